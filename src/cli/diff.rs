//! `diff`: what changed between two stores, two sources or two times.

use super::filter::{FilterArgs, Known};
use super::names::{Names, shown, summary};
use super::output::{self, table};
use super::{End, Global, Run, usage};
use crate::diff::{Change, Difference, SIMILARITY, SlotChange, compare};
use crate::engine;
use crate::entity::EntityRecord;
use crate::error::Result;
use crate::join::JoinedFact;
use crate::store::{KnowledgeStore, SourceEntry};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Options of `diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A store's folder; with --store a year, month or day, or the name of a source
    before: String,
    /// The same for the other side
    after: String,
    /// The store that both sides are parts of
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Only these changes: strengthened, weakened, turned, moved, changed, reworded, new, dropped, kept
    #[arg(long, value_name = "CHANGE", value_delimiter = ',', value_parser = changes(), hide_possible_values = true)]
    change: Vec<Change>,
    /// How alike two facts must be to answer to each other, from 0 to 1: less finds more pairs, and more wrong ones
    #[arg(long, value_name = "X", default_value_t = SIMILARITY, value_parser = share)]
    similarity: f64,
    /// table, jsonl or md
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Jsonl,
    #[value(alias = "markdown")]
    Md,
}

fn changes() -> impl TypedValueParser<Value = Change> {
    let named = |code: String| Change::ALL.into_iter().find(|c| c.code() == code).expect("the codes are theirs");
    PossibleValuesParser::new(Change::ALL.map(Change::code)).map(named)
}

fn share(text: &str) -> std::result::Result<f64, String> {
    text.parse().ok().filter(|x| (0.0..=1.0).contains(x)).ok_or_else(|| "a number from 0 to 1".to_owned())
}

/// One side of the comparison.
struct Side {
    facts: Vec<JoinedFact>,
    entities: Vec<EntityRecord>,
    sources: Vec<SourceEntry>,
    /// The names of the sources that the side is; none if it is a whole store.
    told_by: Option<BTreeSet<String>>,
    /// The vocabulary of the user's own that it was built with.
    vocabulary: Vec<(String, String)>,
}

impl Side {
    /// Facts as this side tells them: what its own sources read, with their passages.
    fn told(&self, facts: Vec<&JoinedFact>) -> Vec<JoinedFact> {
        let own = |fact: &JoinedFact| self.told_by.as_ref().and_then(|own| fact.as_told_by(|s| own.contains(s)));
        facts.into_iter().map(|fact| own(fact).unwrap_or_else(|| fact.clone())).collect()
    }
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let (before, after) = (side(args, &args.before)?, side(args, &args.after)?);
    // Of two versions of a user's vocabulary the later counts.
    let own = if after.vocabulary.is_empty() { &before.vocabulary } else { &after.vocabulary };
    let vocabulary = engine::vocabulary(global.ontology.as_deref(), own)?;
    let all: Vec<EntityRecord> = before.entities.iter().chain(&after.entities).cloned().collect();
    let sources = before.sources.iter().chain(&after.sources).collect();
    let lookup = args.filter.lookup(&Known { global, vocabulary: &vocabulary, entities: &all, sources })?;
    let (first, second) = (before.told(lookup.find(&before.facts)), after.told(lookup.find(&after.facts)));
    for (name, _) in [(&args.before, &first), (&args.after, &second)].into_iter().filter(|s| s.1.is_empty()) {
        global.tell(format!("nothing of this choice is said in {name}"));
    }
    let (first, second): (Vec<_>, Vec<_>) = (first.iter().collect(), second.iter().collect());
    let mut found = compare(&first, &second, &vocabulary, args.similarity);
    found.retain(|d| if args.change.is_empty() { d.change != Change::Kept } else { args.change.contains(&d.change) });
    let mut out = output::stdout();
    let view = View { names: Names::new(&all, &vocabulary, global.lang) };
    match args.format {
        Format::Jsonl => found
            .iter()
            .try_for_each(|d| writeln!(out, "{}", serde_json::to_string(d).expect("a difference is plain data")))?,
        _ if found.is_empty() => {}
        Format::Table => view.table(&mut out, &found)?,
        Format::Md => view.markdown(&mut out, args, &found)?,
    }
    out.flush()?;
    if found.is_empty() {
        global.tell("nothing differs");
    }
    Ok(if found.is_empty() { End::Nothing } else { End::Done })
}

/// The facts that a name stands for: of a store, of a time, of a source.
fn side(args: &Args, name: &str) -> Result<Side> {
    if Path::new(name).join("manifest.json").exists() {
        let store = KnowledgeStore::open(Path::new(name))?;
        let (facts, entities, sources) = (store.facts()?, store.entities()?, store.sources()?);
        return Ok(Side { facts, entities, sources, told_by: None, vocabulary: store.manifest.vocabulary });
    }
    let Some(folder) = &args.store else {
        let help = "name two stores, or give --store DIR and two years or sources of it";
        return Err(usage(format!("`{name}` is no stored graph"), help));
    };
    let store = KnowledgeStore::open(folder)?;
    let (entities, sources) = (store.entities()?, store.sources()?);
    let is_date = super::input::date_parser(name).is_ok();
    let told_by = if is_date { dated(&sources, name) } else { called(&sources, name) };
    let within = |f: &JoinedFact| f.stated_on.iter().any(|day| day.starts_with(name));
    let told = |f: &JoinedFact| f.evidence.iter().any(|e| told_by.contains(&e.source));
    let facts = if is_date || !told_by.is_empty() {
        let own = |f: &JoinedFact| if is_date { within(f) } else { told(f) };
        store.each_fact()?.filter(|f| f.as_ref().map_or(true, own)).collect::<Result<_>>()?
    } else {
        let near = crate::near::close_to(name, sources.iter().map(|s| s.name.as_str()));
        let guess = near.first().map(|n| format!("did you mean {n}? ")).unwrap_or_default();
        let help = format!("{guess}a side is a store, a date (2024, 2024-03) or a source of --store");
        return Err(usage(format!("`{name}` is neither a store, a date nor a source"), help));
    };
    Ok(Side { facts, entities, sources, told_by: Some(told_by), vocabulary: store.manifest.vocabulary })
}

/// The sources of a time.
fn dated(sources: &[SourceEntry], time: &str) -> BTreeSet<String> {
    let within = |s: &&SourceEntry| s.date.as_ref().is_some_and(|day| day.starts_with(time));
    sources.iter().filter(within).map(|s| s.name.clone()).collect()
}

/// The source of this name, else those whose names hold it.
fn called(sources: &[SourceEntry], name: &str) -> BTreeSet<String> {
    if sources.iter().any(|s| s.name == name) {
        return BTreeSet::from([name.to_owned()]);
    }
    sources.iter().filter(|s| s.name.contains(name)).map(|s| s.name.clone()).collect()
}

/// How differences are shown.
struct View {
    names: Names,
}

impl View {
    fn slot(&self, change: &SlotChange, d: &Difference<'_>) -> String {
        let side = |value: &Json, fact: Option<&JoinedFact>| match fact {
            Some(fact) if !value.is_null() => output::squeezed(&shown(value, fact, &self.names)),
            _ => "-".to_owned(),
        };
        let ratio = change.ratio.filter(|r| *r > 0.0).map(|r| format!(" ({})", moved(r))).unwrap_or_default();
        format!(
            "{}: {} → {}{ratio}",
            self.names.term(&change.slot),
            side(&change.before, d.before),
            side(&change.after, d.after)
        )
    }

    fn slots(&self, d: &Difference<'_>) -> String {
        d.slots.iter().map(|s| self.slot(s, d)).collect::<Vec<_>>().join("; ")
    }

    fn table(&self, out: &mut impl Write, found: &[Difference<'_>]) -> std::io::Result<()> {
        let id = |f: Option<&JoinedFact>| f.map_or_else(String::new, |f| f.id.clone());
        let rows = found.iter().map(|d| {
            let alike = d.similarity.map(|s| format!("{s:.2}")).unwrap_or_default();
            let what = self.slots(d);
            [
                d.change.code().to_owned(),
                self.names.term(d.class).to_owned(),
                summary(d.fact(), &self.names),
                what,
                alike,
                id(d.before),
                id(d.after),
            ]
        });
        table(out, &["change", "type", "says", "what differs", "alike", "before", "after"], rows)?;
        writeln!(out, "{}", tally(found))
    }

    /// A section for each change; both wordings with their days and sources.
    fn markdown(&self, out: &mut impl Write, args: &Args, found: &[Difference<'_>]) -> std::io::Result<()> {
        writeln!(out, "# {} → {}\n\n{}", escaped(&args.before), escaped(&args.after), tally(found))?;
        let mut last = None;
        for d in found {
            if last != Some((d.change, d.class)) {
                writeln!(out, "\n## {}: {}\n", heading(d.change), self.names.term(d.class))?;
                last = Some((d.change, d.class));
            }
            writeln!(out, "- {}", escaped(&summary(d.fact(), &self.names)))?;
            for change in d.slots.iter().filter(|s| d.change != Change::Reworded || s.slot != "action") {
                writeln!(out, "  - **{}**", escaped(&self.slot(change, d)))?;
            }
            for (name, fact) in [("before", d.before), ("after", d.after)] {
                if let Some((fact, e)) = fact.and_then(|f| Some((f, f.evidence.first()?))) {
                    let day = fact.stated_on.first().map(|d| format!("{d}, ")).unwrap_or_default();
                    let quote = escaped(&output::squeezed(&e.quote));
                    writeln!(out, "  - {name}: “{quote}” ({day}{}, `{}`)", escaped(&e.source), fact.id)?;
                }
            }
        }
        Ok(())
    }
}

/// How many facts changed in which way.
fn tally(found: &[Difference<'_>]) -> String {
    let many = |change: &Change| found.iter().filter(|d| d.change == *change).count();
    let parts = Change::ALL.iter().map(|c| (many(c), c.code())).filter(|p| p.0 > 0);
    parts.map(|(many, code)| format!("{many} {code}")).collect::<Vec<_>>().join(", ")
}

fn heading(change: Change) -> String {
    let code = change.code();
    code[..1].to_uppercase() + &code[1..]
}

/// A ratio as people say it.
fn moved(ratio: f64) -> String {
    if ratio >= 2.0 { format!("× {ratio:.1}") } else { format!("{:+.1} %", (ratio - 1.0) * 100.0) }
}

/// Text that is no markup in Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
