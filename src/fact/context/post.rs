//! Who it is that the text calls by a post alone: 发言人指出, 该大使强调.

use super::Context;
use crate::fact::Value;
use crate::mention::{Class, Mention};
use crate::source::Span;

/// How many mentions back the post may be told with a name.
const REACH: usize = 400;

impl Context<'_> {
    /// The person who was named last with a post in the article, else the body or state whose it is.
    pub(super) fn who_is(&self, post: &Mention) -> Option<Value> {
        self.asked.posts.to(post.span, || self.read_post(post))
    }

    fn read_post(&self, post: &Mention) -> Option<Value> {
        let words = self.text(post.span);
        let article = self.doc.sentence_at(post.span.start).map(|i| self.doc.sentences[i].article);
        let same = |m: &&Mention| {
            m.class == Class::Title
                && self.text(m.span).ends_with(words)
                && self.doc.sentence_at(m.span.start).map(|i| self.doc.sentences[i].article) == article
        };
        let before = self.mentions.partition_point(|m| m.span.start < post.span.start);
        let earlier = self.mentions[..before].iter().rev().take(REACH).filter(same);
        earlier.filter_map(|title| self.named_with(title.span)).next()
    }

    /// Who stands beside a post: the person behind or before it, else the body or state that it begins with or that stands
    /// before it.
    fn named_with(&self, post: Span) -> Option<Value> {
        let is_person = |m: &&Mention| m.class == Class::Person;
        let is_body = |m: &&Mention| matches!(m.class, Class::Organization | Class::Country);
        let person =
            self.starting_at(post.end).find(is_person).or_else(|| self.ending_at(post.start).filter(is_person));
        let inside = || self.starting_at(post.start).filter(is_body).find(|m| m.span.end < post.end);
        let body = || inside().or_else(|| self.ending_at(post.start).filter(is_body));
        person.or_else(body).map(|m| self.value(m))
    }
}
