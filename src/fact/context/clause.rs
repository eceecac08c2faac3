//! The clauses of a sentence, and what a pattern reads from the start of one.

use super::Context;
use crate::fact::Held;
use crate::fact::lift::Lifted;
use crate::pattern::Pattern;
use crate::source::Span;

impl<'a> Context<'a> {
    /// The clauses of the sentence up to a byte.
    pub fn clauses_before(&self, at: usize) -> Vec<Span> {
        split(&self.doc.text, self.sentence_until(at))
    }

    /// The sentence up to a byte; empty where that lies before it.
    pub fn sentence_until(&self, at: usize) -> Span {
        let start = self.sentence().span.start;
        Span::new(start, at.max(start))
    }

    /// A match with its clause before it.
    pub fn clause_with(&self, span: Span) -> Span {
        Span::new(span.start - self.clause_before(span.start).len(), span.end)
    }

    /// The text from the start of the clause to the start of a match.
    pub fn clause_before(&self, at: usize) -> &'a str {
        let before = self.text(self.sentence_until(at));
        let mut marks = before.rmatch_indices([',', ';', ':']);
        let last = marks.find(|(i, _)| !parts_digits(before, *i));
        last.map_or(before, |(i, _)| &before[i + 1..])
    }

    /// The sentence from a byte on, past a closing mark: 访华消息 behind 访华.
    pub fn behind(&self, at: usize) -> &'a str {
        let end = self.sentence().span.end;
        self.doc.text[at.min(end)..end].trim_start_matches(['”', '》'])
    }

    /// Where the quotation ends in which a byte stands; outside one, nowhere.
    pub fn quoted_to(&self, at: usize) -> usize {
        let mut around = self.doc.quotation_around(Span::new(at, at)).map(|i| &self.doc.quotations[i]);
        // What begins with the mark is not in it.
        while let Some(begun) = around.filter(|q| q.span.start >= at) {
            around = begun.outer.map(|i| &self.doc.quotations[i]);
        }
        around.map_or(usize::MAX, |q| q.span.end)
    }

    /// Whether a list that ends at a byte names only some: 等 stands behind it, or behind what brackets tell of its last item.
    pub fn goes_on_open(&self, at: usize) -> bool {
        let behind = self.behind(at);
        let aside = behind.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        aside.map_or(behind, |(_, rest)| rest).starts_with('等')
    }

    /// Whether a pattern may match from the start of a part of a sentence, as far as one character tells that is not lifted.
    pub fn may_open(&self, pattern: &Pattern, span: Span) -> bool {
        let first = self.mentions.partition_point(|m| m.span.start < span.start);
        let mut here = self.mentions[first..].iter().take_while(|m| m.span.start == span.start);
        let is_lifted = here.any(|m| pattern.classes.contains(m.class));
        is_lifted || self.text(span).chars().next().is_none_or(|c| pattern.may_open_with(c))
    }

    /// The byte of the reading text at which a pattern ends that matches from the start of a clause.
    pub fn opens(&self, pattern: &Pattern, clause: Span) -> Option<usize> {
        self.may_open(pattern, clause).then_some(())?;
        let lifted = self.lift_span(clause, pattern.classes);
        let end = pattern.opens(&lifted.text)?;
        Some(lifted.span(0, end).end)
    }

    /// What the first of several patterns that matches from the start of a clause holds.
    pub fn read(&self, patterns: &[Pattern], clause: Span) -> Option<(Lifted, Vec<Held>)> {
        patterns.iter().filter(|p| self.may_open(p, clause)).find_map(|pattern| {
            let lifted = self.lift_span(clause, pattern.classes);
            let held = crate::fact::held(&pattern.opening(&lifted.text)?);
            Some((lifted, held))
        })
    }

    /// The last hole of a pattern that matches from the start of a clause.
    pub fn hole_of(&self, pattern: &Pattern, clause: Span) -> Option<(Lifted, Held)> {
        let (lifted, mut held) = self.read(std::slice::from_ref(pattern), clause)?;
        Some((lifted, held.pop()?))
    }

    /// Whether a byte lies inside a name of a clause: 也|门.
    pub fn cuts_name(&self, clause: Span, at: usize) -> bool {
        self.mentions_in(clause).any(|(_, m)| m.span.start < at && at < m.span.end)
    }
}

/// Cuts at commas, semicolons and colons outside quotes and brackets, and where the quotation ends that the span begins
/// in; sentence marks at the end are left out.
pub fn split(text: &str, span: Span) -> Vec<Span> {
    let mut depth = 0i32;
    let ends = span.of(text).char_indices().filter(move |&(at, c)| {
        match c {
            '“' | '‘' | '《' | '(' => depth += 1,
            '”' | '’' if depth == 0 => return true,
            '”' | '’' | '》' | ')' => depth = (depth - 1).max(0),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | ':' | '。' | '!' | '?') && !parts_digits(text, span.start + at)
    });
    let mut start = span.start;
    let cuts = ends.map(move |(i, c)| (span.start + i, c.len_utf8())).chain(std::iter::once((span.end, 0)));
    let spans = cuts.map(move |(at, width)| Span::new(std::mem::replace(&mut start, at + width), at));
    spans.filter(|s| !s.is_empty()).collect()
}

/// Whether a mark stands between digits: 2,400, 20:30.
pub fn parts_digits(text: &str, at: usize) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    at.checked_sub(1).is_some_and(is_digit) && is_digit(at + 1)
}
