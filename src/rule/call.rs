//! Which rules a sentence calls: one pass over its words tells which rules are named in it, and which of these can match.

use super::Rule;
use crate::pattern::{ClassSet, SymbolSet};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use std::collections::BTreeMap;

/// The index of all words that some rule asks for.
pub(super) struct Calls {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    words: Vec<Word>,
    /// Rules that mentions call, with the classes of these.
    by_class: Vec<(ClassSet, u32)>,
    /// The mentions that meet each need as well as its words do, and their classes.
    needs: Vec<(SymbolSet, ClassSet)>,
    /// For each rule, its needs, in the order of the text.
    of_rule: Vec<Vec<u32>>,
}

/// What a word says when it stands in a sentence.
#[derive(Default)]
struct Word {
    /// The rules that it calls.
    calls: Vec<u32>,
    /// The needs that it meets.
    meets: Vec<u32>,
}

impl Calls {
    pub fn new(rules: &[Rule]) -> Calls {
        let mut words: BTreeMap<&str, Word> = BTreeMap::new();
        let mut known: BTreeMap<(&[String], SymbolSet), u32> = BTreeMap::new();
        let (mut by_class, mut needs, mut of_rule) = (Vec::new(), Vec::new(), Vec::new());
        for (i, rule) in rules.iter().enumerate() {
            for trigger in &rule.triggers {
                words.entry(trigger).or_default().calls.push(i as u32);
            }
            if rule.called_by != ClassSet::default() {
                by_class.push((rule.called_by, i as u32));
            }
            let mut own = Vec::new();
            for need in rule.pattern.needs.iter() {
                own.push(*known.entry((&need.words, need.symbols)).or_insert_with(|| {
                    let number = needs.len() as u32;
                    needs.push((need.symbols, need.symbols.classes()));
                    for word in &need.words {
                        words.entry(word).or_default().meets.push(number);
                    }
                    number
                }));
            }
            of_rule.push(own);
        }
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(words.keys().zip(0u32..)).ok();
        Calls { automaton, words: words.into_values().collect(), by_class, needs, of_rule }
    }
}

/// Where in a sentence something stands that occurs in it once or more, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    first_end: u32,
    last_start: u32,
}

impl Reach {
    /// What occurs nowhere.
    pub const NOWHERE: Reach = Reach { first_end: u32::MAX, last_start: 0 };

    /// What occurs once.
    pub fn of(start: usize, end: usize) -> Reach {
        Reach { first_end: end as u32, last_start: start as u32 }
    }

    fn is_nowhere(self) -> bool {
        self.first_end == u32::MAX
    }

    pub fn join(&mut self, other: Reach) {
        self.first_end = self.first_end.min(other.first_end);
        self.last_start = self.last_start.max(other.last_start);
    }
}

/// The rules that a sentence calls, one sentence after the other.
pub(crate) struct Called<'r> {
    calls: &'r Calls,
    rules: &'r [Rule],
    /// Words of the sentence, with where they stand.
    found: Vec<(u32, Reach)>,
    /// Indices of rules, in order.
    called: Vec<u32>,
    /// For each need, where words meet it.
    met: Vec<Reach>,
    classes: ClassSet,
}

impl<'r> Called<'r> {
    /// Before the first sentence.
    pub(super) fn new(calls: &'r Calls, rules: &'r [Rule]) -> Called<'r> {
        let met = vec![Reach::NOWHERE; calls.needs.len()];
        Called { calls, rules, found: Vec::new(), called: Vec::new(), met, classes: ClassSet::default() }
    }

    /// Looks through a sentence in which mentions of these classes begin.
    pub fn look(&mut self, sentence: &str, classes: ClassSet) {
        let Called { calls, found, called, met, .. } = self;
        let meets = |word: u32| calls.words[word as usize].meets.iter().map(|need| *need as usize);
        // Few needs of the many are met: what the last sentence met is forgotten one by one.
        found.drain(..).for_each(|(word, _)| meets(word).for_each(|need| met[need] = Reach::NOWHERE));
        called.clear();
        let words = calls.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(sentence));
        found.extend(words.map(|f| (f.value(), Reach::of(f.start(), f.end()))));
        found.sort_unstable_by_key(|(word, _)| *word);
        for same in found.chunk_by(|a, b| a.0 == b.0) {
            let mut whole = Reach::NOWHERE;
            same.iter().for_each(|(_, reach)| whole.join(*reach));
            called.extend(&calls.words[same[0].0 as usize].calls);
            meets(same[0].0).for_each(|need| met[need].join(whole));
        }
        called.extend(calls.by_class.iter().filter(|(of, _)| of.overlaps(classes)).map(|(_, rule)| rule));
        called.sort_unstable();
        called.dedup();
        self.classes = classes;
    }

    /// The rules, with their indices, of which the sentence holds, as far as words and classes tell, all that they need.
    pub fn rules(&self) -> impl Iterator<Item = (u32, &'r Rule)> {
        let may = |&&rule: &&u32| {
            let holds = |need: u32| {
                let (_, classes) = self.calls.needs[need as usize];
                !self.met[need as usize].is_nowhere() || classes.overlaps(self.classes)
            };
            self.calls.of_rule[rule as usize].iter().all(|&need| holds(need))
        };
        self.called.iter().filter(may).map(|&rule| (rule, &self.rules[rule as usize]))
    }

    /// The last place, in bytes of the sentence, where a match of the rule of an index can begin in which mentions are lifted:
    /// what it needs stands there or behind it, in its order. None if it does not. `reach` tells where mentions of some
    /// symbols stand.
    pub fn latest(&self, rule: u32, reach: impl Fn(SymbolSet) -> Reach) -> Option<usize> {
        let (mut from, mut latest) = (0, u32::MAX);
        for &need in &self.calls.of_rule[rule as usize] {
            let mut place = self.met[need as usize];
            place.join(reach(self.calls.needs[need as usize].0));
            if place.is_nowhere() || place.last_start < from {
                return None;
            }
            from = from.max(place.first_end);
            latest = latest.min(place.last_start);
        }
        Some(latest as usize)
    }
}
