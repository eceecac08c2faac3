//! `validate`: whether a stored graph is what it should be.

use super::output::{self, many, table};
use super::{End, Global, Run, StoreArg};
use crate::engine;
use crate::store::KnowledgeStore;
use crate::validate::{Finding, Severity, Shapes, check, is_refused, report};
use std::io::Write;

/// Options of `validate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// table, jsonl, or ttl: a report in SHACL's vocabulary
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Ttl,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let store = KnowledgeStore::open(&args.store.store)?;
    let own = global.ontology.as_deref();
    let vocabulary = engine::vocabulary(own, &store.manifest.vocabulary)?;
    let findings = check(&store, &Shapes::built_in(own)?.known_to(&vocabulary)?)?;
    let mut out = output::stdout();
    match args.format {
        Format::Jsonl => findings
            .iter()
            .try_for_each(|f| writeln!(out, "{}", serde_json::to_string(f).expect("findings are plain data")))?,
        Format::Ttl => report(&findings, &mut out)?,
        Format::Table if findings.is_empty() => {}
        Format::Table => table(
            &mut out,
            &["severity", "check", "node", "property", "value", "what", "rules"],
            findings.iter().map(row),
        )?,
    }
    out.flush()?;
    let violations = findings.iter().filter(|f| f.severity == Severity::Violation).count();
    global.tell(format!("{}, {}", many(violations, "violation"), many(findings.len() - violations, "warning")));
    Ok(if is_refused(&findings) { End::BadInput } else { End::Done })
}

fn row(finding: &Finding) -> [String; 7] {
    let [node, property, value] = finding.place();
    let severity = format!("{:?}", finding.severity);
    [severity, finding.check.clone(), node, property, value, finding.message.clone(), finding.rules.join(" ")]
}
