//! Every command of the README runs: in a copy of the samples, with the built program for `diplograph`.

use std::path::Path;
use std::process::Command;

/// The lines of the README's shell blocks.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let mut inside = false;
    let mut out = Vec::new();
    for line in readme.lines() {
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
        assert!(!output.stdout.is_empty() || command.contains(" build "), "`{command}` prints nothing");
        run += 1;
    }
    assert!(run >= 12, "the README shows {run} commands");
}
