//! The graph on disk, for graphs larger than memory: with the feature `rocksdb`, queries read an index beside the canonical
//! files, and what they do not ask for stays on disk.
//!
//! ```text
//! KG/rocksdb/quads/           the quads of graph.nq, as oxigraph keeps them on disk
//! KG/rocksdb/made-from.json   the state of the store that they were made from, and the size of every file of theirs
//! ```
//!
//! The index holds nothing that the canonical files do not: who takes it away loses nothing. A query that finds none, or one
//! that is damaged, makes it; one that finds that of a former state puts what builds have changed since into a copy, which
//! shares the large files of the former one and takes its place. So queries that run meanwhile are left alone.

use super::write::{link, make_folder, replace, save};
use super::{GRAPH, KnowledgeStore, LoadedGraph, parser, unread};
use crate::error::{Error, Kind, Result};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad};
use oxigraph::store::{StorageError, Store};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Display;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::UNIX_EPOCH;

const INDEX: &str = "rocksdb";
const QUADS: &str = "quads";
const MADE_FROM: &str = "made-from.json";

/// Megabytes that loading may take.
const ROOM: usize = 512;

/// Lines of changes that are put in at once.
const AT_ONCE: usize = 50_000;

/// The state of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    /// Size of the graph as it was written whole.
    bytes: u64,
    /// When that was, in nanoseconds since 1970.
    written: u64,
    /// How many builds have changed it since.
    changes: u32,
}

/// What an index says of itself.
#[derive(Serialize, Deserialize)]
struct Index {
    #[serde(flatten)]
    state: State,
    /// Size in bytes of each file of the quads. RocksDB is not asked to open what is not whole.
    files: BTreeMap<String, u64>,
}

impl State {
    /// The state that an index was made from, if there is one that is whole.
    fn of(folder: &Path) -> Option<State> {
        let index: Index = serde_json::from_slice(&fs::read(folder.join(MADE_FROM)).ok()?).ok()?;
        let is_whole = |(name, size): (&String, &u64)| {
            fs::metadata(folder.join(QUADS).join(name)).is_ok_and(|file| file.len() == *size)
        };
        index.files.iter().all(is_whole).then_some(index.state)
    }

    /// Whether builds that changed one graph lie between two states.
    fn leads_to(&self, later: &State) -> bool {
        (self.bytes, self.written) == (later.bytes, later.written) && self.changes < later.changes
    }
}

impl KnowledgeStore {
    /// Opens the graph on disk, to be questioned; makes its index where there is none, or one of a former state.
    ///
    /// Errors: [`Kind::Io`], the folder of the store cannot be written; [`Kind::Store`], the store is damaged.
    pub fn load(&self) -> Result<LoadedGraph> {
        let folder = self.folder.join(INDEX);
        let state = self.state()?;
        let found = State::of(&folder);
        if found.as_ref() != Some(&state)
            && let Err(error) = self.make_index(&folder, found, &state)
            // Another query may have been quicker.
            && State::of(&folder) != Some(state)
        {
            return Err(error);
        }
        let store = Store::open_read_only(folder.join(QUADS)).map_err(|e| unusable(&folder, &e))?;
        Ok(LoadedGraph { store })
    }

    fn state(&self) -> Result<State> {
        let path = self.folder.join(GRAPH);
        let file = fs::metadata(&path).map_err(|e| unread(&path, &e))?;
        let written = file.modified().map_err(|e| unread(&path, &e))?;
        let written = written.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64);
        Ok(State { bytes: file.len(), written, changes: self.manifest.changes })
    }

    fn make_index(&self, folder: &Path, former: Option<State>, state: &State) -> Result<()> {
        replace(folder, |fresh| {
            let quads = fresh.join(QUADS);
            match former.filter(|former| former.leads_to(state)) {
                Some(former) => {
                    copy(&folder.join(QUADS), &quads)?;
                    self.put_in_changes(&quads, former.changes)?;
                }
                None => self.put_in_all(&quads)?,
            }
            let index = Index { state: state.clone(), files: files(&quads)? };
            let text = serde_json::to_string_pretty(&index).expect("an index is plain data") + "\n";
            save(&fresh.join(MADE_FROM), &[text.as_bytes()])
        })
    }

    fn put_in_all(&self, quads: &Path) -> Result<()> {
        let store = Store::open(quads).map_err(|e| unusable(quads, &e))?;
        let mut loader = store.bulk_loader().without_atomicity().with_max_memory_size_in_megabytes(ROOM);
        loader.load_from_reader(parser(), self.graph_file()?).map_err(|e| self.damaged(&e))?;
        loader.commit().and_then(|()| store.flush()).map_err(|e| unusable(quads, &e))
    }

    /// Puts in what builds have changed since the one of this number. Each line of a layer tells how builds left it, so what
    /// a layer has taken up from former ones does no harm.
    fn put_in_changes(&self, quads: &Path, since: u32) -> Result<()> {
        let store = Store::open(quads).map_err(|e| unusable(quads, &e))?;
        for path in self.layers_since(GRAPH, since) {
            let file = fs::File::open(&path).map_err(|e| unread(&path, &e))?;
            let mut lines = BufReader::new(file).lines().peekable();
            while lines.peek().is_some() {
                let some = lines.by_ref().take(AT_ONCE).collect::<std::io::Result<Vec<String>>>();
                let (more, less) = self.signed(&some.map_err(|e| unread(&path, &e))?)?;
                change(&store, &more, &less).map_err(|e| unusable(quads, &e))?;
            }
        }
        store.flush().map_err(|e| unusable(quads, &e))
    }

    /// The quads of a layer's lines that come, and those that go.
    fn signed(&self, lines: &[String]) -> Result<(Vec<Quad>, Vec<Quad>)> {
        let of = |sign: char| {
            let text: String = lines.iter().filter_map(|l| l.strip_prefix(sign)).flat_map(|l| [l, "\n"]).collect();
            parser().for_slice(&text).collect::<std::result::Result<Vec<Quad>, _>>().map_err(|e| self.damaged(&e))
        };
        Ok((of('+')?, of('-')?))
    }

    fn damaged(&self, e: &dyn Display) -> Error {
        Error::damaged(e).at(self.folder.join(GRAPH).display())
    }
}

fn unusable(path: &Path, e: &StorageError) -> Error {
    Error::new(Kind::Io, format!("cannot use the graph on disk: {e}"))
        .at(path.display())
        .help("see that there is room and the right to write; the folder `rocksdb` of a store can be deleted, and is made again")
}

/// The files of some quads that tell what these are, with their sizes.
fn files(quads: &Path) -> Result<BTreeMap<String, u64>> {
    let read = || -> std::io::Result<BTreeMap<String, u64>> {
        let sized = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry?;
            Ok((entry.file_name().to_string_lossy().into_owned(), entry.metadata()?.len()))
        };
        fs::read_dir(quads)?.map(sized).collect()
    };
    let mut files = read().map_err(|e| Error::io("read the graph on disk", quads, &e))?;
    // What a process holds, and what it tells of its work, change with every opening.
    files.retain(|name, _| name != "LOCK" && !name.starts_with("LOG"));
    Ok(files)
}

/// Copies an index. Its large files are never changed, so the copy shares them.
fn copy(from: &Path, to: &Path) -> Result<()> {
    make_folder(to)?;
    for name in files(from)?.into_keys() {
        let (old, new) = (from.join(&name), to.join(&name));
        if name.ends_with(".sst") {
            link(&old, &new)?;
        } else {
            fs::copy(&old, &new).map_err(|e| Error::io("copy the graph on disk", &old, &e))?;
        }
    }
    Ok(())
}

/// Puts quads in and takes quads out, and takes out the graphs of which nothing is left.
fn change(store: &Store, more: &[Quad], less: &[Quad]) -> std::result::Result<(), StorageError> {
    let mut transaction = store.start_transaction()?;
    less.iter().for_each(|quad| transaction.remove(quad));
    more.iter().for_each(|quad| transaction.insert(quad));
    transaction.commit()?;
    let graphs: HashSet<&GraphName> = less.iter().map(|quad| &quad.graph_name).collect();
    for graph in graphs {
        if let GraphName::NamedNode(name) = graph
            && store.quads_for_pattern(None, None, None, Some(graph.as_ref())).next().is_none()
        {
            store.remove_named_graph(&NamedOrBlankNode::from(name.clone()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Detail;
    use crate::store::{Change, Contents};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A line of the graph; every third stands in a graph of its own.
    fn line(n: u8) -> String {
        let graph = if n.is_multiple_of(3) { n } else { 1 };
        format!("<https://example.org/{n}> <https://example.org/says> \"{n}\" <https://example.org/graph/{graph}> .")
    }

    fn contents(less: &BTreeSet<u8>, more: &BTreeSet<u8>) -> Contents {
        let change = Change::new(less.iter().copied().map(line).collect(), more.iter().copied().map(line).collect());
        let (files, read_by) = (BTreeMap::from([(GRAPH, change)]), String::new());
        Contents { files, sources: Vec::new(), detail: Detail::default(), read_by, vocabulary: Vec::new() }
    }

    /// Sees that what is questioned is what the canonical form says.
    fn agree(folder: &Path) {
        let store = KnowledgeStore::open(folder).unwrap();
        let canonical = String::from_utf8(store.graph_bytes().unwrap()).unwrap();
        let graph = store.load().unwrap().store;
        let found: BTreeSet<String> = graph.iter().map(|quad| format!("{} .", quad.unwrap())).collect();
        assert_eq!(found, canonical.lines().map(str::to_owned).collect());
        let graphs: BTreeSet<String> = graph.named_graphs().map(|name| name.unwrap().to_string()).collect();
        let named = |line: &str| line.split(' ').nth(3).map(str::to_owned);
        assert_eq!(graphs, canonical.lines().filter_map(named).collect());
    }

    fn number_of(folder: &Path) -> Option<u32> {
        State::of(&folder.join(INDEX)).map(|state| state.changes)
    }

    #[test]
    fn an_index_that_is_lost_or_damaged_is_made_again() {
        let dir = tempfile::tempdir().unwrap();
        KnowledgeStore::write(dir.path(), &contents(&BTreeSet::new(), &(0..9).collect())).unwrap();
        agree(dir.path());
        fs::remove_dir_all(dir.path().join(INDEX)).unwrap();
        agree(dir.path());
        fs::remove_file(dir.path().join(INDEX).join(MADE_FROM)).unwrap();
        agree(dir.path());
        fs::remove_file(dir.path().join(INDEX).join(QUADS).join("CURRENT")).unwrap();
        agree(dir.path());
        let quads = fs::read_dir(dir.path().join(INDEX).join(QUADS)).unwrap().map(|e| e.unwrap().path());
        fs::write(quads.filter(|path| path.extension().is_some_and(|e| e == "sst")).min().unwrap(), "x").unwrap();
        agree(dir.path());
        assert_eq!(number_of(dir.path()), Some(0));
    }

    #[test]
    fn a_question_under_way_keeps_its_graph() {
        let dir = tempfile::tempdir().unwrap();
        KnowledgeStore::write(dir.path(), &contents(&BTreeSet::new(), &(0..99).collect())).unwrap();
        let before = KnowledgeStore::open(dir.path()).unwrap().load().unwrap();
        KnowledgeStore::open(dir.path()).unwrap().change(&contents(&[4].into(), &[100].into())).unwrap();
        agree(dir.path());
        assert_eq!(number_of(dir.path()), Some(1));
        assert_eq!(before.store.iter().filter(|quad| quad.is_ok()).count(), 99);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_index_follows_what_builds_change(
            first in proptest::collection::btree_set(0u8..120, 40..90),
            builds in proptest::collection::vec(
                (proptest::collection::btree_set(0u8..120, 0..4), proptest::collection::btree_set(0u8..120, 0..4), any::<bool>()), 1..6),
        ) {
            let dir = tempfile::tempdir().unwrap();
            KnowledgeStore::write(dir.path(), &contents(&BTreeSet::new(), &first)).unwrap();
            agree(dir.path());
            for (less, more, asked) in builds {
                KnowledgeStore::open(dir.path()).unwrap().change(&contents(&less, &more)).unwrap();
                if asked {
                    agree(dir.path());
                }
            }
            agree(dir.path());
        }
    }
}
