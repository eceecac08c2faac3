//! Surnames that several listed people bear: the title beside the name and the state in front of it say who is meant, or
//! that it is none of them.

use super::Class;
use super::scene::{Choice, Item, Scene};
use super::stranger::{ending_at, state};
use crate::lexicon::{EntityId, Patterns, Word};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// Puts into the place of a shared surname the one bearer whose post stands beside it, or the name as written where the
/// post is none of theirs; surnames of the article that stand without a post follow the first that has one.
pub(super) fn settle(scene: &Scene, items: &mut [Item]) {
    let mut titled: Vec<(usize, Choice)> = Vec::new();
    let mut meant: HashMap<(usize, &str), Choice> = HashMap::new();
    for (index, item) in items.iter().enumerate().filter(|(_, i)| !i.nested) {
        if let Choice::Shared(word) = item.choice
            && scene.class(item) == Some(Class::Person)
            && let Some(article) = scene.article(item.span.start)
            && let Some(choice) = by_post(scene, items, item.span, word)
        {
            meant.entry((article, item.span.of(scene.text))).or_insert_with(|| choice.clone());
            titled.push((index, choice));
        }
    }
    for (index, choice) in titled {
        items[index].choice = choice;
    }
    for item in items.iter_mut().filter(|i| matches!(i.choice, Choice::Shared(_))) {
        if let Some(article) = scene.article(item.span.start)
            && let Some(choice) = meant.get(&(article, item.span.of(scene.text)))
        {
            item.choice = choice.clone();
        }
    }
}

fn by_post(scene: &Scene, items: &[Item], name: Span, word: Word) -> Option<Choice> {
    let title = ending_at(scene, items, name.start, true)?.span;
    let state = state(scene, items, name);
    let (bearers, _) = scene.readings(&Choice::Shared(word));
    let from_there = |id: &EntityId| state.is_none() || scene.lexicon.entity(*id).country == state;
    let near: Vec<EntityId> = bearers.into_iter().filter(from_there).collect();
    let written = title.of(scene.text);
    let body = international_body(scene, items, title.start);
    let held = |id: &EntityId| {
        let mut posts = scene.lexicon.posts_of(*id).iter();
        posts.any(|post| match &body {
            // 常驻联合国代表 is a post of a state.
            Some(body) => post.organization == Some(body.id) || post.title.contains(body.written),
            None => is_same(&scene.lexicon.patterns, &post.title, written),
        })
    };
    let holders: Vec<EntityId> = near.iter().copied().filter(held).collect();
    match holders[..] {
        [holder] => Some(Choice::One(holder)),
        [] if near.is_empty() || body.is_some() || names_office(&scene.lexicon.patterns, written) => {
            let name = Arc::from(name.of(scene.text));
            Some(Choice::New(Class::Person, name, "name:person.title"))
        }
        _ => None,
    }
}

struct Body<'a> {
    id: EntityId,
    written: &'a str,
}

/// The listed body of no one state that ends where a title begins: 世卫组织|总干事.
fn international_body<'a>(scene: &Scene<'a>, items: &[Item], title: usize) -> Option<Body<'a>> {
    let item = ending_at(scene, items, title, false)?;
    let Choice::One(id) = item.choice else { return None };
    let entity = scene.lexicon.entity(id);
    let international = entity.class == Class::Organization && entity.country.is_none();
    international.then(|| Body { id, written: item.span.of(scene.text) })
}

/// Whether two titles are one, or one is the other with more in front: 国防部长, 外交与国防部长.
fn is_same(patterns: &Patterns, listed: &str, written: &str) -> bool {
    let (listed, written) = (patterns.short_title(listed), patterns.short_title(written));
    listed.ends_with(&written) || written.ends_with(&listed)
}

/// Whether a title says what office it is, as 国防部长 does and 部长 does not.
fn names_office(patterns: &Patterns, title: &str) -> bool {
    let office = patterns.offices.iter().find_map(|head| title.strip_suffix(head.as_str()));
    office.is_some_and(|subject| !matches!(subject, "" | "副" | "前" | "原"))
}
