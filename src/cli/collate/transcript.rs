//! The restored text of events: every sentence once, in order, with the signs of its witnesses.

use crate::corpus::{Corpus, SentenceLine, Sigil};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes the restored text of all events.
pub(super) fn write(out: &mut impl Write, corpus: &Corpus) -> io::Result<()> {
    for (n, event) in corpus.events.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}   (a sign in brackets: the witness reads otherwise in places)", event.name)?;
        one(out, &corpus.sigla(event), &corpus.restored(event))?;
    }
    Ok(())
}

fn one(out: &mut impl Write, witnesses: &[Sigil], lines: &[SentenceLine]) -> io::Result<()> {
    witnesses.iter().try_for_each(|w| writeln!(out, "  {:<3}{}", w.sign, w.source))?;
    let signs: BTreeMap<&str, &str> = witnesses.iter().map(|w| (w.source.as_str(), w.sign.as_str())).collect();
    let width = lines.iter().map(|l| sigla(l, &signs).len()).max().unwrap_or(0).max(3);
    let mut under: Option<(Option<usize>, &str)> = None;
    for line in lines {
        let place = (line.turn, line.part.as_str());
        if under != Some(place) {
            under = Some(place);
            writeln!(out, "\n{}", heading(line))?;
        }
        let words = if line.gap { "[… here something is missing that no witness has …]" } else { line.text.trim() };
        writeln!(out, "  {:<width$}  {words}", sigla(line, &signs))?;
    }
    Ok(())
}

/// `3 question (新华社)`.
fn heading(line: &SentenceLine) -> String {
    let turn = line.turn.map(|t| format!("{t} ")).unwrap_or_default();
    let name = if line.part == "answer" { &line.answerer } else { &line.outlet };
    let name = name.as_ref().filter(|_| line.part != "narration").map(|n| format!(" ({n})")).unwrap_or_default();
    format!("{turn}{}{name}", line.part)
}

/// `A(B)D`: B has the sentence, in part in other words.
fn sigla(line: &SentenceLine, signs: &BTreeMap<&str, &str>) -> String {
    let sign = |source: &String| {
        let sign = signs[source.as_str()];
        if line.exact.contains(source) { sign.to_owned() } else { format!("({sign})") }
    };
    line.spans.keys().map(sign).collect()
}
