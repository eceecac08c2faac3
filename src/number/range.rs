//! Ranges: two numbers with a mark between them, and neighbouring digits that mean "from … to …".

use super::numeral::{self, Numeral, Sense, Symbol, symbol};
use super::quantity::{Draft, time_unit_follows};
use super::units::Units;
use super::value::Number;
use super::{Cmp, Kind};
use rust_decimal::Decimal;

/// Length of a mark between the ends of a range.
pub(crate) fn range_mark(rest: &str) -> Option<usize> {
    let inner = rest.trim_start_matches(' ');
    let spaces = rest.len() - inner.len();
    let mark = ["——", "--", "至", "到", "-", "–", "—", "~", "～", "−"].iter().find(|m| inner.starts_with(**m))?;
    let behind = &inner[mark.len()..];
    let behind_spaces = behind.len() - behind.trim_start_matches(' ').len();
    (behind_spaces <= 1 && spaces <= 1).then_some(spaces + mark.len() + behind_spaces)
}

/// `20—30`, `三至五`, `5%到8%`, `20与30之间`.
pub(super) fn range(draft: &mut Draft, units: &Units, all: bool) {
    let text = draft.text;
    let (unit_len, unit) = match unit_between(&text[draft.end..], units) {
        Some((len, unit)) => (len, Some(unit)),
        None => (0, None),
    };
    let behind = draft.end + unit_len;
    let mark = range_mark(&text[behind..]);
    let and = text[behind..].strip_prefix(['和', '与']).map(|rest| text.len() - rest.len() - behind);
    let Some(len) = mark.or(and) else { return };
    let Some(upper) = numeral::read(text, behind + len, all).filter(|n| n.low.is_some() && n.sense == Sense::Plain)
    else {
        return;
    };
    let upper_unit = unit_between(&text[upper.end..], units);
    let agree = unit.is_none() || upper_unit.map(|u| u.1) == unit;
    let behind_upper = &text[upper.end + if agree { unit.map_or(0, str::len) } else { 0 }..];
    let between = agree && (behind_upper.starts_with("之间") || behind_upper.starts_with('间'));
    let closed = mark.is_some() || between;
    let low = draft.numeral.low.map(|n| n.to_decimal());
    let mut low_scaled = low;
    // 3—5万: the scale of the upper end counts for both when the lower has none and would be far below.
    if let (Some(l), Some(place)) = (low, shared_scale(&draft.numeral, &upper, text)) {
        low_scaled = l.checked_mul(place);
    }
    let high = upper.low.map(|n| n.to_decimal());
    let (Some(low), Some(high)) = (low_scaled, high) else { return };
    if !agree || !closed || low >= high || time_unit_follows(&text[behind..]) {
        return;
    }
    draft.value = Some(low.into());
    draft.high = Some(high.into());
    draft.upper = Some(upper);
    draft.end = upper.end;
}

/// `3—5万`: the place of a last 万 or 亿 that the lower end lacks.
fn shared_scale(lower: &Numeral, upper: &Numeral, text: &str) -> Option<Decimal> {
    if lower.big || !upper.big {
        return None;
    }
    let scale: String = text[upper.start..upper.end].chars().rev().take_while(|c| matches!(c, '万' | '亿')).collect();
    let mut place = Decimal::ONE;
    for c in scale.chars() {
        place = place.checked_mul(Decimal::from(if c == '万' { 10_000 } else { 100_000_000 }))?;
    }
    let low = lower.low?.to_decimal();
    (place > Decimal::ONE && low < Decimal::from(10_000)).then_some(place)
}

fn unit_between<'a>(rest: &'a str, units: &Units) -> Option<(usize, &'a str)> {
    if let Some(mark) = ["%", "‰", "个百分点"].iter().find(|m| rest.starts_with(**m)) {
        return Some((mark.len(), &rest[..mark.len()]));
    }
    units.unit_at(rest).map(|(len, _)| (len, &rest[..len]))
}

/// 三五天 and 七八个 are ranges; 三五 alone is thirty-five.
pub(super) fn pair_before_unit(draft: &mut Draft) {
    let mut digits = draft.text[draft.numeral.start..draft.numeral.end].chars().map(symbol);
    if let (Some(Symbol::Digit(a)), Some(Symbol::Digit(b)), None) = (digits.next(), digits.next(), digits.next())
        && a > 0
        && (b == a + 1 || (a, b) == (3, 5))
        && draft.kind != Kind::Percent
    {
        draft.value = Some(Number::from(i64::from(a)));
        draft.high = Some(Number::from(i64::from(b)));
        draft.cmp = Cmp::About;
    }
}
