//! Collation: several renderings of one event become one text with an apparatus.
//!
//! The words are textual criticism's. A rendering is a *witness*; where witnesses differ there is a
//! *variant place* with its *readings*; the list of places is the *apparatus*.
//!
//! 1. [`recognise`] finds which articles of which documents render the same event (shared passages).
//! 2. [`collate`] aligns them letter by letter into columns and reads off the columns: the apparatus,
//!    the turns of the event joined over the witnesses, and the restored transcript.
//!
//! Only *letters* are compared: characters that carry wording. Punctuation, spacing and markup are
//! skipped, so they never make a variant. Everything here is plain data in, plain data out; all
//! offsets are bytes of [`Witness::text`], and the result does not depend on the order of the input.

mod absence;
mod align;
mod apparatus;
mod event;
mod letter;
mod likeness;
mod order;
mod pairwise;
mod shingle;
mod transcript;
mod turn;

#[cfg(test)]
mod tests;

pub use absence::{Lacuna, Move};
pub use align::Alignment;
pub use apparatus::{Kind, Reading, Variant};
pub(crate) use event::Links;
pub use event::{
    Comparison, Event, Found, Grounds, Linked, Member, Text, Unit, fingerprints, is_nominated, link, nominated,
    nominations, recognise, shared, text,
};
pub use transcript::{Attestation, Line, Piece};
pub use turn::{Part, Turn};

/// What a passage of a witness is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The words of a question.
    Question,
    /// The words of an answer or of an opening statement.
    Answer,
    /// The label that names who asks.
    Asker,
    /// Running text outside turns: leads, reports, closing notes.
    #[default]
    Narration,
    /// The label that names who answers: not compared, but it shows where an answer begins.
    Answerer,
    /// Headings, jump lines, credits: never compared.
    Furniture,
}

/// A stretch of a witness with one role. Passages are sorted and do not overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// First byte in the witness's text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What stands here.
    pub role: Role,
    /// Which article of the document it belongs to.
    pub article: usize,
    /// Index into [`Witness::turns`], where the file itself shows the turn.
    pub turn: Option<usize>,
}

/// What a file says about one of its turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TurnLabel<'a> {
    /// Canonical name of the asker's outlet.
    pub outlet: Option<&'a str>,
    /// Name of the one who answers.
    pub answerer: Option<&'a str>,
}

/// One document: a rendering of one event or more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Witness<'a> {
    /// A name that no other witness has.
    pub name: &'a str,
    /// The reading text in normal form (widths, spacing and character set folded).
    pub text: &'a str,
    /// Its passages; none means that the whole text is one article of narration.
    pub passages: &'a [Passage],
    /// The turns that its labels show.
    pub turns: &'a [TurnLabel<'a>],
    /// Byte spans of names, numbers and dates, sorted: a variant place does not cut them.
    pub names: &'a [(usize, usize)],
    /// For each article the day that it states as its own, counted from any one day: what [`recognise`] looks at.
    pub days: &'a [Option<i64>],
}

/// Everything that the collation of one event yields.
#[derive(Clone, Debug)]
pub struct Collation {
    /// Which letters of which witness stand in which column.
    pub alignment: Alignment,
    /// The apparatus, in the order of the event.
    pub variants: Vec<Variant>,
    /// Longer parts that a witness leaves out, in the order of the event.
    pub lacunae: Vec<Lacuna>,
    /// The parts of witnesses that do not have them in the order of the event.
    pub moves: Vec<Move>,
    /// The turns in the order of the event.
    pub turns: Vec<Turn>,
    /// The restored text, sentence by sentence.
    pub transcript: Vec<Line>,
}

/// Collates the witnesses of one event.
///
/// `witnesses` are all documents; `event` says which of them, and which of their articles, to take.
/// Every index to a witness in the result points into `witnesses`.
pub fn collate(witnesses: &[Witness<'_>], event: &Event) -> Collation {
    let mut alignment = Alignment::build(witnesses, event);
    let mut sections = turn::sections(&alignment);
    if let Some(order) = order::voted(&alignment, &sections) {
        alignment.reorder(&order);
        sections = turn::sections(&alignment);
    }
    let turns = turn::join(&alignment, &sections, witnesses);
    let absence = absence::absences(&alignment, &sections);
    let variants = apparatus::variants(&alignment, &sections, &absence, witnesses);
    let lacunae = absence::lacunae(&alignment, &absence);
    let transcript = transcript::restore(&alignment, &sections, &absence, &variants, witnesses);
    let moves = absence::moves(&alignment);
    Collation { alignment, variants, lacunae, moves, turns, transcript }
}
