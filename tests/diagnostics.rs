//! What does not fit together in a fact is noted: in the lines, in the look-ups, in the graph, and as a warning.

use std::process::Command;

const TEXT: &str = "2023年9月5日外交部发言人毛宁主持例行记者会\n\n问：有何消息？\n\n答：中方对瑞典、挪威、丹麦4国试行免签。清洁能源占全国发电量的130%。\n";

fn run(folder: &std::path::Path, arguments: &[&str]) -> (String, String) {
    let program = env!("CARGO_BIN_EXE_diplograph");
    let output = Command::new(program).args(arguments).current_dir(folder).output().expect("the program");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_list_against_its_count_and_a_share_above_the_whole_are_noted_everywhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    std::fs::write(folder.join("a.txt"), TEXT).expect("a file");
    let (miscounted, share) = ("the list names 3, the text counts 4", "a share of 130 % is more than the whole");
    let (lines, _) = run(folder, &["extract", "--layer", "fact", "a.txt"]);
    run(folder, &["build", "a.txt", "--store", "kg"]);
    let (facts, _) = run(folder, &["facts", "--store", "kg"]);
    let (graph, _) = run(folder, &["export", "--store", "kg", "--format", "nt"]);
    let (warnings, told) = run(folder, &["validate", "--store", "kg", "--format", "jsonl"]);
    for note in [miscounted, share] {
        assert!(lines.contains(note), "{lines}");
        assert!(facts.contains(note), "{facts}");
        assert!(graph.contains(note), "{graph}");
        assert!(warnings.contains(note), "{warnings}");
    }
    assert!(told.contains("0 violations, 2 warnings"), "{told}");
}

#[test]
fn a_list_that_its_count_bears_out_and_an_open_one_are_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "中方对瑞典、挪威、丹麦3国试行免签。\n\n中方对秘鲁、智利等4国试行免签。\n\n贸易额增长130%。\n";
    std::fs::write(folder.path().join("a.txt"), text).expect("a file");
    let (lines, _) = run(folder.path(), &["extract", "--layer", "fact", "a.txt"]);
    assert_eq!(lines.matches("VisaWaiver").count(), 2, "{lines}");
    assert!(!lines.contains("diagnostics"), "{lines}");
}

#[test]
fn an_office_outside_its_dates_in_the_gazetteer_is_noted_and_a_former_one_is_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "2010年5月7日\n\n外交部长王毅会见来宾。前外交部长唐家璇出席。\n";
    std::fs::write(folder.path().join("a.txt"), text).expect("a file");
    let (lines, _) = run(folder.path(), &["extract", "--layer", "fact", "a.txt"]);
    let offices: Vec<&str> = lines.lines().filter(|l| l.contains("\"Office\"")).collect();
    assert_eq!(offices.len(), 2, "{lines}");
    assert!(offices[0].contains("王毅 is 外交部长 from 2013-03-16"), "{lines}");
    assert!(offices[0].contains("the text is of 2010-05-07"), "{lines}");
    assert!(!offices[1].contains("diagnostics"), "{lines}");
}
