//! Every rule's examples and counterexamples run.

use diplograph::document::Document;
use diplograph::engine::Engine;
use diplograph::fact::Verdict;
use diplograph::source::Source;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

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

/// Names and texts of the TOML files in a folder of the ontology, and in the folders in it.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let toml = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let read = toml.map(|path| (path.clone(), std::fs::read_to_string(path).expect("a text"))).collect();
    folders.iter().fold(read, |all, folder| [all, self::files(folder)].concat())
}

#[test]
fn every_file_of_the_language_says_what_it_declares_and_every_piece_of_it_is_called() {
    let ontology = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology");
    let (language, rules) = (files(&ontology.join("language")), files(&ontology.join("rules")));
    for (path, text) in &language {
        assert!(text.starts_with("# "), "{} does not open with what it declares", path.display());
        assert!(text.lines().count() < 400, "{} is too long to be read", path.display());
    }
    let all: String = language.iter().chain(&rules).map(|(_, text)| text.as_str()).collect();
    let tables = language.iter().map(|(_, text)| text.parse::<toml::Table>().expect("TOML"));
    let names = |section: &str| -> Vec<String> {
        let of_file = |table: toml::Table| table.get(section).and_then(|s| s.as_table()).cloned().unwrap_or_default();
        tables.clone().flat_map(of_file).map(|(name, _)| name).collect()
    };
    let is_called =
        |name: &str, before: &str| ["}", "+}"].iter().any(|end| all.contains(&format!("{before}{name}{end}")));
    let idle: Vec<String> = [(names("macro"), "{"), (names("group"), ":")]
        .into_iter()
        .flat_map(|(names, before)| names.into_iter().filter(move |name| !is_called(name, before)).collect::<Vec<_>>())
        .collect();
    assert!(idle.is_empty(), "nothing calls {idle:?}");
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
