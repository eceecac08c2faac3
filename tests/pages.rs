//! The layout of real pages, against a gold standard made by hand, where the shared documents stand beside the checkout.

use diplograph::document::{Document, Role};
use diplograph::source::Source;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn shared() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    path.join("gold/collation").exists().then_some(path)
}

fn lines(path: &Path) -> Vec<Json> {
    let text = std::fs::read_to_string(path).expect("the gold standard is readable");
    text.lines().filter(|l| !l.trim().is_empty()).map(|l| serde_json::from_str(l).expect("a JSON line")).collect()
}

fn documents(shared: &Path) -> BTreeMap<String, Document> {
    let entries = std::fs::read_dir(shared.join("seeds")).expect("the seeds are readable");
    entries
        .map(|e| e.expect("a folder entry").path())
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            let source = Source::from_bytes(&name, &std::fs::read(&path).expect("readable"), None).expect("text");
            (name, Document::new(source, None))
        })
        .collect()
}

fn number(value: &Json) -> usize {
    value.as_u64().expect("an offset") as usize
}

#[test]
fn every_article_begins_where_the_page_says() {
    let Some(shared) = shared() else { return };
    let documents = documents(&shared);
    let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for article in lines(&shared.join("gold/collation/articles.jsonl")) {
        let start = number(&article["spans"][0][0]);
        wanted.entry(article["file"].as_str().expect("a file").to_owned()).or_default().push(start);
    }
    for (name, starts) in wanted {
        let doc = &documents[&name];
        let found: Vec<usize> = doc.articles.iter().map(|a| doc.locate(a.span).start).collect();
        assert_eq!(found.len(), starts.len(), "{name}: {found:?} for {starts:?}");
        // Marks of Markdown and blank space in front of a headline belong to nobody.
        assert!(found.iter().zip(&starts).all(|(f, s)| f.abs_diff(*s) <= 4), "{name}: {found:?} for {starts:?}");
    }
}

/// Furniture that is kept out of sentences, and sentence text lost to furniture, in characters that are not blank.
#[test]
fn page_furniture_stays_out_of_the_sentences() {
    let Some(shared) = shared() else { return };
    let documents = documents(&shared);
    let (mut total, mut kept_out) = (0, 0);
    let mut furniture: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let gold = lines(&shared.join("gold/collation/furniture.jsonl"));
    for row in &gold {
        let name = row["file"].as_str().expect("a file");
        // The lead is told by the article itself: it is narration.
        let role = row["role"].as_str().expect("a role");
        let span = number(&row["span"][0])..number(&row["span"][1]);
        furniture.entry(name).or_default().extend(span.clone());
        if role == "lead" {
            continue;
        }
        let said = said(&documents[name]);
        let text: Vec<char> = documents[name].source.original.chars().collect();
        for at in span.filter(|&at| !text[at].is_whitespace()) {
            total += 1;
            kept_out += usize::from(!said.contains(&at));
        }
    }
    assert!(kept_out * 100 >= total * 95, "{kept_out} of {total} characters of furniture are kept out");

    for turn in lines(&shared.join("gold/collation/turns.jsonl")) {
        for part in ["question", "answer"] {
            for (name, span) in turn[part].as_object().expect("spans by file") {
                let doc = &documents[name];
                let text: Vec<char> = doc.source.original.chars().collect();
                let said = said(doc);
                let lost: String = (number(&span[0])..number(&span[1]))
                    .filter(|at| {
                        text[*at].is_alphanumeric()
                            && !said.contains(at)
                            && !furniture.get(name.as_str()).is_some_and(|f| f.contains(at))
                    })
                    .map(|at| text[at])
                    .collect();
                assert_eq!(lost, "", "{name}, turn {}: text of the {part} was taken for furniture", turn["n"]);
            }
        }
    }
}

/// Code points that stand in a question or an answer.
fn said(doc: &Document) -> BTreeSet<usize> {
    let spoken = doc.sentences.iter().filter(|s| matches!(s.role, Role::Question | Role::Answer));
    spoken
        .flat_map(|s| {
            // Character by character: a sentence joined across a break covers the furniture in between.
            s.span.of(&doc.text).char_indices().map(|(i, c)| (s.span.start + i, c.len_utf8())).collect::<Vec<_>>()
        })
        .map(|(at, length)| doc.locate(diplograph::source::Span::new(at, at + length)).start)
        .collect()
}

#[test]
fn the_session_of_the_congress_dates_the_pages_that_name_it() {
    let Some(shared) = shared() else { return };
    let dates: BTreeMap<String, Option<String>> =
        documents(&shared).into_iter().map(|(name, doc)| (name, doc.date.map(|d| d.edtf))).collect();
    assert_eq!(dates.values().filter(|d| d.as_deref() == Some("2024-03-07")).count(), 2, "{dates:?}");
    assert!(dates.values().flatten().all(|d| d.contains("03-0")), "{dates:?}");
}
