//! Stories: Markdown files that a person of the field can read. A heading is a test; the first block under it is a document,
//! the second what is read from it. Blocks with a path behind their fence are files of an ontology of one's own.

use diplograph::document::Document;
use diplograph::engine::{Engine, ReadOptions};
use diplograph::fact::Fact;
use diplograph::line::{Names, Script, Statement};
use diplograph::source::Source;
use std::path::Path;

struct Story {
    heading: String,
    /// Path and text of each file.
    files: Vec<(String, String)>,
    document: String,
    outcome: String,
}

fn stories(path: &Path) -> Vec<Story> {
    let text = std::fs::read_to_string(path).expect("a story file");
    let mut out = Vec::new();
    let (mut files, mut blocks) = (Vec::new(), Vec::new());
    let (mut heading, mut inside) = (String::new(), None::<(String, String)>);
    for line in text.lines().chain(["## "]) {
        match &mut inside {
            Some((file, block)) if line == "~~~" => {
                let (file, block) = (std::mem::take(file), std::mem::take(block));
                if file.is_empty() {
                    blocks.push(block)
                } else {
                    files.push((file, block))
                }
                inside = None;
            }
            Some((_, block)) => *block += &format!("{line}\n"),
            None if line.starts_with("~~~") => inside = Some((line[3..].trim().to_owned(), String::new())),
            None if line.starts_with("## ") => {
                if let [document, outcome] = &blocks[..] {
                    let (document, outcome) = (document.clone(), outcome.clone());
                    out.push(Story { heading: heading.clone(), files: std::mem::take(&mut files), document, outcome });
                }
                assert!(
                    blocks.is_empty() || blocks.len() == 2,
                    "{}: `{heading}` needs a document and an outcome",
                    path.display()
                );
                blocks.clear();
                heading = line[3..].to_owned();
            }
            None => {}
        }
    }
    assert!(!out.is_empty(), "{} holds no story", path.display());
    out
}

/// Compares what is read from the document of each story with its outcome.
fn check(file: &str, read: impl Fn(&str) -> String) {
    check_with_files(file, |story| read(&story.document));
}

fn check_with_files(file: &str, read: impl Fn(&Story) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories").join(file);
    let mut wrong = Vec::new();
    for story in stories(&path) {
        let found = read(&story);
        if found.trim() != story.outcome.trim() {
            wrong.push(format!("## {}\nwanted:\n{}\nfound:\n{found}", story.heading, story.outcome));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_are_read_as_the_stories_tell() {
    for file in ["pages.md", "layouts.md", "webpages.md"] {
        check(file, |text| {
            let source = Source::from_bytes("story", text.as_bytes(), None).expect("a story is text");
            Document::new(source, None).outline()
        });
    }
}

#[test]
fn words_belong_to_whom_the_stories_tell() {
    let engine = Engine::new(None).expect("the built-in ontology loads");
    check("voices.md", |text| {
        let document = engine.read("story", text.as_bytes(), &ReadOptions::default()).expect("a story is text");
        let line = |fact: &Fact| {
            let speaker = fact.speaker.as_deref().unwrap_or("-");
            let mode = serde_json::to_value(fact.mode).expect("a mode has a name");
            let mode = mode.as_str().expect("a word");
            format!("{}: {speaker}, {mode}: {}\n", fact.class, document.quote(fact.span))
        };
        engine.extract(&document).facts.iter().filter(|f| &*f.class != "Exchange").map(line).collect()
    });
}

#[test]
fn a_language_of_ones_own_is_read_as_the_stories_tell() {
    check_with_files("own-language.md", |story| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in &story.files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        match Engine::new(Some(&folder.path().join("own"))) {
            Ok(engine) => facts_of(&engine, &story.document),
            Err(error) => error.to_string().replace(&format!("{}/", folder.path().display()), ""),
        }
    });
}

/// The facts of a document, a line each: class, mode, slots, passage.
fn facts_of(engine: &Engine, text: &str) -> String {
    let document = engine.read("story", text.as_bytes(), &ReadOptions::default()).expect("a story is text");
    let (found, names) = (engine.extract(&document), Names::new(&engine.lexicon));
    let statements =
        Statement::of_facts(&document, &found.facts, &found.mentions, &names, &engine.vocabulary, Script::Own);
    let line = |(fact, statement): (&Fact, Statement)| {
        let mode = serde_json::to_value(fact.mode).expect("a mode has a name");
        let (mode, slots) = (mode.as_str().expect("a word"), serde_json::Value::Object(statement.slots));
        format!("{}, {mode}, {slots}: {}\n", fact.class, document.quote(fact.span))
    };
    found.facts.iter().zip(statements).filter(|(fact, _)| &*fact.class != "Exchange").map(line).collect()
}
