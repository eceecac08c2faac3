//! Checks of a graph: SHACL shapes (`ontology/shapes.ttl`), run here without another engine, and what shapes cannot see:
//! that stored sources are the files that were read, and that every quote stands at its place.
//!
//! The part of SHACL Core that the shapes use is understood, nothing else is accepted (`shape.rs` lists it). A user's
//! ontology folder may hold a `shapes.ttl` of its own, which adds to the built-in one. Findings are SHACL's validation
//! results ([`report`] writes them in its vocabulary) with the rules that made the node beside them.

mod data;
mod part;
mod report;
mod run;
mod shape;
mod stored;
mod value;

pub(crate) use part::Surroundings;
pub use report::report;
pub use run::is_refused;
pub use shape::{Severity, Shapes};

use crate::engine::read_text;
use crate::error::{Error, Kind, Result};
use crate::store::{KnowledgeStore, parser};
use crate::vocab::PREFIXES;
use oxigraph::model::{Quad, Term};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::path::Path;

const BUILT_IN: &str = include_str!("../ontology/shapes.ttl");

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The constraint: `MinCount`, `Datatype`, ... of SHACL; `Hash`, `Quote`, `Stored` of the stored files.
    pub check: String,
    /// The focus node.
    pub node: Term,
    /// The property (an IRI), or a path as SPARQL writes it.
    pub path: Option<String>,
    /// The value to blame.
    pub value: Option<Term>,
    /// IRIs of the facts to blame: the node itself, or the facts that point to it.
    pub facts: Vec<String>,
    /// Ids of the rules that made these.
    pub rules: Vec<String>,
    /// What is wrong.
    pub message: String,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("severity", &self.severity)?;
        line.serialize_entry("check", &self.check)?;
        line.serialize_entry("node", &plain(&self.node))?;
        if let Some(path) = &self.path {
            line.serialize_entry("path", path)?;
        }
        if let Some(value) = &self.value {
            line.serialize_entry("value", &plain(value))?;
        }
        line.serialize_entry("rules", &self.rules)?;
        line.serialize_entry("message", &self.message)?;
        line.end()
    }
}

impl Finding {
    /// The node, its property and value as a person reads them: `fact:3f9c… dg:start "…"`.
    pub fn place(&self) -> [String; 3] {
        let path = self.path.as_deref().map(short).unwrap_or_default();
        [short(&plain(&self.node)), path, self.value.as_ref().map(|v| short(&plain(v))).unwrap_or_default()]
    }
}

fn plain(term: &Term) -> String {
    match term {
        Term::NamedNode(n) => n.as_str().to_owned(),
        Term::Literal(l) => l.value().to_owned(),
        other => other.to_string(),
    }
}

/// An IRI with its prefix; anything else as it is.
pub(crate) fn short(iri: &str) -> String {
    let iri = iri.trim_start_matches('<').trim_end_matches('>');
    let prefix = PREFIXES.iter().filter(|(_, ns)| iri.starts_with(ns)).max_by_key(|(_, ns)| ns.len());
    prefix.map_or_else(|| iri.to_owned(), |(prefix, ns)| format!("{prefix}:{}", &iri[ns.len()..]))
}

impl Shapes {
    /// The built-in shapes, and those of a user's ontology folder if it has a `shapes.ttl`.
    ///
    /// Errors: as of [`Shapes::load`]; a file that cannot be read.
    pub fn built_in(own: Option<&Path>) -> Result<Shapes> {
        let mut files = vec![("ontology/shapes.ttl".to_owned(), BUILT_IN.to_owned())];
        let mut mine = None;
        if let Some(path) = own.map(|folder| folder.join("shapes.ttl")).filter(|p| p.is_file()) {
            let text = read_text(Kind::Ontology, "read the shapes", &path)?;
            files.push((path.display().to_string(), text));
            mine = files.last().cloned();
        }
        Ok(Shapes { own: mine, ..Shapes::load(&files)? })
    }
}

/// Checks a stored graph by shapes and against its sources; findings come sorted, the worst first.
///
/// Errors: the store cannot be read.
pub fn check(store: &KnowledgeStore, shapes: &Shapes) -> Result<Vec<Finding>> {
    let mut out = stored::check(store)?;
    out.extend(shapes.check(&quads(&store.graph_bytes()?)?));
    out.sort_by_key(|f| f.severity);
    Ok(out)
}

/// Reads N-Quads.
///
/// Errors ([`crate::error::Kind::Store`]): not N-Quads.
pub fn quads(bytes: &[u8]) -> Result<Vec<Quad>> {
    let parsed: std::result::Result<Vec<Quad>, _> = parser().for_slice(bytes).collect();
    parsed.map_err(Error::damaged)
}

#[cfg(test)]
mod tests;
