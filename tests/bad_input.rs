//! Wrong input on purpose: one clear message with the place and the cure, the documented exit code, and nothing lost.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Bench {
        let bench = Bench(tempfile::tempdir().expect("a temporary folder"));
        bench.write("good.txt", "2023年4月2日外交部发言人毛宁主持例行记者会\n\n问：有何消息？\n\n答：自5月1日起，中方将对挪威、秘鲁2国试行免签。\n");
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("the program")
    }
}

/// The exit code, and that every word stands in the message.
fn expect(output: &Output, code: i32, words: &[&str]) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    for word in words {
        assert!(told.contains(word), "`{word}` is not in:\n{told}");
    }
}

fn has_fact(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stdout).contains("\"VisaWaiver\"")
}

#[test]
fn a_missing_file_is_named_and_the_others_are_read() {
    let output = Bench::new().run(&["extract", "nowhere.txt", "good.txt"]);
    expect(&output, 3, &["nowhere.txt", "help:", "spelling"]);
    assert!(has_fact(&output));
}

#[test]
fn a_folder_without_documents_is_named() {
    let bench = Bench::new();
    bench.write("empty/readme.png", "x");
    expect(&bench.run(&["extract", "empty"]), 3, &["empty", "help:"]);
}

#[test]
fn binary_and_empty_files_are_refused_and_the_others_read() {
    let bench = Bench::new();
    bench.write("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
    bench.write("empty.txt", "");
    bench.write("paper.pdf", "%PDF-1.4 ...");
    let output = bench.run(&["extract", "picture.txt", "empty.txt", "paper.pdf", "good.txt"]);
    expect(&output, 3, &["picture.txt", "binary", "empty.txt", "is empty", "paper.pdf", "pdftotext"]);
    assert!(has_fact(&output));
}

#[test]
fn broken_utf8_is_read_with_a_diagnostic_that_says_where() {
    let bench = Bench::new();
    let mut text = std::fs::read(bench.path("good.txt")).expect("the good document");
    text.splice(3..3, [0xff]);
    bench.write("broken.txt", text);
    let output = bench.run(&["extract", "broken.txt"]);
    expect(&output, 0, &["broken.txt", "byte 3"]);
    assert!(has_fact(&output));
}

#[test]
fn an_impossible_date_is_told_and_the_documents_are_read_without_it() {
    for date in ["2023-19-45", "2024-02-31", "2023-02-29"] {
        let output = Bench::new().run(&["extract", "good.txt", "--date", date]);
        expect(&output, 2, &[date, "2024-03-07"]);
        assert!(has_fact(&output));
    }
}

#[test]
fn an_impossible_date_of_a_document_is_told_and_it_is_read_undated() {
    let bench = Bench::new();
    let text = "今年，自5月1日起，中方将对挪威、秘鲁2国试行免签。";
    bench.write("front.txt", format!("---\ndate: 2024-02-31\n---\n{text}\n"));
    let record = |date: &str| format!("{{\"id\": \"a\", \"text\": \"{text}\", \"date\": {date}}}\n");
    bench.write("press.jsonl", record("\"2024-02-31\"") + &record("\"soon\"") + &record("20") + &record("null"));
    let output = bench.run(&["extract", "front.txt"]);
    expect(&output, 0, &["front.txt", "date: 2024-02-31", "no date of the calendar"]);
    assert!(has_fact(&output) && !String::from_utf8_lossy(&output.stdout).contains("2024"));
    let output = bench.run(&["extract", "--input", "jsonl", "press.jsonl"]);
    expect(&output, 0, &["2024-02-31", "\"soon\"", "\"20\"", "passed over"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).matches("\"VisaWaiver\"").count(), 4);
}

#[test]
fn files_of_other_kinds_are_refused_with_what_makes_text_of_them() {
    let bench = Bench::new();
    let kinds: [(&str, &[u8], &str); 5] = [
        ("paper.pdf", b"%PDF-1.7 ...", "pdftotext"),
        ("note.docx", b"PK\x03\x04\x14\0\x06\0", "pandoc"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "antiword"),
        ("scan.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "tesseract"),
        ("press.txt.gz", b"\x1f\x8b\x08\0", "gunzip"),
    ];
    for (name, bytes, cure) in kinds {
        bench.write(name, bytes);
        let output = bench.run(&["extract", name, "good.txt"]);
        expect(&output, 3, &[name, "help:", cure]);
        assert!(has_fact(&output));
    }
}

#[test]
fn a_page_in_the_encoding_that_it_declares_is_read() {
    let bench = Bench::new();
    for (n, meta) in
        ["<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">", "<META charset='GB2312'>"]
            .iter()
            .enumerate()
    {
        let page =
            format!("<html><head>{meta}</head><body><p>自5月1日起，中方将对挪威、秘鲁2国试行免签。</p></body></html>");
        let name = format!("{n}.html");
        bench.write(&name, encoding_rs::GBK.encode(&page).0);
        let output = bench.run(&["extract", &name]);
        expect(&output, 0, &[]);
        assert!(has_fact(&output), "{meta}");
    }
}

#[test]
fn an_unknown_query_lists_the_known_ones() {
    let bench = Bench::new();
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    expect(&bench.run(&["query", "visa-waver", "--store", "kg"]), 2, &["visa-waver", "visa-waivers"]);
    expect(
        &bench.run(&["query", "visa-waivers", "--param", "colour=red", "--store", "kg"]),
        2,
        &["colour", "beneficiary"],
    );
}

#[test]
fn bad_sparql_is_pointed_at_and_updates_are_refused() {
    let bench = Bench::new();
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    expect(&bench.run(&["query", "-e", "SELECT ?x WHERE { ?x a dg:Fact ", "--store", "kg"]), 2, &["1 | SELECT", " ^"]);
    expect(&bench.run(&["query", "-e", "DELETE WHERE { ?s ?p ?o }", "--store", "kg"]), 2, &["help:"]);
}

#[test]
fn a_broken_rule_names_file_line_and_cure() {
    let bench = Bench::new();
    bench.write("own/rules/x.toml", "[[rule]]\nid = \"x\"\nfact = \"VisaWaver\"\nwhy = \"w\"\npattern = 'a'\n");
    expect(&bench.run(&["extract", "good.txt", "--ontology", "own"]), 3, &["x.toml:3:", "VisaWaver", "VisaWaiver"]);
    bench.write(
        "own/rules/x.toml",
        "[[rule]]\nid = \"x\"\nfact = \"VisaWaiver\"\nwhy = \"w\"\npattern = '''{grantor:Land}免签'''\n",
    );
    expect(&bench.run(&["extract", "good.txt", "--ontology", "own"]), 3, &["x.toml:5:", "Land", "Country"]);
}

#[test]
fn a_broken_gazetteer_names_file_and_line() {
    let bench = Bench::new();
    bench.write(
        "own/gazetteer/x.ttl",
        "@prefix dg: <https://w3id.org/diplograph/ns#> .\n\ndg:x a dg:Country\n  dg:y .\n",
    );
    expect(&bench.run(&["extract", "good.txt", "--ontology", "own"]), 3, &["x.ttl:4", "help:"]);
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_as_it_is() {
    let bench = Bench::new();
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    let manifest = bench.path("kg/manifest.json");
    let newer =
        std::fs::read_to_string(&manifest).expect("the manifest").replacen("\"format\": ", "\"format\": 999", 1);
    assert!(newer.contains("999"), "the manifest holds its format's number: {newer}");
    std::fs::write(&manifest, &newer).expect("a write");
    expect(&bench.run(&["facts", "--store", "kg"]), 3, &["999", "help:"]);
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 3, &["999"]);
    assert_eq!(std::fs::read_to_string(&manifest).expect("the manifest"), newer);
    // What the message tells to do is no more than can be done.
    expect(&bench.run(&["build", "good.txt", "--store", "kg", "--fresh"]), 3, &["name another folder"]);
    expect(&bench.run(&["build", "good.txt", "--store", "other"]), 0, &[]);
}

#[test]
fn a_store_that_is_missing_or_damaged_is_told() {
    let bench = Bench::new();
    expect(&bench.run(&["facts", "--store", "nowhere"]), 3, &["nowhere", "help:"]);
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    std::fs::write(bench.path("kg/graph.nq"), "<a> <b> .\n").expect("a write");
    expect(&bench.run(&["query", "visa-waivers", "--store", "kg"]), 3, &["graph.nq"]);
}

#[test]
fn a_damaged_line_that_a_build_meets_names_its_file_and_the_cure() {
    let bench = Bench::new();
    let long = "我们愿同各国一道办好明年春天的林业博览会，让北方的苗圃同南方的工坊早些见面。".repeat(3);
    bench.write("a.txt", &long);
    bench.write("b.txt", &long);
    expect(&bench.run(&["build", "a.txt", "--store", "kg"]), 0, &[]);
    let prints = bench.path("kg/prints.jsonl");
    let damaged = std::fs::read_to_string(&prints).expect("the shingles").replace("\"00000\"]", "\"zero!\"]");
    std::fs::write(&prints, damaged).expect("a write");
    expect(&bench.run(&["build", "b.txt", "--store", "kg"]), 3, &["prints.jsonl", "a.txt", "zero!", "--fresh"]);
    expect(&bench.run(&["build", "a.txt", "b.txt", "--store", "kg", "--fresh"]), 0, &[]);
}

#[test]
fn where_nothing_can_be_written_the_message_says_so() {
    let bench = Bench::new();
    bench.write("file", "x");
    expect(&bench.run(&["build", "good.txt", "--store", "file/kg"]), 3, &["file/kg", "help:"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_store_whole() {
    let bench = Bench::new();
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    let before = std::fs::read(bench.path("kg/graph.nq")).expect("the graph");
    // A limit on the size of files stands for a full disk: the write fails in the middle.
    let program = env!("CARGO_BIN_EXE_diplograph");
    bench.write("more.txt", "2023年4月3日\n\n中方愿同挪威加强合作。\n");
    let command = format!("ulimit -f 8; trap '' XFSZ; {program} build more.txt --store kg");
    let output = Command::new("sh").arg("-c").arg(command).current_dir(bench.0.path()).output().expect("a shell");
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read(bench.path("kg/graph.nq")).expect("the graph"), before);
    expect(&bench.run(&["facts", "--store", "kg"]), 0, &[]);
    assert_eq!(leftovers(bench.0.path()), 0, "nothing half-written stays behind");
}

fn leftovers(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("the folder");
    entries.filter(|e| e.as_ref().is_ok_and(|e| e.file_name().to_string_lossy().contains(".kg"))).count()
}

#[test]
fn a_long_line_without_an_end_is_read_in_linear_time() {
    let bench = Bench::new();
    bench.write("long.txt", "中方愿同各国一道加强合作".repeat(40_000));
    let output = bench.run(&["extract", "long.txt", "--layer", "fact"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.matches("is cut in line 1").count() == 1 && told.contains("see that sentences end in 。"), "{told}");
}

#[test]
fn quotations_within_each_other_are_read_in_linear_time() {
    let bench = Bench::new();
    bench.write("deep.txt", "“".repeat(300_000) + "中方反对制裁" + &"”".repeat(300_000));
    bench.write("mixed.txt", "“".repeat(200_000) + &"’".repeat(200_000));
    let began = std::time::Instant::now();
    let output = bench.run(&["extract", "deep.txt", "mixed.txt", "--layer", "mention"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(began.elapsed().as_secs() < 15, "it takes {:?}", began.elapsed());
}

#[test]
fn a_document_that_is_too_large_is_refused_before_it_is_read() {
    let bench = Bench::new();
    let large = std::fs::File::create(bench.path("archive.txt")).expect("a file");
    large.set_len(200 << 20).expect("a sparse file");
    let output = bench.run(&["extract", "archive.txt", "good.txt"]);
    expect(&output, 3, &["archive.txt", "200 MiB", "128 MiB", "help:", "JSON Lines"]);
    assert!(has_fact(&output));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let bench = Bench::new();
    let command = format!("{} extract good.txt good.txt good.txt | head -n 1", env!("CARGO_BIN_EXE_diplograph"));
    let output = Command::new("sh").arg("-c").arg(command).current_dir(bench.0.path()).output().expect("a shell");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A rule of a position, with one thing wrong in it; `{}` stands for the rest of the rule.
fn rule_file(pattern: &str, rest: &str) -> String {
    format!("[[rule]]\nid = \"my.protest\"\nfact = \"Position\"\nwhy = \"w\"\npattern = '''{pattern}'''\n{rest}\n")
}

const EXAMPLES: &str = "[[rule.example]]\ntext = \"挪方抗议此事。\"\nfacts = [{ holder = [\"NO\"], stance = \"oppose\", object = \"此事\" }]\n[[rule.counterexample]]\ntext = \"没有。\"";

#[test]
fn mistakes_in_a_rule_are_placed_and_the_nearest_name_is_guessed() {
    let good = "{holder:Agent}抗议{object:Words}";
    let rest = |more: &str| format!("set = {{ stance = \"oppose\" }}\n{more}\n{EXAMPLES}");
    let cases: Vec<(String, &[&str])> = vec![
        (rule_file("{holder:Agnet}抗议{object:Words}", &rest("")), &["5:14", "`Agnet` is no class", "`Agent`"]),
        (rule_file("{holdr:Agent}抗议{object:Words}", &rest("")), &["5:14", "`holdr` is no slot", "`holder`"]),
        (
            rule_file("{holder:Agent}{forc}抗议{object:Words}", &rest("")),
            &["5:28", "`{forc}` is no macro", "`{force}`"],
        ),
        (rule_file("{holder:Agent}(抗议{object:Words}", &rest("")), &["5:28", "`(` is not closed", "`)`"]),
        (rule_file("{holder:Agent}抗议)?{object:Words}", &rest("")), &["5:30", "`)` closes nothing"]),
        (rule_file("{holder:Agent}[抗议{object:Words}", &rest("")), &["5:28", "`[` is not closed"]),
        (rule_file("{holder:Agent}抗议{object:Words", &rest("")), &["5:30", "`{` is not closed"]),
        (rule_file("{holder:Agent}抗议}{object:Words}", &rest("")), &["5:30", "`}` closes nothing"]),
        (rule_file("{holder:Agent}抗议{object:Text}", &rest("")), &["5:30", "one character only", "{object:Words}"]),
        (rule_file("{holder:Agent}抗議{object:Words}", &rest("")), &["5:29", "`議`", "write `议`"]),
        (rule_file("(?:抗议)?{object:Words}", &rest("")), &["5:1", "no word and no name"]),
        (rule_file("(?:抗议)*", &rest("")), &["5:14", "where nothing stands"]),
        (rule_file("", &rest("")), &["5:14", "where nothing stands"]),
        (rule_file("{holder:Agent}抗议(?=甲)", &rest("")), &["look ahead", "unless"]),
        (rule_file(good, "set = { stance = \"oppose\" }"), &["2:6", "lacks an example", "[[rule.example]]"]),
        (rule_file(good, &rest("each = \"objct\"")), &["7:9", "no hole `objct`", "`object`"]),
        (rule_file(good, &rest("chain = \"objct\"")), &["no hole `objct`", "`object`"]),
        (rule_file(good, &rest("except = { objct = [\"甲\"] }")), &["no hole `objct`", "`object`"]),
        (rule_file(good, &rest("default = { holder = \"@first(holdr)\" }")), &["no hole `holdr`", "`holder`"]),
        (rule_file(good, &rest("default = { holder = \"@spekaer\" }")), &["`@spekaer`", "`@speaker`"]),
        (rule_file(good, &rest("requires = [\"objct\"]")), &["7:14", "`objct` is no slot", "`object`"]),
        (rule_file(good, &rest("roles = [\"anwser\"]")), &["7:11", "`anwser`", "`answer`"]),
        (rule_file(good, &rest("mode = \"futur\"")), &["7:8", "`futur`", "`future`"]),
        (rule_file(good, &rest("patern = \"x\"")), &["7:1", "`patern` is no key", "`pattern`"]),
        (rule_file(good, &rest("unless = [\"對\"]")), &["7:12", "`對`", "write `对`"]),
        (rule_file(good, &format!("set = {{ stance = \"opose\" }}\n{EXAMPLES}")), &["6:9", "`opose`", "`oppose`"]),
        (rule_file(good, &format!("set = {{ stanc = \"oppose\" }}\n{EXAMPLES}")), &["6:9", "`stanc`", "`stance`"]),
        (rule_file(good, &rest("").replace("holder =", "holdr =")), &["`holdr` is no slot", "in an example"]),
        (rule_file(good, &rest("").replace("facts", "# facts")), &["lists no facts", "counterexample"]),
        (rule_file(good, &rest("")).replace("why = \"w\"\n", ""), &["2:6", "lacks `why`"]),
        (rule_file(good, &rest("")).replace("Position", "Positon"), &["3:8", "`Positon`", "`Position`"]),
        (rule_file(good, &rest("")).repeat(2), &["two rules `my.protest`", "2:6"]),
        (
            "[[rule]]\nid = \"visa-waiver.mutal\"\noff = true\n".to_owned(),
            &["2:6", "switch off", "`visa-waiver.mutual`"],
        ),
        (rule_file(good, &rest("")).replace("\"my.protest\"", "my.protest"), &["2:", "quoted"]),
        (rule_file(good, &rest("")).replace("my.protest", ""), &["2:6", "cannot be the id", "`visa-waiver.trial`"]),
        (rule_file(good, &rest("")).replace("my.protest", "My Rule!"), &["2:6", "`My Rule!` cannot be the id"]),
        (rule_file(good, &rest("")).replace("my.protest", "my..protest"), &["2:6", "cannot be the id"]),
        (rule_file(good, &rest("")).replace("[[rule]]", "[rule]"), &["1:1", "two brackets", "`[[rule]]`"]),
        (rule_file(good, &rest("unless = \"如果\"")), &["7:10", "a list stands here"]),
        (rule_file(good, &rest("")).replace("'''", "\"").replace("抗议", "\\d抗议"), &["5:", "'''"]),
        (rule_file(good, &rest("trigger = [\"{Quantty}\"]")), &["7:1", "`Quantty`", "{Quantity}"]),
    ];
    let bench = Bench::new();
    for (file, words) in cases {
        bench.write("own/rules/my.toml", &file);
        let output = bench.run(&["rules", "test", "own"]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        for word in words.iter().chain(&["my.toml:", "help:"]) {
            assert!(told.contains(word), "`{word}` is not in:\n{told}\nsaid of:\n{file}");
        }
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.lines().count() <= 4, "it is short:\n{told}");
    }
}

#[test]
fn a_rule_file_outside_the_folder_of_rules_is_told_where_it_belongs() {
    let bench = Bench::new();
    bench.write("own/my.toml", rule_file("{holder:Agent}抗议{object:Words}", EXAMPLES));
    expect(&bench.run(&["rules", "test", "own"]), 3, &["own/my.toml", "rules/"]);
    bench.write("loose/my/more.toml", "");
    expect(&bench.run(&["rules", "list", "--ontology", "loose"]), 3, &["loose", "rules/*.toml"]);
}

#[test]
fn rules_that_repeat_and_branch_without_end_are_run_in_time_or_refused() {
    let bench = Bench::new();
    let many: Vec<String> = (0..10_000).map(|n| format!("词{n}")).collect();
    let rest = |class: &str| {
        format!("set = {{ stance = \"oppose\" }}\ndefault = {{ holder = \"@speaker\" }}\n{EXAMPLES}{class}")
    };
    let text = format!("挪方{}抗议{}。", "甲".repeat(1500), "甲乙".repeat(1500)).repeat(20);
    bench.write("long.txt", text);
    let begin = std::time::Instant::now();
    for pattern in [
        "{holder:Agent}(?:甲*)*抗议(?:甲|甲|乙)*{object:Words}".to_owned(),
        "(?:(?:甲+)+)+抗议{object:Words}".to_owned(),
        "抗议(?:.*){object:Words}.*.*.*丙".to_owned(),
        format!("(?:{})抗议{{object:Words}}", many.join("|")),
        format!("抗议{{object:Words}}(?:{})", many.join("|")),
    ] {
        bench.write("own/rules/my.toml", rule_file(&pattern, &rest("")));
        let output = bench.run(&["extract", "long.txt", "--ontology", "own", "--layer", "fact"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(begin.elapsed().as_secs() < 120, "it takes {:?}", begin.elapsed());
    bench.write("own/rules/my.toml", rule_file("抗议(?:[^丁]{900}){90}{object:Words}", &rest("")));
    expect(
        &bench.run(&["extract", "long.txt", "--ontology", "own"]),
        3,
        &["my.toml:2:6", "too large", "fewer repetitions"],
    );
}

#[test]
fn a_manifest_that_is_no_text_is_damage_that_a_fresh_build_mends() {
    let bench = Bench::new();
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    std::fs::write(bench.path("kg/manifest.json"), b"{\xff}").expect("a write");
    expect(&bench.run(&["facts", "--store", "kg"]), 3, &["manifest.json", "damaged", "--fresh"]);
    expect(&bench.run(&["build", "good.txt", "--store", "kg", "--fresh"]), 0, &[]);
    expect(&bench.run(&["facts", "--store", "kg"]), 0, &[]);
}

#[test]
fn of_a_damaged_store_no_number_and_no_file_is_given() {
    let bench = Bench::new();
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    bench.write("facts.csv", "as it was");
    let facts = bench.path("kg/facts.jsonl");
    let mut damaged = std::fs::read(&facts).expect("the facts");
    let middle = damaged.len() / 2;
    damaged[middle..middle + 2].copy_from_slice(b"\xff\xfe");
    std::fs::write(&facts, damaged).expect("a write");
    for arguments in [&["--count"][..], &[], &["--format", "csv", "-o", "facts.csv"]] {
        let output = bench.run(&[&["facts", "--store", "kg"], arguments].concat());
        expect(&output, 3, &["facts.jsonl", "damaged"]);
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(std::fs::read_to_string(bench.path("facts.csv")).expect("the file"), "as it was");
    assert_eq!(std::fs::read_dir(bench.0.path()).expect("the folder").count(), 3, "nothing is left beside it");
}

#[test]
fn the_demo_leaves_a_store_of_other_documents_alone() {
    let bench = Bench::new();
    expect(&bench.run(&["build", "good.txt", "--store", "kg"]), 0, &[]);
    let graph = || std::fs::read(bench.path("kg/graph.nq")).expect("the graph");
    let before = graph();
    expect(&bench.run(&["demo"]), 3, &["kg", "`good.txt`", "--store"]);
    assert_eq!(graph(), before);
    std::fs::write(bench.path("kg/manifest.json"), "{").expect("a write");
    expect(&bench.run(&["demo"]), 3, &["damaged", "--store"]);
    assert_eq!(graph(), before);
    for _ in 0..2 {
        expect(&bench.run(&["demo", "--store", "samples"]), 0, &[]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
    let ended =
        Command::new(env!("CARGO_BIN_EXE_diplograph")).arg("--help").stdout(full).output().expect("the program");
    expect(&ended, 3, &["standard output", "help:"]);
}
