//! Unlisted bodies and administrative places, by their heads: 国际商事调解委员会, 法国财政部, 城东区.

use super::Class;
use super::ground::{Candidate, Edge, Ground, is_han};
use super::scene::Choice;
use crate::lexicon::{Cue, EntityId, Target, starting};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Most characters between a name and the head.
const FORMAL_GAP: usize = 14;
const LOCAL_GAP: usize = 8;
const PLACE_GAP: usize = 6;
const WORK_GAP: usize = 6;
const BUILDING_GAP: usize = 6;
/// Most characters of a name without a listed name in it.
const BARE: usize = 12;

// What is counted or compared is no name: 两名, 第一批, 最大.
pattern!(
    COUNTED,
    r"[一二两三四五六七八九十百数几多0-9][名家个批位支艘座处条]|最|某|首[条家批个支座]|大型|[一二三四五六七八九]成|[一两二三四五六七八九十](?:大|省市|国)|第[一二三四五六七八九十]+(?:军|师|团)?$|^[前一]$"
);

pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    for &(head, cue) in &ground.cues {
        if !ground.head_stands(head) || ends_surname(ground, head) {
            continue;
        }
        match cue {
            Cue::FormalBody => found.extend(formal(ground, head)),
            Cue::LocalBody => found.extend(local(ground, head)),
            Cue::DirectBody => {
                if let Some(body) = direct(ground, head) {
                    found.extend(state_in(ground, body.span, head));
                    found.push(body);
                }
            }
            _ => {}
        }
    }
}

/// Whether a head ends a Japanese surname behind a title: 干事长|武部|勤.
fn ends_surname(ground: &Ground, head: Span) -> bool {
    let before = ground.scene.head(head.start).chars().next_back().map_or(0, char::len_utf8);
    let surname = Span::new(head.start - before, head.end);
    let titled = || ground.ending_at(surname.start).is_some_and(|i| ground.class(i) == Some(Class::Title));
    ground.patterns().japanese.contains(ground.text(surname)) && titled()
}

/// Administrative places: they are found first, since bodies are named after them.
pub(super) fn places(ground: &Ground, found: &mut Vec<Candidate>) {
    for &(head, cue) in &ground.cues {
        match cue {
            Cue::Place if ground.head_stands(head) => found.extend(place(ground, head)),
            Cue::Work => found.extend(work(ground, head)),
            Cue::Building => found.extend(building(ground, head)),
            _ => {}
        }
    }
}

/// 中塔乌公路: a work behind the names of at least two countries or places.
fn work(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, WORK_GAP, false);
    let start = left.anchor?;
    let joint = left.names > 1 || ground.text(Span::new(start, left.bare)).contains(['-', '—']);
    let placed = matches!(left.class, Some(Class::Country | Class::Region | Class::Place));
    let qualifier = &ground.scene.text[left.bare..head.start];
    (joint && placed && !is_vague(ground, qualifier) && !qualifier.contains("合作"))
        .then(|| ground.named(Span::new(start, head.end), Class::Place, "name:place.work"))
}

/// 昆明火车站: a building or site behind the name of a place or country.
fn building(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, BUILDING_GAP, false);
    let start = left.anchor?;
    let larger = ground.ending_at(left.bare).and_then(|i| ground.class(i));
    let fits = match larger {
        Some(Class::Place) => true,
        Some(Class::Country) => left.gap > 1 && !ground.is_short(left.bare),
        _ => false,
    };
    let qualifier = &ground.scene.text[left.bare..head.start];
    // Of several places the last is the one where it stands.
    let start = if left.names > 1 { ground.ending_at(left.bare)?.span.start } else { start };
    let goes_on = starting(&ground.patterns().not_buildings, ground.scene.rest(head.end)).is_some();
    (fits && !goes_on && !is_vague(ground, qualifier))
        .then(|| ground.named(Span::new(start, head.end), Class::Place, "name:place.building"))
}

fn formal(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, FORMAL_GAP, true);
    let start = match left.anchor {
        Some(start) if left.gap > 0 || left.class == Some(Class::Organization) => start,
        Some(_) => return None,
        // 马云公益基金会
        None if ground.patterns().of_persons.contains(ground.text(head))
            && left.gap <= 4
            && ground.person_ends(left.bare) =>
        {
            ground.ending_at(left.bare)?.span.start
        }
        None => {
            let qualifier = &ground.scene.text[left.bare..head.start];
            let fits = left.edge == Edge::Mark && (2..=BARE).contains(&left.gap) && !is_generic(ground, qualifier);
            fits.then_some(left.bare)?
        }
    };
    Some(ground.named(Span::new(start, head.end), Class::Organization, "name:organization.head"))
}

/// Whether a qualifier is made of words that name nothing: 有关, 国际, 专门.
fn is_generic(ground: &Ground, qualifier: &str) -> bool {
    made_of(&ground.scene.lexicon.patterns.generic, qualifier)
}

/// The same for a qualifier behind a name, where fewer words name nothing: 各, 一家.
fn is_vague(ground: &Ground, qualifier: &str) -> bool {
    let vague = &ground.scene.lexicon.patterns.vague;
    let opening = qualifier.char_indices().map(|(i, _)| i).nth(2);
    COUNTED.is_match(qualifier)
        || made_of(vague, qualifier)
        || opening.is_some_and(|two| vague.contains(&qualifier[..two]))
}

fn made_of(words: &FxHashSet<String>, qualifier: &str) -> bool {
    let cuts = || qualifier.char_indices().map(|(i, _)| i).skip(1);
    words.contains(qualifier) || cuts().any(|i| words.contains(&qualifier[..i]) && words.contains(&qualifier[i..]))
}

fn local(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, LOCAL_GAP, true);
    let start = left.anchor?;
    // Only countries have ministers: no 欧盟卫生部 in 欧盟卫生部长会议.
    let rest = ground.scene.rest(head.end);
    if rest.starts_with('长') && left.class != Some(Class::Country)
        || rest.starts_with("长会")
        || rest.starts_with("长级")
    {
        return None;
    }
    if left.gap == 0 {
        // 中国移动浙江公司, 江苏代表团
        let branch = left.class == Some(Class::Organization) && left.names > 1;
        let province = left.class == Some(Class::Place) && ground.text(head) == "代表团";
        let committee = left.class == Some(Class::Organization) && ["党委", "党工委"].contains(&ground.text(head));
        return (branch || province || committee)
            .then(|| ground.named(Span::new(start, head.end), Class::Organization, "name:organization.local"));
    }
    let qualifier = &ground.scene.text[left.bare..head.start];
    // 东盟国家外交部: those of all of them.
    let plural = left.class != Some(Class::Country) && starting(&ground.patterns().states, qualifier).is_some();
    (!plural && !is_vague(ground, qualifier)).then(|| {
        let span = Span::new(start, head.end);
        of_committee(ground, span, left.bare)
            .unwrap_or_else(|| ground.named(span, Class::Organization, "name:organization.local"))
    })
}

/// The committee of the party in a place, written out.
fn committee_of(place: &str) -> String {
    format!("中国共产党{place}委员会")
}

/// 乌兰县委|组织部: the committee is written out.
fn of_committee(ground: &Ground, span: Span, bare: usize) -> Option<Candidate> {
    let place = ground.text(Span::new(span.start, bare));
    let office = ground.text(Span::new(bare, span.end)).strip_prefix('委')?;
    let name = committee_of(place) + office;
    let fits = ground.patterns().ranks.iter().any(|rank| place.ends_with(rank)) && office.chars().count() >= 2;
    fits.then(|| Candidate {
        span,
        choice: Choice::New(Class::Organization, name.as_str().into(), "name:organization.local"),
    })
}

/// 乌国防部, 所政府: the body of the state that its first character stands for, where the text names that state in full.
fn of_state(ground: &Ground, head: Span) -> Option<Candidate> {
    let lexicon = ground.scene.lexicon;
    let c = ground.scene.before(head.start).filter(|_| lexicon.patterns.state_bodies.contains(ground.text(head)))?;
    let start = head.start - c.len_utf8();
    let opens = ground.scene.before(start).is_none_or(|b| !is_han(b) || ground.stops(start - b.len_utf8(), b))
        || ground.verb_ends(start);
    let dated = super::overlaps_any(ground.dated, Span::new(start, head.start));
    if !opens
        || matches!(c, '中' | '新')
        || dated
        || ground.covering(start).is_some_and(|i| i.span.len() > c.len_utf8())
    {
        return None;
    }
    let state = state_of(ground, c)?;
    let name = format!("{}{}", lexicon.entity(state).name, ground.text(head));
    let choice = ground.scene.listed_or_new(Class::Organization, &name, "name:organization.state");
    Some(Candidate { span: Span::new(start, head.end), choice })
}

/// The state in 所政府, where its character is no name by itself.
fn state_in(ground: &Ground, body: Span, head: Span) -> Option<Candidate> {
    let span = Span::new(body.start, head.start);
    let mut characters = ground.text(span).chars();
    let (Some(c), None) = (characters.next(), characters.next()) else { return None };
    let state = state_of(ground, c).filter(|_| ground.covering(body.start).is_none())?;
    Some(Candidate { span, choice: Choice::One(state) })
}

/// The one country that the text names in full and that a character stands for.
fn state_of(ground: &Ground, c: char) -> Option<EntityId> {
    let lexicon = ground.scene.lexicon;
    let first = lexicon.contexts.side_first.contains(c);
    let short = |id: EntityId| {
        let means = |target: &Target| matches!(target, Target::Abbreviation(t) | Target::Default(t) if *t == id);
        lexicon.single(c).is_some_and(|targets| targets.iter().any(means))
    };
    let mut found: Option<EntityId> = None;
    for &(named, id) in ground.countries() {
        if found != Some(id) && (first && named == c || short(id)) {
            if found.is_some() {
                return None;
            }
            found = Some(id);
        }
    }
    found
}

/// 云南省委: the committee of the party in a province, city or county whose name ends with its rank.
fn party_committee(ground: &Ground, head: Span) -> Option<Candidate> {
    let rank = ground.text(head).strip_suffix('委').filter(|rank| ground.patterns().ranks.contains(*rank))?;
    let place = ground.covering(head.start).filter(|i| {
        i.span.end == head.start + rank.len() && i.span.start < head.start && ground.class(i) == Some(Class::Place)
    })?;
    let name = committee_of(ground.text(place.span));
    let party = ground.ending_at(place.span.start).filter(|i| ["中共", "中国共产党"].contains(&ground.text(i.span)));
    let span = Span::new(party.map_or(place.span.start, |i| i.span.start), head.end);
    Some(Candidate {
        span,
        choice: Choice::New(Class::Organization, name.as_str().into(), "name:organization.committee"),
    })
}

/// 日本政府: the head may stand right behind the name. Where the bare head is a listed body of that very country, the
/// longer form is the same body.
fn direct(ground: &Ground, head: Span) -> Option<Candidate> {
    if let Some(committee) = party_committee(ground, head) {
        return Some(committee);
    }
    let left = ground.left(head.start, LOCAL_GAP, true);
    let Some(start) = left.anchor else { return of_state(ground, head) };
    if left.gap > 0 {
        return of_state(ground, head).or_else(|| local(ground, head));
    }
    if left.names == 1 && ground.scene.head(start).ends_with('驻') {
        return mission(ground, Span::new(start - '驻'.len_utf8(), head.end), head);
    }
    if ground.is_short(head.start) && left.names == 1 {
        return of_state(ground, head);
    }
    if (left.class == Some(Class::Organization) && left.names == 1) || ground.is_short(head.start) && left.names != 2 {
        return None;
    }
    if ground.is_short(head.start) && !ground.text(Span::new(start, head.start)).contains('驻') {
        return None;
    }
    if ["公司", "代表团"].contains(&ground.text(head)) {
        return local(ground, head);
    }
    let span = Span::new(start, head.end);
    let anchor = ground.ending_at(head.start).and_then(|i| ground.entity(i));
    let listed = ground.covering(head.start).filter(|i| i.span == head).and_then(|i| ground.entity(i));
    if let (Some(anchor), Some(id)) = (anchor, listed)
        && ground.scene.lexicon.entity(id).country == Some(anchor)
    {
        return Some(Candidate { span, choice: Choice::One(id) });
    }
    Some(ground.named(span, Class::Organization, "name:organization.direct"))
}

/// 驻菲律宾|使馆, 驻菲|使馆: one's own mission in a state, not that of the state; those in one's own are many states'.
fn mission(ground: &Ground, span: Span, head: Span) -> Option<Candidate> {
    let is_own = ground
        .ending_at(head.start)
        .zip(ground.scene.china)
        .is_some_and(|(i, own)| ground.scene.may_be(&i.choice, own));
    let sent = ground.patterns().missions.iter().any(|w| ground.text(head).ends_with(w));
    (sent && !is_own).then(|| ground.named(span, Class::Organization, "name:organization.direct"))
}

/// 重庆市|西湖|镇: a small place that bears the name of a listed one, behind the larger place.
fn ranked(ground: &Ground, head: Span) -> Option<usize> {
    let small = ground.patterns().small_ranks.contains(ground.text(head));
    let name = ground.ending_at(head.start).filter(|i| small && ground.class(i) == Some(Class::Place))?;
    let text = ground.text(name.span);
    let short = text.chars().count() <= 3 && !ground.patterns().all_ranks().any(|rank| text.ends_with(rank));
    let larger = ground.ending_at(name.span.start).is_some_and(|i| ground.class(i) == Some(Class::Place));
    (short && larger).then_some(name.span.start)
}

/// 西宁市城东区: the larger place stays a name of its own.
fn place(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, PLACE_GAP, false);
    let larger = left.anchor.and_then(|_| ground.ending_at(left.bare)).and_then(|i| ground.class(i));
    let patterns = &ground.scene.lexicon.patterns;
    let qualifier = &ground.scene.text[left.bare..head.start];
    if ground.scene.rest(head.end).starts_with('长') || qualifier.chars().any(|c| patterns.not_in_place.contains(c)) {
        return None;
    }
    if let Some(start) = ranked(ground, head) {
        return Some(ground.named(Span::new(start, head.end), Class::Place, "name:place.head"));
    }
    let fits = larger == Some(Class::Place)
        && (1..=PLACE_GAP).contains(&left.gap)
        && !is_generic(ground, qualifier)
        && !COUNTED.is_match(qualifier);
    fits.then(|| ground.named(Span::new(left.bare, head.end), Class::Place, "name:place.head"))
}
