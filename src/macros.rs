//! Macros of the whole crate, and what they make.

use regex::{Captures, Match, Regex};
use std::sync::LazyLock;

/// A regular expression that belongs to the program, compiled at its first use. Where every match opens the text with one
/// of few characters, these are named: no other text is looked through, nor the expression compiled for it.
macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("a pattern of the program"));
    };
    ($name:ident, opens $first:literal, $text:literal) => {
        static $name: $crate::macros::Opening =
            $crate::macros::Opening::new($first, || regex::Regex::new($text).expect("a pattern of the program"));

        #[cfg(test)]
        #[allow(non_snake_case)]
        mod $name {
            #[test]
            fn opens_with_the_characters_named() {
                $crate::macros::tests::check($first, $text);
            }
        }
    };
}

/// A regular expression that matches at the start of a text, by the characters that can stand there.
pub(crate) struct Opening {
    first: &'static str,
    /// The last six bits of each of them, as one bit: turns most texts away at once.
    bits: u64,
    regex: LazyLock<Regex>,
}

impl Opening {
    pub(crate) const fn new(first: &'static str, regex: fn() -> Regex) -> Opening {
        let bytes = first.as_bytes();
        let (mut bits, mut i) = (0, 0);
        while i < bytes.len() {
            // The last byte of a character has its last bits.
            if i + 1 == bytes.len() || bytes[i + 1] & 0xc0 != 0x80 {
                bits |= 1 << (bytes[i] & 63);
            }
            i += 1;
        }
        Opening { first, bits, regex: LazyLock::new(regex) }
    }

    fn may_match(&self, text: &str) -> bool {
        text.starts_with(|c| self.bits >> (c as u32 & 63) & 1 == 1 && self.first.contains(c))
    }

    /// Whether a text matches.
    pub fn is_match(&self, text: &str) -> bool {
        self.may_match(text) && self.regex.is_match(text)
    }

    /// The match of a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.may_match(text).then(|| self.regex.find(text)).flatten()
    }

    /// The match of a text, with its groups.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.may_match(text).then(|| self.regex.captures(text)).flatten()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use regex_syntax::hir::{Class, Hir, HirKind, Look};

    #[test]
    fn only_texts_with_such_a_beginning_are_tried() {
        let opening = Opening::new("a中。", || Regex::new("^[a中。]").unwrap());
        assert!(["ab", "中", "。"].iter().all(|text| opening.may_match(text) && opening.is_match(text)));
        assert!(!["", "b", "国", "!", "下"].iter().any(|text| opening.may_match(text)));
    }

    /// Fails unless every match of `text` stands at the start of a text and begins with a character of `first`.
    pub(crate) fn check(first: &str, text: &str) {
        let hir = regex_syntax::parse(text).unwrap();
        assert!(hir.properties().look_set_prefix().contains(Look::Start), "{text}");
        let mut found = Vec::new();
        assert!(!may_be_empty(&hir, &mut found), "{text}");
        assert!(found.iter().all(|c| first.contains(*c)), "{found:?} in {text}");
        assert!(first.chars().all(|c| found.contains(&c)), "{first} for {found:?}");
    }

    /// Collects the first characters of what matches; tells whether it may be empty.
    fn may_be_empty(hir: &Hir, found: &mut Vec<char>) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => {
                found.extend(std::str::from_utf8(&literal.0).unwrap().chars().next());
                false
            }
            HirKind::Class(Class::Unicode(class)) => {
                found.extend(class.ranges().iter().flat_map(|r| r.start()..=r.end()).take(1000));
                false
            }
            HirKind::Class(Class::Bytes(_)) => unreachable!("text is characters"),
            HirKind::Repetition(repetition) => may_be_empty(&repetition.sub, found) || repetition.min == 0,
            HirKind::Capture(capture) => may_be_empty(&capture.sub, found),
            HirKind::Concat(parts) => parts.iter().all(|part| may_be_empty(part, found)),
            HirKind::Alternation(branches) => branches.iter().filter(|branch| may_be_empty(branch, found)).count() > 0,
        }
    }
}
