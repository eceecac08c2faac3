//! `explain --why-not`: where the rules stop that make no fact of a passage.

use crate::cli::output::{self, squeezed};
use crate::cli::{End, Global, Run, rules};
use crate::engine::ReadOptions;
use crate::fact::NearMiss;
use std::io::Write;

/// How many rules are told of where none is named.
const NEAREST: usize = 5;

pub(super) fn run(global: &Global, passage: &str, rule: Option<&str>, date: Option<&str>) -> Run {
    let engine = global.engine()?;
    if let Some(id) = rule.filter(|id| engine.rules.get(id).is_none()) {
        return Err(rules::unknown(engine, id).into());
    }
    let options =
        ReadOptions { date: date.map(str::to_owned), encoding: Some("utf-8".to_owned()), ..ReadOptions::default() };
    // A line without a mark at its end would be a heading.
    let ended = passage.trim_end().ends_with(['。', '！', '？', '!', '?', '”', '；', ';']);
    let passage = format!("{passage}{}", if ended { "" } else { "。" });
    let document = engine.read("passage", passage.as_bytes(), &options)?;
    let mut out = output::stdout();
    let (facts, _) = engine.profile(&document);
    let read: Vec<_> = facts.iter().filter(|f| rule.is_none_or(|id| *f.rule == *id)).collect();
    for fact in &read {
        writeln!(out, "read by {}: {} of 「{}」\n", fact.rule, fact.class, squeezed(document.quote(fact.span)))?;
    }
    let mut misses: Vec<NearMiss> = engine.near_misses(&document, rule);
    misses.dedup_by(|a, b| a.rule == b.rule && a.what == b.what && a.matched == b.matched);
    if rule.is_none() {
        misses.truncate(NEAREST);
    }
    for miss in &misses {
        let why = engine.rules.get(&miss.rule).map_or("", |r| r.why.trim());
        writeln!(out, "rule {}: {why}", miss.rule)?;
        if miss.matched.is_empty() {
            writeln!(out, "  in       {}", squeezed(document.quote(miss.sentence)))?;
        } else {
            writeln!(out, "  matches  {}", squeezed(document.quote(miss.matched)))?;
        }
        writeln!(out, "  {}\n", miss.what)?;
    }
    // A rule that is named is told of in any case; of all others, only one that got hold of something came near.
    let is_near = !read.is_empty() || misses.iter().any(|m| rule.is_some() || !m.matched.is_empty());
    if read.is_empty() && misses.is_empty() {
        writeln!(out, "no word of the passage calls a rule")?;
    } else if !is_near {
        writeln!(out, "no rule comes near: these are called by a word, and match nothing")?;
    }
    out.flush()?;
    Ok(if is_near { End::Done } else { End::Nothing })
}
