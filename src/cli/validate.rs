//! `validate`: whether a stored graph is what it should be.

use super::output::{self, table};
use super::{End, Global, Run, StoreArg};
use crate::engine;
use crate::store::KnowledgeStore;
use crate::validate::{Severity, check};
use std::io::Write;

/// Options of `validate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// table or jsonl
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Jsonl,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let store = KnowledgeStore::open(&args.store.store)?;
    let vocabulary = engine::vocabulary(global.ontology.as_deref())?;
    let findings = check(&store, &vocabulary)?;
    let mut out = output::stdout();
    match args.format {
        Format::Jsonl => findings.iter().try_for_each(|f| writeln!(out, "{}", serde_json::to_string(f).expect("findings are plain data")))?,
        Format::Table if findings.is_empty() => {}
        Format::Table => table(&mut out, &["severity", "check", "node", "what"], findings.iter().map(|f| [format!("{:?}", f.severity), f.check.to_owned(), f.node.clone(), f.message.clone()]))?,
    }
    out.flush()?;
    let violations = findings.iter().filter(|f| f.severity == Severity::Violation).count();
    global.tell(format!("{violations} violations, {} warnings", findings.len() - violations));
    Ok(if violations == 0 { End::Done } else { End::BadInput })
}
