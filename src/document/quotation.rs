//! Pairs of quotation marks in the reading text, with their nesting.
//!
//! Curly and straight double marks and single curly ones count (corner marks are curly in the normal form). A pair opens
//! and closes within a paragraph. Where a quotation runs over several paragraphs each of them opens it again and only the
//! last closes it: an open one lasts to the end of its paragraph if the next paragraph begins with a mark. Any other mark
//! without its partner is noise and quotes nothing.

use super::block::Block;
use crate::source::Span;

/// How deep quotations nest: marks deeper than that are noise.
const DEEPEST: usize = 8;

/// A stretch between two quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// Bytes of the reading text, with the marks.
    pub span: Span,
    /// Index of the quotation around it.
    pub outer: Option<usize>,
    /// Index of the quotation of an earlier paragraph that it goes on from: the first of them.
    pub continues: Option<usize>,
}

/// The quotations of all paragraphs, by start.
pub(super) fn quotations(blocks: &[Block], text: &str) -> Vec<Quotation> {
    let mut out: Vec<Quotation> = Vec::new();
    let mut open_above = None;
    let mut paragraphs = blocks.iter().filter(|b| b.is_body()).peekable();
    while let Some(block) = paragraphs.next() {
        let first = out.len();
        let next_goes_on = paragraphs.peek().is_some_and(|next| next.span.of(text).starts_with(['“', '"']));
        let open_at = pairs(block.span, text, next_goes_on, &mut out);
        if let Some(begun) = open_above.take()
            && let Some(here) = out.get_mut(first)
            && here.span.start == block.span.start
        {
            here.continues = Some(begun);
        }
        open_above = open_at.map(|i| out[i].continues.unwrap_or(i));
    }
    out
}

/// Adds the pairs of one paragraph. Gives the index of the one that stays open, if it may.
fn pairs(paragraph: Span, text: &str, may_stay_open: bool, out: &mut Vec<Quotation>) -> Option<usize> {
    let mut found: Vec<(usize, Option<usize>)> = Vec::new();
    let mut stack: Vec<(char, usize)> = Vec::new();
    // How many of each mark are open: what closes none of them is not looked for.
    let mut open = [0_usize; 3];
    let kind = |mark: char| "“‘\"".chars().position(|m| m == mark).expect("it is one of these");
    let straight = paragraph.of(text).bytes().filter(|b| *b == b'"').count();
    for (i, c) in paragraph.of(text).char_indices() {
        let at = paragraph.start + i;
        let opens = match c {
            '”' => '“',
            '’' => '‘',
            '"' if straight % 2 == 1 => continue,
            '"' if open[kind(c)] > 0 => c,
            '“' | '‘' | '"' => {
                open[kind(c)] += 1;
                stack.push((c, found.len()));
                found.push((at, None));
                continue;
            }
            _ => continue,
        };
        if open[kind(opens)] == 0 {
            continue;
        }
        while let Some((mark, i)) = stack.pop() {
            open[kind(mark)] -= 1;
            if mark == opens {
                found[i].1 = Some(at + c.len_utf8());
                break;
            }
        }
    }
    let stays = stack.first().filter(|(open, _)| may_stay_open && *open == '“').map(|(_, i)| *i);
    if let Some(i) = stays {
        found[i].1 = Some(paragraph.end);
    }
    let mut around: Vec<usize> = Vec::new();
    let mut index_of_open = None;
    for (n, (start, end)) in found.into_iter().enumerate() {
        let Some(end) = end else { continue };
        while around.last().is_some_and(|&i| out[i].span.end < end) {
            around.pop();
        }
        if around.len() == DEEPEST {
            continue;
        }
        if stays == Some(n) {
            index_of_open = Some(out.len());
        }
        out.push(Quotation { span: Span::new(start, end), outer: around.last().copied(), continues: None });
        around.push(out.len() - 1);
    }
    index_of_open
}

#[cfg(test)]
mod tests {
    use super::super::block::BlockKind;
    use super::*;

    fn quoted(paragraphs: &[&str]) -> Vec<(String, Option<usize>, Option<usize>)> {
        let text = paragraphs.concat();
        let mut start = 0;
        let body = |p: &&str| {
            let span = Span::new(start, start + p.len());
            start = span.end;
            Block { kind: BlockKind::Body, pieces: vec![span], interrupts: false, span }
        };
        let blocks: Vec<Block> = paragraphs.iter().map(body).collect();
        let found = quotations(&blocks, &text);
        found.iter().map(|q| (q.span.of(&text).to_owned(), q.outer, q.continues)).collect()
    }

    #[test]
    fn marks_nest() {
        let found = quoted(&["甲说:“乙称‘丙丁’,戊。”己“庚”。"]);
        let shown: Vec<_> = found.iter().map(|(text, outer, _)| (text.as_str(), *outer)).collect();
        assert_eq!(shown, [("“乙称‘丙丁’,戊。”", None), ("‘丙丁’", Some(0)), ("“庚”", None)]);
        assert_eq!(quoted(&["a said \"b\" and \"c\""]).len(), 2);
    }

    #[test]
    fn marks_that_nest_too_deep_are_noise() {
        let nested = |levels: usize| format!("甲{}乙{}", "“丙".repeat(levels), "”".repeat(levels));
        assert_eq!(quoted(&[&nested(DEEPEST)]).len(), DEEPEST);
        assert_eq!(quoted(&[&nested(1000)]).len(), DEEPEST);
    }

    #[test]
    fn a_mark_without_its_partner_quotes_nothing() {
        assert_eq!(quoted(&["甲“乙。丙"]), []);
        assert_eq!(quoted(&["甲”乙“丙”"]).len(), 1);
        assert_eq!(quoted(&["甲”乙“丙", "丁"]), []);
    }

    #[test]
    fn a_quotation_over_paragraphs_is_one() {
        let found = quoted(&["甲说:“乙。", "“丙。", "“丁。”", "“戊”"]);
        let continues: Vec<_> = found.iter().map(|(_, _, from)| *from).collect();
        assert_eq!(continues, [None, Some(0), Some(0), None]);
    }
}
