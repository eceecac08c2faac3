//! Bundles → [`Archive`]: what documents say, without their texts.
//!
//! [`Corpus`] holds texts in memory and knows all of them; an archive is made of what remains of them ([`Bundle`]), so that a
//! build needs to read only the documents that are new to it.

mod growth;

pub(crate) use growth::{Article, Fresh, Growth, Known, again, grow};

use crate::corpus::{Asked, Bundle, Corpus, EventRecord, InDispute, SourceRecord, TurnLine, VariantLine, in_dispute};
use crate::engine::Engine;
use crate::join::{self, JoinedFact, Occasion, Witness};
use crate::sense::Senses;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// All that is known of some documents. Lists run in the order of the documents' names.
pub struct Archive {
    /// What remains of each document; its statements are in [`Archive::witnesses`].
    pub sources: Vec<SourceRecord>,
    /// What each document says.
    pub witnesses: Vec<Witness>,
    /// Events with several renderings.
    pub events: Vec<EventRecord>,
    /// The joined facts, by type and id.
    pub facts: Vec<JoinedFact>,
    numbers: HashMap<String, usize>,
    disputed: BTreeMap<String, Vec<usize>>,
    senses: Arc<Senses>,
}

impl Archive {
    /// Joins what the documents of a bundle say. Facts are not settled: documents of other bundles may have a say in this.
    pub(crate) fn joined(bundle: Bundle, engine: &Engine) -> Archive {
        let mut archive = Archive::gathered(bundle, engine.senses.clone());
        let facts = {
            let occasions: Vec<Occasion<'_>> = archive.events.iter().map(EventRecord::occasion).collect();
            join::join(&archive.witnesses, &occasions, &engine.vocabulary, &engine.senses)
        };
        archive.keep(facts);
        archive
    }

    /// What a corpus holds, without its texts.
    pub fn of(corpus: &Corpus) -> Archive {
        let mut archive = Archive::gathered(Bundle::of(corpus), corpus.senses());
        archive.keep(corpus.facts.clone());
        archive
    }

    fn gathered(bundle: Bundle, senses: Arc<Senses>) -> Archive {
        let Bundle { mut sources, events } = bundle;
        let numbers = sources.iter().enumerate().map(|(n, source)| (source.name.clone(), n)).collect();
        let witnesses = sources.iter_mut().map(SourceRecord::witness).collect();
        Archive { sources, witnesses, events, facts: Vec::new(), numbers, disputed: BTreeMap::new(), senses }
    }

    fn keep(&mut self, facts: Vec<JoinedFact>) {
        self.facts = facts;
        self.disputed = in_dispute(&self.facts);
    }

    /// Leaves out the facts of these ids.
    pub(crate) fn leave_out(&mut self, ids: &BTreeSet<String>) {
        let mut facts = std::mem::take(&mut self.facts);
        facts.retain(|f| !ids.contains(&f.id));
        facts.iter_mut().for_each(|f| f.exchanges.retain(|e| !ids.contains(e)));
        self.keep(facts);
    }

    /// The number of the document of this name.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The question of a turn of a document.
    pub fn asked(&self, source: &str, turn: usize) -> Option<&Asked> {
        self.sources[self.number(source)?].turns.get(turn)
    }

    /// The apparatus of all events, in their order.
    pub fn variants(&self) -> Vec<VariantLine> {
        self.events.iter().flat_map(|e| self.variants_of(e)).collect()
    }

    /// The apparatus of an event.
    pub(crate) fn variants_of(&self, event: &EventRecord) -> Vec<VariantLine> {
        let told = InDispute { facts: &self.facts, by_event: &self.disputed, senses: &self.senses };
        event.variants.iter().map(|v| told.told(v.clone())).collect()
    }

    /// The turns of all events, in their order.
    pub fn turn_lines(&self) -> Vec<&TurnLine> {
        self.events.iter().flat_map(|e| &e.turn_lines).collect()
    }
}
