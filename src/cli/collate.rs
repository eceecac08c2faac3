//! `collate`: the apparatus and the turns of events with several renderings.

use super::explain::grouped;
use super::input::{counted, date_parser};
use super::output::{self, squeezed};
use super::{End, Global, Run, usage};
use crate::corpus::{Corpus, Input, TurnLine, VariantLine};
use crate::error::Result;
use crate::store::KnowledgeStore;
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::PathBuf;

/// Options of `collate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files or folders to collate; without them a stored graph is read
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder of a stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: Option<PathBuf>,
    /// Date of documents that carry none
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    date: Option<String>,
    /// Encoding of the files, if detection errs
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// The turns of the event instead of the apparatus
    #[arg(long)]
    turns: bool,
    /// Only places that put a slot of a fact in dispute
    #[arg(long)]
    disputes: bool,
    /// text or jsonl
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Jsonl,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let mut bad = 0;
    let (mut variants, turns) = if args.paths.is_empty() {
        let Some(folder) = &args.store else {
            return Err(usage("nothing to collate is named", "give files or a folder, or --store DIR").into());
        };
        let store = KnowledgeStore::open(folder)?;
        (store.apparatus()?, store.turns()?)
    } else {
        let corpus = read(global, args, &mut bad)?;
        if corpus.events.is_empty() {
            global.tell("no two of these documents render one event");
        }
        (corpus.variants(), corpus.turn_lines())
    };
    if args.disputes {
        variants.retain(|v| !v.disputes.is_empty());
    }
    let mut out = output::stdout();
    let empty = if args.turns { turns.is_empty() } else { variants.is_empty() };
    match (args.turns, args.format) {
        (true, Format::Jsonl) => turns.iter().try_for_each(|t| line(&mut out, t))?,
        (false, Format::Jsonl) => variants.iter().try_for_each(|v| line(&mut out, v))?,
        (true, Format::Text) => turns.iter().enumerate().try_for_each(|(n, t)| turn(&mut out, n, t))?,
        (false, Format::Text) => variants.iter().enumerate().try_for_each(|(n, v)| variant(&mut out, n, v))?,
    }
    out.flush()?;
    Ok(match (bad, empty) {
        (0, false) => End::Done,
        (0, true) => End::Nothing,
        _ => End::BadInput,
    })
}

fn read(global: &Global, args: &Args, bad: &mut usize) -> Result<Corpus> {
    let input = super::input::InputArgs {
        paths: args.paths.clone(),
        date: args.date.clone(),
        input: super::input::Form::Text,
        encoding: args.encoding.clone(),
    };
    let (items, unread) = input.all()?;
    *bad += unread;
    let engine = global.engine()?;
    let read: Vec<Result<Input>> =
        items.par_iter().map(|i| Ok(Input { document: i.document(engine)?, sha256: i.sha256() })).collect();
    let inputs = read.into_iter().filter_map(|r| counted(r, bad)).collect();
    Ok(Corpus::new(engine, inputs))
}

fn line(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(value).expect("lines are plain data"))
}

fn variant(out: &mut impl Write, n: usize, v: &VariantLine) -> io::Result<()> {
    let turn = v.turn.map(|t| format!(" of turn {t}")).unwrap_or_default();
    writeln!(out, "{}. {} in {}{turn}  [{}]", n + 1, v.kind, v.part, v.occasion)?;
    for (text, sources) in grouped(&v.readings) {
        let mark = if v.majority.as_deref() == Some(text.as_str()) { "*" } else { " " };
        writeln!(out, "  {mark} {}  [{}]", squeezed(&text), sources.join(", "))?;
    }
    for d in &v.disputes {
        writeln!(out, "    disputes {} of fact {}", d.slot, d.fact)?;
    }
    Ok(())
}

fn turn(out: &mut impl Write, n: usize, t: &TurnLine) -> io::Result<()> {
    let asked = t.outlet.as_deref().or(t.asker.as_deref()).unwrap_or("(opening)");
    writeln!(out, "{n}. {asked} -> {}  [{}]", t.answerer.as_deref().unwrap_or("?"), t.occasion)?;
    let all: std::collections::BTreeSet<&String> = t.question.keys().chain(t.answer.keys()).collect();
    for source in all {
        let at = |part: &std::collections::BTreeMap<String, serde_json::Value>| {
            part.get(source).map_or_else(|| "-".to_owned(), ToString::to_string)
        };
        writeln!(out, "    {source}  question {}  answer {}", at(&t.question), at(&t.answer))?;
    }
    Ok(())
}
