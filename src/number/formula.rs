//! Numerals as formulas write them: 2e5, 40k, 2^-1, 3/5, 1 4/3. Read only when every numeral is asked for.

use super::numeral::{Numeral, Sense};
use super::value::{Number, power_of_ten};
use rust_decimal::Decimal;

/// Extends a numeral of digits over the exponent, suffix or slash behind it.
pub(super) fn extend(text: &str, numeral: &mut Numeral) {
    let Some(low) = numeral.low else { return };
    let rest = &text[numeral.end..];
    let extended =
        suffix(low, rest).or_else(|| exponent(low, rest)).or_else(|| power(low, rest)).or_else(|| slash(low, rest));
    if let Some((value, len, sense)) = extended {
        numeral.low = Some(value);
        numeral.end += len;
        numeral.sense = sense;
    }
}

/// `1/12` in running text; other slashes may be dates or names.
pub(super) fn one_of(text: &str, numeral: &mut Numeral) {
    let alone = !text[..numeral.start].ends_with(|c: char| c.is_ascii_alphanumeric() || "-/.:".contains(c));
    if numeral.low != Some(Number::from(1)) || !alone {
        return;
    }
    let rest = &text[numeral.end..];
    if rest.starts_with('/')
        && let Some((value, len, sense)) = slash(Number::from(1), rest)
        && ends_word(&rest[len..])
    {
        (numeral.low, numeral.sense) = (Some(value), sense);
        numeral.end += len;
    }
}

fn integer(text: &str) -> Option<(u32, usize)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text[..len].parse().ok()?, len))
}

fn ends_word(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
}

fn suffix(value: Number, rest: &str) -> Option<(Number, usize, Sense)> {
    let place = match rest.chars().next()? {
        'k' | 'K' => 3,
        'm' | 'M' => 6,
        _ => return None,
    };
    let thousand = place == 3;
    (ends_word(&rest[1..]) && thousand).then_some(())?;
    Some((value.times(power_of_ten(place)?)?, 1, Sense::Plain))
}

fn exponent(value: Number, rest: &str) -> Option<(Number, usize, Sense)> {
    let body = rest.strip_prefix(['e', 'E'])?;
    let (negative, digits) = body.strip_prefix('-').map_or((false, body), |d| (true, d));
    let (n, len) = integer(digits)?;
    let place = power_of_ten(n)?;
    let value = if negative { value.times(Decimal::ONE.checked_div(place)?)? } else { value.times(place)? };
    ends_word(&digits[len..]).then_some((value, 1 + usize::from(negative) + len, Sense::Plain))
}

fn power(value: Number, rest: &str) -> Option<(Number, usize, Sense)> {
    let body = rest.strip_prefix('^')?;
    let (negative, digits) = body.strip_prefix('-').map_or((false, body), |d| (true, d));
    let (n, len) = integer(digits)?;
    let Number::Decimal(base) = value else { return None };
    let mut product = Decimal::ONE;
    for _ in 0..n.min(96) {
        product = product.checked_mul(base)?;
    }
    let value = if negative { Number::ratio(Decimal::ONE, product)? } else { Number::from(product) };
    (n <= 96).then_some((value, 1 + usize::from(negative) + len, Sense::Plain))
}

/// `3/5`, and `1 4/3` as one and four thirds.
fn slash(value: Number, rest: &str) -> Option<(Number, usize, Sense)> {
    let Number::Decimal(first) = value else { return None };
    if first.scale() > 0 {
        return None;
    }
    if let Some(digits) = rest.strip_prefix('/') {
        let (lower, len) = integer(digits)?;
        let plain = !digits[len..].starts_with(['/', '.']);
        return (plain && lower > 0).then_some((Number::ratio(first, lower.into())?, 1 + len, Sense::Fraction));
    }
    let digits = rest.strip_prefix(' ')?;
    let (upper, upper_len) = integer(digits)?;
    let (lower, lower_len) = integer(digits[upper_len..].strip_prefix('/')?)?;
    let part = Number::ratio(upper.into(), lower.into())?;
    Some((part.plus(first)?, 2 + upper_len + lower_len, Sense::Fraction))
}
