//! What a number measures: an amount or how it changes, against what, a share or a whole, of what, and over how long.
//!
//! 国内生产总值 and 国内生产总值同比增长 are alike in their letters, and a number of one is no number of the other; nor is that
//! of a month one of a year.

use crate::date::days;
use crate::sense::Senses;
use std::collections::BTreeSet;

/// A change up to here is an amount: 增加到, 降至; and so is 增加值.
const UP_TO: [char; 4] = ['到', '至', '为', '值'];
/// Letters of the last word of what is counted.
const WORD: usize = 2;
/// Times of one kind differ in their length by less than this: months of 30 and 31 days, four months and five.
const LONGER: i64 = 2;

/// What the words around a number say of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// The letters of the phrase.
    letters: String,
    /// How something goes up or down, not how much it is.
    moves: bool,
    /// A part of something.
    share: bool,
    /// What it is compared with, by cells of the scale.
    against: BTreeSet<usize>,
    /// The last letters of what goes up or down, or is counted.
    end: String,
    /// The days over which an amount has come about; none for rates, and where this is not told.
    days: Option<i64>,
}

impl Measure {
    /// Of a phrase, with the unit of the number and its time.
    pub fn new(phrase: &str, unit: Option<&str>, time: Option<&str>, senses: &Senses) -> Measure {
        let change = senses.on_scale("上升").filter_map(|word| Some((phrase.find(&word)?, word.len())));
        let (mut ends, mut moves) = (phrase.len(), false);
        for (at, _) in change.filter(|(at, length)| !phrase[at + length..].starts_with(UP_TO)) {
            (ends, moves) = (ends.min(at), true);
        }
        let compared = senses.on_scale("同比").filter_map(|word| phrase.find(&word)).min();
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let counted = letters(&phrase[..ends.min(compared.unwrap_or(ends))]);
        // Where nothing stands before the change, what is counted stands behind it: 新增人民币贷款.
        let counted = if counted.chars().count() < WORD { letters(phrase) } else { counted };
        let rate = matches!(unit, Some("%" | "百分点"));
        Measure {
            moves,
            share: phrase.contains('占'),
            against: senses.cells(phrase, "同比"),
            end: counted.chars().skip(counted.chars().count().saturating_sub(WORD)).collect(),
            letters: letters(phrase),
            days: time.filter(|_| !rate).and_then(length),
        }
    }

    /// Whether two numbers may be of one thing.
    pub fn comparable(&self, other: &Measure) -> bool {
        let against = self.against.is_empty() || other.against.is_empty() || self.against == other.against;
        let named = self.letters.contains(&other.end) || other.letters.contains(&self.end);
        let long = self.days.zip(other.days).is_none_or(|(a, b)| a.max(b) < LONGER * a.min(b));
        self.moves == other.moves && self.share == other.share && against && named && long
    }
}

/// The days of a time, as months of 30.
fn length(time: &str) -> Option<i64> {
    let (first, last) = days(time)?;
    let day = |date: String| -> Option<i64> {
        let mut parts = date.split('-').map(|p| p.parse::<i64>().ok());
        Some(parts.next()?? * 360 + parts.next()?? * 30 + parts.next()??)
    };
    Some((day(last?)? - day(first?)?).max(0) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, two: &str) -> bool {
        let senses = Senses::built_in();
        let [one, two] = [one, two].map(|phrase| Measure::new(phrase, Some("吨"), None, &senses));
        one.comparable(&two)
    }

    #[test]
    fn an_amount_is_not_its_change_and_a_share_not_the_whole() {
        assert!(same("全国鳕鱼产量", "鳕鱼产量"));
        assert!(!same("全国鳕鱼产量", "全国鳕鱼产量比上年增加"));
        assert!(same("全国鳕鱼产量", "全国鳕鱼产量增加到"));
        assert!(!same("鳕鱼产量占鱼类总产量", "鱼类总产量"));
        assert!(!same("鳕鱼产量同比增长", "鳕鱼产量环比增长"));
        assert!(same("鳕鱼产量同比增长", "鳕鱼产量增长"));
        assert!(same("新增渔船", "全国新增渔船"));
    }

    #[test]
    fn what_is_counted_is_named_on_both_sides() {
        assert!(!same("渔业增加值同比增长", "渔业利润同比增长"));
        assert!(!same("鱼类进出口同比下降", "鱼类进口同比下降"));
        assert!(same("实际捕捞数量同比增长", "实际捕捞同比增长"));
    }

    #[test]
    fn a_month_is_no_year() {
        let senses = Senses::built_in();
        let over = |unit, time| Measure::new("鳕鱼产量", Some(unit), Some(time), &senses);
        assert!(!over("吨", "2013").comparable(&over("吨", "2016-04")));
        assert!(over("吨", "2013-02").comparable(&over("吨", "2016-03")));
        assert!(over("吨", "2013-01/2013-04").comparable(&over("吨", "2016-01/2016-05")));
        assert!(over("%", "2013").comparable(&over("%", "2016-04")), "a rate has no length");
        assert!(over("吨", "2013/..").comparable(&over("吨", "2016-04")), "an open end tells none");
    }
}
