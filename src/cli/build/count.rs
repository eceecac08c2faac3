//! What is counted in a store: how many facts and documents have a line of the graph that is not theirs alone, name an entity,
//! are of a class. A line is in the graph, and an entity in the gazetteer, as long as its count is not 0.

use super::known::Base;
use super::share::json;
use crate::error::Result;
use crate::graph::Classes;
use crate::hash::digest;
use crate::store::{COUNTS, Change};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Counts that change, and lines of the graph whose counts change.
#[derive(Default)]
pub(super) struct Tally {
    counts: BTreeMap<String, i64>,
    lines: HashMap<String, i64>,
}

/// What a build leaves in all.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals(HashMap<String, i64>);

impl Totals {
    pub fn of(&self, key: &str) -> usize {
        self.0.get(key).map_or(0, |n| usize::try_from(*n).unwrap_or_default())
    }
}

impl Tally {
    /// Counts so many more (or fewer) of something.
    pub fn count(&mut self, key: String, by: i64) {
        *self.counts.entry(key).or_default() += by;
    }

    /// Counts that so many more (or fewer) have a line.
    pub fn line(&mut self, line: String, by: i64) {
        *self.lines.entry(line).or_default() += by;
    }

    /// The keys that begin so and whose counts change.
    pub fn changing(&self, begin: &str) -> impl Iterator<Item = (&str, i64)> {
        let begin = begin.to_owned();
        let own = self.counts.iter().filter(move |(key, n)| key.starts_with(&begin) && **n != 0);
        own.map(|(key, n)| (key.as_str(), *n))
    }

    /// The lines of the graph that go, and those that come, and what changes in the stored counts.
    pub fn settle(self, base: &Base<'_>) -> Result<(Vec<String>, Vec<String>, Change)> {
        let lines: HashMap<String, String> = self
            .lines
            .iter()
            .filter(|(_, by)| **by != 0)
            .map(|(line, _)| (format!("line:{}", digest(&[line])), line.clone()))
            .collect();
        let mut counts: BTreeMap<String, i64> = self.counts.into_iter().filter(|(_, by)| *by != 0).collect();
        counts.extend(lines.iter().map(|(key, line)| (key.clone(), self.lines[line])));
        let keys: BTreeSet<String> = counts.keys().map(|key| head(key)).collect();
        let stored = base.counts(&keys)?;
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let (mut less, mut more) = (BTreeSet::new(), Vec::new());
        for (key, by) in counts {
            let before = stored.get(&key).copied().unwrap_or_default();
            let after = before + by;
            if let Some(line) = lines.get(&key).filter(|_| (before > 0) != (after > 0)) {
                (if after > 0 { &mut come } else { &mut gone }).push(line.clone());
            }
            let row = |n: i64| (n > 0).then(|| format!("{}{n}]", head(&key)));
            less.extend(row(before));
            more.extend(row(after));
        }
        Ok((gone, come, Change::new(less, more)))
    }

    /// What a store holds with these changes.
    pub fn totals(&self, base: &Base<'_>) -> Result<Totals> {
        let heads = ["class:", "status:", "events", "variants"].map(begin_of);
        let mut out = base.counts(&heads.into_iter().collect())?;
        for (key, by) in self.counts.iter().filter(|(key, _)| !key.starts_with("use:")) {
            *out.entry(key.clone()).or_default() += by;
        }
        Ok(Totals(out))
    }

    /// How many of each class there are, before and after.
    pub fn classes(&self, base: &Base<'_>) -> Result<[Classes; 2]> {
        let before = base.counts(&BTreeSet::from([begin_of("class:")]))?;
        let mut after = before.clone();
        for (key, by) in self.changing("class:") {
            *after.entry(key.to_owned()).or_default() += by;
        }
        let class = |(key, n): (String, i64)| {
            Some((key.strip_prefix("class:")?.to_owned(), usize::try_from(n).ok().filter(|n| *n > 0)?))
        };
        Ok([before, after].map(|counts| counts.into_iter().filter_map(class).collect()))
    }
}

/// The key of the use of an entity under one of its ids.
pub(super) fn use_of(path: &str, id: &str) -> String {
    format!("use:{path}\t{id}")
}

/// The path and id of a use.
pub(super) fn of_use(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix("use:")?.split_once('\t')
}

/// How the line of a key begins.
fn head(key: &str) -> String {
    format!("[{},", json(&key))
}

/// How the lines of the keys begin that begin so.
pub(super) fn begin_of(key: &str) -> String {
    let mut out = format!("[{}", json(&key));
    out.pop();
    out
}

impl Base<'_> {
    /// The counts whose lines begin with these heads.
    pub fn counts(&self, heads: &BTreeSet<String>) -> Result<HashMap<String, i64>> {
        let Some(store) = self.store else { return Ok(HashMap::new()) };
        Ok(store.find_all::<(String, i64)>(COUNTS, heads)?.into_iter().collect())
    }
}
