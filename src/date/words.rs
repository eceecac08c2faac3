//! Words that name a time without a numeral.

use super::expr::{Part, YearRef};
use crate::number::Words;
use std::sync::LazyLock;

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A year, counted from the document's.
    Year(i32),
    /// A year, counted from the one last named (同年, 次年).
    SameYear(i32),
    /// Two years in a row.
    Years(i32, i32),
    /// The whole year last named (全年).
    AllYear,
    Month(i32),
    /// The month last named.
    SameMonth,
    Day(i32),
    /// Days in a row, by their shifts: 今明两天.
    Days(i32, i32),
    /// A day, counted from the one last named (当天, 次日).
    SameDay(i32),
    Week(i32),
    Weekend(i32),
    Half(u8),
    HalfShift(i32),
    QuarterShift(i32),
    YearPart(Part),
    MonthPart(i8, i8),
    Century(i32),
    /// Says that the month that follows is one of the lunar calendar.
    LunarMark,
    /// The first months of the year or quarters: 前三季度.
    Front,
    /// A day of the week follows.
    WeekdayMark,
    /// This moment; too vague for the guide.
    Now,
}

const LIST: &[(&str, Word)] = &[
    ("今年", Word::Year(0)),
    ("本年", Word::Year(0)),
    ("本年度", Word::Year(0)),
    ("去年", Word::Year(-1)),
    ("上年", Word::Year(-1)),
    ("上一年", Word::Year(-1)),
    ("上年度", Word::Year(-1)),
    ("前年", Word::Year(-2)),
    ("大前年", Word::Year(-3)),
    ("明年", Word::Year(1)),
    ("来年", Word::Year(1)),
    ("下一年", Word::Year(1)),
    ("后年", Word::Year(2)),
    ("大后年", Word::Year(3)),
    ("这一年", Word::SameYear(0)),
    ("同年", Word::SameYear(0)),
    ("当年", Word::SameYear(0)),
    ("次年", Word::SameYear(1)),
    ("翌年", Word::SameYear(1)),
    ("今明两年", Word::Years(0, 1)),
    ("去今两年", Word::Years(-1, 0)),
    ("全年", Word::AllYear),
    ("本月", Word::Month(0)),
    ("这个月", Word::Month(0)),
    ("上月", Word::Month(-1)),
    ("上个月", Word::Month(-1)),
    ("上一个月", Word::Month(-1)),
    ("上上个月", Word::Month(-2)),
    ("下月", Word::Month(1)),
    ("下个月", Word::Month(1)),
    ("下一个月", Word::Month(1)),
    ("下下个月", Word::Month(2)),
    ("当月", Word::SameMonth),
    ("同月", Word::SameMonth),
    ("昨今两天", Word::Days(-1, 0)),
    ("今明两天", Word::Days(0, 1)),
    ("今明两日", Word::Days(0, 1)),
    ("今明后三天", Word::Days(0, 2)),
    ("明后两天", Word::Days(1, 2)),
    ("今天", Word::Day(0)),
    ("今日", Word::Day(0)),
    ("本日", Word::Day(0)),
    ("今晨", Word::Day(0)),
    ("今早", Word::Day(0)),
    ("今晚", Word::Day(0)),
    ("今夜", Word::Day(0)),
    ("昨天", Word::Day(-1)),
    ("昨日", Word::Day(-1)),
    ("昨晚", Word::Day(-1)),
    ("昨夜", Word::Day(-1)),
    ("昨晨", Word::Day(-1)),
    ("前天", Word::Day(-2)),
    ("前日", Word::Day(-2)),
    ("前晚", Word::Day(-2)),
    ("大前天", Word::Day(-3)),
    ("大大前天", Word::Day(-4)),
    ("明天", Word::Day(1)),
    ("明日", Word::Day(1)),
    ("明晚", Word::Day(1)),
    ("明早", Word::Day(1)),
    ("明晨", Word::Day(1)),
    ("后天", Word::Day(2)),
    ("后日", Word::Day(2)),
    ("大后天", Word::Day(3)),
    ("大大后天", Word::Day(4)),
    ("当天", Word::SameDay(0)),
    ("当日", Word::SameDay(0)),
    ("当晚", Word::SameDay(0)),
    ("同日", Word::SameDay(0)),
    ("次日", Word::SameDay(1)),
    ("翌日", Word::SameDay(1)),
    ("全天", Word::SameDay(0)),
    ("本周", Word::Week(0)),
    ("这周", Word::Week(0)),
    ("这一周", Word::Week(0)),
    ("上周", Word::Week(-1)),
    ("上一周", Word::Week(-1)),
    ("上上周", Word::Week(-2)),
    ("下周", Word::Week(1)),
    ("下一周", Word::Week(1)),
    ("下下周", Word::Week(2)),
    ("本星期", Word::Week(0)),
    ("这个星期", Word::Week(0)),
    ("这星期", Word::Week(0)),
    ("上星期", Word::Week(-1)),
    ("上个星期", Word::Week(-1)),
    ("下星期", Word::Week(1)),
    ("下个星期", Word::Week(1)),
    ("本礼拜", Word::Week(0)),
    ("这个礼拜", Word::Week(0)),
    ("上礼拜", Word::Week(-1)),
    ("上个礼拜", Word::Week(-1)),
    ("下礼拜", Word::Week(1)),
    ("下个礼拜", Word::Week(1)),
    ("周末", Word::Weekend(0)),
    ("周", Word::WeekdayMark),
    ("星期", Word::WeekdayMark),
    ("礼拜", Word::WeekdayMark),
    ("上半年", Word::Half(1)),
    ("下半年", Word::Half(2)),
    ("上个半年", Word::HalfShift(-1)),
    ("下个半年", Word::HalfShift(1)),
    ("这个周末", Word::Weekend(0)),
    ("上个周末", Word::Weekend(-1)),
    ("下个周末", Word::Weekend(1)),
    ("这个季度", Word::QuarterShift(0)),
    ("这一季度", Word::QuarterShift(0)),
    ("本季度", Word::QuarterShift(0)),
    ("上季度", Word::QuarterShift(-1)),
    ("上个季度", Word::QuarterShift(-1)),
    ("下季度", Word::QuarterShift(1)),
    ("下个季度", Word::QuarterShift(1)),
    ("年初", Word::YearPart(Part::Start)),
    ("年底", Word::YearPart(Part::End)),
    ("年末", Word::YearPart(Part::End)),
    ("岁末", Word::YearPart(Part::End)),
    ("月初", Word::MonthPart(1, 5)),
    ("月底", Word::MonthPart(25, -1)),
    ("月末", Word::MonthPart(25, -1)),
    ("上半月", Word::MonthPart(1, 15)),
    ("下半月", Word::MonthPart(16, -1)),
    ("本世纪", Word::Century(0)),
    ("上世纪", Word::Century(-1)),
    ("上个世纪", Word::Century(-1)),
    ("农历", Word::LunarMark),
    ("阴历", Word::LunarMark),
    ("正月", Word::LunarMark),
    ("腊月", Word::LunarMark),
    ("闰", Word::LunarMark),
    ("大年", Word::LunarMark),
    ("前", Word::Front),
    ("现在", Word::Now),
    ("目前", Word::Now),
    ("此刻", Word::Now),
    ("马上", Word::Now),
];

pub(crate) static WORDS: LazyLock<Words<Word>> =
    LazyLock::new(|| Words::new(LIST.iter().map(|(word, value)| (word.to_string(), *value)).collect()));

/// The characters that begin a word of the list.
pub(crate) fn first_characters() -> impl Iterator<Item = char> {
    LIST.iter().filter_map(|(word, _)| word.chars().next())
}

/// The characters that are the second of a word of the list, or follow a one-character word.
pub(crate) fn second_characters() -> impl Iterator<Item = char> {
    "一二三四五六七八九十两日天末123456789".chars().chain(LIST.iter().filter_map(|(word, _)| word.chars().nth(1)))
}

/// Parts of the day, and what they do to an hour below twelve.
pub(crate) const DAY_PARTS: &[(&str, DayPart)] = &[
    ("凌晨", DayPart::Morning),
    ("清晨", DayPart::Morning),
    ("早晨", DayPart::Morning),
    ("早上", DayPart::Morning),
    ("早间", DayPart::Morning),
    ("上午", DayPart::Morning),
    ("白天", DayPart::Morning),
    ("中午", DayPart::Noon),
    ("正午", DayPart::Noon),
    ("午后", DayPart::Afternoon),
    ("下午", DayPart::Afternoon),
    ("傍晚", DayPart::Afternoon),
    ("晚上", DayPart::Night),
    ("晚间", DayPart::Night),
    ("夜间", DayPart::Night),
    ("深夜", DayPart::Night),
    ("午夜", DayPart::Night),
    ("夜里", DayPart::Night),
    ("晚", DayPart::Night),
    ("早", DayPart::Morning),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayPart {
    Morning,
    Noon,
    Afternoon,
    Night,
}

impl DayPart {
    /// The hour of 24 that an hour of 12 means in this part of the day.
    pub(crate) fn hour(self, hour: u8) -> u8 {
        match (self, hour) {
            // 夜里两点 lies before dawn.
            (DayPart::Afternoon, 1..=11) | (DayPart::Night, 5..=11) | (DayPart::Noon, 1..=2) => hour + 12,
            (DayPart::Night, 12) => 24,
            _ => hour,
        }
    }
}

/// The year a word stands for when no other year was named: that of the document.
pub(crate) fn year_without_context(shift: i32) -> YearRef {
    YearRef::After(shift)
}

/// For the first character of a word, the characters in front of it that make another word with it: 基本|周期, 合同|日.
const CUT: &[(char, &str)] = &[
    ('本', "日基根"),
    ('同', "合相共一协不陪会等随伙连去"),
    ('当', "相适应充正"),
    ('次', "每此"),
    ('前', "目日此以提眼面跟"),
    ('后', "以最今然"),
    ('来', "未近以将历"),
    ('上', "网史晚会马以跟面社"),
    ('下', "以"),
    ('去', "失逝"),
    ('这', "去"),
    ('全', "安健"),
    ('今', "当"),
    ('明', "表说声证申"),
    ('年', "每历往"),
    ('月', "每历往"),
    ('周', "四每"),
];

/// Whether a text goes on with one of some characters, so that what stands before it is part of another word (28|日报) or
/// a length (3日|以内); words that only begin so (28日|报道, 3日|以视频方式) are words of their own.
pub(crate) fn goes_on(rest: &str, with: &str) -> bool {
    let mut characters = rest.chars();
    match characters.next().filter(|c| with.contains(*c)) {
        Some('报') => !characters.next().is_some_and(|c| "道导告".contains(c)),
        Some('以') => characters.next().is_some_and(|c| "来上内前后下外".contains(c)),
        first => first.is_some(),
    }
}

/// Do the characters around a word show that it is none: 目前|年均, 同|日本, 基本|周期? `head` is what stands before it, `rest`
/// what stands behind it.
pub(crate) fn joined(word: Word, written: &str, head: &str, rest: &str) -> bool {
    let before = head.chars().next_back();
    let first = written.chars().next();
    let cut =
        CUT.iter().any(|(c, not_behind)| Some(*c) == first && before.is_some_and(|before| not_behind.contains(before)));
    // 过去|年产量, but 超过|去年.
    let past = first == Some('去') && head.ends_with('过') && !head.ends_with("超过");
    let after_any = |set: &str| goes_on(rest, set);
    let is_longer = match word {
        Word::Year(_) | Word::SameYear(_) | Word::AllYear => after_any("级龄轻纪均产薪货利费味"),
        Word::Month(_) | Word::SameMonth => after_any("球亮饼均薪租"),
        // 强征女性充当|日军慰安妇.
        Word::SameDay(_) if after_any("军") => true,
        Word::Day(_) | Word::SameDay(_) => after_any("本期程报益文气津然空赋均"),
        Word::Week(_) => after_any("年边围期刊密转全到"),
        _ => false,
    };
    cut || past || is_longer
}
