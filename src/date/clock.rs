//! Clock times: behind a day, by themselves, and from one hour to another.

use super::context::Context;
use super::expr::{Clock, Date, Form};
use super::point::{Int, Reader, int_at};
use super::policy::ends;
use super::read::{Step, finish};
use super::words::{DAY_PARTS, DayPart};
use crate::number::{Symbol, char_at, char_before, is_han, range_mark, symbol};

/// Bytes before a clock time in which the words of its clause are looked for: longer clauses are rare, and a text without
/// marks is read in linear time.
const CLAUSE: usize = 300;

/// 8—10时, 0—24时, 晚上7点到9点 behind a day.
pub(super) fn hours(reader: &Reader, at: usize, evening: Option<DayPart>) -> Option<(Clock, Clock, usize)> {
    let text = reader.text;
    let (part, at) = day_part(text, at).map_or((evening, at), |(part, end)| (Some(part), end));
    if let Some((from, from_end)) = clock(reader, at, part)
        && let Some(mark) = range_mark(&text[from_end..])
    {
        let (own, next) = day_part(text, from_end + mark).map_or((part, from_end + mark), |(p, end)| (Some(p), end));
        let later = |to: &Clock| (to.hour, to.minute) > (from.hour, from.minute);
        if let Some((to, end)) = clock(reader, next, own).filter(|(to, _)| later(to)) {
            return Some((from, to, end));
        }
    }
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

/// 左右 and the like behind a clock time belong to it: where it ends.
pub(super) fn approximate(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let word = ["左右", "前后", "许", "多"].iter().find(|word| rest.starts_with(**word));
    let joined =
        word.is_some_and(|word| rest[word.len()..].starts_with(['可', '诺', '愿', '个', '国', '名', '家', '次']));
    end + word.filter(|_| !joined).map_or(0, |word| word.len())
}

/// The part of the day and the clock time behind a day: the clock and the end. `evening` is what the day's own word
/// says (今晚九点).
pub(super) fn day_tail(
    reader: &Reader,
    at: usize,
    evening: Option<DayPart>,
) -> (Option<(Clock, Option<DayPart>)>, usize) {
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
            (Some((clock, inner)), clock_end)
        }
        None => (None, end),
    }
}

pub(super) fn day_part(text: &str, at: usize) -> Option<(DayPart, usize)> {
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
pub(super) fn zone(text: &str, at: usize) -> (bool, usize) {
    let rest = text[at..].strip_prefix('(').map_or(&text[at..], |inner| inner);
    let window: usize = rest.chars().take_while(|c| is_han(*c)).take(7).map(char::len_utf8).sum();
    match rest[..window].find("时间") {
        Some(i) if i > 0 => (rest[..i].ends_with("北京"), text.len() - rest.len() + i + "时间".len()),
        _ => (false, at),
    }
}

/// The number of an hour, also 两.
fn hour_at(text: &str, at: usize) -> Option<Int> {
    match text[at..].strip_prefix('两') {
        Some(_) => Some(Int { value: 2, end: at + '两'.len_utf8(), ascii: false, digits: 1, zero_led: false }),
        None => int_at(text, at).filter(|int| int.value <= 24 && int.digits <= 2),
    }
}

/// `10时30分`, `3点半`, `12时`, `20:30:00`.
pub(super) fn clock(reader: &Reader, at: usize, part: Option<DayPart>) -> Option<(Clock, usize)> {
    let text = reader.text;
    let hour = hour_at(text, at)?;
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
pub(super) fn minutes(text: &str, at: usize) -> Option<(i64, i64, usize)> {
    let rest = &text[at..];
    for (word, minute) in [("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0), ("许", 0)] {
        if rest.starts_with(word) && !rest[word.len()..].starts_with(['个', '导']) {
            return Some((minute, 0, at + word.len()));
        }
    }
    let Some(int) = int_at(text, at) else { return Some((0, 0, at)) };
    // 54分之后, but 百分之三.
    let share = text[int.end..].strip_prefix("分之").is_some_and(|rest| rest.starts_with(is_numeral));
    let marked = text[int.end..].starts_with('分') && !share;
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

fn is_numeral(c: char) -> bool {
    !matches!(symbol(c), Symbol::Other | Symbol::More | Symbol::Half)
}

/// Whether behind the numeral at a byte stands what stands behind hours; most numerals are none.
fn may_be_clock(text: &str, at: usize) -> bool {
    let end = match text[at..].strip_prefix('两') {
        Some(rest) => Some(text.len() - rest.len()),
        None => int_at(text, at).map(|int| int.end),
    };
    end.is_some_and(|end| text[end..].starts_with([':', '时', '点']) || range_mark(&text[end..]).is_some())
}

/// A clock time without a date before it: 上午10时, 当地时间20:30.
pub(super) fn clock_alone(reader: &Reader, at: usize, floor: usize, context: &Context) -> Option<Step> {
    let text = reader.text;
    if !may_be_clock(text, at) {
        return None;
    }
    if char_before(text, at).is_some_and(|c| c.is_ascii_alphanumeric() || ".:-第".contains(c)) {
        return None;
    }
    let head = &text[floor.min(at)..at];
    let before = DAY_PARTS.iter().find(|(word, _)| head.ends_with(word));
    let part = before.map(|(_, part)| *part).or_else(|| context.part_before(text, at));
    let start = at - before.map_or(0, |(word, _)| word.len());
    let to = hours(reader, at, part);
    let (mut clock, end) = match to {
        Some((from, _, end)) => (from, end),
        None => clock(reader, at, part)?,
    };
    // 早一点 is no hour.
    if !reader.all && text[at..end] == *"一点" && before.is_none_or(|(word, _)| word.chars().count() == 1) {
        return None;
    }
    let zoned = text[floor.min(at)..start].ends_with("时间");
    clock.beijing = text[floor.min(at)..start].ends_with("北京时间");
    let precise = text[at..end].contains('分') && text[at..end].contains(['时', '点']);
    let until = ends(&text[..start], &reader.units.dates.until);
    if !(reader.all || part.is_some() || zoned || precise || until) {
        return None;
    }
    let end = approximate(text, end);
    // Told of no certain day, or of a day that the text does not name.
    let head = &text[..start];
    let near = &head[head.floor_char_boundary(start.saturating_sub(CLAUSE))..];
    let clause = &near[near.rfind(['。', ';', ',', '\n']).unwrap_or(0)..];
    let daily = reader.units.dates.daily.iter().any(|word| clause.contains(word.as_str()));
    let day = if reader.all || !(daily || ends(head, &reader.units.dates.any_day)) {
        context.day_before(at).or_else(|| (reader.all || zoned || precise || until).then_some(Date::DayShift(0)))
    } else {
        None
    };
    Some(match day {
        Some(day) => {
            let form = match to {
                Some((_, to, _)) => Form::Hours(day, clock, Clock { beijing: clock.beijing, ..to }),
                None => Form::At(day, Some(clock)),
            };
            Step::Found(Box::new(finish(start, end, form, "clock")))
        }
        None => Step::Skip(end),
    })
}
