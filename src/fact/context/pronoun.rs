//! Whom a pronoun means.

use super::{Context, MEETING, REACH, split};
use crate::document::Sentence;
use crate::fact::Value;
use crate::mention::Class;
use crate::rule::Pronoun;
use crate::source::Span;

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

    /// The person named last before a place, within reach; in a sentence that begins with 他, the one with whom a sentence
    /// before it begins: 斯特勒请某某转达问候。他说，他….
    pub(super) fn person_before(&self, before: usize) -> Option<Value> {
        let own = self.sentence_until(before);
        let text = self.text(self.sentence().span);
        let on_from_head = text.starts_with(['他', '她'])
            && !THEY.iter().any(|word| text.starts_with(word))
            && !self.mentions_in(own).any(|(_, m)| m.class == Class::Person);
        if let Some(subject) =
            on_from_head.then(|| self.asked.subjects.to(self.index, || self.subject_before())).flatten()
        {
            return Some(subject);
        }
        let start = self.doc.sentences[self.index.saturating_sub(REACH)].span.start;
        self.mentions_in(Span::new(start, before))
            .map(|(_, m)| m)
            .filter(|m| m.class == Class::Person)
            .last()
            .map(|m| self.value(m))
    }

    /// The person who opens the first clause with one in the last sentence before that names one; 他 there is the same.
    fn subject_before(&self) -> Option<Value> {
        let here = *self.sentence();
        let names_one = |s: &Sentence| {
            let own = !s.span.of(&self.doc.text).starts_with(['他', '她']);
            own && self.mentions_in(s.span).any(|(_, m)| m.class == Class::Person)
        };
        let earlier = self.doc.sentences[..self.index].iter().rev().take(MEETING);
        let mut speech = earlier.take_while(|s| (s.article, s.turn, s.role) == (here.article, here.turn, here.role));
        let named = speech.find(|&s| names_one(s))?;
        split(&self.doc.text, named.span).into_iter().find_map(|clause| self.opening_person(clause))
    }
}
