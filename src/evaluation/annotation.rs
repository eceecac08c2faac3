//! One line of a gold standard, or of `extract`.

use serde::Serialize;
use serde_json::{Map, Value as Json};

/// What is marked at one place of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// The name of the text.
    pub source: String,
    /// First code point of the decoded original.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// A class of mentions or of facts.
    pub class: String,
    /// All that the line says.
    pub fields: Map<String, Json>,
}

impl Annotation {
    /// Reads a line about a text. The error says what is wrong with it.
    pub fn read(source: &str, line: &str) -> Result<Annotation, String> {
        Annotation::new(source, serde_json::from_str(line).map_err(|e| format!("the line is no JSON object: {e}"))?)
    }

    /// What `extract` prints of a mention or a fact, as if it had been read.
    pub(crate) fn printed(source: &str, line: &impl Serialize) -> Annotation {
        let fields = serde_json::to_value(line).ok().and_then(|line| line.as_object().cloned());
        Annotation::new(source, fields.unwrap_or_default()).expect("a line of `extract` has a place and a class")
    }

    fn new(source: &str, fields: Map<String, Json>) -> Result<Annotation, String> {
        let offset = |key: &str| {
            let number = fields.get(key).and_then(Json::as_u64).and_then(|n| usize::try_from(n).ok());
            number.ok_or_else(|| format!("`{key}` is no number of a character"))
        };
        let (start, end) = (offset("start")?, offset("end")?);
        if start >= end {
            return Err(format!("it ends at {end}, which is not behind its start, {start}"));
        }
        let class = fields.get("type").and_then(Json::as_str).ok_or("`type` names no class")?.to_owned();
        Ok(Annotation { source: source.to_owned(), start, end, class, fields })
    }

    /// Whether it is neither asked for nor an error.
    pub(super) fn is_optional(&self) -> bool {
        self.fields.get("optional").and_then(Json::as_bool) == Some(true)
    }

    /// The values in its slots, each with the name of its slot.
    pub(super) fn values(&self) -> Vec<(&str, &Json)> {
        let slots = self.fields.get("slots").and_then(Json::as_object).into_iter().flatten();
        slots.flat_map(|(slot, value)| listed(value).iter().map(move |one| (slot.as_str(), one))).collect()
    }

    /// The words at its place, as the line has them.
    pub fn words(&self) -> &str {
        ["quote", "text"].iter().find_map(|key| self.fields.get(*key)?.as_str()).unwrap_or_default()
    }
}

/// The values of a list, or the one that is none.
fn listed(value: &Json) -> &[Json] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_marks_no_place_is_refused() {
        let fault = |line| Annotation::read("a.txt", line).unwrap_err();
        assert!(fault("中国").starts_with("the line is no JSON object"));
        assert_eq!(fault(r#"{"start":"0","end":2,"type":"Country"}"#), "`start` is no number of a character");
        assert_eq!(fault(r#"{"start":2,"end":2,"type":"Country"}"#), "it ends at 2, which is not behind its start, 2");
        assert_eq!(fault(r#"{"start":0,"end":2}"#), "`type` names no class");
    }
}
