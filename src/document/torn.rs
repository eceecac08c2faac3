//! Pairs of question and answer that the order of columns made, and their words deny.
//!
//! Where columns tear answers from their questions, a stranger's answer may stand directly below a question. A page by
//! itself shows it only by its words: an answer begins with what was asked. If next to nothing of a question's own words
//! is at the head of the answer below it, but much at the head of an answer that has no question, the pair is taken
//! apart. Both halves stay without a partner: only another rendering can show what belongs together.

use super::Role;
use super::turn::{Layout, Turn};
use crate::source::{Span, is_han};
use std::collections::{HashMap, HashSet};

/// How far into an answer the words of its question are looked for (bytes).
const HEAD: usize = 600;

/// Words that the heads of more answers hold, or more than one question, are nobody's own: 中方, 习近平主席, 如何看待.
const COMMON: usize = 2;

/// So many of a question's own pairs of characters in one answer are no chance.
const SURE: usize = 6;

/// An answer that shares not even this part of what another one shares is not the question's.
const PART: usize = 4;

/// An answer with fewer pairs of characters says too little to judge by.
const SHORT: usize = 40;

/// Two neighbouring Chinese characters: the words of a text, well enough.
type Pair = (char, char);

/// Takes the wrong pairs apart among the turns of the last article, which begin at `first`; its blocks begin at `place`.
pub(super) fn separate(layout: &mut Layout, first: usize, place: usize, text: &str) {
    let wrong = wrong_pairs(&layout.turns[first..], text);
    for turn in wrong.into_iter().rev() {
        part(layout, first + turn, place);
    }
}

/// The turns whose answer is another question's.
fn wrong_pairs(turns: &[Turn], text: &str) -> Vec<usize> {
    let is_orphan = |turn: &Turn| turn.asker.is_none() && !turn.answer.is_empty();
    let is_pair = |turn: &Turn| turn.asker.is_some() && !turn.answer.is_empty();
    if !turns.iter().any(is_orphan) || !turns.iter().any(is_pair) {
        return Vec::new();
    }
    let heads: Vec<HashSet<Pair>> = turns.iter().map(|t| pairs(&t.answer, text, HEAD)).collect();
    let asked: Vec<HashSet<Pair>> = turns.iter().map(|t| pairs(&t.question, text, usize::MAX)).collect();
    let mut answered: HashMap<Pair, Vec<usize>> = HashMap::new();
    for (n, head) in heads.iter().enumerate() {
        head.iter().for_each(|pair| answered.entry(*pair).or_default().push(n));
    }
    let mut asks: HashMap<Pair, usize> = HashMap::new();
    asked.iter().flatten().for_each(|pair| *asks.entry(*pair).or_default() += 1);

    let is_wrong = |n: &usize| {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        let own = asked[*n].iter().filter(|pair| asks[pair] == 1).filter_map(|pair| answered.get(pair));
        for answer in own.filter(|answers| answers.len() <= COMMON).flatten() {
            *shared.entry(*answer).or_default() += 1;
        }
        // What follows without a question of its own may go on with the answer.
        let elsewhere = shared.iter().filter(|(t, _)| is_orphan(&turns[**t]) && **t != n + 1).map(|(_, count)| *count);
        let most = elsewhere.max().unwrap_or(0);
        most >= SURE && shared.get(n).copied().unwrap_or(0) * PART < most
    };
    (0..turns.len()).filter(|&n| is_pair(&turns[n]) && heads[n].len() >= SHORT).filter(is_wrong).collect()
}

/// Makes two turns of one: the question, and the answer behind it.
fn part(layout: &mut Layout, turn: usize, place: usize) {
    let whole = &mut layout.turns[turn];
    let answer = Turn {
        article: whole.article,
        answerer: whole.answerer.take(),
        answer: std::mem::take(&mut whole.answer),
        ..Turn::default()
    };
    layout.turns.insert(turn + 1, answer);
    for place in &mut layout.places[place..] {
        if let Some(n) = &mut place.turn
            && (*n > turn || *n == turn && place.role == Role::Answer)
        {
            *n += 1;
        }
    }
}

/// The pairs of neighbouring Chinese characters in the first bytes of some spans.
fn pairs(spans: &[Span], text: &str, most: usize) -> HashSet<Pair> {
    let mut left = most;
    let mut out = HashSet::new();
    for span in spans {
        let said = span.of(text);
        let head = &said[..said.floor_char_boundary(left)];
        out.extend(head.chars().zip(head.chars().skip(1)).filter(|(a, b)| is_han(*a) && is_han(*b)));
        left -= head.len();
    }
    out
}
