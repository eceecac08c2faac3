//! How a fact is meant: under an if, denied, to come, under way, or done.

use super::{Applied, Held, Mode, Value};
use crate::source::Span;
use std::sync::Arc;

/// How many characters at the end of a phrase count as the words around the holes.
const LAST: usize = 2;

impl Applied<'_> {
    /// The mode of a match: an if or a yes-or-no question comes first, then a word that denies, then the date, then words
    /// of the future and of what is under way, then what the rule says. Only words outside the holes count: what 不 denies
    /// in an object is no matter of the fact.
    pub(super) fn mode(&self, span: Span, held: &[Held], slots: &[(Arc<str>, Vec<Value>)]) -> Mode {
        let marks = &self.context.language().mode;
        let frame = self.frame(span, held);
        if self.context.is_hypothetical(span) || self.context.is_question(span) && marks.asks.is_match(&frame) {
            return Mode::Hypothetical;
        }
        if self.context.language().class(&self.rule.fact).own_mode {
            return self.rule.mode;
        }
        let is = |mark: &regex::Regex| mark.is_match(&frame);
        let to_come = slots
            .iter()
            .filter(|(slot, _)| matches!(&**slot, "time" | "start"))
            .flat_map(|(_, values)| values)
            .any(|v| matches!(v, Value::Time(t) if self.context.is_to_come(t)));
        match () {
            () if is(&marks.negated) => Mode::Negated,
            () if to_come || is(&marks.future) || self.is_wished(span) => Mode::Future,
            () if is(&marks.ongoing) => Mode::Ongoing,
            () if self.rule.mode == Mode::Done && self.runs_on(span) => Mode::Future,
            () => self.rule.mode,
        }
    }

    /// Whether the words right before a match of an act say that somebody hopes for it, asks for it or backs it: 希望巴西举办….
    fn is_wished(&self, span: Span) -> bool {
        let marks = &self.context.language().mode;
        let is_act = self.context.language().class(&self.rule.fact).wished;
        is_act && self.rule.mode == Mode::Done && marks.wished.is_match(self.context.clause_before(span.start))
    }

    /// Whether the clause of a match only goes on with what an earlier one announces: 将访问挪威，并举办….
    fn runs_on(&self, span: Span) -> bool {
        let marks = &self.context.language().mode;
        let clauses = self.context.clauses_before(span.end);
        let goes_on = |clause: &str| marks.goes_on.is_match(clause) && !marks.over.is_match(clause);
        let mut texts = clauses.iter().rev().map(|clause| self.context.text(*clause));
        let own = texts.next().is_some_and(goes_on);
        let before = own.then(|| texts.find(|clause| marks.future.is_match(clause) || !goes_on(clause))).flatten();
        before.is_some_and(|clause| marks.future.is_match(clause))
    }

    /// The words of the clause up to the end of a match that no hole holds; a hole leaves a space, and of a phrase its last word.
    fn frame(&self, span: Span, held: &[Held]) -> String {
        let mut out = self.context.clause_before(span.start).to_owned();
        let mut holes: Vec<(Span, bool)> = held.iter().map(|h| (self.lifted.span(h.start, h.end), h.textual)).collect();
        holes.sort_by_key(|(s, _)| s.start);
        let mut at = span.start;
        for (hole, textual) in holes {
            if hole.start > at {
                out += self.context.text(Span::new(at, hole.start.min(span.end)));
            }
            // 将 right before a phrase: the verb that it belongs to is in the hole.
            let words = self.context.text(hole);
            if textual && out.ends_with('将') && !words.starts_with(['近', '军']) {
                out += "即将";
            }
            out.push(' ');
            if textual {
                // A phrase that opens with 将 tells of what is to come: 将 + 发送旅客.
                if words.starts_with('将') && !words.starts_with("将军") && !words.starts_with("将近") {
                    out += "即将";
                }
                // Where a phrase runs up to the verb, its last word may deny it: 贸易额没 + 有达到.
                let last = words.char_indices().rev().nth(LAST - 1).map_or(0, |(i, _)| i);
                out += &words[last..];
            }
            at = at.max(hole.end);
        }
        if at < span.end {
            out += self.context.text(Span::new(at, span.end));
        }
        out
    }
}
