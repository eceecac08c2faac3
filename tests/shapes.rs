//! Ill-formed graphs: what a bad rule makes is not stored, and what was damaged later is found.

use diplograph::engine::Engine;
use diplograph::rule::Example;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

/// A rule that makes a hosting without an event.
const BAD_RULE: &str = r#"
[[rule]]
id = "own.half-a-hosting"
fact = "Hosting"
why = "只有主办方，没有活动。"
pattern = '''{host:Country}承办了某项活动'''
[[rule.example]]
text = "挪威承办了某项活动。"
facts = [{ host = ["NO"] }]
[[rule.counterexample]]
text = "挪威参加了某项活动。"
"#;

fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diplograph")).args(arguments).output().expect("the program")
}

fn path(text: &str) -> &Path {
    Path::new(text)
}

fn samples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

#[test]
fn what_violates_a_shape_is_left_out_and_its_rule_is_named() {
    let work = tempfile::tempdir().expect("a folder");
    let (own, store, text) = (work.path().join("own"), work.path().join("kg"), work.path().join("a.txt"));
    fs::create_dir_all(own.join("rules")).expect("a folder");
    fs::write(own.join("rules/own.toml"), BAD_RULE).expect("a rule");
    fs::write(&text, "2023年4月2日，挪威承办了某项活动。我们反对单边制裁。").expect("a text");
    let output = run(&[path("build"), &text, path("--store"), &store, path("--ontology"), &own]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("own.half-a-hosting") && told.contains("dg:event"), "{told}");
    let facts = fs::read_to_string(store.join("facts.jsonl")).expect("the facts");
    assert!(facts.contains("Position") && !facts.contains("Hosting"), "{facts}");
    assert!(run(&[path("validate"), path("--store"), &store]).status.success());
}

#[test]
fn what_the_rules_are_shown_to_find_can_be_stored() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, texts) = (work.path().join("kg"), work.path().join("examples.jsonl"));
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let examples = engine.rules.iter().flat_map(|rule| rule.examples.iter().enumerate().map(move |e| (&rule.id, e)));
    let line = |(rule, (n, example)): (&Arc<str>, (usize, &Example))| {
        let date = example.date.as_deref().unwrap_or("2024-03-07");
        json!({"id": format!("{rule}.{n}"), "date": date, "text": example.text}).to_string() + "\n"
    };
    fs::write(&texts, examples.map(line).collect::<String>()).expect("the examples");
    let output = run(&[path("build"), &texts, path("--input"), path("jsonl"), path("--store"), &store]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && !told.contains("left out"), "{told}");
}

#[test]
fn a_damaged_graph_is_found_out() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    assert!(run(&[path("build"), &samples(), path("--store"), &store]).status.success());
    damage(&store, |line| {
        let is_waiver = line.contains("ns#beneficiary>") && line.contains("country/CH");
        if is_waiver { line.replace("ns#beneficiary>", "ns#stance>") } else { line.replace("\"=\"", "\"equals\"") }
    });
    let output = run(&[path("validate"), path("--store"), &store, path("--format"), path("jsonl")]);
    let found = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(3), "{found}");
    let closed = found.lines().find(|l| l.contains("\"Closed\"")).unwrap_or_default();
    assert!(closed.contains("ns#stance") && closed.contains("visa-waiver."), "{found}");
    assert!(found.lines().any(|l| l.contains("\"In\"") && l.contains("equals")), "{found}");
    let report =
        String::from_utf8(run(&[path("validate"), path("--store"), &store, path("--format"), path("ttl")]).stdout)
            .expect("UTF-8");
    assert!(report.contains("sh:ClosedConstraintComponent") && report.contains("sh:conforms false"), "{report}");
}

#[test]
fn a_changed_source_is_found_out() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    assert!(run(&[path("build"), &samples(), path("--store"), &store]).status.success());
    fs::write(store.join("sources/wire.txt"), "别的文字").expect("a source");
    let output = run(&[path("validate"), path("--store"), &store]);
    let found = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.code() == Some(3) && found.contains("Hash") && found.contains("source:wire.txt"), "{found}");
}

/// Changes lines of the stored graph, and its size in the manifest.
fn damage(store: &Path, change: impl Fn(&str) -> String) {
    let graph = store.join("graph.nq");
    let text: String = fs::read_to_string(&graph).expect("the graph").lines().map(|l| change(l) + "\n").collect();
    let manifest = store.join("manifest.json");
    let mut listed: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&manifest).expect("the manifest")).expect("JSON");
    listed["files"]["graph.nq"] = text.len().into();
    fs::write(&graph, text).expect("the graph");
    fs::write(&manifest, listed.to_string()).expect("the manifest");
}

#[test]
fn the_build_names_the_files_of_a_users_own_ontology_with_their_hashes() {
    let work = tempfile::tempdir().expect("a folder");
    let (own, store, text) = (work.path().join("own"), work.path().join("kg"), work.path().join("a.txt"));
    fs::create_dir_all(own.join("rules")).expect("a folder");
    fs::write(&text, "2023年4月2日，我们反对单边制裁。").expect("a text");
    let run_of = |rules: &str| {
        fs::write(own.join("rules/own.toml"), rules).expect("a rule");
        let output = run(&[path("build"), &text, path("--store"), &store, path("--ontology"), &own, path("--fresh")]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let used = "SELECT ?run ?hash { ?run prov:used ?f . ?f rdfs:label 'rules/own.toml' ; dg:sha256 ?hash }";
        let csv = [path("query"), path("-e"), path(used), path("--store"), &store, path("--format"), path("csv")];
        String::from_utf8(run(&csv).stdout).expect("UTF-8")
    };
    let (one, other) = (run_of(BAD_RULE), run_of(&BAD_RULE.replace("某项", "一项")));
    assert!(one.lines().count() == 2 && other.lines().count() == 2, "{one}{other}");
    assert_ne!(one.lines().nth(1), other.lines().nth(1), "another ontology makes another build");
}
