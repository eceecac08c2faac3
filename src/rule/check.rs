//! Written rules → rules, each name in them checked against what there is.

use super::file::{self, Example, Written};
use super::{Language, NEXT, Rule, Source, expression};
use crate::date::calendar;
use crate::error::{Error, Kind, Result};
use crate::mention::Class;
use crate::near::guess;
use crate::pattern::{self, ClassSet, Pattern, as_read};
use crate::vocab::{FactClass, Slot, SlotKind, Vocabulary};
use crate::written::{inside, place};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;

/// The rules of one layer: built-in, or a user's.
#[derive(Default)]
pub(super) struct Layer {
    pub rules: Vec<Rule>,
    /// Ids of rules to remove, each with its place.
    pub off: Vec<(String, String)>,
    /// Classes and rules that rules give way to or win over.
    pub named: Vec<Reference>,
}

/// A class or rule that a rule names: which file, and where in it.
pub(super) struct Reference {
    pub name: String,
    file: usize,
    at: usize,
}

impl Reference {
    /// The name, and its place. `files` are those of the layer.
    pub fn placed(self, files: &[(String, String)]) -> (String, String) {
        let (file, text) = &files[self.file];
        (self.name, place(file, text, self.at))
    }
}

/// A rule as its file has it.
struct Placed {
    id: String,
    place: String,
    /// None if it is switched off.
    rule: Option<Rule>,
    /// What it gives way to or wins over, with the bytes of the file.
    named: Vec<(String, usize)>,
}

/// Checks the rule files of a layer. No id stands twice in it.
pub(super) fn layer(files: &[(String, String)], language: &Language, vocabulary: &Vocabulary) -> Result<Layer> {
    // Checking is much of the time to the first document, and no file needs another.
    let checked: Vec<Result<Vec<Placed>>> =
        files.par_iter().map(|(name, text)| of_file(name, text, language, vocabulary)).collect();
    let mut layer = Layer::default();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (file, rules) in checked.into_iter().enumerate() {
        for Placed { id, place, rule, named } in rules? {
            layer.named.extend(named.into_iter().map(|(name, at)| Reference { name, file, at }));
            if let Some(first) = seen.insert(id.clone(), place.clone()) {
                let message = format!("there are two rules `{id}`; the first is at {first}");
                return Err(Error::new(Kind::Ontology, message).at(place).help("give one of them another id"));
            }
            match rule {
                Some(rule) => layer.rules.push(rule),
                None => layer.off.push((id, place)),
            }
        }
    }
    Ok(layer)
}

fn of_file(name: &str, text: &str, language: &Language, vocabulary: &Vocabulary) -> Result<Vec<Placed>> {
    let checked = file::parse(name, text)?.into_iter().map(|written| {
        let (id, at) = (written.id.as_ref().clone(), written.id.span());
        let place = place(name, text, at.start);
        let end = end(text, at.end);
        is_id(&id).then_some(()).ok_or_else(|| {
            Error::new(Kind::Ontology, format!("`{id}` cannot be the id of a rule"))
                .at(place.clone())
                .help("an id has letters, digits, `-` and `_`, in parts with a dot between: `visa-waiver.trial`")
        })?;
        let check = Check { name, text, language, vocabulary, id: &id, place: &place, at: at.start, end };
        let named = written.yields.iter().chain(&written.wins_over);
        let named = named.map(|name| (name.get_ref().clone(), name.span().start)).collect();
        let rule = (!written.off).then(|| check.rule(written)).transpose()?;
        Ok(Placed { id, place, rule, named })
    });
    checked.collect()
}

/// Whether a rule can go by this id: graph, messages and completions show it as it is.
fn is_id(id: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    id.split('.').all(is_part)
}

/// The byte where the text of a rule ends whose id ends at `from`.
fn end(text: &str, from: usize) -> usize {
    text[from..].find("\n[[rule]]").map_or(text.len(), |i| from + i)
}

/// What is needed to check one rule.
struct Check<'a> {
    name: &'a str,
    text: &'a str,
    language: &'a Language,
    vocabulary: &'a Vocabulary,
    id: &'a str,
    place: &'a str,
    /// Bytes of the rule in the file.
    at: usize,
    end: usize,
}

impl Check<'_> {
    fn error(&self, at: usize, message: impl Into<String>) -> Error {
        Error::new(Kind::Ontology, message).at(place(self.name, self.text, at))
    }

    /// An error about a word of the rule, at its place.
    fn error_at(&self, word: &str, message: impl std::fmt::Display) -> Error {
        let within = &self.text[self.at..self.end];
        let at = self.at + within.find(word).unwrap_or(0);
        self.error(at, format!("rule `{}`: {message}", self.id))
    }

    fn lacks(&self, what: &str, cure: &str) -> Error {
        self.error(self.at, format!("rule `{}` lacks {what}", self.id)).help(cure)
    }

    fn rule(&self, written: Written) -> Result<Rule> {
        let lacks_fact = || self.lacks("`fact`", "add `fact = \"…\"`, a class of the vocabulary");
        let fact = written.fact.as_ref().ok_or_else(lacks_fact)?;
        let class = self.fact_class(fact.as_ref(), fact.span().start)?;
        let lacks_why = || self.lacks("`why`", "add `why = \"…\"`: what it recognises, in one sentence");
        let why = written.why.clone().ok_or_else(lacks_why)?;
        let (pattern, text) = self.pattern(&written, class)?;
        let set = self.sources(class, &written.set)?;
        let default = self.sources(class, &written.default)?;
        self.holes(&written, class, &pattern, &set, &default)?;
        written.requires.iter().try_for_each(|slot| self.slot(class, slot).map(|_| ()))?;
        self.words(&written)?;
        self.examples(&written, class)?;
        let (triggers, called_by) = self.triggers(&written, &pattern)?;
        let roles = file::roles(&written.roles).map_err(|wrong| {
            let help = guess(&wrong, file::ROLES).unwrap_or_else(|| format!("there is {}", file::ROLES.join(", ")));
            self.error_at(&wrong, format!("`{wrong}` is no part of a page")).help(help)
        })?;
        Ok(Rule {
            id: self.id.into(),
            fact: class.name.clone(),
            why,
            text,
            roles,
            mode: written.mode,
            requires: written.requires.iter().map(|s| Arc::from(s.as_str())).collect(),
            each: written.each.map(Into::into),
            chain: written.chain.map(Into::into),
            weak: written.weak,
            yields: written.yields.into_iter().map(Spanned::into_inner).collect(),
            wins_over: written.wins_over.into_iter().map(Spanned::into_inner).collect(),
            not_before: written.not_before,
            not_after: written.not_after,
            unless: written.unless,
            except: written.except,
            past: written.past,
            examples: written.example,
            counterexamples: written.counterexample,
            computed: computed(&[written.set, written.default]),
            file: self.name.into(),
            place: self.place.into(),
            pattern,
            triggers,
            called_by,
            set,
            default,
        })
    }

    fn pattern(&self, written: &Written, class: &FactClass) -> Result<(Pattern, String)> {
        let Some(spanned) = &written.pattern else {
            let slot = class.slots.first().map_or("slot", |s| &*s.name);
            return Err(self.lacks("`pattern`", &format!("add `pattern = '''…'''` with holes such as {{{slot}:…}}")));
        };
        let byte = |at: usize| inside(self.text, spanned.span(), at);
        let text = spanned.as_ref();
        let pattern = self.language.pattern(text).map_err(|mut fault| {
            let at = place(self.name, self.text, byte(fault.at));
            fault.message = format!("rule `{}`: {}", self.id, fault.message);
            fault.error().at(at)
        })?;
        if pattern.can_be_empty {
            let message = format!("rule `{}`: the pattern matches even where nothing stands", self.id);
            return Err(self.error(byte(0), message).help("leave `?` and `*` away from a part that must be there"));
        }
        if let Some(hole) = pattern.holes().last()
            && (text.trim_end().ends_with(":Text}") || text.trim_end().ends_with(":Phrase}"))
        {
            let message =
                format!("rule `{}`: `{}` takes one character only, for nothing follows it", self.id, hole.name);
            let help = format!("write {{{}:Words}}: all words to the end of the clause", hole.name);
            return Err(self.error(byte(hole.at), message).help(help));
        }
        Ok((pattern, text.clone()))
    }

    fn triggers(&self, written: &Written, pattern: &Pattern) -> Result<(Vec<String>, ClassSet)> {
        let found = match &written.trigger {
            None => (pattern.triggers.clone(), pattern.called_by),
            Some(words) => pattern::calls(words.clone()).map_err(|m| {
                let help = "a word calls the rule as it is; a class of mentions is written {Quantity}";
                self.error_at("trigger", m).help(help)
            })?,
        };
        if found.0.is_empty() && found.1 == ClassSet::default() {
            let message = "the pattern needs no word and no name, so it would be tried on every sentence";
            let help = "put a word into it that every match has, or name some: `trigger = [\"…\"]`";
            return Err(self.error_at("pattern", message).help(help));
        }
        Ok(found)
    }

    fn fact_class(&self, fact: &str, at: usize) -> Result<&FactClass> {
        self.vocabulary.fact(fact).ok_or_else(|| {
            let (message, help) = no_class(self.vocabulary, fact);
            self.error(at, format!("rule `{}`: {message}", self.id)).help(help)
        })
    }

    fn slot<'c>(&self, class: &'c FactClass, slot: &str) -> Result<&'c Slot> {
        class.slot(slot).ok_or_else(|| self.error_at(slot, no_slot(class, slot)).help(slots_of(class, slot)))
    }

    fn sources(&self, class: &FactClass, table: &toml::Table) -> Result<Vec<(Arc<str>, Source)>> {
        let read = |(slot, value): (&String, &toml::Value)| {
            let known = self.slot(class, slot)?;
            let source = expression::source(value, &known.kind).map_err(|m| {
                let (message, help) =
                    m.split_once(": ").unwrap_or((&m, "ontology/rules/README.md lists what a slot takes"));
                self.error_at(slot, format!("slot `{slot}`: {message}")).help(help)
            })?;
            Ok((known.name.clone(), source))
        };
        table.iter().map(read).collect()
    }

    /// Every hole fills a slot or is used, and every hole that the rule names is there.
    fn holes(
        &self,
        written: &Written,
        class: &FactClass,
        pattern: &Pattern,
        set: &[(Arc<str>, Source)],
        default: &[(Arc<str>, Source)],
    ) -> Result<()> {
        let sources = set.iter().chain(default).map(|(_, source)| source);
        let computed: Vec<&str> = sources.flat_map(Source::holes).map(|h| &**h).collect();
        for hole in pattern.holes() {
            if *hole.name != *NEXT && !computed.contains(&&*hole.name) && class.slot(&hole.name).is_none() {
                let spanned = written.pattern.as_ref().map_or(0..0, |p| p.span());
                let message = format!("rule `{}`: {}", self.id, no_slot(class, &hole.name));
                let at = inside(self.text, spanned, hole.at);
                return Err(self.error(at, message).help(slots_of(class, &hole.name)));
            }
            let slot = class.slot(&hole.name).filter(|_| !computed.contains(&&*hole.name));
            if let Some((takes, example)) = slot.and_then(|slot| misfit(&slot.kind, hole.only)) {
                let spanned = written.pattern.as_ref().map_or(0..0, |p| p.span());
                let message =
                    format!("rule `{}`: `{}` takes {takes}, and no such thing stands here", self.id, hole.name);
                let at = inside(self.text, spanned, hole.at);
                return Err(self
                    .error(at, message)
                    .help(format!("write {{{}:{example}}}, or name another slot", hole.name)));
            }
        }
        let named = computed.into_iter().chain(written.each.as_deref()).chain(written.chain.as_deref());
        for name in named.chain(written.except.keys().map(String::as_str)) {
            if !pattern.holes().iter().any(|h| *h.name == *name) {
                let near = guess(name, pattern.holes().iter().map(|h| &*h.name));
                let help = near.unwrap_or_else(|| format!("write {{{name}:…}} into the pattern"));
                return Err(self.error_at(name, format!("the pattern has no hole `{name}`")).help(help));
            }
        }
        Ok(())
    }

    /// Words that guard or call a rule are written as texts are read.
    fn words(&self, written: &Written) -> Result<()> {
        let guards = written
            .not_before
            .iter()
            .chain(&written.not_after)
            .chain(&written.unless)
            .chain(written.except.values().flatten());
        for word in guards.chain(written.trigger.iter().flatten()) {
            if word.is_empty() {
                return Err(self.error_at("\"\"", "an empty word stands everywhere").help("take it out"));
            }
            if let Some(read) = as_read(word) {
                return Err(self
                    .error_at(word, format!("`{word}` never stands in the text that rules read"))
                    .help(format!("texts are read in simplified characters and half width: write `{read}`")));
            }
        }
        Ok(())
    }

    fn examples(&self, written: &Written, class: &FactClass) -> Result<()> {
        if written.example.is_empty() {
            let cure = "add [[rule.example]] with a `text` and the `facts` that it holds";
            return Err(self.lacks("an example", cure));
        }
        if written.counterexample.is_empty() {
            let cure = "add [[rule.counterexample]] with a `text` that comes close and holds no such fact";
            return Err(self.lacks("a counterexample", cure));
        }
        let start = |e: &Example| e.text.lines().next().unwrap_or_default().chars().take(12).collect::<String>();
        for example in &written.example {
            if example.facts.is_empty() {
                let error = self.error_at(&start(example), "the example lists no facts");
                return Err(error.help("add `facts = [{ … }]`; a text that holds none is a [[rule.counterexample]]"));
            }
            if let Some(slot) = example.facts.iter().flat_map(|f| f.keys()).find(|s| class.slot(s).is_none()) {
                let error = self.error_at(slot, format!("in an example, {}", no_slot(class, slot)));
                return Err(error.help(slots_of(class, slot)));
            }
        }
        let dated = written.example.iter().chain(&written.counterexample).filter_map(|e| e.date.as_deref());
        if let Some(wrong) = dated.into_iter().find(|date| !calendar::is_date(date)) {
            let error = self.error_at(wrong, format!("`{wrong}` is no date of the calendar"));
            return Err(error.help("write the day of the text as 2024-03-07, 2024-03 or 2024"));
        }
        match written.counterexample.iter().find(|e| !e.facts.is_empty()) {
            Some(example) => Err(self
                .error_at(&start(example), "the counterexample lists facts")
                .help("a text that holds facts is a [[rule.example]]")),
            None => Ok(()),
        }
    }
}

/// Where no mention of these classes has a value for a slot: what the slot takes, and a class that has it.
fn misfit(kind: &SlotKind, only: ClassSet) -> Option<(&'static str, &'static str)> {
    let (takes, example, fitting): (_, _, &[Class]) = match kind {
        SlotKind::Time => ("a date or length of time", "Time", &[Class::Time]),
        SlotKind::Quantity => ("an amount", "Quantity", &[Class::Quantity, Class::Time]),
        SlotKind::Number => ("a number", "Quantity", &[Class::Quantity, Class::Time]),
        // A number of states is named by its words: 180多个国家.
        SlotKind::Entity => ("something with a name", "Party", &Class::SHOWN[..Class::Time as usize]),
        SlotKind::Text | SlotKind::Code(_) | SlotKind::Bool => return None,
    };
    let fits = only == ClassSet::default() || fitting.iter().any(|class| only.contains(*class));
    (!fits).then_some((takes, example))
}

/// What to say of a fact class that is not there, and the cure.
pub(super) fn no_class(vocabulary: &Vocabulary, name: &str) -> (String, String) {
    let near = guess(name, vocabulary.facts.iter().map(|f| &*f.name));
    let near = near.map_or_else(String::new, |near| format!("{near} "));
    let help = format!("{near}`diplograph vocabulary` shows all; a new one goes into a vocabulary.ttl beside rules/");
    (format!("`{name}` is no fact class of the vocabulary"), help)
}

pub(super) fn no_slot(class: &FactClass, name: &str) -> String {
    format!("`{name}` is no slot of {}", class.name)
}

pub(super) fn slots_of(class: &FactClass, name: &str) -> String {
    let all: Vec<&str> = class.slots.iter().map(|s| &*s.name).collect();
    let near = guess(name, all.iter().copied()).filter(|g| g.starts_with("did"));
    format!("{}it has {}", near.map_or_else(String::new, |n| format!("{n} ")), all.join(", "))
}

/// What the tables of a rule compute, as written.
fn computed(tables: &[toml::Table]) -> Vec<(Arc<str>, String)> {
    let written = tables.iter().flatten().filter_map(|(slot, value)| Some((slot, value.as_str()?)));
    written.filter(|(_, v)| v.starts_with('@')).map(|(slot, v)| (slot.as_str().into(), v.to_owned())).collect()
}
