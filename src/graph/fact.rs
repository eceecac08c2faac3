//! Joined facts and the passages that attest them.

use super::Sink;
use super::term::{decimal, dg, id, integer, local_name, time_literal, zh};
use super::text::{self, Anchor};
use crate::archive::Archive;
use crate::corpus::Asked;
use crate::join::JoinedFact;
use crate::line::{Evidence, amount_in_words, number_in_words};
use crate::vocab::{SlotKind, Vocabulary, code_term};
use oxigraph::model::vocab::rdfs;
use oxigraph::model::{Literal, NamedNode, Quad};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The IRI of a fact.
pub(super) fn iri(fact: &str) -> NamedNode {
    id(&format!("fact/{fact}"))
}

/// The question of a turn of a document, by the document's name.
pub(crate) type Asking<'a> = &'a (dyn Fn(&str, usize) -> Option<&'a Asked> + Sync);

/// A fact with its slots, speakers, status and evidence.
pub(super) fn fact(sink: &mut Sink<'_>, fact: &JoinedFact, asked: Asking<'_>, vocabulary: &Vocabulary) {
    let node = iri(&fact.id);
    sink.class(&node, "Fact");
    sink.class(&node, &fact.class);
    for slot in vocabulary.fact(&fact.class).iter().flat_map(|c| &c.slots) {
        for value in fact.values(&slot.name) {
            slot_value(sink, &node, &slot.name, &slot.kind, value, fact);
        }
    }
    sink.link(&node, "mode", &dg(&code_term(fact.mode.code())));
    sink.link(&node, "status", &dg(&code_term(fact.status.code())));
    for speaker in fact.speakers().filter_map(|s| fact.entities.get(s)) {
        sink.link(&node, "statedBy", &id(speaker));
    }
    for day in &fact.stated_on {
        sink.value(&node, "statedOn", time_literal(day));
    }
    for year in years(fact) {
        sink.value(&node, "year", integer(year));
    }
    if let Some((first, last)) = days(fact) {
        sink.days(&node, first, last);
    }
    for occasion in &fact.occasions {
        sink.link(&node, "occasion", &super::text::occasion(occasion));
    }
    for exchange in &fact.exchanges {
        sink.link(&node, "inExchange", &iri(exchange));
    }
    let asks_about = asks_about(fact, asked);
    // What is asked about is mentioned: the narrower property says it.
    for path in fact.mentions.values().filter(|path| !asks_about.contains(path.as_str())) {
        sink.link(&node, "mentions", &id(path));
    }
    asks_about.iter().for_each(|path| sink.link(&node, "asksAbout", &id(path)));
    for evidence in &fact.evidence {
        sink.link(&node, "evidence", &passage_iri(evidence));
        sink.link(&node, "rule", &rule(&evidence.rule));
        sink.class(&rule(&evidence.rule), "Rule");
    }
    for topic in &fact.topics {
        sink.link(&node, "topic", &id(&format!("topic/{topic}")));
    }
    if let Some(code) = &fact.plover {
        sink.value(&node, "plover", Literal::new_typed_literal(code, dg("PLOVER")));
    }
    for diagnostic in &fact.diagnostics {
        sink.value(&node, "diagnostic", Literal::new_simple_literal(diagnostic));
    }
    if fact.class == "Exchange" {
        exchange(sink, &node, fact, asked);
    }
}

/// The turns of an exchange with what they ask.
fn turns<'f, 'a>(fact: &'f JoinedFact, asked: Asking<'a>) -> impl Iterator<Item = (&'f str, usize, &'a Asked)> {
    let evidence = fact.evidence.iter().filter(|_| fact.class == "Exchange");
    let turns = evidence.filter_map(|e| Some((e.source.as_str(), e.turn?)));
    turns.filter_map(move |(source, turn)| Some((source, turn, asked(source, turn)?)))
}

/// The entities that the questions of an exchange name.
fn asks_about<'a>(fact: &JoinedFact, asked: Asking<'a>) -> BTreeSet<&'a str> {
    turns(fact, asked).flat_map(|(.., asked)| &asked.about).map(String::as_str).collect()
}

/// The turns of an exchange, and the words of the question.
fn exchange(sink: &mut Sink<'_>, node: &NamedNode, fact: &JoinedFact, asked: Asking<'_>) {
    let mut longest = "";
    for (source, turn, asked) in turns(fact, asked) {
        sink.link(node, "turn", &text::turn_iri(source, turn));
        if asked.question.len() > longest.len() {
            longest = &asked.question;
        }
    }
    sink.zh(node, "question", longest);
}

fn slot_value(sink: &mut Sink<'_>, node: &NamedNode, slot: &str, kind: &SlotKind, value: &Json, fact: &JoinedFact) {
    match (kind, value) {
        (SlotKind::Entity, Json::String(s)) => {
            if let Some(path) = fact.entities.get(s) {
                sink.link(node, slot, &id(path));
            }
        }
        (SlotKind::Text, Json::String(s)) => sink.value(node, slot, zh(s)),
        (SlotKind::Time, Json::String(s)) => sink.value(node, slot, time_literal(s)),
        (SlotKind::Code(_), Json::String(s)) => sink.link(node, slot, &dg(&code_term(s))),
        (SlotKind::Number, Json::Number(n)) => sink.value(node, slot, decimal(&n.to_string())),
        (SlotKind::Bool, Json::Bool(b)) => sink.value(node, slot, Literal::from(*b)),
        (SlotKind::Quantity, Json::Object(q)) => {
            let amount = quantity(sink, q);
            sink.link(node, slot, &amount);
        }
        _ => {}
    }
}

/// The node of an amount; equal amounts are one node.
fn quantity(sink: &mut Sink<'_>, q: &Map<String, Json>) -> NamedNode {
    let text = |key: &str| q.get(key).and_then(Json::as_str).unwrap_or_default();
    let amount = number_in_words(q).unwrap_or_else(|| "some".to_owned());
    let sign = match text("cmp") {
        ">" => "over",
        ">=" => "at-least",
        "<" => "under",
        "<=" => "at-most",
        "~" => "about",
        _ => "exactly",
    };
    let node = id(&format!("quantity/{sign}-{amount}-{}", local_name(text("unit"))));
    sink.class(&node, "Quantity");
    for key in ["value", "min", "max"] {
        if let Some(Json::Number(n)) = q.get(key) {
            sink.value(&node, key, decimal(&n.to_string()));
        }
    }
    sink.value(&node, "unit", Literal::new_simple_literal(text("unit")));
    sink.value(&node, "cmp", Literal::new_simple_literal(text("cmp")));
    sink.add(&node, rdfs::LABEL.into_owned(), Literal::new_simple_literal(amount_in_words(q)));
    node
}

/// The years of a fact's time or start; without these, the year in which an anniversary falls.
fn years(fact: &JoinedFact) -> BTreeSet<usize> {
    let of = |slot: &str| fact.values(slot).iter().filter_map(year).collect::<BTreeSet<usize>>();
    let named: BTreeSet<usize> = of("time").union(&of("start")).copied().collect();
    if !named.is_empty() {
        return named;
    }
    let falls = |(begun, passed): (&str, &str)| {
        let passed = fact.values(passed).first()?.as_u64()?;
        Some(of(begun).first()? + usize::try_from(passed).ok()?)
    };
    [("established", "anniversary"), ("founded", "number")].into_iter().filter_map(falls).collect()
}

/// The first and last day of a fact's time; what only begins has no last day.
fn days(fact: &JoinedFact) -> Option<(Option<String>, Option<String>)> {
    let of = |slot: &str| crate::date::days(fact.values(slot).first()?.as_str()?);
    of("time").or_else(|| of("start").map(|(first, _)| (first, None)))
}

/// The year of a time value, if it names one.
fn year(value: &Json) -> Option<usize> {
    value.as_str()?.get(..4)?.parse().ok()
}

/// Facts that one sentence states, in pairs of ids.
pub(super) fn said_together(archive: &Archive) -> BTreeSet<(&str, &str)> {
    let mut sentences: HashMap<usize, HashMap<(usize, usize), usize>> = HashMap::new();
    let mut by_sentence: BTreeMap<(usize, usize), BTreeSet<&str>> = BTreeMap::new();
    for fact in &archive.facts {
        for e in &fact.evidence {
            let Some(number) = archive.number(&e.source) else { continue };
            let of_source = sentences.entry(number).or_insert_with(|| self::sentences(archive, number));
            if let Some(&sentence) = of_source.get(&(e.start, e.end)) {
                by_sentence.entry((number, sentence)).or_default().insert(&fact.id);
            }
        }
    }
    let mut out = BTreeSet::new();
    for together in by_sentence.values() {
        for one in together {
            out.extend(together.iter().filter(|o| *o != one).map(|other| (*one, *other)));
        }
    }
    out
}

/// For each passage of a document, by its code points, the number of the sentence in which it begins.
fn sentences(archive: &Archive, number: usize) -> HashMap<(usize, usize), usize> {
    let begins = archive.witnesses[number].statements.iter().zip(&archive.sources[number].sentences);
    begins.filter_map(|(s, sentence)| Some(((s.evidence.start, s.evidence.end), (*sentence)?))).collect()
}

pub(super) fn rule(rule: &str) -> NamedNode {
    id(&format!("rule/{}", local_name(rule)))
}

pub(super) fn passage_iri(e: &Evidence) -> NamedNode {
    text::passage_iri(&e.source, e.start, e.end)
}

/// The passages of a fact, each in the graph of its source.
pub(super) fn passages(out: &mut Vec<Quad>, fact: &JoinedFact) {
    let mut seen = BTreeSet::new();
    for e in &fact.evidence {
        let mut sink = Sink::new(out, &text::iri(&e.source));
        let node = passage_iri(e);
        sink.link(&node, "rule", &rule(&e.rule));
        if let Some(speaker) = e.speaker.as_ref().and_then(|s| fact.entities.get(s)) {
            sink.link(&node, "statedBy", &id(speaker));
        }
        if !seen.insert((&e.source, e.start, e.end)) {
            continue;
        }
        let anchor = Anchor { source: &e.source, start: e.start, end: e.end, bytes: Some((e.start_byte, e.end_byte)) };
        anchor.write(&mut sink, &node, "Passage");
        sink.zh(&node, "quote", &e.quote);
        if let Some(turn) = e.turn {
            sink.link(&node, "turn", &text::turn_iri(&e.source, turn));
        }
    }
}
