//! Stories: Markdown files that a person of the field can read. A heading is a test; the first block under it is a document,
//! the second what is read from it.

use diplograph::document::Document;
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

#[test]
fn pages_are_read_as_the_stories_tell() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/pages.md");
    let mut wrong = Vec::new();
    for story in stories(&path) {
        let source = Source::from_bytes("story", story.document.as_bytes(), None).expect("a story is text");
        let outline = Document::new(source, None).outline();
        if outline.trim() != story.outcome.trim() {
            wrong.push(format!("## {}\nwanted:\n{}\nfound:\n{outline}", story.heading, story.outcome));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
