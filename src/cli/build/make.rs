//! From the sources of a store to what is written: all of it, or what changes.

use super::{Held, read};
use crate::archive::{Archive, Grown, Growth, Pair, Source, again, grow};
use crate::cli::{Global, progress};
use crate::corpus::{Bundle, Corpus};
use crate::document::Document;
use crate::engine::Engine;
use crate::error::{Error, Kind, Result};
use crate::graph::{self, Detail};
use crate::line::Names;
use crate::store::{Contents, KnowledgeStore, Part, SourceEntry, Stored, canonical, ended, jsonl, whole_files};
use crate::validate::Shapes;
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// A store is written whole again after so many changes of it.
const CHANGES: u32 = 64;
/// And when the changes come to one of so many bytes of it.
const SHARE: u64 = 4;

/// What a build works with.
pub(super) struct Build<'a> {
    pub global: &'a Global,
    pub engine: &'a Engine,
    pub names: &'a Names<'a>,
    pub shapes: &'a Shapes,
    pub detail: Detail,
    /// The store that grows; none if all is made anew.
    pub grows: Option<&'a KnowledgeStore>,
    pub read_by: String,
}

/// What new documents show: lines if all is written, quads else.
#[derive(Default)]
struct Shown {
    lines: Vec<String>,
    quads: Vec<Quad>,
}

impl Build<'_> {
    /// Makes the graph of all sources and writes it to a folder, which holds `old`; gives whether anything changed.
    pub fn all(
        &self,
        folder: &Path,
        old: Option<&KnowledgeStore>,
        mut sources: BTreeMap<String, Held>,
    ) -> Result<(Archive, bool)> {
        let mut shown = Shown::default();
        let changed = self.changed(&sources);
        let mut grown = self.grown(&mut sources, &mut shown)?;
        let compared: Vec<(Pair, bool)> = std::mem::take(&mut grown.compared).into_iter().collect();
        let (archive, [graph, facts, bundles]) = match self.grows {
            Some(store) => self.change(store, grown, shown, changed)?,
            None => self.whole(grown, shown)?,
        };
        let (apparatus, turns) = (archive.variants(), archive.turn_lines());
        for record in &archive.sources {
            let held = sources.get_mut(&record.name).expect("it is one of them");
            held.entry.date.clone_from(&record.date);
            held.entry.date_origin.clone_from(&record.date_origin);
        }
        let contents = Contents {
            graph,
            facts,
            bundles,
            whole: whole_files(&archive.entities, &apparatus, &turns, &compared),
            sources: sources.values().map(|h| (h.entry.clone(), h.bytes.as_deref())).collect(),
            detail: self.detail,
            read_by: self.read_by.clone(),
        };
        let changed = KnowledgeStore::write(folder, old, &contents)?;
        drop(contents);
        Ok((archive, changed))
    }

    /// The names of the sources that are read anew, or are gone.
    fn changed(&self, sources: &BTreeMap<String, Held>) -> HashSet<String> {
        let anew = sources.iter().filter(|(_, h)| h.document.is_some()).map(|(n, _)| n.clone());
        let old = self.grows.into_iter().flat_map(|o| &o.manifest.sources);
        anew.chain(old.filter(|e| !sources.contains_key(&e.name)).map(|e| e.name.clone())).collect()
    }

    /// The bundles of all sources.
    fn grown(&self, sources: &mut BTreeMap<String, Held>, shown: &mut Shown) -> Result<Grown> {
        let open = sources.values().filter(|h| h.document.is_some()).count();
        let progress = progress::Progress::new(self.global.quiet, open);
        let taken = sources.iter_mut().map(|(name, held)| {
            (name.clone(), Source { sha256: held.entry.sha256.clone(), document: held.document.take() })
        });
        let growth = Growth {
            engine: self.engine,
            names: self.names,
            sources: taken.collect(),
            known: self.grows.map(KnowledgeStore::bundles).transpose()?.unwrap_or_default(),
            compared: self.grows.map(|s| s.compared::<(Pair, bool)>().into_iter().collect()).unwrap_or_default(),
            read: &|name| self.read(name),
            show: &mut |corpora| self.show(corpora, shown),
            done: &|| progress.step(),
        };
        let grown = grow(growth);
        progress.end();
        grown
    }

    /// Reads a document of the store that grows.
    fn read(&self, name: &str) -> Result<Document> {
        let entry = self.grows.and_then(|s| Some((s, s.manifest.sources.iter().find(|e| e.name == name)?)));
        let (store, entry): (&KnowledgeStore, &SourceEntry) =
            entry.ok_or_else(|| Error::new(Kind::Store, format!("no source `{name}` is stored")))?;
        read(self.engine, &Stored { entry: entry.clone(), bytes: store.source(name)? })
    }

    /// Keeps what some new documents show.
    fn show(&self, corpora: &[Corpus], shown: &mut Shown) -> Result<()> {
        let quads: Vec<Quad> = corpora.par_iter().flat_map_iter(|c| graph::texts(c, self.detail)).collect();
        if self.shapes.has_own() {
            shown.quads.extend(quads);
            return Ok(());
        }
        if self.grows.is_some() {
            self.check_texts(quads.clone())?;
            shown.quads.extend(quads);
            return Ok(());
        }
        shown.lines.par_extend(quads.par_iter().map(ended));
        self.check_texts(quads)
    }

    /// Everything, to be written whole.
    fn whole(&self, mut grown: Grown, mut shown: Shown) -> Result<(Archive, [Part; 3])> {
        grown.made.sort_by(|a, b| a.sources[0].name.cmp(&b.sources[0].name));
        let bundles = jsonl(grown.made.par_iter());
        let mut archive = Archive::joined(grown.made, self.engine, self.names);
        let texts = self.shapes.has_own().then_some(shown.quads.as_slice());
        self.well_formed(&mut archive, &|_| true, texts)?;
        let mut lines = std::mem::take(&mut shown.lines);
        lines.par_extend(shown.quads.par_iter().map(ended));
        drop(shown);
        let facts = archive.facts.par_iter();
        lines.par_extend(
            facts.flat_map_iter(|f| graph::fact_quads(f, &archive, &self.engine.vocabulary)).map(|q| ended(&q)),
        );
        let rest = [
            graph::said_together(&archive),
            graph::around(&archive),
            graph::rules_of(&archive.facts, &self.engine.rules),
            graph::terms(&self.engine.vocabulary),
        ];
        rest.iter().for_each(|quads| lines.par_extend(quads.par_iter().map(ended)));
        let facts = jsonl(archive.facts.par_iter());
        Ok((archive, [canonical(lines), facts, bundles].map(Part::Whole)))
    }

    /// What changes in a store; or everything, if much has changed since it was written whole.
    fn change(
        &self,
        store: &KnowledgeStore,
        mut grown: Grown,
        shown: Shown,
        changed: HashSet<String>,
    ) -> Result<(Archive, [Part; 3])> {
        let before = self.texts(&grown.gone)?;
        let [less, more] = [&grown.gone, &grown.made].map(|b| jsonl(b.par_iter()));
        let bundles = Part::change(less.iter().map(|l| l.trim_end()), more.iter().map(|l| l.trim_end()));
        let old = [grown.kept.as_slice(), &grown.gone].concat();
        let old = Archive::stored(old, store.facts()?, self.engine, self.names);
        grown.kept.append(&mut grown.made);
        grown.kept.sort_by(|a, b| a.sources[0].name.cmp(&b.sources[0].name));
        let mut archive = Archive::joined(grown.kept, self.engine, self.names);
        let known = old.by_id();
        self.well_formed(&mut archive, &|f| known.get(f.id.as_str()) != Some(&f), None)?;
        let difference = graph::difference(&old, &archive, &changed, [before, shown.quads], self.engine);
        let graph =
            Part::change(difference.less.iter().map(String::as_str), difference.more.iter().map(String::as_str));
        let facts = changed_facts(&old, &archive);
        let own = graph.size() + facts.size() + bundles.size();
        let few = (store.gathered() + own) * SHARE <= store.whole() && store.manifest.changes < CHANGES;
        if own == 0 || few {
            return Ok((archive, [graph, facts, bundles]));
        }
        let graph = store.graph_with(&graph)?;
        let bundles = store.bundles_with(&bundles)?;
        let [facts, bundles] = [jsonl(archive.facts.par_iter()), jsonl(bundles.par_iter())].map(Part::Whole);
        Ok((archive, [graph, facts, bundles]))
    }

    /// What the documents of some stored bundles show.
    fn texts(&self, bundles: &[Bundle]) -> Result<Vec<Quad>> {
        let mut out = Vec::new();
        for bundle in bundles {
            let corpus = again(bundle, self.engine, self.names, &|name| self.read(name))?;
            out.append(&mut graph::texts(&corpus, self.detail));
        }
        Ok(out)
    }
}

/// The lines of facts that one archive has and the other has not so.
fn changed_facts(old: &Archive, new: &Archive) -> Part {
    let only = |of: &Archive, against: &Archive| -> Vec<String> {
        let known = against.by_id();
        let own = of.facts.par_iter().filter(|f| known.get(f.id.as_str()) != Some(f));
        own.map(|f| serde_json::to_string(f).expect("a fact is plain data")).collect()
    };
    let (less, more) = (only(old, new), only(new, old));
    Part::change(less.iter().map(String::as_str), more.iter().map(String::as_str))
}
