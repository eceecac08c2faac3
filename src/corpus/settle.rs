//! Which reading of a disputed slot a query sees by default, and why.
//!
//! 1. The reading of most witnesses.
//! 2. On a tie, the reading that more other facts support than any of its rivals. A fact supports a reading if it is of
//!    the same class and sort (its codes and truth values are the same), says the same in another slot, and has at the
//!    slot this value, a part of it (Northern Europe for Europe, a member for its body) or, in a phrase, the words in
//!    which the reading differs from its rivals.
//! 3. Else none: the slot stays open, and all readings stand beside the fact.
//!
//! The fact keeps its id and all readings, whatever is decided; the reason stands with the readings ([`Settled`]).

use crate::fact::Mode;
use crate::join::{By, JoinedFact, Settled, SlotReadings};
use crate::lexicon::Lexicon;
use crate::line::{Names, in_words};
use crate::vocab::ID;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// What other facts decide about a slot whose witnesses tie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Decision {
    slot: String,
    /// Index of the default reading; none if the slot stays open.
    chosen: Option<usize>,
    why: String,
}

/// Decides every disputed slot. The facts keep their order.
pub(crate) fn settle(facts: &mut [JoinedFact], names: &Names<'_>) {
    let mut by_class: BTreeMap<&str, Vec<&JoinedFact>> = BTreeMap::new();
    facts.iter().for_each(|f| by_class.entry(&f.class).or_default().push(f));
    let decisions: Vec<Vec<Decision>> = facts.iter().map(|f| decide(f, &by_class[f.class.as_str()], names)).collect();
    facts.iter_mut().zip(decisions).for_each(|(fact, decisions)| settled(fact, &decisions));
}

/// Whether a fact has a slot whose witnesses tie.
pub(crate) fn is_tied(fact: &JoinedFact) -> bool {
    tied(fact).next().is_some()
}

fn tied(fact: &JoinedFact) -> impl Iterator<Item = &SlotReadings> {
    fact.readings.iter().filter(|r| r.disputed && r.leading().len() != 1)
}

/// Decides the slots of a fact whose witnesses tie. `all` are the facts of its class, by id, before they are settled.
pub(crate) fn decide(fact: &JoinedFact, all: &[&JoinedFact], names: &Names<'_>) -> Vec<Decision> {
    let decide =
        |slot| Witness { fact, slot, lexicon: names.lexicon() }.decide(all.iter().copied().filter(|o| o.id != fact.id));
    tied(fact).map(decide).collect()
}

/// Whether another fact is heard about a slot of a fact whose witnesses tie.
pub(crate) fn is_heard(other: &JoinedFact, fact: &JoinedFact, names: &Names<'_>) -> bool {
    tied(fact).any(|slot| Witness { fact, slot, lexicon: names.lexicon() }.comparable(other))
}

/// Settles a fact: by the majority of the witnesses, and where they tie, as has been decided.
pub(crate) fn settled(fact: &mut JoinedFact, decisions: &[Decision]) {
    for slot in (0..fact.readings.len()).filter(|&n| fact.readings[n].disputed).collect::<Vec<_>>() {
        let readings = &fact.readings[slot];
        if let [one] = readings.leading()[..] {
            let claims = readings.claims();
            let all: usize = claims.iter().map(|c| c.1).sum();
            let most = claims.iter().find(|c| c.0 == one).map_or(0, |c| c.1);
            let why = format!("{} has {most} of {all} witnesses", in_words(&readings.values[one].value));
            apply(fact, slot, Some(one), Settled { by: By::Majority, why });
        } else if let Some(d) = decisions.iter().find(|d| d.slot == readings.slot) {
            let by = if d.chosen.is_some() { By::Support } else { By::Nothing };
            let chosen = d.chosen.filter(|&n| n < fact.readings[slot].values.len());
            apply(fact, slot, chosen, Settled { by, why: d.why.clone() });
        }
    }
}

/// A disputed slot, with what is needed to hear other facts about it.
struct Witness<'a> {
    fact: &'a JoinedFact,
    slot: &'a SlotReadings,
    lexicon: &'a Lexicon,
}

impl<'a> Witness<'a> {
    /// The reading that other facts support, if there is one, and the reason.
    fn decide(&self, others: impl Iterator<Item = &'a JoinedFact>) -> Decision {
        let values = &self.slot.values;
        let leading = self.slot.leading();
        let others: Vec<&JoinedFact> = others.filter(|o| self.comparable(o)).collect();
        let support = |n: usize| -> Vec<&str> {
            let supports = |o: &&&JoinedFact| self.supports(o, n, &leading);
            others.iter().filter(supports).map(|o| o.id.as_str()).collect()
        };
        let mut heard: Vec<(usize, Vec<&str>)> = leading.iter().map(|&n| (n, support(n))).collect();
        heard.sort_by_key(|(n, ids)| (std::cmp::Reverse(ids.len()), *n));
        let slot = self.slot.slot.clone();
        if heard.len() < 2 || heard[0].1.len() <= heard[1].1.len() {
            let tied: Vec<String> = leading.iter().map(|&n| in_words(&values[n].value)).collect();
            let why = format!("{} have as many witnesses and no other fact decides", tied.join(" and "));
            return Decision { slot, chosen: None, why };
        }
        let (chosen, ids) = &heard[0];
        let value = in_words(&values[*chosen].value);
        let why = format!("the witnesses tie; other facts support {value}: {}", ids.join(", "));
        Decision { slot, chosen: Some(*chosen), why }
    }

    /// Whether another fact is about the same: not said in the same passages, and with a value in common.
    fn comparable(&self, other: &JoinedFact) -> bool {
        let same_place = |e: &crate::line::Evidence| {
            other.evidence.iter().any(|o| o.source == e.source && o.start < e.end && e.start < o.end)
        };
        let open = self.fact.slots.keys().all(|slot| *slot == self.slot.slot);
        // A name or a phrase: codes are shared by facts that have nothing else in common.
        let named = |v: &Json| v.as_str().is_some_and(|s| !s.is_ascii() || self.fact.entities.contains_key(s));
        let common = |slot: &String| self.fact.values(slot).iter().any(|v| named(v) && other.values(slot).contains(v));
        let mut slots = self.fact.slots.keys().filter(|slot| **slot != self.slot.slot);
        let denied = |f: &JoinedFact| f.mode == Mode::Negated;
        !self.fact.evidence.iter().any(same_place)
            && denied(self.fact) == denied(other)
            && self.sort(self.fact) == self.sort(other)
            && (open || slots.any(common))
    }

    /// The codes and truth values of a fact, the disputed slot aside: a mutual waiver is of another sort than a grant.
    fn sort<'f>(&self, fact: &'f JoinedFact) -> BTreeMap<&'f String, &'f Json> {
        let code = |v: &Json| v.as_str().is_some_and(|s| s.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        let sorts = fact.slots.iter().filter(|(slot, v)| **slot != self.slot.slot && (v.is_boolean() || code(v)));
        sorts.collect()
    }

    /// Whether a fact supports one of the leading readings and none of its rivals in that value.
    fn supports(&self, other: &JoinedFact, reading: usize, leading: &[usize]) -> bool {
        let said = other.values(&self.slot.slot);
        let speaks_for = |n: usize| {
            let rivals = leading.iter().filter(|&&r| r != n).map(|&r| &self.slot.values[r].value);
            let own = items(&self.slot.values[n].value);
            let rivals: Vec<&Json> = rivals.flat_map(items).collect();
            own.iter().filter(|v| !rivals.contains(v)).any(|v| said.iter().any(|s| self.confirms(s, v, &rivals, other)))
        };
        speaks_for(reading) && !leading.iter().any(|&r| r != reading && speaks_for(r))
    }

    /// Whether a value of another fact confirms a value of a reading.
    fn confirms(&self, said: &Json, value: &Json, rivals: &[&Json], other: &JoinedFact) -> bool {
        if said == value {
            return true;
        }
        let (Some(said), Some(value)) = (said.as_str(), value.as_str()) else { return false };
        match (other.entities.get(said), self.fact.entities.get(value)) {
            (Some(inner), Some(outer)) => lies_in(self.lexicon, inner, outer),
            (None, None) => rivals.iter().filter_map(|r| r.as_str()).all(|rival| {
                let (own, other) = (difference(value, rival), difference(rival, value));
                own.chars().count() >= 2 && !said.contains(other) && in_context(value, own).any(|c| said.contains(c))
            }),
            _ => false,
        }
    }
}

/// Whether an entity belongs to another: a place in a region, a member of a body, something of a country.
fn lies_in(lexicon: &Lexicon, inner: &str, outer: &str) -> bool {
    let listed = |path: &str| lexicon.by_iri(&format!("{ID}{path}"));
    let (Some(inner), Some(outer)) = (listed(inner), listed(outer)) else { return false };
    let (mut open, mut seen) = (vec![inner], BTreeSet::new());
    while let Some(id) = open.pop() {
        let entity = lexicon.entity(id);
        if id == outer || lexicon.entity(outer).members.contains(&id) {
            return true;
        }
        if seen.insert(id.0) {
            open.extend(entity.part_of.iter().chain(&entity.country));
        }
    }
    false
}

fn items(value: &Json) -> &[Json] {
    match value {
        Json::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// What a phrase has between the beginning and the end that it shares with another.
fn difference<'a>(phrase: &'a str, other: &str) -> &'a str {
    let front: usize = phrase.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let (rest, against) = (&phrase[front..], &other[front..]);
    let back = rest.chars().rev().zip(against.chars().rev()).take_while(|(a, b)| a == b);
    &rest[..rest.len() - back.map(|(c, _)| c.len_utf8()).sum::<usize>()]
}

/// A part of a phrase with two letters more before it, and behind it: the same word elsewhere need not be about the same.
fn in_context<'a>(phrase: &'a str, part: &'a str) -> impl Iterator<Item = &'a str> {
    const NEAR: usize = 2;
    let at = phrase.find(part).unwrap_or_default();
    let (before, behind) = (&phrase[..at], &phrase[at + part.len()..]);
    let front = before.char_indices().rev().nth(NEAR - 1).map(|(from, _)| &phrase[from..at + part.len()]);
    let back = behind.char_indices().nth(NEAR - 1).map(|(n, c)| &phrase[at..at + part.len() + n + c.len_utf8()]);
    [front, back].into_iter().flatten()
}

/// Puts the default reading into the fact and first among the readings, or opens the slot.
fn apply(fact: &mut JoinedFact, slot: usize, chosen: Option<usize>, settled: Settled) {
    let readings = &mut fact.readings[slot];
    let slot = readings.slot.clone();
    readings.settled = Some(settled);
    if let Some(chosen) = chosen {
        readings.values[..=chosen].rotate_right(1);
        let value = readings.values[0].value.clone();
        if let Some(held) = fact.slots.get_mut(&slot) {
            *held = value;
        }
    } else {
        fact.slots.shift_remove(&slot);
    }
    for evidence in &mut fact.evidence {
        let own = readings.values.iter().enumerate().find(|(_, v)| v.witnesses.contains(&evidence.source));
        // What the fact itself shows needs no mention; where the slot is open, everybody's reading does.
        match own.filter(|(n, v)| !(v.value.is_null() || (chosen.is_some() && *n == 0))) {
            Some((_, own)) => evidence.reads.insert(slot.clone(), own.value.clone()),
            None => evidence.reads.shift_remove(&slot),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fact(id: &str, slots: Json, at: usize, readings: Json) -> JoinedFact {
        let evidence = |source: &str| json!({"source": source, "start": at, "end": at + 9, "start_byte": 0, "end_byte": 0, "quote": "", "rule": "r"});
        let entities = json!({"CN": "country/CN", "欧洲": "region/欧洲", "亚洲": "region/亚洲", "北欧": "region/北欧", "BR": "country/BR"});
        let fact = json!({"id": id, "type": "VisaWaiver", "slots": slots, "status": "disputed", "mode": "done", "evidence": [evidence("a"), evidence("b")], "readings": readings, "entities": entities});
        serde_json::from_value(fact).expect("a fact")
    }

    /// A waiver that one witness has for Asia and the other for Europe, among others; settled.
    fn settled(others: Vec<JoinedFact>) -> JoinedFact {
        let lexicon = Lexicon::built_in();
        let value = |v: &str, w: &str, claim: usize| json!({"value": [v], "witnesses": [w], "claim": claim});
        let readings = json!([{"slot": "beneficiary", "disputed": true, "values": [value("亚洲", "a", 0), value("欧洲", "b", 1)]}]);
        let slots =
            json!({"grantor": ["CN"], "beneficiary": ["亚洲"], "quantity": {"value": null, "unit": "国", "cmp": "~"}});
        let mut facts = vec![fact("f", slots, 0, readings)];
        facts.extend(others);
        settle(&mut facts, &Names::new(&lexicon));
        facts.swap_remove(0)
    }

    fn why(fact: &JoinedFact) -> String {
        fact.readings[0].settled.as_ref().map(|s| s.why.clone()).unwrap_or_default()
    }

    fn reads(fact: &JoinedFact) -> Vec<Json> {
        fact.evidence.iter().map(|e| json!(e.reads)).collect()
    }

    #[test]
    fn without_a_majority_or_support_the_slot_stays_open() {
        let found = settled(vec![fact("o", json!({"grantor": ["CN"], "beneficiary": ["BR"]}), 50, json!([]))]);
        assert!(found.readings[0].by_default().is_none());
        assert!(!found.slots.contains_key("beneficiary"));
        assert_eq!(reads(&found), [json!({"beneficiary": ["亚洲"]}), json!({"beneficiary": ["欧洲"]})]);
        assert!(why(&found).contains("no other fact decides") && found.diagnostics.is_empty(), "{found:?}");
        assert_eq!(found.readings[0].values.len(), 2);
    }

    #[test]
    fn another_fact_about_a_part_decides_a_tie() {
        let found = settled(vec![fact("o", json!({"grantor": ["CN"], "beneficiary": ["北欧"]}), 50, json!([]))]);
        assert_eq!(found.slots["beneficiary"], json!(["欧洲"]));
        assert_eq!(reads(&found), [json!({"beneficiary": ["亚洲"]}), json!({})]);
        assert_eq!(why(&found), "the witnesses tie; other facts support 欧洲: o");
    }

    #[test]
    fn a_fact_of_another_sort_decides_nothing() {
        let mutual = json!({"grantor": ["CN"], "beneficiary": ["北欧"], "mutual": true});
        assert!(!settled(vec![fact("o", mutual, 50, json!([]))]).slots.contains_key("beneficiary"));
    }

    #[test]
    fn the_same_passage_and_other_grantors_decide_nothing() {
        let same_passage = fact("o", json!({"grantor": ["CN"], "beneficiary": ["北欧"]}), 5, json!([]));
        let other_grantor = fact("p", json!({"grantor": ["BR"], "beneficiary": ["北欧"]}), 50, json!([]));
        assert!(!settled(vec![same_passage, other_grantor]).slots.contains_key("beneficiary"));
    }

    #[test]
    fn what_differs_is_what_the_ends_do_not_share() {
        assert_eq!(difference("在中亚地区和中南半岛实现", "在中亚地区和南太平洋实现"), "中南半岛");
        assert_eq!(difference("积极推动", "推动"), "积极");
        assert_eq!(difference("推动", "积极推动"), "");
    }

    #[test]
    fn a_word_supports_a_phrase_only_among_the_same_words() {
        let around: Vec<&str> = in_context("为解决国际热点问题出力", "国际").collect();
        assert_eq!(around, ["解决国际", "国际热点"]);
        assert_eq!(in_context("国际热点", "国际").collect::<Vec<_>>(), ["国际热点"]);
        assert_eq!(in_context("促国际法", "国际").count(), 0);
    }
}
