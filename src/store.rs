//! The stored graph: a folder that is written whole or not at all, and the only place that names oxigraph's `Store`.
//!
//! ```text
//! KG/manifest.json     format and program version, the sources with hash and date, size of every file
//! KG/graph.nq          the graph: sorted N-Quads, the canonical form
//! KG/facts.jsonl       the joined facts, for look-ups that need no graph
//! KG/entities.jsonl    the entities that they name
//! KG/apparatus.jsonl   where renderings differ
//! KG/turns.jsonl       the turns of events with several renderings
//! KG/sources/          the files themselves, so that every answer leads back to its words
//! ```
//!
//! A build with more files reads the stored sources again: what comes out is the same as from all files at once.

mod query;
mod syntax;

pub(crate) use query::Limits;
pub use query::{Answer, Row, Rows};

use crate::corpus::{Corpus, TurnLine, VariantLine};
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::graph::{Detail, local_name};
use crate::join::JoinedFact;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

/// The version of the layout; a store of a newer one is refused.
pub const FORMAT: u32 = 1;

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
    /// The sources, by name.
    pub sources: Vec<SourceEntry>,
    /// Size in bytes of each file beside the manifest.
    pub files: BTreeMap<String, u64>,
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

    /// The joined facts, by type and id.
    pub fn facts(&self) -> Result<Vec<JoinedFact>> {
        self.lines(FACTS)
    }

    /// Gives the joined facts to `take`, by type and id, some at a time, so that they are never all in memory.
    ///
    /// Errors: of reading; [`Kind::Store`] for a damaged store.
    pub fn each_facts(&self, mut take: impl FnMut(Vec<JoinedFact>)) -> Result<()> {
        const AT_ONCE: usize = 4096;
        let path = self.folder.join(FACTS);
        let unread = |e: std::io::Error| Error::io("read the stored graph", &path, &e);
        let mut lines = std::io::BufReader::new(fs::File::open(&path).map_err(unread)?).lines();
        for begin in (0..).step_by(AT_ONCE) {
            let some: Vec<String> = lines.by_ref().take(AT_ONCE).collect::<std::io::Result<_>>().map_err(unread)?;
            if some.is_empty() {
                break;
            }
            take(some.par_iter().enumerate().map(|(n, line)| parsed(&path, begin + n, line)).collect::<Result<_>>()?);
        }
        Ok(())
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

    /// The graph as it stands in its file.
    pub fn graph_bytes(&self) -> Result<Vec<u8>> {
        let path = self.folder.join(GRAPH);
        fs::read(&path).map_err(|e| Error::io("read the stored graph", &path, &e))
    }

    /// The file of the graph, to be read piece by piece.
    pub fn graph_file(&self) -> Result<impl std::io::Read + use<>> {
        let path = self.folder.join(GRAPH);
        fs::File::open(&path).map(std::io::BufReader::new).map_err(|e| Error::io("read the stored graph", &path, &e))
    }

    /// Loads the graph into memory, to be questioned.
    pub fn load(&self) -> Result<LoadedGraph> {
        let place = self.folder.join(GRAPH).display().to_string();
        LoadedGraph::from_nquads(&self.graph_bytes()?).map_err(|e| e.at(place).help(REBUILD))
    }

    fn lines<T: DeserializeOwned + Send>(&self, file: &str) -> Result<Vec<T>> {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).map_err(|e| Error::io("read the stored graph", &path, &e))?;
        let lines: Vec<&str> = text.lines().collect();
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

    /// Writes a corpus. All is written beside the folder and then renamed, so that a failure leaves what was there.
    ///
    /// Gives the store, and whether anything changed. Errors ([`Kind::Io`]): no space, no permission.
    pub fn write(
        folder: &Path,
        corpus: &Corpus,
        quads: Vec<Quad>,
        sources: &[Stored],
        detail: Detail,
    ) -> Result<(KnowledgeStore, bool)> {
        let mut files: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        files.insert(GRAPH, nquads(quads));
        files.insert(FACTS, jsonl(&corpus.facts));
        files.insert(ENTITIES, jsonl(&corpus.entities));
        files.insert(APPARATUS, jsonl(&corpus.variants()));
        files.insert(TURNS, jsonl(&corpus.turn_lines()));
        let manifest = Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            detail,
            sources: sources.iter().map(|s| s.entry.clone()).collect(),
            files: files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.len() as u64)).collect(),
        };
        let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
        text.push('\n');
        files.insert(MANIFEST, text.into_bytes());
        let same = files.iter().all(|(name, bytes)| fs::read(folder.join(name)).is_ok_and(|old| old == *bytes));
        if !same {
            replace(folder, |fresh| {
                let dir = fresh.join(SOURCES);
                fs::create_dir(&dir).map_err(|e| Error::io("write the store", &dir, &e))?;
                let kept = kept_sources(folder);
                let file = |s: &Stored| local_name(&s.entry.name);
                let link = |s: &&Stored| {
                    let known = kept.get(&s.entry.name) == Some(&s.entry.sha256);
                    !(known && fs::hard_link(folder.join(SOURCES).join(file(s)), dir.join(file(s))).is_ok())
                };
                let fresh_sources = sources.iter().filter(link).map(|s| (dir.join(file(s)), s.bytes.as_slice()));
                let parts = files.iter().map(|(name, bytes)| (fresh.join(name), bytes.as_slice()));
                save_all(fresh_sources.chain(parts).collect())
            })?;
        }
        Ok((KnowledgeStore { folder: folder.to_owned(), manifest }, !same))
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

/// Lets `fill` make a folder beside `folder`, and puts it in its place.
fn replace(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let beside = |tail: &str| folder.with_file_name(format!("{}{}", beside(folder, tail), std::process::id()));
    if let Some(parent) = folder.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(|e| Error::io("write the store", parent, &e))?;
    }
    let (fresh, old) = (beside("new"), beside("old"));
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir(&fresh).map_err(|e| Error::io("write the store", folder, &e))?;
    let moved = fill(&fresh).and_then(|()| {
        let had = folder.exists();
        if had {
            fs::rename(folder, &old).map_err(|e| Error::io("write the store", folder, &e))?;
        }
        fs::rename(&fresh, folder).map_err(|e| {
            if had {
                let _ = fs::rename(&old, folder);
            }
            Error::io("write the store", folder, &e)
        })
    });
    if moved.is_err() {
        let _ = fs::remove_dir_all(&fresh);
    } else {
        let _ = fs::remove_dir_all(&old);
    }
    moved
}

/// The sources that a folder holds already, with their hashes: they need not be written again.
fn kept_sources(folder: &Path) -> BTreeMap<String, String> {
    let manifest = fs::read(folder.join(MANIFEST)).ok().and_then(|m| serde_json::from_slice::<Manifest>(&m).ok());
    let sources = manifest.into_iter().flat_map(|m| m.sources);
    // A file that is damaged is written anew.
    let whole = |s: &SourceEntry| {
        fs::metadata(folder.join(SOURCES).join(local_name(&s.name))).is_ok_and(|m| m.len() == s.bytes as u64)
    };
    sources.filter(whole).map(|s| (s.name, s.sha256)).collect()
}

/// Writes files, many at a time: each waits for the disk.
fn save_all(files: Vec<(PathBuf, &[u8])>) -> Result<()> {
    /// Files that wait for the disk together.
    const TOGETHER: usize = 32;
    let left = std::sync::Mutex::new(files.into_iter());
    let next = || left.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let some = || std::iter::from_fn(next).try_for_each(|(path, bytes)| save(&path, bytes));
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..TOGETHER).map(|_| scope.spawn(some)).collect();
        let ended = writers.into_iter().map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.fold(Ok(()), Result::and)
    })
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|e| Error::io("write the store", path, &e))
}

fn jsonl<T: Serialize + Sync>(items: &[T]) -> Vec<u8> {
    let lines: Vec<String> =
        items.par_iter().map(|i| serde_json::to_string(i).expect("lines are plain data")).collect();
    let mut out = lines.join("\n").into_bytes();
    if !out.is_empty() {
        out.push(b'\n');
    }
    out
}

/// Sorted N-Quads, each once.
pub fn nquads(quads: Vec<Quad>) -> Vec<u8> {
    let mut lines: Vec<String> = quads.into_par_iter().map(|q| format!("{q} .\n")).collect();
    lines.par_sort_unstable();
    lines.dedup();
    lines.concat().into_bytes()
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
