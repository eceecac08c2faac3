//! From the sources of a build to what is written.

use super::Held;
use super::change::{Changes, Turnover};
use super::count::Totals;
use super::known::Base;
use super::share::Share;
use crate::archive::{Archive, Fresh, Growth, again, grow};
use crate::cli::{Global, progress};
use crate::corpus::{Bundle, Corpus};
use crate::engine::Engine;
use crate::error::Result;
use crate::graph::{self, Detail};
use crate::line::Names;
use crate::store::{Contents, KnowledgeStore, SourceEntry};
use crate::validate::Shapes;
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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

/// What a build did.
pub(super) struct Done {
    pub changed: bool,
    /// What the store holds.
    pub totals: Totals,
    /// The sources that were read.
    pub read: Vec<SourceEntry>,
}

impl Build<'_> {
    /// Adds sources, takes others away, and writes what changes to a folder.
    pub fn all(&self, folder: &Path, mut sources: BTreeMap<String, Held>, forgotten: BTreeSet<String>) -> Result<Done> {
        let base = Base { store: self.grows, engine: self.engine };
        let (gone, mut made) = self.shares(&base, &mut sources, forgotten)?;
        let names = gone.iter().flat_map(|s| &s.archive.sources).map(|s| s.name.clone()).collect();
        let stored = base.entries(&names)?;
        let (entries, bytes) = self.entries(&made, sources, &stored);
        let read: Vec<SourceEntry> = bytes.iter().map(|(entry, _)| entry.clone()).collect();
        let stored: Vec<SourceEntry> = stored.into_values().collect();
        let changes = |made: &[Share]| {
            let entries = [stored.clone(), entries.clone()];
            Turnover { base: &base, names: self.names, gone: &gone, made, entries }.changes()
        };
        let mut found = changes(&made)?;
        if self.shapes.has_own() {
            let bad = self.left_out_of_whole(&found, &mut made)?;
            if !bad.is_empty() {
                made.iter_mut().for_each(|s| s.archive.leave_out(&bad));
                found = changes(&made)?;
                self.refuse_whole(&found)?;
            }
        } else {
            self.check_around(std::mem::take(&mut found.around))?;
        }
        let Changes { files, totals, .. } = found;
        let vocabulary = self.engine.own_vocabulary.clone();
        let read_by = self.read_by.clone();
        let contents = Contents { files, sources: bytes, detail: self.detail, read_by, vocabulary };
        let changed = match self.grows {
            Some(store) => store.change(&contents)?,
            None => KnowledgeStore::write(folder, &contents)?,
        };
        Ok(Done { changed, totals, read })
    }

    /// What goes, and what comes.
    fn shares(
        &self,
        base: &Base<'_>,
        sources: &mut BTreeMap<String, Held>,
        forgotten: BTreeSet<String>,
    ) -> Result<(Vec<Share>, Vec<Share>)> {
        let progress = progress::Progress::new(self.global.quiet, sources.len());
        let fresh = sources.iter_mut().map(|(name, held)| {
            (name.clone(), Fresh { sha256: held.entry.sha256.clone(), document: held.document.take() })
        });
        let mut made = Vec::new();
        let gone = grow(Growth {
            engine: self.engine,
            names: self.names,
            fresh: fresh.collect(),
            forgotten,
            known: base,
            show: &mut |bundles| {
                made.extend(self.made(bundles, false)?);
                Ok(())
            },
            done: &|| progress.step(),
        });
        progress.end();
        let again = |bundle: Bundle| {
            let corpus = again(&bundle, self.engine, self.names, base)?;
            Ok((bundle, corpus))
        };
        let gone = gone?.into_iter().map(again).collect::<Result<Vec<_>>>()?;
        let gone = self.made(gone, true)?;
        made.sort_by(|a, b| first(a).cmp(first(b)));
        Ok((gone, made))
    }

    /// What bundles bring, without facts that violate a shape; these have been told before if the bundles are stored.
    fn made(&self, bundles: Vec<(Bundle, Corpus)>, stored: bool) -> Result<Vec<Share>> {
        let share = |(bundle, corpus): (Bundle, Corpus)| {
            let texts = graph::texts(&corpus, self.detail);
            (Share::new(bundle, &texts, self.engine), texts)
        };
        let (mut shares, texts): (Vec<Share>, Vec<Vec<Quad>>) = bundles.into_par_iter().map(share).unzip();
        // A user's own shapes may ask for anything: the graph is checked as a whole.
        if !self.shapes.has_own() {
            self.check_around(texts.concat())?;
            let mut archives: Vec<&mut Archive> = shares.iter_mut().map(|s| &mut s.archive).collect();
            self.well_formed(&mut archives, stored)?;
        }
        Ok(shares)
    }

    /// The entries of all sources of the bundles that come, and the new ones of them with their bytes.
    fn entries(
        &self,
        made: &[Share],
        mut sources: BTreeMap<String, Held>,
        stored: &BTreeMap<String, SourceEntry>,
    ) -> (Vec<SourceEntry>, Vec<(SourceEntry, Vec<u8>)>) {
        let (mut entries, mut bytes) = (Vec::new(), Vec::new());
        for share in made {
            for record in &share.archive.sources {
                let (entry, new) = match sources.remove(&record.name) {
                    Some(held) => (held.entry, Some(held.bytes)),
                    None => (stored[&record.name].clone(), None),
                };
                let file = match stored.get(&record.name) {
                    None => None,
                    Some(old) if old.sha256 == entry.sha256 => old.file.clone(),
                    // The stored file must stay what it is until the manifest names the new one.
                    Some(_) => self.grows.map(|s| entry.file_of_build(s.manifest.changes + 1)),
                };
                let (date, date_origin) = (record.date.clone(), record.date_origin.clone());
                let entry = SourceEntry { bundle: first(share).to_owned(), file, date, date_origin, ..entry };
                bytes.extend(new.map(|bytes| (entry.clone(), bytes)));
                entries.push(entry);
            }
        }
        (entries, bytes)
    }
}

/// The first document of a bundle.
fn first(share: &Share) -> &str {
    &share.archive.sources[0].name
}
