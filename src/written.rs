//! What people write in TOML: where a thing stands in a file, and in words what is wrong with it.

use crate::error::{Error, Kind};
use crate::near::guess;
use std::ops::Range;

/// What the reader of TOML says of a file, with a guess where a name is unknown.
pub(crate) fn unreadable(name: &str, text: &str, error: &toml::de::Error) -> Error {
    in_words(error).at(place(name, text, error.span().map_or(0, |s| s.start)))
}

/// What the reader of TOML says, without its place.
pub(crate) fn in_words(error: &toml::de::Error) -> Error {
    let said = error.message().replace('\n', "; ");
    let names: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let page = || "ontology/rules/README.md shows every key with an example".to_owned();
    let (message, help) = match &names[..] {
        [wrong, known @ ..] if said.starts_with("unknown field") => {
            let elsewhere = || place_of_key(wrong, known).map(str::to_owned);
            (
                format!("`{wrong}` is no key that can stand here"),
                elsewhere().or_else(|| guess(wrong, known.iter().copied())),
            )
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
    Error::new(Kind::Ontology, message).help(help.unwrap_or_else(page))
}

/// Where a key belongs that stands in a file of another kind. `known` are the keys that can stand there.
fn place_of_key(key: &str, known: &[&str]) -> Option<&'static str> {
    const OF_CLASSES: [&str; 8] =
        ["unasserted", "presupposed", "wished", "own-mode", "over-sentences", "once", "apart", "of-states"];
    let (is_rules, is_language) = (known == ["rule"], known.contains(&"macro"));
    match key {
        "rule" if is_language => Some("rules go into the folder rules/"),
        "yields" if is_language => Some("a rule that gives way says so itself, and a class under `[class.NAME]`"),
        key if is_language && OF_CLASSES.contains(&key) => Some("it is a key of a class of facts: `[class.NAME]`"),
        "macro" | "group" | "pronoun" | "class" | "voice" | "chain" | "subject" | "mode" | "trim" if is_rules => {
            Some("it goes into a file of the folder language/, beside rules/")
        }
        _ => None,
    }
}

/// The byte of the file at which a byte of a string's value is written. `span` is the string with its quotes.
pub(crate) fn inside(text: &str, span: Range<usize>, at: usize) -> usize {
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
