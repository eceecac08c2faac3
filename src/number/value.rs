//! Exact values: decimals of up to 28 digits, and fractions that no decimal can hold.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use std::fmt;

/// An exact number. A fraction is kept as such only when it has no finite decimal form, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A decimal, without trailing zeros.
    Decimal(Decimal),
    /// `numerator / denominator`, both integers without a common factor, the denominator above one.
    Fraction {
        /// Upper number; carries the sign.
        numerator: Decimal,
        /// Lower number.
        denominator: Decimal,
    },
}

impl Number {
    /// The exact quotient of two decimals; `None` when the divisor is zero or the terms do not fit.
    pub fn ratio(numerator: Decimal, denominator: Decimal) -> Option<Number> {
        let scale = numerator.scale().max(denominator.scale());
        let shift = power_of_ten(scale)?;
        let (mut n, mut d) = (numerator.checked_mul(shift)?.normalize(), denominator.checked_mul(shift)?.normalize());
        if d.is_zero() {
            return None;
        }
        if d.is_sign_negative() {
            (n, d) = (-n, -d);
        }
        let divisor = greatest_common_divisor(n.abs(), d);
        let (n, d) = (n / divisor, d / divisor);
        let quotient = n.checked_div(d)?;
        if quotient.checked_mul(d) == Some(n) {
            return Some(Number::Decimal(quotient.normalize()));
        }
        Some(Number::Fraction { numerator: n.normalize(), denominator: d.normalize() })
    }

    /// The value as a decimal; a fraction is rounded to sixteen places.
    pub fn to_decimal(&self) -> Decimal {
        match self {
            Number::Decimal(d) => *d,
            Number::Fraction { numerator, denominator } => (numerator / denominator).round_dp(16).normalize(),
        }
    }

    /// The sum with a decimal, if it fits.
    pub(crate) fn plus(self, other: Decimal) -> Option<Number> {
        match self {
            Number::Decimal(d) => d.checked_add(other).map(Number::from),
            Number::Fraction { numerator, denominator } => {
                Number::ratio(numerator.checked_add(other.checked_mul(denominator)?)?, denominator)
            }
        }
    }

    /// The product with a decimal, if it fits.
    pub(crate) fn times(self, other: Decimal) -> Option<Number> {
        match self {
            Number::Decimal(d) => d.checked_mul(other).map(Number::from),
            Number::Fraction { numerator, denominator } => Number::ratio(numerator.checked_mul(other)?, denominator),
        }
    }
}

/// Ten to the given power, if a decimal can hold it (28 places).
pub(crate) fn power_of_ten(exponent: u32) -> Option<Decimal> {
    (exponent <= 28).then(|| Decimal::from_i128_with_scale(10_i128.pow(exponent), 0))
}

fn greatest_common_divisor(mut a: Decimal, mut b: Decimal) -> Decimal {
    while !b.is_zero() {
        (a, b) = (b, a % b);
    }
    a
}

impl From<Decimal> for Number {
    fn from(value: Decimal) -> Self {
        Number::Decimal(value.normalize())
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::Decimal(Decimal::from(value))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_decimal().fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        rust_decimal::serde::arbitrary_precision::serialize(&self.to_decimal(), serializer)
    }
}
