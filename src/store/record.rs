//! `run.ttl`, the records of builds: what builds did and when. No other file of the store depends on it, and no hash guards
//! it, as the same sources make the same store whenever it is built. So it is watched by itself.

use super::{KnowledgeStore, RUN, write::save};
use crate::error::{Error, Result};
use crate::graph;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What is wrong with the records of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// There are none.
    Missing,
    /// They break off, or are no Turtle.
    Cut,
}

impl Lack {
    /// The same in words.
    pub fn told(self) -> &'static str {
        match self {
            Lack::Missing => "is missing",
            Lack::Cut => "is cut or damaged",
        }
    }

    /// What to do.
    pub fn cure(self) -> &'static str {
        match self {
            Lack::Missing => "the next build writes it",
            Lack::Cut => "delete it, and the next build writes it again",
        }
    }
}

impl KnowledgeStore {
    /// Adds the record of a build to those of the store.
    pub(crate) fn record(folder: &Path, record: &str) -> Result<()> {
        let path = folder.join(RUN);
        let file = fs::File::options().create(true).append(true).open(&path);
        file.and_then(|mut f| f.write_all(record.as_bytes())).map_err(|e| Error::io("write the run record", &path, &e))
    }

    /// What is wrong with the records of the store in a folder, as far as their end tells: a large store has many.
    pub(crate) fn lack_of_records(folder: &Path) -> Option<Lack> {
        match end(&folder.join(RUN)) {
            Err(_) => Some(Lack::Missing),
            Ok(end) => (end != *b".\n").then_some(Lack::Cut),
        }
    }

    /// What is wrong with the records of this store, all of which are read.
    pub(crate) fn lack_in_records(&self) -> Option<Lack> {
        let is_read = || graph::readable_records(&fs::read(self.folder.join(RUN)).unwrap_or_default()).1;
        KnowledgeStore::lack_of_records(&self.folder).or_else(|| (!is_read()).then_some(Lack::Cut))
    }

    /// Leaves of damaged records what can be read, so that others can follow.
    pub(crate) fn mend_records(folder: &Path) -> Result<()> {
        let path = folder.join(RUN);
        let text = fs::read(&path).unwrap_or_default();
        save(&path, &[graph::readable_records(&text).0.as_bytes()])
    }
}

/// The last two bytes of a file; an error if it has none.
fn end(path: &Path) -> std::io::Result<[u8; 2]> {
    let (mut file, mut end) = (fs::File::open(path)?, [0; 2]);
    file.seek(SeekFrom::End(-2))?;
    file.read_exact(&mut end)?;
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_cut_records_the_whole_statements_stay() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(RUN);
        let lack = || KnowledgeStore::lack_of_records(dir.path());
        assert_eq!(lack(), Some(Lack::Missing));
        let record = |n: u8| format!("@prefix x: <x:> .\nx:build{n} x:used x:a .\n");
        KnowledgeStore::record(dir.path(), &record(1)).unwrap();
        KnowledgeStore::record(dir.path(), &record(2)).unwrap();
        assert_eq!(lack(), None);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 8]).unwrap();
        assert_eq!(lack(), Some(Lack::Cut));
        KnowledgeStore::mend_records(dir.path()).unwrap();
        KnowledgeStore::record(dir.path(), &record(3)).unwrap();
        assert_eq!(lack(), None);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("build1") && !text.contains("build2") && text.contains("build3"), "{text}");
        let manifest = serde_json::json!({"format": 3, "program": "", "files": {}});
        let manifest = serde_json::from_value(manifest).unwrap();
        let store = KnowledgeStore { folder: dir.path().to_owned(), manifest };
        assert_eq!(store.lack_in_records(), None);
        fs::write(&path, text.replace("build1", "\u{0}")).unwrap();
        assert_eq!((lack(), store.lack_in_records()), (None, Some(Lack::Cut)), "who looks at all sees more");
    }
}
