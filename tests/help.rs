//! Every example that a help text shows runs, on the samples, with the built program for `diplograph`.

mod common;

use std::path::Path;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_diplograph");

/// The files that the examples name, beside the folder `press` of samples.
const FILES: [(&str, &str); 4] = [
    ("a.txt", "2023年4月2日外交部发言人毛宁主持例行记者会\n\n问：有何消息？\n\n答：中方将扩大进口。\n"),
    ("b.txt", "2023年4月3日外交部发言人毛宁主持例行记者会\n\n问：有何消息？\n\n答：中方愿同挪方加强合作。\n"),
    ("press.jsonl", "{\"id\": \"1\", \"text\": \"中方将扩大进口。\", \"date\": \"2023-04-02\"}\n"),
    (
        "own/gazetteer/own.ttl",
        "@prefix dg: <https://w3id.org/diplograph/ns#> .\n@prefix org: <https://w3id.org/diplograph/id/org/> .\n\
         @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
         org:望海论坛秘书处 a dg:Organization ; skos:prefLabel \"望海论坛秘书处\"@zh .\n",
    ),
];

fn help(path: &[String]) -> String {
    let output = Command::new(PROGRAM).args(path).arg("--help").output().expect("the program");
    assert!(output.status.success(), "{path:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The lines under a heading, up to the next empty one.
fn section<'h>(help: &'h str, heading: &str) -> impl Iterator<Item = &'h str> {
    let heading = heading.to_owned();
    help.lines().skip_while(move |line| *line != heading).skip(1).take_while(|line| !line.is_empty())
}

/// The help of a command and of all below it.
fn all_help(path: &[String], out: &mut Vec<(String, String)>) {
    let text = help(path);
    let named = section(&text, "Commands:").filter(|line| !line.starts_with("    "));
    let below: Vec<String> = named.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    out.push((path.join(" "), text));
    for sub in below.into_iter().filter(|name| name != "help") {
        all_help(&[path, &[sub]].concat(), out);
    }
}

/// What a user types: without the remark behind it, and without a pipe to a program that is not there.
fn typed(example: &str) -> String {
    let line = example.split("   ").next().expect("a first part").to_owned();
    let is_there = |tool: &str| {
        Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().is_ok_and(|o| o.status.success())
    };
    match line.split_once(" | ") {
        Some((own, rest)) if !rest.split(' ').next().is_some_and(is_there) => own.to_owned(),
        _ => line,
    }
}

/// A folder with everything that the examples name, the store of the samples under `good`.
fn bench(folder: &Path) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let press = folder.join("press");
    std::fs::create_dir(&press).expect("a folder");
    for entry in std::fs::read_dir(samples).expect("the samples") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, press.join(path.file_name().expect("a name"))).expect("a copy");
    }
    let written = FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    for (path, text) in written.chain(common::readme_files()) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    for places in [".local/share/bash-completion/completions", ".config/fish/completions", ".zfunc"] {
        std::fs::create_dir_all(folder.join(places)).expect("a folder");
    }
    for (store, texts) in [("good", "press a.txt"), ("kg-2023", "a.txt"), ("kg-2024", "press/joint-statement.txt")] {
        shell(folder, &format!("{PROGRAM} build {texts} --store {store}"));
    }
}

fn shell(folder: &Path, line: &str) -> String {
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).current_dir(folder).env("HOME", folder).env_remove("XDG_CONFIG_HOME");
    let output = command.output().expect("a shell");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{line}` ends with {}:\n{told}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_example_of_the_help_runs() {
    let work = tempfile::tempdir().expect("a temporary folder");
    bench(work.path());
    let ids = shell(work.path(), &format!("{PROGRAM} facts --store good --type VisaWaiver --format csv"));
    let id: String = ids.lines().nth(1).expect("a fact").chars().take(8).collect();
    let mut all = Vec::new();
    all_help(&[], &mut all);
    let mut run = 0;
    for (command, text) in &all {
        let examples: Vec<String> = section(text, "Examples:").map(|line| typed(line.trim_start())).collect();
        assert!(!examples.is_empty(), "`{command}` shows no example:\n{text}");
        for example in examples {
            assert!(example.starts_with("diplograph"), "`{command}`: {example}");
            let line = example.replace("diplograph ", &format!("{PROGRAM} ")).replace(" ID ", &format!(" {id} "));
            // The demo leaves a store of other documents alone.
            let store = if command.ends_with("demo") { "true" } else { "cp -r good kg" };
            shell(work.path(), &format!("rm -rf kg && {store} && {line}"));
            run += 1;
        }
    }
    assert!(run > 60, "{run} examples");
}

#[test]
fn options_of_every_command_stand_at_the_end() {
    let mut all = Vec::new();
    all_help(&[], &mut all);
    for (command, text) in all {
        let (own, global) = text.split_once("Global options:").unwrap_or_else(|| panic!("{command}:\n{text}"));
        for option in ["--ontology", "--lang", "--color", "--quiet"] {
            assert!(!own.contains(&format!("{option} ")) && global.contains(option), "{command}: {option}\n{text}");
        }
        assert!(!global.split("Examples:").next().expect("a part").contains("--store"), "{command}:\n{text}");
    }
}
