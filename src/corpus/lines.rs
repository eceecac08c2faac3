//! The lines of `collate`: the apparatus and the turns of an event, with places in the original files.

use super::{Change, Collated, Corpus, change};
use crate::collation::{Kind, Part, Reading, Role, Variant};
use crate::document::Document;
use crate::hash::digest;
use crate::join::{JoinedFact, SlotReadings};
use crate::line::{Capture, Evidence};
use crate::sense::Senses;
use crate::source::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A slot of a fact about which witnesses differ here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dispute {
    /// Id of the fact.
    pub fact: String,
    /// The slot.
    pub slot: String,
}

/// A place where witnesses differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariantLine {
    /// The readings by source; empty where a source leaves the words out.
    pub readings: BTreeMap<String, String>,
    /// Where they stand: first code point and one past the last.
    pub spans: BTreeMap<String, [usize; 2]>,
    /// The reading of most sources; none on a tie.
    pub majority: Option<String>,
    /// `substitution`, `omission`, `addition` or `transposition`.
    pub kind: String,
    /// What it puts in dispute.
    pub disputes: Vec<Dispute>,
    /// What is another thing in another reading: `slot`, `name`, `number`, `negation`, `modality`, `claim`, or only `wording`.
    pub changes: Vec<Change>,
    /// Hash of sources, places and readings.
    pub id: String,
    /// The day of the event, else the name of its first source.
    pub occasion: String,
    /// Number of the turn of the event.
    pub turn: Option<usize>,
    /// `question`, `answer`, `asker`, `answerer`, `narration` or `furniture`.
    pub part: String,
    /// A few characters in front of the place, as the majority (else the first source) has them.
    pub before: String,
    /// A few characters behind it.
    pub after: String,
}

impl VariantLine {
    /// Whether all readings say the same in other words.
    pub fn only_wording(&self) -> bool {
        self.changes == [Change::Wording]
    }
}

/// A sentence of the restored text of an event, or a gap in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentenceLine {
    /// The day of the event, else the name of its first source.
    pub occasion: String,
    /// Number of the turn of the event.
    pub turn: Option<usize>,
    /// `question`, `answer`, `asker` or `narration`.
    pub part: String,
    /// Who asks in this turn.
    pub outlet: Option<String>,
    /// Who answers in it.
    pub answerer: Option<String>,
    /// Whether something is missing here that no source has.
    pub gap: bool,
    /// The sentence as most sources read it; empty for a gap.
    pub text: String,
    /// Where it stands in each source that has it: first code point and one past the last.
    pub spans: BTreeMap<String, [usize; 2]>,
    /// The sources that read it letter by letter so.
    pub exact: BTreeSet<String>,
}

/// A turn of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurnLine {
    /// Who asks; none for an opening statement.
    pub outlet: Option<String>,
    /// Who answers.
    pub answerer: Option<String>,
    /// The asker's label as most sources print it.
    pub asker: Option<String>,
    /// Places of the question by source: `[start, end]`, or a list of these where it is torn.
    pub question: BTreeMap<String, Json>,
    /// Places of the answer.
    pub answer: BTreeMap<String, Json>,
    /// The day of the event, else the name of its first source.
    pub occasion: String,
}

impl Corpus {
    /// The apparatus of all events, in their order.
    pub fn variants(&self) -> Vec<VariantLine> {
        self.events.iter().flat_map(|e| e.collation.variants.iter().map(|v| self.variant(e, v))).collect()
    }

    pub(super) fn variant(&self, event: &Collated, variant: &Variant) -> VariantLine {
        self.in_dispute().told(self.plain(event, variant))
    }

    /// A variant without what it puts in dispute: its changes beside slots of facts, none where only words differ.
    pub(super) fn plain(&self, event: &Collated, variant: &Variant) -> VariantLine {
        let mut readings = BTreeMap::new();
        let mut spans = BTreeMap::new();
        for reading in &variant.readings {
            let doc = &self.documents[reading.witness];
            readings.insert(doc.name().to_owned(), reading.text.clone());
            spans.insert(doc.name().to_owned(), place(doc, reading));
        }
        let id = digest(&[&json!(readings).to_string(), &json!(spans).to_string()]);
        let shown = variant.readings.iter().find(|r| variant.majority.as_deref().is_none_or(|m| m == r.text));
        let [before, after] = shown.map(|r| self.around(r)).unwrap_or_default();
        VariantLine {
            disputes: Vec::new(),
            changes: change::changes(self, variant),
            before,
            after,
            readings,
            spans,
            majority: variant.majority.clone(),
            kind: kind(variant.kind).to_owned(),
            id,
            occasion: event.name.clone(),
            turn: variant.turn,
            part: part(variant.role).to_owned(),
        }
    }

    /// The words on both sides of a reading, up to the ends of its lines.
    pub(super) fn around(&self, reading: &Reading) -> [String; 2] {
        const SHOWN: usize = 6;
        let text = &self.documents[reading.witness].text;
        let near = |c: &char| *c != '\n';
        let before: Vec<char> = text[..reading.span.start].chars().rev().take_while(near).take(SHOWN).collect();
        let after = text[reading.span.end..].chars().take_while(near).take(SHOWN);
        [before.into_iter().rev().collect(), after.collect()]
    }

    /// The turns of all events, in their order.
    pub fn turn_lines(&self) -> Vec<TurnLine> {
        self.events.iter().flat_map(|e| self.turn_lines_of(e)).collect()
    }

    pub(super) fn turn_lines_of(&self, event: &Collated) -> Vec<TurnLine> {
        let line = |turn: &crate::collation::Turn| TurnLine {
            outlet: turn.outlet.clone(),
            answerer: turn.answerer.clone(),
            asker: turn.asker.clone(),
            question: self.places(&turn.question),
            answer: self.places(&turn.answer),
            occasion: event.name.clone(),
        };
        event.collation.turns.iter().map(line).collect()
    }

    fn places(&self, part: &Part) -> BTreeMap<String, Json> {
        let mut out = BTreeMap::new();
        for (witness, spans) in part {
            let doc = &self.documents[*witness];
            let mut places: Vec<[usize; 2]> = Vec::new();
            for &(start, end) in spans {
                let at = doc.locate(Span::new(start, end));
                places.push([at.start, at.end]);
            }
            let value = if let [one] = places[..] { json!(one) } else { json!(places) };
            out.insert(doc.name().to_owned(), value);
        }
        out
    }
}

/// The facts with a slot in dispute, and what tells wordings from claims.
pub(crate) struct InDispute<'a> {
    pub facts: &'a [JoinedFact],
    /// For each event's name, the places of these facts.
    pub by_event: &'a BTreeMap<String, Vec<usize>>,
    pub senses: &'a Senses,
}

impl InDispute<'_> {
    /// A plain variant, with what it puts in dispute.
    pub fn told(&self, plain: VariantLine) -> VariantLine {
        let own = plain.changes;
        let disputes = self.disputes(&plain.occasion, &plain.readings, &plain.spans, own.is_empty());
        let changes = change::listed(own, !disputes.is_empty());
        VariantLine { disputes, changes, ..plain }
    }

    /// The disputed slots of facts of an event that stand at these places, where witnesses of different values read
    /// different words here. Where words alone differ a phrase is disputed for the sake of another place.
    fn disputes(
        &self,
        event: &str,
        readings: &BTreeMap<String, String>,
        spans: &BTreeMap<String, [usize; 2]>,
        only_words: bool,
    ) -> Vec<Dispute> {
        let phrase = |r: &SlotReadings, f: &JoinedFact| {
            let words = |v: &Json| v.as_str().is_none_or(|s| !s.is_ascii() && !f.entities.contains_key(s));
            !self.senses.is_term(&r.slot)
                && r.values.iter().all(|v| v.value.is_null() || (v.value.is_string() && words(&v.value)))
        };
        let mut out = Vec::new();
        for fact in self.by_event.get(event).into_iter().flatten().map(|&n| &self.facts[n]) {
            let touches =
                |e: &Evidence| spans.get(&e.source).is_some_and(|[start, end]| *start <= e.end && e.start <= *end);
            if fact.evidence.iter().any(touches) {
                let here = |r: &&SlotReadings| parts(r, readings) && !stands_elsewhere(fact, &r.slot, spans);
                let disputed = fact.readings.iter().filter(|r| r.disputed && !(only_words && phrase(r, fact)));
                let slots = disputed.filter(here);
                out.extend(slots.map(|r| Dispute { fact: fact.id.clone(), slot: r.slot.clone() }));
            }
        }
        out
    }
}

/// Where a reading stands in its file. Words that are left out are missing right behind the word before, whatever marks
/// and blank lines follow.
fn place(doc: &Document, reading: &Reading) -> [usize; 2] {
    let Range { start, end } = reading.span;
    let before = doc.text[..start].chars().next_back().filter(|_| start == end);
    let at = doc.locate(Span::new(start - before.map_or(0, char::len_utf8), end));
    if before.is_some() { [at.end, at.end] } else { [at.start, at.end] }
}

/// Whether two witnesses differ in a slot and in what they read at a place.
fn parts(slot: &SlotReadings, readings: &BTreeMap<String, String>) -> bool {
    let read = |n: usize| slot.values[n].witnesses.iter().filter_map(|w| readings.get(w));
    let count = slot.values.len();
    (0..count).any(|a| (a + 1..count).any(|b| read(a).any(|x| read(b).any(|y| x != y))))
}

/// Whether witnesses read other words for a slot, and at none of these places.
fn stands_elsewhere(fact: &JoinedFact, slot: &str, spans: &BTreeMap<String, [usize; 2]>) -> bool {
    let all = fact.evidence.iter().flat_map(|e| e.captures.iter().map(|held| (&e.source, held)));
    let read: Vec<(&String, &Capture)> = all.filter(|(_, held)| held.name == slot).collect();
    let here = |(source, held): &(&String, &Capture)| {
        spans.get(*source).is_some_and(|&[start, end]| match start == end {
            true => start <= held.end && held.start <= end,
            false => start < held.end && held.start < end,
        })
    };
    read.iter().any(|(_, held)| held.text != read[0].1.text) && !read.iter().any(here)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Substitution => "substitution",
        Kind::Omission => "omission",
        Kind::Addition => "addition",
        Kind::Transposition => "transposition",
    }
}

pub(super) fn part(role: Role) -> &'static str {
    match role {
        Role::Question => "question",
        Role::Answer => "answer",
        Role::Asker => "asker",
        Role::Narration => "narration",
        Role::Answerer => "answerer",
        Role::Furniture => "furniture",
    }
}
