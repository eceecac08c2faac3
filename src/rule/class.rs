//! What holds of all facts of a class, whatever rule makes them: section `[class.NAME]` of `ontology/language/`.

use super::reader::Reader;
use crate::error::Result;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What holds of all facts of a class.
#[derive(Debug, Clone, Default)]
pub struct OfClass {
    /// It is not made from questions and if-clauses.
    pub unasserted: bool,
    /// A text takes it for granted, whoever's words it tells.
    pub presupposed: bool,
    /// It is an act, which can be hoped for, asked for and backed.
    pub wished: bool,
    /// Its rules alone tell its mode: the words say something else there.
    pub own_mode: bool,
    /// Its chains run on over sentences.
    pub over_sentences: bool,
    /// One mention in this slot makes only one fact.
    pub once: Option<String>,
    /// Two slots that no party fills both.
    pub apart: Option<[String; 2]>,
    /// The slot that names the country in place of a person who speaks for it.
    pub spoken_for: Option<String>,
    /// Slots in which a state stands for its bodies and people.
    pub of_states: Vec<String>,
    /// Classes and rules to which it gives way at the same place.
    pub yields: Vec<String>,
}

impl OfClass {
    /// A class of which nothing is declared.
    pub(super) const PLAIN: OfClass = OfClass {
        unasserted: false,
        presupposed: false,
        wished: false,
        own_mode: false,
        over_sentences: false,
        once: None,
        apart: None,
        spoken_for: None,
        of_states: Vec::new(),
        yields: Vec::new(),
    };
}

/// The same as the file has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct WrittenClass {
    unasserted: bool,
    presupposed: bool,
    wished: bool,
    own_mode: bool,
    over_sentences: bool,
    once: Option<Spanned<String>>,
    apart: Option<[Spanned<String>; 2]>,
    spoken_for: Option<Spanned<String>>,
    of_states: Vec<Spanned<String>>,
    yields: Vec<Spanned<String>>,
}

/// A name of a class or rule in a list of those to give way to, and its place.
pub(super) type Named = (String, String);

/// Checks classes and slots against the vocabulary. With them come the names of those to which classes give way: which
/// rules there are is known later.
///
/// Errors name the place of what is not there.
pub(super) fn compile(
    written: BTreeMap<Spanned<String>, WrittenClass>,
    reader: &Reader,
) -> Result<(BTreeMap<String, OfClass>, Vec<Named>)> {
    let (mut classes, mut named) = (BTreeMap::new(), Vec::new());
    for (class, written) in written {
        let slot = |slot: Spanned<String>| reader.slot(&class, slot);
        let apart = written.apart.map(|[one, other]| Ok([slot(one)?, slot(other)?])).transpose()?;
        let of_class = OfClass {
            unasserted: written.unasserted,
            presupposed: written.presupposed,
            wished: written.wished,
            own_mode: written.own_mode,
            over_sentences: written.over_sentences,
            once: written.once.map(slot).transpose()?,
            apart,
            spoken_for: written.spoken_for.map(slot).transpose()?,
            of_states: written.of_states.into_iter().map(slot).collect::<Result<_>>()?,
            yields: written.yields.iter().map(|name| name.get_ref().clone()).collect(),
        };
        let placed = |name: Spanned<String>| (reader.parts.place(name.span().start), name);
        named.extend(written.yields.into_iter().map(placed).map(|(place, name)| (name.into_inner(), place)));
        classes.insert(reader.class(class)?, of_class);
    }
    Ok((classes, named))
}
