//! What stands around an amount with its unit: halves and coins behind it, currency and minus signs before it.

use super::numeral::{self, Shape, Symbol, char_at, symbol};
use super::quantity::Draft;
use super::share::half_is_word;
use super::units::{UnitKind, Units};
use super::{Cmp, Kind};
use rust_decimal::Decimal;

/// 半, 多 behind the unit, and the coins of an amount of money.
pub(super) fn behind_unit(draft: &mut Draft, units: &Units) {
    let measured = matches!(draft.unit_kind, Some(UnitKind::Physical | UnitKind::Currency(_)));
    if !measured {
        return;
    }
    let rest = &draft.text[draft.end..];
    if rest.starts_with('半') && !half_is_word(&rest['半'.len_utf8()..]) {
        draft.value = draft.value.and_then(|v| v.plus(Decimal::new(5, 1)));
        draft.end += '半'.len_utf8();
    } else if rest.starts_with('多')
        && !rest['多'.len_utf8()..].starts_with(|c: char| super::is_han(c) && !"的、".contains(c))
    {
        draft.end += '多'.len_utf8();
        draft.cmp = Cmp::Above;
        draft.bounded = true;
    }
    coins(draft, units);
}

fn coins(draft: &mut Draft, units: &Units) {
    let Some(UnitKind::Currency(code)) = draft.unit_kind else { return };
    for _ in 0..2 {
        let at = draft.end + if draft.text[draft.end..].starts_with('又') { '又'.len_utf8() } else { 0 };
        if char_at(draft.text, at).is_none_or(|c| symbol(c) == Symbol::Other) {
            return;
        }
        let Some(amount) = numeral::read(draft.text, at, false) else { return };
        let Some((len, UnitKind::Coin(coin, share))) = units.unit_at(&draft.text[amount.end..]) else { return };
        let sum = amount.low.and_then(|n| n.times(*share)).and_then(|n| draft.value?.plus(n.to_decimal()));
        if coin != code || sum.is_none() {
            return;
        }
        draft.value = sum;
        draft.end = amount.end + len;
    }
}

/// $100, 人民币100元.
pub(super) fn money_sign<'a>(draft: &mut Draft<'a>, floor: usize, units: &'a Units) {
    let head = draft.text[floor..draft.start].trim_end_matches(' ');
    let Some(last) = head.chars().next_back() else { return };
    if super::is_han(last) && last != '币' {
        return;
    }
    let longest = head.char_indices().rev().take(4).filter_map(|(i, _)| match units.before.longest_at(&head[i..]) {
        Some((len, code)) if i + len == head.len() => Some((i, *code)),
        _ => None,
    });
    if let Some((i, code)) = longest.last() {
        if !matches!(draft.unit_kind, None | Some(UnitKind::Currency(_))) {
            return;
        }
        draft.start = floor + i;
        draft.kind = Kind::Money;
        // 人民币100元, US$100: a currency behind the amount has already named the unit.
        draft.unit = draft.unit.or(Some(&units.codes[code as usize]));
    }
}

/// 零下20度, 小雪-4℃.
pub(super) fn below_zero(draft: &mut Draft, floor: usize) {
    if !draft.unit.is_some_and(|unit| ["度", "摄氏度", "℃", "°C", "°c", "°"].contains(&unit))
        || draft.numeral.shape == Shape::Half
    {
        return;
    }
    let head = &draft.text[floor.min(draft.start)..draft.start];
    let Some(sign) = head
        .strip_suffix("零下")
        .or_else(|| head.strip_suffix('-').filter(|rest| rest.ends_with(super::is_han)))
        .map(|rest| head.len() - rest.len())
    else {
        return;
    };
    draft.start -= sign;
    draft.value = draft.value.and_then(|v| v.times(Decimal::NEGATIVE_ONE));
    if let (Some(a), Some(b)) = (draft.value, draft.high.and_then(|v| v.times(Decimal::NEGATIVE_ONE))) {
        (draft.value, draft.high) = (Some(b), Some(a));
    }
}
