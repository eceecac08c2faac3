//! Numerals: from characters to exact values. The grammar stands at the head of `number.rs`.

use super::cardinal::Reader;
use super::value::{Number, power_of_ten};
pub(crate) use crate::source::is_han;
use rust_decimal::Decimal;

/// What a numeral looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Begins with 0-9.
    Digits,
    /// One Chinese digit alone (三).
    Single,
    /// Two or more Chinese digits in a row without a scale (二〇二四).
    Positional,
    /// Chinese digits and scales (二十四).
    Chinese,
    /// A scale without a digit before it (百, 千万).
    BareScale,
    /// 半.
    Half,
}

/// What a numeral expresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    Plain,
    /// The value is in percent: 百分之五, and 千分之五 as 0.5.
    Percent,
    Fraction,
}

/// A numeral read from a text. Offsets are bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Numeral {
    pub start: usize,
    pub end: usize,
    /// `None` when vague (几十) or too long for an exact value.
    pub low: Option<Number>,
    /// The upper end of neighbouring digits: 两三百 is 200 to 300.
    pub high: Option<Number>,
    /// An unknown rest stands inside: 十几, 五百余万.
    pub more: bool,
    /// Begins with 几 or 数.
    pub vague: bool,
    pub shape: Shape,
    pub sense: Sense,
    /// Does the numeral hold 万, 亿 or 兆?
    pub big: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Digit(u8),
    /// A formal digit or scale that is also a word of its own (陆, 拾): counts only beside another formal character.
    Ambiguous(u8),
    AmbiguousTen,
    Scale(u32),
    /// 廿, 卅.
    Score(u8),
    Few,
    More,
    Half,
    Ascii,
    Other,
}

pub(crate) fn symbol(c: char) -> Symbol {
    match c {
        '0'..='9' => Symbol::Ascii,
        '零' | '〇' | '○' => Symbol::Digit(0),
        '一' | '壹' => Symbol::Digit(1),
        '二' | '贰' | '貳' | '两' | '俩' => Symbol::Digit(2),
        '三' | '叁' | '仨' => Symbol::Digit(3),
        '四' => Symbol::Digit(4),
        '五' => Symbol::Digit(5),
        '六' => Symbol::Digit(6),
        '七' | '柒' => Symbol::Digit(7),
        '八' | '捌' => Symbol::Digit(8),
        '九' | '玖' => Symbol::Digit(9),
        '肆' => Symbol::Ambiguous(4),
        '伍' => Symbol::Ambiguous(5),
        '陆' => Symbol::Ambiguous(6),
        '拾' => Symbol::AmbiguousTen,
        '十' => Symbol::Scale(1),
        '百' | '佰' => Symbol::Scale(2),
        '千' | '仟' => Symbol::Scale(3),
        '万' => Symbol::Scale(4),
        '亿' => Symbol::Scale(8),
        '兆' => Symbol::Scale(12),
        '廿' => Symbol::Score(20),
        '卅' => Symbol::Score(30),
        '几' | '数' => Symbol::Few,
        '多' | '余' => Symbol::More,
        '半' => Symbol::Half,
        _ => Symbol::Other,
    }
}

pub(super) fn is_formal(c: char) -> bool {
    "壹贰叁肆伍陆柒捌玖拾佰仟零点".contains(c)
}

pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

pub(crate) fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// `0-9` digits, thousands separators and one decimal point: the value (`None` if too long) and the end.
pub(super) fn ascii_number(text: &str, start: usize) -> Option<(Option<Decimal>, usize)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let first = digits(start);
    if first == 0 {
        return None;
    }
    let mut end = start + first;
    if first <= 3 {
        while bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
            end += 4;
        }
    }
    let is_point = |at: usize| bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    if is_point(end) && !(start > 0 && bytes[start - 1] == b'.') {
        let after = end + 1 + digits(end + 1);
        // 1.2.3 is no decimal.
        if !is_point(after) {
            end = after;
        }
    }
    if end - start > 40 {
        return Some((None, end));
    }
    let plain: String = text[start..end].chars().filter(|c| *c != ',').collect();
    Some((
        plain.parse::<Decimal>().ok().filter(|d| d.scale() as usize == plain.split('.').nth(1).map_or(0, str::len)),
        end,
    ))
}

/// A numeral without fraction, sign or percent: the state machine plus the decimals behind 点.
fn cardinal(text: &str, start: usize, all: bool) -> Option<Numeral> {
    let head = char_at(text, start)?;
    if head == '半' {
        let hundred = text[start..].starts_with("半百");
        let (value, len) = if hundred { (Decimal::from(50), 6) } else { (Decimal::new(5, 1), 3) };
        return Some(Numeral {
            start,
            end: start + len,
            low: Some(value.into()),
            high: None,
            more: false,
            vague: false,
            shape: Shape::Half,
            sense: Sense::Plain,
            big: false,
        });
    }
    let mut reader = Reader::new(text, start, all);
    if all
        && head == '.'
        && !char_before(text, start).is_some_and(|c| c.is_ascii_alphanumeric())
        && text.as_bytes().get(start + 1).is_some_and(u8::is_ascii_digit)
    {
        let len = text.as_bytes()[start + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        reader.set_current(format!("0{}", &text[start..start + 1 + len]).parse().ok()?, Decimal::ZERO, start + 1 + len);
    }
    reader.run();
    let s = reader.state;
    if s.pos == start {
        return None;
    }
    let shape = match head {
        '0'..='9' | '.' => Shape::Digits,
        _ if s.bare => Shape::BareScale,
        _ if s.positional && s.last.is_none() => Shape::Positional,
        _ if s.last.is_none() && !s.vague => Shape::Single,
        _ => Shape::Chinese,
    };
    let total = reader.total();
    let low = total.map(|part| Number::from(part.value)).filter(|_| !s.vague);
    let high = total
        .filter(|part| !part.spread.is_zero())
        .map(|part| Number::from(part.value + part.spread))
        .filter(|_| !s.vague);
    let mut numeral = Numeral {
        start,
        end: s.pos,
        low,
        high,
        more: s.more,
        vague: s.vague,
        shape,
        sense: Sense::Plain,
        big: s.group_count > 0,
    };
    if !s.vague && !s.more {
        decimals(text, &mut numeral);
    }
    Some(numeral)
}

/// 点 and the digits behind it, and a scale behind those: 一点五亿. Not the hours of 九点二十.
fn decimals(text: &str, numeral: &mut Numeral) {
    let Some(rest) = text[numeral.end..].strip_prefix('点') else { return };
    let digits: String = rest
        .chars()
        .map_while(|c| match symbol(c) {
            Symbol::Digit(d) if !matches!(c, '两' | '俩') => Some(char::from(b'0' + d)),
            Symbol::Ascii => Some(c),
            _ => None,
        })
        .take(29)
        .collect();
    let len: usize = rest.chars().take(digits.len()).map(char::len_utf8).sum();
    let after = numeral.end + '点'.len_utf8() + len;
    let next = char_at(text, after).map_or(Symbol::Other, symbol);
    if digits.is_empty() || digits.len() > 28 || matches!(next, Symbol::Scale(1..=3) | Symbol::Digit(_) | Symbol::Ascii)
    {
        return;
    }
    let Ok(part) = format!("0.{digits}").parse::<Decimal>() else { return };
    let Some(mut value) = numeral.low.and_then(|low| low.plus(part)) else { return };
    let mut end = after;
    while let Some(c @ ('万' | '亿')) = char_at(text, end) {
        let place = power_of_ten(if c == '万' { 4 } else { 8 }).unwrap_or_default();
        let Some(product) = value.times(place) else { return };
        (value, end) = (product, end + c.len_utf8());
        numeral.big = true;
    }
    (numeral.low, numeral.end) = (Some(value), end);
    if numeral.shape == Shape::Single {
        numeral.shape = Shape::Chinese;
    }
}

/// Reads the numeral that begins at byte `start`, sign and fraction included; `None` when none begins there.
/// With `all`, also the forms of formulas: 2e5, 40k, 2^-1, 3/5, 1 4/3, .5.
pub(crate) fn read(text: &str, start: usize, all: bool) -> Option<Numeral> {
    let negative = sign(text, start);
    let mut numeral = cardinal(text, start + negative, all)?;
    if numeral.shape == Shape::Digits {
        if all { super::formula::extend(text, &mut numeral) } else { super::formula::one_of(text, &mut numeral) }
    }
    fraction(text, &mut numeral, all);
    if negative > 0 {
        numeral.start = start;
        numeral.low = numeral.low.and_then(|n| n.times(Decimal::NEGATIVE_ONE));
        numeral.high = None;
    }
    Some(numeral)
}

/// Characters that make a word with 负 behind them: 减负280亿元.
const MINUS_IS_WORD: &str = "减担肩胜抱自背欠";

/// Length of a minus sign that belongs to the digits behind it.
fn sign(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let before = char_before(text, at);
    if before.is_some_and(|c| MINUS_IS_WORD.contains(c)) && rest.starts_with('负') {
        return 0;
    }
    if let Some(after) = rest.strip_prefix('负') {
        let next = after.chars().next().map_or(Symbol::Other, symbol);
        return if matches!(next, Symbol::Digit(_) | Symbol::Scale(_) | Symbol::Ascii) { '负'.len_utf8() } else { 0 };
    }
    let digit_follows = rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_digit());
    let free = before.is_none_or(|c| c.is_whitespace() || "(:,=、。;为至到是达零下".contains(c));
    if rest.starts_with('-') && digit_follows && free { 1 } else { 0 }
}

/// `N分之M`, `X又N分之M`.
fn fraction(text: &str, numeral: &mut Numeral, all: bool) {
    let mut whole = None;
    let mut base = *numeral;
    if let Some(rest) = text[base.end..].strip_prefix('又')
        && let Some(next) = cardinal(text, text.len() - rest.len(), all)
    {
        whole = base.low;
        base = next;
    }
    let Some(rest) = text[base.end..].strip_prefix("分之") else { return };
    let at = text.len() - rest.len();
    let minus = sign(text, at);
    let Some(mut upper) = cardinal(text, at + minus, all) else { return };
    if all && upper.shape == Shape::Digits {
        super::formula::extend(text, &mut upper);
    }
    let (Some(Number::Decimal(lower_value)), None) = (base.low, base.high) else { return };
    let bare_percent = base.shape == Shape::BareScale && whole.is_none();
    let share = |value: Number| match bare_percent {
        true => value.times(Decimal::ONE_HUNDRED).and_then(|v| divide(v, lower_value)),
        false => divide(value, lower_value),
    };
    let mut low = upper.low.and_then(share);
    if minus > 0 {
        low = low.and_then(|n| n.times(Decimal::NEGATIVE_ONE));
    }
    if let (Some(whole), Some(part)) = (whole, low) {
        low = match whole {
            Number::Decimal(d) => part.plus(d),
            Number::Fraction { .. } => None,
        };
    }
    if low.is_none() && !upper.vague {
        return;
    }
    *numeral = Numeral {
        end: upper.end,
        low,
        high: upper.high.and_then(share),
        more: upper.more,
        vague: upper.vague,
        shape: numeral.shape,
        sense: if bare_percent { Sense::Percent } else { Sense::Fraction },
        big: false,
        start: numeral.start,
    };
}

fn divide(value: Number, by: Decimal) -> Option<Number> {
    match value {
        Number::Decimal(d) => Number::ratio(d, by),
        Number::Fraction { numerator, denominator } => Number::ratio(numerator, denominator.checked_mul(by)?),
    }
}
