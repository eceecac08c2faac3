//! IRIs and literals.

use crate::join::is_day;
use crate::vocab::{ID, NS};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode};
use std::fmt::Write;

const EDTF: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

/// A term of the vocabulary.
pub(super) fn dg(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{NS}{name}"))
}

/// Something under the namespace of ids; `path` holds only what an IRI may hold.
pub(super) fn id(path: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}{path}"))
}

/// A name as one segment of an IRI: letters and digits of any script and `-._~` stay, all else is percent-encoded;
/// so are the names `.` and `..`, which mean another segment.
pub fn local_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let is_dots = matches!(name, "." | "..");
    for c in name.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '~') || c == '.' && !is_dots {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                write!(out, "%{byte:02X}").expect("writing to a string");
            }
        }
    }
    out
}

pub(super) fn zh(text: &str) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, "zh")
}

pub(super) fn en(text: &str) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, "en")
}

pub(super) fn integer(n: usize) -> Literal {
    Literal::new_typed_literal(n.to_string(), xsd::INTEGER)
}

/// A number as it is written.
pub(super) fn decimal(written: &str) -> Literal {
    Literal::new_typed_literal(written, if written.contains('.') { xsd::DECIMAL } else { xsd::INTEGER })
}

/// A time value in the narrowest datatype that holds it: a day, month or year of XML Schema, an ISO 8601 duration, else
/// EDTF. The lexical form is always the EDTF value itself.
pub fn time_literal(value: &str) -> Literal {
    let datatype = match value.len() {
        10 if is_day(value) => xsd::DATE.into_owned(),
        7 if is_month(value) => xsd::G_YEAR_MONTH.into_owned(),
        4 if value.bytes().all(|b| b.is_ascii_digit()) => xsd::G_YEAR.into_owned(),
        _ if value.starts_with('P')
            && !value.contains(['W', '/'])
            && value.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            xsd::DURATION.into_owned()
        }
        _ => NamedNode::new_unchecked(EDTF),
    };
    Literal::new_typed_literal(value, datatype)
}

/// `2024-11`, but not a season or half-year (`2024-23`, `2024-41`).
fn is_month(value: &str) -> bool {
    let digits = value.bytes().enumerate().all(|(i, b)| if i == 4 { b == b'-' } else { b.is_ascii_digit() });
    digits && matches!(value[5..].parse(), Ok(1..=12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_values_take_the_narrowest_datatype() {
        for (value, end) in [
            ("2023-05-04", "#date"),
            ("2023-05", "#gYearMonth"),
            ("2023-23", "EDTF"),
            ("2023", "#gYear"),
            ("20XX", "EDTF"),
            ("2023/..", "EDTF"),
            ("P34Y", "#duration"),
            ("P2W", "EDTF"),
            ("2023-02-13T24:00:00", "EDTF"),
        ] {
            let literal = time_literal(value);
            assert!(literal.datatype().as_str().ends_with(end), "{value}");
            assert_eq!(literal.value(), value);
        }
    }

    #[test]
    fn any_file_name_is_an_iri_segment() {
        for name in ["a b.txt", "甲/乙?#.txt", "100%.md", ".", ".."] {
            let segment = local_name(name);
            assert!(NamedNode::new(format!("{ID}source/{segment}")).is_ok(), "{segment}");
            assert!(!segment.contains(['/', '?', '#', ' ']) && !matches!(&*segment, "." | ".."));
        }
    }
}
