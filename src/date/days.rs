//! EDTF values → the first and last day that they cover, so that times of any precision compare with each other.

use super::calendar::{is_day, month_length};

/// The first and the last day of a date or span of dates; an open end has none. `None` for durations and for dates
/// whose year is not known.
pub(crate) fn days(value: &str) -> Option<(Option<String>, Option<String>)> {
    if value.starts_with('P') {
        return None;
    }
    let (first, last) = value.split_once('/').unwrap_or((value, value));
    let days = (point(first).map(|p| p.0), point(last).map(|p| p.1));
    (days.0.is_some() || days.1.is_some()).then_some(days)
}

/// First and last day of one date: `2024`, `2024-11`, `2024-11-05`, `2024-23` (autumn), `2024-41` (second half), `20XX`.
fn point(text: &str) -> Option<(String, String)> {
    let date = text.split('T').next()?.trim_end_matches(['?', '~', '%']);
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?;
    if year.len() != 4 || !year.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (from, to) = (year.replace('X', "0").parse().ok()?, year.replace('X', "9").parse().ok()?);
    let Some(part) = parts.next() else { return Some((day(from, 1, 1), day(to, 12, 31))) };
    let part: u8 = part.parse().ok()?;
    if let Some(of_month) = parts.next() {
        let of_month: u8 = of_month.parse().ok()?;
        return is_day(from, part, of_month).then(|| (day(from, part, of_month), day(from, part, of_month)));
    }
    let (first, last) = months(part)?;
    let ends = if last < first { to + 1 } else { to };
    Some((day(from, first, 1), day(ends, last, month_length(ends, last))))
}

/// First and last month of what ISO 8601-2 writes in the place of the month; a winter ends in the next year.
fn months(part: u8) -> Option<(u8, u8)> {
    Some(match part {
        1..=12 => (part, part),
        24 | 28 | 32 => (12, 2),
        21..=32 => ((part - 21) % 4 * 3 + 3, (part - 21) % 4 * 3 + 5),
        33..=36 => ((part - 33) * 3 + 1, (part - 33) * 3 + 3),
        37..=39 => ((part - 37) * 4 + 1, (part - 37) * 4 + 4),
        40 => (1, 6),
        41 => (7, 12),
        _ => return None,
    })
}

fn day(year: i32, month: u8, day: u8) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_precision_has_a_first_and_a_last_day() {
        for (value, first, last) in [
            ("2024-03-14", "2024-03-14", "2024-03-14"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2023", "2023-01-01", "2023-12-31"),
            ("2024-21", "2024-03-01", "2024-05-31"),
            ("2024-23", "2024-09-01", "2024-11-30"),
            ("2023-24", "2023-12-01", "2024-02-29"),
            ("2024-26", "2024-06-01", "2024-08-31"),
            ("2024-38", "2024-05-01", "2024-08-31"),
            ("2024-34", "2024-04-01", "2024-06-30"),
            ("2024-41", "2024-07-01", "2024-12-31"),
            ("198X", "1980-01-01", "1989-12-31"),
            ("20XX", "2000-01-01", "2099-12-31"),
            ("2017-12-20/2017-12-23", "2017-12-20", "2017-12-23"),
            ("2020-02-13T24:00:00", "2020-02-13", "2020-02-13"),
            ("1949~", "1949-01-01", "1949-12-31"),
        ] {
            assert_eq!(days(value), Some((Some(first.to_owned()), Some(last.to_owned()))), "{value}");
        }
    }

    #[test]
    fn open_ends_stay_open_and_what_has_no_year_has_no_day() {
        assert_eq!(days("2018/.."), Some((Some("2018-01-01".to_owned()), None)));
        assert_eq!(days("../2018-05"), Some((None, Some("2018-05-31".to_owned()))));
        for value in ["P34Y", "XXXX-03-14", "XXXX-03", "2023-02-30", "2023-13"] {
            assert_eq!(days(value), None, "{value}");
        }
    }
}
