//! Months and days, of the sun and of the moon.

use super::expr::{Date, MonthOf, MonthRef, YearRef};
use super::point::{Int, Point, Reader, int_at, with_year};
use super::policy::ends;
use crate::number::{char_at, char_before, is_han};

impl Reader<'_> {
    /// `8月`, and what narrows it down; `8月6、7日` as a span.
    pub(super) fn month_of_year(&self, at: usize, year: YearRef) -> Option<Point> {
        let int = int_at(self.text, at)?;
        let mark = int.end + usize::from(self.starts(int.end, " ") && int.ascii);
        let end = self.word(mark, "月", "球亮饼嫂票薪息经租饷台供")?;
        if !(1..=12).contains(&int.value) || int.digits > 2 {
            return None;
        }
        let month = MonthRef { year, month: MonthOf::Number(int.value as u8) };
        if let Some(mut span) = self.days_of_month(month, end) {
            span.start = at;
            return Some(span);
        }
        let (first, end) = self.lunar_day(year, int.value as u8, end).or_else(|| self.month_tail(month, end))?;
        Some(Point { start: at, end, first, last: None, firm: year != YearRef::Unset })
    }

    /// `1-9月` behind a year, `28、29日` behind a month.
    pub(super) fn month_of_year_span(&self, at: usize, year: YearRef) -> Option<Point> {
        let int = int_at(self.text, at)?;
        let mut span = match self.span_with_unit(at, int) {
            Some(span) => span,
            None => self.month_of_year(at, year).filter(|p| p.last.is_some())?,
        };
        span.first = with_year(&span.first, year)?;
        span.last = Some(with_year(span.last.as_ref()?, year)?);
        Some(span)
    }

    pub(super) fn days_of_month(&self, month: MonthRef, at: usize) -> Option<Point> {
        let int = int_at(self.text, at)?;
        let span = self.span_with_unit(at, int)?;
        let (Date::Day(_, a), Some(Date::Day(_, b))) = (&span.first, &span.last) else { return None };
        Some(Point {
            start: at,
            end: span.end,
            first: Date::Day(month, *a),
            last: Some(Date::Day(month, *b)),
            firm: true,
        })
    }

    /// Behind a month: 份, 上旬, 底, 第二周, a day. `None` only when the day does not exist.
    pub(super) fn month_tail(&self, month: MonthRef, at: usize) -> Option<(Date, usize)> {
        let at = self.any_word(at, &["份"]).unwrap_or(at);
        let plain = Some((Date::Month(month), at));
        let days = |a: i8, b: i8, end: usize| Some((Date::Days(month, a, b), end));
        let Some(c) = char_at(self.text, at) else { return plain };
        // Two of the three thirds: 中下旬.
        for (word, first, last) in [("上中旬", 1, 20), ("中上旬", 1, 20), ("中下旬", 11, -1)] {
            if let Some(end) = self.word(at, word, "") {
                return days(first, last, end);
            }
        }
        match c {
            '上' => self.any_word(at, &["上旬"]).map_or_else(
                || self.any_word(at, &["上半月"]).map_or(plain.clone(), |end| days(1, 15, end)),
                |end| days(1, 10, end),
            ),
            '中' => self.any_word(at, &["中旬"]).map_or(plain, |end| days(11, 20, end)),
            '下' => self.any_word(at, &["下旬"]).map_or_else(
                || self.any_word(at, &["下半月"]).map_or(plain.clone(), |end| days(16, -1, end)),
                |end| days(21, -1, end),
            ),
            '初' => self.word(at, "初", "步期级中次选审一二三四五六七八九十").map_or(plain, |end| days(1, 5, end)),
            '底' | '末' | '月' => self
                .any_word(at, &["月底", "月末"])
                .or_else(|| self.word(at, "底", "线部特层"))
                .or_else(|| self.word(at, "末", "端"))
                .map_or(plain, |end| days(25, -1, end)),
            '的' | '第' | '前' | '最' => self.counted_days(month, at).or(plain),
            _ => self.day_of_month(month, at).unwrap_or(plain),
        }
    }

    /// 第二周, 第3个星期日, 前两天, 最后五天.
    pub(super) fn counted_days(&self, month: MonthRef, at: usize) -> Option<(Date, usize)> {
        let at = self.any_word(at, &["的"]).unwrap_or(at);
        if let Some(from) = self.any_word(at, &["第"]) {
            let int = int_at(self.text, from).filter(|int| (1..=5).contains(&int.value))?;
            let n = int.value as u8;
            if let Some(mark) = self.any_word(int.end, &["个星期", "个礼拜", "个周"])
                && let Some((day, end)) = self.weekday_at(mark)
            {
                return Some((Date::WeekdayOfMonth(month, n, day), end));
            }
            return self.week_word(int.end).map(|end| (Date::WeekOfMonth(month, n), end));
        }
        let last = self.any_word(at, &["最后"]);
        let from = last.or_else(|| self.any_word(at, &["前"]))?;
        let (n, end) = self.count_at(from)?;
        let end = self.any_word(end, &["天", "日"])?;
        let n = i8::try_from(n).ok().filter(|n| (1..=31).contains(n))?;
        Some((if last.is_some() { Date::Days(month, -n, -1) } else { Date::Days(month, 1, n) }, end))
    }

    /// The day behind a month. The outer `None` when no day follows, the inner when there is no such day.
    pub(super) fn day_of_month(&self, month: MonthRef, at: usize) -> Option<Option<(Date, usize)>> {
        let at = at + usize::from(self.starts(at, " "));
        let int = int_at(self.text, at)?;
        let mark = int.end + usize::from(self.starts(int.end, " ") && int.ascii);
        let sure = self.word(mark, "日", "本元").or_else(|| self.word(mark, "号", "线楼院文"));
        let end = match sure {
            Some(end) => end,
            // 今天(10月29): between brackets, no 日 is needed.
            None if self.starts(int.end, ")") && self.in_brackets(at) => int.end,
            // 1月3, 十月31: only where every form is asked for and nothing else follows the number.
            None if self.all
                && !char_at(self.text, int.end).is_some_and(|c| {
                    is_han(c) && !"至到".contains(c) || c.is_ascii_alphanumeric() || "%.:".contains(c)
                }) =>
            {
                int.end
            }
            None => return None,
        };
        let exists = match (month.year, month.month) {
            (YearRef::Number(y), MonthOf::Number(m)) => int.value <= i64::from(super::calendar::month_length(y, m)),
            (_, MonthOf::Number(m)) => int.value <= i64::from(super::calendar::month_length(2000, m)),
            _ => int.value <= 31,
        };
        if !exists || int.value < 1 {
            return if sure.is_some() { Some(None) } else { None };
        }
        Some(Some((Date::Day(month, int.value as u8), end)))
    }

    /// Does the month before byte `at` follow an opening bracket behind a day word?
    fn in_brackets(&self, at: usize) -> bool {
        let head = self.text[..at].trim_end_matches('月').trim_end_matches(|c: char| c.is_ascii_digit());
        ["天(", "日("].iter().any(|word| head.ends_with(word))
    }

    /// A day without its month: 13日, 29号.
    pub(super) fn bare_day(&self, at: usize, int: Int) -> Option<(Date, usize)> {
        if !(1..=31).contains(&int.value)
            || int.digits > 2
            || char_before(self.text, at).is_some_and(|c| "第每近连".contains(c)) && !self.text[..at].ends_with("附近")
        {
            return None;
        }
        let mark = int.end + usize::from(self.starts(int.end, " ") && int.ascii);
        let written_out = int.ascii || self.all || int.value > 10;
        let sun = || {
            let end = self.word(mark, "日", "内游本元报以之前后均常夜间");
            end.or_else(|| self.any_word(mark, &["日夜间", "日夜里", "日前往"]).map(|_| mark + "日".len()))
        };
        let end = sun().filter(|_| written_out).or_else(|| {
            self.word(mark, "号", "线楼院文机口令站热矿桥炉仓泊船洞岛工门球店坑馆厅厂房车码井州高风”》'\"")
                .filter(|end| self.all || (int.ascii && !self.numbered_thing(at, *end)))
        })?;
        let month = MonthRef { year: YearRef::Unset, month: MonthOf::Unset };
        Some((Date::Day(month, int.value as u8), end))
    }

    /// 神舟5号, 海巡01号, 3号演播室: the number is part of a name.
    fn numbered_thing(&self, at: usize, end: usize) -> bool {
        let words = &self.units.dates;
        let head = &self.text[..at];
        let named =
            char_before(self.text, at).is_some_and(|c| c.is_ascii_alphanumeric()) || ends(head, &words.numbering);
        (named && !ends(head, &words.unnumbered)) || words.numbered.iter().any(|word| self.starts(end, word))
    }

    /// 正月十五, 农历八月十五, 闰四月, 腊月, 大年初一.
    pub(super) fn lunar(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        if let Some(from) = self.any_word(at, &["大年"]) {
            return match self.lunar_day_number(from) {
                Some((day, end)) => Some((Date::Lunar { year, month: 1, leap: false, day: Some(day) }, end)),
                None => self.feast(year, at),
            };
        }
        let marked = self.any_word(at, &["农历", "阴历"]);
        let mut from = marked.unwrap_or(at);
        let mut year = year;
        if marked.is_some()
            && let Some(int) = int_at(self.text, from).filter(|int| int.digits == 4)
            && let Some(end) = self.word(int.end, "年", "")
        {
            (year, from) = (YearRef::Number(int.value as i32), end);
        }
        let leap = self.any_word(from, &["闰"]);
        from = leap.unwrap_or(from);
        let (month, end) = match char_at(self.text, from)? {
            '正' => (1, self.word(from, "正月", "")?),
            '腊' => (12, self.word(from, "腊月", "")?),
            '冬' => (11, self.word(from, "冬月", "")?),
            _ => {
                let int = int_at(self.text, from)
                    .filter(|int| (1..=12).contains(&int.value) && (marked.is_some() || leap.is_some()));
                match int.and_then(|int| Some((int.value as u8, self.word(int.end, "月", "")?))) {
                    Some(found) => found,
                    None if marked.is_some() => return self.feast(year, from),
                    None => return None,
                }
            }
        };
        let day = self.lunar_day_number(end).or_else(|| {
            let int = int_at(self.text, end).filter(|int| (1..=30).contains(&int.value))?;
            Some((int.value as u8, self.any_word(int.end, &["日", "号"]).unwrap_or(int.end)))
        });
        let (day, end) = day.map_or((None, end), |(day, end)| (Some(day), end));
        Some((Date::Lunar { year, month, leap: leap.is_some(), day }, end))
    }

    /// 初五 or 廿二 behind a numbered month make it a lunar one, as does the fifteenth without 日.
    pub(super) fn lunar_day(&self, year: YearRef, month: u8, at: usize) -> Option<(Date, usize)> {
        let (day, end) = self.lunar_day_number(at).or_else(|| {
            let int = int_at(self.text, at).filter(|int| !int.ascii && int.value == 15)?;
            (!char_at(self.text, int.end).is_some_and(is_han)).then_some((15, int.end))
        })?;
        Some((Date::Lunar { year, month, leap: false, day: Some(day) }, end))
    }

    pub(super) fn lunar_day_number(&self, at: usize) -> Option<(u8, usize)> {
        let first = char_at(self.text, at)?;
        if first != '初' && first != '廿' {
            return None;
        }
        let from = if first == '初' { at + first.len_utf8() } else { at };
        let int = int_at(self.text, from).filter(|int| !int.ascii)?;
        let range = if first == '初' { 1..=10 } else { 20..=29 };
        range.contains(&int.value).then_some((int.value as u8, int.end))
    }
}
