//! Bundles that go and come → what changes in each file of a store.

use super::count::{Tally, Totals, use_of};
use super::facts::{Lines, States};
use super::gazetteer;
use super::known::Base;
use super::share::{Share, json};
use crate::archive::Archive;
use crate::corpus::Asked;
use crate::error::Result;
use crate::graph::{self, line};
use crate::join::JoinedFact;
use crate::line::Names;
use crate::store::{
    BUNDLES, COUNTS, Change, ENTITIES, EVENTS, FACTS, FactLine, GRAPH, PRINTS, SOURCES, SourceEntry, TIES,
};
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a build changes.
pub(super) struct Changes {
    pub files: BTreeMap<&'static str, Change>,
    /// What the store holds then.
    pub totals: Totals,
    /// Entities that come and what the dataset is, to be checked.
    pub around: Vec<Quad>,
}

/// What is known of the documents whose bundles go or come.
pub(super) struct Turnover<'a> {
    pub base: &'a Base<'a>,
    pub names: &'a Names<'a>,
    pub gone: &'a [Share],
    pub made: &'a [Share],
    /// The entries of the sources, before and after.
    pub entries: [Vec<SourceEntry>; 2],
}

/// Lines of the graph that go, and that come; lines that are counted.
#[derive(Default)]
struct Graph {
    less: BTreeSet<String>,
    more: Vec<String>,
}

impl Turnover<'_> {
    /// What changes in each file.
    pub fn changes(&self) -> Result<Changes> {
        let (mut graph, mut tally) = (Graph::default(), Tally::default());
        self.bundles(&mut graph, &mut tally);
        let states = States::new(self.base, self.gone, self.made, self.names)?;
        self.facts(&states, &mut graph, &mut tally);
        let entities = gazetteer::change(self.base, &mut tally, self.names)?;
        let [gone, come] = entities.lines;
        graph.less.extend(gone);
        graph.more.extend(come);
        let [before, after] = tally.classes(self.base)?;
        let about = |classes| graph::about(classes, &self.base.engine.own);
        let around = [entities.come, about(&after), self.source()?].concat();
        if self.base.store.is_some() {
            graph.less.extend(about(&before).iter().map(line));
        } else {
            graph.more.extend(graph::terms(&self.base.engine.vocabulary).iter().map(line));
        }
        graph.more.extend(about(&after).iter().map(line));
        let totals = tally.totals(self.base)?;
        let (gone, come, counts) = tally.settle(self.base)?;
        graph.less.extend(gone);
        graph.more.extend(come);
        let [ties_before, ties_after] = states.ties.each_ref().map(|t| t.iter().map(json).collect::<Vec<_>>());
        let mut files = BTreeMap::from([
            (GRAPH, Change::new(graph.less, graph.more)),
            (TIES, Change::new(ties_before.into_iter().collect(), ties_after)),
            (ENTITIES, entities.records),
            (COUNTS, counts),
        ]);
        let fact = |s: &Share| s.archive.facts.iter().map(|f| json(&FactLine::of(f))).collect();
        files.insert(FACTS, self.listed(fact));
        files.insert(BUNDLES, self.listed(|s| vec![s.bundle.clone()]));
        files.insert(EVENTS, self.listed(|s| s.events().collect()));
        files.insert(PRINTS, self.listed(|s| s.prints().collect()));
        let [before, after] = self.entries.each_ref().map(|e| e.iter().map(json).collect::<Vec<_>>());
        files.insert(SOURCES, Change::new(before.into_iter().collect(), after));
        Ok(Changes { files, totals, around })
    }

    /// That a source is one of the dataset; none if it will have none.
    fn source(&self) -> Result<Vec<Quad>> {
        let [gone, come] = &self.entries;
        let own = &self.base.engine.own;
        if let Some(entry) = come.first() {
            return Ok(graph::source_of(&entry.name, own));
        }
        let stored = self.base.store.map(|s| s.sources()).transpose()?.unwrap_or_default();
        let stays = stored.iter().find(|e| gone.iter().all(|g| g.name != e.name));
        Ok(stays.map(|e| graph::source_of(&e.name, own)).unwrap_or_default())
    }

    /// What changes in a file to which each bundle brings lines of its own.
    fn listed(&self, lines: impl Fn(&Share) -> Vec<String> + Sync) -> Change {
        let of = |shares: &[Share]| shares.par_iter().flat_map_iter(&lines).collect::<Vec<_>>();
        Change::new(of(self.gone).into_iter().collect(), of(self.made))
    }

    /// What bundles bring into the graph, whatever other bundles there are.
    fn bundles(&self, graph: &mut Graph, tally: &mut Tally) {
        let engine = self.base.engine;
        let rules: HashMap<&str, Vec<String>> = self.rules();
        graph.less.extend(self.gone.iter().flat_map(|s| s.own_lines(engine)));
        graph.more.par_extend(self.made.par_iter().flat_map_iter(|s| s.own_lines(engine)));
        for (shares, by) in [(self.gone, -1), (self.made, 1)] {
            for share in shares {
                share.shared_lines().into_iter().for_each(|line| tally.line(line, by));
                for (path, id) in share.uses().flatten() {
                    tally.count(use_of(path, id), by);
                }
                for rule in share.archive.facts.iter().flat_map(of_rules) {
                    rules[rule].iter().for_each(|line| tally.line(line.clone(), by));
                }
                let variants = share.archive.events.iter().map(|e| e.variants.len() as i64).sum::<i64>();
                tally.count("class:Source".to_owned(), by * share.archive.sources.len() as i64);
                tally.count("events".to_owned(), by * share.archive.events.len() as i64);
                tally.count("variants".to_owned(), by * variants);
            }
        }
    }

    /// The lines of the rules that found facts.
    fn rules(&self) -> HashMap<&str, Vec<String>> {
        let facts = self.gone.iter().chain(self.made).flat_map(|s| &s.archive.facts);
        let used: BTreeSet<&str> = facts.flat_map(of_rules).collect();
        let lines = |rule| graph::rule_quads(rule, &self.base.engine.rules).iter().map(line).collect();
        used.into_iter().map(|rule| (rule, lines(rule))).collect()
    }

    /// What facts bring into the graph.
    fn facts(&self, states: &States<'_>, graph: &mut Graph, tally: &mut Tally) {
        let [before, after] = [self.gone, self.made].map(by_source);
        let was = |source: &str, turn: usize| asked(&before, source, turn);
        let is = |source: &str, turn: usize| asked(&after, source, turn);
        let vocabulary = &self.base.engine.vocabulary;
        let bring = |[old, new]: [Option<(JoinedFact, Lines)>; 2]| {
            let (mut less, mut more, mut counts) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
            let mut lines: BTreeMap<String, i64> = BTreeMap::new();
            for (state, by) in [(old, -1), (new, 1)] {
                let Some((fact, brought)) = state else { continue };
                *(if by < 0 { &mut less } else { &mut more }) = brought.own;
                brought.shared.into_iter().for_each(|(line, n)| *lines.entry(line).or_default() += by * n);
                counts.push((format!("class:{}", fact.class), by));
                counts.push((format!("status:{}", fact.status.code()), by));
                counts.push(("class:Fact".to_owned(), by));
            }
            lines.retain(|_, n| *n != 0);
            less.retain(|l| !more.remove(l));
            (less, more, counts, lines)
        };
        let brought: Vec<_> = states.each([&was, &is], vocabulary).map(bring).collect();
        for (less, more, counts, lines) in brought {
            graph.less.extend(less);
            graph.more.extend(more);
            counts.into_iter().for_each(|(key, by)| tally.count(key, by));
            lines.into_iter().for_each(|(line, by)| tally.line(line, by));
        }
    }
}

/// The rules that found a fact, each once.
fn of_rules(fact: &JoinedFact) -> BTreeSet<&str> {
    fact.evidence.iter().map(|e| e.rule.as_str()).collect()
}

fn by_source(shares: &[Share]) -> HashMap<&str, &Archive> {
    let archives = shares.iter().map(|s| &s.archive);
    archives.flat_map(|a| a.sources.iter().map(move |d| (d.name.as_str(), a))).collect()
}

fn asked<'a>(archives: &HashMap<&str, &'a Archive>, source: &str, turn: usize) -> Option<&'a Asked> {
    archives.get(source)?.asked(source, turn)
}
