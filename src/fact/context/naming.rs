//! What a span names, and what the text before it named last.

use super::{Context, REACH, distinct};
use crate::fact::Value;
use crate::lexicon::EntityId;
use crate::mention::{Class, Mention};
use crate::source::Span;

impl Context<'_> {
    /// The organization named last before a match, within reach.
    pub fn bloc_before(&self, span: Span) -> Vec<Value> {
        self.last_before(span, |m| m.class == Class::Organization && self.is_party(m))
    }

    /// The event named last before a match, within reach.
    pub fn event_before(&self, span: Span) -> Vec<Value> {
        self.last_before(span, |m| m.class == Class::Event && !m.nested)
    }

    fn last_before(&self, span: Span, fits: impl Fn(&Mention) -> bool) -> Vec<Value> {
        let start = self.doc.sentences[self.index.saturating_sub(REACH)].span.start;
        let last = self.mentions_in(Span::new(start, span.start.max(start))).filter(|(_, m)| fits(m)).last();
        last.map(|(_, m)| self.value(m)).into_iter().collect()
    }

    /// The entity that a span as a whole is a name of.
    pub fn named(&self, span: Span) -> Option<Value> {
        self.mentions_in(span)
            .map(|(_, m)| m)
            .find(|m| m.span == span && m.class < Class::Quantity)
            .map(|m| self.value(m))
    }

    /// Whether a name inside a span is only part of a body's there, if the body `fits`: 上海 in 上海合作组织.
    fn is_inside_body(&self, mention: &Mention, span: Span, fits: impl Fn(&Mention) -> bool) -> bool {
        let holds = |m: &Mention| {
            m.class == Class::Organization && m.span != mention.span && m.span.contains(mention.span) && fits(m)
        };
        self.mentions_in(span).any(|(_, m)| holds(m))
    }

    fn is_kind(&self, mention: &Mention, kind: &str) -> bool {
        self.listed(mention).is_some_and(|id| self.lexicon.entity(id).is(kind))
    }

    /// As [`Context::parties_in`], if they are two or more.
    pub fn pair_in(&self, span: Span) -> Vec<Value> {
        Some(self.parties_in(span)).filter(|parties| parties.len() > 1).unwrap_or_default()
    }

    /// The countries, regions and blocs named inside a span.
    pub fn parties_in(&self, span: Span) -> Vec<Value> {
        let tells = |m: &Mention| self.is_party(m) || self.is_kind(m, "PartyOrgan");
        let named = self.mentions_in(span).filter(|(_, m)| self.is_party(m) && !self.is_inside_body(m, span, tells));
        distinct(named.map(|(_, m)| self.value(m)))
    }

    fn entity_at(&self, span: Span) -> Option<EntityId> {
        self.mentions_in(span).find(|(_, m)| m.span == span).and_then(|(_, m)| self.listed(m))
    }

    pub fn parties_of(&self, span: Span) -> Vec<Value> {
        let known: Vec<Value> = self
            .entity_at(span)
            .map_or_else(Vec::new, |id| self.lexicon.entity(id).parties.iter().map(|&p| Value::Entity(p)).collect());
        // A work of one country is no joint work, whatever characters its name holds.
        let domestic = || self.entity_at(span).is_some_and(|id| self.lexicon.entity(id).country.is_some());
        if known.is_empty() && !domestic() { self.pair_in(span) } else { known }
    }

    pub fn place_in(&self, span: Span) -> Vec<Value> {
        let places = self
            .mentions_in(span)
            .map(|(_, m)| m)
            .filter(|m| m.class == Class::Place && !self.is_inside_body(m, span, |_| true));
        places.map(|m| self.value(m)).take(1).collect()
    }

    /// The country of the place in a span; a country is its own.
    pub fn country_of(&self, span: Span) -> Vec<Value> {
        let id = self.mentions_in(span).find_map(|(_, m)| self.listed(m));
        let country = id
            .map(|id| (id, self.lexicon.entity(id)))
            .and_then(|(id, e)| if e.class == Class::Country { Some(id) } else { e.country });
        country.map(Value::Entity).into_iter().collect()
    }

    /// The body that a title belongs to; the body of a country whose sitting an event is: 全国政协 of 全国政协十二届二次会议.
    pub fn body_of(&self, span: Span) -> Vec<Value> {
        let between = span.of(&self.doc.text).contains(['与', '和']);
        let sits = !between && self.mentions_in(span).any(|(_, m)| m.class == Class::Event && m.span == span);
        let own = |m: &Mention| {
            let entity = self.listed(m).map(|id| self.lexicon.entity(id));
            m.class == Class::Organization && entity.is_some_and(|e| e.country.is_some() && !e.is("Bloc"))
        };
        if sits {
            let body = self.mentions_in(span).map(|(_, m)| m).find(|m| own(m));
            return body.map(|m| self.value(m)).into_iter().collect();
        }
        let Some(named) = self.mentions_in(span).map(|(_, m)| m).find(|m| m.class == Class::Organization) else {
            return Vec::new();
        };
        let title = self.lexicon.titled(span.of(&self.doc.text));
        let Some(body) = title.and_then(|id| self.lexicon.entity(id).organization) else { return Vec::new() };
        // The ministry in a minister's title may be that of another state: 挪威副首相兼外交部长.
        let bare = named.span.start == span.start && self.lexicon.entity(body).is("Ministry");
        vec![if bare { self.value(named) } else { Value::Entity(body) }]
    }
}
