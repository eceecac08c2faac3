//! Whole time expressions: points joined to intervals, clock times, lengths, and what the sentence before supplies.

use super::clock::{approximate, clock_alone, day_tail, hours};
use super::context::{Context, days_after};
use super::expr::{Date, Form, Length, MonthOf, MonthRef, TimeExpr, YearRef};
use super::length::{self, since_word};
use super::point::{Point, Reader, int_at};
use super::policy;
use super::words::DayPart;
use crate::number::{DateWords, Found, Mode, Symbol, Units, char_at, range_mark, symbol};
use rust_decimal::prelude::ToPrimitive;

/// The outcome of trying one place.
pub(crate) enum Step {
    Found(Box<Found<TimeExpr>>),
    /// A time that is not marked: go on behind it.
    Skip(usize),
    None,
}

/// Tries to read a time expression at byte `at`; words before it are taken in down to `floor`.
pub(crate) fn read_at(text: &str, at: usize, floor: usize, units: &Units, mode: Mode, context: &mut Context) -> Step {
    let reader = Reader { text, units, all: mode == Mode::All };
    if let Some(found) = plan(&reader, at, floor) {
        return Step::Found(Box::new(found));
    }
    if let Some((month, end)) = impossible_day(text, at) {
        return match month.filter(|_| mode == Mode::Guide) {
            Some(month) => Step::Found(Box::new(finish(at, end, Form::At(Date::NoDay(month), None), "date"))),
            None => Step::Skip(end),
        };
    }
    if let Some(point) = reader.point(at) {
        return match dated(&reader, point, context) {
            Some(found) if mode == Mode::All || policy::marks_date(text, &found, &units.dates) => {
                Step::Found(Box::new(found))
            }
            Some(found) => Step::Skip(found.end),
            None => Step::None,
        };
    }
    if !char_at(text, at).is_some_and(|c| !matches!(symbol(c), Symbol::Other | Symbol::More)) {
        return Step::None;
    }
    clock_alone(&reader, at, floor, context).or_else(|| lasting(&reader, at, floor, context)).unwrap_or(Step::None)
}

/// 2月30日, 2019年2月29日: a date that does not exist, with its month if that does, and where it ends.
fn impossible_day(text: &str, at: usize) -> Option<(Option<MonthRef>, usize)> {
    let number = |from: usize, unit: char| {
        let int = int_at(text, from)?;
        text[int.end..].starts_with(unit).then_some((int.value, int.end + unit.len_utf8()))
    };
    let year = number(at, '年').filter(|(year, _)| (1000..=2200).contains(year));
    let (month, from) = number(year.map_or(at, |(_, end)| end), '月')?;
    let (day, end) = number(from, '日')?;
    let number = u8::try_from(month).ok().filter(|m| (1..=12).contains(m));
    let length = number.map_or(0, |m| super::calendar::month_length(year.map_or(2000, |(y, _)| y as i32), m));
    let month = number.map(|number| MonthRef {
        year: year.map_or(YearRef::Unset, |(y, _)| YearRef::Number(y as i32)),
        month: MonthOf::Number(number),
    });
    (day > i64::from(length) || day == 0).then_some((month, end))
}

/// A point, with the clock time or second end that follows it.
fn dated(reader: &Reader, point: Point, context: &mut Context) -> Option<Found<TimeExpr>> {
    let text = reader.text;
    let (place, mut end) = (point.start, point.end);
    let first = anchored(reader, point.first, place, end, context);
    if let Some(last) = point.last {
        let last = inherit(last, &first);
        context.note_span(&last, false, place);
        return Some(finish(place, end, Form::Between(first, last), "date"));
    }
    let mut clock = None;
    if is_day(&first) {
        let evening = text[place..end].ends_with(['晚', '夜']).then_some(DayPart::Night);
        if let Some((from, to, end)) = hours(reader, end, evening) {
            context.note(&first, place);
            let whole = from.hour == 0 && to.hour == 24;
            let form = if whole { Form::At(first, None) } else { Form::Hours(first, from, to) };
            return Some(finish(place, end, form, "date"));
        }
        let (found, tail) = day_tail(reader, end, evening);
        (clock, end) = (found.map(|(clock, _)| clock), tail);
        if let Some((_, Some(part))) = found {
            context.note_clock(part, end);
        }
    }
    if let Some((first, last, last_end)) = interval(reader, &first, end) {
        context.note_span(&last, one_night(&first, &last, &text[place..end]), place);
        return Some(finish(place, last_end, Form::Between(first, last), "date"));
    }
    if policy::ends(&text[..place], &reader.units.dates.measured_against) && !text[end..].starts_with("全年") {
        context.note_compared(&first, place);
    } else {
        context.note(&first, place);
    }
    if clock.is_some() {
        end = approximate(text, end);
    }
    if let Some(len) = open_end(&text[end..], &first) {
        return Some(finish(place, end + len, Form::Since(first), "date"));
    }
    Some(finish(place, end, Form::At(first, clock), "date"))
}

/// The span from a date to another behind byte `end`: both ends, and where it stops.
fn interval(reader: &Reader, first: &Date, end: usize) -> Option<(Date, Date, usize)> {
    let text = reader.text;
    let rest = &text[end..];
    let next = second_end(reader, end + interval_mark(rest)?)?;
    if ["之前", "以前"].iter().any(|word| text[next.end..].starts_with(word)) {
        return None;
    }
    let (first, last) = share(first.clone(), next.last.unwrap_or(next.first), rest.starts_with('起'))?;
    let end = if is_day(&last) { day_tail(reader, next.end, None).1 } else { next.end };
    Some((first, last, end))
}

/// 10号夜间到11号凌晨: from the evening of a day to the next.
fn one_night(first: &Date, last: &Date, written: &str) -> bool {
    let next = matches!((first, last), (Date::Day(a, d), Date::Day(b, e)) if a == b && d + 1 == *e);
    next && written.ends_with(['晚', '夜', '间', '上'])
}

/// A date with what the text around it and before it supplies.
fn anchored(reader: &Reader, date: Date, place: usize, end: usize, context: &Context) -> Date {
    let (head, rest) = (&reader.text[..place], &reader.text[end..]);
    let words = &reader.units.dates;
    let fixed = matches!(date, Date::Day(MonthRef { year: YearRef::Unset, .. }, _))
        && policy::begins(rest, &words.fixed_for_good);
    if fixed || head.trim_end_matches('的').ends_with("每年") {
        return every_year(context.fill(date, place));
    }
    let unset = MonthRef { year: YearRef::Unset, month: MonthOf::Unset };
    match date {
        Date::Day(month, day) if month == unset && policy::ends(head, &words.ahead) => {
            match context.fill(Date::Day(month, day), place) {
                Date::Day(month, day) if month == unset => {
                    Date::Day(MonthRef { month: MonthOf::Shift(0), ..unset }, day)
                }
                filled => filled,
            }
        }
        Date::Day(MonthRef { year: YearRef::Unset, month: month @ MonthOf::Number(1 | 2) }, day)
            if policy::ends(head, &words.ahead) || rest.starts_with('起') =>
        {
            match context.fill(Date::Day(MonthRef { year: YearRef::Unset, month }, day), place) {
                Date::Day(MonthRef { year: YearRef::Unset, .. }, day) => {
                    Date::Day(MonthRef { year: YearRef::Coming, month }, day)
                }
                filled => filled,
            }
        }
        Date::DayAfter(None, n)
            if policy::ends(head, &words.incident) || (opens_paragraph(head) && context.strayed()) =>
        {
            context.fill(context.lead_day().map_or(Date::DayAfter(None, n), |day| days_after(day, n)), place)
        }
        Date::DayShift(0) if speech(head, words) => context.day_of_speech().unwrap_or(date),
        date if policy::ends(head, &words.compared) => {
            context.fill(compared(&reader.text[place..end], date, place, context), place)
        }
        date => context.fill(date, place),
    }
}

/// Does a paragraph begin behind `head`, perhaps indented?
fn opens_paragraph(head: &str) -> bool {
    head.trim_end_matches([' ', '\u{3000}', '\t']).ends_with('\n')
}

/// 他表示,今天是…: the day word is the speaker's.
fn speech(head: &str, words: &DateWords) -> bool {
    let opened = head.trim_end_matches(['“', '"']);
    opened.strip_suffix([',', ':']).is_some_and(|told| policy::ends(told, &words.speaking))
}

/// 比上年, 与上月持平 behind a period that the text reports on: the period before that one.
fn compared(word: &str, date: Date, place: usize, context: &Context) -> Date {
    if !word.starts_with('上') {
        return date;
    }
    let back = YearRef::After(-1);
    match date {
        Date::Year(YearRef::Shift(-1)) => Date::Year(back),
        Date::Months(YearRef::Shift(-1), a, b) => Date::Months(back, a, b),
        Date::Half(YearRef::Shift(-1), n) => Date::Half(back, n),
        Date::Quarter(YearRef::Shift(-1), n) => Date::Quarter(back, n),
        Date::Month(MonthRef { month: MonthOf::Shift(-1), .. }) => {
            context.month_before(place).map_or(date, Date::Month)
        }
        date => date,
    }
}

/// 每年4月15日: the day of no one year.
fn every_year(date: Date) -> Date {
    match date {
        Date::Day(MonthRef { month: month @ MonthOf::Number(_), .. }, day) => {
            Date::Day(MonthRef { year: YearRef::Every, month }, day)
        }
        Date::Month(MonthRef { month: month @ MonthOf::Number(_), .. }) => {
            Date::Month(MonthRef { year: YearRef::Every, month })
        }
        other => other,
    }
}

pub(super) fn finish(start: usize, end: usize, form: Form, rule: &'static str) -> Found<TimeExpr> {
    Found { start, end, value: TimeExpr::date(form), rule }
}

fn interval_mark(rest: &str) -> Option<usize> {
    let begun = rest.strip_prefix('起').map_or(0, |_| '起'.len_utf8());
    if begun > 0 && !rest[begun..].starts_with(['至', '到']) {
        return None;
    }
    range_mark(&rest[begun..]).map(|len| begun + len)
}

/// The second end of an interval; two digits behind a year with four are a year too.
fn second_end(reader: &Reader, at: usize) -> Option<Point> {
    reader.point(at).filter(|p| p.start == at)
}

/// 以来, 至今, and 来 behind a year: the length of the words.
fn open_end(rest: &str, date: &Date) -> Option<usize> {
    if let Some(word) = ["以来", "至今", "迄今"].iter().find(|w| rest.starts_with(**w)) {
        return Some(word.len());
    }
    let year = matches!(date, Date::Year(_));
    let behind = rest.strip_prefix('来')?;
    (year && behind.starts_with([',', '的', '。', '、'])).then(|| since_word(rest))
}

fn is_day(date: &Date) -> bool {
    matches!(
        date,
        Date::Day(..)
            | Date::DayShift(_)
            | Date::DayAfter(..)
            | Date::Weekday(..)
            | Date::Feast(..)
            | Date::Lunar { day: Some(_), .. }
    )
}

/// The last date takes over what only the first says.
fn inherit(last: Date, first: &Date) -> Date {
    match (&last, first) {
        (Date::Day(m, d), Date::Day(n, _) | Date::Days(n, _, _)) if m.month == MonthOf::Unset => Date::Day(*n, *d),
        (Date::Day(m, d), Date::Day(n, _)) if m.year == YearRef::Unset => {
            Date::Day(MonthRef { year: n.year, month: m.month }, *d)
        }
        (Date::Day(m, d), Date::Month(n)) if m.year == YearRef::Unset && m.month != MonthOf::Unset => {
            Date::Day(MonthRef { year: n.year, month: m.month }, *d)
        }
        (Date::Month(m), Date::Month(n) | Date::Day(n, _) | Date::Days(n, _, _)) if m.year == YearRef::Unset => {
            Date::Month(MonthRef { year: n.year, month: m.month })
        }
        (Date::Feast(y, f), Date::Feast(z, _)) if *y == YearRef::Unset => Date::Feast(*z, *f),
        _ => last,
    }
}

/// Both ends with their parts shared; `None` when they cannot be the ends of one span. A first date with `begun` behind it
/// (8月1日 + 起至…) stands for itself.
fn share(first: Date, last: Date, begun: bool) -> Option<(Date, Date)> {
    let last = inherit(last, &first);
    let first = match (&first, &last) {
        (Date::Month(m), Date::Month(n)) if m.year == YearRef::Unset => {
            Date::Month(MonthRef { year: year_before(&first, &last, n.year, begun), month: m.month })
        }
        (Date::Day(m, d), Date::Day(n, _)) if m.year == YearRef::Unset && n.month != MonthOf::Unset => {
            let month = if m.month == MonthOf::Unset { n.month } else { m.month };
            let whole = Date::Day(MonthRef { year: m.year, month }, *d);
            Date::Day(MonthRef { year: year_before(&whole, &last, n.year, begun), month }, *d)
        }
        _ => first,
    };
    // A day and a whole year or century make no span; nor do lengths counted from the document.
    let coarse = |d: &Date| matches!(d, Date::Year(_) | Date::Century(..) | Date::Decade(..));
    let fits = !(coarse(&first) && is_day(&last) && matches!(last, Date::DayShift(_)));
    fits.then_some((first, last))
}

/// The year of a first date that has none, before a last one of a year: the same, the one before where it would come later
/// than the last, or that of the document before a year to come (8月1日至明年7月31日).
fn year_before(first: &Date, last: &Date, year: YearRef, begun: bool) -> YearRef {
    match year {
        YearRef::Shift(years) if years > 0 => YearRef::Unset,
        YearRef::Number(_) if begun => YearRef::Unset,
        YearRef::Number(number) if in_year(first) > in_year(last) => YearRef::Number(number - 1),
        year => year,
    }
}

/// Where in its year a day or month lies that has a number.
fn in_year(date: &Date) -> Option<(u8, u8)> {
    match date {
        Date::Day(MonthRef { month: MonthOf::Number(month), .. }, day) => Some((*month, *day)),
        Date::Month(MonthRef { month: MonthOf::Number(month), .. }) => Some((*month, 0)),
        _ => None,
    }
}

/// A length, or the date that lies so long before or after.
fn lasting(reader: &Reader, at: usize, floor: usize, context: &mut Context) -> Option<Step> {
    let text = reader.text;
    let reading = length::read(reader, at)?;
    let prefix = policy::length_prefix(text, reading.start, floor, reading.bare, &reader.units.dates);
    let start = prefix.unwrap_or(reading.start);
    let found = |end: usize, value: TimeExpr, rule: &'static str| Found { start, end, value, rule };
    if is_age(text, &reading) {
        return None;
    }
    if !reading.vague
        && let Some((sign, len)) = ago_word(&text[reading.end..])
        && reading.high.is_none()
        && prefix.is_none()
        // 三年后 is mostly counted from what the text tells of, not from the document.
        && (sign < 0 || reader.all)
        && single_unit(&reading.low)
    {
        let years = reading.low.years.filter(|y| y.fract().is_zero() && !reading.open).and_then(|y| y.to_i32());
        if let (Some(years), Some(tail)) = (years, text[reading.end + len..].strip_prefix("的今天")) {
            let form = Form::At(Date::SameDayOf(sign.saturating_mul(years)), None);
            return Some(Step::Found(Box::new(found(text.len() - tail.len(), TimeExpr::date(form), "relative"))));
        }
        let sure = reader.all || policy::marks_length(text, &reading, start, prefix.is_some(), reader.units);
        let value = TimeExpr::date(Form::At(Date::Ago(reading.low, sign, reading.open), None));
        return Some(if sure {
            Step::Found(Box::new(found(reading.end + len, value, "relative")))
        } else {
            Step::Skip(reading.end + len)
        });
    }
    if let Some(tail) = text[reading.end..].strip_prefix("后的今天").filter(|_| prefix.is_none()) {
        let form = Form::At(Date::DayShift(0), None);
        return Some(Step::Found(Box::new(found(text.len() - tail.len(), TimeExpr::date(form), "relative"))));
    }
    if reading.vague || (!reader.all && !policy::marks_length(text, &reading, start, prefix.is_some(), reader.units)) {
        return Some(Step::Skip(reading.end));
    }
    if reading.low.years.is_some() && (reading.since || prefix.is_some()) {
        context.year = Some((YearRef::Review, at));
    }
    let form = match reading.high {
        Some(high) => Form::Lengths(reading.low, high),
        None => Form::Length(reading.low),
    };
    Some(Step::Found(Box::new(found(reading.end, TimeExpr::duration(form), "duration"))))
}

/// 三周大, 90天大: an age, counted as a quantity.
fn is_age(text: &str, reading: &length::Reading) -> bool {
    text[reading.end..]
        .strip_prefix('大')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['的', '了', ',', '。', '、']))
}

fn single_unit(length: &Length) -> bool {
    [length.years, length.months, length.weeks, length.days, length.hours, length.minutes, length.seconds]
        .iter()
        .flatten()
        .count()
        == 1
}

/// 前, 后 and the like behind a length: -1 before, 1 after, and the length of the word.
fn ago_word(rest: &str) -> Option<(i32, usize)> {
    for (word, sign) in [("以前", -1), ("之前", -1), ("以后", 1), ("之后", 1)] {
        if rest.starts_with(word) {
            return Some((sign, word.len()));
        }
    }
    let (sign, not) = match rest.chars().next()? {
        '前' => (-1, "后来往夕所途期线景身沿锋列任十瞻提者苏南"),
        '后' => (1, "者续果代期勤卫盾备台半面人方援"),
        _ => return None,
    };
    let behind = &rest['前'.len_utf8()..];
    behind.chars().next().is_none_or(|c| !not.contains(c)).then_some((sign, '前'.len_utf8()))
}

/// “十四五”期间: the years of a numbered five-year plan.
fn plan(reader: &Reader, at: usize, floor: usize) -> Option<Found<TimeExpr>> {
    let text = reader.text;
    let mut digits = text[at..].chars();
    let first = digits.next()?;
    let (number, len) = match (first, digits.next()?, digits.next()) {
        ('十', c, Some('五')) if matches!(symbol(c), Symbol::Digit(1..=9)) => match symbol(c) {
            Symbol::Digit(d) => (10 + i32::from(d), 9),
            _ => return None,
        },
        ('六' | '七' | '八' | '九' | '十', '五', _) => (
            if first == '十' {
                10
            } else {
                match symbol(first) {
                    Symbol::Digit(d) => i32::from(d),
                    _ => return None,
                }
            },
            6,
        ),
        _ => return None,
    };
    let quoted = text[floor.min(at)..at].ends_with('“') && text[at + len..].starts_with('”');
    let start = if quoted { at - '“'.len_utf8() } else { at };
    let end = at + len + if quoted { '”'.len_utf8() } else { 0 };
    let word = ["期间", "时期"].iter().find(|w| text[end..].starts_with(**w))?;
    let from = 2021 + (number - 14) * 5;
    Some(finish(start, end + word.len(), Form::At(Date::Plan(from, from + 4), None), "plan"))
}
