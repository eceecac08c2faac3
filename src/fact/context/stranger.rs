//! For whom a person speaks whom no gazetteer holds: the country of the office that the text gives with the name.

use super::Context;
use crate::fact::Value;
use crate::lexicon::EntityId;
use crate::mention::{Class, Mention, Referent};
use std::sync::Arc;

/// Of how many names an office may be made: 挪威 + 议会 + 第一副议长.
const OFFICE: usize = 4;

/// How many names may stand inside one office.
const NESTED: usize = 6;

impl Context<'_> {
    /// The country of somebody who is known by name only, as the document gives the office: 挪威议长某某.
    pub fn country_of_name(&self, name: &Arc<str>) -> Option<EntityId> {
        self.asked
            .strangers
            .to(name.clone(), || self.unlisted(Class::Person, name).find_map(|m| self.country_of_office_before(m)))
    }

    /// The country with whose name that of a body begins which no list holds: 挪威王国政府.
    pub fn country_of_body_named(&self, name: &Arc<str>) -> Option<EntityId> {
        let body = self.unlisted(Class::Organization, name).next()?;
        let country = |m: &Mention| self.listed(m).filter(|_| m.class == Class::Country);
        self.starting_at(body.span.start).find_map(country)
    }

    /// Where something of a class is named that no list holds.
    fn unlisted(&self, class: Class, name: &Arc<str>) -> impl Iterator<Item = &Mention> {
        let is_meant =
            move |m: &&Mention| m.class == class && matches!(&m.referent, Referent::Unlisted(own) if own == name);
        self.mentions.iter().filter(is_meant)
    }

    /// The country for which a person speaks, or the one itself.
    pub fn country_of_teller(&self, value: &Value) -> Option<EntityId> {
        match value {
            Value::Name(name) => self.country_of_name(name),
            Value::Entity(id) if matches!(self.entity(*id).class, Class::Country | Class::Region) => Some(*id),
            Value::Entity(id) => self.entity(*id).country,
            _ => None,
        }
    }

    fn country_of_office_before(&self, person: &Mention) -> Option<EntityId> {
        let mut start = person.span.start;
        for n in 0..OFFICE {
            let part = self.ending_at(start).or_else(|| {
                // 渔业部 + 长, and offices in a row: 挪威渔业委员会委员、第一副议长 + 某某.
                let row: &[char] = if n > 0 { &['长', '、', '兼'] } else { &['长'] };
                self.ending_at(self.doc.text[..start].strip_suffix(row)?.len())
            })?;
            // The office may be one name with its country.
            let state = self.starting_at(part.span.start).find(|m| m.class == Class::Country && m.span.end <= start);
            let of_body = || self.listed(part).filter(|_| part.class == Class::Organization);
            let country = state.and_then(|m| self.listed(m));
            if let Some(country) = country.or_else(|| of_body().and_then(|id| self.entity(id).country)) {
                return Some(country);
            }
            if !matches!(part.class, Class::Title | Class::Organization) {
                return None;
            }
            start = part.span.start;
        }
        None
    }

    /// Of the names that end at a byte the longest.
    pub(super) fn ending_at(&self, at: usize) -> Option<&Mention> {
        let before = self.mentions[..self.mentions.partition_point(|m| m.span.start < at)].iter().rev();
        before.take(NESTED).rfind(|m| m.span.end == at)
    }
}
