//! What remains of documents when their texts are put away: what joins, the graph and the next build need of them.
//!
//! A bundle holds the documents whose articles are alike, directly or over others, or one document that stands alone. Nothing
//! in it depends on documents of other bundles, so that it stands as long as its documents do.

use super::lines::{TurnLine, VariantLine};
use super::{Collated, Corpus};
use crate::collation::Member;
use crate::join::{Occasion, Witness};
use crate::line::Statement;
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Documents that events bind together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// The documents, by name.
    pub sources: Vec<SourceRecord>,
    /// Their events, in order.
    pub events: Vec<EventRecord>,
}

/// What a document says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Its name.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its date (EDTF), as far as it is known.
    pub date: Option<String>,
    /// How the date is known.
    pub date_origin: Option<String>,
    /// The fingerprints of its articles, by number.
    pub prints: Vec<(usize, Vec<u64>)>,
    /// What it says.
    pub statements: Vec<Statement>,
    /// The number of the sentence in which each statement begins.
    pub sentences: Vec<Option<usize>>,
    /// The entities that it names: ids by path.
    pub entities: BTreeMap<String, String>,
    /// Its turns.
    pub turns: Vec<Asked>,
}

/// The question of a turn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Its words.
    pub question: String,
    /// Paths of the entities that it names.
    pub about: Vec<String>,
}

/// An event with several renderings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EventRecord {
    /// Its day (EDTF), else the name of its first source.
    pub name: String,
    /// The day, if it is known.
    pub day: Option<String>,
    /// Which articles of which documents.
    pub members: Vec<Member>,
    /// Document, turn in the document, turn of the event.
    pub turns: Vec<(usize, usize, usize)>,
    /// Where the passage of a statement stands in another document: document, passage, other document, passage there.
    pub answering: Vec<(usize, Span, usize, Span)>,
    /// Where renderings differ, without what this puts in dispute.
    pub variants: Vec<VariantLine>,
    /// The turns of the event.
    pub turn_lines: Vec<TurnLine>,
}

impl Bundle {
    /// The documents and events of a corpus. The fingerprints are left to whoever knows them.
    pub fn of(corpus: &Corpus) -> Bundle {
        let sources = (0..corpus.documents.len()).map(|n| source(corpus, n)).collect();
        let events = corpus.events.iter().map(|e| event(corpus, e)).collect();
        Bundle { sources, events }
    }
}

fn source(corpus: &Corpus, number: usize) -> SourceRecord {
    let doc = &corpus.documents[number];
    let statements = &corpus.witnesses[number].statements;
    let asked = |turn: usize| Asked {
        question: corpus.question(number, turn),
        about: corpus.asked_about(number, turn).into_iter().map(|e| e.path.clone()).collect(),
    };
    SourceRecord {
        name: doc.name().to_owned(),
        sha256: corpus.hashes[number].clone(),
        date: doc.date.as_ref().map(|d| d.edtf.clone()),
        date_origin: doc
            .date
            .as_ref()
            .and_then(|d| serde_json::to_value(d.origin).ok().and_then(|v| v.as_str().map(str::to_owned))),
        prints: Vec::new(),
        statements: statements.clone(),
        sentences: statements.iter().map(|s| doc.sentence_at(s.span.start)).collect(),
        entities: corpus.entity_mentions[number].iter().map(|(_, e)| (e.path.clone(), e.id.clone())).collect(),
        turns: (0..doc.turns.len()).map(asked).collect(),
    }
}

fn event(corpus: &Corpus, event: &Collated) -> EventRecord {
    let occasion = super::occasion(event, &corpus.documents);
    let mut answering = Vec::new();
    for (from, articles) in &occasion.members {
        let mut spans: Vec<Span> = corpus.witnesses[*from]
            .statements
            .iter()
            .filter(|s| articles.contains(&s.article))
            .map(|s| s.span)
            .collect();
        spans.sort();
        spans.dedup();
        for (to, _) in occasion.members.iter().filter(|(d, _)| d != from) {
            let there = |span: Span| occasion.project.as_ref().and_then(|p| p(*from, span, *to));
            answering.extend(spans.iter().filter_map(|&span| Some((*from, span, *to, there(span)?))));
        }
    }
    EventRecord {
        name: event.name.clone(),
        day: event.day.clone(),
        members: event.event.members.clone(),
        turns: occasion.turn.iter().map(|(&(document, own), &joined)| (document, own, joined)).collect(),
        answering,
        variants: event.collation.variants.iter().map(|v| corpus.plain(event, v)).collect(),
        turn_lines: corpus.turn_lines_of(event),
    }
}

impl EventRecord {
    /// The event as the join sees it.
    pub(crate) fn occasion(&self) -> Occasion<'_> {
        let there: HashMap<(usize, Span, usize), Span> =
            self.answering.iter().map(|&(from, span, to, there)| ((from, span, to), there)).collect();
        Occasion {
            day: self.day.clone(),
            members: self.members.iter().map(|m| (m.witness, m.articles.clone())).collect(),
            project: Some(Box::new(move |from, span, to| there.get(&(from, span, to)).copied())),
            turn: self.turns.iter().map(|&(document, own, joined)| ((document, own), joined)).collect(),
        }
    }
}

impl SourceRecord {
    /// The document as the join sees it. Its statements go there.
    pub(crate) fn witness(&mut self) -> Witness {
        Witness { name: self.name.clone(), date: self.date.clone(), statements: std::mem::take(&mut self.statements) }
    }
}
