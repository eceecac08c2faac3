//! TOML → checked, compiled [`Rules`].
//!
//! Two shapes: `file.rs` holds what a rule file may say (unknown keys are refused), this module what the program trusts.
//! A rule without example or counterexample does not load; a rule cannot name a fact class or slot that the vocabulary
//! does not have. The language of patterns is in [`crate::pattern`]; what is declared once for all rules (macros,
//! pronouns, where a chain of clauses ends) is in `ontology/language.toml`.

mod expression;
mod file;
mod language;
mod trial;

pub use expression::Expression;
pub use file::Example;
pub use language::{Language, Pronoun};
pub use trial::{Trial, Verdict, trials};

use crate::document::Role;
use crate::error::{Error, Kind, Result};
use crate::fact::{Mode, Value};
use crate::mention::Class;
use crate::pattern::{self, ClassSet, Pattern};
use crate::vocab::{FactClass, SlotKind, Vocabulary};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use std::collections::BTreeMap;
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
    /// Words that must not stand directly before the match.
    pub not_before: Vec<String>,
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
    /// The file that it came from.
    pub file: Arc<str>,
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

/// All rules, with one automaton over their triggers.
pub struct Rules {
    rules: Vec<Rule>,
    language: Language,
    vocabulary: Arc<Vocabulary>,
    triggers: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// For each trigger, the rules that it calls.
    called: Vec<Vec<u32>>,
    /// Rules that mentions call, with the classes of these.
    by_class: Vec<(ClassSet, u32)>,
    /// Rules without a trigger: they run on every sentence.
    always: Vec<u32>,
}

impl Rules {
    /// Compiles rule files, each with its name and text. A rule whose id is already there replaces the earlier one; a
    /// rule with `off = true` removes it.
    ///
    /// Errors name the file, line and column, and the cure.
    pub fn load(files: &[(String, String)], language: Language, vocabulary: Arc<Vocabulary>) -> Result<Rules> {
        let mut found: BTreeMap<Arc<str>, Rule> = BTreeMap::new();
        for (name, text) in files {
            let context = Context { name, text, language: &language, vocabulary: &vocabulary };
            for written in file::parse(name, text)? {
                if written.off {
                    found.remove(written.id.as_ref().as_str());
                } else {
                    let rule = context.compile(written)?;
                    found.insert(rule.id.clone(), rule);
                }
            }
        }
        Ok(Rules::index(found.into_values().collect(), language, vocabulary))
    }

    fn index(rules: Vec<Rule>, language: Language, vocabulary: Arc<Vocabulary>) -> Rules {
        let mut called: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let (mut always, mut by_class) = (Vec::new(), Vec::new());
        for (i, rule) in rules.iter().enumerate() {
            for trigger in &rule.triggers {
                called.entry(trigger).or_default().push(i as u32);
            }
            if rule.called_by != ClassSet::default() {
                by_class.push((rule.called_by, i as u32));
            } else if rule.triggers.is_empty() {
                always.push(i as u32);
            }
        }
        let words = called.keys().enumerate().map(|(i, word)| (*word, i as u32));
        let triggers = CharwiseDoubleArrayAhoCorasick::with_values(words).ok();
        let called = called.into_values().collect();
        Rules { rules, language, vocabulary, triggers, called, by_class, always }
    }

    /// Compiles all patterns now, where otherwise each is compiled when a text first calls it.
    ///
    /// Errors name the rule whose pattern is too large, and its file.
    pub fn compile(&self) -> Result<()> {
        let wrong = |rule: &Rule, message: String| {
            Error::new(Kind::Ontology, format!("rule `{}`: {message}", rule.id))
                .at(rule.file.to_string())
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
        self.rules.iter().find(|r| &*r.id == id)
    }

    /// What is declared once for all rules.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The vocabulary that the rules were checked against.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Calls `each` with every rule whose trigger stands in the text and the byte where it ends; rules without a trigger
    /// are called at byte 0.
    pub(crate) fn triggered(&self, text: &str, mut each: impl FnMut(usize, u32)) {
        if let Some(automaton) = &self.triggers {
            for found in automaton.find_overlapping_iter(text) {
                for &rule in &self.called[found.value() as usize] {
                    each(found.start(), rule);
                }
            }
        }
    }

    /// Rules that a mention of this class calls.
    pub(crate) fn called_by(&self, class: Class) -> impl Iterator<Item = u32> {
        self.by_class.iter().filter(move |(classes, _)| classes.contains(class)).map(|&(_, rule)| rule)
    }

    /// Rules that must be tried on every sentence.
    pub(crate) fn always(&self) -> &[u32] {
        &self.always
    }

    pub(crate) fn by_index(&self, index: u32) -> &Rule {
        &self.rules[index as usize]
    }
}

/// What is needed to check one file.
struct Context<'a> {
    name: &'a str,
    text: &'a str,
    language: &'a Language,
    vocabulary: &'a Vocabulary,
}

impl Context<'_> {
    fn error(&self, at: usize, message: impl Into<String>) -> Error {
        Error::new(Kind::Ontology, message).at(file::place(self.name, self.text, at))
    }

    fn compile(&self, written: file::Written) -> Result<Rule> {
        let (at, id) = (written.id.span().start, written.id.as_ref().clone());
        let class = self.fact_class(&written)?;
        let pattern_at = written.pattern.span().start;
        let pattern = Pattern::parse(written.pattern.as_ref(), &self.language.macros)
            .map_err(|message| self.error(pattern_at, format!("rule `{id}`: {message}")))?;
        let set = self.sources(&id, at, class, written.set)?;
        let default = self.sources(&id, at, class, written.default)?;
        self.check_holes(&id, pattern_at, class, &pattern, &set, &default)?;
        let requires = self.required(&id, at, class, &written.requires)?;
        if written.example.is_empty() || written.counterexample.is_empty() {
            let missing = if written.example.is_empty() { "an example" } else { "a counterexample" };
            let cure = format!("add [[rule.{}]] with a `text`", missing.split_once(' ').map_or("example", |m| m.1));
            return Err(self.error(at, format!("rule `{id}` lacks {missing}")).help(cure));
        }
        let (triggers, called_by) = match written.trigger {
            None => (pattern.triggers.clone(), pattern.called_by),
            Some(words) => pattern::calls(words).map_err(|m| self.error(at, format!("rule `{id}`: {m}")))?,
        };
        Ok(Rule {
            id: id.into(),
            fact: class.name.clone(),
            why: written.why,
            text: written.pattern.into_inner(),
            roles: file::roles(&written.roles).map_err(|m| self.error(at, m))?,
            mode: written.mode,
            each: written.each.map(Into::into),
            chain: written.chain.map(Into::into),
            weak: written.weak,
            not_before: written.not_before,
            unless: written.unless,
            except: written.except,
            requires,
            past: written.past,
            examples: written.example,
            counterexamples: written.counterexample,
            file: self.name.into(),
            pattern,
            triggers,
            called_by,
            set,
            default,
        })
    }

    fn fact_class(&self, written: &file::Written) -> Result<&FactClass> {
        let fact = written.fact.as_ref();
        self.vocabulary.fact(fact).ok_or_else(|| {
            let known: Vec<&str> = self.vocabulary.facts.iter().map(|f| &*f.name).collect();
            self.error(written.fact.span().start, format!("`{fact}` is no fact class of the vocabulary"))
                .help(format!("use one of {}, or declare the class in a vocabulary.ttl", known.join(", ")))
        })
    }

    fn sources(&self, id: &str, at: usize, class: &FactClass, table: toml::Table) -> Result<Vec<(Arc<str>, Source)>> {
        table
            .into_iter()
            .map(|(slot, value)| {
                let known = class
                    .slots
                    .iter()
                    .find(|s| *s.name == *slot)
                    .ok_or_else(|| self.unknown_slot(id, at, class, &slot))?;
                let source = expression::source(&value, &known.kind)
                    .map_err(|m| self.error(at, format!("rule `{id}`, slot `{slot}`: {m}")))?;
                Ok((known.name.clone(), source))
            })
            .collect()
    }

    fn required(&self, id: &str, at: usize, class: &FactClass, slots: &[String]) -> Result<Vec<Arc<str>>> {
        let known = |slot: &String| class.slots.iter().find(|s| *s.name == **slot).map(|s| s.name.clone());
        slots.iter().map(|slot| known(slot).ok_or_else(|| self.unknown_slot(id, at, class, slot))).collect()
    }

    fn unknown_slot(&self, id: &str, at: usize, class: &FactClass, slot: &str) -> Error {
        let known: Vec<&str> = class.slots.iter().map(|s| &*s.name).collect();
        self.error(at, format!("rule `{id}`: `{slot}` is no slot of {}", class.name))
            .help(format!("use one of {}", known.join(", ")))
    }

    /// Every hole fills a slot, or is used by an expression.
    fn check_holes(
        &self,
        id: &str,
        at: usize,
        class: &FactClass,
        pattern: &Pattern,
        set: &[(Arc<str>, Source)],
        default: &[(Arc<str>, Source)],
    ) -> Result<()> {
        for hole in pattern.hole_names() {
            let used = set.iter().chain(default).any(|(_, s)| matches!(s, Source::Computed(e) if e.uses(hole)));
            if !used && **hole != *NEXT && !class.slots.iter().any(|s| s.name == *hole) {
                return Err(self.unknown_slot(id, at, class, hole));
            }
        }
        Ok(())
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
            None => Err(format!("`{s}` is none of its codes: {}", codes.join(", "))),
        },
        (toml::Value::String(s), SlotKind::Entity) => Ok(vec![Value::Name(s.as_str().into())]),
        (toml::Value::String(s), SlotKind::Text) => Ok(vec![Value::Text(s.clone())]),
        (toml::Value::String(s), SlotKind::Time) => Ok(vec![Value::Time(s.clone())]),
        _ => Err(format!("a value such as {value} does not fit this slot ({kind:?})")),
    }
}
