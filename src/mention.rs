//! Document × Lexicon → [`Mention`]s: who, what, when, how much, each at its place.
//!
//! 1. Listed names by the table of names, the longest from the left; names inside names where they mean something else.
//! 2. Short forms of one character in the contexts that the gazetteer declares.
//! 3. Amounts and dates, where no name covers them.
//! 4. Unlisted names by their form: titles and surnames, heads of bodies and meetings, quoted titles; the canonical name
//!    is derived, and the same new name elsewhere in the document is the same entity.
//! 5. Short forms that the text itself introduces.
//!
//! Overlaps are settled by one policy: what begins first wins, of those the longest; a name inside a name is kept when it
//! is another entity; no name crosses the end of a sentence or the edge of a label.

mod alias;
mod body;
mod bracket;
mod class;
mod dotted;
mod event;
mod ground;
#[cfg(test)]
mod growth;
mod json;
mod listed;
mod occasion;
mod own;
mod person;
mod post;
mod quoted;
mod role;
mod scene;
mod seam;
mod single;
mod stranger;
#[cfg(test)]
mod tests;
mod title;
mod unlisted;

pub use class::Class;
pub use json::{Line, line};
pub use own::own_bodies;

use crate::date::{BaseDate, TimeExpr};
use crate::document::Document;
use crate::lexicon::{EntityId, Lexicon};
use crate::number::{Mode, Quantity, Units};
use crate::source::Span;
use scene::Scene;
use std::sync::Arc;

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

/// Finds the mentions of a document, sorted by start, the longer first; titles are among them.
///
/// `mode` is handed to the reading of numbers: with [`Mode::All`] amounts inside names are given as well.
pub fn find(doc: &Document, lexicon: &Lexicon, units: &Units, mode: Mode) -> Vec<Mention> {
    let (quantities, times) = crate::date::scan_all(&doc.text, units, mode);
    let scene = Scene::new(doc, lexicon);
    let mut dated: Vec<Span> = times.iter().map(|t| Span::new(t.start, t.end)).collect();
    dated.sort_unstable();
    let (mut items, cues) = listed::find(&scene, &dated);
    single::find(&scene, &mut items, &dated);
    let items = unlisted::find(&scene, items, cues, &dated);
    let mut mentions = scene.resolve(items);
    role::assign(&scene, &mut mentions);
    let base = doc.date.as_ref().and_then(|d| base_date(&d.edtf));
    // The number of an anniversary counts inside the name of what is held then.
    let closed = |m: &&Mention| m.class != Class::Title && &*m.rule != occasion::ANNIVERSARY_RULE;
    let covered: Vec<Span> = mentions.iter().filter(closed).map(|m| m.span).collect();
    let free = |span: Span| mode == Mode::All || !overlaps_any(&covered, span);
    for found in times {
        let span = Span::new(found.start, found.end);
        if free(span) {
            let value = found.value.resolve(base.as_ref());
            mentions.push(Mention {
                span,
                class: Class::Time,
                referent: Referent::Time(found.value, value),
                role: None,
                rule: found.rule.into(),
                nested: false,
            });
        }
    }
    for found in quantities {
        let span = Span::new(found.start, found.end);
        if free(span) || counts_named(&covered, span) {
            mentions.push(Mention {
                span,
                class: Class::Quantity,
                referent: Referent::Quantity(found.value),
                role: None,
                rule: found.rule.into(),
                nested: false,
            });
        }
    }
    mentions.sort_by(|a, b| (a.span.start, b.span.end, a.class).cmp(&(b.span.start, a.span.end, b.class)));
    mentions
}

/// What is known of a document's date, from its EDTF.
fn base_date(edtf: &str) -> Option<BaseDate> {
    let mut parts = edtf.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let mut part = || parts.next().and_then(|p| p.get(..2)?.parse().ok());
    Some(BaseDate { year, month: part(), day: part() })
}

/// Whether the names in a span all stand behind its number: 35个非洲国家. A number inside a name is none of its own.
fn counts_named(names: &[Span], span: Span) -> bool {
    let end = names.partition_point(|s| s.start < span.end);
    let from = names[..end].partition_point(|s| s.start <= span.start);
    let behind = &names[from..end];
    let holds = |s: &Span| s.end <= span.end;
    !behind.is_empty() && behind.iter().all(holds) && !overlaps_any(&names[..from], span)
}

/// Whether a span shares a byte with one of `spans`, which are sorted by start and may be nested.
fn overlaps_any(spans: &[Span], span: Span) -> bool {
    let end = spans.partition_point(|s| s.start < span.end);
    spans[..end].iter().rev().take_while(|s| s.start + scene::LONGEST > span.start).any(|s| s.overlaps(span))
}
