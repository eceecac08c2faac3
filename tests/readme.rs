//! Every command of the README runs: in a copy of the samples, with the built program for `diplograph`.

mod common;

use std::path::Path;
use std::process::Command;

/// The lines of the README's shell blocks.
fn commands() -> Vec<String> {
    let mut inside = false;
    let mut out = Vec::new();
    for line in common::readme().lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if inside && !line.trim().is_empty() => out.push(line.to_owned()),
            _ => {}
        }
    }
    out
}

#[test]
fn every_command_of_the_readme_runs() {
    let work = tempfile::tempdir().expect("a temporary folder");
    let samples = work.path().join("tests/corpus");
    std::fs::create_dir_all(&samples).expect("a folder");
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")).expect("the samples") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, samples.join(path.file_name().expect("a name"))).expect("a copy");
    }
    for (path, text) in common::readme_files() {
        let path = work.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let program = env!("CARGO_BIN_EXE_diplograph");
    let mut run = 0;
    for command in commands() {
        // This test is one of those that `cargo test` runs, and `cargo run` is the program behind its options.
        let command = command.replace("cargo run --release --", "diplograph");
        if command.starts_with("cargo ") {
            continue;
        }
        let command = command.replace("diplograph ", &format!("{program} "));
        let output = Command::new("sh").arg("-c").arg(&command).current_dir(work.path()).output().expect("a shell");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}` ends with {}:\n{told}", output.status);
        assert!(
            !output.stdout.is_empty() || command.contains(" build ") || command.contains(" test"),
            "`{command}` prints nothing"
        );
        run += 1;
    }
    assert!(run >= 12, "the README shows {run} commands");
}

#[test]
fn the_new_kind_of_fact_of_the_readme_is_found_asked_for_and_well_formed() {
    let work = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in common::readme_files() {
        let path = work.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args(arguments)
            .current_dir(work.path())
            .output()
            .expect("the program");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}:\n{told}");
        (String::from_utf8(output.stdout).expect("text"), told)
    };
    run(&["build", "own-press", "--store", "kg", "--ontology", "own"]);
    let (rows, _) = run(&["query", "evacuations", "--store", "kg", "--ontology", "own", "--format", "csv"]);
    assert_eq!(rows.lines().count(), 3, "a header, China and Norway:\n{rows}");
    assert!(rows.contains("country/CN") && rows.contains("country/NO") && rows.contains(">1300 人"), "{rows}");
    let edge = "ASK { country:NO dg:evacuatedFrom country:SD }";
    assert_eq!(run(&["query", "-e", edge, "--store", "kg"]).0.trim(), "true");
    for known in [
        &["export", "--format", "dot", "--store", "kg"][..],
        &["graph", "neighbours", "苏丹", "--store", "kg"],
        &["export", "--format", "csv", "--store", "kg", "--ontology", "own"],
    ] {
        let (text, _) = run(known);
        // Without a label a relation goes by its name.
        assert!(text.matches("evacuatedFrom").count() >= 2 && !text.contains("evacuatedFrom,country/SD,,"), "{text}");
    }
    let (found, _) = run(&["facts", "--type", "Evacuation", "--store", "kg", "--count"]);
    assert_eq!(found.trim(), "2", "the store knows the class");
    assert!(run(&["facts", "--schema", "--store", "kg"]).0.contains("\"Evacuation\""), "and so does its schema");
    let (_, told) = run(&["validate", "--store", "kg", "--ontology", "own"]);
    assert!(told.contains("0 violations"), "{told}");
}
