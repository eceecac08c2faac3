//! Paragraphs → sentences, with brackets and quotation marks respected.

use super::block::{self, Block, BlockKind};
use super::{Role, Sentence, picture, turn};
use crate::source::Span;

/// The sentences of a document.
pub(super) struct Sentences {
    pub all: Vec<Sentence>,
    /// Where sentences without an end are cut that are none: bytes of the reading text.
    pub cuts: Vec<usize>,
}

/// Cuts every block into sentences; labels, datelines and bylines stand alone.
pub(super) fn sentences(blocks: &[Block], layout: &turn::Layout, text: &str) -> Sentences {
    let (mut out, mut cuts) = (Vec::new(), Vec::new());
    for (paragraph, (block, place)) in blocks.iter().zip(&layout.places).enumerate() {
        let mut push = |span: Span, role: Role| {
            if !span.of(text).trim().is_empty() {
                out.push(Sentence { span, role, article: place.article, turn: place.turn, paragraph, list: None });
            }
        };
        match block.kind {
            BlockKind::Title | BlockKind::Heading(_) => push(block.span, Role::Title),
            BlockKind::JumpIn | BlockKind::JumpOut | BlockKind::Credit | BlockKind::Closing => {
                push(block.span, Role::Furniture)
            }
            BlockKind::Caption => {
                let end = picture::credit(block.span.of(text)).map_or(block.span.end, |at| block.span.start + at);
                let role = if picture::is_marked(block.span.of(text)) { Role::Furniture } else { Role::Narration };
                cuts.extend(split(Span::new(block.span.start, end), text, |s| push(s, role)));
                push(Span::new(end, block.span.end), Role::Furniture);
            }
            BlockKind::Body => {
                let mut body = block.span;
                if let Some(label) = place.label {
                    push(label, Role::Label);
                    body.start = place.body_start;
                }
                if let Some(end) = place.dateline_end {
                    push(Span::new(body.start, end), Role::Furniture);
                    body.start = end;
                }
                let byline = block::byline(body.of(text)).map(|at| body.start + at);
                let end = byline.unwrap_or(body.end);
                cuts.extend(split(Span::new(body.start, end), text, |s| {
                    let aside = s.start + picture::aside(s.of(text)).unwrap_or(0);
                    push(Span::new(s.start, aside), Role::Furniture);
                    push(Span::new(aside, s.end), place.role);
                }));
                if byline.is_some() {
                    push(Span::new(end, body.end), Role::Furniture);
                }
            }
        }
    }
    Sentences { all: out, cuts }
}

/// A sentence longer than this (bytes) is cut, at the last mark that it holds or line that it has: nobody speaks so, and rules
/// look around within a sentence.
const MAX_SENTENCE: usize = 6000;

/// What a reader should know of cuts, of which the first is in a line of this number.
pub(super) fn told(line: usize, cuts: usize) -> String {
    let places = if cuts == 1 { String::new() } else { format!(" and at {} more places", cuts - 1) };
    format!(
        "a sentence of more than {MAX_SENTENCE} bytes is cut in line {line}{places}, and what stands across a cut is not read; see that sentences end in 。"
    )
}

/// What stands in brackets, or in quotation marks as a word of its sentence (“谁来治理？”这个问题), divides no sentence up
/// to this length (bytes).
const MAX_ASIDE: usize = 240;

/// How a clause ends that says whose words follow.
const SAYS: [&str; 9] = ["说", "称", "道", "问", "表示", "指出", "强调", "认为", "写道"];

/// Where an aside ends that begins at byte `at`, if one does.
fn aside(paragraph: Span, at: usize, text: &str) -> Option<usize> {
    let (before, rest) = (&text[paragraph.start..at], &text[at..paragraph.end]);
    let (open, close) = match rest.chars().next()? {
        '(' => ('(', ')'),
        '“' if !before.is_empty()
            && !before.ends_with([',', ':', ';', '。', '!', '?', '”', '—'])
            && !SAYS.iter().any(|w| before.ends_with(w)) =>
        {
            ('“', '”')
        }
        _ => return None,
    };
    let near = &rest[open.len_utf8()..rest.floor_char_boundary(MAX_ASIDE)];
    let end = near.find([open, close]).filter(|&i| near[i..].starts_with(close))?;
    Some(at + open.len_utf8() + end)
}

/// Sentence ends: 。！？ and the closing quotes and brackets behind them. Gives where it cuts what is too long.
fn split(span: Span, text: &str, mut each: impl FnMut(Span)) -> Vec<usize> {
    let (mut start, mut cuts) = (span.start, Vec::new());
    let (mut closing, mut mark, mut aside_end) = (false, Mark::default(), span.start);
    for (i, c) in span.of(text).char_indices() {
        let at = span.start + i;
        if matches!(c, '(' | '“') && !closing && at >= aside_end {
            aside_end = aside(Span::new(start, span.end), at, text).unwrap_or(aside_end);
        }
        match c {
            _ if at < aside_end => {}
            '。' | '!' | '?' => closing = true,
            '”' | '’' | ')' | '》' if closing => {}
            _ if closing => {
                each(Span::new(start, at));
                (start, closing, mark) = (at, false, Mark::default());
            }
            _ => mark.see(c, at + c.len_utf8()),
        }
        if at - start > MAX_SENTENCE {
            let cut = std::mem::take(&mut mark).best().unwrap_or(at);
            each(Span::new(start, cut));
            cuts.push(cut);
            start = cut;
        }
    }
    if start < span.end {
        each(Span::new(start, span.end));
    }
    cuts
}

/// The marks of a sentence at which it may be cut: where the last of each kind ends.
#[derive(Default)]
struct Mark {
    comma: Option<usize>,
    /// Any other: a colon, a dash, what closes a quotation or a bracket, a space.
    other: Option<usize>,
}

impl Mark {
    fn see(&mut self, c: char, end: usize) {
        match c {
            ',' | ';' | '、' => self.comma = Some(end),
            ':' | '…' | '—' | '”' | '’' | ')' | '》' | '\t' | ' ' => self.other = Some(end),
            _ => {}
        }
    }

    fn best(self) -> Option<usize> {
        self.comma.or(self.other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        _ = split(Span::new(0, text.len()), text, |s| out.push(s.of(text)));
        out
    }

    #[test]
    fn marks_behind_the_end_belong_to_the_sentence() {
        assert_eq!(cut("甲说:“来了。”乙走了!(完)"), ["甲说:“来了。”", "乙走了!", "(完)"]);
    }

    #[test]
    fn an_aside_divides_no_sentence() {
        assert_eq!(cut("要回答“谁来治理?”这个问题。这是二。"), ["要回答“谁来治理?”这个问题。", "这是二。"]);
        assert_eq!(cut("会上(由甲主持。)双方签字。"), ["会上(由甲主持。)双方签字。"]);
        assert_eq!(cut("题为“何去何从?”的文章。"), ["题为“何去何从?”的文章。"]);
    }

    #[test]
    fn a_sentence_without_end_is_cut_at_a_mark() {
        let clause = "中方愿同挪方合作".repeat(100);
        for mark in [",", ":", "”", " "] {
            let text = [clause.as_str(), mark].concat().repeat(4);
            assert!(cut(&text).iter().all(|s| s.ends_with(mark)), "{mark}");
        }
        let text = clause.repeat(4);
        assert_eq!(split(Span::new(0, text.len()), &text, |_| ()).len(), text.len() / MAX_SENTENCE);
    }

    #[test]
    fn what_somebody_says_is_cut_at_its_own_ends() {
        assert_eq!(cut("甲说“可以。再谈。”乙同意。"), ["甲说“可以。", "再谈。”", "乙同意。"]);
        assert_eq!(cut("题为“没有下文?很长".repeat(40).as_str()).len(), 41);
    }
}
