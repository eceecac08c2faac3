//! The whole road on the sample documents: files in, a questioned graph out.

use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diplograph")).args(arguments).output().expect("the program")
}

fn built(store: &Path, more: &[&str]) {
    let samples = samples();
    let arguments =
        [&["build", samples.to_str().expect("a path"), "--store", store.to_str().expect("a path")], more].concat();
    let output = run(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn facts(store: &Path, more: &[&str]) -> Vec<Json> {
    let output = run(&[&["facts", "--store", store.to_str().expect("a path"), "--format", "jsonl"], more].concat());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|l| serde_json::from_str(l).expect("a JSON line")).collect()
}

#[test]
fn three_renderings_agree_on_the_waiver_for_six_countries() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    built(&store, &[]);
    let found = facts(&store, &["--type", "VisaWaiver", "--about", "CH"]);
    assert_eq!(found.len(), 1, "{found:?}");
    let waiver = &found[0];
    assert_eq!(waiver["slots"]["grantor"], serde_json::json!(["CN"]));
    assert_eq!(waiver["slots"]["beneficiary"].as_array().map(Vec::len), Some(6));
    assert_eq!(waiver["slots"]["start"], "2024-03-14", "the year comes from the session that another rendering names");
    assert_eq!(waiver["status"], "agreed");
    let sources: Vec<&str> =
        waiver["evidence"].as_array().expect("evidence").iter().filter_map(|e| e["source"].as_str()).collect();
    assert_eq!(sources, ["daily.md", "evening.txt", "wire.txt"]);
}

#[test]
fn what_the_renderings_dispute_keeps_both_readings() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    built(&store, &[]);
    let disputed = facts(&store, &["--status", "disputed"]);
    let text = serde_json::to_string(&disputed).expect("JSON");
    assert!(text.contains("240000000000") && text.contains("204000000000"), "{text}");
}

#[test]
fn evidence_is_the_original_text_at_its_place() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    built(&store, &[]);
    for fact in facts(&store, &[]) {
        for evidence in fact["evidence"].as_array().expect("evidence") {
            let original = std::fs::read_to_string(samples().join(evidence["source"].as_str().expect("a source")))
                .expect("a sample");
            let at = |key: &str| evidence[key].as_u64().expect("an offset") as usize;
            let quote: String = original.chars().skip(at("start")).take(at("end") - at("start")).collect();
            assert_eq!(evidence["quote"], quote.as_str());
            assert_eq!(&original[at("start_byte")..at("end_byte")], quote);
        }
    }
}

#[test]
fn every_fact_leads_back_to_its_bytes_its_rule_and_the_build() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    built(&store, &[]);
    let output = run(&["query", "provenance", "--store", store.to_str().expect("a path"), "--format", "json"]);
    let answer: Json = serde_json::from_slice(&output.stdout).expect("SPARQL results");
    let rows = answer["results"]["bindings"].as_array().expect("solutions");
    let cell = |row: &Json, column: &str| row[column]["value"].as_str().expect("a value").to_owned();
    let column = |name: &str| rows.iter().map(|r| cell(r, name)).collect::<std::collections::BTreeSet<String>>();
    assert_eq!(column("fact").len(), facts(&store, &[]).len());
    assert_eq!(column("run").len(), 1, "one build made all");
    assert!(column("rule").len() > 10 && column("ruleVersion").iter().all(|v| v.len() == 16));
    for row in rows {
        let original = std::fs::read(samples().join(cell(row, "source"))).expect("a sample");
        let at = |name: &str| cell(row, name).parse::<usize>().expect("an offset");
        assert_eq!(&original[at("startByte")..at("endByte")], cell(row, "quote").as_bytes());
        let hash: String =
            <sha2::Sha256 as sha2::Digest>::digest(&original).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(cell(row, "sha256"), hash);
    }
}

#[test]
fn building_again_changes_no_byte_whatever_the_threads() {
    let work = tempfile::tempdir().expect("a folder");
    let (one, two) = (work.path().join("one"), work.path().join("two"));
    built(&one, &["--threads", "1"]);
    let bytes = |store: &Path| std::fs::read(store.join("graph.nq")).expect("the graph");
    let first = bytes(&one);
    built(&one, &[]);
    built(&two, &["--threads", "4"]);
    assert!(bytes(&one) == first && bytes(&two) == first);
    let text = String::from_utf8(first).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.is_sorted(), "the canonical form is sorted");
    assert!(!text.contains("_:"), "there are no blank nodes");
}

#[test]
fn every_named_query_runs_and_every_export_is_written() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    built(&store, &[]);
    let store = store.to_str().expect("a path");
    let listed = String::from_utf8(run(&["query"]).stdout).expect("UTF-8");
    let names: Vec<&str> = listed.lines().filter(|l| !l.starts_with(' ') && !l.is_empty()).collect();
    assert!(names.len() >= 15, "{names:?}");
    for name in names {
        let output = run(&["query", name, "--store", store, "--format", "csv"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for format in ["ttl", "nt", "nq", "trig", "jsonld", "rdfxml", "graphml", "gexf", "dot"] {
        let output = run(&["export", "--store", store, "--format", format]);
        assert!(
            output.status.success() && !output.stdout.is_empty(),
            "{format}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert!(run(&["validate", "--store", store]).status.success());
}
