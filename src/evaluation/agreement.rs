//! Whether two values say the same: codes and numbers exactly, words of a text as far as annotators agree on them.

use super::annotation::Annotation;
use crate::sense::dice;
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;

/// Words say the same if they share so much: where a phrase begins and ends, two annotators see differently too.
const SAME_WORDS: f64 = 0.6;

/// Numbers are the same to so many places.
const EXACT: f64 = 1e-6;

/// How many values of two facts agree, each with one of the other's.
pub(super) fn agreements(found: &Annotation, gold: &Annotation) -> usize {
    let mut left = gold.values();
    let in_left = |(slot, value): &(&str, &Json)| {
        let at = left.iter().position(|(s, v)| s == slot && agree(value, v));
        at.map(|at| left.remove(at)).is_some()
    };
    found.values().into_iter().filter(in_left).count()
}

/// Whether two values of a slot say the same.
fn agree(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Object(a), Json::Object(b)) => ["value", "unit", "cmp"]
            .iter()
            .all(|key| agree(a.get(*key).unwrap_or(&Json::Null), b.get(*key).unwrap_or(&Json::Null))),
        (Json::String(a), Json::String(b)) => words_agree(a, b),
        _ => same(a, b),
    }
}

fn words_agree(a: &str, b: &str) -> bool {
    let (x, y) = (folded(a), folded(b));
    // Of signs, as `>` and `=`, nothing is left.
    let alike = if x.is_empty() { a == b } else { x == y };
    alike || !a.is_ascii() && !b.is_ascii() && dice(&x, &y) >= SAME_WORDS
}

/// Whether two values are the same, numbers up to rounding.
fn same(a: &Json, b: &Json) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < EXACT,
        _ => a == b,
    }
}

/// What tells whether a mention is read right, by its class; by its name where nothing is said here.
fn form(class: &str) -> &'static [&'static str] {
    match class {
        "Country" => &["id"],
        "Quantity" => &["value", "unit", "cmp"],
        "Time" => &["value"],
        _ => &["name"],
    }
}

/// Whether two mentions of one class are read alike.
pub(super) fn read_alike(a: &Annotation, b: &Annotation) -> bool {
    let alike = |key: &&str| match (a.fields.get(*key), b.fields.get(*key)) {
        (Some(Json::String(a)), Some(Json::String(b))) if matches!(*key, "name" | "unit") => folded(a) == folded(b),
        (a, b) => same(a.unwrap_or(&Json::Null), b.unwrap_or(&Json::Null)),
    };
    form(&a.class).iter().all(alike)
}

/// The letters and digits of a text, without what width and case tell apart.
fn folded(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_and_numbers_agree_exactly_and_words_nearly() {
        assert!(agree(&json!("扩大两国贸易规模"), &json!("进一步扩大两国贸易规模")));
        assert!(!agree(&json!("扩大两国贸易规模"), &json!("反对贸易战")));
        assert!(!agree(&json!("CH"), &json!("CN")));
        assert!(agree(&json!(30), &json!(30.0)));
        assert!(!agree(&json!("30"), &json!(30)));
        let amount = |value, cmp| json!({"value": value, "unit": "ＵＳＤ", "cmp": cmp});
        assert!(agree(&amount(Some(5), ">"), &json!({"value": 5, "unit": "USD", "cmp": ">"})));
        assert!(!agree(&amount(Some(5), ">"), &amount(Some(5), "=")));
        assert!(agree(&amount(None, "~"), &json!({"unit": "USD", "cmp": "~"})), "a vague amount has no value");
    }
}
