//! Whom a pronoun means.

use super::{Context, REACH, distinct};
use crate::document::Sentence;
use crate::fact::{Value, chain};
use crate::mention::{Class, Mention};
use crate::rule::Pronoun;
use crate::source::Span;

/// How many sentences back the other side of a meeting may be named.
const MEETING: usize = 12;

/// Words that begin like 他 and are no one person.
const THEY: [&str; 2] = ["他们", "她们"];

impl Context<'_> {
    /// A stretch without a mention: a pronoun's parties, else the noun itself.
    pub fn pronoun_or_name(&self, span: Span) -> Vec<Value> {
        let text = span.of(&self.doc.text);
        if self.language.addressees.iter().any(|word| word == text) {
            return self.resolve(Pronoun::Addressee, span.start);
        }
        let pronoun = self.language.pronoun_at(text);
        match pronoun.map(|p| self.resolve(p, span.start)) {
            Some(parties)
                if !parties.is_empty() || !matches!(pronoun, Some(Pronoun::Signatories | Pronoun::Members)) =>
            {
                parties
            }
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
        self.language.pronoun_at(span.of(&self.doc.text)) == Some(Pronoun::Speaker)
    }

    pub(super) fn resolve(&self, pronoun: Pronoun, before: usize) -> Vec<Value> {
        if let Some(signed) = self.signed(pronoun) {
            return signed;
        }
        match pronoun {
            Pronoun::Signatories | Pronoun::Members => self.body_that_met(before),
            Pronoun::Speaker => self.told_voice(before).unwrap_or_else(|| self.voice_party(before)),
            Pronoun::Pair => self.pair_before(before, false),
            Pronoun::States => self.pair_before(before, true),
            Pronoun::List => self.list_before(before),
            // 他们 are several, whom nobody has counted.
            Pronoun::Person if THEY.iter().any(|word| self.doc.text[before..].starts_with(word)) => Vec::new(),
            Pronoun::Person => self.person_before(before).into_iter().collect(),
            Pronoun::Other | Pronoun::Addressee => {
                let own = self.told_voice(before).unwrap_or_else(|| self.voice_party(before));
                let near = self.parties_before(before).into_iter().find(|p| !own.contains(p));
                near.or_else(|| self.state_before(before, &own)).into_iter().collect()
            }
        }
    }

    /// The person named last before a place, within reach; at the head of a sentence the one with whom the sentence before
    /// it begins: 斯特勒请某某转达问候。他说….
    pub(super) fn person_before(&self, before: usize) -> Option<Value> {
        let at_head = before == self.sentence().span.start;
        if let Some(subject) = at_head.then(|| self.asked.subjects.to(self.index, || self.subject_before())).flatten() {
            return Some(subject);
        }
        let start = self.doc.sentences[self.index.saturating_sub(REACH)].span.start;
        self.mentions_in(Span::new(start, before))
            .map(|(_, m)| m)
            .filter(|m| m.class == Class::Person)
            .last()
            .map(|m| self.value(m))
    }

    /// The person who opens the first clause with one in the sentence before; 他 there is the same.
    fn subject_before(&self) -> Option<Value> {
        let here = *self.sentence();
        let text = |s: &Sentence| s.span.of(&self.doc.text);
        let earlier = self.doc.sentences[..self.index].iter().rev().take(MEETING);
        let mut speech = earlier.take_while(|s| (s.article, s.turn, s.role) == (here.article, here.turn, here.role));
        let named = speech.find(|&s| !text(s).starts_with(['他', '她']))?;
        chain::split(&self.doc.text, named.span).into_iter().find_map(|clause| self.opening_person(clause))
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
        distinct(named.into_iter().rev().map(|m| self.value(m)))
    }

    /// The state named last in the article before a place, beside some: of whom a meeting was told paragraphs before.
    pub(super) fn state_before(&self, before: usize, beside: &[Value]) -> Option<Value> {
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
            "" | "和" | "与" | "同" | "及" | "、" | "方和" | "方与" | "-" | "—" | "——" | "以及"
        )
    }
}
