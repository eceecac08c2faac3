//! What keeps a match from being a fact.

use super::{Applied, Fact, Held, Value};
use std::fmt;
use std::sync::Arc;

/// Why a match makes no fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A word of `not-before` stands directly before it.
    NotBefore(String),
    /// A word of `not-after` stands directly behind it.
    NotAfter(String),
    /// A word of `unless` stands in it or in its clause before it.
    Unless(String),
    /// A hole ends with a word of `except`.
    Except(Arc<str>, String),
    /// Its clause asks, and its class is not made from questions.
    Question,
    /// Its clause is an if-clause, likewise.
    Condition,
    /// A slot that the rule requires stays empty.
    Lacks(Arc<str>),
    /// Two slots have a party in common that it cannot fill both.
    Same([Arc<str>; 2]),
    /// No slot is filled.
    Nothing,
    /// The words of a slot say nothing alone, and nothing before them completes them.
    Stub(Arc<str>),
    /// The words of a hole begin between marks and end behind them, and its class is not made from titles.
    Crosses(Arc<str>),
    /// The rule tells of the past, and the date is to come.
    ToCome,
    /// The rule tells of the past, and the text announces it elsewhere.
    Announced,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotBefore(word) => write!(f, "`{word}` stands before the match (the rule's `not-before`)"),
            Refusal::NotAfter(word) => write!(f, "`{word}` stands behind the match (the rule's `not-after`)"),
            Refusal::Unless(word) => {
                write!(f, "`{word}` stands in the match or in its clause before it (the rule's `unless`)")
            }
            Refusal::Except(hole, word) => write!(f, "the hole `{hole}` ends with `{word}` (the rule's `except`)"),
            Refusal::Question => {
                f.write_str("the clause is a question, which asserts nothing (`unasserted` in language/classes.toml)")
            }
            Refusal::Condition => f.write_str(
                "the clause stands under an if, which asserts nothing (`unasserted` in language/classes.toml)",
            ),
            Refusal::Lacks(slot) => write!(f, "the slot `{slot}` stays empty, and the rule `requires` it"),
            Refusal::Same([one, other]) => {
                write!(f, "the slots `{one}` and `{other}` have a party in common (`apart` in language/classes.toml)")
            }
            Refusal::Stub(slot) => write!(f, "the words of `{slot}` say nothing alone (`trim` in language/trims.toml)"),
            Refusal::Crosses(hole) => write!(f, "the words of `{hole}` begin between “” or 《》 and end behind them"),
            Refusal::Nothing => f.write_str("no slot is filled"),
            Refusal::Announced => f.write_str("the text announces it elsewhere, and the rule tells of the `past`"),
            Refusal::ToCome => f.write_str("the date is later than the document, and the rule tells of the `past`"),
        }
    }
}

impl Applied<'_> {
    /// What refuses the match between two bytes of the lifted text.
    pub(super) fn refused(&self, start: usize, end: usize, held: &[Held]) -> Option<Refusal> {
        let refused = self.guarded(start, end).or_else(|| self.unasserted(start, end)).or_else(|| self.excepted(held));
        refused.or_else(|| self.crosses(held))
    }

    /// A word that forbids the match stands before it, or in it, or in its clause before it.
    fn guarded(&self, start: usize, end: usize) -> Option<Refusal> {
        let text = &self.lifted.text;
        let before = self.context.clause_before(self.lifted.span(start, end).start);
        let stands = |word: &&String| text[start..end].contains(word.as_str()) || before.contains(word.as_str());
        let rule = self.rule;
        let near = rule.not_before.iter().find(|w| before.ends_with(w.as_str())).cloned().map(Refusal::NotBefore);
        let behind = self.context.behind(self.lifted.span(start, end).end);
        let follows = || rule.not_after.iter().find(|w| behind.starts_with(w.as_str())).cloned().map(Refusal::NotAfter);
        near.or_else(follows).or_else(|| rule.unless.iter().find(stands).cloned().map(Refusal::Unless))
    }

    /// A class that is not made from questions and if-clauses.
    fn unasserted(&self, start: usize, end: usize) -> Option<Refusal> {
        let span = self.lifted.span(start, end);
        let silent = self.context.language().class(&self.rule.fact).unasserted;
        match silent {
            true if self.context.is_question(span) => Some(Refusal::Question),
            true if self.context.is_condition(span) => Some(Refusal::Condition),
            _ => None,
        }
    }

    /// The words of a hole go on behind a title or quotation in which they begin: 文章《我们将扩大进口》引发…. A class that is
    /// not made from questions is not made from titles.
    fn crosses(&self, held: &[Held]) -> Option<Refusal> {
        let silent = self.context.language().class(&self.rule.fact).unasserted;
        let text = |hole: &&Held| leaves_marks(&self.lifted.text[hole.start..hole.end]);
        held.iter().filter(|_| silent).find(text).map(|hole| Refusal::Crosses(hole.name.clone()))
    }

    /// A hole ends with a word that the rule does not take there.
    fn excepted(&self, held: &[Held]) -> Option<Refusal> {
        let ends = |hole: &Held, word: &str| self.context.text(self.lifted.span(hole.start, hole.end)).ends_with(word);
        self.rule.except.iter().find_map(|(name, words)| {
            let hole = |word: &&String| held.iter().any(|h| *h.name == **name && ends(h, word));
            words.iter().find(hole).map(|word| Refusal::Except(name.as_str().into(), word.clone()))
        })
    }

    /// What a fact lacks: something at all, what the rule requires, a date that has come.
    pub(super) fn lack(&self, fact: &Fact) -> Option<Refusal> {
        let mut dates = fact.slot("time").iter().filter_map(|v| if let Value::Time(t) = v { Some(t) } else { None });
        if self.rule.past && dates.any(|t| self.context.is_to_come(t)) {
            return Some(Refusal::ToCome);
        }
        let undated = fact.slot("time").is_empty();
        if self.rule.past && undated && self.context.is_announced(fact.slot("participant"), fact.slot("place")) {
            return Some(Refusal::Announced);
        }
        let trims = &self.context.language().trim;
        let is_cut = |name: &&Arc<str>| trims.contains_key(&***name) && fact.slot(name).is_empty();
        if let Some(slot) = self.rule.pattern.holes().iter().map(|h| &h.name).find(is_cut) {
            return Some(Refusal::Stub(slot.clone()));
        }
        if fact.slots.is_empty() {
            return Some(Refusal::Nothing);
        }
        if let Some([one, other]) = &self.context.language().class(&fact.class).apart
            && fact.slot(one).iter().any(|party| fact.slot(other).contains(party))
        {
            return Some(Refusal::Same([one.as_str().into(), other.as_str().into()]));
        }
        self.rule.requires.iter().find(|slot| fact.slot(slot).is_empty()).cloned().map(Refusal::Lacks)
    }
}

/// Whether a closing mark stands inside some words, before their end, without the one that opens it.
fn leaves_marks(words: &str) -> bool {
    [('“', '”'), ('《', '》')].into_iter().any(|(open, close)| {
        let before = |at: usize| (words[..at].matches(open).count(), words[..at].matches(close).count());
        words.trim_end_matches(['”', '》', '。', '!', '?']).match_indices(close).any(|(at, _)| {
            let (opens, closes) = before(at);
            closes >= opens
        })
    })
}
