//! The restored transcript: every sentence of the event once, in order, with its witnesses.

use super::absence::Absence;
use super::align::Alignment;
use super::apparatus::Variant;
use super::letter::outer_span;
use super::turn::Section;
use super::{Role, Witness};
use std::ops::Range;

/// A witness of a line, with its byte span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Index of the witness.
    pub witness: usize,
    /// Where it has the line.
    pub span: Range<usize>,
    /// Whether it reads the line letter by letter as it is printed here.
    pub exact: bool,
}

/// One sentence of the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The sentence as most witnesses read it; empty for a gap, and where only a minority has words.
    pub text: String,
    /// The same text, cut at the variant places.
    pub pieces: Vec<Piece>,
    /// Index of the joined turn.
    pub turn: Option<usize>,
    /// What it is.
    pub role: Role,
    /// Who has it, in the order of their names.
    pub witnesses: Vec<Attestation>,
    /// Whether something is missing here that no witness has.
    pub gap: bool,
    /// Its columns.
    pub columns: Range<usize>,
}

/// Words of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words about which nobody differs.
    Text(String),
    /// A variant place.
    Place {
        /// Index of the variant.
        variant: usize,
        /// What the line reads there; empty where it follows an omission.
        lemma: String,
    },
}

impl Piece {
    /// What the line reads.
    pub fn words(&self) -> &str {
        match self {
            Piece::Text(words) | Piece::Place { lemma: words, .. } => words,
        }
    }
}

/// Restores the text of the event; `variants` are in the order of their columns.
pub(super) fn restore(
    alignment: &Alignment,
    sections: &[Section],
    absences: &[Absence],
    variants: &[Variant],
    witnesses: &[Witness<'_>],
) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let view = View { alignment, absences, variants, witnesses };
    for (n, section) in sections.iter().enumerate() {
        let before = n.checked_sub(1).map(|m| &sections[m]);
        if torn(section, before) {
            let at = section.columns.start;
            out.push(gap(section, at));
        }
        let sentences = view.sentences(section.columns.clone());
        out.extend(sentences.into_iter().filter_map(|columns| view.line(section, columns)));
        let ends = section.columns.clone().next_back().is_some_and(|c| closed(alignment, c));
        if !ends && matches!(section.role, Role::Question | Role::Answer) {
            out.push(gap(section, section.columns.end));
        }
    }
    out
}

/// Whether an answer lacks its question, or a question its answer.
fn torn(section: &Section, before: Option<&Section>) -> bool {
    match section.role {
        Role::Answer => section.turn != Some(0) && before.is_none_or(|b| b.turn != section.turn),
        Role::Asker => before.is_some_and(|b| matches!(b.role, Role::Question | Role::Asker)),
        _ => false,
    }
}

fn gap(section: &Section, at: usize) -> Line {
    let (turn, role) = (section.turn, section.role);
    Line { text: String::new(), pieces: Vec::new(), turn, role, witnesses: Vec::new(), gap: true, columns: at..at }
}

/// Whether most of the members that have a letter in a column end their sentence there.
fn closed(alignment: &Alignment, column: usize) -> bool {
    let all: Vec<bool> = alignment.column_letters(column).map(|(.., l)| l.closed).collect();
    all.iter().filter(|c| **c).count() * 2 >= all.len()
}

/// A letter that the restored text takes from a member.
#[derive(Clone, Copy)]
struct Picked {
    column: usize,
    member: usize,
    letter: usize,
}

struct View<'a> {
    alignment: &'a Alignment,
    absences: &'a [Absence],
    variants: &'a [Variant],
    witnesses: &'a [Witness<'a>],
}

impl View<'_> {
    /// The letter that most members read in a column, from the first member that reads it.
    ///
    /// `None` if most members leave the column out.
    /// In `whole` the lead has a sentence of its own: what it does not have there, it leaves out.
    fn chosen(&self, column: usize, lead: usize, whole: &Range<usize>) -> Option<Picked> {
        /// How many read it, what they read, and where the first of them has it.
        type Vote = (usize, Option<char>, Option<Picked>);
        let mut tally: Vec<Vote> = Vec::new();
        // The witness that leads the sentence comes first, so it wins a tie.
        let members = std::iter::once(lead).chain(self.alignment.precedence.iter().copied().filter(|&m| m != lead));
        for member in members {
            let letter = self.alignment.letter(member, column);
            let left_out = self.absences[member].omits(column) || (member == lead && whole.contains(&column));
            if letter.is_none() && !left_out {
                continue;
            }
            let mark = letter.map(|i| self.alignment.letters[member][i].mark);
            match tally.iter_mut().find(|t| t.1 == mark) {
                Some(known) => known.0 += 1,
                None => tally.push((1, mark, letter.map(|letter| Picked { column, member, letter }))),
            }
        }
        tally.into_iter().rev().max_by_key(|t| t.0).and_then(|t| t.2)
    }

    /// Numbers of the variants whose places begin in some columns.
    fn variants_in(&self, columns: &Range<usize>) -> Range<usize> {
        let before = |at: usize| self.variants.partition_point(|v| v.columns.start < at);
        before(columns.start)..before(columns.end)
    }

    /// The sentences of a range of columns. None ends inside a variant place.
    fn sentences(&self, columns: Range<usize>) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut start = columns.start;
        let lead = self.alignment.precedence.first().copied().unwrap_or(0);
        for c in columns.clone() {
            let last = c + 1 == columns.end;
            let kept = || self.chosen(c, lead, &(0..0)).is_some();
            let cuts = || self.variants[self.variants_in(&(start..c + 1))].iter().any(|v| v.columns.end > c + 1);
            if last || (closed(self.alignment, c) && kept() && !cuts()) {
                out.push(start..c + 1);
                start = c + 1;
            }
        }
        out
    }

    /// The columns of a sentence, from its start if the lead begins one there, to its end if the lead ends one there: what other
    /// witnesses have before or behind the words of the lead is no part of its sentence, and would be said twice.
    fn whole(&self, lead: usize, columns: &Range<usize>) -> Range<usize> {
        let letters = &self.alignment.letters[lead];
        let mut held = columns.clone().filter_map(|c| Some((c, self.alignment.letter(lead, c)?)));
        let Some((first, opening)) = held.next() else { return 0..0 };
        let (last, closing) = held.next_back().unwrap_or((first, opening));
        let before = opening.checked_sub(1).map(|i| &letters[i]);
        let begins = before.is_none_or(|b| b.closed || b.section != letters[opening].section);
        let start = if begins { columns.start } else { first };
        start..if letters[closing].closed { columns.end } else { last + 1 }
    }

    fn line(&self, section: &Section, columns: Range<usize>) -> Option<Line> {
        let alignment = self.alignment;
        let present = |m: usize| columns.clone().filter(|&c| alignment.letter(m, c).is_some()).count();
        let lead = alignment.precedence.iter().copied().rev().max_by_key(|&m| present(m))?;
        let whole = self.whole(lead, &columns);
        let picked: Vec<Picked> = columns.clone().filter_map(|c| self.chosen(c, lead, &whole)).collect();
        let marks: String = picked.iter().map(|p| alignment.letters[p.member][p.letter].mark).collect();
        let attest = |m: usize| {
            let mut held: Vec<usize> = columns.clone().filter_map(|c| alignment.letter(m, c)).collect();
            held.sort_unstable();
            let (&first, &last) = held.first().zip(held.last())?;
            let own: String = held.iter().map(|&i| alignment.letters[m][i].mark).collect();
            let witness = alignment.members[m];
            let (start, end) = outer_span(self.witnesses[witness].text, &alignment.letters[m], first, last);
            Some(Attestation { witness, span: start..end, exact: own == marks })
        };
        let attested = (0..alignment.members.len()).filter_map(attest).collect();
        let pieces = self.pieces(&columns, &picked);
        let text = pieces.iter().map(Piece::words).collect();
        let (turn, role) = (section.turn, section.role);
        (!pieces.is_empty()).then_some(Line { text, pieces, turn, role, witnesses: attested, gap: false, columns })
    }

    /// The picked letters with their punctuation, cut at the variant places. What stands around a place is not part of it.
    fn pieces(&self, columns: &Range<usize>, picked: &[Picked]) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut at = 0;
        for variant in self.variants_in(columns) {
            let place = &self.variants[variant].columns;
            let until = |column: usize| picked.partition_point(|p| p.column < column);
            let (first, end) = (until(place.start), until(place.end));
            put(&mut out, &self.printed(picked, at..first).concat());
            let [front, lemma, behind] = self.printed(picked, first..end);
            put(&mut out, &front);
            out.push(Piece::Place { variant, lemma });
            put(&mut out, &behind);
            at = end;
        }
        put(&mut out, &self.printed(picked, at..picked.len()).concat());
        out
    }

    /// Some of the picked letters: the punctuation in front of them, they themselves, the punctuation behind.
    fn printed(&self, picked: &[Picked], range: Range<usize>) -> [String; 3] {
        let mut out = [const { String::new() }; 3];
        for n in range.clone() {
            let [front, letter, behind] = self.letter(picked, n);
            out[usize::from(n > range.start)].extend(front.chars().filter(|c| *c != '\n'));
            out[1].push_str(letter);
            out[if n + 1 < range.end { 1 } else { 2 }].extend(behind.chars().filter(|c| *c != '\n'));
        }
        out
    }

    /// A picked letter with the punctuation on its sides.
    fn letter(&self, picked: &[Picked], n: usize) -> [&str; 3] {
        let Picked { member: m, letter: i, .. } = picked[n];
        let (text, letters) = (self.witnesses[self.alignment.members[m]].text, &self.alignment.letters[m]);
        let (start, end) = outer_span(text, letters, i, i);
        let (own, behind) = (letters[i].start as usize, letters[i].end as usize);
        let opened = n > 0 && picked[n - 1].member == m && picked[n - 1].letter + 1 == i;
        // Between two letters of one witness everything stays, else the punctuation of this letter.
        let next = picked.get(n + 1).filter(|p| p.member == m && p.letter == i + 1).map(|p| &letters[p.letter]);
        let until = next.filter(|l| l.section == letters[i].section).map_or(end, |l| l.start as usize);
        let front = if opened { own } else { start };
        [&text[front..own], &text[own..behind], &text[behind..until.max(behind)]]
    }
}

/// Adds words, to the last piece if it is text.
fn put(out: &mut Vec<Piece>, words: &str) {
    match out.last_mut() {
        _ if words.is_empty() => {}
        Some(Piece::Text(text)) => text.push_str(words),
        _ => out.push(Piece::Text(words.to_owned())),
    }
}
