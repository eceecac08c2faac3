//! Lines → blocks: paragraphs made whole, headings and page furniture told apart.
//!
//! A paragraph is *open* while its last line does not end a sentence. An open paragraph goes on in the next line of text,
//! even past headings, jump lines and blank lines between; those are moved behind it. Whether a bare line is a heading
//! is judged by the page: in column text a line that does not fill the column, elsewhere a short line, in both without
//! punctuation. A line cut in the middle of a word is told from a heading by the two characters at the cut: where the
//! document has that pair elsewhere, the line goes on (`page.rs`).

use super::label::{asker_label, label};
use super::line;
use super::page::{Page, ends_sentence};
use super::picture;
use crate::source::{Line, Source, Span};
use regex::Match;
use std::collections::HashSet;

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
    /// What stands below a picture.
    Caption,
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

impl Block {
    /// Whether it is a paragraph.
    pub fn is_body(&self) -> bool {
        self.kind == BlockKind::Body
    }
}

/// The paragraphs among some blocks, in the reading text.
pub(super) fn bodies<'t>(blocks: &[Block], text: &'t str) -> impl Iterator<Item = &'t str> + Clone {
    blocks.iter().filter(|b| b.is_body()).map(|b| b.span.of(text))
}

pattern!(JUMP_IN, opens "(《紧上接▲←", r"^[▲←]?[(《]?[(]?(紧)?(上接|接)第?[A-Z]{0,2}[0-9一二三四五六七八九十]{1,4}版?[)》]?$");
pattern!(JUMP_OUT, opens "(《下转▼→", r"^(?:[▼→]?[(《]?(下转|转)第?[A-Z]{0,2}[0-9一二三四五六七八九十]{1,4}版?[)》]?|[▼→]第?[A-Z]?[0-9]{1,3}版)$");
pattern!(
    CREDIT, opens "([【据来责编作摄校记本",
    r"^(\([^()。?!]{2,30}\)|\([A-Z完]\)|\[字版结束\]|【(正文|配音|字幕|解说)】|据[^,。]{2,12}(电|报道|消息)?|(来源|责任编辑|责编|编辑|作者|摄影|校对)[:/].{0,60}|记者[:/]\p{Han}{2,12}|本报记者[^,。:]{0,30})$"
);
// Below a headline, and often set as one.
pattern!(REPORTER, opens "本新", r"^(本报|本网|新华社)(驻\p{Han}{2,8}|特约|特派)*记者\p{Han}{2,16}$");
// Below a headline or above it: day, time and source of a page; of a newspaper its name, day and page.
pattern!(
    ISSUED,
    r"^(发布时间|时间|日期)?:?[0-9]{4}[-年/.][0-9]{1,2}[-月/.][0-9]{1,2}日? ?([0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?,?(正文:)?((来源|作者|编辑|责编|打印|分享|字号|字体|浏览|点击|阅读|【)[^。]{0,60}|\p{Han}{2,10}(报|网|社|台|新闻|周刊))?$|^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} ?[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$|^(来源|文章来源|信息来源):[^,。:]{1,20}(时间|发布时间|日期)?:?[0-9]{4}[-年/.][0-9]{1,2}[-月/.][0-9]{1,2}[^。]{0,40}$|^(第?[A-Z]?[0-9]{1,3}版:?)?《?\p{Han}{1,8}(报|网|周刊|新闻)》?(海外版)?\(?[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日(星期[一二三四五六日]|,?第?[A-Z]?[0-9]{1,3}版\)?)+\p{Han}{0,8}$|^第?[A-Z]?[0-9]{1,3}版:\p{Han}{2,8}$"
);
// Below a statement: day and place of signing; the day in Chinese figures or of the Republic anywhere.
pattern!(
    SIGNED, opens "中民0123456789一二三四五六七八九十百〇○零元",
    r"^((中华)?民国)?([0-9]{1,4}|[一二三四五六七八九十百〇○零0元]{1,7})年([0-9]{1,2}|[一二三四五六七八九十]{1,3})月([0-9]{1,2}|[一二三四五六七八九十廿]{1,4})日((签署|签订|签|订)?于\p{Han}{2,10}|,\p{Han}{2,8})?。?$"
);
// At the head or foot of a page: its number, with a mark that says so.
pattern!(
    PAGE, opens "—-·第PpAB0123456789",
    r"^(?:[—·-]+[0-9]{1,3}[—·-]+|第[0-9]{1,3}页(?:,?共[0-9]{1,3}页)?|[0-9]{1,3}/[0-9]{1,3}|(?:Page|page|P\.?) ?[0-9]{1,3}|[AB]0[0-9](?:版|\p{Han}{2,6})?|0[0-9](?:版|\p{Han}{2,6})|[0-9]{4}[年.][0-9]{1,2}[月.][0-9]{1,2}日?,?星期[一二三四五六日])$"
);
// When a subtitle is shown: 00:01:02,500 --> 00:01:05,000.
pattern!(CUE, opens "0123456789", r"^([0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2}[,.][0-9]{3} ?-->");
pattern!(CLOSING, opens "记发吹会招", r"^(记者会|发布会|吹风会|会见|会谈|招待会)(历时|持续)[^,。]{2,20}。$");
pattern!(BYLINE, r"[。!?”]\(([^()。]{2,24}|[A-Z完])\)$");
pattern!(ADDRESS, r"://|www|\.(?:com|cn|net|org)|网址|网站|电话|热线|邮箱|:[0-9+]");
pattern!(
    DATELINE,
    r"^(\[(?:视频|标题)\])?(\p{Han}{1,8}?(?:社|网|报|电视台|电台)[^,。;!?:()]{0,14}?[0-9]{1,2}日(?:电|讯)(\([^()]{1,24}\))*[:/]?|\(\p{Han}{2,8}?社[^()]{0,20}?(?:[0-9]{1,2}日[^()]{0,4})?(?:电|讯)\)|【\p{Han}{2,16}(?:讯|消息|电)】|(央视网|新华网|人民网|中新网)?消息(\([^()]{1,24}\):?|:))((本台|本报|新华社|中新社)(消息|讯)[:,])?"
);
// A second dateline, in a paragraph of its own below the first: 本台消息：.
pattern!(AGAIN, opens "本新中", r"^(本台|本报|新华社|中新社)(消息|讯)[:,]");
// The heading of a section says so.
pattern!(SECTION, opens "副小原", r"^(副标题|小标题|原标题|原题)[:/].");
// The headline under which another paper printed the text.
pattern!(ORIGINAL, opens "原", r"^原(标)?题[:/]");
// A collection of news in brief: each headline in it heads a text of its own.
pattern!(COLLECTION, r"(快讯|简讯|简报|速览|短讯)$");
// A headline of a page with film or pictures says so.
pattern!(MARKED, opens "[", r"^\[(视频|图文|组图|直播|音频|标题)\]");
pattern!(
    BOILERPLATE, opens "您当现的位点扫关分相延推热更返查上下打字版未本转免请欢订月C©",
    r"^(您?(当前|现在)?的?位置:|当前位置|点击(查看|进入|关注|下载)|扫一扫|扫码|关注我们|分享到|分享至|相关(新闻|阅读|报道|链接|专题)$|延伸阅读$|推荐阅读$|热门(新闻|推荐)$|更多(新闻|精彩|内容)|返回(首页|顶部|列表|\p{Han}{2,6},查看更多)|查看更多|上一篇|下一篇|打印本页|关闭窗口|字号|版权(所有|声明)|未经授权|本文(来自|来源|转自)|转载请|免责声明|请加入|欢迎(订阅|关注)|订阅|月费订户|免责条款|Copyright|©)"
);

/// Whether a line only says when, where and by whom the page was published.
pub(super) fn is_issued(text: &str) -> bool {
    text.len() < BOILERPLATE_LENGTH && (is_dated(text) || SIGNED.is_match(text) || is_paper(text))
}

/// Whether a line says when a subtitle is shown.
pub(super) fn is_cue(text: &str) -> bool {
    text.contains("-->") && CUE.is_match(text)
}

/// Whether a line says when the page was issued.
fn is_dated(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) && ISSUED.is_match(text)
}

/// Whether a line only names the paper and its day, above the headline under which that one printed the text.
pub(super) fn is_paper(text: &str) -> bool {
    paper(text) == Some(text.len())
}

/// The length of the dateline at the start of a paragraph.
pub(super) fn dateline(text: &str) -> Option<usize> {
    DATELINE.find(text).map(|m| m.len())
}

/// The length of what names the source at the start of a paragraph of the text: a dateline, or the second one.
pub(super) fn source_named(text: &str) -> Option<usize> {
    dateline(text).or_else(|| AGAIN.find(text).map(|m| m.len()))
}

/// Where a byline in brackets, or the credit of a picture, begins at the end of a paragraph. An address or a number to
/// call is none.
pub(super) fn byline(text: &str) -> Option<usize> {
    let inner = signature(text).filter(|m| !ADDRESS.is_match(m.as_str()));
    inner.map(|inner| inner.start() - 1).or_else(|| picture::credit(text).filter(|at| *at > 0))
}

/// What stands in brackets behind the last sentence of a paragraph.
fn signature(text: &str) -> Option<Match<'_>> {
    text.ends_with(')').then(|| BYLINE.captures(text)?.get(1)).flatten()
}

/// Whether a paragraph ends with a byline: the end of its article. Jump lines and applause in brackets are none.
pub(super) fn is_signed(text: &str) -> bool {
    let signed = byline(text).filter(|_| picture::credit(text).is_none());
    signed.is_some_and(|at| {
        let inner = &text[at + 1..];
        !["下转", "转", "上接", "接", "掌声", "笑"].iter().any(|word| inner.starts_with(word))
    })
}

pattern!(PAPER, r"^\p{Han}{0,6}《[^》,。]{2,12}》[0-9]{1,2}月[0-9]{1,2}日(文章|报道|社论),");

/// The length of the name and day of a paper at the start of a paragraph.
fn paper(text: &str) -> Option<usize> {
    // Few texts have a title near their start.
    let is_near = text.chars().take(7).any(|c| c == '《');
    is_near.then(|| PAPER.find(text)).flatten().map(|m| m.len())
}

/// Whether a paragraph begins as the text of an article does: with a dateline, or the name and day of a paper.
pub(super) fn opens_article(text: &str) -> bool {
    dateline(text).is_some() || paper(text).is_some()
}

/// Whether a line says that it is the headline of film or pictures: [视频]….
pub(super) fn is_marked(text: &str) -> bool {
    MARKED.is_match(text)
}

/// Whether a headline is that of a collection of news in brief.
pub(super) fn is_collection(text: &str) -> bool {
    COLLECTION.is_match(text)
}

/// The length of what stands before the words of a headline: [视频], 原题：.
pub(super) fn mark(text: &str) -> usize {
    MARKED.find(text).or_else(|| ORIGINAL.find(text)).map_or(0, |m| m.len())
}

/// What a site says of itself (扫一扫, 版权所有) is no longer than this (bytes).
const BOILERPLATE_LENGTH: usize = 300;

/// Groups the lines of a source into blocks, in reading order.
pub(super) fn blocks(source: &Source) -> Vec<Block> {
    let lines = line::lines(source);
    let page = Page::of(&source.text, &lines);
    let mut out = Assembly::default();
    for (i, line) in lines.iter().enumerate() {
        let text = line.span.of(&source.text);
        let furniture = furniture(text, line).or_else(|| page.numbers_cue(i).then_some(BlockKind::Credit));
        let is_heading = matches!(furniture, None | Some(BlockKind::Heading(_) | BlockKind::Title));
        if out.is_open() && is_heading && page.breaks_off(i) {
            out.flush();
        }
        match furniture {
            Some(kind) => out.furniture(kind, line.span),
            None if out.is_open() && page.interrupts(i) => out.furniture(BlockKind::Title, line.span),
            None if line.row || !out.is_open() && page.is_cell(i) => out.row(line.span),
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

/// What a line is by its form alone, if it is no text.
pub(super) fn furniture(text: &str, line: &Line) -> Option<BlockKind> {
    match () {
        () if text.len() < BOILERPLATE_LENGTH && BOILERPLATE.is_match(text) => Some(BlockKind::Credit),
        () if REPORTER.is_match(text) || is_cue(text) => Some(BlockKind::Credit),
        () if line.heading > 0 => Some(BlockKind::Heading(line.heading)),
        () if text.len() < BOILERPLATE_LENGTH && SECTION.is_match(text) => Some(BlockKind::Title),
        () if PAGE.is_match(text) => Some(BlockKind::Credit),
        () if JUMP_IN.is_match(text) => Some(BlockKind::JumpIn),
        () if JUMP_OUT.is_match(text) => Some(BlockKind::JumpOut),
        () if CLOSING.is_match(text) => Some(BlockKind::Closing),
        () if picture::credit(text) == Some(0) => Some(BlockKind::Caption),
        () if picture::is_caption(text) && label(text).is_none() => Some(BlockKind::Caption),
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
    labels: HashSet<String>,
}

impl Assembly {
    fn is_open(&self) -> bool {
        self.paragraph.as_ref().is_some_and(|(_, closed)| !closed)
    }

    fn repeats_label(&self, text: &str) -> bool {
        label(text).is_some_and(|l| self.labels.contains(l))
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
            self.labels.insert(label.to_owned());
        }
        self.paragraph = Some((
            Block { kind: BlockKind::Body, pieces: vec![span], interrupts: false, span: Span::default() },
            false,
        ));
    }

    /// A row of a table: a paragraph that nothing goes on.
    fn row(&mut self, span: Span) {
        self.flush();
        self.done.push(Block { kind: BlockKind::Body, pieces: vec![span], interrupts: false, span: Span::default() });
    }

    /// Notes whether the paragraph is closed now.
    fn settle(&mut self, source: &Source) {
        if let Some((block, closed)) = &mut self.paragraph {
            let text = block.pieces.last().map_or("", |p| p.of(&source.text));
            *closed = ends_sentence(text)
                || text.ends_with(':')
                || signature(text).is_some()
                || picture::credit(text).is_some();
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
