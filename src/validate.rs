//! Checks of a stored graph: what every well-formed one satisfies.
//!
//! Slots are checked against the vocabulary, evidence against the stored sources; what SPARQL says better is a query
//! here. Each check has a name that reports and documentation use.

use crate::error::Result;
use crate::join::JoinedFact;
use crate::source::decode;
use crate::store::{Answer, KnowledgeStore, LoadedGraph};
use crate::vocab::{SlotKind, Vocabulary};
use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The graph is wrong.
    Violation,
    /// Something that a reader should know.
    Warning,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Name of the check.
    pub check: &'static str,
    /// What it is about: a fact's id, a source's name, an IRI.
    pub node: String,
    /// What is wrong.
    pub message: String,
}

/// Checks that are plain queries: name, severity, message, and a SELECT of the nodes.
const QUERIES: [(&str, Severity, &str, &str); 5] = [
    ("evidence", Severity::Violation, "a fact without evidence", "SELECT ?node WHERE { ?node a dg:Fact MINUS { ?node dg:evidence ?passage } }"),
    ("labels", Severity::Violation, "an entity without a label", "SELECT ?node WHERE { GRAPH graph:gazetteer { ?node a dg:Entity } MINUS { ?node skos:prefLabel ?label } }"),
    ("iso", Severity::Warning, "a country without an ISO 3166 code", "SELECT ?node WHERE { ?node a dg:Country MINUS { ?node dg:iso2 ?code } }"),
    ("known", Severity::Violation, "a fact names something that the gazetteer graph does not describe", "SELECT DISTINCT ?node WHERE { GRAPH graph:edges { ?x ?p ?node } MINUS { ?node a dg:Entity } }"),
    ("order", Severity::Violation, "a passage that ends before it begins", "SELECT ?node WHERE { ?node dg:startChar ?start ; dg:endChar ?end FILTER(?end < ?start) }"),
];

/// Runs all checks; findings come sorted, the worst first.
///
/// Errors: the store cannot be read.
pub fn check(store: &KnowledgeStore, vocabulary: &Vocabulary) -> Result<Vec<Finding>> {
    let mut out = Vec::new();
    let facts = store.facts()?;
    facts.iter().for_each(|f| slots(f, vocabulary, &mut out));
    quotes(store, &facts, &mut out)?;
    queries(&store.load()?, &mut out)?;
    out.sort();
    Ok(out)
}

fn queries(graph: &LoadedGraph, out: &mut Vec<Finding>) -> Result<()> {
    for (check, severity, message, sparql) in QUERIES {
        if let Answer::Rows(rows) = graph.query(sparql)? {
            let nodes = rows.rows.iter().filter_map(|r| r[0].as_ref()).map(ToString::to_string);
            out.extend(nodes.map(|node| Finding { severity, check, node, message: message.to_owned() }));
        }
    }
    Ok(())
}

/// Every slot of a fact is one of its class and holds what the vocabulary says.
fn slots(fact: &JoinedFact, vocabulary: &Vocabulary, out: &mut Vec<Finding>) {
    let mut find = |severity, check, message| out.push(Finding { severity, check, node: fact.id.clone(), message });
    let Some(class) = vocabulary.fact(&fact.class) else {
        return find(Severity::Violation, "class", format!("`{}` is no class of facts", fact.class));
    };
    if fact.slots.is_empty() {
        find(Severity::Violation, "slots", format!("a {} that says nothing", fact.class));
    }
    for (name, value) in &fact.slots {
        let Some(slot) = class.slot(name) else {
            find(Severity::Violation, "slots", format!("`{name}` is no slot of {}", fact.class));
            continue;
        };
        if slot.many != value.is_array() {
            find(Severity::Violation, "slots", format!("`{name}` of {} is {}", fact.class, if slot.many { "no list" } else { "a list" }));
        }
        for item in fact.values(name) {
            if !holds(&slot.kind, item, fact) {
                find(Severity::Violation, "range", format!("`{name}` of {} cannot hold {item}", fact.class));
            }
        }
    }
    for diagnostic in &fact.diagnostics {
        find(Severity::Warning, "diagnostic", diagnostic.clone());
    }
}

fn holds(kind: &SlotKind, value: &Json, fact: &JoinedFact) -> bool {
    match kind {
        SlotKind::Entity => value.as_str().is_some_and(|s| fact.entities.contains_key(s)),
        SlotKind::Text => value.as_str().is_some_and(|s| !s.is_empty()),
        SlotKind::Time => value.as_str().is_some_and(|s| s.starts_with(['P', '-', '/', '.', 'X']) || s.as_bytes().first().is_some_and(u8::is_ascii_digit)),
        SlotKind::Number => value.is_number(),
        SlotKind::Bool => value.is_boolean(),
        SlotKind::Quantity => value.get("unit").is_some_and(Json::is_string) && value.get("cmp").is_some_and(Json::is_string),
        SlotKind::Code(codes) => value.as_str().is_some_and(|s| codes.iter().any(|c| **c == *s)),
    }
}

/// Every quote stands where its evidence says, and every source is the file that was read.
fn quotes(store: &KnowledgeStore, facts: &[JoinedFact], out: &mut Vec<Finding>) -> Result<()> {
    let mut by_source: HashMap<&str, Vec<(&JoinedFact, usize)>> = HashMap::new();
    for fact in facts {
        for (n, e) in fact.evidence.iter().enumerate() {
            by_source.entry(&e.source).or_default().push((fact, n));
        }
    }
    for entry in &store.manifest.sources {
        let bytes = store.source(&entry.name)?;
        let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        if hash != entry.sha256 {
            let message = "the stored file is not the one that was read".to_owned();
            out.push(Finding { severity: Severity::Violation, check: "hash", node: entry.name.clone(), message });
            continue;
        }
        let text: Vec<char> = decode(&bytes, entry.given_encoding.as_deref())?.text.chars().collect();
        for (fact, n) in by_source.remove(entry.name.as_str()).unwrap_or_default() {
            let e = &fact.evidence[n];
            let stands = text.get(e.start..e.end).is_some_and(|words| words.iter().copied().eq(e.quote.chars()));
            if !stands {
                let message = format!("the words at {}-{} of {} are not the quote", e.start, e.end, e.source);
                out.push(Finding { severity: Severity::Violation, check: "quote", node: fact.id.clone(), message });
            }
        }
    }
    for (source, facts) in by_source {
        let message = format!("{} facts quote a source that is not stored", facts.len());
        out.push(Finding { severity: Severity::Violation, check: "source", node: source.to_owned(), message });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn slots_are_held_to_the_vocabulary() {
        let file = ("vocabulary.ttl".to_owned(), include_str!("../ontology/vocabulary.ttl").to_owned());
        let vocabulary = Vocabulary::load(&[file]).unwrap();
        let checks = |class: &str, slots: Json| {
            let fact: JoinedFact = serde_json::from_value(json!({"id": "f", "type": class, "slots": slots, "status": "agreed", "mode": "done", "evidence": [], "entities": {"CN": "country/CN"}})).unwrap();
            let mut out = Vec::new();
            super::slots(&fact, &vocabulary, &mut out);
            out.into_iter().map(|f| f.check).collect::<Vec<_>>()
        };
        assert!(checks("Position", json!({"holder": ["CN"], "stance": "oppose", "object": "单边制裁"})).is_empty());
        assert_eq!(checks("Position", json!({"holder": "CN"})), ["slots"]);
        assert_eq!(checks("Position", json!({"holder": ["XX"]})), ["range"]);
        assert_eq!(checks("Position", json!({"stance": "like"})), ["range"]);
        assert_eq!(checks("Position", json!({"rank": 1})), ["slots"]);
        assert_eq!(checks("Nonsense", json!({"rank": 1})), ["class"]);
    }

    #[test]
    fn queries_run_and_find_what_is_wrong() {
        let bare = b"<x:f> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/diplograph/ns#Fact> <x:g> .\n";
        let mut out = Vec::new();
        queries(&LoadedGraph::from_nquads(bare).unwrap(), &mut out).unwrap();
        assert_eq!(out.iter().map(|f| f.check).collect::<Vec<_>>(), ["evidence"]);
    }
}
