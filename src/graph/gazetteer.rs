//! The entities that the sources name, with labels, codes and posts.

use super::Sink;
use super::term::{en, id, time_literal, zh};
use crate::corpus::PostRecord;
use crate::date::days;
use crate::entity::EntityRecord;
use oxigraph::model::{Literal, NamedNode};

const PREF: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
const ALT: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
const SAME: &str = "http://www.w3.org/2002/07/owl#sameAs";
const WIKIDATA: &str = "http://www.wikidata.org/entity/";

/// An entity.
pub(super) fn entity(sink: &mut Sink<'_>, entity: &EntityRecord) {
    let node = id(&entity.path);
    sink.class(&node, "Entity");
    for class in entity.classes.iter().filter(|c| *c != "Entity") {
        sink.class(&node, class);
    }
    sink.add(&node, NamedNode::new_unchecked(PREF), zh(&entity.name));
    if let Some(name) = &entity.name_en {
        sink.add(&node, NamedNode::new_unchecked(PREF), en(name));
    }
    for name in &entity.names {
        let literal = if name.is_ascii() { Literal::new_simple_literal(name) } else { zh(name) };
        sink.add(&node, NamedNode::new_unchecked(ALT), literal);
    }
    for (property, code) in [("iso2", &entity.code), ("iso3", &entity.code3), ("isoNumeric", &entity.code_number)] {
        if let Some(code) = code {
            sink.value(&node, property, Literal::new_simple_literal(code));
        }
    }
    if let Some(country) = &entity.country {
        sink.link(&node, "country", &id(country));
    }
    for (property, others) in [("partOf", &entity.part_of), ("member", &entity.members)] {
        for other in others {
            sink.link(&node, property, &id(other));
        }
    }
    if let Some(q) = &entity.wikidata {
        sink.add(&node, NamedNode::new_unchecked(SAME), NamedNode::new_unchecked(format!("{WIKIDATA}{q}")));
    }
}

/// A post of a person.
pub(super) fn post(sink: &mut Sink<'_>, post: &PostRecord) {
    let node = NamedNode::new_unchecked(&*post.iri);
    sink.class(&node, "Post");
    sink.link(&node, "holder", &id(&post.holder));
    sink.value(&node, "title", zh(&post.title));
    if let Some(organization) = &post.organization {
        sink.link(&node, "organization", &id(organization));
    }
    for (property, value) in [("start", &post.start), ("end", &post.end)] {
        if let Some(value) = value {
            sink.value(&node, property, time_literal(value));
        }
    }
    let days = |value: &Option<String>| value.as_deref().and_then(days);
    sink.days(&node, days(&post.start).and_then(|d| d.0), days(&post.end).and_then(|d| d.1));
}
