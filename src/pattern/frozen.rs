//! A compiled pattern as bytes: the build compiles the built-in patterns, the program builds their automata from these.

use super::alphabet::Alphabet;
use regex_automata::nfa::thompson::{BuildError, Builder, NFA, State, Transition};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::{PatternID, StateID};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The characters that a pattern tells apart, and its automaton.
#[derive(Serialize, Deserialize)]
pub(super) struct Frozen {
    stretches: Option<Vec<(char, u16)>>,
    /// The names of the groups.
    names: Vec<Option<Arc<str>>>,
    states: Vec<Frost>,
    anchored: u32,
    unanchored: u32,
}

/// A state of the automaton; other states are meant by their numbers.
#[derive(Serialize, Deserialize)]
enum Frost {
    Range(u8, u8, u32),
    Bytes(Vec<(u8, u8, u32)>),
    Look(u32, u32),
    Union(Vec<u32>),
    Open(u32, u32),
    Close(u32, u32),
    Fail,
    Match,
}

fn id(number: u32) -> StateID {
    // A number that is too large is one of no state.
    StateID::new(number as usize).unwrap_or(StateID::MAX)
}

fn transition((start, end, next): (u8, u8, u32)) -> Transition {
    Transition { start, end, next: id(next) }
}

impl Frozen {
    pub fn new(alphabet: Option<&Alphabet>, nfa: &NFA) -> Frozen {
        let stretches = alphabet.map(|alphabet| alphabet.stretches().to_vec());
        let names = nfa.group_info().pattern_names(PatternID::ZERO).map(|name| name.map(Arc::from)).collect();
        let states = nfa.states().iter().map(Frost::of).collect();
        let (anchored, unanchored) = (nfa.start_anchored().as_u32(), nfa.start_unanchored().as_u32());
        Frozen { stretches, names, states, anchored, unanchored }
    }

    /// The alphabet and the automaton.
    pub fn thaw(self) -> Result<(Option<Alphabet>, NFA), Box<BuildError>> {
        let mut builder = Builder::new();
        builder.set_utf8(false);
        builder.start_pattern()?;
        for state in &self.states {
            match state {
                Frost::Range(start, end, next) => builder.add_range(transition((*start, *end, *next))),
                Frost::Bytes(all) => builder.add_sparse(all.iter().map(|one| transition(*one)).collect()),
                Frost::Look(look, next) => builder.add_look(id(*next), Look::from_repr(*look).unwrap_or(Look::Start)),
                Frost::Union(alternates) => builder.add_union(alternates.iter().map(|next| id(*next)).collect()),
                Frost::Open(group, next) => {
                    let name = self.names.get(*group as usize).cloned().flatten();
                    builder.add_capture_start(id(*next), *group, name)
                }
                Frost::Close(group, next) => builder.add_capture_end(id(*next), *group),
                Frost::Fail => builder.add_fail(),
                Frost::Match => builder.add_match(),
            }?;
        }
        builder.finish_pattern(id(self.anchored))?;
        let nfa = builder.build(id(self.anchored), id(self.unanchored))?;
        Ok((self.stretches.map(Alphabet::new), nfa))
    }
}

impl Frost {
    fn of(state: &State) -> Frost {
        let bytes = |t: &Transition| (t.start, t.end, t.next.as_u32());
        match state {
            State::ByteRange { trans } => Frost::Range(trans.start, trans.end, trans.next.as_u32()),
            State::Sparse(sparse) => Frost::Bytes(sparse.transitions.iter().map(bytes).collect()),
            State::Dense(dense) => {
                let each = (0..=u8::MAX).filter_map(|byte| Some((byte, byte, dense.matches_byte(byte)?.as_u32())));
                Frost::Bytes(each.collect())
            }
            State::Look { look, next } => Frost::Look(look.as_repr(), next.as_u32()),
            State::Union { alternates } => Frost::Union(alternates.iter().map(|next| next.as_u32()).collect()),
            State::BinaryUnion { alt1, alt2 } => Frost::Union(vec![alt1.as_u32(), alt2.as_u32()]),
            // The slots of a group are two, the one where it opens first.
            State::Capture { next, group_index, slot, .. } => match slot.as_usize() % 2 {
                0 => Frost::Open(group_index.as_u32(), next.as_u32()),
                _ => Frost::Close(group_index.as_u32(), next.as_u32()),
            },
            State::Fail => Frost::Fail,
            State::Match { .. } => Frost::Match,
        }
    }
}
