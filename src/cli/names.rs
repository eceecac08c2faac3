//! What tables show of facts: names, classes, slots and codes in the language of `--lang`.

use super::Lang;
use super::output::squeezed;
use crate::entity::EntityRecord;
use crate::join::{By, JoinedFact, SlotValue};
use crate::vocab::{SlotKind, Vocabulary, code_term};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};

/// Names of entities by id, and labels of the vocabulary's terms, in one language.
#[derive(Debug)]
pub(super) struct Names {
    entities: HashMap<String, String>,
    labels: HashMap<String, String>,
    codes: HashSet<String>,
    lang: Lang,
}

impl Names {
    pub fn new(entities: &[EntityRecord], vocabulary: &Vocabulary, lang: Lang) -> Names {
        let labels = vocabulary.terms.iter().map(|(term, l)| (term, lang.choose(&l.zh, &l.en)));
        let codes = vocabulary.facts.iter().flat_map(|f| &f.slots).filter_map(|s| match &s.kind {
            SlotKind::Code(codes) => Some(codes),
            _ => None,
        });
        Names {
            entities: entities.iter().map(|e| (e.id.clone(), lang.name_of(e).clone())).collect(),
            labels: labels.filter(|(_, l)| !l.is_empty()).map(|(term, label)| (term.clone(), label.clone())).collect(),
            codes: codes.flatten().map(|c| c.to_string()).collect(),
            lang,
        }
    }

    /// The name of an entity.
    pub fn get(&self, id: &str) -> Option<&String> {
        self.entities.get(id)
    }

    /// The label of a class or slot.
    pub fn term<'a>(&'a self, term: &'a str) -> &'a str {
        self.labels.get(term).map_or(term, String::as_str)
    }

    /// The label of a code.
    pub fn code<'a>(&'a self, code: &'a str) -> &'a str {
        self.labels.get(&code_term(code)).map_or(code, String::as_str)
    }
}

/// Yes or no.
pub(super) fn truth(value: bool, lang: Lang) -> &'static str {
    if value { lang.choose("是", "yes") } else { lang.choose("否", "no") }
}

/// A label in front of what it labels: as wide as twelve letters.
pub(super) fn padded(label: &str) -> String {
    filled(label, 12)
}

/// A text with spaces behind it up to a width.
pub(super) fn filled(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// The width of a text on a terminal: a Chinese character is as wide as two letters.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// The slots of a fact on one line.
pub(super) fn summary(fact: &JoinedFact, names: &Names) -> String {
    let value = |v: &Json| squeezed(&shown(v, fact, names));
    let label = |slot| names.term(slot);
    let filled =
        fact.slots.iter().map(|(slot, v)| format!("{}: {}{}", label(slot), value(v), rivals(fact, slot, &value)));
    let open = fact.readings.iter().filter(|r| r.disputed && !fact.slots.contains_key(&r.slot));
    let open = open.map(|r| format!("{}: ?{}", label(&r.slot), rivals(fact, &r.slot, &value)));
    filled.chain(open).collect::<Vec<_>>().join("; ")
}

/// What witnesses read instead of what a slot holds, and why it holds that: ` (majority 3:1; '亚洲' b.txt)`.
fn rivals(fact: &JoinedFact, slot: &str, value: &impl Fn(&Json) -> String) -> String {
    let of_slot = fact.readings.iter().find(|r| r.slot == slot);
    let Some((readings, settled)) = of_slot.and_then(|r| Some((r, r.settled.as_ref()?))) else {
        return String::new();
    };
    let spoken: Vec<&SlotValue> = readings.values.iter().filter(|v| !v.value.is_null()).collect();
    let mut votes: Vec<usize> = readings.claims().iter().map(|c| c.1).collect();
    votes.sort_unstable_by_key(|v| std::cmp::Reverse(*v));
    let votes: Vec<String> = votes.iter().map(usize::to_string).collect();
    let (reason, others) = match settled.by {
        By::Majority => ("majority", &spoken[1..]),
        By::Support => ("by other facts,", &spoken[1..]),
        By::Nothing => ("undecided", &spoken[..]),
    };
    let other = |v: &&SlotValue| format!("; '{}' {}", value(&v.value), v.witnesses.join(", "));
    format!(" ({reason} {}{})", votes.join(":"), others.iter().map(other).collect::<String>())
}

/// The slots of a fact, and what in it does not fit together.
pub(super) fn noted(fact: &JoinedFact, names: &Names) -> String {
    let notes = fact.diagnostics.iter().map(|d| format!(" (! {d})"));
    std::iter::once(summary(fact, names)).chain(notes).collect()
}

/// A value for people: names for codes, amounts with their unit.
pub(super) fn shown(value: &Json, fact: &JoinedFact, names: &Names) -> String {
    match value {
        Json::String(s) if fact.entities.contains_key(s) => names.get(s).unwrap_or(s).clone(),
        Json::String(s) if names.codes.contains(s) => names.code(s).to_owned(),
        Json::String(s) => s.clone(),
        Json::Array(items) => items.iter().map(|v| shown(v, fact, names)).collect::<Vec<_>>().join("、"),
        Json::Object(q) => amount(q, names.lang),
        Json::Bool(value) => truth(*value, names.lang).to_owned(),
        Json::Null => "-".to_owned(),
        other => other.to_string(),
    }
}

/// An amount with its unit: `>300 国家`, `10..20 %`, and what has no number as several.
fn amount(quantity: &serde_json::Map<String, Json>, lang: Lang) -> String {
    let text = |key: &str| {
        let value = quantity.get(key).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        value.filter(|s| s != "null").unwrap_or_default()
    };
    let sign = Some(text("cmp")).filter(|c| c != "=").unwrap_or_default();
    let unit = Some(text("unit")).filter(|u| u != "1").unwrap_or_default();
    if quantity.contains_key("min") || quantity.contains_key("max") {
        return format!("{sign}{}..{} {unit}", text("min"), text("max")).trim().to_owned();
    }
    match (text("value"), lang) {
        (value, Lang::Zh) if value.is_empty() && sign == "~" => format!("多{unit}"),
        (value, Lang::En) if value.is_empty() && sign == "~" => format!("several {unit}").trim().to_owned(),
        (value, _) => format!("{sign}{value} {unit}").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_amount_without_a_number_is_several() {
        let shown = |quantity: Json, lang| amount(quantity.as_object().expect("an object"), lang);
        let many = json!({"value": null, "unit": "国", "cmp": "~"});
        assert_eq!(shown(many.clone(), Lang::Zh), "多国");
        assert_eq!(shown(many, Lang::En), "several 国");
        assert_eq!(shown(json!({"value": 300, "unit": "人", "cmp": ">"}), Lang::Zh), ">300 人");
        assert_eq!(shown(json!({"min": 10, "max": null, "unit": "%", "cmp": "="}), Lang::En), "10.. %");
        assert_eq!(padded("行动方"), "行动方      ");
    }
}
