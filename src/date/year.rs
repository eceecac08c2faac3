//! What narrows a year down (months, halves, quarters, seasons, weeks), and centuries and decades.

use super::expr::{CenturyRef, Date, MonthOf, MonthRef, Part, YearRef};
use super::point::{Int, Reader, int_at};
use crate::number::{Symbol, char_at, symbol};

impl Reader<'_> {
    /// What narrows a year down: `(date, end)`, or `None` when the year stands by itself.
    pub(crate) fn year_tail(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        let at = at + usize::from(self.starts(at, " "));
        let after_de = self.word(at, "的", "");
        if let Some(found) = self.year_part(year, at) {
            return Some(found);
        }
        let at = after_de?;
        // 今年的上半年, 2016年的夏天, but 2016年的春风, 去年的年初 as it stands.
        let part = self.year_part(year, at).filter(|(date, end)| match date {
            Date::Season(..) => self.text[..*end].ends_with(['天', '季']),
            Date::Half(..) | Date::Month(_) | Date::Feast(..) => true,
            Date::Day(..) | Date::Days(..) => true,
            _ => false,
        });
        part.or_else(|| self.counted_part(year, at))
    }

    pub(super) fn year_part(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        let months = |a: u8, b: u8, end: usize| Some((Date::Months(year, a, b), end));
        match char_at(self.text, at)? {
            '年' | '初' | '伊' | '之' | '岁' | '底' | '末' => {
                if let Some(end) =
                    self.any_word(at, &["年初", "之初", "伊始"]).or_else(|| self.word(at, "初", "步期级中次选审"))
                {
                    return months(1, 1, end);
                }
                let end = self
                    .any_word(at, &["年底", "年末", "岁末"])
                    .or_else(|| self.word(at, "底", "线部特层蕴"))
                    .or_else(|| self.word(at, "末", "端"))?;
                months(12, 12, end)
            }
            '上' => self.word(at, "上半年", "").map(|end| (Date::Half(year, 1), end)),
            '下' => self.word(at, "下半年", "").map(|end| (Date::Half(year, 2), end)),
            '暑' => self.word(at, "暑假", "").and_then(|end| months(7, 8, end)),
            '春' | '夏' | '秋' | '冬' => self.feast(year, at).or_else(|| self.season(year, at)),
            '正' | '腊' | '闰' | '农' | '阴' => self.lunar(year, at),
            '元' if self.starts(at, "元月") => {
                self.month_tail(MonthRef { year, month: MonthOf::Number(1) }, at + "元月".len())
            }
            _ => self
                .counted_part(year, at)
                .or_else(|| self.month_of_year(at, year).filter(|p| p.last.is_none()).map(|p| (p.first, p.end)))
                .or_else(|| self.feast(year, at)),
        }
    }

    pub(super) fn feast(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        self.units.feasts.longest_at(self.rest(at)).map(|(len, feast)| (Date::Feast(year, *feast), at + len))
    }

    pub(super) fn season(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        let number = match char_at(self.text, at)? {
            '春' => 1,
            '夏' => 2,
            '秋' => 3,
            '冬' => 4,
            _ => return None,
        };
        let end = at + '春'.len_utf8();
        let long = self.any_word(end, &["天", "季"]);
        let word = char_at(self.text, end).is_some_and(|c| "节运晚耕游联雨蚕令粮收训奥威种交风秋冬夏".contains(c));
        // 夏季达沃斯, 冬季奥运会: the season is part of a name.
        let named = self.units.dates.seasonal.iter().any(|name| self.starts(long.unwrap_or(end), name));
        (!named && (long.is_some() || !word)).then_some((Date::Season(year, number), long.unwrap_or(end)))
    }

    /// 第三季度, 前九个月, 第37周, 前2周, 首月, 首11个月.
    pub(super) fn counted_part(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        if let Some(found) = self.quarter(at, year) {
            return Some(found);
        }
        let c = char_at(self.text, at)?;
        let month = |m: i64, end: usize| {
            (1..=12).contains(&m).then_some((Date::Month(MonthRef { year, month: MonthOf::Number(m as u8) }), end))
        };
        let weeks = |n: i64, first: i64, last: i64, end: usize| {
            (1..=53).contains(&n).then_some((Date::WeekOfYear(year, first as i32, last as i32), end))
        };
        match c {
            '首' if self.starts(at, "首月") => month(1, at + "首月".len()),
            '第' => {
                let int = int_at(self.text, at + '第'.len_utf8())?;
                if let Some(end) = self.any_word(int.end, &["个月"]) {
                    return month(int.value, end);
                }
                let end = self.week_word(int.end)?;
                weeks(int.value, int.value, int.value, end)
            }
            '前' if self.text[..at].ends_with('提') => None,
            '前' | '首' | '后' | '最' | '头' => {
                let last = c == '后' || self.starts(at, "最后");
                let from = if c == '最' { self.word(at, "最后", "")? } else { at + c.len_utf8() };
                let from = from + usize::from(self.starts(from, " "));
                let (n, end) = self.count_at(from)?;
                if let Some(end) = self.any_word(end, &["个月", "月"]).filter(|_| (1..=12).contains(&n)) {
                    let n = n as u8;
                    return Some((if last { Date::Months(year, 13 - n, 12) } else { Date::Months(year, 1, n) }, end));
                }
                let end = self.week_word(end + usize::from(self.starts(end, " ")))?;
                if last { weeks(n, -n, -1, end) } else { weeks(n, 1, n, end) }
            }
            _ => None,
        }
    }

    /// A count in front of a measure word: an integer or 两.
    pub(super) fn count_at(&self, at: usize) -> Option<(i64, usize)> {
        match self.word(at, "两", "") {
            Some(end) => Some((2, end)),
            None => int_at(self.text, at).map(|int| (int.value, int.end)),
        }
    }

    pub(super) fn week_word(&self, at: usize) -> Option<usize> {
        self.any_word(at, &["个星期", "个礼拜", "周"]).filter(|end| !self.starts(*end, "年"))
    }

    /// 第三季度, 一季度, 前三季度, 首季度, Q1.
    pub(super) fn quarter(&self, at: usize, year: YearRef) -> Option<(Date, usize)> {
        let c = char_at(self.text, at)?;
        let (n, end) = match c {
            'Q' => {
                let int = int_at(self.text, at + 1).filter(|int| int.ascii && int.digits == 1)?;
                (int.value, self.any_word(int.end, &["季度"]).unwrap_or(int.end))
            }
            '首' => (1, self.word(at, "首季度", "").or_else(|| self.word(at, "首季", "度"))?),
            '前' | '第' => {
                let (n, end) = self.count_at(at + c.len_utf8())?;
                (n, self.any_word(end, &["个季度", "季度"])?)
            }
            _ => {
                let int = int_at(self.text, at)?;
                (int.value, self.any_word(int.end, &["季度"])?)
            }
        };
        if !(1..=4).contains(&n) {
            return None;
        }
        let n = n as u8;
        if c == '前' {
            return Some((Date::Months(year, 1, 3 * n), end));
        }
        if let Some(end) = self.word(end, "末", "") {
            return Some((Date::Months(year, 3 * n, 3 * n), end));
        }
        if let Some(end) = self.word(end, "初", "步期") {
            return Some((Date::Months(year, 3 * n - 2, 3 * n - 2), end));
        }
        Some((Date::Quarter(year, n), end))
    }

    /// Behind 世纪: a decade, 初, 末, 中叶.
    pub(super) fn century(&self, century: CenturyRef, at: usize) -> Option<(Date, usize)> {
        let after = self.any_word(at, &["的"]).unwrap_or(at);
        if let Some(int) = int_at(self.text, after)
            && let Some(found) = self.decade(int, Some(century))
        {
            return Some(found);
        }
        let (part, end) = self.part(at).map_or((None, at), |(part, end)| (Some(part), end));
        Some((Date::Century(century, part), end))
    }

    /// 三四十年代, 七八十年代: two decades by their digits.
    pub(super) fn decades(&self, at: usize, century: Option<CenturyRef>) -> Option<(Date, Date, usize)> {
        let mut digits = self.text[at..].chars();
        let (a, b) = (digits.next()?, digits.next()?);
        let (Symbol::Digit(first @ 1..=8), Symbol::Digit(second)) = (symbol(a), symbol(b)) else { return None };
        let end = self.word(at + a.len_utf8() + b.len_utf8(), "十年代", "")?;
        let tens = |digit: u8| Date::Decade(century, digit * 10, None);
        (second == first + 1).then(|| (tens(first), tens(second), end))
    }

    pub(super) fn decade(&self, int: Int, century: Option<CenturyRef>) -> Option<(Date, usize)> {
        let end = self.word(int.end, "年代", "")?;
        let (part, tail) = self.part(end).map_or((None, end), |(part, end)| (Some(part), end));
        match int.value {
            0..=90 if int.value % 10 == 0 => Some((Date::Decade(century, int.value as u8, part), tail)),
            1000..=2090 if int.value % 10 == 0 && int.digits == 4 => Some((
                Date::Decade(Some(CenturyRef::Number((int.value / 100 + 1) as i32)), (int.value % 100) as u8, part),
                tail,
            )),
            _ => None,
        }
    }

    pub(super) fn part(&self, at: usize) -> Option<(Part, usize)> {
        let words = [
            ("初期", Part::Start),
            ("前期", Part::Start),
            ("早期", Part::Start),
            ("中期", Part::Middle),
            ("中叶", Part::Middle),
            ("后期", Part::End),
            ("末期", Part::End),
            ("晚期", Part::End),
            ("末叶", Part::End),
        ];
        if let Some((word, part)) = words.iter().find(|(word, _)| self.starts(at, word)) {
            return Some((*part, at + word.len()));
        }
        self.word(at, "初", "步级中")
            .map(|end| (Part::Start, end))
            .or_else(|| self.word(at, "末", "端").map(|end| (Part::End, end)))
    }
}
