//! Sources: articles, turns, and whom they name.

use super::term::{dg, id, integer, local_name, time_literal};
use super::{Detail, Sink};
use crate::corpus::Corpus;
use crate::vocab::ID;
use oxigraph::model::vocab::rdfs;
use oxigraph::model::{Literal, NamedNode};
use std::collections::BTreeMap;

const TITLE: &str = "http://purl.org/dc/terms/title";
const PUBLISHER: &str = "http://purl.org/dc/terms/publisher";

/// The IRI of a source, which also names its graph.
pub(super) fn iri(source: &str) -> String {
    format!("{ID}source/{}", local_name(source))
}

fn node(source: &str) -> NamedNode {
    NamedNode::new_unchecked(iri(source))
}

/// A stretch of a source by its code points, after RFC 5147.
pub(super) fn passage_iri(source: &str, start: usize, end: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("{}#char={start},{end}", iri(source)))
}

pub(super) fn turn_iri(source: &str, turn: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("{}/turn/{turn}", iri(source)))
}

/// The IRI of an occasion by its name: its day, or the name of its first source.
pub(super) fn occasion(name: &str) -> NamedNode {
    id(&format!("occasion/{}", local_name(name)))
}

/// Where something stands in a source.
pub(super) struct Anchor<'a> {
    pub source: &'a str,
    pub start: usize,
    pub end: usize,
    pub bytes: Option<(usize, usize)>,
}

impl Anchor<'_> {
    pub fn write(&self, sink: &mut Sink<'_>, node: &NamedNode, class: &str) {
        sink.class(node, class);
        sink.link(node, "source", &self::node(self.source));
        sink.value(node, "startChar", integer(self.start));
        sink.value(node, "endChar", integer(self.end));
        if let Some((start, end)) = self.bytes {
            sink.value(node, "startByte", integer(start));
            sink.value(node, "endByte", integer(end));
        }
    }
}

/// Everything that a source itself shows.
pub(super) fn source(sink: &mut Sink<'_>, corpus: &Corpus, number: usize, detail: Detail) {
    let doc = &corpus.documents[number];
    let name = doc.name();
    let source = node(name);
    sink.class(&source, "Source");
    sink.add(&source, rdfs::LABEL.into_owned(), Literal::new_simple_literal(name));
    sink.value(&source, "sha256", Literal::new_simple_literal(&corpus.hashes[number]));
    sink.value(&source, "encoding", Literal::new_simple_literal(doc.source.encoding));
    sink.value(&source, "length", integer(length(doc)));
    sink.value(&source, "bytes", integer(doc.source.bytes()));
    if let Some(date) = &doc.date {
        sink.value(&source, "date", time_literal(&date.edtf));
        let origin = serde_json::json!(date.origin);
        sink.value(&source, "dateOrigin", Literal::new_simple_literal(origin.as_str().unwrap_or_default()));
    }
    if let Some(publisher) = doc.source.meta("source").filter(|p| !p.is_empty()) {
        sink.add(&source, NamedNode::new_unchecked(PUBLISHER), super::term::zh(publisher));
    }
    for occasion_name in corpus.occasions_of(number) {
        let occasion = occasion(occasion_name);
        sink.link(&source, "rendersOccasion", &occasion);
        sink.class(&occasion, "Occasion");
        if crate::join::is_day(occasion_name) {
            sink.value(&occasion, "date", time_literal(occasion_name));
        }
    }
    articles(sink, corpus, number);
    turns(sink, corpus, number);
    mentioned(sink, corpus, number);
    if detail.mentions {
        mentions(sink, corpus, number);
    }
}

/// Code points of the decoded original: no offset of the source is larger.
fn length(doc: &crate::document::Document) -> usize {
    doc.source.original.chars().count()
}

fn articles(sink: &mut Sink<'_>, corpus: &Corpus, number: usize) {
    let doc = &corpus.documents[number];
    for (i, article) in doc.articles.iter().enumerate() {
        let node = NamedNode::new_unchecked(format!("{}/article/{i}", iri(doc.name())));
        let at = doc.locate(article.span);
        Anchor { source: doc.name(), start: at.start, end: at.end, bytes: None }.write(sink, &node, "Article");
        let kind = serde_json::json!(article.kind);
        sink.value(&node, "articleKind", Literal::new_simple_literal(kind.as_str().unwrap_or_default()));
        if let Some(title) = article.title {
            sink.add(&node, NamedNode::new_unchecked(TITLE), super::term::zh(title.of(&doc.text)));
        }
    }
}

fn turns(sink: &mut Sink<'_>, corpus: &Corpus, number: usize) {
    let doc = &corpus.documents[number];
    for (i, turn) in doc.turns.iter().enumerate() {
        let node = turn_iri(doc.name(), i);
        let spans = turn.asker.iter().chain(&turn.question).chain(&turn.answer).map(|s| doc.locate(*s));
        let Some((start, end)) = spans.map(|l| (l.start, l.end)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
            continue;
        };
        Anchor { source: doc.name(), start, end, bytes: None }.write(sink, &node, "Turn");
        sink.zh(&node, "question", &corpus.question(number, i));
        let answer: Vec<&str> = turn.answer.iter().map(|s| s.of(&doc.text)).collect();
        sink.zh(&node, "answer", &answer.join("\n"));
        if let Some(asker) = turn.asker {
            sink.zh(&node, "asker", asker.of(&doc.text));
        }
        for (property, entity) in corpus.speakers(number, i) {
            sink.link(&node, property, &id(&entity));
        }
        for entity in corpus.asked_about(number, i) {
            sink.link(&node, "asksAbout", &id(&entity.path));
        }
        for entity in corpus.named_in(number, &turn.answer) {
            sink.link(&node, "mentions", &id(&entity.path));
        }
    }
}

/// Each entity of a source once, with the number of its mentions.
fn mentioned(sink: &mut Sink<'_>, corpus: &Corpus, number: usize) {
    let doc = &corpus.documents[number];
    // By path: two spellings of an unlisted name may be one entity.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, entity) in &corpus.entity_mentions[number] {
        *counts.entry(&entity.path).or_default() += 1;
    }
    for (path, count) in counts {
        let target = id(path);
        sink.link(&node(doc.name()), "mentions", &target);
        let counted = NamedNode::new_unchecked(format!("{}/mentions/{path}", iri(doc.name())));
        sink.class(&counted, "MentionCount");
        sink.link(&counted, "source", &node(doc.name()));
        sink.link(&counted, "entity", &target);
        sink.value(&counted, "count", integer(count));
    }
}

/// A node for each mention of an entity.
fn mentions(sink: &mut Sink<'_>, corpus: &Corpus, number: usize) {
    let doc = &corpus.documents[number];
    for (span, entity) in &corpus.entity_mentions[number] {
        let at = doc.locate(*span);
        let node = passage_iri(doc.name(), at.start, at.end);
        Anchor { source: doc.name(), start: at.start, end: at.end, bytes: Some((at.start_byte, at.end_byte)) }
            .write(sink, &node, "Mention");
        sink.add(&node, dg("entity"), id(&entity.path));
        sink.zh(&node, "quote", doc.quote(*span));
    }
}
