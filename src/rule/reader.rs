//! What `ontology/language/` holds as text and the program as patterns: each part is written once, with its compiled fields,
//! and the form that the files are read into follows from it.

use super::check::{no_class, no_slot, slots_of};
use crate::error::{Error, Kind, Result};
use crate::near::guess;
use crate::parts::Parts;
use crate::pattern::{Fault, Known, Pattern, at_head};
use crate::vocab::{FactClass, Vocabulary};
use regex::Regex;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::Debug;
use toml::Spanned;

/// A part of the language: the struct with compiled fields, and the one that the files are read into.
macro_rules! part {
    ($(#[$about:meta])* $name:ident, $written:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[$of_field])* pub $field: $kind),*
        }

        /// The same as the files have it.
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $written {
            $($field: <$kind as $crate::rule::reader::Part>::Written),*
        }

        impl $crate::rule::reader::Part for $name {
            type Written = $written;

            fn compile(written: $written, reader: &$crate::rule::reader::Reader) -> $crate::error::Result<$name> {
                Ok($name { $($field: $crate::rule::reader::Part::compile(written.$field, reader)?),* })
            }
        }
    };
}
pub(super) use part;

/// Compiles what stands in the files; errors name the place.
pub(super) struct Reader<'f> {
    pub parts: &'f Parts<'f>,
    pub known: &'f Known,
    pub vocabulary: &'f Vocabulary,
}

impl Reader<'_> {
    /// A pattern that is tried from the start of a clause.
    fn pattern(&self, written: &Spanned<String>) -> Result<Pattern> {
        let (text, head) = at_head(written.as_ref());
        self.known
            .pattern(&text)
            .map_err(|fault| self.fault(written, Fault { at: fault.at.saturating_sub(head), ..fault }))
    }

    /// The error of a fault in pattern text.
    pub fn fault(&self, written: &Spanned<String>, fault: Fault) -> Error {
        let at = self.parts.inside(written.span(), fault.at);
        fault.error().at(self.parts.place(at))
    }

    /// A regular expression between what goes before and behind it.
    pub fn regex(&self, head: &str, written: &Spanned<String>, tail: &str) -> Result<Regex> {
        let wrong = |e: regex::Error| self.error(written, e.to_string());
        Regex::new(&format!("{head}(?:{}){tail}", written.as_ref())).map_err(wrong)
    }

    /// An error about something that is written.
    pub fn error(&self, written: &Spanned<String>, message: impl Into<String>) -> Error {
        Error::new(Kind::Ontology, message).at(self.parts.place(written.span().start))
    }

    /// The name of a fact class, which the vocabulary has.
    pub fn class(&self, written: Spanned<String>) -> Result<String> {
        match self.vocabulary.fact(written.get_ref()) {
            Some(_) => Ok(written.into_inner()),
            None => {
                let (message, help) = no_class(self.vocabulary, written.get_ref());
                Err(self.error(&written, message).help(help))
            }
        }
    }

    /// The name of a slot, which some class has.
    pub fn slot_of_any(&self, written: Spanned<String>) -> Result<String> {
        let has = |class: &FactClass| class.slot(written.get_ref()).is_some();
        if self.vocabulary.facts.iter().any(has) {
            return Ok(written.into_inner());
        }
        let slots = self.vocabulary.facts.iter().flat_map(|class| class.slots.iter().map(|slot| &*slot.name));
        let help = guess(written.get_ref(), slots).unwrap_or_else(|| "`diplograph vocabulary` shows all".to_owned());
        Err(self.error(&written, format!("`{}` is a slot of no class", written.get_ref())).help(help))
    }

    /// The name of a slot, which the class has.
    pub fn slot(&self, class: &Spanned<String>, written: Spanned<String>) -> Result<String> {
        match self.vocabulary.fact(class.get_ref()) {
            Some(of) if of.slot(written.get_ref()).is_none() => {
                Err(self.error(&written, no_slot(of, written.get_ref())).help(slots_of(of, written.get_ref())))
            }
            _ => Ok(written.into_inner()),
        }
    }
}

/// What is compiled from what the files have.
pub(super) trait Part: Sized {
    /// How the files have it.
    type Written: DeserializeOwned + Debug;

    /// The error names the place.
    fn compile(written: Self::Written, reader: &Reader) -> Result<Self>;
}

impl Part for Pattern {
    type Written = Spanned<String>;

    fn compile(written: Spanned<String>, reader: &Reader) -> Result<Pattern> {
        reader.pattern(&written)
    }
}

impl Part for Regex {
    type Written = Spanned<String>;

    fn compile(written: Spanned<String>, reader: &Reader) -> Result<Regex> {
        reader.regex("", &written, "")
    }
}

impl Part for String {
    type Written = String;

    fn compile(written: String, _: &Reader) -> Result<String> {
        Ok(written)
    }
}

impl Part for char {
    type Written = char;

    fn compile(written: char, _: &Reader) -> Result<char> {
        Ok(written)
    }
}

impl<P: Part> Part for Vec<P> {
    type Written = Vec<P::Written>;

    fn compile(written: Self::Written, reader: &Reader) -> Result<Vec<P>> {
        written.into_iter().map(|one| P::compile(one, reader)).collect()
    }
}

/// Something for each of some fact classes.
pub(super) type ByClass<P> = BTreeMap<String, P>;

impl<P: Part> Part for ByClass<P> {
    type Written = BTreeMap<Spanned<String>, P::Written>;

    fn compile(written: Self::Written, reader: &Reader) -> Result<ByClass<P>> {
        let each = written.into_iter().map(|(class, one)| Ok((reader.class(class)?, P::compile(one, reader)?)));
        each.collect()
    }
}
