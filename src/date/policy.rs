//! The annotation guide's policy for dates and lengths.

use super::expr::{Date, Form, TimeExpr};
use super::length::Reading;
use crate::number::{Found, Units, bound_before, char_before, is_han};

/// What 今天 may belong to when it means our times and no day.
const OUR_TIMES: &[&str] = &[
    "世界", "中国", "国际", "时代", "非洲", "欧洲", "亚洲", "社会", "生活", "人类", "地球", "中非", "中欧", "成就",
    "局面", "南海",
];

/// In front of 今天: the way things have gone until our times (发展到今天), and no day.
const ARRIVED: &[&str] = &["发展到", "走到", "延续到", "演变到", "直到", "时至", "传承到", "持续到"];

/// Does the guide mark this date?
pub(crate) fn marks_date(text: &str, found: &Found<TimeExpr>) -> bool {
    let word = &text[found.start..found.end];
    let rest = &text[found.end..];
    let before = char_before(text, found.start);
    match &found.value.form {
        Form::At(Date::DayShift(_), None) if matches!(word, "今天" | "明天" | "今日" | "明日") => {
            let our_times = rest.strip_prefix('的').is_some_and(|rest| OUR_TIMES.iter().any(|w| rest.starts_with(w)));
            let arrived = ARRIVED.iter().any(|w| text[..found.start].ends_with(w));
            let tomorrow_as_future = word == "明天" && rest.starts_with(['会', '更']);
            !our_times && !arrived && !tomorrow_as_future && before != Some('的')
        }
        Form::At(Date::Year(_), None) if matches!(word, "当年" | "这一年") => false,
        Form::At(Date::DayAfter(..), None) if word == "全天" => false,
        Form::Between(Date::Weekday(0, 6), _) if word == "周末" => false,
        Form::At(Date::Month(_), None) => !lunar_looking(text, found),
        _ => true,
    }
}

/// 二月二 and other names that only look like a month.
fn lunar_looking(text: &str, found: &Found<TimeExpr>) -> bool {
    let word = &text[found.start..found.end];
    let chinese = word.chars().next().is_some_and(is_han);
    chinese && text[found.end..].starts_with(['革', '政', '起', '攻', '事'])
}

/// Words in front of a length that belong to its span, longest first.
const PREFIXES: &[&str] = &["过去这", "过去的", "过去", "最近这", "最近", "未来", "今后"];

/// Words in front of 一年 that make it a measure, outside the span.
const MEASURES: &[&str] = &[
    "为期", "历时", "长达", "时隔", "仅", "满", "达", "近", "需要", "需", "用了", "用时", "耗时", "持续", "连续",
    "不到", "至少", "延长", "推迟", "已经", "已", "只有", "第",
];

/// Where a word in front of a length that belongs to it begins.
pub(crate) fn length_prefix(text: &str, start: usize, floor: usize, bare: bool) -> Option<usize> {
    let head = &text[floor.min(start)..start];
    if let Some(word) = PREFIXES.iter().find(|word| head.ends_with(**word)) {
        let at = start - word.len();
        return Some(at);
    }
    let bound = bound_before(text, start, floor.min(start), bare)?;
    let outer = &text[floor.min(bound)..bound];
    Some(bound - PREFIXES.iter().find(|word| outer.ends_with(**word)).map_or(0, |word| word.len()))
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
    if repeated || reading.bare && !prefixed {
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
    let measured_before = MEASURES.iter().any(|word| text[..start].ends_with(word));
    let measured_behind = ["内", "之内", "以内", "间", "之久", "后", "之后", "以后", "前", "之前", "以前", "多", "期"]
        .iter()
        .any(|word| rest.starts_with(word));
    let fine = reading.low.hours.or(reading.low.minutes).or(reading.low.seconds).is_some();
    measured_before || measured_behind || fine
}
