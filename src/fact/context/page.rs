//! A document as the rules read it: what is the same for all its sentences.

use super::Context;
use super::teller::Tellers;
use crate::document::Document;
use crate::fact::lift::symbol_of;
use crate::fact::own;
use crate::lexicon::{EntityId, Lexicon};
use crate::mention::Mention;
use crate::rule::Language;
use std::cell::OnceCell;

/// A document as the rules read it.
pub(in crate::fact) struct Page<'a> {
    doc: &'a Document,
    mentions: &'a [Mention],
    /// The character that stands for each mention.
    symbols: Vec<char>,
    lexicon: &'a Lexicon,
    language: &'a Language,
    /// Whose 我国 the document's is.
    own: Option<EntityId>,
    tellers: Tellers,
    /// The sentences that announce something, once somebody has asked.
    announcing: OnceCell<Vec<usize>>,
}

impl<'a> Page<'a> {
    pub fn new(doc: &'a Document, mentions: &'a [Mention], lexicon: &'a Lexicon, language: &'a Language) -> Page<'a> {
        let own = own::country(doc, mentions, lexicon, language);
        let symbols = mentions.iter().map(|m| symbol_of(m, &doc.text, lexicon, own)).collect();
        let (tellers, announcing) = (Tellers::default(), OnceCell::new());
        Page { doc, mentions, symbols, lexicon, language, own, tellers, announcing }
    }

    /// The sentences, in order.
    pub fn sentences(&self) -> impl Iterator<Item = Context<'_>> {
        (0..self.doc.sentences.len()).map(|index| self.sentence(index))
    }

    /// A sentence with its surroundings.
    pub fn sentence(&self, index: usize) -> Context<'_> {
        let Page { doc, mentions, ref symbols, lexicon, language, own, ref tellers, ref announcing } = *self;
        Context { doc, mentions, symbols, lexicon, language, own, tellers, announcing, index }
    }
}
