//! TOML → checked, compiled [`Rules`].
//!
//! Two shapes: `file.rs` holds what a rule file may say (unknown keys are refused), this module what the program trusts.
//! A rule without example or counterexample does not load, nor one that no word or name calls; a rule cannot name a fact
//! class or slot that the vocabulary does not have. The language of patterns is in [`crate::pattern`]; what is declared once
//! for all rules (macros, pronouns, where a chain of clauses ends) is in `ontology/language/`.

mod call;
mod check;
mod class;
mod clause;
mod expression;
mod file;
mod language;
mod piece;
mod reader;
mod trim;
mod whole;
mod words;

pub use class::OfClass;
pub use clause::Phrase;
pub use expression::Expression;
pub use file::Example;
pub use language::{Approximator, Language, Pronoun};
pub use trim::Trim;
pub use whole::Whole;

use crate::document::Role;
use crate::error::{Error, Kind, Result};
use crate::near::guess;
use crate::pattern::{ClassSet, Pattern};
use crate::value::{Mode, Value};
use crate::vocab::{SlotKind, Vocabulary};
use call::Calls;
pub(crate) use call::{Called, Reach};
use check::Reference;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A rule, ready to run.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id, unique among all rules: `visa-waiver.trial`.
    pub id: Arc<str>,
    /// The fact class that it makes.
    pub fact: Arc<str>,
    /// What it recognises, in one sentence.
    pub why: String,
    /// The pattern as written.
    pub text: String,
    /// The pattern, compiled.
    pub pattern: Pattern,
    /// Words one of which must stand in the sentence.
    pub triggers: Vec<String>,
    /// Classes of mentions that call it as well.
    pub(crate) called_by: ClassSet,
    /// In which parts of a page it applies.
    pub roles: Vec<Role>,
    /// The mode of its facts, unless the sentence says otherwise.
    pub mode: Mode,
    /// Slots with a value that the rule fixes.
    pub set: Vec<(Arc<str>, Source)>,
    /// Slots with a value to use where the hole is empty.
    pub default: Vec<(Arc<str>, Source)>,
    /// A list hole of which each item makes a fact of its own.
    pub each: Option<Arc<str>>,
    /// The hole (a `Clause`) whose clause, and those that follow it in its chain, each make a fact.
    pub chain: Option<Arc<str>>,
    /// Whether its facts give way to any other of their class at the same place.
    pub weak: bool,
    /// Classes and rules to whose facts at the same place its own give way: those that it names, and rules that win over it.
    pub yields: Vec<String>,
    /// Classes and rules whose facts at the same place give way to its own.
    pub wins_over: Vec<String>,
    /// Words that must not stand directly before the match.
    pub not_before: Vec<String>,
    /// Words that must not stand directly behind the match.
    pub not_after: Vec<String>,
    /// Words that must not stand in the match, nor in its clause before it.
    pub unless: Vec<String>,
    /// For a hole, the words that it must not end with.
    pub except: BTreeMap<String, Vec<String>>,
    /// Slots without which a match makes no fact.
    pub requires: Vec<Arc<str>>,
    /// Whether it tells of what has happened: a fact with a later date than the document is none.
    pub past: bool,
    /// Texts that it must read, and what comes out.
    pub examples: Vec<Example>,
    /// Texts in which it must find nothing.
    pub counterexamples: Vec<Example>,
    /// What it computes, as written: slot and `@doer`.
    pub computed: Vec<(Arc<str>, String)>,
    /// The file that it came from.
    pub file: Arc<str>,
    /// Where it stands: `file:line:column` of its id.
    pub place: Arc<str>,
}

/// A hole for what comes after a match (`{next:After}`): it fills no slot, and the passage ends before it.
pub(crate) const NEXT: &str = "next";

/// Where a slot's value comes from, beside the holes.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A fixed value.
    Fixed(Vec<Value>),
    /// Something to compute.
    Computed(Expression),
}

impl Source {
    /// The holes that it reads.
    fn holes(&self) -> Vec<&Arc<str>> {
        match self {
            Source::Fixed(_) => Vec::new(),
            Source::Computed(expression) => expression.holes(),
        }
    }
}

/// All rules, by id, with an index of the words that call them.
pub struct Rules {
    rules: Vec<Rule>,
    language: Language,
    vocabulary: Arc<Vocabulary>,
    calls: Calls,
}

impl Rules {
    /// Compiles rule files, each with its name and text: the built-in ones, and a user's own on top. A rule of one's own
    /// whose id is already there replaces the built-in one; one with `off = true` removes it.
    ///
    /// Errors name the file, line and column, and the cure.
    pub fn load(
        built_in: &[(String, String)],
        own: &[(String, String)],
        mut language: Language,
        vocabulary: Arc<Vocabulary>,
    ) -> Result<Rules> {
        let mut found: BTreeMap<Arc<str>, Rule> = BTreeMap::new();
        let (mut off, mut named) = (BTreeSet::new(), Vec::new());
        for files in [built_in, own] {
            let layer = check::layer(files, &language, &vocabulary)?;
            for (id, place) in layer.off {
                found.remove(&*id).ok_or_else(|| no_rule_off(&id, &found).at(place))?;
                off.insert(id);
            }
            found.extend(layer.rules.into_iter().map(|rule| (rule.id.clone(), rule)));
            named.push((layer.named, files));
        }
        // Who gives way to a rule that is switched off gives way to nobody.
        let is_known = |name: &str| found.contains_key(name) || off.contains(name) || vocabulary.fact(name).is_some();
        let of_rules =
            |(all, files): (Vec<Reference>, &[_])| Some(all.into_iter().find(|n| !is_known(&n.name))?.placed(files));
        let of_class = || language.named.iter().find(|(name, _)| !is_known(name)).cloned();
        if let Some((name, place)) = named.into_iter().find_map(of_rules).or_else(of_class) {
            let known = found.keys().map(|id| &**id).chain(vocabulary.facts.iter().map(|class| &*class.name));
            let message = format!("`{name}` is neither a rule nor a class of facts");
            return Err(Error::new(Kind::Ontology, message).at(place).help(guess(&name, known).unwrap_or_else(listed)));
        }
        win_over(&mut found, &mut language);
        let rules: Vec<Rule> = found.into_values().collect();
        let calls = Calls::new(&rules);
        Ok(Rules { rules, language, vocabulary, calls })
    }

    /// Compiles all patterns now, where otherwise each is compiled when a text first calls it.
    ///
    /// Errors name the rule whose pattern is too large, and its file.
    pub fn compile(&self) -> Result<()> {
        let wrong = |rule: &Rule, message: String| {
            Error::new(Kind::Ontology, format!("rule `{}`: {message}", rule.id))
                .at(rule.place.to_string())
                .help("count fewer repetitions, or make two rules of it")
        };
        self.rules.iter().try_for_each(|rule| rule.pattern.compile().map_err(|message| wrong(rule, message)))
    }

    /// All rules, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rule of an id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let found = self.rules.binary_search_by(|r| (*r.id).cmp(id)).ok()?;
        Some(&self.rules[found])
    }

    /// The classes and rules to which the facts of a rule give way at the same place.
    pub fn yields(&self, id: &str) -> &[String] {
        self.get(id).map_or(&[], |rule| &rule.yields)
    }

    /// What is declared once for all rules.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The vocabulary that the rules were checked against.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Which rules sentences call.
    pub(crate) fn called(&self) -> Called<'_> {
        Called::new(&self.calls, &self.rules)
    }
}

/// What to do where no name comes close to one that is not there.
fn listed() -> String {
    "`diplograph rules list` names the rules".to_owned()
}

/// A rule to switch off that is not there.
fn no_rule_off(id: &str, rules: &BTreeMap<Arc<str>, Rule>) -> Error {
    let help = guess(id, rules.keys().map(|known| &**known)).unwrap_or_else(listed);
    Error::new(Kind::Ontology, format!("there is no rule `{id}` to switch off")).help(help)
}

/// Has those give way that rules win over.
fn win_over(rules: &mut BTreeMap<Arc<str>, Rule>, language: &mut Language) {
    let wins = |rule: &Rule| rule.wins_over.iter().map(|over| (over.clone(), rule.id.to_string())).collect::<Vec<_>>();
    for (over, winner) in rules.values().flat_map(wins).collect::<Vec<_>>() {
        match rules.get_mut(&*over) {
            Some(rule) => rule.yields.push(winner),
            None => language.classes.entry(over).or_default().yields.push(winner),
        }
    }
}

/// Reads a TOML value as a slot's value.
fn fixed(value: &toml::Value, kind: &SlotKind) -> std::result::Result<Vec<Value>, String> {
    match (value, kind) {
        (toml::Value::Array(items), _) => {
            items.iter().map(|v| fixed(v, kind)).collect::<std::result::Result<Vec<_>, _>>().map(|v| v.concat())
        }
        (toml::Value::Boolean(b), SlotKind::Bool) => Ok(vec![Value::Bool(*b)]),
        (toml::Value::Integer(n), SlotKind::Number) => Ok(vec![Value::Number((*n).into())]),
        (toml::Value::String(s), SlotKind::Code(codes)) => match codes.iter().find(|c| ***c == **s) {
            Some(code) => Ok(vec![Value::Code(code.clone())]),
            None => {
                let near = guess(s, codes.iter().map(|c| &**c)).unwrap_or_else(|| codes.join(", "));
                Err(format!("`{s}` is none of its codes: {near}"))
            }
        },
        (toml::Value::String(s), SlotKind::Entity) => Ok(vec![Value::Name(s.as_str().into())]),
        (toml::Value::String(s), SlotKind::Text) => Ok(vec![Value::Text(s.clone())]),
        (toml::Value::String(s), SlotKind::Time) => Ok(vec![Value::Time(s.clone())]),
        _ => Err(format!("`{value}` does not fit: the slot takes {}", kind.in_words())),
    }
}
