//! `residue`: names, amounts and dates that no fact stands on, most frequent first, each with the words around it.

use std::process::Command;

const TEXT: &str = "2023年4月2日外交部发言人毛宁主持例行记者会\n\n问：有何消息？\n\n答：中方将对秘鲁试行免签。冰岛的鱼好。在冰岛，鱼有三种。挪威的森林里下雪。\n";

#[test]
fn what_no_fact_uses_is_counted_and_shown_in_its_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("a.txt"), TEXT).expect("a file");
    let run = |more: &[&str]| {
        let arguments: Vec<&str> = ["residue", "a.txt"].into_iter().chain(more.iter().copied()).collect();
        let program = env!("CARGO_BIN_EXE_diplograph");
        let output = Command::new(program).args(arguments).current_dir(folder.path()).output().expect("the program");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let table = run(&["--type", "Country"]);
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert!(rows[0].contains("冰岛") && rows[0].trim_start().starts_with('2'), "the most frequent first:\n{table}");
    assert!(rows[1].contains("【挪威】的森林里下雪"), "with the words around it:\n{table}");
    assert!(!table.contains("秘鲁"), "a fact stands on it:\n{table}");
    assert_eq!(run(&["--type", "country", "--limit", "1"]).lines().count(), 3, "in any letter case");
}
