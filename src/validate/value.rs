//! Values of the data as constraints compare them.

use oxigraph::model::TermRef;
use oxigraph::model::vocab::xsd;
use regex::Regex;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// The string of an IRI or literal; none of a blank node.
pub(super) fn text(term: TermRef<'_>) -> Option<&str> {
    match term {
        TermRef::NamedNode(n) => Some(n.as_str()),
        TermRef::Literal(l) => Some(l.value()),
        _ => None,
    }
}

pub(super) fn language(term: TermRef<'_>) -> Option<&str> {
    if let TermRef::Literal(l) = term { l.language() } else { None }
}

/// Length in code points.
pub(super) fn length(term: TermRef<'_>) -> Option<usize> {
    text(term).map(|t| t.chars().count())
}

/// An exact number; one too large for a decimal is compared by its rounded value.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Number(f64, Decimal);

impl Number {
    pub fn of(n: Decimal) -> Number {
        use rust_decimal::prelude::ToPrimitive;
        Number(n.to_f64().unwrap_or_default(), n)
    }
}

/// The number of an integer or decimal; none of anything else.
pub(super) fn number(term: TermRef<'_>) -> Option<Number> {
    let TermRef::Literal(l) = term else { return None };
    if l.datatype() != xsd::INTEGER && l.datatype() != xsd::DECIMAL {
        return None;
    }
    match l.value().parse::<Decimal>() {
        Ok(n) => Some(Number::of(n)),
        Err(_) => Some(Number(l.value().parse().ok()?, Decimal::ZERO)),
    }
}

/// Whether one value is not more than another: both numbers, or both days.
pub(super) fn is_not_after(one: TermRef<'_>, other: TermRef<'_>) -> bool {
    match (number(one), number(other), day(one), day(other)) {
        (Some(a), Some(b), ..) => a <= b,
        (.., Some(a), Some(b)) => a <= b,
        _ => false,
    }
}

/// A date of a year from 0 to 9999, whose lexical forms are in the order of time.
fn day(term: TermRef<'_>) -> Option<&str> {
    let TermRef::Literal(l) = term else { return None };
    (l.datatype() == xsd::DATE && l.value().len() == 10).then_some(l.value())
}

static LEXICAL: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let forms = [
        ("integer", r"^[+-]?[0-9]+$"),
        ("decimal", r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"),
        ("boolean", r"^(true|false|0|1)$"),
        ("date", r"^-?[0-9]{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
        ("gYearMonth", r"^-?[0-9]{4,}-(0[1-9]|1[0-2])$"),
        ("gYear", r"^-?[0-9]{4,}$"),
        ("duration", r"^-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$"),
    ];
    forms.into_iter().map(|(name, form)| (name, Regex::new(form).expect("a fixed expression"))).collect()
});

/// Whether a string is a lexical form of a datatype of XML Schema; datatypes not listed here take any.
pub(super) fn is_lexical(value: &str, datatype: &str) -> bool {
    let Some(name) = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#") else { return true };
    LEXICAL.iter().find(|(known, _)| *known == name).is_none_or(|(_, form)| form.is_match(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexical_forms_are_those_of_xml_schema() {
        for (name, good, bad) in [
            ("date", "2024-03-14", "2024-13-14"),
            ("gYear", "2024", "24"),
            ("integer", "15", "15.0"),
            ("decimal", "5.2", "5,2"),
            ("duration", "P34Y", "34Y"),
        ] {
            let datatype = format!("http://www.w3.org/2001/XMLSchema#{name}");
            assert!(is_lexical(good, &datatype) && !is_lexical(bad, &datatype), "{name}");
        }
        assert!(is_lexical("2023-23", "http://id.loc.gov/datatypes/edtf/EDTF"));
    }
}
