//! A [`Corpus`] → quads: the text, the facts, their one-hop edges, the entities used, the apparatus, the vocabulary.
//!
//! IRIs are made from content and there are no blank nodes, so that the same input gives the same graph. Each part has
//! its named graph: one per source (its own IRI), and [`FACTS`], [`EDGES`], [`GAZETTEER`], [`APPARATUS`],
//! [`DATASET`], [`VOCABULARY`]. Queries see the union.
//!
//! ```text
//! fact:3f9c…  a dg:VisaWaiver , dg:Fact ; dg:grantor country:CN ; dg:beneficiary country:NO , … ;
//!             dg:start "2023-05-10"^^xsd:date ; dg:statedBy person:… ; dg:status dg:Agreed ; dg:rule rule:… ;
//!             dg:evidence <source#char=12,48> .
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
pub(crate) use run::{Run, readable_records, record};
pub use term::{local_name, time_literal};

use crate::archive::Archive;
use crate::corpus::{Corpus, PostRecord};
use crate::document::Document;
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
    let archive = Archive::of(corpus);
    let asked = |source: &str, turn: usize| archive.asked(source, turn);
    let classes = dataset::classes(&corpus.facts, &corpus.entities, corpus.documents.len());
    let mut out = texts(corpus, detail);
    out.extend(archive.facts.iter().flat_map(|f| fact_quads(f, &asked, vocabulary)));
    out.extend(said_together(&archive));
    out.extend(apparatus(&archive));
    out.extend(entity_quads(&corpus.entities, &corpus.posts));
    out.extend(about(&classes, &corpus.ontology));
    out.extend(corpus.documents.iter().flat_map(|d| source_of(d.name(), &corpus.ontology)));
    out.extend(terms(vocabulary));
    out
}

/// A quad as it stands in the store.
pub(crate) fn line(quad: &Quad) -> String {
    format!("{quad} .")
}

/// What `write` puts into a named graph.
fn into(graph: &str, write: impl FnOnce(&mut Sink<'_>)) -> Vec<Quad> {
    let mut out = Vec::new();
    write(&mut Sink::new(&mut out, graph));
    out
}

/// What the documents themselves show: their articles, turns, and whom they name.
pub fn texts(corpus: &Corpus, detail: Detail) -> Vec<Quad> {
    let of = |(number, document): (usize, &Document)| {
        into(&text::iri(document.name()), |sink| text::source(sink, corpus, number, detail))
    };
    corpus.documents.iter().enumerate().flat_map(of).collect()
}

/// A fact with its passages, edges, and readings. Other facts may have some of these quads too.
pub(crate) fn fact_quads(joined: &JoinedFact, asked: Asking<'_>, vocabulary: &Vocabulary) -> Vec<Quad> {
    [bare_fact(joined, asked, vocabulary), passages(joined), edge_quads(joined, vocabulary)].concat()
}

/// A fact with its amounts, rules and readings.
pub(crate) fn bare_fact(joined: &JoinedFact, asked: Asking<'_>, vocabulary: &Vocabulary) -> Vec<Quad> {
    let mut out = into(FACTS, |sink| fact::fact(sink, joined, asked, vocabulary));
    out.append(&mut into(APPARATUS, |sink| apparatus::readings(sink, joined)));
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
    into(EDGES, |sink| {
        for edge in edges(joined, vocabulary) {
            sink.link(&id(edge.from), edge.property, &id(edge.to));
            if edge.symmetric {
                sink.link(&id(edge.to), edge.property, &id(edge.from));
            }
        }
    })
}

/// A rule that found something, by its id: that it is one, and what it recognises.
pub(crate) fn rule_quads(rule: &str, rules: &Rules) -> Vec<Quad> {
    let mut out = rules.get(rule).map(dataset::rule_quads).unwrap_or_default();
    out.append(&mut into(FACTS, |sink| sink.class(&fact::rule(rule), "Rule")));
    out
}

/// Facts that one sentence states, linked.
pub(crate) fn said_together(archive: &Archive) -> Vec<Quad> {
    into(FACTS, |sink| {
        for (one, other) in fact::said_together(archive) {
            sink.link(&fact::iri(one), "saidWith", &fact::iri(other));
        }
    })
}

/// The apparatus of all occasions.
pub(crate) fn apparatus(archive: &Archive) -> Vec<Quad> {
    into(APPARATUS, |sink| apparatus::apparatus(sink, archive))
}

/// Entities and posts.
pub(crate) fn entity_quads(entities: &[EntityRecord], posts: &[PostRecord]) -> Vec<Quad> {
    into(GAZETTEER, |sink| {
        entities.iter().for_each(|e| gazetteer::entity(sink, e));
        posts.iter().for_each(|p| gazetteer::post(sink, p));
    })
}

/// What the dataset is.
pub(crate) fn about(classes: &Classes, ontology: &[OwnFile]) -> Vec<Quad> {
    into(DATASET, |sink| dataset::dataset(sink, classes, ontology))
}

/// That a source is one of the dataset.
pub(crate) fn source_of(name: &str, ontology: &[OwnFile]) -> Vec<Quad> {
    into(DATASET, |sink| dataset::source(sink, name, ontology))
}

/// The terms themselves.
pub(crate) fn terms(vocabulary: &Vocabulary) -> Vec<Quad> {
    let graph = GraphName::NamedNode(NamedNode::new_unchecked(VOCABULARY));
    vocabulary.triples.iter().map(|t| t.clone().in_graph(graph.clone())).collect()
}

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

#[cfg(test)]
mod tests;
