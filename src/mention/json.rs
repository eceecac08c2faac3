//! Mentions as lines of JSON: the contract of `extract`.

use super::{Class, Mention, Referent};
use crate::document::Document;
use crate::lexicon::Lexicon;
use serde_json::{Map, Value, json};

/// The line of one mention: offsets in code points of the decoded original (`start`, `end`) and in bytes of the file
/// (`start_byte`, `end_byte`), the text as it stands there, and the normal form. None for titles.
pub fn line(mention: &Mention, doc: &Document, lexicon: &Lexicon) -> Option<Value> {
    if mention.class == Class::Title {
        return None;
    }
    let place = doc.locate(mention.span);
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("layer", json!("mention"));
    put("source", json!(doc.name()));
    put("start", json!(place.start));
    put("end", json!(place.end));
    put("start_byte", json!(place.start_byte));
    put("end_byte", json!(place.end_byte));
    put("text", json!(doc.quote(mention.span)));
    put("type", json!(format!("{:?}", mention.class)));
    match &mention.referent {
        Referent::Listed(id) => {
            let entity = lexicon.entity(*id);
            if let Some(code) = &entity.code {
                put("id", json!(code));
            }
            put("name", json!(entity.name));
            if let Some(wikidata) = &entity.wikidata {
                put("wikidata", json!(wikidata));
            }
        }
        Referent::Unlisted(name) => {
            put("name", json!(&**name));
            put("listed", json!(false));
        }
        Referent::Quantity(quantity) => {
            put("value", Value::Null);
            if let Ok(Value::Object(fields)) = serde_json::to_value(quantity) {
                fields.into_iter().for_each(|(key, value)| put(&key, value));
            }
        }
        Referent::Time(expression, value) => {
            put("value", json!(value));
            put("kind", json!(expression.kind));
        }
    }
    if let Some(role) = &mention.role {
        put("role", json!(role));
    }
    if mention.nested {
        put("nested", json!(true));
    }
    put("rule", json!(&*mention.rule));
    Some(Value::Object(out))
}
