//! `residue`: names and numbers that no fact stands on, to see what the rules do not read yet.

use super::input::{InputArgs, at_least_one, counted};
use super::output::{self, TextOrLines, squeezed, table};
use super::{End, Global, Run};
use crate::corpus::residue;
use crate::document::{Document, Role};
use crate::engine::Engine;
use crate::error::Result;
use crate::mention::{self, Class, Mention};
use crate::source::Span;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;

/// Options of `residue`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// Only mentions of this type (Quantity, Time, Country, ...)
    #[arg(long = "type", value_name = "TYPE", ignore_case = true, value_parser = Class::NAMES)]
    mention: Option<String>,
    /// At most so many rows of the table
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
    /// text: counted with a sample; jsonl: every mention's line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrLines,
}

/// How many characters of a sample stand before and behind the name or number.
const AROUND: usize = 20;

/// A mention left over: type, text, the words around it, its line.
struct Left {
    class: String,
    text: String,
    sentence: String,
    line: String,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let engine = global.engine()?;
    let (items, mut bad) = args.input.all(global)?;
    let found: Vec<Result<Vec<Left>>> =
        items.par_iter().map(|item| Ok(left(engine, &item.document(engine)?, args))).collect();
    let left: Vec<Left> = found.into_iter().filter_map(|r| counted(r, &mut bad)).flatten().collect();
    let mut out = output::stdout();
    if args.format == TextOrLines::Jsonl {
        left.iter().try_for_each(|l| writeln!(out, "{}", l.line))?;
    } else if !left.is_empty() {
        let mut counts: BTreeMap<(&str, &str), (usize, &str)> = BTreeMap::new();
        for l in &left {
            counts.entry((&l.class, &l.text)).or_insert((0, &l.sentence)).0 += 1;
        }
        let mut rows: Vec<_> = counts.into_iter().collect();
        rows.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(&b.0)));
        rows.truncate(args.limit.unwrap_or(usize::MAX));
        table(
            &mut out,
            &["count", "type", "text", "for example"],
            rows.into_iter().map(|((c, t), (n, s))| [n.to_string(), c.to_owned(), t.to_owned(), s.to_owned()]),
        )?;
    }
    out.flush()?;
    Ok(match (bad, left.is_empty()) {
        (0, false) => End::Done,
        (0, true) => End::Nothing,
        _ => End::BadInput,
    })
}

fn left(engine: &Engine, doc: &Document, args: &Args) -> Vec<Left> {
    let extraction = engine.extract(doc);
    let wanted = |class: Class| {
        class != Class::Title && args.mention.as_ref().is_none_or(|c| format!("{class:?}").eq_ignore_ascii_case(c))
    };
    // Labels of speakers and the furniture of a page say nothing that a rule could read.
    let is_said = |m: &Mention| {
        let sentence = doc.sentence_at(m.span.start).map(|s| &doc.sentences[s]);
        sentence.is_none_or(|s| !matches!(s.role, Role::Label | Role::Furniture))
    };
    residue(&extraction.mentions, &extraction.facts)
        .into_iter()
        .filter(|m| wanted(m.class) && is_said(m))
        .map(|m| Left {
            class: format!("{:?}", m.class),
            text: squeezed(doc.quote(m.span)),
            sentence: doc.sentence_at(m.span.start).map(|s| around(doc, m, doc.sentences[s].span)).unwrap_or_default(),
            line: mention::line(m, doc, &engine.lexicon)
                .and_then(|line| serde_json::to_string(&line).ok())
                .unwrap_or_default(),
        })
        .collect()
}

/// A mention with the words around it in its sentence.
fn around(doc: &Document, mention: &Mention, sentence: Span) -> String {
    let text = |from: usize, to: usize| Span::new(from, to.max(from)).of(&doc.text);
    let (before, behind) = (text(sentence.start, mention.span.start), text(mention.span.end, sentence.end));
    let start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(i, _)| i);
    let end = behind.char_indices().nth(AROUND).map_or(behind.len(), |(i, _)| i);
    squeezed(&format!("{}【{}】{}", &before[start..], mention.span.of(&doc.text), &behind[..end]))
}
