//! What the documents of one bundle bring into a store.

use crate::archive::Archive;
use crate::corpus::{Bundle, SourceRecord};
use crate::engine::Engine;
use crate::graph::{self, line};
use crate::join::JoinedFact;
use crate::store::EventLine;
use oxigraph::model::Quad;
use std::collections::BTreeSet;

/// A bundle with the parts of facts that it states.
pub(super) struct Share {
    /// The bundle, as it is stored.
    pub bundle: String,
    /// Its documents, events and facts.
    pub archive: Archive,
    /// What its documents themselves show, as lines of the graph.
    texts: Vec<String>,
}

impl Share {
    /// `texts` is what the documents show.
    pub fn new(bundle: Bundle, texts: &[Quad], engine: &Engine) -> Share {
        let line_of_bundle = json(&bundle);
        let archive = Archive::joined(bundle, engine);
        Share { bundle: line_of_bundle, archive, texts: texts.iter().map(line).collect() }
    }

    /// The lines of the graph that no other bundle has.
    pub fn own_lines<'s>(&'s self, engine: &'s Engine) -> impl Iterator<Item = String> + 's {
        let passages = self.archive.facts.iter().flat_map(graph::passages);
        let sources = self.archive.sources.iter().flat_map(|s| graph::source_of(&s.name, &engine.own));
        let quads = passages.chain(graph::apparatus(&self.archive)).chain(sources);
        self.texts.iter().cloned().chain(quads.map(|q| line(&q)))
    }

    /// Lines that other bundles may have, too, each once.
    pub fn shared_lines(&self) -> BTreeSet<String> {
        graph::said_together(&self.archive).iter().map(line).collect()
    }

    /// The events, as they are stored.
    pub fn events(&self) -> impl Iterator<Item = String> + '_ {
        self.archive.events.iter().map(|event| {
            json(&EventLine {
                name: event.name.clone(),
                sources: event.members.iter().map(|m| self.archive.sources[m.witness].name.clone()).collect(),
                variants: self.archive.variants_of(event),
                turns: event.turn_lines.clone(),
            })
        })
    }

    /// Which articles hold which shingles, as it is stored.
    pub fn prints(&self) -> impl Iterator<Item = String> + '_ {
        let of_article = |(source, article, prints): (&SourceRecord, usize, &Vec<u64>)| -> Vec<String> {
            let name = json(&source.name);
            prints.iter().map(|print| format!("{}{name},\"{article:05}\"]", head_of_print(*print))).collect()
        };
        let articles = self.archive.sources.iter().flat_map(|s| s.prints.iter().map(move |(n, p)| (s, *n, p)));
        articles.flat_map(of_article)
    }

    /// Paths and ids of the entities that each document names, and each fact.
    pub fn uses(&self) -> impl Iterator<Item = BTreeSet<(&str, &str)>> {
        let sources = self.archive.sources.iter();
        let of_sources = sources.map(|s| s.entities.iter().map(|(path, id)| (path.as_str(), id.as_str())).collect());
        of_sources.chain(self.archive.facts.iter().map(named))
    }
}

/// Paths and ids of the entities that a fact names.
fn named(fact: &JoinedFact) -> BTreeSet<(&str, &str)> {
    fact.entities.iter().chain(&fact.mentions).map(|(id, path)| (path.as_str(), id.as_str())).collect()
}

/// How the lines of a shingle begin.
pub(super) fn head_of_print(print: u64) -> String {
    format!("[\"{print:016x}\",")
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("lines are plain data")
}
