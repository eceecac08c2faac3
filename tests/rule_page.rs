//! `ontology/rules/README.md` holds: each of its rules reads its examples, each of its messages is what the program says.

use diplograph::engine::Engine;
use diplograph::fact::Verdict;
use std::path::Path;

/// A fenced block: what stands behind the fence, its text, and the line where it begins.
struct Block {
    info: String,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Option<Block> = None;
    for (n, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info: info.to_owned(), text: String::new(), line: n + 1 }),
            (Some(_), Some(_)) => out.extend(open.take()),
            (Some(block), None) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    out
}

fn page() -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/rules/README.md");
    blocks(&std::fs::read_to_string(path).expect("the page"))
}

/// An ontology folder with the page's vocabulary and language, and one rule file.
fn folder(blocks: &[Block], rule: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let vocabulary = blocks.iter().find(|b| b.info.starts_with("turtle")).expect("the page declares a class");
    std::fs::write(folder.path().join("vocabulary.ttl"), &vocabulary.text).expect("a file");
    for inner in ["rules", "language"] {
        std::fs::create_dir(folder.path().join(inner)).expect("a folder");
    }
    for (path, block) in blocks.iter().filter_map(|b| Some((b.info.strip_prefix("toml own/")?, b))) {
        std::fs::write(folder.path().join(path), &block.text).expect("a file");
    }
    std::fs::write(folder.path().join("rules/aid.toml"), rule).expect("a file");
    folder
}

#[test]
fn every_rule_of_the_page_reads_its_examples() {
    let blocks = page();
    let (mut run, mut wrong) = (0, Vec::new());
    for block in blocks.iter().filter(|b| b.info == "toml") {
        let folder = folder(&blocks, &block.text);
        let engine = Engine::new(Some(folder.path())).unwrap_or_else(|e| panic!("line {}: {e}", block.line));
        let own = |file: &str| Path::new(file).starts_with(folder.path());
        for rule in engine.rules.iter().filter(|r| own(&r.file)) {
            let trials = engine.trials(rule);
            run += trials.len();
            wrong.extend(trials.into_iter().filter_map(|t| match t.verdict {
                Verdict::Wrong(what) => Some(format!("line {}, {}: {}\n    {what}", block.line, t.rule, t.text)),
                _ => None,
            }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run > 25, "the page shows {run} examples");
}

#[test]
fn every_message_of_the_page_is_what_the_program_says() {
    let blocks = page();
    let pairs: Vec<_> = blocks.windows(2).filter(|pair| pair[0].info == "toml error").collect();
    for pair in &pairs {
        let folder = folder(&blocks, &pair[0].text);
        let error = Engine::new(Some(folder.path())).err().unwrap_or_else(|| panic!("line {}: it loads", pair[0].line));
        let said = error.to_string();
        assert!(said.ends_with(pair[1].text.trim_end()), "line {}: the program says\n{said}", pair[1].line);
    }
    assert!(pairs.len() >= 5, "the page shows {} messages", pairs.len());
}
