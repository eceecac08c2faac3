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

/// Writes the reifiers of all edges, sorted, after a graph in this format; in formats with named graphs into the graph of
/// the edges. Writes nothing for no facts.
pub fn write(facts: &[JoinedFact], vocabulary: &Vocabulary, format: RdfFormat, mut out: impl Write) -> io::Result<()> {
    let mut lines: BTreeSet<String> = BTreeSet::new();
    for edge in facts.iter().flat_map(|f| edges(f, vocabulary)) {
        let mut reify = |from: &str, to: &str| {
            lines.insert(format!(
                "<{ID}fact/{}> <{REIFIES}> <<( <{ID}{from}> <{NS}{}> <{ID}{to}> )>>",
                edge.fact, edge.property
            ))
        };
        reify(edge.from, edge.to);
        if edge.symmetric {
            reify(edge.to, edge.from);
        }
    }
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
