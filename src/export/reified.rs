//! RDF 1.2: each edge as a triple term, with the facts that it stands for as its reifiers.
//!
//! ```text
//! fact:3f9c… rdf:reifies <<( country:CN dg:waivesVisaFor country:NO )>> .
//! ```
//!
//! The fact's own statements (who says so, where, in which mode) thereby annotate the edge. What is written is N-Triples,
//! which is Turtle as well.

use crate::edge::edges;
use crate::graph::EDGES;
use crate::join::JoinedFact;
use crate::vocab::{ID, NS, Vocabulary};
use oxigraph::io::RdfFormat;
use std::collections::BTreeSet;
use std::io::{self, Write};

const REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";

/// Whether a format can hold triple terms.
pub fn has_triple_terms(format: RdfFormat) -> bool {
    matches!(format, RdfFormat::NTriples | RdfFormat::NQuads | RdfFormat::Turtle | RdfFormat::TriG)
}

/// The reifiers of the edges of facts.
#[derive(Debug, Default)]
pub struct Reifiers(BTreeSet<String>);

impl Reifiers {
    /// Adds those of a fact.
    pub fn add(&mut self, fact: &JoinedFact, vocabulary: &Vocabulary) {
        for edge in edges(fact, vocabulary) {
            let mut reify = |from: &str, to: &str| {
                self.0.insert(format!(
                    "<{ID}fact/{}> <{REIFIES}> <<( <{ID}{from}> <{NS}{}> <{ID}{to}> )>>",
                    edge.fact, edge.property
                ))
            };
            reify(edge.from, edge.to);
            if edge.symmetric {
                reify(edge.to, edge.from);
            }
        }
    }
}

/// Writes reifiers, sorted, after a graph in this format; in formats with named graphs into the graph of the edges. Writes
/// nothing if there are none.
pub fn write(reifiers: &Reifiers, format: RdfFormat, mut out: impl Write) -> io::Result<()> {
    let lines = &reifiers.0;
    if lines.is_empty() {
        return Ok(());
    }
    match format {
        RdfFormat::TriG => {
            writeln!(out, "<{EDGES}> {{")?;
            lines.iter().try_for_each(|line| writeln!(out, "\t{line} ."))?;
            writeln!(out, "}}")
        }
        RdfFormat::NQuads => lines.iter().try_for_each(|line| writeln!(out, "{line} <{EDGES}> .")),
        _ => lines.iter().try_for_each(|line| writeln!(out, "{line} .")),
    }
}
