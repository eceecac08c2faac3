//! Shares: percent, per mille, tenths, halves.

use super::numeral::{Sense, Shape, Symbol, char_at, symbol};
use super::quantity::Draft;
use super::value::Number;
use super::{Cmp, Kind};
use rust_decimal::Decimal;

/// Percent signs, 成, 折, 个百分点, and the senses of 分之.
pub(super) fn share(draft: &mut Draft, all: bool) -> bool {
    if draft.numeral.sense != Sense::Plain {
        let percent = draft.numeral.sense == Sense::Percent;
        draft.kind = if percent { Kind::Percent } else { Kind::Fraction };
        draft.unit = Some(if percent { "%" } else { "1" });
        more_behind(draft);
        return true;
    }
    let rest = draft.text[draft.end..].trim_start_matches(' ');
    let mark = draft.text.len() - rest.len();
    let (len, factor, unit) = if rest.starts_with('%') {
        (1, Decimal::ONE, "%")
    } else if rest.starts_with('‰') {
        ('‰'.len_utf8(), Decimal::new(1, 1), "%")
    } else if let Some(word) = ["个百分点", "百分点"].into_iter().find(|w| rest.starts_with(w)) {
        (word.len(), Decimal::ONE, "百分点")
    } else if let Some(factor) = tenths(draft, rest, all) {
        ('成'.len_utf8(), factor, "%")
    } else {
        return false;
    };
    let factor =
        if rest.starts_with('折') && draft.numeral.shape == Shape::Half { Decimal::ONE_HUNDRED } else { factor };
    draft.end = mark + len;
    draft.value = draft.value.and_then(|v| v.times(factor));
    draft.high = draft.high.and_then(|v| v.times(factor));
    draft.kind = Kind::Percent;
    draft.unit = Some(unit);
    if rest.starts_with('成') {
        parts_of_tenth(draft);
    }
    more_behind(draft);
    true
}

/// 八成多, 三分之一多: a little more than the share.
fn more_behind(draft: &mut Draft) {
    let rest = &draft.text[draft.end..];
    let Some(behind) = rest.strip_prefix(['多', '余']) else { return };
    if behind.starts_with(|c: char| super::is_han(c) && !"的是来投为在和用属由被".contains(c)) {
        return;
    }
    draft.end = draft.text.len() - behind.len();
    draft.cmp = Cmp::Above;
    draft.bounded = true;
}

/// 三成 is 30 %, 九折 too is 90 %, 75折 is 75 %.
fn tenths(draft: &Draft, rest: &str, all: bool) -> Option<Decimal> {
    let next = rest.chars().nth(1);
    let value = draft.numeral.low.map(|n| n.to_decimal());
    match rest.chars().next()? {
        '成' => {
            let small = value.is_some_and(|v| v > Decimal::ZERO && v <= Decimal::TEN) || draft.numeral.vague;
            let word = next.is_some_and(|c| "为立功就长员本分果效都交品绩型套全熟行千百名因吉都语年器见".contains(c));
            (small && !word && draft.numeral.shape != Shape::Positional && draft.numeral.shape != Shape::BareScale)
                .then_some(Decimal::TEN)
        }
        '折' => {
            let word = next.is_some_and(|c| "射磨腾叠返服合戏扣旧".contains(c));
            (!word && (all || draft.numeral.shape != Shape::BareScale)).then(|| match value {
                Some(v) if v <= Decimal::TEN => Decimal::TEN,
                _ => Decimal::ONE,
            })
        }
        _ => None,
    }
}

/// 七成六, 三成半.
fn parts_of_tenth(draft: &mut Draft) {
    let Some(next) = char_at(draft.text, draft.end) else { return };
    let part = match symbol(next) {
        Symbol::Digit(d) if d > 0 && !numeral_goes_on(draft.text, draft.end + next.len_utf8()) => Decimal::from(d),
        Symbol::Half if !half_is_word(&draft.text[draft.end + next.len_utf8()..]) => Decimal::from(5),
        _ => return,
    };
    draft.value = draft.value.and_then(|v| v.plus(part));
    draft.end += next.len_utf8();
}

fn numeral_goes_on(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(|c| !matches!(symbol(c), Symbol::Other) || super::is_han(c))
}

/// 半 as the head of a word (半导体), not half a unit more.
pub(super) fn half_is_word(rest: &str) -> bool {
    rest.starts_with([
        '导', '岛', '年', '个', '数', '天', '小', '径', '球', '夜', '月', '世', '途', '场', '身', '自', '成',
    ])
}

/// 一半, 半数, 大半: one half.
pub(super) fn half(draft: &mut Draft) -> bool {
    let one_half = draft.numeral.shape == Shape::Single
        && draft.value == Some(Number::from(1))
        && draft.text[draft.end..].starts_with('半')
        && !half_is_word(&draft.text[draft.end + 3..]);
    let half_of = draft.numeral.shape == Shape::Half && draft.text[draft.end..].starts_with('数');
    if !one_half && !half_of {
        return false;
    }
    draft.end += '半'.len_utf8();
    draft.value = Some(Decimal::new(5, 1).into());
    draft.kind = Kind::Fraction;
    draft.unit = Some("1");
    more_behind(draft);
    true
}
