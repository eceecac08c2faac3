//! Whole time expressions: points joined to intervals, clock times, lengths, and what the sentence before supplies.

use super::expr::{Clock, Date, Form, Length, MonthOf, MonthRef, TimeExpr, YearRef};
use super::length::{self, since_word};
use super::point::{Int, Point, Reader, int_at};
use super::policy;
use super::words::{DAY_PARTS, DayPart};
use crate::number::{Found, Mode, Symbol, Units, char_at, char_before, is_han, range_mark, symbol};

/// The outcome of trying one place.
pub(crate) enum Step {
    Found(Box<Found<TimeExpr>>),
    /// A time that is not marked: go on behind it.
    Skip(usize),
    None,
}

/// How far, in bytes, a named day or month reaches for those that follow.
const REACH: usize = 400;

/// What earlier expressions say about the years and months left out of later ones.
#[derive(Default)]
pub(crate) struct Context {
    /// Year named in this sentence.
    sentence_year: Option<YearRef>,
    /// Year last named, for 同年 and 全年, and where.
    year: Option<(YearRef, usize)>,
    /// Month of the day named in this sentence, for the days that follow (3月5日…6日).
    sentence_month: Option<MonthRef>,
    day: Option<(Date, usize)>,
}

impl Context {
    pub(crate) fn end_sentence(&mut self) {
        self.sentence_year = None;
        self.sentence_month = None;
    }

    fn near<T: Clone>(slot: &Option<(T, usize)>, at: usize) -> Option<T> {
        slot.as_ref().filter(|(_, place)| at - place.min(&at) <= REACH).map(|(value, _)| value.clone())
    }

    fn year(&self, year: YearRef, at: usize) -> YearRef {
        match year {
            YearRef::Unset => self.sentence_year.unwrap_or(YearRef::Unset),
            YearRef::After(n) => match Self::near(&self.year, at) {
                Some(YearRef::Number(y)) => YearRef::Number(y + n),
                Some(YearRef::Shift(y)) => YearRef::Shift(y + n),
                Some(YearRef::Review) if n == 0 => YearRef::Review,
                _ => YearRef::Shift(n),
            },
            known => known,
        }
    }

    fn month(&self, month: MonthRef, at: usize) -> MonthRef {
        match month.month {
            MonthOf::Unset => self.sentence_month.unwrap_or(month),
            MonthOf::Number(_) => MonthRef { year: self.year(month.year, at), ..month },
            MonthOf::Shift(_) => month,
        }
    }

    /// Fills in what a date leaves out.
    fn fill(&self, date: Date, at: usize) -> Date {
        match date {
            Date::Year(y) => Date::Year(self.year(y, at)),
            Date::Months(y, a, b) => Date::Months(self.year(y, at), a, b),
            Date::Half(y, n) => Date::Half(self.year(y, at), n),
            Date::Quarter(y, n) => Date::Quarter(self.year(y, at), n),
            Date::Season(y, n) => Date::Season(self.year(y, at), n),
            Date::Month(m) => Date::Month(self.month(m, at)),
            Date::Days(m, a, b) => Date::Days(self.month(m, at), a, b),
            Date::Day(m, d) => Date::Day(self.month(m, at), d),
            Date::DayAfter(None, n) => Date::DayAfter(Self::near(&self.day, at).map(Box::new), n),
            Date::Feast(y, feast) => Date::Feast(self.year(y, at), feast),
            other => other,
        }
    }

    fn note(&mut self, date: &Date, at: usize) {
        let (year, month) = match date {
            Date::Year(y) | Date::Months(y, _, _) | Date::Half(y, _) | Date::Quarter(y, _) | Date::Season(y, _) => {
                (*y, None)
            }
            Date::Month(m) | Date::Days(m, _, _) | Date::Day(m, _) => (m.year, Some(*m)),
            _ => (YearRef::Unset, None),
        };
        if !matches!(year, YearRef::Unset | YearRef::Every) {
            self.sentence_year = Some(year);
            self.year = Some((year, at));
        }
        if let Some(month) =
            month.filter(|m| m.month != MonthOf::Unset && m.year != YearRef::Every && matches!(date, Date::Day(..)))
        {
            self.sentence_month = Some(month);
        }
        if matches!(date, Date::Day(..) | Date::DayShift(_) | Date::DayAfter(..)) {
            self.day = Some((date.clone(), at));
        }
    }
}

/// Tries to read a time expression at byte `at`; words before it are taken in down to `floor`.
pub(crate) fn read_at(text: &str, at: usize, floor: usize, units: &Units, mode: Mode, context: &mut Context) -> Step {
    let reader = Reader { text, units, all: mode == Mode::All };
    if let Some(found) = plan(&reader, at, floor) {
        return Step::Found(Box::new(found));
    }
    if let Some(end) = impossible_day(text, at) {
        return Step::Skip(end);
    }
    if let Some(point) = reader.point(at) {
        return match dated(&reader, point, context) {
            Some(found) if mode == Mode::All || policy::marks_date(text, &found) => Step::Found(Box::new(found)),
            Some(found) => Step::Skip(found.end),
            None => Step::None,
        };
    }
    if !char_at(text, at).is_some_and(|c| !matches!(symbol(c), Symbol::Other | Symbol::More)) {
        return Step::None;
    }
    clock_alone(&reader, at, floor, context)
        .map(|found| Step::Found(Box::new(found)))
        .or_else(|| lasting(&reader, at, floor, context))
        .unwrap_or(Step::None)
}

/// 2月30日, 2019年2月29日: the end of a date that does not exist.
fn impossible_day(text: &str, at: usize) -> Option<usize> {
    let number = |from: usize, unit: char| {
        let int = int_at(text, from)?;
        text[int.end..].starts_with(unit).then_some((int.value, int.end + unit.len_utf8()))
    };
    let year = number(at, '年').filter(|(year, _)| (1000..=2200).contains(year));
    let (month, from) = number(year.map_or(at, |(_, end)| end), '月')?;
    let (day, end) = number(from, '日')?;
    let length = u8::try_from(month)
        .ok()
        .filter(|m| (1..=12).contains(m))
        .map_or(0, |m| super::calendar::month_length(year.map_or(2000, |(y, _)| y as i32), m));
    (day > i64::from(length) || day == 0).then_some(end)
}

/// A point, with the clock time or second end that follows it.
fn dated(reader: &Reader, point: Point, context: &mut Context) -> Option<Found<TimeExpr>> {
    let text = reader.text;
    let place = point.start;
    let mut first = context.fill(point.first, place);
    let mut end = point.end;
    if let Some(last) = point.last {
        let last = inherit(last, &first);
        context.note(&last, place);
        return Some(finish(place, end, Form::Between(first, last), "date"));
    }
    if text[..place].trim_end_matches('的').ends_with("每年") {
        first = every_year(first);
    }
    let mut clock = None;
    if is_day(&first) {
        if let Some((from, to, hours_end)) = hours(reader, end) {
            let form = if from.hour == 0 && to.hour == 24 {
                Form::At(first.clone(), None)
            } else {
                Form::Hours(first.clone(), from, to)
            };
            context.note(&first, place);
            return Some(finish(place, hours_end, form, "date"));
        }
        let evening = text[place..end].ends_with(['晚', '夜']).then_some(DayPart::Afternoon);
        (clock, end) = day_tail(reader, end, evening);
    }
    if let Some(mark) = interval_mark(&text[end..])
        && let Some(next) = second_end(reader, end + mark)
        && !["之前", "以前"].iter().any(|word| text[next.end..].starts_with(word))
    {
        let last = next.last.unwrap_or(next.first);
        if let Some((a, b)) = share(first.clone(), last) {
            context.note(&b, place);
            let b_end = if is_day(&b) { day_tail(reader, next.end, None).1 } else { next.end };
            return Some(finish(place, b_end, Form::Between(a, b), "date"));
        }
    }
    context.note(&first, place);
    if let Some(len) = open_end(&text[end..], &first) {
        return Some(finish(place, end + len, Form::Since(first), "date"));
    }
    Some(finish(place, end, Form::At(first, clock), "date"))
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

fn finish(start: usize, end: usize, form: Form, rule: &'static str) -> Found<TimeExpr> {
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

/// Both ends with their parts shared; `None` when they cannot be the ends of one span.
fn share(first: Date, last: Date) -> Option<(Date, Date)> {
    let last = inherit(last, &first);
    let first = match (&first, &last) {
        (Date::Month(m), Date::Month(n)) if m.year == YearRef::Unset => {
            Date::Month(MonthRef { year: n.year, month: m.month })
        }
        (Date::Day(m, d), Date::Day(n, _)) if m.year == YearRef::Unset && n.month != MonthOf::Unset => {
            let month = if m.month == MonthOf::Unset { n.month } else { m.month };
            Date::Day(MonthRef { year: n.year, month }, *d)
        }
        _ => first,
    };
    // A day and a whole year or century make no span; nor do lengths counted from the document.
    let coarse = |d: &Date| matches!(d, Date::Year(_) | Date::Century(..) | Date::Decade(..));
    let fits = !(coarse(&first) && is_day(&last) && matches!(last, Date::DayShift(_)));
    fits.then_some((first, last))
}

/// 8—10时, 0—24时 behind a day.
fn hours(reader: &Reader, at: usize) -> Option<(Clock, Clock, usize)> {
    let text = reader.text;
    let (part, at) = day_part(text, at).map_or((None, at), |(part, end)| (Some(part), end));
    let from = int_at(text, at).filter(|int| int.value <= 24)?;
    let from_end = if text[from.end..].starts_with('时') { from.end + '时'.len_utf8() } else { from.end };
    let mark = range_mark(&text[from_end..])?;
    let to = int_at(text, from_end + mark).filter(|int| int.value <= 24 && int.value > from.value)?;
    let end = text[to.end..].starts_with('时').then(|| to.end + '时'.len_utf8())?;
    let clock = |hour: i64| Clock {
        hour: part.map_or(hour as u8, |p: DayPart| p.hour(hour as u8)),
        minute: 0,
        second: 0,
        beijing: false,
    };
    Some((clock(from.value), clock(to.value), end))
}

/// The part of the day and the clock time behind a day: the clock and the end. `evening` is what the day's own word
/// says (今晚九点).
fn day_tail(reader: &Reader, at: usize, evening: Option<DayPart>) -> (Option<Clock>, usize) {
    let text = reader.text;
    let spaced = at + usize::from(text[at..].starts_with(' '));
    let (part, end) = day_part(text, spaced).map_or((None, at), |(part, end)| (Some(part), end));
    let (beijing, from) = zone(text, if part.is_some() { end } else { spaced });
    let (inner, inner_end) = match day_part(text, from) {
        Some((inner, inner_end)) if part.is_none() => (Some(inner), inner_end),
        _ => (part.or(evening), from),
    };
    match clock(reader, inner_end, inner) {
        Some((mut clock, clock_end)) => {
            clock.beijing = beijing;
            (Some(clock), clock_end)
        }
        None => (None, end),
    }
}

fn day_part(text: &str, at: usize) -> Option<(DayPart, usize)> {
    let rest = &text[at..];
    let (word, part) = DAY_PARTS.iter().find(|(word, _)| rest.starts_with(word))?;
    let behind = rest[word.len()..].chars().next();
    let joined = match *word {
        "晚" => behind.is_some_and(|c| "会宴餐报于点些清近年期辈婚饭".contains(c)),
        "早" => behind.is_some_and(|c| "已在就餐期日些春先于前晚稻饭".contains(c)),
        _ => false,
    };
    (!joined).then_some((*part, at + word.len()))
}

/// 北京时间 and other zones between day and hour: whether it is Beijing's, and where to go on.
fn zone(text: &str, at: usize) -> (bool, usize) {
    let rest = text[at..].strip_prefix('(').map_or(&text[at..], |inner| inner);
    let window: usize = rest.chars().take_while(|c| is_han(*c)).take(7).map(char::len_utf8).sum();
    match rest[..window].find("时间") {
        Some(i) if i > 0 => (rest[..i].ends_with("北京"), text.len() - rest.len() + i + "时间".len()),
        _ => (false, at),
    }
}

/// `10时30分`, `3点半`, `12时`, `20:30:00`.
fn clock(reader: &Reader, at: usize, part: Option<DayPart>) -> Option<(Clock, usize)> {
    let text = reader.text;
    let hour = int_at(text, at).filter(|int| int.value <= 24 && int.digits <= 2)?;
    let rest = &text[hour.end..];
    let (minute, second, end) = if let Some(body) = rest.strip_prefix(':') {
        let minute =
            int_at(text, text.len() - body.len()).filter(|int| int.ascii && int.digits == 2 && int.value < 60)?;
        let minute = Int {
            end: minute.end + if text[minute.end..].starts_with('分') { '分'.len_utf8() } else { 0 },
            ..minute
        };
        let second = text[minute.end..]
            .strip_prefix(':')
            .and_then(|b| int_at(text, text.len() - b.len()))
            .filter(|int| int.digits == 2 && int.value < 60);
        (minute.value, second.map_or(0, |s| s.value), second.map_or(minute.end, |s| s.end))
    } else if let Some(body) = rest
        .strip_prefix('时')
        .filter(|b| !b.starts_with(['间', '代', '期', '候', '刻', '差', '速', '段', '机', '而', '常', '任']))
    {
        minutes(text, text.len() - body.len())?
    } else if let Some(body) = rest.strip_prefix("点钟") {
        (0, 0, text.len() - body.len())
    } else if let Some(body) = rest.strip_prefix('点').filter(|b| {
        !b.starts_with(['评', '击', '名', '心', '火', '建', '意', '共', '要', '希', '主', '看', '是', '原', '经', '启'])
    }) {
        minutes(text, text.len() - body.len())?
    } else {
        return None;
    };
    let hour = part.map_or(hour.value as u8, |part| part.hour(hour.value as u8));
    Some((Clock { hour, minute: minute as u8, second: second as u8, beijing: false }, end))
}

/// What follows 时 or 点: minutes and seconds, 半, 一刻, 整. `None` when a digit follows that is neither.
fn minutes(text: &str, at: usize) -> Option<(i64, i64, usize)> {
    let rest = &text[at..];
    for (word, minute) in [("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0), ("许", 0)] {
        if rest.starts_with(word) && !rest[word.len()..].starts_with(['个', '导']) {
            return Some((minute, 0, at + word.len()));
        }
    }
    let Some(int) = int_at(text, at) else { return Some((0, 0, at)) };
    let marked = text[int.end..].starts_with('分') && !text[int.end..].starts_with("分之");
    let plausible = int.value < 60 && (marked || int.digits == 2 || int.digits == 0);
    if !plausible {
        return (int.ascii && !marked).then_some((0, 0, at));
    }
    let end = if marked { int.end + '分'.len_utf8() } else { int.end };
    let next = char_at(text, end);
    if !marked && next.is_some_and(|c| is_han(c) && !"的,开举在左前,召抵正".contains(c)) {
        return Some((0, 0, at));
    }
    let second = int_at(text, end).filter(|s| marked && s.value < 60 && text[s.end..].starts_with('秒'));
    Some((int.value, second.map_or(0, |s| s.value), second.map_or(end, |s| s.end + '秒'.len_utf8())))
}

/// A clock time without a date before it: 上午10时, 当地时间20:30.
fn clock_alone(reader: &Reader, at: usize, floor: usize, context: &Context) -> Option<Found<TimeExpr>> {
    let text = reader.text;
    if char_before(text, at).is_some_and(|c| c.is_ascii_alphanumeric() || ".:-第".contains(c)) {
        return None;
    }
    let head = &text[floor.min(at)..at];
    let before = DAY_PARTS.iter().find(|(word, _)| head.ends_with(word));
    let part = before.map(|(_, part)| *part);
    let start = at - before.map_or(0, |(word, _)| word.len());
    let (mut clock, end) = clock(reader, at, part)?;
    // 早一点 is no hour.
    if !reader.all && text[at..end] == *"一点" && before.is_none_or(|(word, _)| word.chars().count() == 1) {
        return None;
    }
    let daily = ["每天", "每日", "每晚", "每周"].iter().any(|word| text[..start].ends_with(word));
    if daily && !reader.all {
        return None;
    }
    let zoned = text[floor.min(at)..start].ends_with("时间");
    clock.beijing = text[floor.min(at)..start].ends_with("北京时间");
    let precise = text[at..end].contains('分') && text[at..end].contains(['时', '点']);
    if !(reader.all || part.is_some() || zoned || precise) {
        return None;
    }
    let day = Context::near(&context.day, at).unwrap_or(Date::DayShift(0));
    Some(finish(start, end, Form::At(day, Some(clock)), "clock"))
}

/// A length, or the date that lies so long before or after.
fn lasting(reader: &Reader, at: usize, floor: usize, context: &mut Context) -> Option<Step> {
    let text = reader.text;
    let reading = length::read(reader, at)?;
    let prefix = policy::length_prefix(text, reading.start, floor, reading.bare);
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
        let sure = reader.all || policy::marks_length(text, &reading, start, prefix.is_some(), reader.units);
        let value = TimeExpr::date(Form::At(Date::Ago(reading.low, sign, reading.open), None));
        return Some(if sure {
            Step::Found(Box::new(found(reading.end + len, value, "relative")))
        } else {
            Step::Skip(reading.end + len)
        });
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
    if !matches!(mark, b'-' | b'/' | b'.' | b' ') || !bytes.get(a.end + 1).is_some_and(u8::is_ascii_digit) {
        return if reader.all && !char_at(text, a.end).is_some_and(|c| "年月日号时点".contains(c)) {
            ok(bare_digits(a))
        } else {
            None
        };
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
    .or_else(|| {
        if reader.all && !char_at(text, a.end).is_some_and(|c| "年月日号时点".contains(c)) {
            ok(bare_digits(a))
        } else {
            None
        }
    })
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
    let valid = (1000..=2200).contains(&year)
        && (1..=12).contains(&month)
        && (1..=i64::from(super::calendar::month_length(year as i32, month as u8))).contains(&day);
    let month = MonthRef { year: YearRef::Number(year as i32), month: MonthOf::Number(month as u8) };
    valid.then_some((Date::Day(month, day as u8), end))
}
