//! Unlisted meetings, by the number of the session (第六次中法财金对话) or by who meets (中美元首会晤).

use super::Class;
use super::bracket;
use super::ground::{Candidate, Edge, Ground, is_han};
use super::scene::Scene;
use crate::lexicon::{Cue, starting};
use crate::source::Span;

/// Most bytes from the number of the session to the end of the name.
const REACH: usize = 100;
/// Most characters of the words between a body and the number of the session (成员国政府首脑(总理)理事会).
const BEFORE_SESSION: usize = 16;
/// Most characters of one qualifier of a meeting.
const QUALIFIER: usize = 9;
/// What is said between a bare number and the head at least (bytes), and where many hold such meetings.
const SAID: usize = 2 * HAN;
const SAID_OF_MANY: usize = 5 * HAN;
/// Bytes of a Chinese character.
const HAN: usize = 3;
/// Most characters of a quoted name in front of the head of a meeting.
const QUOTED: usize = 12;
/// Most characters of a subject between the name in front and the head (博鳌亚洲|青年科学家|论坛).
const SUBJECT: usize = 12;

pattern!(SESSION, r"(?:第[一二三四五六七八九十百零0-9]{1,5}|首|[一二三四五六七八九十]{1,3}|[0-9]{1,3})(?:届|次|轮|期)");

// The term of a body, right in front of it.
pattern!(TERM, r"第?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3})届$");

pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    for number in SESSION.find_iter(ground.scene.text) {
        let number = Span::new(number.start(), number.end());
        found.extend(assembly(ground, number).or_else(|| session(ground, number)));
    }
    years(ground, found);
    for &(head, cue) in &ground.cues {
        match cue {
            Cue::AnchoredEvent => {
                found.extend(anchored(ground, head));
                found.extend(quoted(ground, head));
            }
            Cue::Crisis => found.extend(crisis(ground, head)),
            _ => {}
        }
    }
}

/// 第74届联大: the session of a body that is an assembly.
fn assembly(ground: &Ground, number: Span) -> Option<Candidate> {
    let body = ground.starting_at(number.end).filter(|i| {
        ground.class(i) == Some(Class::Organization) && ground.patterns().assemblies.contains(ground.text(i.span))
    })?;
    let meeting = ground.cues_at(body.span.end).any(|(_, cue)| cue.is_meeting());
    let rest = ground.scene.rest(body.span.end);
    let session = Span::new(number.start, body.span.end);
    // 第74届联大会议 is the same session.
    let plain = rest.starts_with("会议");
    if !ground.text(number).starts_with('第') || meeting && !plain || rest.starts_with("一般性辩论") {
        return None;
    }
    let end = body.span.end + if plain { "会议".len() } else { 0 };
    let named = ground.named(session, Class::Event, "name:event.assembly");
    Some(Candidate { span: Span::new(number.start, end), ..named })
}

/// 国际冰川保护年, 世界冰川保护日.
fn years(ground: &Ground, found: &mut Vec<Candidate>) {
    pattern!(YEAR, r"(?:国际|世界)\p{Han}{2,9}?[年日]");
    for year in YEAR.find_iter(ground.scene.text) {
        let span = Span::new(year.start(), year.end());
        let number = |c: char| ground.patterns().not_in_year.contains(c);
        let body = &year.as_str()[6..year.len() - 3];
        let next = ground.scene.rest(span.end).chars().next();
        let ends = next.is_none_or(|c| !is_han(c) || ground.patterns().after_year.contains(c));
        if ends && !body.chars().any(number) && !body.ends_with("生") && ground.is_solid(span) {
            found.push(ground.named(span, Class::Event, "name:event.year"));
        }
    }
}

/// A numbered session: what stands in front of the number and belongs to it, up to the last head behind.
fn session(ground: &Ground, number: Span) -> Option<Candidate> {
    let written = ground.text(number);
    // 第74届 before a listed meeting.
    if written.starts_with(['第', '首'])
        && let Some(listed) = ground.starting_at(number.end).filter(|i| ground.class(i) == Some(Class::Event))
    {
        let span = Span::new(session_start(ground, number.start), listed.span.end);
        return Some(ground.named(span, Class::Event, "name:event.session"));
    }
    let head = session_head(ground, number.end)?;
    let start = Some(session_start(ground, number.start)).filter(|start| *start < number.start);
    let start = start.or_else(|| own_session(ground, number.start)).unwrap_or(number.start);
    let follows = start < number.start;
    // A bare number needs a body in front: not 第二次会议, but 全国人大二次会议.
    // Nor 第二轮高层会谈: what many hold needs more of a name.
    let many = ground.patterns().leveled.iter().any(|w| ground.text(head).ends_with(w.as_str()));
    let least = if many && !written.ends_with('届') { SAID_OF_MANY } else { SAID };
    let named = follows || head.start - number.end >= least;
    let fixed = follows || written.starts_with(['第', '首']) || written.ends_with('届');
    let crosses = ground.covering(number.start).is_some_and(|i| i.span.start < start);
    let span = Span::new(start, head.end);
    (named && fixed && !crosses && ground.is_balanced(span)).then(|| bracket::named(ground, span))
}

/// The head of the session whose number ends at a byte: the nearest that ends no quoted name, and what it goes on with
/// (部长级会议, 论坛大会).
fn session_head(ground: &Ground, from: usize) -> Option<Span> {
    let limit = from + ground.scene.rest(from).len().min(REACH);
    let first = ground.cues.partition_point(|(head, _)| head.start < from);
    let between = |head: &Span| Span::new(from, head.start);
    let mut solid = ground.cues[first..]
        .iter()
        .take_while(|(head, _)| head.start <= limit)
        .filter(|(_, cue)| cue.is_meeting())
        .map(|(head, _)| *head)
        .filter(|head| !bracket::is_open(ground.text(between(head))))
        .take_while(|head| bracket::is_whole(ground, between(head)));
    let nearest = solid.find(|head| ground.is_balanced(Span::new(from, head.end)))?;
    let further = |head: Span, next: Span| Span::new(head.start, next.end);
    let head =
        solid.fold(nearest, |head, next| if bracket::goes_on(ground, head, next) { further(head, next) } else { head });
    let head = chained(ground, head).map_or(head, |last| further(head, last));
    Some(twin(ground, head).map_or(head, |last| further(head, last)))
}

/// 第十二届全国人民代表大会|第三次会议, 第十二届全国人民代表大会|常务委员会第十四次会议: one meeting.
fn chained(ground: &Ground, head: Span) -> Option<Span> {
    let rest = ground.scene.rest(head.end);
    let body = starting(&ground.patterns().committees, rest).map_or(0, str::len);
    let number = SESSION.find(&rest[body..]).filter(|m| m.start() == 0)?;
    let from = head.end + body + number.end();
    ground.cues_at(from).rfind(|(_, cue)| cue.is_meeting()).map(|(head, _)| *head)
}

/// 洽谈会|暨丝绸之路国际博览会: two fairs in one.
fn twin(ground: &Ground, head: Span) -> Option<Span> {
    let from = head.end + ground.scene.rest(head.end).starts_with('暨').then_some('暨'.len_utf8())?;
    let limit = from + ground.scene.rest(from).len().min(REACH);
    let first = ground.cues.partition_point(|(cue, _)| cue.start < from);
    let mut heads = ground.cues[first..].iter().take_while(|(cue, _)| cue.start <= limit);
    let next = heads.find(|(_, cue)| cue.is_meeting())?.0;
    ground.is_solid(Span::new(from, next.start)).then_some(next)
}

/// Where a name begins whose session number stands at `at`: 二十国集团领导人|第十三次峰会.
fn session_start(ground: &Ground, at: usize) -> usize {
    let head = ground.scene.head(at);
    // 《…公约》(以下简称“公约”)|第三次缔约方大会
    if let Some(open) = bracket::introducing(head) {
        let before = at - (head.len() - open);
        let start = session_start(ground, before);
        let start = if start < before { Some(start) } else { own_session(ground, before) };
        return start.unwrap_or(at);
    }
    let patterns = &ground.scene.lexicon.patterns;
    let before = at - ground.scene.longest_ending(&patterns.before_session, at, BEFORE_SESSION).map_or(0, str::len);
    if let Some((start, ..)) = ground.row(before) {
        // 第十二届|全国人民代表大会常务委员会|第十四次会议
        let term =
            TERM.find(ground.scene.head(start)).filter(|_| ground.text(Span::new(start, before)).ends_with("委员会"));
        // 挪威、冰岛、芬兰|外长|第三次会晤
        let start = if before < at { row_of_states(ground, start) } else { start };
        return start - term.map_or(0, |t| t.len());
    }
    // 南海问题双边磋商机制|第一次会议; a word of the level may be the end of the body: 创新合作联合委员会|第一次会议.
    if let Some(start) = [before, at].into_iter().find_map(|end| standing_body(ground, end)) {
        return start;
    }
    if head.ends_with('》')
        && let Some(open) = head.rfind('《')
    {
        // 落实《海岛保护宣言》|第三次高官会
        let purpose = if head[..open].ends_with("落实") { "落实".len() } else { 0 };
        return at - (head.len() - open) - purpose;
    }
    ["党的", "中共"].iter().find(|p| head.ends_with(*p)).map_or(at, |p| at - p.len())
}

/// Where the row of countries begins whose last begins at a byte.
fn row_of_states(ground: &Ground, mut start: usize) -> usize {
    let country = |at: usize| ground.ending_at(at).filter(|i| ground.class(i) == Some(Class::Country));
    if ground.covering(start).is_none_or(|i| ground.class(i) != Some(Class::Country)) {
        return start;
    }
    while let Some(link) = ["、", "和", "与", "及"].iter().find(|link| ground.scene.head(start).ends_with(*link))
        && let Some(earlier) = country(start - link.len())
    {
        start = earlier.span.start;
    }
    start
}

/// Where a standing body begins that is named by its words alone and ends at a byte.
fn standing_body(ground: &Ground, end: usize) -> Option<usize> {
    if !ground.patterns().standing.iter().any(|w| ground.scene.head(end).ends_with(w)) {
        return None;
    }
    let left = ground.left(end, 16, true);
    // 全球疫苗合作国际论坛|首次会议
    let worldwide = || matches!(left.edge, Edge::Mark | Edge::Verb) && is_worldwide(ground, Span::new(left.bare, end));
    left.anchor.or_else(|| worldwide().then_some(left.bare))
}

/// Where a treaty or meeting begins that ends at the number of its own session: 不扩散核武器条约|第十次审议大会,
/// 全球共享发展行动论坛|首届高级别会议.
fn own_session(ground: &Ground, at: usize) -> Option<usize> {
    let item = ground.ending_at(at).filter(|i| matches!(ground.class(i), Some(Class::Document | Class::Event)))?;
    Some(item.span.start)
}

/// A meeting named after who meets or where: only qualifiers stand between.
fn anchored(ground: &Ground, head: Span) -> Option<Candidate> {
    let patterns = &ground.scene.lexicon.patterns;
    let mut at = head.start;
    let mut qualified = 0;
    let mut leveled = false;
    while ground.row(at).is_none() {
        let Some(word) = ground.scene.longest_ending(&patterns.qualifiers, at, QUALIFIER) else { break };
        leveled |= patterns.levels.contains(word);
        at -= word.len();
        qualified += 1;
    }
    let meeting = ground.text(head);
    let Some((start, class, names)) = ground.row(at).or_else(|| aim(ground, at, meeting)) else {
        return about(ground, at, head);
    };
    let at_place = ground.ending_at(at).is_some_and(|i| match ground.class(i) {
        Some(Class::Place) => true,
        // 在白宫会晤: the seat of a body is a place too.
        Some(Class::Organization) => names == 1 && qualified == 0,
        _ => false,
    });
    if at_place && met_at(ground.scene, Span::new(start, head.end)) {
        return None;
    }
    // 金砖国家领导人|果阿|会晤
    let body = by_body(ground, start).filter(|_| class == Class::Place);
    let start = body.unwrap_or(start);
    let (start, names) = partner(ground, start, class, meeting).map_or((start, names), |first| (first, names + 1));
    let several = body.is_some() || names > 1 || matches!(class, Class::Organization | Class::Region);
    let of_subject =
        patterns.subjects.contains(meeting) && meeting.ends_with('会') && !["年会", "峰会"].contains(&meeting);
    let enough = if patterns.leveled.contains(meeting) {
        leveled && several
    } else {
        qualified > 0 || several || !of_subject && class != Class::Country && meeting != "论坛"
    };
    enough.then(|| ground.named(Span::new(start, head.end), Class::Event, "name:event.anchored"))
}

/// 亚洲青年科学家论坛: a meeting with a subject of a few characters that ends at a byte, behind a name or of the whole world.
fn about(ground: &Ground, at: usize, head: Span) -> Option<Candidate> {
    let patterns = ground.patterns();
    let subject = patterns.subjects.contains(ground.text(head));
    let left = ground.left(at, SUBJECT, true);
    // A national people's congress is a parliament.
    let parliament = patterns.parliaments.iter().any(|w| ground.scene.text[..at].ends_with(w));
    if !subject || parliament {
        return None;
    }
    let start = match left.anchor {
        Some(start) => Some(start).filter(|_| left.gap > 1),
        None => Some(left.bare)
            .filter(|_| matches!(left.edge, Edge::Mark | Edge::Verb) && is_worldwide(ground, Span::new(left.bare, at))),
    }?;
    Some(ground.named(Span::new(start, head.end), Class::Event, "name:event.subject"))
}

/// Which body's leaders meet, in front of a place: 金砖国家领导人|果阿会晤.
fn by_body(ground: &Ground, place: usize) -> Option<usize> {
    let patterns = &ground.scene.lexicon.patterns;
    let level = ground.scene.longest_ending(&patterns.levels, place, QUALIFIER)?;
    let (start, class, _) = ground.row(place - level.len())?;
    (class == Class::Organization).then_some(start)
}

/// “和平之友”高级别会议: a quoted name right in front of the head, with qualifiers at most between.
fn quoted(ground: &Ground, head: Span) -> Option<Candidate> {
    let patterns = &ground.scene.lexicon.patterns;
    let mut at = head.start;
    while let Some(word) = ground.scene.longest_ending(&patterns.qualifiers, at, QUALIFIER) {
        at -= word.len();
    }
    let inside = ground.scene.head(at).strip_suffix('”')?;
    let name = &inside[inside.rfind('“')? + '“'.len_utf8()..];
    let plain = name.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '·'));
    let bare = at == head.start && patterns.leveled.contains(ground.text(head));
    let start = at - '”'.len_utf8() - name.len() - '“'.len_utf8();
    (plain && !bare && (2..=QUOTED).contains(&name.chars().count()))
        .then(|| ground.named(Span::new(start, head.end), Class::Event, "name:event.quoted"))
}

/// 在柏林会晤: whoever met there, the meeting has no name, unless it goes on as that of a thing (期间, 的成果).
pub(super) fn met_at(scene: &Scene, meeting: Span) -> bool {
    let patterns = &scene.lexicon.patterns;
    let rest = scene.rest(meeting.end);
    patterns.is_talks(meeting.of(scene.text))
        && scene.before(meeting.start) == Some('在')
        && starting(&patterns.meeting_nouns, rest).is_none()
}

/// 中国同|安理会非洲成员国外长会: the other side, where a noun says what is held.
fn partner(ground: &Ground, start: usize, class: Class, meeting: &str) -> Option<usize> {
    let sides = matches!(class, Class::Country | Class::Organization | Class::Region);
    let head = ground.scene.head(start);
    let link = ["同", "与"].iter().find(|link| head.ends_with(*link))?;
    let (first, other, _) = ground.row(start - link.len()).filter(|_| sides && !ground.patterns().is_talks(meeting))?;
    (other == Class::Country).then_some(first)
}

/// 国际超级计算|大会: the subject opens with a word for the whole world, and says what it is about.
fn is_worldwide(ground: &Ground, subject: Span) -> bool {
    let text = ground.text(subject);
    let patterns = ground.patterns();
    let rest = starting(&patterns.worldwide, text).map(|word| &text[word.len()..]);
    rest.is_some_and(|rest| rest.chars().count() >= 2 && starting(&patterns.not_worldwide, rest).is_none())
}

/// 可持续发展目标峰会: a meeting named after what it is about.
fn aim(ground: &Ground, at: usize, meeting: &str) -> Option<(usize, Class, usize)> {
    let item =
        ground.ending_at(at).filter(|i| ground.class(i) == Some(Class::Document) && meeting.ends_with("峰会"))?;
    Some((item.span.start, Class::Document, 1))
}

/// 叙利亚危机, 日本神户地震: what a country, region or town goes through, right behind its name.
fn crisis(ground: &Ground, head: Span) -> Option<Candidate> {
    let (start, class, names) = ground.row(head.start)?;
    let of_place = |at: usize| ground.ending_at(at).is_some_and(|i| ground.class(i) == Some(Class::Place));
    let between = ground.text(Span::new(start, head.start));
    // 印尼雅加达|连环爆炸: the state before the town where it happened.
    let town =
        names == 2 && class == Class::Country && of_place(head.start) && !between.contains(['-', '—', '·', '驻']);
    let single = matches!(class, Class::Country | Class::Region | Class::Place) && (names == 1 || town);
    let stands = single && !ground.is_short(head.start) && ground.head_stands(head);
    stands.then(|| ground.named(Span::new(start, head.end), Class::Event, "name:event.crisis"))
}
