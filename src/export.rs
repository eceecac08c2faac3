//! The stored graph in the forms that other tools read: RDF, and the entity graph (entities and one-hop edges).

mod by_graph;
mod csv;
mod dot;
mod edition;
mod gexf;
mod graphml;
#[cfg(feature = "parquet")]
mod parquet;
mod part;
mod reified;
mod tei;
pub mod view;

use crate::control::{Xml, visible};
use crate::edge::edges;
use crate::entity::EntityRecord;
use crate::join::JoinedFact;
use crate::vocab::{ID, PREFIXES, Vocabulary};
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParseError, RdfParser, RdfSerializer};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Read, Write};

use by_graph::ByGraph;
pub(crate) use csv::row as csv_row;
pub use csv::{edges as edges_csv, nodes as nodes_csv};
pub use dot::write as dot;
pub use edition::write as edition;
pub use gexf::write as gexf;
pub use graphml::write as graphml;
#[cfg(feature = "parquet")]
pub use parquet::{edges as edges_parquet, nodes as nodes_parquet};
pub use part::Part;
pub use reified::{Reifiers, has_triple_terms, write as reified};
pub use tei::write as tei;

/// How many bytes of quads are put in the order of their graphs in memory.
const ROOM: usize = 32 << 20;

/// An RDF format by the name that the command line gives it.
pub fn rdf_format(name: &str) -> Option<RdfFormat> {
    Some(match name {
        "ttl" | "turtle" => RdfFormat::Turtle,
        "nt" | "ntriples" => RdfFormat::NTriples,
        "nq" | "nquads" => RdfFormat::NQuads,
        "trig" => RdfFormat::TriG,
        "jsonld" | "json-ld" => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        "rdfxml" | "rdf" | "xml" => RdfFormat::RdfXml,
        _ => return None,
    })
}

/// Text as HTML and XML may hold it, in content and in quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(visible(c)),
        }
    }
    out
}

/// A serializer that writes our prefixes, on another base if one is given.
fn serializer(format: RdfFormat, base: Option<&str>) -> RdfSerializer {
    PREFIXES.iter().fold(RdfSerializer::from_format(format), |s, (prefix, iri)| {
        let iri = match (base, iri.strip_prefix(ID)) {
            (Some(base), Some(path)) => format!("{base}{path}"),
            _ => (*iri).to_owned(),
        };
        s.with_prefix(*prefix, iri).expect("prefixes are IRIs")
    })
}

/// Writes sorted N-Quads, or a part of them, in another format, with `base` for the program's own IRIs if it is given.
/// Formats without named graphs get the union of all graphs, each triple once; they and N-Quads are written as they are
/// read, the others one graph after the other, by way of temporary files where there is much. Memory does not grow with
/// the graph.
///
/// Errors: of reading and writing; `InvalidData` for what are no N-Quads.
pub fn rdf(
    nquads: impl Read,
    part: Option<&Part>,
    format: RdfFormat,
    base: Option<&str>,
    out: impl Write,
) -> io::Result<()> {
    let mut writer = serializer(format, base).for_writer(Xml::only_if(format == RdfFormat::RdfXml, out));
    let parser = RdfParser::from_format(RdfFormat::NQuads).for_reader(nquads);
    let held = parser.filter(|quad| part.is_none_or(|part| quad.as_ref().map_or(true, |q| part.holds(q))));
    let quads = held.map(|quad| quad.map(|q| rebased(q, base)).map_err(damaged));
    if format == RdfFormat::NQuads {
        quads.into_iter().try_for_each(|q| writer.serialize_quad(&q?))?;
    } else if format.supports_datasets() {
        let mut sorted = ByGraph::new(ROOM);
        quads.into_iter().try_for_each(|q| sorted.push(&q?))?;
        sorted.each(|q| writer.serialize_quad(q))?;
    } else {
        let mut last: Option<Triple> = None;
        for quad in quads {
            // The lines are sorted with the graph as last key: what several graphs say stands together.
            let triple = Triple::from(quad?);
            if last.as_ref() != Some(&triple) {
                writer.serialize_triple(&triple)?;
                last = Some(triple);
            }
        }
    }
    writer.finish().map(|_| ())
}

fn damaged(e: RdfParseError) -> io::Error {
    match e {
        RdfParseError::Io(e) => e,
        RdfParseError::Syntax(e) => io::Error::new(io::ErrorKind::InvalidData, e.to_string()),
    }
}

/// A quad with another base in place of the program's own.
fn rebased(quad: Quad, base: Option<&str>) -> Quad {
    let Some(base) = base else { return quad };
    let rebase = |node: &mut NamedNode| {
        if let Some(path) = node.as_str().strip_prefix(ID) {
            *node = NamedNode::new_unchecked(format!("{base}{path}"));
        }
    };
    let Quad { mut subject, predicate, mut object, mut graph_name } = quad;
    if let NamedOrBlankNode::NamedNode(node) = &mut subject {
        rebase(node);
    }
    if let Term::NamedNode(node) = &mut object {
        rebase(node);
    }
    if let GraphName::NamedNode(node) = &mut graph_name {
        rebase(node);
    }
    Quad { subject, predicate, object, graph_name }
}

/// Writes the triples of an answer, with the prefixes that they use.
pub fn triples(triples: &[Triple], format: RdfFormat, out: impl Write) -> io::Result<()> {
    let used = |namespace: &str| triples.iter().flat_map(iris).any(|iri| iri.starts_with(namespace));
    let prefixes = PREFIXES.iter().filter(|(_, namespace)| used(namespace));
    let serializer = prefixes.fold(RdfSerializer::from_format(format), |s, (prefix, iri)| {
        s.with_prefix(*prefix, *iri).expect("prefixes are IRIs")
    });
    let mut writer = serializer.for_writer(Xml::only_if(format == RdfFormat::RdfXml, out));
    triples.iter().try_for_each(|t| writer.serialize_quad(t.as_ref().in_graph(GraphNameRef::DefaultGraph)))?;
    writer.finish().map(|_| ())
}

/// The IRIs that a triple names.
fn iris(triple: &Triple) -> impl Iterator<Item = &str> {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(n) => Some(n.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    let object = match &triple.object {
        Term::NamedNode(n) => Some(n.as_str()),
        Term::Literal(l) => Some(l.datatype().as_str()),
        _ => None,
    };
    [subject, Some(triple.predicate.as_str()), object].into_iter().flatten()
}

/// An entity in the entity graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Path of the entity: `country/CN`.
    pub path: String,
    /// ISO code or canonical name.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// English name; empty where none is known.
    pub name_en: String,
    /// Narrowest class.
    pub class: String,
}

/// All facts that relate two entities in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relation {
    /// Local name of the property.
    pub property: String,
    /// Its Chinese label.
    pub label: String,
    /// Its English label.
    pub label_en: String,
    /// Whether it holds in both directions.
    pub symmetric: bool,
    /// Ids of the facts, sorted.
    pub facts: Vec<String>,
    /// Number of sources that attest one of them.
    pub sources: usize,
    /// The first day on which it is said; empty where unknown.
    pub first: String,
    /// The last day.
    pub last: String,
    /// Whether any of the facts is in dispute.
    pub disputed: bool,
}

/// The entity graph: only entities that have an edge.
pub type EntityGraph = DiGraph<Node, Relation>;

/// What facts say of one edge.
#[derive(Debug, Default)]
struct Gathered {
    symmetric: bool,
    facts: BTreeSet<String>,
    /// Numbers of sources.
    sources: BTreeSet<usize>,
    days: BTreeSet<String>,
    disputed: bool,
}

/// The edges of facts that come one by one: memory grows with the edges, not with the facts.
#[derive(Debug)]
pub struct Relations<'v> {
    vocabulary: &'v Vocabulary,
    /// By the paths of the ends and the property.
    found: BTreeMap<(String, String, String), Gathered>,
    sources: HashMap<String, usize>,
}

impl<'v> Relations<'v> {
    /// No edges yet.
    pub fn new(vocabulary: &'v Vocabulary) -> Relations<'v> {
        Relations { vocabulary, found: BTreeMap::new(), sources: HashMap::new() }
    }

    /// Adds the edges of a fact.
    pub fn add(&mut self, fact: &JoinedFact) {
        for edge in edges(fact, self.vocabulary) {
            let ends = (edge.from.to_owned(), edge.to.to_owned(), edge.property.to_owned());
            let gathered = self.found.entry(ends).or_default();
            gathered.symmetric = edge.symmetric;
            gathered.facts.insert(edge.fact.to_owned());
            for source in fact.sources() {
                let next = self.sources.len();
                gathered.sources.insert(*self.sources.entry(source.to_owned()).or_insert(next));
            }
            gathered.days.extend(fact.stated_on.iter().cloned());
            gathered.disputed |= fact.readings.iter().any(|r| r.disputed);
        }
    }

    /// The entity graph. Nodes come by path, edges by their ends and property.
    pub fn graph(self, entities: &[EntityRecord]) -> EntityGraph {
        let records: BTreeMap<&str, &EntityRecord> = entities.iter().map(|e| (e.path.as_str(), e)).collect();
        let paths: BTreeSet<String> = self.found.keys().flat_map(|(from, to, _)| [from.clone(), to.clone()]).collect();
        let mut graph = EntityGraph::new();
        let nodes: BTreeMap<&str, NodeIndex> =
            paths.iter().map(|p| (p.as_str(), graph.add_node(node(p, records.get(p.as_str()).copied())))).collect();
        for ((from, to, property), gathered) in self.found {
            let label = self.vocabulary.terms.get(property.as_str()).cloned().unwrap_or_default();
            // A term of the user's own may have no label, and goes by its name.
            let called = |label: String| if label.is_empty() { property.clone() } else { label };
            let (label, label_en) = (called(label.zh), called(label.en));
            let day = |d: Option<&String>| d.cloned().unwrap_or_default();
            let relation = Relation {
                property,
                label,
                label_en,
                symmetric: gathered.symmetric,
                sources: gathered.sources.len(),
                first: day(gathered.days.first()),
                last: day(gathered.days.last()),
                disputed: gathered.disputed,
                facts: gathered.facts.into_iter().collect(),
            };
            graph.add_edge(nodes[from.as_str()], nodes[to.as_str()], relation);
        }
        graph
    }
}

/// Makes the entity graph of facts. Nodes come by path, edges by their ends and property.
pub fn entity_graph(facts: &[JoinedFact], entities: &[EntityRecord], vocabulary: &Vocabulary) -> EntityGraph {
    let mut relations = Relations::new(vocabulary);
    facts.iter().for_each(|fact| relations.add(fact));
    relations.graph(entities)
}

fn node(path: &str, record: Option<&EntityRecord>) -> Node {
    let bare = || path.split_once('/').map_or(path, |(_, rest)| rest).to_owned();
    Node {
        path: path.to_owned(),
        id: record.map_or_else(bare, |r| r.id.clone()),
        name: record.map_or_else(bare, |r| r.name.clone()),
        name_en: record.and_then(|r| r.name_en.clone()).unwrap_or_default(),
        class: record.and_then(|r| r.classes.last().cloned()).unwrap_or_else(|| "Entity".to_owned()),
    }
}

/// One attribute as graph formats declare it.
enum Field {
    Text(String),
    Integer(usize),
    Truth(bool),
}

impl Field {
    /// The type's name in GraphML and GEXF.
    const fn kind(&self) -> &'static str {
        match self {
            Field::Text(_) => "string",
            Field::Integer(_) => "int",
            Field::Truth(_) => "boolean",
        }
    }

    fn shown(&self) -> String {
        match self {
            Field::Text(s) => s.clone(),
            Field::Integer(n) => n.to_string(),
            Field::Truth(b) => b.to_string(),
        }
    }
}

/// The attributes of a node, each with its name; the first is the label.
fn node_fields(n: &Node) -> [(&'static str, Field); 5] {
    let text = |s: &str| Field::Text(s.to_owned());
    [
        ("label", text(&n.name)),
        ("label_en", text(&n.name_en)),
        ("class", text(&n.class)),
        ("id", text(&n.id)),
        ("iri", Field::Text(format!("{}{}", crate::vocab::ID, n.path))),
    ]
}

/// The attributes of an edge, each with its name.
fn edge_fields(r: &Relation) -> [(&'static str, Field); 10] {
    let text = |s: &str| Field::Text(s.to_owned());
    [
        ("label", text(&r.label)),
        ("label_en", text(&r.label_en)),
        ("property", text(&r.property)),
        ("weight", Field::Integer(r.facts.len())),
        ("sources", Field::Integer(r.sources)),
        ("first", text(&r.first)),
        ("last", text(&r.last)),
        ("symmetric", Field::Truth(r.symmetric)),
        ("disputed", Field::Truth(r.disputed)),
        ("facts", Field::Text(r.facts.join(" "))),
    ]
}

#[cfg(test)]
mod tests;
