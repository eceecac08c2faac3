//! A declaration in several files of TOML, read as one.
//!
//! The files of a folder add up, in whatever order, and no key stands in two of them. What a user's own files say lies on
//! top: a key of a table replaces the one that is there, and a list may be replaced or changed: `{ add = […], drop = […] }`.
//! Whatever is read of it knows its place: bytes are counted through all files, as if they stood one behind the other.

use crate::error::{Error, Kind, Result};
use crate::near::guess;
use crate::written;
use serde::de::DeserializeOwned;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue, Deserializer};

/// A file: its name as messages show it, and its text.
type File = (String, String);

type Key<'f> = Spanned<DeString<'f>>;
type Value<'f> = Spanned<DeValue<'f>>;

/// The files, and what they declare together.
pub(crate) struct Parts<'f> {
    /// Each file, with the place of its first byte.
    files: Vec<(usize, &'f File)>,
    table: DeTable<'f>,
}

impl<'f> Parts<'f> {
    /// Reads the files of the program, and a user's own on top of them.
    ///
    /// Errors ([`Kind::Ontology`]) name the file, the line and the column, and the cure.
    pub fn read(built_in: &'f [File], own: &'f [File]) -> Result<Parts<'f>> {
        let mut parts = Parts { files: Vec::new(), table: DeTable::new() };
        let mut below = parts.layer(built_in)?;
        let above = parts.layer(own)?;
        parts.lay(&mut below, above)?;
        parts.table = below;
        Ok(parts)
    }

    /// What all files declare.
    #[allow(dead_code, reason = "the build looks into it")]
    pub fn table(&self) -> &DeTable<'f> {
        &self.table
    }

    /// What all files declare, as a type that says what can be declared. It can be taken once.
    pub fn take<T: DeserializeOwned>(&mut self) -> Result<T> {
        let table = std::mem::take(&mut self.table);
        let read = T::deserialize(Deserializer::from(Spanned::new(0..0, table)));
        read.map_err(|e| written::in_words(&e).at(self.place(e.span().map_or(0, |s| s.start))))
    }

    /// `file:line:column` of a byte.
    pub fn place(&self, at: usize) -> String {
        let (start, (name, text)) = self.file(at);
        written::place(name, text, at - start)
    }

    /// The byte at which a byte of a string's value is written. `span` is the string with its quotes.
    pub fn inside(&self, span: Range<usize>, at: usize) -> usize {
        let (start, (_, text)) = self.file(span.start);
        start + written::inside(text, span.start - start..span.end - start, at)
    }

    fn file(&self, at: usize) -> (usize, &'f File) {
        static NONE: File = (String::new(), String::new());
        let behind = self.files.partition_point(|(start, _)| *start <= at);
        self.files[..behind].last().copied().unwrap_or((0, &NONE))
    }

    fn error(&self, at: usize, message: impl Into<String>, help: impl Into<String>) -> Error {
        Error::new(Kind::Ontology, message).at(self.place(at)).help(help)
    }

    /// What the files of one folder declare together.
    fn layer(&mut self, files: &'f [File]) -> Result<DeTable<'f>> {
        let mut all = DeTable::new();
        for file in files {
            let (name, text) = file;
            // A byte lies between two files, so that each place is one of one file.
            let start = self.files.last().map_or(0, |(start, (_, text))| start + text.len() + 1);
            let table = DeTable::parse(text).map_err(|e| written::unreadable(name, text, &e))?;
            self.files.push((start, file));
            self.join(&mut all, moved(table.into_inner(), start))?;
        }
        Ok(all)
    }

    /// Adds what another file of the same folder declares.
    fn join(&self, all: &mut DeTable<'f>, more: DeTable<'f>) -> Result<()> {
        for (key, value) in more {
            let Some((first, held)) = all.get_key_value(&**key.get_ref()) else {
                all.insert(key, value);
                continue;
            };
            if !(held.get_ref().is_table() && value.get_ref().is_table()) {
                let message = format!(
                    "`{}` is declared twice; the first is at {}",
                    key.get_ref(),
                    self.place(first.span().start)
                );
                return Err(self.error(key.span().start, message, "take one of them out"));
            }
            if let (Some(DeValue::Table(held)), DeValue::Table(more)) =
                (all.get_mut(&**key.get_ref()).map(Spanned::get_mut), value.into_inner())
            {
                self.join(held, more)?;
            }
        }
        Ok(())
    }

    /// Lays a table of a user's own on top of the one below.
    fn lay(&self, below: &mut DeTable<'f>, above: DeTable<'f>) -> Result<()> {
        for (key, value) in above {
            if !below.contains_key(&**key.get_ref()) {
                below.insert(key.clone(), empty_for(&value));
            }
            if let Some(held) = below.get_mut(&**key.get_ref()) {
                self.replace(&key, held, value)?;
            }
        }
        Ok(())
    }

    fn replace(&self, key: &Key<'f>, held: &mut Value<'f>, value: Value<'f>) -> Result<()> {
        let (name, span) = (key.get_ref(), value.span());
        match (held.get_mut(), value.into_inner()) {
            (DeValue::Table(below), DeValue::Table(above)) => self.lay(below, above)?,
            (DeValue::Array(list), DeValue::Table(change)) => self.change(list, change)?,
            (DeValue::Table(_), _) => {
                let help = format!("write `[{name}]`, and below it what you change of them");
                return Err(self.error(key.span().start, format!("`{name}` holds keys of its own"), help));
            }
            (_, DeValue::Table(_)) => {
                let help = format!("write `{name} = …`");
                return Err(self.error(key.span().start, format!("`{name}` is one value and holds no keys"), help));
            }
            (_, value) => *held = Spanned::new(span, value),
        }
        Ok(())
    }

    /// Changes a list by what is to be added and dropped.
    fn change(&self, list: &mut DeArray<'f>, change: DeTable<'f>) -> Result<()> {
        for (key, value) in change {
            let at = key.span().start;
            let DeValue::Array(items) = value.into_inner() else {
                return Err(self.error(at, format!("`{}` is a list", key.get_ref()), "write `[\"…\"]`"));
            };
            match &**key.get_ref() {
                "add" => items.into_iter().for_each(|item| list.push(item)),
                "drop" => items.into_iter().try_for_each(|item| self.drop(list, &item))?,
                other => {
                    let help = "a list is written `[\"…\"]`, or changed: `{ add = [\"…\"], drop = [\"…\"] }`";
                    return Err(self.error(at, format!("`{other}` is no key that can stand here"), help));
                }
            }
        }
        Ok(())
    }

    fn drop(&self, list: &mut DeArray<'f>, item: &Value<'f>) -> Result<()> {
        let word = item.get_ref().as_str().unwrap_or_default();
        let kept: DeArray<'f> = list.iter().filter(|held| held.get_ref().as_str() != Some(word)).cloned().collect();
        if kept.len() == list.len() {
            let near = guess(word, list.iter().filter_map(|held| held.get_ref().as_str()));
            let message = format!("`{word}` is not in the list that it is to be dropped from");
            return Err(self.error(item.span().start, message, near.unwrap_or_else(|| "take it out".to_owned())));
        }
        *list = kept;
        Ok(())
    }
}

/// What a value is laid on where nothing stands below it.
fn empty_for<'f>(value: &Value<'f>) -> Value<'f> {
    let is_change =
        |table: &DeTable<'_>| !table.is_empty() && table.keys().all(|key| matches!(&**key.get_ref(), "add" | "drop"));
    let empty = match value.get_ref() {
        DeValue::Table(table) if !is_change(table) => DeValue::Table(DeTable::new()),
        _ => DeValue::Array(DeArray::new()),
    };
    Spanned::new(value.span(), empty)
}

/// A table at its place in all files.
fn moved(table: DeTable<'_>, by: usize) -> DeTable<'_> {
    table.into_iter().map(|(key, value)| (moved_key(key, by), moved_value(value, by))).collect()
}

fn moved_key(key: Key<'_>, by: usize) -> Key<'_> {
    Spanned::new(shifted(key.span(), by), key.into_inner())
}

fn moved_value(value: Value<'_>, by: usize) -> Value<'_> {
    let span = shifted(value.span(), by);
    let inner = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(moved(table, by)),
        DeValue::Array(items) => DeValue::Array(items.into_iter().map(|item| moved_value(item, by)).collect()),
        other => other,
    };
    Spanned::new(span, inner)
}

fn shifted(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Declared {
        #[serde(default)]
        one: String,
        #[serde(default)]
        list: Vec<String>,
        #[serde(default)]
        table: BTreeMap<String, Spanned<String>>,
    }

    fn files(texts: &[&str]) -> Vec<File> {
        texts.iter().enumerate().map(|(n, text)| (format!("{n}.toml"), (*text).to_owned())).collect()
    }

    fn read(built_in: &[&str], own: &[&str]) -> Result<Declared> {
        let own: Vec<File> = files(own).into_iter().map(|(name, text)| (format!("own/{name}"), text)).collect();
        Parts::read(&files(built_in), &own)?.take()
    }

    const BUILT_IN: [&str; 2] = ["one = \"a\"\nlist = [\"甲\", \"乙\"]\n", "[table]\nx = \"1\"\ny = \"2\"\n"];

    #[test]
    fn files_add_up_in_any_order_and_ones_own_lie_on_top() {
        let plain = read(&BUILT_IN, &[]).unwrap();
        assert_eq!(plain, read(&[BUILT_IN[1], BUILT_IN[0]], &[]).map(|d| Declared { table: d.table, ..d }).unwrap());
        let own = read(
            &BUILT_IN,
            &["one = \"b\"\n[table]\ny = \"3\"\nz = \"4\"\n", "list = { add = [\"丙\"], drop = [\"甲\"] }\n"],
        )
        .unwrap();
        assert_eq!((own.one.as_str(), own.list), ("b", vec!["乙".to_owned(), "丙".to_owned()]));
        let table: Vec<(&str, &str)> = own.table.iter().map(|(k, v)| (k.as_str(), v.get_ref().as_str())).collect();
        assert_eq!(table, [("x", "1"), ("y", "3"), ("z", "4")]);
        assert_eq!(read(&BUILT_IN, &["list = [\"丁\"]\n"]).unwrap().list, ["丁"]);
        assert_eq!(read(&BUILT_IN[1..], &["list = { add = [\"丁\"] }\n"]).unwrap().list, ["丁"], "to nothing, too");
    }

    #[test]
    fn a_place_is_one_of_its_own_file() {
        let built_in = files(&BUILT_IN);
        let mut parts = Parts::read(&built_in, &[]).unwrap();
        let declared: Declared = parts.take().unwrap();
        assert_eq!(parts.place(declared.table["y"].span().start), "1.toml:3:5");
        assert_eq!(parts.place(parts.inside(declared.table["y"].span(), 0)), "1.toml:3:6");
    }

    #[test]
    fn what_does_not_fit_is_told_with_file_line_and_cure() {
        let told = |own: &[&str]| read(&BUILT_IN, own).unwrap_err().to_string();
        for (own, words) in [
            (
                &["one = \"b\"\n", "\none = \"c\"\n"][..],
                &["own/1.toml:2:1", "`one` is declared twice", "own/0.toml:1:1"][..],
            ),
            (&["[table]\nx = \"1\"\n", "table.x = \"2\"\n"], &["own/1.toml:1:7", "`x` is declared twice"]),
            (&["table = \"x\"\n"], &["own/0.toml:1:1", "holds keys of its own", "`[table]`"]),
            (&["[one]\nx = 1\n"], &["own/0.toml:1:2", "one value"]),
            (&["\n[list]\nmore = [\"丙\"]\n"], &["own/0.toml:3:1", "`more` is no key", "add = "]),
            (&["list.drop = [\"丙\"]\n"], &["own/0.toml:1:14", "`丙` is not in the list", "`甲` and `乙`"]),
            (&["list.add = \"丙\"\n"], &["own/0.toml:1:6", "`add` is a list"]),
            (&["\ntabel = 1\n"], &["own/0.toml:2:1", "`tabel` is no key", "did you mean `table`"]),
            (&["[table]\nx = 1\n"], &["own/0.toml:2:5"]),
            (&["one = \n"], &["own/0.toml:1:"]),
        ] {
            let told = told(own);
            words.iter().for_each(|word| assert!(told.contains(word), "`{word}` is not in:\n{told}"));
        }
    }
}
