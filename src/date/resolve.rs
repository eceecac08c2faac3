//! The place of a time expression against the document's date: EDTF and ISO 8601 durations.

use super::calendar::{Ymd, date_of, day_number, lunar_month, month_length, weekday};
use super::expr::{BaseDate, CenturyRef, Clock, Date, Form, Length, MonthOf, MonthRef, Part, TimeExpr, YearRef};
use crate::number::Feast;
use rust_decimal::prelude::ToPrimitive;

/// A date's EDTF: one expression, or first and last of an interval.
enum Extent {
    One(String),
    Two(String, String),
}

impl Extent {
    fn first(self) -> String {
        match self {
            Extent::One(text) | Extent::Two(text, _) => text,
        }
    }

    fn last(self) -> String {
        match self {
            Extent::One(text) | Extent::Two(_, text) => text,
        }
    }

    fn text(self) -> String {
        match self {
            Extent::One(text) => text,
            Extent::Two(first, last) => format!("{first}/{last}"),
        }
    }
}

impl TimeExpr {
    /// The value: EDTF for a date, an ISO 8601 duration for a length. Without a base, a year that the text leaves
    /// out stays `XXXX`, and what only makes sense against a base (去年) is `None`.
    pub fn resolve(&self, base: Option<&BaseDate>) -> Option<String> {
        match &self.form {
            Form::At(date, None) => Some(extent(date, base)?.text()),
            Form::At(date, Some(clock)) => Some(at_clock(extent(date, base)?.text(), clock)),
            Form::Between(first, last) => {
                Some(format!("{}/{}", extent(first, base)?.first(), extent(last, base)?.last()))
            }
            Form::Hours(day, from, to) => {
                let day = extent(day, base)?.text();
                Some(format!("{}/{}", at_clock(day.clone(), from), at_clock(day, to)))
            }
            Form::Since(date) => Some(format!("{}/..", extent(date, base)?.first())),
            Form::Length(length) => Some(length.iso()),
            Form::Lengths(low, high) => Some(format!("{}/{}", low.iso(), high.iso())),
        }
    }
}

fn at_clock(day: String, clock: &Clock) -> String {
    let zone = if clock.beijing { "+08:00" } else { "" };
    format!("{day}T{:02}:{:02}:{:02}{zone}", clock.hour, clock.minute, clock.second)
}

/// A year as EDTF writes it; an unknown one as `XXXX`.
pub(crate) fn year_text(year: Option<i32>) -> String {
    match year {
        None => "XXXX".to_string(),
        Some(y) if y < 0 => format!("-{:04}", -y),
        Some(y) => format!("{y:04}"),
    }
}

fn month_text(year: Option<i32>, month: u8) -> String {
    format!("{}-{month:02}", year_text(year))
}

fn day_text(year: Option<i32>, month: u8, day: u8) -> String {
    format!("{}-{day:02}", month_text(year, month))
}

fn ymd_text((year, month, day): Ymd) -> String {
    day_text(Some(year), month, day)
}

fn days_text(first: i64, last: i64) -> Extent {
    Extent::Two(ymd_text(date_of(first)), ymd_text(date_of(last)))
}

/// `None`: the text needs a base that is not there; `Some(None)`: the year stays open.
fn year_of(year: YearRef, base: Option<&BaseDate>) -> Option<Option<i32>> {
    match year {
        YearRef::Number(y) => Some(Some(y)),
        YearRef::Unset => Some(base.map(|b| b.year)),
        YearRef::Every => Some(None),
        YearRef::Coming => Some(base.map(|b| b.year + i32::from(b.month.is_some_and(|m| m >= 11)))),
        YearRef::Shift(n) | YearRef::After(n) => Some(Some(base?.year + n)),
        YearRef::Review => {
            let base = base?;
            Some(Some(if base.month.is_some_and(|m| m <= 6) { base.year - 1 } else { base.year }))
        }
    }
}

/// From this many days ahead, a bare day is taken for one of the month before.
const FAR_AHEAD: u8 = 20;

fn month_of(month: MonthRef, day: Option<u8>, base: Option<&BaseDate>) -> Option<(Option<i32>, u8)> {
    match month.month {
        MonthOf::Number(m) => {
            let year = year_of(month.year, base)?;
            // Early in January, a late month without a year is last year's.
            let early = month.year == YearRef::Unset && base.is_some_and(|b| b.month == Some(1) && b.day != Some(1));
            let back = i32::from(early && (m == 12 || (m == 11 && day.is_some())));
            Some((year.map(|y| y - back), m))
        }
        MonthOf::Shift(n) => {
            let base = base?;
            let months = base.year * 12 + i32::from(base.month?) - 1 + n;
            Some((Some(months.div_euclid(12)), months.rem_euclid(12) as u8 + 1))
        }
        MonthOf::Unset => {
            let base = base?;
            let this = base.year * 12 + i32::from(base.month?) - 1;
            // A day far ahead in the month is nearer in the month before.
            let back = i32::from(day.is_some_and(|d| base.day.is_some_and(|today| d >= today + FAR_AHEAD)));
            let months = this - back;
            Some((Some(months.div_euclid(12)), months.rem_euclid(12) as u8 + 1))
        }
    }
}

fn base_day(base: Option<&BaseDate>) -> Option<i64> {
    let base = base?;
    Some(day_number((base.year, base.month?, base.day?)))
}

fn extent(date: &Date, base: Option<&BaseDate>) -> Option<Extent> {
    let one = |text: String| Some(Extent::One(text));
    let two = |first: String, last: String| Some(Extent::Two(first, last));
    match date {
        Date::Century(century, part) => century_extent(century_of(*century, base)?, *part),
        Date::Decade(century, tens, part) => decade_extent(decade_start(*century, *tens, base)?, *part),
        Date::Year(year) => one(year_text(year_of(*year, base)?)),
        Date::Years(a, b) => two(year_text(Some(base?.year + a)), year_text(Some(base?.year + b))),
        Date::Plan(a, b) => two(year_text(Some(*a)), year_text(Some(*b))),
        Date::Months(year, a, b) => {
            let year = year_of(*year, base)?;
            if a == b { one(month_text(year, *a)) } else { two(month_text(year, *a), month_text(year, *b)) }
        }
        Date::Half(year, n) => one(format!("{}-{}", year_text(year_of(*year, base)?), 39 + n)),
        Date::HalfShift(n) => {
            let base = base?;
            let halves = base.year * 2 + i32::from(base.month? > 6) + n;
            one(format!("{}-{}", year_text(Some(halves.div_euclid(2))), 40 + halves.rem_euclid(2)))
        }
        Date::Quarter(year, n) => one(format!("{}-{}", year_text(year_of(*year, base)?), 32 + n)),
        Date::QuarterShift(n, part) => {
            let base = base?;
            let quarters = base.year * 4 + (i32::from(base.month?) - 1) / 3 + n;
            let (year, quarter) = (quarters.div_euclid(4), quarters.rem_euclid(4) as u8);
            match part {
                None => one(format!("{}-{}", year_text(Some(year)), 33 + quarter)),
                Some(part) => one(month_text(Some(year), quarter * 3 + 1 + *part as u8)),
            }
        }
        Date::Season(year, n) => one(format!("{}-{}", year_text(year_of(*year, base)?), 20 + n)),
        Date::Month(month) => month_of(*month, None, base).and_then(|(y, m)| one(month_text(y, m))),
        Date::Days(month, first, last) => {
            let (year, m) = month_of(*month, None, base)?;
            let length = month_length(year.unwrap_or(2000), m) as i8;
            let day = |d: i8| day_text(year, m, if d < 0 { length + 1 + d } else { d.min(length) } as u8);
            if first == last { one(day(*first)) } else { two(day(*first), day(*last)) }
        }
        Date::Day(month, d) => {
            let (year, m) = month_of(*month, Some(*d), base)?;
            (*d <= month_length(year.unwrap_or(2000), m)).then(|| Extent::One(day_text(year, m, *d)))
        }
        Date::NoDay(month) => month_of(*month, None, base).and_then(|(y, m)| one(format!("{}-XX", month_text(y, m)))),
        Date::SameDayOf(years) => same_day_of(*years, base),
        Date::Feast(YearRef::Unset, Feast::Lunar(12, day)) => year_end(*day, base),
        Date::Feast(year, feast) => feast_extent(year_of(*year, base)?, *feast),
        Date::Lunar { year, month, leap, day } => lunar_extent(year_of(*year, base)?, *month, *leap, *day),
        Date::Ago(length, sign, false) => ago_extent(length, *sign, base),
        Date::Ago(length, sign, true) => Some(Extent::One(format!("{}~", ago_extent(length, *sign, base)?.first()))),
        _ => day_extent(date, base),
    }
}

/// Dates that count days and weeks.
fn day_extent(date: &Date, base: Option<&BaseDate>) -> Option<Extent> {
    match date {
        Date::DayShift(n) => Some(Extent::One(ymd_text(date_of(base_day(base)? + i64::from(*n))))),
        Date::DayAfter(day, n) => {
            let day = match day {
                Some(day) => day_number_of(day, base)?,
                None => base_day(base)?,
            };
            Some(Extent::One(ymd_text(date_of(day + i64::from(*n)))))
        }
        Date::Week(n) => {
            let monday = monday_of(base_day(base)?) + i64::from(*n) * 7;
            Some(days_text(monday, monday + 6))
        }
        Date::Weekday(week, d) => {
            Some(Extent::One(ymd_text(date_of(monday_of(base_day(base)?) + i64::from(*week) * 7 + i64::from(*d) - 1))))
        }
        Date::WeekOfYear(year, first, last) => {
            let year = year_of(*year, base)??;
            let start = first_weekday(year, 1, 1);
            let next = first_weekday(year + 1, 1, 1) - if weekday((year + 1, 1, 1)) == 1 { 0 } else { 7 };
            let monday = |n: i32| if n > 0 { start + i64::from(n - 1) * 7 } else { next + i64::from(n) * 7 };
            Some(days_text(monday(*first), monday(*last) + 6))
        }
        Date::WeekOfMonth(month, n) => {
            let (year, m) = month_of(*month, None, base)?;
            let monday = first_weekday(year?, m, 1) + i64::from(n - 1) * 7;
            Some(days_text(monday, monday + 6))
        }
        Date::WeekdayOfMonth(month, n, d) => {
            let (year, m) = month_of(*month, None, base)?;
            Some(Extent::One(ymd_text(date_of(first_weekday(year?, m, *d) + i64::from(n - 1) * 7))))
        }
        _ => None,
    }
}

/// The day number of a date that is one known day.
fn day_number_of(date: &Date, base: Option<&BaseDate>) -> Option<i64> {
    match date {
        Date::Day(month, day) => {
            let (year, month) = month_of(*month, Some(*day), base)?;
            Some(day_number((year?, month, *day)))
        }
        Date::DayShift(n) => Some(base_day(base)? + i64::from(*n)),
        Date::DayAfter(Some(day), n) => Some(day_number_of(day, base)? + i64::from(*n)),
        Date::DayAfter(None, n) => Some(base_day(base)? + i64::from(*n)),
        Date::Weekday(week, d) => Some(monday_of(base_day(base)?) + i64::from(*week) * 7 + i64::from(*d) - 1),
        _ => None,
    }
}

fn monday_of(day: i64) -> i64 {
    day - i64::from(weekday(date_of(day))) + 1
}

/// The first day of a month that falls on a weekday.
fn first_weekday(year: i32, month: u8, day: u8) -> i64 {
    let first = (year, month, 1);
    day_number(first) + (i64::from(day) - i64::from(weekday(first))).rem_euclid(7)
}

/// The time of texts whose date is not known, for centuries and decades.
const PRESENT: i32 = 2020;

fn century_of(century: CenturyRef, base: Option<&BaseDate>) -> Option<i32> {
    match century {
        CenturyRef::Number(n) => Some(n),
        CenturyRef::Shift(n) => Some(base.map_or(PRESENT, |b| b.year).div_euclid(100) + 1 + n),
    }
}

fn century_extent(century: i32, part: Option<Part>) -> Option<Extent> {
    let start = (century - 1) * 100;
    let years = |a: i32, b: i32| Some(Extent::Two(year_text(Some(start + a)), year_text(Some(start + b))));
    match part {
        None => Some(Extent::One(format!("{:02}XX", century - 1))),
        Some(Part::Start) => years(0, 19),
        Some(Part::Middle) => years(40, 59),
        Some(Part::End) => years(80, 99),
    }
}

/// A decade without its century is the latest that has begun.
fn decade_start(century: Option<CenturyRef>, tens: u8, base: Option<&BaseDate>) -> Option<i32> {
    let tens = i32::from(tens);
    match century {
        Some(century) => Some((century_of(century, base)? - 1) * 100 + tens),
        None => {
            let now = base.map_or(PRESENT, |b| b.year);
            let this = now.div_euclid(100) * 100 + tens;
            Some(if this > now { this - 100 } else { this })
        }
    }
}

fn decade_extent(start: i32, part: Option<Part>) -> Option<Extent> {
    let years = |a: i32, b: i32| Some(Extent::Two(year_text(Some(start + a)), year_text(Some(start + b))));
    match part {
        None => Some(Extent::One(format!("{:03}X", start / 10))),
        Some(Part::Start) => years(0, 2),
        Some(Part::Middle) => years(3, 6),
        Some(Part::End) => years(7, 9),
    }
}

fn feast_extent(year: Option<i32>, feast: Feast) -> Option<Extent> {
    match feast {
        Feast::Fixed(month, day) => Some(Extent::One(day_text(year, month, day))),
        Feast::Lunar(month, day) => lunar_extent(year, month, false, Some(day)),
        Feast::Weekday(month, week, day) => {
            Some(Extent::One(ymd_text(date_of(first_weekday(year?, month, day) + i64::from(week - 1) * 7))))
        }
    }
}

/// The document's day of the month, so many years later or earlier.
fn same_day_of(years: i32, base: Option<&BaseDate>) -> Option<Extent> {
    let base = base?;
    let (year, month) = (base.year.checked_add(years)?, base.month?);
    Some(Extent::One(day_text(Some(year), month, base.day?.min(month_length(year, month)))))
}

/// A day of the last lunar month, by itself: the one nearest to the document.
fn year_end(day: u8, base: Option<&BaseDate>) -> Option<Extent> {
    let feast = |year: i32| feast_extent(Some(year), Feast::Lunar(12, day));
    let (Some(base), Some(today)) = (base, base_day(base)) else {
        return feast_extent(base.map(|b| b.year), Feast::Lunar(12, day));
    };
    let number = |year: i32| lunar_month(year, 12, false).map(|(start, _)| start + i64::from(day));
    match (number(base.year - 1), number(base.year)) {
        (Some(last), Some(next)) if (today - last).abs() <= (next - today).abs() => feast(base.year - 1),
        _ => feast(base.year),
    }
}

/// Outside the table's years, a lunar date is known by its year alone.
fn lunar_extent(year: Option<i32>, month: u8, leap: bool, day: Option<u8>) -> Option<Extent> {
    let Some((start, length)) = year.and_then(|y| lunar_month(y, month, leap)) else {
        return Some(Extent::One(year_text(year)));
    };
    Some(match day {
        Some(d) => Extent::One(ymd_text(date_of(start + i64::from(d.min(length)) - 1))),
        None => days_text(start, start + i64::from(length) - 1),
    })
}

/// A length before or after the document, as exact as its smallest unit.
fn ago_extent(length: &Length, sign: i32, base: Option<&BaseDate>) -> Option<Extent> {
    let base_date = base?;
    if let Some(days) = length.days {
        let days = days.to_i64()?.checked_mul(i64::from(sign))?;
        return in_range(base_day(base)?.checked_add(days)?).map(|d| Extent::One(ymd_text(d)));
    }
    if let Some(weeks) = length.weeks {
        let monday = monday_of(base_day(base)?).checked_add(weeks.to_i64()?.checked_mul(7 * i64::from(sign))?)?;
        in_range(monday)?;
        return Some(days_text(monday, monday + 6));
    }
    if length.hours.or(length.minutes).or(length.seconds).is_some() {
        return Some(Extent::One(ymd_text(date_of(base_day(base)?))));
    }
    let years = length.years.unwrap_or_default();
    let exact_years = length.months.is_none() && years.fract().is_zero();
    let months = years
        .checked_mul(12.into())?
        .checked_add(length.months.unwrap_or_default())?
        .to_i64()?
        .checked_mul(i64::from(sign))?;
    if exact_years {
        let year = i64::from(base_date.year).checked_add(months / 12)?;
        return (-9999..=9999).contains(&year).then(|| Extent::One(year_text(Some(year as i32))));
    }
    let total = (i64::from(base_date.year) * 12 + i64::from(base_date.month?) - 1).checked_add(months)?;
    (0..=9999 * 12).contains(&total).then(|| Extent::One(month_text(Some((total / 12) as i32), (total % 12) as u8 + 1)))
}

fn in_range(day: i64) -> Option<Ymd> {
    (day.abs() < 3_000_000).then(|| date_of(day))
}
