//! `facts`: scripted look-ups of joined facts, without loading the graph.

use super::filter::FilterArgs;
use super::output::{self, squeezed, table};
use super::{End, Global, Lang, Run, usage};
use crate::engine;
use crate::entity::EntityRecord;
use crate::export::csv_row;
use crate::join::{By, JoinedFact, SlotValue, mode_code};
use crate::schema;
use crate::store::KnowledgeStore;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

/// Options of `facts`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diplograph facts --store kg --type VisaWaiver
  diplograph facts --store kg --about 瑞士 --format jsonl | jq .evidence
  diplograph facts --store kg --type Commitment --strength will --since 2024 --count
  diplograph facts --store kg --text 免签 --evidence
  diplograph facts --schema > facts.schema.json

Facts come by type and id. The exit code is 1 when none fits.")]
pub(super) struct Args {
    /// The folder of the stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// table, jsonl (its JSON Schema: --schema) or csv
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Print only how many there are
    #[arg(long)]
    count: bool,
    /// A row for every passage, with its words (the lines of jsonl hold them in any case)
    #[arg(long, conflicts_with = "count")]
    evidence: bool,
    /// At most so many facts
    #[arg(long, value_name = "N", conflicts_with = "count")]
    limit: Option<usize>,
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
    let vocabulary = engine::vocabulary(global.ontology.as_deref())?;
    let mut out = output::stdout();
    if args.schema {
        writeln!(out, "{:#}", schema::facts(&vocabulary))?;
        out.flush()?;
        return Ok(End::Done);
    }
    let Some(folder) = &args.store else {
        return Err(usage("no stored graph is named", "add --store DIR, or set DIPLOGRAPH_STORE").into());
    };
    let store = KnowledgeStore::open(folder)?;
    let entities = store.entities()?;
    let all = store.facts()?;
    let mut found = args.filter.lookup(&vocabulary, &entities)?.find(&all);
    found.truncate(args.limit.unwrap_or(usize::MAX));
    if args.count {
        writeln!(out, "{}", found.len())?;
    } else {
        match (args.format, args.evidence) {
            (Format::Jsonl, _) => found
                .iter()
                .try_for_each(|f| writeln!(out, "{}", serde_json::to_string(f).expect("a fact is plain data")))?,
            (Format::Csv, false) => csv(&mut out, &found)?,
            (Format::Csv, true) => evidence_csv(&mut out, &found)?,
            (Format::Table, _) if found.is_empty() => {}
            (Format::Table, false) => show(&mut out, &found, &names(&entities, global.lang))?,
            (Format::Table, true) => show_evidence(&mut out, &found, &names(&entities, global.lang))?,
        }
    }
    out.flush()?;
    Ok(if found.is_empty() { End::Nothing } else { End::Done })
}

/// Names of entities by id, for tables.
pub(super) fn names(entities: &[EntityRecord], lang: Lang) -> HashMap<String, String> {
    let name = |e: &EntityRecord| {
        if lang == Lang::En { e.name_en.as_ref().unwrap_or(&e.name).clone() } else { e.name.clone() }
    };
    entities.iter().map(|e| (e.id.clone(), name(e))).collect()
}

/// The slots of a fact on one line.
pub(super) fn summary(fact: &JoinedFact, names: &HashMap<String, String>) -> String {
    let value = |v: &Json| squeezed(&shown(v, fact, names));
    let filled = fact.slots.iter().map(|(slot, v)| format!("{slot}: {}{}", value(v), rivals(fact, slot, &value)));
    let open = fact.readings.iter().filter(|r| r.disputed && !fact.slots.contains_key(&r.slot));
    let open = open.map(|r| format!("{}: ?{}", r.slot, rivals(fact, &r.slot, &value)));
    filled.chain(open).collect::<Vec<_>>().join("; ")
}

/// What witnesses read instead of what a slot holds, and why it holds that: ` (majority 3:1; '亚洲' b.txt)`.
fn rivals(fact: &JoinedFact, slot: &str, value: &impl Fn(&Json) -> String) -> String {
    let of_slot = fact.readings.iter().find(|r| r.slot == slot);
    let Some((readings, settled)) = of_slot.and_then(|r| Some((r, r.settled.as_ref()?))) else {
        return String::new();
    };
    let spoken: Vec<&SlotValue> = readings.values.iter().filter(|v| !v.value.is_null()).collect();
    let mut votes: Vec<usize> = readings.claims().iter().map(|c| c.1).collect();
    votes.sort_unstable_by_key(|v| std::cmp::Reverse(*v));
    let votes: Vec<String> = votes.iter().map(usize::to_string).collect();
    let (reason, others) = match settled.by {
        By::Majority => ("majority", &spoken[1..]),
        By::Support => ("by other facts,", &spoken[1..]),
        By::Nothing => ("undecided", &spoken[..]),
    };
    let other = |v: &&SlotValue| format!("; '{}' {}", value(&v.value), v.witnesses.join(", "));
    format!(" ({reason} {}{})", votes.join(":"), others.iter().map(other).collect::<String>())
}

/// The slots of a fact, and what in it does not fit together.
fn noted(fact: &JoinedFact, names: &HashMap<String, String>) -> String {
    let notes = fact.diagnostics.iter().map(|d| format!(" (! {d})"));
    std::iter::once(summary(fact, names)).chain(notes).collect()
}

/// A value for people: names for codes, amounts with their unit.
pub(super) fn shown(value: &Json, fact: &JoinedFact, names: &HashMap<String, String>) -> String {
    match value {
        Json::String(s) if fact.entities.contains_key(s) => names.get(s).unwrap_or(s).clone(),
        Json::String(s) => s.clone(),
        Json::Array(items) => items.iter().map(|v| shown(v, fact, names)).collect::<Vec<_>>().join("、"),
        Json::Object(q) => {
            let text = |key: &str| {
                q.get(key)
                    .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
                    .filter(|s| s != "null")
                    .unwrap_or_default()
            };
            let sign = Some(text("cmp")).filter(|c| c != "=").unwrap_or_default();
            let amount = if q.contains_key("min") || q.contains_key("max") {
                format!("{}..{}", text("min"), text("max"))
            } else {
                text("value")
            };
            let unit = Some(text("unit")).filter(|u| u != "1").unwrap_or_default();
            format!("{sign}{amount} {unit}").trim().to_owned()
        }
        Json::Null => "-".to_owned(),
        other => other.to_string(),
    }
}

fn show(out: &mut impl Write, found: &[&JoinedFact], names: &HashMap<String, String>) -> std::io::Result<()> {
    let rows = found.iter().map(|f| {
        let speaker = f.speaker.as_ref().map(|s| names.get(s).unwrap_or(s).clone()).unwrap_or_default();
        [
            f.id.clone(),
            f.class.clone(),
            noted(f, names),
            speaker,
            mode_code(f.mode).to_owned(),
            f.status.code().to_owned(),
            f.sources().len().to_string(),
        ]
    });
    table(out, &["id", "type", "says", "speaker", "mode", "status", "sources"], rows)
}

fn csv(out: &mut impl Write, found: &[&JoinedFact]) -> std::io::Result<()> {
    csv_row(
        out,
        [
            "id",
            "type",
            "speaker",
            "mode",
            "status",
            "stated_on",
            "slots",
            "sources",
            "quote",
            "topics",
            "plover",
            "notes",
        ],
    )?;
    for f in found {
        let slots = Json::Object(f.slots.clone()).to_string();
        let sources = f.sources().into_iter().collect::<Vec<_>>().join(" ");
        let quote = f.evidence.first().map(|e| squeezed(&e.quote)).unwrap_or_default();
        let days = f.stated_on.join(" ");
        csv_row(
            out,
            [
                &f.id,
                &f.class,
                f.speaker.as_deref().unwrap_or_default(),
                mode_code(f.mode),
                f.status.code(),
                &days,
                &slots,
                &sources,
                &quote,
                &f.topics.join(" "),
                f.plover.as_deref().unwrap_or_default(),
                &f.diagnostics.join("; "),
            ],
        )?;
    }
    Ok(())
}

/// One row for every passage.
fn show_evidence(out: &mut impl Write, found: &[&JoinedFact], names: &HashMap<String, String>) -> std::io::Result<()> {
    let rows = found.iter().flat_map(|f| {
        f.evidence.iter().enumerate().map(|(n, e)| {
            let first = |text: String| if n == 0 { text } else { String::new() };
            [
                first(f.id.clone()),
                first(f.class.clone()),
                first(summary(f, names)),
                e.source.clone(),
                format!("{}-{}", e.start, e.end),
                squeezed(&e.quote),
            ]
        })
    });
    table(out, &["id", "type", "says", "source", "characters", "words"], rows)
}

fn evidence_csv(out: &mut impl Write, found: &[&JoinedFact]) -> std::io::Result<()> {
    csv_row(out, ["id", "type", "source", "start", "end", "start_byte", "end_byte", "speaker", "rule", "quote"])?;
    for (f, e) in found.iter().flat_map(|f| f.evidence.iter().map(move |e| (f, e))) {
        let places = [e.start, e.end, e.start_byte, e.end_byte].map(|n| n.to_string());
        let place = places.iter().map(String::as_str);
        let speaker = e.speaker.as_deref().unwrap_or_default();
        let head = [f.id.as_str(), &f.class, &e.source].into_iter();
        csv_row(out, head.chain(place).chain([speaker, &e.rule, &e.quote]))?;
    }
    Ok(())
}
