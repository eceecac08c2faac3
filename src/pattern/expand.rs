//! Pattern text → a regular expression: macros and holes written out, and the way back from a fault to its place.

use super::{ClassSet, Hole, Macros, SYMBOLS, symbol};
use crate::error::{Error, Kind};
use crate::mention::Class;
use crate::near::guess;
use crate::source::fold_char;
use regex_syntax::ast;

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The byte of the pattern text.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    fn new(at: usize, message: impl Into<String>, help: Option<String>) -> Fault {
        Fault { at, message: message.into(), help }
    }

    /// The error, without its place.
    pub(crate) fn error(self) -> Error {
        let error = Error::new(Kind::Ontology, self.message);
        match self.help {
            Some(help) => error.help(help),
            None => error,
        }
    }
}

/// Text within a clause, and within a sentence.
const CLAUSE: &str = "[^,;:。!?]";
const SENTENCE: &str = "[^。!?]";

/// What names text and not mentions.
const TEXTUAL: [&str; 6] = ["Text", "Words", "Phrase", "Phrases", "Clause", "Clauses"];

/// Characters that say something in a regular expression.
const SPECIAL: &str = "?()*+.|[]{}^$&~-#";

/// The classes of mentions, for those who look for one.
const MENTIONS: &str =
    "mentions are Country, Region, Place, Organization, Person, Title, Event, Document, Doctrine, Quantity, Time";

/// How deep macros may stand in macros.
const DEPTH: usize = 12;

/// Text within a clause without an amount.
fn phrase() -> String {
    let amounts: String =
        SYMBOLS.iter().filter(|(_, class)| *class == Class::Quantity).filter_map(|(name, _)| symbol(name)).collect();
    format!("[^,;:。!?{amounts}]+")
}

/// A stretch of the regular expression that comes from one place of the pattern text.
struct Piece {
    /// Byte of the regular expression where it begins.
    out: usize,
    /// Byte of the pattern text.
    at: usize,
    /// Whether it is copied, so that every byte of it has its own place.
    copied: bool,
}

pub(super) struct Writer<'m> {
    macros: &'m Macros,
    out: String,
    holes: Vec<Hole>,
    classes: ClassSet,
    pieces: Vec<Piece>,
}

impl<'m> Writer<'m> {
    pub fn new(macros: &'m Macros) -> Writer<'m> {
        let (holes, classes, pieces) = (Vec::new(), ClassSet::default(), Vec::new());
        Writer { macros, out: String::from("(?x)"), holes, classes, pieces }
    }

    /// The regular expression so far.
    pub fn out(&self) -> &str {
        &self.out
    }

    pub fn finish(self) -> (Vec<Hole>, ClassSet) {
        (self.holes, self.classes)
    }

    /// Writes pattern text out.
    pub fn expand(&mut self, text: &str) -> Result<(), Fault> {
        self.inner(text, None, 0)
    }

    /// The place of a byte of the regular expression in the pattern text.
    fn source_of(&self, out: usize) -> usize {
        let piece = self.pieces[..self.pieces.partition_point(|p| p.out <= out)].last();
        piece.map_or(0, |p| if p.copied { p.at + out - p.out } else { p.at })
    }

    /// What the parser of regular expressions says, in the words of the language and at the place in the pattern text.
    pub fn fault(&self, error: &regex_syntax::Error) -> Fault {
        let (offset, message, help) = match error {
            regex_syntax::Error::Parse(e) => {
                let (message, help) = in_words(e.kind());
                (e.span().start.offset, message, help)
            }
            regex_syntax::Error::Translate(e) => (e.span().start.offset, e.kind().to_string(), None),
            _ => (0, error.to_string(), None),
        };
        Fault::new(self.source_of(offset), message, help.map(str::to_owned))
    }

    /// Writes text out. `within` is the place of the macro that the text belongs to; none in the pattern text itself.
    fn inner(&mut self, text: &str, within: Option<usize>, depth: usize) -> Result<(), Fault> {
        let mut start = 0;
        while let Some(open) = text[start..].find('{').map(|i| start + i) {
            self.copy(&text[start..open], start, within)?;
            let at = within.unwrap_or(open);
            let Some(close) = text[open..].find('}').map(|i| open + i) else {
                return Err(Fault::new(at, "a `{` is not closed", Some("close it with `}`".to_owned())));
            };
            let body = &text[open + 1..close];
            if within.is_none() {
                self.pieces.push(Piece { out: self.out.len(), at: open, copied: false });
            }
            match body.split_once(':') {
                _ if body.starts_with(|c: char| c.is_ascii_digit() || c == ',') => {
                    self.out.push_str(&text[open..=close])
                }
                _ if body.contains('：') => {
                    let help = format!("write `{{{}}}`, with a colon in half width", body.replace('：', ":"));
                    return Err(Fault::new(at, format!("`{{{body}}}` is no hole"), Some(help)));
                }
                _ if body.contains('{') => {
                    return Err(Fault::new(at, "a `{` is not closed", Some("close it with `}`".to_owned())));
                }
                Some((name, class)) => self.hole(name.trim(), class.trim(), at, depth)?,
                None => self.piece(body.trim(), at, depth)?,
            }
            start = close + 1;
        }
        self.copy(&text[start..], start, within)
    }

    /// Copies text that is a regular expression already. `start` is its place.
    fn copy(&mut self, text: &str, start: usize, within: Option<usize>) -> Result<(), Fault> {
        let mut comment = false;
        let mut before = ' ';
        for (i, c) in text.char_indices() {
            comment = c != '\n' && (comment || c == '#' && before != '\\' && before != '[');
            let at = within.unwrap_or(start + i);
            if !comment && c == '}' && before != '\\' {
                return Err(Fault::new(at, "a `}` closes nothing", Some("write `\\}` for the character".to_owned())));
            }
            if !comment && !c.is_whitespace() {
                readable(c).map_err(|help| {
                    let help = wide_hole(&text[i..]).unwrap_or(help);
                    Fault::new(at, format!("`{c}` never stands in the text that rules read"), Some(help))
                })?;
            }
            before = c;
        }
        if within.is_none() {
            self.pieces.push(Piece { out: self.out.len(), at: start, copied: true });
        }
        self.out.push_str(text);
        Ok(())
    }

    fn piece(&mut self, name: &str, at: usize, depth: usize) -> Result<(), Fault> {
        let macros = self.macros;
        let Some(piece) = macros.pieces.get(name) else {
            let message = format!("`{{{name}}}` is no macro");
            return Err(Fault::new(at, message, Some(self.guessed_piece(name))));
        };
        if depth > DEPTH {
            return Err(Fault::new(at, format!("the macro `{{{name}}}` refers to itself"), None));
        }
        self.out.push_str("(?:");
        self.inner(piece, Some(at), depth + 1)?;
        self.out.push(')');
        Ok(())
    }

    fn guessed_piece(&self, name: &str) -> String {
        let hole = "a hole is written `{slot:Country}`, or `{:Country}` if it fills no slot";
        if self.is_class(name.trim_end_matches('+')) {
            return hole.replace("Country", name);
        }
        let written: Vec<String> = self.macros.pieces.keys().map(|k| format!("{{{k}}}")).collect();
        guess(&format!("{{{name}}}"), written.iter().map(String::as_str))
            .unwrap_or_else(|| format!("the macros are in the sections [macro] of ontology/language/; {hole}"))
    }

    fn hole(&mut self, name: &str, class: &str, at: usize, depth: usize) -> Result<(), Fault> {
        let (class, list) = class.strip_suffix('+').map_or((class, false), |c| (c, true));
        if name.is_empty() {
            self.out.push_str("(?:");
        } else {
            self.out.push_str(&format!("(?P<h{}>", self.holes.len()));
            let textual = TEXTUAL.contains(&class);
            let only = if self.macros.groups.contains_key(class) { ClassSet::default() } else { classes_of(class) };
            self.holes.push(Hole { name: name.into(), textual, only, at });
        }
        self.one(class, at, depth)?;
        if list {
            let separator = &self.macros.separator;
            self.out.push_str(&format!("(?:(?:{separator})?"));
            self.one(class, at, depth)?;
            self.out.push_str(")*");
        }
        self.out.push(')');
        Ok(())
    }

    /// Pattern text of one thing of a class.
    fn one(&mut self, class: &str, at: usize, depth: usize) -> Result<(), Fault> {
        match class {
            "Text" => self.out.push_str(&format!("{CLAUSE}+?")),
            "Phrase" => self.out.push_str(&format!("{}?", phrase())),
            "Phrases" => self.out.push_str(&phrase()),
            "Words" | "Clause" => self.out.push_str(&format!("{CLAUSE}+")),
            "Clauses" => self.out.push_str(&format!("{SENTENCE}+")),
            _ => match self.macros.groups.get(class) {
                Some(_) if depth > DEPTH => {
                    return Err(Fault::new(at, format!("the group `{class}` refers to itself"), None));
                }
                Some(group) => {
                    self.out.push_str("(?:");
                    self.inner(group, Some(at), depth + 1)?;
                    self.out.push(')');
                }
                None => return self.symbols(class, at),
            },
        }
        Ok(())
    }

    /// The names of classes, from the widest to the narrowest, and of groups.
    fn class_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = TEXTUAL.to_vec();
        for (name, _) in SYMBOLS {
            names.extend(name.match_indices('.').map(|(i, _)| &name[..i]).chain([name]));
        }
        names.extend(self.macros.groups.keys().map(String::as_str));
        names.sort_unstable();
        names.dedup();
        names
    }

    fn is_class(&self, name: &str) -> bool {
        self.class_names().contains(&name)
    }

    fn symbols(&mut self, class: &str, at: usize) -> Result<(), Fault> {
        let found: Vec<&(&str, Class)> = symbols_of(class).collect();
        if found.is_empty() {
            let near = guess(class, self.class_names()).map_or_else(String::new, |near| format!("{near} "));
            let help = format!("{near}{MENTIONS}");
            return Err(Fault::new(at, format!("`{class}` is no class"), Some(help)));
        }
        self.out.push('[');
        for (name, of) in found {
            self.out.extend(symbol(name));
            self.classes.insert(*of);
        }
        self.out.push(']');
        Ok(())
    }
}

/// The cure where a hole is written with braces in full width.
fn wide_hole(text: &str) -> Option<String> {
    let body = text.strip_prefix('｛')?;
    let body = &body[..body.find(['｝', '}'])?];
    let hole = body.replace('：', ":");
    hole.contains(':').then(|| format!("write `{{{hole}}}`, with braces in half width"))
}

/// The symbols of a class, or of a class narrowed by a kind.
fn symbols_of(class: &str) -> impl Iterator<Item = &'static (&'static str, Class)> + '_ {
    let fits = move |name: &str| name == class || name.strip_prefix(class).is_some_and(|r| r.starts_with('.'));
    SYMBOLS.iter().filter(move |(name, _)| fits(name))
}

/// Whether a name is that of a class of mentions or of a kind of text.
pub(crate) fn is_class(name: &str) -> bool {
    TEXTUAL.contains(&name) || symbols_of(name).next().is_some()
}

fn classes_of(name: &str) -> ClassSet {
    let mut classes = ClassSet::default();
    symbols_of(name).for_each(|(_, class)| classes.insert(*class));
    classes
}

/// A word as it stands in texts, if it is written otherwise.
pub(crate) fn as_read(word: &str) -> Option<String> {
    word.chars().any(|c| readable(c).is_err()).then(|| {
        let mut read = String::new();
        word.chars().for_each(|c| fold_char(c, |f| read.push(f)));
        read
    })
}

/// Whether a character can stand in the normal form of a text; the error says what stands in its place.
fn readable(c: char) -> Result<(), String> {
    let (mut count, mut same) = (0, true);
    fold_char(c, |f| {
        count += 1;
        same &= f == c;
    });
    if count == 0 || count == 1 && same {
        return Ok(());
    }
    let mut folded = String::new();
    fold_char(c, |f| folded.push(f));
    let escaped: String =
        folded.chars().flat_map(|f| SPECIAL.contains(f).then_some('\\').into_iter().chain([f])).collect();
    let why = if c.is_ascii() || !folded.is_ascii() { "in simplified characters" } else { "in half width" };
    Err(format!("texts are read {why}: write `{escaped}`"))
}

/// What is wrong, without the words of regular expressions, and the cure.
fn in_words(kind: &ast::ErrorKind) -> (String, Option<&'static str>) {
    use ast::ErrorKind as E;
    let (message, help) = match kind {
        E::GroupUnclosed => ("a `(` is not closed", "close it with `)`, or write `\\(` for the character"),
        E::GroupUnopened => ("a `)` closes nothing", "open it with `(?:`, or write `\\)` for the character"),
        E::ClassUnclosed => ("a `[` is not closed", "close it with `]`, or write `\\[` for the character"),
        E::RepetitionMissing => (
            "a `?`, `*` or `+` stands behind nothing that it could repeat",
            "put it behind a word, a `(?:…)` or a hole; write `\\?` for the character",
        ),
        E::UnsupportedLookAround => (
            "the language cannot look ahead or back",
            "say what must not stand there with `not-before`, `unless` or `except`",
        ),
        E::UnsupportedBackreference => {
            ("the language cannot refer back to a group", "name both words, or give the hole twice")
        }
        other => return (format!("the pattern cannot be read: {other}"), None),
    };
    (message.to_owned(), Some(help))
}
