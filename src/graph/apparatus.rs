//! Where witnesses differ: variant places of the text, and slots that they fill differently.

use super::Sink;
use super::fact::iri;
use super::term::{dg, id, local_name, zh};
use super::text;
use crate::corpus::{Corpus, VariantLine};
use crate::vocab::code_term;
use oxigraph::model::{Literal, NamedNode};
use serde_json::Value as Json;

/// The apparatus of all occasions.
pub(super) fn apparatus(sink: &mut Sink<'_>, corpus: &Corpus) {
    for line in corpus.variants() {
        variant(sink, &line);
    }
    for fact in &corpus.facts {
        for slot in &fact.readings {
            for (n, value) in slot.values.iter().enumerate() {
                let node = id(&format!("fact/{}/{}/{n}", fact.id, slot.slot));
                sink.link(&iri(&fact.id), "reading", &node);
                sink.class(&node, "SlotReading");
                sink.link(&node, "readsSlot", &dg(&slot.slot));
                sink.value(&node, "disputed", Literal::from(slot.disputed));
                if !value.value.is_null() {
                    sink.value(&node, "slotValue", Literal::new_simple_literal(shown(&value.value)));
                }
                for witness in &value.witnesses {
                    sink.link(&node, "source", &NamedNode::new_unchecked(text::iri(witness)));
                }
            }
        }
    }
}

fn variant(sink: &mut Sink<'_>, line: &VariantLine) {
    let node = id(&format!("variant/{}", line.id));
    sink.class(&node, "Variant");
    sink.link(&node, "occasion", &text::occasion(&line.occasion));
    sink.link(&node, "variantKind", &dg(&code_term(&line.kind)));
    if let Some(majority) = &line.majority {
        sink.value(&node, "majority", zh(majority));
    }
    for dispute in &line.disputes {
        sink.link(&node, "disputes", &iri(&dispute.fact));
        sink.link(&node, "readsSlot", &dg(&dispute.slot));
    }
    for (source, reading) in &line.readings {
        let reading_node = id(&format!("variant/{}/{}", line.id, local_name(source)));
        sink.link(&node, "reading", &reading_node);
        sink.class(&reading_node, "Reading");
        sink.value(&reading_node, "text", zh(reading));
        let [start, end] = line.spans[source];
        sink.link(&reading_node, "source", &NamedNode::new_unchecked(text::iri(source)));
        sink.value(&reading_node, "startChar", super::term::integer(start));
        sink.value(&reading_node, "endChar", super::term::integer(end));
    }
}

/// A slot's value as one string.
fn shown(value: &Json) -> String {
    match value {
        Json::String(s) => s.clone(),
        Json::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
