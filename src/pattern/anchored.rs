//! A pattern tried from one character of a text on.

use regex_automata::hybrid::dfa;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::{NFA, State};
use regex_automata::util::look::Look;
use regex_automata::util::pool::Pool;
use regex_automata::util::primitives::{NonMaxUsize, StateID};
use regex_automata::{Anchored as From, Input, MatchKind};
use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// Room for the states of one pattern in one thread, in bytes; when it is full, they are made anew.
const ROOM: usize = 4 << 20;

type Make = Box<dyn Fn() -> Caches + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// An automaton that finds the end of a match from its start, and a backtracker that tells the groups.
pub(super) struct Anchored {
    dfa: dfa::DFA,
    backtracker: BoundedBacktracker,
    /// Whether a match may begin with a byte: at the start of a text, and behind it.
    opens: [[bool; 256]; 2],
    /// Whether a match can begin only where the text does.
    pub opens_a_text: bool,
    caches: Pool<Caches, Make>,
}

/// What a thread keeps from one search to the next.
pub(super) struct Caches {
    dfa: dfa::Cache,
    backtracker: backtrack::Cache,
    /// Room for encoded text.
    pub bytes: Vec<u8>,
}

impl Anchored {
    /// None if the automaton does not fit.
    pub fn new(nfa: NFA) -> Option<Anchored> {
        let opens = [true, false].map(|at_start| opens(&nfa, at_start));
        let config = dfa::Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .cache_capacity(ROOM)
            .skip_cache_capacity_check(true);
        let dfa = dfa::Builder::new().configure(config).build_from_nfa(nfa.clone()).ok()?;
        let backtracker = BoundedBacktracker::new_from_nfa(nfa).ok()?;
        let make: Make = Box::new({
            let (dfa, backtracker) = (dfa.clone(), backtracker.clone());
            move || Caches { dfa: dfa.create_cache(), backtracker: backtracker.create_cache(), bytes: Vec::new() }
        });
        let opens_a_text = !opens[1].contains(&true);
        Some(Anchored { dfa, backtracker, opens, opens_a_text, caches: Pool::new(make) })
    }

    pub fn with_caches<T>(&self, work: impl FnOnce(&mut Caches) -> T) -> T {
        work(&mut self.caches.get())
    }

    /// Whether a match may begin with the first byte of a text.
    pub fn may_open_with(&self, byte: u8) -> bool {
        self.opens[0][usize::from(byte)]
    }

    /// The first match that begins at one of some places.
    pub fn find(&self, caches: &mut Caches, bytes: &[u8], mut places: RangeInclusive<usize>) -> Option<Range<usize>> {
        let may_open = |at: usize, byte: u8| self.opens[usize::from(at > 0)][usize::from(byte)];
        while let Some(start) = places.find(|&at| bytes.get(at).is_some_and(|byte| may_open(at, *byte))) {
            if let Some(end) = self.try_at(caches, bytes, start) {
                return Some(start..end);
            }
        }
        None
    }

    /// The end of the match that begins at a place.
    pub fn try_at(&self, caches: &mut Caches, bytes: &[u8], start: usize) -> Option<usize> {
        let input = Input::new(bytes).range(start..).anchored(From::Yes);
        // It neither gives up nor meets a byte that it refuses, as it is set up.
        let found = self.dfa.try_search_fwd(&mut caches.dfa, &input).ok().flatten()?;
        Some(found.offset())
    }

    /// Tells the groups of a match; false if it is too long to tell here.
    pub fn slots(
        &self,
        caches: &mut Caches,
        bytes: &[u8],
        found: Range<usize>,
        slots: &mut [Option<NonMaxUsize>],
    ) -> bool {
        let input = Input::new(bytes).range(found).anchored(From::Yes);
        self.backtracker.try_search_slots(&mut caches.backtracker, &input, slots).is_ok()
    }
}

impl fmt::Debug for Anchored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Anchored").finish_non_exhaustive()
    }
}

/// The bytes with which a match may begin, at the start of a text or behind it.
fn opens(nfa: &NFA, at_start: bool) -> [bool; 256] {
    let mut opens = [false; 256];
    let mut seen = vec![false; nfa.states().len()];
    let mut open: Vec<StateID> = vec![nfa.start_anchored()];
    let mut mark = |start: u8, end: u8| opens[start as usize..=end as usize].fill(true);
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut seen[id.as_usize()], true) {
            continue;
        }
        match nfa.state(id) {
            State::ByteRange { trans } => mark(trans.start, trans.end),
            State::Sparse(sparse) => sparse.transitions.iter().for_each(|t| mark(t.start, t.end)),
            State::Dense(_) => mark(0, 255),
            State::Look { look: Look::Start, .. } if !at_start => {}
            State::Look { next, .. } | State::Capture { next, .. } => open.push(*next),
            State::Union { alternates } => open.extend(alternates.iter()),
            State::BinaryUnion { alt1, alt2 } => open.extend([*alt1, *alt2]),
            State::Fail | State::Match { .. } => {}
        }
    }
    opens
}
