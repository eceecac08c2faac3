//! Parties: states, regions and bodies of several states; who of them is named before a place, and for whom a person acts.

use super::{Context, MEETING, REACH, distinct};
use crate::fact::Value;
use crate::lexicon::{EntityId, Post};
use crate::mention::{Class, Mention};
use crate::source::Span;

impl<'a> Context<'a> {
    /// Whether a mention is a state, a region or a body of several states.
    pub fn is_party(&self, mention: &Mention) -> bool {
        let bloc =
            || self.listed(mention).is_some_and(|id| self.lexicon.entity(id).kinds.iter().any(|k| &**k == "Bloc"));
        matches!(mention.class, Class::Country | Class::Region) || mention.class == Class::Organization && bloc()
    }

    /// Whether a name is only part of a place's (匈塞 in 匈塞铁路): it names no party of what is told.
    pub fn is_inside_place(&self, mention: &Mention) -> bool {
        mention.nested
            && self
                .mentions_in(self.sentence_of(mention))
                .any(|(_, m)| m.class == Class::Place && m.span != mention.span && m.span.contains(mention.span))
    }

    /// The sentence in which a mention begins.
    pub fn sentence_of(&self, mention: &Mention) -> Span {
        self.doc.sentence_at(mention.span.start).map_or(mention.span, |i| self.doc.sentences[i].span)
    }

    /// Whether nothing but what joins the names of a list stands between two.
    pub fn stand_together(&self, first: Span, second: Span) -> bool {
        if first.overlaps(second) {
            return false;
        }
        matches!(
            Span::new(first.end, second.start).of(&self.doc.text),
            "" | "和" | "与" | "同" | "及" | "、" | "方和" | "方与" | "-" | "—" | "——" | "以及"
        )
    }

    /// Parties named before a place, nearest first, within reach: the same turn or paragraph, a few sentences back.
    pub fn parties_before(&self, before: usize) -> Vec<Value> {
        let here = self.sentence();
        let from = (0..=self.index).rev().take(REACH).take_while(|&i| {
            let s = &self.doc.sentences[i];
            s.article == here.article && (s.turn == here.turn && here.turn.is_some() || s.paragraph == here.paragraph)
        });
        let start = from.last().map_or(here.span.start, |i| self.doc.sentences[i].span.start);
        let named: Vec<&Mention> =
            self.mentions_in(Span::new(start, before)).map(|(_, m)| m).filter(|m| self.is_party(m)).collect();
        distinct(named.into_iter().rev().map(|m| self.value(m)))
    }

    /// The state named last in the article before a place, beside some: of whom a meeting was told paragraphs before.
    pub fn state_before(&self, before: usize, beside: &[Value]) -> Option<Value> {
        let here = self.sentence();
        let earlier = self.doc.sentences[..self.index].iter().rev().take(MEETING);
        let start = earlier.take_while(|s| s.article == here.article).last().map_or(here.span.start, |s| s.span.start);
        let states = self.mentions_in(Span::new(start, before)).map(|(_, m)| m);
        let states = states.filter(|m| m.class == Class::Country && !self.is_inside_place(m));
        states.map(|m| self.value(m)).filter(|v| !beside.contains(v)).last()
    }

    /// Whether a value is a state or territory of the gazetteer.
    pub fn is_state(&self, value: &Value) -> bool {
        matches!(value, Value::Entity(id) if self.lexicon.entity(*id).class == Class::Country)
    }

    /// Whom a person that the text names acts for.
    pub fn party_of_person(&self, person: &Mention) -> Option<EntityId> {
        self.listed(person).and_then(|id| self.party_of(id))
    }

    /// Whom a person acts for: the body of several states in which they hold a post at the document's date, else their
    /// country.
    pub fn party_of(&self, person: EntityId) -> Option<EntityId> {
        let is_of_states = |id: &EntityId| self.lexicon.entity(*id).country.is_none();
        let held = self.posts_of(person).iter().filter(|p| self.is_held(p) == Some(true));
        held.filter_map(|p| p.organization).find(is_of_states).or(self.lexicon.entity(person).country)
    }

    /// The posts of a person.
    pub fn posts_of(&self, person: EntityId) -> &'a [Post] {
        self.lexicon.posts_of(person)
    }

    /// Whether a party stands right before a byte, as an item of the same list.
    pub fn follows_party(&self, at: usize) -> bool {
        self.mentions_in(self.sentence_until(at))
            .any(|(_, m)| self.is_party(m) && self.stand_together(m.span, Span::new(at, at + 1)))
    }
}
