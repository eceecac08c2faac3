//! The stored graph: a folder that is written whole or not at all, and the only place that names oxigraph's `Store`.
//!
//! ```text
//! KG/manifest.json     format and program version, the sources with hash and date, size of every file
//! KG/graph.nq          the graph: sorted N-Quads, the canonical form
//! KG/facts.jsonl       the joined facts, for look-ups that need no graph
//! KG/bundles.jsonl     what remains of the documents: what a build needs, to read only those that are new to it
//! KG/*.N.change        what later builds changed in these three, as long as it is little (`journal.rs`)
//! KG/compared.jsonl    which articles have been compared; may be missing
//! KG/entities.jsonl    the entities that they name
//! KG/apparatus.jsonl   where renderings differ
//! KG/turns.jsonl       the turns of events with several renderings
//! KG/sources/          the files themselves, so that every answer leads back to its words
//! ```
//!
//! What comes out of a build with more files is the same as from all files at once. Another program or ontology reads the
//! stored sources again.

mod journal;
mod query;
mod syntax;
mod write;

pub(crate) use journal::Part;
pub(crate) use write::{Contents, jsonl, whole_files};

pub(crate) use query::Limits;
pub use query::{Answer, Row, Rows};

use crate::corpus::{Bundle, TurnLine, VariantLine};
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::graph::{self, Detail, local_name};
use crate::join::JoinedFact;
use journal::{Bytes, Journal, Merged};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

/// The version of the layout; a store of a newer one is refused.
pub const FORMAT: u32 = 2;

/// A source as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Base name of the file, or id of the record.
    pub name: String,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: usize,
    /// Its date (EDTF), as far as it is known.
    pub date: Option<String>,
    /// How the date is known.
    pub date_origin: Option<String>,
    /// Who published it, as its front matter or its record says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub publisher: Option<String>,
    /// The date that the user gave for documents that carry none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_date: Option<String>,
    /// The encoding that the user gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_encoding: Option<String>,
    /// The headline that the user gave beside the text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_title: Option<String>,
    /// The publisher that the user gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_publisher: Option<String>,
}

/// What a store holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// How much of the text is in the graph.
    #[serde(default)]
    pub detail: Detail,
    /// A hash of the program and the ontology that read the sources; a build by others reads them again.
    #[serde(default)]
    pub read_by: String,
    /// How many builds have changed it since it was written whole.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub changes: u32,
    /// The sources, by name.
    pub sources: Vec<SourceEntry>,
    /// Size in bytes of each file beside the manifest.
    pub files: BTreeMap<String, u64>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl SourceEntry {
    /// Whether two are read alike: the same bytes, and the same said of them.
    pub(crate) fn reads_like(&self, other: &SourceEntry) -> bool {
        let given =
            |e: &SourceEntry| [&e.given_date, &e.given_encoding, &e.given_title, &e.given_publisher].map(|o| o.clone());
        self.sha256 == other.sha256 && given(self) == given(other)
    }
}

/// A source with its bytes, as it goes into a store.
#[derive(Debug, Clone)]
pub struct Stored {
    /// What the manifest says of it.
    pub entry: SourceEntry,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A stored graph, opened.
#[derive(Debug, Clone)]
pub struct KnowledgeStore {
    folder: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
}

const GRAPH: &str = "graph.nq";
const FACTS: &str = "facts.jsonl";
const ENTITIES: &str = "entities.jsonl";
const APPARATUS: &str = "apparatus.jsonl";
const TURNS: &str = "turns.jsonl";
const BUNDLES: &str = "bundles.jsonl";
const COMPARED: &str = "compared.jsonl";
const MANIFEST: &str = "manifest.json";
const SOURCES: &str = "sources";
const REBUILD: &str = "build it again from its files: `diplograph build PATH... --store DIR --fresh`";

impl KnowledgeStore {
    /// Opens a store: reads its manifest and sees that every file is there in its size.
    ///
    /// Errors ([`Kind::Store`]): no store, damaged, or written by a newer version.
    pub fn open(folder: &Path) -> Result<KnowledgeStore> {
        bring_back(folder);
        let place = folder.display().to_string();
        let path = folder.join(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::new(Kind::Store, "there is no stored graph here")
                    .at(place)
                    .help("make one: `diplograph build PATH... --store DIR`"));
            }
            Err(e) => return Err(Error::io("read the stored graph", &path, &e)),
        };
        let format = serde_json::from_str::<serde_json::Value>(&text).ok().and_then(|v| v["format"].as_u64());
        if let Some(newer) = format.filter(|f| *f > u64::from(FORMAT)) {
            let message = format!("the stored graph has format {newer}; this program reads up to {FORMAT}");
            return Err(Error::new(Kind::Store, message)
                .at(place)
                .help("use the newer program, or build the store again with this one"));
        }
        let damaged = |what: String| Error::new(Kind::Store, what).at(path.display().to_string()).help(REBUILD);
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|e| damaged(format!("the manifest is damaged: {e}")))?;
        for (name, size) in &manifest.files {
            let found = fs::metadata(folder.join(name)).map(|m| m.len()).ok();
            if found != Some(*size) {
                let what = if found.is_none() { "is missing" } else { "has another size than when it was written" };
                return Err(Error::new(Kind::Store, format!("the stored graph is damaged: `{name}` {what}"))
                    .at(place)
                    .help(REBUILD));
            }
        }
        Ok(KnowledgeStore { folder: folder.to_owned(), manifest })
    }

    /// Opens a store if one is there; none for a folder that does not exist or is empty.
    pub fn open_if_any(folder: &Path) -> Result<Option<KnowledgeStore>> {
        bring_back(folder);
        let empty = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => true,
            Err(e) => return Err(Error::io("open the store", folder, &e)),
        };
        if empty {
            return Ok(None);
        }
        if !folder.join(MANIFEST).exists() {
            let message = "this folder holds other files and no stored graph";
            return Err(Error::new(Kind::Store, message)
                .at(folder.display().to_string())
                .help("name a new or empty folder with --store"));
        }
        KnowledgeStore::open(folder).map(Some)
    }

    /// Sees that a folder may be replaced by a new store: there is none, it is empty, or it holds a store, even a damaged one.
    ///
    /// Errors ([`Kind::Store`]): the folder holds other files, or a store of a newer version.
    pub fn may_replace(folder: &Path) -> Result<()> {
        let damaged = |e: &Error| e.help.as_deref() == Some(REBUILD);
        KnowledgeStore::open_if_any(folder).map(|_| ()).or_else(|e| if damaged(&e) { Ok(()) } else { Err(e) })
    }

    /// The joined facts, by type and id, all at once.
    pub fn facts(&self) -> Result<Vec<JoinedFact>> {
        self.each_fact()?.collect()
    }

    /// The joined facts, by type and id, as they are read: they are never all in memory.
    ///
    /// Errors: of opening; the items have those of reading and, for a damaged store, [`Kind::Store`].
    pub fn each_fact(&self) -> Result<Facts> {
        let lines = self.merged(FACTS, None, class_and_id)?;
        Ok(Facts { path: self.folder.join(FACTS), lines, number: 0, read: Vec::new().into_iter() })
    }

    /// What remains of the documents, bundle by bundle, in no order.
    pub(crate) fn bundles(&self) -> Result<Vec<Bundle>> {
        self.journaled(BUNDLES, None)
    }

    /// The bundles with one more change, by the name of their first document.
    pub(crate) fn bundles_with(&self, change: &Part) -> Result<Vec<Bundle>> {
        let mut bundles: Vec<Bundle> = self.journaled(BUNDLES, Some(change))?;
        bundles.sort_by(|a, b| a.sources[0].name.cmp(&b.sources[0].name));
        Ok(bundles)
    }

    /// Which articles have been compared, with what came of it; nothing where this is not known.
    pub(crate) fn compared<T: DeserializeOwned + Send>(&self) -> Vec<T> {
        self.lines(COMPARED).unwrap_or_default()
    }

    fn journaled<T: DeserializeOwned + Send>(&self, file: &str, more: Option<&Part>) -> Result<Vec<T>> {
        let base = self.text(file)?;
        let changes = self.changes(file, more)?;
        if changes.is_empty() {
            return self.parsed(file, base.lines().collect());
        }
        self.parsed(file, Journal::new(&changes).applied(base.lines()))
    }

    /// What builds have changed in a file, the earliest first, and perhaps one change more.
    fn changes(&self, file: &str, more: Option<&Part>) -> Result<Vec<String>> {
        let stored = (1..=self.manifest.changes).map(|n| self.text(&journal::name(file, n)));
        stored.chain(more.map(|part| Ok(part.text()))).collect()
    }

    fn text(&self, file: &str) -> Result<String> {
        let path = self.folder.join(file);
        fs::read_to_string(&path).map_err(|e| unread(&path, &e))
    }

    /// Bytes of the changes that have gathered since the store was written whole.
    pub(crate) fn gathered(&self) -> u64 {
        self.manifest.files.iter().filter(|(name, _)| journal::is_change(name)).map(|(_, size)| size).sum()
    }

    /// Bytes of the files that builds change, as they were written whole.
    pub(crate) fn whole(&self) -> u64 {
        [GRAPH, FACTS, BUNDLES].iter().filter_map(|name| self.manifest.files.get(*name)).sum()
    }

    /// The lines of a file in its order, with what builds have changed in it and perhaps one change more, read piece by
    /// piece.
    fn merged<'m, K: Ord + 'm>(&self, file: &str, more: Option<&'m str>, key: journal::Key<K>) -> Result<Lines<'m>> {
        let open = |name: &str| -> Result<Box<dyn BufRead + 'm>> {
            let path = self.folder.join(name);
            let file = fs::File::open(&path).map_err(|e| unread(&path, &e))?;
            Ok(Box::new(std::io::BufReader::new(file)))
        };
        let base = open(file)?;
        if self.manifest.changes == 0 && more.is_none() {
            return Ok(Box::new(base.lines()));
        }
        let stored = (1..=self.manifest.changes).map(|n| journal::name(file, n)).map(|n| Ok([open(&n)?, open(&n)?]));
        let mut changes = stored.collect::<Result<Vec<_>>>()?;
        changes.extend(more.map(|text| [text, text].map(|t| -> Box<dyn BufRead + 'm> { Box::new(t.as_bytes()) })));
        let merged = Merged::new(base, changes, key).map_err(|e| unread(&self.folder.join(file), &e))?;
        Ok(Box::new(merged))
    }

    /// The entities that sources and facts name, by path.
    pub fn entities(&self) -> Result<Vec<EntityRecord>> {
        self.lines(ENTITIES)
    }

    /// The apparatus of all events.
    pub fn apparatus(&self) -> Result<Vec<VariantLine>> {
        self.lines(APPARATUS)
    }

    /// The turns of all events.
    pub fn turns(&self) -> Result<Vec<TurnLine>> {
        self.lines(TURNS)
    }

    /// The bytes of a source.
    pub fn source(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.folder.join(SOURCES).join(local_name(name));
        fs::read(&path).map_err(|e| Error::io("read the stored source", &path, &e))
    }

    /// The graph in its canonical form.
    pub fn graph_bytes(&self) -> Result<Vec<u8>> {
        let path = self.folder.join(GRAPH);
        if self.manifest.changes == 0 {
            return fs::read(&path).map_err(|e| unread(&path, &e));
        }
        let mut bytes = Vec::with_capacity(fs::metadata(&path).map_or(0, |m| m.len() as usize));
        self.graph_file()?.read_to_end(&mut bytes).map_err(|e| unread(&path, &e))?;
        Ok(bytes)
    }

    /// The graph in its canonical form, to be read piece by piece.
    pub fn graph_file(&self) -> Result<Box<dyn std::io::Read>> {
        if self.manifest.changes > 0 {
            let lines = self.merged(GRAPH, None, |_| Ok(()))?;
            return Ok(Box::new(std::io::BufReader::with_capacity(1 << 16, Bytes::new(lines))));
        }
        let path = self.folder.join(GRAPH);
        let file = fs::File::open(&path).map_err(|e| unread(&path, &e))?;
        Ok(Box::new(std::io::BufReader::new(file)))
    }

    /// Loads the graph into memory, to be questioned.
    pub fn load(&self) -> Result<LoadedGraph> {
        let place = self.folder.join(GRAPH).display().to_string();
        LoadedGraph::from_nquads(&self.graph_bytes()?).map_err(|e| e.at(place).help(REBUILD))
    }

    /// The graph with one more change, in its canonical form.
    pub(crate) fn graph_with(&self, change: &Part) -> Result<Part> {
        let change = change.text();
        let mut text = String::new();
        let read = Bytes::new(self.merged(GRAPH, Some(&change), |_| Ok(()))?).read_to_string(&mut text);
        read.map_err(|e| unread(&self.folder.join(GRAPH), &e))?;
        Ok(Part::Whole(vec![text]))
    }

    fn lines<T: DeserializeOwned + Send>(&self, file: &str) -> Result<Vec<T>> {
        let text = self.text(file)?;
        self.parsed(file, text.lines().collect())
    }

    fn parsed<T: DeserializeOwned + Send>(&self, file: &str, lines: Vec<&str>) -> Result<Vec<T>> {
        let path = self.folder.join(file);
        let parse = |(number, line): (usize, &&str)| parsed(&path, number, line);
        if lines.len() > 4096 {
            lines.par_iter().enumerate().map(parse).collect()
        } else {
            lines.iter().enumerate().map(parse).collect()
        }
    }

    /// The sources with their bytes.
    pub fn stored(&self) -> Result<Vec<Stored>> {
        self.manifest
            .sources
            .iter()
            .map(|entry| Ok(Stored { entry: entry.clone(), bytes: self.source(&entry.name)? }))
            .collect()
    }
}

/// Lines of a file as they are read.
type Lines<'m> = Box<dyn Iterator<Item = std::io::Result<String>> + 'm>;

/// The error of a file that cannot be read, or whose lines are not what they should be.
fn unread(path: &Path, e: &std::io::Error) -> Error {
    if e.kind() == std::io::ErrorKind::InvalidData {
        let message = format!("the stored graph is damaged: {e}");
        return Error::new(Kind::Store, message).at(path.display().to_string()).help(REBUILD);
    }
    Error::io("read the stored graph", path, e)
}

/// By what the lines of facts are ordered.
fn class_and_id(line: &str) -> std::io::Result<(String, String)> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "type")]
        class: String,
        id: String,
    }
    let head: Head = serde_json::from_str(line)?;
    Ok((head.class, head.id))
}

/// The facts of a store, read some at a time.
pub struct Facts {
    path: PathBuf,
    lines: Lines<'static>,
    /// How many lines have been read.
    number: usize,
    read: std::vec::IntoIter<JoinedFact>,
}

impl Facts {
    fn some(&mut self) -> Result<Vec<JoinedFact>> {
        const AT_ONCE: usize = 2048;
        let lines = self.lines.by_ref().take(AT_ONCE).collect::<std::io::Result<Vec<String>>>();
        let lines = lines.map_err(|e| unread(&self.path, &e))?;
        let begin = self.number;
        self.number += lines.len();
        lines.par_iter().enumerate().map(|(n, line)| parsed(&self.path, begin + n, line)).collect()
    }
}

impl Iterator for Facts {
    type Item = Result<JoinedFact>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.read.as_slice().is_empty() {
            match self.some() {
                Ok(some) => self.read = some.into_iter(),
                Err(e) => {
                    self.lines = Box::new(std::iter::empty());
                    return Some(Err(e));
                }
            }
        }
        self.read.next().map(Ok)
    }
}

/// A line of a file, numbered from 0.
fn parsed<T: DeserializeOwned>(path: &Path, number: usize, line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|e| {
        let place = format!("{}:{}", path.display(), number + 1);
        Error::new(Kind::Store, format!("the stored graph is damaged: {e}")).at(place).help(REBUILD)
    })
}

/// The name, beside `folder`, of what `fill` makes (`new`) or what is replaced (`old`), without the number of the process.
fn beside(folder: &Path, tail: &str) -> String {
    let name = folder.file_name().map_or_else(|| "store".into(), |n| n.to_string_lossy().into_owned());
    format!(".{name}.{tail}-")
}

/// Puts the former store back where a build was killed between taking it away and putting the new one in its place.
fn bring_back(folder: &Path) {
    if folder.exists() {
        return;
    }
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let old = beside(folder, "old");
    let mut entries = fs::read_dir(parent).into_iter().flatten().flatten();
    if let Some(found) = entries.find(|e| e.file_name().to_string_lossy().starts_with(&old)) {
        // Where this fails the store is missing, and the caller says so.
        let _ = fs::rename(found.path(), folder);
    }
}

/// Sorted N-Quads, each once.
pub fn nquads(quads: Vec<Quad>) -> Vec<u8> {
    canonical(quads.par_iter().map(ended).collect()).concat().into_bytes()
}

/// A line of N-Quads, with its end.
pub(crate) fn ended(quad: &Quad) -> String {
    graph::line(quad) + "\n"
}

/// Lines of N-Quads as the store has them: sorted, each once.
pub(crate) fn canonical(mut lines: Vec<String>) -> Vec<String> {
    lines.par_sort_unstable();
    lines.dedup();
    lines
}

/// A graph in memory.
#[derive(Clone)]
pub struct LoadedGraph {
    store: oxigraph::store::Store,
}

impl LoadedGraph {
    /// Reads N-Quads that this program wrote.
    pub fn from_nquads(bytes: &[u8]) -> Result<LoadedGraph> {
        let refuse = |e: String| Error::new(Kind::Store, format!("the stored graph is damaged: {e}"));
        let store = oxigraph::store::Store::new().map_err(|e| refuse(e.to_string()))?;
        let mut loader = store.bulk_loader();
        // Lenient: the IRIs were checked when the graph was made.
        loader
            .load_from_slice(RdfParser::from_format(RdfFormat::NQuads).lenient(), bytes)
            .map_err(|e| refuse(e.to_string()))?;
        loader.commit().map_err(|e| refuse(e.to_string()))?;
        Ok(LoadedGraph { store })
    }

    /// Number of quads.
    pub fn len(&self) -> usize {
        self.store.len().unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests;
