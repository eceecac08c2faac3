//! Macros and groups as they are declared: sections `[macro]` and `[group]` of `ontology/language/`.

use super::reader::Reader;
use crate::error::Result;
use crate::pattern::{Fault, PRONOUN, is_class};
use std::collections::BTreeMap;
use toml::Spanned;

/// Names of macros or groups, with their pattern texts.
pub(super) type Pieces = BTreeMap<Spanned<String>, Spanned<String>>;

/// The names and texts, without their places.
pub(super) fn texts(pieces: &Pieces) -> BTreeMap<String, String> {
    pieces.iter().map(|(name, text)| (name.get_ref().clone(), text.get_ref().clone())).collect()
}

/// Checks macros (or groups) that are not those of the build: a fault in one is told where it stands, and not only where a
/// rule first calls it.
///
/// Errors name the place of a name that nothing could call, and of a fault in pattern text.
pub(super) fn check(pieces: &Pieces, is_group: bool, reader: &Reader) -> Result<()> {
    let is_own = |(name, text): &(&Spanned<String>, &Spanned<String>)| {
        !reader.known.is_built_in(is_group, name.get_ref(), text.get_ref())
    };
    for (name, text) in pieces.iter().filter(is_own) {
        if let Some((wrong, help)) = misnamed(name.get_ref(), is_group) {
            return Err(reader.error(name, format!("`{}` {wrong}", name.get_ref())).help(help));
        }
        let told = |fault: Fault| {
            let what = if is_group { "group" } else { "macro" };
            let message = format!("{what} `{}`: {}", name.get_ref(), fault.message);
            reader.fault(text, Fault { message, ..fault })
        };
        reader.known.pattern(text.get_ref()).map_err(told)?;
    }
    Ok(())
}

/// What is wrong with a name, and the cure.
fn misnamed(name: &str, is_group: bool) -> Option<(&'static str, &'static str)> {
    let can_be_called =
        name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    match name {
        _ if !can_be_called => {
            Some(("is no name of a macro or group", "a letter comes first, then letters, digits and `_`"))
        }
        PRONOUN if !is_group => Some(("is made of the words in the section [pronoun]", "add words there")),
        name if is_group && is_class(name) => {
            Some(("is what a hole takes already", "choose another name for the group"))
        }
        _ => None,
    }
}
