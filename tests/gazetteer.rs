//! The gazetteer as data: sorted, one block an entity, known classes and properties, unique names, well-formed codes.

use diplograph::engine::Engine;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const NS: &str = "https://w3id.org/diplograph/ns#";
const ID: &str = "https://w3id.org/diplograph/id/";

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/gazetteer");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the gazetteer").map(|e| e.expect("an entry").path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "ttl"));
    files.sort();
    files
}

/// Subject, property, object of every statement, in order of the file; IRIs without their namespaces.
fn statements(path: &Path) -> Vec<(String, String, String)> {
    let text = std::fs::read(path).expect("a gazetteer file");
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(&text)
        .map(|quad| {
            let quad = quad.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let NamedOrBlankNode::NamedNode(subject) = quad.subject else { panic!("{}: a blank node", path.display()) };
            let object = match quad.object {
                Term::NamedNode(n) => n.into_string(),
                Term::Literal(l) => l.value().to_owned(),
                other => panic!("{}: {other}", path.display()),
            };
            (subject.into_string(), quad.predicate.into_string(), object)
        })
        .collect()
}

#[test]
fn blocks_are_sorted_and_each_entity_has_one() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for path in files() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let mut last = String::new();
        for (subject, _, _) in statements(&path) {
            if subject == last {
                continue;
            }
            // A post stands right behind its holder.
            if !subject.starts_with(&format!("{ID}post/")) {
                assert!(seen.insert(subject.clone(), name.clone()).is_none(), "{subject} has two blocks");
            }
            last = subject;
        }
    }
}

#[test]
fn classes_and_properties_are_those_of_the_format() {
    let classes: BTreeSet<&str> = [
        "Country",
        "Region",
        "Place",
        "Organization",
        "NewsOutlet",
        "Bloc",
        "Ministry",
        "PartyOrgan",
        "StateOrgan",
        "Company",
        "Person",
        "Event",
        "Document",
        "Doctrine",
        "JointWork",
        "Title",
        "FixedPhrase",
        "Post",
    ]
    .into();
    let properties: BTreeSet<&str> = [
        "abbreviation",
        "sharedName",
        "defaultFor",
        "country",
        "partOf",
        "member",
        "party",
        "title",
        "iso2",
        "iso3",
        "isoNumeric",
        "holder",
        "organization",
        "start",
        "end",
        "capital",
    ]
    .into();
    for path in files() {
        for (subject, property, object) in statements(&path) {
            if property.ends_with("#type") {
                let class = object.strip_prefix(NS).unwrap_or_default();
                assert!(classes.contains(class), "{}: {subject} is a {object}", path.display());
            } else if let Some(own) = property.strip_prefix(NS) {
                assert!(properties.contains(own), "{}: {subject} has {own}", path.display());
            } else {
                let known = ["skos/core#prefLabel", "skos/core#altLabel", "skos/core#hiddenLabel", "owl#sameAs"];
                assert!(known.iter().any(|k| property.ends_with(k)), "{}: {subject} has {property}", path.display());
            }
        }
    }
}

#[test]
fn codes_are_well_formed_and_references_lead_somewhere() {
    let all: Vec<(String, String, String)> = files().iter().flat_map(|p| statements(p)).collect();
    let subjects: BTreeSet<&str> = all.iter().map(|(s, _, _)| s.as_str()).collect();
    let mut codes = BTreeSet::new();
    for (subject, property, object) in &all {
        let form = |letters: usize, good: fn(&char) -> bool| {
            object.chars().count() == letters && object.chars().all(|c| good(&c))
        };
        match property.rsplit('#').next().unwrap_or_default() {
            "iso2" => assert!(form(2, char::is_ascii_uppercase) && codes.insert(object), "{subject}: {object}"),
            "iso3" => assert!(form(3, char::is_ascii_uppercase), "{subject}: {object}"),
            "isoNumeric" => assert!(form(3, char::is_ascii_digit), "{subject}: {object}"),
            "sameAs" => {
                let id = object.strip_prefix("http://www.wikidata.org/entity/Q").unwrap_or_default();
                assert!(!id.is_empty() && id.chars().all(|c| c.is_ascii_digit()), "{subject}: {object}");
            }
            _ if object.starts_with(ID) => assert!(subjects.contains(object.as_str()), "{subject} refers to {object}"),
            _ => {}
        }
    }
    assert!(codes.len() >= 250, "{} of the countries and territories of ISO 3166-1 are there", codes.len());
}

#[test]
fn every_name_means_one_entity_or_is_declared_shared() {
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let clashes: Vec<String> = engine.lexicon.clashes().iter().map(|c| format!("{c:?}")).collect();
    assert!(clashes.is_empty(), "{} clashes:\n{}", clashes.len(), clashes.join("\n"));
}

/// What `extract` prints, run in the folder of the project.
fn extracted(options: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_diplograph"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["extract", "--quiet"]).args(options);
    let output = command.output().expect("extract runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("lines are UTF-8")
}

#[test]
fn a_users_folder_that_says_again_what_is_built_in_changes_nothing() {
    assert_eq!(extracted(&["tests/corpus", "--ontology", "ontology"]), extracted(&["tests/corpus"]));
}

#[test]
fn entries_that_a_folder_says_again_are_counted_once() {
    let counts = |options: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_diplograph"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("lexicon").args(options);
        command.output().expect("lexicon runs").stdout
    };
    let built_in = counts(&[]);
    assert!(!built_in.is_empty());
    assert_eq!(counts(&["--ontology", "ontology"]), built_in);
}

#[test]
fn a_users_words_for_unlisted_names_join_the_built_in_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("own");
    std::fs::create_dir(&own).expect("a folder");
    std::fs::write(own.join("names.toml"), "[organization]\nlocal = [\"观象台\"]\n").expect("a file");
    let text = folder.path().join("text.txt");
    std::fs::write(&text, "挪威渔业观象台2日发布公告，挪威渔业委员会表示欢迎。").expect("a file");
    let text = text.to_str().expect("UTF-8");
    let named = |lines: &str, name: &str| lines.contains(&format!("\"name\":\"{name}\""));
    assert!(!named(&extracted(&[text]), "挪威渔业观象台"));
    let with_own = extracted(&[text, "--ontology", own.to_str().expect("UTF-8")]);
    assert!(named(&with_own, "挪威渔业观象台") && named(&with_own, "挪威渔业委员会"), "{with_own}");
}

/// Whether a sentence holds the name that `near-misses.toml` expects, under its class and code or canonical name; of class
/// `none`, whether nothing there has this text.
fn is_met(expected: &toml::Value, mentions: &[serde_json::Value]) -> bool {
    let field = |name: &str| expected.get(name).and_then(toml::Value::as_str);
    let mut same = mentions.iter().filter(|m| m["text"].as_str() == field("text"));
    if field("class") == Some("none") {
        return same.next().is_none();
    }
    let is = field("is").expect("`is` says what the name means");
    same.any(|m| m["type"].as_str() == field("class") && [m["id"].as_str(), m["name"].as_str()].contains(&Some(is)))
}

/// The mentions of each text, by its place in the list.
fn mentions_of(texts: &[&str]) -> Vec<Vec<serde_json::Value>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("texts.jsonl");
    let line = |(n, text): (usize, &&str)| format!("{}\n", serde_json::json!({ "id": n.to_string(), "text": text }));
    let lines: String = texts.iter().enumerate().map(line).collect();
    std::fs::write(&path, lines).expect("a file");
    let mut mentions = vec![Vec::new(); texts.len()];
    for line in extracted(&["--input", "jsonl", "--layer", "mention", path.to_str().expect("UTF-8")]).lines() {
        let mention: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let text: usize = mention["source"].as_str().and_then(|id| id.parse().ok()).expect("the place of a text");
        mentions[text].push(mention);
    }
    mentions
}

#[test]
fn names_that_differ_little_are_told_apart() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/near-misses.toml");
    let file: toml::Table = toml::from_str(&std::fs::read_to_string(path).expect("the sentences")).expect("TOML");
    let sentences = file["sentence"].as_array().expect("sentences");
    assert!(sentences.len() >= 100, "{} sentences", sentences.len());
    let texts: Vec<&str> = sentences.iter().map(|s| s["text"].as_str().expect("a text")).collect();
    let mut wrong = Vec::new();
    for ((sentence, text), mentions) in sentences.iter().zip(&texts).zip(mentions_of(&texts)) {
        let expected = sentence["found"].as_array().expect("what is found");
        let missed: Vec<&str> =
            expected.iter().filter(|e| !is_met(e, &mentions)).filter_map(|e| e["text"].as_str()).collect();
        match sentence.get("todo").is_some() {
            true if missed.is_empty() => wrong.push(format!("{text}: it is right now, take `todo` away")),
            false if !missed.is_empty() => wrong.push(format!("{text}: {}", missed.join(", "))),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} sentences:\n{}", wrong.len(), wrong.join("\n"));
}
