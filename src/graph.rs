//! A [`Corpus`] → quads: the text, the facts, their one-hop edges, the entities used, the apparatus, the vocabulary.
//!
//! IRIs are made from content and there are no blank nodes, so that the same input gives the same graph. Each part has
//! its named graph: one per source (its own IRI), and [`FACTS`], [`EDGES`], [`GAZETTEER`], [`APPARATUS`],
//! [`DATASET`], [`VOCABULARY`]. Queries see the union.
//!
//! ```text
//! fact:3f9c…  a dg:VisaWaiver , dg:Fact ; dg:grantor country:CN ; dg:beneficiary country:NO , … ;
//!             dg:start "2023-05-10"^^xsd:date ; dg:statedBy person:… ; dg:status dg:Agreed ; dg:rule rule:… ; dg:evidence <source#char=12,48> .
//! <source#char=12,48>  a dg:Passage ; dg:source source:… ; dg:startByte 30 ; dg:quote "…"@zh .
//! country:CN  dg:waivesVisaFor country:NO .
//! ```

mod apparatus;
mod dataset;
mod fact;
mod gazetteer;
mod run;
mod term;
mod text;

pub use dataset::rules;
pub(crate) use dataset::{Classes, classes_of};
pub(crate) use fact::Asking;
pub(crate) use run::{Run, record};
pub use term::{local_name, time_literal};

use crate::archive::Archive;
use crate::corpus::{Corpus, PostRecord};
use crate::edge::edges;
use crate::engine::OwnFile;
use crate::entity::EntityRecord;
use crate::join::JoinedFact;
use crate::rule::Rules;
use crate::vocab::Vocabulary;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use term::{dg, id};

/// The joined facts.
pub const FACTS: &str = "https://w3id.org/diplograph/id/graph/facts";
/// The one-hop form of the facts.
pub const EDGES: &str = "https://w3id.org/diplograph/id/graph/edges";
/// The entities that the sources name.
pub const GAZETTEER: &str = "https://w3id.org/diplograph/id/graph/gazetteer";
/// Where witnesses differ.
pub const APPARATUS: &str = "https://w3id.org/diplograph/id/graph/apparatus";
/// What the dataset is, what it was made from, by which program and rules.
pub const DATASET: &str = "https://w3id.org/diplograph/id/graph/dataset";
/// The terms themselves.
pub const VOCABULARY: &str = "https://w3id.org/diplograph/id/graph/vocabulary";

/// How much of the text goes into the graph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Detail {
    /// A node for every mention, not only a count for each entity of a source.
    pub mentions: bool,
}

/// The quads of a corpus, sorted by no order that matters; some may come twice.
pub fn quads(corpus: &Corpus, vocabulary: &Vocabulary, detail: Detail) -> Vec<Quad> {
    let mut out = texts(corpus, detail);
    let archive = Archive::of(corpus);
    archive
        .facts
        .iter()
        .for_each(|f| out.append(&mut fact_quads(f, &|source, turn| archive.asked(source, turn), vocabulary)));
    out.append(&mut said_together(&archive));
    out.append(&mut apparatus(&archive));
    out.append(&mut entity_quads(&corpus.entities, &corpus.posts));
    let classes = dataset::classes(&corpus.facts, &corpus.entities, corpus.documents.len());
    out.append(&mut about(&classes, &corpus.ontology));
    corpus.documents.iter().for_each(|d| out.append(&mut source_of(d.name(), &corpus.ontology)));
    out.append(&mut terms(vocabulary));
    out
}

/// A quad as it stands in the store.
pub(crate) fn line(quad: &Quad) -> String {
    format!("{quad} .")
}

/// What the documents themselves show: their articles, turns, and whom they name.
pub fn texts(corpus: &Corpus, detail: Detail) -> Vec<Quad> {
    let mut out = Vec::new();
    for number in 0..corpus.documents.len() {
        text::source(&mut Sink::new(&mut out, &text::iri(corpus.documents[number].name())), corpus, number, detail);
    }
    out
}

/// A fact with its passages, edges, and readings. Other facts may have some of these quads too.
pub(crate) fn fact_quads(joined: &JoinedFact, asked: Asking<'_>, vocabulary: &Vocabulary) -> Vec<Quad> {
    [bare_fact(joined, asked, vocabulary), passages(joined), edge_quads(joined, vocabulary)].concat()
}

/// A fact with its amounts, rules and readings.
pub(crate) fn bare_fact(joined: &JoinedFact, asked: Asking<'_>, vocabulary: &Vocabulary) -> Vec<Quad> {
    let mut out = Vec::new();
    fact::fact(&mut Sink::new(&mut out, FACTS), joined, asked, vocabulary);
    apparatus::readings(&mut Sink::new(&mut out, APPARATUS), joined);
    out
}

/// The passages of a fact.
pub(crate) fn passages(joined: &JoinedFact) -> Vec<Quad> {
    let mut out = Vec::new();
    fact::passages(&mut out, joined);
    out
}

/// The one-hop edges of a fact.
pub(crate) fn edge_quads(joined: &JoinedFact, vocabulary: &Vocabulary) -> Vec<Quad> {
    let mut out = Vec::new();
    let mut sink = Sink::new(&mut out, EDGES);
    for edge in edges(joined, vocabulary) {
        sink.link(&id(edge.from), edge.property, &id(edge.to));
        if edge.symmetric {
            sink.link(&id(edge.to), edge.property, &id(edge.from));
        }
    }
    out
}

/// A rule that found something, by its id: that it is one, and what it recognises.
pub(crate) fn rule_quads(rule: &str, rules: &Rules) -> Vec<Quad> {
    let mut out = rules.iter().find(|r| &*r.id == rule).map(dataset::rule_quads).unwrap_or_default();
    Sink::new(&mut out, FACTS).class(&fact::rule(rule), "Rule");
    out
}

/// Facts that one sentence states, linked.
pub(crate) fn said_together(archive: &Archive) -> Vec<Quad> {
    let mut out = Vec::new();
    let mut sink = Sink::new(&mut out, FACTS);
    for (one, other) in fact::said_together(archive) {
        sink.link(&fact::iri(one), "saidWith", &fact::iri(other));
    }
    out
}

/// The apparatus of all occasions.
pub(crate) fn apparatus(archive: &Archive) -> Vec<Quad> {
    let mut out = Vec::new();
    apparatus::apparatus(&mut Sink::new(&mut out, APPARATUS), archive);
    out
}

/// Entities and posts.
pub(crate) fn entity_quads(entities: &[EntityRecord], posts: &[PostRecord]) -> Vec<Quad> {
    let mut out = Vec::new();
    let mut sink = Sink::new(&mut out, GAZETTEER);
    entities.iter().for_each(|e| gazetteer::entity(&mut sink, e));
    posts.iter().for_each(|p| gazetteer::post(&mut sink, p));
    out
}

/// What the dataset is.
pub(crate) fn about(classes: &Classes, ontology: &[OwnFile]) -> Vec<Quad> {
    let mut out = Vec::new();
    dataset::dataset(&mut Sink::new(&mut out, DATASET), classes, ontology);
    out
}

/// That a source is one of the dataset.
pub(crate) fn source_of(name: &str, ontology: &[OwnFile]) -> Vec<Quad> {
    let mut out = Vec::new();
    dataset::source(&mut Sink::new(&mut out, DATASET), name, ontology);
    out
}

/// The terms themselves.
pub(crate) fn terms(vocabulary: &Vocabulary) -> Vec<Quad> {
    let graph = GraphName::NamedNode(NamedNode::new_unchecked(VOCABULARY));
    vocabulary.triples.iter().map(|t| t.clone().in_graph(graph.clone())).collect()
}

#[cfg(test)]
mod tests;

/// Takes quads into one named graph.
struct Sink<'a> {
    out: &'a mut Vec<Quad>,
    graph: GraphName,
}

impl<'a> Sink<'a> {
    fn new(out: &'a mut Vec<Quad>, graph: &str) -> Self {
        Sink { out, graph: GraphName::NamedNode(NamedNode::new_unchecked(graph)) }
    }

    fn add(&mut self, subject: &NamedNode, predicate: NamedNode, object: impl Into<Term>) {
        self.out.push(Quad::new(subject.clone(), predicate, object, self.graph.clone()));
    }

    /// `subject a dg:class`.
    fn class(&mut self, subject: &NamedNode, class: &str) {
        self.add(subject, rdf::TYPE.into_owned(), dg(class));
    }

    /// `subject dg:property object`.
    fn link(&mut self, subject: &NamedNode, property: &str, object: &NamedNode) {
        self.add(subject, dg(property), object.clone());
    }

    /// `subject dg:property literal`.
    fn value(&mut self, subject: &NamedNode, property: &str, literal: Literal) {
        self.add(subject, dg(property), literal);
    }

    /// The days on which something begins and ends, as far as they are known.
    fn days(&mut self, subject: &NamedNode, first: Option<String>, last: Option<String>) {
        for (property, day) in [("firstDay", first), ("lastDay", last)] {
            if let Some(day) = day {
                self.value(subject, property, time_literal(&day));
            }
        }
    }

    /// `subject dg:property "text"@zh`; nothing for no text.
    fn zh(&mut self, subject: &NamedNode, property: &str, text: &str) {
        if !text.is_empty() {
            self.value(subject, property, term::zh(text));
        }
    }
}
