//! Lists that run over paragraphs: X提出三点建议：, then a paragraph for 第一, one for 第二, one for 第三.
//!
//! What somebody says in numbered points goes on with them. An item knows the sentence that began its list, so that a
//! later stage can ask whose words that one tells. A paragraph between two items belongs to the one before it.

use super::{Role, Sentence};
use crate::source::Span;
use regex::Captures;
use std::ops::Range;

pattern!(
    ITEM, opens "“第一二三四五六七八九十(首其再最",
    r"^[“]?(?:第([一二三四五六七八九十])(?:点|个方面|条)?[,:是、]|([一二三四五六七八九十])(?:是|要[^求素闻])|\(([一二三四五六七八九十])\)|(首先|其次|再次|最后)[,是])"
);
// An item in the middle of a paragraph.
pattern!(INSIDE, r"(?:^|[。;:,!?])(?:第([一二三四五六七八九十])(?:点)?[,:是]|([一二三四五六七八九十])是)");
// A paragraph that announces a list at its end.
pattern!(ANNOUNCES, r"(?:以下|如下|[几一二两三四五六七八九十]+(?:点|个方面|项|条|个重点))[^。:]{0,24}[。:]?$|:$");

/// Paragraphs between two items that bear no number; more end the list.
const BETWEEN: usize = 2;

/// How the items of a list are counted.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Ordinal,
    Plain,
    Brackets,
    Words,
}

/// A list that may go on.
struct List {
    /// The sentence that began it.
    head: usize,
    style: Style,
    /// The number of its last item.
    last: usize,
    /// The paragraphs since, as ranges of sentences.
    between: Vec<Range<usize>>,
}

/// Marks the sentences of all items with the one that began their list.
pub(super) fn mark(sentences: &mut [Sentence], text: &str) {
    let mut list: Option<List> = None;
    let mut above: Option<Range<usize>> = None;
    let mut start = 0;
    while start < sentences.len() {
        let first = sentences[start];
        let length = sentences[start..].iter().take_while(|s| s.paragraph == first.paragraph).count();
        let paragraph = start..start + length;
        start = paragraph.end;
        // Behind a dateline.
        let here = *sentences[paragraph.clone()].iter().find(|s| s.role != Role::Furniture).unwrap_or(&first);
        let article = |r: &Range<usize>| sentences[r.start].article;
        if here.role != Role::Narration {
            // Page furniture interrupts no list; a heading or a turn does.
            if here.role != Role::Furniture {
                (list, above) = (None, None);
            }
            continue;
        }
        list = list.filter(|l| sentences[l.head].article == here.article);
        above = above.filter(|a| article(a) == here.article);
        let item = item(here.span.of(text));
        list = match item {
            Some((style, number)) => goes_on(list.take(), style, number, &paragraph, sentences)
                .or_else(|| begins(style, number, above.clone()?, &paragraph, sentences, text)),
            None => list.and_then(|mut l| {
                l.between.push(paragraph.clone());
                (l.between.len() <= BETWEEN).then_some(l)
            }),
        };
        above = Some(paragraph);
    }
}

/// The list with its next item.
fn goes_on(
    list: Option<List>,
    style: Style,
    number: usize,
    item: &Range<usize>,
    sentences: &mut [Sentence],
) -> Option<List> {
    let mut list =
        list.filter(|l| l.style == style && (number == l.last + 1 || style == Style::Words && number > l.last))?;
    for paragraph in list.between.drain(..).chain([item.clone()]) {
        sentences[paragraph].iter_mut().for_each(|s| s.list = Some(list.head));
    }
    Some(List { last: number, ..list })
}

/// A list whose first items the paragraph above announces or holds.
fn begins(
    style: Style,
    number: usize,
    above: Range<usize>,
    item: &Range<usize>,
    sentences: &mut [Sentence],
    text: &str,
) -> Option<List> {
    let last = above.clone().rev().find(|i| sentences[*i].role == Role::Narration)?;
    let head = if number == 1 {
        let announced = ANNOUNCES.is_match(sentences[last].span.of(text));
        (announced || style == Style::Ordinal).then_some(last)?
    } else {
        let holds = |i: &usize| inside(sentences[*i].span, text).any(|found| found == (style, number - 1));
        above.rev().find(holds)?
    };
    // The paragraph above may be an item of the same list.
    let head = sentences[head].list.unwrap_or(head);
    sentences[item.clone()].iter_mut().for_each(|s| s.list = Some(head));
    Some(List { head, style, last: number, between: Vec::new() })
}

/// How the item that a paragraph begins with is counted, and its number.
fn item(text: &str) -> Option<(Style, usize)> {
    let found = ITEM.captures(text)?;
    numbered(&found, 1, Style::Ordinal)
        .or_else(|| numbered(&found, 2, Style::Plain))
        .or_else(|| numbered(&found, 3, Style::Brackets))
        .or_else(|| Some((Style::Words, 1 + ["首先", "其次", "再次", "最后"].iter().position(|w| *w == &found[4])?)))
}

/// The items inside a sentence.
fn inside(span: Span, text: &str) -> impl Iterator<Item = (Style, usize)> {
    let items = INSIDE.captures_iter(span.of(text));
    items.filter_map(|found| numbered(&found, 1, Style::Ordinal).or_else(|| numbered(&found, 2, Style::Plain)))
}

/// The number in a group of a match, counted so.
fn numbered(found: &Captures<'_>, group: usize, style: Style) -> Option<(Style, usize)> {
    Some((style, numeral(found.get(group)?.as_str())?))
}

fn numeral(text: &str) -> Option<usize> {
    "一二三四五六七八九十".chars().position(|c| text.starts_with(c)).map(|i| i + 1)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::source::Source;

    /// The heads of the lists to which the sentences of a text belong.
    fn heads(text: &str) -> Vec<Option<usize>> {
        let doc = Document::new(Source::from_text("t", text), None);
        doc.sentences.iter().map(|s| s.list).collect()
    }

    #[test]
    fn items_know_what_began_their_list() {
        let text =
            "外长提出两点建议：\n\n第一，扩大贸易。\n\n这很重要。\n\n第二，加强往来。双方同意。\n\n会谈后双方签字。";
        assert_eq!(heads(text), [None, Some(0), Some(0), Some(0), Some(0), None]);
    }

    #[test]
    fn a_list_that_began_inside_a_paragraph_goes_on() {
        let text = "外长提出两点。第一，扩大贸易。\n\n第二，加强往来。\n\n第四，完了。";
        assert_eq!(heads(text), [None, None, Some(1), None]);
    }

    #[test]
    fn a_number_alone_begins_no_list() {
        assert_eq!(heads("双方交换了意见。\n\n一是贸易增长很快。\n\n二是往来增多。")[1], None);
        assert_eq!(heads("双方交换了意见。\n\n第一书记讲话。")[1], None);
    }
}
