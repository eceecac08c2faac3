//! `rules`: list, show, test.

use super::input::{InputArgs, counted};
use super::output::{self, many, table};
use super::{End, Global, Run};
use crate::document::Document;
use crate::engine::Engine;
use crate::error::{Error, Kind, Result};
use crate::fact::Effort;
use crate::fact::Verdict;
use crate::near::guess;
use crate::rule::Rule;
use crate::source::Source;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Options of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the rules; with texts, what each finds in them and how long it takes
    List {
        /// Files, folders (walked), or `-` for standard input
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Date of documents that carry none (2024-03-07, 2024-03 or 2024)
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// Show one rule with its examples
    Show {
        /// Its id
        id: String,
    },
    /// Run examples and counterexamples
    Test {
        /// A folder with rules of your own, as for --ontology: only its rules; or the beginning of ids
        #[arg(value_name = "DIR|PREFIX")]
        what: Option<String>,
    },
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    match &args.what {
        What::List { paths, .. } if paths.is_empty() => list(global.engine()?),
        What::List { paths, date } => efforts(global, global.engine()?, InputArgs::texts(paths, date.as_deref())),
        What::Show { id } => show(global.engine()?, id),
        What::Test { what: Some(dir) } if Path::new(dir).is_dir() => {
            let engine = Engine::new(Some(Path::new(dir)))?;
            let own = |rule: &Rule| Path::new(&*rule.file).starts_with(dir);
            test(global, &engine, own, || no_rules(format!("no rule is in the folder `{dir}`"), RULES_FOLDER))
        }
        What::Test { what } => {
            let prefix = what.as_deref().unwrap_or_default();
            let none = || no_rules(format!("no rule's id begins with `{prefix}`, and no folder is called so"), NAMES);
            test(global, global.engine()?, |rule| rule.id.starts_with(prefix), none)
        }
    }
}

const NAMES: &str = "`diplograph rules list` names the rules";
const RULES_FOLDER: &str = "rules are in DIR/rules/*.toml";

fn no_rules(message: String, help: &str) -> Error {
    Error::new(Kind::Query, message).help(help)
}

fn list(engine: &Engine) -> Run {
    let mut out = output::stdout();
    let rows = engine
        .rules
        .iter()
        .map(|r| [r.id.to_string(), r.fact.to_string(), r.why.trim().to_owned(), r.place.to_string()]);
    table(&mut out, &["rule", "fact", "why", "place"], rows)?;
    out.flush()?;
    Ok(End::Done)
}

/// What each rule finds in texts, and how long it takes: the slowest first. Rules that find nothing stand in the list as well.
fn efforts(global: &Global, engine: &Engine, input: InputArgs) -> Run {
    let (items, mut bad) = input.all(global)?;
    if items.is_empty() {
        return Ok(End::BadInput);
    }
    // Compiled ahead, the patterns cost what matching costs.
    engine.rules.compile()?;
    let mut of_rules: BTreeMap<Arc<str>, Effort> =
        engine.rules.iter().map(|r| (r.id.clone(), Effort::default())).collect();
    let found: Vec<Result<BTreeMap<Arc<str>, Effort>>> =
        items.par_iter().map(|item| Ok(engine.profile(&item.document(engine)?).1)).collect();
    for (id, effort) in found.into_iter().filter_map(|r| counted(r, &mut bad)).flatten() {
        *of_rules.entry(id).or_default() += effort;
    }
    let mut rows: Vec<(&str, Effort)> = of_rules.iter().map(|(id, e)| (&**id, *e)).collect();
    rows.sort_by(|a, b| b.1.time.cmp(&a.1.time).then(a.0.cmp(b.0)));
    let mut out = output::stdout();
    let milliseconds = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
    let shown = rows.iter().map(|(id, e)| {
        [id.to_string(), e.facts.to_string(), e.matches.to_string(), e.calls.to_string(), milliseconds(e.time)]
    });
    table(&mut out, &["rule", "facts", "matches", "sentences", "ms"], shown)?;
    out.flush()?;
    let total = |of: fn(&Effort) -> usize| rows.iter().map(|(_, e)| of(e)).sum::<usize>();
    global.tell(format!(
        "{}: {} of {} in {}, {} ms",
        many(items.len(), "document"),
        many(total(|e| e.facts), "fact"),
        many(total(|e| e.matches), "match"),
        many(total(|e| e.calls), "call"),
        milliseconds(rows.iter().map(|(_, e)| e.time).sum())
    ));
    Ok(if bad == 0 { End::Done } else { End::BadInput })
}

fn show(engine: &Engine, id: &str) -> Run {
    let rule = engine.rules.get(id).ok_or_else(|| unknown(engine, id))?;
    let mut out = output::stdout();
    writeln!(out, "{} -> {}\n{}\n({})\n\n{}\n", rule.id, rule.fact, rule.why.trim(), rule.place, rule.text.trim())?;
    writeln!(out, "triggers: {}", rule.triggers.join(", "))?;
    if !rule.yields.is_empty() {
        writeln!(out, "gives way to: {}", rule.yields.join(", "))?;
    }
    for example in &rule.examples {
        writeln!(out, "\nreads     {}", example.text.trim())?;
        for facts in &example.facts {
            writeln!(out, "          {}", serde_json::to_string(facts).unwrap_or_default())?;
        }
    }
    for example in &rule.counterexamples {
        writeln!(out, "\nleaves    {}", example.text.trim())?;
    }
    out.flush()?;
    Ok(End::Done)
}

/// No rule has this id.
pub(super) fn unknown(engine: &Engine, id: &str) -> Error {
    let near = guess(id, engine.rules.iter().map(|r| &*r.id));
    no_rules(format!("there is no rule `{id}`"), near.as_deref().unwrap_or(NAMES))
}

fn test(global: &Global, engine: &Engine, which: impl Fn(&Rule) -> bool, none: impl Fn() -> Error) -> Run {
    let rules: Vec<&Rule> = engine.rules.iter().filter(|r| which(r)).collect();
    if rules.is_empty() {
        return Err(none().into());
    }
    let trials: Vec<_> = rules.par_iter().flat_map(|r| engine.trials(r)).collect();
    let mut out = output::stdout();
    let (mut wrong, mut open) = (0, 0);
    for trial in &trials {
        match &trial.verdict {
            Verdict::Right => {}
            Verdict::Todo(why) => {
                open += 1;
                writeln!(out, "open   {}: {}\n       {why}", trial.rule, trial.text.trim())?;
            }
            Verdict::Wrong(what) => {
                wrong += 1;
                writeln!(out, "WRONG  {}: {}\n       {what}", trial.rule, trial.text.trim())?;
                let document = Document::new(Source::from_text("", &trial.text), None);
                if let Some(miss) = engine.near_misses(&document, Some(&trial.rule)).first() {
                    writeln!(out, "       {}", miss.what)?;
                }
            }
        }
    }
    out.flush()?;
    global.tell(format!(
        "{}, {}: {} right, {wrong} wrong, {open} open",
        many(rules.len(), "rule"),
        many(trials.len(), "example"),
        trials.len() - wrong - open
    ));
    Ok(if wrong == 0 { End::Done } else { End::BadInput })
}
