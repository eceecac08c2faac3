//! Unlisted people: a name beside a title (国家副主席某某, 某某总统), bylines.

use super::Class;
use super::dotted;
use super::ground::{Candidate, Ground, is_han};
use super::scene::{Choice, Item};
use crate::lexicon::Cue;
use crate::source::Span;

/// Most characters of a name written without a middle dot, and of one part between dots.
pub(super) const LONGEST: usize = 8;
/// What joins a name of two characters to the name behind it, rather than ends one of three.
pub(super) const LINKS: [char; 11] = ['和', '与', '同', '及', '就', '对', '向', '从', '给', '访', '赴'];
/// Most names in a row behind one title (记者甲、乙、丙).
const ROW: usize = 30;

pattern!(BYLINE, r"(?:作者|记者|撰稿|编辑)[:/]((?:\p{Han}{2,4}[;、,])*\p{Han}{2,4}?)(?:时间|来源|日期|[)。]|$)");

/// How well the text behind a name shows that it ends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    No,
    /// A character that often follows names.
    Weak,
    /// A mark, a verb, another name.
    Sure,
}

pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    let patterns = &ground.scene.lexicon.patterns;
    for item in ground.outer.iter().filter(|i| ground.class(i) == Some(Class::Title)) {
        let title = ground.text(item.span);
        if in_brackets(ground, item.span.start) {
            continue;
        }
        if !patterns.not_titles.contains(title) {
            behind_title(ground, item.span, false, found);
        }
        if patterns.behind.contains(title) {
            found.extend(chinese_before_title(ground, item).or_else(|| before_title(ground, item)));
        }
    }
    for &(word, cue) in &ground.cues {
        if cue == Cue::Introducing && !in_brackets(ground, word.start) {
            behind_title(ground, word, true, found);
        }
    }
    bylines(ground, found);
}

/// Bylines in brackets are no mentions.
fn in_brackets(ground: &Ground, at: usize) -> bool {
    let head = ground.scene.head(at);
    head.rfind('(').is_some_and(|open| !head[open..].contains(')') && head.len() - open <= 40)
}

pub(super) fn person(ground: &Ground, start: usize, end: usize, rule: &'static str) -> Candidate {
    let span = Span::new(start, end);
    Candidate { span, choice: Choice::New(Class::Person, ground.text(span).into(), rule) }
}

/// `common`: the word is often no title (记者, 领导人), so that the name must be plain.
fn behind_title(ground: &Ground, title: Span, common: bool, found: &mut Vec<Candidate>) {
    let at = title.end;
    let least = if common { End::Sure } else { End::Weak };
    let foreign = || {
        foreign_behind(ground, at)
            .filter(|(end, last)| !common || (*last == End::Sure && end - at >= 9))
            .map(|(end, _)| end)
    };
    let named = chinese(ground, at, least).or_else(foreign).or_else(|| spelled(ground, at));
    let mut end = match named.map(|end| joined(ground, end)) {
        Some(end) => {
            found.push(person(ground, at, end, "name:person.title"));
            end
        }
        None => match listed_person(ground, at) {
            Some(end) => end,
            None => return,
        },
    };
    for _ in 0..ROW {
        let Some(link) = ground.scene.rest(end).chars().next().filter(|c| matches!(c, '、' | '和')) else { return };
        let start = end + link.len_utf8();
        let foreign = || {
            foreign_behind(ground, start)
                .filter(|(end, last)| *last == End::Sure || end - start >= 9)
                .map(|(end, _)| end)
        };
        // 甲、王储乙: a title goes on for itself.
        if ground.starting_at(start).is_some_and(|i| ground.class(i) == Some(Class::Title)) {
            return;
        }
        end = match chinese(ground, start, End::Sure).or_else(foreign) {
            Some(next) => {
                found.push(person(ground, start, next, "name:person.row"));
                next
            }
            // A row goes on behind the names in it that are listed.
            None => match listed_person(ground, start) {
                Some(next) => next,
                None => return,
            },
        };
    }
}

/// Where the listed person ends whose name begins at a byte.
fn listed_person(ground: &Ground, at: usize) -> Option<usize> {
    let item = ground.starting_at(at).filter(|i| ground.class(i) == Some(Class::Person))?;
    Some(item.span.end)
}

/// A name that goes on behind a middle dot or hyphen: 艾力更·依明巴海.
fn joined(ground: &Ground, end: usize) -> usize {
    let rest = ground.scene.rest(end);
    let mark = rest.chars().next().filter(|c| matches!(c, '·' | '-')).map_or(0, char::len_utf8);
    let goes_on = mark > 0 && rest[mark..].chars().next().is_some_and(|c| is_foreign(ground, c));
    if goes_on { dotted::name_end(ground, end + mark).unwrap_or(end) } else { end }
}

/// Where the free text that begins at `at` ends: at the next listed name or date.
fn limit(ground: &Ground, at: usize) -> usize {
    let next = ground.outer.partition_point(|i| i.span.start < at);
    let name = ground.outer.get(next).map_or(usize::MAX, |i| i.span.start);
    let next = ground.dated.partition_point(|d| d.start < at);
    let date = ground.dated.get(next).map_or(usize::MAX, |d| d.start);
    name.min(date).min(at + ground.scene.rest(at).len())
}

/// The same for a transliterated name, which may hold the name of a place: 马|吉达|拉尼.
pub(super) fn limit_of_foreign(ground: &Ground, at: usize) -> usize {
    let first = limit(ground, at);
    let inside = ground.covering(first).filter(|i| {
        first > at
            && first < at + 9
            && matches!(ground.class(i), Some(Class::Place | Class::Region))
            && ground
                .text(i.span)
                .chars()
                .chain(ground.scene.rest(i.span.end).chars().take(1))
                .all(|c| is_foreign(ground, c))
            && ground.text(Span::new(at, first)).chars().all(|c| is_foreign(ground, c))
    });
    inside.map_or(first, |i| limit(ground, i.span.end))
}

/// Whether a listed name may be the beginning of a longer one: what stands behind it does not show that it ends there.
fn opens_name(ground: &Ground, item: &Item) -> bool {
    match ground.class(item) {
        Some(Class::Place | Class::Region) => true,
        Some(Class::Person) => {
            let text = ground.text(item.span);
            text.chars().count() <= 3
                && text.chars().all(|c| is_foreign(ground, c))
                && ends(ground, item.span.end, limit(ground, item.span.end)) == End::No
        }
        _ => false,
    }
}

/// 总理渥荷(Serge Vohor): the spelling in Latin letters shows the name, whatever its characters.
fn spelled(ground: &Ground, at: usize) -> Option<usize> {
    pattern!(SPELLING, r"^(\p{Han}{2,7})\((?:[A-Z]\.){0,3} ?[A-Z][A-Za-z'.-]+[A-Za-z'. -]*\)");
    let name = SPELLING.captures(ground.scene.rest(at))?.get(1)?;
    let end = at + name.end();
    let free = limit(ground, at) >= end && ground.covering(at).is_none();
    let solid = name.as_str().char_indices().all(|(i, c)| !ground.stops(at + i, c));
    (free && solid).then_some(end)
}

pub(super) fn ends(ground: &Ground, at: usize, limit: usize) -> End {
    let patterns = &ground.scene.lexicon.patterns;
    let rest = ground.scene.rest(at);
    match rest.chars().next() {
        None => End::Sure,
        Some(_) if at >= limit => End::Sure,
        Some(c) if !is_han(c) => End::Sure,
        Some(_) if patterns.followers.longest(rest).is_some() || patterns.verbs.longest(rest).is_some() => End::Sure,
        Some(c) if patterns.follower_characters.contains(c) => End::Weak,
        Some(_) => End::No,
    }
}

/// A Chinese name: a surname and one or two characters; the end is where the text behind shows it best.
fn chinese(ground: &Ground, at: usize, least: End) -> Option<usize> {
    let patterns = &ground.scene.lexicon.patterns;
    // 指挥员李某某: a listed name of two characters may be the beginning of a longer one.
    let begins = |i: &Item| {
        ground.class(i) == Some(Class::Person)
            && i.span.start == at
            && ground.text(i.span).chars().count() == 2
            && ends(ground, i.span.end, limit(ground, i.span.end)) == End::No
    };
    let covering = ground.covering(at);
    if covering.is_some_and(|i| ground.class(i) != Some(Class::Title) && !begins(i)) {
        return None;
    }
    let limit = limit(ground, covering.map_or(at, |i| i.span.end));
    let text = ground.scene.text.get(at..limit)?;
    let cuts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).take(5).collect();
    let surname = (1..=2).rev().find(|&n| cuts.get(n).is_some_and(|&end| patterns.surnames.contains(&text[..end])))?;
    if patterns.not_names.longest(text).is_some() {
        return None;
    }
    let fits = |n: usize| {
        cuts.get(n).is_some_and(|&end| {
            text[..end].chars().all(is_han)
                && !text[..end].chars().skip(surname).any(|c| patterns.not_given.contains(c))
                // 金庸|和中央民族乐团, 李军|就中美关系
                && !(n > 2 && text[..end].ends_with(LINKS) && name_begins(ground, at + end))
        })
    };
    let lengths = (surname + 1..=surname + 2).rev().filter(|&n| fits(n));
    let best = lengths
        .map(|n| (ends(ground, at + cuts[n], limit), n))
        .reduce(|long, short| if short.0 > long.0 { short } else { long })?;
    let name = &text[..cuts[best.1]];
    let unnamed = patterns.unnamed.iter().any(|w| name.ends_with(w));
    (best.0 >= least && !unnamed).then(|| at + cuts[best.1])
}

/// Whether a name that is no title begins at a byte.
fn name_begins(ground: &Ground, at: usize) -> bool {
    ground.starting_at(at).is_some_and(|i| !matches!(ground.class(i), None | Some(Class::Title)))
}

pub(super) fn is_foreign(ground: &Ground, c: char) -> bool {
    ground.scene.lexicon.patterns.foreign.contains(c)
}

/// A transliterated or Japanese name behind a title: where it ends, and how sure that is.
fn foreign_behind(ground: &Ground, at: usize) -> Option<(usize, End)> {
    let patterns = &ground.scene.lexicon.patterns;
    // 大使罗马纳, 大使布朗巴克: a place or person at the start may be the beginning of a name, if it goes on behind it.
    let place = ground.starting_at(at).filter(|i| opens_name(ground, i));
    if place.is_none() && ground.covering(at).is_some() {
        return None;
    }
    let limit = limit_of_foreign(ground, place.map_or(at, |i| i.span.end));
    let text = ground.scene.text.get(at..limit)?;
    let cuts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).take(5).collect();
    if cuts.get(2).is_some_and(|&two| patterns.japanese.contains(&text[..two])) {
        let lengths = [4, 3].into_iter().filter_map(|n| cuts.get(n)).map(|n| (ends(ground, at + n, limit), at + n));
        return lengths
            .reduce(|long, short| if short.0 > long.0 { short } else { long })
            .filter(|best| best.0 > End::No)
            .map(|best| (best.1, best.0));
    }
    let first = text.chars().next()?;
    if !is_foreign(ground, first) && !patterns.foreign_start.contains(first)
        || patterns.not_names.longest(text).is_some()
    {
        return None;
    }
    let mut runs: Vec<usize> = Vec::new();
    for (i, c) in text.char_indices().skip(1) {
        if !(is_foreign(ground, c) || c == '·') {
            break;
        }
        runs.push(i + c.len_utf8());
    }
    if text[..runs.last().copied().unwrap_or(0)].contains('·') {
        return None;
    }
    runs.truncate(LONGEST - 1);
    let least = place.map_or(at, |i| i.span.end);
    runs.iter()
        .rev()
        .map(|n| at + n)
        .filter(|&end| end > least)
        .map(|end| (end, ends(ground, end, limit)))
        .find(|(_, last)| *last > End::No)
}

/// 某某总统: the run of transliteration characters in front of a title.
fn before_title(ground: &Ground, title: &Item) -> Option<Candidate> {
    let head = ground.scene.head(title.span.start);
    let mut start = title.span.start;
    let mut characters = 0;
    for c in head.chars().rev().take(LONGEST * 2) {
        let at = start - c.len_utf8();
        if !(is_foreign(ground, c) || c == '·') || ground.covering(at).is_some() {
            break;
        }
        start = at;
        characters += 1;
    }
    // 感谢|波比|秘书长: the first character closes a verb.
    let first = ground.scene.text[start..].chars().next().map_or(0, char::len_utf8);
    if characters > 2 && ground.verb_ends(start + first) {
        start += first;
    }
    let name = &ground.scene.text[start..title.span.start];
    let fits = characters >= 2
        && !name.starts_with('·')
        && !name.contains('·')
        && ground.scene.lexicon.patterns.not_names.longest(name).is_none();
    fits.then(|| person(ground, start, title.span.start, "name:person.before-title"))
}

/// 主任|张某某|教授: a Chinese name of three characters in front of a title, behind a mark, a function word or a name.
fn chinese_before_title(ground: &Ground, title: &Item) -> Option<Candidate> {
    let patterns = &ground.scene.lexicon.patterns;
    let head = ground.scene.head(title.span.start);
    let start = head.char_indices().rev().nth(2).map(|(i, _)| title.span.start - (head.len() - i))?;
    let name = &ground.scene.text[start..title.span.start];
    let mut cuts = name.char_indices().map(|(i, _)| i).skip(1);
    let surname = cuts.find(|&cut| patterns.surnames.contains(&name[..cut]))?;
    let span = Span::new(start, title.span.start);
    let free = name.char_indices().all(|(i, _)| {
        ground.covering(start + i).is_none_or(|item| {
            ground.class(item) == Some(Class::Place) && span.contains(item.span) && item.span != span
        })
    });
    let plain = name.chars().all(is_han)
        && !name[surname..].chars().any(|c| patterns.not_given.contains(c))
        && patterns.not_names.longest(name).is_none()
        && patterns.verbs.longest(name).is_none()
        && patterns.verbs.exact(&name[surname..]).is_none();
    let opens = match ground.scene.before(start) {
        Some(c) if is_han(c) => ground.ending_at(start).is_some() || ground.stops(start - c.len_utf8(), c),
        _ => true,
    };
    // 感谢|杰生: the surname closes a verb.
    let opens = opens && !ground.verb_ends(start + surname);
    (free && plain && opens).then(|| person(ground, start, title.span.start, "name:person.before-title"))
}

/// 作者:甲;乙;丙
fn bylines(ground: &Ground, found: &mut Vec<Candidate>) {
    let surnames = &ground.scene.lexicon.patterns.surnames;
    let is_name = |name: &str| {
        let first = name.chars().next().map_or(0, char::len_utf8);
        surnames.contains(&name[..first]) || name.get(..6).is_some_and(|two| surnames.contains(two))
    };
    for line in BYLINE.captures_iter(ground.scene.text) {
        let Some(names) = line.get(1) else { continue };
        if in_brackets(ground, names.start())
            || ground.scene.crosses_edge(Span::new(line.get(0).map_or(0, |m| m.start()), names.end()))
        {
            continue;
        }
        let mut at = names.start();
        for name in names.as_str().split_inclusive([';', '、', ',']) {
            let bare = name.trim_end_matches([';', '、', ',']);
            if is_name(bare) && ground.covering(at).is_none() {
                found.push(person(ground, at, at + bare.len(), "name:person.byline"));
            }
            at += name.len();
        }
    }
}
