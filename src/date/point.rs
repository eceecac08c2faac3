//! Points in time: a year, month, day, week or quarter, with what narrows it down.

use super::expr::{CenturyRef, Date, MonthOf, MonthRef, Part, YearRef};
use super::words::{WORDS, Word, year_without_context};
use crate::number::{Symbol, Units, char_at, char_before, is_han, range_mark, symbol};

/// A point read from a text: its date (or first and last), where it begins and ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub start: usize,
    pub end: usize,
    pub first: Date,
    pub last: Option<Date>,
    /// Read from a relative or anaphoric word, or with a year: certain to be a date.
    pub firm: bool,
}

/// An integer of a date: its value, its end and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Int {
    pub value: i64,
    pub end: usize,
    pub ascii: bool,
    /// Number of digits, 0 for Chinese numerals with 十.
    pub digits: usize,
    pub zero_led: bool,
}

/// Reads a small integer of a date: up to eight digits 0-9, Chinese digits in a row, or Chinese 1 to 99.
pub(crate) fn int_at(text: &str, at: usize) -> Option<Int> {
    let bytes = text.as_bytes();
    let ascii = bytes[at..].iter().take(9).take_while(|b| b.is_ascii_digit()).count();
    if ascii > 0 {
        if ascii > 8 {
            return None;
        }
        let value = text[at..at + ascii].parse().ok()?;
        return Some(Int { value, end: at + ascii, ascii: true, digits: ascii, zero_led: bytes[at] == b'0' && ascii > 1 });
    }
    chinese_int(text, at)
}

fn chinese_int(text: &str, at: usize) -> Option<Int> {
    let mut end = at;
    let mut digits: Vec<i64> = Vec::new();
    let mut value = 0i64;
    let mut tens = false;
    while let Some(c) = char_at(text, end) {
        match symbol(c) {
            Symbol::Digit(_) if c == '两' || c == '俩' || digits.len() >= 4 => break,
            Symbol::Digit(d) => digits.push(i64::from(d)),
            Symbol::Scale(1) if !tens && digits.len() <= 1 => {
                tens = true;
                value = digits.pop().unwrap_or(1) * 10;
            }
            Symbol::Score(n) if end == at => {
                tens = true;
                value = i64::from(n);
            }
            Symbol::Scale(_) | Symbol::Ambiguous(_) | Symbol::AmbiguousTen => return None,
            _ => break,
        }
        end += c.len_utf8();
        if tens && digits.len() > 1 {
            return None;
        }
    }
    if end == at {
        return None;
    }
    let count = if tens { 0 } else { digits.len() };
    let zero_led = !tens && digits.len() > 1 && digits[0] == 0;
    for d in &digits {
        value = if tens { value + d } else { value * 10 + d };
    }
    Some(Int { value, end, ascii: false, digits: count, zero_led })
}

/// What a point is read from.
pub(crate) struct Reader<'a> {
    pub text: &'a str,
    pub units: &'a Units,
    pub all: bool,
}

impl Reader<'_> {
    pub(crate) fn rest(&self, at: usize) -> &str {
        &self.text[at..]
    }

    fn starts(&self, at: usize, word: &str) -> bool {
        self.text.as_bytes()[at..].starts_with(word.as_bytes())
    }

    /// The end of `word` if it stands at `at` and none of the characters in `not_before` follows.
    fn word(&self, at: usize, word: &str, not_before: &str) -> Option<usize> {
        let end = at + word.len();
        (self.starts(at, word) && !char_at(self.text, end).is_some_and(|c| not_before.contains(c))).then_some(end)
    }

    fn any_word(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.starts(at, word)).map(|word| at + word.len())
    }

    /// Reads the point that begins at `at`.
    pub(crate) fn point(&self, at: usize) -> Option<Point> {
        let c = char_at(self.text, at)?;
        match symbol(c) {
            Symbol::Ascii | Symbol::Digit(_) | Symbol::Scale(1) | Symbol::Score(_) => self.numeric(at).or_else(|| super::read::iso(self, at)),
            _ if c == '第' => self.quarter(at, YearRef::Unset).map(|(date, end)| Point { start: at, end, first: date, last: None, firm: true }),
            _ => self.word_point(at),
        }
        .or_else(|| self.feast_point(at))
    }

    fn feast_point(&self, at: usize) -> Option<Point> {
        let (len, feast) = self.units.feasts.longest_at(self.rest(at)).filter(|_| self.all)?;
        Some(Point { start: at, end: at + len, first: Date::Feast(YearRef::Unset, *feast), last: None, firm: false })
    }

    fn numeric(&self, at: usize) -> Option<Point> {
        let int = int_at(self.text, at)?;
        if let Some(span) = self.span_with_unit(at, int) {
            return Some(span);
        }
        let spaced = int.end + usize::from(self.starts(int.end, " ") && int.ascii);
        let one = |(first, end): (Date, usize)| Some(Point { start: at, end, first, last: None, firm: false });
        match char_at(self.text, spaced)? {
            '年' if self.starts(spaced, "年代") => self.decade(at, int, None).and_then(one),
            '年' => self.numbered_year(at, int, spaced),
            '月' => self.month_of_year(at, YearRef::Unset),
            '日' | '号' => self.bare_day(at, int).and_then(one),
            '世' if self.starts(spaced, "世纪") => self.century(CenturyRef::Number(int.value as i32), spaced + "世纪".len()).filter(|_| (1..=30).contains(&int.value)).and_then(one),
            '季' if (1..=4).contains(&int.value) && self.starts(spaced, "季度") => self.quarter(at, YearRef::Unset).and_then(one),
            _ => None,
        }
    }

    /// `28、29日`, `12-19日`, `1-9月份`, `1995-1997年`: two numbers with one unit.
    fn span_with_unit(&self, at: usize, first: Int) -> Option<Point> {
        let mark = range_mark(self.rest(first.end)).or_else(|| self.word(first.end, "、", "").map(|end| end - first.end))?;
        let second = int_at(self.text, first.end + mark)?;
        let unit = char_at(self.text, second.end)?;
        let (a, b) = (first.value, second.value);
        let list = self.starts(first.end, "、");
        let unset = MonthRef { year: YearRef::Unset, month: MonthOf::Unset };
        let month = |m: i64| Date::Month(MonthRef { year: YearRef::Unset, month: MonthOf::Number(m as u8) });
        let end = second.end + unit.len_utf8();
        let followed = |not: &str| char_at(self.text, end).is_some_and(|c| not.contains(c));
        let (from, to, end) = match unit {
            '日' | '号' if a < b && (1..=31).contains(&a) && b <= 31 && (first.ascii || self.all) && !followed("内游本元报") && (!list || b == a + 1) => (Date::Day(unset, a as u8), Date::Day(unset, b as u8), end),
            '月' if a < b && (1..=12).contains(&a) && b <= 12 && (!list || b == a + 1) => (month(a), month(b), self.any_word(end, &["份"]).unwrap_or(end)),
            '年' if a < b && first.digits == 4 && !list && (1000..=2100).contains(&a) => {
                let b = if second.digits == 2 { a - a % 100 + b } else { b };
                let tail = self.year_tail(YearRef::Number(b as i32), end);
                let (to, end) = tail.unwrap_or((Date::Year(YearRef::Number(b as i32)), self.any_word(end, &["度"]).unwrap_or(end)));
                (b > a && b <= 2200).then_some(())?;
                (Date::Year(YearRef::Number(a as i32)), to, end)
            }
            _ => return None,
        };
        Some(Point { start: at, end, first: from, last: Some(to), firm: true })
    }

    /// A number before 年: a year, or (`None`) a length.
    fn numbered_year(&self, at: usize, int: Int, mark: usize) -> Option<Point> {
        let end = mark + '年'.len_utf8();
        let next = char_at(self.text, end);
        if next.is_some_and(|c| "级轮龄轻纪薪".contains(c)) {
            return None;
        }
        let (start, year) = match self.era_before(at, int.value) {
            Some(found) => found,
            None => (at, self.plain_year(int, end)?),
        };
        let year = YearRef::Number(year);
        let whole_year = || (Date::Year(year), self.any_word(end, &["度", "份"]).unwrap_or(end));
        if let Some(mut span) = self.month_of_year_span(end, year) {
            span.start = start;
            return Some(span);
        }
        let (first, end) = self.year_tail(year, end).unwrap_or_else(whole_year);
        Some(Point { start, end, first, last: None, firm: true })
    }

    /// 康熙二十年, 民国三年, 公元前221年: where the name of the era begins, and the year of the common era.
    fn era_before(&self, at: usize, number: i64) -> Option<(usize, i32)> {
        let head = &self.text[..at];
        if let Some(before) = head.strip_suffix("公元前").or_else(|| head.strip_suffix("西元前")) {
            return Some((before.len(), 1 - number as i32));
        }
        if let Some(before) = head.strip_suffix("公元").or_else(|| head.strip_suffix("西元")) {
            return Some((before.len(), number as i32));
        }
        if !(1..=99).contains(&number) || !char_before(self.text, at).is_some_and(is_han) {
            return None;
        }
        let starts = head.char_indices().rev().take(4).map(|(i, _)| i).filter(|i| *i < at);
        starts.filter_map(|i| match self.units.eras.longest_at(&head[i..]) {
            Some((len, first)) if i + len == at => Some((i, first + number as i32 - 1)),
            _ => None,
        }).last()
    }

    /// Is a number before 年 the number of a year?
    fn plain_year(&self, int: Int, end: usize) -> Option<i32> {
        let rest = self.rest(end);
        let lasting = ["多", "余", "历史", "的历史", "文明", "间", "以上", "之久", "左右"].iter().any(|word| rest.starts_with(word));
        let round = int.value % 100 == 0 && int.value < 1900;
        match (int.digits, int.value) {
            (4, 1000..=2200) if !lasting && !(round && ["前", "来", "以来", "后"].iter().any(|w| rest.starts_with(w))) => Some(int.value as i32),
            (2, n @ 0..=99) => {
                let narrowed = self.year_tail(YearRef::Number(2000), end).is_some();
                let year = if n < 30 && !(n > 20 && !int.ascii && !int.zero_led && n % 11 == 0) { 2000 + n } else { 1900 + n };
                (int.zero_led || narrowed || (!int.ascii && !lasting)).then_some(year as i32)
            }
            _ => None,
        }
    }

    /// What narrows a year down: `(date, end)`, or `None` when the year stands by itself.
    pub(crate) fn year_tail(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        let at = at + usize::from(self.starts(at, " "));
        let after_de = self.word(at, "的", "");
        if let Some(found) = self.year_part(year, at) {
            return Some(found);
        }
        after_de.and_then(|at| self.counted_part(year, at))
    }

    fn year_part(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        let months = |a: u8, b: u8, end: usize| Some((Date::Months(year, a, b), end));
        match char_at(self.text, at)? {
            '年' | '初' | '伊' | '之' | '岁' | '底' | '末' => {
                if let Some(end) = self.any_word(at, &["年初", "之初", "伊始"]).or_else(|| self.word(at, "初", "步期级中次选审")) {
                    return months(1, 1, end);
                }
                let end = self.any_word(at, &["年底", "年末", "岁末"]).or_else(|| self.word(at, "底", "线部特层蕴")).or_else(|| self.word(at, "末", "端"))?;
                months(12, 12, end)
            }
            '上' => self.word(at, "上半年", "").map(|end| (Date::Half(year, 1), end)),
            '下' => self.word(at, "下半年", "").map(|end| (Date::Half(year, 2), end)),
            '暑' => self.word(at, "暑假", "").and_then(|end| months(7, 8, end)),
            '春' | '夏' | '秋' | '冬' => self.feast(year, at).or_else(|| self.season(year, at)),
            '正' | '腊' | '闰' | '农' | '阴' => self.lunar(year, at),
            '元' if self.starts(at, "元月") => self.month_tail(MonthRef { year, month: MonthOf::Number(1) }, at + "元月".len()),
            _ => self.counted_part(year, at).or_else(|| self.month_of_year(at, year).filter(|p| p.last.is_none()).map(|p| (p.first, p.end))).or_else(|| self.feast(year, at)),
        }
    }

    fn feast(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        self.units.feasts.longest_at(self.rest(at)).map(|(len, feast)| (Date::Feast(year, *feast), at + len))
    }

    fn season(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
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
        (long.is_some() || !word).then_some((Date::Season(year, number), long.unwrap_or(end)))
    }

    /// 第三季度, 前九个月, 第37周, 前2周, 首月.
    fn counted_part(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
        if let Some(found) = self.quarter(at, year) {
            return Some(found);
        }
        let c = char_at(self.text, at)?;
        let month = |m: i64, end: usize| (1..=12).contains(&m).then(|| (Date::Month(MonthRef { year, month: MonthOf::Number(m as u8) }), end));
        match c {
            '首' => self.word(at, "首月", "").and_then(|end| month(1, end)),
            '第' => {
                let int = int_at(self.text, at + '第'.len_utf8())?;
                if let Some(end) = self.any_word(int.end, &["个月"]) {
                    return month(int.value, end);
                }
                let end = self.week_word(int.end)?;
                (1..=53).contains(&int.value).then(|| (Date::WeekOfYear(year, int.value as i32, int.value as i32), end))
            }
            '前' | '后' | '最' | '头' => {
                let last = c == '后' || self.starts(at, "最后");
                let from = if c == '最' { self.word(at, "最后", "")? } else { at + c.len_utf8() };
                let from = from + usize::from(self.starts(from, " "));
                let (n, end) = self.count_at(from)?;
                if let Some(end) = self.any_word(end, &["个月", "月"]).filter(|_| (1..=12).contains(&n)) {
                    let n = n as u8;
                    return Some((if last { Date::Months(year, 13 - n, 12) } else { Date::Months(year, 1, n) }, end));
                }
                let end = self.week_word(end + usize::from(self.starts(end, " ")))?;
                (1..=53).contains(&n).then(|| (if last { Date::WeekOfYear(year, -(n as i32), -1) } else { Date::WeekOfYear(year, 1, n as i32) }, end))
            }
            _ => None,
        }
    }

    /// A count in front of a measure word: an integer or 两.
    fn count_at(&self, at: usize) -> Option<(i64, usize)> {
        match self.word(at, "两", "") {
            Some(end) => Some((2, end)),
            None => int_at(self.text, at).map(|int| (int.value, int.end)),
        }
    }

    fn week_word(&self, at: usize) -> Option<usize> {
        self.any_word(at, &["个星期", "个礼拜", "周"]).filter(|end| !self.starts(*end, "年"))
    }

    /// 第三季度, 一季度, 前三季度, 首季度, Q1.
    fn quarter(&self, at: usize, year: YearRef) -> Option<(Date, usize)> {
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

    /// `8月`, and what narrows it down; `8月6、7日` as a span.
    fn month_of_year(&self, at: usize, year: YearRef) -> Option<Point> {
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
    fn month_of_year_span(&self, at: usize, year: YearRef) -> Option<Point> {
        let int = int_at(self.text, at)?;
        let mut span = match self.span_with_unit(at, int) {
            Some(span) => span,
            None => self.month_of_year(at, year).filter(|p| p.last.is_some())?,
        };
        span.first = with_year(&span.first, year)?;
        span.last = Some(with_year(span.last.as_ref()?, year)?);
        Some(span)
    }

    fn days_of_month(&self, month: MonthRef, at: usize) -> Option<Point> {
        let int = int_at(self.text, at)?;
        let span = self.span_with_unit(at, int)?;
        let (Date::Day(_, a), Some(Date::Day(_, b))) = (&span.first, &span.last) else { return None };
        Some(Point { start: at, end: span.end, first: Date::Day(month, *a), last: Some(Date::Day(month, *b)), firm: true })
    }

    /// Behind a month: 份, 上旬, 底, 第二周, a day. `None` only when the day does not exist.
    pub(crate) fn month_tail(&self, month: MonthRef, at: usize) -> Option<(Date, usize)> {
        let at = self.any_word(at, &["份"]).unwrap_or(at);
        let plain = Some((Date::Month(month), at));
        let days = |a: i8, b: i8, end: usize| Some((Date::Days(month, a, b), end));
        let Some(c) = char_at(self.text, at) else { return plain };
        match c {
            '上' => self.any_word(at, &["上旬"]).map_or_else(|| self.any_word(at, &["上半月"]).map_or(plain.clone(), |end| days(1, 15, end)), |end| days(1, 10, end)),
            '中' => self.any_word(at, &["中旬"]).map_or(plain, |end| days(11, 20, end)),
            '下' => self.any_word(at, &["下旬"]).map_or_else(|| self.any_word(at, &["下半月"]).map_or(plain.clone(), |end| days(16, -1, end)), |end| days(21, -1, end)),
            '初' => self.word(at, "初", "步期级中次选审一二三四五六七八九十").map_or(plain, |end| days(1, 5, end)),
            '底' | '末' | '月' => self.any_word(at, &["月底", "月末"]).or_else(|| self.word(at, "底", "线部特层")).or_else(|| self.word(at, "末", "端")).map_or(plain, |end| days(25, -1, end)),
            '的' | '第' | '前' | '最' => self.counted_days(month, at).or(plain),
            _ => self.day_of_month(month, at).unwrap_or(plain),
        }
    }

    /// 第二周, 第3个星期日, 前两天, 最后五天.
    fn counted_days(&self, month: MonthRef, at: usize) -> Option<(Date, usize)> {
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
    fn day_of_month(&self, month: MonthRef, at: usize) -> Option<Option<(Date, usize)>> {
        let at = at + usize::from(self.starts(at, " "));
        let int = int_at(self.text, at)?;
        let mark = int.end + usize::from(self.starts(int.end, " ") && int.ascii);
        let sure = self.word(mark, "日", "本元").or_else(|| self.word(mark, "号", "线楼院文"));
        let end = match sure {
            Some(end) => end,
            // 1月3, 十月31: only where every form is asked for and nothing else follows the number.
            None if self.all && !char_at(self.text, int.end).is_some_and(|c| is_han(c) && !"至到".contains(c) || c.is_ascii_alphanumeric() || "%.:".contains(c)) => int.end,
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

    /// A day without its month: 13日, 29号.
    fn bare_day(&self, at: usize, int: Int) -> Option<(Date, usize)> {
        if !(1..=31).contains(&int.value) || int.digits > 2 || char_before(self.text, at).is_some_and(|c| "第每近连".contains(c)) {
            return None;
        }
        let mark = int.end + usize::from(self.starts(int.end, " ") && int.ascii);
        let written_out = int.ascii || self.all || int.value > 10;
        let end = self.word(mark, "日", "内游本元报以之前后均常夜间").filter(|_| written_out).or_else(|| {
            self.word(mark, "号", "线楼院文机口令站工门公球决店坑馆厅厂房车码井").filter(|_| int.ascii && (self.all || !char_before(self.text, at).is_some_and(is_name_part)))
        })?;
        let month = MonthRef { year: YearRef::Unset, month: MonthOf::Unset };
        Some((Date::Day(month, int.value as u8), end))
    }

    /// 正月十五, 农历八月十五, 闰四月, 腊月, 大年初一.
    fn lunar(&self, year: YearRef, at: usize) -> Option<(Date, usize)> {
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
                let int = int_at(self.text, from).filter(|int| (1..=12).contains(&int.value) && (marked.is_some() || leap.is_some()));
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
    fn lunar_day(&self, year: YearRef, month: u8, at: usize) -> Option<(Date, usize)> {
        let (day, end) = self.lunar_day_number(at).or_else(|| {
            let int = int_at(self.text, at).filter(|int| !int.ascii && int.value == 15)?;
            (!char_at(self.text, int.end).is_some_and(|c| is_han(c))).then_some((15, int.end))
        })?;
        Some((Date::Lunar { year, month, leap: false, day: Some(day) }, end))
    }

    fn lunar_day_number(&self, at: usize) -> Option<(u8, usize)> {
        let first = char_at(self.text, at)?;
        if first != '初' && first != '廿' {
            return None;
        }
        let from = if first == '初' { at + first.len_utf8() } else { at };
        let int = int_at(self.text, from).filter(|int| !int.ascii)?;
        let range = if first == '初' { 1..=10 } else { 20..=29 };
        range.contains(&int.value).then_some((int.value as u8, int.end))
    }

    /// Behind 世纪: a decade, 初, 末, 中叶.
    fn century(&self, century: CenturyRef, at: usize) -> Option<(Date, usize)> {
        let after = self.any_word(at, &["的"]).unwrap_or(at);
        if let Some(int) = int_at(self.text, after)
            && let Some(found) = self.decade(after, int, Some(century))
        {
            return Some(found);
        }
        let (part, end) = self.part(at).map_or((None, at), |(part, end)| (Some(part), end));
        Some((Date::Century(century, part), end))
    }

    fn decade(&self, _at: usize, int: Int, century: Option<CenturyRef>) -> Option<(Date, usize)> {
        let end = self.word(int.end, "年代", "")?;
        let (part, tail) = self.part(end).map_or((None, end), |(part, end)| (Some(part), end));
        match int.value {
            0..=90 if int.value % 10 == 0 => Some((Date::Decade(century, int.value as u8, part), tail)),
            1000..=2090 if int.value % 10 == 0 && int.digits == 4 => Some((Date::Decade(Some(CenturyRef::Number((int.value / 100 + 1) as i32)), (int.value % 100) as u8, part), tail)),
            _ => None,
        }
    }

    fn part(&self, at: usize) -> Option<(Part, usize)> {
        let words = [("初期", Part::Start), ("前期", Part::Start), ("早期", Part::Start), ("中期", Part::Middle), ("中叶", Part::Middle), ("后期", Part::End), ("末期", Part::End), ("晚期", Part::End), ("末叶", Part::End)];
        if let Some((word, part)) = words.iter().find(|(word, _)| self.starts(at, word)) {
            return Some((*part, at + word.len()));
        }
        self.word(at, "初", "步级中").map(|end| (Part::Start, end)).or_else(|| self.word(at, "末", "端").map(|end| (Part::End, end)))
    }

    /// 一 … 六, 日, 天 behind 周, 星期 or 礼拜.
    fn weekday_at(&self, at: usize) -> Option<(u8, usize)> {
        let c = char_at(self.text, at)?;
        let day = match c {
            '一' | '1' => 1,
            '二' | '2' => 2,
            '三' | '3' => 3,
            '四' | '4' => 4,
            '五' | '5' => 5,
            '六' | '6' => 6,
            '日' | '天' => 7,
            _ => return None,
        };
        let end = at + c.len_utf8();
        let next = char_at(self.text, end);
        let word = next.is_some_and(|n| matches!(symbol(n), Symbol::Scale(_) | Symbol::Ascii) || (day < 7 && "围岁圈种项位个代级等带路届".contains(n)));
        (!word).then_some((day, end))
    }

    fn word_point(&self, at: usize) -> Option<Point> {
        let (len, word) = WORDS.longest_at(self.rest(at)).map(|(len, word)| (len, *word)).or_else(|| self.starts(at, "Q").then_some((0, Word::Front)))?;
        let end = at + len;
        if super::words::joined(word, char_before(self.text, at), char_at(self.text, end)) {
            return None;
        }
        let point = |first: Date, end: usize| Some(Point { start: at, end, first, last: None, firm: true });
        let tail = |year: YearRef| {
            if let Some(mut span) = self.month_of_year_span(end, year) {
                span.start = at;
                return Some(span);
            }
            let (first, end) = self.year_tail(year, end).unwrap_or((Date::Year(year), self.any_word(end, &["度"]).unwrap_or(end)));
            point(first, end)
        };
        let month_tail = |month: MonthRef| {
            if let Some(mut span) = self.days_of_month(month, end) {
                span.start = at;
                return Some(span);
            }
            let (first, end) = self.month_tail(month, end)?;
            point(first, end)
        };
        match word {
            Word::Year(n) => tail(YearRef::Shift(n)),
            Word::SameYear(n) => tail(year_without_context(n)),
            Word::AllYear => point(Date::Year(YearRef::After(0)), end),
            Word::Years(a, b) => point(Date::Years(a, b), end),
            Word::Month(n) => month_tail(MonthRef { year: YearRef::Unset, month: MonthOf::Shift(n) }),
            Word::SameMonth => month_tail(MonthRef { year: YearRef::Unset, month: MonthOf::Unset }),
            Word::Day(n) => point(Date::DayShift(n), end),
            Word::SameDay(n) => point(Date::DayAfter(None, n), end),
            Word::Week(n) => self.week(at, n, end),
            Word::Weekend(n) => Some(Point { start: at, end, first: Date::Weekday(n, 6), last: Some(Date::Weekday(n, 7)), firm: true }),
            Word::Half(n) => point(Date::Half(YearRef::Unset, n), end),
            Word::HalfShift(n) => point(Date::HalfShift(n), end),
            Word::QuarterShift(n) => {
                let part = self.word(end, "末", "").map(|end| (Part::End, end)).or_else(|| self.word(end, "初", "").map(|end| (Part::Start, end)));
                point(Date::QuarterShift(n, part.map(|p| p.0)), part.map_or(end, |p| p.1))
            }
            Word::YearPart(part) => {
                let month = if part == Part::Start { 1 } else { 12 };
                point(Date::Months(YearRef::Unset, month, month), end)
            }
            Word::MonthPart(a, b) => point(Date::Days(MonthRef { year: YearRef::Unset, month: MonthOf::Shift(0) }, a, b), end),
            Word::Century(n) => self.century(CenturyRef::Shift(n), end).and_then(|(date, end)| point(date, end)),
            Word::LunarMark => self.lunar(YearRef::Unset, at).and_then(|(date, end)| point(date, end)),
            Word::Front => self.quarter(at, YearRef::Unset).or_else(|| self.counted_part(YearRef::Unset, at)).and_then(|(date, end)| point(date, end)),
            Word::WeekdayMark => self.bare_weekday(at, end),
        }
    }

    fn week(&self, at: usize, shift: i32, end: usize) -> Option<Point> {
        let from = self.any_word(end, &["周", "星期", "礼拜"]).unwrap_or(end);
        let (first, last, end) = match self.weekday_at(from) {
            Some((day, end)) => (Date::Weekday(shift, day), None, end),
            None => match self.any_word(end, &["末"]) {
                Some(end) => (Date::Weekday(shift, 6), Some(Date::Weekday(shift, 7)), end),
                None if self.starts(end, "边") || self.starts(end, "岁") => return None,
                None => (Date::Week(shift), None, end),
            },
        };
        Some(Point { start: at, end, first, last, firm: true })
    }

    fn bare_weekday(&self, at: usize, mark: usize) -> Option<Point> {
        if char_before(self.text, at).is_some_and(|c| matches!(symbol(c), Symbol::Digit(_) | Symbol::Ascii | Symbol::Scale(_) | Symbol::Few) || "四每上下本这一个第圆西东北商老姓小".contains(c)) {
            return None;
        }
        let (day, end) = self.weekday_at(mark)?;
        Some(Point { start: at, end, first: Date::Weekday(0, day), last: None, firm: false })
    }
}

/// A Chinese character or letter right before 5号: part of a name (神舟5号).
fn is_name_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || (is_han(c) && !"月年于在从至到自截前的日和".contains(c))
}

/// The same date with the year put in, where it lacks one.
pub(crate) fn with_year(date: &Date, year: YearRef) -> Option<Date> {
    let month = |m: &MonthRef| MonthRef { year: if m.year == YearRef::Unset { year } else { m.year }, month: m.month };
    Some(match date {
        Date::Month(m) => Date::Month(month(m)),
        Date::Day(m, d) if m.month != MonthOf::Unset => Date::Day(month(m), *d),
        Date::Days(m, a, b) => Date::Days(month(m), *a, *b),
        _ => return None,
    })
}
