//! What a time expression says, and its place in time against the document's date.

use crate::number::Feast;
use rust_decimal::Decimal;
use serde::Serialize;

/// The date of a document, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseDate {
    /// Year of the Gregorian calendar.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

/// Date or length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeKind {
    /// A date or a span between dates.
    Date,
    /// A length of time.
    Duration,
}

/// A time expression as the text gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpr {
    /// Date or length.
    pub kind: TimeKind,
    pub(crate) form: Form,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    At(Date, Option<Clock>),
    Between(Date, Date),
    /// The same day, from one clock time to another.
    Hours(Date, Clock, Clock),
    Since(Date),
    Length(Length),
    Lengths(Length, Length),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YearRef {
    /// Not said: the document's year.
    Unset,
    Number(i32),
    /// Counted from the document's year.
    Shift(i32),
    /// The year that the last twelve months mostly lie in.
    Review,
    /// Relative to the year of the sentence before: 次年 after 2014年.
    After(i32),
    /// Every year: 每年4月15日.
    Every,
    /// The year of the next January or February to come: 1月1日起, written in December.
    Coming,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MonthOf {
    Unset,
    Number(u8),
    Shift(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthRef {
    pub year: YearRef,
    pub month: MonthOf,
}

/// Beginning, middle or end of a longer span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CenturyRef {
    Number(i32),
    Shift(i32),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Date {
    Century(CenturyRef, Option<Part>),
    /// Tens of years (90 in 90年代), perhaps with their century.
    Decade(Option<CenturyRef>, u8, Option<Part>),
    Year(YearRef),
    /// Two years by their shifts: 今明两年.
    Years(i32, i32),
    Months(YearRef, u8, u8),
    Half(YearRef, u8),
    /// The half-year before or after this one.
    HalfShift(i32),
    Quarter(YearRef, u8),
    QuarterShift(i32, Option<Part>),
    Season(YearRef, u8),
    Month(MonthRef),
    /// Days of a month, negative ones from its end.
    Days(MonthRef, i8, i8),
    Day(MonthRef, u8),
    /// A day that its month does not have (2月30日): some day of the month.
    NoDay(MonthRef),
    DayShift(i32),
    /// The document's day, so many years later: 77年前的今天.
    SameDayOf(i32),
    /// So many days after the day last named, or after the document's.
    DayAfter(Option<Box<Date>>, i32),
    Week(i32),
    Weekday(i32, u8),
    WeekOfYear(YearRef, i32, i32),
    WeekOfMonth(MonthRef, u8),
    WeekdayOfMonth(MonthRef, u8, u8),
    Lunar {
        year: YearRef,
        month: u8,
        leap: bool,
        day: Option<u8>,
    },
    Feast(YearRef, Feast),
    /// So long before (-1) or after (1) the document; about so long when the length is open (十多年前).
    Ago(Length, i32, bool),
    /// Years from one to another, of a numbered plan.
    Plan(i32, i32),
}

/// A clock time; 24:00 is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    /// 北京时间 stands with it.
    pub beijing: bool,
}

/// A length by its units, as written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Length {
    pub years: Option<Decimal>,
    pub months: Option<Decimal>,
    pub weeks: Option<Decimal>,
    pub days: Option<Decimal>,
    pub hours: Option<Decimal>,
    pub minutes: Option<Decimal>,
    pub seconds: Option<Decimal>,
}

impl Length {
    /// The ISO 8601 duration. Half an hour is thirty minutes; half of a year or month is a decimal.
    pub(super) fn iso(&self) -> String {
        let half = Decimal::new(5, 1);
        if let (Some(hours), None, None) = (self.hours, self.minutes, self.seconds)
            && hours.fract() == half
        {
            return Length { hours: Some(hours - half).filter(|h| !h.is_zero()), minutes: Some(30.into()), ..*self }
                .iso();
        }
        let part =
            |value: Option<Decimal>, sign: &str| value.map(|v| format!("{}{sign}", v.normalize())).unwrap_or_default();
        let date =
            [part(self.years, "Y"), part(self.months, "M"), part(self.weeks, "W"), part(self.days, "D")].concat();
        let time = [part(self.hours, "H"), part(self.minutes, "M"), part(self.seconds, "S")].concat();
        let mark = if time.is_empty() { "" } else { "T" };
        format!("P{date}{mark}{time}")
    }
}

impl TimeExpr {
    pub(crate) fn date(form: Form) -> Self {
        TimeExpr { kind: TimeKind::Date, form }
    }

    pub(crate) fn duration(form: Form) -> Self {
        TimeExpr { kind: TimeKind::Duration, form }
    }
}
