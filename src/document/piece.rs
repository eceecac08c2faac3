//! A long document in pieces, so that what is found in it need not be held all at once.
//!
//! A piece is a document of its own: whole articles, with their turns and sentences. Names and short forms that a text
//! introduces hold in their piece, so nothing that one document of press text holds is ever torn: only a file as long as
//! a book is read in pieces, and it holds strangers. An article as long as that is cut between turns or paragraphs; one
//! without either, between sentences.

use super::block::Block;
use super::{Article, Document, Quotation, Role, Sentence, Turn};
use crate::source::Span;
use std::ops::Range;

/// A piece is no shorter than this (bytes of the reading text), unless the document is.
const LEAST: usize = 512 << 10;

/// From here on a piece ends within an article, between turns or paragraphs.
const LONG: usize = 2 << 20;

/// From here on a piece ends with any sentence.
const LONGEST: usize = 4 << 20;

/// The first sentence of every piece behind the first one.
pub(super) fn cuts(sentences: &[Sentence], blocks: &[Block]) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut start = 0;
    let mut last_turn = None;
    for (i, pair) in sentences.windows(2).enumerate() {
        let (before, here) = (pair[0], pair[1]);
        last_turn = last_turn.max(before.turn);
        // What was moved behind a paragraph stands in the middle of it in the original.
        let is_clear = before.paragraph != here.paragraph && !blocks[here.paragraph].interrupts;
        let opens = here.turn > last_turn || here.role == Role::Narration;
        let may_end = match here.span.start - start {
            LONGEST.. => true,
            LONG.. => is_clear && (opens || before.article != here.article),
            LEAST.. => is_clear && before.article != here.article,
            _ => false,
        };
        if may_end {
            cuts.push(i + 1);
            start = here.span.start;
        }
    }
    cuts
}

impl Document {
    /// In how many pieces it is to be read; one, unless it is very long.
    pub fn pieces(&self) -> usize {
        self.cuts.len() + 1
    }

    /// A piece as a document, and where its reading text begins in the whole one.
    pub fn piece(&self, number: usize) -> (Document, usize) {
        let last = self.cuts.get(number).copied().unwrap_or(self.sentences.len());
        let first = number.checked_sub(1).map_or(0, |before| self.cuts[before]);
        let begin = |sentence: usize| self.sentences.get(sentence).map_or(self.text.len(), |s| s.span.start);
        let span = Span::new(if first == 0 { 0 } else { begin(first) }, begin(last));
        (self.cut(first..last, Cut { span }), span.start)
    }

    fn cut(&self, sentences: Range<usize>, cut: Cut) -> Document {
        let first = sentences.start;
        let sentences = &self.sentences[sentences];
        let articles = bounds(sentences.iter().map(|s| s.article));
        let turns = bounds(sentences.iter().filter_map(|s| s.turn));
        let quotations = self.quotations.partition_point(|q| q.span.start < cut.span.start)
            ..self.quotations.partition_point(|q| q.span.start < cut.span.end);
        let moved = |s: &Sentence| Sentence {
            span: cut.moved(s.span),
            article: s.article - articles.start,
            turn: s.turn.map(|turn| turn - turns.start),
            list: s.list.and_then(|head| head.checked_sub(first)),
            ..*s
        };
        Document {
            source: self.source.clone(),
            text: cut.span.of(&self.text).to_owned(),
            articles: self.articles[articles.clone()].iter().map(|a| cut.article(a)).collect(),
            turns: self.turns[turns.clone()].iter().map(|t| cut.turn(t, articles.start)).collect(),
            sentences: sentences.iter().map(moved).collect(),
            quotations: self.quotations[quotations.clone()]
                .iter()
                .map(|q| cut.quotation(q, quotations.start))
                .collect(),
            date: self.date.clone(),
            map: self.map.clone(),
            begin: self.begin + cut.span.start,
            cuts: Vec::new(),
            code_points: self.code_points.clone(),
        }
    }
}

/// From the least to the greatest number.
fn bounds(numbers: impl Iterator<Item = usize>) -> Range<usize> {
    let (least, end) = numbers.fold((usize::MAX, 0), |(least, end), n| (least.min(n), end.max(n + 1)));
    least.min(end)..end
}

/// A stretch of the reading text that becomes a text of its own.
#[derive(Clone, Copy)]
struct Cut {
    span: Span,
}

impl Cut {
    /// Where a span stands in the piece; at its edge if it reaches beyond.
    fn moved(self, span: Span) -> Span {
        let at = |byte: usize| byte.clamp(self.span.start, self.span.end) - self.span.start;
        Span::new(at(span.start), at(span.end))
    }

    /// Where a span stands, if the piece has it whole.
    fn held(self, span: Span) -> Option<Span> {
        self.span.contains(span).then(|| self.moved(span))
    }

    fn article(self, article: &Article) -> Article {
        Article {
            span: self.moved(article.span),
            title: article.title.and_then(|s| self.held(s)),
            dateline: article.dateline.and_then(|s| self.held(s)),
            host: article.host.and_then(|s| self.held(s)),
            kind: article.kind,
            continued: article.continued || article.span.start < self.span.start,
        }
    }

    fn turn(self, turn: &Turn, first_article: usize) -> Turn {
        let all = |spans: &[Span]| spans.iter().filter(|s| s.overlaps(self.span)).map(|s| self.moved(*s)).collect();
        Turn {
            article: turn.article.saturating_sub(first_article),
            asker: turn.asker.and_then(|s| self.held(s)),
            question: all(&turn.question),
            answerer: turn.answerer.and_then(|s| self.held(s)),
            answer: all(&turn.answer),
        }
    }

    fn quotation(self, quotation: &Quotation, first: usize) -> Quotation {
        Quotation {
            span: self.moved(quotation.span),
            outer: quotation.outer.and_then(|i| i.checked_sub(first)),
            continues: quotation.continues.and_then(|i| i.checked_sub(first)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    const ARTICLE: &str = "# 外长答记者问\n\n新华社北京3月7日电 外长答问。\n\n**挪威记者**:如何看待“合作”?\n\n**外长**:中方愿同挪威合作。\n\n";

    fn long(text: &str) -> Document {
        let text = text.repeat(3 * LONG / text.len() + 1);
        Document::new(Source::from_text("long", &text), None)
    }

    #[test]
    fn an_ordinary_document_is_one_piece() {
        let doc = Document::new(Source::from_text("t", ARTICLE), None);
        assert_eq!(doc.pieces(), 1);
        assert_eq!(doc.piece(0).0.outline(), doc.outline());
    }

    #[test]
    fn a_long_document_is_cut_between_its_articles() {
        let doc = long(ARTICLE);
        assert!(doc.pieces() > 4);
        let pieces: Vec<(Document, usize)> = (0..doc.pieces()).map(|n| doc.piece(n)).collect();
        assert_eq!(pieces.iter().map(|(p, _)| p.text.as_str()).collect::<String>(), doc.text);
        assert_eq!(pieces.iter().map(|(p, _)| p.sentences.len()).sum::<usize>(), doc.sentences.len());
        for (piece, begin) in &pieces {
            let (sentence, turn) = (piece.sentences[0], &piece.turns[0]);
            assert_eq!((sentence.role, sentence.span.of(&piece.text)), (Role::Title, "外长答记者问"));
            assert_eq!(turn.asker.map(|s| s.of(&piece.text)), Some("挪威记者"));
            assert_eq!(piece.quotations[0].span.of(&piece.text), "“合作”");
            let whole = Span::new(begin + sentence.span.start, begin + sentence.span.end);
            assert_eq!(piece.locate(sentence.span), doc.locate(whole));
        }
    }

    #[test]
    fn one_long_article_is_cut_between_paragraphs_and_one_line_between_sentences() {
        let paragraphs = long("中方愿同挪威加强“合作”。\n\n");
        assert_eq!(paragraphs.articles.len(), 1);
        assert!(paragraphs.pieces() > 1 && paragraphs.piece(1).0.articles[0].continued);
        let line = long("中方愿同挪威加强“合作”。");
        assert!(line.pieces() > 1);
        assert!(line.piece(1).0.text.starts_with("中方"));
    }
}
