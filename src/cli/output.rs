//! Standard output and tables.

use super::Lang;
use crate::entity::EntityRecord;
use crate::vocab::{ID, NS, PREFIXES, Vocabulary};
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use indicatif::{ProgressBar, ProgressStyle};
use oxigraph::model::Term;
use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::sync::OnceLock;

/// Buffered standard output. Flush it before the command ends: errors on dropping are lost.
pub(super) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// One line on standard error; a closed one is no matter.
pub(super) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// When to set words in colour or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    Always,
    Never,
}

static COLOR: OnceLock<Color> = OnceLock::new();

/// Settles for the whole process when words are set in colour.
pub(super) fn set_color(color: Color) {
    // A second call would change nothing.
    let _ = COLOR.set(color);
}

/// Whether to set words in colour or bold.
pub(super) fn styled() -> bool {
    match COLOR.get().unwrap_or(&Color::Auto) {
        Color::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        Color::Always => true,
        Color::Never => false,
    }
}

/// A bar on standard error, with the rate and the time left; it shows only on a terminal and for much work.
pub(super) fn progress(quiet: bool, documents: usize) -> ProgressBar {
    if quiet || documents < 50 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left");
    ProgressBar::new(documents as u64).with_style(style.expect("a fixed template"))
}

/// Width to fit tables into: that of the terminal; none where the output is no terminal.
fn width() -> Option<u16> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0)
}

/// Prints a table; columns fit double-width characters.
pub(super) fn table<R: IntoIterator<Item = String>>(
    out: &mut impl Write,
    head: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')))
        .set_header(head.iter().copied());
    if let Some(width) = width() {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for row in rows {
        table.add_row(row);
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// White space of the original dropped, for one line on the screen.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && c.is_ascii() && out.chars().next_back().is_some_and(|b| b.is_ascii()) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// Names of entities and terms in one language.
pub(super) struct Labels {
    names: HashMap<String, String>,
}

impl Labels {
    /// The labels of entities and of the vocabulary.
    pub fn new(entities: &[EntityRecord], vocabulary: &Vocabulary, lang: Lang) -> Labels {
        let mut names = HashMap::new();
        for e in entities {
            let name = if lang == Lang::En { e.name_en.as_ref().unwrap_or(&e.name) } else { &e.name };
            names.insert(format!("{ID}{}", e.path), name.clone());
        }
        for (term, label) in &vocabulary.terms {
            names.insert(format!("{NS}{term}"), if lang == Lang::En { label.en.clone() } else { label.zh.clone() });
        }
        Labels { names }
    }

    /// A term as a table shows it: the label if it has one, a prefixed name, or the literal's value.
    pub fn shown(&self, term: Option<&Term>) -> String {
        match term {
            None => String::new(),
            Some(Term::Literal(l)) => squeezed(l.value()),
            Some(Term::NamedNode(n)) => self.iri(n.as_str()),
            Some(other) => other.to_string(),
        }
    }

    fn iri(&self, iri: &str) -> String {
        if let Some(name) = self.names.get(iri).filter(|n| !n.is_empty()) {
            return name.clone();
        }
        let fits = |(prefix, namespace): &(&str, &str)| {
            iri.strip_prefix(namespace).filter(|rest| !rest.is_empty()).map(|rest| format!("{prefix}:{rest}"))
        };
        PREFIXES
            .iter()
            .filter(|(p, _)| *p != "dg" || iri.starts_with(NS))
            .find_map(fits)
            .unwrap_or_else(|| iri.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode};

    #[test]
    fn a_table_shows_labels_before_iris() {
        let record = EntityRecord {
            path: "country/NO".into(),
            name: "挪威".into(),
            name_en: Some("Norway".into()),
            ..EntityRecord::default()
        };
        let node = |iri: &str| Term::from(NamedNode::new_unchecked(iri));
        let labels = |lang| Labels::new(std::slice::from_ref(&record), &Vocabulary::default(), lang);
        let norway = node(&format!("{ID}country/NO"));
        assert_eq!(labels(Lang::Zh).shown(Some(&norway)), "挪威");
        assert_eq!(labels(Lang::En).shown(Some(&norway)), "Norway");
        assert_eq!(labels(Lang::Zh).shown(Some(&node(&format!("{ID}fact/12ab")))), "fact:12ab");
        assert_eq!(labels(Lang::Zh).shown(Some(&Literal::from("甲 乙\n丙").into())), "甲乙丙");
    }
}
