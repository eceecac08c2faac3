//! What the dataset is (VoID, DCAT) and where it comes from (PROV-O): counts, sources, program, rules.
//!
//! Nothing here depends on when or where a build ran; that stands in the run record beside the graph.

use super::Sink;
use super::fact::rule;
use super::term::{en, id, integer, local_name, zh};
use super::text;
use crate::corpus::Corpus;
use crate::engine::OwnFile;
use crate::entity::EntityRecord;
use crate::hash::digest;
use crate::join::JoinedFact;
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

/// The IRI of the making of the graph: of the program's version and the user's own ontology. The builds that took part in it
/// stand in the run record beside the graph.
pub(super) fn run_iri(ontology: &[OwnFile]) -> NamedNode {
    let ontology = ontology.iter().flat_map(|f| [f.path.as_str(), f.sha256.as_str()]);
    let parts: Vec<&str> = [env!("CARGO_PKG_VERSION")].into_iter().chain(ontology).collect();
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

/// How many there are of each class; of `Source`, `Fact` and `Entity` in any case.
pub(crate) type Classes = BTreeMap<String, usize>;

/// The dataset with its counts, its making and the program.
pub(super) fn dataset(sink: &mut Sink<'_>, classes: &Classes, ontology: &[OwnFile]) {
    let node = id("dataset");
    let count = |class: &str| classes.get(class).copied().unwrap_or_default();
    sink.add(&node, rdf::TYPE.into_owned(), term(VOID, "Dataset"));
    sink.add(&node, rdf::TYPE.into_owned(), term(DCAT, "Dataset"));
    sink.add(&node, term(DCTERMS, "title"), zh("外交文本知识图谱"));
    sink.add(&node, term(DCTERMS, "title"), en("Knowledge graph of diplomatic press text"));
    sink.add(&node, term(VOID, "uriSpace"), Literal::new_simple_literal(ID));
    sink.add(&node, term(VOID, "vocabulary"), NamedNode::new_unchecked(NS));
    sink.add(&node, term(VOID, "documents"), integer(count("Source")));
    sink.add(&node, term(VOID, "entities"), integer(count("Entity") + count("Fact")));
    let always = ["Source", "Fact", "Entity"].into_iter();
    for class in classes.keys().map(String::as_str).chain(always).collect::<BTreeSet<_>>() {
        let part = id(&format!("dataset/{class}"));
        sink.add(&node, term(VOID, "classPartition"), part.clone());
        sink.add(&part, term(VOID, "class"), term(NS, class));
        sink.add(&part, term(VOID, "entities"), integer(count(class)));
    }
    let run = run_iri(ontology);
    sink.add(&node, term(PROV, "wasGeneratedBy"), run.clone());
    activity(sink, &run, ontology);
}

/// That a source is one of the dataset, and was used to make it.
pub(super) fn source(sink: &mut Sink<'_>, name: &str, ontology: &[OwnFile]) {
    let source = NamedNode::new_unchecked(text::iri(name));
    sink.add(&id("dataset"), term(DCTERMS, "source"), source.clone());
    sink.add(&run_iri(ontology), term(PROV, "used"), source);
}

/// The making of the dataset: the ontology that it used, and the program.
fn activity(sink: &mut Sink<'_>, run: &NamedNode, ontology: &[OwnFile]) {
    sink.add(run, rdf::TYPE.into_owned(), term(PROV, "Activity"));
    sink.add(run, term(PROV, "wasAssociatedWith"), program());
    for file in ontology {
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
pub(crate) fn classes(facts: &[JoinedFact], entities: &[EntityRecord], sources: usize) -> Classes {
    let mut counts = Classes::from([("Source".to_owned(), sources)]);
    let of_entities = entities.iter().flat_map(classes_of);
    for class in facts.iter().flat_map(|f| ["Fact", &f.class]).chain(of_entities) {
        *counts.entry(class.to_owned()).or_default() += 1;
    }
    counts
}

/// The classes of which an entity is counted, each once.
pub(crate) fn classes_of(entity: &EntityRecord) -> BTreeSet<&str> {
    entity.classes.iter().map(String::as_str).chain(["Entity"]).collect()
}

/// What the rules that found the facts of a corpus recognise, and in which version: a hash of the rule as it is written.
pub fn rules(corpus: &Corpus, rules: &Rules) -> Vec<Quad> {
    let used: BTreeSet<&str> = corpus.facts.iter().flat_map(|f| f.evidence.iter().map(|e| e.rule.as_str())).collect();
    rules.iter().filter(|r| used.contains(&*r.id)).flat_map(rule_quads).collect()
}

/// What a rule recognises, and its version.
pub(crate) fn rule_quads(found: &Rule) -> Vec<Quad> {
    super::into(super::DATASET, |sink| {
        let node = rule(&found.id);
        sink.add(&node, term(DCTERMS, "identifier"), Literal::new_simple_literal(&*found.id));
        sink.add(&node, term(DCTERMS, "description"), zh(&found.why));
        sink.add(&node, NamedNode::new_unchecked(VERSION), Literal::new_simple_literal(version(found)));
    })
}

fn version(rule: &Rule) -> String {
    let settings = format!("{:?}{:?}{:?}{:?}{:?}", rule.set, rule.default, rule.unless, rule.except, rule.requires);
    local_name(&digest(&[&rule.text, &settings]))
}
