//! Blocks → articles: where a stranger's article begins, its headline, its dateline, what kind of text it is.

use super::block::{self, Block, BlockKind, dateline};
use super::label;
use crate::source::Span;
use regex::Regex;
use std::collections::HashSet;

/// What kind of text an article is, as far as its page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleKind {
    /// Journalists ask, one person answers; or a report that tells of such a conference.
    PressConference,
    /// A spokesperson's regular press conference.
    Briefing,
    /// A statement, declaration or communiqué.
    Statement,
    /// Anything else.
    News,
}

/// One article of a page. All spans are bytes of the reading text.
#[derive(Debug, Clone)]
pub struct Article {
    /// From its first to its last block.
    pub span: Span,
    /// Its headline, if it has one; in some renderings it stands below the text.
    pub title: Option<Span>,
    /// The agency, place and day in front of the text, or in brackets behind it; else the line with the day of issue.
    pub dateline: Option<Span>,
    /// What kind of text it is.
    pub kind: ArticleKind,
    /// Whether it begins in the middle of a text that began on another page.
    pub continued: bool,
    /// The person who answers where the labels do not name one (问：/答：), as the title has it.
    pub host: Option<Span>,
}

pattern!(DATELINE_CREDIT, opens "(", r"^\((新华社|本报|中新社)[^()]{0,10}[0-9]{1,2}月[0-9]{1,2}日(电|讯)\)$");
pattern!(
    HOST,
    r"(发言人|部长|外长|总理|国务委员|主席|大使|司长|主任)(\p{Han}{2,3}?)(主持|就|答|出席|举行|回答|在|的谈话|接受)"
);
pattern!(CONFERENCE, r"记者会|答(中外)?记者|回答了?(中外)?记者|记者招待会|吹风会");
// What stands above the speakers of a conference of its own.
pattern!(
    TELLS,
    r"记者会|记者招待会|吹风会|发布会|答.{0,4}记者|记者.{0,4}问|发言人|采访|专访|访谈|对话|提问|回答|问答|实录"
);
// The lead of a report on a conference tells of it before anything else.
pattern!(
    CONFERS,
    r"^[^。]{0,60}?(举行|召开|主持)[^。]{0,24}?(记者会|记者招待会|吹风会)|^[^。]{0,80}?(答|回答了?)(中外)?记者"
);
pattern!(INTERVIEW, r"接受[^,。]{0,16}(采访|专访)|专访");
pattern!(BRIEFING, r"例行记者会|发言人[^。!?,]{1,24}?(主持|答记者)");
// The headline of a statement ends in the word for it, or says what it is about; the text of one says so at its head.
pattern!(
    STATEMENT,
    r"(声明|公报|宣言|讲话|谈话)(全文)?(\([^()]{1,20}\)|》|”)*$|(声明|公报|宣言|讲话|谈话)(全文)?\(|(关于|就)[^,。]{2,60}的?(联合)?(声明|公报|宣言)"
);
pattern!(DECLARES, r"(郑重声明|声明如下|声明全文如下|全文如下)[,:。]?");
// A headline that tells of a statement or a speech has none below it.
pattern!(
    TOLD,
    r"(发表|作|并)[^,。]{0,6}讲话|(发表|签署)[^,。的]{0,12}(谈话|声明|公报|宣言)|热议|学习|出席|通过|解读|单行本|评价|仪式|公布|出版|反响|回应|批驳|贯彻"
);

impl Article {
    /// What goes on of an article behind a stranger's.
    pub(super) fn resumed(&self, blocks: &[Block]) -> Article {
        let span = blocks.iter().map(|b| b.span).reduce(Span::cover).unwrap_or_default();
        Article { span, title: None, dateline: None, kind: self.kind, continued: true, host: self.host }
    }
}

/// Where an article begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    /// Index of its first block.
    pub block: usize,
    /// The article that goes on here, behind a stranger's that stood in the middle of it.
    pub resumes: Option<usize>,
}

/// The articles of a page. Behind a stranger's article in the middle of a conference, the speakers go on where they stopped.
pub(super) fn starts(blocks: &[Block], text: &str) -> Vec<Start> {
    let mut out: Vec<Start> = Vec::new();
    let starts = article_starts(blocks, text);
    if starts.len() == 1 {
        return vec![Start { block: 0, resumes: None }];
    }
    // The last conference, and who speaks in it.
    let mut conference: Option<(usize, HashSet<&str>)> = None;
    for (n, &block) in starts.iter().enumerate() {
        let own = &blocks[block..starts.get(n + 1).copied().unwrap_or(blocks.len())];
        out.push(Start { block, resumes: None });
        let resumed = conference.as_ref().and_then(|(whole, speakers)| Some((*whole, resumes(own, text, speakers)?)));
        if let Some((whole, at)) = resumed {
            out.push(Start { block: block + at, resumes: Some(whole) });
            continue;
        }
        let speakers = speakers(own, text);
        if !speakers.is_empty() {
            conference = Some((out.len() - 1, speakers));
        }
    }
    out
}

/// The labels of who asks in an article and of who answers, if there are both.
fn speakers<'t>(blocks: &[Block], text: &'t str) -> HashSet<&'t str> {
    let bodies = block::bodies(blocks, text);
    let answers = if asks(blocks, text) { label::after_askers(bodies.clone()) } else { HashSet::new() };
    if answers.is_empty() { answers } else { bodies.filter_map(label::asker_label).chain(answers).collect() }
}

/// The first block of an article from which an earlier conference goes on: one of its speakers has the word there, or the
/// stranger's article has ended above. An article that itself tells of a conference is no stranger's.
fn resumes(blocks: &[Block], text: &str, speakers: &HashSet<&str>) -> Option<usize> {
    let speaks = |b: &Block| {
        let said = b.span.of(text);
        b.is_body()
            && label::label(said).or_else(|| label::asker_label(said)).is_some_and(|label| speakers.contains(label))
    };
    let first = blocks.iter().position(speaks)?;
    let above = &blocks[..first];
    let told = above.iter().filter(|b| b.kind != BlockKind::JumpIn).map(|b| head(b.span.of(text), 240));
    let is_stranger = above.iter().any(Block::is_body) && !told.clone().any(|told| TELLS.is_match(told));
    let end = above.iter().rposition(|b| b.is_body() && block::is_signed(b.span.of(text)));
    let begins = |end: usize| (end + 1..=first).find(|i| blocks[*i].is_body());
    is_stranger.then(|| end.and_then(begins).unwrap_or(first))
}

/// Indices of the blocks that begin an article.
///
/// A heading begins one when it stands as high as the page's first heading, or follows the end of an article (a byline, a
/// credit, a closing note); a bare headline also when a dateline opens the text below it, when it is
/// marked as that of a film, and in a collection of news in brief. A text that opens with a
/// dateline of its own begins one without a headline. A jump line from another page does, unless speakers go on below it.
/// A bare headline at the end of an article is its own (columns put it there) unless text follows.
fn article_starts(blocks: &[Block], text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut page = Reader { blocks, text, start: 0, top: None, has_body: false, ended: false, collects: false };
    for i in 0..blocks.len() {
        let begins = page.begins(i);
        if begins {
            page.begin(i);
            starts.push(page.start);
        }
        page.take(i, begins);
    }
    starts
}

/// A page that is read block by block.
struct Reader<'a> {
    blocks: &'a [Block],
    text: &'a str,
    /// The first block of the article at hand.
    start: usize,
    /// The level of the first heading of the page.
    top: Option<u8>,
    /// Whether the article at hand has text.
    has_body: bool,
    /// Whether it has come to its end, as far as its blocks show.
    ended: bool,
    /// Whether it stands in a collection of news in brief.
    collects: bool,
}

impl Reader<'_> {
    fn of(&self, block: &Block) -> &str {
        block.span.of(self.text)
    }

    /// Whether block `i` begins an article.
    fn begins(&mut self, i: usize) -> bool {
        let (block, below) = (&self.blocks[i], &self.blocks[i + 1..]);
        match block.kind {
            BlockKind::Heading(level) => {
                // A page whose headline is no heading may have sections in the middle of its conference.
                let section = self.top.is_none() && !self.ended && speakers_go_on(below, self.text);
                let top = *self.top.get_or_insert(if section { level - 1 } else { level });
                self.has_body && !block.interrupts && (level <= top || self.ended)
            }
            _ if !self.has_body => false,
            BlockKind::Title => {
                let signed = || asks(&self.blocks[self.start..i], self.text) && is_signed_below(below, self.text);
                let heads = |b: &Block| self.ended || self.collects || dateline(self.of(b)).is_some() || signed();
                block::is_marked(self.of(block)) || below.first().is_some_and(|b| b.is_body() && heads(b))
            }
            // Pages that were put one behind the other go on in mid-sentence.
            BlockKind::JumpIn => {
                !block.interrupts && below.iter().any(Block::is_body) && !speakers_go_on(below, self.text)
            }
            // Its headline has begun the article, if it has one.
            BlockKind::Body => block::opens_article(self.of(block)),
            BlockKind::Credit => block::is_paper(self.of(block)),
            _ => false,
        }
    }

    /// Begins an article with block `i` and the headlines above it.
    fn begin(&mut self, i: usize) {
        let is_headline = |b: &Block| matches!(b.kind, BlockKind::Title | BlockKind::Heading(_));
        let above = if is_headline(&self.blocks[i]) || self.blocks[i].kind == BlockKind::JumpIn {
            0
        } else {
            self.blocks[..i].iter().rev().take_while(|b| is_headline(b) && !b.interrupts).count()
        };
        (self.start, self.has_body, self.ended) = (i - above, false, false);
    }

    /// Notes what block `i` shows of the article at hand.
    fn take(&mut self, i: usize, begins: bool) {
        let block = &self.blocks[i];
        match block.kind {
            // The items of a collection stand below its headline, until another one has a mark or a dateline.
            BlockKind::Title | BlockKind::Heading(_) if !self.has_body => {
                let head = self.of(block);
                let dated = self.blocks.get(i + 1).is_some_and(|b| dateline(self.of(b)).is_some());
                self.collects = block::is_collection(head) || self.collects && !block::is_marked(head) && !dated;
            }
            BlockKind::Body => (self.has_body, self.ended) = (true, block::is_signed(self.of(block))),
            BlockKind::Credit if !begins && !block.interrupts => self.ended |= self.has_body,
            BlockKind::Closing => self.ended |= self.has_body,
            _ => {}
        }
    }
}

/// Whether somebody asks in some blocks.
fn asks(blocks: &[Block], text: &str) -> bool {
    block::bodies(blocks, text).any(|body| label::asker_label(body).is_some())
}

/// Whether the text below a headline is signed, and speakers go on behind it: what they say bears no signature.
fn is_signed_below(rest: &[Block], text: &str) -> bool {
    let below: Vec<&str> = rest.iter().take_while(|b| b.is_body()).map(|b| b.span.of(text)).collect();
    let first = below.iter().position(|said| label::asker_label(said).is_some());
    first.is_some_and(|first| below[..first].iter().any(|said| block::is_signed(said)))
}

fn speakers_go_on(rest: &[Block], text: &str) -> bool {
    block::bodies(rest, text).next().is_some_and(|body| label::asker_label(body).is_some())
}

/// What an article is, as far as its page shows.
pub(super) fn describe(blocks: &[Block], text: &str) -> Article {
    let span = blocks.iter().map(|b| b.span).reduce(Span::cover).unwrap_or_default();
    let titles: Vec<Span> = blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Title | BlockKind::Heading(1 | 2)))
        .map(|b| b.span)
        .collect();
    let continued = blocks.iter().take_while(|b| !b.is_body()).any(|b| b.kind == BlockKind::JumpIn);
    // The headline of another paper stands below its name.
    let paper = |b: &Block| b.kind == BlockKind::Credit && block::is_paper(b.span.of(text));
    let original = blocks.windows(2).find(|pair| paper(&pair[0]) && pair[1].kind == BlockKind::Title);
    // Where the text goes on from another page, columns often put the headline below it.
    let below = blocks.last().filter(|b| continued && b.kind == BlockKind::Title);
    let title = below.or(original.map(|pair| &pair[1])).map(|b| b.span).or(titles.first().copied());
    let title = title.map(|t| Span::new(t.start + block::mark(t.of(text)), t.end));
    let host = blocks.iter().take(6).find_map(|b| {
        let name = HOST.captures(b.span.of(text))?.get(2)?;
        Some(Span::new(name.start(), name.end()).moved(b.span.start))
    });
    let kind = kind(blocks, text, &titles[..titles.len().min(3)], title);
    Article { span, title, dateline: dateline_of(blocks, text), kind, continued, host }
}

/// The dateline in front of the text of an article, or what stands for one among its credits.
fn dateline_of(blocks: &[Block], text: &str) -> Option<Span> {
    let body = blocks.iter().find(|b| b.is_body()).map(|b| b.span);
    let dated = body.and_then(|b| Some(Span::new(b.start, b.start + dateline(b.of(text))?)));
    let told = |b: &&Block| DATELINE_CREDIT.is_match(b.span.of(text)) || block::is_issued(b.span.of(text));
    let credits = || blocks.iter().filter(|b| b.kind == BlockKind::Credit);
    dated.or_else(|| credits().find(told).map(|b| b.span))
}

/// What kind of text an article is, by its paragraphs and its first headlines, of which one is its own.
fn kind(blocks: &[Block], text: &str, titles: &[Span], title: Option<Span>) -> ArticleKind {
    // A dateline may stand in a line of its own above it.
    let lead = block::bodies(blocks, text).find(|body| dateline(body) != Some(body.len()));
    let lead = lead.map_or("", |body| head(body, 240));
    let heads = titles.iter().map(|t| t.of(text)).chain([lead]).collect::<Vec<_>>().join("\n");
    let asks = label::has_askers(block::bodies(blocks, text));
    let titled = |pattern: &Regex| title.is_some_and(|t| pattern.is_match(t.of(text)));
    // Few texts hold a word without which an expression matches none.
    let confers =
        || holds(lead, &["记者", "吹风会"]) && CONFERS.is_match(&lead[block::source_named(lead).unwrap_or(0)..]);
    let stated = || title.is_some_and(|t| holds(t.of(text), &["声明", "公报", "宣言", "讲话", "谈话"]));
    let declares =
        || stated() && titled(&STATEMENT) || DECLARES.is_match(lead.split(['。', ';']).next().unwrap_or(lead));
    let briefs = || holds(&heads, &["例行记者会", "发言人"]) && BRIEFING.is_match(&heads);
    match () {
        () if asks && briefs() => ArticleKind::Briefing,
        () if asks || titles.iter().any(|t| CONFERENCE.is_match(t.of(text))) => ArticleKind::PressConference,
        () if titled(&INTERVIEW) || confers() => ArticleKind::PressConference,
        () if declares() && !titled(&TOLD) => ArticleKind::Statement,
        () => ArticleKind::News,
    }
}

/// Whether a text holds one of some words.
fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
