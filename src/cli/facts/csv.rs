//! Facts as comma-separated values.

use crate::cli::output::squeezed;
use crate::export::csv_row;
use crate::join::JoinedFact;
use crate::line::Evidence;
use crate::vocab::{Slot, SlotKind};
use serde_json::Value as Json;
use std::io::{self, Write};

const HEAD: [&str; 12] =
    ["id", "type", "speaker", "mode", "status", "stated_on", "slots", "sources", "quote", "topics", "plover", "notes"];

/// One row for every fact; behind what all facts have, a column for each of these slots. A number with a unit takes three:
/// its sign (`=`, `>`, ...), value and unit; a range is in the value as `10..20`.
pub(super) fn facts(out: &mut impl Write, found: impl Iterator<Item = JoinedFact>, slots: &[Slot]) -> io::Result<()> {
    let columns: Vec<String> = slots.iter().flat_map(columns).collect();
    csv_row(out, HEAD.into_iter().chain(columns.iter().map(String::as_str)))?;
    for f in found {
        let all = Json::Object(f.slots.clone()).to_string();
        let sources = f.sources().into_iter().collect::<Vec<_>>().join(" ");
        let quote = f.evidence.first().map(|e| squeezed(&e.quote)).unwrap_or_default();
        let speakers = f.speakers().collect::<Vec<_>>().join(" ");
        let (days, topics, notes) = (f.stated_on.join(" "), f.topics.join(" "), f.diagnostics.join("; "));
        let row: [&str; HEAD.len()] = [
            &f.id,
            &f.class,
            &speakers,
            f.mode.code(),
            f.status.code(),
            &days,
            &all,
            &sources,
            &quote,
            &topics,
            f.plover.as_deref().unwrap_or_default(),
            &notes,
        ];
        let own: Vec<String> = slots.iter().flat_map(|s| cells(s, f.slots.get(&*s.name))).collect();
        csv_row(out, row.into_iter().chain(own.iter().map(String::as_str)))?;
    }
    Ok(())
}

fn columns(slot: &Slot) -> Vec<String> {
    let name = if HEAD.contains(&&*slot.name) { format!("slot_{}", slot.name) } else { slot.name.to_string() };
    match slot.kind {
        SlotKind::Quantity => vec![format!("{name}_cmp"), name.clone(), format!("{name}_unit")],
        _ => vec![name],
    }
}

fn cells(slot: &Slot, value: Option<&Json>) -> Vec<String> {
    let plain = |v: &Json| match v {
        Json::String(s) => s.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    };
    match (&slot.kind, value) {
        (SlotKind::Quantity, Some(Json::Object(q))) => {
            let part = |key: &str| q.get(key).map(plain).unwrap_or_default();
            let range = q.contains_key("min") || q.contains_key("max");
            let amount = if range { format!("{}..{}", part("min"), part("max")) } else { part("value") };
            vec![part("cmp"), amount, part("unit")]
        }
        (SlotKind::Quantity, _) => vec![String::new(); 3],
        (_, Some(Json::Array(values))) => vec![values.iter().map(plain).collect::<Vec<_>>().join(" ")],
        (_, Some(value)) => vec![plain(value)],
        (_, None) => vec![String::new()],
    }
}

/// One row for every passage.
pub(super) fn evidence(out: &mut impl Write, mut found: impl Iterator<Item = JoinedFact>) -> io::Result<()> {
    csv_row(out, ["id", "type", "source", "start", "end", "start_byte", "end_byte", "speaker", "rule", "quote"])?;
    found.try_for_each(|f| f.evidence.iter().try_for_each(|e| passage(out, &f, e)))
}

fn passage(out: &mut impl Write, f: &JoinedFact, e: &Evidence) -> io::Result<()> {
    let places = [e.start, e.end, e.start_byte, e.end_byte].map(|n| n.to_string());
    let place = places.iter().map(String::as_str);
    let speaker = e.speaker.as_deref().unwrap_or_default();
    let head = [f.id.as_str(), &f.class, &e.source].into_iter();
    csv_row(out, head.chain(place).chain([speaker, &e.rule, &e.quote]))
}
