//! The restored text of events with its apparatus as one HTML page that needs no other file.
//!
//! The page is well-formed XML too. A place is a link to its entry in the notes below the turn, and hovering shows the
//! other readings; it runs no script.

use super::escaped;
use crate::corpus::{Edition, Piece, Sentence, VariantLine};
use std::io::{self, Write};

const HEAD: &str = r#"<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="zh">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Critical edition</title>
<style>
body { max-width: 46em; margin: 2em auto; padding: 0 1em; font: 1.05em/1.8 serif; }
h1, h2 { font-family: sans-serif; font-size: 1.2em; } h2 { margin-top: 2em; font-size: 1em; }
.who { font-family: sans-serif; font-size: .9em; color: #555; }
.s sup { font-family: sans-serif; font-size: .6em; color: #888; }
a.app { color: inherit; text-decoration: underline dotted #888; }
a.app.meaning { text-decoration: underline solid #b00; background: #fee; }
.notes { font-size: .85em; line-height: 1.5; border-top: 1px solid #ccc; list-style: none; padding: .5em 0; }
.notes :target, li:target { background: #ffc; }
.gap { color: #b00; } .kind { color: #777; font-family: sans-serif; font-size: .85em; }
</style>
</head>
<body>
"#;

/// Writes editions, one below the other.
pub fn write(editions: &[Edition], mut out: impl Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    for (n, edition) in editions.iter().enumerate() {
        Page { edition, number: n }.write(&mut out)?;
    }
    out.write_all(b"</body>\n</html>\n")
}

/// One edition, with its number: ids on the page begin with it.
struct Page<'a> {
    edition: &'a Edition,
    number: usize,
}

impl Page<'_> {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "<section>\n<h1>{}</h1>\n<table>", escaped(&self.edition.occasion))?;
        for w in &self.edition.witnesses {
            let date = w.date.as_deref().unwrap_or_default();
            writeln!(out, "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", w.sign, escaped(&w.source), escaped(date))?;
        }
        writeln!(out, "</table>")?;
        for turn in self.edition.sentences.chunk_by(|a, b| a.turn == b.turn) {
            self.turn(out, turn)?;
        }
        writeln!(out, "</section>")
    }

    fn turn(&self, out: &mut impl Write, turn: &[Sentence]) -> io::Result<()> {
        let number = turn[0].turn;
        writeln!(out, "<article>")?;
        if let Some(number) = number {
            writeln!(out, "<h2>{number}</h2>")?;
        }
        for part in turn.chunk_by(|a, b| a.part == b.part) {
            let names = number.and_then(|n| self.edition.turns.get(n));
            let who = names.and_then(|(asker, answerer)| match part[0].part.as_str() {
                "question" => asker.as_deref(),
                "answer" => answerer.as_deref(),
                _ => None,
            });
            if let Some(who) = who {
                writeln!(out, "<p class=\"who\">{}</p>", escaped(who))?;
            }
            write!(out, "<p class=\"{}\">", escaped(&part[0].part))?;
            part.iter().try_for_each(|s| self.sentence(out, s))?;
            writeln!(out, "</p>")?;
        }
        self.notes(out, turn)?;
        writeln!(out, "</article>")
    }

    fn sentence(&self, out: &mut impl Write, sentence: &Sentence) -> io::Result<()> {
        if sentence.gap {
            return write!(out, "<span class=\"gap\" title=\"missing in all witnesses\">[…]</span>");
        }
        write!(out, "<span class=\"s\">")?;
        for piece in &sentence.pieces {
            match piece {
                Piece::Text(words) => write!(out, "{}", escaped(words))?,
                Piece::Place { variant, lemma, others } => self.place(out, *variant, &lemma.0, others)?,
            }
        }
        write!(out, "<sup>{}</sup></span>", sentence.witnesses.concat())
    }

    fn place(&self, out: &mut impl Write, n: usize, lemma: &str, others: &[(String, Vec<String>)]) -> io::Result<()> {
        let class = if self.edition.variants[n].only_wording() { "app" } else { "app meaning" };
        let shown = if lemma.is_empty() { "‸" } else { lemma };
        let title = others.iter().map(reading).collect::<Vec<_>>().join("; ");
        let (id, number) = (self.id(n), n + 1);
        write!(
            out,
            "<a class=\"{class}\" href=\"#{id}\" title=\"{number}: {}\">{}</a>",
            escaped(&title),
            escaped(shown)
        )
    }

    fn id(&self, variant: usize) -> String {
        format!("e{}-{}", self.number + 1, variant + 1)
    }

    /// The apparatus of a turn.
    fn notes(&self, out: &mut impl Write, turn: &[Sentence]) -> io::Result<()> {
        let places = turn.iter().flat_map(|s| &s.pieces).filter_map(|p| match p {
            Piece::Place { variant, lemma, others } => Some((*variant, lemma, others)),
            Piece::Text(_) => None,
        });
        let places: Vec<_> = places.collect();
        if places.is_empty() {
            return Ok(());
        }
        writeln!(out, "<ul class=\"notes\">")?;
        for (n, lemma, others) in places {
            let others = others.iter().map(reading).collect::<Vec<_>>().join("; ");
            let entry = format!("{} ] {others}", reading(lemma));
            let about = about(&self.edition.variants[n]);
            let (id, number) = (self.id(n), n + 1);
            writeln!(
                out,
                "<li id=\"{id}\">{number} {} <span class=\"kind\">{}</span></li>",
                escaped(&entry),
                escaped(&about)
            )?;
        }
        writeln!(out, "</ul>")
    }
}

/// `中旬 A C`, `om. B`.
fn reading((words, signs): &(String, Vec<String>)) -> String {
    format!("{} {}", if words.is_empty() { "om." } else { words }, signs.join(" "))
}

/// Kind, changes and disputes of a variant.
fn about(variant: &VariantLine) -> String {
    let changes = variant.changes.iter().map(|c| c.code()).collect::<Vec<_>>().join(", ");
    let disputes = variant.disputes.iter().map(|d| format!("; disputes {} of fact {}", d.slot, d.fact));
    let tie = if variant.majority.is_none() { "; no majority" } else { "" };
    format!("{}: {changes}{tie}{}", variant.kind, disputes.collect::<String>())
}
