//! `facts`: scripted look-ups of joined facts, without loading the graph.

mod csv;

use super::filter::{FilterArgs, Known};
use super::input::at_least_one;
use super::names::{Names, noted, summary};
use super::output::{self, squeezed, table};
use super::{End, Global, Run, usage};
use crate::engine;
use crate::join::JoinedFact;
use crate::line::Evidence;
use crate::schema;
use crate::store::KnowledgeStore;
use crate::vocab::Slot;
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::PathBuf;

/// Options of `facts`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// table, jsonl (its JSON Schema: --schema), or csv: with one --type, a column for each of its slots
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Print only how many there are
    #[arg(long)]
    count: bool,
    /// A row for every passage, with its words (the lines of jsonl hold them in any case)
    #[arg(long, conflicts_with = "count")]
    evidence: bool,
    /// At most so many facts
    #[arg(long, value_name = "N", conflicts_with = "count", value_parser = at_least_one)]
    limit: Option<usize>,
    /// Write to this file instead of standard output, if a fact fits; if none does, nothing is written
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Print the JSON Schema of the lines of jsonl; with --store, with the classes of its own vocabulary too
    #[arg(long)]
    schema: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Csv,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    if args.schema {
        let stored = args.store.as_deref().map(KnowledgeStore::open).transpose()?;
        let stored = stored.map(|store| store.manifest.vocabulary).unwrap_or_default();
        let vocabulary = engine::vocabulary(global.ontology.as_deref(), &stored)?;
        let mut out = output::stdout();
        writeln!(out, "{:#}", schema::facts(&vocabulary))?;
        out.flush()?;
        return Ok(End::Done);
    }
    let Some(folder) = &args.store else {
        return Err(usage("no stored graph is named", "add --store DIR, or set DIPLOGRAPH_STORE").into());
    };
    let store = KnowledgeStore::open(folder)?;
    let vocabulary = engine::vocabulary(global.ontology.as_deref(), &store.manifest.vocabulary)?;
    let entities = store.entities()?;
    let sources = store.sources()?;
    let known = Known { global, vocabulary: &vocabulary, entities: &entities, sources: sources.iter().collect() };
    let lookup = args.filter.lookup(&known)?;
    let slots = match &lookup.classes[..] {
        [class] => vocabulary.fact(class).map(|f| &f.slots[..]).unwrap_or_default(),
        _ => &[],
    };
    let page = Page { args, slots, names: Names::new(&entities, &vocabulary, global.lang) };
    drop(entities);
    let mut found = lookup.each(&store)?.take(args.limit.unwrap_or(usize::MAX)).peekable();
    let is_empty = found.peek().is_none();
    let broken = RefCell::new(None);
    let found = found.map_while(|fact| fact.map_err(|e| *broken.borrow_mut() = Some(e)).ok());
    let write = |mut out: &mut dyn Write| {
        let mut whole = Vec::new();
        match page.is_streamed() {
            true => page.write(&mut out, found)?,
            false => page.write(&mut whole, found)?,
        }
        // Of a damaged store there is no number, no table and no file.
        if broken.borrow().is_some() { Err(io::Error::other("the store is damaged")) } else { out.write_all(&whole) }
    };
    let is_written = !is_empty || args.output.is_none();
    let wrote = if is_written { output::to(args.output.as_deref(), "write the facts", write) } else { Ok(()) };
    if let Some(e) = broken.into_inner() {
        return Err(e.into());
    }
    wrote?;
    Ok(if is_empty { End::Nothing } else { End::Done })
}

/// How facts are printed.
struct Page<'a> {
    args: &'a Args,
    /// Those of the one class that is asked for; none of several.
    slots: &'a [Slot],
    names: Names,
}

impl Page<'_> {
    /// Whether each line is printed as soon as its fact is read.
    fn is_streamed(&self) -> bool {
        !self.args.count && !matches!(self.args.format, Format::Table)
    }

    fn write(&self, out: &mut impl Write, mut found: impl Iterator<Item = JoinedFact>) -> io::Result<()> {
        let args = self.args;
        match (args.format, args.evidence) {
            _ if args.count => writeln!(out, "{}", found.count()),
            (Format::Jsonl, _) => {
                found.try_for_each(|f| writeln!(out, "{}", serde_json::to_string(&f).expect("a fact is plain data")))
            }
            (Format::Csv, false) => csv::facts(out, found, self.slots),
            (Format::Csv, true) => csv::evidence(out, found),
            (Format::Table, false) => show(out, found, &self.names),
            (Format::Table, true) => show_evidence(out, found, &self.names),
        }
    }
}

fn show(out: &mut impl Write, found: impl Iterator<Item = JoinedFact>, names: &Names) -> io::Result<()> {
    let rows = found.map(|f| {
        let speakers: Vec<&str> = f.speakers().map(|s| names.get(s).map_or(s, String::as_str)).collect();
        [
            f.id.clone(),
            names.term(&f.class).to_owned(),
            noted(&f, names),
            speakers.join("、"),
            names.code(f.mode.code()).to_owned(),
            names.code(f.status.code()).to_owned(),
            f.sources().len().to_string(),
        ]
    });
    table(out, &["id", "type", "says", "speaker", "mode", "status", "sources"], rows)
}

/// One row for every passage.
fn show_evidence(out: &mut impl Write, found: impl Iterator<Item = JoinedFact>, names: &Names) -> io::Result<()> {
    let rows = found.flat_map(|f| {
        let row = |(n, e): (usize, &Evidence)| {
            let first = |text: String| if n == 0 { text } else { String::new() };
            [
                first(f.id.clone()),
                first(names.term(&f.class).to_owned()),
                first(summary(&f, names)),
                e.source.clone(),
                format!("{}-{}", e.start, e.end),
                squeezed(&e.quote),
            ]
        };
        f.evidence.iter().enumerate().map(row).collect::<Vec<_>>()
    });
    table(out, &["id", "type", "says", "source", "characters", "words"], rows)
}
