//! Statements of several sources → [`JoinedFact`]s: what is one fact, who attests it, where the witnesses differ.
//!
//! When two statements are one fact is declared by the vocabulary for each class (`dg:identity`):
//!
//! - *Content*: the same class, slots and mode are one fact, whoever says it and wherever. What leaves its slot `time`
//!   open, or the year of a time, is joined within one occasion only, because "last year" of two years is not one year,
//!   and the 25th of March of two years not one day.
//! - *Utterance* (commitments, positions): the same words of the same speaker on one occasion.
//! - *Turn* (exchanges): one turn of question and answer of an occasion.
//!
//! Statements at aligned passages of two witnesses that agree in all but one slot are readings of one fact (`merge.rs`):
//! the reading of most witnesses stands in the fact, the others are kept beside it. Nothing is overwritten by what was
//! read last: the result does not depend on the order of the input.
//!
//! Only documents that occasions bind together read each other's facts otherwise. What they say is joined first; then facts
//! of one id from all over are put together (`part.rs`), so that a part stands whatever other documents come.

mod joined;
mod merge;
mod part;

pub use joined::{By, JoinedFact, Settled, SlotReadings, SlotValue, Status};
pub(crate) use part::{merged, together};

use crate::collation::Links;
use crate::fact::Mode;
use crate::hash::digest;
use crate::line::{Evidence, Statement};
use crate::sense::Senses;
use crate::source::Span;
use crate::vocab::{FactClass, Identity, SlotKind, Vocabulary};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What several sources render, or one source alone.
pub struct Occasion<'a> {
    /// The day (EDTF) if it is known in full.
    pub day: Option<String>,
    /// The members' documents and articles.
    pub members: Vec<(usize, Vec<usize>)>,
    /// Where a passage of one document stands in another; none if nothing answers to it there.
    pub project: Option<Project<'a>>,
    /// The number of the joined turn that a document's turn belongs to.
    pub turn: BTreeMap<(usize, usize), usize>,
}

/// From a span in one document to the span that answers to it in another.
pub type Project<'a> = Box<dyn Fn(usize, Span, usize) -> Option<Span> + Send + Sync + 'a>;

/// A document as the join sees it.
#[derive(Debug, Clone, Default)]
pub struct Witness {
    /// Name of the source.
    pub name: String,
    /// Its date (EDTF), as far as it is known.
    pub date: Option<String>,
    /// What it says.
    pub statements: Vec<Statement>,
}

/// Statements with one content, and where they are said.
struct Group {
    key: Key,
    statements: Vec<At>,
}

/// What makes a fact one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    class: String,
    mode: Mode,
    /// Speaker and occasion, as far as the class asks for them.
    scope: String,
    slots: String,
}

/// A statement: document, number in the document, occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    occasion: usize,
    document: usize,
    number: usize,
}

/// Joins the statements of all documents. Documents (or articles) that no occasion names stand alone.
pub fn join(
    documents: &[Witness],
    occasions: &[Occasion<'_>],
    vocabulary: &Vocabulary,
    senses: &Senses,
) -> Vec<JoinedFact> {
    let mut of_article = HashMap::new();
    for (number, occasion) in occasions.iter().enumerate() {
        for (document, articles) in &occasion.members {
            articles.iter().for_each(|a| _ = of_article.entry((*document, *a)).or_insert(number));
        }
    }
    let bundle = bundles(documents.len(), occasions);
    let joiner = Joiner { documents, occasions, of_article, bundle, vocabulary, senses };
    let groups = joiner.groups();
    let clusters = merge::clusters(&joiner, groups);
    let mut turns: BTreeMap<(usize, usize), String> = BTreeMap::new();
    let mut facts: Vec<(JoinedFact, Vec<At>)> = Vec::with_capacity(clusters.len());
    for cluster in &clusters {
        let (fact, places) = joiner.fact(cluster);
        if joiner.identity(&fact.class) == Identity::Turn {
            turns.extend(places.iter().filter_map(|&at| Some((joiner.turn(at)?, fact.id.clone()))));
        }
        facts.push((fact, places));
    }
    let parts = facts.into_iter().map(|(mut fact, places)| {
        if joiner.identity(&fact.class) != Identity::Turn {
            let found: BTreeSet<&String> = places.iter().filter_map(|&at| turns.get(&joiner.turn(at)?)).collect();
            fact.exchanges = found.into_iter().cloned().collect();
        }
        (joiner.bundle[places[0].document], fact)
    });
    let mut by_bundle: BTreeMap<(String, String, usize), Vec<JoinedFact>> = BTreeMap::new();
    for (bundle, part) in parts {
        by_bundle.entry((part.class.clone(), part.id.clone(), bundle)).or_default().push(part);
    }
    together(by_bundle.into_values().map(merged).collect())
}

/// For each document the first of those that occasions bind together with it.
fn bundles(documents: usize, occasions: &[Occasion<'_>]) -> Vec<usize> {
    let mut links = Links::new(documents);
    for occasion in occasions {
        occasion.members.windows(2).for_each(|pair| links.join(pair[0].0, pair[1].0));
    }
    (0..documents).map(|d| links.root(d)).collect()
}

struct Joiner<'a> {
    documents: &'a [Witness],
    occasions: &'a [Occasion<'a>],
    /// The occasion that an article of a document renders.
    of_article: HashMap<(usize, usize), usize>,
    /// For each document, which documents occasions bind it to: the number of the first.
    bundle: Vec<usize>,
    vocabulary: &'a Vocabulary,
    senses: &'a Senses,
}

impl Joiner<'_> {
    fn statement(&self, at: At) -> &Statement {
        &self.documents[at.document].statements[at.number]
    }

    fn class(&self, name: &str) -> Option<&FactClass> {
        self.vocabulary.fact(name)
    }

    fn identity(&self, class: &str) -> Identity {
        self.class(class).map_or(Identity::Content, |c| c.identity)
    }

    /// Statements of one bundle with one key together; groups in the order of their keys.
    fn groups(&self) -> Vec<Group> {
        let mut by_key: BTreeMap<(Key, usize), Vec<At>> = BTreeMap::new();
        for (document, witness) in self.documents.iter().enumerate() {
            for (number, statement) in witness.statements.iter().enumerate() {
                let at = At { occasion: self.occasion_of(document, statement.article), document, number };
                by_key.entry((self.key(at), self.bundle[document])).or_default().push(at);
            }
        }
        // The first statement stands for its group: the first by source and place, whatever the order of the input.
        let place = |at: &At| (&self.documents[at.document].name, self.statement(*at).evidence.start, at.number);
        let group = |((key, _), mut statements): ((Key, usize), Vec<At>)| {
            statements.sort_by(|a, b| place(a).cmp(&place(b)));
            Group { key, statements }
        };
        by_key.into_iter().map(group).collect()
    }

    /// The number of the occasion; documents that stand alone count on from the last.
    fn occasion_of(&self, document: usize, article: usize) -> usize {
        self.of_article.get(&(document, article)).copied().unwrap_or(self.occasions.len() + document)
    }

    /// The day of an occasion, or the name of its first source where the day is unknown.
    fn occasion_name(&self, occasion: usize) -> String {
        if let Some(o) = self.occasions.get(occasion) {
            return o.day.clone().unwrap_or_else(|| self.first_source(occasion).to_owned());
        }
        let witness = &self.documents[occasion - self.occasions.len()];
        witness.date.clone().filter(|d| is_day(d)).unwrap_or_else(|| witness.name.clone())
    }

    fn first_source(&self, occasion: usize) -> &str {
        match self.occasions.get(occasion) {
            Some(o) => o.members.iter().map(|(d, _)| self.documents[*d].name.as_str()).min().unwrap_or_default(),
            None => &self.documents[occasion - self.occasions.len()].name,
        }
    }

    /// The joined turn of a statement: occasion and number.
    fn turn(&self, at: At) -> Option<(usize, usize)> {
        let own = self.statement(at).evidence.turn?;
        let joined = self.occasions.get(at.occasion).and_then(|o| o.turn.get(&(at.document, own)).copied());
        // Turns that no other witness has count on behind the joined ones of their document.
        Some((at.occasion, joined.unwrap_or((at.document + 1) * 10_000 + own)))
    }

    /// What tells the turn of a statement from others of its occasion, whatever other documents there are.
    fn turn_name(&self, at: At) -> String {
        let Some(own) = self.statement(at).evidence.turn else { return at.number.to_string() };
        let joined = self.occasions.get(at.occasion).and_then(|o| o.turn.get(&(at.document, own)));
        joined.map_or_else(|| format!("{}#{own}", self.documents[at.document].name), ToString::to_string)
    }

    /// Whether a statement says when it holds, as far as its class has times: in which year at least.
    fn is_placed(&self, statement: &Statement) -> bool {
        let Some(class) = self.class(&statement.class) else { return true };
        let placed = |slot: &str, time: Option<&str>| match time {
            Some(length) if length.starts_with('P') => slot != "time",
            Some(time) => !time.contains("XXXX"),
            None => slot != "time",
        };
        let mut times = class.slots.iter().filter(|s| s.kind == SlotKind::Time);
        times.all(|slot| placed(&slot.name, statement.slots.get(&*slot.name).and_then(Json::as_str)))
    }

    fn key(&self, at: At) -> Key {
        let statement = self.statement(at);
        let scope = match self.identity(&statement.class) {
            Identity::Content if self.is_placed(statement) => String::new(),
            Identity::Content => self.occasion_name(at.occasion),
            Identity::Utterance => {
                format!(
                    "{}\n{}",
                    self.occasion_name(at.occasion),
                    statement.evidence.speaker.as_deref().unwrap_or_default()
                )
            }
            Identity::Turn => {
                format!(
                    "{}\n{}\n{}",
                    self.occasion_name(at.occasion),
                    self.first_source(at.occasion),
                    self.turn_name(at)
                )
            }
        };
        Key { class: statement.class.clone(), mode: statement.mode, scope, slots: canonical(&statement.slots) }
    }

    /// Makes the fact of a cluster: groups that are readings of one fact, the main reading first.
    fn fact(&self, cluster: &[Group]) -> (JoinedFact, Vec<At>) {
        let main = &cluster[0];
        let first = self.statement(main.statements[0]);
        let mut places: Vec<At> = cluster.iter().flat_map(|g| g.statements.iter().copied()).collect();
        places.sort_by_key(|&at| (&self.documents[at.document].name, self.statement(at).evidence.start, at.number));
        let slots = self.filled(first, cluster);
        let said: Vec<&Statement> = places.iter().map(|&at| self.statement(at)).collect();
        let mut speakers: Vec<String> = Vec::new();
        for speaker in said.iter().filter_map(|s| s.evidence.speaker.as_ref()) {
            if !speakers.contains(speaker) {
                speakers.push(speaker.clone());
            }
        }
        let mut speakers = speakers.into_iter();
        let days = places.iter().filter_map(|at| self.documents[at.document].date.clone()).filter(|d| is_day(d));
        let occasions = places.iter().map(|at| at.occasion).filter(|o| *o < self.occasions.len());
        let evidence = |s: &&Statement| Evidence { reads: differing(&s.slots, &slots), ..s.evidence.clone() };
        let mentions = said.iter().flat_map(|s| &s.mentions).map(|e| (e.id.clone(), e.path.clone()));
        let mut fact = JoinedFact {
            id: digest(&[&main.key.class, main.key.mode.code(), &main.key.scope, &canonical(&slots)]),
            class: main.key.class.clone(),
            status: Status::Agreed,
            speaker: speakers.next(),
            other_speakers: speakers.collect(),
            mode: main.key.mode,
            stated_on: sorted(days),
            occasions: sorted(occasions.map(|o| self.occasion_name(o))),
            exchanges: Vec::new(),
            evidence: said.iter().map(evidence).collect(),
            readings: merge::readings(self, cluster),
            topics: first.topics.clone(),
            plover: first.plover.clone(),
            diagnostics: sorted(said.iter().flat_map(|s| &s.diagnostics).cloned()),
            entities: said.iter().flat_map(|s| s.entities.clone()).collect(),
            mentions: mentions.collect(),
            slots,
        };
        fact.status = status(&fact);
        (fact, places)
    }

    /// The main reading, with slots that it leaves open and other witnesses fill.
    fn filled(&self, main: &Statement, cluster: &[Group]) -> Map<String, Json> {
        let mut slots = main.slots.clone();
        for other in &cluster[1..] {
            for (slot, value) in &self.statement(other.statements[0]).slots {
                slots.entry(slot.clone()).or_insert_with(|| value.clone());
            }
        }
        match self.class(&main.class) {
            Some(class) => {
                class.slots.iter().filter_map(|s| Some((s.name.to_string(), slots.get(&*s.name)?.clone()))).collect()
            }
            None => slots,
        }
    }
}

/// In their order, each once.
fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    texts.collect::<BTreeSet<String>>().into_iter().collect()
}

/// Slots as one string; lists are sets, so their order does not count.
fn canonical(slots: &Map<String, Json>) -> String {
    let sorted: BTreeMap<&String, Json> = slots.iter().map(|(slot, value)| (slot, unordered(value))).collect();
    serde_json::to_string(&sorted).expect("slots are plain data")
}

/// A list in a fixed order; anything else as it is.
fn unordered(value: &Json) -> Json {
    let Json::Array(items) = value else { return value.clone() };
    let mut items = items.clone();
    items.sort_by_cached_key(Json::to_string);
    items.dedup();
    Json::Array(items)
}

/// Whether two values are the same; the order of a list does not count.
fn same(a: &Json, b: &Json) -> bool {
    a == b || (a.is_array() && unordered(a) == unordered(b))
}

/// The slots in which a witness differs from the fact.
fn differing(own: &Map<String, Json>, fact: &Map<String, Json>) -> Map<String, Json> {
    fact.iter()
        .filter(|(slot, value)| own.get(*slot).is_some_and(|v| !same(v, value)))
        .map(|(slot, _)| (slot.clone(), own[slot].clone()))
        .collect()
}

fn status(fact: &JoinedFact) -> Status {
    if fact.sources().len() < 2 {
        return Status::SingleWitness;
    }
    let mut disputed = fact.readings.iter().filter(|r| r.disputed).peekable();
    if disputed.peek().is_none() {
        return Status::Agreed;
    }
    if disputed.all(|r| r.leading().len() == 1) { Status::Majority } else { Status::Disputed }
}

/// Whether an EDTF value is one day.
pub(crate) fn is_day(edtf: &str) -> bool {
    edtf.len() == 10
        && edtf.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests;
