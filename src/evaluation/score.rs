//! Counts of what is right, and the shares that they make.

use super::annotation::Annotation;
use std::ops::AddAssign;

/// How many are right, of how many found, and of how many that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Found, and right.
    pub right: usize,
    /// Found.
    pub found: usize,
    /// There, as the gold standard says.
    pub gold: usize,
}

impl Tally {
    /// The share of what is found that is right; 0 where nothing is found.
    pub fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    /// The share of what is there that is found; 0 where nothing is there.
    pub fn recall(self) -> f64 {
        share(self.right, self.gold)
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        share(2 * self.right, self.found + self.gold)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.right += other.right;
        self.found += other.found;
        self.gold += other.gold;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The score of one class, or of several together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The class, `closed types` or `all`.
    pub name: String,
    /// What is found at its place.
    pub placed: Tally,
    /// What is said right: of mentions those that are read right, of facts the single values of their slots.
    pub told: Tally,
}

impl Row {
    /// The scores of several classes together.
    pub(super) fn sum<'r>(name: &str, rows: impl IntoIterator<Item = &'r Row>) -> Row {
        let mut sum = Row { name: name.to_owned(), ..Row::default() };
        for row in rows {
            sum.placed += row.placed;
            sum.told += row.told;
        }
        sum
    }
}

/// Where the program and the annotators differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Miss<'a> {
    /// It is there and not found.
    Missed(&'a Annotation),
    /// It is found and not there.
    Spurious(&'a Annotation),
    /// It is found, and says something else.
    Differs {
        /// What annotators say.
        gold: &'a Annotation,
        /// What the program says.
        found: &'a Annotation,
    },
}

impl<'a> Miss<'a> {
    /// What is at the place: as it should be, unless nothing should.
    pub fn at(&self) -> &'a Annotation {
        match self {
            Miss::Missed(it) | Miss::Spurious(it) | Miss::Differs { gold: it, .. } => it,
        }
    }
}

/// Scores by class, those of classes together last, and what is wrong, by text and place.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation<'a> {
    /// By the name of the class.
    pub rows: Vec<Row>,
    /// What is wrong.
    pub misses: Vec<Miss<'a>>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(rows: Vec<Row>, mut misses: Vec<Miss<'a>>) -> Evaluation<'a> {
        misses.sort_by(|a, b| {
            let (a, b) = (a.at(), b.at());
            (&a.source, a.start, a.end, &a.class).cmp(&(&b.source, b.start, b.end, &b.class))
        });
        Evaluation { rows, misses }
    }
}
