//! What is wrong with a query, told with its line, a mark under the place, and what may have been meant.

use crate::error::{Error, Kind};
use crate::near::guess;
use crate::vocab::PREFIXES;
use regex::Regex;
use std::sync::LazyLock;

/// What a query may begin with, behind its prologue.
const FORMS: [&str; 4] = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];
const HELP: &str = "correct the query at this place; `diplograph query` lists the named ones";

static PLACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)^error at (\d+):(\d+): expected (.*)$").expect("a fixed expression"));
static PROLOGUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:\s|#[^\n]*|PREFIX\s+[^:\s]*:\s*<[^>]*>|BASE\s*<[^>]*>)*").expect("a fixed expression")
});
static PREFIX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)PREFIX\s+([^:\s]*):").expect("a fixed expression"));
/// Strings, IRIs and comments, which hold no prefixed names; and prefixed names.
static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*|([A-Za-z][\w.-]*):"#)
        .expect("a fixed expression")
});

/// Whether there is nothing but comments and declarations.
pub(super) fn is_empty(sparql: &str) -> bool {
    prologue(sparql) == sparql.len()
}

/// Where the declarations end.
fn prologue(sparql: &str) -> usize {
    PROLOGUE.find(sparql).map_or(0, |m| m.end())
}

/// The error of a query that the parser refused with `told`.
pub(super) fn error(sparql: &str, told: &str) -> Error {
    let refuse = |message: String| Error::new(Kind::Query, message);
    let start = prologue(sparql);
    let first: String = sparql[start..].chars().take_while(|c| c.is_alphanumeric()).collect();
    if is_empty(sparql) {
        return refuse("the query is empty".to_owned()).help("write a SELECT, ASK, CONSTRUCT or DESCRIBE");
    }
    if !FORMS.contains(&first.to_uppercase().as_str()) {
        let message = format!("no query begins with `{}`{}", first, marked(sparql, start));
        return refuse(message).help(guess(&first, FORMS).unwrap_or_else(|| HELP.to_owned()));
    }
    if let Some((prefix, at)) = unknown_prefix(sparql) {
        let help = guess(prefix, PREFIXES.iter().map(|p| p.0))
            .unwrap_or_else(|| format!("declare it: PREFIX {prefix}: <IRI>"));
        return refuse(format!("the prefix `{prefix}:` is not declared{}", marked(sparql, at))).help(help);
    }
    let Some(place) = PLACE.captures(told) else { return refuse(told.to_owned()).help(HELP) };
    let number = |n: usize| place[n].parse().unwrap_or(1);
    let at = byte(sparql, number(1), number(2));
    // Of the parser's expectations those that a reader can use: words and marks, no classes of characters.
    let wanted: Vec<&str> = place[3]
        .trim_start_matches("one of ")
        .split(", ")
        .filter(|w| !w.contains(['[', '\'']) && w.len() < 20)
        .collect();
    let expected = match wanted.len() {
        1..=4 => format!("; expected here: {}", wanted.join(", ").replace('"', "")),
        _ => String::new(),
    };
    refuse(format!("this is no SPARQL{expected}{}", marked(sparql, at))).help(HELP)
}

/// The first prefix that is neither declared nor known, and where it stands.
fn unknown_prefix(sparql: &str) -> Option<(&str, usize)> {
    let declared: Vec<&str> = PREFIX.captures_iter(sparql).filter_map(|c| Some(c.get(1)?.as_str())).collect();
    let used = NAMES.captures_iter(sparql).filter_map(|c| c.get(1)).map(|m| (m.as_str(), m.start()));
    let known = |prefix: &str| declared.contains(&prefix) || PREFIXES.iter().any(|p| p.0 == prefix);
    used.into_iter().find(|(prefix, _)| !known(prefix))
}

/// The byte of a line and column, both from 1; columns are characters.
fn byte(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[before.min(text.len())..];
    before + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// The line of a byte, with its number, and a mark under the place. Characters of double width take two blanks.
fn marked(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let blanks: String = text[start..at].chars().map(|c| if c.is_ascii() { " " } else { "  " }).collect();
    let number = text[..start].matches('\n').count() + 1;
    let head = format!("    {number} | ");
    format!("\n{head}{line}\n{}{blanks}^", " ".repeat(head.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_shown_in_its_line_with_a_guess() {
        for (sparql, told, expected) in [
            ("SELCT ?x WHERE { ?x a ?y }", "", "no query begins with `SELCT`"),
            ("", "", "the query is empty"),
            ("# only a comment\n", "", "the query is empty"),
            (
                "ASK { cuntry:CN ?p ?o }",
                "",
                "the prefix `cuntry:` is not declared\n    1 | ASK { cuntry:CN ?p ?o }\n              ^",
            ),
            ("ASK { ?s ?p \"a:b\" } ORDER", "error at 1:22: expected one of \"LIMIT\", ['a']", "expected here: LIMIT"),
            ("ASK {\n  ?挪威 }", "error at 2:7: expected ['a']", "\n    2 |   ?挪威 }\n                ^"),
        ] {
            let error = error(sparql, told).to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(error("SELCT ?x {}", "").to_string().contains("did you mean `SELECT`?"));
        assert!(error("ASK { cuntry:CN ?p ?o }", "").to_string().contains("`country`"));
    }
}
