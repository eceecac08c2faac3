//! Of what a clause tells more: 同比增长8% tells of what the clause before gave an amount of.

use super::Context;
use crate::fact::Value;
use crate::mention::Class;
use crate::rule::Trim;
use crate::source::Span;

/// The slot whose trim tells what the clauses before say of their subject.
const WORDS: &str = "about";

impl Context<'_> {
    /// The words of which the clauses before a match tell something, else the name of the topic.
    pub fn topic_words(&self, span: Span) -> Option<String> {
        self.language.trim.get(WORDS).and_then(|trim| self.told_of(span, trim))
    }

    /// What a clause before tells an amount or a change of, else the named thing that the sentence is about. Clauses that
    /// only say with what something is compared (在…基础上) are passed over.
    pub(super) fn told_of(&self, span: Span, trim: &Trim) -> Option<String> {
        for clause in self.clauses_before(span.start).into_iter().rev().filter(|c| c.end < span.start) {
            if trim.compares(clause.of(&self.doc.text)) {
                continue;
            }
            let Some(told) = self.subject_of_amount(clause).or_else(|| self.subject_of_change(clause, trim)) else {
                break;
            };
            let written = self.written(told);
            let words = trim.subject(&written);
            if words.chars().count() > 1 && !trim.is_stub(words) {
                return Some(words.to_owned());
            }
        }
        let named = self.topic(span).into_iter().next()?;
        match named {
            Value::Entity(id) => Some(self.entity(id).name.to_string()),
            Value::Name(name) => Some(name.to_string()),
            _ => None,
        }
    }

    /// A clause up to its amount, without the date with which it opens.
    fn subject_of_amount(&self, clause: Span) -> Option<Span> {
        let mut start = clause.start;
        for (_, mention) in self.mentions_in(clause).filter(|(_, m)| !m.nested) {
            match mention.class {
                Class::Time if mention.span.start == start => start = mention.span.end,
                Class::Quantity => return Some(Span::new(start, mention.span.start)).filter(|s| s.start < s.end),
                _ => {}
            }
        }
        None
    }

    /// A clause without an amount that tells of a change, or only names what is told of: 比重持续下降, 汽油消费税.
    fn subject_of_change(&self, clause: Span, trim: &Trim) -> Option<Span> {
        let dated = self.mentions_in(clause).map(|(_, m)| m);
        let date = dated.filter(|m| m.class == Class::Time && m.span.start == clause.start).map(|m| m.span.end).max();
        let rest = Span::new(date.unwrap_or(clause.start), clause.end);
        trim.names_subject(rest.of(&self.doc.text)).then_some(rest)
    }
}
