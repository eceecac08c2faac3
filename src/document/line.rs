//! The lines of a page; a scrape that came as one line is divided where the page had its own.
//!
//! What shows a place where a line ended: the time in front of the text, a dateline or the name and day of a paper behind
//! the end of a sentence, with a headline before the dateline or without, what the site says of itself at the end, and the
//! labels of speakers (`inline.rs`).

use super::{column, inline};
use crate::source::{Line, Source, Span};
use std::borrow::Cow;

pattern!(STAMP, opens "0123456789", r"^[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日? ?[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?,?(正文:)?");
pattern!(
    OPENING,
    r"[。!?”)…]([^,。;!?:()“”…]{6,40}?)?((?:本报|新华社|中新社|人民网|新华网|法新社|路透社)[^,。;!?:]{0,14}?[0-9]{1,2}日(?:电|讯)|\p{Han}{0,6}《[^》,。]{2,12}》[0-9]{1,2}月[0-9]{1,2}日(?:文章|报道|社论),)"
);
pattern!(TAIL, r"[。!?”)…](返回[^,。]{2,6},查看更多.{0,40}|(?:责任编辑|责编|编辑|校对)[:/].{0,40})$");

// The headline under which another paper printed what follows.
pattern!(ORIGINAL, r"原(?:标)?题:");

/// A headline in the middle of a line is no longer than this, in characters.
const TITLE: usize = 60;

/// A line shorter than this (bytes) is a paragraph as it stands.
const LONG: usize = 600;

/// The lines of a source.
pub(super) fn lines(source: &Source) -> Cow<'_, [Line]> {
    if let Some(lines) = column::unfolded(source) {
        return Cow::Owned(lines);
    }
    let cuts: Vec<Vec<usize>> = source.lines.iter().map(|line| cuts(source, line.span)).collect();
    if cuts.iter().all(Vec::is_empty) {
        return Cow::Borrowed(&source.lines);
    }
    let parts = source.lines.iter().zip(&cuts).flat_map(|(line, cuts)| divided(*line, cuts));
    Cow::Owned(parts.collect())
}

/// The parts of a line between cuts.
fn divided(line: Line, cuts: &[usize]) -> Vec<Line> {
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([line.span.len()]);
    let part = |(start, end): (usize, usize)| Line {
        span: Span::new(line.span.start + start, line.span.start + end),
        blank_above: if start == 0 { line.blank_above } else { 1 },
        heading: if start == 0 { line.heading } else { 0 },
        bold: line.bold.saturating_sub(start).min(end - start),
        ..line
    };
    starts.zip(ends).filter(|(start, end)| start < end).map(part).collect()
}

/// Where lines of the page ended inside a line, in order.
fn cuts(source: &Source, line: Span) -> Vec<usize> {
    let mut cuts = inline::turns(source, line);
    if line.len() < LONG {
        return cuts;
    }
    let text = line.of(&source.text);
    cuts.extend(texts(source, line, text));
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Where the texts of several pages begin inside a long line, and where their headlines end.
fn texts(source: &Source, line: Span, text: &str) -> Vec<usize> {
    let mut cuts: Vec<usize> = STAMP.find(text).map(|m| m.end()).into_iter().collect();
    for found in OPENING.captures_iter(text) {
        let (title, opening) = (found.get(1), found.get(2).expect("the group is not optional"));
        // 路透社纽约3月7日电称: the text goes on, and only names its source.
        let cites = text[opening.end()..].starts_with(['称', '说', '指', ',', '报'])
            || title.is_some_and(|t| t.as_str().ends_with(['据', '自', '引', '的', '在']));
        if !cites || opening.as_str().ends_with(',') {
            cuts.extend(title.map(|t| t.start()));
            cuts.push(opening.start());
        }
    }
    for found in ORIGINAL.find_iter(text) {
        cuts.push(found.start());
        cuts.extend(title_end(source, line, found.end()));
    }
    cuts.extend(TAIL.captures(text).and_then(|c| c.get(1)).map(|m| m.start()));
    cuts
}

/// Where a headline ends that begins at a byte of a line: at the last white space that the original has before the first
/// comma or full stop.
fn title_end(source: &Source, line: Span, start: usize) -> Option<usize> {
    let rest = &line.of(&source.text)[start..];
    let clause = &rest[..rest.find([',', '。', ';'])?];
    let original = |at: usize, c: char| {
        let from = line.start + start + at;
        source.map().original(Span::new(from, from + c.len_utf8()))
    };
    let chars: Vec<(usize, char)> = clause.char_indices().take(TITLE).collect();
    chars
        .windows(2)
        .filter(|p| original(p[0].0, p[0].1).end < original(p[1].0, p[1].1).start)
        .map(|p| start + p[1].0)
        .next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let source = Source::from_text("t", text);
        lines(&source).iter().map(|l| l.span.of(&source.text).to_owned()).collect()
    }

    #[test]
    fn a_page_in_one_line_is_divided_where_its_texts_begin() {
        let body = "双方就共同关心的问题交换了意见。".repeat(20);
        let text = format!(
            "2023-07-25 06:57，正文：新华社北京7月25日电 {body}挪威同秘鲁签署合作文件 新华社奥斯陆7月24日电 {body}返回首页，查看更多"
        );
        let parts = parts(&text);
        assert_eq!(parts.len(), 5);
        assert_eq!(parts[0], "2023-07-25 06:57,正文:");
        assert_eq!(parts[2], "挪威同秘鲁签署合作文件");
        assert!(parts[3].starts_with("新华社奥斯陆7月24日电双方"));
        assert_eq!(parts[4], "返回首页,查看更多");
    }

    #[test]
    fn the_headline_of_another_paper_ends_where_the_page_has_a_space() {
        let body = "双方就共同关心的问题交换了意见。".repeat(20);
        let parts =
            parts(&format!("{body}挪威《晚邮报》7月24日文章，原题：渔业合作 商家：好！ 港口宣布，船已靠岸。{body}"));
        assert_eq!(parts[1], "挪威《晚邮报》7月24日文章,");
        assert_eq!(parts[2], "原题:渔业合作商家:好!");
        assert!(parts[3].starts_with("港口宣布,"));
    }

    #[test]
    fn a_paragraph_that_names_its_source_is_one() {
        let body = "双方就共同关心的问题交换了意见。".repeat(20);
        for inside in ["据新华社北京7月25日电，", "路透社奥斯陆7月25日电称，"] {
            assert_eq!(parts(&format!("{body}{inside}{body}")).len(), 1, "{inside}");
        }
    }
}
