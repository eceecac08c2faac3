//! Files, folders, standard input and JSON Lines as documents.

mod folder;
mod jsonl;
mod place;

use super::{Global, output, usage};
use crate::date::calendar::is_date;
use crate::document::Document;
use crate::engine::{Engine, ReadOptions};
use crate::error::{Error, Result};
use crate::hash::sha256;
use crate::printable::printable;
use crate::source::{check_size, decode};
use folder::{Seen, Walk};
use jsonl::Records;
use place::{Found, Place, named};
use std::io::Read;
use std::path::{Path, PathBuf};

pub(super) use place::{names_of, place_of};

/// What to read, and how.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct InputArgs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Date of documents that carry none (2024-03-07, 2024-03 or 2024)
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// What the inputs are
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub input: Form,
    /// Encoding of the files, if detection errs (gb18030, big5, ...)
    #[arg(long, value_name = "LABEL", value_parser = encoding_parser)]
    pub encoding: Option<String>,
    /// What the document on standard input is called in the output
    #[arg(long, value_name = "NAME", default_value = STDIN, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub name: String,
}

/// What the document on standard input is called where nobody says it, and how standard input is named among paths.
pub(super) const STDIN: &str = "-";

impl InputArgs {
    /// Files and folders as they are.
    pub fn texts(paths: &[PathBuf], date: Option<&str>) -> InputArgs {
        InputArgs {
            paths: paths.to_vec(),
            date: date.map(str::to_owned),
            input: Form::Text,
            encoding: None,
            name: STDIN.to_owned(),
        }
    }
}

/// The forms of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    /// Each file is a document
    Text,
    /// Each line is one: {"id", "text", "date"?, "title"?, "source"?}
    Jsonl,
}

/// How many at most: a number that makes sense as such.
pub(super) fn at_least_one(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "a whole number from 1 on is wanted".to_owned())
}

/// A label of an encoding.
pub(super) fn encoding_parser(text: &str) -> std::result::Result<String, String> {
    decode(&[], Some(text)).map(|_| text.to_owned()).map_err(|e| e.help.unwrap_or(e.message))
}

pub(super) fn date_parser(text: &str) -> std::result::Result<String, String> {
    date(text)
}

/// How dates are written.
const DATES: &str = "a date of the calendar is written 2024-03-07, 2024-03 or 2024";

fn date(text: &str) -> std::result::Result<String, String> {
    if is_date(text) { Ok(text.to_owned()) } else { Err(DATES.to_owned()) }
}

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// A file, by its place.
    File(PathBuf),
    /// A line of JSON Lines: the file and the number of the line.
    Line(String),
    /// Something that stands nowhere: standard input, a pipe, the program itself.
    Nowhere,
}

impl Origin {
    /// The place of a file.
    pub fn place(&self) -> Option<&Path> {
        match self {
            Origin::File(place) => Some(place),
            Origin::Line(_) | Origin::Nowhere => None,
        }
    }
}

/// A document's bytes with what the user said of it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub name: String,
    pub bytes: Vec<u8>,
    pub options: ReadOptions,
    /// What a reader should know of what the user said.
    pub notes: Vec<String>,
    pub origin: Origin,
}

impl Item {
    /// Reads the document.
    pub fn document(&self, engine: &Engine) -> Result<Document> {
        let read = engine.read(&self.name, &self.bytes, &self.options);
        read.map_err(|e| match &self.origin {
            Origin::Line(line) => e.at(line),
            _ => e,
        })
    }

    /// Reads the document and tells what a reader should know of it.
    pub fn document_told(&self, engine: &Engine, global: &Global) -> Result<Document> {
        let document = self.document(engine)?;
        let at = match &self.origin {
            Origin::Line(line) => line,
            _ => &self.name,
        };
        document.source.diagnostics.iter().chain(&self.notes).for_each(|d| global.tell(format!("{at}: {d}")));
        Ok(document)
    }

    /// SHA-256 of the bytes, in hexadecimal.
    pub fn sha256(&self) -> String {
        sha256(&self.bytes)
    }
}

/// No more bytes than this are read ahead, unless one document has more.
const BATCH_BYTES: usize = 16 << 20;

/// Documents on their way to a worker.
#[derive(Default)]
struct Batch {
    /// How many go together.
    size: usize,
    items: Vec<Item>,
    bytes: usize,
}

impl Batch {
    fn add<E>(
        &mut self,
        item: Option<Item>,
        each: &mut impl FnMut(Vec<Item>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let Some(item) = item else { return Ok(()) };
        self.bytes += item.bytes.len();
        self.items.push(item);
        if self.items.len() >= self.size || self.bytes >= BATCH_BYTES { self.finish(each) } else { Ok(()) }
    }

    fn finish<E>(
        &mut self,
        each: &mut impl FnMut(Vec<Item>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.bytes = 0;
        let items = std::mem::take(&mut self.items);
        if items.is_empty() { Ok(()) } else { each(items) }
    }
}

impl InputArgs {
    /// Takes a `--date` that is no date of the calendar away, with the error to tell.
    pub fn take_bad_date(&mut self) -> Option<Error> {
        let given = self.date.take()?;
        match date(&given) {
            Ok(good) => {
                self.date = Some(good);
                None
            }
            Err(form) => Some(usage(format!("`--date {given}` is no date of the calendar"), form)),
        }
    }

    /// Hands all documents to `each`, at most `size` at a time, in the order of their paths. Errors of single inputs are
    /// printed; gives their number.
    pub fn batches<E: From<Error>>(
        &self,
        global: &Global,
        size: usize,
        mut each: impl FnMut(Vec<Item>) -> std::result::Result<(), E>,
    ) -> std::result::Result<usize, E> {
        let (places, mut bad) = self.places(global)?;
        let mut batch = Batch { size, ..Batch::default() };
        for place in &places {
            match self.input {
                Form::Text => batch.add(counted(place.read(self), &mut bad), &mut each)?,
                Form::Jsonl => bad += self.records(place, &mut batch, &mut each)?,
            }
        }
        batch.finish(&mut each)?;
        Ok(bad)
    }

    /// All documents at once.
    pub fn all(&self, global: &Global) -> Result<(Vec<Item>, usize)> {
        let mut items = Vec::new();
        let bad = self.batches::<Error>(global, 1024, |batch| {
            items.extend(batch);
            Ok(())
        })?;
        Ok((items, bad))
    }

    fn records<E: From<Error>>(
        &self,
        place: &Place,
        batch: &mut Batch,
        each: &mut impl FnMut(Vec<Item>) -> std::result::Result<(), E>,
    ) -> std::result::Result<usize, E> {
        let begun = place.open().and_then(|input| {
            Records::new(input, &place.name, self.encoding.as_deref(), self.date.as_deref())
                .map_err(|e| Error::io("read the input", Path::new(&place.name), &e))
        });
        let mut bad = 0;
        for record in counted(begun, &mut bad).into_iter().flatten() {
            batch.add(counted(record, &mut bad), each)?;
        }
        Ok(bad)
    }

    /// The places of all documents, by path, and the number of paths that give none.
    fn places(&self, global: &Global) -> Result<(Vec<Place>, usize)> {
        let (mut found, mut bad, mut seen) = (Vec::new(), 0, Seen::default());
        for path in &self.paths {
            if path.as_os_str() == STDIN {
                if found.contains(&None) {
                    return Err(usage("standard input is named twice", "give `-` once"));
                }
                found.push(None);
                continue;
            }
            match Walk::through(path, self.input, &mut seen) {
                Ok(walk) if walk.is_empty() => {
                    bad += 1;
                    output::complain(walk.nothing(path));
                }
                Ok(walk) => {
                    walk.passed_over(path).into_iter().for_each(|line| global.tell(line));
                    found.extend(walk.files.into_iter().map(Some));
                }
                Err(e) => {
                    bad += 1;
                    output::complain(e);
                }
            }
        }
        Ok((named(found, &self.name), bad))
    }
}

impl Place {
    /// The file, or standard input.
    fn open(&self) -> Result<Box<dyn Read>> {
        let Some(Found { path, .. }) = &self.file else { return Ok(Box::new(std::io::stdin().lock())) };
        let file = std::fs::File::open(path).map_err(|e| Error::io("read the input", path, &e))?;
        Ok(Box::new(file))
    }

    fn read(&self, args: &InputArgs) -> Result<Item> {
        let path = self.file.as_ref().map_or(Path::new(STDIN), |file| &file.path);
        let wrong = |e| Error::io("read the input", path, &e);
        if self.file.is_some() {
            check_size(&printable(path), std::fs::metadata(path).map_err(wrong)?.len())?;
        }
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes).map_err(wrong)?;
        let options =
            ReadOptions { date: args.date.clone(), encoding: args.encoding.clone(), ..ReadOptions::default() };
        let place = self.file.as_ref().and_then(|file| file.place.clone());
        let origin = place.map_or(Origin::Nowhere, Origin::File);
        Ok(Item { name: self.name.clone(), bytes, options, notes: Vec::new(), origin })
    }
}

/// Prints an error and counts it.
pub(super) fn counted<T>(result: Result<T>, bad: &mut usize) -> Option<T> {
    result.map_err(output::complain).inspect_err(|()| *bad += 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_checked() {
        for good in ["2023-05-04", "2023-05", "2023"] {
            assert_eq!(date(good).unwrap(), good);
        }
        for bad in ["2023-13-04", "4.5.2023", "23", "2023-5-4", "2023-05-40", "2024-02-30", "2023-02-29", "2023-00"] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
