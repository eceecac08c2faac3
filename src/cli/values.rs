//! What completions offer for options whose values are data: classes, relations, topics, rules, queries.
//!
//! The options take other values too (labels, any letter case, names of your own ontology) and check them where they are
//! used; the lists are made only when a shell asks for them.

use crate::engine::{self, Engine};
use crate::question;
use crate::vocab::{NS, Vocabulary};
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command};
use oxigraph::model::vocab::rdfs;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use std::ffi::OsStr;

type Values = fn() -> Vec<PossibleValue>;

/// Any text, with values to offer.
#[derive(Clone)]
struct Offer(Values);

impl TypedValueParser for Offer {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter()))
    }
}

/// By command (empty for all) and name of the argument's field. All of these arguments hold a `String`.
const OFFERS: &[(&str, &str, Values)] = &[
    ("", "class", classes),
    ("", "of_class", entities),
    ("", "relation", relations),
    ("", "topic", topics),
    ("query", "query", queries),
    ("query", "format", || listed("table csv tsv json xml ttl nt nq trig jsonld rdfxml")),
    ("export", "format", || listed("ttl nt nq trig jsonld rdfxml graphml gexf dot csv parquet")),
    ("explain", "rule", rules),
    ("rules show", "id", rules),
];

/// The argument with the values that completions offer for it.
pub(super) fn offered(command: &str, arg: Arg) -> Arg {
    let fits = |(of, id, _): &&(&str, &str, Values)| (of.is_empty() || *of == command) && arg.get_id() == *id;
    match OFFERS.iter().find(fits) {
        Some((_, _, values)) => arg.value_parser(Offer(*values)).hide_possible_values(true),
        None => arg,
    }
}

fn listed(values: &'static str) -> Vec<PossibleValue> {
    values.split(' ').map(PossibleValue::new).collect()
}

/// A value that is made at run time: it is kept, as the command line is, to the end of the process.
fn value(name: &str) -> PossibleValue {
    PossibleValue::new(&*Box::leak(name.to_owned().into_boxed_str()))
}

/// The built-in vocabulary; none if it cannot be read, which its own tests would tell.
fn vocabulary() -> Vocabulary {
    engine::vocabulary(None, &[]).unwrap_or_default()
}

/// A term with its Chinese label beside it.
fn term(vocabulary: &Vocabulary, name: &str) -> PossibleValue {
    match vocabulary.terms.get(name).filter(|label| !label.zh.is_empty()) {
        Some(label) => value(name).help(label.zh.clone()),
        None => value(name),
    }
}

fn classes() -> Vec<PossibleValue> {
    let vocabulary = vocabulary();
    vocabulary.facts.iter().map(|f| term(&vocabulary, &f.name)).collect()
}

fn relations() -> Vec<PossibleValue> {
    let vocabulary = vocabulary();
    vocabulary.edges.iter().map(|e| term(&vocabulary, &e.property)).collect()
}

/// The classes below that of all entities.
fn entities() -> Vec<PossibleValue> {
    let vocabulary = vocabulary();
    let mut found = vec![format!("{NS}Entity")];
    let mut next = 0;
    while let Some(above) = found.get(next).cloned() {
        let below = |t: &&Triple| {
            t.predicate == rdfs::SUB_CLASS_OF && matches!(&t.object, Term::NamedNode(n) if n.as_str() == above)
        };
        found.extend(vocabulary.triples.iter().filter(below).filter_map(|t| match &t.subject {
            NamedOrBlankNode::NamedNode(n) => Some(n.as_str().to_owned()),
            NamedOrBlankNode::BlankNode(_) => None,
        }));
        next += 1;
    }
    found[1..].iter().filter_map(|iri| iri.strip_prefix(NS)).map(|name| term(&vocabulary, name)).collect()
}

fn queries() -> Vec<PossibleValue> {
    let offer = |q: question::Question| value(&q.name).help(q.help.lines().next().unwrap_or_default().to_owned());
    question::built_in().into_iter().map(offer).collect()
}

fn topics() -> Vec<PossibleValue> {
    Engine::new(None).map(|engine| engine.topics.ids().map(value).collect()).unwrap_or_default()
}

fn rules() -> Vec<PossibleValue> {
    Engine::new(None).map(|engine| engine.rules.iter().map(|r| value(&r.id)).collect()).unwrap_or_default()
}
