//! Folders: which of their files are read, and what is told of the others.

use super::Form;
use super::place::{Found, place_of};
use crate::cli::output::{self, many};
use crate::error::{Error, Kind, Result};
use crate::printable::printable;
use crate::store::KnowledgeStore;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// How many names of files a line tells.
const SHOWN: usize = 3;

impl Form {
    /// Endings of the names of files that are read when a folder is walked.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Form::Text => &["txt", "text", "md", "markdown", "html", "htm"],
            Form::Jsonl => &["jsonl", "ndjson"],
        }
    }

    /// Whether a folder's file of this name is read.
    fn takes(self, path: &Path) -> bool {
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        ending.is_some_and(|e| self.endings().contains(&e.as_str()))
    }
}

/// The files and folders, without links, that the paths of one call have led to: each is read once, by whatever links.
pub(super) type Seen = HashSet<PathBuf>;

/// What stands under a path.
pub(super) struct Walk {
    form: Form,
    /// The files to read, by path.
    pub files: Vec<Found>,
    hidden: Vec<PathBuf>,
    others: Vec<PathBuf>,
    /// Folders that are stored graphs.
    stores: Vec<PathBuf>,
    /// How many files and folders another path has led to before.
    again: usize,
}

impl Walk {
    /// Finds the documents under a path. Hidden files and files of other kinds are passed over, unless named; stored graphs
    /// always.
    pub fn through(path: &Path, form: Form, seen: &mut Seen) -> Result<Walk> {
        let (files, hidden, others, stores) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut walk = Walk { form, files, hidden, others, stores, again: 0 };
        walk.enter(path, true, seen)?;
        Ok(walk)
    }

    /// Whether there is nothing to read, and never was.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.again == 0
    }

    fn enter(&mut self, path: &Path, named: bool, seen: &mut Seen) -> Result<()> {
        let wrong = |e| Error::io("read the input", path, &e);
        let meta = std::fs::metadata(path).map_err(wrong)?;
        if !meta.is_dir() && !named && !self.form.takes(path) {
            self.others.push(path.to_owned());
            return Ok(());
        }
        // What is neither file nor folder, as a pipe, has no place.
        let stands = meta.is_dir() || meta.is_file();
        if stands && !seen.insert(path.canonicalize().map_err(wrong)?) {
            self.again += 1;
            return Ok(());
        }
        if !meta.is_dir() {
            let place = if stands { place_of(path) } else { None };
            self.files.push(Found { path: path.to_owned(), place });
            return Ok(());
        }
        if KnowledgeStore::is_at(path) {
            self.stores.push(path.to_owned());
            return Ok(());
        }
        self.folder(path, seen)
    }

    fn folder(&mut self, path: &Path, seen: &mut Seen) -> Result<()> {
        let unread = |e| Error::io("read the folder", path, &e);
        let entries = std::fs::read_dir(path).map_err(unread)?;
        let mut inside: Vec<PathBuf> =
            entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>().map_err(unread)?;
        inside.sort();
        for entry in inside {
            if entry.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.')) {
                self.hidden.push(entry);
            } else if let Err(e) = self.enter(&entry, false, seen) {
                output::complain(e);
            }
        }
        Ok(())
    }

    /// What is told of the files that are not read.
    pub fn passed_over(&self, folder: &Path) -> Vec<String> {
        let stores =
            self.stores.iter().map(|s| format!("{}: this folder is a stored graph, and is passed over", printable(s)));
        self.files_passed_over(folder).into_iter().chain(stores).collect()
    }

    fn files_passed_over(&self, folder: &Path) -> Option<String> {
        let listed = |why: &str, files: &[PathBuf]| {
            let names = files.iter().take(SHOWN).map(|f| printable(f.strip_prefix(folder).unwrap_or(f)));
            let more = if files.len() > SHOWN { ", ..." } else { "" };
            (!files.is_empty())
                .then(|| format!("{} {why} ({}{more})", files.len(), names.collect::<Vec<_>>().join(", ")))
        };
        let parts = [listed("hidden", &self.hidden), listed("of another kind", &self.others)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let all = many(self.hidden.len() + self.others.len(), "file");
        let verb = if all.ends_with('s') { "are" } else { "is" };
        (!parts.is_empty()).then(|| {
            format!("{}: {all} {verb} passed over: {}; {}", printable(folder), parts.join(", "), self.what_is_read())
        })
    }

    /// The error of a folder without documents.
    pub fn nothing(&self, folder: &Path) -> Error {
        if let Some(store) = self.stores.iter().find(|store| *store == folder) {
            let help = format!(
                "give the files from which it was built; copies of them are in {}",
                printable(store.join("sources"))
            );
            return Error::new(Kind::Input, "this folder is a stored graph, and no document")
                .at(printable(folder))
                .help(help);
        }
        let lines = self.form == Form::Text && self.others.iter().any(|f| Form::Jsonl.takes(f));
        let hint = if lines { "; with --input jsonl each line of .jsonl files" } else { "" };
        let message = match self.files_passed_over(folder) {
            None => "no document is in this folder".to_owned(),
            Some(_) => format!(
                "no document is in this folder, and {} that are not read",
                many(self.hidden.len() + self.others.len(), "file")
            ),
        };
        let help = format!("{}{hint}", self.what_is_read());
        Error::new(Kind::Input, message).at(printable(folder)).help(help)
    }

    fn what_is_read(&self) -> String {
        let endings = self.form.endings().join(", .");
        format!("files of a folder are read if their names end in .{endings}; others by naming them")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_texts_in_order_and_tells_of_the_others() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.md", "c.png", ".hidden.txt", "d.jsonl"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        let names = |form| -> Vec<String> {
            let files = Walk::through(dir.path(), form, &mut Seen::default()).unwrap().files;
            files.iter().map(|f| f.path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(Form::Text), ["a.md", "b.txt"]);
        assert_eq!(names(Form::Jsonl), ["d.jsonl"]);
        let told = Walk::through(dir.path(), Form::Text, &mut Seen::default()).unwrap().passed_over(dir.path());
        assert!(
            told[0].contains("3 files are passed over: 1 hidden (.hidden.txt), 2 of another kind (c.png, d.jsonl)"),
            "{told:?}"
        );
        let named = Walk::through(&dir.path().join("c.png"), Form::Text, &mut Seen::default()).unwrap();
        assert!(named.files.len() == 1 && named.passed_over(dir.path()).is_empty());
    }
}
