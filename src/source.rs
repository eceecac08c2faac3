//! Bytes → [`Source`]: the decoded text of one file, and its normal form with a map back.
//!
//! The normal form is what every later stage reads: letters, digits and punctuation folded to one width, white space
//! inside Chinese text dropped, Markdown marks dropped, line structure kept beside the text as [`Line`]s. Every byte of
//! it knows which bytes of the decoded text it came from; the law (a property test holds it) is that the normal form of
//! that original slice is the text again; a character that was misread is known only with its neighbours, so that its slice
//! is the word or number that it stands in. Nothing here can fail on text: what cannot be decoded becomes U+FFFD with a
//! diagnostic.

mod apart;
mod character;
mod decode;
mod fold;
mod html;
mod map;
mod markup;
mod misread;
mod places;

pub use character::fold_char;
pub(crate) use character::{is_han, needs_space, simplified};
pub use decode::{Decoded, decode};
pub use fold::normalize;
pub(crate) use map::Map;

use crate::error::{Error, Kind, Result};

/// A document larger than this is refused (bytes): all of its text is held in memory, at about five times its size, and
/// no press text is that long.
pub const MAX_BYTES: usize = 128 << 20;

/// A stretch of text, in bytes of the text that the context names; `end` is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies inside, edges included.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span further on by so many bytes.
    pub const fn moved(self, by: usize) -> Self {
        Span::new(self.start + by, self.end + by)
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text at this span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// One line of the original, as the normal form has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its bytes in the normal form; never empty (blank lines are only counted).
    pub span: Span,
    /// Blank lines above it.
    pub blank_above: u32,
    /// Level of a Markdown heading, 0 for none.
    pub heading: u8,
    /// Whether the original line began with white space.
    pub indented: bool,
    /// Bytes at the start that were set in bold; 0 for none.
    pub bold: usize,
    /// Whether it is a row of a table.
    pub row: bool,
}

/// One file, decoded and in normal form.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's base name, or the `id` of a JSON Lines record.
    pub name: String,
    /// The decoded text, as code point offsets count it; a byte order mark is not part of it.
    pub original: String,
    /// The name of the encoding, by the WHATWG's list.
    pub encoding: &'static str,
    /// The normal form.
    pub text: String,
    /// The lines of the normal form, in order.
    pub lines: Vec<Line>,
    /// `key: value` pairs of the front matter, in order.
    pub front_matter: Vec<(String, String)>,
    /// What a reader should know: undecodable bytes, a guessed encoding.
    pub diagnostics: Vec<String>,
    map: Map,
    file: places::ByteMap,
}

/// Refuses a document of more than [`MAX_BYTES`]; `bytes` is its size.
pub(crate) fn check_size(name: &str, bytes: u64) -> Result<()> {
    if bytes <= MAX_BYTES as u64 {
        return Ok(());
    }
    let message =
        format!("the document has {} MiB, more than the {} MiB that one may have", bytes >> 20, MAX_BYTES >> 20);
    let help = "split it at its articles, or give them as JSON Lines, one a line";
    Err(Error::new(Kind::Input, message).at(name).help(help))
}

impl Source {
    /// Reads one document from its bytes. `encoding` overrides detection by its WHATWG label (`gb18030`, `big5`, ...).
    ///
    /// Errors: an unknown encoding label, no text at all, bytes that are no text (binary), a document over [`MAX_BYTES`].
    pub fn from_bytes(name: &str, bytes: &[u8], encoding: Option<&str>) -> Result<Source> {
        let refuse = |message: &str, help: &str| Err(Error::new(Kind::Input, message).at(name).help(help));
        check_size(name, bytes.len() as u64)?;
        if let Some((what, help)) = decode::other_kind(bytes) {
            return refuse(&format!("this is no text but {what} (binary data)"), help);
        }
        if encoding.is_none() && decode::looks_binary(bytes) {
            return refuse("this is no text (it holds binary data)", "give plain text, Markdown, HTML or JSON Lines");
        }
        let decoded = decode(bytes, encoding).map_err(|e| e.at(name))?;
        let source = Source::from_decoded(name, decoded);
        if source.text.is_empty() {
            return refuse("the document is empty", "remove it from the input, or check how it was made");
        }
        Ok(source)
    }

    /// Size of the file in bytes: no byte offset is larger.
    pub fn bytes(&self) -> usize {
        let end = self.original.len();
        self.file.file_span(Span::new(end, end)).end
    }

    /// Reads text that is already decoded (a record of JSON Lines).
    pub fn from_text(name: &str, text: &str) -> Source {
        Source::from_decoded(name, Decoded::utf8(text.to_owned()))
    }

    /// Adds what is known beside the text: its headline and who published it. What the text says itself comes first.
    ///
    /// The headline is read in front of the text. It has no place in the original: spans in it are empty there.
    pub fn describe(&mut self, title: Option<&str>, publisher: Option<&str>) {
        for (key, value) in [("title", title), ("source", publisher)] {
            if let Some(value) = value.filter(|_| self.meta(key).is_none()) {
                self.front_matter.push((key.to_owned(), value.to_owned()));
                if key == "title" {
                    self.put_title(value);
                }
            }
        }
    }

    fn put_title(&mut self, title: &str) {
        let mut normal = fold::Normal {
            text: std::mem::take(&mut self.text),
            lines: std::mem::take(&mut self.lines),
            map: std::mem::take(&mut self.map),
            ..fold::Normal::default()
        };
        fold::put_title(&mut normal, title, None);
        (self.text, self.lines, self.map) = (normal.text, normal.lines, normal.map);
    }

    fn from_decoded(name: &str, decoded: Decoded) -> Source {
        let Decoded { text: original, encoding, map: file, diagnostics } = decoded;
        let normal = normalize(&original);
        Source {
            name: name.to_owned(),
            encoding,
            text: normal.text,
            lines: normal.lines,
            front_matter: normal.front_matter,
            diagnostics,
            map: normal.map,
            original,
            file,
        }
    }

    /// The value of a front matter key.
    pub fn meta(&self, key: &str) -> Option<&str> {
        self.front_matter.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    pub(crate) fn map(&self) -> &Map {
        &self.map
    }

    /// Bytes of the file behind bytes of the decoded text.
    pub(crate) fn file_bytes(&self, span: Span) -> Span {
        self.file.file_span(span)
    }
}
