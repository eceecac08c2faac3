//! Where witnesses differ: variant places of the text, and slots that they fill differently.

use super::Sink;
use super::fact::iri;
use super::term::{dg, id, local_name, zh};
use super::text;
use crate::archive::Archive;
use crate::corpus::VariantLine;
use crate::join::JoinedFact;
use crate::line::in_words;
use crate::vocab::code_term;
use oxigraph::model::{Literal, NamedNode};
use std::collections::BTreeMap;

/// The apparatus of all occasions.
pub(super) fn apparatus(sink: &mut Sink<'_>, archive: &Archive) {
    let passages = Passages::new(archive);
    for line in archive.variants() {
        variant(sink, &line);
        let node = id(&format!("variant/{}", line.id));
        for fact in line.spans.iter().flat_map(|(source, span)| passages.around(source, *span)) {
            sink.link(&node, "varies", &iri(fact));
        }
    }
}

/// The readings of the slots of a fact.
pub(super) fn readings(sink: &mut Sink<'_>, fact: &JoinedFact) {
    for slot in &fact.readings {
        let default = slot.by_default();
        for (n, value) in slot.values.iter().enumerate() {
            let node = id(&format!("fact/{}/{}/{n}", fact.id, slot.slot));
            sink.link(&iri(&fact.id), "reading", &node);
            sink.class(&node, "SlotReading");
            sink.link(&node, "readsSlot", &dg(&slot.slot));
            sink.value(&node, "disputed", Literal::from(slot.disputed));
            if let Some(settled) = &slot.settled {
                sink.value(&node, "byDefault", Literal::from(default == Some(value)));
                sink.value(&node, "decidedBecause", Literal::new_simple_literal(&settled.why));
            }
            if !value.value.is_null() {
                sink.value(&node, "slotValue", Literal::new_simple_literal(in_words(&value.value)));
            }
            for witness in &value.witnesses {
                sink.link(&node, "source", &NamedNode::new_unchecked(text::iri(witness)));
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
    for change in &line.changes {
        sink.link(&node, "changes", &dg(&code_term(change.code())));
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

/// The passages of all facts by source, sorted by place.
struct Passages<'a> {
    by_source: BTreeMap<&'a str, Vec<(usize, usize, &'a str)>>,
    longest: usize,
}

impl<'a> Passages<'a> {
    fn new(archive: &'a Archive) -> Self {
        let mut by_source: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        let mut longest = 0;
        for fact in &archive.facts {
            for e in &fact.evidence {
                longest = longest.max(e.end - e.start);
                by_source.entry(&e.source).or_default().push((e.start, e.end, fact.id.as_str()));
            }
        }
        by_source.values_mut().for_each(|v| v.sort_unstable());
        Passages { by_source, longest }
    }

    /// The facts with a passage that holds this span whole.
    fn around(&self, source: &str, [start, end]: [usize; 2]) -> impl Iterator<Item = &'a str> {
        let all = self.by_source.get(source).map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|p| p.0 + self.longest < end);
        let near = all[first..].iter().take_while(move |p| p.0 <= start);
        near.filter(move |p| end <= p.1).map(|p| p.2)
    }
}
