//! What a variant changes: a slot of a fact, a name, a number, a negation, how firmly something is meant, or only words.

use super::Corpus;
use crate::collation::{Reading, Variant};
use crate::document::Document;
use crate::mention::{Mention, Referent};
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is another thing in another reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A slot of a fact.
    Slot,
    /// Who or what is named.
    Name,
    /// An amount, a date, an ordinal.
    Number,
    /// Whether something is denied.
    Negation,
    /// Whether something will, may, must or should be.
    Modality,
    /// Nothing but the words.
    Wording,
}

impl Change {
    /// The code, as it stands in the lines.
    pub const fn code(self) -> &'static str {
        match self {
            Change::Slot => "slot",
            Change::Name => "name",
            Change::Number => "number",
            Change::Negation => "negation",
            Change::Modality => "modality",
            Change::Wording => "wording",
        }
    }
}

/// The amounts and dates of a document, with their values.
pub(super) type Figures = Vec<(Span, String)>;

/// The figures among the mentions of a document. 十年 and 十多年 have one value and are not the same figure.
pub(super) fn figures(doc: &Document, mentions: &[Mention]) -> Figures {
    let value = |m: &Mention| match &m.referent {
        Referent::Quantity(q) => serde_json::to_string(q).ok(),
        Referent::Time(expression, value) => value.clone().or_else(|| serde_json::to_string(&expression.kind).ok()),
        _ => None,
    };
    let about = |m: &Mention| m.span.of(&doc.text).chars().filter(|c| "多余几近约".contains(*c)).collect::<String>();
    let own = mentions.iter().filter(|m| !m.nested);
    own.filter_map(|m| Some((m.span, value(m)? + &about(m)))).collect()
}

/// What a variant changes, sorted; [`Change::Wording`] alone if nothing else.
pub(super) fn changes(corpus: &Corpus, variant: &Variant, slot: bool) -> Vec<Change> {
    let readings = &variant.readings;
    let differ = |of: &dyn Fn(&Reading) -> BTreeSet<String>| readings.iter().any(|r| of(r) != of(&readings[0]));
    let tests: [(Change, bool); 4] = [
        (Change::Name, differ(&|r| corpus.names_at(r))),
        (Change::Number, differ(&|r| corpus.figures_at(r))),
        (Change::Negation, differ(&|r| negations(&corpus.own_words(r)))),
        (Change::Modality, differ(&|r| modalities(&corpus.own_words(r)))),
    ];
    let mut out: Vec<Change> = slot.then_some(Change::Slot).into_iter().collect();
    out.extend(tests.into_iter().filter(|t| t.1).map(|t| t.0));
    if out.is_empty() { vec![Change::Wording] } else { out }
}

impl Corpus {
    /// The entities that a reading names, wholly or in part.
    fn names_at(&self, reading: &Reading) -> BTreeSet<String> {
        let named = self.entity_mentions[reading.witness].iter().filter(|(span, _)| meets(*span, reading));
        named.map(|(_, entity)| entity.path.clone()).collect()
    }

    fn figures_at(&self, reading: &Reading) -> BTreeSet<String> {
        let figures = self.figures[reading.witness].iter().filter(|(span, _)| meets(*span, reading));
        figures.map(|(_, value)| value.clone()).collect()
    }

    /// The words of a reading that are no part of a name.
    fn own_words(&self, reading: &Reading) -> String {
        let text = &self.documents[reading.witness].text;
        let names = &self.entity_mentions[reading.witness];
        let start = reading.span.start;
        let own = text[reading.span.clone()].char_indices().filter(|(at, _)| {
            let at = start + at;
            !names.iter().any(|(span, _)| span.start <= at && at < span.end)
        });
        own.map(|(_, c)| c).filter(|c| !c.is_whitespace()).collect()
    }
}

/// Whether a name reaches into a reading, or spans the place where one leaves its words out.
fn meets(name: Span, reading: &Reading) -> bool {
    let place = &reading.span;
    if place.is_empty() {
        return name.start < place.start && place.start < name.end;
    }
    name.start < place.end && place.start < name.end
}

/// Words with a character of denial that deny nothing.
const NO_DENIAL: [&str; 16] = [
    "不断", "不仅", "不但", "不管", "不少", "不同", "不论", "无论", "无数", "无疑", "未来", "非常", "莫过", "不久",
    "不禁", "不妨",
];

/// Whether a reading denies, as a set of one or none; two denials make none.
fn negations(text: &str) -> BTreeSet<String> {
    let bare = NO_DENIAL.iter().fold(text.to_owned(), |text, word| text.replace(word, " "));
    let mut denials = 0;
    let mut before = ' ';
    for c in bare.chars() {
        // 是否 and 是非 leave both sides open.
        let open = before == '是' && "否非".contains(c);
        denials += usize::from("不没未无非勿莫否".contains(c) && !open);
        before = c;
    }
    (denials % 2 == 1).then(|| "not".to_owned()).into_iter().collect()
}

/// Words of will, duty and possibility by what they say, longer ones first.
const MODALS: [(&str, &str); 38] = [
    ("应当", "should"),
    ("应该", "should"),
    ("必须", "must"),
    ("务必", "must"),
    ("务须", "must"),
    ("需要", "must"),
    ("必将", "will"),
    ("必然", "will"),
    ("一定", "will"),
    ("将会", "will"),
    ("可以", "can"),
    ("能够", "can"),
    ("可能", "may"),
    ("或许", "may"),
    ("也许", "may"),
    ("或将", "may"),
    ("愿意", "willing"),
    ("乐见", "willing"),
    ("有意", "willing"),
    ("准备", "plan"),
    ("打算", "plan"),
    ("计划", "plan"),
    ("考虑", "plan"),
    ("争取", "seek"),
    ("力争", "seek"),
    ("努力", "seek"),
    ("寻求", "seek"),
    ("希望", "expect"),
    ("期待", "expect"),
    ("支持", "support"),
    ("愿", "willing"),
    ("将", "will"),
    ("会", "will"),
    ("应", "should"),
    ("须", "must"),
    ("要", "should"),
    ("能", "can"),
    ("可", "can"),
];

/// What a reading says of will, duty and possibility. A single character counts alone or at an edge beside one more:
/// elsewhere it is a part of a word more often than not.
fn modalities(text: &str) -> BTreeSet<String> {
    let short = text.chars().count() <= 2;
    let mut rest = text.to_owned();
    let mut out = BTreeSet::new();
    for (word, means) in MODALS {
        let counts = word.chars().count() > 1 || (short && rest.starts_with(word) && !NOUNS.contains(&text));
        if counts && rest.contains(word) {
            out.insert(means.to_owned());
            rest = rest.replace(word, " ");
        }
    }
    out
}

/// Words of two characters that begin like a modal verb.
const NOUNS: [&str; 18] = [
    "会议", "会谈", "会见", "会晤", "会员", "会场", "应对", "应急", "要求", "要素", "要点", "能源", "能力", "能量",
    "可见", "将军", "应用", "应邀",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_denials_make_none_and_words_that_look_like_denial_are_none() {
        for (text, denies) in
            [("不允许", true), ("允许", false), ("不能不", false), ("不断", false), ("没有", true), ("是否", false)]
        {
            assert_eq!(!negations(text).is_empty(), denies, "{text}");
        }
    }

    #[test]
    fn modal_words_are_told_by_what_they_say() {
        let same = |a: &str, b: &str| modalities(a) == modalities(b);
        assert!(same("愿意", "愿") && same("应当", "应该") && same("会议", "大会"));
        assert!(!same("必须", "可以") && !same("将", "") && !same("要", "会"));
    }
}
