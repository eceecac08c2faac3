//! One modal over several clauses: 我们将A，B，C is three undertakings.

use super::context::{Context, split};
use super::{Applied, Fact, Held, Value};
use crate::pattern::Pattern;
use crate::rule::Phrase;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many clauses of one sentence a chain can have; longer ones are no sentence.
const LONGEST: usize = 40;

/// How many clauses one phrase may hold.
const PHRASE: usize = 6;

/// The clauses that the subject before `first` governs, from `first` on, trimmed of words that only join them.
///
/// A chain ends where a clause has a subject, a modal or a thought of its own, and skips clauses of purpose and
/// circumstance. The items of a list (一是…二是…) go on over remarks between them, over sentences and paragraphs. With
/// `over_sentences` a chain also goes on into the next sentence of the paragraph when that begins with a verb or adverb and
/// no subject (我们将加强A。推动B，促进C).
/// The patterns that tell are declared in `ontology/language/chains.toml`. Commas inside quotes and brackets do not divide.
pub(super) fn clauses(context: &Context, first: usize, over_sentences: bool) -> Vec<Span> {
    let mut out = Vec::new();
    let sentence = Span::new(first, context.quoted_to(first).min(context.sentence().span.end));
    let open = collect(context, sentence, true, &mut out);
    let chain = &context.language().chain;
    let number = |clause: Span| context.opens(&chain.items, clause).map(|_| item_number(clause.of(context.reading())));
    // The items of a list belong to the chain only if the list is part of it.
    let clauses = split(context.reading(), sentence).into_iter();
    let mut items = clauses.filter_map(|clause| number(Span::new(clause.start, sentence.end)));
    let announced = open && sentence.of(context.reading()).ends_with(':');
    let mut item = items.next_back().or(announced.then_some(None));
    if !open && item.is_none() || !over_sentences && item.is_none() {
        return out;
    }
    let joint = !context.signatories().is_empty();
    for (sentence, same_paragraph) in context.following() {
        // In a joint statement a stance may stand between two undertakings.
        if joint && context.opens(&chain.stances, sentence).is_some() {
            continue;
        }
        let own = number(sentence);
        let next = own.filter(|n| item.is_some_and(|last| follows(last, *n)));
        let goes_on = next.is_some()
            || open && over_sentences && same_paragraph && context.opens(&chain.goes_on, sentence).is_some();
        if !goes_on && item.flatten().is_some() {
            // A remark on an item of a list that is numbered: the next number goes on.
            continue;
        }
        if !goes_on || context.is_question(sentence) || !collect(context, sentence, false, &mut out) && next.is_none() {
            break;
        }
        item = own.or(item);
    }
    out
}

/// The number with which an item of a list opens: 二是, 第三.
fn item_number(text: &str) -> Option<usize> {
    let digit = text.trim_start_matches('第').chars().next()?;
    "一二三四五六七八九十".chars().position(|c| c == digit)
}

/// Whether an item may stand next after another; items without numbers (首先, 其次) may.
fn follows(last: Option<usize>, next: Option<usize>) -> bool {
    match (last, next) {
        (Some(last), Some(next)) => next == last + 1,
        _ => true,
    }
}

/// Adds the clauses of one sentence; false if the chain ends in it.
fn collect(context: &Context, span: Span, first: bool, out: &mut Vec<Span>) -> bool {
    let chain = &context.language().chain;
    let (mut in_list, mut aside) = (false, false);
    for (n, clause) in phrases(context, span).into_iter().take(LONGEST).enumerate() {
        let head = first && n == 0;
        let is = |pattern: &Pattern| context.opens(pattern, clause).is_some();
        let item = is(&chain.items);
        in_list |= item;
        aside &= !item;
        if aside || is(&chain.circumstance) || !head && is(&chain.skips) {
            continue;
        }
        if !head && (is(&chain.ends) || context.is_past(clause)) || context.is_question(clause) {
            // A remark within an item of a list: the next item goes on.
            aside = in_list;
            if aside {
                continue;
            }
            return false;
        }
        let start = context.opens(&chain.drops, clause).filter(|at| !context.cuts_name(clause, *at));
        let start = start.unwrap_or(clause.start);
        let trimmed = Span::new(start, clause.end);
        if trimmed.of(context.reading()).chars().count() >= 2 {
            out.push(trimmed);
        }
    }
    !aside
}

/// The clauses of a span, those joined that one phrase holds: 就A，B，C等议题展开讨论, 为A，B作出贡献.
fn phrases(context: &Context, span: Span) -> Vec<Span> {
    let mut clauses = split(context.reading(), span);
    let mut first = 0;
    while first < clauses.len() {
        if let Some(last) = phrase_end(context, &clauses[first..]) {
            let whole = clauses[first].cover(clauses[first + last]);
            clauses.splice(first..=first + last, [whole]);
        }
        first += 1;
    }
    clauses
}

/// The clause that ends the phrase which the first one begins, if none between has a thought of its own.
fn phrase_end(context: &Context, clauses: &[Span]) -> Option<usize> {
    let chain = &context.language().chain;
    let is = |pattern: &Pattern, clause: &Span| context.opens(pattern, *clause).is_some();
    let begins = |phrase: &&Phrase| is(&phrase.opens, &clauses[0]) && !is(&phrase.ends, &clauses[0]);
    let phrase = chain.phrase.iter().find(begins)?;
    let mut held = clauses.iter().enumerate().skip(1).take(PHRASE).take_while(|(_, clause)| !is(&chain.ends, clause));
    held.find(|(_, clause)| is(&phrase.ends, clause)).map(|(n, _)| n)
}

impl Applied<'_> {
    /// One fact for each clause of the chain that begins in a hole. What other holes of that name hold before it belongs
    /// to the first clause.
    pub(super) fn chained(&self, span: Span, held: &[Held], hole: usize) -> Vec<Fact> {
        let (name, tail) = (&held[hole].name, self.lifted.span(held[hole].start, held[hole].end));
        let over_sentences = self.context.language().class(&self.rule.fact).over_sentences;
        let heads = held[..hole].iter().filter(|h| h.name == *name);
        let head: String = heads.map(|h| self.context.written(self.lifted.span(h.start, h.end))).collect();
        let mut facts = Vec::new();
        for (n, clause) in clauses(self.context, tail.start, over_sentences).into_iter().enumerate() {
            let chain = &self.context.language().chain;
            let mut given = self.read(&chain.read, clause);
            let is_held = |slot: &str, given: &[(Arc<str>, Vec<Value>)]| {
                held.iter().any(|h| *h.name == *slot) || given.iter().any(|(name, _)| **name == *slot)
            };
            let inside = self.read(&chain.inside, clause);
            given.extend(inside.into_iter().filter(|(slot, _)| !is_held(slot, &given)).collect::<Vec<_>>());
            if given.iter().all(|(slot, _)| slot != name) {
                let head = if clause.end == tail.end { head.as_str() } else { "" };
                given.push((name.clone(), vec![Value::Text(format!("{head}{}", self.context.written(clause)))]));
            }
            let mut fact = self.fact(span, held, &given);
            if is_own_partner(&fact, &given, name) {
                let whole = vec![(name.clone(), vec![Value::Text(self.context.written(clause))])];
                fact = self.fact(span, held, &whole);
            }
            fact.span = if n == 0 { Span::new(span.start, clause.end) } else { clause };
            fact.captures.push((name.clone(), clause));
            facts.push(fact);
        }
        facts.retain(|fact| self.lack(fact).is_none());
        facts
    }

    /// What the language's patterns for a clause of this class read from it.
    fn read(&self, patterns: &BTreeMap<String, Vec<Pattern>>, clause: Span) -> Vec<(Arc<str>, Vec<Value>)> {
        let patterns = patterns.get(&*self.rule.fact).map_or(&[][..], |p| p);
        let Some((lifted, mut held)) = self.context.read(patterns, clause) else { return Vec::new() };
        // The clause is one, whatever marks stand in it: a quotation with clauses of its own, a phrase that holds several.
        if let Some(words) = held.iter_mut().find(|h| h.textual && lifted.text[h.end..].starts_with([',', ';', ':'])) {
            words.end = lifted.text.len();
        }
        let of = Applied::anywhere(self.rule, self.class, self.context, &lifted);
        let slots =
            self.class.slots.iter().map(|slot| (slot.name.clone(), of.held_values(&slot.name, &slot.kind, &held, &[])));
        slots.filter(|(_, values)| !values.is_empty()).collect()
    }
}

/// Whether a clause read apart names nobody but who acts (希望挪方停止挑衅，并同中方对话): that is no partner of the act.
fn is_own_partner(fact: &Fact, given: &[(Arc<str>, Vec<Value>)], words: &str) -> bool {
    let Some((subject, own)) = fact.slots.first() else { return false };
    given.iter().any(|(slot, values)| **slot != *words && slot != subject && values == own)
}
