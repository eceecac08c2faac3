//! Stories: Markdown files that a person of the field can read. A heading is a test; the first block under it is a document,
//! the second what is read from it.

use diplograph::document::Document;
use diplograph::engine::{Engine, ReadOptions};
use diplograph::fact::Fact;
use diplograph::source::Source;
use std::path::Path;

struct Story {
    heading: String,
    document: String,
    outcome: String,
}

fn stories(path: &Path) -> Vec<Story> {
    let text = std::fs::read_to_string(path).expect("a story file");
    let mut out = Vec::new();
    let mut blocks: Vec<String> = Vec::new();
    let (mut heading, mut inside) = (String::new(), None::<String>);
    for line in text.lines().chain(["## "]) {
        match &mut inside {
            Some(block) if line == "~~~" => {
                blocks.push(std::mem::take(block));
                inside = None;
            }
            Some(block) => *block += &format!("{line}\n"),
            None if line.starts_with("~~~") => inside = Some(String::new()),
            None if line.starts_with("## ") => {
                if let [document, outcome] = &blocks[..] {
                    out.push(Story { heading: heading.clone(), document: document.clone(), outcome: outcome.clone() });
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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories").join(file);
    let mut wrong = Vec::new();
    for story in stories(&path) {
        let found = read(&story.document);
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
