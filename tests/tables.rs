//! What tables and columns say: one language, the day of saying, a column for each slot.

#[path = "common/samples.rs"]
mod samples;

use samples::Samples;
use std::process::Command;

#[test]
fn tables_speak_the_language_asked_for() {
    let kg = Samples::new();
    let both = |arguments: &[&str]| ["zh", "en"].map(|lang| kg.text(&[arguments, &["--lang", lang]].concat()));
    let [zh, en] = both(&["facts", "--type", "VisaWaiver"]);
    assert!(
        zh.contains("免签") && zh.contains("给予方: 中国") && !zh.contains("grantor") && !zh.contains("agreed"),
        "{zh}"
    );
    assert!(en.contains("Visa waiver") && en.contains("grantor: China") && en.contains("agreed"), "{en}");
    let [zh, en] = both(&["facts", "--type", "Commitment"]);
    assert!(zh.contains("强度: 愿") && en.contains("strength: willing"), "{zh}{en}");
    let [zh, en] = both(&["query", "partnerships"]);
    assert!(zh.contains("塞尔维亚") && en.contains("Serbia") && !en.contains("塞尔维亚"), "{zh}{en}");
    let id = kg.text(&["facts", "--type", "VisaWaiver", "--format", "csv"]);
    let id = id.lines().nth(1).and_then(|row| row.split(',').next()).expect("a fact").to_owned();
    let [zh, en] = both(&["explain", &id]);
    assert!(
        zh.starts_with(&format!("fact {id}  免签\n")) && en.starts_with(&format!("fact {id}  Visa waiver\n")),
        "{zh}{en}"
    );
    assert_eq!(kg.text(&["facts", "--format", "jsonl"]), kg.text(&["facts", "--format", "jsonl", "--lang", "en"]));
}

#[test]
fn names_without_a_translation_stay_as_they_are() {
    let kg = Samples::new();
    let both = ["zh", "en"].map(|lang| kg.text(&["query", "commitments", "--lang", lang, "--format", "csv"]));
    assert!(both[0].lines().count() == both[1].lines().count() && both[1].contains("更多国家"), "{}", both[1]);
}

#[test]
fn the_day_of_saying_is_asked_for_apart_and_nothing_is_written_for_a_day_without() {
    let kg = Samples::new();
    let count =
        |filter: &[&str]| kg.text(&[&["facts", "--count"], filter].concat()).trim().parse::<usize>().expect("a number");
    let said = count(&["--said-on", "2024-03-07"]);
    assert!(said > count(&["--since", "2024-03-07", "--until", "2024-03-07"]), "some speak of other times");
    assert!(count(&["--said-since", "2024-03-07"]) >= said && count(&["--said-on", "2024"]) >= said);
    let write = |day: &str| kg.run(&["facts", "--said-on", day, "--format", "csv", "--output", "new.csv"]);
    assert_eq!(write("2024-03-08").status.code(), Some(1));
    assert!(!kg.folder().join("new.csv").exists());
    let wrote = write("2024-03-07");
    assert!(wrote.status.success() && wrote.stdout.is_empty());
    assert!(kg.folder().join("new.csv").exists());
}

#[test]
fn one_type_has_a_column_for_each_slot() {
    let kg = Samples::new();
    let head = |types: &[&str]| {
        let types: Vec<&str> = types.iter().flat_map(|t| ["--type", t]).collect();
        kg.text(&[&["facts", "--format", "csv"], &types[..]].concat()).lines().next().expect("a head").to_owned()
    };
    let common = "id,type,speaker,mode,status,stated_on,slots,sources,quote,topics,plover,notes";
    assert_eq!(head(&["VisaWaiver", "Measurement"]).trim(), common);
    let own = head(&["measurement"]);
    assert!(own.starts_with(common) && own.contains(",about,quantity_cmp,quantity,quantity_unit"), "{own}");
    let table = kg.text(&["facts", "--format", "csv", "--type", "VisaWaiver"]);
    assert!(table.contains(",CN,CH IE HU AT BE LU,2024-03-14,"), "{table}");
}

#[test]
fn answers_end_with_a_line_and_name_the_prefixes_they_use() {
    let kg = Samples::new();
    for format in ["json", "xml"] {
        assert!(kg.text(&["query", "hosts", "--format", format]).ends_with('\n'), "{format}");
        assert!(kg.text(&["query", "-e", "ASK {}", "--format", format]).ends_with('\n'), "{format}");
    }
    let triples = kg.text(&["query", "-e", "CONSTRUCT { ?x a dg:Country } WHERE { ?x a dg:Country }"]);
    let prefixes: Vec<&str> = triples.lines().filter(|l| l.starts_with("@prefix")).collect();
    assert!(prefixes.len() <= 3 && triples.contains("country:CN"), "{prefixes:?}");
}

#[test]
fn queries_show_how_facts_are_meant_and_what_is_read_where_renderings_differ() {
    let kg = Samples::new();
    let figures = kg.text(&["query", "figures"]);
    assert!(figures.contains("240000000000 USD / 204000000000 USD"), "{figures}");
    std::fs::write(kg.folder().join("visas.txt"), "2031年5月8日\n\n中国没有对秘鲁实行免签。").expect("a document");
    assert!(kg.run(&["build", "visas.txt", "--store", "kg-visas", "--quiet"]).status.success());
    let waivers =
        |more: &[&str]| kg.text(&[&["query", "visa-waivers", "--store", "kg-visas", "--lang", "en"], more].concat());
    assert!(waivers(&[]).contains("negated"), "{}", waivers(&[]));
    assert!(!waivers(&["--param", "mode=done"]).contains("Peru"));
}

#[test]
fn a_passage_goes_with_the_rule_that_read_it_and_a_year_alone_has_its_place_in_time() {
    let kg = Samples::new();
    let text = "2031年5月8日\n\n国家主席举行仪式欢迎挪威总统哈拉尔对我国进行国事访问。\n\n哈拉尔是应国家主席的邀请对我国进行国事访问的。今年是中国和挪威建交77周年。";
    std::fs::write(kg.folder().join("visit.txt"), text).expect("a document");
    assert!(kg.run(&["build", "visit.txt", "--store", "kg-visit", "--quiet"]).status.success());
    let of = |arguments: &[&str]| kg.text(&[arguments, &["--store", "kg-visit", "--format", "csv"]].concat());
    let facts = kg.text(&["facts", "--store", "kg-visit", "--format", "jsonl"]);
    let facts: Vec<serde_json::Value> = facts.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let evidence: Vec<&serde_json::Value> =
        facts.iter().flat_map(|f| f["evidence"].as_array().expect("a list")).collect();
    let rules = |f: &serde_json::Value| {
        let all = f["evidence"].as_array().expect("a list").iter().map(|e| e["rule"].to_string());
        all.collect::<std::collections::BTreeSet<_>>().len()
    };
    assert!(facts.iter().any(|f| rules(f) > 1), "one fact that two rules read: {facts:?}");
    let shown = of(&["query", "evidence"]);
    assert_eq!(shown.lines().count() - 1, evidence.len(), "{shown}");
    for e in evidence {
        let row = format!(",{},{},", e["start"], e["end"]);
        let rule = format!("/rule/{}", e["rule"].as_str().expect("a name"));
        assert!(shown.lines().any(|l| l.contains(&row) && l.ends_with(&rule)), "{row} {rule}: {shown}");
    }
    assert_eq!(of(&["query", "provenance"]).lines().count(), shown.lines().count());
    let timeline = of(&["query", "timeline"]);
    assert!(timeline.lines().any(|l| l.starts_with("2031,") && l.contains("DiplomaticRelations")), "{timeline}");
}

#[test]
fn control_characters_are_shown_and_leave_xml_well_formed() {
    let kg = Samples::new();
    let text = "2031年5月8日\n\n自5月9日起，中方将对挪威、\u{c}秘鲁2国\u{1b}[31m试行免签。";
    std::fs::write(kg.folder().join("visas.txt"), text).expect("a document");
    assert!(kg.run(&["build", "visas.txt", "--store", "kg-visas", "--quiet"]).status.success());
    let of = |arguments: &[&str]| kg.text(&[arguments, &["--store", "kg-visas"]].concat());
    let controls = |text: &str| text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'));
    for table in [of(&["facts", "--evidence"]), of(&["query", "evidence"]), of(&["explain", "Norway"])] {
        assert!(!controls(&table), "{table}");
    }
    assert!(of(&["query", "evidence"]).contains('␛'));
    let xml = [of(&["export", "--format", "rdfxml"]), of(&["query", "evidence", "--format", "xml"])];
    assert!(xml.iter().all(|xml| xml.contains("挪威、␌秘鲁2国␛[31m试行") && !controls(xml)), "{xml:?}");
    assert!(
        of(&["export", "--format", "nt"]).contains("挪威、\\f秘鲁2国\\u001B[31m试行"),
        "the graph has what the file has"
    );
}

#[test]
fn what_is_not_there_is_told() {
    let kg = Samples::new();
    let told = |arguments: &[&str]| String::from_utf8_lossy(&kg.run(arguments).stderr).into_owned();
    assert!(told(&["diff", "wire.txt", "wire.txt"]).contains("nothing differs"));
    assert!(told(&["graph", "central", "--type", "Mediation"]).contains("no fact of this choice joins two entities"));
    let nowhere = "is selected and stands nowhere in the pattern";
    assert!(told(&["query", "-e", "SELECT ?x { ?s ?p ?o }", "--limit", "1"]).contains(nowhere));
    assert!(!told(&["query", "-e", "SELECT (1/0 AS ?x) {}"]).contains(nowhere));
    let unread = kg.run(&["rules", "list", "nofile"]);
    assert!(unread.stdout.is_empty() && unread.status.code() == Some(3));
    let unlike = kg.run(&["explain", "--why-not", "今天天气很好。"]);
    assert_eq!(unlike.status.code(), Some(1), "{}", String::from_utf8_lossy(&unlike.stdout));
}

#[test]
fn a_document_on_standard_input_may_have_a_name() {
    use std::io::Write;
    let mut program = Command::new(env!("CARGO_BIN_EXE_diplograph"))
        .args(["extract", "-", "--name", "note.txt"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program");
    program.stdin.take().expect("a pipe").write_all("中方将扩大进口。".as_bytes()).expect("it reads");
    let lines = program.wait_with_output().expect("an end").stdout;
    assert!(String::from_utf8_lossy(&lines).contains("\"source\":\"note.txt\""));
}
