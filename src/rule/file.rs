//! What a rule file may say. Unknown keys are refused.

use crate::document::Role;
use crate::error::{Error, Kind, Result};
use crate::near::guess;
use crate::value::Mode;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
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

/// What the reader of TOML says, with a guess where a name is unknown.
pub(crate) fn unreadable(name: &str, text: &str, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |s| s.start);
    let said = error.message().replace('\n', "; ");
    let names: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let page = || "ontology/rules/README.md shows every key with an example".to_owned();
    let (message, help) = match &names[..] {
        [wrong, known @ ..] if said.starts_with("unknown field") => {
            (format!("`{wrong}` is no key that can stand here"), guess(wrong, known.iter().copied()))
        }
        [wrong, known @ ..] if said.starts_with("unknown variant") => {
            (format!("`{wrong}` cannot stand here"), guess(wrong, known.iter().copied()))
        }
        [lacking] if said.starts_with("missing field") => {
            (format!("`{lacking}` is missing here"), Some(format!("add `{lacking} = …`")))
        }
        _ if said.starts_with("invalid type: map, expected a sequence") => (
            "this can stand several times, so its name is put in two brackets".to_owned(),
            Some("write `[[rule]]`, `[[rule.example]]`, `[[rule.counterexample]]`".to_owned()),
        ),
        _ if said.starts_with("invalid type: string") && said.ends_with("expected a sequence") => {
            ("a list stands here, even of one word".to_owned(), Some("write `[\"…\"]`".to_owned()))
        }
        _ if said.contains("escaped value") => (
            "a `\\` between double quotes means something else".to_owned(),
            Some("write the pattern between ''' and ''', where every character is itself".to_owned()),
        ),
        _ => (said, None),
    };
    Error::new(Kind::Ontology, message).at(place(name, text, at)).help(help.unwrap_or_else(page))
}

/// The byte of the file at which a byte of a string's value is written. `span` is the string with its quotes.
pub(super) fn inside(text: &str, span: Range<usize>, at: usize) -> usize {
    let raw = &text[span.clone()];
    let quotes = ["\'\'\'", "\"\"\"", "'", "\""].into_iter().find(|q| raw.starts_with(q)).unwrap_or_default();
    let body = &raw[quotes.len()..];
    // A line break right behind three quotes is no part of the value.
    let broken = |mark: &str| quotes.len() == 3 && body.starts_with(mark);
    let first = if broken("\r\n") { 2 } else { usize::from(broken("\n")) };
    let mut value = 0;
    let mut chars = body[first..].char_indices();
    while let Some((i, c)) = chars.next() {
        if value >= at {
            return span.start + quotes.len() + first + i;
        }
        value += match (c, quotes.starts_with('"')) {
            ('\\', true) => chars.next().map_or(1, |_| 1),
            _ => c.len_utf8(),
        };
    }
    span.end
}

/// `file:line:column` of a byte.
pub(crate) fn place(name: &str, text: &str, at: usize) -> String {
    let before = &text[..text.floor_char_boundary(at)];
    // Bytes are counted many at once, and a file has many rules.
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    format!("{name}:{line}:{column}")
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
