//! `eval`: what is found in texts, measured against what people marked in them.

use std::path::Path;
use std::process::{Command, Output};

const TEXT: &str = "2023年4月2日外交部发言人毛宁主持例行记者会\n\n答：中方将对秘鲁试行免签。挪威的森林里下雪。\n";

/// A folder with a text and what is marked in it.
fn marked(lines: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("a.txt"), TEXT).expect("a text");
    for (file, text) in lines {
        let path = folder.path().join("gold").join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn diplograph(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diplograph")).args(arguments).current_dir(folder).output().expect("the program")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

#[test]
fn what_extract_prints_is_right_by_itself() {
    let folder = marked(&[]);
    for layer in ["mention", "fact"] {
        let lines = diplograph(folder.path(), &["extract", "a.txt", "--layer", layer]).stdout;
        let gold = folder.path().join(format!("gold/{layer}s"));
        std::fs::create_dir_all(&gold).expect("a folder");
        std::fs::write(gold.join("a.txt.jsonl"), lines).expect("a file");
    }
    let output = diplograph(folder.path(), &["eval", "gold", "a.txt", "--format", "jsonl", "--misses", "9"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let rows: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(rows.iter().all(|row| row.get("error").is_none()), "{rows:?}");
    for (layer, scores) in [("mention", ["span", "strict"]), ("fact", ["found", "slots"])] {
        let all = rows.iter().find(|row| row["layer"] == layer && row["type"] == "all").expect("a row for all");
        assert!(all["gold"].as_u64() > Some(0));
        assert!(scores.iter().all(|score| all[score]["f1"] == 1.0), "{all}");
    }
}

#[test]
fn what_is_missed_spurious_or_read_otherwise_is_shown() {
    let gold = r#"{"start":32,"end":34,"type":"Country","id":"CL"}
{"start":46,"end":47,"type":"Country","id":"IS"}
"#;
    let folder = marked(&[("mentions/a.txt.jsonl", gold)]);
    let output = diplograph(folder.path(), &["eval", "gold", "a.txt", "--type", "country", "--misses", "9"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    let country = table.lines().find(|line| line.trim_start().starts_with("Country")).expect("a row");
    let cells: Vec<&str> = country.split_whitespace().collect();
    assert_eq!(cells, ["Country", "2", "3", "0.333", "0.500", "0.400", "0.000", "0.000", "0.000"], "{table}");
    let errors: Vec<&str> = table.lines().filter(|l| l.contains("a.txt")).collect();
    let begins = |word: &str| errors.iter().filter(|l| l.trim_start().starts_with(word)).count();
    assert_eq!([begins("differs"), begins("missed"), begins("spurious")], [1, 1, 2], "{table}");
}

#[test]
fn lines_that_mark_nothing_are_told_with_their_place() {
    let folder = marked(&[("facts/a.txt.jsonl", "{\"start\":5,\"end\":2,\"type\":\"Office\",\"slots\":{}}\n")]);
    let output = diplograph(folder.path(), &["eval", "gold", "a.txt"]);
    assert_eq!(output.status.code(), Some(3));
    let told = text(&output.stderr);
    assert!(told.contains("gold/facts/a.txt.jsonl:1: it ends at 2, which is not behind its start, 5"), "{told}");
}

#[test]
fn texts_and_marks_without_each_other_are_told() {
    let folder = marked(&[("facts/b.txt.jsonl", "")]);
    let output = diplograph(folder.path(), &["eval", "gold", "a.txt"]);
    assert_eq!(output.status.code(), Some(1), "nothing is measured");
    let told = text(&output.stderr);
    assert!(told.contains("a.txt: left out: the gold standard has no file for it"), "{told}");
    assert!(told.contains("b.txt: left out: it is marked, but no text of that name is given"), "{told}");
    let none = diplograph(folder.path(), &["eval", "a.txt", "a.txt"]);
    assert_eq!(none.status.code(), Some(3));
    assert!(text(&none.stderr).contains("there is no gold standard"), "{}", text(&none.stderr));
    let wrong = diplograph(folder.path(), &["eval", "gold", "a.txt", "--type", "VisaWaver"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("did you mean VisaWaiver?"), "{}", text(&wrong.stderr));
}
