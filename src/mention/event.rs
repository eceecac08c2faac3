//! Unlisted meetings, by the number of the session (第六次中法财金对话) or by who meets (中美元首会晤).

use super::Class;
use super::bracket;
use super::ground::{Candidate, Edge, Ground, is_han};
use super::scene::Scene;
use crate::lexicon::{Cue, starting};
use crate::source::Span;
use regex::Regex;
use std::sync::LazyLock;

/// Most bytes from the number of the session to the end of the name.
const REACH: usize = 100;
/// Most characters of the words between a body and the number of the session (成员国政府首脑(总理)理事会).
const BEFORE_SESSION: usize = 16;
/// Most characters of a quoted name in front of the head of a meeting.
const QUOTED: usize = 12;
/// Most characters of a subject between the name in front and the head (博鳌亚洲|青年科学家|论坛).
const SUBJECT: usize = 12;

static SESSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:第[一二三四五六七八九十百零0-9]{1,5}|首|[一二三四五六七八九十]{1,3}|[0-9]{1,3})(?:届|次|轮|期)")
        .expect("a pattern of this file")
});

/// The term of a body, right in front of it.
static TERM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"第?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3})届$").expect("a pattern of this file"));

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
    let body = ground.covering(number.end).filter(|i| {
        i.span.start == number.end
            && ground.class(i) == Some(Class::Organization)
            && ground.patterns().assemblies.contains(ground.text(i.span))
    })?;
    let meeting = ground
        .cues
        .iter()
        .any(|(head, cue)| matches!(cue, Cue::Event | Cue::AnchoredEvent) && head.start == body.span.end);
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
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:国际|世界)\p{Han}{2,9}?[年日]").expect("a pattern of this file"));
    for year in YEAR.find_iter(ground.scene.text) {
        let span = Span::new(year.start(), year.end());
        let number = |c: char| "一二三四五六七八九十今明去前后当每近同多几周百两半".contains(c);
        let body = &year.as_str()[6..year.len() - 3];
        let next = ground.scene.rest(span.end).chars().next();
        let ends = next.is_none_or(|c| !is_han(c) || "的和以与及暨、为".contains(c));
        if ends && !body.chars().any(number) && !body.ends_with("生") && ground.is_solid(span) {
            found.push(ground.named(span, Class::Event, "name:event.year"));
        }
    }
}

/// A numbered session: what stands in front of the number and belongs to it, up to the last head behind.
fn session(ground: &Ground, number: Span) -> Option<Candidate> {
    // 第74届 before a listed meeting.
    if ground.text(number).starts_with(['第', '首'])
        && let Some(listed) =
            ground.covering(number.end).filter(|i| i.span.start == number.end && ground.class(i) == Some(Class::Event))
    {
        let span = Span::new(session_start(ground, number.start), listed.span.end);
        return Some(ground.named(span, Class::Event, "name:event.session"));
    }
    let limit = number.end + ground.scene.rest(number.end).len().min(REACH);
    let first = ground.cues.partition_point(|(head, _)| head.start < number.end);
    let heads = ground.cues[first..]
        .iter()
        .take_while(|(head, _)| head.start <= limit)
        .filter(|(_, cue)| matches!(cue, Cue::Event | Cue::AnchoredEvent))
        .filter(|(head, _)| !bracket::is_open(ground.text(Span::new(number.end, head.start))));
    let mut solid = heads
        .take_while(|(head, _)| bracket::is_whole(ground, Span::new(number.end, head.start)))
        .map(|(head, _)| *head);
    // The nearest head that ends no quoted name, and what it goes on with: 部长级会议, 论坛大会.
    let nearest = solid.find(|head| ground.is_balanced(Span::new(number.end, head.end)))?;
    let head =
        solid.fold(
            nearest,
            |head, next| {
                if bracket::goes_on(ground, head, next) { Span::new(head.start, next.end) } else { head }
            },
        );
    let head = chained(ground, head).map_or(head, |last| Span::new(head.start, last.end));
    let head = twin(ground, head).map_or(head, |last| Span::new(head.start, last.end));
    let start = Some(session_start(ground, number.start)).filter(|start| *start < number.start);
    let start = start.or_else(|| own_session(ground, number.start)).unwrap_or(number.start);
    let said = head.start - number.end;
    // A bare number needs a body in front: not 第二次会议, but 全国人大二次会议.
    // Nor 第二轮高层会谈: what many hold needs more of a name.
    let many = ground.scene.lexicon.patterns.leveled.iter().any(|w| ground.text(head).ends_with(w.as_str()));
    let named = start < number.start || said >= if many && !ground.text(number).ends_with('届') { 15 } else { 6 };
    let fixed =
        ground.text(number).starts_with(['第', '首']) || start < number.start || ground.text(number).ends_with('届');
    let crosses = ground.covering(number.start).is_some_and(|i| i.span.start < number.start.min(start));
    let span = Span::new(start, head.end);
    (named && fixed && !crosses && ground.is_balanced(span)).then(|| bracket::named(ground, span))
}

/// 第十二届全国人民代表大会|第三次会议, 第十二届全国人民代表大会|常务委员会第十四次会议: one meeting.
fn chained(ground: &Ground, head: Span) -> Option<Span> {
    let rest = ground.scene.rest(head.end);
    let body = starting(&ground.patterns().committees, rest).map_or(0, str::len);
    let number = SESSION.find(&rest[body..]).filter(|m| m.start() == 0)?;
    let from = head.end + body + number.end();
    let mut next =
        ground.cues.iter().filter(|(h, cue)| h.start == from && matches!(cue, Cue::Event | Cue::AnchoredEvent));
    next.next_back().map(|(h, _)| *h)
}

/// 洽谈会|暨丝绸之路国际博览会: two fairs in one.
fn twin(ground: &Ground, head: Span) -> Option<Span> {
    let from = head.end + ground.scene.rest(head.end).starts_with('暨').then_some('暨'.len_utf8())?;
    let limit = from + ground.scene.rest(from).len().min(REACH);
    let first = ground.cues.partition_point(|(cue, _)| cue.start < from);
    let mut heads = ground.cues[first..].iter().take_while(|(cue, _)| cue.start <= limit);
    let next = heads.find(|(_, cue)| matches!(cue, Cue::Event | Cue::AnchoredEvent))?.0;
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
    let cuts = head.char_indices().rev().take(BEFORE_SESSION).map(|(i, _)| i);
    let word = cuts.filter(|&i| patterns.before_session.contains(&head[i..])).min();
    let before = at - word.map_or(0, |i| head.len() - i);
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
        let text = ground.scene.head(at);
        let cuts = text.char_indices().rev().take(9).map(|(i, _)| i);
        let Some(cut) = cuts.filter(|&i| patterns.qualifiers.contains(&text[i..])).min() else { break };
        leveled |= patterns.levels.contains(&text[cut..]);
        at -= text.len() - cut;
        qualified += 1;
    }
    let meeting = ground.text(head);
    let row = ground.row(at).or_else(|| aim(ground, at, meeting));
    if let Some((start, class, names)) = row {
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
        let enough = match () {
            () if patterns.leveled.contains(meeting) => leveled && several,
            () if patterns.subjects.contains(meeting)
                && meeting.ends_with("会")
                && !["年会", "峰会"].contains(&meeting) =>
            {
                qualified > 0 || several
            }
            () => qualified > 0 || several || (class != Class::Country && meeting != "论坛"),
        };
        return enough.then(|| ground.named(Span::new(start, head.end), Class::Event, "name:event.anchored"));
    }
    // 亚洲青年科学家论坛: a subject of a few characters may stand between as well.
    let subject = patterns.subjects.contains(meeting);
    let left = ground.left(at, SUBJECT, true);
    // A national people's congress is a parliament.
    let parliament = ["国民", "人民"].iter().any(|w| ground.scene.text[..at].ends_with(w));
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
    let head = ground.scene.head(place);
    let cuts = head.char_indices().rev().take(9).map(|(i, _)| i);
    let level = cuts.filter(|&i| patterns.levels.contains(&head[i..])).min()?;
    let (start, class, _) = ground.row(place - (head.len() - level))?;
    (class == Class::Organization).then_some(start)
}

/// “和平之友”高级别会议: a quoted name right in front of the head, with qualifiers at most between.
fn quoted(ground: &Ground, head: Span) -> Option<Candidate> {
    let patterns = &ground.scene.lexicon.patterns;
    let mut at = head.start;
    loop {
        let text = ground.scene.head(at);
        let cuts = text.char_indices().rev().take(9).map(|(i, _)| i);
        let Some(cut) = cuts.filter(|&i| patterns.qualifiers.contains(&text[i..])).min() else { break };
        at -= text.len() - cut;
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
    let stands = single && !ground.is_short_row(head.start) && ground.head_stands(head);
    stands.then(|| ground.named(Span::new(start, head.end), Class::Event, "name:event.crisis"))
}
