//! HTML → the lines of its main text, with the place of every character.
//!
//! Kept: text in blocks that say something. Left out: scripts, styles, navigation, headers and footers of the page, forms,
//! what says so by its class or is hidden (`apart.rs`), and blocks that are mostly links (menus, "more news"). A `<meta>` whose
//! name speaks of a date is the document's date; one that names the source, its publisher.
//! The cells of a row are one line, unless one of them holds a text of its own: tables also serve to lay out pages.

use super::apart;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Span as Raw, Token, Tokenizer};

/// A stretch of text between two tags: what it reads, and the bytes of the decoded original that it stands for; where it
/// stands for none, the edge between two cells of a row.
pub(super) struct Piece {
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// A block of text.
#[derive(Default)]
pub(super) struct Block {
    pub pieces: Vec<Piece>,
    /// 1 to 6 for a heading, else 0.
    pub heading: u8,
    /// Whether it is a row of a table.
    pub row: bool,
    letters: usize,
    linked: usize,
}

/// A cell with more letters than this holds a text of its own.
const LONG_CELL: usize = 40;

/// What is read from a page.
#[derive(Default)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
    /// `key`, `value` of the head's metadata that matters: the date, the source.
    pub metadata: Vec<(String, String)>,
}

/// Elements that run on within a line.
const INLINE: [&str; 20] = [
    "a", "b", "i", "em", "strong", "span", "font", "u", "small", "sub", "sup", "mark", "code", "abbr", "cite", "ins",
    "del", "s", "wbr", "img",
];

/// Whether a text is HTML: it says so at its head.
pub(super) fn is_html(text: &str) -> bool {
    let head: String = text.chars().take(1024).collect::<String>().to_ascii_lowercase();
    let head = head.trim_start();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || (head.starts_with('<') && ["<html", "<head", "<body"].iter().any(|t| head.contains(t)))
}

/// A page that says less than this part of what it says with all that stands apart, has its text there, or lacks the tags
/// that end an element.
const PART: usize = 4;

/// Reads a page.
pub(super) fn read(text: &str) -> Page {
    // The tokenizer takes \r\n for one byte and counts its places so; a space in place of \r keeps them.
    let text = &*text.replace('\r', " ");
    let (page, is_whole) = read_blocks(text, true);
    if is_whole {
        return page;
    }
    let (all, _) = read_blocks(text, false);
    let letters = |page: &Page| page.blocks.iter().map(|b| b.letters).sum::<usize>();
    if letters(&page) * PART < letters(&all) { all } else { page }
}

/// The blocks of a page, with or without what stands apart, and whether nothing did.
fn read_blocks(text: &str, choosy: bool) -> (Page, bool) {
    let mut reader = Reader {
        text,
        choosy,
        is_whole: true,
        page: Page::default(),
        block: Block::default(),
        skipping: Vec::new(),
        links: 0,
        row: None,
    };
    for token in Tokenizer::new_with_emitter(text, DefaultEmitter::<usize>::new_with_span()) {
        let Ok(token) = token;
        reader.take(token);
    }
    reader.flush();
    (reader.page, reader.is_whole)
}

/// Whether metadata of this name tells the day of issue; when a page was changed or read again, it does not.
fn is_of_issue(name: &str) -> bool {
    let says = ["date", "published_time", "pubtime", "dcterms.created"].iter().any(|word| name.contains(word));
    says && !["update", "modif", "expire", "valid"].iter().any(|word| name.contains(word))
}

struct Reader<'t> {
    text: &'t str,
    /// Whether elements are left out that stand apart by their classes.
    choosy: bool,
    /// Whether none has been.
    is_whole: bool,
    page: Page,
    block: Block,
    /// Open elements whose content is left out.
    skipping: Vec<String>,
    /// Open `<a>` elements.
    links: usize,
    /// The row of a table that is being read: for each cell, its first block.
    row: Option<Vec<usize>>,
}

impl Reader<'_> {
    fn take(&mut self, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if name == "meta" {
                    let value = |key: &str| {
                        tag.attributes.get(key.as_bytes()).map(|v| String::from_utf8_lossy(&v.value).into_owned())
                    };
                    self.metadata(value("name").or_else(|| value("property")), value("content"));
                }
                if self.choosy && !tag.self_closing && apart::stands_apart(&name, &tag) {
                    self.is_whole = false;
                    self.skip(&name);
                } else {
                    self.open(&name, tag.self_closing);
                }
            }
            Token::EndTag(tag) => self.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(string) if self.skipping.is_empty() => {
                self.string(&String::from_utf8_lossy(&string.value), string.span)
            }
            _ => {}
        }
    }

    fn metadata(&mut self, name: Option<String>, content: Option<String>) {
        let (Some(name), Some(content)) = (name.map(|n| n.to_ascii_lowercase()), content) else { return };
        let key = match name.as_str() {
            name if is_of_issue(name) => "date",
            "source" | "contentsource" | "publisher" | "og:site_name" => "source",
            _ => return,
        };
        if !content.trim().is_empty() && !self.page.metadata.iter().any(|(known, _)| known == key) {
            self.page.metadata.push((key.to_owned(), content));
        }
    }

    fn skip(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.flush();
        }
        self.skipping.push(name.to_owned());
    }

    fn open(&mut self, name: &str, self_closing: bool) {
        // An element inside of one that is left out may have its name.
        if !self_closing && (apart::is_skipped(name) || self.skipping.iter().any(|open| open == name)) {
            self.skipping.push(name.to_owned());
        }
        self.links += usize::from(name == "a" && !self_closing);
        match name {
            "tr" | "table" => {
                self.flush();
                self.row = (name == "tr").then(Vec::new);
            }
            "td" | "th" => self.cell(),
            _ => {}
        }
        if !INLINE.contains(&name) {
            self.flush();
            let level = name.strip_prefix('h').and_then(|n| n.parse().ok()).filter(|n| (1..=6).contains(n));
            self.block.heading = level.unwrap_or(0);
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.skipping.iter().rposition(|open| open == name) {
            self.skipping.truncate(at);
        }
        match name {
            "a" => self.links = self.links.saturating_sub(1),
            "tr" => self.finish_row(),
            _ => {}
        }
        if !INLINE.contains(&name) {
            self.flush();
        }
    }

    fn string(&mut self, value: &str, span: Raw<usize>) {
        let letters = value.chars().filter(|c| c.is_alphanumeric()).count();
        self.block.letters += letters;
        self.block.linked += if self.links > 0 { letters } else { 0 };
        let raw = self.text.get(span.start..span.end).unwrap_or_default();
        if raw == value {
            self.block.pieces.push(Piece { text: value.to_owned(), start: span.start, end: span.end });
        } else {
            self.block.pieces.extend(align(raw, value, span.start));
        }
    }

    /// Begins a cell.
    fn cell(&mut self) {
        self.flush();
        if let Some(row) = &mut self.row {
            row.push(self.page.blocks.len());
        }
    }

    /// Makes one line of the cells of a row, if they are short.
    fn finish_row(&mut self) {
        self.flush();
        let Some(cells) = self.row.take() else { return };
        let Some(&first) = cells.first().filter(|_| cells.len() > 1) else { return };
        let blocks = &mut self.page.blocks;
        if blocks.len() == first || blocks[first..].iter().any(|b| b.letters > LONG_CELL || b.heading > 0) {
            return;
        }
        let mut row = Block { row: true, ..Block::default() };
        for (at, mut block) in (first..).zip(blocks.split_off(first)) {
            if let Some(start) = block.pieces.first().map(|p| p.start).filter(|_| at > first && cells.contains(&at)) {
                row.pieces.push(Piece { text: String::new(), start, end: start });
            }
            row.pieces.append(&mut block.pieces);
        }
        blocks.push(row);
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.letters > 0 && block.linked * 2 <= block.letters {
            self.page.blocks.push(block);
        }
    }
}

/// Character references: walks the raw text and its decoded form together. What stands as it is between two makes a piece.
fn align(raw: &str, value: &str, offset: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = raw;
    let mut decoded = value.chars();
    while let Some(c) = rest.chars().next() {
        let start = offset + raw.len() - rest.len();
        let Some(value) = decoded.next() else { break };
        let length = if c == '&' { reference(rest, value) } else { c.len_utf8() };
        let is_plain = |piece: &Piece| piece.text.len() == piece.end - piece.start;
        match pieces.last_mut() {
            Some(last) if value == c && length == c.len_utf8() && is_plain(last) => {
                last.text.push(c);
                last.end += length;
            }
            _ => pieces.push(Piece { text: value.to_string(), start, end: start + length }),
        }
        rest = &rest[length..];
    }
    pieces
}

/// References that end without a semicolon as well.
const BARE: [&str; 8] = ["nbsp", "amp", "lt", "gt", "quot", "copy", "reg", "middot"];

/// How long the reference is (bytes) with which a text begins that reads `value`; 1 for an ampersand that refers to nothing.
fn reference(rest: &str, value: char) -> usize {
    let name = &rest[1..];
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '#';
    let end = 1 + name.find(|c| !inner(c)).unwrap_or(name.len());
    let (name, is_closed) = (&rest[1..end], rest[end..].starts_with(';'));
    let is_number = name.starts_with('#');
    let stands = value == '&' && !matches!(name, "#38" | "#x26" | "#X26") && !name.starts_with("amp");
    if stands {
        return 1;
    }
    // &nbspx; reads as &nbsp and x;.
    let bare = BARE.iter().find(|bare| name.starts_with(**bare)).filter(|bare| !is_closed || name.len() > bare.len());
    match bare {
        Some(bare) if !is_number => 1 + bare.len(),
        _ => end + usize::from(is_closed),
    }
}
