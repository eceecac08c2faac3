//! Numbers and quantities in Chinese text: one grammar, exact values.
//!
//! Input is the normal form of a text (half-width digits and marks, simplified characters, no white space inside
//! Chinese text); all offsets are bytes of it. Reading is linear in the length of the text.
//!
//! # Grammar
//!
//! ```text
//! quantity  = [before] amount [after]
//! amount    = range unit | numeral [more] [unit] | ordinal | fraction | percent | money | vague unit
//! range     = numeral [unit] ("至" | "到" | "-" | "–" | "—" | "~") numeral        20—30, 三至五, 5%到8%
//!           | numeral ("和" | "与") numeral ("之间" | "间")                        20与30之间
//! unit      = currency | physical | percent | measure [noun] | noun               美元 公里 项 个国家 国
//! ordinal   = "第" numeral [measure] | "首" measure | digit "读"                    第12位, 首部, 二读
//! percent   = numeral ("%" | "‰" | "个百分点" | "成" | "折") | "百分之" numeral       5.2%, 三成半, 千分之三
//! fraction  = [numeral "又"] numeral "分之" numeral | "一半" | "半数"               三分之一
//! money     = [sign] numeral currency {numeral coin}                              1144亿元, 两美元三美分
//! vague     = ("几" | "数" | "多") …                                               几个, 数千名, 多国
//! more      = "多" | "余" | "来"                                                   180多个, 1500余名, 十来个
//!
//! numeral   = ["负" | "-"] cardinal ["点" digit+ [scale]]
//! cardinal  = section {big [section]}            the sections in falling order of 兆 亿 万; 万亿 and 万万 multiply
//! section   = {coefficient small} ["零"] [digit] coefficients of falling 千 百 十
//! small     = 十 拾 百 佰 千 仟;   big = 万 亿 兆 (10^12)
//! coefficient = digit | pair | digits 0-9 with grouping and decimals | 几         3千5百万, 1.7万, 两三百
//! digit     = 〇零 一壹 二贰两俩 三叁仨 四肆 … 九玖;   廿 = 20, 卅 = 30
//! pair      = two neighbouring digits (两三, 七八) or 三五: from the one to the other
//! ```
//!
//! Digits in a row without a scale are positional (二〇二四). A last single digit right behind a scale stands for
//! the next lower place (三万五 = 35000). A scale without a digit (百, 千万) counts only with a bound (上百, 百余) or as
//! a compound before a unit (百万美元). 陆 伍 肆 拾 are numerals only beside other formal characters.
//!
//! # Bounds
//!
//! | words | `cmp` | value |
//! |---|---|---|
//! | 多 余 有余 出头 开外 behind the number; 几 inside it (十几) | `>` | the number named |
//! | 超 超过 突破 逾 多于 高于 大于 > | `>` | the number named |
//! | 以上 至少 最少 起码 不少于 不低于 不小于 ≥, 上 before a bare scale (上百) | `>=` | the number named |
//! | 以下 以内 之内 最多 至多 不超过 不高于 不多于 不大于 ≤ | `<=` | the number named |
//! | 不足 不到 不满 少于 低于 小于 < | `<` | the number named |
//! | 约 大约 大概 近 将近 接近 差不多, 左右 上下, 来 (十来个), a bare scale (百万美元) | `~` | the number named |
//! | 之多 | `=` | the number named |
//! | 几 数 多 without a digit (几个, 数十名, 多国) | `~` | none |
//! | A至B, A—B, A与B之间 | `=` | none; `min` A and `max` B, both included ([`Mode::All`]: B excluded, the half-open form interval suites use) |
//! | 两三, 七八, 三五 | `~` | none; `min` and `max`, as above |
//! | two bounds that fit (大于A小于B; [`Mode::All`] only) | `=` | none; `min` and `max`, included or not as the words say |
//!
//! A verb may part a bounding word from its number (约有1000人, 至少增加三成): it then gives `cmp`, outside the span.
//! A bounding word in front wins over one behind, and both over 多 or 余. Bounding words belong to the span.
//!
//! # Policy of the annotation guide ([`Mode::Guide`])
//!
//! Left out: 一 before a measure word, unless 只有 stands before it or another number of the same unit beside it; bare
//! numbers that neither a unit, a bound, 万 nor 亿 marks as amounts; 第一 at the head of a list; digits that touch letters
//! (G20, 5G); the phrases of `uncounted` in `ontology/units.toml`; 半 before anything but a physical unit or a currency.
//! Persons are counted in 人 (名 位 个), a noun right behind 个 is the unit (25个国家), a fraction has the unit `1`. A number
//! with 万 or 亿 and no unit counts persons where 人口 or the like is the subject, and money beside 投资 or 补贴.
//! N届 before the name of a body, N大 of a party congress and 零点 count nothing. The words that decide are `amounts` in
//! `ontology/units.toml`.

mod bounds;
mod cardinal;
mod compare;
mod formula;
mod money;
mod numeral;
mod ordinal;
mod policy;
mod quantity;
mod range;
mod share;
#[cfg(test)]
pub(crate) mod tests;
mod units;
mod value;

pub(crate) use numeral::{Numeral, Shape, Symbol, char_at, char_before, is_han, read as read_numeral, symbol};
use quantity::{Step, Traits, read_at};
pub(crate) use range::range_mark;
pub(crate) use units::{DateWords, Feast, Words};
pub use units::{Units, UnitsError};
pub use value::Number;

use serde::{Deserialize, Serialize};

pub(crate) const BUILT_IN_UNITS: &str = include_str!("../ontology/units.toml");

/// The end of the web address that begins at byte `at`: its digits are no numbers.
pub(crate) fn url_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    (rest.starts_with("http://") || rest.starts_with("https://"))
        .then(|| rest.find(|c: char| c.is_whitespace() || !c.is_ascii()).map_or(text.len(), |len| at + len))
}

/// The bounding word that ends right before byte `at`, as for a quantity that begins there: where it starts.
pub(crate) fn bound_before(text: &str, at: usize, floor: usize, bare_scale: bool) -> Option<usize> {
    bounds::before(text, at, floor, bare_scale, false).map(|(start, _)| start)
}

/// Which expressions to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Those the annotation guide marks.
    Guide,
    /// Every numeral and date expression that the grammar reads; one may lie inside another.
    All,
}

/// Something found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// First byte in the normal form.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What was read.
    pub value: T,
    /// The rule that read it.
    pub rule: &'static str,
}

/// How the true amount compares with the number named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cmp {
    /// Exactly.
    #[serde(rename = "=")]
    Equal,
    /// More than.
    #[serde(rename = ">")]
    Above,
    /// No less than.
    #[serde(rename = ">=")]
    AtLeast,
    /// Less than.
    #[serde(rename = "<")]
    Below,
    /// No more than.
    #[serde(rename = "<=")]
    AtMost,
    /// About.
    #[serde(rename = "~")]
    About,
}

/// What kind of amount a quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Counts or measures.
    Cardinal,
    /// A place in an order.
    Ordinal,
    /// A share in percent.
    Percent,
    /// A share as a fraction.
    Fraction,
    /// An amount of money.
    Money,
}

/// A quantity in normal form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// The number named; `None` when the text names none (几个) or a range.
    pub value: Option<Number>,
    /// Lower end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// Upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// Is `min` itself meant?
    #[serde(skip_serializing_if = "is_true")]
    pub min_inclusive: bool,
    /// Is `max` itself meant?
    #[serde(skip_serializing_if = "is_true")]
    pub max_inclusive: bool,
    /// `%`, an ISO 4217 code, `人`, the measure word or noun as written, or `1`.
    pub unit: String,
    /// How the amount compares with `value`.
    pub cmp: Cmp,
    /// What kind of amount it is.
    pub kind: Kind,
}

impl Quantity {
    /// An amount that is no range.
    fn single(value: Option<Number>, unit: &str, cmp: Cmp, kind: Kind) -> Quantity {
        let unit = unit.to_owned();
        Quantity { value, min: None, max: None, min_inclusive: true, max_inclusive: true, unit, cmp, kind }
    }
}

fn is_true(value: &bool) -> bool {
    *value
}

/// Finds the quantities of a text, in order of their start. Dates are not told apart here: use `date::scan_all` for
/// both together. Offsets are bytes of `text`, which is in normal form.
pub fn scan(text: &str, units: &Units, mode: Mode) -> Vec<Found<Quantity>> {
    let mut collector = Collector::new(mode);
    let mut at = 0;
    while let Some(start) =
        next_candidate(text, at, |c| symbol(c) != Symbol::Other || matches!(c, '第' | '首' | '-' | '负' | '.' | '对'))
    {
        at = collector.step(text, start, units);
    }
    collector.finish(text, units)
}

/// The next byte at or after `at` whose character passes.
fn next_candidate(text: &str, at: usize, passes: impl Fn(char) -> bool) -> Option<usize> {
    text[at..].char_indices().find(|(_, c)| passes(*c)).map(|(i, _)| at + i)
}

/// Gathers quantities while a scan goes over the text.
pub(crate) struct Collector {
    mode: Mode,
    found: Vec<(Found<Quantity>, Traits)>,
    /// End of the last expression taken, quantity or date: bounding words are not looked for before it.
    pub(crate) floor: usize,
}

impl Collector {
    pub(crate) fn new(mode: Mode) -> Self {
        Collector { mode, found: Vec::new(), floor: 0 }
    }

    /// Tries to read a quantity at byte `at`; returns where to go on.
    pub(crate) fn step(&mut self, text: &str, at: usize, units: &Units) -> usize {
        match read_at(text, at, self.floor, units, self.mode) {
            Step::Found(found, traits) => {
                self.floor = found.end;
                let next = found.end;
                self.found.push((found, traits));
                next
            }
            Step::Skip(next) => next,
        }
    }

    /// Takes back the quantity that a date turns out to begin in: 〇大 in 〇大正七年.
    pub(crate) fn yield_to(&mut self, date: usize) {
        self.found.pop_if(|(found, _)| found.end > date);
    }

    /// Settles what only the neighbours can decide, and in [`Mode::All`] adds the numerals inside.
    pub(crate) fn finish(self, text: &str, units: &Units) -> Vec<Found<Quantity>> {
        match self.mode {
            Mode::Guide => policy::with_neighbours(text, self.found),
            Mode::All => compare::all_numerals(text, units, self.found.into_iter().map(|(found, _)| found).collect()),
        }
    }
}
