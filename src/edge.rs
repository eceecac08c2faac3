//! Joined facts → edges: their one-hop form, as the vocabulary declares it.

use crate::fact::Mode;
use crate::join::JoinedFact;
use crate::vocab::{EdgeKind, Vocabulary};
use serde_json::Value as Json;

/// One edge between two entities, from one fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge<'a> {
    /// Path of the entity where it begins: `country/CN`.
    pub from: &'a str,
    /// Local name of the property.
    pub property: &'a str,
    /// Path of the entity where it ends.
    pub to: &'a str,
    /// Id of the fact.
    pub fact: &'a str,
    /// Whether it holds in both directions; then it is listed once, from the lesser path.
    pub symmetric: bool,
}

/// The edges of a fact, sorted. What is denied, stands under an if or is only told as others' words has none.
pub fn edges<'a>(fact: &'a JoinedFact, vocabulary: &'a Vocabulary) -> Vec<Edge<'a>> {
    let mut out = Vec::new();
    if matches!(fact.mode, Mode::Negated | Mode::Hypothetical | Mode::Reported) {
        return out;
    }
    for kind in vocabulary.edges.iter().filter(|k| *k.class == *fact.class && !barred(fact, k)) {
        let back = kind.both_ways_if.as_ref().is_some_and(|slot| fact.slots.get(&**slot) == Some(&Json::Bool(true)));
        for from in ends(fact, &kind.from) {
            for to in ends(fact, &kind.to).into_iter().filter(|to| *to != from) {
                let edge =
                    |from, to| Edge { from, property: &kind.property, to, fact: &fact.id, symmetric: kind.symmetric };
                if kind.symmetric {
                    out.push(edge(from.min(to), from.max(to)));
                } else {
                    out.push(edge(from, to));
                    out.extend(back.then(|| edge(to, from)));
                }
            }
        }
    }
    out.sort();
    out.dedup();
    out
}

/// Whether a code of the fact keeps it from having this edge.
fn barred(fact: &JoinedFact, kind: &EdgeKind) -> bool {
    kind.unless.iter().any(|code| fact.slots.values().any(|v| v.as_str() == Some(code)))
}

/// The paths of the entities in a slot, or of those that the passage names.
fn ends<'a>(fact: &'a JoinedFact, slot: &str) -> Vec<&'a str> {
    if slot == "mentions" {
        return fact.mentions.values().map(String::as_str).collect();
    }
    fact.values(slot).iter().filter_map(|v| fact.entities.get(v.as_str()?)).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fact(class: &str, slots: Json) -> JoinedFact {
        let entities = json!({"CN": "country/CN", "TH": "country/TH", "东盟": "org/东盟"});
        serde_json::from_value(json!({"id": "f1", "type": class, "slots": slots, "status": "agreed", "mode": "done", "evidence": [], "entities": entities})).unwrap()
    }

    fn listed(fact: &JoinedFact) -> Vec<String> {
        let file = ("vocabulary.ttl".to_owned(), include_str!("../ontology/vocabulary.ttl").to_owned());
        let vocabulary = Vocabulary::load(&[file]).unwrap();
        edges(fact, &vocabulary).iter().map(|e| format!("{} {} {}", e.from, e.property, e.to)).collect()
    }

    #[test]
    fn a_mutual_waiver_goes_both_ways() {
        let one = fact("VisaWaiver", json!({"grantor": ["CN"], "beneficiary": ["TH"]}));
        assert_eq!(listed(&one), ["country/CN waivesVisaFor country/TH"]);
        let both = fact("VisaWaiver", json!({"grantor": ["CN"], "beneficiary": ["TH"], "mutual": true}));
        assert_eq!(listed(&both), ["country/CN waivesVisaFor country/TH", "country/TH waivesVisaFor country/CN"]);
    }

    #[test]
    fn a_relation_of_equals_is_listed_once() {
        let relations = fact("DiplomaticRelations", json!({"party": ["TH", "CN"]}));
        assert_eq!(listed(&relations), ["country/CN hasRelationsWith country/TH"]);
    }

    #[test]
    fn a_hope_is_no_promise_and_a_denial_no_edge() {
        let promise =
            |strength: &str| fact("Commitment", json!({"actor": ["CN"], "target": ["东盟"], "strength": strength}));
        assert_eq!(listed(&promise("will")).len(), 1);
        assert!(listed(&promise("expect")).is_empty());
        let denied = JoinedFact { mode: Mode::Negated, ..promise("will") };
        assert!(listed(&denied).is_empty());
    }
}
