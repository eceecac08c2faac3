//! The restored transcript: every sentence of the event once, in order, with its witnesses.

use super::absence::Absence;
use super::align::Alignment;
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
    /// The sentence as most witnesses read it; empty for a gap.
    pub text: String,
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

/// Restores the text of the event.
pub(super) fn restore(
    alignment: &Alignment,
    sections: &[Section],
    absences: &[Absence],
    witnesses: &[Witness<'_>],
) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for (n, section) in sections.iter().enumerate() {
        let before = n.checked_sub(1).map(|m| &sections[m]);
        if torn(section, before) {
            let at = section.columns.start;
            out.push(gap(section, at));
        }
        let sentences = sentences(alignment, absences, section.columns.clone());
        out.extend(sentences.into_iter().filter_map(|columns| line(alignment, absences, witnesses, section, columns)));
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
    Line { text: String::new(), turn, role, witnesses: Vec::new(), gap: true, columns: at..at }
}

/// Whether most of the members that have a letter in a column end their sentence there.
fn closed(alignment: &Alignment, column: usize) -> bool {
    let all: Vec<bool> = alignment.column_letters(column).map(|(.., l)| l.closed).collect();
    all.iter().filter(|c| **c).count() * 2 >= all.len()
}

/// The letter that most members read in a column, and the first member that reads it.
///
/// `None` if most members leave the column out.
fn chosen(alignment: &Alignment, absences: &[Absence], column: usize, lead: usize) -> Option<(usize, usize)> {
    /// How many read it, what they read, and where the first of them has it.
    type Vote = (usize, Option<char>, Option<(usize, usize)>);
    let mut tally: Vec<Vote> = Vec::new();
    // The witness that leads the sentence comes first, so it wins a tie.
    let members = std::iter::once(lead).chain(alignment.precedence.iter().copied().filter(|&m| m != lead));
    for m in members {
        let letter = alignment.letter(m, column);
        if letter.is_none() && !absences[m].omits(column) {
            continue;
        }
        let mark = letter.map(|i| alignment.letters[m][i].mark);
        match tally.iter_mut().find(|t| t.1 == mark) {
            Some(known) => known.0 += 1,
            None => tally.push((1, mark, letter.map(|i| (m, i)))),
        }
    }
    tally.into_iter().rev().max_by_key(|t| t.0).and_then(|t| t.2)
}

/// The sentences of a range of columns.
fn sentences(alignment: &Alignment, absences: &[Absence], columns: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = columns.start;
    let lead = alignment.precedence.first().copied().unwrap_or(0);
    for c in columns.clone() {
        let last = c + 1 == columns.end;
        let kept = || chosen(alignment, absences, c, lead).is_some();
        if last || (closed(alignment, c) && kept()) {
            out.push(start..c + 1);
            start = c + 1;
        }
    }
    out
}

fn line(
    alignment: &Alignment,
    absences: &[Absence],
    witnesses: &[Witness<'_>],
    section: &Section,
    columns: Range<usize>,
) -> Option<Line> {
    let present = |m: usize| columns.clone().filter(|&c| alignment.letter(m, c).is_some()).count();
    let lead = alignment.precedence.iter().copied().rev().max_by_key(|&m| present(m))?;
    let picked: Vec<(usize, usize)> = columns.clone().filter_map(|c| chosen(alignment, absences, c, lead)).collect();
    let text = printed(alignment, witnesses, &picked);
    let marks: String = picked.iter().map(|&(m, i)| alignment.letters[m][i].mark).collect();
    let attest = |m: usize| {
        let mut held: Vec<usize> = columns.clone().filter_map(|c| alignment.letter(m, c)).collect();
        held.sort_unstable();
        let (&first, &last) = held.first().zip(held.last())?;
        let own: String = held.iter().map(|&i| alignment.letters[m][i].mark).collect();
        let witness = alignment.members[m];
        let (start, end) = outer_span(witnesses[witness].text, &alignment.letters[m], first, last);
        Some(Attestation { witness, span: start..end, exact: own == marks })
    };
    let attested = (0..alignment.members.len()).filter_map(attest).collect();
    let (turn, role) = (section.turn, section.role);
    (!text.is_empty()).then_some(Line { text, turn, role, witnesses: attested, gap: false, columns })
}

/// The picked letters with the punctuation that stands behind each in its witness.
fn printed(alignment: &Alignment, witnesses: &[Witness<'_>], picked: &[(usize, usize)]) -> String {
    let mut out = String::new();
    for (n, &(m, i)) in picked.iter().enumerate() {
        let (text, letters) = (witnesses[alignment.members[m]].text, &alignment.letters[m]);
        let (start, end) = outer_span(text, letters, i, i);
        let (own, behind) = (letters[i].start as usize, letters[i].end as usize);
        let opened = n > 0 && picked[n - 1].0 == m && picked[n - 1].1 + 1 == i;
        // Between two letters of one witness everything stays, else the punctuation of this letter.
        let next = picked.get(n + 1).filter(|&&(w, j)| w == m && j == i + 1).map(|&(_, j)| letters[j].start as usize);
        let until = next.filter(|_| letters.get(i + 1).is_some_and(|l| l.section == letters[i].section)).unwrap_or(end);
        let front = if opened { own } else { start };
        out.extend(text[front..until.max(behind)].chars().filter(|c| *c != '\n'));
    }
    out
}
