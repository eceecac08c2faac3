//! Listed names that are only a part of another word: 天|南海|北, 提|克里|特.

use super::Class;
use super::listed::{Hit, HitKind};
use super::scene::Scene;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Most characters of a transliterated name that may lie in a longer one.
const SHORT: usize = 4;

/// Whether the character in front or behind makes another word of a name (`[name]` of `contexts.toml`).
pub(super) fn is_other_word(scene: &Scene, span: Span, before: Option<char>) -> bool {
    let contexts = &scene.lexicon.contexts;
    let name = span.of(scene.text);
    let next = scene.rest(span.end).chars().next();
    let hits = |set: Option<&String>, c: Option<char>| set.zip(c).is_some_and(|(set, c)| set.contains(c));
    hits(contexts.name_not_after.get(name), before) || hits(contexts.name_not_before.get(name), next)
}

/// Whether a short transliterated name is cut out of a longer one: the character beside it is one of transliterations
/// as well. `ends` are the places where other names and titles end.
pub(super) fn cuts_name(scene: &Scene, hit: &Hit, ends: &FxHashSet<usize>) -> bool {
    let HitKind::One(id) = hit.kind else { return false };
    let patterns = &scene.lexicon.patterns;
    let entity = scene.lexicon.entity(id);
    let foreign = |c: char| patterns.foreign.contains(c);
    let name = hit.span.of(scene.text);
    let abroad = entity.country.is_none_or(|c| Some(c) != scene.china);
    let person = entity.class == Class::Person;
    if !(person || entity.class == Class::Place)
        || !abroad
        || name.chars().count() > SHORT
        || !name.chars().all(foreign)
    {
        return false;
    }
    goes_back(scene, hit.span.start, ends) || (person && name.chars().count() == 2 && goes_on(scene, hit.span.end))
}

/// Whether a name goes on to the left: a character of transliterations that ends no word.
fn goes_back(scene: &Scene, start: usize, ends: &FxHashSet<usize>) -> bool {
    let patterns = &scene.lexicon.patterns;
    let Some(c) = scene.before(start).filter(|&c| patterns.foreign.contains(c)) else { return false };
    let at = start - c.len_utf8();
    let head = scene.head(start);
    let word = head.char_indices().rev().nth(1).is_some_and(|(i, _)| {
        patterns.verbs.exact(&head[i..]).is_some() || patterns.followers.exact(&head[i..]).is_some()
    });
    // 叙|霍姆斯: the character of a country at the beginning of a clause.
    let state = scene.lexicon.single(c).is_some() && scene.before(at).is_none_or(|b| !b.is_alphanumeric());
    !ends.contains(&start) && !word && !state && !patterns.not_start.contains(c) && !scene.stops(at, c)
}

/// Whether a name goes on to the right: a character of transliterations that begins no word which follows names.
fn goes_on(scene: &Scene, end: usize) -> bool {
    let patterns = &scene.lexicon.patterns;
    let rest = scene.rest(end);
    let Some(c) = rest.chars().next().filter(|&c| patterns.foreign.contains(c)) else { return false };
    let word = patterns.followers.longest(rest).is_some()
        || patterns.verbs.longest(rest).is_some()
        || patterns.follower_characters.contains(c)
        || patterns.not_names.longest(rest).is_some();
    let mut named = false;
    scene.lexicon.table.at(rest, |length, _| named |= length > c.len_utf8());
    !word && !named
}
