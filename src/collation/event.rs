//! Recognition: which articles render the same event.
//!
//! Every article leaves its winnowed shingles in one sorted list. Equal shingles that stand near each
//! other in that list nominate pairs of articles; a nominated pair is read once and linked when the two
//! share long runs over a fair part of the smaller one. Linked articles form an event. No step looks
//! at all pairs: a shingle nominates at most `REACH` pairs for each article that holds it.
//!
//! Answers are given again, in the same words, on other days. So articles that state days too far apart
//! render two events; and where not both state a day, they must share more than answers.

use super::shingle::{shingles, winnow};
use super::{Witness, letter};
use std::collections::BTreeMap;
use std::ops::Range;

/// Letters in a shingle.
const SHINGLE: usize = 10;
/// Neighbouring shingles of which one is kept.
const WINDOW: usize = 8;
/// How many followers in the list of one shingle each article is paired with.
const REACH: usize = 8;
/// A shingle that more articles hold is a formula: it nominates neighbours only.
const FORMULA: usize = 48;
/// Shared shingles that nominate a pair: so many, and one of so many of the smaller article.
const NOMINATION: usize = 5;
const SHARE: usize = 25;
/// Letters in a shared run that counts; shorter ones are formulas and quotations.
const RUN: usize = 40;
/// Letters between two equal stretches of one run.
const SLIP: usize = 60;
/// Letters beside a run in which numbers are compared.
const EDGE: usize = 12;
/// Equal letters that a run holds for each that differs.
const FIDELITY: usize = 8;

/// Days by which renderings of one event may be dated apart: a paper tells the next day, or the day after, what was said.
const REPORTED: i64 = 2;
/// Of so many letters that articles share without a common day, one at least is no answer to a question.
const ASKED: usize = 16;

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
pub fn recognise(documents: &[Witness<'_>]) -> Vec<Event> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|&d| (documents[d].name, documents[d].text));
    let unit = |d: usize| {
        fingerprints(&documents[d]).into_iter().map(move |(article, prints)| Unit { document: d, article, prints })
    };
    let units: Vec<Unit> = order.iter().flat_map(|&d| unit(d)).collect();
    let day = |u: &Unit| documents[u.document].days.get(u.article).copied().flatten();
    let text = |u: &Unit| text(&documents[u.document], u.article, day(u));
    let mut comparison = Comparison::default();
    link(&units, &nominations(&units), &mut |a, b| comparison.is_same(a, b, text))
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

/// Finds the events of articles. `units` come in the order of the names of their documents and of their numbers; `nominated`
/// are pairs of them, sorted; `same` reads two articles and says whether they render one event.
pub fn link(units: &[Unit], nominated: &[(u32, u32)], same: &mut dyn FnMut(&Unit, &Unit) -> bool) -> Vec<Event> {
    let mut links = Links::new(units.len());
    for &(a, b) in nominated {
        let (a, b) = (a as usize, b as usize);
        // Articles that are linked over others already need no reading.
        if links.root(a) != links.root(b) && same(&units[a], &units[b]) {
            links.join(a, b);
        }
    }
    events(units, &mut links)
}

/// An article as it is compared with others.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Its letters.
    letters: Vec<char>,
    /// Which of them answer a question.
    answers: Vec<bool>,
    /// The day that it states as its own, as a number.
    day: Option<i64>,
}

impl Text {
    /// Whether the days that both state are those of one event; none where one of them states no day.
    fn shares_day(&self, other: &Text) -> Option<bool> {
        Some((self.day? - other.day?).abs() <= REPORTED)
    }
}

/// Reads articles two by two. Pairs come in the order of their first article, so that it is read once.
#[derive(Default)]
pub struct Comparison {
    /// The first article of the last pair.
    first: Option<((usize, usize), Text)>,
}

impl Comparison {
    /// Whether two articles render one event; `text` reads one ([`text`]).
    pub fn is_same(&mut self, a: &Unit, b: &Unit, text: impl Fn(&Unit) -> Text) -> bool {
        let article = (a.document, a.article);
        if self.first.as_ref().is_none_or(|(known, _)| *known != article) {
            self.first = Some((article, text(a)));
        }
        self.first.as_ref().is_some_and(|(_, first)| same_event(first, &text(b)))
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
fn same_event(a: &Text, b: &Text) -> bool {
    let day = a.shares_day(b);
    let (small, large) = if a.letters.len() <= b.letters.len() { (a, b) } else { (b, a) };
    day != Some(false) && likeness(small, large).renders(small.letters.len(), day.is_some())
}

/// What two texts have in common, and what speaks against one event.
#[derive(Clone, Copy, Debug, Default)]
struct Likeness {
    /// Letters in runs that are long enough.
    equal: usize,
    /// Those of them that answer no question in either text.
    asked: usize,
    /// Places where one text has another number than the other: a template filled in anew.
    contrary: usize,
    /// Letters between runs where both texts go on with words of their own: quotation, no rendering.
    replaced: usize,
}

impl Likeness {
    fn renders(&self, smaller: usize, dated: bool) -> bool {
        // Either a fair part of the smaller text, or several paragraphs of two longer ones.
        let enough = match self.equal {
            0..80 => false,
            80..200 => self.equal * 4 >= smaller * 3,
            200..400 => self.equal * 4 >= smaller,
            _ => self.equal * 10 >= smaller,
        };
        let stock = !dated && self.asked * ASKED < self.equal;
        enough && !stock && self.contrary * 200 <= self.equal && self.replaced * 2 <= self.equal
    }
}

/// A stretch that two texts share, with the few letters in which it differs.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    /// First letter in the small and in the large text, and the letters after the last.
    start: (usize, usize),
    end: (usize, usize),
    equal: usize,
    asked: usize,
    different: usize,
    contrary: usize,
}

/// Compares two texts by the runs that they share.
fn likeness(one: &Text, other: &Text) -> Likeness {
    let counts = |r: &Run| r.equal >= RUN && r.different * FIDELITY <= r.equal;
    let runs: Vec<Run> = runs(one, other).into_iter().filter(counts).collect();
    let (small, large) = (one.letters.as_slice(), other.letters.as_slice());
    let mut out = Likeness::default();
    let mut before = (0, 0);
    for (n, run) in runs.iter().enumerate() {
        out.equal += run.equal;
        out.asked += run.asked;
        out.contrary += run.contrary;
        if run.start.0 >= before.0 && run.start.1 >= before.1 {
            let edge = |from: usize, to: usize| to.saturating_sub(EDGE).max(from)..to;
            let (a, b) = (edge(before.0, run.start.0), edge(before.1, run.start.1));
            out.contrary += usize::from(contrary((small, a), (large, b)));
            let between = (run.start.0 - before.0).min(run.start.1 - before.1);
            out.replaced += if n > 0 { between } else { 0 };
        }
        before = run.end;
    }
    let edge = |text: &[char], at: usize| at..text.len().min(at + EDGE);
    let (a, b) = (edge(small, before.0), edge(large, before.1));
    out.contrary += usize::from(contrary((small, a), (large, b)));
    out
}

/// The runs that a smaller text shares with a larger one. No letter of the smaller counts twice.
fn runs(one: &Text, other: &Text) -> Vec<Run> {
    let (small, large) = (one.letters.as_slice(), other.letters.as_slice());
    let mut places: Vec<(u64, usize)> = shingles(small, SHINGLE).into_iter().zip(0..).collect();
    places.sort_unstable();
    let hashes = shingles(large, SHINGLE);
    let mut counted = vec![false; small.len()];
    let mut out: Vec<Run> = Vec::new();
    let mut j = 0;
    while j < hashes.len() {
        let end = out.last().map(|r| r.end);
        let found = nearest(&places, hashes[j], end, j);
        let Some(i) = found.filter(|&i| small[i..i + SHINGLE] == large[j..j + SHINGLE]) else {
            j += 1;
            continue;
        };
        let length = small[i..].iter().zip(&large[j..]).take_while(|(x, y)| x == y).count();
        let fresh = counted[i..i + length].iter().filter(|c| !**c).count();
        let asked = (0..length).filter(|k| !counted[i + k] && !one.answers[i + k] && !other.answers[j + k]).count();
        counted[i..i + length].fill(true);
        match out.last_mut().filter(|r| i >= r.end.0 && i - r.end.0 <= SLIP && j - r.end.1 <= SLIP) {
            Some(run) => {
                let (a, b) = (&small[run.end.0..i], &large[run.end.1..j]);
                let between = common(a, b);
                run.equal += fresh + between;
                run.asked += asked;
                // What only one text has is left out or put in: no blank of a template.
                let filled = !a.is_empty() && !b.is_empty();
                run.different += if filled { a.len().max(b.len()) - between } else { 1 };
                let numbers = contrary((small, run.end.0..i), (large, run.end.1..j));
                run.contrary += usize::from(numbers);
                run.end = (i + length, j + length);
            }
            None => {
                let end = (i + length, j + length);
                out.push(Run { start: (i, j), end, equal: fresh, asked, ..Run::default() });
            }
        }
        j += length;
    }
    out
}

/// Whether both stretches hold numbers of one kind and no number is in both.
fn contrary(a: (&[char], Range<usize>), b: (&[char], Range<usize>)) -> bool {
    let (a, b) = (numbers(a.0, a.1), numbers(b.0, b.1));
    [true, false].into_iter().any(|digits| {
        let of =
            |all: &[Vec<char>]| all.iter().filter(|n| n[0].is_ascii_digit() == digits).cloned().collect::<Vec<_>>();
        let (a, b) = (of(&a), of(&b));
        !a.is_empty() && !b.is_empty() && a.iter().all(|x| !b.contains(x))
    })
}

/// The numbers that touch a stretch: digits, and Chinese numerals that count a date or an ordinal.
fn numbers(text: &[char], stretch: Range<usize>) -> Vec<Vec<char>> {
    let numeral = |c: &char| c.is_ascii_digit() || "〇一二三四五六七八九十百".contains(*c);
    let (mut at, mut end) = (stretch.start, stretch.end);
    at -= text[..at].iter().rev().take_while(|c| numeral(c)).count();
    end += text[end..].iter().take_while(|c| numeral(c)).count();
    let mut out = Vec::new();
    for run in text[at..end].chunk_by(|x, y| numeral(x) == numeral(y)) {
        let ordinal = at > 0 && text[at - 1] == '第';
        at += run.len();
        let counted = text.get(at).is_some_and(|c| "年月日号届次季期中".contains(*c));
        if numeral(&run[0]) && (run[0].is_ascii_digit() || ordinal || counted) {
            out.push(run.to_vec());
        }
    }
    out
}

/// Of the places of a shingle the one that best continues the run at hand, else the first.
fn nearest(places: &[(u64, usize)], hash: u64, end: Option<(usize, usize)>, j: usize) -> Option<usize> {
    let from = places.partition_point(|p| p.0 < hash);
    let all = places[from..].iter().take_while(|p| p.0 == hash).map(|p| p.1);
    match end {
        None => all.min(),
        Some((x, y)) => all.min_by_key(|&i| (x + j - y).abs_diff(i)),
    }
}

/// Length of the longest common subsequence of two short stretches.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// Gathers linked articles into events, by document.
fn events(units: &[Unit], links: &mut Links) -> Vec<Event> {
    let mut by_root: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for (number, unit) in units.iter().enumerate() {
        let (witness, article) = (unit.document, unit.article);
        let members = by_root.entry(links.root(number)).or_default();
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
