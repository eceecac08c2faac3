//! Which files a build reads, what they are called in the store, and that no source is lost without a word.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_in("", arguments)
    }

    fn run_in(&self, folder: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args(arguments)
            .current_dir(self.path(folder))
            .env_remove("DIPLOGRAPH_STORE")
            .output()
            .expect("the program")
    }

    /// Builds into the store `kg`; what is told.
    fn build(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["build", "--store", "kg"], arguments].concat());
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(0), "{told}");
        told
    }

    /// The stored sources with their texts.
    fn sources(&self) -> BTreeMap<String, String> {
        let rows = self.run(&["query", "sources", "--store", "kg", "--format", "csv"]);
        let rows = String::from_utf8(rows.stdout).expect("UTF-8");
        let names = rows.lines().skip(1).map(|row| row.split(',').next().expect("a cell").to_owned());
        let text = |name: &str| fs::read_to_string(self.path("kg/sources").join(name.replace('/', "%2F")));
        names.map(|name| (name.clone(), text(&name).unwrap_or_default())).collect()
    }

    fn names(&self) -> Vec<String> {
        self.sources().into_keys().collect()
    }
}

fn text(country: &str) -> String {
    format!("2023年4月2日，外交部发言人主持例行记者会。\n\n中方愿同{country}加强合作。\n")
}

/// Two years of press, with one name in both.
fn years() -> Desk {
    let desk = Desk::new();
    desk.write("2023/0307.txt", text("挪威"));
    desk.write("2024/0307.txt", text("秘鲁"));
    desk
}

#[test]
fn a_file_of_another_folder_takes_no_sources_place() {
    let desk = years();
    desk.build(&["2023"]);
    let told = desk.build(&["2024"]);
    assert!(told.contains("`0307.txt`, read from ../2023/0307.txt") && told.contains("`2024/0307.txt`"), "{told}");
    assert_eq!(desk.names(), ["0307.txt", "2024/0307.txt"]);
    let paths = ["2023", "2024"].map(|year| desk.path(year).display().to_string());
    for again in [&["2023"][..], &["2024"], &["2024", "2023"], &["."], &[&paths[0]], &[&paths[1], "2023/0307.txt"]] {
        assert!(desk.build(again).contains("(unchanged)"), "{again:?}");
    }
    let inside = desk.run_in("2024", &["build", "0307.txt", "--store", "../kg"]);
    assert!(String::from_utf8_lossy(&inside.stderr).contains("(unchanged)"));
}

#[test]
fn sources_keep_the_names_that_one_call_gave_them() {
    let desk = years();
    desk.build(&["2023", "2024"]);
    assert_eq!(desk.names(), ["2023/0307.txt", "2024/0307.txt"]);
    assert!(desk.build(&["2023"]).contains("(unchanged)"));
    desk.write("2023/0307.txt", text("芬兰"));
    desk.build(&["2023"]);
    assert_eq!(desk.names(), ["2023/0307.txt", "2024/0307.txt"]);
    assert!(!desk.run(&["facts", "--store", "kg", "--about", "FI"]).stdout.is_empty(), "the file has changed");
}

#[test]
fn a_source_is_replaced_from_elsewhere_if_it_is_forgotten() {
    let desk = years();
    desk.build(&["2023"]);
    desk.build(&["2024", "--forget", "0307.txt"]);
    assert_eq!(desk.names(), ["0307.txt"]);
    assert!(!desk.run(&["facts", "--store", "kg", "--about", "PE"]).stdout.is_empty());
}

#[test]
fn a_copy_is_no_second_witness() {
    let desk = years();
    desk.write("2025/0307.txt", text("挪威"));
    desk.build(&["2023"]);
    assert!(desk.build(&["2025"]).contains("(unchanged)"));
    desk.write("2025/0307.txt", text("芬兰"));
    desk.build(&["2025"]);
    assert_eq!(desk.names(), ["0307.txt", "2025/0307.txt"], "what has changed is another file");
    desk.write("2023/0307.txt", text("秘鲁"));
    desk.write("archive/0307.txt", text("挪威"));
    desk.build(&["2023", "archive"]);
    assert_eq!(desk.names(), ["0307.txt", "2025/0307.txt", "archive/0307.txt"], "a copy of what was there before");
    desk.write("2023/0307.txt", text("挪威"));
    desk.write("2025/0307.txt", text("挪威"));
    let told = desk.build(&["2023", "2025", "--fresh"]);
    assert!(told.contains("2025/0307.txt: a copy of ") && told.contains("1 document,"), "{told}");
}

#[test]
fn a_file_that_was_moved_is_no_second_witness() {
    let desk = years();
    desk.build(&["2023"]);
    desk.build(&["2024"]);
    for year in ["2023", "2024"] {
        fs::create_dir_all(desk.path("archive")).expect("a folder");
        fs::rename(desk.path(year), desk.path("archive").join(format!("year-{year}"))).expect("a move");
    }
    desk.build(&["archive"]);
    assert_eq!(desk.names(), ["0307.txt", "year-2024/0307.txt"]);
    assert!(desk.build(&["archive"]).contains("(unchanged)"));
    assert!(desk.build(&["archive/year-2024"]).contains("(unchanged)"));
}

#[test]
fn a_store_inside_the_folder_is_not_read() {
    let desk = years();
    desk.build(&["."]);
    let told = desk.build(&["."]);
    assert!(told.contains("./kg: this folder is a stored graph") && told.contains("(unchanged)"), "{told}");
    let of_store = desk.run(&["build", "kg", "--store", "other"]);
    assert_eq!(of_store.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&of_store.stderr).contains("kg/sources"));
    let own = desk.run(&["build", "kg/sources", "--store", "kg"]);
    assert_eq!(own.status.code(), Some(2), "{}", String::from_utf8_lossy(&own.stderr));
}

#[cfg(unix)]
#[test]
fn a_file_is_read_once_whatever_links_lead_to_it() {
    let desk = Desk::new();
    desk.write("press/a/w.txt", text("挪威"));
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, desk.path(at)).expect("a link");
    link("a", "press/b");
    link("..", "press/a/loop");
    link("w.txt", "press/a/x.txt");
    desk.build(&["press", "press/b", "press/a/w.txt"]);
    assert_eq!(desk.names(), ["w.txt"]);
}

/// Lines of JSON with these ids, each with a text of its own.
fn lines(ids: &[&str]) -> String {
    let line = |(n, id): (usize, &&str)| {
        let text = format!("2023年4月{}日\n\n中方愿同挪威加强合作。", n + 1);
        serde_json::json!({"id": id, "text": text}).to_string() + "\n"
    };
    ids.iter().enumerate().map(line).collect()
}

#[test]
fn any_id_is_a_name_in_the_store() {
    let desk = Desk::new();
    let long = format!("https://example.org/{}", "甲/".repeat(200));
    let ids = [".", "..", "a/../b", "a@1", "-", &long, &format!("{long}乙"), &"x".repeat(255), "%2E"];
    desk.write("press.jsonl", lines(&ids));
    desk.build(&["press.jsonl", "--input", "jsonl"]);
    assert_eq!(fs::read_dir(desk.path("kg/sources")).expect("the sources").count(), ids.len());
    assert_eq!(desk.names().len(), ids.len());
    assert!(desk.build(&["press.jsonl", "--input", "jsonl"]).contains("(unchanged)"));
    desk.write("press.jsonl", lines(&ids).replace("挪威", "秘鲁"));
    desk.build(&["press.jsonl", "--input", "jsonl"]);
    assert!(desk.run(&["validate", "--store", "kg"]).status.success());
}

#[test]
fn an_id_that_is_there_twice_or_empty_is_told_with_its_line() {
    let desk = Desk::new();
    desk.write("press.jsonl", lines(&["1", "", "2", "1"]) + "{\"id\": 5, \"text\": \"\"}\n");
    let output = desk.run(&["build", "press.jsonl", "--input", "jsonl", "--store", "kg"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    for words in ["press.jsonl:2: the `id` is empty", "press.jsonl:4: the id `1`", "press.jsonl:1", "press.jsonl:5: "] {
        assert!(told.contains(words), "{words} is not in {told}");
    }
    assert_eq!(desk.names(), ["1", "2"]);
}

#[test]
fn what_names_its_publisher_is_stored() {
    let desk = Desk::new();
    desk.write("a.md", format!("---\nsource: 新华社\ntitle: 中方表态\n---\n{}", text("挪威")));
    desk.write("b.md", format!("---\nsource: \"\"\n---\n{}", text("芬兰")));
    let page = |meta: &str| format!("<html><head>{meta}</head><body><p>{}</p></body></html>", text("秘鲁"));
    desk.write("c.html", page("<meta property=\"og:site_name\" content=\"外交部网站\">"));
    desk.write("d.html", page("<meta name=\"ContentSource\" content=\"人民日报\">"));
    let record = serde_json::json!({"id": "e", "text": text("智利"), "source": "中新社", "title": "答记者问"});
    desk.write("e.jsonl", record.to_string());
    desk.build(&["a.md", "b.md", "c.html", "d.html", "--mentions"]);
    desk.build(&["e.jsonl", "--input", "jsonl", "--mentions"]);
    assert_eq!(desk.names().len(), 5);
    let asked = "SELECT ?who { ?source a dg:Source ; <http://purl.org/dc/terms/publisher> ?who } ORDER BY ?who";
    let output = desk.run(&["query", "-e", asked, "--store", "kg", "--format", "csv"]);
    let found = String::from_utf8(output.stdout).expect("UTF-8");
    for publisher in ["新华社", "外交部网站", "人民日报", "中新社"] {
        assert!(found.contains(publisher), "{publisher} is not in {found}");
    }
    assert!(desk.run(&["validate", "--store", "kg"]).status.success());
}

#[test]
fn every_property_that_the_graph_has_is_in_the_shapes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shapes = fs::read_to_string(root.join("ontology/shapes.ttl")).expect("the shapes");
    let written =
        regex::Regex::new(r#"sink\.(?:link|value|zh)\([^"()]*(?:\([^()]*\))?[^"()]*"(\w+)""#).expect("a pattern");
    let of_others = regex::Regex::new(r#""http://purl\.org/dc/terms/(\w+)""#).expect("a pattern");
    let mut seen = 0;
    for file in ["text", "fact", "apparatus", "gazetteer"] {
        let code = fs::read_to_string(root.join(format!("src/graph/{file}.rs"))).expect("the code");
        let own = written.captures_iter(&code).map(|c| format!("dg:{}", &c[1]));
        for term in own.chain(of_others.captures_iter(&code).map(|c| format!("dcterms:{}", &c[1]))) {
            let is_listed = shapes.split(|c: char| c.is_whitespace()).any(|word| word == term);
            assert!(is_listed, "{term} of src/graph/{file}.rs is not in ontology/shapes.ttl");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} properties are found");
}

#[test]
fn a_stored_copy_that_is_lost_or_changed_is_put_back() {
    let desk = years();
    desk.write("more.txt", text("芬兰"));
    desk.build(&["2023", "more.txt"]);
    let held = desk.sources();
    let fails = |damage: &dyn Fn()| {
        damage();
        let checked = desk.run(&["validate", "--store", "kg"]);
        assert_eq!(checked.status.code(), Some(3), "{}", String::from_utf8_lossy(&checked.stderr));
    };
    fails(&|| fs::remove_dir_all(desk.path("kg/sources")).expect("the sources"));
    assert!(!desk.build(&["2023", "more.txt", "--fresh"]).contains("(unchanged)"));
    assert_eq!(desk.sources(), held);
    fails(&|| fs::remove_dir_all(desk.path("kg/sources")).expect("the sources"));
    let told = desk.build(&["2023", "more.txt"]);
    assert!(told.contains("0307.txt: its copy in the store was missing"), "{told}");
    fails(&|| fs::write(desk.path("kg/sources/0307.txt"), "别的文字").expect("a source"));
    // What is needed of a stored source is not taken from another text.
    let refused = desk.run(&["build", "--store", "kg", "--forget", "0307.txt"]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(3) && told.contains("is not the file that was read"), "{told}");
    desk.build(&["2023"]);
    assert_eq!(desk.sources(), held);
}

#[cfg(target_os = "linux")]
#[test]
fn file_names_that_are_no_utf8_are_read_and_stay_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    // 甲.txt, 乙.txt and 丙.txt, as an archive of another system names them.
    let files: [(&[u8], &str); 3] = [(b"\xbc\xd7.txt", "挪威"), (b"\xd2\xd2.txt", "秘鲁"), (b"\xb1\xfb.txt", "芬兰")];
    fs::create_dir(desk.path("in")).expect("a folder");
    for (name, country) in files {
        fs::write(desk.path("in").join(OsStr::from_bytes(name)), text(country)).expect("a file");
    }
    let told = desk.build(&["in"]);
    assert!(told.starts_with("3 documents"), "{told}");
    assert_eq!(desk.names(), ["%B1%FB.txt", "%BC%D7.txt", "%D2%D2.txt"]);
    assert!(desk.build(&["in"]).contains("(unchanged)"), "they are known again");
    desk.build(&["--forget", "%D2%D2.txt"]);
    assert_eq!(desk.names(), ["%B1%FB.txt", "%BC%D7.txt"]);
    // Its own file still stands, so that a copy of another folder is no file that has moved.
    fs::create_dir(desk.path("copy")).expect("a folder");
    fs::copy(desk.path("in").join(OsStr::from_bytes(files[0].0)), desk.path("copy/%BC%D7.txt")).expect("a copy");
    desk.build(&["copy"]);
    assert!(desk.build(&["in"]).starts_with("3 documents"));
}

#[test]
fn all_sources_can_be_forgotten_and_come_again() {
    let desk = Desk::new();
    desk.write("a.txt", text("挪威"));
    desk.build(&["a.txt"]);
    assert!(desk.build(&["--forget", "a.txt"]).starts_with("0 documents"));
    assert_eq!(desk.run(&["facts", "--store", "kg", "--count"]).stdout, b"0\n");
    assert_eq!(desk.run(&["validate", "--store", "kg"]).status.code(), Some(0));
    desk.build(&["a.txt"]);
    assert!(desk.run(&["facts", "--store", "kg", "--about", "NO"]).status.success());
}

#[test]
fn a_document_without_a_name_takes_no_other_ones_place() {
    use std::io::Write;
    let desk = Desk::new();
    let build = |country: &str, more: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args([&["build", "-", "--store", "kg"], more].concat())
            .current_dir(desk.path(""))
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the program");
        program.stdin.take().expect("a pipe").write_all(text(country).as_bytes()).expect("it reads");
        let output = program.wait_with_output().expect("an end");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(build("挪威", &[]).0, Some(0));
    assert_eq!(build("挪威", &[]).0, Some(0), "the same again");
    let (code, told) = build("秘鲁", &[]);
    assert!(code == Some(2) && told.contains("--name NAME") && told.contains("--forget -"), "{told}");
    assert_eq!(build("秘鲁", &["--name", "peru"]).0, Some(0));
    assert_eq!(desk.names(), ["-", "peru"]);
    assert_eq!(build("芬兰", &["--forget", "-"]).0, Some(0));
    assert_eq!(desk.names(), ["-", "peru"]);
    assert!(desk.run(&["facts", "--store", "kg", "--about", "FI"]).status.success());
}

#[test]
fn a_name_with_a_blank_is_shown_as_it_is_given_again() {
    let desk = Desk::new();
    desk.write("公报 一.txt", text("挪威"));
    desk.write("b.txt", text("秘鲁"));
    desk.build(&["公报 一.txt", "b.txt"]);
    let table = desk.run(&["query", "sources", "--store", "kg"]).stdout;
    assert!(String::from_utf8_lossy(&table).contains("公报 一.txt"), "{}", String::from_utf8_lossy(&table));
    desk.build(&["--forget", "公报 一.txt"]);
    assert_eq!(desk.names(), ["b.txt"]);
}

#[test]
fn records_of_builds_that_are_lost_or_cut_are_told_and_written_again() {
    let desk = Desk::new();
    desk.write("a.txt", text("挪威"));
    desk.build(&["a.txt"]);
    let run = desk.path("kg/run.ttl");
    let whole = fs::read_to_string(&run).expect("the records");
    let (missing, cut) = ("run.ttl is missing", "run.ttl is cut");
    for (damage, what) in [(None, missing), (Some(&whole[..whole.len() - 30]), cut)] {
        match damage {
            None => fs::remove_file(&run).expect("it was there"),
            Some(text) => fs::write(&run, text).expect("a file"),
        }
        let checked = desk.run(&["validate", "--store", "kg"]);
        assert!(checked.status.success() && String::from_utf8_lossy(&checked.stdout).contains(what));
        let told = desk.build(&["a.txt"]);
        assert!(told.contains(what) && told.contains("(unchanged)"), "{told}");
        let records = fs::read_to_string(&run).expect("the records");
        assert!(records.contains("a.txt"), "{records}");
        assert!(!String::from_utf8_lossy(&desk.run(&["validate", "--store", "kg"]).stdout).contains("run.ttl"));
        assert!(!desk.build(&["a.txt"]).contains("run.ttl"));
    }
}
