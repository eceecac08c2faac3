//! `explain`: from a fact back to its words, its rule and its variants; from an entity to what is known of it.

mod why_not;

use super::names::{Names, padded, shown, summary};
use super::output::{self, TextOrLines, squeezed, styled};
use super::query::fact_id;
use super::{End, Global, Outcome, Run, Stop, usage};
use crate::corpus::grouped;
use crate::date::days;
use crate::engine::{self, Engine};
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::join::JoinedFact;
use crate::line::Evidence;
use crate::lookup::entity_paths;
use crate::source::decode;
use crate::store::{KnowledgeStore, SourceEntry};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of a fact or its beginning; or a code or name of an entity
    #[arg(required_unless_present = "why_not")]
    id: Option<String>,
    /// The folder of the stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE", required_unless_present = "why_not")]
    store: Option<PathBuf>,
    /// A sentence or passage: say where rules stop that make no fact of it
    #[arg(long, value_name = "PASSAGE", conflicts_with = "id")]
    why_not: Option<String>,
    /// With --why-not: this rule, not the five that come nearest
    #[arg(long, value_name = "ID", requires = "why_not")]
    rule: Option<String>,
    /// With --why-not: the date of the passage
    #[arg(long, value_name = "DATE", requires = "why_not")]
    date: Option<String>,
    /// Characters of context around the words
    #[arg(long, value_name = "N", default_value = "30")]
    context: usize,
    /// text or jsonl
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrLines,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    if let Some(passage) = &args.why_not {
        return why_not::run(global, passage, args.rule.as_deref(), args.date.as_deref());
    }
    let (Some(wanted), Some(folder)) = (&args.id, &args.store) else {
        return Err(usage("nothing to explain is named", "give the id of a fact, or --why-not PASSAGE").into());
    };
    let store = KnowledgeStore::open(folder)?;
    let facts = store.facts()?;
    let entities = store.entities()?;
    let vocabulary = engine::vocabulary(global.ontology.as_deref(), &store.manifest.vocabulary)?;
    let mut out = output::stdout();
    // A code is an entity's; then come ids of facts and their beginnings, then names.
    let coded = entities.iter().any(|e| e.has_code(wanted));
    match fact_id(&facts, wanted) {
        Ok(id) if !coded => {
            let fact = facts.iter().find(|f| f.id == id).expect("its id was just found");
            match args.format {
                TextOrLines::Jsonl => writeln!(out, "{}", serde_json::to_string(fact).expect("a fact is plain data"))?,
                TextOrLines::Text => Page::new(global, args, &store, &facts, &entities)?.fact(&mut out, fact)?,
            }
        }
        no_fact => {
            let looks_like_id = !coded && wanted.bytes().all(|b| b.is_ascii_hexdigit());
            let paths = entity_paths(&entities, wanted)
                .map_err(|e| Stop::Nothing(no_fact.err().filter(|_| looks_like_id).unwrap_or(e)))?;
            let names = Names::new(&entities, &vocabulary, global.lang);
            for entity in entities.iter().filter(|e| paths.contains(&e.path)) {
                match args.format {
                    TextOrLines::Jsonl => writeln!(out, "{}", known(entity, &facts))?,
                    TextOrLines::Text => about(&mut out, entity, &facts, &names)?,
                }
            }
        }
    }
    out.flush()?;
    Ok(End::Done)
}

struct Page<'a> {
    engine: &'a Engine,
    store: &'a KnowledgeStore,
    facts: &'a [JoinedFact],
    /// The sources, by name.
    sources: BTreeMap<String, SourceEntry>,
    names: Names,
    context: usize,
}

impl<'a> Page<'a> {
    fn new(
        global: &Global,
        args: &Args,
        store: &'a KnowledgeStore,
        facts: &'a [JoinedFact],
        entities: &[EntityRecord],
    ) -> Result<Page<'a>> {
        let engine = global.engine()?;
        let sources = store.sources()?.into_iter().map(|s| (s.name.clone(), s)).collect();
        let names = Names::new(entities, &engine.vocabulary, global.lang);
        Ok(Page { engine, store, facts, sources, names, context: args.context })
    }

    fn fact(&self, out: &mut impl Write, fact: &JoinedFact) -> Outcome<()> {
        writeln!(out, "fact {}  {}", fact.id, self.names.term(&fact.class))?;
        for (slot, value) in &fact.slots {
            writeln!(out, "  {} {}", padded(self.names.term(slot)), squeezed(&shown(value, fact, &self.names)))?;
        }
        let name = |s: &str| self.names.get(s).cloned().unwrap_or_else(|| s.to_owned());
        let speakers: Vec<String> = fact.speakers().map(name).collect();
        writeln!(
            out,
            "  {:<12} {}",
            "said by",
            if speakers.is_empty() { "(narration)".to_owned() } else { speakers.join(", ") }
        )?;
        if !fact.stated_on.is_empty() {
            writeln!(out, "  {:<12} {}", "said on", fact.stated_on.join(", "))?;
        }
        writeln!(out, "  {:<12} {}", "mode", self.names.code(fact.mode.code()))?;
        writeln!(out, "  {:<12} {}", "status", self.names.code(fact.status.code()))?;
        for exchange in fact.exchanges.iter().filter_map(|x| self.facts.iter().find(|f| f.id == *x)) {
            writeln!(out, "  {:<12} {} ({})", "in exchange", summary(exchange, &self.names), exchange.id)?;
        }
        for diagnostic in &fact.diagnostics {
            writeln!(out, "  {:<12} {diagnostic}", "note")?;
        }
        self.evidence(out, fact)?;
        self.rules(out, fact)?;
        self.readings(out, fact)?;
        Ok(())
    }

    fn evidence(&self, out: &mut impl Write, fact: &JoinedFact) -> Outcome<()> {
        let date = |s: &SourceEntry| {
            let publisher = s.publisher.as_ref().map(|p| format!(", published by {p}")).unwrap_or_default();
            dated(s.date.as_deref(), s.date_origin.as_deref()) + &publisher
        };
        writeln!(out, "\nevidence")?;
        for e in &fact.evidence {
            let turn = e.turn.map(|t| format!(", turn {t}")).unwrap_or_default();
            let date = self.sources.get(&e.source).map(date).unwrap_or_default();
            writeln!(
                out,
                "  {} characters {}-{} (bytes {}-{}){turn}{date}",
                e.source, e.start, e.end, e.start_byte, e.end_byte
            )?;
            writeln!(out, "    {}", self.in_context(e)?)?;
            for (slot, value) in &e.reads {
                writeln!(out, "    reads {}: {}", self.names.term(slot), squeezed(&shown(value, fact, &self.names)))?;
            }
        }
        Ok(())
    }

    /// The words with what stands around them in the file.
    fn in_context(&self, e: &Evidence) -> Result<String> {
        let unknown = || Error::new(Kind::Store, format!("no source `{}` is stored", e.source));
        let entry = self.sources.get(&e.source).ok_or_else(unknown)?;
        let text = decode(&self.store.source(entry)?, entry.given_encoding.as_deref())?.text;
        let slice = |from: usize, to: usize| {
            squeezed(&text.chars().skip(from).take(to.saturating_sub(from)).collect::<String>())
        };
        let (before, after) =
            (slice(e.start.saturating_sub(self.context), e.start), slice(e.end, e.end + self.context));
        let (open, close) = if styled() { ("\x1b[1m", "\x1b[0m") } else { ("【", "】") };
        Ok(format!("{before}{open}{}{close}{after}", squeezed(&e.quote)))
    }

    fn rules(&self, out: &mut impl Write, fact: &JoinedFact) -> io::Result<()> {
        let mut by_rule: BTreeMap<&str, &Evidence> = BTreeMap::new();
        for e in &fact.evidence {
            by_rule.entry(&e.rule).or_insert(e);
        }
        for (id, e) in by_rule {
            writeln!(out, "\nrule {id}")?;
            let rule = self.engine.rules.get(id);
            if let Some(rule) = rule {
                writeln!(out, "  {}\n  ({})", rule.why.trim(), rule.place)?;
            }
            for capture in &e.captures {
                let words = squeezed(&capture.text);
                let meant = self.meant(&words, fact.slots.get(&capture.name), fact, e);
                writeln!(out, "  {} {words}{meant}", padded(self.names.term(&capture.name)))?;
            }
            // What no hole holds, the rule has looked up.
            let is_held = |slot: &str| e.captures.iter().any(|c| c.name == slot);
            for (slot, expression) in rule.iter().flat_map(|r| &r.computed).filter(|(slot, _)| !is_held(slot)) {
                if let Some(value) = fact.slots.get(&**slot) {
                    let value = squeezed(&shown(value, fact, &self.names));
                    writeln!(out, "  {} {expression} = {value}", padded(self.names.term(slot)))?;
                }
            }
        }
        Ok(())
    }

    /// What the words of a slot stand for, and by what: a pronoun, a date counted from that of the document, a short name.
    fn meant(&self, words: &str, value: Option<&Json>, fact: &JoinedFact, e: &Evidence) -> String {
        let Some(value) = value else { return String::new() };
        let shown = squeezed(&shown(value, fact, &self.names));
        let pronouns = &self.engine.rules.language().pronouns;
        let pronoun = pronouns.iter().find(|(word, _)| words.starts_with(word.as_str()));
        let day = self.sources.get(&e.source).and_then(|s| s.date.as_deref());
        match (pronoun, value.as_str().filter(|v| days(v).is_some()), day) {
            (Some((word, pronoun)), ..) => format!(" = {shown} (`{word}`: {})", pronoun.in_words()),
            (_, Some(_), Some(day)) if shown.get(..4).is_some_and(|year| !words.contains(year)) => {
                format!(" = {shown} (counted from {day})")
            }
            _ if shown == words => String::new(),
            _ => format!(" = {shown}"),
        }
    }

    fn readings(&self, out: &mut impl Write, fact: &JoinedFact) -> Outcome<()> {
        for r in &fact.readings {
            writeln!(
                out,
                "\n{} of {}",
                if r.disputed { "disputed readings" } else { "wordings" },
                self.names.term(&r.slot)
            )?;
            let default = r.by_default();
            for v in &r.values {
                let mark = if default == Some(v) { "  (by default)" } else { "" };
                let value = squeezed(&shown(&v.value, fact, &self.names));
                writeln!(out, "  {value}  [{}]{mark}", v.witnesses.join(", "))?;
            }
            if let Some(settled) = &r.settled {
                writeln!(out, "  {}", settled.why)?;
            }
        }
        let touching: Vec<_> = self
            .store
            .apparatus()?
            .into_iter()
            .filter(|v| {
                fact.evidence.iter().any(|e| v.spans.get(&e.source).is_some_and(|[s, t]| *s < e.end && e.start < *t))
            })
            .collect();
        if !touching.is_empty() {
            writeln!(out, "\nvariants in these passages")?;
        }
        for v in touching {
            let readings: Vec<String> =
                grouped(v.readings.iter().map(|(source, text)| (source.as_str(), text.as_str())))
                    .into_iter()
                    .map(|(text, sources)| {
                        format!("{} [{}]", if text.is_empty() { "(omitted)" } else { text }, sources.join(", "))
                    })
                    .collect();
            writeln!(out, "  {}", readings.join(" : "))?;
        }
        Ok(())
    }
}

fn dated(date: Option<&str>, origin: Option<&str>) -> String {
    match (date, origin) {
        (Some(date), Some(origin)) => format!(", dated {date} ({origin})"),
        _ => String::new(),
    }
}

/// The facts that name an entity.
fn naming<'f>(facts: &'f [JoinedFact], entity: &EntityRecord) -> impl Iterator<Item = &'f JoinedFact> {
    facts.iter().filter(|f| f.entities.values().any(|p| *p == entity.path))
}

/// What is known of an entity, as a line for scripts: its record with the facts that name it.
fn known(entity: &EntityRecord, facts: &[JoinedFact]) -> Json {
    let fact = |f: &JoinedFact| json!({"id": f.id, "type": f.class, "slots": f.slots, "status": f.status.code()});
    let mut line = serde_json::to_value(entity).expect("an entity is plain data");
    line["facts"] = naming(facts, entity).map(fact).collect();
    line
}

/// What is known of an entity.
fn about(out: &mut impl Write, entity: &EntityRecord, facts: &[JoinedFact], names: &Names) -> io::Result<()> {
    writeln!(
        out,
        "{} {}  ({})",
        entity.name,
        entity.name_en.as_deref().unwrap_or_default(),
        entity.classes.iter().map(|c| names.term(c)).collect::<Vec<_>>().join(", ")
    )?;
    writeln!(out, "  {:<12} {}{}", "IRI", crate::vocab::ID, entity.path)?;
    let codes: Vec<&str> =
        [&entity.code, &entity.code3, &entity.code_number].into_iter().flatten().map(String::as_str).collect();
    if !codes.is_empty() {
        writeln!(out, "  {:<12} {}", "ISO 3166-1", codes.join(", "))?;
    }
    if let Some(q) = &entity.wikidata {
        writeln!(out, "  {:<12} https://www.wikidata.org/wiki/{q}", "Wikidata")?;
    }
    if !entity.names.is_empty() {
        writeln!(out, "  {:<12} {}", "also", entity.names.join(", "))?;
    }
    let mut by_class: BTreeMap<&str, Vec<&JoinedFact>> = BTreeMap::new();
    for fact in naming(facts, entity) {
        by_class.entry(&fact.class).or_default().push(fact);
    }
    for (class, facts) in by_class {
        writeln!(out, "\n{} ({})", names.term(class), facts.len())?;
        for fact in facts {
            writeln!(out, "  {}  {}", fact.id, summary(fact, names))?;
        }
    }
    Ok(())
}
