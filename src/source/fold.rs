//! The normal form: one width, one script, no white space inside Chinese text, no Markdown marks.
//!
//! - full-width letters, digits and punctuation become ASCII (，→ `,`); 。、《》“” stay as they are
//! - corner quotes become curly ones, every long dash becomes —, every middle dot becomes ·
//! - traditional characters become simplified ones, character by character (`ontology/traditional.txt`)
//! - white space is dropped, but for one space between two characters of Latin text; not inside a number (第1 2届)
//! - at the head of a line, Markdown's `#`, `>`, `-`, `*` are dropped; `**` is dropped everywhere; of a link the words
//!   are kept, of a picture nothing (`markup.rs`)
//! - of HTML only the main text is kept, a line for each block; single tags in other text are dropped
//! - a literal `\u201c`, `\n` or `&ldquo;` of scraped text is read as what it names
//! - what a scanner misread is mended where its neighbours leave no doubt (`misread.rs`)
//!
//! Offsets on the original side are bytes of the decoded text.

use super::character::is_simplified;
use super::{Line, Map, Span, fold_char, html, markup, misread, needs_space};

/// What [`normalize`] makes of a text.
#[derive(Debug, Clone, Default)]
pub struct Normal {
    /// The normal form.
    pub text: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// `key: value` pairs of the front matter.
    pub front_matter: Vec<(String, String)>,
    pub(crate) map: Map,
}

/// Puts a decoded text into normal form.
pub fn normalize(original: &str) -> Normal {
    let mut normal = Normal { text: String::with_capacity(original.len()), ..Normal::default() };
    if html::is_html(original) {
        push_page(&mut normal, html::read(original));
        misread::mend(&mut normal.text, &normal.lines);
        return normal;
    }
    let (front_matter, body) = split_front_matter(original);
    let mut at = body;
    let mut blank_above = 0;
    let points = misread::ends_in_points(&original[body..]);
    for line in original[body..].split_inclusive('\n').flat_map(divided) {
        if push_line(&mut normal, line, at, blank_above, points) {
            blank_above = 0;
        } else {
            blank_above += 1;
        }
        at += line.len();
    }
    misread::mend(&mut normal.text, &normal.lines);
    if let Some((_, title, at)) = front_matter.iter().find(|(key, ..)| key == "title") {
        put_title(&mut normal, title, Some(*at));
    }
    normal.front_matter = front_matter.into_iter().map(|(key, value, _)| (key, value.to_owned())).collect();
    normal
}

/// The parts of a line of the file between other breaks than its own: literal `\n` and `<br>` of scraped text, the carriage
/// returns of old files; most have one.
fn divided(line: &str) -> impl Iterator<Item = &str> {
    let breaks = markup::breaks(line);
    let mut rest = line;
    let mut start = 0;
    let parts = breaks.into_iter().chain([line.len()]).map(move |end| {
        let part;
        (part, rest) = rest.split_at(end - start);
        start = end;
        part
    });
    parts.filter(|part| !part.is_empty())
}

/// How many lines from the top are looked at for a headline that the text has itself.
const HEADLINES: usize = 3;

/// Puts a headline that stands beside the text in front of it, unless the text begins with it. `at` is where it stands in
/// the original; one that stands elsewhere has no place there: its characters map to the empty span at the start.
pub(super) fn put_title(normal: &mut Normal, title: &str, at: Option<usize>) {
    let mut head = Normal::default();
    let mut writer = Writer::new(&mut head);
    match at {
        Some(at) => writer.write(title, at, &[]),
        None => title.chars().for_each(|c| writer.push(c, 0, 0)),
    }
    let repeats = |line: &Line| line.span.of(&normal.text) == head.text;
    if head.text.is_empty() || normal.lines.iter().take(HEADLINES).any(repeats) {
        return;
    }
    let length = head.text.len();
    let span = Span::new(0, length);
    head.lines.push(Line { span, blank_above: 0, heading: 1, indented: false, bold: 0, row: false });
    let moved = |line: Line| Line { span: line.span.moved(length), ..line };
    head.lines.extend(normal.lines.drain(..).map(moved));
    head.text.push_str(&normal.text);
    head.map.extend(&normal.map, Span::new(0, normal.text.len()));
    *normal = Normal { front_matter: std::mem::take(&mut normal.front_matter), ..head };
}

/// Adds the blocks of a page of HTML, a line each.
fn push_page(normal: &mut Normal, page: html::Page) {
    normal.front_matter = page.metadata;
    for block in page.blocks {
        let start = normal.text.len();
        let mut writer = Writer::new(normal);
        for piece in &block.pieces {
            if piece.start == piece.end {
                writer.divide(piece.start as u32);
            } else if piece.text.len() == piece.end - piece.start {
                writer.write(&piece.text, piece.start, &[]);
            } else {
                piece.text.chars().for_each(|c| writer.push(c, piece.start as u32, piece.end as u32));
            }
        }
        let span = Span::new(start, normal.text.len());
        if !span.is_empty() {
            let (heading, row) = (block.heading, block.row);
            normal.lines.push(Line { span, blank_above: 1, heading, indented: false, bold: 0, row });
        }
    }
}

/// `--- key: value --- ` at the very start: the pairs with the place of each value, and where the body begins.
fn split_front_matter(text: &str) -> (Vec<(String, &str, usize)>, usize) {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (Vec::new(), 0);
    };
    let head = text.len() - rest.len();
    let Some(end) = rest.find("\n---").filter(|&e| e < 16 << 10) else { return (Vec::new(), 0) };
    let mut at = head;
    let mut pairs = Vec::new();
    for line in rest[..end].split_inclusive('\n') {
        if let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.is_empty() && !key.starts_with('-')) {
            let bare = value.trim_start().trim_start_matches(['"', '\'']);
            let start = at + line.len() - bare.len();
            pairs.push((key.trim().to_ascii_lowercase(), bare.trim_end().trim_end_matches(['"', '\'']), start));
        }
        at += line.len();
    }
    let after = head + end + "\n---".len();
    (pairs, text[after..].find('\n').map_or(text.len(), |i| after + i + 1))
}

/// Adds one line of the original; false if nothing is left of it.
fn push_line(normal: &mut Normal, line: &str, at: usize, blank_above: u32, points: bool) -> bool {
    let trimmed = line.trim_start();
    let indented = trimmed.len() < line.trim_end().len();
    if is_rule(trimmed) {
        return false;
    }
    let (heading, skip) = line_mark(trimmed);
    let body = &trimmed[skip..];
    let offset = at + (line.len() - trimmed.len()) + skip;
    let start = normal.text.len();
    let mut writer = Writer { points, ..Writer::new(normal) };
    writer.write(body, offset, &markup::marks(body));
    let bold = writer.bold.map_or(0, |b| b - start);
    let span = Span::new(start, normal.text.len());
    if span.is_empty() {
        return false;
    }
    let row = trimmed.starts_with('|') && trimmed.matches('|').count() > 1;
    normal.lines.push(Line { span, blank_above, heading, indented, bold, row });
    true
}

/// `---`, `***`, `===`: a line drawn across the page, or `|---|:--|` below the head of a table.
fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    let of_table = line.starts_with('|') && line.contains("--") && line.trim_matches(['|', '-', ':', ' ']).is_empty();
    of_table || line.len() >= 3 && (["-", "*", "=", "_"].iter().any(|mark| line.trim_start_matches(mark).is_empty()))
}

/// Level of the heading and the bytes of the mark at the head of a line.
fn line_mark(line: &str) -> (u8, usize) {
    let hashes = line.bytes().take_while(|&b| b == b'#').count();
    if (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\t', '\u{3000}']) {
        return (hashes as u8, hashes);
    }
    match line.as_bytes() {
        [b'>', b' ' | b'>', ..] => (0, line.len() - line.trim_start_matches(['>', ' ']).len()),
        [b'-' | b'*' | b'+', b' ', ..] => (0, 1),
        // What a page puts in front of a speaker's name or a point of a list. ▲ points at a picture, ○ can be a figure.
        _ => {
            let mark = line.chars().next().filter(|c| "■□●◆◇★☆▶▷◎•".contains(*c)).map_or(0, char::len_utf8);
            // Alone on its line it is no mark.
            (0, if mark < line.len() { mark } else { 0 })
        }
    }
}

struct Writer<'a> {
    normal: &'a mut Normal,
    /// White space seen since the last character: where it lies in the original.
    gap: Option<(u32, u32)>,
    /// Where the bold start of the line ends, in the normal form.
    bold: Option<usize>,
    /// Where the line begins, in the normal form.
    start: usize,
    /// Whether points end sentences.
    points: bool,
}

impl<'a> Writer<'a> {
    /// Begins a line.
    fn new(normal: &'a mut Normal) -> Writer<'a> {
        let start = normal.text.len();
        Writer { normal, gap: None, bold: None, start, points: false }
    }

    /// Adds text that stands at `offset`, without its `marks` (ascending, as bytes of the text).
    fn write(&mut self, body: &str, offset: usize, marks: &[Span]) {
        let mut marks = marks.iter().peekable();
        let opens_bold = body.starts_with("**");
        let mut rest = body;
        while let Some(c) = rest.chars().next() {
            let here = body.len() - rest.len();
            let at = (offset + here) as u32;
            if let Some(mark) = marks.next_if(|m| m.start <= here) {
                rest = &body[mark.end.max(here)..];
            } else if c == '*'
                && let Some(after) = rest.strip_prefix("**")
            {
                if opens_bold && rest.len() < body.len() && self.bold.is_none() {
                    self.bold = Some(self.normal.text.len());
                }
                rest = after;
            } else if matches!(c, '&' | '\\')
                && let Some((escaped, length)) = markup::escape(rest)
            {
                self.push(escaped, at, at + length as u32);
                rest = &rest[length..];
            } else {
                self.push(self.meant(c, rest), at, at + c.len_utf8() as u32);
                rest = &rest[c.len_utf8()..];
                // Most of a text is as it stands; what follows a character of it needs no look at what is around.
                let plain = if matches!(c, '\u{3001}'..='\u{9fff}') { plain(rest) } else { 0 };
                if plain > 0
                    && self.gap.is_none()
                    && marks.peek().is_none_or(|m| m.start >= here + c.len_utf8() + plain)
                {
                    self.normal.text.push_str(&rest[..plain]);
                    self.normal.map.push_same(plain, at + c.len_utf8() as u32);
                    rest = &rest[plain..];
                }
            }
        }
    }

    /// What the character at the start of `rest` was before somebody misread it.
    fn meant(&self, c: char, rest: &str) -> char {
        let before = || &self.normal.text[self.start..];
        match c {
            'O' | 'o' if misread::is_round_stop(before(), rest) => '。',
            'O' | 'o' | 'l' | 'I' => misread::figure(before(), rest).unwrap_or(c),
            '曰' | '目' => misread::calendar(before(), c, rest),
            ';' | '；' | '.' | '．' if misread::is_label(before()) => ':',
            '.' | '．' if self.points && misread::is_stop(before(), &rest[c.len_utf8()..]) => '。',
            _ => c,
        }
    }

    /// Closes the gaps in the number at the end of the line that ends before this character.
    fn close_gaps(&mut self, next: char) {
        let line = &self.normal.text[self.start..];
        for _ in 0..gaps_in_number(line, next, || self.is_spread()).max(gaps_in_decimal(line, next)) {
            let at = self.normal.text.rfind(' ').expect("a gap was found");
            self.normal.text.remove(at);
            self.normal.map.remove(at);
            self.bold = self.bold.map(|b| if b > at { b - 1 } else { b });
        }
    }

    /// Whether white space stands behind the number at the end of the line, and on both sides of the character before it.
    fn is_spread(&self) -> bool {
        let line = &self.normal.text[self.start..];
        let before = line.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let figure = before.len() + line[before.len()..].find(|c| c != ' ').unwrap_or(0);
        let mut last = before.char_indices().rev().map(|(at, c)| (at, at + c.len_utf8()));
        let place = |(from, to)| self.normal.map.original(Span::new(self.start + from, self.start + to));
        let (Some(one), Some(two)) = (last.next().map(place), last.next().map(place)) else { return false };
        self.gap.is_some() && two.end < one.start && one.end < place((figure, figure + 1)).start
    }

    /// Keeps two cells of a table apart. What divides them stands for nothing in the original, like white space.
    fn divide(&mut self, at: u32) {
        self.gap = None;
        self.normal.text.push('\t');
        self.normal.map.push(1, at, at);
    }

    fn push(&mut self, c: char, start: u32, end: u32) {
        if c.is_whitespace() {
            self.gap = Some((self.gap.map_or(start, |g| g.0), end));
            return;
        }
        if self.normal.text.as_bytes().last().is_some_and(u8::is_ascii_digit) {
            self.close_gaps(c);
        }
        let Writer { normal, gap, .. } = self;
        fold_char(c, |folded| {
            if let Some((from, to)) = gap.take()
                && needs_space(normal.text.chars().next_back(), folded)
            {
                normal.text.push(' ');
                normal.map.push(1, from, to);
            }
            normal.text.push(folded);
            normal.map.push(folded.len_utf8(), start, end);
        });
    }
}

/// How many bytes at the start of a text are characters that the normal form has as they stand, and nobody misreads.
fn plain(text: &str) -> usize {
    let is_plain = |c: &[u8]| match c {
        // 。 and 、.
        [0xe3, 0x80, 0x81 | 0x82] => true,
        [first @ 0xe4..=0xe9, second, third] => {
            is_simplified(u32::from(first & 0xf) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f))
        }
        _ => false,
    };
    3 * text.as_bytes().chunks_exact(3).take_while(|c| is_plain(c)).count()
}

/// How many spaces divide the figures at the end of a text that are one number: one, where the characters before and after them
/// are Chinese, unless it would be no month or day; all between single figures that are a year (2 0 2 4 年) or that stand in a
/// line whose characters all stand apart.
fn gaps_in_number(text: &str, next: char, is_spread: impl Fn() -> bool) -> usize {
    if next.is_ascii() && next != '%' || next.is_whitespace() || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let run = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let figures = text[run.len()..].trim_start();
    let before = run.chars().next_back();
    let is_chinese = before.is_some_and(|c| !c.is_ascii());
    let is_single = figures.split(' ').all(|figure| figure.len() == 1);
    let stands_alone = !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
    let joined = || figures.replace(' ', "");
    match figures.matches(' ').count() {
        0 => 0,
        1 => usize::from(is_chinese && figures.split(' ').all(|part| part.len() <= 3) && fits(&joined(), next)),
        // 1 2 3 counts up, and is a list.
        gaps if is_single && stands_alone => {
            let is_year = next == '年' && gaps == 3;
            let is_one = !counts_up(figures) && (is_year || gaps > 3) || is_spread();
            if is_one && fits(&joined(), next) { gaps } else { 0 }
        }
        _ => 0,
    }
}

/// Whether single figures follow one another as in counting.
fn counts_up(figures: &str) -> bool {
    let figures: Vec<u8> = figures.bytes().filter(u8::is_ascii_digit).collect();
    figures.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

/// How many spaces stand around the point of a number at the end of the text (5. 2%): with a Chinese character before it, and
/// a unit or a percent sign behind. The number of a point in a list (1. 2万人到会) stands at the head of a line.
fn gaps_in_decimal(text: &str, next: char) -> usize {
    if !"%万亿倍吨公米个".contains(next) {
        return 0;
    }
    let whole = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let point = whole.trim_end_matches(' ').strip_suffix('.').map(|rest| rest.trim_end_matches(' '));
    let Some(head) = point.filter(|head| whole.len() < text.len() && head.ends_with(|c: char| c.is_ascii_digit()))
    else {
        return 0;
    };
    let before = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_chinese = before.chars().next_back().is_some_and(|c| !c.is_ascii());
    if is_chinese { text[head.len()..].matches(' ').count() } else { 0 }
}

/// Whether there is a month or day of this number, where one follows.
fn fits(number: &str, next: char) -> bool {
    let most = match next {
        '月' => 12,
        '日' => 31,
        _ => u32::MAX,
    };
    number.parse::<u32>().is_ok_and(|number| number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_in_a_number_is_closed_within_its_line_only() {
        let normal = normalize("共2 4人\n第1 2\n年度报告");
        let lines: Vec<&str> = normal.lines.iter().map(|l| l.span.of(&normal.text)).collect();
        assert_eq!(lines, ["共24人", "第1 2", "年度报告"]);
    }

    fn text(original: &str) -> String {
        normalize(original).text
    }

    #[test]
    fn widths_spaces_and_scripts_are_one() {
        assert_eq!(text("王毅：这 个 问　题，２０２４ 年"), "王毅:这个问题,2024年");
        assert_eq!(text("外交部發言人「雙方」"), "外交部发言人“双方”");
        assert_eq!(text("H.E.  Serge Vohor 總理"), "H.E. Serge Vohor总理");
        assert_eq!(text("突破1 00亿，3 月 1 4 日，第 3 5 名"), "突破100亿,3月14日,第35名");
        assert_eq!(text("2022 2023年，为3 15日，1 2 3项，G20 3月"), "2022 2023年,为3 15日,1 2 3项,G20 3月");
        assert_eq!(text(r"\u201c一国两制\u201d"), "“一国两制”");
        assert_eq!(text(r#"\u4e2d\u65b9\ud842\udfb7\"一\/二\" 1\.\*三\*"#), "中方\u{20bb7}\"一/二\" 1.*三*");
        assert_eq!(text(r"C:\news, \ud842 \x"), r"C:\news,\ud842 \x");
        assert_eq!(text("&ldquo;一国&nbsp;两制&#8221;，AT&T"), "“一国两制”,AT&T");
    }

    #[test]
    fn figures_that_stand_apart_are_one_number() {
        assert_eq!(text("自2 0 2 4 年起，３月１ ４日"), "自2024年起,3月14日");
        assert_eq!(text("2 0 2 4年，第 1 2 3页"), "2024年,第1 2 3页");
        assert_eq!(text("（2 0 1 8 年），共2 4 1 5 6件，第2 5名，增长5. 2%"), "(2018年),共24156件,第25名,增长5.2%");
        assert_eq!(text("1. 2万人到会"), "1. 2万人到会");
        assert_eq!(text("共 有 1 2 0 人 ， 第 1 2 3 4 5 届"), "共有120人,第12345届");
    }

    #[test]
    fn what_was_misread_is_mended() {
        assert_eq!(text("3目14曰，2曰至5曰，题目2曰"), "3月14日,2日至5日,题目2日");
        assert_eq!(text("2O24年3月l4日，习近乎主席说o 他说"), "2024年3月14日,习近平主席说。他说");
        assert_eq!(text("双方签字. 船已靠岸．\n他说：“好”.完.\n"), "双方签字。船已靠岸。他说:“好”。完。");
        assert_eq!(text("挪威广播公司记者；何时？\n答. 三月；四月。"), "挪威广播公司记者:何时?答:三月;四月。");
        assert_eq!(text("唐纳德.特朗普来访。A.B组签字"), "唐纳德.特朗普来访。A.B组签字");
        let original = "和乎共处。";
        assert_eq!(normalize(original).map.original(Span::new(0, 6)).of(original), "和乎");
    }

    #[test]
    fn tags_and_carriage_returns_break_lines() {
        let lines = |original: &str| {
            let normal = normalize(original);
            normal.lines.iter().map(|l| l.span.of(&normal.text).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            lines("<p>　　问：何时？</p><p>答：三月。<br/>　　船已靠岸。</p>"),
            ["问:何时?", "答:三月。", "船已靠岸。"]
        );
        assert_eq!(lines("问：何时？\r答：三月。\r\n完"), ["问:何时?", "答:三月。", "完"]);
        assert_eq!(text("&amp;nbsp;&amp;ldquo;好&amp;rdquo;&amp;"), "“好”&");
    }

    #[test]
    fn a_literal_line_break_ends_a_line() {
        let normal = normalize(r"第一段。\r\n\n第二段。\n");
        let lines: Vec<(&str, u32)> = normal.lines.iter().map(|l| (l.span.of(&normal.text), l.blank_above)).collect();
        assert_eq!(lines, [("第一段。", 0), ("第二段。", 1)]);
    }

    #[test]
    fn marks_of_markdown_leave_the_text_and_stay_known() {
        let normal = normalize("# 标题\n\n**记者:**问\n- 一\n");
        assert_eq!(normal.text, "标题记者:问一");
        assert_eq!(normal.lines[0].heading, 1);
        assert_eq!((normal.lines[1].bold, normal.lines[1].blank_above), ("记者:".len(), 1));
        assert_eq!(text("■记者：问\n● 一\n○八年"), "记者:问一○八年");
    }

    #[test]
    fn of_links_and_tags_the_words_are_kept() {
        assert_eq!(
            text(">> 双方*愿意*合作[^2]，`共享`的_成果_。3*4*5，\\“好\\”"),
            "双方愿意合作,共享的成果。3*4*5,“好”"
        );
        assert_eq!(text("见[声明](https://example.org/a_(b) \"题\")全文"), "见声明全文");
        assert_eq!(text("![图](a.png)中方<br/>愿<b class=\"x\">合作</b>"), "中方愿合作");
        assert_eq!(text("[视频]习近平<三>，[1](注)，5<6，7>3"), "[视频]习近平<三>,[1](注),5<6,7>3");
    }

    #[test]
    fn of_the_front_matter_only_the_title_is_text() {
        let normal = normalize("---\ntitle: \"声明\"\ndate: 2021-03-07\n---\n正文。\n");
        assert_eq!(normal.text, "声明正文。");
        assert_eq!(normal.front_matter[1], ("date".into(), "2021-03-07".into()));
        assert_eq!(normal.map.original(Span::new(0, "声明".len())), Span::new(12, 18));
    }

    #[test]
    fn of_html_the_main_text_is_read() {
        let page = "<!DOCTYPE html><html><head><title>x</title><meta name=\"publishdate\" content=\"2024-03-07\"></head><body>\
            <ul><li><a href=1>首页</a></li><li><a href=2>新闻</a></li></ul><h1>答记者问</h1>\
            <p>中方&nbsp;<b>愿</b>同各方&amp;伙伴合作。</p><script>var a = '对话';</script></body></html>";
        let normal = normalize(page);
        assert_eq!(normal.text, "答记者问中方愿同各方&伙伴合作。");
        assert_eq!(normal.lines[0].heading, 1);
        assert_eq!(normal.front_matter, [("date".to_owned(), "2024-03-07".to_owned())]);
        let at = normal.text.find('&').unwrap();
        assert_eq!(normal.map.original(Span::new(at, at + 1)).of(page), "&amp;");
    }

    #[test]
    fn the_cells_of_a_row_are_one_line_and_stay_apart() {
        let page = "<html><body><table><tr><th>国家</th><th>天数</th></tr><tr><td><p>瑞士</p></td><td><p>1</p></td><td>5</td></tr>\
            </table><p>正文。</p></body></html>";
        let normal = normalize(page);
        let lines: Vec<(&str, bool)> = normal.lines.iter().map(|l| (l.span.of(&normal.text), l.row)).collect();
        assert_eq!(lines, [("国家\t天数", true), ("瑞士\t1\t5", true), ("正文。", false)]);
        let normal = normalize("| 国家 | 天数 |\n|----|:---|\n| 瑞士 | 15 |\n");
        assert_eq!(normal.lines.len(), 2);
        assert!(normal.lines.iter().all(|l| l.row));
    }

    #[test]
    fn the_map_leads_back() {
        let original = "  ## 三 月 １４日\r\n";
        let normal = normalize(original);
        let at = normal.text.find("月14").unwrap();
        let span = normal.map.original(Span::new(at, at + "月14".len()));
        assert_eq!(span.of(original), "月 １４");
    }
}
