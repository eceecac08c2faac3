//! What a slot of a fact can hold, and how a fact can be meant.

use crate::lexicon::EntityId;
use crate::number::Quantity;
use rust_decimal::Decimal;
use std::sync::Arc;

/// How a fact is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// It is to happen.
    Future,
    /// It has happened, or holds.
    Done,
    /// It is under way.
    Ongoing,
    /// It stands under an if.
    Hypothetical,
    /// It is denied.
    Negated,
    /// It is said of others, or quoted.
    Reported,
}

impl Mode {
    /// The code of the vocabulary.
    pub const fn code(self) -> &'static str {
        match self {
            Mode::Future => "future",
            Mode::Done => "done",
            Mode::Ongoing => "ongoing",
            Mode::Hypothetical => "hypothetical",
            Mode::Negated => "negated",
            Mode::Reported => "reported",
        }
    }
}

/// A value of a slot.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An entity of the gazetteer.
    Entity(EntityId),
    /// The canonical name of something that the gazetteer does not hold.
    Name(Arc<str>),
    /// A phrase of the text, white space removed.
    Text(String),
    /// A code of the vocabulary (`will`, `oppose`).
    Code(Arc<str>),
    /// EDTF date or ISO 8601 duration.
    Time(String),
    /// A bare number.
    Number(Decimal),
    /// Yes or no.
    Bool(bool),
    /// An amount.
    Quantity(Quantity),
}
