//! What is known of the built-in patterns before the program starts: the build checks and compiles them.

use super::compiled::automaton;
use super::expression::Expression;
use super::frozen::Frozen;
use super::{ClassSet, Hole, Macros, Need, Pattern};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// Checked patterns by their text, all with the same macros.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Baked {
    /// The macros with which they were checked.
    pub macros: Arc<Macros>,
    patterns: FxHashMap<String, Checked>,
}

/// A pattern without its text.
#[derive(Debug, Serialize, Deserialize)]
struct Checked {
    holes: Vec<Hole>,
    classes: ClassSet,
    triggers: Vec<String>,
    called_by: ClassSet,
    needs: Arc<[Need]>,
    can_be_empty: bool,
    frozen: &'static [u8],
}

impl Baked {
    /// Checks and compiles patterns; those with a fault are left to whoever shows it.
    #[allow(dead_code, reason = "the build calls it")]
    pub fn new(macros: Macros, texts: impl IntoIterator<Item = String>) -> Baked {
        let macros = Arc::new(macros);
        let check = |text: String| {
            let pattern = Pattern::parse(&text, &macros).ok()?;
            let (alphabet, nfa) = automaton(pattern.expression.hir()).ok()?;
            let frozen = postcard::to_allocvec(&Frozen::new(alphabet.as_ref(), &nfa)).ok()?.leak();
            let Pattern { holes, classes, triggers, called_by, needs, can_be_empty, .. } = pattern;
            Some((text, Checked { holes, classes, triggers, called_by, needs, can_be_empty, frozen }))
        };
        let patterns = texts.into_iter().filter_map(check).collect();
        Baked { macros, patterns }
    }

    /// The pattern of a text, if it is one of these.
    pub fn get(&self, text: &str) -> Option<Pattern> {
        let known = self.patterns.get(text)?;
        Some(Pattern {
            expression: Arc::new(Expression::checked(text, &self.macros)),
            frozen: Some(known.frozen),
            compiled: OnceLock::new(),
            holes: known.holes.clone(),
            classes: known.classes,
            triggers: known.triggers.clone(),
            called_by: known.called_by,
            needs: known.needs.clone(),
            can_be_empty: known.can_be_empty,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::alphabet::Alphabet;
    use super::*;
    use crate::baked::patterns;

    #[test]
    fn what_the_build_has_compiled_is_what_the_program_would() {
        let baked = patterns().unwrap();
        for text in baked.patterns.keys() {
            let (known, now) = (baked.get(text).unwrap(), Pattern::parse(text, &baked.macros).unwrap());
            assert_eq!((&known.holes, known.classes, known.called_by), (&now.holes, now.classes, now.called_by));
            assert_eq!((&known.triggers, &known.needs), (&now.triggers, &now.needs), "{text}");
            assert_eq!(known.can_be_empty, now.can_be_empty);
            let frozen: Frozen = postcard::from_bytes(known.frozen.unwrap()).unwrap();
            let (alphabet, nfa) = frozen.thaw().unwrap();
            let (own_alphabet, own_nfa) = automaton(now.expression.hir()).unwrap();
            assert_eq!(format!("{nfa:?}"), format!("{own_nfa:?}"), "{text}");
            let stretches = |alphabet: Option<&Alphabet>| alphabet.map(|a| a.stretches().to_vec());
            assert_eq!(stretches(alphabet.as_ref()), stretches(own_alphabet.as_ref()));
        }
    }
}
