//! Namesakes: a listed surname whose bearer, by the article itself, is somebody else.

use super::Class;
use super::scene::{Choice, Item, Scene};
use crate::lexicon::EntityId;
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// Most characters of a surname that several people may bear.
const SURNAME: usize = 4;

/// How many items back a name may begin that ends at a place.
const NEAR: usize = 6;

/// An article and a surname in it.
type Place<'a> = (usize, &'a str);

/// Puts the person that the article names in full, or else the name as written, in the place of a listed person whose
/// surname alone stands there: where the full name is another's, or the state before the title is another one.
pub(super) fn settle(scene: &Scene, items: &mut [Item]) {
    let article = |span: Span| scene.doc.sentence_at(span.start).map(|at| scene.doc.sentences[at].article);
    let mut meant: HashMap<Place, Choice> = HashMap::new();
    for item in items.iter().filter(|i| !i.nested) {
        let Some(article) = article(item.span) else { continue };
        let text = item.span.of(scene.text);
        match &item.choice {
            Choice::New(Class::Person, name, rule) => {
                if let Some((_, last)) = text.rsplit_once('·')
                    && **name == *text
                {
                    meant.entry((article, last)).or_insert_with(|| Choice::New(Class::Person, name.clone(), rule));
                }
            }
            Choice::One(id) if is_surname(scene, *id, text) && is_foreign_here(scene, items, item.span, *id) => {
                let as_written = || Choice::New(Class::Person, Arc::from(text), "name:person.title");
                meant.entry((article, text)).or_insert_with(as_written);
            }
            _ => {}
        }
    }
    if meant.is_empty() {
        return;
    }
    // Who is named in full, or with the right state, in the article is meant there.
    for item in items.iter().filter(|i| !i.nested) {
        let (Choice::One(id), Some(article)) = (&item.choice, article(item.span)) else { continue };
        let text = item.span.of(scene.text);
        let last = text.rsplit_once('·').map_or(text, |(_, last)| last);
        if scene.lexicon.entity(*id).class == Class::Person && (last != text || agrees(scene, items, item.span, *id)) {
            meant.remove(&(article, last));
        }
    }
    for item in items.iter_mut() {
        let (Choice::One(id), Some(article)) = (&item.choice, article(item.span)) else { continue };
        let text = item.span.of(scene.text);
        if is_surname(scene, *id, text)
            && let Some(choice) = meant.get(&(article, text))
        {
            item.choice = choice.clone();
        }
    }
}

/// Whether a text is a foreign surname alone, of a person whose list of names has a longer one.
fn is_surname(scene: &Scene, id: EntityId, text: &str) -> bool {
    let entity = scene.lexicon.entity(id);
    let patterns = &scene.lexicon.patterns;
    entity.class == Class::Person
        && text.chars().count() <= SURNAME
        && text.chars().all(|c| patterns.foreign.contains(c))
        && entity.names.iter().any(|n| n.text.strip_suffix(text).is_some_and(|full| full.ends_with('·')))
}

fn is_foreign_here(scene: &Scene, items: &[Item], span: Span, id: EntityId) -> bool {
    let own = scene.lexicon.entity(id).country;
    own.is_some() && state(scene, items, span).is_some_and(|state| Some(state) != own)
}

fn agrees(scene: &Scene, items: &[Item], span: Span, id: EntityId) -> bool {
    let own = scene.lexicon.entity(id).country;
    own.is_some() && state(scene, items, span) == own
}

/// The state before the title that stands in front of a name: 美国|白宫|发言人.
fn state(scene: &Scene, items: &[Item], name: Span) -> Option<EntityId> {
    let ends_at = |at: usize, title: bool| {
        let next = items.partition_point(|i| i.span.start < at);
        let near = &items[next.saturating_sub(NEAR)..next];
        near.iter().find(|i| i.span.end == at && !i.nested && (scene.class(i) == Some(Class::Title)) == title)
    };
    let title = ends_at(name.start, true)?;
    let mut at = title.span.start;
    while let Some(prefix) = scene.lexicon.patterns.role_prefix.iter().find(|p| scene.head(at).ends_with(p.as_str())) {
        at -= prefix.len();
    }
    let Choice::One(id) = ends_at(at, false)?.choice else { return None };
    let entity = scene.lexicon.entity(id);
    let organ = ["Ministry", "StateOrgan"].iter().any(|kind| entity.is(kind));
    match entity.class {
        Class::Country => Some(id),
        Class::Organization if organ => entity.country,
        _ => None,
    }
}
