//! Standard output and tables.

use super::names::truth;
use super::{Lang, Outcome};
use crate::control::{shown, visible};
use crate::entity::EntityRecord;
use crate::error::Error;
use crate::vocab::{ID, NS, PREFIXES, Vocabulary};
use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use oxigraph::model::Term;
use oxigraph::model::vocab::xsd;
use std::collections::HashMap;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;
use std::sync::OnceLock;

/// Buffered standard output. Flush it before the command ends: errors on dropping are lost.
pub(super) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Lets `write` write to a file, or without one to standard output; `doing` says what fails if the file cannot be written.
pub(super) fn to(
    path: Option<&Path>,
    doing: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Outcome<()> {
    let written = |mut out: Box<dyn Write>| write(&mut *out).and_then(|()| out.flush());
    let Some(path) = path else { return Ok(written(Box::new(stdout()))?) };
    let file = File::create(path).map(BufWriter::new);
    Ok(file.and_then(|file| written(Box::new(file))).map_err(|e| Error::io(doing, path, &e))?)
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

/// A number with what is counted.
pub(super) fn many(n: usize, what: &str) -> String {
    let ending = match what {
        _ if n == 1 => "",
        _ if what.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{n} {what}{ending}")
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
    let mut whole: Vec<usize> = vec![0; head.len()];
    for row in rows {
        let row: Vec<String> = row.into_iter().map(|cell| shown(&cell).into_owned()).collect();
        whole.iter_mut().zip(&row).for_each(|(most, cell)| *most = widest(cell).max(*most));
        table.add_row(row);
    }
    for (column, width) in table.column_iter_mut().zip(whole) {
        // What is copied is not broken: rather is a table wider than the terminal.
        let width = u16::try_from(width + usize::from(column.padding_width())).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The width of the longest id, IRI, hash or other word in Latin letters.
fn widest(cell: &str) -> usize {
    cell.split_whitespace().filter(|word| word.is_ascii()).map(str::len).max().unwrap_or(0)
}

/// White space of the original dropped and its control characters shown, for one line on the screen.
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
        out.push(visible(c));
    }
    out
}

/// Names of entities and terms in one language.
pub(super) struct Labels {
    names: HashMap<String, String>,
    lang: Lang,
}

impl Labels {
    /// The labels of entities and of the vocabulary.
    pub fn new(entities: &[EntityRecord], vocabulary: &Vocabulary, lang: Lang) -> Labels {
        let mut names = HashMap::new();
        names.extend(entities.iter().map(|e| (format!("{ID}{}", e.path), lang.name_of(e).clone())));
        let labels = vocabulary.terms.iter();
        names.extend(labels.map(|(term, label)| (format!("{NS}{term}"), lang.choose(&label.zh, &label.en).clone())));
        Labels { names, lang }
    }

    /// A term as a table shows it: the label if it has one, a prefixed name, or the literal's value.
    pub fn shown(&self, term: Option<&Term>) -> String {
        match term {
            None => String::new(),
            Some(Term::Literal(l)) if l.datatype() == xsd::BOOLEAN => truth(l.value() == "true", self.lang).to_owned(),
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
    fn numbers_agree_with_what_is_counted() {
        let counted = [many(0, "fact"), many(1, "violation"), many(2, "match"), many(5, "variant place")];
        assert_eq!(counted, ["0 facts", "1 violation", "2 matches", "5 variant places"]);
    }

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
