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
    let bodies = || blocks.iter().filter(|b| b.kind == BlockKind::Body).map(|b| b.span.of(text));
    if !asks(blocks, text) {
        return HashSet::new();
    }
    let answers = label::after_askers(bodies());
    if answers.is_empty() { HashSet::new() } else { bodies().filter_map(label::asker_label).chain(answers).collect() }
}

/// The first block of an article from which an earlier conference goes on: one of its speakers has the word there, or the
/// stranger's article has ended above. An article that itself tells of a conference is no stranger's.
fn resumes(blocks: &[Block], text: &str, speakers: &HashSet<&str>) -> Option<usize> {
    let speaks = |b: &Block| {
        let said = b.span.of(text);
        b.kind == BlockKind::Body
            && label::label(said).or_else(|| label::asker_label(said)).is_some_and(|label| speakers.contains(label))
    };
    let first = blocks.iter().position(speaks)?;
    let above = &blocks[..first];
    let is_body = |b: &&Block| b.kind == BlockKind::Body;
    let told = above.iter().filter(|b| b.kind != BlockKind::JumpIn).map(|b| head(b.span.of(text), 240));
    let is_stranger = above.iter().any(|b| is_body(&b)) && !told.clone().any(|told| TELLS.is_match(told));
    let end = above.iter().rposition(|b| b.kind == BlockKind::Body && block::is_signed(b.span.of(text)));
    let begins = |end: usize| (end + 1..=first).find(|i| blocks[*i].kind == BlockKind::Body);
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
    let mut top = None;
    let (mut has_body, mut ended, mut collects) = (false, false, false);
    for (i, block) in blocks.iter().enumerate() {
        let begins = match block.kind {
            BlockKind::Heading(level) => {
                // A page whose headline is no heading may have sections in the middle of its conference.
                let section = top.is_none() && !ended && speakers_go_on(&blocks[i + 1..], text);
                let first = *top.get_or_insert(if section { level - 1 } else { level });
                has_body && !block.interrupts && (level <= first || ended)
            }
            BlockKind::Title => {
                let text_below = blocks.get(i + 1).filter(|b| b.kind == BlockKind::Body);
                let marked = block::is_marked(block.span.of(text));
                let own = starts.last().copied().unwrap_or(0);
                let signed = || asks(&blocks[own..i], text) && is_signed_below(&blocks[i + 1..], text);
                let heads = |b: &Block| ended || collects || dateline(b.span.of(text)).is_some() || signed();
                has_body && (marked || text_below.is_some_and(heads))
            }
            BlockKind::JumpIn => {
                let below = &blocks[i + 1..];
                // Pages that were put one behind the other go on in mid-sentence.
                has_body
                    && !block.interrupts
                    && below.iter().any(|b| b.kind == BlockKind::Body)
                    && !speakers_go_on(below, text)
            }
            // Its headline has begun the article, if it has one.
            BlockKind::Body => has_body && block::opens_article(block.span.of(text)),
            BlockKind::Credit => has_body && block::is_paper(block.span.of(text)),
            _ => false,
        };
        if begins {
            let heads = |b: &&Block| matches!(b.kind, BlockKind::Title | BlockKind::Heading(_)) && !b.interrupts;
            let is_headline = matches!(block.kind, BlockKind::Title | BlockKind::Heading(_) | BlockKind::JumpIn);
            let above = if is_headline { 0 } else { blocks[..i].iter().rev().take_while(heads).count() };
            starts.push(i - above);
            (has_body, ended) = (false, false);
        }
        match block.kind {
            // The items of a collection stand below its headline, until another one has a mark or a dateline.
            BlockKind::Title | BlockKind::Heading(_) if !has_body => {
                let head = block.span.of(text);
                let dated = blocks.get(i + 1).is_some_and(|b| dateline(b.span.of(text)).is_some());
                collects = block::is_collection(head) || collects && !block::is_marked(head) && !dated;
            }
            BlockKind::Body => {
                has_body = true;
                ended = block::is_signed(block.span.of(text));
            }
            BlockKind::Credit if !begins && !block.interrupts => ended |= has_body,
            BlockKind::Closing => ended |= has_body,
            _ => {}
        }
    }
    starts
}

/// Whether somebody asks in some blocks.
fn asks(blocks: &[Block], text: &str) -> bool {
    blocks.iter().any(|b| b.kind == BlockKind::Body && label::asker_label(b.span.of(text)).is_some())
}

/// Whether the text below a headline is signed, and speakers go on behind it: what they say bears no signature.
fn is_signed_below(rest: &[Block], text: &str) -> bool {
    let below: Vec<&str> = rest.iter().take_while(|b| b.kind == BlockKind::Body).map(|b| b.span.of(text)).collect();
    let first = below.iter().position(|said| label::asker_label(said).is_some());
    first.is_some_and(|first| below[..first].iter().any(|said| block::is_signed(said)))
}

fn speakers_go_on(rest: &[Block], text: &str) -> bool {
    rest.iter().find(|b| b.kind == BlockKind::Body).is_some_and(|b| label::asker_label(b.span.of(text)).is_some())
}

/// What an article is, as far as its page shows.
pub(super) fn describe(blocks: &[Block], text: &str) -> Article {
    let span = blocks.iter().map(|b| b.span).reduce(Span::cover).unwrap_or_default();
    let titles: Vec<Span> = blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Title | BlockKind::Heading(1 | 2)))
        .map(|b| b.span)
        .collect();
    let continued = blocks.iter().take_while(|b| b.kind != BlockKind::Body).any(|b| b.kind == BlockKind::JumpIn);
    // The headline of another paper stands below its name.
    let paper = |b: &Block| b.kind == BlockKind::Credit && block::is_paper(b.span.of(text));
    let original = blocks.windows(2).find(|pair| paper(&pair[0]) && pair[1].kind == BlockKind::Title);
    let original = original.map(|pair| pair[1].span);
    // Where the text goes on from another page, columns often put the headline below it.
    let below = blocks.last().filter(|b| continued && b.kind == BlockKind::Title).map(|b| b.span);
    let title = below.or(original).or(titles.first().copied());
    let title = title.map(|t| Span::new(t.start + block::mark(t.of(text)), t.end));
    let body = blocks.iter().find(|b| b.kind == BlockKind::Body).map(|b| b.span);
    // A dateline may stand in a line of its own above it.
    let opens = |b: &&Block| b.kind == BlockKind::Body && dateline(b.span.of(text)) != Some(b.span.len());
    let lead = blocks.iter().find(opens).map_or("", |b| head(b.span.of(text), 240));
    let dateline = body.and_then(|b| Some(Span::new(b.start, b.start + dateline(b.of(text))?))).or_else(|| {
        let told = |b: &&Block| DATELINE_CREDIT.is_match(b.span.of(text)) || block::is_issued(b.span.of(text));
        blocks.iter().filter(|b| b.kind == BlockKind::Credit).find(told).map(|b| b.span)
    });
    let heads: String = titles.iter().take(3).map(|t| t.of(text)).chain([lead]).collect::<Vec<_>>().join("\n");
    let asks = label::has_askers(blocks.iter().filter(|b| b.kind == BlockKind::Body).map(|b| b.span.of(text)));
    let titled = |pattern: &Regex| title.is_some_and(|t| pattern.is_match(t.of(text)));
    // Few texts hold a word without which an expression matches none.
    let confers =
        || holds(lead, &["记者", "吹风会"]) && CONFERS.is_match(&lead[block::source_named(lead).unwrap_or(0)..]);
    let stated = || title.is_some_and(|t| holds(t.of(text), &["声明", "公报", "宣言", "讲话", "谈话"]));
    let declares =
        || stated() && titled(&STATEMENT) || DECLARES.is_match(lead.split(['。', ';']).next().unwrap_or(lead));
    let briefs = || holds(&heads, &["例行记者会", "发言人"]) && BRIEFING.is_match(&heads);
    let kind = match () {
        () if asks && briefs() => ArticleKind::Briefing,
        () if asks || titles.iter().take(3).any(|t| CONFERENCE.is_match(t.of(text))) => ArticleKind::PressConference,
        () if titled(&INTERVIEW) || confers() => ArticleKind::PressConference,
        () if declares() && !titled(&TOLD) => ArticleKind::Statement,
        () => ArticleKind::News,
    };
    let host = blocks.iter().take(6).find_map(|b| {
        let name = HOST.captures(b.span.of(text))?.get(2)?;
        Some(Span::new(b.span.start + name.start(), b.span.start + name.end()))
    });
    Article { span, title, dateline, kind, continued, host }
}

/// Whether a text holds one of some words.
fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
