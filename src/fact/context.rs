//! What a rule may ask about the surroundings of a match: who speaks, whom a pronoun means, which date counts.

mod clause;
mod concerned;
mod headline;
mod members;
mod naming;
mod page;
mod pair;
mod party;
mod passage;
mod post;
mod pronoun;
mod signed;
mod speech;
mod stranger;
mod teller;
#[cfg(test)]
mod tests;
mod time;
mod told;
mod value;
mod voice;

pub(super) use clause::split;
use page::Asked;
pub(super) use page::Page;
use speech::Speech;

use super::Value;
use super::lift::{Lifted, Part};
use crate::document::{ArticleKind, Document, Role, Sentence, asks_without_name};
use crate::lexicon::{EntityId, Lexicon};
use crate::mention::{Class, Mention};
use crate::pattern::ClassSet;
use crate::rule::Language;
use crate::source::Span;
use std::sync::Arc;

/// How many sentences back a pronoun looks for its parties.
const REACH: usize = 4;

/// How many sentences back the other side of a meeting may be named.
const MEETING: usize = 12;

/// How many sentences on a chain of clauses may go, and in a joint statement.
const CHAIN: usize = 6;
const JOINT_CHAIN: usize = 16;

/// A sentence with its surroundings.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    doc: &'a Document,
    mentions: &'a [Mention],
    symbols: &'a [char],
    headings: &'a [Option<usize>],
    lexicon: &'a Lexicon,
    language: &'a Language,
    /// Whose 我国 the sentence's is.
    own: Option<EntityId>,
    /// The speech in which it stands.
    speech: Option<&'a Speech>,
    pub(super) asked: &'a Asked,
    index: usize,
}

impl<'a> Context<'a> {
    /// The number of the sentence.
    pub fn index(&self) -> usize {
        self.index
    }

    pub fn sentence(&self) -> &Sentence {
        &self.doc.sentences[self.index]
    }

    /// The sentence that is the headline over this one in its article, or this one if it is a headline.
    pub(super) fn heading(&self) -> Option<usize> {
        self.headings[self.index]
    }

    pub fn language(&self) -> &Language {
        self.language
    }

    pub fn entity(&self, id: EntityId) -> &'a crate::lexicon::Entity {
        self.lexicon.entity(id)
    }

    pub fn reading(&self) -> &'a str {
        &self.doc.text
    }

    /// Whether a person of the country of the voice holds or held a post that speaks for it.
    pub fn speaks_for_voice(&self, id: EntityId) -> bool {
        let titles = &self.language.spokesperson.titles;
        let entity = self.lexicon.entity(id);
        entity.class == Class::Person
            && entity.country == self.own
            && self.lexicon.posts_of(id).iter().any(|post| titles.iter().any(|t| **t == *post.title))
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &'a str {
        span.of(&self.doc.text)
    }

    /// The text of a span as the source writes it, in traditional characters where it does.
    pub fn written(&self, span: Span) -> String {
        self.doc.written(span)
    }

    /// Lifts a part of a sentence.
    pub fn lift_span(&self, span: Span, classes: ClassSet) -> Lifted {
        let first = self.mentions.partition_point(|m| m.span.start < span.start);
        let count = self.mentions[first..].partition_point(|m| m.span.start < span.end);
        let (mentions, symbols) = (&self.mentions[first..][..count], &self.symbols[first..][..count]);
        Lifted::new(&Part { reading: &self.doc.text, span, mentions, first, symbols }, classes)
    }

    /// The classes of the mentions that begin in a span.
    pub fn classes_in(&self, span: Span) -> ClassSet {
        let mut classes = ClassSet::default();
        self.mentions_in(span).for_each(|(_, m)| classes.insert(m.class));
        classes
    }

    /// Mentions that lie within a span, by start, longer first.
    pub(super) fn mentions_in(&self, span: Span) -> impl Iterator<Item = (usize, &'a Mention)> {
        let first = self.mentions.partition_point(|m| m.span.start < span.start);
        self.mentions[first..]
            .iter()
            .enumerate()
            .take_while(move |(_, m)| m.span.start < span.end)
            .filter(move |(_, m)| m.span.end <= span.end)
            .map(move |(i, m)| (first + i, m))
    }

    /// The mention of an index.
    pub fn mention(&self, index: u32) -> Option<&'a Mention> {
        self.mentions.get(index as usize)
    }

    /// The mentions that begin at a byte, longer first.
    pub fn starting_at(&self, at: usize) -> impl Iterator<Item = &'a Mention> {
        let first = self.mentions.partition_point(|m| m.span.start < at);
        self.mentions[first..].iter().take_while(move |m| m.span.start == at)
    }

    /// The document's date (EDTF).
    pub fn document_day(&self) -> Option<&'a str> {
        self.doc.date.as_ref().map(|d| d.edtf.as_str())
    }

    /// Whether a clause asks: its sentence ends in a question mark and it is the last one, or holds a question word.
    pub fn is_question(&self, clause: Span) -> bool {
        let Some(sentence) = self.doc.sentence_at(clause.start).map(|i| self.doc.sentences[i].span) else {
            return false;
        };
        let marks = |c: char| matches!(c, '?' | '”' | '’' | ')' | '!');
        let text = sentence.of(&self.doc.text);
        let asked = text.trim_end_matches(marks);
        asked.len() < text.len()
            && text[asked.len()..].contains('?')
            && (clause.end >= sentence.start + asked.len()
                || self.language.question.iter().any(|w| clause.of(&self.doc.text).contains(w.as_str())))
    }

    /// The sentences before this one that can be of the same speech, nearest first: those of its paragraph, and while that
    /// is an item of a list (第二，…), those of the paragraph before it.
    pub fn speech_before(&self) -> impl Iterator<Item = Span> {
        let here = *self.sentence();
        let mut first = here;
        let earlier = self.doc.sentences[..self.index].iter().rev();
        let same_voice = move |s: &&Sentence| s.role == here.role && s.article == here.article;
        earlier.take_while(same_voice).map_while(move |s| {
            let goes_on =
                s.paragraph == first.paragraph || self.opens(&self.language.chain.items, first.span).is_some();
            first = *s;
            goes_on.then_some(s.span)
        })
    }

    /// The sentences after this one by the same voice, and whether each stands in the paragraph of the one before it. In a
    /// joint statement, whose articles run on under headings and over paragraphs, all do.
    pub fn following(&self) -> impl Iterator<Item = (Span, bool)> {
        let here = *self.sentence();
        let joint = !self.signatories().is_empty();
        let rest = self.doc.sentences[self.index + 1..].iter().filter(move |s| !joint || s.role != Role::Title);
        let voice = move |s: &&Sentence| (s.article, s.turn, s.role) == (here.article, here.turn, here.role);
        let mut paragraph = here.paragraph;
        rest.take_while(voice).take(if joint { JOINT_CHAIN } else { CHAIN }).map(move |s| {
            let before = std::mem::replace(&mut paragraph, s.paragraph);
            (s.span, joint || before == s.paragraph)
        })
    }

    // --- who speaks

    /// The canonical name of who asks or answers in the sentence, or whose speech it is; a question without a name (问) is a
    /// reporter's.
    pub fn speaker(&self) -> Option<Arc<str>> {
        if let Some(speech) = self.speech.filter(|_| self.sentence().role == Role::Narration) {
            return self.name_of_value(&speech.maker);
        }
        let turn = &self.doc.turns[self.sentence().turn?];
        let asks = |label: &Span| self.sentence().role == Role::Question || *label == self.sentence().span;
        match self.sentence().role {
            Role::Answer => self.named_in(turn.answerer?, Class::Person),
            Role::Question | Role::Label => {
                let label = turn.asker.filter(asks)?;
                if asks_without_name(label.of(&self.doc.text)) {
                    Some("记者".into())
                } else {
                    self.named_in(label, Class::Organization)
                }
            }
            _ => None,
        }
    }

    pub fn answerer(&self) -> Option<Value> {
        let turn = self.answering_turn().filter(|_| self.is_asked())?;
        let label = self.doc.turns[turn].answerer?;
        self.mention_in(label, Class::Person)
            .map(|m| self.value(m))
            .or_else(|| Some(Value::Name(label.of(&self.doc.text).into())))
    }

    /// The turn itself, or the next one with an answer where the page has torn it off, else the last one before it.
    fn answering_turn(&self) -> Option<usize> {
        let turn = self.sentence().turn?;
        let article = self.doc.turns[turn].article;
        let answers = |label: Span| !["记者", "主持人"].iter().any(|w| label.of(&self.doc.text).contains(w));
        let has = |t: &usize| self.doc.turns[*t].answerer.is_some_and(answers) && self.doc.turns[*t].article == article;
        (turn..self.doc.turns.len()).find(has).or_else(|| (0..turn).rev().find(has))
    }

    /// Whether a label is of somebody who asks: in a news story it may also be a reporter's who only tells.
    fn is_asked(&self) -> bool {
        let here = self.sentence();
        let told = here.role == Role::Label && self.doc.articles[here.article].kind == ArticleKind::News;
        let question = |turn: usize| &self.doc.turns[turn].question;
        !told || here.turn.is_some_and(|t| question(t).iter().any(|s| s.of(&self.doc.text).contains('?')))
    }

    fn mention_in(&self, span: Span, class: Class) -> Option<&'a Mention> {
        self.mentions_in(span).map(|(_, m)| m).filter(|m| m.class == class && !m.nested).last()
    }

    fn named_in(&self, label: Span, class: Class) -> Option<Arc<str>> {
        match self.mention_in(label, class) {
            Some(mention) => self.name(mention),
            None => Some(label.of(&self.doc.text).into()),
        }
    }

    /// The country that the speaker speaks for.
    pub fn speaker_party(&self) -> Vec<Value> {
        let turn = self.sentence().turn.map(|t| &self.doc.turns[t]);
        let label = match self.sentence().role {
            Role::Answer => turn.and_then(|t| t.answerer),
            Role::Question => turn.and_then(|t| t.asker),
            _ => None,
        };
        let class = if self.sentence().role == Role::Question { Class::Organization } else { Class::Person };
        let country = label
            .and_then(|l| self.mention_in(l, class))
            .and_then(|m| self.listed(m))
            .and_then(|id| self.lexicon.entity(id).country);
        country.or(self.own).map(Value::Entity).into_iter().collect()
    }

    /// Whose view an answer gives: the country that the speaker speaks for; in a news story, where anybody may be asked,
    /// a person who is known, else nobody.
    pub fn answering_party(&self, at: usize) -> Vec<Value> {
        match self.doc.articles[self.sentence().article].kind {
            ArticleKind::News if self.speech.is_none() => {
                self.answerer().filter(|v| matches!(v, Value::Entity(_))).into_iter().collect()
            }
            _ => self.voice_party(at),
        }
    }

    // --- what a rule may compute

    /// The party that opens the nearest earlier clause of the sentence, else the speaker's.
    pub fn subject(&self, span: Span) -> Vec<Value> {
        for clause in self.clauses_before(span.start).into_iter().rev() {
            let found = self.opening_party(clause);
            if !found.is_empty() {
                return found;
            }
        }
        if self.sentence().role == Role::Question { Vec::new() } else { self.voice_party(span.start) }
    }

    /// The party at the head of a clause; a time or a short link may stand before it.
    fn opening_party(&self, clause: Span) -> Vec<Value> {
        let text = clause.of(&self.doc.text);
        if let Some(pronoun) = self.language.pronoun_at(text) {
            return self.resolve(pronoun, clause.start);
        }
        let mut values = Vec::new();
        let mut cursor = clause.start;
        for (_, mention) in self.mentions_in(clause).filter(|(_, m)| !m.nested) {
            let gap = Span::new(cursor, mention.span.start.max(cursor)).of(&self.doc.text);
            let linked = matches!(gap, "" | "和" | "与" | "、" | "方和" | "方与");
            match mention.class {
                Class::Time if linked => {}
                Class::Country | Class::Region | Class::Organization | Class::Person if linked => {
                    values.push(self.value(mention))
                }
                Class::Title if linked => {}
                _ => break,
            }
            cursor = mention.span.end;
        }
        values
    }

    /// Parties named in the match, else in the sentence before it, if there are at least `least`.
    pub fn parties(&self, span: Span, least: usize) -> Vec<Value> {
        let within = self.distinct_parties(span);
        if within.len() >= least {
            return within;
        }
        let sentence = self.sentence().span;
        let around = self.distinct_parties(Span::new(sentence.start, span.end));
        if around.len() >= least { around } else { Vec::new() }
    }

    fn distinct_parties(&self, span: Span) -> Vec<Value> {
        let named = self.mentions_in(span).map(|(_, m)| m).filter(|m| self.is_party(m));
        let out = distinct(named.map(|m| self.value(m)));
        if out.is_empty() { self.pair_meant_in(span).unwrap_or_default() } else { out }
    }

    /// Whether the clause that a span begins in is an if-clause.
    pub fn is_condition(&self, span: Span) -> bool {
        let before = self.clause_before(span.start);
        self.language.hypothesis.iter().any(|w| {
            before.starts_with(w.as_str()) || before.is_empty() && span.of(&self.doc.text).starts_with(w.as_str())
        })
    }

    /// Whether the clause, or the sentence before it, stands under an if: a clause begins with such a word, or has a
    /// longer one in it.
    pub fn is_hypothetical(&self, span: Span) -> bool {
        let own = span.start.max(self.sentence().span.start)
            + span.of(&self.doc.text).chars().next().map_or(0, char::len_utf8);
        let under =
            |clause: &str, word: &str| clause.starts_with(word) || word.chars().count() > 1 && clause.contains(word);
        let clauses = self.clauses_before(own);
        let words = &self.language.hypothesis;
        clauses.into_iter().any(|c| {
            words.iter().any(|w| {
                under(c.of(&self.doc.text), w) || c.end == own && span.of(&self.doc.text).starts_with(w.as_str())
            })
        })
    }
}

/// Values without those that have come before.
pub(super) fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}
