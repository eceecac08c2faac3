//! Whose 我国 a document's is, and whose its bare ministries are.

use crate::document::{Document, Role};
use crate::lexicon::{EntityId, Lexicon};
use crate::mention::{Class, Mention, Referent};
use crate::rule::{Language, Rules};
use crate::source::Span;
use std::collections::BTreeMap;

/// The country or territory whose voice the narration of a document is: the declared one, unless a sign of the language
/// shows another's, or the outlet that reports is another's and speaks of 我国 or of ministries without a name of theirs.
pub(super) fn country(
    doc: &Document,
    mentions: &[Mention],
    lexicon: &Lexicon,
    language: &Language,
) -> Option<EntityId> {
    let declared = lexicon.by_code(&language.voice);
    let outlet = || {
        let country = outlet_country(doc, mentions, lexicon, language);
        country.filter(|_| speaks_of_its_own(doc, language))
    };
    let other = by_sign(doc, mentions, lexicon, language).or_else(|| by_minister(doc, mentions, lexicon, language));
    other.or_else(outlet).or(declared)
}

/// The country or territory whose voice a document is, if it is not the declared one.
pub fn other_voice(doc: &Document, mentions: &[Mention], rules: &Rules, lexicon: &Lexicon) -> Option<EntityId> {
    let language = rules.language();
    country(doc, mentions, lexicon, language).filter(|voice| Some(*voice) != lexicon.by_code(&language.voice))
}

/// The country that a sign of the text names, else the one that the text names most beside the declared one.
fn by_sign(doc: &Document, mentions: &[Mention], lexicon: &Lexicon, language: &Language) -> Option<EntityId> {
    let other = language.other_voice.as_ref()?;
    let sign = other.sign.find(&doc.text)?;
    match other.self_named.of(sign.as_str()) {
        Some(code) => lexicon.by_code(code),
        None => most_named(mentions, lexicon, lexicon.by_code(&language.voice)),
    }
}

/// The state of a minister whom only the own texts call by a bare title: 外交部长林佳龙.
fn by_minister(doc: &Document, mentions: &[Mention], lexicon: &Lexicon, language: &Language) -> Option<EntityId> {
    let other = language.other_voice.as_ref()?;
    let states = other.ministers.iter().filter_map(|code| lexicon.by_code(code));
    let is_bare = |m: &Mention, state: EntityId| {
        let text = m.span.of(&doc.text);
        let ours = |name: &str| name.strip_prefix(&*lexicon.entity(state).name) == Some(text);
        let named = matches!(&m.referent, Referent::Unlisted(name) if ours(name));
        named && doc.quotation_around(m.span).is_none() && other.bodies.iter().any(|body| body == text)
    };
    states.into_iter().find(|state| mentions.iter().any(|m| is_bare(m, *state)))
}

/// The country of the news outlet whose report from there a document is by its dateline: 越通社河内5月2日电.
fn outlet_country(doc: &Document, mentions: &[Mention], lexicon: &Lexicon, language: &Language) -> Option<EntityId> {
    let first = doc.sentences.iter().find(|s| s.role == Role::Narration || s.role == Role::Furniture)?.span;
    let opens = |m: &&Mention| m.class == Class::Organization && m.span.start <= first.start + '('.len_utf8();
    let from = mentions.partition_point(|m| m.span.start < first.start);
    let outlet = mentions[from..].iter().take_while(|m| m.span.start < first.end).find(opens)?;
    let Referent::Listed(id) = outlet.referent else { return None };
    let entity = lexicon.entity(id);
    let line = Span::new(outlet.span.end, doc.text.len()).of(&doc.text);
    let other = language.other_voice.as_ref()?;
    let state = entity.country.filter(|_| entity.is("NewsOutlet"))?;
    let end = outlet.span.end + other.dateline.find(line)?.end();
    let from_there = |m: &Mention| match (m.class, &m.referent) {
        (Class::Place, Referent::Listed(id)) => {
            lexicon.entity(*id).country == Some(state) || lexicon.entity(*id).part_of.contains(&state)
        }
        _ => true,
    };
    let is_same = other.same.iter().any(|code| lexicon.by_code(code) == Some(state));
    let mut dateline = mentions[from..].iter().take_while(|m| m.span.start < end);
    (!is_same && dateline.all(from_there)).then_some(state)
}

/// Whether a text says 我国 outside quotations, or names a ministry of which it does not say whose it is.
fn speaks_of_its_own(doc: &Document, language: &Language) -> bool {
    language.other_voice.as_ref().is_some_and(|other| {
        let mut places = other.own.find_iter(&doc.text).map(|found| Span::new(found.start(), found.end()));
        places.any(|place| doc.quotation_around(place).is_none())
    })
}

/// The country that is mentioned most beside the declared one, else whose people are; of several, the first in the text.
fn most_named(mentions: &[Mention], lexicon: &Lexicon, declared: Option<EntityId>) -> Option<EntityId> {
    let country = |m: &Mention| match (m.class, &m.referent) {
        (Class::Country, Referent::Listed(id)) => Some(*id),
        _ => None,
    };
    let of_person = |m: &Mention| match (m.class, &m.referent) {
        (Class::Person, Referent::Listed(id)) => lexicon.entity(*id).country,
        _ => None,
    };
    let other = |id: &EntityId| Some(*id) != declared;
    let named = most(mentions.iter().filter_map(country).filter(other));
    named.or_else(|| most(mentions.iter().filter_map(of_person).filter(other)))
}

/// What comes most often; of several, the first.
fn most(found: impl Iterator<Item = EntityId>) -> Option<EntityId> {
    let mut counts: BTreeMap<EntityId, (usize, std::cmp::Reverse<usize>)> = BTreeMap::new();
    for (place, id) in found.enumerate() {
        counts.entry(id).or_insert((0, std::cmp::Reverse(place))).0 += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(id, _)| id)
}
