//! The examples beside the rules, run.

use super::Fact;
use crate::rule::{Example, Rule};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What an example showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As it says.
    Right,
    /// Not as it says: what came instead.
    Wrong(String),
    /// A known gap, still open.
    Todo(String),
}

/// One example with its verdict.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The rule's id.
    pub rule: String,
    /// The text that was read.
    pub text: String,
    /// What came of it.
    pub verdict: Verdict,
}

/// Runs the examples and counterexamples of a rule. `read` gives all facts of a text, with the slots of each as JSON.
pub fn trials(rule: &Rule, read: impl Fn(&str, Option<&str>) -> Vec<(Fact, Json)>) -> Vec<Trial> {
    let own = |example: &Example| -> Vec<(Fact, Json)> {
        let all = read(&example.text, example.date.as_deref());
        all.into_iter().filter(|(fact, _)| *fact.rule == *rule.id).collect()
    };
    let of_example = |example: &Example| {
        let own = own(example);
        let found: Vec<Json> = own.iter().map(|(_, slots)| slots.clone()).collect();
        let wanted = wanted(example);
        let other_mode = own.iter().map(|(fact, _)| fact.mode).find(|mode| example.mode.is_some_and(|m| m != *mode));
        if found != wanted {
            return Some(format!("wanted {}, found {}", list(&wanted), list(&found)));
        }
        other_mode.map(|mode| format!("it is meant as `{}`", json!(mode).as_str().unwrap_or_default()))
    };
    let of_counterexample = |example: &Example| {
        let found: Vec<Json> = own(example).into_iter().map(|(_, slots)| slots).collect();
        (!found.is_empty()).then(|| format!("wanted nothing, found {}", list(&found)))
    };
    let judge = |example: &Example, wrong: Option<String>| Trial {
        rule: rule.id.to_string(),
        text: example.text.clone(),
        verdict: match (wrong, &example.todo) {
            (Some(_), Some(why)) => Verdict::Todo(why.clone()),
            (None, Some(_)) => Verdict::Wrong("it works now: remove `todo`".to_owned()),
            (Some(wrong), None) => Verdict::Wrong(wrong),
            (None, None) => Verdict::Right,
        },
    };
    let examples = rule.examples.iter().map(|e| judge(e, of_example(e)));
    examples.chain(rule.counterexamples.iter().map(|e| judge(e, of_counterexample(e)))).collect()
}

fn wanted(example: &Example) -> Vec<Json> {
    example.facts.iter().map(|slots| serde_json::to_value(slots).unwrap_or(Json::Null)).collect()
}

/// A fact with its slots by name, so that two can be compared by eye.
fn sorted(fact: &Json) -> String {
    let slots: Option<BTreeMap<&String, &Json>> = fact.as_object().map(|slots| slots.iter().collect());
    slots.map_or_else(|| fact.to_string(), |slots| json!(slots).to_string())
}

fn list(facts: &[Json]) -> String {
    if facts.is_empty() { "nothing".to_owned() } else { facts.iter().map(sorted).collect::<Vec<_>>().join("; ") }
}
