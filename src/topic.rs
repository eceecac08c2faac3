//! `ontology/topics.toml` → what facts are about and which event they announce: words, verbs and objects.

use crate::error::{Error, Kind, Result};
use crate::fact::{Fact, Value};
use crate::lexicon::canonical;
use crate::near::guess;
use crate::pattern::as_read;
use crate::source::simplified;
use crate::vocab::{ID, NS};
use crate::written::{place, unreadable};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{Literal, NamedNode, Triple};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The event types of the PLOVER ontology.
pub const EVENTS: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "CONCEDE",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// What facts can be about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id: `arms-control`.
    pub id: Arc<str>,
    /// Its Chinese name.
    #[serde(default)]
    pub zh: String,
    /// Its English name.
    #[serde(default)]
    pub en: String,
    /// Words that tell it.
    #[serde(default)]
    words: Vec<String>,
}

/// Verbs that announce an event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    code: Arc<str>,
    verbs: Vec<String>,
    /// One of these must stand behind the verb, if there are any.
    #[serde(default)]
    objects: Vec<String>,
}

/// How a class of facts is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    reads: String,
    by: Option<String>,
    #[serde(default)]
    events: BTreeMap<String, Arc<str>>,
    /// Whether a verb tells the event where the code does not.
    #[serde(default)]
    verbs: bool,
    otherwise: Option<Arc<str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    class: BTreeMap<String, Reading>,
    #[serde(default)]
    topic: Vec<Topic>,
    #[serde(default)]
    event: Vec<Event>,
}

impl File {
    /// Whether texts can hold the words; else the first that none holds, and how it is written there.
    fn is_readable(&self) -> std::result::Result<(), (String, String)> {
        let words = self.topic.iter().flat_map(|t| &t.words);
        let acts = self.event.iter().flat_map(|e| e.verbs.iter().chain(&e.objects));
        let wrong = words.chain(acts).find_map(|word| Some((word.clone(), as_read(word)?)));
        wrong.map_or(Ok(()), Err)
    }
}

/// Topics, verbs and classes.
#[derive(Default)]
pub struct Topics {
    classes: BTreeMap<String, Reading>,
    topics: Vec<Topic>,
    events: Vec<Event>,
    words: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    verbs: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// For each verb of `verbs`, the events that it announces, in their order.
    announced: Vec<Vec<u32>>,
}

impl Topics {
    /// Reads topic files, each with its name and text; later ones add to earlier ones.
    ///
    /// Errors ([`Kind::Ontology`]): no such file, an unknown code of an event, a topic without a word.
    pub fn load(files: &[(String, String)]) -> Result<Topics> {
        let mut all = Topics::default();
        for (name, text) in files {
            let file: File = toml::from_str(text).map_err(|e| unreadable(name, text, &e))?;
            let named = file.class.values().flat_map(|c| c.events.values().chain(&c.otherwise));
            if let Some(wrong) = named.chain(file.event.iter().map(|e| &e.code)).find(|c| !EVENTS.contains(&&***c)) {
                let help = guess(wrong, EVENTS).unwrap_or_else(|| format!("there is {}", EVENTS.join(", ")));
                return Err(Error::new(Kind::Ontology, format!("`{wrong}` is no event of PLOVER")).at(name).help(help));
            }
            if let Some(topic) = file.topic.iter().find(|t| t.words.iter().all(String::is_empty)) {
                let message = format!("the topic `{}` has no word", topic.id);
                return Err(Error::new(Kind::Ontology, message).at(name).help("add `words = [\"…\"]`"));
            }
            file.is_readable().map_err(|(word, read)| {
                let place = place(name, text, text.find(&word).unwrap_or(0));
                Error::new(Kind::Ontology, format!("`{word}` never stands in the text that is read"))
                    .at(place)
                    .help(format!("texts are read in simplified characters and half width: write `{read}`"))
            })?;
            all.classes.extend(file.class);
            all.events.extend(file.event);
            for topic in file.topic {
                match all.topics.iter_mut().find(|t| t.id == topic.id) {
                    Some(known) => known.words.extend(topic.words),
                    None => all.topics.push(topic),
                }
            }
        }
        all.words = all.automaton();
        all.index_verbs();
        Ok(all)
    }

    fn index_verbs(&mut self) {
        let mut verbs: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (n, event) in self.events.iter().enumerate() {
            for verb in event.verbs.iter().filter(|v| !v.is_empty()) {
                verbs.entry(verb).or_default().push(n as u32);
            }
        }
        self.verbs = CharwiseDoubleArrayAhoCorasick::with_values(verbs.keys().zip(0u32..)).ok();
        self.announced = verbs.into_values().collect();
    }

    fn automaton(&self) -> Option<CharwiseDoubleArrayAhoCorasick<u32>> {
        // A word of two topics tells the first.
        let mut words: BTreeMap<&str, u32> = BTreeMap::new();
        for (n, topic) in self.topics.iter().enumerate() {
            for word in topic.words.iter().filter(|w| !w.is_empty()) {
                words.entry(word).or_insert(n as u32);
            }
        }
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest);
        builder.build_with_values(words).ok()
    }

    /// The topic that a user may mean: by its id or name, else by a word that tells it.
    pub fn named(&self, wanted: &str) -> Option<&Topic> {
        let wanted = canonical(wanted);
        let is_wanted = |name: &str| !name.is_empty() && canonical(name) == wanted;
        let called = |t: &&Topic| [&*t.id, &t.zh, &t.en].into_iter().any(is_wanted);
        let told = |t: &&Topic| t.words.iter().any(|word| is_wanted(word));
        self.topics.iter().find(called).or_else(|| self.topics.iter().find(told))
    }

    /// The topics as concepts of the graph.
    pub fn triples(&self) -> impl Iterator<Item = Triple> + '_ {
        self.topics.iter().flat_map(|topic| {
            let node = NamedNode::new_unchecked(format!("{ID}topic/{}", topic.id));
            let label = |text: &str, lang: &str| {
                let literal = Literal::new_language_tagged_literal_unchecked(text, lang);
                Triple::new(node.clone(), rdfs::LABEL.into_owned(), literal)
            };
            let class = NamedNode::new_unchecked(format!("{NS}Topic"));
            [Triple::new(node.clone(), rdf::TYPE.into_owned(), class), label(&topic.zh, "zh"), label(&topic.en, "en")]
        })
    }

    /// Whether facts of a class have topics.
    pub fn reads(&self, class: &str) -> bool {
        self.classes.contains_key(class)
    }

    /// The ids of all topics.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(|t| &*t.id)
    }

    /// Tells facts what they are about and which event they announce.
    pub(crate) fn mark(&self, facts: &mut [Fact]) {
        for fact in facts {
            let Some(reading) = self.classes.get(&*fact.class) else { continue };
            let Some(Value::Text(text)) = fact.slot(&reading.reads).first() else { continue };
            let text = &simplified(text);
            let (topics, event) = (self.topics_of(text), self.event_of(fact, reading, text));
            (fact.topics, fact.plover) = (topics, event);
        }
    }

    /// The topics that the words of a phrase tell, in its order.
    fn topics_of(&self, text: &str) -> Vec<Arc<str>> {
        let mut out: Vec<Arc<str>> = Vec::new();
        for found in self.words.iter().flat_map(|words| words.leftmost_find_iter(text)) {
            let id = &self.topics[found.value() as usize].id;
            if !out.contains(id) {
                out.push(id.clone());
            }
        }
        out
    }

    fn event_of(&self, fact: &Fact, reading: &Reading, text: &str) -> Option<Arc<str>> {
        let code = reading.by.as_ref().and_then(|slot| fact.slot(slot).first());
        let by_code = match code {
            Some(Value::Code(code)) => reading.events.get(&**code),
            _ => None,
        };
        let by_verb = || self.announced(text).filter(|_| reading.verbs);
        by_code.cloned().or_else(by_verb).or_else(|| reading.otherwise.clone())
    }

    /// The event of the verb that comes first; of two there, of the longer one, and of one with its object.
    fn announced(&self, text: &str) -> Option<Arc<str>> {
        let verbs = self.verbs.iter().flat_map(|verbs| verbs.find_overlapping_iter(text));
        let events =
            verbs.flat_map(|v| self.announced[v.value() as usize].iter().map(move |&n| (v.start(), v.end(), n)));
        let ranked = events.filter_map(|(start, end, n)| {
            let objects = &self.events[n as usize].objects;
            let complete = objects.is_empty() || objects.iter().any(|o| text[end..].contains(o.as_str()));
            complete.then_some((start, Reverse(end), objects.is_empty(), n))
        });
        ranked.min().map(|(.., n)| self.events[n as usize].code.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics() -> Topics {
        Topics::load(&[("topics.toml".into(), include_str!("../ontology/topics.toml").into())]).unwrap()
    }

    #[test]
    fn topics_stand_in_the_order_of_the_words_and_the_longer_word_counts() {
        assert_eq!(topics().topics_of("扩大进口，保护环境和海外中国公民"), ["trade".into(), "consular".into()]);
        assert_eq!(topics().topics_of("推动国际货币基金组织改革"), ["governance".into(), "reform".into()]);
        assert!(topics().topics_of("迎娶新娘").is_empty());
    }

    #[test]
    fn words_in_traditional_characters_are_read_as_the_simplified_ones() {
        let engine = crate::engine::Engine::new(None).unwrap();
        let marked = |text: &str| {
            let document = engine.read("a.txt", text.as_bytes(), &Default::default()).unwrap();
            engine.extract(&document).facts.into_iter().map(|f| (f.topics, f.plover)).collect::<Vec<_>>()
        };
        assert_eq!(marked("中方將擴大進口。"), marked("中方将扩大进口。"));
        assert_eq!(marked("中方將擴大進口。")[0].0, ["trade".into()]);
    }

    #[test]
    fn the_first_verb_tells_the_event_and_some_only_with_their_object() {
        let event = |text: &str| topics().announced(text);
        assert_eq!(event("访问挪威并提供援助").as_deref(), Some("CONSULT"));
        assert_eq!(event("提供更多疫苗").as_deref(), Some("AID"));
        assert_eq!(event("提供更好的舞台"), None);
        assert_eq!(event("取消对挪威鱼类的关税").as_deref(), Some("CONCEDE"));
        assert_eq!(event("取消同挪威的会晤").as_deref(), Some("SANCTION"));
    }

    #[test]
    fn an_unknown_code_is_told_with_the_nearest() {
        let wrong = Topics::load(&[("t.toml".into(), "[[event]]\ncode = \"CONSLT\"\nverbs = [\"谈\"]\n".into())]);
        assert_eq!(wrong.err().unwrap().help.as_deref(), Some("did you mean `CONSULT`?"));
    }
}
