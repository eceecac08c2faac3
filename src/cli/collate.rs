//! `collate`: the apparatus, the turns and the restored text of events with several renderings.

mod apparatus;
mod transcript;

use super::input::{STDIN, counted, date_parser, encoding_parser};
use super::{End, Global, Run, build, output, usage};
use crate::corpus::{Corpus, Input, TurnLine, VariantLine};
use crate::error::Result;
use crate::export;
use crate::store::{KnowledgeStore, Stored};
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::PathBuf;

/// Options of `collate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files or folders to collate; without them a stored graph is read. Files that are named one by one are taken for renderings of one event, unless their names or days speak against it
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder of a stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: Option<PathBuf>,
    /// Date of documents that carry none
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    date: Option<String>,
    /// Encoding of the files, if detection errs
    #[arg(long, value_name = "LABEL", value_parser = encoding_parser)]
    encoding: Option<String>,
    /// The turns of the event instead of the apparatus
    #[arg(long, conflicts_with_all = ["text", "disputes"])]
    turns: bool,
    /// The restored text of the event, sentence by sentence with its witnesses, instead of the apparatus
    #[arg(long, conflicts_with = "disputes")]
    text: bool,
    /// Only places that put a slot of a fact in dispute
    #[arg(long)]
    disputes: bool,
    /// text or jsonl; tei or html for the restored text with its apparatus
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Tei,
    Html,
}

impl Args {
    /// Whether the restored text is asked for: it is made from the sources themselves.
    fn edition(&self) -> bool {
        self.text || matches!(self.format, Format::Tei | Format::Html)
    }
}

/// Refuses a store that is named beside files, which are collated by themselves. One that is named for every day, in the
/// environment or the configuration, is passed over there.
pub(super) fn refuse_idle(matches: &clap::ArgMatches) -> std::result::Result<(), clap::Error> {
    let Some(own) = matches.subcommand_matches("collate") else { return Ok(()) };
    let is_given = own.value_source("store") == Some(clap::parser::ValueSource::CommandLine);
    if !is_given || !own.contains_id("paths") {
        return Ok(());
    }
    let message = "PATH and --store cannot be used together: files are collated by themselves\n  help: leave one of them out; `diplograph build PATH... --store DIR` adds files to a store\n";
    Err(clap::Error::raw(clap::error::ErrorKind::ArgumentConflict, message))
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    if matches!(args.format, Format::Tei | Format::Html) && (args.turns || args.disputes) {
        let message = "TEI and HTML hold the whole text with all turns and variants";
        return Err(usage(message, "leave --turns and --disputes out, or take --format jsonl").into());
    }
    let mut bad = 0;
    let empty = match &args.store {
        _ if !args.paths.is_empty() => {
            let corpus = read(global, args, &mut bad)?;
            if corpus.events.is_empty() {
                global.tell("no two of these documents render one event");
            }
            if args.edition() { edition(args, &corpus)? } else { lists(args, corpus.variants(), corpus.turn_lines())? }
        }
        None => return Err(usage("nothing to collate is named", "give files or a folder, or --store DIR").into()),
        Some(folder) => {
            let store = KnowledgeStore::open(folder)?;
            if args.edition() {
                edition(args, &read_again(global, &store)?)?
            } else {
                lists(args, store.apparatus()?, store.turns()?)?
            }
        }
    };
    Ok(match (bad, empty) {
        (0, false) => End::Done,
        (0, true) => End::Nothing,
        _ => End::BadInput,
    })
}

/// Prints the apparatus or the turns; gives whether there are none.
fn lists(args: &Args, mut variants: Vec<VariantLine>, turns: Vec<TurnLine>) -> io::Result<bool> {
    variants.retain(|v| !args.disputes || !v.disputes.is_empty());
    let mut out = output::stdout();
    match (args.turns, args.format) {
        (true, Format::Jsonl) => turns.iter().try_for_each(|t| line(&mut out, t))?,
        (true, _) => turns.iter().enumerate().try_for_each(|(n, t)| apparatus::turn(&mut out, n, t))?,
        (false, Format::Jsonl) => variants.iter().try_for_each(|v| line(&mut out, v))?,
        (false, _) => apparatus::write(&mut out, &variants, &turns)?,
    }
    out.flush()?;
    Ok(if args.turns { turns.is_empty() } else { variants.is_empty() })
}

/// Prints the restored texts; gives whether there are none.
fn edition(args: &Args, corpus: &Corpus) -> io::Result<bool> {
    let mut out = output::stdout();
    match args.format {
        Format::Text => transcript::write(&mut out, corpus)?,
        Format::Jsonl => corpus.sentence_lines().iter().try_for_each(|s| line(&mut out, s))?,
        Format::Tei => export::tei(&corpus.editions(), &mut out)?,
        Format::Html => export::edition(&corpus.editions(), &mut out)?,
    }
    out.flush()?;
    Ok(corpus.events.is_empty())
}

fn read(global: &Global, args: &Args, bad: &mut usize) -> Result<Corpus> {
    let input = super::input::InputArgs {
        paths: args.paths.clone(),
        date: args.date.clone(),
        input: super::input::Form::Text,
        encoding: args.encoding.clone(),
        name: STDIN.to_owned(),
    };
    let (items, unread) = input.all(global)?;
    *bad += unread;
    let engine = global.engine()?;
    let read: Vec<Result<Input>> =
        items.par_iter().map(|i| Ok(Input { document: i.document(engine)?, sha256: i.sha256() })).collect();
    let inputs = read.into_iter().filter_map(|r| counted(r, bad)).collect();
    // Who names the files one by one takes them for renderings of one event.
    let given = args.paths.len() > 1 && args.paths.iter().all(|p| p.is_file());
    Ok(if given { Corpus::of_renderings(engine, inputs) } else { Corpus::new(engine, inputs) })
}

/// The corpus of a stored graph, from its sources.
fn read_again(global: &Global, store: &KnowledgeStore) -> Result<Corpus> {
    let engine = global.engine()?;
    let input = |s: &Stored| Ok(Input { document: build::read(engine, s)?, sha256: s.entry.sha256.clone() });
    let inputs: Result<Vec<Input>> = store.stored()?.par_iter().map(input).collect();
    Ok(Corpus::new(engine, inputs?))
}

fn line(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(value).expect("lines are plain data"))
}
