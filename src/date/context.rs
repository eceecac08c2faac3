//! What earlier expressions say about the years, months and days that later ones leave out.

use super::expr::{Date, MonthOf, MonthRef, YearRef};
use super::words::DayPart;
use crate::number::Feast;

/// How far, in bytes, a named year or month reaches for those that follow.
const REACH: usize = 400;

/// How far a named day reaches: over a news item or an answer.
const ITEM_REACH: usize = 3000;

/// How far a day with its year reaches: mostly an excursion into the past, behind which the item's own day holds again.
const PAST_REACH: usize = 300;

/// An item that opens with 当天, within this many bytes, goes on from the item before.
const OPENING: usize = 240;

/// What earlier expressions say about the years and months left out of later ones.
#[derive(Default)]
pub(crate) struct Context {
    /// Year named in this sentence.
    sentence_year: Option<YearRef>,
    /// Year last named, for 同年 and 全年, and where.
    pub(crate) year: Option<(YearRef, usize)>,
    /// Month of the day named in this sentence, for the days that follow (3月5日…6日).
    sentence_month: Option<MonthRef>,
    /// Month last named by itself, for 比上月 behind a reporting period.
    month: Option<(MonthRef, usize)>,
    /// Day last named in this item, for 当天 and clock times.
    day: Option<(Date, usize)>,
    /// First day named in this item: that of the event it tells of.
    lead: Option<Date>,
    /// Day last named before this item.
    earlier_day: Option<Date>,
    /// Where this item begins.
    item: usize,
    /// Part of the day that the last clock time lay in, and where that ended.
    clock: Option<(DayPart, usize)>,
}

impl Context {
    pub(crate) fn end_sentence(&mut self) {
        self.sentence_year = None;
        self.sentence_month = None;
    }

    /// A heading begins at byte `at`: days named before it belong to another item.
    pub(crate) fn start_item(&mut self, at: usize) {
        if let Some((day, _)) = self.day.take() {
            self.earlier_day = Some(day);
        }
        self.lead = None;
        self.month = None;
        self.item = at;
    }

    /// The day that 当天 or a clock time at byte `at` belongs to.
    pub(crate) fn day_before(&self, at: usize) -> Option<Date> {
        match &self.day {
            Some((Date::Day(MonthRef { year: YearRef::Number(_), .. }, _), place))
                if at - place.min(&at) > PAST_REACH && self.lead.is_some() =>
            {
                self.lead.clone()
            }
            Some((day, place)) => (at - place.min(&at) <= ITEM_REACH).then(|| day.clone()),
            None if at - self.item.min(at) <= OPENING => self.earlier_day.clone(),
            None => None,
        }
    }

    /// Takes in the part of the day of a clock time that ends at byte `end`.
    pub(crate) fn note_clock(&mut self, part: DayPart, end: usize) {
        self.clock = Some((part, end));
    }

    /// 今晚8点和10点: the part of the day that a clock time right before byte `at` lay in.
    pub(crate) fn part_before(&self, text: &str, at: usize) -> Option<DayPart> {
        let (part, end) = self.clock?;
        matches!(text.get(end..at)?, "和" | "、" | "及" | "到" | "至" | "与").then_some(part)
    }

    /// The day of the event that the item tells of.
    pub(crate) fn lead_day(&self) -> Option<Date> {
        self.lead.clone()
    }

    /// Was the day last named a passing one (昨天 in a speech, a day of another month or year)? A paragraph that opens
    /// with 当天 then goes on with the event of the item.
    pub(crate) fn strayed(&self) -> bool {
        let bare = |day: &Date| matches!(day, Date::Day(MonthRef { month: MonthOf::Unset, .. }, _));
        match &self.day {
            Some((Date::DayShift(n), _)) => *n != 0,
            Some((Date::Day(MonthRef { year: YearRef::Number(_), .. }, _), _)) => true,
            Some((day @ Date::Day(..), _)) => !bare(day) && self.lead.as_ref().is_some_and(bare),
            _ => false,
        }
    }

    /// The day of a speech that the item tells of, if the item says when it was held.
    pub(crate) fn day_of_speech(&self) -> Option<Date> {
        self.lead_day().filter(|day| matches!(day, Date::Day(MonthRef { year: YearRef::Unset, .. }, _)))
    }

    /// The month before the one last named.
    pub(crate) fn month_before(&self, at: usize) -> Option<MonthRef> {
        let named = Self::near(&self.month, at)?;
        let MonthOf::Number(month) = named.month else { return None };
        if month > 1 {
            return Some(MonthRef { month: MonthOf::Number(month - 1), ..named });
        }
        let year = match named.year {
            YearRef::Number(y) => YearRef::Number(y - 1),
            YearRef::Shift(n) => YearRef::Shift(n - 1),
            YearRef::Unset => YearRef::Shift(-1),
            _ => return None,
        };
        Some(MonthRef { year, month: MonthOf::Number(12) })
    }

    pub(crate) fn near<T: Clone>(slot: &Option<(T, usize)>, at: usize) -> Option<T> {
        slot.as_ref().filter(|(_, place)| at - place.min(&at) <= REACH).map(|(value, _)| value.clone())
    }

    fn year(&self, year: YearRef, at: usize) -> YearRef {
        match year {
            YearRef::Unset => self.sentence_year.unwrap_or(YearRef::Unset),
            YearRef::After(n) => match Self::near(&self.year, at) {
                Some(YearRef::Number(y)) => YearRef::Number(y + n),
                Some(YearRef::Shift(y)) => YearRef::Shift(y + n),
                Some(YearRef::Review) if n == 0 => YearRef::Review,
                _ => YearRef::Shift(n),
            },
            known => known,
        }
    }

    fn month(&self, month: MonthRef, at: usize) -> MonthRef {
        match month.month {
            MonthOf::Unset => self.sentence_month.unwrap_or(month),
            MonthOf::Number(_) => MonthRef { year: self.year(month.year, at), ..month },
            MonthOf::Shift(_) => month,
        }
    }

    /// Fills in what a date leaves out.
    pub(crate) fn fill(&self, date: Date, at: usize) -> Date {
        match date {
            Date::Year(y) => Date::Year(self.year(y, at)),
            Date::Months(y, a, b) => Date::Months(self.year(y, at), a, b),
            Date::Half(y, n) => Date::Half(self.year(y, at), n),
            Date::Quarter(y, n) => Date::Quarter(self.year(y, at), n),
            Date::Season(y, n) => Date::Season(self.year(y, at), n),
            Date::Month(m) => Date::Month(self.month(m, at)),
            Date::Days(m, a, b) => Date::Days(self.month(m, at), a, b),
            Date::Day(m, d) => Date::Day(self.month(m, at), d),
            Date::DayAfter(None, n) => self.day_before(at).map_or(Date::DayAfter(None, n), |day| days_after(day, n)),
            Date::Feast(YearRef::Unset, Feast::Lunar(12, _)) => date,
            Date::Feast(y, feast) => Date::Feast(self.year(y, at), feast),
            other => other,
        }
    }

    /// Takes in the last date of a span: 当天 is none of its days, unless it is one night (10号夜间到11号凌晨).
    pub(crate) fn note_span(&mut self, last: &Date, night: bool, at: usize) {
        let kept = (self.day.clone(), self.lead.clone());
        self.note(last, at);
        if !night {
            (self.day, self.lead) = kept;
        }
    }

    /// Takes in a date that another is only compared with (比10月份回落): what follows does not speak of its time.
    pub(crate) fn note_compared(&mut self, date: &Date, at: usize) {
        let kept = (self.sentence_year, self.year, self.sentence_month, self.month);
        self.note(date, at);
        (self.sentence_year, self.year, self.sentence_month, self.month) = kept;
    }

    /// Takes in a date.
    pub(crate) fn note(&mut self, date: &Date, at: usize) {
        let (year, month) = match date {
            Date::Year(y) | Date::Months(y, _, _) | Date::Half(y, _) | Date::Quarter(y, _) | Date::Season(y, _) => {
                (*y, None)
            }
            Date::Month(m) | Date::Days(m, _, _) | Date::Day(m, _) => (m.year, Some(*m)),
            _ => (YearRef::Unset, None),
        };
        if !matches!(year, YearRef::Unset | YearRef::Every) {
            self.sentence_year = Some(year);
            self.year = Some((year, at));
        }
        if let Some(month) =
            month.filter(|m| m.month != MonthOf::Unset && m.year != YearRef::Every && matches!(date, Date::Day(..)))
        {
            self.sentence_month = Some(month);
        }
        if let Date::Month(m) = date {
            self.month = Some((*m, at));
        }
        let recurring = matches!(date, Date::Day(MonthRef { year: YearRef::Every, .. }, _));
        if !recurring && matches!(date, Date::Day(..) | Date::DayShift(_) | Date::DayAfter(..) | Date::Weekday(..)) {
            self.day = Some((date.clone(), at));
            self.lead.get_or_insert_with(|| date.clone());
        }
    }
}

/// So many days after another date, without a chain of such dates.
pub(super) fn days_after(day: Date, n: i32) -> Date {
    match day {
        Date::DayAfter(day, m) => Date::DayAfter(day, m.saturating_add(n)),
        day => Date::DayAfter(Some(Box::new(day)), n),
    }
}
