//! The pattern language: a regular expression over text in which every mention is one character of its class.
//!
//! ```text
//! {grantor:Party+}     a hole: one or more parties, with the separators of a list; fills the slot `grantor`
//! {start:Time.date}    a hole for a mention of a class, narrowed by a kind after the dot
//! {:Country.own}       the country whose voice narration is (`voice` in language.toml); {:Country.other} any other
//! {:Person}            a hole that fills nothing
//! {action:Clause}      text up to the end of the clause; {action:Clauses} up to the end of the sentence;
//! {about:Text}         the shortest text within the clause that lets the rest match; {about:Words} the longest
//! {about:Phrase}       as Text, and {about:Phrases} as Words, but no amount may stand in it
//! {will}               a macro, declared in `ontology/language.toml`
//! ```
//!
//! Everything else is the syntax of the [`regex`] crate in its verbose mode (white space and `#` comments are ignored),
//! so matching is linear in the text. Only the classes that a pattern names are lifted to characters; all other text
//! stays as it is written. Which literal words a pattern needs (its *triggers*) is derived from it.

mod element;
mod expand;
mod literal;

pub(crate) use element::{Element, branches};
pub use expand::Fault;
pub(crate) use expand::readable;

use crate::mention::Class;
use expand::Writer;
use literal::{Required, needs, required};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// First of the private-use characters that stand for mentions.
const FIRST_SYMBOL: u32 = 0xe000;

/// What a character of the lifted text can stand for: a class, or a class narrowed by a kind.
pub(crate) const SYMBOLS: [(&str, Class); 24] = [
    ("Country.own", Class::Country),
    ("Country.other", Class::Country),
    ("Region", Class::Region),
    ("Place", Class::Place),
    ("Place.JointWork", Class::Place),
    ("Organization", Class::Organization),
    ("Organization.NewsOutlet", Class::Organization),
    ("Organization.Bloc", Class::Organization),
    ("Person", Class::Person),
    ("Event", Class::Event),
    ("Document", Class::Document),
    ("Doctrine", Class::Doctrine),
    ("Title", Class::Title),
    ("Quantity.cardinal.figure", Class::Quantity),
    ("Quantity.cardinal.few", Class::Quantity),
    ("Quantity.cardinal.vague", Class::Quantity),
    ("Quantity.ordinal", Class::Quantity),
    ("Quantity.percent", Class::Quantity),
    ("Quantity.fraction", Class::Quantity),
    ("Quantity.money", Class::Quantity),
    ("Time.date", Class::Time),
    ("Time.duration", Class::Time),
    ("Time.anniversary", Class::Time),
    ("Event.JointWork", Class::Event),
];

/// The character of a class and kind.
pub(crate) fn symbol(name: &str) -> Option<char> {
    let index = SYMBOLS.iter().position(|(n, _)| *n == name)?;
    char::from_u32(FIRST_SYMBOL + index as u32)
}

/// What calls a rule, as it is written: words, and classes of mentions in braces (`{Quantity}`).
pub(crate) fn calls(written: Vec<String>) -> Result<(Vec<String>, ClassSet), String> {
    let (names, words): (Vec<String>, Vec<String>) = written.into_iter().partition(|w| w.starts_with('{'));
    let mut classes = ClassSet::default();
    for name in names {
        let class = name.trim_matches(['{', '}']);
        let found = SYMBOLS.iter().find(|(n, _)| n.split('.').next() == Some(class));
        classes.insert(found.ok_or_else(|| format!("`{class}` is no class that can call a rule"))?.1);
    }
    Ok((words, classes))
}

/// Whether a character stands for a mention.
pub(crate) fn is_symbol(c: char) -> bool {
    (FIRST_SYMBOL..FIRST_SYMBOL + SYMBOLS.len() as u32).contains(&u32::from(c))
}

/// The class that a character stands for.
pub(crate) fn class_of(symbol: char) -> Option<Class> {
    let index = u32::from(symbol).checked_sub(FIRST_SYMBOL)?;
    SYMBOLS.get(index as usize).map(|(_, class)| *class)
}

/// A set of classes, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(crate) struct ClassSet(u16);

impl ClassSet {
    fn insert(&mut self, class: Class) {
        self.0 |= 1 << class as u16;
    }

    pub(crate) fn contains(self, class: Class) -> bool {
        self.0 & (1 << class as u16) != 0
    }
}

/// Declared pieces of patterns.
#[derive(Debug, Clone, Default)]
pub struct Macros {
    /// `{name}` → pattern text.
    pub pieces: BTreeMap<String, String>,
    /// `{slot:Name}` → pattern text of one such thing; used like a class.
    pub groups: BTreeMap<String, String>,
    /// Pattern text of what may stand between the items of a list.
    pub separator: String,
}

/// A checked pattern. Its regular expression is compiled at the first use: a text calls few of the rules.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The regular expression as text.
    expression: String,
    compiled: OnceLock<Compiled>,
    holes: Vec<Hole>,
    pub(crate) classes: ClassSet,
    /// At least one of these words, or a mention of `called_by`, stands in every text that matches.
    pub triggers: Vec<String>,
    /// Classes of mentions that call the pattern where no word does.
    pub(crate) called_by: ClassSet,
    /// Of each of these sets, every lifted text that matches holds a word.
    needs: Vec<Vec<String>>,
    /// Whether it matches where nothing stands.
    pub(crate) can_be_empty: bool,
}

impl Pattern {
    /// Checks pattern text. The error says what is wrong, where, and what to write instead.
    pub fn parse(text: &str, macros: &Macros) -> Result<Pattern, Fault> {
        let mut writer = Writer::new(macros);
        writer.expand(text)?;
        let hir = regex_syntax::Parser::new().parse(writer.out()).map_err(|e| writer.fault(&e))?;
        let (out, holes, classes) = writer.finish();
        let (triggers, called_by) = required(&hir).map(Required::split).unwrap_or_default();
        let (compiled, needs) = (OnceLock::new(), needs(&hir));
        let can_be_empty = hir.properties().minimum_len() == Some(0);
        Ok(Pattern { expression: out, compiled, holes, classes, triggers, called_by, needs, can_be_empty })
    }

    /// Compiles the regular expression now. The error says that it is too large.
    pub fn compile(&self) -> Result<(), String> {
        let compiled = Compiled::new(&self.expression, &self.holes);
        let compiled = compiled.map_err(|e| format!("the pattern is too large: {e}"))?;
        // One that is there already is the same.
        let _ = self.compiled.set(compiled);
        Ok(())
    }

    /// The regular expression; one that [`Pattern::compile`] refuses matches nothing.
    pub(crate) fn regex(&self) -> &Regex {
        &self.compiled().regex
    }

    /// The hole that a capture group of the regular expression is.
    pub(crate) fn group(&self, index: usize) -> Option<&Hole> {
        self.compiled().groups.get(index)?.map(|hole| &self.holes[hole])
    }

    fn compiled(&self) -> &Compiled {
        self.compiled
            .get_or_init(|| Compiled::new(&self.expression, &self.holes).unwrap_or_else(|_| Compiled::nothing()))
    }

    /// Whether a lifted text can match: a cheap look before the regular expression runs.
    pub(crate) fn may_match(&self, lifted: &str) -> bool {
        self.needs.iter().all(|words| words.iter().any(|w| lifted.contains(w.as_str())))
    }

    /// Its holes, in order.
    pub(crate) fn holes(&self) -> &[Hole] {
        &self.holes
    }
}

/// The regular expression of a pattern, and for each of its capture groups the hole that it is.
#[derive(Debug, Clone)]
struct Compiled {
    regex: Regex,
    groups: Vec<Option<usize>>,
}

impl Compiled {
    fn new(expression: &str, holes: &[Hole]) -> Result<Compiled, regex::Error> {
        let regex = regex::RegexBuilder::new(expression).size_limit(16 << 20).build()?;
        let number = |name: &str| name.strip_prefix('h')?.parse().ok().filter(|n| *n < holes.len());
        let groups = regex.capture_names().map(|group| group.and_then(number)).collect();
        Ok(Compiled { regex, groups })
    }

    fn nothing() -> Compiled {
        Compiled { regex: Regex::new(r"[^\s\S]").expect("an empty class"), groups: Vec::new() }
    }
}

/// A hole of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hole {
    pub name: Arc<str>,
    /// Whether it takes any text (Text, Words, Clause, Clauses) and not mentions.
    pub textual: bool,
    /// The byte of the pattern text where it is written, or the macro that holds it.
    pub at: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn macros() -> Macros {
        Macros {
            pieces: BTreeMap::from([("will".into(), "将|会".into())]),
            groups: BTreeMap::from([("Party".into(), "{:Country}方?|我们".into())]),
            separator: "[、和]".into(),
        }
    }

    #[test]
    fn holes_macros_and_lists_match_lifted_text() {
        let pattern = Pattern::parse("{grantor:Party}{will}对{beneficiary:Country+}免签", &macros()).unwrap();
        let country = symbol("Country.other").unwrap();
        let text = format!("{country}方将对{country}、{country}免签");
        let captures = pattern.regex().captures(&text).unwrap();
        let named: Vec<_> =
            captures.iter().enumerate().filter_map(|(i, c)| Some((&*pattern.group(i)?.name, c?.as_str()))).collect();
        assert_eq!(named[0], ("grantor", format!("{country}方").as_str()));
        assert_eq!(named[1], ("beneficiary", format!("{country}、{country}").as_str()));
        assert_eq!(pattern.triggers, ["免签"]);
    }

    #[test]
    fn errors_name_the_cure() {
        let fault = |text: &str| Pattern::parse(text, &macros()).unwrap_err();
        let of_macro = fault("甲{wil}");
        assert_eq!((of_macro.at, of_macro.message.as_str()), ("甲".len(), "`{wil}` is no macro"));
        assert_eq!(of_macro.help.as_deref(), Some("did you mean `{will}`?"));
        assert_eq!(
            fault("{Country}").help.as_deref(),
            Some("a hole is written `{slot:Country}`, or `{:Country}` if it fills no slot")
        );
        assert!(
            fault("{x:Contry}")
                .help
                .unwrap()
                .starts_with("did you mean `Country` or `Country.own`? mentions are Country, ")
        );
        assert_eq!(fault("{x:Party}(甲").at, "{x:Party}".len());
        assert_eq!(fault("{x:Party}甲)").at, "{x:Party}甲".len());
        assert!(fault("甲，乙").help.unwrap().contains("write `,`"));
        assert!(fault("對").help.unwrap().contains("write `对`"));
        assert!(fault("甲}").message.contains("closes nothing"));
        assert!(fault("甲(?=乙)").help.unwrap().contains("unless"));
    }

    #[test]
    fn a_pattern_that_is_too_large_is_refused() {
        let pattern = Pattern::parse("甲{x:Text}(?:[^乙]{900}){900}", &macros()).unwrap();
        assert!(pattern.compile().unwrap_err().contains("too large"));
        assert!(!pattern.regex().is_match("甲乙"));
    }

    #[test]
    fn alternatives_all_count_as_triggers() {
        let pattern = Pattern::parse("{:Country}(反对|谴责)一切", &macros()).unwrap();
        assert_eq!(pattern.triggers, ["一切"]);
        let pattern = Pattern::parse("{:Country}(反对|谴责){:Country}", &macros()).unwrap();
        assert_eq!(pattern.triggers, ["反对", "谴责"]);
    }
}
