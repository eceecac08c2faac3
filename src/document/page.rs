//! The shape of a page, and what is asked of its lines again and again: which are headlines, cells, text that goes on.

use super::block::{dateline, furniture, is_collection, is_cue, is_issued, is_marked};
use super::label::{asker_label, label};
use crate::source::Line;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::cell::{Cell, OnceCell};

/// A headline is no wider than this, in Chinese characters; where its place tells what it is, than the second.
const HEADLINE: usize = 60;
const LONG_HEADLINE: usize = 120;

/// A headline with a comma or colon (世卫:病毒或传播至多地), a section's heading with its number (一、充分认识…,…).
const DIVIDED: usize = 30;
const NUMBERED: usize = 50;

/// What is set as a paragraph is wider than this, or ends as a sentence does.
const PARAGRAPH: usize = 40;

/// Words of one character that a sentence, a name or a headline does not end with.
const UNFINISHED: &str =
    "和与及或在对将是把被从向为以并就而于其该各这那不也都还又更最很可应须让使由所每某两且但却则即若如";

/// What is put into the middle of a sentence (a heading, the name of the paper) is no wider than this.
const INSERTED: usize = 24;

/// A heading of this level or below heads a section, and may stand in the middle of a sentence.
const SECTION: u8 = 3;

/// A line that is cut in mid-sentence fills more than this of the page.
const CUT: usize = 12;

/// Cells of a table that a scrape has put below each other: so many lines no wider than this.
const CELLS: usize = 4;
const CELL: usize = 12;

/// So many pairs of characters are looked for before all are counted: that takes about as long.
const SEARCHES: u32 = 24;

/// The lines of a page.
pub(super) struct Page<'a> {
    text: &'a str,
    lines: &'a [Line],
    /// The column's width in characters, if the text is set in columns.
    column: Option<usize>,
    pairs: OnceCell<FxHashMap<(char, char), u32>>,
    /// How often a pair was looked for in the text.
    searches: Cell<u32>,
    briefs: OnceCell<Vec<bool>>,
    labels: OnceCell<FxHashMap<&'a str, u32>>,
    /// Short lines that stand on the page more than once.
    repeated: OnceCell<FxHashSet<&'a str>>,
    wrapped: OnceCell<bool>,
    /// Whether the paragraphs of column text begin with white space.
    indents: bool,
    /// The last run of short lines that was looked at, and whether they are headlines.
    run: Cell<(usize, usize, bool)>,
    /// The last run of lines as narrow as cells that was looked at, and whether they are cells.
    cells: Cell<(usize, usize, bool)>,
}

impl<'a> Page<'a> {
    pub(super) fn of(text: &'a str, lines: &'a [Line]) -> Page<'a> {
        let mut widths: Vec<usize> = lines.iter().filter(|l| l.heading == 0).map(|l| width(l.span.of(text))).collect();
        widths.sort_unstable();
        let full = widths.get(widths.len() * 3 / 4).copied().unwrap_or(0);
        let filled = widths.iter().filter(|&&w| w + 3 >= full && w <= full + 3).count();
        let columns = widths.len() >= 8 && full <= 60 && filled * 2 >= widths.len();
        let indented = lines.iter().filter(|line| line.indented).count();
        Page {
            text,
            lines,
            column: columns.then_some(full),
            pairs: OnceCell::new(),
            searches: Cell::new(0),
            briefs: OnceCell::new(),
            labels: OnceCell::new(),
            repeated: OnceCell::new(),
            wrapped: OnceCell::new(),
            indents: columns && indented * 10 >= lines.len() && indented * 5 <= lines.len() * 3,
            run: Cell::default(),
            cells: Cell::default(),
        }
    }

    fn line(&self, i: usize) -> &'a str {
        self.lines[i].span.of(self.text)
    }

    fn next(&self, i: usize) -> Option<&'a Line> {
        self.lines.get(i + 1)
    }

    /// Whether line `i` stands above a dateline, or above the text at the top of the page, as a headline does.
    pub(super) fn heads_text(&self, i: usize) -> bool {
        let text = self.line(i);
        let marked = is_marked(text);
        let dated = |next: &Line| dateline(next.span.of(self.text)).is_some();
        let opens = |next: &Line| marked || dated(next) || i == 0 && next.blank_above > 0;
        // A headline may ask or call out where its place shows that it is one: 启航2014！ above a dateline.
        let calls =
            || width(text) <= HEADLINE && text.ends_with(['?', '!']) && (marked || self.next(i).is_some_and(dated));
        width(text) <= LONG_HEADLINE
            && (marked || !text.contains(['。', ';']))
            && (!ends_sentence(text) || calls())
            && !text.ends_with([',', '、', ':'])
            && asker_label(text).is_none()
            && dateline(text).is_none()
            && self.next(i).is_some_and(opens)
    }

    /// Whether line `i` is one of two or three over which the headline runs that opens the page; a blank line or the day of
    /// the page stands below it.
    fn is_in_headline(&self, i: usize) -> bool {
        const LINES: usize = 3;
        if i >= LINES {
            return false;
        }
        let ends =
            |n: &usize| self.next(*n).is_some_and(|next| next.blank_above > 0 || is_issued(next.span.of(self.text)));
        let Some(last) = (0..LINES).find(ends).filter(|&last| 0 < last && i <= last) else { return false };
        let lines = || (0..=last).map(|n| self.line(n));
        if self.lines[..=last].iter().any(|line| furniture(line.span.of(self.text), line).is_some()) {
            return false;
        }
        let ended = |text: &str| ends_sentence(text) || text.ends_with([',', '、', ':']);
        lines().map(width).sum::<usize>() <= LONG_HEADLINE
            && !ended(self.line(last))
            && !lines().any(|l| l.contains(['。', ';']) || label(l).is_some() || dateline(l).is_some())
    }

    /// Whether line `i`, which follows a finished paragraph, is a headline. One that opens the page, or has a dateline
    /// below it, may hold commas and colons. In column text the short lines of a run are headlines together, if the last
    /// of them is one.
    pub(super) fn is_title(&self, i: usize) -> bool {
        if self.heads_text(i) || self.is_in_headline(i) || self.is_divided_headline(i) {
            return true;
        }
        if !self.is_short(i) || self.lacks_its_mark(i) || self.is_broken_line(i) {
            return false;
        }
        let (first, end, known) = self.run.get();
        if (first..end).contains(&i) {
            return known;
        }
        let mut last = i;
        while self.column_goes_on(last) && !self.heads_text(last + 1) && self.is_short(last + 1) {
            last += 1;
        }
        let is_title = if self.column_goes_on(last) { self.heads_text(last + 1) } else { !self.goes_on(last) };
        self.run.set((i, last + 1, is_title));
        is_title
    }

    /// Whether line `i` is a headline though the paragraph above it does not end: that one only lacks its mark.
    pub(super) fn breaks_off(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map(|before| self.line(before));
        let is_paragraph = |text| {
            width(text) > PARAGRAPH
                && !text.ends_with([',', ';', '、', ':'])
                && !self.is_known(text, self.line(i))
                && !self.is_joined_below(i)
        };
        self.column.is_none()
            && self.lines[i].heading < SECTION
            && (self.is_short(i) || self.is_divided_headline(i))
            && before.is_some_and(is_paragraph)
            && self.stands_over_text(i)
    }

    /// Whether line `i` stands in the middle of a sentence that goes on below it, and is no part of it: a heading without a
    /// mark, the name of the paper, the number of the page. The words above and below it stand together elsewhere, and
    /// those at its own edges do not stand with it; or the page has the same line again.
    pub(super) fn interrupts(&self, i: usize) -> bool {
        let text = self.line(i);
        let is_narrow = text.len() <= 3 * INSERTED && width(text) <= INSERTED;
        let inside = i > 0 && is_narrow && self.is_short(i) && self.has_text_below(i);
        if !inside || self.is_wrapped() {
            return false;
        }
        let (above, below) = (self.line(i - 1), self.line(i + 1));
        let says = text.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
        if !says && !is_page_number(above, text, below) {
            return false;
        }
        let fills = |line: &str| width(line) > self.column.map_or(INSERTED, |column| column.saturating_sub(3));
        let stands_alone = || !self.is_known(above, text) && !self.is_known(text, below);
        let goes_on = || self.is_joined_below(i) && (self.column.is_some() || width(below) > INSERTED);
        fills(above) && (self.stands_again(i) || goes_on() && stands_alone())
    }

    /// Whether the page has a short line more than once.
    fn stands_again(&self, i: usize) -> bool {
        let repeated = self.repeated.get_or_init(|| {
            let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
            let short = self.lines.iter().map(|line| line.span.of(self.text)).filter(|text| text.len() <= 3 * INSERTED);
            short.for_each(|text| *counts.entry(text).or_default() += 1);
            counts.into_iter().filter(|(_, count)| *count > 1).map(|(text, _)| text).collect()
        });
        repeated.contains(self.line(i))
    }

    /// Whether the page is plain text that was broken into lines of unequal length: most lines end in mid-sentence.
    fn is_wrapped(&self) -> bool {
        *self.wrapped.get_or_init(|| {
            let lines = || self.lines.iter().filter(|line| line.heading == 0).map(|line| line.span.of(self.text));
            let many = |fits: fn(&str) -> bool| lines().filter(|text| fits(text)).count() * 5;
            let total = lines().count();
            self.column.is_none()
                && total >= 8
                && many(|text| !ends_sentence(text)) > 3 * total
                && many(|text| text.contains([',', '。', '、'])) > 3 * total
                && many(|text| width(text) > PARAGRAPH) < total
        })
    }

    /// Whether the sentence above line `i` goes on below it: it ends with a word that ends none, or the two characters stand
    /// together elsewhere.
    fn is_joined_below(&self, i: usize) -> bool {
        let above = i.checked_sub(1).and_then(|above| self.line(above).chars().next_back());
        if above.is_some_and(|c| UNFINISHED.contains(c)) && self.has_text_below(i) {
            return true;
        }
        let below = self.next(i).and_then(|next| next.span.of(self.text).chars().next());
        // Where the line itself begins or ends with one of the two, they stand together at its edge as well.
        let edges =
            u32::from(self.line(i).chars().next() == below) + u32::from(self.line(i).chars().next_back() == above);
        above.zip(below).is_some_and(|pair| self.count(pair) > edges)
    }

    /// Whether line `i` is the last sentence of a text, without its mark: outside columns nothing stands below it before
    /// the next marked headline or the end of the page, and a paragraph above it.
    fn lacks_its_mark(&self, i: usize) -> bool {
        let ends = self.next(i).is_none_or(|next| is_marked(next.span.of(self.text)));
        let above = i.checked_sub(1).filter(|above| self.lines[*above].heading == 0).map(|above| self.line(above));
        self.column.is_none()
            && ends
            && !is_marked(self.line(i))
            && above.is_some_and(|text| width(text) > PARAGRAPH && ends_sentence(text))
    }

    /// Whether line `i` of a page in lines of unequal length goes on in the line below it, as nearly all do.
    fn is_broken_line(&self, i: usize) -> bool {
        let goes_on = self.next(i).is_some_and(|next| next.blank_above == 0 && !next.indented);
        goes_on && i > 0 && width(self.line(i)) > CUT && self.is_wrapped() && self.has_text_below(i)
    }

    /// Whether line `i` is only the number of the subtitle below it.
    pub(super) fn numbers_cue(&self, i: usize) -> bool {
        let is_number = self.line(i).bytes().all(|b| b.is_ascii_digit());
        is_number && self.next(i).is_some_and(|next| is_cue(next.span.of(self.text)))
    }

    /// Whether line `i` is one of several cells of a table that stand below each other.
    pub(super) fn is_cell(&self, i: usize) -> bool {
        let (first, end, known) = self.cells.get();
        if (first..end).contains(&i) {
            return known;
        }
        let fits = |i: &usize| {
            let text = self.line(*i);
            self.lines[*i].heading == 0
                && width(text) <= CELL
                && self.is_short(*i)
                && furniture(text, &self.lines[*i]).is_none()
                && asker_label(text).is_none()
        };
        let last = (i..self.lines.len()).take_while(fits).last();
        let Some(last) = last.filter(|_| self.column.is_none()) else { return false };
        let figures = (i..=last).filter(|&i| self.line(i).contains(|c: char| c.is_ascii_digit())).count();
        let are_cells = last + 1 - i >= CELLS && figures * 4 >= last + 1 - i;
        self.cells.set((i, last + 1, are_cells));
        are_cells
    }

    /// Whether a line is short and without marks, as headlines are.
    fn is_short(&self, i: usize) -> bool {
        let text = self.line(i);
        if ends_sentence(text) || text.contains([',', ';', '。', '?', ':']) || text.ends_with('、') {
            return false;
        }
        let width = width(text);
        self.column.map_or(width <= HEADLINE, |column| width + 5 <= column)
    }

    /// Whether line `i` is a headline with a comma or colon in it: short, without an end, above a paragraph, and what
    /// stands before its colon names no speaker.
    fn is_divided_headline(&self, i: usize) -> bool {
        let text = self.line(i);
        let most = if is_numbered(text) { NUMBERED } else { DIVIDED };
        let marks = [',', ':'];
        self.column.is_none()
            && text.contains(marks)
            && !text.contains(['。', ';', '?', '“', '”'])
            && !ends_sentence(text)
            && !text.ends_with([',', ':', '、', '》', ')'])
            && width(text) <= most
            && dateline(text).is_none()
            && asker_label(text).is_none()
            && label(text).is_none_or(|label| self.labels().get(label).is_none_or(|count| *count < 2))
            && self.stands_over_text(i)
    }

    /// Whether a paragraph begins below line `i`.
    fn stands_over_text(&self, i: usize) -> bool {
        self.has_text_below(i) && !self.goes_on(i) && {
            let below = self.line(i + 1);
            width(below) > PARAGRAPH && below.contains(['。', '!', '?', ','])
        }
    }

    /// Whether the line below is text that may go on from line `i`.
    fn has_text_below(&self, i: usize) -> bool {
        self.next(i).is_some_and(|next| {
            let text = self.line(i + 1);
            next.heading == 0 && furniture(text, next).is_none() && asker_label(text).is_none()
        })
    }

    /// Whether the line below is the next one of the column.
    fn column_goes_on(&self, i: usize) -> bool {
        let Some(column) = self.column else { return false };
        let next = self.next(i).filter(|next| next.blank_above == 0 && !self.opens_paragraph(next));
        // Only the last line of a paragraph leaves half of the column empty above a full one.
        let is_last = |next: &Line| width(self.line(i)) * 2 <= column && width(next.span.of(self.text)) + 3 >= column;
        next.is_some_and(|next| !is_last(next)) && self.has_text_below(i)
    }

    /// Whether white space in front of a line says that a paragraph begins with it.
    fn opens_paragraph(&self, line: &Line) -> bool {
        self.indents && line.indented
    }

    /// Whether line `i` is cut, and the words at the cut stand together elsewhere.
    fn goes_on(&self, i: usize) -> bool {
        // Neither a few words nor the heading of a numbered section are the cut line of a paragraph.
        let cut = self.column.is_some() || width(self.line(i)) > CUT && !is_numbered(self.line(i));
        let anew = || self.is_in_brief(i) && self.begins_anew(i);
        let opens = self.next(i).is_some_and(|next| self.opens_paragraph(next));
        cut && !opens && i > 0 && self.has_text_below(i) && self.is_known(self.line(i), self.line(i + 1)) && !anew()
    }

    /// Whether the last character of a line and the first of the next stand together elsewhere.
    fn is_known(&self, above: &str, below: &str) -> bool {
        let pair = above.chars().next_back().zip(below.chars().next()).unwrap_or_default();
        // The cut itself counts once.
        self.count(pair) > 1
    }

    /// Whether the line below line `i` begins with a word that is better known than the pair at the cut.
    fn begins_anew(&self, i: usize) -> bool {
        let (above, below) = (self.line(i), self.line(i + 1));
        let cut = above.chars().next_back().zip(below.chars().next()).unwrap_or_default();
        let word = below.chars().zip(below.chars().skip(1)).next().unwrap_or_default();
        self.count(word) >= self.count(cut)
    }

    /// How often two characters stand together. For a few pairs the text is looked through, for more of them all pairs
    /// are counted.
    fn count(&self, pair: (char, char)) -> u32 {
        if self.searches.get() < SEARCHES && pair.0 != pair.1 {
            self.searches.set(self.searches.get() + 1);
            let pair: String = [pair.0, pair.1].iter().collect();
            return self.text.matches(&pair).count() as u32;
        }
        self.pairs().get(&pair).copied().unwrap_or(0)
    }

    fn pairs(&self) -> &FxHashMap<(char, char), u32> {
        self.pairs.get_or_init(|| {
            // About every eighth byte there is a new pair, until most are known.
            let expected = (self.text.len() / 8).min(1 << 16);
            let mut counts = FxHashMap::with_capacity_and_hasher(expected, FxBuildHasher);
            for pair in self.text.chars().zip(self.text.chars().skip(1)) {
                *counts.entry(pair).or_default() += 1;
            }
            counts
        })
    }

    /// Whether line `i` stands among news in brief, where a headline is as likely as a paragraph.
    fn is_in_brief(&self, i: usize) -> bool {
        let briefs = self.briefs.get_or_init(|| {
            let mut brief = false;
            let lines = self.lines.iter().map(|line| (line.heading > 0, line.span.of(self.text)));
            lines
                .map(|(heading, text)| {
                    brief = if heading || is_marked(text) { is_collection(text) } else { brief };
                    brief
                })
                .collect()
        });
        briefs[i]
    }

    /// How many lines begin with each label.
    fn labels(&self) -> &FxHashMap<&'a str, u32> {
        self.labels.get_or_init(|| {
            let mut counts = FxHashMap::default();
            for label in self.lines.iter().filter_map(|line| label(line.span.of(self.text))) {
                *counts.entry(label).or_default() += 1;
            }
            counts
        })
    }
}

/// Whether a line is a number, and not a piece of one, nor the amount of what stands below.
fn is_page_number(above: &str, text: &str, below: &str) -> bool {
    let counted = |c: char| c.is_ascii_digit() || "年月日号时点分秒个亿万千百余多元人名位国次项条届岁周倍".contains(c);
    text.len() <= 3
        && text.bytes().all(|b| b.is_ascii_digit())
        && !above.ends_with(|c: char| c.is_ascii())
        && !below.starts_with(counted)
}

/// Whether a line begins with a number as a section does: 一、, (二), 第三章.
fn is_numbered(text: &str) -> bool {
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let rest = text.trim_start_matches(['(', '第']);
    rest.starts_with(numeral) && rest.trim_start_matches(numeral).starts_with(['、', ')', '章', '节', '条', ','])
}

/// Width in half-width cells halved, so that a Chinese character counts one.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>().div_ceil(2)
}

/// Whether the text ends where a sentence may end.
pub(super) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['”', '’', ')', '》']);
    bare.ends_with(['。', '!', '?', '…']) || (bare.len() < text.len() && text.ends_with(')') && bare.is_empty())
}
