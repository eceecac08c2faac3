//! The parts of a headline that say one thing each, parted by a space: 王毅会见挪威外交大臣　双方同意深化合作.

use super::Context;
use crate::document::Role;
use crate::mention::{Class, Mention};
use crate::source::{Span, is_han};

/// A part of a headline has so many characters at least: spaces inside words are none between parts.
const PART: usize = 4;

impl Context<'_> {
    /// What the rules read at once: the sentence, or each part of a headline.
    pub fn parts(&self) -> Vec<Span> {
        let whole = self.sentence().span;
        if self.sentence().role != Role::Title {
            return vec![whole];
        }
        let mut start = whole.start;
        let mut parts: Vec<Span> = Vec::new();
        for at in self.gaps(whole) {
            let (before, behind) = (Span::new(start, at), Span::new(at, whole.end));
            if self.opens(&self.language().subject.says, before) == Some(before.end) {
                break; // What somebody says goes on to the end: 某某强调　弘扬中国精神　凝聚中国力量.
            }
            let long = |part: Span| self.text(part).chars().count() >= PART;
            if long(before) && long(behind) && self.begins_anew(behind) {
                parts.push(Span::new(std::mem::replace(&mut start, at), at));
            }
        }
        parts.push(Span::new(start, whole.end));
        parts
    }

    /// Where the page has a space or an empty line between two characters of a span, outside marks.
    fn gaps(&self, span: Span) -> Vec<usize> {
        let (mut depth, mut gaps) = (0i32, Vec::new());
        for (at, c, gap) in self.doc.chars_on_page(span) {
            if depth == 0 && is_han(c) && (gap.contains([' ', '\u{3000}']) || gap.contains("\n\n")) {
                gaps.push(at);
            }
            match c {
                '“' | '《' | '(' => depth += 1,
                '”' | '》' | ')' => depth -= 1,
                _ => {}
            }
        }
        gaps
    }

    /// Whether a part behind a gap tells of somebody of its own: of 双方, or of somebody named there where the part before
    /// does not end in a name, as in a list.
    fn begins_anew(&self, behind: Span) -> bool {
        let names =
            |m: &Mention| matches!(m.class, Class::Country | Class::Region | Class::Organization | Class::Person);
        let pronoun = self.language().pronoun_at(self.text(behind)).is_some();
        let before_end = self.ending_at(behind.start);
        let ends_named = before_end.is_some_and(|m| names(m) || matches!(m.class, Class::Title | Class::Place));
        pronoun || !ends_named && self.starting_at(behind.start).any(names)
    }
}
