//! The files of an ontology: which there are, and what each is for.

use super::OwnFile;
use crate::error::{Error, Kind, Result};
use crate::hash::sha256;
use crate::lexicon::is_class;
use crate::vocab::{NS, turtle};
use include_dir::{Dir, include_dir};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term};
use std::path::Path;

static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");

/// A file: its name as messages show it, and its text.
type File = (String, String);

/// The files of an ontology.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub vocabulary: Vec<File>,
    pub gazetteer: Vec<File>,
    pub rules: Vec<File>,
    pub queries: Vec<File>,
    pub language: Vec<File>,
    pub units: Option<File>,
    pub topics: Vec<File>,
    pub senses: Option<File>,
    /// Files at the top that nothing reads.
    stray: Vec<String>,
    /// What was read from a folder.
    pub read: Vec<OwnFile>,
}

impl Files {
    /// Those that travel in the program.
    pub fn built_in() -> Files {
        let mut files = Files::default();
        files.take_all(&ONTOLOGY);
        files
    }

    fn take_all(&mut self, dir: &Dir<'_>) {
        // The lexicon holds its own gazetteer, and what goes with it.
        for file in dir.files().filter(|f| f.path() != Path::new("names.toml")) {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                self.take(path, (format!("ontology/{path}"), text.to_owned()));
            }
        }
        dir.dirs().filter(|d| !d.path().ends_with("gazetteer")).for_each(|d| self.take_all(d));
        self.sort();
    }

    /// Those of a user's folder.
    ///
    /// Errors ([`Kind::Io`], [`Kind::Ontology`]): a file cannot be read, is not in UTF-8, or stands where none of its kind is
    /// read; nothing is there.
    pub fn of_folder(folder: &Path) -> Result<Files> {
        let mut mine = Files::default();
        mine.read_folder(folder, "")?;
        mine.sort();
        if let Some(stray) = mine.stray.first() {
            let help = "rules go into the folder rules/, macros and other parts of the language into language/; beside them stand topics.toml, units.toml and senses.toml";
            return Err(Error::new(Kind::Ontology, "no file of this name is read here").at(stray).help(help));
        }
        if mine.is_empty() {
            let help = "it holds vocabulary.ttl, gazetteer/*.ttl, rules/*.toml, language/*.toml, queries/*.rq, shapes.ttl, topics.toml, units.toml or senses.toml";
            let error = Error::new(Kind::Ontology, "nothing of an ontology is in this folder");
            return Err(error.at(folder.display().to_string()).help(help));
        }
        Ok(mine)
    }

    /// The built-in ones, with those of a user's folder.
    pub fn with(own: Option<&Path>) -> Result<Files> {
        let mut files = Files::built_in();
        if let Some(folder) = own {
            files.add(&mut Files::of_folder(folder)?);
        }
        Ok(files)
    }

    /// Takes over what adds to these files, and what stands in place of one. Names, rules, language and queries are loaded
    /// by themselves.
    pub fn add(&mut self, mine: &mut Files) {
        self.vocabulary.append(&mut mine.vocabulary);
        self.topics.append(&mut mine.topics);
        for (file, own) in [(&mut self.units, &mut mine.units), (&mut self.senses, &mut mine.senses)] {
            *file = own.take().or_else(|| file.take());
        }
    }

    /// `inner` is the path inside the user's folder.
    fn read_folder(&mut self, folder: &Path, inner: &str) -> Result<()> {
        let entries = std::fs::read_dir(folder).map_err(|e| Error::io("read the ontology", folder, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| Error::io("read the ontology", folder, &e))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let inside = if inner.is_empty() { name } else { format!("{inner}/{name}") };
            if path.is_dir() {
                self.read_folder(&path, &inside)?;
            } else if inside.starts_with("queries/") && inside.ends_with(".rq") {
                self.queries.push((path.display().to_string(), read_text(Kind::Ontology, "read the query", &path)?));
            } else if inside.ends_with(".ttl") || inside.ends_with(".toml") || inside.ends_with(".txt") {
                let bytes = std::fs::read(&path).map_err(|e| Error::io("read the ontology", &path, &e))?;
                self.read.push(OwnFile { path: inside.clone(), sha256: sha256(&bytes) });
                self.take_own(&inside, (path.display().to_string(), decoded(Kind::Ontology, &path, bytes)?))?;
            }
        }
        Ok(())
    }

    /// Puts a user's file where it belongs. Turtle at the top is vocabulary, unless it describes what has names.
    fn take_own(&mut self, inside: &str, file: File) -> Result<()> {
        if inside == "language.toml" {
            let message = "the language is a folder, of which yours holds only what you add or change";
            let help = "make a folder language/, and put into files of any name in it what differs from the built-in one; the rest stays as it is";
            return Err(Error::new(Kind::Ontology, message).at(file.0).help(help));
        }
        if inside.contains('/') || !inside.ends_with(".ttl") || inside == "shapes.ttl" {
            self.take(inside, file);
            return Ok(());
        }
        match described(&file) {
            (true, true) => {
                let message = "this file describes both terms of the vocabulary and what has names";
                let help = "put the names into a file of the folder gazetteer/";
                return Err(Error::new(Kind::Ontology, message).at(file.0).help(help));
            }
            (false, true) => self.gazetteer.push(file),
            _ => self.vocabulary.push(file),
        }
        Ok(())
    }

    /// Puts a file where it belongs by its place in the folder.
    fn take(&mut self, inside: &str, file: File) {
        match inside.split_once('/') {
            Some(("gazetteer", _)) => self.gazetteer.push(file),
            None if inside == "names.toml" => self.gazetteer.push(file),
            Some(("rules", _)) if inside.ends_with(".toml") => self.rules.push(file),
            Some(("language", _)) if inside.ends_with(".toml") => self.language.push(file),
            None if inside == "units.toml" => self.units = Some(file),
            None if inside == "senses.toml" => self.senses = Some(file),
            None if inside == "topics.toml" => self.topics.push(file),
            None if inside.ends_with(".toml") => self.stray.push(file.0),
            None if inside.ends_with(".ttl") && inside != "shapes.ttl" => self.vocabulary.push(file),
            _ => {}
        }
    }

    fn sort(&mut self) {
        self.vocabulary.sort();
        self.gazetteer.sort();
        self.rules.sort();
        self.language.sort();
        self.queries.sort();
        self.read.sort_by(|a, b| a.path.cmp(&b.path));
    }

    fn is_empty(&self) -> bool {
        self.vocabulary.is_empty()
            && self.gazetteer.is_empty()
            && self.rules.is_empty()
            && self.queries.is_empty()
            && self.language.is_empty()
            && self.units.is_none()
            && self.senses.is_none()
            && self.topics.is_empty()
            && !self.read.iter().any(|f| f.path == "shapes.ttl")
    }
}

/// Whether a Turtle file describes terms, and whether it describes what has names: blocks of a class of the gazetteer. What
/// cannot be read describes neither, and is refused by its reader.
fn described((name, text): &File) -> (bool, bool) {
    let mut found = (false, false);
    for quad in turtle(name, text).map_while(Result::ok) {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
        let class = match &quad.object {
            Term::NamedNode(class) if quad.predicate == rdf::TYPE => class.as_str().strip_prefix(NS),
            _ => None,
        };
        found.0 |= subject.as_str().starts_with(NS);
        found.1 |= class.is_some_and(is_class);
    }
    found
}

/// An error of a file that stands for a built-in one: where something is missing, what to begin with.
pub(super) fn in_place_of(error: Error, file: &str) -> Error {
    let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy();
    if !error.message.contains("missing") {
        return error;
    }
    error.help(format!("your {name} takes the place of the built-in one as a whole: begin with a copy of ontology/{name} of the source, and change it"))
}

/// Reads a text that somebody has written: in UTF-8, with or without the mark that some editors put in front.
///
/// Errors ([`Kind::Io`], `kind`): the file cannot be read; it is not in UTF-8.
pub(crate) fn read_text(kind: Kind, doing: &str, path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(doing, path, &e))?;
    decoded(kind, path, bytes)
}

/// The text of a file, as of [`read_text`].
fn decoded(kind: Kind, path: &Path, bytes: Vec<u8>) -> Result<String> {
    let wrong = |before: &[u8]| {
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let place = format!("{}:{line}", path.display());
        let help = "save it as UTF-8: editors ask for the encoding under \"Save as\"";
        Error::new(kind, "this file is not in UTF-8").at(place).help(help)
    };
    let text = String::from_utf8(bytes).map_err(|e| wrong(&e.as_bytes()[..e.utf8_error().valid_up_to()]))?;
    // UTF-16 of Latin letters alone is good UTF-8, but for its zeros.
    if let Some(at) = text.find('\0') {
        return Err(wrong(&text.as_bytes()[..at]));
    }
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}
