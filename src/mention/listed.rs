//! Names that the gazetteer lists.

use super::scene::{Choice, Item, Scene};
use super::{Class, overlaps_any};
use crate::lexicon::{EntityId, Target, Word};
use crate::source::Span;

/// A name at a place, before overlaps are settled.
#[derive(Debug, Clone, Copy)]
struct Hit {
    span: Span,
    word: Word,
    kind: HitKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HitKind {
    One(EntityId),
    Shared,
    Phrase,
}

/// All listed names outside `dated` spans, outer ones and those inside, sorted by start, longer first.
pub(super) fn find(scene: &Scene, dated: &[Span]) -> Vec<Item> {
    let mut hits = hits(scene);
    hits.retain(|h| !cut_by(dated, h.span));
    hits.sort_by(|a, b| (a.span.start, b.span.end).cmp(&(b.span.start, a.span.end)));
    let mut items = Vec::with_capacity(hits.len());
    settle(scene, &hits, None, &mut items);
    items.sort_by(|a, b| (a.span.start, b.span.end).cmp(&(b.span.start, a.span.end)));
    items
}

/// Every word of the table that stands free.
fn hits(scene: &Scene) -> Vec<Hit> {
    let mut hits = Vec::new();
    scene.lexicon.table.scan(scene.text, |start, end, word| {
        let span = Span::new(start, end);
        if cuts_latin(scene.text, span) || scene.crosses_edge(span) {
            return;
        }
        if let Some(kind) = kind(scene, span, word) {
            hits.push(Hit { span, word, kind });
        }
    });
    hits
}

/// What a word of the table is at this place; none if it does not count here.
fn kind(scene: &Scene, span: Span, word: Word) -> Option<HitKind> {
    let mut one: Option<EntityId> = None;
    let mut several = false;
    let mut short = false;
    for target in scene.lexicon.targets(word) {
        match target {
            Target::Phrase => return Some(HitKind::Phrase),
            Target::Name(id) | Target::Shared(id) | Target::Default(id) => {
                several |= one.is_some_and(|known| known != id);
                one = Some(id);
            }
            Target::Abbreviation(id) => {
                short = true;
                several |= one.is_some_and(|known| known != id);
                one = Some(id);
            }
            Target::Cue(_) => {}
        }
    }
    if short && !counts_short(scene, span) {
        return None;
    }
    let id = one?;
    if !several && scene.lexicon.entity(id).class == Class::Title && !title_ends(scene, span) {
        return None;
    }
    Some(if several { HitKind::Shared } else { HitKind::One(id) })
}

/// Short forms of two characters (国广) count in labels and before 记者.
fn counts_short(scene: &Scene, span: Span) -> bool {
    let rest = scene.rest(span.end);
    rest.starts_with("记者") || (scene.before(span.start).is_none() && rest.is_empty())
}

/// Whether the word really ends with the title: not in 主席国, 委员会.
fn title_ends(scene: &Scene, span: Span) -> bool {
    let rest = scene.rest(span.end);
    !scene.lexicon.contexts.title_not_before.iter().any(|word| rest.starts_with(word.as_str()))
}

/// A name in Latin letters or digits is a whole word.
fn cuts_latin(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    let joined = |left: usize, right: usize| {
        let (Some(a), Some(b)) = (bytes.get(left), bytes.get(right)) else { return false };
        (a.is_ascii_alphabetic() && b.is_ascii_alphabetic()) || (a.is_ascii_digit() && b.is_ascii_digit())
    };
    (span.start > 0 && joined(span.start - 1, span.start)) || joined(span.end - 1, span.end)
}

/// Whether a date reaches into the front of a span: 3月7|日本.
fn cut_by(dated: &[Span], span: Span) -> bool {
    let next = dated.partition_point(|d| d.start < span.start);
    dated[..next].last().is_some_and(|d| d.end > span.start && d.end < span.end)
}

/// Takes what begins first, of those the longest; inside a taken name, the same again for what means something else.
fn settle(scene: &Scene, hits: &[Hit], around: Option<HitKind>, items: &mut Vec<Item>) {
    let mut i = 0;
    while i < hits.len() {
        let outer = hits[i];
        let inner = hits[i + 1..].iter().take_while(|h| h.span.start < outer.span.end).count();
        if Some(outer.kind) == around {
            i += 1;
            continue;
        }
        items.push(item(outer, around.is_some()));
        if outer.kind != HitKind::Phrase {
            let inside: Vec<Hit> = hits[i + 1..=i + inner].iter().copied().filter(|h| outer.span.contains(h.span) && h.span != outer.span && h.kind != outer.kind).collect();
            if !inside.is_empty() {
                settle(scene, &inside, Some(outer.kind), items);
            }
        }
        i += 1 + inner;
    }
}

fn item(hit: Hit, nested: bool) -> Item {
    let choice = match hit.kind {
        HitKind::One(id) => Choice::One(id),
        HitKind::Shared => Choice::Shared(hit.word),
        HitKind::Phrase => Choice::Phrase,
    };
    Item { span: hit.span, choice, nested }
}

/// Whether a span is free of the items of a list sorted by start.
#[allow(dead_code)]
pub(super) fn free(items: &[Span], span: Span) -> bool {
    !overlaps_any(items, span)
}
