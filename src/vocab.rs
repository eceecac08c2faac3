//! The ontology's terms. Core terms are constants; fact classes, their slots and edges are read from
//! `ontology/vocabulary.ttl`, so that a new class of facts needs no change here.

mod load;
mod namespace;
mod page;
mod picture;

pub(crate) use load::{place_of, turtle};
pub use namespace::{ID, NS, PREFIXES, SHAPES};
pub use page::{Recipe, page};

use oxigraph::model::Triple;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a slot of a fact holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotKind {
    /// Countries, regions, bodies, people, events, documents: anything with a name.
    Entity,
    /// A phrase of the text.
    Text,
    /// EDTF date or ISO 8601 duration.
    Time,
    /// A bare number.
    Number,
    /// Yes or no.
    Bool,
    /// An amount with unit.
    Quantity,
    /// One of these codes.
    Code(Vec<Arc<str>>),
}

impl SlotKind {
    /// What it takes, as a rule file writes it.
    pub fn in_words(&self) -> String {
        match self {
            SlotKind::Entity => "a name or code in quotes, or a list of them".to_owned(),
            SlotKind::Text => "words in quotes".to_owned(),
            SlotKind::Time => "a date in quotes, as \"2024-03\"".to_owned(),
            SlotKind::Number => "a number".to_owned(),
            SlotKind::Bool => "true or false".to_owned(),
            SlotKind::Quantity => "what a hole holds, no fixed value".to_owned(),
            SlotKind::Code(codes) => format!("one of {}", codes.join(", ")),
        }
    }
}

/// A slot of a fact class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Local name of the property: `beneficiary`.
    pub name: Arc<str>,
    /// What it holds.
    pub kind: SlotKind,
    /// Whether it is a list in the output even with one value.
    pub many: bool,
}

/// When two assertions of a class are one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Identity {
    /// The same content is one fact, whoever says it. Where the class has a slot `time` and the text leaves it open,
    /// only within one occasion: 去年 of two years is not one year.
    #[default]
    Content,
    /// An act of speech: the same content by the same speaker on one occasion.
    Utterance,
    /// One turn of question and answer.
    Turn,
}

/// A class of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactClass {
    /// Local name: `VisaWaiver`.
    pub name: Arc<str>,
    /// Its slots, in the order of the output.
    pub slots: Vec<Slot>,
    /// When two assertions are one fact.
    pub identity: Identity,
}

impl FactClass {
    /// The slot of this name.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|s| &*s.name == name)
    }
}

/// The one-hop form of a class of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeKind {
    /// Local name of the property: `waivesVisaFor`.
    pub property: Arc<str>,
    /// The class of facts that gives rise to it.
    pub class: Arc<str>,
    /// The slot where it begins.
    pub from: Arc<str>,
    /// The slot where it ends, or `mentions` for the entities named in the passage.
    pub to: Arc<str>,
    /// Whether it holds in both directions.
    pub symmetric: bool,
    /// A slot of truth values: where it is true, the edge goes back as well.
    pub both_ways_if: Option<Arc<str>>,
    /// Codes of a fact that keep it from having this edge.
    pub unless: Vec<Arc<str>>,
}

/// A name of a term in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Fact classes, edges and labels of a vocabulary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Sorted by name.
    pub facts: Vec<FactClass>,
    /// Sorted by property.
    pub edges: Vec<EdgeKind>,
    /// Every term of the namespace [`NS`] by its local name.
    pub terms: BTreeMap<String, Label>,
    /// What the files say, without the lists of slots (they hold blank nodes): goes into every stored graph.
    pub triples: Vec<Triple>,
}

impl Vocabulary {
    /// The fact class of this local name.
    pub fn fact(&self, name: &str) -> Option<&FactClass> {
        self.facts.iter().find(|f| &*f.name == name)
    }

    /// The edge of this local name.
    pub fn edge(&self, property: &str) -> Option<&EdgeKind> {
        self.edges.iter().find(|e| &*e.property == property)
    }
}

/// The local name of a code's concept: `single-witness` is `SingleWitness`.
pub fn code_term(code: &str) -> String {
    code.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect::<String>()
        })
        .collect()
}
