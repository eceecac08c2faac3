//! The annotation guide's policy for dates and lengths.

use super::expr::{Date, Form, TimeExpr};
use super::length::Reading;
use crate::number::{DateWords, Found, Symbol, Units, bound_before, char_before, symbol};

/// Does `text` begin with one of the words?
pub(super) fn begins(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.starts_with(word.as_str()))
}

/// Does `text` end with one of the words?
pub(super) fn ends(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.ends_with(word.as_str()))
}

/// Does the guide mark this date?
pub(crate) fn marks_date(text: &str, found: &Found<TimeExpr>, words: &DateWords) -> bool {
    let word = &text[found.start..found.end];
    let rest = &text[found.end..];
    let before = char_before(text, found.start);
    match &found.value.form {
        Form::At(Date::DayShift(_) | Date::Day(..), None) if matches!(word, "今天" | "明天" | "今日" | "明日") =>
        {
            let our_times = rest.strip_prefix('的').is_some_and(|rest| begins(rest, &words.our_times));
            let arrived = ends(&text[..found.start], &words.arrived);
            let tomorrow_as_future = word == "明天" && rest.starts_with(['会', '更']);
            let title = before == Some('“') && rest.starts_with('”');
            !our_times && !title && !arrived && !tomorrow_as_future && before != Some('的')
        }
        Form::At(Date::Year(_), None) if matches!(word, "当年" | "这一年") => false,
        // 纪念日当天: no day that the text has named, unlike 5日当天.
        _ if word.starts_with("当天") && before == Some('日') => {
            let named = text[..found.start].trim_end_matches('日').chars().next_back();
            named.is_some_and(|c| !matches!(symbol(c), Symbol::Other))
        }
        Form::At(Date::DayAfter(..), None) if word == "全天" => false,
        // 每个月的月底: no certain month.
        Form::At(Date::Days(..) | Date::Months(..), None) if word.starts_with(['月', '年']) => {
            let head = text[..found.start].trim_end_matches('的');
            !head.ends_with("每个月") && !head.ends_with("每月") && !head.ends_with("每年")
        }
        Form::Between(Date::Weekday(0, 6), _) if word == "周末" => false,
        Form::At(Date::Month(_), None) => !lunar_looking(text, found),
        _ => true,
    }
}

/// 二月二 and other names that only look like a month.
fn lunar_looking(text: &str, found: &Found<TimeExpr>) -> bool {
    let word = &text[found.start..found.end];
    let chinese = word.chars().next().is_some_and(|c| !matches!(symbol(c), Symbol::Other | Symbol::Ascii));
    chinese && !word.contains('年') && text[found.end..].starts_with(['革', '政', '起', '攻', '事'])
}

/// Where a word in front of a length that belongs to it begins.
pub(crate) fn length_prefix(text: &str, start: usize, floor: usize, bare: bool, words: &DateWords) -> Option<usize> {
    let head = &text[floor.min(start)..start];
    let prefix = |head: &str| words.before_length.iter().find(|word| head.ends_with(word.as_str())).map(String::len);
    if let Some(len) = prefix(head) {
        return Some(start - len);
    }
    let bound = bound_before(text, start, floor.min(start), bare)?;
    Some(bound - prefix(&text[floor.min(bound)..bound]).unwrap_or(0))
}

/// Does the guide mark this length?
pub(crate) fn marks_length(text: &str, reading: &Reading, start: usize, prefixed: bool, units: &Units) -> bool {
    let before = char_before(text, start);
    let rest = &text[reading.end..];
    // 前两天, 这两年 tell of no certain days.
    if matches!(before, Some('前' | '这' | '头')) && text[reading.start..].starts_with('两') {
        return false;
    }
    let repeated = before.is_some_and(|c| "每逐第".contains(c)) || text[..start].ends_with("每隔");
    if repeated || begins(rest, &units.dates.frequency) || reading.bare && !prefixed {
        return false;
    }
    if let Some((len, ())) = units.uncounted.longest_at(&text[reading.start..])
        && reading.start + len >= reading.end
    {
        return false;
    }
    if !reading.lone_one || prefixed {
        return true;
    }
    let measured_before = ends(&text[..start], &units.dates.measuring);
    let measured_behind = ["内", "之内", "以内", "间", "之久", "后", "之后", "以后", "前", "之前", "以前", "多", "期"]
        .iter()
        .any(|word| rest.starts_with(word));
    let fine = reading.low.hours.or(reading.low.minutes).or(reading.low.seconds).is_some();
    measured_before || measured_behind || fine
}
