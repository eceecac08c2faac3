//! A folder of one's own beside the built-in ontology: what is read of it, and what is said of a file that cannot be read.

use std::path::PathBuf;
use std::process::{Command, Output};

const PREFIXES: &str = "@prefix dg: <https://w3id.org/diplograph/ns#> .
@prefix org: <https://w3id.org/diplograph/id/org/> .
@prefix country: <https://w3id.org/diplograph/id/country/> .
@prefix person: <https://w3id.org/diplograph/id/person/> .
@prefix post: <https://w3id.org/diplograph/id/post/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
";

const NAMES: &str =
    "org:北海观察所 a dg:Organization ; skos:prefLabel \"北海观察所\"@zh ; skos:altLabel \"北观所\"@zh .\n";

const TERMS: &str = "dg:Rescue a owl:Class ; rdfs:subClassOf dg:Fact ; dg:slots ( dg:rescuer dg:quantity ) .
dg:rescuer a owl:ObjectProperty ; rdfs:range dg:Entity ; dg:many true .
";

/// A rule with this pattern for rescues.
fn rule(pattern: &str) -> String {
    format!(
        "[[rule]]\nid = \"rescue.first\"\nfact = \"Rescue\"\nwhy = \"X 救起多少人。\"\npattern = '''{pattern}'''\n\
         [[rule.example]]\ntext = \"挪方救起12名船员。\"\nfacts = [{{ rescuer = [\"NO\"] }}]\n\
         [[rule.counterexample]]\ntext = \"挪方正在搜救。\"\n"
    )
}

const GOOD: &str = "{rescuer:Party}救起{:Quantity}";

/// A folder with an ontology `own`.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Desk {
        let desk = Desk(tempfile::tempdir().expect("a temporary folder"));
        files.iter().for_each(|(path, text)| desk.write(path, text));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_diplograph"));
        program.args(arguments).current_dir(self.0.path()).env("DIPLOGRAPH_STORE", "kg").output().expect("the program")
    }

    /// What a command prints that ends well.
    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// A command is refused, and each of these words stands in what it says.
    fn refuses(&self, arguments: &[&str], words: &[&str]) {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(2 | 3)), "{arguments:?} ends with {}: {told}", output.status);
        for word in words.iter().chain(&["help:"]) {
            assert!(told.contains(word), "`{word}` is not in:\n{told}");
        }
    }
}

fn turtle(text: &str) -> String {
    format!("{PREFIXES}{text}")
}

#[test]
fn names_beside_the_folder_of_names_are_told_by_what_they_say() {
    let desk = Desk::new(&[("own/mine.ttl", &turtle(NAMES)), ("a.txt", "2031年4月2日，北观所发表声明。\n")]);
    let found = desk.text(&["extract", "a.txt", "--layer", "mention", "--ontology", "own"]);
    assert!(found.contains("\"name\":\"北海观察所\""), "{found}");
    desk.text(&["build", "a.txt", "--ontology", "own", "--quiet"]);
    desk.write("own/mine.ttl", turtle(&format!("{NAMES}{TERMS}")));
    desk.refuses(&["rules", "list", "--ontology", "own"], &["mine.ttl", "both", "gazetteer/"]);
}

#[test]
fn a_file_that_stands_for_a_built_in_one_says_so_where_something_is_missing() {
    let unit = "[[currency]]\ncode = \"XTD\"\nnames = [\"太元\"]\nbefore = []\n";
    let desk = Desk::new(&[("own/units.toml", unit), ("a.txt", "耗资20亿太元。\n")]);
    desk.refuses(&["extract", "a.txt", "--ontology", "own"], &["units.toml", "takes the place", "begin with a copy"]);
}

#[test]
fn queries_of_ones_own_add_to_the_named_ones() {
    let rescues = "\u{feff}# Who rescues.\n# param: who entity who rescues\nSELECT ?who WHERE { ?fact dg:rescuer ?who } ORDER BY ?who\n";
    let desk = Desk::new(&[
        ("own/vocabulary.ttl", &format!("\u{feff}{}", turtle(TERMS))),
        ("own/rules/rescue.toml", &rule(GOOD)),
        ("own/queries/rescues.rq", rescues),
        ("own/queries/topics.rq", "# One's own topics.\nSELECT ?x WHERE { ?x a dg:Rescue }\n"),
        ("a.txt", "2031年4月2日，挪方救起12名船员。秘方救起3名船员。\n"),
    ]);
    desk.text(&["build", "a.txt", "--ontology", "own", "--quiet"]);
    let rows = desk.text(&["query", "rescues", "--ontology", "own", "--format", "csv"]);
    assert!(rows.contains("country/NO") && rows.contains("country/PE"), "{rows}");
    let rows = desk.text(&["query", "rescues", "--ontology", "own", "--param", "who=挪威", "--format", "csv"]);
    assert_eq!(rows.lines().count(), 2, "{rows}");
    let rows = desk.text(&["query", "own/queries/rescues.rq", "--param", "who=挪威", "--format", "csv"]);
    assert_eq!(rows.lines().count(), 2, "a file with a byte order mark has its parameters: {rows}");
    assert_eq!(desk.text(&["query", "topics", "--ontology", "own", "--format", "csv"]).lines().count(), 3);
    let listed = desk.text(&["query", "--ontology", "own"]);
    assert!(listed.contains("rescues\n    Who rescues.") && listed.contains("One's own topics."), "{listed}");
    assert!(listed.contains("visa-waivers") && listed.matches("\ntopics\n").count() == 1, "{listed}");
}

#[test]
fn a_file_in_another_encoding_is_named_with_line_and_cure() {
    let desk = Desk::new(&[("own/vocabulary.ttl", &turtle(TERMS))]);
    let gbk = b"[[rule]]\nid = \"x\"\nwhy = \"\xd6\xd0\xb9\xfa\"\n";
    desk.write("own/rules/x.toml", gbk);
    desk.refuses(&["rules", "test", "own"], &["x.toml:3", "not in UTF-8", "save it as UTF-8"]);
    let utf16: Vec<u8> = "[[rule]]\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[&[0xff, 0xfe], &utf16[..]].concat(), utf16] {
        desk.write("own/rules/x.toml", bytes);
        desk.refuses(&["rules", "test", "own"], &["x.toml:1", "not in UTF-8"]);
    }
    desk.write("x.ttl", gbk);
    desk.refuses(&["lexicon", "--check", "x.ttl"], &["x.ttl:3", "save it as UTF-8"]);
    desk.write("x.rq", gbk);
    desk.refuses(&["query", "x.rq"], &["x.rq:3", "save it as UTF-8"]);
}

#[test]
fn rules_that_could_never_fill_a_slot_or_be_right_are_refused() {
    let desk = Desk::new(&[("own/vocabulary.ttl", &turtle(TERMS))]);
    let good = rule(GOOD);
    let dated = good.replace("12名船员。\"\n", "12名船员。\"\ndate = \"2031-02-30\"\n");
    for (file, words) in [
        (rule("{rescuer:Party}救起{quantity:Country}"), &["6:31", "`quantity` takes an amount", "{quantity:Quantity}"]),
        (rule("{rescuer:Time}救起{:Quantity}"), &["6:14", "`rescuer` takes something with a name", "{rescuer:Party}"]),
        (rule("｛rescuer：Party｝救起{:Quantity}"), &["6:14", "`｛` never stands", "write `{rescuer:Party}`"]),
        (dated, &["9:9", "`2031-02-30` is no date", "2024-03-07"]),
        (good.replace("[[rule]]", "[[rules]]"), &["2:1", "`rules` is no key", "`[[rule]]`"]),
    ] {
        desk.write("own/rules/rescue.toml", format!("# Rescues.\n{file}"));
        desk.refuses(&["rules", "test", "own"], &[&["rescue.toml:"], &words[..]].concat());
    }
    desk.write("own/rules/rescue.toml", good);
    desk.text(&["rules", "test", "own"]);
}

#[test]
fn a_shape_for_what_the_vocabulary_does_not_have_is_refused() {
    let desk = Desk::new(&[("own/vocabulary.ttl", &turtle(TERMS)), ("a.txt", "2031年4月2日，中方支持多边主义。\n")]);
    desk.text(&["build", "a.txt", "--ontology", "own", "--quiet"]);
    let shape = |class: &str, path: &str| {
        turtle(&format!(
            "\n<x:R> a sh:NodeShape ; sh:targetClass dg:{class} ;\n    sh:property [ sh:path dg:{path} ; sh:minCount 1 ] .\n"
        ))
    };
    desk.write("own/shapes.ttl", shape("Resque", "rescuer"));
    desk.refuses(&["validate", "--ontology", "own"], &["shapes.ttl:11", "no `dg:Resque`", "`Rescue`"]);
    desk.write("own/shapes.ttl", shape("Rescue", "rescuers"));
    desk.refuses(&["validate", "--ontology", "own"], &["shapes.ttl:12", "no `dg:rescuers`", "`rescuer`"]);
    desk.refuses(&["build", "a.txt", "--ontology", "own", "--fresh"], &["shapes.ttl:12"]);
    desk.write("own/shapes.ttl", shape("Rescue", "rescuer"));
    desk.text(&["validate", "--ontology", "own"]);
}

#[test]
fn a_gazetteer_with_a_code_twice_an_empty_name_or_an_end_before_the_start_is_refused() {
    let desk = Desk::new(&[]);
    let post = "person:陈远舟 a dg:Person ; skos:prefLabel \"陈远舟\"@zh .\npost:陈远舟-部长-2020 a dg:Post ; dg:holder person:陈远舟 ;\n    dg:title \"部长\" ; dg:start \"2020-03\" ; dg:end \"2019\" .\n";
    let country = "country:ZZ a dg:Country ; skos:prefLabel \"云水国\"@zh ; dg:iso2 \"CH\" .\n";
    for (block, words) in [
        (country, &["x.ttl:10", "`CH`", "瑞士"][..]),
        ("org:甲 a dg:Organization ; skos:prefLabel \"\"@zh .\n", &["x.ttl:10", "a name without a character"]),
        ("org:甲社 a dg:Organization ; skos:prefLabel \"甲社\" .\n", &["x.ttl:10", "does not say its language", "@zh"]),
        (post, &["x.ttl:11", "ends (2019) before it begins (2020-03)", "dg:end"]),
        (&post.replace("2019", "2021-02-30"), &["x.ttl:12", "`2021-02-30` is no date"]),
    ] {
        desk.write("x.ttl", turtle(block));
        desk.refuses(&["lexicon", "--check", "x.ttl"], words);
    }
    desk.write("x.ttl", turtle(&post.replace("2019", "2020")));
    desk.text(&["lexicon", "--check", "x.ttl"]);
}

#[test]
fn what_is_wrong_with_a_vocabulary_is_told_with_its_line() {
    let desk = Desk::new(&[]);
    for (terms, words) in [
        (TERMS.replace("( dg:rescuer dg:quantity )", "()"), &["vocabulary.ttl:10", "lists no slots"][..]),
        (TERMS.replace("dg:many", "dg:mny"), &["vocabulary.ttl:11", "`dg:mny` is no property", "did you mean `many`"]),
        (TERMS.replace("dg:Entity", "dg:Entty"), &["vocabulary.ttl:10", "which no slot can hold"]),
    ] {
        desk.write("own/vocabulary.ttl", turtle(&terms));
        desk.refuses(&["rules", "list", "--ontology", "own"], words);
    }
}

#[test]
fn a_topic_word_that_no_text_holds_is_refused() {
    let topic = |word: &str| format!("[[topic]]\nid = \"trade\"\nwords = [\"{word}\"]\n");
    let desk = Desk::new(&[("own/topics.toml", &topic("貿易"))]);
    desk.refuses(&["rules", "list", "--ontology", "own"], &["topics.toml:3:11", "`貿易` never stands", "write `贸易`"]);
    desk.write("own/topics.toml", topic("贸易"));
    desk.text(&["rules", "list", "--ontology", "own"]);
}
