//! What the dataset is (VoID, DCAT) and where it comes from (PROV-O): counts, sources, program, rules.
//!
//! Nothing here depends on when or where a build ran; that stands in the run record beside the graph.

use super::Sink;
use super::fact::rule;
use super::term::{en, id, integer, local_name, zh};
use super::text;
use crate::archive::Archive;
use crate::corpus::Corpus;
use crate::engine::OwnFile;
use crate::join::{JoinedFact, digest};
use crate::rule::{Rule, Rules};
use crate::vocab::{ID, NS};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, Quad};
use std::collections::{BTreeMap, BTreeSet};

const VOID: &str = "http://rdfs.org/ns/void#";
const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCTERMS: &str = "http://purl.org/dc/terms/";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const VERSION: &str = "http://www.w3.org/2002/07/owl#versionInfo";

fn term(namespace: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{namespace}{name}"))
}

/// The IRI of the build that makes this graph: of the program's version, and the names and hashes of the sources and of the
/// user's own ontology.
pub(super) fn run_iri(archive: &Archive) -> NamedNode {
    let sources = archive.sources.iter().flat_map(|s| [s.name.as_str(), s.sha256.as_str()]);
    let ontology = archive.ontology.iter().flat_map(|f| [f.path.as_str(), f.sha256.as_str()]);
    let parts: Vec<&str> = [env!("CARGO_PKG_VERSION")].into_iter().chain(sources).chain(ontology).collect();
    id(&format!("run/{}", digest(&parts)))
}

/// The IRI of the program in this version.
pub(super) fn program() -> NamedNode {
    id(concat!("program/diplograph-", env!("CARGO_PKG_VERSION")))
}

/// A file of the user's own ontology.
fn own_file(file: &OwnFile) -> NamedNode {
    id(&format!("ontology/{}", local_name(&file.path)))
}

/// The dataset with its counts, the build and the program.
pub(super) fn dataset(sink: &mut Sink<'_>, archive: &Archive) {
    let node = id("dataset");
    sink.add(&node, rdf::TYPE.into_owned(), term(VOID, "Dataset"));
    sink.add(&node, rdf::TYPE.into_owned(), term(DCAT, "Dataset"));
    sink.add(&node, term(DCTERMS, "title"), zh("外交文本知识图谱"));
    sink.add(&node, term(DCTERMS, "title"), en("Knowledge graph of diplomatic press text"));
    sink.add(&node, term(VOID, "uriSpace"), Literal::new_simple_literal(ID));
    sink.add(&node, term(VOID, "vocabulary"), NamedNode::new_unchecked(NS));
    sink.add(&node, term(VOID, "documents"), integer(archive.sources.len()));
    sink.add(&node, term(VOID, "entities"), integer(archive.entities.len() + archive.facts.len()));
    for source in &archive.sources {
        sink.add(&node, term(DCTERMS, "source"), NamedNode::new_unchecked(text::iri(&source.name)));
    }
    for (class, count) in classes(archive) {
        let part = id(&format!("dataset/{class}"));
        sink.add(&node, term(VOID, "classPartition"), part.clone());
        sink.add(&part, term(VOID, "class"), term(NS, class));
        sink.add(&part, term(VOID, "entities"), integer(count));
    }
    let run = run_iri(archive);
    sink.add(&node, term(PROV, "wasGeneratedBy"), run.clone());
    activity(sink, &run, archive);
}

/// The build: what it used, and the program that did it.
fn activity(sink: &mut Sink<'_>, run: &NamedNode, archive: &Archive) {
    sink.add(run, rdf::TYPE.into_owned(), term(PROV, "Activity"));
    sink.add(run, term(PROV, "wasAssociatedWith"), program());
    for source in &archive.sources {
        sink.add(run, term(PROV, "used"), NamedNode::new_unchecked(text::iri(&source.name)));
    }
    for file in &archive.ontology {
        let node = own_file(file);
        sink.add(run, term(PROV, "used"), node.clone());
        sink.add(&node, rdf::TYPE.into_owned(), term(PROV, "Entity"));
        sink.add(&node, term(RDFS, "label"), Literal::new_simple_literal(&file.path));
        sink.add(&node, term(NS, "sha256"), Literal::new_simple_literal(&file.sha256));
    }
    sink.add(&program(), rdf::TYPE.into_owned(), term(PROV, "SoftwareAgent"));
    sink.add(&program(), term(RDFS, "label"), Literal::new_simple_literal("diplograph"));
    sink.add(&program(), NamedNode::new_unchecked(VERSION), Literal::new_simple_literal(env!("CARGO_PKG_VERSION")));
}

/// How many of each class there are.
fn classes(archive: &Archive) -> BTreeMap<&str, usize> {
    let facts = archive.facts.iter().map(|f| f.class.as_str());
    let entities = archive.entities.iter().flat_map(|e| e.classes.iter().map(String::as_str).collect::<BTreeSet<_>>());
    let mut counts = BTreeMap::from([
        ("Fact", archive.facts.len()),
        ("Entity", archive.entities.len()),
        ("Source", archive.sources.len()),
    ]);
    for class in facts.chain(entities.filter(|c| *c != "Entity")) {
        *counts.entry(class).or_default() += 1;
    }
    counts
}

/// What the rules that found the facts of a corpus recognise, and in which version: a hash of the rule as it is written.
pub fn rules(corpus: &Corpus, rules: &Rules) -> Vec<Quad> {
    rules_of(&corpus.facts, rules)
}

/// [`rules`], from facts.
pub(crate) fn rules_of(facts: &[JoinedFact], rules: &Rules) -> Vec<Quad> {
    let used: BTreeSet<&str> = facts.iter().flat_map(|f| f.evidence.iter().map(|e| e.rule.as_str())).collect();
    let mut out = Vec::new();
    let mut sink = Sink::new(&mut out, super::DATASET);
    for found in rules.iter().filter(|r| used.contains(&*r.id)) {
        let node = rule(&found.id);
        sink.add(&node, term(DCTERMS, "identifier"), Literal::new_simple_literal(&*found.id));
        sink.add(&node, term(DCTERMS, "description"), zh(&found.why));
        sink.add(&node, NamedNode::new_unchecked(VERSION), Literal::new_simple_literal(version(found)));
    }
    out
}

fn version(rule: &Rule) -> String {
    let settings = format!("{:?}{:?}{:?}{:?}{:?}", rule.set, rule.default, rule.unless, rule.except, rule.requires);
    local_name(&digest(&[&rule.text, &settings]))
}
