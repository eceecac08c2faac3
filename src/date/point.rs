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
        return Some(Int {
            value,
            end: at + ascii,
            ascii: true,
            digits: ascii,
            zero_led: bytes[at] == b'0' && ascii > 1,
        });
    }
    chinese_int(text, at)
}

fn chinese_int(text: &str, at: usize) -> Option<Int> {
    let mut end = at;
    // Four at most: no room is made for each of the many places that are tried.
    let (mut room, mut count) = ([0i64; 4], 0);
    let mut value = 0i64;
    let mut tens = false;
    while let Some(c) = char_at(text, end) {
        match symbol(c) {
            Symbol::Digit(_) if c == '两' || c == '俩' || count >= room.len() => break,
            Symbol::Digit(d) => {
                room[count] = i64::from(d);
                count += 1;
            }
            // 二0二0年: the digit typed for the sign.
            Symbol::Ascii if c == '0' && !tens && (1..room.len()).contains(&count) => {
                room[count] = 0;
                count += 1;
            }
            Symbol::Scale(1) if !tens && count <= 1 => {
                tens = true;
                value = if count == 1 { room[0] * 10 } else { 10 };
                count = 0;
            }
            Symbol::Score(n) if end == at => {
                tens = true;
                value = i64::from(n);
            }
            Symbol::Scale(_) | Symbol::Ambiguous(_) | Symbol::AmbiguousTen => return None,
            _ => break,
        }
        end += c.len_utf8();
        if tens && count > 1 {
            return None;
        }
    }
    if end == at {
        return None;
    }
    let zero_led = !tens && count > 1 && room[0] == 0;
    for d in &room[..count] {
        value = if tens { value + d } else { value * 10 + d };
    }
    Some(Int { value, end, ascii: false, digits: if tens { 0 } else { count }, zero_led })
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

    pub(super) fn starts(&self, at: usize, word: &str) -> bool {
        self.text.as_bytes()[at..].starts_with(word.as_bytes())
    }

    /// The end of `word` if it stands at `at` and none of the characters in `not_before` follows.
    pub(super) fn word(&self, at: usize, word: &str, not_before: &str) -> Option<usize> {
        let end = at + word.len();
        (self.starts(at, word) && !super::words::goes_on(self.rest(end), not_before)).then_some(end)
    }

    pub(super) fn any_word(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.starts(at, word)).map(|word| at + word.len())
    }

    /// Reads the point that begins at `at`.
    pub(crate) fn point(&self, at: usize) -> Option<Point> {
        let c = char_at(self.text, at)?;
        match symbol(c) {
            Symbol::Ascii | Symbol::Digit(_) | Symbol::Scale(1) | Symbol::Score(_) => {
                self.numeric(at).or_else(|| super::iso::iso(self, at))
            }
            _ if self.starts(at + c.len_utf8(), "(") => self.year_in_brackets(at, c),
            _ if c == '第' => self.quarter(at, YearRef::Unset).map(|(date, end)| Point {
                start: at,
                end,
                first: date,
                last: None,
                firm: true,
            }),
            _ => self.word_point(at),
        }
        .or_else(|| self.feast_point(at))
    }

    /// 本(2018)年5月1日, 去(2017)年, 本(三)日, 昨(7)晚: official style, and that of papers, that spells a relative word out.
    pub(super) fn year_in_brackets(&self, at: usize, word: char) -> Option<Point> {
        if !"本去今昨明前后上同".contains(word) {
            return None;
        }
        let int = int_at(self.text, at + word.len_utf8() + 1)?;
        let mark = self.word(int.end, ")", "")?;
        let (first, end) = match char_at(self.text, mark)? {
            '年' if int.digits == 4 => {
                let year = YearRef::Number(int.value as i32);
                let end = mark + '年'.len_utf8();
                self.year_tail(year, end).unwrap_or((Date::Year(year), end))
            }
            '月' if (1..=12).contains(&int.value) => self.month_tail(
                MonthRef { year: YearRef::Unset, month: MonthOf::Number(int.value as u8) },
                mark + '月'.len_utf8(),
            )?,
            day @ ('日' | '天' | '晚' | '早' | '晨' | '夜') if (1..=31).contains(&int.value) => (
                Date::Day(MonthRef { year: YearRef::Unset, month: MonthOf::Unset }, int.value as u8),
                mark + day.len_utf8(),
            ),
            _ => return None,
        };
        Some(Point { start: at, end, first, last: None, firm: true })
    }

    pub(super) fn feast_point(&self, at: usize) -> Option<Point> {
        let (len, feast) = self.units.feasts.longest_at(self.rest(at)).filter(|_| self.all)?;
        Some(Point { start: at, end: at + len, first: Date::Feast(YearRef::Unset, *feast), last: None, firm: false })
    }

    pub(super) fn numeric(&self, at: usize) -> Option<Point> {
        if let Some((first, last, end)) = self.decades(at, None) {
            return Some(Point { start: at, end, first, last: Some(last), firm: false });
        }
        let int = int_at(self.text, at)?;
        if let Some(span) = self.span_with_unit(at, int) {
            return Some(span);
        }
        let spaced = int.end + usize::from(self.starts(int.end, " ") && int.ascii);
        let one = |(first, end): (Date, usize)| Some(Point { start: at, end, first, last: None, firm: false });
        match char_at(self.text, spaced)? {
            '年' if self.starts(spaced, "年代") => self.decade(int, None).and_then(one),
            '年' => self.numbered_year(at, int, spaced),
            '月' => self.month_of_year(at, YearRef::Unset),
            '日' | '号' => self.bare_day(at, int).and_then(one),
            '世' if self.starts(spaced, "世纪") && (1..=30).contains(&int.value) => {
                self.century_point(at, CenturyRef::Number(int.value as i32), spaced + "世纪".len())
            }
            '季' if (1..=4).contains(&int.value) && self.starts(spaced, "季度") => {
                self.quarter(at, YearRef::Unset).and_then(one)
            }
            _ => None,
        }
    }

    /// `28、29日`, `12-19日`, `1-9月份`, `1995-1997年`: two numbers with one unit.
    pub(super) fn span_with_unit(&self, at: usize, first: Int) -> Option<Point> {
        let mark =
            range_mark(self.rest(first.end)).or_else(|| self.word(first.end, "、", "").map(|end| end - first.end))?;
        let second = int_at(self.text, first.end + mark)?;
        let unit = char_at(self.text, second.end)?;
        let (a, b) = (first.value, second.value);
        let list = self.starts(first.end, "、");
        let unset = MonthRef { year: YearRef::Unset, month: MonthOf::Unset };
        let month = |m: i64| Date::Month(MonthRef { year: YearRef::Unset, month: MonthOf::Number(m as u8) });
        let end = second.end + unit.len_utf8();
        let followed = |not: &str| super::words::goes_on(self.rest(end), not);
        let (from, to, end) = match unit {
            '日' | '号'
                if a < b
                    && (1..=31).contains(&a)
                    && b <= 31
                    && (first.ascii || self.all)
                    && !followed("内游本元报")
                    && (!list || b == a + 1) =>
            {
                (Date::Day(unset, a as u8), Date::Day(unset, b as u8), end)
            }
            '月' if a < b && (1..=12).contains(&a) && b <= 12 && (!list || b == a + 1) => {
                (month(a), month(b), self.any_word(end, &["份"]).unwrap_or(end))
            }
            '年' if a < b && first.digits == 4 && !list && (1000..=2100).contains(&a) => {
                let b = if second.digits == 2 { a - a % 100 + b } else { b };
                let tail = self.year_tail(YearRef::Number(b as i32), end);
                let (to, end) =
                    tail.unwrap_or((Date::Year(YearRef::Number(b as i32)), self.any_word(end, &["度"]).unwrap_or(end)));
                (b > a && b <= 2200).then_some(())?;
                (Date::Year(YearRef::Number(a as i32)), to, end)
            }
            _ => return None,
        };
        Some(Point { start: at, end, first: from, last: Some(to), firm: true })
    }

    /// A number before 年: a year, or (`None`) a length.
    pub(super) fn numbered_year(&self, at: usize, int: Int, mark: usize) -> Option<Point> {
        let end = mark + '年'.len_utf8();
        let next = char_at(self.text, end);
        if int.digits != 4 && next.is_some_and(|c| "级轮龄轻纪薪".contains(c)) {
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
    pub(super) fn era_before(&self, at: usize, number: i64) -> Option<(usize, i32)> {
        let head = &self.text[..at];
        if let Some(before) = head.strip_suffix("公元前").or_else(|| head.strip_suffix("西元前")) {
            return Some((before.len(), 1 - number as i32));
        }
        if let Some(before) = head.strip_suffix("公元").or_else(|| head.strip_suffix("西元")) {
            return Some((before.len(), number as i32));
        }
        // The years of the Republic have three digits by now.
        if !(1..=199).contains(&number) || !char_before(self.text, at).is_some_and(is_han) {
            return None;
        }
        let starts = head.char_indices().rev().take(4).map(|(i, _)| i).filter(|i| *i < at);
        starts
            .filter_map(|i| match self.units.eras.longest_at(&head[i..]) {
                Some((len, first)) if i + len == at => Some((i, first + number as i32 - 1)),
                _ => None,
            })
            .last()
    }

    /// Is a number before 年 the number of a year?
    pub(super) fn plain_year(&self, int: Int, end: usize) -> Option<i32> {
        let rest = self.rest(end);
        let begins = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
        // 2003年至2015年间, 1994年左右 are years; 2000年间 may be a length.
        let lasting = begins(&["多", "余", "历史", "的历史", "文明", "以上", "之久"])
            || (begins(&["间", "左右"]) && (int.digits != 4 || int.value % 100 == 0));
        let round = int.value % 100 == 0 && int.value < 1900;
        match (int.digits, int.value) {
            (4, 1000..=2200) if !(lasting || (round && begins(&["前", "来", "以来", "后"]))) => {
                Some(int.value as i32)
            }
            // 113年11月22日: with a month behind it, a year of the Republic.
            (3, n @ 100..=150) if self.is_month(end) => Some(1911 + n as i32),
            (2, n @ 0..=99) => {
                let narrowed = self.year_tail(YearRef::Number(2000), end).is_some();
                let year = if n < 30 { 2000 + n } else { 1900 + n };
                // 四五年, 七八年: so many years, unless a month or season follows.
                let pair = !int.ascii && n >= 12 && (n % 10 == n / 10 + 1 || n == 35);
                if pair && !narrowed {
                    return None;
                }
                (int.zero_led || narrowed || (!int.ascii && !lasting)).then_some(year as i32)
            }
            _ => None,
        }
    }

    /// Whether a month stands right at `at`: 3月, but not 3个月.
    fn is_month(&self, at: usize) -> bool {
        let month = self.year_tail(YearRef::Number(2000), at).map(|(date, _)| date);
        matches!(month, Some(Date::Month(_) | Date::Day(..) | Date::Days(..)))
    }

    /// 一 … 六, 日, 天 behind 周, 星期 or 礼拜.
    pub(super) fn weekday_at(&self, at: usize) -> Option<(u8, usize)> {
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
        let word = next.is_some_and(|n| {
            matches!(symbol(n), Symbol::Scale(_) | Symbol::Ascii)
                || (day < 7 && "围岁圈种项位个代级等带路届".contains(n))
        });
        (!word).then_some((day, end))
    }

    pub(super) fn word_point(&self, at: usize) -> Option<Point> {
        let (len, word) = WORDS
            .longest_at(self.rest(at))
            .map(|(len, word)| (len, *word))
            .or_else(|| self.starts(at, "Q").then_some((0, Word::Front)))?;
        let end = at + len;
        let (written, head) = (&self.text[at..end], &self.text[..at]);
        if super::words::joined(word, written, head, self.rest(end)) || self.cut_wrongly(at) {
            return None;
        }
        let one = |first: Date| Some(Point { start: at, end, first, last: None, firm: true });
        let two = |first: Date, last: Date| Some(Point { start: at, end, first, last: Some(last), firm: true });
        let tailed = |found: Option<(Date, usize)>| {
            found.map(|(first, end)| Point { start: at, end, first, last: None, firm: true })
        };
        match word {
            Word::Year(n) => self.named_year(at, YearRef::Shift(n), end),
            Word::SameYear(n) => self.named_year(at, year_without_context(n), end),
            Word::AllYear => one(Date::Year(YearRef::After(0))),
            Word::Years(a, b) => one(Date::Years(a, b)),
            Word::Month(n) => self.named_month(at, MonthOf::Shift(n), end),
            Word::SameMonth => self.named_month(at, MonthOf::Unset, end),
            Word::Day(n) => one(Date::DayShift(n)),
            Word::Days(a, b) => two(Date::DayShift(a), Date::DayShift(b)),
            Word::SameDay(n) => one(Date::DayAfter(None, n)),
            Word::Week(n) => self.week(at, n, end),
            Word::Weekend(n) => two(Date::Weekday(n, 6), Date::Weekday(n, 7)),
            Word::Half(n) => one(Date::Half(YearRef::Unset, n)),
            Word::HalfShift(n) => one(Date::HalfShift(n)),
            Word::QuarterShift(n) => tailed(Some(self.quarter_part(n, end))),
            Word::YearPart(Part::Start) => one(Date::Months(YearRef::Unset, 1, 1)),
            Word::YearPart(_) => one(Date::Months(YearRef::Unset, 12, 12)),
            Word::MonthPart(a, b) => one(Date::Days(MonthRef { year: YearRef::Unset, month: MonthOf::Shift(0) }, a, b)),
            Word::Century(n) => self.century_point(at, CenturyRef::Shift(n), end),
            Word::LunarMark => tailed(self.lunar(YearRef::Unset, at)),
            Word::Front => tailed(self.quarter(at, YearRef::Unset).or_else(|| self.counted_part(YearRef::Unset, at))),
            Word::WeekdayMark => self.bare_weekday(at, end),
            Word::Now => one(Date::DayShift(0)).filter(|_| self.all).map(|point| Point { firm: false, ..point }),
        }
    }

    /// 今年, 同年 and what narrows them down.
    fn named_year(&self, at: usize, year: YearRef, end: usize) -> Option<Point> {
        if let Some(span) = self.month_of_year_span(end, year) {
            return Some(Point { start: at, ..span });
        }
        let whole = || (Date::Year(year), self.any_word(end, &["度"]).unwrap_or(end));
        let (first, end) = self.year_tail(year, end).unwrap_or_else(whole);
        Some(Point { start: at, end, first, last: None, firm: true })
    }

    /// 上月, 当月 and what narrows them down.
    fn named_month(&self, at: usize, month: MonthOf, end: usize) -> Option<Point> {
        let month = MonthRef { year: YearRef::Unset, month };
        if let Some(span) = self.days_of_month(month, end) {
            return Some(Point { start: at, ..span });
        }
        let (first, end) = self.month_tail(month, end)?;
        Some(Point { start: at, end, first, last: None, firm: true })
    }

    /// 上季度末, 本季度.
    fn quarter_part(&self, shift: i32, end: usize) -> (Date, usize) {
        match (self.word(end, "末", ""), self.word(end, "初", "")) {
            (Some(end), _) => (Date::QuarterShift(shift, Some(Part::End)), end),
            (_, Some(end)) => (Date::QuarterShift(shift, Some(Part::Start)), end),
            _ => (Date::QuarterShift(shift, None), end),
        }
    }

    /// 第二次|日内瓦会议, 中华文明|天人合一: the word at `at` is cut out of two others.
    fn cut_wrongly(&self, at: usize) -> bool {
        let Some(before) = char_before(self.text, at) else { return false };
        let counted = || !matches!(symbol(before), Symbol::Other | Symbol::Half) || "每首再此本该历屡".contains(before);
        let bright = || self.units.dates.before_bright.contains(before);
        (self.starts(at, "次") && counted()) || (self.starts(at, "明天") && bright())
    }

    /// A century, its parts and its decades.
    fn century_point(&self, at: usize, century: CenturyRef, from: usize) -> Option<Point> {
        let digits = self.any_word(from, &["的"]).unwrap_or(from);
        if let Some((first, last, end)) = self.decades(digits, Some(century)) {
            return Some(Point { start: at, end, first, last: Some(last), firm: true });
        }
        let (first, end) = self.century(century, from)?;
        Some(Point { start: at, end, first, last: None, firm: true })
    }

    pub(super) fn week(&self, at: usize, shift: i32, end: usize) -> Option<Point> {
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

    pub(super) fn bare_weekday(&self, at: usize, mark: usize) -> Option<Point> {
        if char_before(self.text, at).is_some_and(|c| {
            matches!(symbol(c), Symbol::Digit(_) | Symbol::Ascii | Symbol::Scale(_) | Symbol::Few)
                || "四每上下本这一个第圆西东北商老姓小".contains(c)
        }) {
            return None;
        }
        let (day, end) = self.weekday_at(mark)?;
        Some(Point { start: at, end, first: Date::Weekday(0, day), last: None, firm: false })
    }
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
