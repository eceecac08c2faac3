//! Which literal words a pattern needs: what calls it, and what a text must hold before it is tried.

use super::{ClassSet, FIRST_SYMBOL, SYMBOLS, SymbolSet, is_symbol};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

/// Sets larger than this say too little to be looked for.
const LARGEST: usize = 64;

/// A set of words one of which must occur; a mention is a word of one symbol.
pub(super) struct Required {
    words: Vec<String>,
}

impl Required {
    /// Rarer is better: the shortest word decides, then the number of words. Any word is better than a mention.
    fn worth(&self) -> (usize, std::cmp::Reverse<usize>) {
        let letters = |w: &String| w.chars().filter(|c| !is_symbol(*c)).count();
        (self.words.iter().map(letters).min().unwrap_or(0).min(4), std::cmp::Reverse(self.words.len()))
    }

    /// The words proper, and the classes of the mentions.
    pub fn split(self) -> (Vec<String>, ClassSet) {
        let (symbols, words): (Vec<String>, Vec<String>) =
            self.words.into_iter().partition(|w| w.starts_with(is_symbol));
        let mut classes = ClassSet::default();
        for c in symbols.iter().filter_map(|w| w.chars().next()) {
            classes.insert(SYMBOLS[(u32::from(c) - FIRST_SYMBOL) as usize].1);
        }
        (words, classes)
    }
}

/// The most selective set of words of which every match holds one; none if a match needs no literal text.
pub(super) fn required(hir: &Hir) -> Option<Required> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let word = text.split(is_symbol).max_by_key(|w| w.len()).filter(|w| !w.is_empty());
            let symbol = || text.chars().find(|c| is_symbol(*c)).map(String::from);
            Some(Required { words: vec![word.map(str::to_owned).or_else(symbol)?] })
        }
        HirKind::Class(class) => {
            let Class::Unicode(class) = class else { return None };
            let chars: Vec<char> = class.ranges().iter().flat_map(|r| r.start()..=r.end()).take(65).collect();
            (chars.len() <= 64).then(|| Required { words: chars.iter().map(char::to_string).collect() })
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(required).max_by_key(Required::worth),
        HirKind::Alternation(branches) => {
            let sets: Option<Vec<Required>> = branches.iter().map(required).collect();
            let mut words: Vec<String> = sets?.into_iter().flat_map(|s| s.words).collect();
            words.sort();
            words.dedup();
            Some(Required { words })
        }
        _ => None,
    }
}

/// What a lifted text must hold: one of some words, or one of some mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Need {
    pub words: Vec<String>,
    pub symbols: SymbolSet,
}

impl Need {
    fn of(words: impl IntoIterator<Item = String>) -> Need {
        let mut need = Need::default();
        for word in words {
            match word.chars().next() {
                Some(c) if is_symbol(c) => need.symbols.insert(c),
                _ => need.words.push(word),
            }
        }
        need.words.sort();
        need.words.dedup();
        need
    }
}

/// What every match holds, in the order of the text.
pub(super) fn needs(hir: &Hir) -> Vec<Need> {
    needed(hir).into_iter().map(Need::of).collect()
}

/// The sets of words of each of which every match holds one, one behind the other. Mentions are words of one symbol.
fn needed(hir: &Hir) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            for part in text.split_inclusive(is_symbol) {
                let word = part.trim_end_matches(is_symbol);
                found.extend([word, &part[word.len()..]].map(|w| vec![w.to_owned()]));
            }
            found.retain(|set| !set[0].is_empty());
        }
        HirKind::Class(Class::Unicode(class)) => {
            let chars: Vec<char> = class.ranges().iter().flat_map(|r| r.start()..=r.end()).take(LARGEST + 1).collect();
            found.push(chars.iter().map(char::to_string).collect());
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => found = needed(&repetition.sub),
        HirKind::Capture(capture) => found = needed(&capture.sub),
        HirKind::Concat(parts) => found = parts.iter().flat_map(needed).collect(),
        HirKind::Alternation(branches) => {
            // Of each branch the set that says most: the fewest words, the longest.
            let telling = |sets: Vec<Vec<String>>| {
                sets.into_iter().min_by_key(|s| (s.len(), std::cmp::Reverse(s.iter().map(String::len).min())))
            };
            found.extend(
                branches.iter().map(|b| telling(needed(b))).collect::<Option<Vec<_>>>().map(|sets| sets.concat()),
            );
        }
        _ => {}
    }
    found.retain(|set| !set.is_empty() && set.len() <= LARGEST);
    found
}
