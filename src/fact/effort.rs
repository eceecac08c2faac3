//! What each rule costs and finds.

use super::context::Page;
use super::{Fact, apply, settle};
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::mention::Mention;
use crate::rule::Rules;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a rule has done in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Sentences to which it was called.
    pub calls: usize,
    /// Facts of its matches.
    pub matches: usize,
    /// Facts that gave way to no other.
    pub facts: usize,
    /// Time that it took.
    pub time: Duration,
}

impl std::ops::AddAssign for Effort {
    fn add_assign(&mut self, other: Effort) {
        self.calls += other.calls;
        self.matches += other.matches;
        self.facts += other.facts;
        self.time += other.time;
    }
}

/// As [`super::extract`], with what each rule that was called has done.
pub fn profile(
    doc: &Document,
    mentions: &[Mention],
    rules: &Rules,
    lexicon: &Lexicon,
) -> (Vec<Fact>, BTreeMap<Arc<str>, Effort>) {
    let mut efforts: BTreeMap<Arc<str>, Effort> = BTreeMap::new();
    let page = Page::new(doc, mentions, lexicon, rules.language());
    let (mut facts, mut found) = (Vec::new(), Vec::new());
    apply(&page, rules, |applied| {
        let begin = Instant::now();
        applied.run(&mut facts);
        let effort = Effort { calls: 1, matches: facts.len(), facts: 0, time: begin.elapsed() };
        *efforts.entry(applied.rule.id.clone()).or_default() += effort;
        found.extend(facts.drain(..).map(|fact| (fact, applied.context.index())));
    });
    let facts: Vec<Fact> = settle(found, rules).into_iter().map(|(fact, _)| fact).collect();
    for fact in &facts {
        efforts.entry(fact.rule.clone()).or_default().facts += 1;
    }
    (facts, efforts)
}
