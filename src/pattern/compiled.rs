//! The regular expression of a pattern, run over its own alphabet.
//!
//! Most of a text cannot begin a match: the pattern is tried where one of its first characters stands, from there on
//! alone. An automaton that need not look for its beginning has few states, where one that looks for it at every
//! character at once meets new ones in every text. What matches is the same: the leftmost match is the one at the first
//! place where there is one. In a text so long that trying could take its time, the search is the plain one.

use super::alphabet::Alphabet;
use super::anchored::{Anchored, Caches};
use super::expression::Expression;
use super::frozen::Frozen;
use super::{Hole, Pattern};
use regex_automata::meta::{self, Regex};
use regex_automata::nfa::thompson::{self, NFA};
use regex_automata::util::primitives::{NonMaxUsize, PatternID};
use regex_automata::{Anchored as From, Input};
use regex_syntax::hir::{Class, ClassBytes, Hir};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// How large the automaton of a pattern may be, in bytes.
const LARGEST: usize = 2 << 20;

/// The longest text, in characters, in which a pattern is tried at one place after the other.
const LONG: usize = 1200;

/// A regular expression, and for each of its capture groups the hole that it is.
#[derive(Debug)]
pub(super) struct Compiled {
    expression: Arc<Expression>,
    /// None where the text stays in UTF-8: the pattern tells too many characters apart.
    alphabet: Option<Alphabet>,
    /// None where the search is always the plain one.
    anchored: Option<Anchored>,
    plain: OnceLock<Regex>,
    groups: Vec<Option<usize>>,
}

/// The groups of a match, each with the bytes of the encoded text where it begins and ends.
type Slots = Vec<Option<NonMaxUsize>>;

/// Why a pattern is refused.
pub(super) type TooLarge = Box<thompson::BuildError>;

impl Compiled {
    pub fn new(expression: &Arc<Expression>, holes: &[Hole]) -> Result<Compiled, TooLarge> {
        Ok(Compiled::of(expression, holes, automaton(expression.hir())?))
    }

    /// One that was compiled before.
    pub fn thaw(expression: &Arc<Expression>, holes: &[Hole], frozen: Frozen) -> Result<Compiled, TooLarge> {
        Ok(Compiled::of(expression, holes, frozen.thaw()?))
    }

    fn of(expression: &Arc<Expression>, holes: &[Hole], (alphabet, nfa): (Option<Alphabet>, NFA)) -> Compiled {
        let number = |name: &str| name.strip_prefix('h')?.parse().ok().filter(|n| *n < holes.len());
        let groups = nfa.group_info().pattern_names(PatternID::ZERO).map(|group| group.and_then(number)).collect();
        let anchored = (alphabet.is_some() && !nfa.has_empty()).then(|| Anchored::new(nfa)).flatten();
        Compiled { expression: expression.clone(), alphabet, anchored, plain: OnceLock::new(), groups }
    }

    /// What matches nothing.
    pub fn nothing() -> Compiled {
        let nothing = Hir::class(Class::Bytes(ClassBytes::empty()));
        Compiled::new(&Arc::new(nothing.into()), &[]).expect("an empty class is small")
    }

    /// The search that looks for the beginning at every character at once.
    fn plain(&self) -> &Regex {
        self.plain.get_or_init(|| {
            let config = meta::Config::new().utf8_empty(self.alphabet.is_none());
            let hir = encoded(self.expression.hir(), self.alphabet.as_ref());
            let built = Regex::builder().configure(config).build_from_hir(&hir);
            built.unwrap_or_else(|_| Regex::new("[^\\s\\S]").expect("an empty class"))
        })
    }

    /// Appends a text as the automaton reads it.
    fn encode(&self, text: &str, out: &mut Vec<u8>) {
        match &self.alphabet {
            Some(alphabet) => alphabet.encode(text, out),
            None => out.extend(text.as_bytes()),
        }
    }

    /// For each byte of an encoded text, and one past it, the byte of the text.
    fn places(&self, text: &str) -> Vec<usize> {
        match &self.alphabet {
            Some(alphabet) => alphabet.places(text),
            None => (0..=text.len()).collect(),
        }
    }

    /// Calls `each` with the groups of every match in a text, one match behind the other, until it says that it has enough.
    /// No match begins behind `latest`.
    fn search(&self, text: &str, latest: usize, mut each: impl FnMut(&Slots) -> bool) {
        match &self.anchored {
            Some(anchored) if anchored.opens_a_text && !text.starts_with(|c| self.may_open_with(c)) => {}
            Some(anchored) => anchored.with_caches(|caches| {
                let mut bytes = std::mem::take(&mut caches.bytes);
                bytes.clear();
                let (before, rest) = text.split_at(latest);
                self.encode(before, &mut bytes);
                let latest = bytes.len();
                self.encode(rest, &mut bytes);
                if bytes.len() <= LONG {
                    self.step(anchored, caches, &bytes, latest, &mut each);
                } else {
                    self.sweep(&bytes, &mut each);
                }
                caches.bytes = bytes;
            }),
            None => {
                let mut bytes = Vec::new();
                self.encode(text, &mut bytes);
                self.sweep(&bytes, &mut each);
            }
        }
    }

    /// Whether a text may open with a match that begins with a character; true where only trying tells.
    fn may_open_with(&self, c: char) -> bool {
        match (&self.anchored, &self.alphabet) {
            (Some(anchored), Some(alphabet)) => anchored.may_open_with(alphabet.lead(c)),
            _ => true,
        }
    }

    /// Tries one place after the other, up to `latest`.
    fn step(
        &self,
        anchored: &Anchored,
        caches: &mut Caches,
        bytes: &[u8],
        latest: usize,
        each: &mut impl FnMut(&Slots) -> bool,
    ) {
        let mut slots = Slots::new();
        let mut from = 0;
        while let Some(found) = anchored.find(caches, bytes, from..=latest) {
            slots.clear();
            slots.resize(self.groups.len() * 2, None);
            if !anchored.slots(caches, bytes, found.clone(), &mut slots) {
                let input = Input::new(bytes).range(found.clone()).anchored(From::Yes);
                self.plain().search_slots(&input, &mut slots);
            }
            if each(&slots) {
                return;
            }
            from = found.end;
        }
    }

    /// Searches plainly.
    fn sweep(&self, bytes: &[u8], each: &mut impl FnMut(&Slots) -> bool) {
        let mut slots = Slots::new();
        for captures in self.plain().captures_iter(bytes) {
            slots.clear();
            slots.extend(captures.slots());
            if each(&slots) {
                return;
            }
        }
    }
}

/// The alphabet of a pattern, and its automaton.
pub(super) fn automaton(hir: &Hir) -> Result<(Option<Alphabet>, NFA), TooLarge> {
    let alphabet = Alphabet::of(hir);
    let config = thompson::Config::new().utf8(false).nfa_size_limit(Some(LARGEST));
    let nfa = thompson::Compiler::new().configure(config).build_from_hir(&encoded(hir, alphabet.as_ref()))?;
    Ok((alphabet, nfa))
}

/// A pattern over the bytes of its alphabet, or over UTF-8.
fn encoded<'h>(hir: &'h Hir, alphabet: Option<&Alphabet>) -> Cow<'h, Hir> {
    alphabet.map_or(Cow::Borrowed(hir), |alphabet| Cow::Owned(alphabet.translate(hir)))
}

/// A match: bytes of the text, and what the holes hold, in the pattern's order.
#[derive(Debug, Clone)]
pub(crate) struct Match<'p> {
    pub start: usize,
    pub end: usize,
    pub holes: Vec<(&'p Hole, Range<usize>)>,
}

impl Pattern {
    /// Whether a text may open with a match that begins with a character; true where only trying tells.
    pub(crate) fn may_open_with(&self, c: char) -> bool {
        self.compiled().may_open_with(c)
    }

    /// The end of the match at the start of a text, if one that is not empty begins there.
    pub(crate) fn opens(&self, text: &str) -> Option<usize> {
        let compiled = self.compiled();
        let Some(anchored) = &compiled.anchored else {
            return self.first(text).filter(|m| m.start == 0 && m.end > 0).map(|m| m.end);
        };
        let end = anchored.with_caches(|caches| {
            let mut bytes = std::mem::take(&mut caches.bytes);
            bytes.clear();
            compiled.encode(text, &mut bytes);
            let end = anchored.try_at(caches, &bytes, 0);
            caches.bytes = bytes;
            end
        })?;
        Some(compiled.places(text)[end])
    }

    /// The match at the start of a text.
    pub(crate) fn opening(&self, text: &str) -> Option<Match<'_>> {
        let may_open = self.compiled().anchored.is_none() || self.opens(text).is_some();
        may_open.then(|| self.first_within(text, 0)).flatten().filter(|m| m.start == 0)
    }

    /// The first match in a text.
    pub(crate) fn first(&self, text: &str) -> Option<Match<'_>> {
        self.first_within(text, text.len())
    }

    fn first_within(&self, text: &str, latest: usize) -> Option<Match<'_>> {
        let mut found = None;
        self.compiled().search(text, latest, |slots| {
            found = Some(self.told(slots, &self.compiled().places(text)));
            true
        });
        found
    }

    /// The matches in a text, one behind the other; none begins behind the byte `latest`, as who asks knows.
    pub(crate) fn matches(&self, text: &str, latest: usize) -> Vec<Match<'_>> {
        let (mut found, mut places) = (Vec::new(), Vec::new());
        self.compiled().search(text, latest, |slots| {
            if places.is_empty() {
                places = self.compiled().places(text);
            }
            found.push(self.told(slots, &places));
            false
        });
        found
    }

    fn told(&self, slots: &Slots, places: &[usize]) -> Match<'_> {
        let place = |slot: usize| slots.get(slot).copied().flatten().map(|at| places[at.get()]);
        let span = |group: usize| Some(place(2 * group)?..place(2 * group + 1)?);
        let whole = span(0).unwrap_or_default();
        let groups = self.compiled().groups.iter().enumerate();
        let holes = groups.filter_map(|(group, hole)| Some((&self.holes[(*hole)?], span(group)?))).collect();
        Match { start: whole.start, end: whole.end, holes }
    }
}
