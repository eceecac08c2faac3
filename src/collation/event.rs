//! Recognition: which articles render the same event.
//!
//! Every article leaves its winnowed shingles in one sorted list. Equal shingles that stand near each
//! other in that list nominate pairs of articles; a nominated pair is read once and linked when the two
//! share long runs over a fair part of the smaller one. Linked articles form an event. No step looks
//! at all pairs: a shingle nominates at most `REACH` pairs for each article that holds it.
//!
//! Answers are given again, in the same words, on other days. So articles that state days too far apart
//! render two events; and where not both state a day, they must share more than answers. And messages are sent by one formula
//! to many: articles in which other numbers or other names stand in the same places render two events.
//!
//! Whoever shares an event with two others need not tell their day: articles of days too far apart stay apart also where one
//! without a day is like both ([`link`]).

use super::likeness::likeness;
use super::shingle::{shingles, winnow};
use super::{Witness, letter};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Letters in a shingle.
pub(super) const SHINGLE: usize = 10;
/// Neighbouring shingles of which one is kept.
const WINDOW: usize = 8;
/// How many followers in the list of one shingle each article is paired with.
const REACH: usize = 8;
/// A shingle that more articles hold is a formula: it nominates neighbours only.
const FORMULA: usize = 48;
/// Shared shingles that nominate a pair: so many, and one of so many of the smaller article.
const NOMINATION: usize = 5;
const SHARE: usize = 25;

/// Days by which renderings of one event may be dated apart: a paper tells the next day, or the day after, what was said.
const REPORTED: i64 = 2;

/// Articles of several documents that render one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The documents, by index, each once.
    pub members: Vec<Member>,
}

/// The part of one document that renders an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
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
pub fn recognise(documents: &[Witness<'_>], grounds: Grounds<'_>) -> Vec<Event> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|&d| (documents[d].name, documents[d].text));
    let unit = |d: usize| {
        fingerprints(&documents[d]).into_iter().map(move |(article, prints)| Unit { document: d, article, prints })
    };
    let units: Vec<Unit> = order.iter().flat_map(|&d| unit(d)).collect();
    let day = |u: &Unit| documents[u.document].days.get(u.article).copied().flatten();
    let text = |u: &Unit| text(&documents[u.document], u.article, day(u));
    let mut comparison = Comparison::new(grounds);
    link(&units, &nominations(&units), &mut |a, b| comparison.found(a, b, text)).events
}

/// An article as recognition nominates it: by its fingerprint, without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Index of the document.
    pub document: usize,
    /// Number of the article in it.
    pub article: usize,
    /// Its fingerprint.
    pub prints: Vec<u64>,
}

/// What a comparison of two articles finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Whether they are so like each other that they render one event.
    pub alike: bool,
    /// The days that they state as their own.
    pub days: [Option<i64>; 2],
}

/// What articles are linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// The events that two documents or more render.
    pub events: Vec<Event>,
    /// The documents whose articles are alike, directly or over others: which events they render hangs on all of them.
    pub bound: Vec<Vec<usize>>,
}

/// Finds the events of articles. `units` come in the order of the names of their documents and of their numbers; `nominated`
/// are pairs of them, sorted; `compare` reads two articles and says whether they render one event.
pub fn link(units: &[Unit], nominated: &[(u32, u32)], compare: &mut dyn FnMut(&Unit, &Unit) -> Found) -> Linked {
    let mut links = Links::new(units.len());
    let mut days: Vec<Option<i64>> = vec![None; units.len()];
    let pairs: Vec<(usize, usize)> = nominated.iter().map(|&(a, b)| (a as usize, b as usize)).collect();
    for &(a, b) in &pairs {
        // Articles that are linked over others already need no reading.
        if links.root(a) != links.root(b) {
            let found = compare(&units[a], &units[b]);
            [days[a], days[b]] = found.days;
            if found.alike {
                links.join(a, b);
            }
        }
    }
    let bound = events(units, &mut |unit| links.root(unit));
    let bound = bound.iter().map(|e| e.members.iter().map(|m| m.witness).collect()).collect();
    let torn = torn(&mut links, &days);
    let inside: Vec<(usize, usize)> = pairs.into_iter().filter(|&(a, _)| torn.contains(&links.root(a))).collect();
    let mut parts = parts(inside, &days, &mut |a, b| compare(&units[a], &units[b]).alike);
    let mut root = |unit: usize| if torn.contains(&links.root(unit)) { parts.root(unit) } else { links.root(unit) };
    Linked { events: events(units, &mut root), bound }
}

/// The roots of linked articles whose days are too far apart for one event.
fn torn(links: &mut Links, days: &[Option<i64>]) -> BTreeSet<usize> {
    let mut spans: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    for (unit, day) in days.iter().enumerate().filter_map(|(unit, day)| Some((unit, (*day)?))) {
        let span = spans.entry(links.root(unit)).or_insert((day, day));
        *span = (span.0.min(day), span.1.max(day));
    }
    spans.into_iter().filter(|(_, (first, last))| last - first > REPORTED).map(|(root, _)| root).collect()
}

/// Links articles so that no two of one event are of days too far apart. Those that both state a day come first: one without a
/// day then joins the first that it is like.
fn parts(mut pairs: Vec<(usize, usize)>, days: &[Option<i64>], alike: &mut dyn FnMut(usize, usize) -> bool) -> Links {
    pairs.sort_by_key(|&(a, b)| (days[a].is_none() || days[b].is_none(), a, b));
    let mut links = Links::new(days.len());
    let mut spans: Vec<Option<(i64, i64)>> = days.iter().map(|day| day.map(|d| (d, d))).collect();
    for (a, b) in pairs {
        let roots = [links.root(a), links.root(b)];
        let both: Vec<(i64, i64)> = roots.iter().filter_map(|&root| spans[root]).collect();
        let span = both.iter().map(|s| s.0).min().zip(both.iter().map(|s| s.1).max());
        if roots[0] != roots[1] && span.is_none_or(|(first, last)| last - first <= REPORTED) && alike(a, b) {
            links.join(a, b);
            spans[links.root(a)] = span;
        }
    }
    links
}

/// An article as it is compared with others.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Its letters.
    pub(super) letters: Vec<char>,
    /// Which of them answer a question.
    pub(super) answers: Vec<bool>,
    /// The day that it states as its own, as a number.
    day: Option<i64>,
}

/// How the days stand that two articles state as their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Days {
    Same,
    /// Not the same, but those of one event may be so.
    Near,
    Apart,
    /// One of them states no day.
    Unknown,
}

impl Text {
    fn days(&self, other: &Text) -> Days {
        let Some((one, other)) = self.day.zip(other.day) else { return Days::Unknown };
        match (one - other).abs() {
            0 => Days::Same,
            1..=REPORTED => Days::Near,
            _ => Days::Apart,
        }
    }
}

/// The entities that a text names, in the order of the text: the bytes of each name, and the entity's number.
pub type Naming<'a> = dyn Fn(&str) -> Vec<(Range<usize>, u32)> + 'a;

/// By what two articles are judged, beside their words.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    /// Whom a text names: who is another one in each of two texts speaks against one event.
    pub naming: &'a Naming<'a>,
    /// Whether the caller gives the documents as renderings of one event, so that only names and days speak against it.
    pub given: bool,
}

/// Reads articles two by two. Pairs come in the order of their first article, so that it is read once.
pub struct Comparison<'a> {
    grounds: Grounds<'a>,
    /// The first article of the last pair.
    first: Option<((usize, usize), Text)>,
}

impl<'a> Comparison<'a> {
    /// Nothing is read yet.
    pub fn new(grounds: Grounds<'a>) -> Self {
        Comparison { grounds, first: None }
    }

    /// Compares two articles; `text` reads one ([`text`]).
    pub fn found(&mut self, a: &Unit, b: &Unit, text: impl Fn(&Unit) -> Text) -> Found {
        let article = (a.document, a.article);
        let first = match self.first.take().filter(|(known, _)| *known == article) {
            Some((_, first)) => first,
            None => text(a),
        };
        let second = text(b);
        let found = Found { alike: same_event(&first, &second, self.grounds), days: [first.day, second.day] };
        self.first = Some((article, first));
        found
    }
}

/// An article as it is compared with others; `day` is the one that it states as its own, counted from any one day.
pub fn text(document: &Witness<'_>, article: usize, day: Option<i64>) -> Text {
    let (letters, answers) = letter::keys(document, article);
    Text { letters, answers, day }
}

/// What an article leaves for recognition: hashes of some of its passages, sorted. Only articles that share five of them, and
/// at least one of 25 of the smaller article's, can render one event.
fn fingerprint(document: &Witness<'_>, article: usize) -> Vec<u64> {
    winnow(&shingles(&letter::keys(document, article).0, SHINGLE), WINDOW)
}

/// The fingerprints of a document's articles, each with the number of its article.
pub fn fingerprints(document: &Witness<'_>) -> Vec<(usize, Vec<u64>)> {
    articles(document).into_iter().map(|article| (article, fingerprint(document, article))).collect()
}

/// Pairs of articles of different documents that share enough shingles, sorted.
pub fn nominations(units: &[Unit]) -> Vec<(u32, u32)> {
    let prints =
        |(number, unit): (usize, &Unit)| unit.prints.iter().map(move |&hash| (hash, number as u32)).collect::<Vec<_>>();
    let posted = units.iter().enumerate().flat_map(prints).collect();
    nominated(units, shared(posted, |unit| units[unit as usize].document))
}

/// Of pairs of articles with the number of their shared shingles, those that are to be compared.
pub fn nominated(units: &[Unit], shared: Vec<((u32, u32), usize)>) -> Vec<(u32, u32)> {
    let smaller = |(a, b): (u32, u32)| units[a as usize].prints.len().min(units[b as usize].prints.len());
    shared.into_iter().filter(|&(pair, n)| is_nominated(n, smaller(pair))).map(|(pair, _)| pair).collect()
}

/// Pairs of articles of different documents that stand near each other in the lists of those who hold a shingle, sorted,
/// each with the number of these shingles. `posted` are shingles and articles by number; their order is that of the lists.
pub fn shared(mut posted: Vec<(u64, u32)>, document: impl Fn(u32) -> usize) -> Vec<((u32, u32), usize)> {
    posted.sort_unstable();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for group in posted.chunk_by(|x, y| x.0 == y.0) {
        let reach = if group.len() > FORMULA { 1 } else { REACH };
        for (i, &(_, a)) in group.iter().enumerate() {
            let followers = group[i + 1..].iter().take(reach).map(|&(_, b)| (a, b));
            pairs.extend(followers.filter(|&(a, b)| document(a) != document(b)));
        }
    }
    drop(posted);
    pairs.sort_unstable();
    pairs.chunk_by(|x, y| x == y).map(|same| (same[0], same.len())).collect()
}

/// Whether two articles are to be compared that share so many shingles; the smaller one has `smaller`.
pub fn is_nominated(shared: usize, smaller: usize) -> bool {
    shared >= NOMINATION.max(smaller / SHARE)
}

/// Whether two articles share so much, in long runs, that they render one event.
fn same_event(a: &Text, b: &Text, grounds: Grounds<'_>) -> bool {
    let days = a.days(b);
    if days == Days::Apart {
        return false;
    }
    let (small, large) = if a.letters.len() <= b.letters.len() { (a, b) } else { (b, a) };
    let likeness = likeness(small, large);
    likeness.renders(small.letters.len(), days, grounds.given)
        && !likeness.names_others(&small.letters, &large.letters, grounds.naming)
        && (grounds.given || !likeness.says_otherwise(&small.letters, &large.letters, days))
}

/// Gathers linked articles, which have one root, into events, by document.
fn events(units: &[Unit], root: &mut dyn FnMut(usize) -> usize) -> Vec<Event> {
    let mut by_root: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for (number, unit) in units.iter().enumerate() {
        let (witness, article) = (unit.document, unit.article);
        let members = by_root.entry(root(number)).or_default();
        match members.last_mut().filter(|m| m.witness == witness) {
            Some(member) => member.articles.push(article),
            None => members.push(Member { witness, articles: vec![article] }),
        }
    }
    by_root.into_values().filter(|members| members.len() > 1).map(|members| Event { members }).collect()
}

/// Disjoint sets whose root is their smallest element.
pub(crate) struct Links(Vec<usize>);

impl Links {
    pub fn new(size: usize) -> Self {
        Links((0..size).collect())
    }

    pub fn root(&mut self, mut x: usize) -> usize {
        while self.0[x] != x {
            self.0[x] = self.0[self.0[x]];
            x = self.0[x];
        }
        x
    }

    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
