//! Names that no gazetteer lists: all finders, and how their finds and the listed names settle.

use super::ground::{Candidate, Ground};
use super::scene::{Choice, Item, LONGEST, Scene, outer_first};
use super::{Class, alias, body, dotted, event, occasion, person, post, quoted, stranger, title};
use crate::lexicon::{Cue, EntityId};
use crate::source::Span;

/// Adds the unlisted names to the listed ones (`items`, sorted by start, longer first).
pub(super) fn find(scene: &Scene, items: Vec<Item>, cues: Vec<(Span, Cue)>, dated: &[Span]) -> Vec<Item> {
    // A village may stand behind an unlisted county: twice is enough.
    let mut items = items;
    let heads: Vec<(Span, Cue)> =
        cues.iter().copied().filter(|(_, cue)| matches!(cue, Cue::Place | Cue::Work | Cue::Building)).collect();
    for _ in 0..2 {
        let mut places = Vec::new();
        let mut ground = Ground::new(scene, &items, heads.clone(), dated);
        ground.add_short_heads();
        body::places(&ground, &mut places);
        if places.is_empty() {
            break;
        }
        items = again(scene, merge(scene, &items, places), dated);
    }
    let mut ground = Ground::new(scene, &items, cues, dated);
    ground.add_short_heads();
    let mut candidates = Vec::new();
    title::find(&ground, &mut candidates);
    quoted::find(&ground, &mut candidates);
    body::find(&ground, &mut candidates);
    event::find(&ground, &mut candidates);
    occasion::find(&ground, &mut candidates);
    person::find(&ground, &mut candidates);
    dotted::find(&ground, &mut candidates);
    let mut items = again(scene, merge(scene, &items, candidates), dated);
    alias::refer_back(scene, &mut items);
    stranger::foreign_bodies(scene, &mut items);
    stranger::settle(scene, &mut items);
    post::settle(scene, &mut items);
    items
}

/// Adds the further places of new names.
fn again(scene: &Scene, items: Vec<Item>, dated: &[Span]) -> Vec<Item> {
    let more = alias::find(scene, &Ground::new(scene, &items, Vec::new(), dated), &items);
    if more.is_empty() { items } else { merge(scene, &items, more) }
}

/// Settles candidates among themselves and with the names that are there.
fn merge(scene: &Scene, items: &[Item], mut candidates: Vec<Candidate>) -> Vec<Item> {
    candidates.retain(|c| !scene.crosses_edge(c.span) && stands(scene, items, c));
    candidates.sort_by_key(|i| outer_first(i.span));
    // Two finders may find the same name, or a second walk one that is there.
    candidates.dedup_by(|again, first| {
        again.span == first.span && class(scene, &again.choice) == class(scene, &first.choice)
    });
    let mut taken: Vec<Item> = Vec::new();
    let mut outer: Option<usize> = None;
    for candidate in candidates {
        let class = class(scene, &candidate.choice);
        let around = outer.map(|i| &taken[i]).filter(|o| candidate.span.start < o.span.end);
        let nested = match around {
            None => false,
            Some(o) => {
                let aligned = candidate.span.start == o.span.start || class != Some(Class::Organization);
                let holds = class
                    .zip(self::class(scene, &o.choice))
                    .is_some_and(|(inner, outer)| outer != inner && outer.may_hold(inner));
                if !o.span.contains(candidate.span) || o.span == candidate.span || !aligned || !holds {
                    continue;
                }
                true
            }
        };
        if !nested {
            outer = Some(taken.len());
        }
        taken.push(Item { span: candidate.span, choice: candidate.choice, nested });
    }
    let mut out = keep(scene, items, &taken);
    out.append(&mut taken);
    out.sort_by_key(|i| outer_first(i.span));
    out
}

fn class(scene: &Scene, choice: &Choice) -> Option<Class> {
    scene.class(&Item { span: Span::default(), choice: choice.clone(), nested: false })
}

/// Whether a candidate cuts no listed name and lies in none; titles do not count, nor does a phrase that quotation or
/// title marks make a name (《公约》).
fn stands(scene: &Scene, items: &[Item], candidate: &Candidate) -> bool {
    let span = candidate.span;
    let next = items.partition_point(|i| i.span.start < span.end);
    let near = items[..next].iter().rev().take_while(|i| i.span.start + LONGEST > span.start);
    near.filter(|i| i.span.overlaps(span) && !i.nested && scene.class(i) != Some(Class::Title)).all(|i| {
        span.contains(i.span) && (span != i.span || matches!(i.choice, Choice::Phrase) && scene.is_marked(span))
    })
}

/// Whether a place is another one and its rank: 西湖|镇, 浦东|新区. The short form inside is no other place.
pub(super) fn ranks_only(scene: &Scene, outer: Span, inner: Span) -> bool {
    let rest = &scene.text[inner.end.min(outer.end)..outer.end];
    inner.start == outer.start && scene.lexicon.patterns.all_ranks().any(|rank| rank == rest)
}

/// The listed names, those inside a new one as nested; some mean nothing there.
fn keep(scene: &Scene, items: &[Item], taken: &[Item]) -> Vec<Item> {
    let mut out = Vec::with_capacity(items.len() + taken.len());
    let mut next = 0;
    // The new name that the last items lay in, and the last country in it.
    let mut country: Option<(Span, EntityId)> = None;
    for item in items {
        while next < taken.len() && taken[next].span.end <= item.span.start {
            next += 1;
        }
        let around = taken[next..]
            .iter()
            .take_while(|t| t.span.start <= item.span.start)
            .find(|t| t.span.contains(item.span) && !t.nested);
        let Some(outer) = around else {
            out.push(item.clone());
            continue;
        };
        let outside = class(scene, &outer.choice);
        let open = matches!(outer.choice, Choice::New(_, _, rule) if rule == occasion::ANNIVERSARY_RULE);
        let entity = if let Choice::One(id) = item.choice { Some((id, scene.lexicon.entity(id))) } else { None };
        if let Some((id, entity)) = entity {
            if outside == Some(Class::Place) && entity.class == Class::Place && ranks_only(scene, outer.span, item.span)
            {
                continue;
            }
            let foreign = country.is_some_and(|(span, c)| {
                span == outer.span && entity.class == Class::Organization && entity.country.is_some_and(|own| own != c)
            });
            let same = matches!(&outer.choice, Choice::One(outer) if *outer == id);
            // Inside a body or meeting, a body begins where the name begins or behind a link.
            let before = scene.text[..item.span.start].chars().next_back();
            let aligned = item.span.start == outer.span.start
                || before.is_some_and(|c| {
                    matches!(c, '-' | '—' | '和' | '与' | '同' | '、' | '“' | '《' | '驻' | '届' | '次' | '轮' | '年')
                });
            let inner_body =
                entity.class == Class::Organization && matches!(outside, Some(Class::Organization | Class::Event));
            let own_country = country.is_some_and(|(span, c)| span == outer.span && entity.country == Some(c))
                && item.span.end != outer.span.end;
            let loose = inner_body && !aligned && !own_country && !open;
            let holds = outside.is_some_and(|o| o.may_hold(entity.class)) || open && entity.class == Class::Event;
            if foreign || same || loose || !holds {
                continue;
            }
            if entity.class == Class::Country {
                country = Some((outer.span, id));
            }
        }
        let held = open || outside.zip(scene.class(item)).is_none_or(|(outside, inside)| outside.may_hold(inside));
        if held {
            out.push(Item { nested: true, ..item.clone() });
        }
    }
    out
}
