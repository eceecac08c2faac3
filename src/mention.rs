//! Document × Lexicon → [`Mention`]s: who, what, when, how much, each at its place.

use crate::date::TimeExpr;
use crate::lexicon::EntityId;
use crate::number::Quantity;
use crate::source::Span;
use std::sync::Arc;

/// The classes of things that a text mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A sovereign state.
    Country,
    /// A part of the world, or a territory that is no sovereign state.
    Region,
    /// A city, province, building, river, railway, corridor.
    Place,
    /// An international body, bloc, party, ministry, company, news outlet.
    Organization,
    /// A named person, without the title.
    Person,
    /// A named meeting, crisis or process.
    Event,
    /// A named treaty, declaration, law, initiative.
    Document,
    /// A named principle, slogan or concept.
    Doctrine,
    /// A number that counts or measures something, with its unit.
    Quantity,
    /// A date, span of dates or duration.
    Time,
    /// A title beside a name (外交部长); serves the rules and is no mention of its own in the output.
    Title,
}

/// What a mention stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Referent {
    /// An entity of the gazetteer.
    Listed(EntityId),
    /// A name that no gazetteer holds, found by its form; the canonical name.
    Unlisted(Arc<str>),
    /// An amount.
    Quantity(Quantity),
    /// A date or duration: the expression, and its value against the document's date (EDTF or ISO 8601 duration).
    Time(TimeExpr, Option<String>),
}

/// One mention.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Bytes of the reading text.
    pub span: Span,
    /// Its class.
    pub class: Class,
    /// What it stands for.
    pub referent: Referent,
    /// For a person: the titles written beside the name.
    pub role: Option<String>,
    /// What found it: `lexicon:CN`, `name:person.title`, `quantity`, ...
    pub rule: Arc<str>,
    /// Whether it lies inside a longer mention.
    pub nested: bool,
}
