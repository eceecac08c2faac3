//! [`Source`] → [`Document`]: what belongs together on the page, in reading order.
//!
//! A page of a newspaper holds strangers: several articles, headings in the middle of a sentence, jump lines, credits.
//! This stage tells them apart and composes the *reading text*: paragraphs whole again, page furniture moved behind the
//! paragraph that it interrupted. Later stages see only the reading text; [`Document::locate`] leads back to the
//! original. A stage in three steps: lines to blocks (`block.rs`), blocks to articles and turns (`turn.rs`), and here
//! blocks to sentences.

mod article;
mod block;
mod column;
mod date;
mod day;
mod inline;
mod label;
mod line;
mod list;
mod outline;
mod page;
mod picture;
mod piece;
mod quotation;
mod sentence;
mod torn;
mod turn;

pub use article::{Article, ArticleKind};
pub use date::{DateOrigin, DocumentDate, read as read_date};
pub(crate) use label::asks_without_name;
pub use quotation::Quotation;
pub use turn::Turn;

use crate::source::{Map, Source, Span, fold_char};
use block::Block;
use std::sync::Arc;

/// What a sentence is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A headline or section heading.
    Title,
    /// Jump line, dateline, credit, closing note: on the page, but said by nobody.
    Furniture,
    /// Text of the article itself.
    Narration,
    /// A speaker's label (`新华社记者`, `王毅`), without its colon.
    Label,
    /// Said by the asker of a turn.
    Question,
    /// Said by the answerer of a turn.
    Answer,
}

/// A sentence of the reading text, with its closing mark and quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the reading text.
    pub span: Span,
    /// What it is on the page.
    pub role: Role,
    /// Index into [`Document::articles`].
    pub article: usize,
    /// Index into [`Document::turns`], for labels, questions and answers.
    pub turn: Option<usize>,
    /// Number of its paragraph in the document.
    pub paragraph: usize,
    /// The sentence of an earlier paragraph that began the list of which its paragraph is an item (第一，…), as an index
    /// into [`Document::sentences`].
    pub list: Option<usize>,
}

/// A place in the original file. All ends are exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// First code point of the decoded text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// First byte of the file.
    pub start_byte: usize,
    /// One past the last byte.
    pub end_byte: usize,
}

/// A document in reading order.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file that it was read from.
    pub source: Arc<Source>,
    /// The reading text, in normal form.
    pub text: String,
    /// The articles on the page, in order.
    pub articles: Vec<Article>,
    /// Questions and answers, in order of the page.
    pub turns: Vec<Turn>,
    /// All text, cut into sentences, in order of the reading text.
    pub sentences: Vec<Sentence>,
    /// What stands between quotation marks, by start.
    pub quotations: Vec<Quotation>,
    /// The day that relative dates count from, where it is known.
    pub date: Option<DocumentDate>,
    map: Arc<Map>,
    /// Where the text begins in the text of the map: not at its start for a piece of a longer document.
    begin: usize,
    /// The first sentence of every further piece.
    cuts: Vec<usize>,
    code_points: Arc<CodePoints>,
}

impl Document {
    /// Composes the document of a source. `given` is the date (EDTF) to use if the text carries none.
    pub fn new(mut source: Source, given: Option<&str>) -> Document {
        source.diagnostics.extend(date::misread(&source));
        let blocks = block::blocks(&source);
        let mut composed = Composed::default();
        let placed: Vec<Block> = blocks.into_iter().map(|b| composed.place(&source, b)).collect();
        let layout = turn::layout(&placed, &composed.text);
        let date = date::find(&source, &composed.text, &layout.articles, given);
        let sentence::Sentences { all: mut sentences, cuts: forced } =
            sentence::sentences(&placed, &layout, &composed.text);
        list::mark(&mut sentences, &composed.text);
        let quotations = quotation::quotations(&placed, &composed.text);
        let cuts = piece::cuts(&sentences, &placed);
        let Composed { text, map } = composed;
        let turn::Layout { articles, turns, .. } = layout;
        let line = |at: &usize| {
            let before = map.original(Span::new(0, *at)).end;
            source.original.as_bytes()[..before].iter().filter(|b| **b == b'\n').count() + 1
        };
        let told = forced.first().map(|first| sentence::told(line(first), forced.len()));
        source.diagnostics.extend(told);
        Document {
            text,
            map: Arc::new(map),
            begin: 0,
            cuts,
            articles,
            turns,
            sentences,
            quotations,
            date,
            code_points: Arc::new(CodePoints::of(&source.original)),
            source: Arc::new(source),
        }
    }

    /// The name of the source: base name of the file, or id of the record.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// Where a span of the reading text stands in the original file.
    pub fn locate(&self, span: Span) -> Location {
        let original = self.original_bytes(span);
        let file = self.source.file_bytes(original);
        Location {
            start: self.code_points.at(&self.source.original, original.start),
            end: self.code_points.at(&self.source.original, original.end),
            start_byte: file.start,
            end_byte: file.end,
        }
    }

    /// The original text behind a span of the reading text, with its spaces and line breaks.
    pub fn quote(&self, span: Span) -> &str {
        self.original_bytes(span).of(&self.source.original)
    }

    /// A span of the reading text in the characters of the source: traditional ones as they stand there, white space left
    /// out. Where the page puts something else between, the reading text itself.
    pub fn written(&self, span: Span) -> String {
        let reading = span.of(&self.text);
        let (mut written, mut rest, mut same) = (String::with_capacity(reading.len()), reading.chars(), true);
        for c in self.quote(span).chars().filter(|c| !c.is_whitespace()) {
            let is_han = matches!(c, '\u{3400}'..='\u{9fff}');
            fold_char(c, |folded| {
                same &= rest.next() == Some(folded);
                written.push(if is_han && matches!(folded, '\u{3400}'..='\u{9fff}') { c } else { folded });
            });
        }
        if same && rest.next().is_none() { written } else { reading.to_owned() }
    }

    /// Bytes of the decoded original behind a span of the reading text.
    pub(crate) fn original_bytes(&self, span: Span) -> Span {
        self.map.original(Span::new(self.begin + span.start, self.begin + span.end))
    }

    /// The characters of a span of the reading text: where each begins, and what the page has between it and the one before.
    pub(crate) fn chars_on_page(&self, span: Span) -> impl Iterator<Item = (usize, char, &str)> {
        let mut last = None;
        span.of(&self.text).char_indices().map(move |(i, c)| {
            let at = span.start + i;
            let place = self.original_bytes(Span::new(at, at + c.len_utf8()));
            let gap = last.replace(place.end).and_then(|end: usize| self.source.original.get(end..place.start));
            (at, c, gap.unwrap_or_default())
        })
    }

    /// Whether a span stands in the original at all; a headline that was given beside the text does not.
    pub fn is_on_page(&self, span: Span) -> bool {
        !self.original_bytes(span).is_empty()
    }

    /// What was taken as article, turn and furniture, as text for a person to read.
    pub fn outline(&self) -> String {
        outline::outline(self)
    }

    /// The own day of an article, as a number: the one that it states, else the document's.
    pub(crate) fn day_of(&self, article: usize) -> Option<i64> {
        let stated = date::in_article(&self.text, &self.articles[article]).and_then(|d| d.day_number());
        let whole = || self.date.as_ref().filter(|d| d.origin != DateOrigin::OtherRendering)?.day_number();
        stated.or_else(whole)
    }

    /// Sets a date that another rendering of the same event shows, unless the document has one of its own.
    pub fn share_date(&mut self, date: &DocumentDate) {
        if self.date.as_ref().is_none_or(|own| !own.is_full()) {
            self.date = Some(DocumentDate { origin: DateOrigin::OtherRendering, ..date.clone() });
        }
    }

    /// The innermost quotation around a span of the reading text, with its marks or within them.
    pub fn quotation_around(&self, span: Span) -> Option<usize> {
        let mut nearest = self.quotations.partition_point(|q| q.span.start <= span.start).checked_sub(1);
        while let Some(q) = nearest.map(|i| &self.quotations[i]).filter(|q| !q.span.contains(span)) {
            nearest = q.outer;
        }
        nearest
    }

    /// The sentence that holds a byte of the reading text.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.span.end <= at);
        self.sentences.get(i).filter(|s| s.span.start <= at).map(|_| i)
    }
}

/// The reading text as it grows, with its way back to the decoded original.
#[derive(Default)]
struct Composed {
    text: String,
    map: Map,
}

impl Composed {
    /// Appends a block's lines; the block comes back with its span in the reading text.
    fn place(&mut self, source: &Source, mut block: Block) -> Block {
        let first = block.pieces.first().map_or("", |piece| piece.of(&source.text));
        if self.text.ends_with(|c: char| c.is_ascii_digit()) && first.starts_with(|c: char| c.is_ascii_digit()) {
            // A date in a line of its own, the cells of a table: no number goes on from one block to the next.
            self.part(source, block.pieces[0], '\n');
        }
        let start = self.text.len();
        for &piece in &block.pieces {
            let text = piece.of(&source.text);
            let before = self.text[start..].chars().next_back();
            if let (Some(_), Some(first)) = (before, text.chars().next())
                && crate::source::needs_space(before, first)
                && before.is_some_and(|b| b.is_ascii_alphabetic())
            {
                self.part(source, piece, ' ');
            }
            self.text.push_str(text);
            self.map.extend(source.map(), piece);
        }
        debug_assert_eq!(self.map.len(), self.text.len());
        block.span = Span::new(start, self.text.len());
        block
    }

    /// Appends a character of white space that the original need not have, in front of a piece of it.
    fn part(&mut self, source: &Source, piece: Span, space: char) {
        let at = source.map().original(Span::new(piece.start, piece.start)).start as u32;
        self.text.push(space);
        self.map.push(1, at, at);
    }
}

/// Code point numbers of byte offsets, with a checkpoint every so often.
#[derive(Debug, Clone)]
struct CodePoints(Vec<u32>);

const STRIDE: usize = 256;

impl CodePoints {
    fn of(text: &str) -> CodePoints {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0u32;
        for chunk in text.as_bytes().chunks(STRIDE) {
            checkpoints.push(count);
            count += starts(chunk);
        }
        checkpoints.push(count);
        CodePoints(checkpoints)
    }

    /// The number of code points that begin before byte `at`.
    fn at(&self, text: &str, at: usize) -> usize {
        let block = at / STRIDE;
        self.0[block] as usize + starts(&text.as_bytes()[block * STRIDE..at]) as usize
    }
}

fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xc0 != 0x80).count() as u32
}
