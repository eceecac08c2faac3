//! The stored graph: a folder that is written whole or not at all, and the only place that names oxigraph's `Store`.
//!
//! ```text
//! KG/manifest.json     format and program version, size of every file: what it does not list is no part of the store
//! KG/graph.nq          the graph: sorted N-Quads, the canonical form
//! KG/facts.jsonl       the joined facts, each in parts: as documents that events bind together state it
//! KG/ties.jsonl        what decides where the witnesses of a fact tie
//! KG/entities.jsonl    the entities that documents and facts name
//! KG/events.jsonl      the events with several renderings: where these differ, and their turns
//! KG/sources.jsonl     the sources with place, hash and date
//! KG/bundles.jsonl     what remains of the documents: what a build needs, to read only those that are new to it
//! KG/prints.jsonl      which articles hold a shingle: renderings of one event are found by these
//! KG/counts.jsonl      how many facts and documents have a line of the graph, name an entity, are of a class
//! KG/*.N.change        what later builds changed in these files, as long as it is little (`lines.rs`)
//! KG/sources/          the files themselves, so that every answer leads back to its words
//! KG/run.ttl           which builds made it, when, and from what
//! KG/rocksdb/          with the feature `rocksdb`: the graph as queries read it, made from graph.nq when it is wanted
//! ```
//!
//! All files are sets of sorted lines. A build that adds a document reads the lines that have to do with it, wherever they
//! stand, and writes what changes; the rename of the manifest makes it count. What comes out of a build with more files is
//! the same as from all files at once. Another program or ontology reads the stored sources again.

#[cfg(feature = "rocksdb")]
mod disk;
mod fact;
mod lines;
mod lock;
mod query;
mod record;
mod source;
mod syntax;
mod write;

pub use fact::Facts;
pub(crate) use fact::{FactLine, TieLine};
pub(crate) use lines::Change;
pub(crate) use lock::Lock;
pub(crate) use record::Lack;
pub use source::{SourceEntry, Stored};
pub(crate) use write::Contents;

pub(crate) use query::Limits;
pub use query::{Answer, Row, Rows};

use crate::corpus::{TurnLine, VariantLine};
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::graph::{self, Detail};
use crate::hash::sha256;
use lines::{Bytes, Layers};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The version of the layout; a store of a newer one is refused.
pub const FORMAT: u32 = 4;

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
    /// Size in bytes of each file beside the manifest.
    pub files: BTreeMap<String, u64>,
    /// The vocabulary of the user's own ontology that it was built with: name and Turtle of each file.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub vocabulary: Vec<(String, String)>,
    /// The sources, in stores of former formats.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    sources: Vec<SourceEntry>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// A stored graph, opened.
#[derive(Debug, Clone)]
pub struct KnowledgeStore {
    folder: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
}

pub(crate) const GRAPH: &str = "graph.nq";
pub(crate) const FACTS: &str = "facts.jsonl";
pub(crate) const TIES: &str = "ties.jsonl";
pub(crate) const ENTITIES: &str = "entities.jsonl";
pub(crate) const EVENTS: &str = "events.jsonl";
pub(crate) const SOURCES: &str = "sources.jsonl";
pub(crate) const BUNDLES: &str = "bundles.jsonl";
pub(crate) const PRINTS: &str = "prints.jsonl";
pub(crate) const COUNTS: &str = "counts.jsonl";
/// The files of lines that a store has.
pub(crate) const FILES: [&str; 9] = [GRAPH, FACTS, TIES, ENTITIES, EVENTS, SOURCES, BUNDLES, PRINTS, COUNTS];
const MANIFEST: &str = "manifest.json";
const RUN: &str = "run.ttl";
/// The folder of the sources.
const TEXTS: &str = "sources";

impl KnowledgeStore {
    /// Whether a folder is a stored graph, as far as its files tell.
    pub(crate) fn is_at(folder: &Path) -> bool {
        [MANIFEST, GRAPH].iter().all(|file| folder.join(file).is_file())
    }

    /// Opens a store: reads its manifest and sees that every file is there in its size.
    ///
    /// Errors ([`Kind::Store`]): no store, damaged, or written by a newer version or in a former format.
    pub fn open(folder: &Path) -> Result<KnowledgeStore> {
        let store = KnowledgeStore::open_any(folder)?;
        if store.manifest.format < FORMAT {
            let message = format!(
                "the stored graph has the former format {}; this program reads {FORMAT}",
                store.manifest.format
            );
            return Err(Error::new(Kind::Store, message)
                .at(folder.display())
                .help("build a document into it, even a stored one, and all its sources are read again: `diplograph build PATH... --store DIR`"));
        }
        Ok(store)
    }

    /// Opens a store, even one of a former format: its sources can be read.
    fn open_any(folder: &Path) -> Result<KnowledgeStore> {
        bring_back(folder);
        let place = folder.display().to_string();
        let path = folder.join(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                return Err(Error::damaged(format!("its manifest: {e}")).at(path.display().to_string()));
            }
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
            return Err(Error::new(Kind::Store, message).at(place).help(
                "use the newer program; to build with this one, name another folder with --store, or delete this one",
            ));
        }
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|e| Error::damaged(format!("its manifest: {e}")).at(path.display()))?;
        for (name, size) in &manifest.files {
            let found = fs::metadata(folder.join(name)).map(|m| m.len()).ok();
            if found != Some(*size) {
                let what = if found.is_none() { "is missing" } else { "has another size than when it was written" };
                return Err(Error::damaged(format!("`{name}` {what}")).at(place));
            }
        }
        Ok(KnowledgeStore { folder: folder.to_owned(), manifest })
    }

    /// Opens a store, even one of a former format, if one is there; none for a folder that does not exist or is empty.
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
                .at(folder.display())
                .help("name a new or empty folder with --store"));
        }
        KnowledgeStore::open_any(folder).map(Some)
    }

    /// Sees that a folder may be replaced by a new store: there is none, it is empty, or it holds a store, even a damaged
    /// one.
    ///
    /// Errors ([`Kind::Store`]): the folder holds other files, or a store of a newer version.
    pub fn may_replace(folder: &Path) -> Result<()> {
        KnowledgeStore::open_if_any(folder).map(|_| ()).or_else(|e| if e.is_damage() { Ok(()) } else { Err(e) })
    }

    /// Whether another build can take up what this one left.
    pub(crate) fn grows(&self) -> bool {
        self.manifest.format == FORMAT
    }

    /// A file and its layers, the earliest first.
    fn paths(&self, file: &str) -> Vec<PathBuf> {
        std::iter::once(self.folder.join(file)).chain(self.layers_since(file, 0)).collect()
    }

    /// The layers of a file that builds have written since the one of a number, the earliest first.
    fn layers_since(&self, file: &str, since: u32) -> Vec<PathBuf> {
        let own = self.manifest.files.keys().filter_map(|n| lines::of_name(n)).filter(|(of, _)| *of == file);
        let mut builds: Vec<u32> = own.map(|(_, build)| build).filter(|build| *build > since).collect();
        builds.sort_unstable();
        builds.into_iter().map(|build| self.folder.join(lines::name(file, build))).collect()
    }

    fn layers(&self, file: &str) -> Result<Layers> {
        Layers::open(&self.paths(file)).map_err(|e| self.unread(file, &e))
    }

    /// The lines of a file, in order, as they are read.
    fn merged(&self, file: &str) -> Result<Lines> {
        Ok(Box::new(self.layers(file)?.all().map_err(|e| self.unread(file, &e))?))
    }

    fn unread(&self, file: &str, e: &std::io::Error) -> Error {
        unread(&self.folder.join(file), e)
    }

    /// The lines of a file that begin with each of some heads, of each at most so many. No head may begin another.
    pub(crate) fn find(
        &self,
        file: &str,
        heads: &BTreeSet<String>,
        most: usize,
    ) -> Result<HashMap<String, Vec<String>>> {
        if heads.is_empty() {
            return Ok(HashMap::new());
        }
        self.layers(file)?.find(heads, most).map_err(|e| self.unread(file, &e))
    }

    /// [`KnowledgeStore::find`], with the lines read, in the order of the file.
    pub(crate) fn find_all<T: DeserializeOwned + Send>(&self, file: &str, heads: &BTreeSet<String>) -> Result<Vec<T>> {
        let mut found: Vec<(String, Vec<String>)> = self.find(file, heads, usize::MAX)?.into_iter().collect();
        found.sort_unstable();
        let lines: Vec<String> = found.into_iter().flat_map(|f| f.1).collect();
        self.parsed(file, &lines)
    }

    /// Bytes of the changes that have gathered since the store was written whole.
    fn gathered(&self) -> u64 {
        self.manifest.files.iter().filter(|(name, _)| lines::of_name(name).is_some()).map(|(_, size)| size).sum()
    }

    /// Bytes of the files as they were written whole.
    fn whole(&self) -> u64 {
        FILES.iter().filter_map(|name| self.manifest.files.get(*name)).sum()
    }

    /// The sources, by name.
    pub fn sources(&self) -> Result<Vec<SourceEntry>> {
        if self.grows() { self.lines(SOURCES) } else { Ok(self.manifest.sources.clone()) }
    }

    /// The entries of some sources, as far as they are stored.
    pub(crate) fn entries(&self, names: &BTreeSet<String>) -> Result<BTreeMap<String, SourceEntry>> {
        /// From so many names on it is quicker to read all entries.
        const MANY: usize = 1000;
        let heads = || names.iter().map(|name| format!("{{\"name\":{},", serde_json::json!(name))).collect();
        let found: Vec<SourceEntry> =
            if self.grows() && names.len() < MANY { self.find_all(SOURCES, &heads())? } else { self.sources()? };
        Ok(found.into_iter().filter(|e| names.contains(&e.name)).map(|e| (e.name.clone(), e)).collect())
    }

    /// The entities that sources and facts name, by path.
    pub fn entities(&self) -> Result<Vec<EntityRecord>> {
        self.lines(ENTITIES)
    }

    /// The events with several renderings.
    fn events(&self) -> Result<Vec<EventLine>> {
        self.lines(EVENTS)
    }

    /// The apparatus of all events.
    pub fn apparatus(&self) -> Result<Vec<VariantLine>> {
        Ok(self.events()?.into_iter().flat_map(|e| e.variants).collect())
    }

    /// The turns of all events.
    pub fn turns(&self) -> Result<Vec<TurnLine>> {
        Ok(self.events()?.into_iter().flat_map(|e| e.turns).collect())
    }

    /// The bytes of a source.
    ///
    /// Errors ([`Kind::Store`]): its file is missing, or is not the one that was read.
    pub fn source(&self, entry: &SourceEntry) -> Result<Vec<u8>> {
        let path = self.folder.join(TEXTS).join(entry.file());
        let lost = |what: &str| {
            let help = "build its file again, and it is put back: `diplograph build FILE --store DIR`; if it has changed since, build all files with --fresh";
            Error::new(Kind::Store, format!("the stored source `{}` {what}", entry.name)).at(path.display()).help(help)
        };
        match fs::read(&path) {
            Ok(bytes) if sha256(&bytes) == entry.sha256 => Ok(bytes),
            Ok(_) => Err(lost("is not the file that was read")),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(lost("is missing")),
            Err(e) => Err(Error::io("read the stored source", &path, &e)),
        }
    }

    /// The graph in its canonical form.
    pub fn graph_bytes(&self) -> Result<Vec<u8>> {
        let path = self.folder.join(GRAPH);
        let mut bytes = Vec::with_capacity(fs::metadata(&path).map_or(0, |m| m.len() as usize + 1));
        self.graph_file()?.read_to_end(&mut bytes).map_err(|e| unread(&path, &e))?;
        Ok(bytes)
    }

    /// The graph in its canonical form, to be read piece by piece.
    pub fn graph_file(&self) -> Result<Box<dyn std::io::Read>> {
        let paths = self.paths(GRAPH);
        if paths.len() > 1 {
            return Ok(Box::new(std::io::BufReader::with_capacity(1 << 16, Bytes::new(self.merged(GRAPH)?))));
        }
        let file = fs::File::open(&paths[0]).map_err(|e| unread(&paths[0], &e))?;
        Ok(Box::new(std::io::BufReader::new(file)))
    }

    /// Loads the graph into memory, to be questioned. Errors ([`Kind::Store`]): the store is damaged.
    #[cfg(not(feature = "rocksdb"))]
    pub fn load(&self) -> Result<LoadedGraph> {
        let place = self.folder.join(GRAPH).display().to_string();
        LoadedGraph::from_nquads(&self.graph_bytes()?).map_err(|e| e.at(place))
    }

    fn lines<T: DeserializeOwned + Send>(&self, file: &str) -> Result<Vec<T>> {
        let lines = self.merged(file)?.collect::<std::io::Result<Vec<String>>>();
        self.parsed(file, &lines.map_err(|e| self.unread(file, &e))?)
    }

    fn parsed<T: DeserializeOwned + Send>(&self, file: &str, lines: &[String]) -> Result<Vec<T>> {
        let path = self.folder.join(file);
        if lines.len() > 4096 {
            lines.par_iter().map(|line| parsed(&path, line)).collect()
        } else {
            lines.iter().map(|line| parsed(&path, line)).collect()
        }
    }

    /// The sources with their bytes.
    pub fn stored(&self) -> Result<Vec<Stored>> {
        self.sources()?.into_iter().map(|entry| Ok(Stored { bytes: self.source(&entry)?, entry })).collect()
    }
}

/// Lines of a file as they are read.
type Lines = Box<dyn Iterator<Item = std::io::Result<String>>>;

/// The error of a file that cannot be read, or whose lines are not what they should be.
fn unread(path: &Path, e: &std::io::Error) -> Error {
    if e.kind() == std::io::ErrorKind::InvalidData {
        return Error::damaged(e).at(path.display());
    }
    Error::io("read the stored graph", path, e)
}

/// A line of a file. The parser tells the column; which line it is, its beginning.
fn parsed<T: DeserializeOwned>(path: &Path, line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|e| {
        let begin: String = line.chars().take(60).collect();
        let what = format!("{e}, in the line that begins with `{begin}`");
        Error::damaged(what).at(path.display())
    })
}

/// An event, as a line of its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventLine {
    /// Its day (EDTF), else the name of its first source.
    pub name: String,
    /// The names of its sources.
    pub sources: Vec<String>,
    /// Where they differ.
    pub variants: Vec<VariantLine>,
    /// Its turns.
    pub turns: Vec<TurnLine>,
}

/// The name, beside `folder`, of what `fill` makes (`new`) or what is replaced (`old`), without the number of the process;
/// or of what locks it.
fn beside(folder: &Path, tail: &str) -> String {
    let name = folder.file_name().map_or_else(|| "store".into(), |n| n.to_string_lossy().into_owned());
    format!(".{name}.{tail}")
}

/// The folder in which a store stands, or is to stand.
fn parent(folder: &Path) -> &Path {
    folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts the former store back where a build was killed between taking it away and putting the new one in its place.
fn bring_back(folder: &Path) {
    if folder.exists() {
        return;
    }
    let old = beside(folder, "old") + "-";
    let mut entries = fs::read_dir(parent(folder)).into_iter().flatten().flatten();
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

/// A graph that can be questioned: in memory, or, with the feature `rocksdb`, as a store has it on disk.
#[derive(Clone)]
pub struct LoadedGraph {
    store: oxigraph::store::Store,
}

impl LoadedGraph {
    /// Reads N-Quads that this program wrote.
    pub fn from_nquads(bytes: &[u8]) -> Result<LoadedGraph> {
        let store = oxigraph::store::Store::new().map_err(Error::damaged)?;
        let mut loader = store.bulk_loader();
        loader.load_from_slice(parser(), bytes).map_err(Error::damaged)?;
        loader.commit().map_err(Error::damaged)?;
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

/// The parser of graphs that this program wrote. Lenient: their IRIs were checked when they were made.
pub(crate) fn parser() -> RdfParser {
    RdfParser::from_format(RdfFormat::NQuads).lenient()
}

#[cfg(test)]
mod tests;
