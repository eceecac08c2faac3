//! A set of characters that answers at once.

use std::collections::HashSet;

/// Characters of the basic plane as bits; the few others in a list.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct CharSet {
    plane: Box<[u64]>,
    others: HashSet<char>,
}

impl CharSet {
    /// Whether a character is in the set.
    pub(crate) fn contains(&self, c: char) -> bool {
        let code = c as usize;
        match self.plane.get(code / 64) {
            Some(bits) => bits >> (code % 64) & 1 == 1,
            None => self.others.contains(&c),
        }
    }
}

impl Default for CharSet {
    fn default() -> Self {
        CharSet { plane: vec![0; 0x10000 / 64].into_boxed_slice(), others: HashSet::new() }
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut set = CharSet::default();
        for c in characters {
            let code = c as usize;
            match set.plane.get_mut(code / 64) {
                Some(bits) => *bits |= 1 << (code % 64),
                None => {
                    set.others.insert(c);
                }
            }
        }
        set
    }
}
