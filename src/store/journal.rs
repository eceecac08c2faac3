//! What builds change in a large file, beside it: lines that go (`-`) and lines that come (`+`), one file for each build.
//!
//! A file of lines is a set of lines. To apply a change is to take away what goes, then to add what comes; what comes may be
//! there already. Both parts of a change are in the order of the file, so that a file and its changes are read side by side
//! ([`Merged`]), and never wholly in memory.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap, HashSet};
use std::io::{self, BufRead, Read};

/// The name of what the build of this number changed in a file.
pub(super) fn name(file: &str, number: u32) -> String {
    format!("{file}.{number}.change")
}

/// Whether a file of a store is a change of another.
pub(super) fn is_change(name: &str) -> bool {
    name.ends_with(".change")
}

/// What a build writes of a file.
pub(crate) enum Part {
    /// All its lines, in order, each with its end.
    Whole(Vec<String>),
    /// The lines that change, with their signs and ends.
    Change(Vec<String>),
}

impl Part {
    /// A change, from lines without ends.
    pub fn change<'a>(less: impl Iterator<Item = &'a str>, more: impl Iterator<Item = &'a str>) -> Part {
        let less = less.map(|l| format!("-{l}\n"));
        Part::Change(less.chain(more.map(|l| format!("+{l}\n"))).collect())
    }

    pub(super) fn is_change(&self) -> bool {
        matches!(self, Part::Change(_))
    }

    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Part::Change(lines) if lines.is_empty())
    }

    pub(super) fn bytes(&self) -> Vec<&[u8]> {
        let (Part::Whole(lines) | Part::Change(lines)) = self;
        lines.iter().map(String::as_bytes).collect()
    }

    /// Its lines as one text.
    pub(super) fn text(&self) -> String {
        let (Part::Whole(lines) | Part::Change(lines)) = self;
        lines.concat()
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        let (Part::Whole(lines) | Part::Change(lines)) = self;
        lines.iter().map(|l| l.len() as u64).sum()
    }
}

/// The changes of several builds as one.
#[derive(Debug, Default)]
pub(super) struct Journal<'a> {
    less: HashSet<&'a str>,
    more: BTreeSet<&'a str>,
}

impl<'a> Journal<'a> {
    /// Of the changes of builds, the earliest first.
    pub fn new(changes: &'a [String]) -> Journal<'a> {
        let mut out = Journal::default();
        for line in changes.iter().flat_map(|c| c.lines()) {
            if let Some(gone) = line.strip_prefix('-') {
                out.more.remove(gone);
                out.less.insert(gone);
            } else if let Some(come) = line.strip_prefix('+') {
                out.less.remove(come);
                out.more.insert(come);
            }
        }
        out
    }

    /// The lines of a file with the changes, in no order.
    pub fn applied(&self, base: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let stays = |l: &&str| !self.less.contains(l) && !self.more.contains(l);
        base.filter(stays).chain(self.more.iter().copied()).collect()
    }
}

/// How the lines of a file are ordered: by this of them, then by the line itself.
pub(super) type Key<K> = fn(&str) -> io::Result<K>;

/// Lines of one sign that follow each other in a change, or all lines of the file itself.
struct Section<R> {
    reader: R,
    sign: Option<char>,
}

impl<R: BufRead> Section<R> {
    /// The next line, without sign and end.
    fn next(&mut self) -> io::Result<Option<String>> {
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            if line.ends_with('\n') {
                line.pop();
            }
            match self.sign {
                None => return Ok(Some(line)),
                Some(sign) if line.starts_with(sign) => return Ok(Some(line.split_off(1))),
                // What goes stands before what comes.
                Some('-') => return Ok(None),
                Some(_) => {}
            }
        }
    }
}

/// The line at which a section stands.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head<K> {
    key: K,
    line: String,
    /// Later sections have the last word.
    section: usize,
}

/// The lines of a file with its changes, in the file's order, as they are read.
pub(super) struct Merged<R, K> {
    key: Key<K>,
    base: Section<R>,
    /// The line of the base that comes next.
    next: Option<(K, String)>,
    /// What goes and what comes, change by change: at even and at odd places.
    sections: Vec<Section<R>>,
    heads: BinaryHeap<Reverse<Head<K>>>,
}

impl<R: BufRead, K: Ord> Merged<R, K> {
    /// Of a file, and of each change, the earliest first, two readers.
    pub fn new(base: R, changes: impl IntoIterator<Item = [R; 2]>, key: Key<K>) -> io::Result<Merged<R, K>> {
        let base = Section { reader: base, sign: None };
        let signed = |[less, more]: [R; 2]| [(less, '-'), (more, '+')];
        let sections = changes.into_iter().flat_map(signed).map(|(reader, c)| Section { reader, sign: Some(c) });
        let mut out = Merged { key, base, next: None, sections: sections.collect(), heads: BinaryHeap::new() };
        out.step()?;
        (0..out.sections.len()).try_for_each(|section| out.push(section))?;
        Ok(out)
    }

    /// Goes to the next line of the base.
    fn step(&mut self) -> io::Result<()> {
        self.next = match self.base.next()? {
            Some(line) => Some(((self.key)(&line)?, line)),
            None => None,
        };
        Ok(())
    }

    /// Goes to the next line of a section.
    fn push(&mut self, section: usize) -> io::Result<()> {
        if let Some(line) = self.sections[section].next()? {
            self.heads.push(Reverse(Head { key: (self.key)(&line)?, line, section }));
        }
        Ok(())
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        loop {
            let order = match (&self.next, self.heads.peek()) {
                (None, None) => return Ok(None),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((key, line)), Some(Reverse(head))) => (key, line).cmp(&(&head.key, &head.line)),
            };
            if order == Ordering::Less {
                let line = self.next.take().map(|(_, line)| line);
                self.step()?;
                return Ok(line);
            }
            if order == Ordering::Equal {
                self.step()?;
            }
            let Some(Reverse(Head { line, section: mut last, .. })) = self.heads.pop() else { return Ok(None) };
            self.push(last)?;
            while let Some(Reverse(same)) = self.heads.peek().filter(|Reverse(h)| h.line == line) {
                last = same.section;
                self.heads.pop();
                self.push(last)?;
            }
            if last % 2 == 1 {
                return Ok(Some(line));
            }
        }
    }
}

impl<R: BufRead, K: Ord> Iterator for Merged<R, K> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line().transpose()
    }
}

/// Lines as the bytes of a file.
pub(super) struct Bytes<I> {
    lines: I,
    line: Vec<u8>,
    at: usize,
}

impl<I> Bytes<I> {
    pub fn new(lines: I) -> Bytes<I> {
        Bytes { lines, line: Vec::new(), at: 0 }
    }
}

impl<I: Iterator<Item = io::Result<String>>> Read for Bytes<I> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            let Some(line) = self.lines.next() else { return Ok(0) };
            (self.line, self.at) = (line?.into_bytes(), 0);
            self.line.push(b'\n');
        }
        let some = out.len().min(self.line.len() - self.at);
        out[..some].copy_from_slice(&self.line[self.at..self.at + some]);
        self.at += some;
        Ok(some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, changes: &[&str]) -> String {
        let changes: Vec<[&[u8]; 2]> = changes.iter().map(|c| [c.as_bytes(); 2]).collect();
        let lines = Merged::new(base.as_bytes(), changes, |_| Ok(())).unwrap();
        let mut out = String::new();
        Bytes::new(lines).read_to_string(&mut out).unwrap();
        out
    }

    #[test]
    fn changes_add_up_to_one_sorted_file() {
        let changes = ["-b\n+bb\n+c\n", "-bb\n-c\n+a\n+z\n", "+b\n"];
        assert_eq!(merged("a\nb\nc\nd\n", &changes), "a\nb\nd\nz\n");
        let changes = changes.map(str::to_owned);
        let mut applied = Journal::new(&changes).applied(["a", "b", "c", "d"].into_iter());
        applied.sort_unstable();
        assert_eq!(applied, ["a", "b", "d", "z"]);
    }

    #[test]
    fn what_comes_may_be_there_already_and_goes_whole() {
        assert_eq!(merged("a\nb\n", &["+a\n", "-a\n"]), "b\n");
    }

    #[test]
    fn lines_may_have_an_order_of_their_own() {
        let by_last: Key<String> = |line| Ok(line[1..].to_owned());
        let change = "-b1\n+c1\n+a3\n".as_bytes();
        let lines = Merged::new("b1\na2\n".as_bytes(), [[change; 2]], by_last).unwrap();
        assert_eq!(lines.collect::<io::Result<Vec<_>>>().unwrap(), ["c1", "a2", "a3"]);
    }
}
