//! Whom a pronoun means.

use super::{Context, REACH};
use crate::fact::Value;
use crate::mention::{Class, Mention};
use crate::rule::Pronoun;
use crate::source::Span;

/// How many sentences back the other side of a meeting may be named.
const MEETING: usize = 12;

impl Context<'_> {
    /// A stretch without a mention: a pronoun's parties, else the noun itself.
    pub fn pronoun_or_name(&self, span: Span) -> Vec<Value> {
        let text = span.of(&self.doc.text);
        if self.language.addressees.iter().any(|word| word == text) {
            return self.resolve(Pronoun::Addressee, span.start);
        }
        let pronoun = self.language.pronouns.iter().find(|(word, _)| text.starts_with(word.as_str()));
        match pronoun.map(|(_, p)| self.resolve(*p, span.start)) {
            Some(parties) if !parties.is_empty() || !matches!(pronoun, Some((_, Pronoun::Signatories))) => parties,
            // 各方 and 有关方 are words by themselves; 方 is only the side of a name.
            _ => vec![Value::Name(
                text.strip_suffix("方")
                    .filter(|t| t.chars().count() > 1 && !t.ends_with(['各', '关']))
                    .unwrap_or(text)
                    .into(),
            )],
        }
    }

    /// Whether a stretch begins with a pronoun for who speaks: 我, 我们, 我方.
    pub fn means_speaker(&self, span: Span) -> bool {
        let text = span.of(&self.doc.text);
        let pronoun = self.language.pronouns.iter().find(|(word, _)| text.starts_with(word.as_str()));
        pronoun.is_some_and(|(_, pronoun)| matches!(pronoun, Pronoun::Speaker))
    }

    pub(super) fn resolve(&self, pronoun: Pronoun, before: usize) -> Vec<Value> {
        if let Some(signed) = self.signed(pronoun) {
            return signed;
        }
        match pronoun {
            Pronoun::Signatories => Vec::new(),
            Pronoun::Speaker => self.told_voice(before).unwrap_or_else(|| self.voice_party(before)),
            Pronoun::Pair => self.group_before(before, 2, false),
            Pronoun::States => self.group_before(before, 2, true),
            Pronoun::List => self.group_before(before, 3, false),
            Pronoun::Person => self.person_before(before).into_iter().collect(),
            Pronoun::Other | Pronoun::Addressee => {
                let own = self.told_voice(before).unwrap_or_else(|| self.voice_party(before));
                let near = self.parties_before(before).into_iter().find(|p| !own.contains(p));
                near.or_else(|| self.state_before(before, &own)).into_iter().collect()
            }
        }
    }

    /// The person named last before a place, within reach; at the head of a paragraph the one with whom the sentence
    /// before it begins.
    pub(super) fn person_before(&self, before: usize) -> Option<Value> {
        let here = self.sentence();
        let above = self.index.checked_sub(1).map(|i| self.doc.sentences[i]);
        let above = above.filter(|s| s.article == here.article && s.paragraph != here.paragraph && s.role == here.role);
        if let Some(subject) = above.filter(|_| before == here.span.start).and_then(|s| self.opening_person(s.span)) {
            return Some(subject);
        }
        let start = self.doc.sentences[self.index.saturating_sub(REACH)].span.start;
        self.mentions_in(Span::new(start, before))
            .map(|(_, m)| m)
            .filter(|m| m.class == Class::Person)
            .last()
            .map(|m| self.value(m))
    }

    pub(super) fn is_party(&self, mention: &Mention) -> bool {
        let bloc =
            || self.listed(mention).is_some_and(|id| self.lexicon.entity(id).kinds.iter().any(|k| &**k == "Bloc"));
        matches!(mention.class, Class::Country | Class::Region) || mention.class == Class::Organization && bloc()
    }

    /// Whether a name is only part of a place's (匈塞 in 匈塞铁路): it names no party of what is told.
    pub(super) fn is_inside_place(&self, mention: &Mention) -> bool {
        mention.nested
            && self
                .mentions_in(self.sentence_of(mention))
                .any(|(_, m)| m.class == Class::Place && m.span != mention.span && m.span.contains(mention.span))
    }

    pub(super) fn sentence_of(&self, mention: &Mention) -> Span {
        self.doc.sentence_at(mention.span.start).map_or(mention.span, |i| self.doc.sentences[i].span)
    }

    /// Parties named before a place, nearest first, within reach: the same turn or paragraph, a few sentences back.
    pub(super) fn parties_before(&self, before: usize) -> Vec<Value> {
        let here = self.sentence();
        let from = (0..=self.index).rev().take(REACH).take_while(|&i| {
            let s = &self.doc.sentences[i];
            s.article == here.article && (s.turn == here.turn && here.turn.is_some() || s.paragraph == here.paragraph)
        });
        let start = from.last().map_or(here.span.start, |i| self.doc.sentences[i].span.start);
        let named: Vec<&Mention> =
            self.mentions_in(Span::new(start, before)).map(|(_, m)| m).filter(|m| self.is_party(m)).collect();
        let mut out: Vec<Value> = Vec::new();
        for mention in named.into_iter().rev() {
            let value = self.value(mention);
            if !out.contains(&value) {
                out.push(value);
            }
        }
        out
    }

    /// The last group of at least `size` parties that stand together, else the nearest other party with the speaker's.
    /// With `states`, only states take part.
    pub(super) fn group_before(&self, before: usize, size: usize, states: bool) -> Vec<Value> {
        let counts = |m: &Mention| !states || m.class == Class::Country;
        let first_sentence = self.index.saturating_sub(REACH);
        let start = self.doc.sentences[first_sentence].span.start;
        let named: Vec<&Mention> = self
            .mentions_in(Span::new(start, before))
            .map(|(_, m)| m)
            .filter(|m| self.is_party(m) && !self.is_inside_place(m) && counts(m))
            .collect();
        let mut group: Vec<&Mention> = Vec::new();
        for mention in named.into_iter().rev() {
            let joined = group.last().is_none_or(|next| self.stand_together(mention.span, next.span));
            if !joined {
                if group.len() >= size {
                    break;
                }
                group.clear();
            }
            group.push(mention);
        }
        let mut values: Vec<Value> = Vec::new();
        for mention in group.into_iter().rev() {
            let value = self.value(mention);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() >= size {
            return values;
        }
        let own = self.voice_party(before);
        let state = |v: &Value| matches!(v, Value::Entity(id) if self.lexicon.entity(*id).class == Class::Country);
        let mut others = self.parties_before(before).into_iter().filter(|p| !own.contains(p));
        let other = if states { others.find(state) } else { others.next() };
        let other = other.or_else(|| self.state_before(before, &own));
        own.into_iter().chain(other).collect::<Vec<_>>()
    }

    /// The state named last in the article before a place, beside some: of whom a meeting was told paragraphs before.
    fn state_before(&self, before: usize, beside: &[Value]) -> Option<Value> {
        let here = self.sentence();
        let earlier = self.doc.sentences[..self.index].iter().rev().take(MEETING);
        let start = earlier.take_while(|s| s.article == here.article).last().map_or(here.span.start, |s| s.span.start);
        let states = self.mentions_in(Span::new(start, before)).map(|(_, m)| m);
        let states = states.filter(|m| m.class == Class::Country && !self.is_inside_place(m));
        states.map(|m| self.value(m)).filter(|v| !beside.contains(v)).last()
    }

    pub(super) fn stand_together(&self, first: Span, second: Span) -> bool {
        if first.overlaps(second) {
            return false;
        }
        matches!(
            Span::new(first.end, second.start).of(&self.doc.text),
            "" | "和" | "与" | "同" | "及" | "、" | "方和" | "方与" | "-" | "以及"
        )
    }
}
