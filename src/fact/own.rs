//! Whose 我国 a document's is.

use crate::document::Document;
use crate::lexicon::{EntityId, Lexicon};
use crate::mention::{Class, Mention, Referent};
use crate::rule::Language;
use std::collections::BTreeMap;

/// The country or territory whose voice the narration of a document is: the declared one, unless a sign of the language
/// shows another's.
pub(super) fn country(
    doc: &Document,
    mentions: &[Mention],
    lexicon: &Lexicon,
    language: &Language,
) -> Option<EntityId> {
    let declared = lexicon.by_code(&language.voice);
    let Some(sign) = language.other_voice.sign.as_ref().and_then(|sign| sign.find(&doc.text)) else {
        return declared;
    };
    let named = language.other_voice.self_named.iter().find(|(name, _)| sign.as_str().starts_with(name.as_str()));
    match named {
        Some((_, code)) => lexicon.by_code(code),
        None => most_named(mentions, declared),
    }
    .or(declared)
}

/// The country that is mentioned most beside the declared one; of several, the first in the text.
fn most_named(mentions: &[Mention], declared: Option<EntityId>) -> Option<EntityId> {
    let mut counts: BTreeMap<EntityId, (usize, std::cmp::Reverse<usize>)> = BTreeMap::new();
    for (place, mention) in mentions.iter().enumerate() {
        if let (Class::Country, Referent::Listed(id)) = (mention.class, &mention.referent)
            && Some(*id) != declared
        {
            counts.entry(*id).or_insert((0, std::cmp::Reverse(place))).0 += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(id, _)| id)
}
