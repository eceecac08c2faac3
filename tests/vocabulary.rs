//! One set of terms: vocabulary, shapes, rules, gazetteer, queries and the graph itself name the same classes and properties.

use diplograph::engine::Engine;
use diplograph::vocab::{NS, SlotKind, Vocabulary};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("a file of the project")
}

fn vocabulary() -> Vocabulary {
    Vocabulary::load(&[("vocabulary.ttl".to_owned(), read("ontology/vocabulary.ttl"))]).expect("the vocabulary")
}

/// The files of a folder with this ending.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder of the project");
    entries.map(|e| e.expect("a file").path()).filter(|p| p.extension().is_some_and(|e| e == ending)).collect()
}

/// The local names after `dg:` outside of comments and strings.
fn terms(text: &str) -> BTreeSet<String> {
    let quoted = Regex::new(r#""(\\.|[^"\\])*"|'[^'\n]*'"#).expect("a fixed expression");
    let term = Regex::new(r"\bdg:([A-Za-z][A-Za-z0-9]*)").expect("a fixed expression");
    let lines = text.lines().filter(|l| !l.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
    let bare = quoted.replace_all(&lines, "");
    term.captures_iter(&bare).map(|c| c[1].to_owned()).collect()
}

/// The blocks of a Turtle file that begin with a prefixed name, by that name.
fn blocks(text: &str) -> BTreeMap<String, String> {
    let named = |block: &str| Some((block.split_whitespace().next()?.to_owned(), block.to_owned()));
    let is_comment = |l: &&str| !l.starts_with('#');
    text.split("\n\n")
        .map(|b| b.lines().filter(is_comment).collect::<Vec<_>>().join("\n"))
        .filter_map(|b| named(&b))
        .collect()
}

#[test]
fn queries_shapes_and_gazetteer_use_terms_of_the_vocabulary() {
    let known = vocabulary().terms;
    let mut paths =
        [files("queries", "rq"), files("tests/competency", "rq"), files("ontology/gazetteer", "ttl")].concat();
    paths.push(root().join("ontology/shapes.ttl"));
    for path in paths {
        let text = fs::read_to_string(&path).expect("a file of the project");
        let unknown: Vec<String> = terms(&text).into_iter().filter(|t| !known.contains_key(t)).collect();
        assert!(unknown.is_empty(), "{}: dg:{}", path.display(), unknown.join(", dg:"));
    }
}

#[test]
fn the_gazetteer_describes_entities_and_no_facts() {
    let vocabulary = vocabulary();
    let class = Regex::new(r"(?m)^\S+ a (dg:\w+(?: , dg:\w+)*)").expect("a fixed expression");
    for path in files("ontology/gazetteer", "ttl") {
        let text = fs::read_to_string(&path).expect("a gazetteer file");
        for found in class.captures_iter(&text) {
            let fact =
                found[1].split(" , ").filter_map(|c| c.strip_prefix("dg:")).find(|c| vocabulary.fact(c).is_some());
            assert_eq!(fact, None, "{}", path.display());
        }
    }
}

#[test]
fn every_class_of_facts_has_rules_and_a_shape_with_its_slots() {
    let engine = Engine::new(None).expect("the built-in ontology");
    let shapes = blocks(&read("ontology/shapes.ttl"));
    let path = Regex::new(r"sh:path dg:(\w+)").expect("a fixed expression");
    for class in &engine.vocabulary.facts {
        assert!(engine.rules.iter().any(|r| r.fact == class.name), "no rule makes a dg:{}", class.name);
        let shape =
            shapes.get(&format!("shapes:{}", class.name)).unwrap_or_else(|| panic!("dg:{} has no shape", class.name));
        assert!(
            shape.contains(&format!("sh:targetClass dg:{} ;", class.name)) && shape.contains("sh:closed true"),
            "{shape}"
        );
        let paths: BTreeSet<&str> = path.captures_iter(shape).map(|c| c.get(1).expect("a name").as_str()).collect();
        for slot in &class.slots {
            assert!(paths.contains(&*slot.name), "the shape of dg:{} has no dg:{}", class.name, slot.name);
            let line = shape
                .lines()
                .map(str::trim_start)
                .find(|l| l.starts_with(&format!("[ sh:path dg:{} ;", slot.name)))
                .unwrap_or_default();
            assert!(
                line.contains(value_shape(&slot.kind)),
                "dg:{} of dg:{} holds {:?}: {line}",
                slot.name,
                class.name,
                slot.kind
            );
            assert_eq!(
                slot.many,
                !line.contains("sh:maxCount 1"),
                "dg:{} of dg:{}: a list or not",
                slot.name,
                class.name
            );
        }
    }
}

/// What a shape says of a slot of this kind.
fn value_shape(kind: &SlotKind) -> &'static str {
    match kind {
        SlotKind::Entity => "sh:class dg:Entity",
        SlotKind::Text => "sh:node shapes:Words",
        SlotKind::Time => "sh:node shapes:Time",
        SlotKind::Number => "sh:node shapes:Number",
        SlotKind::Bool => "sh:datatype xsd:boolean",
        SlotKind::Quantity => "sh:class dg:Quantity",
        SlotKind::Code(_) => "sh:class dg:",
    }
}

#[test]
fn every_edge_has_a_shape_for_its_ends() {
    let shapes = blocks(&read("ontology/shapes.ttl"));
    let named = terms(&shapes["shapes:Edge"]);
    for edge in vocabulary().edges {
        assert!(named.contains(&*edge.property), "dg:{}", edge.property);
    }
}

#[test]
fn every_property_says_what_it_goes_from_and_to_and_every_class_where_it_belongs() {
    for (name, block) in blocks(&read("ontology/vocabulary.ttl")).iter().filter(|(n, _)| n.starts_with("dg:")) {
        if block.contains("owl:ObjectProperty") || block.contains("owl:DatatypeProperty") {
            assert!(block.contains("rdfs:domain") || block.contains("schema:domainIncludes"), "{name} has no domain");
            assert!(block.contains("rdfs:range"), "{name} has no range");
        }
        if block.contains(" a owl:Class") {
            assert!(block.contains("rdfs:subClassOf"), "{name} is under no other class");
        }
    }
}

#[test]
fn every_term_is_explained_in_both_languages_and_shown_in_use() {
    let text = read("ontology/vocabulary.ttl");
    let shown = Regex::new(r"skos:example '([^'\n]*)'").expect("a fixed expression");
    let said = |property: &str, language: &str| {
        Regex::new(&format!(r#"{property} [^;]*"[^"]+"@{language}"#)).expect("a fixed expression")
    };
    let needed = ["rdfs:label", "rdfs:comment"].map(|p| ["zh", "en"].map(|l| said(p, l)));
    let prefixes: String = diplograph::vocab::PREFIXES.iter().map(|(p, n)| format!("@prefix {p}: <{n}> .\n")).collect();
    let known = vocabulary().terms;
    for (name, block) in blocks(&text).iter().filter(|(n, _)| n.starts_with("dg:")) {
        assert!(needed.iter().flatten().all(|r| r.is_match(block)), "{name} has no label or comment in zh or en");
        assert!(block.contains("skos:example"), "{name} has no example");
        for example in shown.captures_iter(block).map(|c| c[1].to_owned()) {
            let turtle = format!("{prefixes}{example}");
            let parser = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle);
            let parsed: Result<Vec<_>, _> = parser.for_slice(turtle.as_bytes()).collect();
            assert!(parsed.is_ok_and(|t| !t.is_empty()), "{name}: {example}");
            let used = terms(&example);
            assert!(used.iter().all(|t| known.contains_key(t)), "{name}: {example}");
        }
    }
}

#[test]
fn the_graph_uses_declared_terms_and_no_term_is_idle() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    let samples = root().join("tests/corpus");
    let mut build = Command::new(env!("CARGO_BIN_EXE_diplograph"));
    let output =
        build.arg("build").arg(samples).arg("--mentions").arg("--store").arg(&store).output().expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let graph = fs::read_to_string(store.join("graph.nq")).expect("the graph");
    let vocabulary = vocabulary();
    let of_vocabulary = format!("<{}> .", diplograph::graph::VOCABULARY);
    let mut used = BTreeSet::new();
    for line in graph.lines().filter(|l| !l.ends_with(&of_vocabulary)) {
        for part in line.split(NS).skip(1) {
            let term: String = part.chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(term.is_empty() || vocabulary.terms.contains_key(&term), "dg:{term} in {line}");
            used.insert(term);
        }
    }
    // What the samples need not hold may stand in the shapes, the gazetteer or the vocabulary's own declarations.
    used.extend(terms(&read("ontology/shapes.ttl")));
    files("ontology/gazetteer", "ttl")
        .iter()
        .for_each(|p| used.extend(terms(&fs::read_to_string(p).expect("a gazetteer file"))));
    used.extend(
        blocks(&read("ontology/vocabulary.ttl"))
            .iter()
            .flat_map(|(name, block)| terms(block).into_iter().filter(move |t| *name != format!("dg:{t}"))),
    );
    let codes =
        |t: &&String| {
            vocabulary.facts.iter().flat_map(|f| &f.slots).any(
                |s| matches!(&s.kind, SlotKind::Code(c) if c.iter().any(|c| diplograph::vocab::code_term(c) == **t)),
            )
        };
    let idle: Vec<&String> =
        vocabulary.terms.keys().filter(|t| !t.is_empty() && !used.contains(*t) && !codes(t) && !is_code(t)).collect();
    assert!(idle.is_empty(), "declared and used nowhere: {idle:?}");
}

/// Codes that the program itself gives: modes, status, kinds of variants and what they change.
fn is_code(term: &str) -> bool {
    let block = &blocks(&read("ontology/vocabulary.ttl"))[&format!("dg:{term}")];
    ["a dg:Mode", "a dg:Status", "a dg:VariantKind", "a dg:Change", "a skos:Concept"].iter().any(|c| block.contains(c))
}

#[test]
fn prefixes_lead_to_namespaces_that_the_files_declare_alike() {
    let declared = Regex::new(r"@prefix (\w+): +<([^>]+)>").expect("a fixed expression");
    let known: BTreeMap<&str, &str> = diplograph::vocab::PREFIXES.iter().copied().collect();
    let mut paths = files("ontology/gazetteer", "ttl");
    paths.extend(["ontology/vocabulary.ttl", "ontology/shapes.ttl"].map(|p| root().join(p)));
    for path in paths {
        let text = fs::read_to_string(&path).expect("a file of the project");
        for found in declared.captures_iter(&text) {
            if let Some(namespace) = known.get(&found[1]).filter(|_| &found[1] != "org") {
                assert_eq!(*namespace, &found[2], "{}: {}", Path::display(&path), &found[1]);
            }
        }
    }
}
