//! Facts that several bundles of documents state → one fact. Bundles are documents that occasions bind together; a fact as one
//! bundle states it is a part.

use super::merge::same_value;
use super::{JoinedFact, SlotReadings, SlotValue, status};
use rayon::prelude::*;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Puts facts of one class and id together; the others stay as they are. Comes sorted by class and id.
pub(crate) fn together(parts: Vec<JoinedFact>) -> Vec<JoinedFact> {
    let mut by_id: BTreeMap<(String, String), Vec<JoinedFact>> = BTreeMap::new();
    for part in parts {
        by_id.entry((part.class.clone(), part.id.clone())).or_default().push(part);
    }
    by_id.into_par_iter().map(|(_, parts)| merged(parts)).collect()
}

/// One fact from its parts, of which there is one at least. Their order does not count.
pub(crate) fn merged(mut parts: Vec<JoinedFact>) -> JoinedFact {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    parts.sort_by(|a, b| place(a).cmp(&place(b)));
    let readings = readings(&parts);
    let mut fact = parts.remove(0);
    for part in parts {
        fact.evidence.extend(part.evidence);
        union(&mut fact.stated_on, part.stated_on);
        union(&mut fact.occasions, part.occasions);
        union(&mut fact.exchanges, part.exchanges);
        union(&mut fact.diagnostics, part.diagnostics);
        fact.entities.extend(part.entities);
        fact.mentions.extend(part.mentions);
    }
    fact.evidence.sort_by(|a, b| (&a.source, a.start).cmp(&(&b.source, b.start)));
    let mut speakers: Vec<&String> = Vec::new();
    for speaker in fact.evidence.iter().filter_map(|e| e.speaker.as_ref()) {
        if !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    let mut speakers = speakers.into_iter().cloned();
    fact.speaker = speakers.next();
    fact.other_speakers = speakers.collect();
    fact.readings = readings;
    fact.status = status(&fact);
    fact
}

/// Where a fact is first said.
fn place(fact: &JoinedFact) -> Option<(&str, usize)> {
    fact.evidence.first().map(|e| (e.source.as_str(), e.start))
}

fn union(all: &mut Vec<String>, more: Vec<String>) {
    *all = std::mem::take(all).into_iter().chain(more).collect::<BTreeSet<_>>().into_iter().collect();
}

/// The slots in which the parts, or the witnesses of one of them, differ.
fn readings(parts: &[JoinedFact]) -> Vec<SlotReadings> {
    let slots: BTreeSet<&String> = parts.iter().flat_map(|p| p.readings.iter().map(|r| &r.slot)).collect();
    slots.into_iter().map(|slot| of_slot(parts, slot)).collect()
}

/// What the parts read at a slot. Two readings are one claim if they are one for some part.
fn of_slot(parts: &[JoinedFact], slot: &str) -> SlotReadings {
    let mut values: Vec<SlotValue> = Vec::new();
    for part in parts {
        let own = part.readings.iter().find(|r| r.slot == slot).map_or_else(|| alone(part, slot), |r| r.values.clone());
        let mut claims: BTreeMap<usize, usize> = BTreeMap::new();
        let known = |values: &[SlotValue], v: &SlotValue| values.iter().position(|k| same_value(&k.value, &v.value));
        for value in &own {
            if let Some(n) = known(&values, value) {
                claims.entry(value.claim).or_insert(values[n].claim);
            }
        }
        for value in own {
            match known(&values, &value) {
                Some(n) => values[n].witnesses.extend(value.witnesses),
                None => {
                    let claim = *claims.entry(value.claim).or_insert(values.len());
                    values.push(SlotValue { claim, ..value });
                }
            }
        }
    }
    for value in &mut values {
        value.witnesses.sort();
        value.witnesses.dedup();
    }
    let claims: BTreeSet<usize> = values.iter().filter(|v| !v.value.is_null()).map(|v| v.claim).collect();
    SlotReadings { slot: slot.to_owned(), disputed: claims.len() > 1, values, settled: None }
}

/// The reading of a part whose witnesses agree.
fn alone(part: &JoinedFact, slot: &str) -> Vec<SlotValue> {
    let witnesses = part.sources().into_iter().map(str::to_owned).collect();
    vec![SlotValue { value: part.slots.get(slot).cloned().unwrap_or(Json::Null), witnesses, claim: 0 }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::join::Status;
    use serde_json::json;

    fn part(source: &str, speaker: &str, readings: Json) -> JoinedFact {
        let evidence = json!({"source": source, "start": 1, "end": 9, "start_byte": 0, "end_byte": 0, "quote": "", "rule": "r", "speaker": speaker});
        let fact = json!({"id": "f", "type": "VisaWaiver", "slots": {"beneficiary": ["欧洲"]}, "status": "single-witness", "mode": "done", "speaker": speaker, "stated_on": ["2031-03-05"], "evidence": [evidence], "readings": readings});
        serde_json::from_value(fact).expect("a fact")
    }

    fn disputed() -> Json {
        let value = |v: &str, w: &str, claim: usize| json!({"value": [v], "witnesses": [w], "claim": claim});
        json!([{"slot": "beneficiary", "disputed": true, "values": [value("欧洲", "c", 0), value("亚洲", "d", 1)]}])
    }

    #[test]
    fn parts_make_one_fact_whatever_their_order_and_grouping() {
        let parts = || [part("b", "乙", json!([])), part("a", "甲", json!([])), part("c", "乙", disputed())];
        let [b, a, c] = parts();
        let once = merged(parts().to_vec());
        assert_eq!(once, merged(vec![c.clone(), a.clone(), b.clone()]));
        assert_eq!(once, merged(vec![merged(vec![a, b]), c]));
        assert_eq!((once.speaker.as_deref(), once.other_speakers.as_slice()), (Some("甲"), &["乙".to_owned()][..]));
    }

    #[test]
    fn who_agrees_with_a_reading_elsewhere_is_its_witness() {
        let fact = merged(vec![part("c", "乙", disputed()), part("a", "甲", json!([]))]);
        let values = &fact.readings[0].values;
        assert_eq!(values[0].witnesses, ["a", "c"]);
        assert_eq!((values[1].witnesses.as_slice(), fact.status), (&["d".to_owned()][..], Status::Majority));
    }
}
