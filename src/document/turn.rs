//! Blocks → turns: who asks, who answers, and what nobody in particular says.

use super::Role;
use super::article::{self, Article, ArticleKind, describe};
use super::block::{self, Block, dateline};
use super::label;
use super::torn;
use crate::source::{Span, is_han};
use std::collections::{HashMap, HashSet};

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

// A question with a number behind an answer: 二、…？
pattern!(NUMBERED, opens "二三四五六", r"^[二三四五六]、[^\n]{4,200}\?$");
pattern!(
    NOTICE,
    r"^[^。!?]{0,40}记者会[^。!?]{0,24}(休会|暂停|恢复)|例行记者会[^。!?]{0,24}(休会|暂停|恢复)|(暂停|恢复)[^。!?]{0,8}例行记者会|发言人办公室将?照常"
);
pattern!(LEAD, r"主持.{0,6}(记者会|发布会|吹风会)|答记者问|记者会(上|在)|回答了?(中外)?记者|^(时间|地点|来源)");

// A report tells who has answered: 毛宁说，….
pattern!(TOLD, r"^\p{Han}[^,。:;?!“”]{1,24}(说|表示|指出|强调|称|介绍|回应|回答|答道|透露|重申)[^,。:;?!“”]{0,4}[,:]");

/// Who speaks most of a text in which nobody asks has at least this part of it behind his label.
const PART: usize = 3;

/// Assigns every block to its article and turn.
pub(super) fn layout(blocks: &[Block], text: &str) -> Layout {
    let starts = article::starts(blocks, text);
    let mut layout = Layout::default();
    for (article, start) in starts.iter().enumerate() {
        let blocks = &blocks[start.block..starts.get(article + 1).map_or(blocks.len(), |next| next.block)];
        let whole = start.resumes.map(|whole| &layout.articles[whole]);
        let described = whole.map_or_else(|| describe(blocks, text), |whole| whole.resumed(blocks));
        let (first_turn, first_place) = (layout.turns.len(), layout.places.len());
        Turns::new(article, &described, blocks, text).run(&mut layout);
        torn::separate(&mut layout, first_turn, first_place, text);
        layout.articles.push(described);
    }
    layout
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

impl<'a> Turns<'a> {
    fn new(article: usize, described: &'a Article, blocks: &'a [Block], text: &'a str) -> Self {
        let bodies = || block::bodies(blocks, text);
        let conference = label::has_askers(bodies());
        // Without an asker X：“…” only says whose words are quoted.
        let labelled = || bodies().filter(|t| conference || !label::is_quoted(t) && label::bracketed(t).is_none());
        // How often a label stands, and how much text with it.
        let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
        for (body, label) in labelled().filter_map(|t| Some((t, label::label(t)?))) {
            let asks = label::asker_label(body).is_some() || conference && label::is_outlet(label);
            if !asks && label::is_name(label) {
                let (count, length) = counts.entry(label).or_default();
                (*count, *length) = (*count + 1, *length + body.len());
            }
        }
        let after_askers = label::after_askers(bodies());
        let several = counts.values().filter(|(count, _)| *count > 1).count() > 1;
        let total: usize = bodies().map(str::len).sum();
        let answers = |label: &str, count: usize, length: usize| match conference {
            true => count > 1 || after_askers.contains(label),
            // Nobody asks: people take turns, or one speaks most of the time.
            false => count > 1 && (several || length * PART > total),
        };
        let answerers = counts.iter().filter(|(label, (count, length))| answers(label, *count, *length));
        let answerers = answerers.map(|(label, _)| *label).collect();
        Turns { article, described, blocks, text, answerers, conference }
    }

    fn run(&self, layout: &mut Layout) {
        let (mut turn, mut role) = (None, Role::Narration);
        if self.conference && self.described.continued && !self.has_lead() && !self.opens_with_label() {
            // The tail of an answer that began on another page: its question is not in the file.
            turn = Some(self.open(layout, Turn { answerer: self.host(), ..Turn::default() }));
            role = Role::Answer;
        }
        for block in self.blocks {
            let (article, body_start) = (self.article, block.span.start);
            let furniture = Role::Furniture;
            let mut place = Place { article, turn: None, role: furniture, label: None, body_start, dateline_end: None };
            if block.is_body() {
                let (body, above) = (block.span.of(self.text), role);
                if let Some(label) = self.label(body) {
                    let (span, words) = label::place(body, label);
                    (place.label, place.body_start) = (Some(span.moved(body_start)), body_start + words);
                }
                (turn, role) = self.next(layout, (turn, role), body, place.label);
                if (above, role) == (Role::Narration, Role::Narration) {
                    place.dateline_end = block::source_named(body).map(|n| body_start + n);
                }
                (place.turn, place.role) = (turn, role);
                if let Some(turn) = turn.map(|t| &mut layout.turns[t]) {
                    let said = Span::new(place.body_start, block.span.end);
                    if role == Role::Question { turn.question.push(said) } else { turn.answer.push(said) }
                }
            }
            layout.places.push(place);
        }
    }

    /// The turn and role of a paragraph behind one of these. Opens the turns that begin with it.
    fn next(
        &self,
        layout: &mut Layout,
        (turn, role): (Option<usize>, Role),
        body: &str,
        label: Option<Span>,
    ) -> (Option<usize>, Role) {
        if let Some(label) = label {
            let role = if self.asks(body) { Role::Question } else { Role::Answer };
            return (Some(self.turn_for(layout, turn, role, label)), role);
        }
        if let Some(asker) = self.asks_further(layout, turn, role, body) {
            return (Some(self.open(layout, Turn { asker: Some(asker), ..Turn::default() })), Role::Question);
        }
        let answerer = match role {
            Role::Answer if self.is_notice(body) => turn.and_then(|t| layout.turns[t].answerer),
            Role::Question if self.is_told(layout, turn, body) => return (None, Role::Narration),
            Role::Question if self.is_torn(layout, turn, body) => self.host(),
            Role::Narration if self.is_opening(body) => self.described.host,
            _ => return (turn, role),
        };
        (Some(self.open(layout, Turn { answerer, ..Turn::default() })), Role::Answer)
    }

    /// The speaker's label of a paragraph.
    fn label(&self, body: &'a str) -> Option<&'a str> {
        label::asker_label(body).filter(|_| self.conference).or_else(|| {
            let label = label::label(body)?;
            let quoted = !self.conference && label::is_quoted(body);
            let answers = label::is_answer(label) || self.answerers.contains(label) && !quoted;
            let known = answers && (self.conference || self.answerers.len() < 3);
            (known || self.asks(body)).then_some(label)
        })
    }

    /// Whether a paragraph begins with who asks; where others ask, the bare name of an outlet does.
    fn asks(&self, body: &str) -> bool {
        let outlet = |label: &str| label::is_outlet(label) && !self.answerers.contains(label);
        self.conference && (label::asker_label(body).is_some() || label::label(body).is_some_and(outlet))
    }

    /// Who asks on behind an answer: the first question had the number 一, and this one has the next.
    fn asks_further(&self, layout: &Layout, turn: Option<usize>, role: Role, body: &str) -> Option<Span> {
        let turn = &layout.turns[turn.filter(|_| role == Role::Answer && NUMBERED.is_match(body))?];
        let first = turn.question.first()?.of(self.text);
        turn.asker.filter(|_| first.starts_with(['一', '二', '三', '四', '五']))
    }

    /// What a spokesperson announces behind the last answer of a briefing.
    fn is_notice(&self, body: &str) -> bool {
        self.described.kind == ArticleKind::Briefing && NOTICE.is_match(body)
    }

    /// A question goes on with its answer; everything else opens a turn.
    fn turn_for(&self, layout: &mut Layout, current: Option<usize>, role: Role, label: Span) -> usize {
        if role == Role::Question {
            return self.open(layout, Turn { asker: Some(label), ..Turn::default() });
        }
        let generic = label::answers_without_name(label.of(self.text));
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

    /// A paragraph behind a finished question that tells who has answered: no transcript goes on, but a report.
    fn is_told(&self, layout: &Layout, turn: Option<usize>, body: &str) -> bool {
        let question = turn.and_then(|t| layout.turns[t].question.last());
        question.is_some_and(|q| q.of(self.text).ends_with('?')) && !body.ends_with('?') && TOLD.is_match(body)
    }

    /// A paragraph without a label behind a finished question is a piece of some answer that the columns tore off.
    fn is_torn(&self, layout: &Layout, turn: Option<usize>, body: &str) -> bool {
        let asked =
            turn.and_then(|t| layout.turns[t].question.last()).is_some_and(|q| q.of(self.text).ends_with(['?', '。']));
        // The same words in another language stand below the question, not in its place.
        asked && body.contains(is_han) && !body.ends_with('?') && !self.answerers.is_empty()
    }

    fn has_lead(&self) -> bool {
        self.described.dateline.is_some_and(|d| d.start == self.first_body())
    }

    fn opens_with_label(&self) -> bool {
        block::bodies(self.blocks, self.text).next().is_some_and(|body| self.label(body).is_some())
    }

    fn first_body(&self) -> usize {
        self.blocks.iter().find(|b| b.is_body()).map_or(0, |b| b.span.start)
    }

    /// The one person whose answers the article holds.
    fn host(&self) -> Option<Span> {
        let named = self.blocks.iter().filter(|b| b.is_body()).find_map(|b| {
            let label = label::label(b.span.of(self.text)).filter(|l| self.answerers.contains(l))?;
            Some(label::place(b.span.of(self.text), label).0.moved(b.span.start))
        });
        named.or(self.described.host)
    }
}
