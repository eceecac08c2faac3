//! Every rule's examples and counterexamples run.

use diplograph::document::Document;
use diplograph::engine::Engine;
use diplograph::fact::Verdict;
use diplograph::source::Source;
use rayon::prelude::*;

#[test]
fn every_example_beside_a_rule_holds() {
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let trials: Vec<_> = engine.rules.iter().flat_map(|r| engine.trials(r)).collect();
    let wrong: Vec<String> = trials
        .iter()
        .filter_map(|t| match &t.verdict {
            Verdict::Wrong(why) => Some(format!("{}: {}\n    {why}", t.rule, t.text)),
            _ => None,
        })
        .collect();
    assert!(trials.len() > 2 * engine.rules.iter().count() - 1, "each rule has an example and a counterexample");
    assert!(wrong.is_empty(), "{} of {} examples are wrong:\n{}", wrong.len(), trials.len(), wrong.join("\n"));
}

#[test]
fn rules_that_give_way_and_those_they_give_way_to_are_there() {
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let known = |name: &str| engine.rules.get(name).is_some() || engine.vocabulary.fact(name).is_some();
    let yields = &engine.rules.language().yields;
    let unknown: Vec<&String> =
        yields.iter().flat_map(|(n, others)| others.iter().chain([n])).filter(|n| !known(n)).collect();
    assert!(unknown.is_empty(), "[yields] of language.toml names {unknown:?}");
}

#[test]
fn of_every_counterexample_it_can_be_told_why_the_rule_leaves_it() {
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let rules: Vec<_> = engine.rules.iter().collect();
    let silent: Vec<String> = rules
        .par_iter()
        .flat_map_iter(|rule| rule.counterexamples.iter().filter(|e| e.todo.is_none()).map(move |e| (rule, e)))
        .filter(|(rule, example)| {
            let document = Document::new(Source::from_text("example", &example.text), example.date.as_deref());
            let misses = engine.near_misses(&document, Some(&rule.id));
            misses.is_empty() || misses.iter().any(|m| m.what.is_empty())
        })
        .map(|(rule, example)| format!("{}: {}", rule.id, example.text))
        .collect();
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}
