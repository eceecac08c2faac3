//! One modal over several clauses: 我们将A，B，C is three undertakings.

use super::context::Context;
use super::lift::Lifted;
use super::{Applied, Fact, Held, Value};
use crate::pattern::Pattern;
use crate::source::Span;
use std::sync::Arc;

/// How many clauses of one sentence a chain can have; longer ones are no sentence.
const LONGEST: usize = 40;

/// The clauses that the subject before `first` governs, from `first` on, trimmed of words that only join them.
///
/// A chain ends where a clause has a subject, a modal or a thought of its own, and skips clauses of purpose and
/// circumstance. With `over_sentences` it goes on into the next sentence of the paragraph when that begins with a verb or
/// adverb and no subject (我们将加强A。推动B，促进C), and into the next paragraph when that is an item of a list (二是…).
/// The patterns that tell are declared in `ontology/language.toml`. Commas inside quotes and brackets do not divide.
pub(super) fn clauses(context: &Context, first: usize, over_sentences: bool) -> Vec<Span> {
    let mut out = Vec::new();
    let sentence = Span::new(first, context.sentence().span.end);
    if !collect(context, sentence, true, &mut out) || !over_sentences {
        return out;
    }
    let chain = &context.language().chain;
    let is_item = |clause: Span| context.opens(&chain.items, clause).is_some();
    // The items of a list belong to the chain only if the list is part of it.
    let list =
        sentence.of(context.reading()).ends_with(':') || split(context.reading(), sentence).into_iter().any(is_item);
    let joint = !context.signatories().is_empty();
    for (sentence, same_paragraph) in context.following() {
        // In a joint statement a stance may stand between two undertakings.
        if joint && context.opens(&chain.stances, sentence).is_some() {
            continue;
        }
        let goes_on = list && is_item(sentence) || same_paragraph && context.opens(&chain.goes_on, sentence).is_some();
        if !goes_on || context.is_question(sentence) || !collect(context, sentence, false, &mut out) {
            break;
        }
    }
    out
}

/// Adds the clauses of one sentence; false if the chain ends in it.
fn collect(context: &Context, span: Span, first: bool, out: &mut Vec<Span>) -> bool {
    let chain = &context.language().chain;
    for (n, clause) in split(context.reading(), span).into_iter().take(LONGEST).enumerate() {
        let head = first && n == 0;
        let is = |pattern: &Option<Pattern>| context.opens(pattern, clause).is_some();
        if is(&chain.circumstance) || !head && is(&chain.skips) {
            continue;
        }
        if !head && is(&chain.ends) || context.is_question(clause) {
            return false;
        }
        let start = context.opens(&chain.drops, clause).unwrap_or(clause.start);
        let trimmed = Span::new(start, clause.end);
        if trimmed.of(context.reading()).chars().count() >= 2 {
            out.push(trimmed);
        }
    }
    true
}

impl Applied<'_> {
    /// One fact for each clause of the chain that begins in a hole. What other holes of that name hold before it belongs
    /// to the first clause.
    pub(super) fn chained(&self, span: Span, held: &[Held], hole: usize) -> Vec<Fact> {
        let (name, tail) = (&held[hole].name, self.lifted.span(held[hole].start, held[hole].end));
        let over_sentences = self.context.language().over_sentences.iter().any(|c| **c == *self.rule.fact);
        let heads = held[..hole].iter().filter(|h| h.name == *name);
        let head: String = heads.map(|h| self.context.written(self.lifted.span(h.start, h.end))).collect();
        let mut facts = Vec::new();
        for (n, clause) in clauses(self.context, tail.start, over_sentences).into_iter().enumerate() {
            let mut given = self.read(clause);
            if given.iter().all(|(slot, _)| slot != name) {
                let head = if clause.end == tail.end { head.as_str() } else { "" };
                given.push((name.clone(), vec![Value::Text(format!("{head}{}", self.context.written(clause)))]));
            }
            let mut fact = self.fact(span, held, &given);
            fact.span = if n == 0 { Span::new(span.start, clause.end) } else { clause };
            fact.captures.push((name.clone(), clause));
            facts.push(fact);
        }
        facts.retain(|fact| self.lack(fact).is_none());
        facts
    }

    /// What the language's patterns for a clause of this class read from it.
    fn read(&self, clause: Span) -> Vec<(Arc<str>, Vec<Value>)> {
        let patterns = self.context.language().chain.read.get(&*self.rule.fact).map_or(&[][..], |p| p);
        let Some((lifted, held)) = self.context.read(patterns, clause) else { return Vec::new() };
        let of = Applied { rule: self.rule, class: self.class, context: self.context, lifted: &lifted };
        let slots =
            self.class.slots.iter().map(|slot| (slot.name.clone(), of.held_values(&slot.name, &slot.kind, &held, &[])));
        slots.filter(|(_, values)| !values.is_empty()).collect()
    }
}

impl Context<'_> {
    /// The byte of the reading text at which a pattern ends that matches from the start of a clause.
    pub fn opens(&self, pattern: &Option<Pattern>, clause: Span) -> Option<usize> {
        let pattern = pattern.as_ref()?;
        let lifted = self.lift_span(clause, pattern.classes);
        let found = pattern.regex().find(&lifted.text).filter(|m| m.start() == 0 && !m.is_empty())?;
        Some(lifted.span(0, found.end()).end)
    }

    /// What the first of several patterns that matches from the start of a clause holds.
    pub fn read(&self, patterns: &[Pattern], clause: Span) -> Option<(Lifted, Vec<Held>)> {
        patterns.iter().find_map(|pattern| {
            let lifted = self.lift_span(clause, pattern.classes);
            let captures =
                pattern.regex().captures(&lifted.text).filter(|c| c.get(0).is_some_and(|m| m.start() == 0))?;
            let held = super::held(pattern, &captures);
            Some((lifted, held))
        })
    }
}

/// Cuts at commas, semicolons and colons outside quotes and brackets, and where the quotation ends that the span begins
/// in; sentence marks at the end are left out.
pub(super) fn split(text: &str, span: Span) -> Vec<Span> {
    let mut depth = 0i32;
    let ends = span.of(text).char_indices().filter(move |&(_, c)| {
        match c {
            '“' | '‘' | '《' | '(' => depth += 1,
            '”' | '’' if depth == 0 => return true,
            '”' | '’' | '》' | ')' => depth = (depth - 1).max(0),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | ':' | '。' | '!' | '?')
    });
    let mut start = span.start;
    let cuts = ends.map(move |(i, c)| (span.start + i, c.len_utf8())).chain(std::iter::once((span.end, 0)));
    let spans = cuts.map(move |(at, width)| Span::new(std::mem::replace(&mut start, at + width), at));
    spans.filter(|s| !s.is_empty()).collect()
}
