//! The bare ministries of a text with another voice: 外交部 in a report of Taiwan's news agency.

use super::{Class, Mention, Referent};
use crate::document::Document;
use crate::lexicon::{EntityId, Lexicon};

/// How the names of China's bodies begin where such a text tells them apart: 大陆外交部, 中共国防部.
const CHINESE: [&str; 4] = ["大陆", "中共", "陆", "北京"];

/// Puts the ministries of a state in the place of China's where the text says only 外交部: as the text writes them out
/// elsewhere (中華民國外交部), else by the name of the state.
pub fn own_bodies(mentions: &mut [Mention], doc: &Document, lexicon: &Lexicon, state: EntityId, bodies: &[String]) {
    let state = lexicon.entity(state);
    for at in 0..mentions.len() {
        let Mention { class, span, ref referent, .. } = mentions[at];
        let text = span.of(&doc.text);
        let told_apart = CHINESE.iter().any(|word| doc.text[..span.start].ends_with(word));
        let is_bare = class == Class::Organization && bodies.iter().any(|body| body == text) && !told_apart;
        if is_bare && matches!(referent, Referent::Listed(_)) {
            let written_out = |m: &&Mention| {
                let name = m.span.of(&doc.text).strip_suffix(text).filter(|_| m.class == Class::Organization);
                name.is_some_and(|name| state.names.iter().any(|own| *own.text == *name))
            };
            let whole = mentions.iter().find(written_out).map(|m| m.referent.clone());
            let named = || {
                let name = format!("{}{text}", state.name);
                lexicon.named(&name).map_or_else(|| Referent::Unlisted(name.into()), Referent::Listed)
            };
            mentions[at].referent = whole.unwrap_or_else(named);
            mentions[at].rule = "name:organization.own".into();
        }
    }
}
