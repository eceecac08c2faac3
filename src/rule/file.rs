//! What a rule file may say. Unknown keys are refused.

use crate::document::Role;
use crate::error::{Error, Kind, Result};
use crate::fact::Mode;
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
    pub fact: Spanned<String>,
    pub why: String,
    pub pattern: Spanned<String>,
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
    pub unless: Vec<String>,
    #[serde(default)]
    pub except: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub requires: Vec<String>,
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
    /// A known gap: why the rule does not read it yet. The example then must fail.
    pub todo: Option<String>,
}

/// Parses a rule file.
pub(super) fn parse(name: &str, text: &str) -> Result<Vec<Written>> {
    toml::from_str::<File>(text).map(|f| f.rule).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        Error::new(Kind::Ontology, e.message().replace('\n', "; ")).at(place(name, text, at)).help(
            "see the rules in ontology/rules for the keys of a rule: id, fact, why, pattern, set, default, each, chain, roles, mode, trigger, not-before, unless, except, requires, past, weak, example, counterexample",
        )
    })
}

/// `file:line:column` of a byte.
pub(crate) fn place(name: &str, text: &str, at: usize) -> String {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    format!("{name}:{line}:{column}")
}

/// The parts of a page by name; by default all that somebody says or tells.
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
            other => Err(format!("`{other}` is no role (title, narration, question, answer, label, furniture)")),
        })
        .collect()
}
