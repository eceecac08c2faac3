//! The alignment of all witnesses of an event: a table of columns, one letter a cell.
//!
//! The most orderly witness is laid out first and gives an order of the event, on which all then vote (`order.rs`); each
//! further one is aligned with the table as it stands, and what only it holds is put in where it reads it.

use super::letter::{Letter, letters};
use super::pairwise::{Base, assign};
use super::{Event, Role, Witness};
use std::ops::Range;

/// Which letters of which witness stand in which column of the event's text.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// Indices of the witnesses, in the order of their names.
    pub members: Vec<usize>,
    /// The letters of each member.
    pub(super) letters: Vec<Vec<Letter>>,
    /// For each column the members that have a letter there, with it, by member.
    cells: Vec<Vec<(u32, u32)>>,
    /// For each member the column of each letter.
    columns: Vec<Vec<u32>>,
    /// Positions in `members`, the most orderly witness first.
    pub(super) precedence: Vec<usize>,
}

impl Alignment {
    /// Aligns the witnesses of one event.
    pub(super) fn build(witnesses: &[Witness<'_>], event: &Event) -> Alignment {
        let mut chosen: Vec<_> = event.members.iter().collect();
        chosen.sort_by_key(|m| (witnesses[m.witness].name, witnesses[m.witness].text));
        let of = |m: &&super::Member| letters(&witnesses[m.witness], |a| m.articles.contains(&a));
        let letters: Vec<Vec<Letter>> = chosen.iter().map(of).collect();
        let mut precedence: Vec<usize> = (0..chosen.len()).collect();
        precedence.sort_by_key(|&m| (std::cmp::Reverse(order(&letters[m])), std::cmp::Reverse(letters[m].len())));
        let mut table = Table { letters: &letters, columns: Vec::new() };
        precedence.iter().for_each(|&m| table.add(m));
        (0..letters.len()).for_each(|m| table.settle(m));
        let mut cells = table.columns;
        cells.iter_mut().for_each(|column| column.sort_unstable());
        let columns = letters.iter().map(|l| vec![0; l.len()]).collect();
        let members = chosen.iter().map(|m| m.witness).collect();
        let mut alignment = Alignment { members, letters, cells, columns, precedence };
        alignment.number();
        alignment
    }

    /// Puts the columns into another order, block by block. The blocks cover every column once.
    pub(super) fn reorder(&mut self, blocks: &[Range<usize>]) {
        let mut old = std::mem::take(&mut self.cells);
        self.cells = blocks.iter().cloned().flatten().map(|c| std::mem::take(&mut old[c])).collect();
        self.number();
    }

    /// Notes for each letter where it stands.
    fn number(&mut self) {
        for (c, column) in self.cells.iter().enumerate() {
            column.iter().for_each(|&(m, i)| self.columns[m as usize][i as usize] = c as u32);
        }
    }

    /// Number of columns: the length of the event's text in letters.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// The columns from the first to the last letter inside a byte span of a witness.
    ///
    /// `None` if the witness is not of the event or no compared letter stands there.
    pub fn columns(&self, witness: usize, span: Range<usize>) -> Option<Range<usize>> {
        let member = self.members.iter().position(|&w| w == witness)?;
        let columns = self.inside(member, span).map(|i| self.column(member, i));
        columns.fold(None, |all: Option<Range<usize>>, c| {
            let all = all.unwrap_or(c..c + 1);
            Some(all.start.min(c)..all.end.max(c + 1))
        })
    }

    /// The byte span of another witness that stands in the same columns as a span of this one.
    ///
    /// `None` if less than half of the letters have a partner there or the partners lie scattered.
    pub fn project(&self, from: usize, span: Range<usize>, to: usize) -> Option<Range<usize>> {
        let source = self.members.iter().position(|&w| w == from)?;
        let target = self.members.iter().position(|&w| w == to)?;
        let (mut all, mut partners) = (0, Vec::new());
        for i in self.inside(source, span) {
            all += 1;
            partners.extend(self.letter(target, self.column(source, i)));
        }
        let (first, last) = (*partners.iter().min()?, *partners.iter().max()?);
        let found = partners.len() * 2 >= all && last - first < 2 * all;
        let letters = &self.letters[target];
        found.then(|| letters[first].start as usize..letters[last].end as usize)
    }

    /// Indices of the letters of a member that lie inside a byte span.
    fn inside(&self, member: usize, span: Range<usize>) -> Range<usize> {
        let letters = &self.letters[member];
        let first = letters.partition_point(|l| (l.start as usize) < span.start);
        first..letters.partition_point(|l| (l.end as usize) <= span.end).max(first)
    }

    /// The letter of a member in a column.
    pub(super) fn letter(&self, member: usize, column: usize) -> Option<usize> {
        let cells = &self.cells[column];
        let at = cells.binary_search_by_key(&(member as u32), |cell| cell.0).ok()?;
        Some(cells[at].1 as usize)
    }

    /// The column of a letter.
    pub(super) fn column(&self, member: usize, letter: usize) -> usize {
        self.columns[member][letter] as usize
    }

    /// `(column, letter)` of all letters of a member, by column.
    pub(super) fn by_column(&self, member: usize) -> Vec<(usize, usize)> {
        let mut out: Vec<_> = self.columns[member].iter().map(|&c| c as usize).zip(0..).collect();
        out.sort_unstable();
        out
    }

    /// The members that have a letter in a column, with it.
    pub(super) fn column_letters(&self, column: usize) -> impl Iterator<Item = (usize, usize, &Letter)> {
        let cells = self.cells[column].iter().map(|&(m, i)| (m as usize, i as usize));
        cells.map(|(m, i)| (m, i, &self.letters[m][i]))
    }
}

/// How orderly a witness is: questions that their answer follows, less those torn from it.
fn order(letters: &[Letter]) -> i64 {
    let sections = letters.chunk_by(|x, y| x.section == y.section).map(|s| s[0].role);
    let spoken: Vec<Role> = sections.filter(|r| matches!(r, Role::Question | Role::Answer)).collect();
    let mut score = 0;
    for pair in spoken.windows(2) {
        score += match (pair[0], pair[1]) {
            (Role::Question, Role::Answer) => 1,
            (Role::Answer, Role::Question) => 0,
            _ => -2,
        };
    }
    score - if spoken.last() == Some(&Role::Question) { 2 } else { 0 }
}

/// Columns under construction: each holds `(member, letter)` cells.
struct Table<'a> {
    letters: &'a [Vec<Letter>],
    columns: Vec<Vec<(u32, u32)>>,
}

impl Table<'_> {
    /// Aligns one more member with the columns so far.
    fn add(&mut self, member: usize) {
        let letters = &self.letters[member];
        let keys: Vec<char> = letters.iter().map(|l| l.key).collect();
        let section: Vec<u32> = letters.iter().map(|l| l.section).collect();
        let given = assign(&keys, &section, &self.base());
        let mut inserted: Vec<(usize, usize)> = Vec::new();
        let mut i = 0;
        while i < given.len() {
            if let Some(column) = given[i] {
                self.columns[column].push((member as u32, i as u32));
                i += 1;
            } else {
                let run = i..i + given[i..].iter().take_while(|g| g.is_none()).count();
                i = run.end;
                inserted.extend(self.places(member, run, &given));
            }
        }
        inserted.sort_unstable();
        self.insert(member, &inserted);
    }

    /// The text so far, as a new witness sees it.
    fn base(&self) -> Base {
        let mut base = Base::default();
        for (c, column) in self.columns.iter().enumerate() {
            let mut count: Vec<(usize, char)> = Vec::new();
            let (m, i) = (column[0].0 as usize, column[0].1 as usize);
            if i == 0 || self.letters[m][i - 1].section != self.letters[m][i].section {
                base.begins.push(c);
            }
            for &(m, i) in column {
                let key = self.letters[m as usize][i as usize].key;
                match count.iter_mut().find(|(_, k)| *k == key) {
                    Some(found) => found.0 += 1,
                    None => count.push((1, key)),
                }
            }
            count.sort_by_key(|&(n, key)| (std::cmp::Reverse(n), key));
            base.lead.push(count[0].1);
            if count.len() > 1 {
                base.others.insert(c, count[1..].iter().map(|x| x.1).collect());
            }
        }
        base
    }

    /// Where the letters of `run`, which no column holds, are put in: `(before column, letter)`.
    ///
    /// The part that continues the section before stays behind it, the part that leads into the
    /// section after stays before it, and whole sections between do not tear a turn of the table.
    fn places(&self, member: usize, run: Range<usize>, given: &[Option<usize>]) -> Vec<(usize, usize)> {
        let letters = &self.letters[member];
        let before = run.start.checked_sub(1).and_then(|i| given[i].map(|c| (letters[i].section, c + 1)));
        let after = given.get(run.end).copied().flatten().map(|c| (letters[run.end].section, c));
        let behind = before.map_or(0, |(_, c)| self.turn_end(c));
        let place = |i: usize| match (before, after) {
            (Some((section, c)), _) if section == letters[i].section => c,
            (_, Some((section, c))) if section == letters[i].section => c,
            (Some(_), _) => behind,
            (None, Some((_, c))) => c,
            (None, None) => self.columns.len(),
        };
        run.map(|i| (place(i), i)).collect()
    }

    /// The first column from `c` on where a turn begins.
    fn turn_end(&self, c: usize) -> usize {
        let begins = |&(m, i): &(u32, u32)| begins_turn(&self.letters[m as usize], i as usize);
        (c..self.columns.len()).find(|&c| self.columns[c].iter().any(begins)).unwrap_or(self.columns.len())
    }

    fn insert(&mut self, member: usize, inserted: &[(usize, usize)]) {
        let old = std::mem::take(&mut self.columns);
        let mut rest = inserted.iter().peekable();
        let end = old.len();
        for (c, column) in old.into_iter().enumerate() {
            while let Some((_, i)) = rest.next_if(|(place, _)| *place <= c) {
                self.columns.push(vec![(member as u32, *i as u32)]);
            }
            self.columns.push(column);
        }
        self.columns.extend(rest.filter(|(place, _)| *place >= end).map(|(_, i)| vec![(member as u32, *i as u32)]));
    }
}

impl Table<'_> {
    /// Moves the gaps of a member to where its neighbours' text has a joint.
    ///
    /// "on equal terms and on mutual trust" less "and on mutual trust" or less "on equal terms and":
    /// the letters do not tell, but a gap that begins or ends at punctuation is a gap between words.
    fn settle(&mut self, member: usize) {
        /// Letters by which a gap may move.
        const REACH: usize = 12;
        let mut own = vec![None; self.letters[member].len()];
        for (c, column) in self.columns.iter().enumerate() {
            column.iter().filter(|cell| cell.0 as usize == member).for_each(|cell| own[cell.1 as usize] = Some(c));
        }
        for i in 1..own.len() {
            let (Some(left), Some(right)) = (own[i - 1], own[i]) else { continue };
            if right <= left + 1 || right - left > 64 {
                continue;
            }
            let length = right - left - 1;
            let movable = |n: &usize| {
                let place = i.checked_sub(n + 1).and_then(|k| Some((own[k]?, self.letters[member][k].key)));
                place.is_some_and(|(c, key)| c + n == left && right > n + 1 && self.reads(right - 1 - n, key))
            };
            let reach = (0..REACH).take_while(movable).count();
            let joint = |n: usize| 2 * self.joint(left + 1 - n) + self.joint(left + 1 - n + length);
            let best = (0..=reach).rev().max_by_key(|&n| joint(n)).unwrap_or(0);
            for n in 0..best {
                let (from, to) = (left - n, right - 1 - n);
                self.columns[from].retain(|cell| cell.0 as usize != member);
                self.columns[to].push((member as u32, (i - 1 - n) as u32));
                own[i - 1 - n] = Some(to);
            }
        }
    }

    /// Whether another witness reads a letter in a column.
    fn reads(&self, column: usize, key: char) -> bool {
        self.columns[column].iter().any(|&(m, i)| self.letters[m as usize][i as usize].key == key)
    }

    /// 1 if a witness has punctuation in front of a column, else 0.
    fn joint(&self, column: usize) -> usize {
        let cells = self.columns.get(column).into_iter().flatten();
        usize::from(cells.into_iter().any(|&(m, i)| {
            let (letters, i) = (&self.letters[m as usize], i as usize);
            i > 0 && letters[i - 1].end != letters[i].start
        }))
    }
}

/// Whether a letter is the first of an asker's label, or of a question without one.
pub(super) fn begins_turn(letters: &[Letter], i: usize) -> bool {
    let first = i == 0 || letters[i - 1].section != letters[i].section;
    let labelled = i > 0 && letters[i - 1].role == Role::Asker;
    first && (letters[i].role == Role::Asker || (letters[i].role == Role::Question && !labelled))
}
