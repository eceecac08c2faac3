//! Namesakes: a listed surname whose bearer, by the article itself, is somebody else, and a bare ministry that the row of
//! offices around it shows to be that of another state.

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
    let mut meant: HashMap<Place, Choice> = HashMap::new();
    for item in items.iter().filter(|i| !i.nested) {
        let Some(article) = scene.article(item.span.start) else { continue };
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
        let (Choice::One(id), Some(article)) = (&item.choice, scene.article(item.span.start)) else { continue };
        let text = item.span.of(scene.text);
        let last = text.rsplit_once('·').map_or(text, |(_, last)| last);
        if scene.lexicon.entity(*id).class == Class::Person && (last != text || agrees(scene, items, item.span, *id)) {
            meant.remove(&(article, last));
        }
    }
    for item in items.iter_mut() {
        let (Choice::One(id), Some(article)) = (&item.choice, scene.article(item.span.start)) else { continue };
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

/// The name or title (`title`) that ends at a byte, of several the longest; the country of a listed ministry may end where
/// the title of its head begins (挪威|外交部长).
pub(super) fn ending_at<'a>(scene: &Scene, items: &'a [Item], at: usize, title: bool) -> Option<&'a Item> {
    let next = items.partition_point(|i| i.span.start < at);
    let near = &items[next.saturating_sub(NEAR)..next];
    near.iter().find(|i| i.span.end == at && !(title && i.nested) && (scene.class(i) == Some(Class::Title)) == title)
}

/// Puts the body of another state in the place of the bare one that is China's: where the row of offices begins with that
/// state (越南副总理兼|外交部|长), or who holds the office is of that state (国务院|发言人|普赖斯).
pub(super) fn foreign_bodies(scene: &Scene, items: &mut [Item]) {
    let china = scene.china;
    for index in 0..items.len() {
        let span = items[index].span;
        let Choice::One(id) = items[index].choice else { continue };
        let entity = scene.lexicon.entity(id);
        let organ = ["Ministry", "StateOrgan"].iter().any(|kind| entity.is(kind)) && entity.country == china;
        // 中国外交部, 中央军委 are China's by their name.
        let own = china.is_some_and(|id| {
            scene.lexicon.entity(id).names.iter().any(|name| span.of(scene.text).starts_with(&*name.text))
        });
        if !organ || own {
            continue;
        }
        let state = holders_state(scene, items, index).or_else(|| first_office(scene, items, span.start));
        let Some(state) = state.filter(|state| Some(*state) != china) else { continue };
        let name = format!("{}{}", scene.lexicon.entity(state).name, span.of(scene.text));
        items[index].choice = scene.listed_or_new(Class::Organization, &name, "name:organization.office");
    }
}

/// The state of the listed person behind the title that begins with a body or stands behind it.
fn holders_state(scene: &Scene, items: &[Item], index: usize) -> Option<EntityId> {
    let body = items[index].span;
    let near = &items[index.saturating_sub(NEAR)..(index + NEAR).min(items.len())];
    let office = |i: &&Item| {
        let behind = i.span.start == body.end || i.span.start == body.start && i.span.end > body.end;
        behind && !i.nested && scene.class(i) == Some(Class::Title)
    };
    let title = near.iter().find(office)?.span;
    let holder = near.iter().find(|i| i.span.start == title.end && scene.class(i) == Some(Class::Person))?;
    let Choice::One(id) = holder.choice else { return None };
    let state = scene.lexicon.entity(id).country?;
    // Taiwan, a region, has ministries of its own.
    let is_country = scene.lexicon.entity(state).class == Class::Country;
    let is_ministry = scene.one_of(&items[index].choice).is_some_and(|id| scene.lexicon.entity(id).is("Ministry"));
    (is_country || is_ministry).then_some(state)
}

/// The state in front of the first title of a row that goes on with 兼 or 、 at a byte.
fn first_office(scene: &Scene, items: &[Item], mut at: usize) -> Option<EntityId> {
    for _ in 0..NEAR {
        at -= ["兼", "、"].iter().find(|link| scene.head(at).ends_with(*link))?.len();
        at = ending_at(scene, items, at, true)?.span.start;
        at -= if scene.head(at).ends_with("政府") { "政府".len() } else { 0 };
        if let Some(name) = ending_at(scene, items, at, false) {
            let Choice::One(id) = name.choice else { return None };
            let entity = scene.lexicon.entity(id);
            return if entity.class == Class::Country { Some(id) } else { entity.country };
        }
    }
    None
}

/// The state before the title that stands in front of a name: 美国|白宫|发言人.
pub(super) fn state(scene: &Scene, items: &[Item], name: Span) -> Option<EntityId> {
    let title = ending_at(scene, items, name.start, true)?;
    let mut at = title.span.start;
    while let Some(prefix) = scene.lexicon.patterns.role_prefix.iter().find(|p| scene.head(at).ends_with(p.as_str())) {
        at -= prefix.len();
    }
    let Choice::One(id) = ending_at(scene, items, at, false)?.choice else { return None };
    let entity = scene.lexicon.entity(id);
    let organ = ["Ministry", "StateOrgan"].iter().any(|kind| entity.is(kind));
    match entity.class {
        Class::Country => Some(id),
        Class::Organization if organ => entity.country,
        _ => None,
    }
}
