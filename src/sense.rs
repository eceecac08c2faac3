//! `ontology/senses.toml` → whether two renderings that differ in a word still say the same; how alike two phrases are.

use crate::error::{Error, Kind, Result};
use crate::written::unreadable;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// Letters that may stand between two places at which phrases differ and that count as one.
const JOIN: usize = 1;
/// Letters beside a place that may belong to a word which reaches into it.
const BESIDE: usize = 2;
/// Letters that may differ where a word of weight has one character.
const SHORT: usize = 3;

/// What 已 says.
const DONE: &str = "done";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    denial: Denial,
    modal: BTreeMap<String, Vec<String>>,
    words: Words,
    #[serde(default)]
    scale: Vec<Scale>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Denial {
    characters: String,
    #[serde(default)]
    none: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    weight: Vec<String>,
    empty: String,
    opposites: Vec<String>,
    terms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    /// What its words are about: for people.
    #[serde(rename = "about")]
    _about: String,
    cells: Vec<String>,
}

/// What tells another wording from another claim.
#[derive(Debug, Default)]
pub struct Senses {
    denial: Denial,
    /// Words of will, duty and possibility with what they say, longer ones first.
    modals: Vec<(String, String)>,
    /// Words of two characters that begin like a modal verb.
    no_modals: Vec<String>,
    words: Words,
    /// `(word, scale, cell)`.
    scales: Vec<(Vec<char>, usize, usize)>,
}

impl Senses {
    /// The file that travels in the program.
    ///
    /// # Panics
    /// Never with the shipped file; a test reads it.
    pub fn built_in() -> Senses {
        let text = include_str!("../ontology/senses.toml");
        Senses::load("ontology/senses.toml", text).expect("ontology/senses.toml is well formed")
    }

    /// Reads the file, given with its name and text.
    ///
    /// Errors ([`Kind::Ontology`]): not such a file, or a word in two cells of one scale.
    pub fn load(name: &str, text: &str) -> Result<Senses> {
        let mut file: File = toml::from_str(text).map_err(|e| unreadable(name, text, &e))?;
        let no_modals = file.modal.remove("none").unwrap_or_default();
        let mut modals: Vec<(String, String)> = file
            .modal
            .into_iter()
            .flat_map(|(says, words)| words.into_iter().map(move |word| (word, says.clone())))
            .collect();
        modals.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.cmp(b)));
        let mut scales: Vec<(Vec<char>, usize, usize)> = Vec::new();
        let cells = file.scale.iter().enumerate();
        let cells = cells.flat_map(|(n, scale)| scale.cells.iter().enumerate().map(move |(c, cell)| (n, c, cell)));
        let words = cells.flat_map(|(n, c, cell)| cell.split('|').map(move |word| (word, n, c)));
        for (word, scale, cell) in words.filter(|(word, ..)| !word.is_empty()) {
            let letters: Vec<char> = word.chars().collect();
            if scales.iter().any(|(w, s, _)| *w == letters && *s == scale) {
                let message = format!("`{word}` stands twice in one scale");
                return Err(Error::new(Kind::Ontology, message).at(name).help("leave it in one of the cells"));
            }
            scales.push((letters, scale, cell));
        }
        Ok(Senses { denial: file.denial, modals, no_modals, words: file.words, scales })
    }

    /// Which cells of the scale on which a word stands (`上升`: up and down) a text names, by their numbers.
    pub fn cells(&self, text: &str, of: &str) -> BTreeSet<usize> {
        let word: Vec<char> = of.chars().collect();
        let scale = self.scales.iter().find(|(w, ..)| *w == word).map(|s| s.1);
        let named = self.scales.iter().filter(|(w, s, _)| Some(*s) == scale && text.contains(&String::from_iter(w)));
        named.map(|(.., cell)| *cell).collect()
    }

    /// The words of the scale on which a word stands.
    pub fn on_scale<'s>(&'s self, of: &str) -> impl Iterator<Item = String> + 's {
        let scale = self.scales.iter().find(|(w, ..)| w.iter().copied().eq(of.chars())).map(|s| s.1);
        self.scales.iter().filter(move |s| Some(s.1) == scale).map(|s| String::from_iter(&s.0))
    }

    /// Whether a reading denies; two denials make none.
    pub fn denies(&self, text: &str) -> bool {
        let bare = self.denial.none.iter().fold(text.to_owned(), |text, word| text.replace(word.as_str(), " "));
        bare.chars().filter(|c| self.denial.characters.contains(*c)).count() % 2 == 1
    }

    /// What a reading says of will, duty and possibility. A single character counts alone or at the beginning beside one
    /// more: elsewhere it is a part of a word more often than not.
    pub fn modality(&self, text: &str) -> BTreeSet<&str> {
        let short = text.chars().count() <= 2 && !self.no_modals.iter().any(|n| n == text);
        let mut rest = text.to_owned();
        let mut out = BTreeSet::new();
        for (word, says) in &self.modals {
            let counts = word.chars().count() > 1 || (short && rest.starts_with(word.as_str()));
            if counts && rest.contains(word.as_str()) {
                out.insert(says.as_str());
                rest = rest.replace(word.as_str(), " ");
            }
        }
        out
    }

    /// Whether a slot holds a term, so that every other word is another thing.
    pub fn is_term(&self, slot: &str) -> bool {
        self.words.terms.iter().any(|t| t == slot)
    }

    /// Whether two readings of one place make two claims; `around` are the words before and behind, the same in both.
    ///
    /// Words that one reading leaves out change a claim only if they have weight: see [`Senses::lost`] for whole clauses.
    pub fn differ(&self, a: &str, b: &str, around: [&str; 2]) -> bool {
        let [before, after] = around.map(letters);
        let near = (&before[before.len().saturating_sub(BESIDE)..], &after[..after.len().min(BESIDE)]);
        let (mut a, mut b) = (Place::new(near, &letters(a)), Place::new(near, &letters(b)));
        Place::trim(&mut a, &mut b);
        if a.core().is_empty() || b.core().is_empty() {
            return self.weighs(a.core(), b.core());
        }
        if let Some(differ) = self.on_one_scale(&a, &b) {
            return differ;
        }
        if let ([x], [y]) = (a.core(), b.core()) {
            return self.words.opposites.iter().any(|o| x != y && o.contains(*x) && o.contains(*y));
        }
        let (x, y) = (self.content(&a), self.content(&b));
        self.weighs(a.core(), b.core()) || (x.len() >= 2 && y.len() >= 2 && !x.iter().any(|c| y.contains(c)))
    }

    /// Whether words that one rendering leaves out are a claim: a whole clause, an item of a list, or simply many.
    /// `before` and `after` are the characters at both sides where they stand.
    pub fn lost(&self, words: &str, before: Option<char>, after: Option<char>) -> bool {
        const CLAUSE: usize = 4;
        const MANY: usize = 16;
        let count = letters(words).len();
        let mark = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let item = |c: Option<char>| c == Some('、');
        let whole = (mark(before) && mark(after)) || item(before) || item(after);
        count >= MANY || (count >= CLAUSE && whole)
    }

    /// Whether two phrases say different things, by the places at which they differ.
    pub fn phrases_differ(&self, a: &str, b: &str) -> bool {
        let (a, b) = (letters(a), letters(b));
        let text = |part: &[char]| part.iter().collect::<String>();
        places(&a, &b).into_iter().any(|(x, y)| {
            let around = [text(&a[..x.start]), text(&a[x.end..])];
            let (x, y) = (text(&a[x]), text(&b[y]));
            self.modals_differ(&x, &y) || self.differ(&x, &y, [&around[0], &around[1]])
        })
    }

    /// Whether two stretches differ in what they say of will, duty and possibility. One letter instead of another is half of
    /// a word (盛会, 盛举) unless both are such words.
    fn modals_differ(&self, a: &str, b: &str) -> bool {
        let halves = a.chars().count() == 1 && b.chars().count() == 1;
        if halves { self.letters_oppose(a, b) } else { self.moods_differ(a, b) }
    }

    /// Whether two readings of one place differ in what they say of will, duty and possibility. Readings that differ in one
    /// letter do so by these letters as well: 方已, 方将.
    pub fn moods_differ(&self, a: &str, b: &str) -> bool {
        let (x, y) = (self.modality(a), self.modality(b));
        // 已 says something only where another reading has a word of this kind instead of it.
        let is_particle = x.symmetric_difference(&y).all(|m| *m == DONE) && (x.is_empty() || y.is_empty());
        if !is_particle {
            return x != y;
        }
        let (one, other) = (letters(a), letters(b));
        let mut differing = one.iter().zip(&other).filter(|(p, q)| p != q);
        let (Some((p, q)), None, true) = (differing.next(), differing.next(), one.len() == other.len()) else {
            return false;
        };
        let is_word = |text: &str, letter: char| self.no_modals.iter().any(|n| n.contains(letter) && text.contains(n));
        !is_word(a, *p) && !is_word(b, *q) && self.letters_oppose(&p.to_string(), &q.to_string())
    }

    /// Whether each of two letters says something of will, duty and possibility, and not the same.
    fn letters_oppose(&self, a: &str, b: &str) -> bool {
        let (x, y) = (self.modality(a), self.modality(b));
        !x.is_empty() && !y.is_empty() && x != y
    }

    /// The letters of a reading without particles.
    fn content(&self, place: &Place) -> Vec<char> {
        place.text[place.whole.clone()].iter().filter(|c| !self.words.empty.contains(**c)).copied().collect()
    }

    /// Whether a word of weight stands in one of two stretches and not in the other.
    fn weighs(&self, a: &[char], b: &[char]) -> bool {
        let (x, y): (String, String) = (a.iter().collect(), b.iter().collect());
        let counts = |w: &&String| w.chars().count() > 1 || a.len().max(b.len()) <= SHORT;
        self.words.weight.iter().filter(counts).any(|w| x.contains(w.as_str()) != y.contains(w.as_str()))
    }

    /// Whether words of one scale differ; none if no scale has a word of both. The scale of the longest words decides.
    fn on_one_scale(&self, a: &Place, b: &Place) -> Option<bool> {
        let longest = |place: &Place, scale: usize| {
            let of_scale = self.scales.iter().filter(|(w, s, _)| *s == scale && place.reads(w));
            of_scale.map(|(w, _, cell)| (w.len(), *cell)).max()
        };
        let count = self.scales.last().map_or(0, |s| s.1 + 1);
        let both = (0..count).filter_map(|s| Some((longest(a, s)?, longest(b, s)?)));
        both.max_by_key(|(x, y)| x.0 + y.0).map(|(x, y)| x.1 != y.1)
    }
}

/// A reading with a few letters at both sides.
struct Place {
    text: Vec<char>,
    /// Where the reading stands.
    whole: Range<usize>,
    /// Letters at the ends of the reading that both readings have.
    front: usize,
    back: usize,
}

impl Place {
    fn new((before, after): (&[char], &[char]), words: &[char]) -> Place {
        let whole = before.len()..before.len() + words.len();
        Place { text: [before, words, after].concat(), whole, front: 0, back: 0 }
    }

    /// Sets aside what both readings begin and end with.
    fn trim(a: &mut Place, b: &mut Place) {
        let (x, y) = (&a.text[a.whole.clone()], &b.text[b.whole.clone()]);
        let front = x.iter().zip(y).take_while(|(p, q)| p == q).count();
        let back = x[front..].iter().rev().zip(y[front..].iter().rev()).take_while(|(p, q)| p == q).count();
        (a.front, a.back) = (front, back);
        (b.front, b.back) = (front, back);
    }

    /// Where the readings differ.
    fn place(&self) -> Range<usize> {
        self.whole.start + self.front..self.whole.end - self.back
    }

    /// What differs.
    fn core(&self) -> &[char] {
        &self.text[self.place()]
    }

    /// Whether a word stands where the readings differ; of one character, only if it is all that differs.
    fn reads(&self, word: &[char]) -> bool {
        let core = self.place();
        if word.len() == 1 {
            return self.core() == word;
        }
        let first = (core.start + 1).saturating_sub(word.len());
        (first..core.end).any(|at| self.text[at..].starts_with(word))
    }
}

/// The letters of some words; marks, spaces and capitals do not count.
fn letters(words: &str) -> Vec<char> {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The places at which two phrases differ, by a longest common subsequence; near ones are one.
fn places(a: &[char], b: &[char]) -> Vec<(Range<usize>, Range<usize>)> {
    let width = b.len() + 1;
    let mut length = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i * width + j] = if a[i] == b[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let mut out: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let down = j == b.len() || (i < a.len() && length[(i + 1) * width + j] >= length[i * width + j + 1]);
        let (x, y) = if down { (i..i + 1, j..j) } else { (i..i, j..j + 1) };
        (i, j) = (x.end, y.end);
        match out.last_mut().filter(|(p, _)| x.start - p.end <= JOIN) {
            Some((p, q)) => (p.end, q.end) = (x.end, y.end),
            None => out.push((x, y)),
        }
    }
    out
}

/// Dice's coefficient of the bigrams of two phrases, 0 to 1; marks and spaces do not count.
pub(crate) fn dice(a: &str, b: &str) -> f64 {
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    if a == b {
        return 1.0;
    }
    let bigrams = |s: &[char]| {
        let mut counts: HashMap<(char, char), usize> = HashMap::new();
        s.windows(2).for_each(|w| *counts.entry((w[0], w[1])).or_default() += 1);
        counts
    };
    let (left, right) = (bigrams(&a), bigrams(&b));
    let shared: usize = left.iter().map(|(pair, n)| n.min(right.get(pair).unwrap_or(&0))).sum();
    let all = a.len().saturating_sub(1) + b.len().saturating_sub(1);
    if all == 0 { 0.0 } else { 2.0 * shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_a_character_in_common_make_two_claims() {
        let senses = Senses::built_in();
        for (a, b) in [("稳定", "混乱"), ("援助", "贷款"), ("农业", "渔港"), ("首脑", "部长"), ("民生", "军备")]
        {
            assert!(senses.differ(a, b, ["推动", "议题"]), "{a} {b}");
        }
    }

    #[test]
    fn words_with_a_character_in_common_and_particles_are_wording() {
        let senses = Senses::built_in();
        for (a, b) in
            [("快速", "迅速"), ("艰难", "艰辛"), ("宏伟", "伟大"), ("的", "之"), ("就", "也"), ("来华", "访华")]
        {
            assert!(!senses.differ(a, b, ["", ""]), "{a} {b}");
        }
    }

    #[test]
    fn a_scale_decides_before_the_characters_do() {
        let senses = Senses::built_in();
        for (a, b, differ) in [
            ("签署", "签订", false),
            ("签署", "草签", true),
            ("目前", "现在", false),
            ("增长", "下降", true),
            ("全球", "世界", false),
            ("双边", "多边", true),
            ("暂停", "终止", true),
            ("强调", "指出", false),
        ] {
            assert_eq!(senses.differ(a, b, ["双方", "协议"]), differ, "{a} {b}");
        }
    }

    #[test]
    fn a_place_that_cuts_a_word_is_read_with_its_neighbours() {
        let senses = Senses::built_in();
        assert!(senses.differ("内", "外", ["国", "市场"]));
        assert!(senses.differ("升", "降", ["上", ""]) && !senses.differ("高", "强", ["提", ""]));
        assert!(senses.differ("合", "协", ["战略", "作伙伴"]));
    }

    #[test]
    fn what_is_left_out_counts_by_its_weight_or_as_a_whole_item() {
        let senses = Senses::built_in();
        assert!(senses.differ("副部长", "部长", ["", ""]) && !senses.differ("大会", "会", ["", ""]));
        assert!(senses.lost("共同开发", Some('、'), Some('、')) && senses.lost("共同开发", Some('在'), Some('、')));
        assert!(!senses.lost("共同开发", Some('在'), Some('中')) && !senses.lost("目前", Some('。'), Some(',')));
    }

    #[test]
    fn two_denials_make_none_and_words_that_look_like_denial_are_none() {
        let senses = Senses::built_in();
        for (text, denies) in
            [("不允许", true), ("允许", false), ("不能不", false), ("不断", false), ("没有", true), ("是否", false)]
        {
            assert_eq!(senses.denies(text), denies, "{text}");
        }
    }

    #[test]
    fn modal_words_are_told_by_what_they_say() {
        let senses = Senses::built_in();
        let same = |a: &str, b: &str| senses.modality(a) == senses.modality(b);
        assert!(same("愿意", "愿") && same("应当", "应该") && same("会议", "大会"));
        let differ = |a: &str, b: &str| senses.moods_differ(a, b);
        assert!(differ("方已", "方将") && differ("已", "将") && !differ("已", "") && !differ("也已", "也"));
        assert!(!differ("盛会", "盛举") && !differ("会见", "可见") && differ("要", "会"));
        assert!(!same("必须", "可以") && !same("将", "") && !same("要", "会"));
    }

    #[test]
    fn phrases_differ_by_any_of_their_places() {
        let senses = Senses::built_in();
        assert!(senses.phrases_differ("同各国共谋振兴、共享安全", "同各国共谋发展、共享安全"));
        assert!(!senses.phrases_differ("同各国一道推动经济增长", "与各国一道推动经济增长"));
        assert!(senses.phrases_differ("推动大国良性互动", "推动国际良性互动"));
        assert!(senses.phrases_differ("必须推进改革", "可以推进改革"));
        assert!(senses.phrases_differ("要推进改革", "可推进改革") && !senses.phrases_differ("共襄盛会", "共襄盛举"));
    }

    #[test]
    fn a_word_twice_in_one_scale_is_refused_by_name() {
        let text = include_str!("../ontology/senses.toml").to_owned()
            + "[[scale]]\nabout = \"x\"\ncells = [\"甲|乙\", \"乙\"]\n";
        let said = Senses::load("mine.toml", &text).expect_err("twice").to_string();
        assert!(said.contains("`乙` stands twice in one scale"), "{said}");
    }
}
