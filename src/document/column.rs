//! Two columns side by side, as programs that keep the layout of a page print them: every line holds a line of each column, with
//! white space between. The columns are read one below the other.
//!
//! A table looks alike; its cells are short, or whole sentences, where the lines of columns are cut.

use super::page::{ends_sentence, width};
use crate::source::{Line, Source, Span};

/// White space that divides columns: two wide characters, or as much of narrow ones.
const GAPS: [&str; 3] = ["　　", "    ", "\t"];

/// So many lines with white space inside make columns.
const FEWEST: usize = 8;

/// How far the second column begins from where it does elsewhere, in half-width cells: a paragraph is set back.
const SHIFT: usize = 6;

/// The lines of a column are at least so wide, in Chinese characters.
const NARROWEST: usize = 9;

/// A line of the page, as its columns have it.
struct Row {
    line: Line,
    /// Where the second column begins: bytes of the normal form, and half-width cells from the left edge of the page.
    second: Option<(usize, usize)>,
    /// Where the line itself begins, in cells.
    begins: usize,
}

/// The lines of a page of two columns, the first column before the second; nothing if it has no columns.
pub(super) fn unfolded(source: &Source) -> Option<Vec<Line>> {
    // Two lines of columns are no longer than this (bytes), and most pages have longer paragraphs.
    if source.original.len() > 300 * source.lines.len() {
        return None;
    }
    let inside = |line: &&str| (40..400).contains(&line.len()) && GAPS.iter().any(|gap| line.trim().contains(gap));
    let many = source.original.lines().filter(inside).take(FEWEST).count();
    // Most pages end here.
    if many < FEWEST || source.original.lines().filter(inside).count() * 2 < source.lines.len() {
        return None;
    }
    let rows: Vec<Row> = source.lines.iter().map(|line| row(source, *line)).collect();
    let mut starts: Vec<usize> = rows.iter().filter_map(|row| Some(row.second?.1)).collect();
    starts.sort_unstable();
    let gutter = *starts.get(starts.len() / 10)?;
    let fits = |row: &Row| row.second.is_some_and(|(_, at)| (gutter..=gutter + SHIFT).contains(&at));
    let first = rows.iter().position(fits)?;
    let end = rows.iter().rposition(fits)? + 1;
    let columns = &rows[first..end];
    if columns.iter().filter(|row| fits(row)).count() * 3 < columns.len() * 2 || !are_cut(source, columns) {
        return None;
    }
    let mut out: Vec<Line> = rows[..first].iter().map(|row| row.line).collect();
    let mut second = Vec::new();
    for row in columns {
        match row.second.filter(|_| fits(row)) {
            Some((at, cells)) => {
                out.push(Line { span: Span::new(row.line.span.start, at), ..row.line });
                let span = Span::new(at, row.line.span.end);
                second.push(Line { span, indented: cells > gutter + 1, heading: 0, bold: 0, ..row.line });
            }
            None if row.begins >= gutter => second.push(Line { indented: row.begins > gutter + 1, ..row.line }),
            None => out.push(row.line),
        }
    }
    out.extend(second);
    out.extend(rows[end..].iter().map(|row| row.line));
    Some(out)
}

/// Whether the lines of both columns are as wide as text, and most of them end in mid-sentence.
fn are_cut(source: &Source, rows: &[Row]) -> bool {
    let halves =
        |row: &Row| row.second.map(|(at, _)| [Span::new(row.line.span.start, at), Span::new(at, row.line.span.end)]);
    let halves: Vec<[Span; 2]> = rows.iter().filter_map(halves).collect();
    let column_is_cut = |column: usize| {
        let texts = || halves.iter().map(|half| half[column].of(&source.text));
        let cut = texts().filter(|text| !ends_sentence(text)).count();
        let wide = texts().filter(|text| width(text) >= NARROWEST).count();
        cut * 2 > halves.len() && wide * 3 >= halves.len() * 2
    };
    column_is_cut(0) && column_is_cut(1)
}

/// Finds where the second column begins in a line: behind its last white space that is as wide as between columns.
fn row(source: &Source, line: Line) -> Row {
    let whole = source.map().original(line.span);
    let text = whole.of(&source.original);
    let left = source.original[..whole.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let cells = |at: usize| source.original[left..at].chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let gap = GAPS.iter().filter_map(|gap| Some(text.rfind(gap)? + gap.len())).max();
    let second = gap.map(|at| {
        let at = whole.start + at + (text[at..].len() - text[at..].trim_start().len());
        (normal_place(source, line.span, at), cells(at))
    });
    Row {
        line,
        second: second.filter(|(at, _)| *at > line.span.start && *at < line.span.end),
        begins: cells(whole.start),
    }
}

/// The byte of a line's normal form that stands for a byte of the original.
fn normal_place(source: &Source, line: Span, original: usize) -> usize {
    let chars: Vec<usize> = line.of(&source.text).char_indices().map(|(at, _)| line.start + at).collect();
    let place = |at: usize| source.map().original(Span::new(at, at + 1)).start;
    let next = chars.partition_point(|at| place(*at) < original);
    chars.get(next).copied().unwrap_or(line.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Option<Vec<String>> {
        let source = Source::from_text("t", text);
        unfolded(&source).map(|lines| lines.iter().map(|line| line.span.of(&source.text).to_owned()).collect())
    }

    #[test]
    fn columns_side_by_side_are_read_one_below_the_other() {
        let left = "双方就共同关心的问题交换了意见并一致";
        let right = "船已经在港口靠岸并且装上了所有的货物";
        let page: String = (0..9).map(|n| format!("{left}{n}　　　{right}{n}\n")).collect();
        let found = lines(&format!("标题\n{page}")).unwrap();
        assert_eq!(found.len(), 19);
        assert_eq!((found[0].as_str(), found[1].as_str()), ("标题", format!("{left}0").as_str()));
        assert_eq!(
            (found[9].as_str(), found[10].as_str()),
            (format!("{left}8").as_str(), format!("{right}0").as_str())
        );
    }

    #[test]
    fn a_table_is_none() {
        let table: String = (0..12).map(|n| format!("挪威    {n}天    渔业\n")).collect();
        assert_eq!(lines(&table), None);
        let sentences: String =
            (0..12).map(|_| "双方就共同关心的问题交换了意见。    船已经在港口靠岸并且装上货。\n").collect();
        assert_eq!(lines(&sentences), None);
    }

    #[test]
    fn paragraphs_that_are_set_back_are_no_columns() {
        assert_eq!(lines(&"　　双方就共同关心的问题交换了意见。\n".repeat(12)), None);
    }
}
