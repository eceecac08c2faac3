//! The day that a document's relative dates count from, and how it is known. Never the clock, never a default.

use super::Article;
use super::day::{self, Day, numeral};
use crate::date::calendar::day_number;
use crate::source::Source;

/// How the date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrigin {
    /// The user gave it.
    Given,
    /// The file's front matter.
    FrontMatter,
    /// Written in full in the title or at the head of the text.
    Text,
    /// The session of the National People's Congress fixes the year, the text the day.
    Session,
    /// Another rendering of the same event.
    OtherRendering,
}

/// A document's date, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDate {
    /// EDTF: `2024-03-07`, `2024`, `XXXX-03-07`.
    pub edtf: String,
    /// How it is known.
    pub origin: DateOrigin,
}

impl DocumentDate {
    /// Whether year, month and day are all known.
    pub fn is_full(&self) -> bool {
        self.edtf.len() == 10 && !self.edtf.contains('X')
    }

    /// The number of the day, if all of it is known.
    pub(super) fn day_number(&self) -> Option<i64> {
        let mut parts = self.edtf.split('-').map(str::parse::<u16>);
        let mut part = || parts.next()?.ok();
        let (year, month, day) = (part()?, part()?, part()?);
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        self.is_full().then(|| day_number((year.into(), month, day)))
    }

    /// The year, if known.
    pub fn year(&self) -> Option<i32> {
        self.edtf.get(..4)?.parse().ok()
    }
}

pattern!(YEAR_MONTH, opens "0123456789", r"^([0-9]{4})(?:[年/.-]([0-9]{1,2})月?)?$");
pattern!(DAY, r"([0-9]{1,2})月([0-9]{1,2})日");
pattern!(SESSION, r"第?([一二三四五六七八九十廿0-9]{1,3})届全国人(?:大|民代表大会)第?([一二三四五六0-9])次会议");
// 今天（3月7日）, 本（二○○四）年.
pattern!(TODAY, r"(?:今天|今日|本日)\(([0-9]{1,2})月([0-9]{1,2})日\)");
pattern!(OWN_YEAR, r"本\(((?:19|20)[0-9]{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2})\)年");
pattern!(MONTH_DAY, opens "一二三四五六七八九十0123456789", r"^([一二三四五六七八九十0-9]{1,3})月([一二三四五六七八九十廿0-9]{1,3})日");
pattern!(OWN_DAY, r"本\(([一二三四五六七八九十廿0-9]{1,3})\)日");
// The text begins with the day and its hour: 7月12日下午，….
pattern!(OPENS, opens "0123456789", r"^([0-9]{1,2})月([0-9]{1,2})日(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上?)");

/// How far into an article its own date stands (bytes of the reading text).
const HEAD: usize = 600;

/// Finds the date of a document; `given` is used where the document carries no full date of its own.
pub(super) fn find(source: &Source, text: &str, articles: &[Article], given: Option<&str>) -> Option<DocumentDate> {
    let own = front_matter(source).or_else(|| articles.first().and_then(|a| in_article(text, a)));
    match (own, given) {
        (Some(own), _) if own.is_full() => Some(own),
        (_, Some(given)) => Some(DocumentDate { edtf: given.to_owned(), origin: DateOrigin::Given }),
        (own, None) => own,
    }
}

/// Under which keys front matter, and the head of a page of the web, tells the date.
const KEYS: [&str; 4] = ["date", "published", "pubdate", "published_at"];

fn front_matter(source: &Source) -> Option<DocumentDate> {
    let given = KEYS.iter().find_map(|key| source.meta(key))?;
    Some(DocumentDate { edtf: read(given)?, origin: DateOrigin::FrontMatter })
}

/// What a reader should know of the date in the front matter, if it cannot be read.
pub(super) fn misread(source: &Source) -> Option<String> {
    let (key, given) = KEYS.iter().find_map(|key| Some((key, source.meta(key)?)))?;
    let is_wrong = !given.is_empty() && read(given).is_none();
    is_wrong.then(|| {
        format!(
            "`{key}: {given}` is no date of the calendar, and is passed over; write it as 2024-03-07, 2024-03 or 2024"
        )
    })
}

/// The date (EDTF) that a value names: a full one anywhere in it, else a year, with or without its month.
pub fn read(value: &str) -> Option<String> {
    if let Some(day) = day::days(value).next() {
        return day.edtf();
    }
    let found = YEAR_MONTH.captures(value.trim())?;
    match found.get(2) {
        Some(month) => Some(format!("{}-{:0>2}", &found[1], in_range(month.as_str(), 12)?)),
        None => Some(found[1].to_owned()),
    }
}

/// The date that an article states as its own.
pub(super) fn in_article(text: &str, article: &Article) -> Option<DocumentDate> {
    let head = &text[article.span.start..text.floor_char_boundary((article.span.start + HEAD).min(article.span.end))];
    let told = |edtf| Some(DocumentDate { edtf, origin: DateOrigin::Text });
    if let Some(day) = article.dateline.and_then(|d| day::days(d.of(text)).next()?.edtf()) {
        return told(day);
    }
    let body = article.dateline.map(|d| d.end - article.span.start);
    let is_title = |day: &Day| article.title.is_some_and(|t| t.end == article.span.start + day.end);
    let own = day::days(head).next().filter(|day| is_own(head, day, body) || is_title(day));
    if let Some(day) = own.and_then(|day| day.edtf()) {
        return told(day);
    }
    if let Some(found) = OWN_YEAR.captures(head) {
        let year = numeral(&found[1])?;
        let day = own_day(head, found.get(0).map_or(0, |m| m.end()));
        let edtf = day.map_or_else(|| format!("{year:04}"), |day| format!("{year:04}-{day}"));
        return Some(DocumentDate { edtf, origin: DateOrigin::Text });
    }
    let year = session(head).and_then(|(congress, session)| session_year(congress, session));
    let dateline = article.dateline.map(|d| d.of(text)).and_then(|d| DAY.captures(d));
    let opens = || body.and_then(|at| OPENS.captures(head.get(at..)?));
    let day = dateline
        .or_else(|| TODAY.captures(head))
        .or_else(opens)
        .or_else(|| DAY.captures(head).filter(|_| year.is_some()));
    let month_day = day.and_then(|d| Some(format!("{:0>2}-{:0>2}", in_range(&d[1], 12)?, in_range(&d[2], 31)?)));
    if let Some(edtf) = month_day.as_ref().filter(|_| year.is_none()).and_then(|day| told_in_full(text, article, day)) {
        return Some(DocumentDate { edtf, origin: DateOrigin::Text });
    }
    match (year, month_day) {
        // The congress meets in March: a day of another month is not the day of the session.
        (Some(year), Some(day)) if day.starts_with("03") => {
            Some(DocumentDate { edtf: format!("{year}-{day}"), origin: DateOrigin::Session })
        }
        (Some(year), _) => Some(DocumentDate { edtf: format!("{year}"), origin: DateOrigin::Session }),
        (None, Some(day)) => Some(DocumentDate { edtf: format!("XXXX-{day}"), origin: DateOrigin::Text }),
        _ => None,
    }
}

/// The month and day right behind the text's own year, if the text elsewhere says that this day is its own: 本(三)日.
fn own_day(head: &str, at: usize) -> Option<String> {
    let found = MONTH_DAY.captures(&head[at..])?;
    let (month, day) = (numeral(&found[1])?, numeral(&found[2])?);
    let own = numeral(&OWN_DAY.captures(head)?[1])?;
    (own == day && (1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{month:02}-{day:02}"))
}

/// The day of the dateline where the article tells it, or one of the days around it, with its year.
fn told_in_full(text: &str, article: &Article, month_day: &str) -> Option<String> {
    let (month, day) = month_day.split_once('-')?;
    let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    let near = |told: &Day| told.month == month && told.day.abs_diff(day) < 4;
    let told = day::days(article.span.of(text)).find(near)?;
    Some(format!("{:04}-{month_day}", told.year))
}

/// A full date is the document's own when it opens the text, stands in the title's brackets, or is labelled as such.
/// `body` is where the text begins behind its dateline.
fn is_own(head: &str, day: &Day, body: Option<usize>) -> bool {
    let (before, after) = (&head[..day.start], &head[day.end..]);
    let opens = before.chars().count() <= 2 || body == Some(day.start);
    let labelled = ["时间:", "日期:", "发布时间:", "(", "〔"].iter().any(|l| before.ends_with(l));
    opens || labelled || after.starts_with("外交部发言人") || after.starts_with(['电', '讯'])
}

fn in_range(number: &str, most: u32) -> Option<u32> {
    number.parse().ok().filter(|n| (1..=most).contains(n))
}

/// The congress and the session that a text tells of, by their numbers. What is told of the time since one is told later.
fn session(head: &str) -> Option<(&str, &str)> {
    let over = |end: usize| ["以来", "后", "之后", "以后"].iter().any(|word| head[end..].starts_with(word));
    let found = SESSION.captures_iter(head).find(|s| s.get(0).is_some_and(|whole| !over(whole.end())))?;
    Some((found.get(1)?.as_str(), found.get(2)?.as_str()))
}

/// The first session of the N-th congress meets in 2023 + 5 (N − 14), one session a year.
fn session_year(congress: &str, session: &str) -> Option<i32> {
    let (congress, session) = (numeral(congress)? as i32, numeral(session)? as i32);
    Some(2023 + 5 * (congress - 14) + session - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_fix_the_year() {
        for (congress, session, year) in
            [("十四", "二", 2024), ("十三", "一", 2018), ("十二", "五", 2017), ("10", "1", 2003)]
        {
            assert_eq!(session_year(congress, session), Some(year));
        }
    }

    #[test]
    fn what_is_told_of_the_time_since_a_session_is_told_later() {
        assert_eq!(session("十四届全国人大二次会议今天举行记者会。"), Some(("十四", "二")));
        assert_eq!(session("本书收入自十二届全国人大二次会议后的文献。"), None);
        assert_eq!(session("十三届全国人大一次会议以来,成绩显著。"), None);
        assert_eq!(session("十三届全国人大一次会议以来,十三届全国人大二次会议"), Some(("十三", "二")));
    }
}
