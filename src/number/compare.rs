//! What only [`super::Mode::All`] reports: joined comparisons, and the numerals inside larger expressions.

use super::numeral::{self, Shape, Symbol, char_at, char_before, is_han, symbol};
use super::units::Units;
use super::{Cmp, Found, Kind, Quantity};
use std::collections::HashSet;

/// Words that may stand between the two halves of a comparison.
const JOINTS: &[&str] = &["", "的同时", "并", "并且", "且", "而且", "而", ",", "又", "同时", "和", "及"];

/// Joins the comparisons that fit and adds every numeral that is not reported yet.
pub(super) fn all_numerals(text: &str, units: &Units, mut found: Vec<Found<Quantity>>) -> Vec<Found<Quantity>> {
    for quantity in &mut found {
        compared_with(text, quantity);
    }
    let numerals = numerals(text, units, &found);
    found.extend(numerals.iter().filter_map(|numeral| {
        let mut compared = numeral.clone();
        compared_with(text, &mut compared);
        (compared != *numeral).then_some(compared)
    }));
    found.sort_by_key(|f| f.start);
    let mut out = joined(text, &found);
    out.extend(numerals);
    out.append(&mut found);
    out.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
    out
}

/// 比三十大, 比二分之一小.
fn compared_with(text: &str, found: &mut Found<Quantity>) {
    let Some(head) = text[..found.start].trim_end_matches(' ').strip_suffix('比') else { return };
    let rest = text[found.end..].trim_start_matches(' ');
    let cmp = match rest.chars().next() {
        Some('大' | '高' | '多' | '长' | '重' | '贵') => Cmp::Above,
        Some('小' | '低' | '少' | '短' | '轻' | '矮') => Cmp::Below,
        _ => return,
    };
    found.value.cmp = cmp;
    found.start = head.len();
    found.end = text.len() - rest.len() + rest.chars().next().map_or(0, char::len_utf8);
}

fn joined(text: &str, found: &[Found<Quantity>]) -> Vec<Found<Quantity>> {
    found.windows(2).filter_map(|pair| join(text, &pair[0], &pair[1])).collect()
}

fn join(text: &str, a: &Found<Quantity>, b: &Found<Quantity>) -> Option<Found<Quantity>> {
    let gap = text.get(a.end..b.start)?.trim();
    if !JOINTS.contains(&gap) {
        return None;
    }
    let (low, high) = match (a.value.cmp, b.value.cmp) {
        (Cmp::Above | Cmp::AtLeast, Cmp::Below | Cmp::AtMost) => (&a.value, &b.value),
        (Cmp::Below | Cmp::AtMost, Cmp::Above | Cmp::AtLeast) => (&b.value, &a.value),
        _ => return None,
    };
    let (min, max) = (low.value?, high.value?);
    (min.to_decimal() < max.to_decimal()).then(|| Found {
        start: a.start,
        end: b.end,
        value: Quantity {
            value: None,
            min: Some(min),
            max: Some(max),
            min_inclusive: low.cmp == Cmp::AtLeast,
            max_inclusive: high.cmp == Cmp::AtMost,
            unit: low.unit.clone(),
            cmp: Cmp::Equal,
            kind: low.kind,
        },
        rule: "comparison",
    })
}

/// Every numeral by itself.
fn numerals(text: &str, units: &Units, found: &[Found<Quantity>]) -> Vec<Found<Quantity>> {
    let known: HashSet<(usize, usize)> = found.iter().map(|f| (f.start, f.end)).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(start) = super::next_candidate(text, at, |c| {
        !matches!(symbol(c), Symbol::Other | Symbol::More) || matches!(c, '-' | '负' | '.' | 'h')
    }) {
        if let Some(url) = super::url_end(text, start) {
            at = url;
            continue;
        }
        let Some(numeral) = numeral::read(text, start, true) else {
            at = start + char_at(text, start).map_or(1, char::len_utf8);
            continue;
        };
        at = numeral.end;
        let known = known.contains(&(numeral.start, numeral.end));
        let Some(value) =
            numeral.low.filter(|_| !known && numeral.high.is_none() && counts(text, start, &numeral, units))
        else {
            continue;
        };
        let kind = if numeral.sense == numeral::Sense::Fraction { Kind::Fraction } else { Kind::Cardinal };
        let cmp = if numeral.more { Cmp::Above } else { Cmp::Equal };
        // 五十打 are six hundred.
        let dozens = text[numeral.end..].starts_with('打');
        let value = if dozens { value.times(12.into()).unwrap_or(value) } else { value };
        let end = numeral.end + if dozens { '打'.len_utf8() } else { 0 };
        let value = Quantity::single(Some(value), "1", cmp, kind);
        out.push(Found { start: numeral.start, end, value, rule: "numeral" });
    }
    out
}

fn counts(text: &str, start: usize, numeral: &numeral::Numeral, units: &Units) -> bool {
    let phrase = units.uncounted.longest_at(&text[start..]).is_some_and(|(len, ())| start + len > numeral.end);
    let letters = numeral.shape == Shape::Digits && char_before(text, start).is_some_and(|c| c.is_ascii_alphabetic());
    let word = matches!(numeral.shape, Shape::Half | Shape::BareScale)
        && char_at(text, numeral.end).is_some_and(is_han)
        && !text[start..numeral.end].contains("半百");
    let scale_alone = numeral.shape == Shape::BareScale
        && text[start..numeral.end].chars().all(|c| matches!(symbol(c), Symbol::Scale(4..)));
    !phrase && !letters && !word && !scale_alone
}
