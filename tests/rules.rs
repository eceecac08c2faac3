//! Every rule's examples and counterexamples run.

use diplograph::engine::Engine;
use diplograph::rule::Verdict;

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
