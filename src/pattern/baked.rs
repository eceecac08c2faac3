//! What is known of the built-in patterns before the program starts: the build checks and compiles them.

use super::compiled::automaton;
use super::expression::Expression;
use super::frozen::Frozen;
use super::{ClassSet, Fault, Hole, Macros, Need, Pattern};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
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

/// Pieces of patterns, and what the build has compiled, as far as it holds with them.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The pieces.
    pub macros: Arc<Macros>,
    baked: Option<&'static Baked>,
    /// Macros (false) and groups (true) that are no longer what they were for the build, and those that hold such.
    changed: BTreeSet<(bool, String)>,
}

impl Known {
    /// Finds out what of the build's patterns holds with these pieces.
    pub fn new(baked: Option<&'static Baked>, macros: Macros) -> Known {
        let baked = baked.filter(|baked| baked.macros.separator == macros.separator);
        let mut known = Known { macros: Arc::new(macros), baked, changed: BTreeSet::new() };
        if baked.is_none_or(|baked| baked.macros == known.macros) {
            return known;
        }
        let macros = known.macros.clone();
        let groups = macros.groups.iter().map(|(name, text)| (true, name, text));
        let pieces = macros.pieces.iter().map(|(name, text)| (false, name, text));
        let mut same: Vec<(bool, &String, &String)> = pieces.chain(groups).collect();
        // What holds a changed piece is changed by it.
        loop {
            let is_changed = |&(is_group, name, text): &(bool, &String, &String)| {
                !known.is_built_in(is_group, name, text) || known.holds_changed(text)
            };
            let (changed, rest): (Vec<_>, Vec<_>) = same.into_iter().partition(is_changed);
            if changed.is_empty() {
                return known;
            }
            known.changed.extend(changed.into_iter().map(|(is_group, name, _)| (is_group, name.clone())));
            same = rest;
        }
    }

    /// Whether a macro or group is one of the build's.
    pub fn is_built_in(&self, is_group: bool, name: &str, text: &str) -> bool {
        let of = |baked: &'static Baked| if is_group { &baked.macros.groups } else { &baked.macros.pieces };
        self.baked.and_then(|baked| of(baked).get(name)).is_some_and(|known| known == text)
    }

    /// Whether pattern text names a macro or group that has changed.
    fn holds_changed(&self, text: &str) -> bool {
        let mut holes = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        !self.changed.is_empty()
            && holes.any(|hole| match hole.split_once(':') {
                Some((_, class)) => self.changed.contains(&(true, class.trim().trim_end_matches('+').to_owned())),
                None => self.changed.contains(&(false, hole.trim().to_owned())),
            })
    }

    /// The pattern of a text, as the build has checked it or as it is.
    pub fn pattern(&self, text: &str) -> Result<Pattern, Fault> {
        let baked = self.baked.filter(|_| !self.holds_changed(text));
        baked.and_then(|baked| baked.get(text)).map_or_else(|| Pattern::parse(text, &self.macros), Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::super::alphabet::Alphabet;
    use super::*;
    use crate::baked::patterns;

    #[test]
    fn of_changed_pieces_only_the_patterns_that_hold_them_are_read_again() {
        let baked = patterns().unwrap();
        let count = |change: &dyn Fn(&mut Macros)| {
            let mut macros = (*baked.macros).clone();
            change(&mut macros);
            let known = Known::new(Some(baked), macros);
            baked.patterns.keys().filter(|text| known.pattern(text).unwrap().frozen.is_some()).count()
        };
        let all = baked.patterns.len();
        assert_eq!(count(&|_| {}), all);
        assert_eq!(
            count(&|macros| drop(macros.pieces.insert("mine".into(), "甲|乙".into()))),
            all,
            "one more changes none"
        );
        let with =
            |names: &[&str]| baked.patterns.keys().filter(|text| names.iter().any(|name| text.contains(name))).count();
        let gloss = count(&|macros| drop(macros.pieces.insert("gloss".into(), "(?:甲)?".into())));
        let holders = with(&[":Leader", ":Agent", ":Guest", ":Attendant"]);
        assert!(gloss < all && gloss <= all - holders, "{gloss} of {all}, with {holders} that hold it over groups");
        assert_eq!(count(&|macros| macros.separator = "甲".into()), 0);
    }

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
