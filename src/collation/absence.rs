//! Where witnesses have no letter, or have their letters elsewhere: omissions, lacunae, moved parts.

use super::align::Alignment;
use super::letter::Letter;
use super::turn::{Section, section_at};
use std::collections::BTreeMap;
use std::ops::Range;

/// Letters that may be missing inside a section and still count as a reading.
pub(super) const OMISSION: usize = 120;
/// Letters of a sentence's end that may be missing where a witness breaks off.
const BROKEN_END: usize = 40;

/// A longer part of the event that one witness does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacuna {
    /// Index of the witness.
    pub witness: usize,
    /// Byte of the witness's text at which the part is missing.
    pub at: usize,
    /// The columns that are missing.
    pub columns: Range<usize>,
}

/// Where one member has no letter, by column.
#[derive(Clone, Debug)]
pub(super) struct Absence {
    /// Omitted columns, and the letter before them.
    pub omitted: BTreeMap<usize, usize>,
    /// Silent stretches between letters, with the byte at which they are missing.
    silent: Vec<(Range<usize>, usize)>,
}

impl Absence {
    pub fn omits(&self, column: usize) -> bool {
        self.omitted.contains_key(&column)
    }
}

/// The absences of every member.
pub(super) fn absences(alignment: &Alignment, sections: &[Section]) -> Vec<Absence> {
    (0..alignment.members.len()).map(|m| absence(alignment, sections, m)).collect()
}

fn absence(alignment: &Alignment, sections: &[Section], member: usize) -> Absence {
    let letters = &alignment.letters[member];
    let mut out = Absence { omitted: BTreeMap::new(), silent: Vec::new() };
    let mut before: Option<(usize, usize)> = None;
    for (column, letter) in alignment.by_column(member) {
        let Some((left, a)) = before.replace((column, letter)) else { continue };
        let gap = left + 1..column;
        if gap.is_empty() {
            continue;
        }
        let follows = letter == a + 1;
        let section = &sections[section_at(sections, left)];
        let inside = section.columns.contains(&column) && gap.len() <= OMISSION;
        let omitted = match (follows, inside) {
            (false, _) => gap.start..gap.start,
            (true, true) => gap.clone(),
            (true, false) => broken_end(alignment, section, &letters[a], gap.clone()),
        };
        let silent = omitted.end..gap.end;
        out.omitted.extend(omitted.map(|c| (c, a)));
        if !silent.is_empty() {
            out.silent.push((silent, letters[a].end as usize));
        }
    }
    out
}

/// The end of the sentence that a witness breaks off after `letter`, if it is short.
fn broken_end(alignment: &Alignment, section: &Section, letter: &Letter, gap: Range<usize>) -> Range<usize> {
    let none = gap.start..gap.start;
    if letter.closed {
        return none;
    }
    let limit = section.columns.end.min(gap.end).min(gap.start + BROKEN_END);
    let closes = |c: &usize| alignment.column_letters(*c).any(|(.., l)| l.closed);
    match (gap.start..limit).find(closes) {
        Some(end) => gap.start..end + 1,
        None => none,
    }
}

/// The lacunae of all members, in the order of the event.
pub(super) fn lacunae(alignment: &Alignment, absences: &[Absence]) -> Vec<Lacuna> {
    let of = |(m, absence): (usize, &Absence)| {
        let witness = alignment.members[m];
        let lacuna = move |(columns, at): &(Range<usize>, usize)| Lacuna { witness, at: *at, columns: columns.clone() };
        absence.silent.iter().map(lacuna).collect::<Vec<_>>()
    };
    let mut out: Vec<Lacuna> = absences.iter().enumerate().flat_map(of).collect();
    out.sort_by_key(|l| (l.columns.start, l.columns.end, l.witness));
    out
}

/// A part that a witness has out of the order of the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Index of the witness.
    pub witness: usize,
    /// Its bytes in the witness's text.
    pub span: Range<usize>,
    /// The columns from its first to its last letter.
    pub columns: Range<usize>,
}

/// For each witness whose order is not that of the event its parts, in its own order.
pub(super) fn moves(alignment: &Alignment) -> Vec<Move> {
    let mut out = Vec::new();
    for (m, &witness) in alignment.members.iter().enumerate() {
        let letters: Vec<usize> = (0..alignment.letters[m].len()).collect();
        let column = |i: &usize| alignment.column(m, *i);
        let parts: Vec<&[usize]> = letters.chunk_by(|a, b| column(a) < column(b)).collect();
        for part in parts.iter().filter(|_| parts.len() > 1) {
            let (first, last) = (part[0], part[part.len() - 1]);
            let span = alignment.letters[m][first].start as usize..alignment.letters[m][last].end as usize;
            out.push(Move { witness, span, columns: column(&first)..column(&last) + 1 });
        }
    }
    out
}
