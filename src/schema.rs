//! The JSON Schema of the lines of `facts`, made from the vocabulary: what it says of slots is what the rules can fill.
//!
//! The number in its `$id` rises when a field changes its meaning or goes; new optional fields may come without.

use crate::vocab::{Slot, SlotKind, Vocabulary};
use serde_json::{Map, Value as Json, json};

/// Version of the lines of `facts`.
pub const FACTS_VERSION: u32 = 1;

/// The JSON Schema (draft 2020-12) of one line of `facts`.
pub fn facts(vocabulary: &Vocabulary) -> Json {
    let slots = |class: &crate::vocab::FactClass| -> Json {
        let properties: Map<String, Json> = class.slots.iter().map(|s| (s.name.to_string(), slot(s))).collect();
        json!({
            "if": {"properties": {"type": {"const": &*class.name}}},
            "then": {"properties": {"slots": {"type": "object", "properties": properties, "additionalProperties": false}}}
        })
    };
    let classes: Vec<&str> = vocabulary.facts.iter().map(|f| &*f.name).collect();
    let name = json!({"type": "string", "minLength": 1});
    let names = json!({"type": "array", "items": name, "uniqueItems": true});
    let paths = json!({"type": "object", "additionalProperties": {"type": "string", "pattern": "^[a-z]+/.+"}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("https://w3id.org/diplograph/schema/facts-{FACTS_VERSION}.json"),
        "title": "A joined fact: one line of `diplograph facts --format jsonl`",
        "type": "object",
        "required": ["id", "type", "slots", "status", "mode", "evidence"],
        "properties": {
            "id": {"type": "string", "pattern": "^[0-9a-f]{16}$", "description": "made from the content: the same fact has the same id in every store"},
            "type": {"enum": classes},
            "slots": {"type": "object"},
            "status": {"enum": ["agreed", "majority", "disputed", "single-witness"]},
            "mode": {"enum": ["future", "done", "ongoing", "hypothetical", "negated", "reported"]},
            "speaker": {"type": "string", "description": "who says it first; absent in narration"},
            "other_speakers": names,
            "stated_on": {"type": "array", "items": {"type": "string"}, "description": "days (EDTF) on which it is said"},
            "occasions": names,
            "exchanges": {"type": "array", "items": {"type": "string"}, "description": "ids of the exchanges in which it is said"},
            "evidence": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/evidence"}},
            "readings": {"type": "array", "items": {"$ref": "#/$defs/readings"}},
            "topics": {"type": "array", "items": {"type": "string"}, "description": "what it is about, as ontology/topics.toml names it"},
            "plover": {"enum": crate::topic::EVENTS, "description": "the event of the PLOVER ontology that it announces"},
            "diagnostics": {"type": "array", "items": {"type": "string"}},
            "entities": paths,
            "mentions": paths
        },
        "allOf": vocabulary.facts.iter().map(slots).collect::<Vec<_>>(),
        "$defs": {
            "evidence": {
                "type": "object",
                "description": "a passage; `start` and `end` are code points of the decoded file, the others its bytes; ends exclusive",
                "required": ["source", "start", "end", "start_byte", "end_byte", "quote", "rule"],
                "properties": {
                    "source": name,
                    "start": {"$ref": "#/$defs/place"}, "end": {"$ref": "#/$defs/place"},
                    "start_byte": {"$ref": "#/$defs/place"}, "end_byte": {"$ref": "#/$defs/place"},
                    "quote": name,
                    "speaker": {"type": "string"},
                    "rule": name,
                    "turn": {"$ref": "#/$defs/place"},
                    "reads": {"type": "object", "description": "slots that this witness reads differently"},
                    "captures": {"type": "array", "items": {
                        "type": "object",
                        "required": ["name", "start", "end", "text"],
                        "properties": {"name": name, "start": {"$ref": "#/$defs/place"}, "end": {"$ref": "#/$defs/place"}, "text": {"type": "string"}}
                    }}
                }
            },
            "readings": {
                "type": "object",
                "required": ["slot", "disputed", "values"],
                "properties": {
                    "slot": name,
                    "disputed": {"type": "boolean", "description": "whether the difference changes what is said"},
                    "values": {"type": "array", "items": {
                        "type": "object", "required": ["value", "witnesses"], "properties": {
                            "value": true,
                            "witnesses": names,
                            "claim": {"type": "integer", "minimum": 0, "description": "readings of one number (0 where none stands) say the same in other words"}
                        }
                    }},
                    "settled": {
                        "type": "object",
                        "description": "which reading counts by default: the first, unless `nothing` decides; then the slot is open",
                        "required": ["by", "why"],
                        "properties": {"by": {"enum": ["majority", "support", "nothing"]}, "why": {"type": "string"}}
                    }
                }
            },
            "place": {"type": "integer", "minimum": 0},
            "quantity": {
                "type": "object",
                "description": "an amount, or a range with `min` and `max`; `cmp` tells how exact it is",
                "required": ["unit", "cmp"],
                "properties": {
                    "value": {"type": ["number", "null"]},
                    "min": {"type": ["number", "null"]}, "max": {"type": ["number", "null"]},
                    "min_inclusive": {"type": "boolean"}, "max_inclusive": {"type": "boolean"},
                    "unit": {"type": "string"},
                    "cmp": {"type": "string"},
                    "kind": {"type": "string"}
                }
            }
        }
    })
}

/// What a slot may hold.
fn slot(slot: &Slot) -> Json {
    let one = match &slot.kind {
        SlotKind::Entity | SlotKind::Text => json!({"type": "string", "minLength": 1}),
        SlotKind::Time => json!({"type": "string", "description": "EDTF date or ISO 8601 duration"}),
        SlotKind::Number => json!({"type": "number"}),
        SlotKind::Bool => json!({"type": "boolean"}),
        SlotKind::Quantity => json!({"$ref": "#/$defs/quantity"}),
        SlotKind::Code(codes) => json!({"enum": codes.iter().map(|c| &**c).collect::<Vec<_>>()}),
    };
    if slot.many { json!({"type": "array", "minItems": 1, "items": one}) } else { one }
}
