//! Lengths of time: 34年, 半个多世纪, 1小时30分钟, 一年半, 三至五年.

use super::expr::Length;
use super::point::Reader;
use crate::number::{Numeral, Shape, Symbol, char_at, is_han, range_mark, read_numeral, symbol};
use rust_decimal::Decimal;

/// A length read from a text, and what the policy asks about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub start: usize,
    pub end: usize,
    pub low: Length,
    pub high: Option<Length>,
    /// Exactly 一 and a unit (一年), nothing behind.
    pub lone_one: bool,
    /// A scale without a digit (百年).
    pub bare: bool,
    /// 多, 余 or 几 leaves it open.
    pub open: bool,
    /// The value is not named (几年).
    pub vague: bool,
    /// 来 or 以来 closes it.
    pub since: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Second,
    Minute,
    QuarterHour,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Century,
}

/// Names, longer ones before those that begin them, and the characters behind a name that show it to be part of another word.
const UNITS: &[(&str, Unit, &str)] = &[
    ("周年", Unit::Year, ""),
    ("年头", Unit::Year, ""),
    ("年", Unit::Year, "级代龄轻纪会鉴报薪货味画检审度初底末限利"),
    ("载", Unit::Year, "人体客重歌货入荷频誉"),
    ("世纪", Unit::Century, ""),
    ("季度", Unit::Quarter, ""),
    ("个月", Unit::Month, ""),
    ("星期", Unit::Week, "一二三四五六日天"),
    ("礼拜", Unit::Week, "一二三四五六日天"),
    ("周", Unit::Week, "年边围岁刊报密转旋遭折知长恩一二三四五六日末"),
    ("昼夜", Unit::Day, ""),
    ("工作日", Unit::Day, ""),
    ("天", Unit::Day, "文气津然下空台主才赋地山河安宇王鹅桥堂山门涯际使"),
    ("小时", Unit::Hour, "候"),
    ("钟头", Unit::Hour, ""),
    ("刻钟", Unit::QuarterHour, ""),
    ("分钟", Unit::Minute, ""),
    ("分多钟", Unit::Minute, ""),
    ("秒钟", Unit::Second, ""),
    ("秒", Unit::Second, ""),
];

impl Length {
    fn add(&mut self, amount: Decimal, unit: Unit) -> Option<()> {
        let (slot, amount) = match unit {
            Unit::Century => (&mut self.years, amount.checked_mul(Decimal::ONE_HUNDRED)?),
            Unit::Year => (&mut self.years, amount),
            Unit::Quarter => (&mut self.months, amount.checked_mul(Decimal::from(3))?),
            Unit::Month => (&mut self.months, amount),
            Unit::Week => (&mut self.weeks, amount),
            Unit::Day => (&mut self.days, amount),
            Unit::Hour => (&mut self.hours, amount),
            Unit::Minute => (&mut self.minutes, amount),
            Unit::QuarterHour => (&mut self.minutes, amount.checked_mul(Decimal::from(15))?),
            Unit::Second => (&mut self.seconds, amount),
        };
        *slot = Some(slot.unwrap_or_default().checked_add(amount)?);
        Some(())
    }
}

/// A numeral with its unit of time.
struct Amount {
    numeral: Numeral,
    unit: Unit,
    end: usize,
    extra: Decimal,
    open: bool,
}

/// Reads the length that begins with the numeral at byte `at`.
pub(crate) fn read(reader: &Reader, at: usize) -> Option<Reading> {
    let text = reader.text;
    let numeral = read_numeral(text, at, false)?;
    let mut amount = match amount(text, numeral) {
        Some(amount) => amount,
        None => match minutes_and_seconds(text, numeral) {
            Some(amount) => amount,
            None => return range(reader, numeral),
        },
    };
    let (mut low, mut high) = (Length::default(), None);
    let value = numeral.low.map(|n| n.to_decimal());
    let pair = pair_of(text, &numeral);
    let first = pair.map(|p| p.0).or(value);
    if let Some(first) = first {
        low.add(first.checked_add(amount.extra)?, amount.unit)?;
    }
    if let Some(second) = pair.map(|p| p.1).or(numeral.high.map(|n| n.to_decimal())) {
        let mut length = Length::default();
        length.add(second, amount.unit)?;
        high = Some(length);
    }
    let lone_one =
        numeral.shape == Shape::Single && value == Some(Decimal::ONE) && amount.extra.is_zero() && !amount.open;
    // 一周年 tells of an anniversary, 一年 may be a figure of speech.
    let lone_one = lone_one && !text[..amount.end].ends_with("周年");
    let mut open = amount.open;
    let mut parts = 0;
    while parts < 6
        && let Some(next) = part_behind(text, &amount)
    {
        low.add(next.numeral.low?.to_decimal().checked_add(next.extra)?, next.unit)?;
        open |= next.open;
        amount = next;
        parts += 1;
    }
    let mut end = amount.end;
    let rest = &text[end..];
    if let Some(word) = ["左右", "以上", "上下"].iter().find(|w| rest.starts_with(**w)) {
        end += word.len();
        open = true;
    }
    let since = since_word(&text[end..]);
    end += since;
    Some(Reading {
        start: numeral.start,
        end,
        low,
        high,
        lone_one: lone_one && parts == 0 && since == 0,
        bare: numeral.shape == Shape::BareScale && !open && since == 0,
        open,
        vague: numeral.low.is_none() || countless(&text[numeral.start..numeral.end]),
        since: since > 0,
    })
}

/// 千百年, 百十年: scales in a row name no number.
fn countless(numeral: &str) -> bool {
    matches!(numeral, "千百" | "百十" | "千万" | "百千" | "亿万" | "百万" | "万千")
}

/// 来 or 以来 behind a length or a date; not 来自, 来说, 来华.
pub(crate) fn since_word(rest: &str) -> usize {
    if rest.starts_with("以来") {
        return "以来".len();
    }
    let Some(behind) = rest.strip_prefix('来') else { return 0 };
    if behind.starts_with([
        '自', '说', '看', '到', '临', '访', '华', '电', '信', '函', '宾', '源', '京', '得', '了', '过', '往', '回',
        '去', '着',
    ]) {
        0
    } else {
        '来'.len_utf8()
    }
}

fn pair_of(text: &str, numeral: &Numeral) -> Option<(Decimal, Decimal)> {
    if numeral.shape != Shape::Positional {
        return None;
    }
    let mut digits = text[numeral.start..numeral.end].chars().map(symbol);
    match (digits.next(), digits.next(), digits.next()) {
        (Some(Symbol::Digit(a)), Some(Symbol::Digit(b)), None) if a > 0 && (b == a + 1 || (a, b) == (3, 5)) => {
            Some((a.into(), b.into()))
        }
        _ => None,
    }
}

/// 三至五年, 2-3个月, 3年到5年.
fn range(reader: &Reader, lower: Numeral) -> Option<Reading> {
    let text = reader.text;
    let mark = range_mark(&text[lower.end..])?;
    let upper = read_numeral(text, lower.end + mark, false)?;
    let amount = amount(text, upper)?;
    let (low_value, high_value) = (lower.low?.to_decimal(), upper.low?.to_decimal());
    if low_value >= high_value || (amount.unit == Unit::Year && high_value >= Decimal::ONE_THOUSAND) {
        return None;
    }
    let (mut low, mut high) = (Length::default(), Length::default());
    low.add(low_value, amount.unit)?;
    high.add(high_value, amount.unit)?;
    Some(Reading {
        start: lower.start,
        end: amount.end,
        low,
        high: Some(high),
        lone_one: false,
        bare: false,
        open: false,
        vague: false,
        since: false,
    })
}

/// The unit behind a numeral, with 多, 余, 个 and 半 around it.
fn amount(text: &str, numeral: Numeral) -> Option<Amount> {
    let mut at = numeral.end + usize::from(text[numeral.end..].starts_with(' '));
    let mut open = numeral.more;
    let mut extra = Decimal::ZERO;
    let more_allowed = !matches!(numeral.shape, Shape::Single | Shape::Half);
    if more_allowed && text[at..].starts_with(['多', '余', '来']) {
        at += '多'.len_utf8();
        open = true;
    }
    let counter = text[at..].starts_with('个');
    if counter {
        let behind = at + '个'.len_utf8();
        if text[behind..].starts_with(['多', '余']) {
            at = behind + '多'.len_utf8();
            open = true;
        } else if text[behind..].starts_with('半') {
            at = behind + '半'.len_utf8();
            extra = Decimal::new(5, 1);
        }
    }
    let (unit, end) = unit_at(text, at, counter)?;
    let (unit_end, tail, tail_open) = tail(text, end, unit);
    Some(Amount { numeral, unit, end: unit_end, extra: extra + tail, open: open || tail_open })
}

fn unit_at(text: &str, at: usize, counter: bool) -> Option<(Unit, usize)> {
    let rest = &text[at..];
    if counter && !rest.starts_with('个') {
        // The counter has been passed: 个多月, 个半小时.
        if let Some(end) = rest.strip_prefix('月') {
            return Some((Unit::Month, text.len() - end.len()));
        }
    }
    let body = rest.strip_prefix('个').filter(|body| !body.starts_with('月')).unwrap_or(rest);
    let from = text.len() - body.len();
    let (word, unit, not) = UNITS.iter().find(|(word, _, _)| body.starts_with(word))?;
    let end = from + word.len();
    let needs_counter = matches!(unit, Unit::Quarter) && !counter;
    let joined = char_at(text, end).is_some_and(|c| not.contains(c)) && !text[end..].starts_with("纪念");
    (!joined && !needs_counter).then_some((*unit, end))
}

/// 半 or 多 behind the unit, or hundredths of a second: 三年半, 一年多, 9秒58.
fn tail(text: &str, end: usize, unit: Unit) -> (usize, Decimal, bool) {
    let rest = &text[end..];
    let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if unit == Unit::Second
        && digits == 2
        && let Ok(hundredths) = rest[..digits].parse::<i64>()
    {
        return (end + digits, Decimal::new(hundredths, 2), false);
    }
    if let Some(behind) = rest.strip_prefix('半')
        && !behind.starts_with(['导', '岛', '径', '球', '数', '载', '个', '决', '程'])
        && unit > Unit::Second
    {
        return (end + '半'.len_utf8(), Decimal::new(5, 1), false);
    }
    if let Some(behind) = rest.strip_prefix(['多', '余'])
        && !behind
            .starts_with(['次', '个', '国', '名', '边', '元', '家', '项', '种', '地', '位', '方', '部', '极', '党'])
    {
        return (end + '多'.len_utf8(), Decimal::ZERO, true);
    }
    (end, Decimal::ZERO, false)
}

/// The next smaller part of a compound: 1小时30分钟, 一年又一个月21天.
fn part_behind(text: &str, before: &Amount) -> Option<Amount> {
    let rest = &text[before.end..];
    let from = before.end + ["又", "零", "余"].iter().find(|w| rest.starts_with(**w)).map_or(0, |w| w.len());
    let c = char_at(text, from)?;
    if !matches!(symbol(c), Symbol::Ascii | Symbol::Digit(_) | Symbol::Scale(1)) {
        return None;
    }
    let numeral = read_numeral(text, from, false)?;
    numeral.low?;
    let next = amount(text, numeral).or_else(|| minutes(text, numeral))?;
    (next.unit < before.unit).then_some(next)
}

/// 1分36秒: 分 before seconds is a minute.
fn minutes_and_seconds(text: &str, numeral: Numeral) -> Option<Amount> {
    let amount = minutes(text, numeral)?;
    let next = part_behind(text, &amount)?;
    (next.unit == Unit::Second).then_some(amount)
}

/// 30分 behind hours, where 分 alone could be points.
fn minutes(text: &str, numeral: Numeral) -> Option<Amount> {
    let behind = text[numeral.end..].strip_prefix('分')?;
    (!behind.starts_with(|c: char| is_han(c) && !matches!(symbol(c), Symbol::Digit(_) | Symbol::Scale(_)) && c != '的'))
        .then_some(Amount {
            numeral,
            unit: Unit::Minute,
            end: text.len() - behind.len(),
            extra: Decimal::ZERO,
            open: false,
        })
}
