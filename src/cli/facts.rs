//! `facts`: scripted look-ups of joined facts, without loading the graph.

use super::output::{self, squeezed, table};
use super::query::entity_iris;
use super::{End, Global, Lang, Run, Stop, StoreArg, usage};
use crate::engine;
use crate::entity::EntityRecord;
use crate::error::{Error, Result};
use crate::export::csv_row;
use crate::join::{JoinedFact, mode_code};
use crate::store::KnowledgeStore;
use crate::vocab::Vocabulary;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::io::Write;

/// Options of `facts`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diplograph facts --store kg --type VisaWaiver
  diplograph facts --store kg --about 瑞士 --format jsonl | jq .evidence
  diplograph facts --store kg --type Commitment --strength will --since 2024 --count")]
pub(super) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// Class of facts: VisaWaiver, Commitment, ...
    #[arg(long = "type", value_name = "TYPE")]
    class: Vec<String>,
    /// An entity that the fact names, by code or name
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    /// Who says it
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// The outlet in whose exchange it is said
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// From this time on: of the fact itself, else of the day on which it is said
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Up to this time, included
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// agreed, majority, disputed or single-witness
    #[arg(long, value_name = "STATUS", value_parser = ["agreed", "majority", "disputed", "single-witness"])]
    status: Option<String>,
    /// Only facts about which renderings differ, whether a reading has the majority or not
    #[arg(long)]
    variants: bool,
    /// Name of a source, or a part of it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Words of the passage
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// future, done, ongoing, hypothetical, negated or reported
    #[arg(long, value_name = "MODE", value_parser = ["future", "done", "ongoing", "hypothetical", "negated", "reported"])]
    mode: Option<String>,
    /// Strength of a commitment: will, willing, seek, support or expect
    #[arg(long, value_name = "CODE", value_parser = ["will", "willing", "seek", "support", "expect"])]
    strength: Option<String>,
    /// Stance of a position: support, oppose, advocate, urge, reject or affirm
    #[arg(long, value_name = "CODE", value_parser = ["support", "oppose", "advocate", "urge", "reject", "affirm"])]
    stance: Option<String>,
    /// table, jsonl or csv
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Print only how many there are
    #[arg(long)]
    count: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Csv,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let store = KnowledgeStore::open(&args.store.store)?;
    let vocabulary = engine::vocabulary(global.ontology.as_deref())?;
    let entities = store.entities()?;
    let all = store.facts()?;
    let filter = Filter::new(args, &vocabulary, &entities, &all)?;
    let found: Vec<&JoinedFact> = all.iter().filter(|f| filter.takes(f)).collect();
    let mut out = output::stdout();
    if args.count {
        writeln!(out, "{}", found.len())?;
    } else {
        match args.format {
            Format::Jsonl => {
                for fact in &found {
                    writeln!(out, "{}", serde_json::to_string(fact).expect("a fact is plain data"))?;
                }
            }
            Format::Csv => csv(&mut out, &found)?,
            Format::Table if found.is_empty() => {}
            Format::Table => show(&mut out, &found, &names(&entities, global.lang))?,
        }
    }
    out.flush()?;
    Ok(if found.is_empty() { End::Nothing } else { End::Done })
}

/// What the options ask for, resolved.
struct Filter<'a> {
    args: &'a Args,
    classes: Vec<&'a str>,
    /// For each `--about`, the paths that it may mean.
    about: Vec<Vec<String>>,
    speaker: Option<Vec<String>>,
    exchanges: Option<Vec<&'a str>>,
    text: Option<String>,
}

impl<'a> Filter<'a> {
    fn new(
        args: &'a Args,
        vocabulary: &'a Vocabulary,
        entities: &[EntityRecord],
        facts: &'a [JoinedFact],
    ) -> std::result::Result<Filter<'a>, Stop> {
        let classes = args.class.iter().map(|c| class(vocabulary, c)).collect::<Result<_>>()?;
        let entity = |name: &String| entity_iris(entities, name).map_err(Stop::Nothing);
        let about = args.about.iter().map(entity).collect::<std::result::Result<_, Stop>>()?;
        let paths = |name: &Option<String>| name.as_ref().map(entity).transpose();
        let speaker = paths(&args.speaker)?;
        let exchanges = paths(&args.outlet)?.map(|outlets| {
            let asks = |f: &&JoinedFact| {
                f.class == "Exchange"
                    && f.values("outlet")
                        .iter()
                        .any(|o| o.as_str().and_then(|o| f.entities.get(o)).is_some_and(|p| outlets.contains(p)))
            };
            facts.iter().filter(asks).map(|f| f.id.as_str()).collect()
        });
        Ok(Filter { args, classes, about, speaker, exchanges, text: args.text.as_deref().map(plain) })
    }

    fn takes(&self, fact: &JoinedFact) -> bool {
        let args = self.args;
        let code = |slot: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|w| fact.slots.get(slot).and_then(Json::as_str) == Some(w))
        };
        (self.classes.is_empty() || self.classes.contains(&fact.class.as_str()))
            && self
                .about
                .iter()
                .all(|paths| fact.entities.values().chain(fact.mentions.values()).any(|p| paths.contains(p)))
            && self
                .speaker
                .as_ref()
                .is_none_or(|paths| fact.speakers().filter_map(|s| fact.entities.get(s)).any(|p| paths.contains(p)))
            && self.exchanges.as_ref().is_none_or(|ids| {
                ids.contains(&fact.id.as_str()) || fact.exchanges.iter().any(|x| ids.contains(&x.as_str()))
            })
            && args.status.as_ref().is_none_or(|s| fact.status.code() == s)
            && args.mode.as_ref().is_none_or(|m| mode_code(fact.mode) == m)
            && (!args.variants || fact.readings.iter().any(|r| r.disputed))
            && code("strength", &args.strength)
            && code("stance", &args.stance)
            && args.source.as_ref().is_none_or(|s| fact.evidence.iter().any(|e| e.source.contains(s.as_str())))
            && self.text.as_ref().is_none_or(|t| fact.evidence.iter().any(|e| plain(&e.quote).contains(t.as_str())))
            && self.in_time(fact)
    }

    fn in_time(&self, fact: &JoinedFact) -> bool {
        if self.args.since.is_none() && self.args.until.is_none() {
            return true;
        }
        let own: Vec<&str> = ["time", "start"]
            .iter()
            .flat_map(|s| fact.values(s))
            .filter_map(Json::as_str)
            .filter(|t| t.as_bytes().first().is_some_and(u8::is_ascii_digit))
            .collect();
        let days = if own.is_empty() { fact.stated_on.iter().map(String::as_str).collect() } else { own };
        let after = |d: &str| self.args.since.as_ref().is_none_or(|s| d >= s.as_str() || s.starts_with(d));
        let before = |d: &str| self.args.until.as_ref().is_none_or(|u| d <= u.as_str() || d.starts_with(u.as_str()));
        days.iter().any(|d| after(d) && before(d))
    }
}

/// The name of a class in any letter case.
fn class<'a>(vocabulary: &'a Vocabulary, wanted: &str) -> Result<&'a str> {
    let found = vocabulary.facts.iter().find(|f| {
        f.name.eq_ignore_ascii_case(wanted) || vocabulary.terms.get(&*f.name).is_some_and(|l| l.zh == wanted)
    });
    found.map(|f| &*f.name).ok_or_else(|| -> Error {
        let known: Vec<&str> = vocabulary.facts.iter().map(|f| &*f.name).collect();
        usage(format!("there is no class of facts `{wanted}`"), format!("the classes are: {}", known.join(", ")))
    })
}

/// Letters and digits only, so that line breaks and marks of a rendering do not hide words.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
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
    let parts: Vec<String> =
        fact.slots.iter().map(|(slot, value)| format!("{slot}: {}", squeezed(&shown(value, fact, names)))).collect();
    parts.join("; ")
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
            summary(f, names),
            speaker,
            mode_code(f.mode).to_owned(),
            f.status.code().to_owned(),
            f.sources().len().to_string(),
        ]
    });
    table(out, &["id", "type", "says", "speaker", "mode", "status", "sources"], rows)
}

fn csv(out: &mut impl Write, found: &[&JoinedFact]) -> std::io::Result<()> {
    csv_row(out, ["id", "type", "speaker", "mode", "status", "stated_on", "slots", "sources", "quote"])?;
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
            ],
        )?;
    }
    Ok(())
}
