//! Ordinals, amounts without a numeral, and the other expressions that begin with a word of their own.

use super::numeral::{self, Sense, Shape, char_before};
use super::quantity::{Step, Traits, time_unit_follows};
use super::units::{UnitKind, Units};
use super::value::Number;
use super::{Cmp, Found, Kind, Mode, Quantity, policy};
use std::ops::Range;

fn found(at: Range<usize>, value: Quantity, rule: &'static str) -> Option<Step> {
    Some(Step::Found(Found { start: at.start, end: at.end, value, rule }, Traits::default()))
}

/// 第12位, 第三代, 第一.
pub(super) fn ordinal(text: &str, at: usize, units: &Units, mode: Mode) -> Option<Step> {
    let all = mode == Mode::All;
    let numeral = numeral::read(text, at + '第'.len_utf8(), false)?;
    let Some(Number::Decimal(value)) = numeral.low.filter(|_| numeral.sense == Sense::Plain) else {
        return Some(Step::Skip(numeral.end));
    };
    if value.scale() > 0 || value.is_sign_negative() || numeral.more || numeral.shape == Shape::Half {
        return Some(Step::Skip(numeral.end));
    }
    let rest = &text[numeral.end..];
    let (len, unit) = match units.unit_at(rest) {
        Some((len, UnitKind::Measure | UnitKind::Person | UnitKind::WithNoun | UnitKind::OrdinalMeasure))
            if !time_unit_follows(rest) =>
        {
            (len, &rest[..len])
        }
        _ => match ["天", "年", "周", "个月", "季", "分钟", "小时", "秒"]
            .iter()
            .find(|u| rest.starts_with(**u) && !rest.starts_with("季度"))
        {
            Some(unit) => (unit.len(), *unit),
            None => (0, "1"),
        },
    };
    let end = numeral.end + len;
    if !all && policy::drops_ordinal(text, at, end, &numeral, unit, units) {
        return Some(Step::Skip(end));
    }
    found(at..end, Quantity::single(numeral.low, unit, Cmp::Equal, Kind::Ordinal), "ordinal")
}

/// 首次, 首个, 首部.
pub(super) fn first(text: &str, at: usize, units: &Units) -> Option<Step> {
    // 以他为首, but 成为首位.
    let led = text[..at].strip_suffix('为').is_some_and(|head| !head.ends_with(['成', '作', '列', '均', '行']));
    if led || char_before(text, at).is_some_and(|c| "元榜岁魁祸昂匕党斩倡".contains(c)) {
        return None;
    }
    let rest = &text[at + '首'.len_utf8()..];
    let (len, ()) = units.first.all_at(rest).find(|(len, ())| !units.goes_on(&rest[..*len], &rest[*len..]))?;
    let end = at + '首'.len_utf8() + len;
    // 首位女总统 counts persons, 位居首位 does not.
    let ranked = char_before(text, at).is_some_and(|c| "居列占排在于".contains(c));
    let named = rest[len..].starts_with(|c: char| numeral::is_han(c) && !"的是和度以于在与及了不".contains(c));
    let unit = if matches!(&rest[..len], "位" | "名") && named && !ranked { "人" } else { &rest[..len] };
    found(at..end, Quantity::single(Some(Number::from(1)), unit, Cmp::Equal, Kind::Ordinal), "ordinal")
}

/// 多次, 多国, 多个领域: an amount without a number.
pub(super) fn many(text: &str, at: usize, floor: usize, units: &Units, mode: Mode) -> Option<Step> {
    let before = char_before(text, at);
    if (at == floor && at > 0)
        || before.is_some_and(|c| {
            "很更许最太越诸众不好大甚至少差再过几颇繁增居偏得还有余年日月个的".contains(c) && !"年日月有的".contains(c)
        })
    {
        return None;
    }
    let rest = &text[at + '多'.len_utf8()..];
    let (len, ()) = units.many.all_at(rest).find(|(len, ())| !units.goes_on(&rest[..*len], &rest[*len..]))?;
    if time_unit_follows(rest) || (mode == Mode::Guide && units.uncounted.longest_at(&text[at..]).is_some()) {
        return None;
    }
    let mut end = at + '多'.len_utf8() + len;
    let mut unit = match &rest[..len] {
        "名" | "位" => "人",
        word => word,
    };
    if unit == "个"
        && let Some((noun, person)) = units.noun_at(&text[end..])
    {
        unit = if person { "人" } else { &text[end..end + noun] };
        end += noun;
    }
    found(at..end, Quantity::single(None, unit, Cmp::About, Kind::Cardinal), "vague")
}

/// 对折: half the price.
pub(super) fn half_price(text: &str, at: usize, mode: Mode) -> Option<Step> {
    if mode == Mode::Guide || !text[at..].starts_with("对折") {
        return None;
    }
    found(at..at + "对折".len(), Quantity::single(Some(Number::from(50)), "%", Cmp::Equal, Kind::Percent), "percent")
}
