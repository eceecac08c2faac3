//! Whose members 各方, 成员国 and 与会领导人 are: those of the body of which the passage tells that it has met.

use super::Context;
use super::pair::NEAR;
use crate::document::Role;
use crate::fact::Value;
use crate::mention::{Class, Mention};
use crate::source::Span;

/// Marks behind which a clause begins.
const BEGINS: [char; 4] = [',', ';', ':', '。'];

impl Context<'_> {
    /// The body that the turn or paragraph last told of as meeting, for a pronoun that opens a clause at a byte: whom
    /// others call upon (希望各方…) are all whom it concerns. With it, the state with which it meets (中国—东盟领导人会议).
    pub(super) fn body_that_met(&self, before: usize) -> Vec<Value> {
        let here = *self.sentence();
        if here.role == Role::Question || !self.opens_clause(before) {
            return Vec::new();
        }
        self.last_body(before, self.earlier_together(NEAR)).unwrap_or_default()
    }

    /// The body that the story told of last as meeting, up to a byte.
    pub(super) fn body_of_story(&self, before: usize) -> Option<Vec<Value>> {
        self.last_body(before, self.story_before())
    }

    /// The body told of last as meeting, up to a byte of the sentence and in earlier ones, the nearest first.
    fn last_body(&self, before: usize, earlier: impl Iterator<Item = usize>) -> Option<Vec<Value>> {
        let earlier = earlier.map(|i| self.doc.sentences[i].span);
        std::iter::once(self.sentence_until(before)).chain(earlier).find_map(|span| self.meeting_body_in(span))
    }

    fn opens_clause(&self, at: usize) -> bool {
        let Some(before) = self.doc.text.get(self.sentence().span.start..at) else { return false };
        let scene = || self.language.pair.scene.iter().any(|word| before.ends_with(word.as_str()));
        before.is_empty() || before.ends_with(BEGINS) || scene()
    }

    /// The body that a span tells of last as meeting, with the state beside it.
    fn meeting_body_in(&self, span: Span) -> Option<Vec<Value>> {
        let named: Vec<&Mention> = self.mentions_in(span).map(|(_, m)| m).collect();
        let body = named.iter().rposition(|m| self.meets(m, &named))?;
        let is_beside = |m: &&&Mention| m.class == Class::Country && self.stand_together(m.span, named[body].span);
        let beside = named[..body].iter().rev().find(is_beside);
        Some(beside.into_iter().chain([&named[body]]).map(|m| self.value(m)).collect())
    }

    /// Whether a mention is a body of states in the name of a meeting of its own, or its leaders, ministers or members.
    fn meets(&self, mention: &Mention, named: &[&Mention]) -> bool {
        let is_body = mention.class == Class::Organization && self.is_party(mention);
        let in_event =
            || named.iter().any(|m| m.class == Class::Event && m.span != mention.span && m.span.contains(mention.span));
        let behind = || self.behind(mention.span.end);
        is_body && (in_event() || self.language.pair.gathers.iter().any(|word| behind().starts_with(word.as_str())))
    }
}
