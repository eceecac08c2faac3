//! What builds change in a large file, beside it: lines that go (`-`) and lines that come (`+`), one file for each build.
//!
//! A file of lines is a set of lines. To apply a change is to take away what goes, then to add what comes; what comes may be
//! there already.

use std::collections::{BTreeSet, HashSet};

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

    /// The bytes of a sorted file with the changes.
    pub fn merged<'b>(&self, base: impl Iterator<Item = &'b str>) -> Vec<u8> {
        let mut out = Vec::new();
        let mut put = |line: &str| {
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        };
        let mut more = self.more.iter().copied().peekable();
        for line in base {
            while let Some(come) = more.next_if(|come| *come < line) {
                put(come);
            }
            if !self.less.contains(line) {
                more.next_if(|come| *come == line);
                put(line);
            }
        }
        more.for_each(put);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_add_up_to_one_sorted_file() {
        let changes = ["-b\n+bb\n+c\n".to_owned(), "-bb\n-c\n+a\n+z\n".to_owned(), "+b\n".to_owned()];
        let journal = Journal::new(&changes);
        let base = ["a", "b", "c", "d"];
        assert_eq!(journal.merged(base.into_iter()), b"a\nb\nd\nz\n");
        let mut applied = journal.applied(base.into_iter());
        applied.sort_unstable();
        assert_eq!(applied, ["a", "b", "d", "z"]);
    }

    #[test]
    fn what_comes_may_be_there_already_and_goes_whole() {
        let changes = ["+a\n".to_owned(), "-a\n".to_owned()];
        assert_eq!(Journal::new(&changes).merged(["a", "b"].into_iter()), b"b\n");
    }
}
