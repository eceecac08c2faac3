//! The bare ministries of a text with another voice: 外交部 in a report of Taiwan's news agency.

use super::{Class, Mention, Referent};
use crate::document::Document;
use crate::lexicon::{Entity, EntityId, Lexicon};
use rustc_hash::FxHashMap;

/// How the names of China's bodies begin where such a text tells them apart: 大陆外交部, 中共国防部.
const CHINESE: [&str; 4] = ["大陆", "中共", "陆", "北京"];

/// Puts the ministries of a state in the place of China's where the text says only 外交部: as the text writes them out
/// elsewhere (中華民國外交部), else by the name of the state.
pub fn own_bodies(mentions: &mut [Mention], doc: &Document, lexicon: &Lexicon, state: EntityId, bodies: &[String]) {
    let state = lexicon.entity(state);
    let whole = written_out(mentions, doc, state, bodies);
    for mention in mentions.iter_mut().filter(|m| m.class == Class::Organization) {
        let text = mention.span.of(&doc.text);
        let told_apart = CHINESE.iter().any(|word| doc.text[..mention.span.start].ends_with(word));
        let is_bare = bodies.iter().any(|body| body == text) && !told_apart;
        if is_bare && matches!(mention.referent, Referent::Listed(_)) {
            let named = || {
                let name = format!("{}{text}", state.name);
                lexicon.named(&name).map_or_else(|| Referent::Unlisted(name.into()), Referent::Listed)
            };
            mention.referent = whole.get(text).cloned().unwrap_or_else(named);
            mention.rule = "name:organization.own".into();
        }
    }
}

/// What the text means by the bodies that it writes out with the name of their state, by the bare name of each.
fn written_out<'b>(
    mentions: &[Mention],
    doc: &Document,
    state: &Entity,
    bodies: &'b [String],
) -> FxHashMap<&'b str, Referent> {
    let mut whole = FxHashMap::default();
    for mention in mentions.iter().filter(|m| m.class == Class::Organization) {
        let text = mention.span.of(&doc.text);
        let of_state = |body: &&String| {
            let name = text.strip_suffix(body.as_str());
            name.is_some_and(|name| state.names.iter().any(|own| *own.text == *name))
        };
        if let Some(body) = bodies.iter().find(of_state) {
            whole.entry(body.as_str()).or_insert_with(|| mention.referent.clone());
        }
    }
    whole
}
