//! What numbers are counted in, loaded from `ontology/units.toml`.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Words found by anchored longest match: the entries that begin at one place of a text.
#[derive(Debug)]
pub(crate) struct Words<T> {
    /// First character and the range of its entries, sorted by character.
    heads: Vec<(char, u32, u32)>,
    /// Entries, those of one first character together, longest first.
    entries: Vec<(String, T)>,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Words { heads: Vec::new(), entries: Vec::new() }
    }
}

impl<T> Words<T> {
    pub(crate) fn new(mut entries: Vec<(String, T)>) -> Self {
        entries.retain(|(word, _)| !word.is_empty());
        entries.sort_by(|(a, _), (b, _)| {
            a.chars().next().cmp(&b.chars().next()).then(b.len().cmp(&a.len())).then(a.cmp(b))
        });
        let mut heads: Vec<(char, u32, u32)> = Vec::new();
        for (i, (word, _)) in entries.iter().enumerate() {
            let Some(first) = word.chars().next() else { continue };
            match heads.last_mut() {
                Some(head) if head.0 == first => head.2 = i as u32 + 1,
                _ => heads.push((first, i as u32, i as u32 + 1)),
            }
        }
        Words { heads, entries }
    }

    /// The entries that `text` begins with, longest first, each with its length in bytes.
    pub(crate) fn all_at<'a, 't>(&'a self, text: &'t str) -> impl Iterator<Item = (usize, &'a T)> + use<'a, 't, T> {
        let bucket = text.chars().next().and_then(|first| self.heads.binary_search_by_key(&first, |head| head.0).ok());
        let entries = bucket.map_or(&[][..], |i| &self.entries[self.heads[i].1 as usize..self.heads[i].2 as usize]);
        entries
            .iter()
            .filter(move |(word, _)| text.as_bytes().starts_with(word.as_bytes()))
            .map(|(word, value)| (word.len(), value))
    }

    /// The longest entry that `text` begins with, and its length in bytes.
    pub(crate) fn longest_at(&self, text: &str) -> Option<(usize, &T)> {
        let first = text.chars().next()?;
        let head = self.heads[self.heads.binary_search_by_key(&first, |head| head.0).ok()?];
        let entries = &self.entries[head.1 as usize..head.2 as usize];
        entries
            .iter()
            .find(|(word, _)| text.as_bytes().starts_with(word.as_bytes()))
            .map(|(word, value)| (word.len(), value))
    }
}

/// How a unit behaves behind a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum UnitKind {
    /// Index into [`Units::codes`].
    Currency(u16),
    /// A coin: its currency and its share of it.
    Coin(u16, Decimal),
    /// A physical unit, kept as written.
    Physical,
    /// A measure word for persons.
    Person,
    /// A measure word that takes a noun behind it (个).
    WithNoun,
    /// Any other measure word.
    Measure,
    /// A measure word that makes an ordinal of a bare number (二读).
    OrdinalMeasure,
    /// A counted noun that stands behind the number itself (6国).
    Noun,
    /// A noun for persons (10万平民).
    PersonNoun,
}

/// A feast's rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feast {
    /// Month and day.
    Fixed(u8, u8),
    /// Month and day of the lunar calendar.
    Lunar(u8, u8),
    /// Month, which week (1 = first), day of the week (1 = Monday).
    Weekday(u8, u8, u8),
}

/// Words around dates and lengths that decide what is marked and how it is read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DateWords {
    /// Behind 今天的: it means our times and no day.
    pub our_times: Vec<String>,
    /// In front of 今天: the way things have gone until our times.
    pub arrived: Vec<String>,
    /// In front of a length, inside its span; longest first.
    pub before_length: Vec<String>,
    /// In front of 一年, outside its span: they make it a measure.
    pub measuring: Vec<String>,
    /// Behind 夏季 or 冬季: the season is part of a name.
    pub seasonal: Vec<String>,
    /// Behind a length: how often something comes round.
    pub frequency: Vec<String>,
    /// Behind a day: it is fixed for every year.
    pub fixed_for_good: Vec<String>,
    /// In front of 当天: that of the event the item began with.
    pub incident: Vec<String>,
    /// In front of a clock time: of no certain day.
    pub any_day: Vec<String>,
    /// In front of a bare hour: it is one of the day.
    pub until: Vec<String>,
    /// In the clause before a clock time: told of every day.
    pub daily: Vec<String>,
    /// In front of a bare day or an early month: it lies ahead.
    pub ahead: Vec<String>,
    /// In front of 上年 and 上月: compared with the period that the sentence reports on.
    pub compared: Vec<String>,
    /// In front of a comma and 今天: the words that follow are told as spoken.
    pub speaking: Vec<String>,
    /// In front of a date: something is only compared with that time.
    pub measured_against: Vec<String>,
    /// How the names of things end that have numbers: no day follows.
    pub numbering: Vec<String>,
    /// But a day may follow these.
    pub unnumbered: Vec<String>,
    /// Behind 5号: the number is no day.
    pub numbered: Vec<String>,
    /// Characters that make a word with 明 in front of 天.
    pub before_bright: String,
}

/// Words around amounts that decide what is marked and how it is read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AmountWords {
    /// Behind N届: the number belongs to the name of a body or its session.
    pub sessions: Vec<String>,
    /// Behind N大: a party congress.
    pub congress: Vec<String>,
    /// In front of an amount without a unit: money.
    pub spent: Vec<String>,
    /// Behind an amount without a unit: money.
    pub funds: Vec<String>,
    /// What is counted in persons when it is the subject.
    pub heads: Vec<String>,
    /// Between a bounding word and its number: 约有, 至少增加.
    pub links: Vec<String>,
    /// In front of 一公里 and the like: a figure of speech.
    pub proverbial: Vec<String>,
    /// In front of a rank: no person is counted.
    pub ranked: Vec<String>,
    /// Last characters of bodies and places that are counted themselves: 三个科室的专家.
    pub bodies: String,
    /// Adjectives that may stand between 个 and the persons counted: 两个小儿子.
    pub adjectives: String,
}

/// Units, measure words, counted nouns, reigns and feasts.
#[derive(Debug)]
pub struct Units {
    pub(crate) words: Words<UnitKind>,
    pub(crate) nouns: Words<bool>,
    pub(crate) before: Words<u16>,
    pub(crate) many: Words<()>,
    pub(crate) first: Words<()>,
    pub(crate) uncounted: Words<()>,
    pub(crate) numbered: Words<()>,
    pub(crate) eras: Words<i32>,
    pub(crate) feasts: Words<Feast>,
    pub(crate) codes: Vec<String>,
    pub(crate) dates: DateWords,
    pub(crate) amounts: AmountWords,
    ucum: FxHashMap<String, String>,
    guard: FxHashMap<String, String>,
}

/// Why a units file was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitsError {
    /// What is wrong.
    pub message: String,
    /// Line of the file, from 1, where known.
    pub line: Option<usize>,
}

impl fmt::Display for UnitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for UnitsError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    currency: Vec<Currency>,
    #[serde(default)]
    physical: Vec<Physical>,
    measure: Measure,
    noun: Noun,
    #[serde(default)]
    guard: BTreeMap<String, String>,
    uncounted: Uncounted,
    #[serde(default)]
    dates: DateWords,
    #[serde(default)]
    amounts: AmountWords,
    #[serde(default)]
    eras: BTreeMap<String, i32>,
    #[serde(default)]
    feasts: BTreeMap<String, FeastEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Currency {
    code: String,
    names: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    #[serde(default)]
    parts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Physical {
    ucum: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Measure {
    person: Vec<String>,
    with_noun: Vec<String>,
    general: Vec<String>,
    ordinal: Vec<String>,
    many: Vec<String>,
    first: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Noun {
    person: Vec<String>,
    counted: Vec<String>,
    bare: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Uncounted {
    phrases: Vec<String>,
    /// Behind a bare ordinal: what is named by a number.
    numbered: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeastEntry {
    month: Option<u8>,
    lunar_month: Option<u8>,
    day: Option<u8>,
    week: Option<u8>,
    weekday: Option<u8>,
}

impl FeastEntry {
    fn rule(&self) -> Option<Feast> {
        match (self.month, self.lunar_month, self.day, self.week, self.weekday) {
            (Some(m @ 1..=12), None, Some(d @ 1..=31), None, None) => Some(Feast::Fixed(m, d)),
            (None, Some(m @ 1..=12), Some(d @ 1..=30), None, None) => Some(Feast::Lunar(m, d)),
            (Some(m @ 1..=12), None, None, Some(w @ 1..=5), Some(d @ 1..=7)) => Some(Feast::Weekday(m, w, d)),
            _ => None,
        }
    }
}

impl Units {
    /// The units that travel in the program.
    ///
    /// # Panics
    /// Never with the shipped file; a test parses it.
    pub fn built_in() -> Units {
        Units::parse(super::BUILT_IN_UNITS).expect("ontology/units.toml is well formed")
    }

    /// Reads a units file (TOML). The error says what is wrong and, where known, in which line.
    pub fn parse(text: &str) -> Result<Units, UnitsError> {
        let file: File = toml::from_str(text).map_err(|e| UnitsError {
            message: e.message().to_string(),
            line: e.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1),
        })?;
        let fail = |message: String| UnitsError { line: line_of(text, &message), message };
        let mut codes = Vec::new();
        let mut words: FxHashMap<String, UnitKind> = FxHashMap::default();
        let mut before = Vec::new();
        let mut ucum = FxHashMap::default();
        // Later kinds win where a word has several: a currency name is a currency first of all.
        for (list, kind) in [
            (&file.noun.bare, UnitKind::Noun),
            (&file.noun.person, UnitKind::PersonNoun),
            (&file.measure.general, UnitKind::Measure),
            (&file.measure.ordinal, UnitKind::OrdinalMeasure),
            (&file.measure.with_noun, UnitKind::WithNoun),
            (&file.measure.person, UnitKind::Person),
        ] {
            words.extend(list.iter().map(|word| (word.clone(), kind.clone())));
        }
        for unit in &file.physical {
            for name in &unit.names {
                words.insert(name.clone(), UnitKind::Physical);
                ucum.insert(name.clone(), unit.ucum.clone());
            }
        }
        for currency in &file.currency {
            let code = codes.len() as u16;
            codes.push(currency.code.clone());
            words.extend(currency.names.iter().map(|name| (name.clone(), UnitKind::Currency(code))));
            before.extend(currency.before.iter().map(|name| (name.clone(), code)));
            for (coin, share) in &currency.parts {
                let share = Decimal::from_str(share).map_err(|_| fail(format!("`{coin}`: `{share}` is no number")))?;
                words.insert(coin.clone(), UnitKind::Coin(code, share));
            }
        }
        let mut feasts = Vec::new();
        for (name, entry) in &file.feasts {
            let rule = entry.rule().ok_or_else(|| {
                fail(format!("`{name}`: a feast has month and day, lunar_month and day, or month, week and weekday"))
            })?;
            feasts.push((name.clone(), rule));
        }
        let set = |list: &[String]| Words::new(list.iter().map(|word| (word.clone(), ())).collect());
        let nouns = file
            .noun
            .counted
            .iter()
            .map(|n| (n.clone(), false))
            .chain(file.noun.person.iter().map(|n| (n.clone(), true)));
        Ok(Units {
            words: Words::new(words.into_iter().collect()),
            nouns: Words::new(nouns.collect()),
            before: Words::new(before),
            many: set(&file.measure.many),
            first: set(&file.measure.first),
            uncounted: set(&file.uncounted.phrases),
            numbered: set(&file.uncounted.numbered),
            eras: Words::new(file.eras.into_iter().collect()),
            feasts: Words::new(feasts),
            codes,
            dates: file.dates,
            amounts: file.amounts,
            ucum,
            guard: file.guard.into_iter().collect(),
        })
    }

    /// The UCUM code of a physical unit as written (`公里` → `km`), if it is one.
    pub fn ucum(&self, unit: &str) -> Option<&str> {
        self.ucum.get(unit).map(String::as_str)
    }

    /// Does the text behind `word` show that `word` was no unit but the beginning of another word (国 in 国家)?
    pub(crate) fn goes_on(&self, word: &str, rest: &str) -> bool {
        match (self.guard.get(word), rest.chars().next()) {
            (Some(guard), Some(next)) => guard.contains(next),
            _ => false,
        }
    }

    /// The longest unit that `text` begins with, guards heeded: its length in bytes and kind.
    pub(crate) fn unit_at<'a>(&'a self, text: &str) -> Option<(usize, &'a UnitKind)> {
        self.words.all_at(text).find(|(len, _)| !self.goes_on(&text[..*len], &text[*len..]))
    }

    /// The longest counted noun that `text` begins with: its length in bytes and whether it means persons.
    pub(crate) fn noun_at(&self, text: &str) -> Option<(usize, bool)> {
        // 区域级平台: the noun only qualifies another.
        let qualifies = |rest: &str| rest.starts_with(['级', '性', '化', '型', '式']);
        let (len, person) = self.nouns.longest_at(text)?;
        (!qualifies(&text[len..]) && !self.goes_on(&text[..len], &text[len..])).then_some((len, *person))
    }
}

/// The line in which the first back-quoted word of a message stands in the file.
fn line_of(text: &str, message: &str) -> Option<usize> {
    let word = message.split('`').nth(1)?;
    text.find(word).map(|at| text[..at].matches('\n').count() + 1)
}
