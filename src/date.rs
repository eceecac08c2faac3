//! Dates, spans of dates and durations in Chinese text.
//!
//! Input is the normal form of a text (half-width digits and marks, simplified characters, no white space inside
//! Chinese text); all offsets are bytes of it. Reading is linear in the length of the text and knows no clock: an
//! expression keeps what the text says, and [`TimeExpr::resolve`] places it against the document's date.
//!
//! # Grammar
//!
//! ```text
//! time     = interval | since | point | duration
//! interval = point ("至" | "到" | "-" | "—" | "~") point     2017年8月至11月, 本月28、29日; parts left out are shared
//! since    = point ("以来" | "来" | "至今" | "迄今")           2023年以来
//! point    = date [part of day] [clock]
//! date     = year [year-part] | month [month-part] | day | week | weekday | century | decade | feast
//!          | duration ("前" | "后" | "以前" | "之后" …)         三年前, 17天后
//!          | "“"plan"”" ("期间" | "时期")                      “十四五”期间
//! year     = digits "年" ["度" | "份"] | 今 去 明 前 后 次 同 当 本 上 来 年 | era numeral "年"
//! year-part  = 初 中 底 末 伊始 | 上半年 下半年 | [第]N季度 | 前N个月 | 春 夏 秋 冬 | 第N周 | month | feast | lunar
//! month    = (1-12) "月" ["份"] | 本月 上月 下个月 … | 正月 腊月 闰四月
//! month-part = 初 底 末 | 上旬 中旬 下旬 中下旬 | 第N周 | 前N天 | day
//! day      = (1-31) ("日" | "号") | 今天 昨日 前天 … | 初五 廿二 | 2024-03-07 | 2024/3/7 | 2024.3.7
//! week     = 本周 上周 下下周 …;  weekday = [week] (周 | 星期 | 礼拜) (一 … 六 日 天 末)
//! century  = N "世纪" [初 末 中叶 | decade];  decade = (20 … 90) "年代" [初 中期 末] | 三四十年代
//! clock    = [part of day] (0-24) ("时" | "点") [minutes ["分"] | 半 | 一刻 | 整] [左右 | 许 | 前后] | H:MM[:SS];
//!            before it perhaps 北京时间; two of them make a span: 晚上7点到9点
//! duration = [过去 | 近 | 约 …] numeral [多 余] [个] unit [半 | 多] {unit parts} [来 | 以来]
//! unit     = 年 载 周年 世纪 季度 个月 周 星期 天 日 小时 分钟 秒
//! ```
//!
//! # Values
//!
//! Dates are EDTF (ISO 8601-2): `2024-03-14`, `2023-11`, `2024-23` (autumn), `2024-33` (first quarter), `2024-41`
//! (second half), `20XX`, `199X`, `2023/..`, `2018-12-10/2018-12-16` (a week, Monday to Sunday), `XXXX-03-14` when
//! the year is unknown, `2019-02-XX` for a day that its month does not have. Lengths are ISO 8601 durations (`P34Y`,
//! `PT1H30M`; half a year is a decimal: `P0.5Y`), a length from one to another is written as `P3Y/P5Y`.
//! A month or day without a year takes the year that the same sentence has named, else the document's; in a January
//! document, late months are those of the year before. 年初 is January, 年底 December; 月初 the first five days, 月底 from the
//! 25th; the thirds of a month are 旬. A bare day twenty days ahead is one of the month before, unless 将于 or the like
//! stands before it. 当天 and a clock time take the day last named in the same item (since the last heading; right
//! behind a heading, in the item before), else the document's; a day with its year, or 昨天, is mostly an excursion, behind
//! which the day that the item began with holds again. 今天 right behind 他表示 is the day of the speech, where the item names it.
//! 比上年 and 与上月 count from the period that the text reports on; a date that is only compared with (比2013年) does not
//! lend its year. Times told of every day (每天下午3点) have no date.
//! Words that only relate (起, 前, 之后, 截至) stay outside a date's span, 来 and 以来 inside.
//!
//! # Policy of the annotation guide ([`Mode::Guide`])
//!
//! Left out: vague lengths (几年, 多年, 近年来), 每年 and the like, 一年 and 一天 without a word that makes them a measure
//! (一年来, 过去一年, 为期一年), feasts and seasons without a year, bare clock times and those of no certain day (第二天早上8点),
//! how often something comes round (两年一度), 今天的世界. The words that decide are `dates` in `ontology/units.toml`.

pub(crate) mod calendar;
mod clock;
mod context;
mod days;
mod expr;
mod iso;
mod length;
mod month;
mod point;
mod policy;
mod read;
mod resolve;
#[cfg(test)]
mod tests;
mod words;
mod year;

pub(crate) use days::days;
pub use expr::{BaseDate, TimeExpr, TimeKind};
pub(crate) use resolve::year_text;

use crate::number::{Collector, Found, Mode, Quantity, Symbol, Units, symbol, url_end};
use context::Context;
use std::sync::LazyLock;

/// What a character can begin.
const NUMERAL: u8 = 1;
const WORD: u8 = 2;
/// Ends a sentence: dates named before it are not carried on.
const STOP: u8 = 4;
/// May follow the first character of a word.
const SECOND: u8 = 8;

/// Classes of the characters of the basic plane: most begin nothing and are passed over quickly.
static CLASSES: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let mut table = vec![0u8; 0x10000].into_boxed_slice();
    let mut mark = |c: char, class: u8| {
        if let Some(known) = table.get_mut(c as usize) {
            *known |= class;
        }
    };
    let numeral =
        |c: &char| !matches!(symbol(*c), Symbol::Other | Symbol::More) || matches!(c, '第' | '首' | '多' | '负');
    ('\0'..='\u{ffff}').filter(numeral).for_each(|c| mark(c, NUMERAL));
    "。!?;\n".chars().for_each(|c| mark(c, STOP));
    words::first_characters().for_each(|c| mark(c, WORD));
    words::second_characters().for_each(|c| mark(c, SECOND));
    table
});

/// The most bytes of a line that counts as a heading.
const LONGEST_HEADING: usize = 150;

/// Finds the quantities and the dates of a text, each in order of its start. Where a date covers a number, the date
/// wins (3月14日, 34年). In [`Mode::All`], numerals inside dates are reported as well.
pub fn scan_all(text: &str, units: &Units, mode: Mode) -> (Vec<Found<Quantity>>, Vec<Found<TimeExpr>>) {
    let mut quantities = Collector::new(mode);
    let mut times: Vec<Found<TimeExpr>> = Vec::new();
    let mut context = Context::default();
    let mut at = 0;
    while let Some((start, class)) = next_candidate(text, at, mode) {
        if class & STOP != 0 {
            context.end_sentence();
            if text.as_bytes()[start] == b'\n' && heading(&text[start + 1..]) {
                context.start_item(start + 1);
            }
            at = start + 1;
            at += (at..text.len()).find(|i| text.is_char_boundary(*i)).map_or(0, |i| i - at);
            continue;
        }
        if text.as_bytes()[start] == b'h' {
            at = url_end(text, start).unwrap_or(start + 1);
            continue;
        }
        match read::read_at(text, start, quantities.floor, units, mode, &mut context) {
            read::Step::Found(found) => {
                at = found.end.max(start + 1);
                quantities.yield_to(found.start);
                quantities.floor = at;
                times.push(*found);
            }
            read::Step::Skip(end) => at = end,
            read::Step::None if class & NUMERAL != 0 || mode == Mode::All => at = quantities.step(text, start, units),
            read::Step::None => at = start + text[start..].chars().next().map_or(1, char::len_utf8),
        }
    }
    (quantities.finish(text, units), times)
}

/// Is the line that `text` begins with a heading: short, and not closed as a sentence is?
fn heading(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim();
    let short = line.len() <= LONGEST_HEADING && line.chars().nth(3).is_some();
    short && !line.ends_with(['。', '!', '?', ';', ',', ':', '、', '.', '”', ')', '…'])
}

/// Finds the dates and durations of a text, in order of their start.
pub fn scan(text: &str, units: &Units, mode: Mode) -> Vec<Found<TimeExpr>> {
    scan_all(text, units, mode).1
}

/// The next byte at or after `at` at which something may begin, and what.
fn next_candidate(text: &str, at: usize, mode: Mode) -> Option<(usize, u8)> {
    let classes = &**CLASSES;
    let bytes = text.as_bytes();
    let mut i = at;
    while i < bytes.len() {
        let b = bytes[i];
        if b < 0x80 {
            let class = ascii_class(bytes, i, mode);
            if class != 0 {
                return Some((i, class));
            }
            i += 1;
        } else if b & 0xf0 == 0xe0 && i + 2 < bytes.len() {
            let class = classes[code_of(bytes, i)];
            if class & (NUMERAL | STOP) != 0
                || mode == Mode::All
                || (class & WORD != 0 && second_fits(classes, bytes, i + 3))
            {
                return Some((i, class));
            }
            i += 3;
        } else {
            i += if b & 0xf8 == 0xf0 {
                4
            } else if b & 0xe0 == 0xc0 {
                2
            } else {
                1
            };
        }
    }
    None
}

/// Code point of the three-byte character at byte `i`.
fn code_of(bytes: &[u8], i: usize) -> usize {
    usize::from(bytes[i] & 0x0f) << 12 | usize::from(bytes[i + 1] & 0x3f) << 6 | usize::from(bytes[i + 2] & 0x3f)
}

/// Can the character at byte `i` follow the first of a word?
fn second_fits(classes: &[u8], bytes: &[u8], i: usize) -> bool {
    match bytes.get(i) {
        Some(b) if b & 0xf0 == 0xe0 && i + 2 < bytes.len() => classes[code_of(bytes, i)] & SECOND != 0,
        Some(b) => b.is_ascii_digit() || *b == b'(',
        None => false,
    }
}

fn ascii_class(bytes: &[u8], i: usize, mode: Mode) -> u8 {
    match bytes[i] {
        b'0'..=b'9' => NUMERAL,
        b'!' | b'?' | b';' | b'\n' => STOP,
        b'-' if bytes.get(i + 1).is_some_and(u8::is_ascii_digit) => NUMERAL,
        b'.' if mode == Mode::All && bytes.get(i + 1).is_some_and(u8::is_ascii_digit) => NUMERAL,
        b'Q' if bytes.get(i + 1).is_some_and(u8::is_ascii_digit) => WORD,
        b'h' if bytes[i..].starts_with(b"http") => WORD,
        _ => 0,
    }
}
