//! Countries and regions named by one character: 中俄, 新马泰, 美方, 驻华.

use super::Class;
use super::scene::{Choice, Item, Scene, outer_first};
use crate::lexicon::Contexts;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Adds the short forms to `items` (sorted by start, longer first) where no name and no date (`dated`) covers them.
pub(super) fn find(scene: &Scene, items: &mut Vec<Item>, dated: &[Span]) {
    let blocked = blocked(scene, items, dated);
    let mut found = Vec::new();
    let mut run = Vec::new();
    let mut next_block = 0;
    let mut skip = 0;
    for (at, c) in scene.text.char_indices() {
        while next_block < blocked.len() && blocked[next_block].start <= at {
            skip = skip.max(blocked[next_block].end);
            next_block += 1;
        }
        let joins = at >= skip && is_single(scene, c);
        let broken = run.last().is_some_and(|&(last, l): &(usize, char)| last + l.len_utf8() != at)
            || (joins && scene.before(at).is_none());
        if !run.is_empty() && (!joins || broken) {
            read(scene, &run, &mut found);
            run.clear();
        }
        if joins {
            run.push((at, c));
        }
    }
    if !run.is_empty() {
        read(scene, &run, &mut found);
    }
    lists(scene, items, &blocked, &mut found);
    first_characters(scene, items, &blocked, &mut found);
    let mut outer = 0;
    let mut merged = Vec::with_capacity(found.len());
    for (at, c, choice) in found {
        let span = Span::new(at, at + c.len_utf8());
        while outer < items.len() && items[outer].span.end <= at {
            outer += 1;
        }
        let nested = items[outer..].iter().take_while(|i| i.span.start <= at).any(|i| i.span.contains(span));
        merged.push(Item { span, choice, nested });
    }
    items.extend(merged);
    items.sort_by_key(|i| outer_first(i.span));
}

/// A character at a place, and what it stands for there.
type Single = (usize, char, Choice);

fn is_single(scene: &Scene, c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') && scene.lexicon.is_single(c)
}

/// Names whose inside is closed: countries, regions, people, cities, phrases, fixed short names; and dates.
fn blocked(scene: &Scene, items: &[Item], dated: &[Span]) -> Vec<Span> {
    let closed = |item: &Item| match scene.class(item) {
        None | Some(Class::Country | Class::Region | Class::Person) => true,
        _ if scene.lexicon.contexts.fixed.contains(item.span.of(scene.text)) => true,
        Some(Class::Place) => !matches!(item.choice, Choice::One(id) if scene.lexicon.entity(id).is("JointWork")),
        Some(_) => false,
    };
    let mut blocked: Vec<Span> =
        items.iter().filter(|i| closed(i)).map(|i| i.span).chain(dated.iter().copied()).collect();
    blocked.sort_unstable();
    blocked
}

/// 所方 in a text that names 所罗门群岛: the first character of a country named in full, beside the side word.
fn first_characters(scene: &Scene, items: &[Item], blocked: &[Span], found: &mut Vec<Single>) {
    let contexts = &scene.lexicon.contexts;
    let mut named = scene.countries(items);
    named.retain(|(first, _)| contexts.side_first.contains(*first));
    if named.is_empty() || contexts.side.is_empty() {
        return;
    }
    let known = found.len();
    for (side, _) in scene.text.match_indices(&contexts.side) {
        let Some(c) = scene.before(side).filter(|c| contexts.side_first.contains(*c)) else { continue };
        let at = side - c.len_utf8();
        let begins = scene.before(at).is_none_or(|b| !b.is_alphanumeric() || contexts.side_first_after.contains(b));
        let mut meant = named.iter().filter(|(first, _)| *first == c);
        let (Some((_, id)), None) = (meant.next(), meant.next()) else { continue };
        let free = !super::overlaps_any(blocked, Span::new(at, side));
        if begins && free && !contexts.side_not.iter().any(|w| scene.rest(side).starts_with(w.as_str())) {
            match found[..known].binary_search_by_key(&at, |f| f.0) {
                Ok(i) => found[i].2 = Choice::One(*id),
                Err(_) => found.push((at, c, Choice::One(*id))),
            }
        }
    }
    found.sort_by_key(|f| f.0);
}

/// Reads a row of neighbouring characters that are all short forms of something.
fn read(scene: &Scene, run: &[(usize, char)], found: &mut Vec<Single>) {
    let contexts = &scene.lexicon.contexts;
    let mut from = 0;
    while from < run.len() {
        let most = longest_run(contexts, &run[from..]);
        let length = (2..=most).rev().find(|&n| is_run(scene, &run[from..from + n]));
        if let Some(length) = length {
            take(scene, &run[from..from + length], found);
            from += length;
            continue;
        }
        let (at, c) = run[from];
        let end = at + c.len_utf8();
        let (before, rest) = (scene.before(at), scene.rest(end));
        let counts = is_side(contexts, c, before, rest)
            || is_toward(scene, c, at, rest)
            || is_abroad(scene, c, at)
            || is_beside(contexts, c, before, rest);
        if counts {
            found.push((at, c, Choice::Single(c)));
        }
        from += 1;
    }
}

/// How many characters of a row no run can go beyond: none stands in it twice, some in no run at all.
fn longest_run(contexts: &Contexts, row: &[(usize, char)]) -> usize {
    let mut seen = FxHashSet::default();
    row.iter().take_while(|(_, c)| !contexts.never.contains(c) && seen.insert(*c)).count()
}

/// Whether the characters, all different, stand side by side as countries.
fn is_run(scene: &Scene, run: &[(usize, char)]) -> bool {
    let contexts = &scene.lexicon.contexts;
    let (Some(&(start, first)), Some(&(at, last))) = (run.first(), run.last()) else { return false };
    let end = at + last.len_utf8();
    if contexts.not.longest(scene.rest(start)).is_some() {
        return false;
    }
    let rest = scene.rest(end);
    let follows = contexts.follow.longest(rest).is_some();
    if contexts.word_after(first, scene.before(start)) || (!follows && contexts.word_before(last, rest.chars().next()))
    {
        return false;
    }
    let text = &scene.text[start..end];
    if let Some(readings) = contexts.pairs.get(text) {
        return readings.iter().any(Option::is_some);
    }
    let sure = |c: &char| contexts.sure.contains(c);
    // The side word behind the last character makes it stand alone: 会谈中|美方.
    let side = rest.starts_with(&contexts.side) && run.len() == 2 && !follows;
    let core = run.iter().any(|(_, c)| contexts.core.contains(c));
    if run.iter().all(|(_, c)| sure(c)) && core && !side {
        return follows || !contexts.last_needs_follow.contains(&last);
    }
    follows && !contexts.not_first.contains(&first) && run.iter().any(|(_, c)| sure(c))
}

/// Adds the characters of a run, with the settled readings of `pairs` where there are some.
fn take(scene: &Scene, run: &[(usize, char)], found: &mut Vec<Single>) {
    let text: String = run.iter().map(|(_, c)| c).collect();
    let settled = scene.lexicon.contexts.pairs.get(&text);
    for (i, &(at, c)) in run.iter().enumerate() {
        let choice = settled.and_then(|ids| ids[i]).map_or(Choice::Single(c), Choice::One);
        found.push((at, c, choice));
    }
}

/// 中方, 美方.
fn is_side(contexts: &Contexts, c: char, before: Option<char>, rest: &str) -> bool {
    if contexts.side.is_empty() || !rest.starts_with(&contexts.side) || contexts.word_after(c, before) {
        return false;
    }
    let not = if contexts.sure.contains(&c) { &contexts.side_sure_not } else { &contexts.side_not };
    !not.iter().any(|word| rest.starts_with(word.as_str()))
}

/// 驻华, 对美, 访俄.
fn is_toward(scene: &Scene, c: char, at: usize, rest: &str) -> bool {
    let contexts = &scene.lexicon.contexts;
    let head = scene.head(at);
    let behind = |words: &[String]| words.iter().any(|w| head.ends_with(w.as_str()));
    let always = behind(&contexts.toward)
        && (contexts.toward_allowed.contains(&c) || !contexts.any_ends(&contexts.toward_some, head));
    let placed = always
        || (contexts.toward_allowed.contains(&c) && behind(&contexts.toward_allowed_words))
        || (contexts.near.contains(&c) && behind(&contexts.near_words))
        || (c == '华' && behind(&contexts.china_words));
    placed && !contexts.word_before(c, rest.chars().next())
}

/// 中印尼: a sure character in front of a short name that is no single character.
fn is_beside(contexts: &Contexts, c: char, before: Option<char>, rest: &str) -> bool {
    contexts.core.contains(&c)
        && !contexts.word_after(c, before)
        && contexts.beside.iter().any(|name| rest.starts_with(name.as_str()))
}

/// 中外.
fn is_abroad(scene: &Scene, c: char, at: usize) -> bool {
    let contexts = &scene.lexicon.contexts;
    let rest = scene.rest(at);
    contexts.abroad.iter().any(|w| rest.starts_with(w.as_str())) && !contexts.word_after(c, scene.before(at))
}

/// 中、俄、美三国: at least three characters with 、 between them, or two before a word that counts them or before a longer
/// name of the same list (中、俄、欧盟).
fn lists(scene: &Scene, items: &[Item], blocked: &[Span], found: &mut Vec<Single>) {
    let contexts = &scene.lexicon.contexts;
    let known = found.len();
    let mut skip = 0;
    for (comma, _) in scene.text.match_indices('、') {
        if comma < skip {
            continue;
        }
        let Some(first) = scene.head(comma).chars().next_back().filter(|&c| is_single(scene, c)) else { continue };
        let start = comma - first.len_utf8();
        let mut members = vec![(start, first)];
        let mut at = comma;
        while let Some(rest) = scene.text[at..].strip_prefix(['、', '和', '与', '及']) {
            let Some(c) = rest.chars().next().filter(|&c| is_single(scene, c)) else { break };
            let place = scene.text.len() - rest.len();
            members.push((place, c));
            at = place + c.len_utf8();
        }
        skip = at;
        let free = |&(at, c): &(usize, char)| !super::overlaps_any(blocked, Span::new(at, at + c.len_utf8()));
        // 中、美、英、|欧盟: the row ends in front of a longer word.
        let opens_word = |&(at, c): &(usize, char)| {
            let rest = scene.rest(at + c.len_utf8());
            contexts.follow.longest(rest).is_none() && contexts.word_before(c, rest.chars().next())
        };
        if let Some(longer) = members.pop_if(|last| !free(last) || opens_word(last)) {
            at = members.last().map_or(longer.0, |&(at, c)| at + c.len_utf8());
        }
        let rest = scene.rest(at);
        let counted = contexts.follow.longest(rest).is_some();
        let sure = |&(_, c): &(usize, char)| contexts.sure.contains(&c);
        let goes_on = || members.iter().all(sure) && names_party(scene, items, at);
        let enough = members.len() >= 3 && members.iter().any(sure) || members.len() == 2 && (counted || goes_on());
        if !enough || contexts.word_after(first, scene.before(start)) || !members.iter().all(free) {
            continue;
        }
        members.retain(|(at, _)| found[..known].binary_search_by_key(at, |f| f.0).is_err());
        found.extend(members.into_iter().map(|(at, c)| (at, c, Choice::Single(c))));
    }
    found.sort_by_key(|f| f.0);
}

/// Whether a list goes on at a byte with the name of a country, region or bloc.
fn names_party(scene: &Scene, items: &[Item], at: usize) -> bool {
    let Some(rest) = scene.rest(at).strip_prefix(['、', '和', '与', '及']) else { return false };
    let start = scene.text.len() - rest.len();
    let first = items.partition_point(|i| i.span.start < start);
    let bloc = |item: &Item| matches!(item.choice, Choice::One(id) if scene.lexicon.entity(id).is("Bloc"));
    items[first..].iter().take_while(|i| i.span.start == start).any(|item| match scene.class(item) {
        Some(Class::Country | Class::Region) => true,
        Some(Class::Organization) => bloc(item),
        _ => false,
    })
}
