//! What `language.toml` holds as text and the program as patterns: each part is written once, with its compiled fields, and
//! the form that the file is read into follows from it.

use super::file::{inside, place};
use crate::error::{Error, Kind, Result};
use crate::pattern::{Baked, Fault, Macros, Pattern, at_head};
use regex::Regex;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;
use toml::Spanned;

/// A part of `language.toml`: the struct with compiled fields, and the one that the file is read into.
macro_rules! part {
    ($(#[$about:meta])* $name:ident, $written:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[$of_field])* pub $field: $kind),*
        }

        /// The same as the file has it.
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

/// Compiles what stands in a file; errors name the place in it.
pub(super) struct Reader<'f> {
    pub name: &'f str,
    pub text: &'f str,
    pub macros: Arc<Macros>,
    /// The patterns that the build has compiled with the same macros.
    pub baked: Option<&'static Baked>,
}

impl Reader<'_> {
    /// A pattern that is tried from the start of a clause.
    fn pattern(&self, written: &Spanned<String>) -> Result<Pattern> {
        let (text, head) = at_head(written.as_ref());
        let wrong = |fault: Fault| {
            let at = inside(self.text, written.span(), fault.at.saturating_sub(head));
            fault.error().at(place(self.name, self.text, at))
        };
        pattern(self.baked, &text, &self.macros).map_err(wrong)
    }

    /// A regular expression between what goes before and behind it.
    pub fn regex(&self, head: &str, written: &Spanned<String>, tail: &str) -> Result<Regex> {
        let wrong = |e: regex::Error| {
            Error::new(Kind::Ontology, e.to_string()).at(place(self.name, self.text, written.span().start))
        };
        Regex::new(&format!("{head}(?:{}){tail}", written.as_ref())).map_err(wrong)
    }
}

/// The pattern of a text, as the build has checked it or as it is.
pub(super) fn pattern(baked: Option<&Baked>, text: &str, macros: &Arc<Macros>) -> std::result::Result<Pattern, Fault> {
    baked.and_then(|baked| baked.get(text)).map_or_else(|| Pattern::parse(text, macros), Ok)
}

/// What is compiled from what a file has.
pub(super) trait Part: Sized {
    /// How the file has it.
    type Written: DeserializeOwned + Debug;

    /// The error names the place in the file.
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

impl<P: Part> Part for Vec<P> {
    type Written = Vec<P::Written>;

    fn compile(written: Self::Written, reader: &Reader) -> Result<Vec<P>> {
        written.into_iter().map(|one| P::compile(one, reader)).collect()
    }
}

impl<P: Part> Part for BTreeMap<String, P> {
    type Written = BTreeMap<String, P::Written>;

    fn compile(written: Self::Written, reader: &Reader) -> Result<BTreeMap<String, P>> {
        written.into_iter().map(|(key, one)| Ok((key, P::compile(one, reader)?))).collect()
    }
}
