//! Blocks → articles and turns: where a stranger's article begins, who asks, who answers.

use super::Role;
use super::block::{self, Block, BlockKind, dateline};
use super::torn;
use crate::source::Span;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What kind of text an article is, as far as its page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleKind {
    /// Journalists ask, one person answers.
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

/// A question and its answer. All spans are bytes of the reading text.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    /// Index into the document's articles.
    pub article: usize,
    /// The asker's label.
    pub asker: Option<Span>,
    /// The question, a span for each paragraph.
    pub question: Vec<Span>,
    /// The answerer's label, or the person named in the title where the label is 答.
    pub answerer: Option<Span>,
    /// The answer, a span for each paragraph.
    pub answer: Vec<Span>,
}

/// Where one block belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub article: usize,
    pub turn: Option<usize>,
    pub role: Role,
    pub label: Option<Span>,
    pub body_start: usize,
    pub dateline_end: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Layout {
    pub articles: Vec<Article>,
    pub turns: Vec<Turn>,
    pub places: Vec<Place>,
}

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a pattern of this file"));
    };
}

pattern!(DATELINE_CREDIT, r"^\((新华社|本报|中新社)[^()]{0,10}\d{1,2}月\d{1,2}日(电|讯)\)$");
pattern!(
    HOST,
    r"(发言人|部长|外长|总理|国务委员|主席|大使|司长|主任)(\p{Han}{2,3}?)(主持|就|答|出席|举行|回答|在|的谈话|接受)"
);
pattern!(CONFERENCE, r"记者会|答(中外)?记者|回答了?(中外)?记者|记者招待会|吹风会");
pattern!(INTERVIEW, r"接受[^,。]{0,16}(采访|专访)|专访");
pattern!(BRIEFING, r"例行记者会|发言人[^。!?,]{1,24}?(主持|答记者)");
pattern!(LEAD, r"主持.{0,6}(记者会|发布会|吹风会)|答记者问|记者会(上|在)|回答了?(中外)?记者|^(时间|地点|来源)");
pattern!(STATEMENT, r"声明|公报|宣言|(讲话|谈话)(全文)?(\(|$)");
pattern!(SPEECH_TOLD, r"(发表|作|并)[^,。]{0,6}讲话");

/// Assigns every block to its article and turn.
pub(super) fn layout(blocks: &[Block], text: &str) -> Layout {
    let starts = article_starts(blocks, text);
    let mut layout = Layout::default();
    for (article, range) in starts.iter().zip(starts.iter().skip(1).chain([&blocks.len()])).enumerate() {
        let blocks = &blocks[*range.0..*range.1];
        let described = describe(blocks, text);
        let (first_turn, first_place) = (layout.turns.len(), layout.places.len());
        Turns::new(article, &described, blocks, text).run(&mut layout);
        torn::separate(&mut layout, first_turn, first_place, text);
        layout.articles.push(described);
    }
    layout
}

/// Indices of the blocks that begin an article.
///
/// A heading begins one when it stands as high as the page's first heading, or follows the end of an article (a byline, a
/// credit, a closing note); a bare headline also when a dateline opens the text below it. A text that opens with a
/// dateline of its own begins one without a headline. A jump line from another page does, unless speakers go on below it.
/// A bare headline at the end of an article is its own (columns put it there) unless text follows.
fn article_starts(blocks: &[Block], text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut top = None;
    let (mut has_body, mut ended) = (false, false);
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
                has_body && text_below.is_some_and(|b| ended || dateline(b.span.of(text)).is_some())
            }
            BlockKind::JumpIn => {
                let below = &blocks[i + 1..];
                has_body && below.iter().any(|b| b.kind == BlockKind::Body) && !speakers_go_on(below, text)
            }
            // Its headline has begun the article, if it has one.
            BlockKind::Body => has_body && block::opens_article(block.span.of(text)),
            _ => false,
        };
        if begins {
            let heads = |b: &&Block| matches!(b.kind, BlockKind::Title | BlockKind::Heading(_)) && !b.interrupts;
            let above =
                if block.kind == BlockKind::Body { blocks[..i].iter().rev().take_while(heads).count() } else { 0 };
            starts.push(i - above);
            (has_body, ended) = (false, false);
        }
        match block.kind {
            BlockKind::Body => {
                has_body = true;
                ended = block::is_signed(block.span.of(text));
            }
            BlockKind::Credit | BlockKind::Closing => ended |= has_body,
            _ => {}
        }
    }
    starts
}

fn speakers_go_on(rest: &[Block], text: &str) -> bool {
    rest.iter().find(|b| b.kind == BlockKind::Body).is_some_and(|b| block::asker_label(b.span.of(text)).is_some())
}

fn describe(blocks: &[Block], text: &str) -> Article {
    let span = blocks.iter().map(|b| b.span).reduce(Span::cover).unwrap_or_default();
    let titles: Vec<Span> = blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Title | BlockKind::Heading(1 | 2)))
        .map(|b| b.span)
        .collect();
    let continued = blocks.iter().take_while(|b| b.kind != BlockKind::Body).any(|b| b.kind == BlockKind::JumpIn);
    // Where the text goes on from another page, columns often put the headline below it.
    let below = blocks.last().filter(|b| continued && b.kind == BlockKind::Title).map(|b| b.span);
    let title = below.or(titles.first().copied());
    let body = blocks.iter().find(|b| b.kind == BlockKind::Body).map(|b| b.span);
    let lead = body.map_or("", |s| head(s.of(text), 240));
    let dateline = body.and_then(|b| Some(Span::new(b.start, b.start + dateline(b.of(text))?))).or_else(|| {
        let told = |b: &&Block| DATELINE_CREDIT.is_match(b.span.of(text)) || block::is_issued(b.span.of(text));
        blocks.iter().filter(|b| b.kind == BlockKind::Credit).find(told).map(|b| b.span)
    });
    let heads: String = titles.iter().take(3).map(|t| t.of(text)).chain([lead]).collect::<Vec<_>>().join("\n");
    let asks = blocks.iter().any(|b| b.kind == BlockKind::Body && block::asker_label(b.span.of(text)).is_some());
    let titled = |pattern: &Regex| title.is_some_and(|t| pattern.is_match(t.of(text)));
    let kind = match () {
        () if BRIEFING.is_match(&heads) && asks => ArticleKind::Briefing,
        () if asks || CONFERENCE.is_match(&heads) => ArticleKind::PressConference,
        () if titled(&INTERVIEW) => ArticleKind::PressConference,
        () if titled(&STATEMENT) && !titled(&SPEECH_TOLD) => ArticleKind::Statement,
        () => ArticleKind::News,
    };
    let host = blocks.iter().take(6).find_map(|b| {
        let name = HOST.captures(b.span.of(text))?.get(2)?;
        Some(Span::new(b.span.start + name.start(), b.span.start + name.end()))
    });
    Article { span, title, dateline, kind, continued, host }
}

fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The labels of one article, read paragraph by paragraph.
struct Turns<'a> {
    article: usize,
    described: &'a Article,
    blocks: &'a [Block],
    text: &'a str,
    /// Labels that stand for a person who answers.
    answerers: HashSet<&'a str>,
    conference: bool,
}

/// Words in front of a colon that name no speaker.
const NO_SPEAKER: [&str; 18] = [
    "一是",
    "二是",
    "三是",
    "四是",
    "五是",
    "第一",
    "第二",
    "第三",
    "首先",
    "其次",
    "最后",
    "来源",
    "时间",
    "如下",
    "本台消息",
    "本报消息",
    "本报讯",
    "最新消息",
];

impl<'a> Turns<'a> {
    fn new(article: usize, described: &'a Article, blocks: &'a [Block], text: &'a str) -> Self {
        let bodies = || blocks.iter().filter(|b| b.kind == BlockKind::Body).map(|b| b.span.of(text));
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for label in bodies().filter(|t| block::asker_label(t).is_none()).filter_map(block::label) {
            *counts.entry(label).or_default() += 1;
        }
        let asks = bodies().any(|t| block::asker_label(t).is_some());
        let follows_question: HashSet<&str> = pairs_after_askers(bodies());
        let answerers = counts
            .iter()
            .filter(|(label, count)| is_name(label) && (**count > 1 || asks && follows_question.contains(**label)))
            .map(|(label, _)| *label)
            .collect();
        Turns { article, described, blocks, text, answerers, conference: asks }
    }

    fn run(&self, layout: &mut Layout) {
        let mut turn: Option<usize> = None;
        let mut role = Role::Narration;
        if self.conference && self.described.continued && !self.has_lead() {
            // The tail of an answer that began on another page: its question is not in the file.
            turn = Some(self.open(layout, Turn { answerer: self.host(), ..Turn::default() }));
            role = Role::Answer;
        }
        for block in self.blocks {
            let mut place = Place {
                article: self.article,
                turn,
                role,
                label: None,
                body_start: block.span.start,
                dateline_end: None,
            };
            if block.kind != BlockKind::Body {
                (place.turn, place.role) = (None, Role::Furniture);
                layout.places.push(place);
                continue;
            }
            let body = block.span.of(self.text);
            if let Some(label) = self.label(body) {
                let span = Span::new(block.span.start, block.span.start + label.len());
                place.body_start = span.end + 1;
                place.label = Some(span);
                role = if block::asker_label(body).is_some() { Role::Question } else { Role::Answer };
                turn = Some(self.turn_for(layout, turn, role, span));
            } else if role == Role::Question && self.is_torn(layout, turn, body) {
                role = Role::Answer;
                turn = Some(self.open(layout, Turn { answerer: self.host(), ..Turn::default() }));
            } else if role == Role::Narration && self.is_opening(body) {
                role = Role::Answer;
                turn = Some(self.open(layout, Turn { answerer: self.described.host, ..Turn::default() }));
            } else if role == Role::Narration {
                place.dateline_end = dateline(body).map(|n| block.span.start + n);
            }
            (place.turn, place.role) = (turn, role);
            if let Some(turn) = turn.map(|t| &mut layout.turns[t]) {
                let said = Span::new(place.body_start, block.span.end);
                if role == Role::Question { turn.question.push(said) } else { turn.answer.push(said) }
            }
            layout.places.push(place);
        }
    }

    /// The speaker's label of a paragraph.
    fn label(&self, body: &'a str) -> Option<&'a str> {
        block::asker_label(body).or_else(|| {
            let label = block::label(body)?;
            let answers = matches!(label, "答" | "A") || self.answerers.contains(label);
            (answers && (self.conference || self.answerers.len() < 3)).then_some(label)
        })
    }

    /// A question goes on with its answer; everything else opens a turn.
    fn turn_for(&self, layout: &mut Layout, current: Option<usize>, role: Role, label: Span) -> usize {
        if role == Role::Question {
            return self.open(layout, Turn { asker: Some(label), ..Turn::default() });
        }
        let generic = matches!(label.of(self.text), "答" | "A");
        let answerer = if generic { self.described.host.or(Some(label)) } else { Some(label) };
        match current.filter(|&t| layout.turns[t].asker.is_some() && layout.turns[t].answer.is_empty()) {
            Some(t) => {
                layout.turns[t].answerer = answerer;
                t
            }
            None => self.open(layout, Turn { answerer, ..Turn::default() }),
        }
    }

    fn open(&self, layout: &mut Layout, turn: Turn) -> usize {
        layout.turns.push(Turn { article: self.article, ..turn });
        layout.turns.len() - 1
    }

    /// What a spokesperson announces before the first question of a briefing. A lead tells of the briefing itself.
    fn is_opening(&self, body: &str) -> bool {
        self.described.kind == ArticleKind::Briefing
            && self.described.host.is_some()
            && dateline(body).is_none()
            && !LEAD.is_match(body)
    }

    /// A paragraph without a label behind a finished question is a piece of some answer that the columns tore off.
    fn is_torn(&self, layout: &Layout, turn: Option<usize>, body: &str) -> bool {
        let asked =
            turn.and_then(|t| layout.turns[t].question.last()).is_some_and(|q| q.of(self.text).ends_with(['?', '。']));
        // The same words in another language stand below the question, not in its place.
        let chinese = body.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        asked && chinese && !body.ends_with('?') && !self.answerers.is_empty()
    }

    fn has_lead(&self) -> bool {
        self.described.dateline.is_some_and(|d| d.start == self.first_body())
    }

    fn first_body(&self) -> usize {
        self.blocks.iter().find(|b| b.kind == BlockKind::Body).map_or(0, |b| b.span.start)
    }

    /// The one person whose answers the article holds.
    fn host(&self) -> Option<Span> {
        let named = self.blocks.iter().filter(|b| b.kind == BlockKind::Body).find_map(|b| {
            let label = block::label(b.span.of(self.text)).filter(|l| self.answerers.contains(l))?;
            Some(Span::new(b.span.start, b.span.start + label.len()))
        });
        named.or(self.described.host)
    }
}

/// Labels that stand directly behind an asker's paragraphs.
fn pairs_after_askers<'t>(bodies: impl Iterator<Item = &'t str>) -> HashSet<&'t str> {
    let mut asked = false;
    let mut found = HashSet::new();
    for text in bodies {
        if block::asker_label(text).is_some() {
            asked = true;
        } else if let Some(label) = block::label(text).filter(|_| asked) {
            found.insert(label);
            asked = false;
        }
    }
    found
}

/// Whether a label can be a person's: short, Chinese or with a middle dot, and none of the words that enumerate.
fn is_name(label: &str) -> bool {
    let length = label.chars().count();
    (2..=16).contains(&length)
        && !NO_SPEAKER.contains(&label)
        && label.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '·')
}
