//! Which date counts for a match, and whether it is still to come.

use super::Context;
use crate::date::{days, year_text};
use crate::fact::Value;
use crate::mention::{Mention, Referent};
use crate::source::Span;
use std::cell::LazyCell;

impl<'a> Context<'a> {
    /// The date in the match or nearest before it in the sentence.
    pub fn time(&self, span: Span) -> Option<Value> {
        let dates = |span: Span| {
            self.mentions_in(span).filter_map(|(_, m)| match &m.referent {
                Referent::Time(_, Some(value)) if !value.starts_with('P') && !self.is_measure_of(m) => {
                    Some((m, Value::Time(value.clone())))
                }
                _ => None,
            })
        };
        // A date that only tells which earthquake or paper is meant counts where there is no other; that of the words
        // that are told is none of what they tell.
        let clauses = LazyCell::new(|| self.clauses_before(span.start));
        let before = dates(self.sentence_until(span.start));
        let before: Vec<_> = before.filter(|(m, _)| !self.dates_words(m, &clauses, span.start)).collect();
        let told = before.iter().rev().find(|(m, _)| !self.dates_noun(m)).or(before.last());
        dates(span).next().or_else(|| told.cloned()).map(|(_, value)| value)
    }

    /// Whether a date stands in an earlier one of some clauses that only says whose words follow: 总理7日表示,….
    fn dates_words(&self, date: &Mention, clauses: &[Span], before: usize) -> bool {
        let of_date = |clause: &&Span| clause.contains(date.span) && clause.end < before;
        clauses.iter().find(of_date).is_some_and(|c| self.opens(&self.language.subject.says, *c).is_some())
    }

    /// Whether a date only tells with what something is compared: 比去年同期, 较4月.
    fn is_measure_of(&self, date: &Mention) -> bool {
        self.doc.text[..date.span.start].ends_with(['比', '较'])
    }

    /// Whether the clause of a match has a date of no year that is known: 今年 in a text without a date.
    pub fn is_of_no_year(&self, span: Span) -> bool {
        self.mentions_in(self.clause_with(span)).any(|(_, m)| matches!(m.referent, Referent::Time(_, None)))
    }

    /// Whether a date (EDTF) begins after the day of the document.
    pub fn is_to_come(&self, time: &str) -> bool {
        let begin = time.split('/').next().unwrap_or(time);
        let day = self.doc.date.as_ref().map_or("", |d| d.edtf.as_str());
        // A quarter or half-year has a code above the months: it counts from its first day.
        if let (Some((Some(first), _)), Some((_, Some(last)))) = (days(begin), days(day)) {
            return first > last;
        }
        let figures = |s: &str| s.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
        let shared = figures(begin).min(figures(day));
        begin.as_bytes()[..shared] > day.as_bytes()[..shared]
    }

    /// Whether a clause opens with a date that is over on the day of the document: it tells of no act to come.
    pub fn is_past(&self, clause: Span) -> bool {
        let today = self.document_day().and_then(days).and_then(|(first, _)| first);
        let last_day = |m: &Mention| match &m.referent {
            Referent::Time(_, Some(value)) => days(value)?.1,
            _ => None,
        };
        let over = |m: &Mention| last_day(m).zip(today.clone()).is_some_and(|(last, today)| last < today);
        self.starting_at(clause.start).any(over)
    }

    /// Whether another sentence of the article says that one of these will yet go to one of these places.
    pub fn is_announced(&self, who: &[Value], places: &[Value]) -> bool {
        if who.is_empty() || places.is_empty() {
            return false;
        }
        let (here, mark) = (self.sentence(), &self.language.mode.announced);
        let sentences = self.announcing().iter().map(|&i| &self.doc.sentences[i]);
        sentences.filter(|s| s.article == here.article && s.span != here.span).map(|s| s.span).any(|span| {
            let named = |values: &[Value]| {
                self.mentions_in(span).map(|(_, m)| m).find(|m| values.contains(&self.value(m))).map(|m| m.span.end)
            };
            let end = |at: usize| Span::new(at, span.end).of(&self.doc.text);
            named(places).is_some() && named(who).is_some_and(|at| mark.is_match(end(at)))
        })
    }

    /// The sentences of the document that announce a visit or meeting, by number.
    fn announcing(&self) -> &'a [usize] {
        self.asked.announcing.get_or_init(|| {
            let mark = &self.language.mode.announced;
            let sentences = self.doc.sentences.iter().enumerate();
            sentences.filter(|(_, s)| mark.is_match(s.span.of(&self.doc.text))).map(|(i, _)| i).collect()
        })
    }

    /// The year of `time`, else of the document (or the one `to_come`), less a number of years.
    pub fn years_before(&self, number: Option<&Value>, time: Option<&Value>, to_come: bool) -> Option<Value> {
        let Some(Value::Number(number)) = number else { return None };
        let stated = match time {
            Some(Value::Time(value)) => value.get(..4).and_then(|y| y.parse::<i64>().ok()),
            _ => None,
        };
        let own = || self.doc.date.as_ref().and_then(|d| d.year()).map(i64::from);
        let year = stated.or_else(|| own().map(|year| year + i64::from(to_come)))?;
        let years: i64 = number.trunc().to_string().parse().ok()?;
        Some(Value::Time(year_text(Some(i32::try_from(year - years).ok()?))))
    }
}
