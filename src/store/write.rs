//! Writing a store: whole beside the folder, and then in its place.

use super::{
    APPARATUS, BUNDLES, COMPARED, ENTITIES, FACTS, FORMAT, GRAPH, KnowledgeStore, MANIFEST, Manifest, Part, SOURCES,
    SourceEntry, TURNS, beside, journal,
};
use crate::corpus::{TurnLine, VariantLine};
use crate::entity::EntityRecord;
use crate::error::{Error, Result};
use crate::graph::{Detail, local_name};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

impl KnowledgeStore {
    /// Writes a store. All is written beside the folder and then renamed, so that a failure leaves what was there; what
    /// `old` has and does not change is linked and not written again.
    ///
    /// Gives whether anything changed. Errors ([`Kind::Io`]): no space, no permission.
    pub(crate) fn write(folder: &Path, old: Option<&KnowledgeStore>, contents: &Contents<'_>) -> Result<bool> {
        let changes = if contents.graph.is_change() { old.map_or(0, |o| o.manifest.changes) + 1 } else { 0 };
        let mut files = contents.files(changes);
        let kept = old.filter(|_| changes > 0).into_iter().flat_map(|o| &o.manifest.files);
        let mut sizes: BTreeMap<String, u64> = kept.map(|(name, size)| (name.clone(), *size)).collect();
        let linked: Vec<String> = sizes.keys().filter(|n| !files.iter().any(|(f, _)| f == *n)).cloned().collect();
        let size = |bytes: &[&[u8]]| bytes.iter().map(|b| b.len() as u64).sum::<u64>();
        sizes.extend(files.iter().filter(|(n, _)| n != COMPARED).map(|(name, bytes)| (name.clone(), size(bytes))));
        let manifest = Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            detail: contents.detail,
            read_by: contents.read_by.clone(),
            changes,
            sources: contents.sources.iter().map(|s| s.0.clone()).collect(),
            files: sizes,
        };
        let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
        text.push('\n');
        files.push((MANIFEST.to_owned(), vec![text.as_bytes()]));
        let held = || files.iter().all(|(name, bytes)| name == COMPARED || holds(&folder.join(name), bytes));
        if (changes > 0 && contents.change_nothing() && old.is_some_and(|o| o.manifest.sources == manifest.sources))
            || held()
        {
            return Ok(false);
        }
        replace(folder, |fresh| {
            linked.iter().try_for_each(|name| link(&folder.join(name), &fresh.join(name)))?;
            let mut parts = contents.new_sources(folder, fresh)?;
            parts.extend(files.iter().map(|(name, bytes)| (fresh.join(name), bytes.clone())));
            save_all(parts)
        })?;
        Ok(true)
    }
}

/// A file to write, and its bytes in pieces.
type Unwritten<'a> = (PathBuf, Vec<&'a [u8]>);

/// What goes into a store.
pub(crate) struct Contents<'a> {
    /// The graph.
    pub graph: Part,
    /// The joined facts.
    pub facts: Part,
    /// What remains of the documents.
    pub bundles: Part,
    /// Files that are always written whole, by name.
    pub whole: Vec<(&'static str, Vec<u8>)>,
    /// The sources; with their bytes, unless they are stored already.
    pub sources: Vec<(SourceEntry, Option<&'a [u8]>)>,
    /// How much of the text is in the graph.
    pub detail: Detail,
    /// A hash of the program and the ontology.
    pub read_by: String,
}

impl Contents<'_> {
    fn files(&self, changes: u32) -> Vec<(String, Vec<&[u8]>)> {
        let parts = [(GRAPH, &self.graph), (FACTS, &self.facts), (BUNDLES, &self.bundles)].map(|(name, part)| {
            let name = if changes > 0 { journal::name(name, changes) } else { name.to_owned() };
            (name, part.bytes())
        });
        let whole = self.whole.iter().map(|(name, bytes)| ((*name).to_owned(), vec![bytes.as_slice()]));
        parts.into_iter().chain(whole).collect()
    }

    fn change_nothing(&self) -> bool {
        self.graph.is_empty() && self.facts.is_empty() && self.bundles.is_empty()
    }

    /// Links the sources that a folder has into a fresh one, and gives the others with their bytes.
    fn new_sources(&self, folder: &Path, fresh: &Path) -> Result<Vec<Unwritten<'_>>> {
        let dir = fresh.join(SOURCES);
        fs::create_dir(&dir).map_err(|e| Error::io("write the store", &dir, &e))?;
        let kept = kept_sources(folder);
        let mut out = Vec::new();
        for (entry, bytes) in &self.sources {
            let file = local_name(&entry.name);
            match bytes {
                Some(bytes) if kept.get(&entry.name) != Some(&entry.sha256) => out.push((dir.join(file), vec![*bytes])),
                _ => link(&folder.join(SOURCES).join(&file), &dir.join(&file))?,
            }
        }
        Ok(out)
    }
}

/// The files of a store that are always written whole.
pub(crate) fn whole_files(
    entities: &[EntityRecord],
    apparatus: &[VariantLine],
    turns: &[&TurnLine],
    compared: &[impl Serialize + Sync],
) -> Vec<(&'static str, Vec<u8>)> {
    let files = [
        (ENTITIES, jsonl(entities.par_iter())),
        (APPARATUS, jsonl(apparatus.par_iter())),
        (TURNS, jsonl(turns.par_iter())),
        (COMPARED, jsonl(compared.par_iter())),
    ];
    files.map(|(name, lines)| (name, lines.concat().into_bytes())).into()
}

/// Whether a file holds these bytes.
fn holds(path: &Path, bytes: &[&[u8]]) -> bool {
    let size: usize = bytes.iter().map(|b| b.len()).sum();
    let file = fs::File::open(path).ok().filter(|_| fs::metadata(path).is_ok_and(|m| m.len() == size as u64));
    let Some(file) = file else { return false };
    let mut file = std::io::BufReader::with_capacity(1 << 16, file);
    let mut held = Vec::new();
    bytes.iter().all(|b| {
        held.resize(b.len(), 0);
        file.read_exact(&mut held).is_ok() && held == *b
    })
}

/// Puts a file under another name, too; copies it where the file system has no links.
fn link(from: &Path, to: &Path) -> Result<()> {
    let copied = fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()));
    copied.map_err(|e| Error::io("write the store", to, &e))
}

/// Lets `fill` make a folder beside `folder`, and puts it in its place.
pub(super) fn replace(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
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
fn save_all(files: Vec<(PathBuf, Vec<&[u8]>)>) -> Result<()> {
    /// Files that wait for the disk together.
    const TOGETHER: usize = 32;
    let left = std::sync::Mutex::new(files.into_iter());
    let next = || left.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let some = || std::iter::from_fn(next).try_for_each(|(path, bytes)| save(&path, &bytes));
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..TOGETHER).map(|_| scope.spawn(some)).collect();
        let ended = writers.into_iter().map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.fold(Ok(()), Result::and)
    })
}

pub(super) fn save(path: &Path, bytes: &[&[u8]]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::with_capacity(1 << 16, fs::File::create(path)?);
        bytes.iter().try_for_each(|b| file.write_all(b))?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
    };
    write().map_err(|e| Error::io("write the store", path, &e))
}

/// Lines of JSON, each with its end.
pub(crate) fn jsonl<'a, T: Serialize + Sync + 'a>(items: impl IndexedParallelIterator<Item = &'a T>) -> Vec<String> {
    items.map(|i| serde_json::to_string(i).expect("lines are plain data") + "\n").collect()
}
