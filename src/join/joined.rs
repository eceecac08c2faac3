//! A fact with everything that attests it, and the slots about which its witnesses differ.

use crate::fact::Mode;
use crate::line::Evidence;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// Whether the witnesses agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Several sources, and all that have it agree.
    Agreed,
    /// Witnesses differ, and one reading has more of them than any other.
    Majority,
    /// Witnesses differ, and no reading has more than any other.
    Disputed,
    /// Only one source says so.
    SingleWitness,
}

impl Status {
    /// The code of the vocabulary.
    pub const fn code(self) -> &'static str {
        match self {
            Status::Agreed => "agreed",
            Status::Majority => "majority",
            Status::Disputed => "disputed",
            Status::SingleWitness => "single-witness",
        }
    }
}

/// One value of a slot about which witnesses differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotValue {
    /// The value as it stands in the lines; null where the witness leaves the slot open.
    pub value: Json,
    /// Names of the sources that read it.
    pub witnesses: Vec<String>,
    /// Readings of one number say the same, in these words or others.
    #[serde(skip_serializing_if = "is_first", default)]
    pub claim: usize,
}

fn is_first(claim: &usize) -> bool {
    *claim == 0
}

/// A slot about which witnesses differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotReadings {
    /// The slot.
    pub slot: String,
    /// Whether the difference changes what is said; a difference of wording alone does not.
    pub disputed: bool,
    /// The readings, the fact's own first.
    pub values: Vec<SlotValue>,
    /// Which reading counts, where the difference changes what is said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub settled: Option<Settled>,
}

/// What decides between the readings of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// More witnesses than any other reading has.
    Majority,
    /// As many witnesses as a rival, and more support from other facts.
    Support,
    /// Nothing: the slot stays open.
    Nothing,
}

/// Which reading of a disputed slot a query sees by default: the first, unless nothing decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// What decides.
    pub by: By,
    /// The reason in words.
    pub why: String,
}

impl SlotReadings {
    /// For each thing that is said its best attested reading and the number of witnesses, whatever their words. To leave
    /// the slot open is no vote.
    pub(crate) fn claims(&self) -> Vec<(usize, usize)> {
        let mut out: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (n, value) in self.values.iter().enumerate().filter(|(_, v)| !v.value.is_null()) {
            let (best, votes) = out.entry(value.claim).or_insert((n, 0));
            *votes += value.witnesses.len();
            if value.witnesses.len() > self.values[*best].witnesses.len() {
                *best = n;
            }
        }
        out.into_values().collect()
    }

    /// The readings of [`SlotReadings::claims`] that have the most witnesses.
    pub(crate) fn leading(&self) -> Vec<usize> {
        let claims = self.claims();
        let most = claims.iter().map(|c| c.1).max();
        claims.into_iter().filter(|c| Some(c.1) == most).map(|c| c.0).collect()
    }

    /// The reading that a query sees by default; none where the slot stays open or nothing is in dispute.
    pub fn by_default(&self) -> Option<&SlotValue> {
        let decided = self.settled.as_ref().is_some_and(|s| s.by != By::Nothing);
        self.values.first().filter(|_| decided)
    }
}

/// A fact with everything that attests it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JoinedFact {
    /// Hash of class, slots and mode, with speaker and occasion where they are part of what makes it one.
    pub id: String,
    /// Fact class.
    #[serde(rename = "type")]
    pub class: String,
    /// Slots in the vocabulary's order.
    pub slots: Map<String, Json>,
    /// Whether the witnesses agree.
    pub status: Status,
    /// Who says it first; none in narration.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speaker: Option<String>,
    /// Others who say it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub other_speakers: Vec<String>,
    /// How it is meant.
    pub mode: Mode,
    /// The days on which it is said (EDTF), sorted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub stated_on: Vec<String>,
    /// Names of the occasions with several renderings on which it is said.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub occasions: Vec<String>,
    /// Ids of the exchanges in which it is said.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub exchanges: Vec<String>,
    /// Every passage that says it, by source and place.
    pub evidence: Vec<Evidence>,
    /// Slots about which witnesses differ.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub readings: Vec<SlotReadings>,
    /// What it is about: ids of topics.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub topics: Vec<String>,
    /// The event of the PLOVER ontology that it announces.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plover: Option<String>,
    /// What does not fit together.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub diagnostics: Vec<String>,
    /// Paths of the entities that slots and speakers name, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub entities: BTreeMap<String, String>,
    /// Entities named in the passages: paths by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub mentions: BTreeMap<String, String>,
}

impl JoinedFact {
    /// The values of a slot, one by one; none if it is open.
    pub fn values(&self, slot: &str) -> &[Json] {
        match self.slots.get(slot) {
            Some(Json::Array(values)) => values,
            Some(value) => std::slice::from_ref(value),
            None => &[],
        }
    }

    /// Names of the sources that attest it, sorted, each once.
    pub fn sources(&self) -> BTreeSet<&str> {
        self.evidence.iter().map(|e| e.source.as_str()).collect()
    }

    /// The fact as some of its sources alone tell it: with the slots as they read them. None if none of them attests it.
    pub fn as_told_by(&self, one_of_them: impl Fn(&str) -> bool) -> Option<JoinedFact> {
        let mut own = self.clone();
        own.evidence.retain(|e| one_of_them(&e.source));
        let first = own.evidence.first()?;
        own.speaker.clone_from(&first.speaker);
        let others = self.speakers().filter(|s| own.speaker.as_deref() != Some(*s));
        own.other_speakers = others
            .filter(|s| own.evidence.iter().any(|e| e.speaker.as_deref() == Some(*s)))
            .map(str::to_owned)
            .collect();
        for readings in std::mem::take(&mut own.readings) {
            let read = readings.values.into_iter().find(|v| v.witnesses.iter().any(|w| one_of_them(w)));
            match read.map(|v| v.value) {
                Some(Json::Null) => _ = own.slots.shift_remove(&readings.slot),
                Some(value) => _ = own.slots.insert(readings.slot, value),
                None => {}
            }
        }
        Some(own)
    }

    /// All who say it.
    pub fn speakers(&self) -> impl Iterator<Item = &str> {
        self.speaker.iter().chain(&self.other_speakers).map(String::as_str)
    }
}
