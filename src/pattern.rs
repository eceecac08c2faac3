//! The pattern language: a regular expression over text in which every mention is one character of its class.
//!
//! ```text
//! {grantor:Party+}     a hole: one or more parties, with the separators of a list; fills the slot `grantor`
//! {start:Time.date}    a hole for a mention of a class, narrowed by a kind after the dot
//! {:Country.own}       the country whose voice narration is (`voice` in the language); {:Country.other} any other
//! {:Person}            a hole that fills nothing
//! {action:Clause}      text up to the end of the clause; {action:Clauses} up to the end of the sentence;
//! {about:Text}         the shortest text within the clause that lets the rest match; {about:Words} the longest
//! {about:Phrase}       as Text, and {about:Phrases} as Words, but no amount may stand in it
//! {will}               a macro, declared in `ontology/language/`
//! ```
//!
//! Everything else is the syntax of the [`regex`] crate in its verbose mode (white space and `#` comments are ignored),
//! so matching is linear in the text. Only the classes that a pattern names are lifted to characters; all other text
//! stays as it is written. Which literal words a pattern needs (its *triggers*) is derived from it.

mod alphabet;
mod anchored;
mod baked;
mod compiled;
mod element;
mod expand;
mod expression;
mod frozen;
mod literal;

pub(crate) use baked::{Baked, Known};
pub(crate) use compiled::Match;
pub(crate) use element::{Element, branches};
pub use expand::Fault;
pub(crate) use expand::{as_read, is_class};

use crate::mention::Class;
use compiled::Compiled;
use expression::Expression;
use frozen::Frozen;
pub(crate) use literal::Need;
use literal::{Required, needs, required};
use serde::{Deserialize, Serialize};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ClassSet(u16);

impl ClassSet {
    pub(crate) fn insert(&mut self, class: Class) {
        self.0 |= 1 << class as u16;
    }

    pub(crate) fn contains(self, class: Class) -> bool {
        self.0 & (1 << class as u16) != 0
    }

    pub(crate) fn overlaps(self, other: ClassSet) -> bool {
        self.0 & other.0 != 0
    }

    /// The classes in both.
    pub(crate) fn and(self, other: ClassSet) -> ClassSet {
        ClassSet(self.0 & other.0)
    }
}

/// A set of symbols, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct SymbolSet(u32);

impl SymbolSet {
    /// Adds a character, if it stands for a mention.
    pub(crate) fn insert(&mut self, c: char) {
        if is_symbol(c) {
            self.0 |= 1 << (u32::from(c) - FIRST_SYMBOL);
        }
    }

    /// Whether a character is in it.
    pub(crate) fn contains(self, c: char) -> bool {
        is_symbol(c) && self.0 & (1 << (u32::from(c) - FIRST_SYMBOL)) != 0
    }

    /// The classes of its mentions.
    pub(crate) fn classes(self) -> ClassSet {
        let mut classes = ClassSet::default();
        let of = SYMBOLS.iter().enumerate().filter(|(i, _)| self.0 & (1 << i) != 0);
        of.for_each(|(_, (_, class))| classes.insert(*class));
        classes
    }
}

/// The macro for any pronoun that can be an agent.
pub(crate) const PRONOUN: &str = "pronoun";

/// Declared pieces of patterns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Macros {
    /// `{name}` → pattern text.
    pub pieces: BTreeMap<String, String>,
    /// `{slot:Name}` → pattern text of one such thing; used like a class.
    pub groups: BTreeMap<String, String>,
    /// Pattern text of what may stand between the items of a list.
    pub separator: String,
}

impl Macros {
    /// Pieces and groups as they are declared, and `{pronoun}`: any of some words, the longest first.
    pub(crate) fn new(
        mut pieces: BTreeMap<String, String>,
        groups: BTreeMap<String, String>,
        separator: String,
        mut pronouns: Vec<&str>,
    ) -> Macros {
        pronouns.sort_by_key(|word| std::cmp::Reverse(word.len()));
        pieces.insert(PRONOUN.to_owned(), pronouns.join("|"));
        Macros { pieces, groups, separator }
    }
}

/// The text of a pattern that is tried at the head of a clause, and how far its own text is moved in it.
pub(crate) fn at_head(text: &str) -> (String, usize) {
    const HEAD: &str = "^(?:";
    (format!("{HEAD}{text})"), HEAD.len())
}

/// A checked pattern. Its regular expression is compiled at the first use: a text calls few of the rules.
#[derive(Debug, Clone)]
pub struct Pattern {
    expression: Arc<Expression>,
    /// What the build has compiled.
    frozen: Option<&'static [u8]>,
    compiled: OnceLock<Arc<Compiled>>,
    holes: Vec<Hole>,
    pub(crate) classes: ClassSet,
    /// At least one of these words, or a mention of `called_by`, stands in every text that matches.
    pub triggers: Vec<String>,
    /// Classes of mentions that call the pattern where no word does.
    pub(crate) called_by: ClassSet,
    /// What every lifted text that matches holds, one behind the other.
    pub(crate) needs: Arc<[Need]>,
    /// Whether it matches where nothing stands.
    pub(crate) can_be_empty: bool,
}

impl Pattern {
    /// Checks pattern text. The error says what is wrong, where, and what to write instead.
    pub fn parse(text: &str, macros: &Arc<Macros>) -> Result<Pattern, Fault> {
        let (expression, holes, classes) = Expression::parse(text, macros)?;
        let hir = expression.hir();
        let (triggers, called_by) = required(hir).map(Required::split).unwrap_or_default();
        let needs = needs(hir).into();
        let can_be_empty = hir.properties().minimum_len() == Some(0);
        let (expression, frozen, compiled) = (Arc::new(expression), None, OnceLock::new());
        Ok(Pattern { expression, frozen, compiled, holes, classes, triggers, called_by, needs, can_be_empty })
    }

    /// Compiles the regular expression now. The error says that it is too large.
    pub fn compile(&self) -> Result<(), String> {
        let compiled = self.compile_now().map_err(|e| format!("the pattern is too large: {e}"))?;
        // One that is there already is the same.
        let _ = self.compiled.set(Arc::new(compiled));
        Ok(())
    }

    fn compile_now(&self) -> Result<Compiled, compiled::TooLarge> {
        match self.frozen.and_then(|bytes| postcard::from_bytes::<Frozen>(bytes).ok()) {
            Some(frozen) => Compiled::thaw(&self.expression, &self.holes, frozen),
            None => Compiled::new(&self.expression, &self.holes),
        }
    }

    /// The regular expression; one that [`Pattern::compile`] refuses matches nothing.
    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| Arc::new(self.compile_now().unwrap_or_else(|_| Compiled::nothing())))
    }

    /// Its holes, in order.
    pub(crate) fn holes(&self) -> &[Hole] {
        &self.holes
    }
}

/// A hole of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hole {
    pub name: Arc<str>,
    /// Whether it takes any text (Text, Words, Clause, Clauses) and not mentions.
    pub textual: bool,
    /// The classes of its mentions, where nothing but mentions can stand in it.
    pub only: ClassSet,
    /// The byte of the pattern text where it is written, or the macro that holds it.
    pub at: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn macros() -> Arc<Macros> {
        Arc::new(Macros {
            pieces: BTreeMap::from([("will".into(), "将|会".into())]),
            groups: BTreeMap::from([("Party".into(), "{:Country}方?|我们".into())]),
            separator: "[、和]".into(),
        })
    }

    #[test]
    fn holes_macros_and_lists_match_lifted_text() {
        let pattern = Pattern::parse("{grantor:Party}{will}对{beneficiary:Country+}免签", &macros()).unwrap();
        let country = symbol("Country.other").unwrap();
        let text = format!("{country}方将对{country}、{country}免签");
        let found = pattern.first(&text).unwrap();
        let named: Vec<_> = found.holes.iter().map(|(hole, at)| (&*hole.name, &text[at.clone()])).collect();
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
        assert!(fault("{x:Contry}").help.unwrap().starts_with("did you mean `Country`? mentions are Country, "));
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
        assert!(pattern.first("甲乙").is_none());
    }

    #[test]
    fn alternatives_all_count_as_triggers() {
        let pattern = Pattern::parse("{:Country}(反对|谴责)一切", &macros()).unwrap();
        assert_eq!(pattern.triggers, ["一切"]);
        let pattern = Pattern::parse("{:Country}(反对|谴责){:Country}", &macros()).unwrap();
        assert_eq!(pattern.triggers, ["反对", "谴责"]);
    }
}
