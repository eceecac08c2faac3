//! Dates in figures alone: `2024-03-07`, `2024/3/7`, `2024.3.7`, and shorter ones where every form is asked for.

use super::expr::{Date, MonthOf, MonthRef, YearRef};
use super::point::{Int, Point, Reader, int_at};
use crate::number::char_at;

/// `2024-03-07`, `2024/3/7`, `2024.3.7`, with a clock time perhaps; with `all`, also shorter and other orders.
pub(crate) fn iso(reader: &Reader, at: usize) -> Option<Point> {
    let text = reader.text;
    let bytes = text.as_bytes();
    if !bytes[at].is_ascii_digit() || (at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.')) {
        return None;
    }
    let a = int_at(text, at)?;
    let mark = bytes.get(a.end).copied().unwrap_or(b'\n');
    let ok =
        |point: Option<(Date, usize)>| {
            point
                .filter(|(_, end)| !bytes.get(*end).is_some_and(|b| b.is_ascii_alphanumeric()))
                .map(|(first, end)| Point { start: at, end, first, last: None, firm: true })
        };
    if reader.all && text[a.end..].starts_with('·') {
        return int_at(text, a.end + '·'.len_utf8()).and_then(|b| ok(short(text, a, b, MIDDLE_DOT)));
    }
    let stands_bare = || reader.all && !char_at(text, a.end).is_some_and(|c| "年月日号时点".contains(c));
    let bare = || ok(bare_digits(a).filter(|_| stands_bare()));
    if !matches!(mark, b'-' | b'/' | b'.' | b' ') || !bytes.get(a.end + 1).is_some_and(u8::is_ascii_digit) {
        return bare();
    }
    let b = int_at(text, a.end + 1)?;
    let c = (bytes.get(b.end) == Some(&mark)).then(|| int_at(text, b.end + 1)).flatten().filter(|c| c.ascii);
    match c {
        Some(c) if a.digits == 4 && (mark != b' ' || reader.all) => ok(day(a.value, b.value, c.value, c.end)),
        Some(c) if reader.all && mark == b'/' && c.digits == 4 => ok(day(c.value, b.value, a.value, c.end)),
        Some(c) if reader.all && mark == b'-' && a.digits == 2 && b.digits == 2 && c.digits == 2 => {
            ok(day(2000 + a.value, b.value, c.value, c.end))
        }
        None if reader.all => ok(short(text, a, b, mark)),
        _ => None,
    }
    .or_else(bare)
}

/// Stands for the mark of 6·30, which is no single byte.
const MIDDLE_DOT: u8 = 0;

/// Two numbers: `2008.03`, `09-01`, `12/1`.
fn short(text: &str, a: Int, b: Int, mark: u8) -> Option<(Date, usize)> {
    let month =
        |year: YearRef, m: i64| (1..=12).contains(&m).then_some(MonthRef { year, month: MonthOf::Number(m as u8) });
    let behind = text.as_bytes().get(b.end);
    if a.digits == 4 && b.digits == 2 && mark == b'.' && (1900..=2100).contains(&a.value) {
        let month = month(YearRef::Number(a.value as i32), b.value)?;
        if let Some(day) = behind
            .filter(|c| **c == b'-')
            .and_then(|_| int_at(text, b.end + 1))
            .filter(|d| d.digits == 2 && d.value <= 31)
        {
            return Some((Date::Day(month, day.value as u8), day.end));
        }
        return Some((Date::Month(month), b.end));
    }
    if a.digits == 4 && b.digits == 2 && mark == b'-' && (1900..=2100).contains(&a.value) && behind != Some(&b'-') {
        return Some((Date::Month(month(YearRef::Number(a.value as i32), b.value)?), b.end));
    }
    let dotted = mark == MIDDLE_DOT && a.digits <= 2 && b.digits <= 2;
    let padded = mark == b'-' && a.digits == 2 && b.digits == 2 && a.zero_led;
    let slashed = mark == b'/' && a.digits <= 2 && b.digits <= 2 && behind != Some(&b'/');
    if !(padded || slashed || dotted) || !(1..=31).contains(&b.value) {
        return None;
    }
    Some((Date::Day(month(YearRef::Unset, a.value)?, b.value as u8), b.end))
}

/// `20240307`, `2018`.
fn bare_digits(a: Int) -> Option<(Date, usize)> {
    match a.digits {
        8 => day(a.value / 10_000, a.value / 100 % 100, a.value % 100, a.end),
        4 if (1900..=2099).contains(&a.value) => Some((Date::Year(YearRef::Number(a.value as i32)), a.end)),
        _ => None,
    }
}

fn day(year: i64, month: i64, day: i64, end: usize) -> Option<(Date, usize)> {
    let valid = (1000..=2200).contains(&year) && super::calendar::is_day(year, month, day);
    let month = MonthRef { year: YearRef::Number(year as i32), month: MonthOf::Number(month as u8) };
    valid.then_some((Date::Day(month, day as u8), end))
}
