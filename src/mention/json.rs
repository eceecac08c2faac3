//! Mentions as lines of JSON: the contract of `extract`.

use super::{Class, Mention, Referent};
use crate::date::TimeKind;
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::number::Quantity;
use serde::Serialize;

/// The line of one mention: offsets in code points of the decoded original (`start`, `end`) and in bytes of the file
/// (`start_byte`, `end_byte`), the text as it stands there, and the normal form.
#[derive(Debug, Clone, Serialize)]
pub struct Line<'a> {
    layer: &'static str,
    source: &'a str,
    /// First code point of the decoded original.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    start_byte: usize,
    end_byte: usize,
    text: &'a str,
    #[serde(rename = "type")]
    class: Class,
    #[serde(flatten)]
    meant: Meant<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    nested: bool,
    rule: &'a str,
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Meant<'a> {
    Listed {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        wikidata: Option<&'a str>,
    },
    Unlisted {
        name: &'a str,
        listed: bool,
    },
    Quantity(&'a Quantity),
    Time {
        value: Option<&'a str>,
        kind: TimeKind,
    },
}

/// The line of one mention. None for titles.
pub fn line<'a>(mention: &'a Mention, doc: &'a Document, lexicon: &'a Lexicon) -> Option<Line<'a>> {
    if mention.class == Class::Title {
        return None;
    }
    let place = doc.locate(mention.span);
    Some(Line {
        layer: "mention",
        source: doc.name(),
        start: place.start,
        end: place.end,
        start_byte: place.start_byte,
        end_byte: place.end_byte,
        text: doc.quote(mention.span),
        class: mention.class,
        meant: Meant::of(mention, lexicon),
        role: mention.role.as_deref(),
        nested: mention.nested,
        rule: &mention.rule,
    })
}

impl<'a> Meant<'a> {
    fn of(mention: &'a Mention, lexicon: &'a Lexicon) -> Meant<'a> {
        match &mention.referent {
            Referent::Listed(id) => {
                let entity = lexicon.entity(*id);
                let (id, wikidata) = (entity.code.as_deref(), entity.wikidata.as_deref());
                Meant::Listed { id, name: &entity.name, wikidata }
            }
            Referent::Unlisted(name) => Meant::Unlisted { name, listed: false },
            Referent::Quantity(quantity) => Meant::Quantity(quantity),
            Referent::Time(expression, value) => Meant::Time { value: value.as_deref(), kind: expression.kind },
        }
    }
}
