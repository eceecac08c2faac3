//! Full dates as pages write them: 2024年3月7日, 2024-03-07, 二〇二四年三月七日, 中华民国113年3月7日.

use crate::date::calendar::is_day;

pattern!(
    FULL,
    r"(?:(?:中华)?民国(?P<minguo>元|[0-9]{1,3}|[一二三四五六七八九十百〇○零0]{1,7})|(?P<year>[0-9]{4}|[一二][〇○零0O一二三四五六七八九]{3}))(?:年|[-/.])(?P<month>[0-9]{1,2}|[一二三四五六七八九十元正]{1,3})(?:月|[-/.])(?P<day>[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,4})日?"
);

/// The year before the first one of the Republic.
const BEFORE_MINGUO: u32 = 1911;

/// A full date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    pub year: u32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    /// The date, unless the calendar has none like it (2月30日).
    pub fn edtf(self) -> Option<String> {
        let Day { year, month, day, .. } = self;
        is_day(year, month, day).then(|| format!("{year:04}-{month:02}-{day:02}"))
    }
}

/// The full dates of a text in normal form, in order.
pub(super) fn days(text: &str) -> impl Iterator<Item = Day> {
    FULL.captures_iter(text).filter_map(|found| {
        let whole = found.get(0)?;
        let year = match found.name("minguo") {
            Some(year) => BEFORE_MINGUO + numeral(year.as_str())?,
            None => numeral(&found["year"])?,
        };
        let (month, day) = (numeral(&found["month"])?, numeral(&found["day"])?);
        Some(Day { start: whole.start(), end: whole.end(), year, month, day })
    })
}

/// A number below a thousand, or digit by digit: 113, 十四, 廿一, 一百一十三, 一一三, 二○○四, 元.
pub(super) fn numeral(text: &str) -> Option<u32> {
    let digit = |c| "〇一二三四五六七八九".chars().position(|d| d == c).map(|i| i as u32);
    let (mut sum, mut last) = (0, None);
    for c in text.chars() {
        match c {
            '百' => sum += 100 * last.take().unwrap_or(1),
            '十' => sum += 10 * last.take().unwrap_or(1),
            '廿' => sum += 20,
            '卅' => sum += 30,
            '元' | '正' => last = Some(1),
            '○' | '零' | 'O' => last = Some(10 * last.unwrap_or(0)),
            c => last = Some(10 * last.unwrap_or(0) + c.to_digit(10).or_else(|| digit(c))?),
        }
        last = last.filter(|n| *n < 100_000);
    }
    Some(sum + last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_by_value_and_by_digit() {
        for (text, number) in [
            ("113", 113),
            ("十四", 14),
            ("三十", 30),
            ("廿一", 21),
            ("一百一十三", 113),
            ("一百零三", 103),
            ("一一三", 113),
            ("一〇七", 107),
            ("二○○四", 2004),
            ("元", 1),
        ] {
            assert_eq!(numeral(text), Some(number), "{text}");
        }
        assert_eq!(numeral("甲"), None);
    }

    #[test]
    fn full_dates_are_read_in_every_writing() {
        for (text, edtf) in [
            ("2024年3月7日", "2024-03-07"),
            ("2024-03-07", "2024-03-07"),
            ("二〇二四年三月七日", "2024-03-07"),
            ("二○○四年十一月三十日", "2004-11-30"),
            ("民国113年3月7日", "2024-03-07"),
            ("中华民国一一三年三月七日", "2024-03-07"),
            ("民国一百一十三年三月七日", "2024-03-07"),
            ("民国元年1月1日", "1912-01-01"),
        ] {
            let found: Vec<Day> = days(text).collect();
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].start, found[0].end), (0, text.len()), "{text}");
            assert_eq!(found[0].edtf().as_deref(), Some(edtf), "{text}");
        }
    }

    #[test]
    fn a_day_that_the_calendar_does_not_have_is_none() {
        for text in ["2024-02-30", "2023-02-29", "2024年4月31日", "2024/13/01", "2024-01-00"] {
            assert_eq!(days(text).next().and_then(|day| day.edtf()), None, "{text}");
        }
        assert!(is_day(2024, 2, 29) && !is_day(2023, 2, 29) && !is_day(2024, 0, 1));
    }
}
