//! Facts as lines: the parts of a fact, and what decides where its witnesses tie.
//!
//! A line begins with class and id, so that the parts of a fact stand together; parts with readings stand first.

use super::{FACTS, KnowledgeStore, Lines, TIES, parsed, unread};
use crate::corpus::{Decision, settled};
use crate::error::Result;
use crate::join::{JoinedFact, merged};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

/// A part of a fact, before it is settled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FactLine<'f> {
    #[serde(rename = "type")]
    class: String,
    id: String,
    /// Whether its witnesses agree.
    agreed: u8,
    /// The source that states it first.
    source: String,
    pub fact: Cow<'f, JoinedFact>,
}

impl<'f> FactLine<'f> {
    pub fn of(fact: &'f JoinedFact) -> FactLine<'f> {
        FactLine {
            class: fact.class.clone(),
            id: fact.id.clone(),
            agreed: u8::from(fact.readings.is_empty()),
            source: fact.evidence.first().map(|e| e.source.clone()).unwrap_or_default(),
            fact: Cow::Borrowed(fact),
        }
    }

    /// How the lines of a fact begin.
    pub fn head(class: &str, id: &str) -> String {
        format!("{}\"id\":\"{id}\",", FactLine::head_of_class(class))
    }

    /// How the lines of a class begin.
    pub fn head_of_class(class: &str) -> String {
        format!("{{\"type\":\"{class}\",")
    }
}

/// What decides between the readings of a fact whose witnesses tie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TieLine {
    /// Class of the fact.
    #[serde(rename = "type")]
    pub class: String,
    /// Its id.
    pub id: String,
    /// What is decided.
    pub decisions: Vec<Decision>,
}

impl KnowledgeStore {
    /// The joined facts, by type and id, all at once.
    pub fn facts(&self) -> Result<Vec<JoinedFact>> {
        self.each_fact()?.collect()
    }

    /// The joined facts, by type and id, as they are read: they are never all in memory.
    ///
    /// Errors: of opening; the items have those of reading and, for a damaged store, [`crate::error::Kind::Store`].
    pub fn each_fact(&self) -> Result<Facts> {
        let ties = self.ties()?.into_iter().map(|t| (t.id, t.decisions)).collect();
        let path = self.folder.join(FACTS);
        Ok(Facts { path, lines: self.merged(FACTS)?, ties, open: Vec::new(), read: Vec::new().into_iter() })
    }

    /// What decides where witnesses tie.
    pub(crate) fn ties(&self) -> Result<Vec<TieLine>> {
        self.lines(TIES)
    }

    /// The parts of facts whose lines begin with these heads, of each at most so many.
    pub(crate) fn parts(&self, heads: &BTreeSet<String>, most: usize) -> Result<Vec<JoinedFact>> {
        let found = self.find(FACTS, heads, most)?;
        let lines: Vec<String> = found.into_values().flatten().collect();
        Ok(self.parsed::<FactLine<'static>>(FACTS, &lines)?.into_iter().map(|l| l.fact.into_owned()).collect())
    }
}

/// The facts of a store, read some at a time.
pub struct Facts {
    path: PathBuf,
    lines: Lines,
    ties: HashMap<String, Vec<Decision>>,
    /// The parts of the fact that has been read last; more of them may follow.
    open: Vec<JoinedFact>,
    read: std::vec::IntoIter<JoinedFact>,
}

impl Facts {
    fn some(&mut self) -> Result<Vec<JoinedFact>> {
        const AT_ONCE: usize = 2048;
        let lines = self.lines.by_ref().take(AT_ONCE).collect::<std::io::Result<Vec<String>>>();
        let lines = lines.map_err(|e| unread(&self.path, &e))?;
        let read: Vec<FactLine<'static>> =
            lines.par_iter().map(|line| parsed(&self.path, line)).collect::<Result<_>>()?;
        let mut out = Vec::with_capacity(read.len() + 1);
        for part in read.into_iter().map(|l| l.fact.into_owned()) {
            if self.open.first().is_some_and(|f| f.id != part.id || f.class != part.class) {
                out.push(self.close());
            }
            self.open.push(part);
        }
        if lines.len() < AT_ONCE && !self.open.is_empty() {
            out.push(self.close());
        }
        Ok(out)
    }

    /// The fact of the parts that have been read.
    fn close(&mut self) -> JoinedFact {
        let mut fact = merged(std::mem::take(&mut self.open));
        let decisions = self.ties.get(&fact.id).map_or(&[][..], Vec::as_slice);
        settled(&mut fact, decisions);
        fact
    }
}

impl Iterator for Facts {
    type Item = Result<JoinedFact>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.read.as_slice().is_empty() {
            match self.some() {
                Ok(some) if some.is_empty() && self.open.is_empty() => return None,
                Ok(some) => self.read = some.into_iter(),
                Err(e) => {
                    self.lines = Box::new(std::iter::empty());
                    self.open.clear();
                    return Some(Err(e));
                }
            }
        }
        self.read.next().map(Ok)
    }
}
