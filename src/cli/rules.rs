//! `rules`: list, show, test.

use super::output::{self, table};
use super::{End, Global, Run};
use crate::engine::Engine;
use crate::error::{Error, Kind};
use crate::rule::{Rule, Verdict};
use rayon::prelude::*;
use std::io::Write;

/// Options of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the rules
    List,
    /// Show one rule with its examples
    Show {
        /// Its id
        id: String,
    },
    /// Run examples and counterexamples
    Test {
        /// Only rules whose id begins so
        prefix: Option<String>,
    },
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let engine = global.engine()?;
    match &args.what {
        What::List => list(engine),
        What::Show { id } => show(engine, id),
        What::Test { prefix } => test(global, engine, prefix.as_deref().unwrap_or_default()),
    }
}

fn list(engine: &Engine) -> Run {
    let mut out = output::stdout();
    let rows = engine
        .rules
        .iter()
        .map(|r| [r.id.to_string(), r.fact.to_string(), r.why.trim().to_owned(), r.file.to_string()]);
    table(&mut out, &["rule", "fact", "why", "file"], rows)?;
    out.flush()?;
    Ok(End::Done)
}

fn show(engine: &Engine, id: &str) -> Run {
    let Some(rule) = engine.rules.get(id) else {
        let near: Vec<&str> =
            engine.rules.iter().map(|r| &*r.id).filter(|r| r.contains(id) || id.contains(*r)).take(5).collect();
        let help = if near.is_empty() {
            "`diplograph rules list` names them".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        return Err(Error::new(Kind::Query, format!("there is no rule `{id}`")).help(help).into());
    };
    let mut out = output::stdout();
    writeln!(out, "{} -> {}\n{}\n({})\n\n{}\n", rule.id, rule.fact, rule.why.trim(), rule.file, rule.text.trim())?;
    writeln!(out, "triggers: {}", rule.triggers.join(", "))?;
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

fn test(global: &Global, engine: &Engine, prefix: &str) -> Run {
    let rules: Vec<&Rule> = engine.rules.iter().filter(|r| r.id.starts_with(prefix)).collect();
    if rules.is_empty() {
        return Err(Error::new(Kind::Query, format!("no rule's id begins with `{prefix}`"))
            .help("`diplograph rules list` names them")
            .into());
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
            }
        }
    }
    out.flush()?;
    global.tell(format!(
        "{} rules, {} examples: {} right, {wrong} wrong, {open} open",
        rules.len(),
        trials.len(),
        trials.len() - wrong - open
    ));
    Ok(if wrong == 0 { End::Done } else { End::BadInput })
}
