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
    /// Print the JSON Schema of the lines of jsonl
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
        let vocabulary = engine::vocabulary(global.ontology.as_deref(), &[])?;
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
    let mut broken = Ok(());
    let found = found.map_while(|fact| fact.map_err(|e| broken = Err(e)).ok());
    if args.output.is_none() || !is_empty {
        output::to(args.output.as_deref(), "write the facts", |mut out| page.write(&mut out, found))?;
    }
    broken?;
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
        let speaker = f.speaker.as_ref().map(|s| names.get(s).unwrap_or(s).clone()).unwrap_or_default();
        [
            f.id.clone(),
            names.term(&f.class).to_owned(),
            noted(&f, names),
            speaker,
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
