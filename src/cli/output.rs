//! Standard output and tables.

use super::names::truth;
use super::{Lang, Outcome};
use crate::control::{shown, visible};
use crate::entity::EntityRecord;
use crate::error::Error;
pub(super) use crate::plural::many;
use crate::printable::printable;
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

/// Lets `write` write to standard output, or to a file: whole, or not at all.
///
/// Errors: `doing` failed at the file; those of standard output.
pub(super) fn to(
    path: Option<&Path>,
    doing: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Outcome<()> {
    match path {
        None => {
            let mut out = stdout();
            write(&mut out)?;
            out.flush()?;
        }
        Some(path) => file(path, write).map_err(|e| Error::io(doing, path, &e))?,
    }
    Ok(())
}

/// Writes a file beside the place where it is to be, and puts it there when it is whole. What is no file, as a pipe or a
/// device, is written to as it is; so is a file beside which nothing may be made.
fn file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let fill = |file: File| -> io::Result<()> {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    };
    let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = std::fs::metadata(&place).ok();
    let is_device = path.starts_with("/dev") || old.as_ref().is_some_and(|m| !m.is_file());
    let Some(name) = place.file_name().filter(|_| !is_device) else {
        return fill(File::create(path)?);
    };
    if old.is_some() {
        // One that may not be written is not replaced either.
        File::options().append(true).open(&place)?;
    }
    let fresh = place.with_file_name(format!(".{}.new-{}", printable(name), std::process::id()));
    let made = match File::create(&fresh) {
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied && old.is_some() => return fill(File::create(path)?),
        made => made,
    };
    let filled = made.and_then(fill).and_then(|()| {
        old.map_or(Ok(()), |m| std::fs::set_permissions(&fresh, m.permissions()))?;
        std::fs::rename(&fresh, &place)
    });
    // Of what has failed nothing stays.
    filled.inspect_err(|_| drop(std::fs::remove_file(&fresh)))
}

/// For people, or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum TextOrLines {
    Text,
    Jsonl,
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
            Some(Term::Literal(l)) if l.language().is_some() || l.value().contains(['\n', '\r', '\t']) => {
                squeezed(l.value())
            }
            // A name of a file or another text of no language is what it is, to be copied.
            Some(Term::Literal(l)) => l.value().chars().map(visible).collect(),
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
    fn a_file_is_written_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        file(&path, |out| out.write_all(b"whole")).unwrap();
        let half_way = |out: &mut dyn Write| out.write_all(b"other").and(Err(io::Error::other("no more")));
        file(&path, half_way).unwrap_err();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
        file(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
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
        let words = Literal::new_language_tagged_literal_unchecked("甲 乙\n丙", "zh");
        assert_eq!(labels(Lang::Zh).shown(Some(&words.into())), "甲乙丙");
        assert_eq!(labels(Lang::Zh).shown(Some(&Literal::from("中文 名.txt").into())), "中文 名.txt");
    }
}
