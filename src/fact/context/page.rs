//! A document as the rules read it: what is the same for all its sentences.

use super::Context;
use super::pair::Several;
use super::speech::Speech;
use super::teller::Teller;
use crate::document::{Document, Role};
use crate::fact::lift::symbol_of;
use crate::fact::{Value, own};
use crate::lexicon::{EntityId, Lexicon};
use crate::mention::Mention;
use crate::rule::Language;
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::hash::Hash;
use std::sync::Arc;

/// A document as the rules read it.
pub(in crate::fact) struct Page<'a> {
    doc: &'a Document,
    mentions: &'a [Mention],
    /// The character that stands for each mention.
    symbols: Vec<char>,
    /// For each sentence, the one that is the headline over it in its article.
    headings: Vec<Option<usize>>,
    lexicon: &'a Lexicon,
    language: &'a Language,
    /// Whose 我国 the document's is.
    own: Option<EntityId>,
    /// By article: the speech that it is.
    speeches: Vec<Option<Speech>>,
    asked: Asked,
}

/// What has been found out: the facts of a passage ask for the same again and again.
#[derive(Default)]
pub(in crate::fact) struct Asked {
    /// By the sentence that asks, and a clause: whose words follow the clause.
    pub(super) tellers: Answers<(usize, Span), Option<Teller>>,
    /// By quotation: whose words it is.
    pub(super) quoted: Answers<usize, Option<Teller>>,
    /// By the sentence that asks, and a clause: whose words the clause, behind those before it, says to follow.
    pub(super) said: Answers<(usize, Span), Option<Teller>>,
    /// By the sentence that asks, and another: whose words the sentences before that one report.
    pub(super) told: Answers<(usize, usize), Option<Teller>>,
    /// The sentences that announce a visit or meeting.
    pub(super) announcing: OnceCell<Vec<usize>>,
    /// By sentence, and how many: those whom it names together last.
    pub(super) several: Answers<(usize, Several), Option<Vec<Value>>>,
    /// By sentence: the person who is its subject where it begins with 他.
    pub(super) subjects: Answers<usize, Option<Value>>,
    /// By name of a person whom no gazetteer holds: the country of the office.
    pub(super) strangers: Answers<Arc<str>, Option<EntityId>>,
    /// By the place of a post that is named alone: whose it is.
    pub(super) posts: Answers<Span, Option<Value>>,
    /// By article: who makes the statement that it is.
    pub(super) signatories: Answers<usize, Vec<Value>>,
    /// By sentence, the person or party whose words the ones before it report.
    pub reported: Answers<usize, Vec<Value>>,
}

/// Answers by question, each found when it is first asked for.
pub(in crate::fact) struct Answers<Q, A>(RefCell<FxHashMap<Q, A>>);

impl<Q, A> Default for Answers<Q, A> {
    fn default() -> Self {
        Answers(RefCell::default())
    }
}

impl<Q: Clone + Eq + Hash, A: Clone + Default> Answers<Q, A> {
    /// The answer to a question; to find it, other questions may be asked here. One that leads back to itself has none
    /// there: whose words 对方表示 tells depends on who 对方 is, which depends on whose words are told.
    pub fn to(&self, question: Q, find: impl FnOnce() -> A) -> A {
        let known = self.0.borrow().get(&question).cloned();
        known.unwrap_or_else(|| {
            self.0.borrow_mut().insert(question.clone(), A::default());
            let answer = find();
            self.0.borrow_mut().insert(question, answer.clone());
            answer
        })
    }
}

impl<'a> Page<'a> {
    pub fn new(doc: &'a Document, mentions: &'a [Mention], lexicon: &'a Lexicon, language: &'a Language) -> Page<'a> {
        let own = own::country(doc, mentions, lexicon, language);
        let symbols = mentions.iter().map(|m| symbol_of(m, &doc.text, lexicon, own)).collect();
        let (headings, speeches) = (headings(doc), vec![None; doc.articles.len()]);
        let mut page =
            Page { doc, mentions, symbols, headings, lexicon, language, own, speeches, asked: Asked::default() };
        page.read_speeches();
        page
    }

    /// Finds the speeches; the country for which one is held is its own in it.
    fn read_speeches(&mut self) {
        let firsts = self.doc.sentences.iter().enumerate();
        let firsts = firsts.filter(|(i, s)| *i == 0 || self.doc.sentences[i - 1].article != s.article);
        let found = firsts.filter_map(|(i, s)| Some((s.article, self.sentence(i).read_speech()?)));
        let found: Vec<(usize, Speech)> = found.collect();
        if found.is_empty() {
            return;
        }
        for (article, speech) in found {
            self.speeches[article] = Some(speech);
        }
        for (i, mention) in self.mentions.iter().enumerate() {
            let at = self.doc.sentence_at(mention.span.start);
            if let Some(speech) = at.and_then(|at| self.speech_at(at)) {
                self.symbols[i] = symbol_of(mention, &self.doc.text, self.lexicon, speech.party);
            }
        }
        // What was answered before hangs on whose words the speeches are.
        self.asked = Asked::default();
    }

    /// The speech in which a sentence stands.
    fn speech_at(&self, sentence: usize) -> Option<&Speech> {
        let speech = self.speeches[self.doc.sentences[sentence].article].as_ref();
        speech.filter(|speech| speech.from <= sentence)
    }

    /// The sentences, in order.
    pub fn sentences(&self) -> impl Iterator<Item = Context<'_>> {
        (0..self.doc.sentences.len()).map(|index| self.sentence(index))
    }

    /// A sentence with its surroundings.
    pub fn sentence(&self, index: usize) -> Context<'_> {
        let Page { doc, mentions, ref symbols, ref headings, lexicon, language, ref asked, .. } = *self;
        let speech = self.speech_at(index);
        let own = speech.map_or(self.own, |speech| speech.party);
        Context { doc, mentions, symbols, headings, lexicon, language, own, speech, asked, index }
    }
}

/// For each sentence, the one that is the headline over it in its article, or itself if it is one.
fn headings(doc: &Document) -> Vec<Option<usize>> {
    let mut of_article: Vec<Option<usize>> = vec![None; doc.articles.len()];
    let over = doc.sentences.iter().enumerate().map(|(i, sentence)| {
        let last = &mut of_article[sentence.article];
        if sentence.role == Role::Title {
            *last = Some(i);
        }
        *last
    });
    over.collect()
}
