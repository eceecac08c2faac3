//! What a variant changes: a slot of a fact, a name, a number, a negation, how firmly something is meant, what is claimed,
//! or only words.

use super::Corpus;
use crate::collation::{Reading, Variant};
use crate::document::Document;
use crate::line::EntityRef;
use crate::mention::{Mention, Referent};
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is another thing in another reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A slot of a fact.
    Slot,
    /// Who or what is named.
    Name,
    /// An amount, a date, an ordinal.
    Number,
    /// Whether something is denied.
    Negation,
    /// Whether something will, may, must or should be.
    Modality,
    /// What is claimed, by other words than these.
    Claim,
    /// Nothing but the words.
    Wording,
}

impl Change {
    /// The code, as it stands in the lines.
    pub const fn code(self) -> &'static str {
        match self {
            Change::Slot => "slot",
            Change::Name => "name",
            Change::Number => "number",
            Change::Negation => "negation",
            Change::Modality => "modality",
            Change::Claim => "claim",
            Change::Wording => "wording",
        }
    }
}

/// The amounts and dates of a document, with their values.
pub(super) type Figures = Vec<(Span, String)>;

/// The figures among the mentions of a document. 十年 and 十多年 have one value and are not the same figure.
pub(super) fn figures(doc: &Document, mentions: &[Mention]) -> Figures {
    let value = |m: &Mention| match &m.referent {
        Referent::Quantity(q) => serde_json::to_string(q).ok(),
        Referent::Time(expression, value) => value.clone().or_else(|| serde_json::to_string(&expression.kind).ok()),
        _ => None,
    };
    let about = |m: &Mention| m.span.of(&doc.text).chars().filter(|c| "多余几近约".contains(*c)).collect::<String>();
    let own = mentions.iter().filter(|m| !m.nested);
    own.filter_map(|m| Some((m.span, value(m)? + &about(m)))).collect()
}

/// What a variant changes beside slots of facts, sorted; nothing where only words differ.
pub(super) fn changes(corpus: &Corpus, variant: &Variant) -> Vec<Change> {
    let senses = &corpus.senses;
    let all = &variant.readings;
    let pairs: Vec<(&Reading, &Reading)> = (0..all.len())
        .flat_map(|n| all[n + 1..].iter().map(move |other| (&all[n], other)))
        .filter(|(a, b)| a.text != b.text)
        .collect();
    let any = |differ: &dyn Fn(&Reading, &Reading) -> bool| pairs.iter().any(|(a, b)| differ(a, b));
    let words = |r: &Reading| corpus.own_words(r);
    let claims = |a: &Reading, b: &Reading| {
        let [before, after] = corpus.around(a);
        senses.differ(&words(a), &words(b), [&before, &after]) || corpus.lost(a, b)
    };
    let tests: [(Change, bool); 5] = [
        (Change::Name, any(&|a, b| corpus.names_differ(a, b))),
        (Change::Number, any(&|a, b| corpus.figures_at(a) != corpus.figures_at(b))),
        (Change::Negation, any(&|a, b| senses.denies(&words(a)) != senses.denies(&words(b)))),
        (Change::Modality, any(&|a, b| senses.moods_differ(&words(a), &words(b)))),
        (Change::Claim, any(&claims)),
    ];
    tests.into_iter().filter(|t| t.1).map(|t| t.0).collect()
}

/// What a variant changes, a slot first; [`Change::Wording`] alone if nothing.
pub(super) fn listed(own: Vec<Change>, slot: bool) -> Vec<Change> {
    let all: Vec<Change> = slot.then_some(Change::Slot).into_iter().chain(own).collect();
    if all.is_empty() { vec![Change::Wording] } else { all }
}

impl Corpus {
    /// The names that reach into a reading, in the order of the text.
    fn named(&self, reading: &Reading) -> impl Iterator<Item = &(Span, EntityRef)> {
        self.entity_mentions[reading.witness].iter().filter(|(span, _)| meets(*span, reading))
    }

    /// Whether two readings name different entities, or the same in other parts: 甲对乙, 乙对甲.
    fn names_differ(&self, a: &Reading, b: &Reading) -> bool {
        let paths = |r| self.named(r).map(|(_, entity)| entity.path.as_str()).collect::<Vec<_>>();
        let (x, y) = (paths(a), paths(b));
        if x.iter().collect::<BTreeSet<_>>() != y.iter().collect::<BTreeSet<_>>() {
            let (long, short) = if a.text.len() < b.text.len() { (b, a) } else { (a, b) };
            return !self.slipped(long, short);
        }
        let directed = |r: &Reading| self.own_words(r).contains(|c| "对向给比从由被至到".contains(c));
        x != y && directed(a) && directed(b)
    }

    /// Whether one reading only lacks a letter or two of a name of the other and names nothing else.
    fn slipped(&self, long: &Reading, short: &Reading) -> bool {
        /// Letters that a name may lose by a slip.
        const SLIP: usize = 2;
        let mut rest = long.text.chars();
        let contained = short.text.chars().all(|c| rest.any(|x| x == c));
        let lacking = long.text.chars().count() - short.text.chars().count();
        let held: BTreeSet<&str> = self.named(long).map(|(_, entity)| entity.path.as_str()).collect();
        // A name that is gone whole is no slip.
        let whole = |span: &Span| span.len() <= long.text.len() - short.text.len();
        contained
            && lacking <= SLIP
            && self.named(short).all(|(_, entity)| held.contains(entity.path.as_str()))
            && !self.named(long).any(|(span, _)| whole(span))
    }

    fn figures_at(&self, reading: &Reading) -> BTreeSet<&str> {
        let figures = self.figures[reading.witness].iter().filter(|(span, _)| meets(*span, reading));
        figures.map(|(_, value)| value.as_str()).collect()
    }

    /// Whether one of two readings has words that are a claim of their own, and the other has none.
    fn lost(&self, a: &Reading, b: &Reading) -> bool {
        let Some((said, _)) = [(a, b), (b, a)].into_iter().find(|(_, other)| other.text.is_empty()) else {
            return false;
        };
        let text = &self.documents[said.witness].text;
        let before = text[..said.span.start].chars().rev().find(|c| !c.is_whitespace());
        let after = text[said.span.end..].chars().find(|c| !c.is_whitespace());
        self.senses.lost(&said.text, before, after)
    }

    /// The words of a reading that are no part of a name.
    fn own_words(&self, reading: &Reading) -> String {
        let text = &self.documents[reading.witness].text;
        let names = &self.entity_mentions[reading.witness];
        let start = reading.span.start;
        let own = text[reading.span.clone()].char_indices().filter(|(at, _)| {
            let at = start + at;
            !names.iter().any(|(span, _)| span.start <= at && at < span.end)
        });
        own.map(|(_, c)| c).filter(|c| !c.is_whitespace()).collect()
    }
}

/// Whether a name reaches into a reading, or spans the place where one leaves its words out.
fn meets(name: Span, reading: &Reading) -> bool {
    let place = &reading.span;
    if place.is_empty() {
        return name.start < place.start && place.start < name.end;
    }
    name.start < place.end && place.start < name.end
}
