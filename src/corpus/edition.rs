//! An event as a critical edition: the restored text in order, its witnesses under short signs, and at every place where
//! they differ the reading that the text follows beside those that it does not.

use super::lines::part;
use super::{Collated, Corpus, SentenceLine, VariantLine};
use crate::collation::{self, Attestation, Line};
use crate::source::Span;
use std::collections::BTreeMap;

/// A witness and its sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sigil {
    /// `A`, `B`, … in the order of the sources' names.
    pub sign: String,
    /// Name of the source.
    pub source: String,
    /// Its date (EDTF), as far as it is known.
    pub date: Option<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// The day of the event, else the name of its first source.
    pub occasion: String,
    /// Who renders it.
    pub witnesses: Vec<Sigil>,
    /// Labels of the turns: who asks, who answers.
    pub turns: Vec<(Option<String>, Option<String>)>,
    /// The text, sentence by sentence; gaps stand among the sentences.
    pub sentences: Vec<Sentence>,
    /// The apparatus.
    pub variants: Vec<VariantLine>,
}

/// A sentence of the restored text, or a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// Number of the turn.
    pub turn: Option<usize>,
    /// `question`, `answer`, `asker` or `narration`.
    pub part: String,
    /// Whether something is missing here that no witness has.
    pub gap: bool,
    /// Signs of the witnesses that have it.
    pub witnesses: Vec<String>,
    /// Its words.
    pub pieces: Vec<Piece>,
}

/// Words of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Words in which all who have them agree.
    Text(String),
    /// A place where they differ.
    Place {
        /// Index into [`Edition::variants`].
        variant: usize,
        /// The reading that the text follows, with the signs of its witnesses.
        lemma: (String, Vec<String>),
        /// The other readings, the best attested first.
        others: Vec<(String, Vec<String>)>,
    },
}

/// The sign of a witness by its number: A … Z, AA, AB, …
pub(crate) fn sign(number: usize) -> String {
    let letter = char::from(b'A' + (number % 26) as u8);
    match number / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", sign(more - 1)),
    }
}

/// Readings with the keys of their witnesses, the best attested first. What differs in marks and spaces is one reading.
pub(crate) fn grouped<'a, K>(readings: impl Iterator<Item = (K, &'a str)>) -> Vec<(&'a str, Vec<K>)> {
    let mut out: Vec<(String, &str, Vec<K>)> = Vec::new();
    for (key, text) in readings {
        let plain = letters(text);
        match out.iter_mut().find(|g| g.0 == plain) {
            Some(group) => group.2.push(key),
            None => out.push((plain, text, vec![key])),
        }
    }
    out.sort_by_key(|g| std::cmp::Reverse(g.2.len()));
    out.into_iter().map(|(_, text, keys)| (text, keys)).collect()
}

/// What of a reading is compared.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || "%‰℃°$€£¥.:/-".contains(*c)).collect()
}

impl Corpus {
    /// The editions of all events, in their order.
    pub fn editions(&self) -> Vec<Edition> {
        self.events.iter().map(|e| self.edition(e)).collect()
    }

    fn edition(&self, event: &Collated) -> Edition {
        let witnesses = self.sigla(event);
        let signs: BTreeMap<&str, &str> = witnesses.iter().map(|w| (w.source.as_str(), w.sign.as_str())).collect();
        let variants: Vec<VariantLine> = event.collation.variants.iter().map(|v| self.variant(event, v)).collect();
        let names =
            |turn: &collation::Turn| (turn.outlet.clone().or_else(|| turn.asker.clone()), turn.answerer.clone());
        let sentence = |line: &Line| Sentence {
            turn: line.turn,
            part: part(line.role).to_owned(),
            gap: line.gap,
            witnesses: line.witnesses.iter().map(|w| signs[self.documents[w.witness].name()].to_owned()).collect(),
            pieces: line.pieces.iter().map(|p| piece(p, &variants, &signs)).collect(),
        };
        let sentences = event.collation.transcript.iter().map(sentence).collect();
        let turns = event.collation.turns.iter().map(names).collect();
        Edition { occasion: event.name.clone(), turns, sentences, variants, witnesses }
    }

    /// The witnesses of an event under their signs.
    pub fn sigla(&self, event: &Collated) -> Vec<Sigil> {
        let mut members: Vec<usize> = event.event.members.iter().map(|m| m.witness).collect();
        members.sort_by_key(|&m| self.documents[m].name());
        let sigil = |(n, m): (usize, usize)| {
            let doc = &self.documents[m];
            let date = doc.date.as_ref().map(|d| d.edtf.clone());
            Sigil { sign: sign(n), source: doc.name().to_owned(), date }
        };
        members.into_iter().enumerate().map(sigil).collect()
    }

    /// The restored texts of all events, sentence by sentence.
    pub fn sentence_lines(&self) -> Vec<SentenceLine> {
        self.events.iter().flat_map(|e| self.restored(e)).collect()
    }

    /// The restored text of an event, sentence by sentence.
    pub fn restored(&self, event: &Collated) -> Vec<SentenceLine> {
        let lines = event.collation.transcript.iter().filter(|l| l.gap || !l.text.is_empty());
        lines.map(|l| self.sentence_line(event, l)).collect()
    }

    fn sentence_line(&self, event: &Collated, line: &Line) -> SentenceLine {
        let place = |a: &Attestation| {
            let doc = &self.documents[a.witness];
            let at = doc.locate(Span::new(a.span.start, a.span.end));
            (doc.name().to_owned(), [at.start, at.end])
        };
        let exact = line.witnesses.iter().filter(|a| a.exact).map(|a| self.documents[a.witness].name().to_owned());
        let turn = line.turn.and_then(|t| event.collation.turns.get(t));
        SentenceLine {
            occasion: event.name.clone(),
            turn: line.turn,
            part: part(line.role).to_owned(),
            outlet: turn.and_then(|t| t.outlet.clone()),
            answerer: turn.and_then(|t| t.answerer.clone()),
            gap: line.gap,
            text: line.text.clone(),
            spans: line.witnesses.iter().map(place).collect(),
            exact: exact.collect(),
        }
    }
}

/// A piece of a line with the signs of its witnesses.
fn piece(piece: &collation::Piece, variants: &[VariantLine], signs: &BTreeMap<&str, &str>) -> Piece {
    let (variant, lemma) = match piece {
        collation::Piece::Text(words) => return Piece::Text(words.clone()),
        collation::Piece::Place { variant, lemma } => (*variant, lemma),
    };
    let readings =
        variants[variant].readings.iter().map(|(source, text)| (signs[source.as_str()].to_owned(), text.as_str()));
    let mut groups = grouped(readings);
    let own = groups.iter().position(|(text, _)| letters(text) == letters(lemma)).unwrap_or(0);
    let (_, witnesses) = groups.remove(own);
    let others = groups.into_iter().map(|(text, signs)| (text.to_owned(), signs)).collect();
    Piece::Place { variant, lemma: (lemma.clone(), witnesses), others }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_run_on_behind_z() {
        assert_eq!([0, 25, 26, 27, 52, 702].map(sign), ["A", "Z", "AA", "AB", "BA", "AAA"]);
    }

    #[test]
    fn marks_make_no_reading() {
        let found = grouped([("A", "第一,第二"), ("B", "第二"), ("C", "第一、第二")].into_iter());
        assert_eq!(found, [("第一,第二", vec!["A", "C"]), ("第二", vec!["B"])]);
    }
}
