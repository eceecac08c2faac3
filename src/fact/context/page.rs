//! A document as the rules read it: what is the same for all its sentences.

use super::Context;
use super::pair::Several;
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
        let headings = headings(doc);
        Page { doc, mentions, symbols, headings, lexicon, language, own, asked: Asked::default() }
    }

    /// The sentences, in order.
    pub fn sentences(&self) -> impl Iterator<Item = Context<'_>> {
        (0..self.doc.sentences.len()).map(|index| self.sentence(index))
    }

    /// A sentence with its surroundings.
    pub fn sentence(&self, index: usize) -> Context<'_> {
        let Page { doc, mentions, ref symbols, ref headings, lexicon, language, own, ref asked } = *self;
        Context { doc, mentions, symbols, headings, lexicon, language, own, asked, index }
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
