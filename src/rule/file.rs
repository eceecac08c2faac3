//! What a rule file may say. Unknown keys are refused.

use crate::document::Role;
use crate::error::{Error, Kind, Result};
use crate::value::Mode;
use crate::written::{place, unreadable};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Written>,
}

/// A rule as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Written {
    pub id: Spanned<String>,
    pub fact: Option<Spanned<String>>,
    pub why: Option<String>,
    pub pattern: Option<Spanned<String>>,
    #[serde(default)]
    pub off: bool,
    #[serde(default)]
    pub roles: Vec<String>,
    #[serde(default = "done")]
    pub mode: Mode,
    #[serde(default)]
    pub set: toml::Table,
    #[serde(default)]
    pub default: toml::Table,
    pub each: Option<String>,
    pub chain: Option<String>,
    #[serde(default)]
    pub weak: bool,
    pub trigger: Option<Vec<String>>,
    #[serde(default)]
    pub not_before: Vec<String>,
    #[serde(default)]
    pub not_after: Vec<String>,
    #[serde(default)]
    pub unless: Vec<String>,
    #[serde(default)]
    pub except: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub requires: Vec<String>,
    #[serde(default)]
    pub yields: Vec<Spanned<String>>,
    #[serde(default)]
    pub wins_over: Vec<Spanned<String>>,
    #[serde(default)]
    pub past: bool,
    #[serde(default)]
    pub example: Vec<Example>,
    #[serde(default)]
    pub counterexample: Vec<Example>,
}

fn done() -> Mode {
    Mode::Done
}

/// A text beside a rule that runs as a test.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text: a document of its own.
    pub text: String,
    /// The document's date (EDTF).
    pub date: Option<String>,
    /// The slots of each fact that the rule finds, in order of the text.
    #[serde(default)]
    pub facts: Vec<toml::Table>,
    /// How the facts are meant; not looked at if it is left out.
    pub mode: Option<Mode>,
    /// A known gap: why the rule does not read it yet. The example then must fail.
    pub todo: Option<String>,
}

/// Parses a rule file.
pub(super) fn parse(name: &str, text: &str) -> Result<Vec<Written>> {
    toml::from_str::<File>(text)
        .map(|f| f.rule)
        .map_err(|e| misnamed(name, text).unwrap_or_else(|| unreadable(name, text, &e)))
}

/// The fault of a file whose rules go by another word, as `[[rules]]`: what stands below them is a `rule` of its own to TOML.
fn misnamed(name: &str, text: &str) -> Option<Error> {
    let wrong = toml::from_str::<toml::Table>(text).ok()?.into_iter().find(|(key, value)| {
        key != "rule" && value.as_array().is_some_and(|all| all.iter().any(toml::Value::is_table))
    });
    let (key, _) = wrong?;
    let at = text.find(&format!("[[{key}]]"))?;
    let message = format!("`{key}` is no key that can stand here");
    Some(Error::new(Kind::Ontology, message).at(place(name, text, at)).help("rules are written `[[rule]]`"))
}

/// The names of the parts of a page.
pub(super) const ROLES: [&str; 6] = ["title", "narration", "question", "answer", "label", "furniture"];

/// The parts of a page by name; by default all that somebody says or tells. The error is the name that is none.
pub(super) fn roles(names: &[String]) -> std::result::Result<Vec<Role>, String> {
    if names.is_empty() {
        return Ok(vec![Role::Title, Role::Narration, Role::Question, Role::Answer]);
    }
    names
        .iter()
        .map(|name| match name.as_str() {
            "title" => Ok(Role::Title),
            "narration" => Ok(Role::Narration),
            "question" => Ok(Role::Question),
            "answer" => Ok(Role::Answer),
            "label" => Ok(Role::Label),
            "furniture" => Ok(Role::Furniture),
            other => Err(other.to_owned()),
        })
        .collect()
}
