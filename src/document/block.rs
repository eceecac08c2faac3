//! Lines → blocks: paragraphs made whole, headings and page furniture told apart.
//!
//! A paragraph is *open* while its last line does not end a sentence. An open paragraph goes on in the next line of text,
//! even past headings, jump lines and blank lines between; those are moved behind it. Whether a bare line is a heading
//! is judged by the page: in column text a line that does not fill the column, elsewhere a short line, in both without
//! punctuation. A line cut in the middle of a word is told from a heading by the two characters at the cut: where the
//! document has that pair elsewhere, the line goes on.

use crate::source::{Line, Source, Span};
use regex::Regex;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a block is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A headline set as plain text.
    Title,
    /// A Markdown heading of this level.
    Heading(u8),
    /// 上接第三版: the text continues from another page.
    JumpIn,
    /// 下转第8版: it goes on elsewhere.
    JumpOut,
    /// Agency, desk or author in a line of its own.
    Credit,
    /// How long the conference took.
    Closing,
    /// A paragraph.
    Body,
}

/// Consecutive text of one kind.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub kind: BlockKind,
    /// Its lines, as spans of the source's normal form.
    pub pieces: Vec<Span>,
    /// Whether it stood in the middle of a paragraph, behind which it was moved.
    pub interrupts: bool,
    /// Its span in the reading text, once it is placed.
    pub span: Span,
}

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a pattern of this file"));
    };
}

pattern!(JUMP_IN, r"^[(《]?[(]?(紧)?(上接|接)第?[A-Z]{0,2}[0-9一二三四五六七八九十]{1,4}版?[)》]?$");
pattern!(JUMP_OUT, r"^[(《]?(下转|转)第?[A-Z]{0,2}[0-9一二三四五六七八九十]{1,4}版?[)》]?$");
pattern!(
    CREDIT,
    r"^(\([^()。?!]{2,30}\)|据[^,。]{2,12}(电|报道|消息)?|(来源|责任编辑|责编|编辑|作者|摄影|原标题|校对)[:/].{0,60}|记者[:/]\p{Han}{2,12}|本报记者[^,。:]{0,30})$"
);
// Below a headline or above it: day, time and source of a page; of a newspaper its name, day and page.
pattern!(
    ISSUED,
    r"^(发布时间|时间|日期)?:?\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日? ?(\d{1,2}:\d{2}(:\d{2})?)?((来源|作者|编辑|责编|打印|分享|字号|字体|浏览|点击|阅读|【)[^。]{0,60})?$|^(来源|文章来源|信息来源):[^,。:]{1,20}(时间|发布时间|日期)?:?\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}[^。]{0,40}$|^(第?[A-Z]?\d{1,3}版:?)?《?\p{Han}{1,8}(报|网|周刊|新闻)》?(海外版)?\d{4}年\d{1,2}月\d{1,2}日(星期[一二三四五六日])?(第?[A-Z]?\d{1,3}版)\p{Han}{0,8}$"
);
pattern!(CLOSING, r"^(记者会|发布会|吹风会|会见|会谈|招待会)(历时|持续)[^,。]{2,20}。$");
pattern!(BYLINE, r"[。!?”]\(([^()。]{2,24})\)$");
pattern!(LABEL, r"^[^,。;!?、“”:()]{0,28}(\([^()]{1,20}\))?[^,。;!?、“”:()]{0,20}:");

pattern!(
    DATELINE,
    r"^(\[视频\])?((本报|新华社|中新社|中新网|人民网|新华网|环球网|光明网|法新社|路透社)[^,。;!?:]{0,14}?\d{1,2}日(电|讯)(\([^()]{1,24}\))*:?|(央视网|新华网|人民网|中新网)?消息(\([^()]{1,24}\):?|:))"
);
// A headline of a page with film or pictures says so.
pattern!(MARKED, r"^\[(视频|图文|组图|直播|音频)\]");
pattern!(
    BOILERPLATE,
    r"^(您?(当前|现在)?的?位置:|当前位置|点击(查看|进入|关注|下载)|扫一扫|扫码|关注我们|分享到|分享至|相关(新闻|阅读|报道|链接|专题)$|延伸阅读$|推荐阅读$|热门(新闻|推荐)$|更多(新闻|精彩|内容)|返回(首页|顶部|列表)|上一篇|下一篇|打印本页|关闭窗口|字号|版权(所有|声明)|未经授权|本文(来自|来源|转自)|转载请|免责声明|请加入|欢迎(订阅|关注)|订阅|月费订户|免责条款|Copyright|©)"
);

/// Whether a line only says when, where and by whom the page was published.
pub(super) fn is_issued(text: &str) -> bool {
    text.len() < BOILERPLATE_LENGTH && ISSUED.is_match(text)
}

/// The length of the dateline at the start of a paragraph.
pub(super) fn dateline(text: &str) -> Option<usize> {
    DATELINE.find(text).map(|m| m.len())
}

/// Where a byline in brackets begins at the end of a paragraph.
pub(super) fn byline(text: &str) -> Option<usize> {
    BYLINE.captures(text).map(|c| c.get(1).expect("the group is not optional").start() - 1)
}

/// Whether a paragraph ends with a byline: the end of its article. Jump lines and applause in brackets are none.
pub(super) fn is_signed(text: &str) -> bool {
    byline(text).is_some_and(|at| {
        let inner = &text[at + 1..];
        !["下转", "转", "上接", "接", "掌声", "笑"].iter().any(|word| inner.starts_with(word))
    })
}

/// Whether a text begins as a speaker's turn does (an asker, 问, 答); names are judged later.
pub(super) fn asker_label(text: &str) -> Option<&str> {
    let head = LABEL.find(text)?.as_str();
    let name = &head[..head.len() - 1];
    let asks = name.ends_with("记者")
        || name.ends_with("记者问")
        || name.ends_with("记者问及")
        || name.ends_with("主持人")
        || matches!(name, "问" | "Q" | "记");
    asks.then_some(name)
}

/// Any label: the text in front of a colon near the start of a paragraph.
pub(super) fn label(text: &str) -> Option<&str> {
    LABEL.find(text).map(|m| &m.as_str()[..m.len() - 1]).filter(|name| !name.is_empty())
}

/// A headline is no wider than this, in Chinese characters; where its place tells what it is, than the second.
const HEADLINE: usize = 60;
const LONG_HEADLINE: usize = 120;

/// The shape of the page, and what is asked of its text again and again.
struct Page<'a> {
    source: &'a Source,
    /// The column's width in characters, if the text is set in columns.
    column: Option<usize>,
    pairs: OnceCell<HashMap<(char, char), u32>>,
}

impl<'a> Page<'a> {
    fn of(source: &'a Source) -> Page<'a> {
        let mut widths: Vec<usize> = source.lines.iter().filter(|l| l.heading == 0).map(|l| width(source, l)).collect();
        widths.sort_unstable();
        let full = widths.get(widths.len() * 3 / 4).copied().unwrap_or(0);
        let filled = widths.iter().filter(|&&w| w + 3 >= full && w <= full + 3).count();
        let columns = widths.len() >= 8 && full <= 60 && filled * 2 >= widths.len();
        Page { source, column: columns.then_some(full), pairs: OnceCell::new() }
    }

    fn text(&self, i: usize) -> &'a str {
        self.source.lines[i].span.of(&self.source.text)
    }

    fn next(&self, i: usize) -> Option<&'a Line> {
        self.source.lines.get(i + 1)
    }

    /// Whether line `i` stands above a dateline, or above the text at the top of the page, as a headline does.
    fn heads_text(&self, i: usize) -> bool {
        let text = self.text(i);
        let opens = |next: &Line| {
            MARKED.is_match(text)
                || dateline(next.span.of(&self.source.text)).is_some()
                || i == 0 && next.blank_above > 0
        };
        width(self.source, &self.source.lines[i]) <= LONG_HEADLINE
            && !text.contains(['。', ';'])
            && !ends_sentence(text)
            && !text.ends_with([',', '、', ':'])
            && asker_label(text).is_none()
            && dateline(text).is_none()
            && self.next(i).is_some_and(opens)
    }

    /// Whether line `i`, which follows a finished paragraph, is a headline. One that opens the page, or has a dateline
    /// below it, may hold commas and colons.
    fn is_title(&self, i: usize) -> bool {
        if self.heads_text(i) {
            return true;
        }
        let text = self.text(i);
        if ends_sentence(text) || text.contains([',', ';', '。', '?', ':']) || text.ends_with('、') {
            return false;
        }
        let width = width(self.source, &self.source.lines[i]);
        let short = self.column.map_or(width <= HEADLINE, |column| width + 5 <= column);
        short && !self.goes_on(i)
    }

    /// Whether the next line continues this one in mid-sentence.
    fn goes_on(&self, i: usize) -> bool {
        let Some(next) = self.next(i) else { return false };
        if next.heading > 0 || furniture(self.text(i + 1), next).is_some() || asker_label(self.text(i + 1)).is_some() {
            return false;
        }
        if self.column.is_some() && next.blank_above == 0 {
            return !self.is_title(i + 1);
        }
        let (last, first) = (self.text(i).chars().next_back(), self.text(i + 1).chars().next());
        let pair = last.zip(first).unwrap_or_default();
        // The cut itself counts once.
        i > 0 && self.pairs().get(&pair).copied().unwrap_or(0) > 1
    }

    fn pairs(&self) -> &HashMap<(char, char), u32> {
        self.pairs.get_or_init(|| {
            let mut counts = HashMap::new();
            let text = &self.source.text;
            for pair in text.chars().zip(text.chars().skip(1)) {
                *counts.entry(pair).or_default() += 1;
            }
            counts
        })
    }
}

/// Width in half-width cells halved, so that a Chinese character counts one.
fn width(source: &Source, line: &Line) -> usize {
    let text = line.span.of(&source.text);
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>().div_ceil(2)
}

/// Whether the text ends where a sentence may end.
fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['”', '’', ')', '》']);
    bare.ends_with(['。', '!', '?', '…']) || (bare.len() < text.len() && text.ends_with(')') && bare.is_empty())
}

/// What a site says of itself (扫一扫, 版权所有) is no longer than this (bytes).
const BOILERPLATE_LENGTH: usize = 300;

/// Groups the lines of a source into blocks, in reading order.
pub(super) fn blocks(source: &Source) -> Vec<Block> {
    let page = Page::of(source);
    let mut out = Assembly::default();
    for (i, line) in source.lines.iter().enumerate() {
        let text = line.span.of(&source.text);
        let kind = furniture(text, line);
        match kind {
            Some(kind) => out.furniture(kind, line.span),
            None if out.is_open()
                && asker_label(text).is_none()
                && !is_bold_label(source, line)
                && !out.repeats_label(text)
                && (i == 0 || !page.heads_text(i)) =>
            {
                out.extend(line.span)
            }
            None if page.is_title(i) => out.furniture(BlockKind::Title, line.span),
            None => out.begin(line.span, text),
        }
        out.settle(source);
    }
    out.finish()
}

fn furniture(text: &str, line: &Line) -> Option<BlockKind> {
    match () {
        () if text.len() < BOILERPLATE_LENGTH && BOILERPLATE.is_match(text) => Some(BlockKind::Credit),
        () if line.heading > 0 => Some(BlockKind::Heading(line.heading)),
        () if JUMP_IN.is_match(text) => Some(BlockKind::JumpIn),
        () if JUMP_OUT.is_match(text) => Some(BlockKind::JumpOut),
        () if CLOSING.is_match(text) => Some(BlockKind::Closing),
        () if CREDIT.is_match(text) => Some(BlockKind::Credit),
        () if is_issued(text) => Some(BlockKind::Credit),
        () => None,
    }
}

fn is_bold_label(source: &Source, line: &Line) -> bool {
    let end = line.span.start + line.bold;
    line.bold > 0 && (source.text[..end].ends_with(':') || source.text[end..].starts_with(':'))
}

#[derive(Default)]
struct Assembly {
    done: Vec<Block>,
    /// The paragraph being made, and whether its last line ends a sentence.
    paragraph: Option<(Block, bool)>,
    /// Furniture met inside it.
    held: Vec<Block>,
    /// Labels met so far.
    labels: Vec<String>,
}

impl Assembly {
    fn is_open(&self) -> bool {
        self.paragraph.as_ref().is_some_and(|(_, closed)| !closed)
    }

    fn repeats_label(&self, text: &str) -> bool {
        label(text).is_some_and(|l| self.labels.iter().any(|known| known == l))
    }

    fn furniture(&mut self, kind: BlockKind, span: Span) {
        let block = Block { kind, pieces: vec![span], interrupts: self.is_open(), span: Span::default() };
        let shelf = if self.paragraph.is_some() { &mut self.held } else { &mut self.done };
        match shelf.last_mut() {
            Some(last) if kind == BlockKind::Title && last.kind == BlockKind::Title => last.pieces.push(span),
            _ => shelf.push(block),
        }
    }

    fn extend(&mut self, span: Span) {
        if let Some((block, _)) = &mut self.paragraph {
            block.pieces.push(span);
        }
    }

    fn begin(&mut self, span: Span, text: &str) {
        self.flush();
        if let Some(label) = label(text).filter(|l| l.chars().count() <= 12) {
            self.labels.push(label.to_owned());
        }
        self.paragraph = Some((
            Block { kind: BlockKind::Body, pieces: vec![span], interrupts: false, span: Span::default() },
            false,
        ));
    }

    /// Notes whether the paragraph is closed now.
    fn settle(&mut self, source: &Source) {
        if let Some((block, closed)) = &mut self.paragraph {
            let text = block.pieces.last().map_or("", |p| p.of(&source.text));
            *closed = ends_sentence(text) || text.ends_with(':') || byline(text).is_some();
        }
    }

    fn flush(&mut self) {
        self.done.extend(self.paragraph.take().map(|(block, _)| block));
        self.done.append(&mut self.held);
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.done
    }
}
