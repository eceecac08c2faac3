//! `explain --why-not` says where a rule stops; `explain` whom a pronoun was taken for; `rules list` what rules cost.

use std::process::{Command, Output};

fn program(arguments: &[&str], folder: &std::path::Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diplograph")).args(arguments).current_dir(folder).output().expect("the program")
}

fn why_not(passage: &str, rule: &str) -> String {
    let output = program(&["explain", "--why-not", passage, "--rule", rule], &std::env::temp_dir());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_pattern_that_stops_tells_how_far_it_came_and_what_it_needs() {
    let told = why_not("中方决定将葡萄牙列入考察行程。", "visa-waiver.listed");
    assert!(told.contains("`免签`"), "no word calls it:\n{told}");
    let told = why_not("中方决定将葡萄牙改为免签国家。", "visa-waiver.listed");
    assert!(told.contains("matches  中方决定将葡萄牙"), "{told}");
    assert!(told.contains("then comes 「改为免签国家。」") && told.contains("纳入, 列入"), "{told}");
    assert!(told.contains("would match 「免签」"), "{told}");
}

#[test]
fn a_guard_a_part_of_the_page_and_a_question_are_told_as_such() {
    assert!(why_not("俄罗斯宣布暂停对土耳其公民免签。", "visa-waiver.one-sided").contains("`暂停`"));
    let told = why_not("中国和挪威都要继续落实共识。", "commitment.must");
    assert!(told.contains("the part `narration`") && told.contains("answer"), "{told}");
    assert!(why_not("中方愿同挪方加强合作吗？", "commitment.willing").contains("question"));
    assert!(why_not("灾情严重，愿提供援助。", "commitment.willing-too").contains("`actor` stays empty"));
}

#[test]
fn a_fact_that_gives_way_names_the_rule_that_takes_its_place() {
    let told = why_not("中方将扩大进口。", "commitment.will-plain");
    assert!(told.contains("gives way to that of the rule `commitment.will`"), "{told}");
    let told = why_not("中方将扩大进口。", "commitment.will");
    assert!(told.starts_with("read by commitment.will: Commitment of 「中方将扩大进口」"), "{told}");
}

#[test]
fn an_unknown_rule_is_guessed() {
    let output = program(&["explain", "--why-not", "甲", "--rule", "visa-waiver.mutal"], &std::env::temp_dir());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("did you mean `visa-waiver.mutual`"), "{told}");
}

#[test]
fn explain_shows_whom_a_pronoun_was_taken_for_and_what_was_looked_up() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "2023年4月2日外交部发言人毛宁主持例行记者会\n\n问：有何消息？\n\n答：我们将扩大进口。中方关注灾情，愿继续提供援助。\n";
    std::fs::write(folder.path().join("a.txt"), text).expect("a file");
    assert!(program(&["build", "a.txt", "--store", "kg"], folder.path()).status.success());
    let lines = program(&["facts", "--store", "kg", "--type", "Commitment", "--format", "jsonl"], folder.path()).stdout;
    let mut told = String::new();
    for line in String::from_utf8_lossy(&lines).lines() {
        let fact: serde_json::Value = serde_json::from_str(line).expect("a line");
        let output = program(&["explain", fact["id"].as_str().expect("an id"), "--store", "kg"], folder.path());
        told += &String::from_utf8_lossy(&output.stdout);
    }
    assert!(told.contains("我们 = 中国 (`我们`: the country of who speaks)"), "{told}");
    assert!(told.contains("@doer = 中国"), "{told}");
    assert!(told.contains("ontology/rules/commitments.toml:"), "{told}");
}

#[test]
fn rules_are_listed_with_what_they_find_and_how_long_it_takes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("a.txt"), "中方将扩大进口。中方愿同挪方加强合作。").expect("a file");
    let output = program(&["rules", "list", "a.txt"], folder.path());
    let table = String::from_utf8(output.stdout).expect("text");
    let row = |id: &str| -> Vec<String> {
        let line = table.lines().find(|l| l.split_whitespace().next() == Some(id)).unwrap_or_else(|| panic!("{table}"));
        line.split_whitespace().map(str::to_owned).collect()
    };
    assert_eq!(row("commitment.willing")[1..4], ["1", "1", "1"], "facts, matches, sentences");
    assert_eq!(row("visa-waiver.mutual")[1..4], ["0", "0", "0"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("1 document") && !told.contains("1 documents"), "{told}");
}
