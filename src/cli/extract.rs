//! `extract`: texts in, lines out.

use super::input::{InputArgs, counted};
use super::{End, Global, Outcome, Run, Stop, output, usage};
use crate::corpus::{self, Corpus, Input};
use crate::document::Document;
use crate::engine::{Engine, Extraction};
use crate::error::Result;
use crate::export;
use crate::graph;
use crate::line::{Names, Script, Statement};
use crate::mention;
use crate::number::Mode;
use crate::store::nquads;
use oxigraph::io::RdfFormat;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;
use std::cmp::Reverse;
use std::io::Write;
use std::ops::Range;

/// Options of `extract`.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// jsonl, nq, ttl, or html: a page to look at, with what was read shown over the text
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: Format,
    /// Only one layer of the lines; fingerprint, which no other call prints: what articles of one event have in common
    #[arg(long, value_name = "LAYER")]
    layer: Option<Layer>,
    /// Which numbers are mentions: those that the guide marks, or every numeral and date
    #[arg(long, value_name = "WHICH", default_value = "guide")]
    numbers: Numbers,
    /// Number of threads (default: one for each core)
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Jsonl,
    Nq,
    Ttl,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Layer {
    Mention,
    Fact,
    Fingerprint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Numbers {
    Guide,
    All,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    threads(args.threads)?;
    // A wrong date spoils relative dates and nothing else: the documents are read without it, and the exit code tells.
    let mut args = args.clone();
    let wrong_date = args.input.take_bad_date();
    wrong_date.iter().for_each(output::complain);
    let args = &args;
    let engine = global.engine()?;
    if args.numbers == Numbers::All {
        engine.numbers = Mode::All;
    }
    let bad = match args.format {
        Format::Jsonl => lines(global, engine, args)?,
        Format::Nq | Format::Ttl => quads(global, engine, args)?,
        Format::Html => pages(global, engine, args)?,
    };
    Ok(if wrong_date.is_some() {
        End::BadUsage
    } else if bad > 0 {
        End::BadInput
    } else {
        End::Done
    })
}

/// Sets the number of threads for everything that follows.
pub(super) fn threads(wanted: Option<usize>) -> Result<()> {
    let Some(n) = wanted else { return Ok(()) };
    if n == 0 || n > 1024 {
        return Err(usage(format!("{n} threads cannot be"), "give a number from 1 to 1024"));
    }
    // A pool that is already there was made with the same wish.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(n).build_global();
    Ok(())
}

/// Prints lines as the documents come, and those of a long document as its pieces are read.
fn lines(global: &Global, engine: &Engine, args: &Args) -> Outcome<usize> {
    let names = Names::new(&engine.lexicon);
    let many = rayon::current_num_threads() * 8;
    let mut out = output::stdout();
    let mut refused = 0;
    let bad = args.input.batches::<Stop>(global, many, |batch| {
        let read: Vec<Result<Document>> =
            batch.into_par_iter().map(|item| item.document_told(engine, global)).collect();
        let documents: Vec<Document> = read.into_iter().filter_map(|d| counted(d, &mut refused)).collect();
        let pieces: Vec<(&Document, usize)> =
            documents.iter().flat_map(|d| (0..d.pieces()).map(move |piece| (d, piece))).collect();
        for some in pieces.chunks(many) {
            let done: Vec<Vec<u8>> =
                some.par_iter().map(|(document, piece)| piece_lines(engine, &names, args, document, *piece)).collect();
            done.iter().try_for_each(|lines| out.write_all(lines))?;
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(bad + refused)
}

/// The lines of one piece of a document, which most documents have one of.
fn piece_lines(engine: &Engine, names: &Names<'_>, args: &Args, doc: &Document, piece: usize) -> Vec<u8> {
    if args.layer == Some(Layer::Fingerprint) {
        return if piece == 0 { fingerprints(doc).into_bytes() } else { Vec::new() };
    }
    let mut lines = Lines::default();
    let extraction = (args.layer != Some(Layer::Mention)).then(|| engine.extract_piece(doc, piece));
    if args.layer != Some(Layer::Fact) {
        let own = match &extraction {
            Some(extraction) if engine.numbers == Mode::Guide => &extraction.mentions,
            _ => &engine.mentions_of_piece(doc, piece),
        };
        let told = own.iter().filter_map(|m| mention::line(m, doc, &engine.lexicon));
        told.for_each(|line| lines.push(line.start, line.end, &line));
    }
    if let Some(Extraction { mentions, facts }) = &extraction {
        for statement in Statement::of_facts(doc, facts, mentions, names, &engine.vocabulary, Script::Own) {
            let line = statement.line();
            lines.push(line.start, line.end, &line);
        }
    }
    lines.sorted()
}

/// Lines of JSON behind one another.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// The place of each line in the file, and its bytes in `text`.
    places: Vec<(usize, usize, Range<usize>)>,
}

impl Lines {
    fn push(&mut self, start: usize, end: usize, line: &impl Serialize) {
        let from = self.text.len();
        serde_json::to_writer(&mut self.text, line).expect("a line has keys that are text");
        self.text.push(b'\n');
        self.places.push((start, end, from..self.text.len()));
    }

    /// By place in the file; of mentions at one place the longer first, facts behind mentions.
    fn sorted(mut self) -> Vec<u8> {
        self.places.sort_by_key(|(start, end, _)| (*start, Reverse(*end)));
        let mut out = Vec::with_capacity(self.text.len());
        self.places.into_iter().for_each(|(_, _, line)| out.extend_from_slice(&self.text[line]));
        out
    }
}

/// A line for each article of a document.
fn fingerprints(doc: &Document) -> String {
    let line = |(article, marks): (usize, Vec<u64>)| {
        let marks: Vec<String> = marks.iter().map(|m| format!("{m:016x}")).collect();
        let date = doc.date.as_ref().map(|d| &d.edtf);
        let line =
            json!({"layer": "fingerprint", "source": doc.name(), "article": article, "date": date, "marks": marks});
        format!("{line}\n")
    };
    corpus::fingerprints(doc).into_iter().map(line).collect()
}

/// Writes a page to look at, document by document.
fn pages(global: &Global, engine: &Engine, args: &Args) -> Outcome<usize> {
    let names = Names::new(&engine.lexicon);
    let mut out = output::stdout();
    let mut refused = 0;
    export::view::begin(&mut out)?;
    let bad = args.input.batches::<Stop>(global, rayon::current_num_threads() * 8, |batch| {
        let done: Vec<Result<Vec<u8>>> = batch
            .par_iter()
            .map(|item| {
                let document = item.document_told(engine, global)?;
                let mut page = Vec::new();
                export::view::document(&mut page, &document, &engine.extract(&document), engine, &names)
                    .expect("memory takes what is written");
                Ok(page)
            })
            .collect();
        done.into_iter().filter_map(|d| counted(d, &mut refused)).try_for_each(|page| Ok(out.write_all(&page)?))
    })?;
    export::view::end(&mut out)?;
    out.flush()?;
    Ok(bad + refused)
}

/// Writes the graph of all documents.
fn quads(global: &Global, engine: &Engine, args: &Args) -> Outcome<usize> {
    let (items, mut bad) = args.input.all(global)?;
    let read: Vec<Result<Input>> = items
        .par_iter()
        .map(|i| Ok(Input { document: i.document_told(engine, global)?, sha256: i.sha256() }))
        .collect();
    let inputs = read.into_iter().filter_map(|r| counted(r, &mut bad)).collect();
    let corpus = Corpus::new(engine, inputs);
    let bytes = nquads(graph::quads(&corpus, &engine.vocabulary, graph::Detail::default()));
    let mut out = output::stdout();
    match args.format {
        Format::Ttl => export::rdf(&bytes[..], None, RdfFormat::Turtle, None, &mut out)?,
        _ => out.write_all(&bytes)?,
    }
    out.flush()?;
    Ok(bad)
}
