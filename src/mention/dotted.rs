//! Unlisted people whose names have middle dots: 安娜·贝尔格, 哈立德·本·….

use super::Class;
use super::ground::{Candidate, Ground, is_han};
use super::person::{End, LINKS, LONGEST, ends, is_foreign, limit_of_foreign, person};
use super::scene::{Choice, Item};

/// Names with middle dots, wherever they stand. Parts that are listed names belong to the whole.
pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    let text = ground.scene.text;
    let is_person = |i: &&Item| ground.class(i) == Some(Class::Person);
    let mut skip = 0;
    for (dot, mark) in text.match_indices('·') {
        if dot < skip || ground.covering(dot).is_some_and(|i| ground.class(i) != Some(Class::Person)) {
            continue;
        }
        let listed = ground.covering(dot).or_else(|| ground.ending_at(dot)).filter(is_person);
        // 帕巴拉·格列朗杰|当选: the listed name is the whole one.
        if let Some(item) = listed.filter(|i| i.span.end > dot && ends_by_word(ground, i.span.end)) {
            skip = item.span.end;
            continue;
        }
        let mut start = listed.map_or(dot, |i| i.span.start);
        for c in ground.scene.head(start).chars().rev().take(if listed.is_some() { 0 } else { LONGEST }) {
            let at = start - c.len_utf8();
            if !(is_foreign(ground, c) || ground.scene.lexicon.patterns.foreign_start.contains(c))
                || ground.covering(at).is_some()
            {
                break;
            }
            start = at;
        }
        start = match touching(ground, start) {
            _ if listed.is_some() => start,
            Some(first) => first,
            None => opened(ground, trimmed(ground, start, dot)),
        };
        let end = name_end(ground, dot.max(listed.map_or(0, |i| i.span.end)).max(dot + mark.len()));
        let Some(end) = end.filter(|&end| listed.is_none_or(|i| i.span.end < end)) else { continue };
        skip = end;
        let letters = text[start..end].chars().filter(|&c| is_han(c)).count();
        if start < dot && !text[start..end].ends_with('·') && letters >= 3 {
            let entity = listed.and_then(|i| ground.entity(i));
            let new = person(ground, start, end, "name:person.dotted");
            // The last part may be a listed name: of this person, unless the list has a longer form of that one.
            let last = ground.ending_at(end).filter(is_person).and_then(|i| ground.entity(i));
            let same = last.filter(|id| {
                Some(*id) == entity || !ground.scene.lexicon.entity(*id).names.iter().any(|n| n.text.contains('·'))
            });
            found.push(same.map_or(new.clone(), |id| Candidate { choice: Choice::One(id), ..new }));
        }
    }
}

/// Whether a word that follows names begins at a byte.
fn ends_by_word(ground: &Ground, at: usize) -> bool {
    let patterns = &ground.scene.lexicon.patterns;
    let rest = ground.scene.rest(at);
    patterns.followers.longest(rest).is_some() || patterns.verbs.longest(rest).is_some()
}

/// 阿卜杜拉|希·...: where the listed name of a person begins that touches the run of characters in front of a dot.
fn touching(ground: &Ground, start: usize) -> Option<usize> {
    let part = ground.ending_at(start).filter(|i| ground.class(i) == Some(Class::Person))?;
    let runs_on = ground.scene.rest(start).starts_with(|c| is_foreign(ground, c));
    (runs_on && ground.text(part.span).chars().all(|c| is_foreign(ground, c))).then_some(part.span.start)
}

/// The start of a name with the characters behind a title, where one of them is none of transliterations (外长|安洁|拉·...).
fn opened_by_title(ground: &Ground, start: usize) -> Option<usize> {
    const MOST: usize = 4;
    let mut at = start;
    for c in ground.scene.head(start).chars().rev().take(MOST) {
        at -= c.len_utf8();
        if !is_han(c) || ground.covering(at).is_some() || ground.stops(at, c) || LINKS.contains(&c) {
            return None;
        }
        let words = &ground.scene.text[at..start];
        let patterns = &ground.scene.lexicon.patterns;
        // 总督|夫人|莎伦·...
        let title = patterns.behind.iter().any(|title| words.starts_with(title.as_str()));
        if title || patterns.verbs.longest(words).is_some() || patterns.followers.longest(words).is_some() {
            return None;
        }
        if ground.ending_at(at).is_some_and(|i| ground.class(i) == Some(Class::Title)) {
            return Some(at);
        }
    }
    None
}

/// The start of a name with the first character, where that is none of transliterations (明|迪·...): what stands in front
/// of it is the end of a title or name, or a mark.
fn opened(ground: &Ground, start: usize) -> usize {
    let patterns = &ground.scene.lexicon.patterns;
    let Some(c) = ground.scene.before(start).filter(|&c| is_han(c)) else { return start };
    let at = start - c.len_utf8();
    let word = &ground.scene.text[at..start];
    let joins = LINKS.contains(&c)
        || ground.stops(at, c)
        || patterns.not_given.contains(c)
        || patterns.follower_characters.contains(c)
        || patterns.role_prefix.iter().any(|p| p == word)
        || patterns.followers.exact(word).is_some()
        || patterns.verbs.exact(word).is_some();
    let opens = ground.ending_at(at).is_some_and(|i| ground.class(i) == Some(Class::Title))
        || ground.scene.before(at).is_none_or(|b| matches!(b, '、' | ',' | '“'));
    if ground.covering(at).is_none() && opens && !joins { at } else { opened_by_title(ground, start).unwrap_or(start) }
}

/// Where a name with middle dots ends whose part behind a dot begins at `from`.
pub(super) fn name_end(ground: &Ground, from: usize) -> Option<usize> {
    let limit = limit_of_foreign(ground, from);
    // The last part may be a listed name itself.
    let listed =
        |at: usize| ground.starting_at(at).filter(|i| ground.class(i) == Some(Class::Person)).map(|i| i.span.end);
    if let Some(end) = listed(from) {
        return Some(end);
    }
    let (mut end, mut last) = (from, from);
    for c in ground.scene.rest(from).chars() {
        if end >= limit || !(is_foreign(ground, c) || c == '·' || part_goes_on(ground, end)) {
            break;
        }
        end += c.len_utf8();
        if c == '·' {
            last = end;
            if let Some(end) = listed(last) {
                return Some(end);
            }
        }
    }
    let text = ground.scene.text;
    let sure = (last + 1..=end)
        .filter(|&i| text.is_char_boundary(i))
        .find(|&i| ends(ground, i, limit) == End::Sure && i + 3 <= end);
    let end = sure.unwrap_or(end);
    if end == last || ends(ground, end, limit) > End::No {
        return (end > last && !is_broken_off(ground, &text[last..end], end)).then_some(end);
    }
    // A character that transliterations seldom use may close the name, or stand in it: 雷先科.
    let mut longer = end;
    for (i, next) in ground.scene.rest(end).chars().take(3).enumerate() {
        let fits =
            is_han(next) && !ground.stops(longer, next) && !ground.scene.lexicon.patterns.short_head.contains(next);
        longer += next.len_utf8();
        if !fits || longer > limit {
            return None;
        }
        let least = if i == 0 { End::Weak } else { End::Sure };
        if ends(ground, longer, limit) >= least {
            return Some(longer);
        }
    }
    None
}

/// 依|不拉音: whether a part of one character seems to end in front of 不, which often stands in such names.
fn is_broken_off(ground: &Ground, part: &str, end: usize) -> bool {
    part.chars().nth(1).is_none() && ground.scene.rest(end).starts_with('不')
}

/// 哈立德·本·…: whether a dot closes the part that goes on at a byte, so that any character may stand in it.
fn part_goes_on(ground: &Ground, at: usize) -> bool {
    const PART: usize = 5;
    let part = ground.scene.rest(at).char_indices().take(PART);
    let mut part = part.skip_while(|&(i, c)| is_han(c) && !LINKS.contains(&c) && !ground.stops(at + i, c));
    part.next().is_some_and(|(_, c)| c == '·')
}

/// The start of a name without a first character that closes the word in front: 助|理本·..., 护|士娜·....
fn trimmed(ground: &Ground, start: usize, end: usize) -> usize {
    let first = ground.scene.text[start..end].chars().next();
    let joined = ground.scene.before(start).is_some_and(is_han) && ground.covering(start.saturating_sub(1)).is_none();
    match first {
        Some(c) if joined && ground.scene.lexicon.patterns.not_start.contains(c) => start + c.len_utf8(),
        _ => start,
    }
}
