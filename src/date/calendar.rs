//! Calendars: days of the proleptic Gregorian calendar, and the Chinese lunisolar calendar of 1900 to 2099.

/// Year, month (1-12), day (1-31).
pub(crate) type Ymd = (i32, u8, u8);

/// Days from 1970-01-01 (negative before), after Howard Hinnant's civil-date algorithm.
pub(crate) fn day_number((year, month, day): Ymd) -> i64 {
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let shifted = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date of a day number.
pub(crate) fn date_of(number: i64) -> Ymd {
    let z = number + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    ((year_of_era + era * 400 + i64::from(month <= 2)) as i32, month as u8, day as u8)
}

/// Day of the week, 1 = Monday.
pub(crate) fn weekday(date: Ymd) -> u8 {
    (day_number(date) + 3).rem_euclid(7) as u8 + 1
}

/// Length of a month of a year.
pub(crate) fn month_length(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Whether the calendar has a day.
pub(crate) fn is_day(year: impl Into<i64>, month: impl Into<i64>, day: impl Into<i64>) -> bool {
    let (Ok(year), Ok(month)) = (i32::try_from(year.into()), u8::try_from(month.into())) else { return false };
    (1..=12).contains(&month) && (1..=i64::from(month_length(year, month))).contains(&day.into())
}

/// Whether a text is a year, month or day of the calendar as EDTF writes it: 2024, 2024-03, 2024-03-07.
pub(crate) fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let part = |n: usize| text.split('-').nth(n).map_or(Some(1i64), |part| part.parse().ok());
    let of_calendar = || Some(is_day(part(0)?, part(1)?, part(2)?));
    matches!(shape.as_str(), "0000" | "0000-00" | "0000-00-00") && of_calendar() == Some(true)
}

/// First lunar year of [`LUNAR`].
const LUNAR_FIRST: i32 = 1900;
/// Day number of the first day of that year, 1900-01-31.
const LUNAR_EPOCH: i64 = -25_537;

/// One number a year: bit i tells that the i-th month in order has 30 days, bits 13 up hold the month that a leap
/// month follows (0: none). A second calendar (ICU's) agrees in all but 18 of the 2,474 months: those whose new moon
/// falls near midnight, and the leap months of 1917, 1922 and 1987.
#[rustfmt::skip]
const LUNAR: [u32; 200] = [
    0x116d2, 0x00752, 0x00ea5, 0x0b64a, 0x0064b, 0x00a9b, 0x09556, 0x0056a, 0x00b59, 0x05752,
    0x00752, 0x0db25, 0x00b25, 0x00a4b, 0x0b4ab, 0x002ad, 0x0056b, 0x04b69, 0x00da9, 0x0fd92,
    0x00e92, 0x00d25, 0x0ba4d, 0x00a56, 0x002b6, 0x095b5, 0x006d4, 0x00ea9, 0x05e92, 0x00e92,
    0x0cd26, 0x0052b, 0x00a57, 0x0b2d6, 0x00b5a, 0x006d4, 0x06ec9, 0x00749, 0x0f693, 0x00a93,
    0x0052b, 0x0ca5b, 0x00aad, 0x0056a, 0x09b55, 0x00ba4, 0x00b49, 0x05a93, 0x00a95, 0x0f52d,
    0x00536, 0x00aad, 0x0b5aa, 0x005b2, 0x00ba5, 0x07d4a, 0x00d4a, 0x10a95, 0x00a97, 0x00556,
    0x0cab5, 0x00ad5, 0x006d2, 0x08ea5, 0x00ea5, 0x0064a, 0x06c97, 0x00a9b, 0x0f55a, 0x0056a,
    0x00b69, 0x0b752, 0x00b52, 0x00b25, 0x0964b, 0x00a4b, 0x114ab, 0x002ad, 0x005ad, 0x0cb69,
    0x00da9, 0x00d92, 0x09d25, 0x00d25, 0x15a4d, 0x00a56, 0x002b6, 0x0c5b5, 0x006d5, 0x00ea9,
    0x0be92, 0x00e92, 0x00d26, 0x06a56, 0x00a57, 0x114d6, 0x0035a, 0x006d5, 0x0b6c9, 0x00749,
    0x00693, 0x0952b, 0x0052b, 0x00a5b, 0x0555a, 0x0056a, 0x0fb55, 0x00ba4, 0x00b49, 0x0ba93,
    0x00a95, 0x0052d, 0x08aad, 0x00ab5, 0x135aa, 0x005d2, 0x00da5, 0x0dd4a, 0x00d4a, 0x00c95,
    0x0952e, 0x00556, 0x00ab5, 0x055b2, 0x006d2, 0x0cea5, 0x00725, 0x0064b, 0x0ac97, 0x00cab,
    0x0055a, 0x06ad6, 0x00b69, 0x17752, 0x00b52, 0x00b25, 0x0da4b, 0x00a4b, 0x004ab, 0x0a55b,
    0x005ad, 0x00b6a, 0x05b52, 0x00d92, 0x0fd25, 0x00d25, 0x00a55, 0x0b4ad, 0x004b6, 0x005b5,
    0x06daa, 0x00ec9, 0x11e92, 0x00e92, 0x00d26, 0x0ca56, 0x00a57, 0x00556, 0x086d5, 0x00755,
    0x00749, 0x06e93, 0x00693, 0x0f52b, 0x0052b, 0x00a5b, 0x0b55a, 0x0056a, 0x00b65, 0x0974a,
    0x00b4a, 0x11a95, 0x00a95, 0x0052d, 0x0caad, 0x00ab5, 0x005aa, 0x08ba5, 0x00da5, 0x00d4a,
    0x07c95, 0x00c96, 0x0f94e, 0x00556, 0x00ab5, 0x0b5b2, 0x006d2, 0x00ea5, 0x08e4a, 0x0068b,
    0x10c97, 0x004ab, 0x0055b, 0x0cad6, 0x00b6a, 0x00752, 0x09725, 0x00b45, 0x00a8b, 0x0549b,
];

/// A month of the lunisolar calendar: day number of its first day, and its length. `None` outside 1900-2099 and for
/// a leap month that the year does not have.
pub(crate) fn lunar_month(year: i32, month: u8, leap: bool) -> Option<(i64, u8)> {
    let row = |y: i32| LUNAR.get(usize::try_from(y - LUNAR_FIRST).ok()?).copied();
    let bits = row(year)?;
    let leap_month = (bits >> 13) as u8;
    if !(1..=12).contains(&month) || (leap && leap_month != month) {
        return None;
    }
    let months = |bits: u32| 12 + u32::from(bits >> 13 != 0);
    let days = |bits: u32, months: u32| i64::from(29 * months + (bits & ((1 << months) - 1)).count_ones());
    let start: i64 = (LUNAR_FIRST..year).filter_map(row).map(|b| days(b, months(b))).sum::<i64>() + LUNAR_EPOCH;
    let before = u32::from(month) - 1 + u32::from(leap || (leap_month != 0 && month > leap_month));
    Some((start + days(bits, before), 29 + (bits >> before & 1) as u8))
}
