//! Mentions and Facts → the lines that other programs read: names instead of numbers, places in the original file.
//!
//! `extract` prints these lines; the join works on them, so that what a script sees and what is joined are the same, but for
//! the characters: a witness in traditional characters and one in simplified ones say the same ([`Script`]).

use crate::document::Document;
use crate::fact::{Fact, Mode, Value};
use crate::hash::digest;
use crate::lexicon::{EntityId, Lexicon};
use crate::mention::{Class, Mention, Referent};
use crate::source::{Span, fold_char};
use crate::vocab::{ID, SlotKind, Vocabulary};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An entity as lines name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityRef {
    /// ISO code of a country or territory, else the canonical name.
    pub id: String,
    /// Its IRI without [`ID`]: `country/CH`.
    pub path: String,
}

/// Looks entities up by id and by canonical name.
#[derive(Debug, Clone)]
pub struct Names<'a> {
    lexicon: &'a Lexicon,
    by_name: FxHashMap<&'a str, EntityId>,
}

impl<'a> Names<'a> {
    /// Indexes the canonical names of a lexicon.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        let mut by_name = FxHashMap::default();
        for (id, entity) in lexicon.entities().filter(|(_, e)| e.class != Class::Title) {
            by_name.entry(&*entity.name).or_insert(id);
        }
        Names { lexicon, by_name }
    }

    /// The lexicon.
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }

    /// A listed entity. A territory goes by its name and keeps its ISO code as an attribute: only states go by codes.
    pub fn listed(&self, id: EntityId) -> EntityRef {
        let entity = self.lexicon.entity(id);
        let path = entity.iri.strip_prefix(ID).unwrap_or(&entity.iri).to_owned();
        let code = entity.code.as_deref().filter(|_| entity.class == Class::Country);
        EntityRef { id: code.unwrap_or(&entity.name).to_owned(), path }
    }

    /// Something with a name: listed under it, or of the class that a mention of the document gives it.
    fn named(&self, name: &str, unlisted: &FxHashMap<&str, Class>) -> EntityRef {
        if let Some(&id) = self.by_name.get(name) {
            return self.listed(id);
        }
        EntityRef { id: name.to_owned(), path: path_of(unlisted.get(name).copied(), name) }
    }

    /// What a mention names; none for amounts, times and titles.
    pub fn of_mention(&self, mention: &Mention) -> Option<EntityRef> {
        match &mention.referent {
            Referent::Listed(id) if mention.class < Class::Quantity => Some(self.listed(*id)),
            Referent::Unlisted(name) => {
                Some(EntityRef { id: name.to_string(), path: path_of(Some(mention.class), name) })
            }
            _ => None,
        }
    }
}

/// The IRI path of something that no gazetteer holds: its name without marks and spaces, under its class.
fn path_of(class: Option<Class>, name: &str) -> String {
    let kind = match class {
        Some(Class::Country) => "country",
        Some(Class::Region) => "region",
        Some(Class::Place) => "place",
        Some(Class::Organization) => "org",
        Some(Class::Person) => "person",
        Some(Class::Event) => "event",
        Some(Class::Document) => "document",
        Some(Class::Doctrine) => "doctrine",
        _ => "thing",
    };
    let mut letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() {
        letters = digest(&[name]);
    }
    format!("{kind}/{letters}")
}

/// In which characters slots give the words of a text. Evidence always has the text's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// The text's own: what one text says, alone.
    Own,
    /// Simplified ones: what several witnesses say is compared.
    Simplified,
}

impl Script {
    fn of(self, words: &str) -> Cow<'_, str> {
        match self {
            Script::Own => Cow::Borrowed(words),
            Script::Simplified => {
                let mut folded = String::with_capacity(words.len());
                words.chars().for_each(|c| if c == ' ' { folded.push(c) } else { fold_char(c, |f| folded.push(f)) });
                Cow::Owned(folded)
            }
        }
    }
}

/// A named part of a match, as it stands in the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// The hole's name.
    pub name: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The original text.
    pub text: String,
}

/// Where a fact is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Name of the source.
    pub source: String,
    /// First code point of the decoded original.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// First byte of the file.
    pub start_byte: usize,
    /// One past the last.
    pub end_byte: usize,
    /// The original text, with its spaces and line breaks.
    pub quote: String,
    /// Who says it; none in narration.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speaker: Option<String>,
    /// The rule that found it.
    pub rule: String,
    /// Number of the turn in its document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub turn: Option<usize>,
    /// Slots that this witness reads differently from the joined fact.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub reads: Map<String, Json>,
    /// What the rule's holes held.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub captures: Vec<Capture>,
}

/// A fact with names in place of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Fact class.
    pub class: String,
    /// Slots in the vocabulary's order, in the form of the lines.
    pub slots: Map<String, Json>,
    /// Paths of the entities that the slots and the speaker name, by id.
    pub entities: BTreeMap<String, String>,
    /// Entities named in the passage.
    pub mentions: Vec<EntityRef>,
    /// How it is meant.
    pub mode: Mode,
    /// Where it stands.
    pub evidence: Evidence,
    /// Bytes of the reading text.
    pub span: Span,
    /// Index of the article.
    pub article: usize,
    /// What does not fit together.
    pub diagnostics: Vec<String>,
    /// Ids of topics.
    pub topics: Vec<String>,
    /// Code of the PLOVER ontology.
    pub plover: Option<String>,
}

impl Statement {
    /// Resolves the facts of a document, in their order. `mentions` are its mentions.
    pub fn of_facts<'a>(
        doc: &'a Document,
        facts: &'a [Fact],
        mentions: &'a [Mention],
        names: &'a Names<'a>,
        vocabulary: &'a Vocabulary,
        script: Script,
    ) -> impl Iterator<Item = Statement> + 'a {
        let mut unlisted = FxHashMap::default();
        for mention in mentions {
            if let Referent::Unlisted(name) = &mention.referent {
                unlisted.entry(&**name).or_insert(mention.class);
            }
        }
        let resolver = Resolver { doc, mentions, names, vocabulary, script, unlisted };
        facts.iter().map(move |fact| resolver.statement(fact))
    }

    /// The line of `extract`.
    pub fn line(&self) -> FactLine<'_> {
        let e = &self.evidence;
        let slots = serde_json::to_string(&self.slots).unwrap_or_default();
        let id = digest(&[&self.class, &slots, &e.source, &e.start.to_string(), &e.end.to_string()]);
        FactLine {
            layer: "fact",
            source: &e.source,
            start: e.start,
            end: e.end,
            start_byte: e.start_byte,
            end_byte: e.end_byte,
            quote: &e.quote,
            class: &self.class,
            slots: &self.slots,
            speaker: e.speaker.as_deref(),
            mode: self.mode,
            rule: &e.rule,
            id,
            topics: &self.topics,
            plover: self.plover.as_deref(),
            diagnostics: &self.diagnostics,
        }
    }
}

/// What the facts of a document are resolved with.
struct Resolver<'a> {
    doc: &'a Document,
    mentions: &'a [Mention],
    names: &'a Names<'a>,
    vocabulary: &'a Vocabulary,
    script: Script,
    /// Names that no gazetteer holds, with the class of their first mention.
    unlisted: FxHashMap<&'a str, Class>,
}

/// Paths of entities by id.
type Paths = BTreeMap<String, String>;

impl Resolver<'_> {
    fn statement(&self, fact: &Fact) -> Statement {
        let mut entities = Paths::new();
        let slots = self.slots(fact, &mut entities);
        let speaker = fact.speaker.as_ref().map(|name| kept(self.names.named(name, &self.unlisted), &mut entities));
        let sentence = self.doc.sentence_at(fact.span.start).map(|i| self.doc.sentences[i]);
        let turn = sentence.and_then(|s| s.turn);
        // An exchange is what is asked in it: whom the question names is named in the fact.
        let question = turn.filter(|_| &*fact.class == "Exchange").map(|turn| &self.doc.turns[turn].question);
        let spans = std::iter::once(&fact.span).chain(question.into_iter().flatten());
        let named = spans.flat_map(|span| inside(self.mentions, *span));
        let mut mentions: Vec<EntityRef> = named.filter_map(|m| self.names.of_mention(m)).collect();
        mentions.sort();
        mentions.dedup();
        Statement {
            class: fact.class.to_string(),
            slots,
            entities,
            mentions,
            mode: fact.mode,
            evidence: self.evidence(fact, speaker, turn),
            span: fact.span,
            article: sentence.map_or(0, |s| s.article),
            diagnostics: fact.diagnostics.clone(),
            topics: fact.topics.iter().map(ToString::to_string).collect(),
            plover: fact.plover.as_ref().map(ToString::to_string),
        }
    }

    /// The slots in the form of the lines; the entities that they name are added to `entities`.
    fn slots(&self, fact: &Fact, entities: &mut Paths) -> Map<String, Json> {
        let class = self.vocabulary.fact(&fact.class);
        let mut slots = Map::new();
        for (name, values) in &fact.slots {
            let slot = class.and_then(|c| c.slot(name));
            let holds_entities = slot.is_some_and(|s| s.kind == SlotKind::Entity);
            let values: Vec<Json> = values.iter().map(|v| self.value(v, holds_entities, entities)).collect();
            let many = slot.is_some_and(|s| s.many);
            let value = if many { Some(Json::Array(values)) } else { values.into_iter().next() };
            slots.extend(value.map(|value| (name.to_string(), value)));
        }
        slots
    }

    fn value(&self, value: &Value, holds_entities: bool, entities: &mut Paths) -> Json {
        let entity = match value {
            Value::Entity(id) => self.names.listed(*id),
            Value::Name(name) => self.names.named(name, &self.unlisted),
            Value::Text(text) if holds_entities => self.names.named(&self.script.of(text), &self.unlisted),
            Value::Text(text) => return json!(self.script.of(text)),
            other => return plain(other),
        };
        Json::String(kept(entity, entities))
    }

    fn evidence(&self, fact: &Fact, speaker: Option<String>, turn: Option<usize>) -> Evidence {
        let doc = self.doc;
        let place = doc.locate(fact.span);
        let capture = |(name, span): &(Arc<str>, Span)| {
            let at = doc.locate(*span);
            Capture { name: name.to_string(), start: at.start, end: at.end, text: doc.quote(*span).to_owned() }
        };
        Evidence {
            source: doc.name().to_owned(),
            start: place.start,
            end: place.end,
            start_byte: place.start_byte,
            end_byte: place.end_byte,
            quote: doc.quote(fact.span).to_owned(),
            speaker,
            rule: fact.rule.to_string(),
            turn,
            reads: Map::new(),
            captures: fact.captures.iter().map(capture).collect(),
        }
    }
}

/// Adds an entity to those that are named; gives its id.
fn kept(entity: EntityRef, entities: &mut Paths) -> String {
    entities.insert(entity.id.clone(), entity.path);
    entity.id
}

/// A fact as `extract` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct FactLine<'a> {
    layer: &'static str,
    source: &'a str,
    /// First code point of the decoded original.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    start_byte: usize,
    end_byte: usize,
    quote: &'a str,
    #[serde(rename = "type")]
    class: &'a str,
    slots: &'a Map<String, Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    mode: Mode,
    rule: &'a str,
    id: String,
    #[serde(skip_serializing_if = "is_empty")]
    topics: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    plover: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    diagnostics: &'a [String],
}

fn is_empty(list: &[String]) -> bool {
    list.is_empty()
}

/// The mentions that lie in a span; `mentions` are sorted by start.
pub(crate) fn inside(mentions: &[Mention], span: Span) -> impl Iterator<Item = &Mention> {
    let first = mentions.partition_point(|m| m.span.start < span.start);
    mentions[first..].iter().take_while(move |m| m.span.start < span.end).filter(move |m| m.span.end <= span.end)
}

/// A value that names no entity.
fn plain(value: &Value) -> Json {
    match value {
        Value::Entity(_) | Value::Name(_) => Json::Null,
        Value::Text(t) | Value::Time(t) => json!(t),
        Value::Code(c) => json!(**c),
        Value::Number(n) => number(n),
        Value::Bool(b) => json!(b),
        Value::Quantity(q) => {
            let mut line = json!(q);
            if let Some(object) = line.as_object_mut() {
                object.shift_remove("kind");
                if object.get("value").is_some_and(Json::is_null)
                    && (object.contains_key("min") || object.contains_key("max"))
                {
                    object.shift_remove("value");
                }
            }
            line
        }
    }
}

/// A slot's value as one string: `王毅`, `亚洲、欧洲`, `>20 国家`.
pub(crate) fn in_words(value: &Json) -> String {
    match value {
        Json::String(s) => s.clone(),
        Json::Array(items) => items.iter().map(in_words).collect::<Vec<_>>().join("、"),
        Json::Object(quantity) => amount_in_words(quantity),
        other => other.to_string(),
    }
}

/// The number of an amount, or both ends of a range: `240000000000`, `10..20`, `10..`; none where it has none.
pub(crate) fn number_in_words(quantity: &Map<String, Json>) -> Option<String> {
    let number = |key: &str| quantity.get(key).filter(|v| v.is_number()).map(ToString::to_string);
    match (number("value"), number("min"), number("max")) {
        (Some(value), ..) => Some(value),
        (None, None, None) => None,
        (None, min, max) => Some(format!("{}..{}", min.unwrap_or_default(), max.unwrap_or_default())),
    }
}

/// An amount with its unit: `240000000000 USD`, `10..20 %`; without a number the unit alone.
pub(crate) fn amount_in_words(quantity: &Map<String, Json>) -> String {
    let text =
        |key: &str, silent: &str| quantity.get(key).and_then(Json::as_str).filter(|t| *t != silent).unwrap_or("");
    let amount = number_in_words(quantity).unwrap_or_default();
    format!("{}{amount} {}", text("cmp", "="), text("unit", "1")).trim().to_owned()
}

fn number(n: &Decimal) -> Json {
    n.normalize().to_string().parse::<serde_json::Number>().map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_hold_letters_and_digits_only() {
        assert_eq!(path_of(Some(Class::Person), "布鲁诺·勒梅尔"), "person/布鲁诺勒梅尔");
        assert_eq!(path_of(None, "“三个确保”"), "thing/三个确保");
        assert!(path_of(None, "…").len() > "thing/".len());
    }

    #[test]
    fn numbers_are_written_as_they_are() {
        assert_eq!(number(&Decimal::new(520, 2)).to_string(), "5.2");
        assert_eq!(number(&Decimal::new(240_000_000_000, 0)).to_string(), "240000000000");
    }
}
