//! Likeness: what two articles have in common, and what speaks against their rendering one event.

use super::event::{Days, Naming, SHINGLE, Text};
use super::shingle::shingles;
use std::collections::BTreeSet;
use std::ops::Range;

/// Letters in a shared run that counts; shorter ones are formulas and quotations.
const RUN: usize = 40;
/// Letters between two equal stretches of one run.
const SLIP: usize = 60;
/// Letters beside a run in which numbers and names are compared.
const EDGE: usize = 12;
/// Letters before the first run, or behind the last, that are an opening or a close, whose numbers are all compared; where
/// there are more, one text has other parts of the event.
const END: usize = 60;
/// Equal letters that a run holds for each that differs.
const FIDELITY: usize = 8;
/// Of so many letters that articles share without a common day, one at least is no answer to a question.
const ASKED: usize = 16;
/// Equal letters for each number that differs, and for each place where one name stands for another.
const NUMBER: usize = 200;
const NAME: usize = 500;
/// Places where names are exchanged that show a template; one may be a variant.
const TWICE: usize = 2;
/// Places where the same words stand for the same others that show a template, whatever the words are.
const AGAIN: usize = 3;
/// What another number weighs that counts a thing, and one that tells which meeting is meant: 第三次, 十二届.
const COUNT: usize = 1;
const ORDINAL: usize = 2;

/// What two texts have in common, and what speaks against one event.
#[derive(Clone, Debug, Default)]
pub(super) struct Likeness {
    /// Letters in runs that are long enough.
    equal: usize,
    /// Those of them that answer no question in either text.
    asked: usize,
    /// What the places weigh where one text has another number than the other: a template filled in anew.
    contrary: usize,
    /// What the heaviest of them weighs.
    heaviest: usize,
    /// Letters between runs where both texts go on with words of their own: quotation, no rendering.
    replaced: usize,
    /// The stretches in which their runs differ, and those beside the runs, in the small and in the large text.
    stretches: Vec<Stretches>,
}

/// A stretch of the small text and the one of the large text that stands for it.
type Stretches = (Range<usize>, Range<usize>);

impl Likeness {
    /// Whether so much is shared, and so little against it, that both texts render one event; `smaller` are the letters of
    /// the smaller text. Where the caller gives them as renderings of one event, other numbers are variants.
    pub fn renders(&self, smaller: usize, days: Days, given: bool) -> bool {
        // Either a fair part of the smaller text, or several paragraphs of two longer ones.
        let enough = match self.equal {
            0..80 => false,
            80..200 => self.equal * 4 >= smaller * 3,
            200..400 => self.equal * 4 >= smaller,
            _ => self.equal * 10 >= smaller,
        };
        let stock = days == Days::Unknown && self.asked * ASKED < self.equal;
        // Two texts of one day may differ in a number, however short they are.
        let contrary = self.contrary - if days == Days::Same { self.heaviest } else { 0 };
        enough && self.replaced * 2 <= self.equal && (given || (!stock && contrary * NUMBER <= self.equal))
    }

    /// Whether the same words stand for the same other words throughout: a template filled in for somebody whom nobody lists.
    /// What is called otherwise in one letter is misprinted, and texts of one day may call a thing by other words.
    pub fn says_otherwise(&self, small: &[char], large: &[char], days: Days) -> bool {
        let words = |(x, y): &Stretches| (small[x.clone()].to_vec(), large[y.clone()].to_vec());
        let places: Vec<(Vec<char>, Vec<char>)> = self.stretches.iter().map(words).collect();
        let others = |(own, other): &&(Vec<char>, Vec<char>)| {
            is_word(own) && is_word(other) && !own.iter().any(|c| other.contains(c))
        };
        let holds = |text: &[char], word: &[char]| text.windows(word.len()).any(|w| w == word);
        let again = |(own, other): &(Vec<char>, Vec<char>)| {
            places.iter().filter(|(x, y)| holds(x, own) && holds(y, other)).count()
        };
        let most = places.iter().filter(others).map(again).max().unwrap_or(0);
        days != Days::Same && most >= AGAIN && most * NAME > self.equal
    }

    /// Takes in what a place weighs where the texts have other numbers.
    fn weigh(&mut self, contrary: usize) {
        self.contrary += contrary;
        self.heaviest = self.heaviest.max(contrary);
    }

    /// Whether the names of one text stand where those of the other do, throughout: a template filled in for another party.
    /// The names that both texts have say nothing, nor do other forms of one name.
    pub fn names_others(&self, small: &[char], large: &[char], naming: &Naming<'_>) -> bool {
        let (small, large) = (named(small, naming), named(large, naming));
        let others = |own: &[Named], other: &[Named]| -> Vec<Named> {
            let known: BTreeSet<u32> = other.iter().map(|n| n.1).collect();
            own.iter().filter(|n| !known.contains(&n.1)).cloned().collect()
        };
        let (a, b) = (others(&small, &large), others(&large, &small));
        let meets = |names: &[Named], place: &Range<usize>| {
            let from = names.partition_point(|n| n.0.end <= place.start);
            names[from..].iter().take_while(|n| n.0.start < place.end).next().is_some()
        };
        let exchanged = self.stretches.iter().filter(|(x, y)| meets(&a, x) && meets(&b, y)).count();
        exchanged >= TWICE && exchanged * NAME > self.equal
    }
}

/// Whether some letters can be a name or another word: not one letter alone, and no number.
fn is_word(letters: &[char]) -> bool {
    (2..=8).contains(&letters.len()) && !letters.iter().any(char::is_ascii_digit)
}

/// A name in a text: which letters, and of which entity.
type Named = (Range<usize>, u32);

/// The names in some letters, in their order.
fn named(letters: &[char], naming: &Naming<'_>) -> Vec<Named> {
    let text: String = letters.iter().collect();
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let place = |byte: usize| starts.partition_point(|&at| at < byte);
    naming(&text).into_iter().map(|(span, entity)| (place(span.start)..place(span.end), entity)).collect()
}

/// A stretch that two texts share, with the few letters in which it differs.
#[derive(Clone, Debug, Default)]
struct Run {
    /// First letter in the small and in the large text, and the letters after the last.
    start: (usize, usize),
    end: (usize, usize),
    equal: usize,
    asked: usize,
    different: usize,
    contrary: Vec<usize>,
    stretches: Vec<Stretches>,
}

/// Compares two texts by the runs that they share.
pub(super) fn likeness(one: &Text, other: &Text) -> Likeness {
    let counts = |r: &Run| r.equal >= RUN && r.different * FIDELITY <= r.equal;
    let runs: Vec<Run> = runs(one, other).into_iter().filter(counts).collect();
    let (small, large) = (one.letters.as_slice(), other.letters.as_slice());
    let mut out = Likeness::default();
    let first = runs.first().map_or((0, 0), |r| r.start);
    let mut before = (0, 0);
    for (n, run) in runs.into_iter().enumerate() {
        out.equal += run.equal;
        out.asked += run.asked;
        run.contrary.iter().for_each(|weight| out.weigh(*weight));
        if run.start.0 >= before.0 && run.start.1 >= before.1 {
            let edge = |from: usize, to: usize| to.saturating_sub(EDGE).max(from)..to;
            let (a, b) = (edge(before.0, run.start.0), edge(before.1, run.start.1));
            if n > 0 {
                out.weigh(contrary((small, a.clone()), (large, b.clone())));
            }
            out.stretches.push((a, b));
            let between = (run.start.0 - before.0).min(run.start.1 - before.1);
            out.replaced += if n > 0 { between } else { 0 };
        }
        before = run.end;
        out.stretches.extend(run.stretches);
    }
    let edge = |text: &[char], at: usize| at..text.len().min(at + EDGE);
    out.stretches.push((edge(small, before.0), edge(large, before.1)));
    out.weigh(contrary_ends((small, 0..first.0), (large, 0..first.1)));
    out.weigh(contrary_ends((small, before.0..small.len()), (large, before.1..large.len())));
    out
}

/// What it weighs that texts have other numbers before their first run, or behind their last.
fn contrary_ends(a: (&[char], Range<usize>), b: (&[char], Range<usize>)) -> usize {
    let most = if a.1.len().max(b.1.len()) <= END { END } else { EDGE };
    let near = |end: Range<usize>| match end.start {
        0 => end.end.saturating_sub(most)..end.end,
        start => start..end.end.min(start + most),
    };
    contrary((a.0, near(a.1)), (b.0, near(b.1)))
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
        // Of letters that one text has once and the other twice, those of the run before are passed over.
        let twice = end.map_or(0, |(x, _)| x.saturating_sub(i));
        let passed = if twice < SHINGLE { twice } else { 0 };
        let i = i + passed;
        j += passed;
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
                run.contrary.push(contrary((small, run.end.0..i), (large, run.end.1..j)));
                run.stretches.push((run.end.0..i, run.end.1..j));
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

/// What it weighs that both stretches hold numbers of one kind and no number is in both; nothing if that is not so.
fn contrary(a: (&[char], Range<usize>), b: (&[char], Range<usize>)) -> usize {
    let (a, b) = (numbers(a.0, a.1), numbers(b.0, b.1));
    let is_other = |kind: &Kind| {
        let mut of_kind = b.iter().filter(|n| n.kind == *kind).peekable();
        of_kind.peek().is_some() && !of_kind.any(|n| a.iter().any(|own| own == n))
    };
    a.iter().map(|n| &n.kind).filter(|kind| is_other(kind)).map(Kind::weight).max().unwrap_or(0)
}

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Number {
    kind: Kind,
    figures: Vec<char>,
}

/// What a number counts. Only numbers of one kind speak against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Which of several: 第三, 十二届.
    Ordinal(Option<char>),
    /// A year, a month, a day, in digits or not.
    Date(char, bool),
    /// Anything else.
    Count,
}

impl Kind {
    /// The kind of a number by what stands around it; none for a Chinese numeral that may be part of a word.
    fn of(digits: bool, before: Option<char>, after: Option<char>) -> Option<Kind> {
        match after {
            _ if before == Some('第') => Some(Kind::Ordinal(after.filter(|c| "届次轮".contains(*c)))),
            Some('届' | '次' | '轮') if !digits => Some(Kind::Ordinal(after)),
            Some('号') => Some(Kind::Date('日', digits)),
            Some(unit @ ('年' | '月' | '日' | '季' | '期' | '中')) => Some(Kind::Date(unit, digits)),
            _ => digits.then_some(Kind::Count),
        }
    }

    /// How much it weighs that texts have other numbers of this kind.
    const fn weight(&self) -> usize {
        match self {
            Kind::Ordinal(_) => ORDINAL,
            _ => COUNT,
        }
    }
}

/// The numbers that touch a stretch.
fn numbers(text: &[char], stretch: Range<usize>) -> Vec<Number> {
    let numeral = |c: &char| c.is_ascii_digit() || "〇一二三四五六七八九十百".contains(*c);
    let (mut at, mut end) = (stretch.start, stretch.end);
    at -= text[..at].iter().rev().take_while(|c| numeral(c)).count();
    end += text[end..].iter().take_while(|c| numeral(c)).count();
    let mut out = Vec::new();
    for run in text[at..end].chunk_by(|x, y| numeral(x) == numeral(y)) {
        let before = text[..at].last().copied();
        at += run.len();
        let kind = Kind::of(run[0].is_ascii_digit(), before, text.get(at).copied()).filter(|_| numeral(&run[0]));
        out.extend(kind.map(|kind| Number { kind, figures: run.to_vec() }));
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
