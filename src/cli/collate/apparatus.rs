//! The apparatus as a critical edition prints it: `lemma sigla ] reading sigla; reading sigla`, under the turns.

use crate::control::shown;
use crate::corpus::{Change, TurnLine, VariantLine, grouped, sign};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Writes the apparatus of all events, each under the legend of its witnesses.
pub(super) fn write(out: &mut impl Write, variants: &[VariantLine], turns: &[TurnLine]) -> io::Result<()> {
    for (n, event) in events(variants, turns).iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        event.write(out, variants, turns)?;
    }
    Ok(())
}

/// An event, told from others of its day by its sources.
struct Event<'a> {
    occasion: &'a str,
    sources: BTreeSet<&'a str>,
}

/// The events behind some lines: sources that stand in one line render one event.
fn events<'a>(variants: &'a [VariantLine], turns: &'a [TurnLine]) -> Vec<Event<'a>> {
    let of_turns = turns.iter().map(|t| (t.occasion.as_str(), sources(t)));
    let of_variants = variants.iter().map(|v| (v.occasion.as_str(), v.readings.keys().map(String::as_str).collect()));
    let mut out: Vec<Event<'a>> = Vec::new();
    for (occasion, mut sources) in of_turns.chain(of_variants) {
        let joined = |e: &Event<'_>, s: &BTreeSet<&str>| e.occasion == occasion && !e.sources.is_disjoint(s);
        let at = out.iter().position(|e| joined(e, &sources)).unwrap_or(out.len());
        // A line may tie together what seemed to be two events.
        while let Some(n) = out.iter().skip(at).position(|e| joined(e, &sources)) {
            sources.extend(out.remove(at + n).sources);
        }
        out.insert(at, Event { occasion, sources });
    }
    out
}

fn sources(turn: &TurnLine) -> BTreeSet<&str> {
    turn.question.keys().chain(turn.answer.keys()).map(String::as_str).collect()
}

impl Event<'_> {
    fn holds<'s>(&self, occasion: &str, mut sources: impl Iterator<Item = &'s str>) -> bool {
        self.occasion == occasion && sources.any(|s| self.sources.contains(s))
    }

    fn write(&self, out: &mut impl Write, variants: &[VariantLine], turns: &[TurnLine]) -> io::Result<()> {
        let own = |v: &&VariantLine| self.holds(&v.occasion, v.readings.keys().map(String::as_str));
        let variants: Vec<&VariantLine> = variants.iter().filter(own).collect();
        let turns: Vec<&TurnLine> = turns.iter().filter(|t| self.holds(&t.occasion, sources(t).into_iter())).collect();
        if variants.is_empty() {
            return Ok(());
        }
        let signs: BTreeMap<&str, String> = self.sources.iter().enumerate().map(|(n, s)| (*s, sign(n))).collect();
        writeln!(out, "{}", self.occasion)?;
        signs.iter().try_for_each(|(source, sign)| writeln!(out, "  {sign:<3}{source}"))?;
        let mut under = None;
        for (n, variant) in variants.iter().enumerate() {
            if under != Some(variant.turn) {
                under = Some(variant.turn);
                writeln!(out, "\n{}", heading(variant.turn, &turns))?;
            }
            entry(out, n + 1, variant, &signs)?;
        }
        Ok(())
    }
}

/// `Turn 3: 新华社 to 王毅`.
fn heading(turn: Option<usize>, turns: &[&TurnLine]) -> String {
    let Some(number) = turn else { return "Outside the turns".to_owned() };
    let Some(turn) = turns.get(number) else { return format!("Turn {number}") };
    let answerer = turn.answerer.as_deref().unwrap_or("?");
    match turn.outlet.as_deref().or(turn.asker.as_deref()) {
        Some(asker) => format!("Turn {number}: {asker} to {answerer}"),
        None => format!("Turn {number}: {answerer}"),
    }
}

fn entry(out: &mut impl Write, n: usize, v: &VariantLine, signs: &BTreeMap<&str, String>) -> io::Result<()> {
    let mut groups = grouped(v.readings.iter().map(|(source, text)| (signs[source.as_str()].as_str(), text.as_str())));
    let lemma = groups.iter().position(|(text, _)| Some(*text) == v.majority.as_deref()).unwrap_or(0);
    let lemma = groups.remove(lemma);
    let reading = |(text, signs): &(&str, Vec<&str>)| {
        format!("{} {}", if text.is_empty() { "om." } else { text }, signs.join(" "))
    };
    let others: Vec<String> = groups.iter().map(reading).collect();
    let at = format!("{}[{}]{}", v.before, if lemma.0.is_empty() { " " } else { lemma.0 }, v.after);
    writeln!(out, "{n:>4}  {}  ({})", shown(&at), v.part)?;
    let tie = if v.majority.is_none() { "; no majority" } else { "" };
    let readings = format!("{} ] {}", reading(&lemma), others.join("; "));
    writeln!(out, "      {}   {}{tie}", shown(&readings), changed(v))?;
    for d in &v.disputes {
        writeln!(out, "      disputes {} of fact {}", d.slot, d.fact)?;
    }
    Ok(())
}

/// `substitution: name, slot`.
fn changed(v: &VariantLine) -> String {
    let codes: Vec<&str> = v.changes.iter().map(|c| Change::code(*c)).collect();
    if codes.is_empty() { v.kind.clone() } else { format!("{}: {}", v.kind, codes.join(", ")) }
}

/// Writes a turn with its places.
pub(super) fn turn(out: &mut impl Write, n: usize, t: &TurnLine) -> io::Result<()> {
    let asked = t.outlet.as_deref().or(t.asker.as_deref()).unwrap_or("(opening)");
    writeln!(out, "{n}. {asked} -> {}  [{}]", t.answerer.as_deref().unwrap_or("?"), t.occasion)?;
    for source in sources(t) {
        let at = |part: &BTreeMap<String, serde_json::Value>| {
            part.get(source).map_or_else(|| "-".to_owned(), ToString::to_string)
        };
        writeln!(out, "    {source}  question {}  answer {}", at(&t.question), at(&t.answer))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variant(occasion: &str, readings: serde_json::Value) -> VariantLine {
        let line = json!({"readings": readings, "spans": {}, "majority": "中旬", "kind": "substitution", "disputes": [{"fact": "f1", "slot": "time"}], "changes": ["slot", "number"], "id": "v", "occasion": occasion, "turn": 1, "part": "answer", "before": "定于九月", "after": "举行"});
        serde_json::from_value(line).expect("a line")
    }

    #[test]
    fn an_entry_reads_lemma_then_variants_with_sigla() {
        let mut out = Vec::new();
        let lines = [variant("2030-09-01", json!({"a.txt": "中旬", "b.txt": "", "c.txt": "中旬", "d.txt": "下旬"}))];
        write(&mut out, &lines, &[]).expect("it is written to memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.contains("  A  a.txt\n"), "{text}");
        assert!(text.contains("   1  定于九月[中旬]举行  (answer)\n"), "{text}");
        assert!(text.contains("中旬 A C ] om. B; 下旬 D   substitution: slot, number\n"), "{text}");
        assert!(text.contains("disputes time of fact f1"), "{text}");
    }

    #[test]
    fn two_events_of_a_day_have_a_legend_each() {
        let readings =
            [json!({"a": "中旬", "b": "下旬"}), json!({"x": "中旬", "y": "下旬"}), json!({"b": "中旬", "c": "下旬"})];
        let lines: Vec<VariantLine> = readings.into_iter().map(|r| variant("2030-09-01", r)).collect();
        let found: Vec<Vec<&str>> = events(&lines, &[]).into_iter().map(|e| e.sources.into_iter().collect()).collect();
        assert_eq!(found, [vec!["a", "b", "c"], vec!["x", "y"]]);
    }
}
