//! Recognition: which articles render the same event.
//!
//! Every article leaves its winnowed shingles in one sorted list. Equal shingles that stand near each
//! other in that list nominate pairs of articles; a nominated pair is read once and linked when the two
//! share long runs over a fair part of the smaller one. Linked articles form an event. No step looks
//! at all pairs: a shingle nominates at most `REACH` pairs for each article that holds it.

use super::shingle::{shingles, winnow};
use super::{Witness, letter};
use std::collections::BTreeMap;

/// Letters in a shingle.
const SHINGLE: usize = 10;
/// Neighbouring shingles of which one is kept.
const WINDOW: usize = 8;
/// How many followers in the list of one shingle each article is paired with.
const REACH: usize = 8;
/// A shingle that more articles hold is a formula: it nominates neighbours only.
const FORMULA: usize = 48;
/// Shared shingles that nominate a pair.
const NOMINATION: u32 = 5;
/// Letters in a shared run that counts; shorter ones are formulas and quotations.
const RUN: usize = 40;
/// Differing letters that a run may step over.
const SLIP: usize = 12;

/// Articles of several documents that render one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The documents, by index, each once.
    pub members: Vec<Member>,
}

/// The part of one document that renders an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// Index of the document.
    pub witness: usize,
    /// Its articles that belong to the event, sorted.
    pub articles: Vec<usize>,
}

impl Event {
    /// One event of all articles of all documents, for callers who know that they belong together.
    pub fn whole(witnesses: &[Witness<'_>]) -> Event {
        let member = |witness| Member { witness, articles: articles(&witnesses[witness]) };
        Event { members: (0..witnesses.len()).map(member).collect() }
    }
}

/// The articles of a document, sorted.
fn articles(witness: &Witness<'_>) -> Vec<usize> {
    let mut out: Vec<usize> = letter::passages(witness).iter().map(|p| p.article).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Finds the events that two documents or more render.
///
/// Takes about constant memory per letter beyond the texts and near-linear time. The answer is sorted
/// by the names of the members and does not depend on the order of `documents`.
pub fn recognise(documents: &[Witness<'_>]) -> Vec<Event> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|&d| (documents[d].name, documents[d].text));
    let units: Vec<(usize, usize)> =
        order.iter().flat_map(|&d| articles(&documents[d]).into_iter().map(move |a| (d, a))).collect();
    let mut links = Links::new(units.len());
    let mut last: Option<(u32, Vec<char>)> = None;
    for (a, b) in nominations(documents, &units) {
        // Articles that are linked over others already need no reading.
        if links.root(a as usize) == links.root(b as usize) {
            continue;
        }
        let keys = |u: u32| letter::keys(&documents[units[u as usize].0], units[u as usize].1);
        if last.as_ref().is_none_or(|(u, _)| *u != a) {
            last = Some((a, keys(a)));
        }
        if last.as_ref().is_some_and(|(_, left)| same_event(left, &keys(b))) {
            links.join(a as usize, b as usize);
        }
    }
    events(&units, &mut links)
}

/// Pairs of articles of different documents that share enough shingles, sorted.
fn nominations(documents: &[Witness<'_>], units: &[(usize, usize)]) -> Vec<(u32, u32)> {
    let mut posted: Vec<(u64, u32)> = Vec::new();
    for (unit, &(document, article)) in units.iter().enumerate() {
        let keys = letter::keys(&documents[document], article);
        posted.extend(winnow(&shingles(&keys, SHINGLE), WINDOW).into_iter().map(|h| (h, unit as u32)));
    }
    posted.sort_unstable();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for group in posted.chunk_by(|x, y| x.0 == y.0) {
        let reach = if group.len() > FORMULA { 1 } else { REACH };
        for (i, &(_, a)) in group.iter().enumerate() {
            let followers = group[i + 1..].iter().take(reach).map(|&(_, b)| (a, b));
            pairs.extend(followers.filter(|&(a, b)| units[a as usize].0 != units[b as usize].0));
        }
    }
    drop(posted);
    pairs.sort_unstable();
    let often = pairs.chunk_by(|x, y| x == y).filter(|same| same.len() as u32 >= NOMINATION);
    often.map(|same| same[0]).collect()
}

/// Whether two articles share so much, in long runs, that they render one event.
fn same_event(a: &[char], b: &[char]) -> bool {
    let smaller = a.len().min(b.len());
    let shared = shared_letters(a, b);
    // Either a fair part of the smaller one, or several paragraphs of two longer ones.
    (shared >= 80 && shared * 4 >= smaller) || (shared >= 400 && shared * 10 >= smaller)
}

/// How many letters of the smaller text stand in long runs that the other one holds too.
fn shared_letters(a: &[char], b: &[char]) -> usize {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (i, hash) in shingles(small, SHINGLE).into_iter().enumerate() {
        places.entry(hash).or_default().push(i);
    }
    let hashes = shingles(large, SHINGLE);
    let mut counted = vec![false; small.len()];
    let mut run: Vec<(usize, usize)> = Vec::new();
    let (mut j, mut at) = (0, None::<(usize, usize)>);
    while j < hashes.len() {
        let found = places.get(&hashes[j]).and_then(|all| nearest(all, at, j));
        let Some(i) = found.filter(|&i| small[i..i + SHINGLE] == large[j..j + SHINGLE]) else {
            j += 1;
            continue;
        };
        let length = small[i..].iter().zip(&large[j..]).take_while(|(x, y)| x == y).count();
        let continues = at.is_some_and(|(x, y)| i >= x && i - x <= SLIP && j - y <= SLIP);
        if !continues {
            settle(&mut run, &mut counted);
        }
        run.push((i, i + length));
        at = Some((i + length, j + length));
        j += length;
    }
    settle(&mut run, &mut counted);
    counted.iter().filter(|&&c| c).count()
}

/// Of the places of a shingle the one that best continues the run at hand, else the first.
fn nearest(all: &[usize], at: Option<(usize, usize)>, j: usize) -> Option<usize> {
    let Some((x, y)) = at else { return all.first().copied() };
    all.iter().copied().min_by_key(|&i| (i as i64 - (x + j - y) as i64).abs())
}

/// Marks the letters of a finished run if it is long enough, and begins a new one.
fn settle(run: &mut Vec<(usize, usize)>, counted: &mut [bool]) {
    if run.iter().map(|(s, e)| e - s).sum::<usize>() >= RUN {
        run.iter().for_each(|&(s, e)| counted[s..e].fill(true));
    }
    run.clear();
}

/// Gathers linked articles into events, by document.
fn events(units: &[(usize, usize)], links: &mut Links) -> Vec<Event> {
    let mut by_root: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for (unit, &(witness, article)) in units.iter().enumerate() {
        let members = by_root.entry(links.root(unit)).or_default();
        match members.last_mut().filter(|m| m.witness == witness) {
            Some(member) => member.articles.push(article),
            None => members.push(Member { witness, articles: vec![article] }),
        }
    }
    by_root.into_values().filter(|members| members.len() > 1).map(|members| Event { members }).collect()
}

/// Disjoint sets whose root is their smallest element.
struct Links(Vec<usize>);

impl Links {
    fn new(size: usize) -> Self {
        Links((0..size).collect())
    }

    fn root(&mut self, mut x: usize) -> usize {
        while self.0[x] != x {
            self.0[x] = self.0[self.0[x]];
            x = self.0[x];
        }
        x
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
