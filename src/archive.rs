//! Bundles → [`Archive`]: the facts of all documents joined, without their texts.
//!
//! [`Corpus`] holds texts in memory and knows all of them; an archive is made of what remains of them ([`Bundle`]), so
//! that a build needs to read only the documents that are new to it. Both give the same facts and the same graph.

mod growth;

pub(crate) use growth::{Grown, Growth, Pair, Source, again, grow};

use crate::corpus::{
    Asked, Bundle, Corpus, EventRecord, InDispute, PostRecord, SourceRecord, TurnLine, VariantLine, in_dispute, listed,
    settle,
};
use crate::engine::{Engine, OwnFile};
use crate::entity::EntityRecord;
use crate::join::{self, JoinedFact, Occasion, Witness};
use crate::line::Names;
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
    /// The files of the user's own ontology that the documents were read with.
    pub ontology: Vec<OwnFile>,
    /// The joined facts, by type and id.
    pub facts: Vec<JoinedFact>,
    /// The entities that documents and facts name, by path.
    pub entities: Vec<EntityRecord>,
    /// The posts of the people among them.
    pub posts: Vec<PostRecord>,
    numbers: HashMap<String, usize>,
    disputed: BTreeMap<String, Vec<usize>>,
    senses: Arc<Senses>,
}

impl Archive {
    /// Joins what the documents of all bundles say.
    pub fn joined(bundles: Vec<Bundle>, engine: &Engine, names: &Names<'_>) -> Archive {
        let mut archive = Archive::gathered(bundles, engine.own.clone(), engine.senses.clone());
        let mut facts = {
            let occasions: Vec<Occasion<'_>> = archive.events.iter().map(EventRecord::occasion).collect();
            join::join(&archive.witnesses, &occasions, &engine.vocabulary, &engine.senses)
        };
        settle(&mut facts, names);
        archive.keep(facts, names);
        archive
    }

    /// An archive whose facts have been joined before.
    pub fn stored(bundles: Vec<Bundle>, facts: Vec<JoinedFact>, engine: &Engine, names: &Names<'_>) -> Archive {
        let mut archive = Archive::gathered(bundles, engine.own.clone(), engine.senses.clone());
        archive.keep(facts, names);
        archive
    }

    /// What a corpus holds, without its texts.
    pub fn of(corpus: &Corpus) -> Archive {
        let mut archive = Archive::gathered(vec![Bundle::of(corpus)], corpus.ontology.clone(), corpus.senses());
        archive.disputed = in_dispute(&corpus.facts);
        archive.facts = corpus.facts.clone();
        archive.entities = corpus.entities.clone();
        archive.posts = corpus.posts.clone();
        archive
    }

    fn gathered(bundles: Vec<Bundle>, ontology: Vec<OwnFile>, senses: Arc<Senses>) -> Archive {
        let mut names: Vec<&str> = bundles.iter().flat_map(|b| b.sources.iter().map(|s| s.name.as_str())).collect();
        names.sort_unstable();
        let numbers: HashMap<String, usize> =
            names.iter().enumerate().map(|(n, name)| ((*name).to_owned(), n)).collect();
        let (mut sources, mut events) = (Vec::with_capacity(numbers.len()), Vec::new());
        for bundle in bundles {
            let own: Vec<usize> = bundle.sources.iter().map(|s| numbers[&s.name]).collect();
            events.extend(bundle.events.into_iter().map(|e| e.renumbered(|n| own[n])));
            sources.extend(bundle.sources);
        }
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        events.sort_by(|a, b| (&a.name, &a.members).cmp(&(&b.name, &b.members)));
        Archive {
            witnesses: sources.iter_mut().map(SourceRecord::witness).collect(),
            sources,
            events,
            ontology,
            facts: Vec::new(),
            entities: Vec::new(),
            posts: Vec::new(),
            numbers,
            disputed: BTreeMap::new(),
            senses,
        }
    }

    fn keep(&mut self, facts: Vec<JoinedFact>, names: &Names<'_>) {
        self.facts = facts;
        self.disputed = in_dispute(&self.facts);
        self.list(names);
    }

    fn list(&mut self, names: &Names<'_>) {
        let mentioned = self.sources.iter().flat_map(|s| &s.entities).map(|(path, id)| (path.as_str(), id.as_str()));
        (self.entities, self.posts) = listed(&self.facts, mentioned, names);
    }

    /// Leaves out the facts of these ids, and what they alone name.
    pub fn leave_out(&mut self, ids: &BTreeSet<String>, names: &Names<'_>) {
        self.facts.retain(|f| !ids.contains(&f.id));
        self.facts.iter_mut().for_each(|f| f.exchanges.retain(|e| !ids.contains(e)));
        self.disputed = in_dispute(&self.facts);
        self.list(names);
    }

    /// The facts, by id.
    pub fn by_id(&self) -> HashMap<&str, &JoinedFact> {
        self.facts.iter().map(|f| (f.id.as_str(), f)).collect()
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
        let told = InDispute { facts: &self.facts, by_event: &self.disputed, senses: &self.senses };
        self.events.iter().flat_map(|e| &e.variants).map(|v| told.told(v.clone())).collect()
    }

    /// The turns of all events, in their order.
    pub fn turn_lines(&self) -> Vec<&TurnLine> {
        self.events.iter().flat_map(|e| &e.turn_lines).collect()
    }
}
