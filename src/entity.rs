//! What is kept of each entity that a corpus names: enough to use the graph without the gazetteer.

use crate::lexicon::{EntityId, Lexicon, Post, canonical};
use crate::line::{EntityRef, Names};
use crate::vocab::ID;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An entity with its names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityRecord {
    /// Its IRI without the namespace of ids: `country/CH`.
    pub path: String,
    /// ISO code of a country, else the canonical name.
    pub id: String,
    /// Local names of its classes, the widest first: `Organization`, `NewsOutlet`.
    pub classes: Vec<String>,
    /// Canonical Chinese name.
    pub name: String,
    /// Canonical English name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name_en: Option<String>,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub names: Vec<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    /// ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code3: Option<String>,
    /// ISO 3166-1 numeric, three digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code_number: Option<String>,
    /// Path of the country that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
    /// Paths of the larger places or parent bodies.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub part_of: Vec<String>,
    /// Of a body: paths of its member countries, as far as the gazetteer lists them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub members: Vec<String>,
    /// Wikidata id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wikidata: Option<String>,
}

/// The class that a path's first part stands for.
pub(crate) const CLASSES: [(&str, &str); 8] = [
    ("country", "Country"),
    ("region", "Region"),
    ("place", "Place"),
    ("org", "Organization"),
    ("person", "Person"),
    ("event", "Event"),
    ("document", "Document"),
    ("doctrine", "Doctrine"),
];

impl EntityRecord {
    fn listed(names: &Names<'_>, id: EntityId) -> EntityRecord {
        let lexicon = names.lexicon();
        let entity = lexicon.entity(id);
        let EntityRef { id, path } = names.listed(id);
        let mut classes = vec![format!("{:?}", entity.class)];
        classes.extend(entity.kinds.iter().map(|k| (*k).to_owned()));
        classes.dedup();
        let paths = |ids: &[EntityId]| {
            ids.iter().map(|&id| names.listed(id).path).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let known = |n: &&str| **n != *entity.name && Some(*n) != entity.name_en.as_deref();
        EntityRecord {
            id,
            path,
            classes,
            name: entity.name.to_string(),
            name_en: entity.name_en.as_ref().map(ToString::to_string),
            names: entity
                .names
                .iter()
                .map(|n| &*n.text)
                .filter(known)
                .map(str::to_owned)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            code: entity.code.as_ref().map(ToString::to_string),
            code3: entity.code3.as_ref().map(ToString::to_string),
            code_number: entity.code_number.as_ref().map(ToString::to_string),
            country: entity.country.map(|c| names.listed(c).path),
            part_of: paths(&entity.part_of),
            members: paths(&entity.members),
            wikidata: entity.wikidata.as_ref().map(ToString::to_string),
        }
    }

    fn unlisted(id: &str, path: &str) -> EntityRecord {
        let class = shown_class(path).unwrap_or("Entity");
        EntityRecord {
            id: id.to_owned(),
            path: path.to_owned(),
            classes: vec![class.to_owned()],
            name: id.to_owned(),
            ..EntityRecord::default()
        }
    }

    /// Whether a user may mean this entity: its id, code, path or one of its names, in any letter case, width and script.
    pub fn answers_to(&self, name: &str) -> bool {
        let name = name.strip_prefix(ID).unwrap_or(name);
        let wanted = canonical(name);
        let same = |own: &str| own == name || canonical(own) == wanted;
        let curie = || name.split_once(':').is_some_and(|(k, rest)| self.path == format!("{k}/{rest}"));
        self.has_code(&wanted)
            || same(&self.id)
            || same(&self.path)
            || same(&self.name)
            || self.name_en.as_deref().is_some_and(same)
            || self.names.iter().any(|n| same(n))
            || curie()
    }

    /// Whether this is one of its codes: ISO 3166-1 of letters or figures, or the Wikidata id.
    pub fn has_code(&self, code: &str) -> bool {
        let codes = [&self.code, &self.code3, &self.code_number, &self.wikidata];
        codes.into_iter().flatten().any(|own| own.eq_ignore_ascii_case(code))
    }
}

/// The class that a path shows; none for a thing.
fn shown_class(path: &str) -> Option<&'static str> {
    let kind = path.split('/').next().unwrap_or_default();
    CLASSES.iter().find(|(k, _)| *k == kind).map(|(_, class)| *class)
}

/// The classes of the entity of a path; none for what is no path of an entity.
pub(crate) fn classes_of(path: &str, names: &Names<'_>) -> Vec<String> {
    let own = match names.lexicon().by_iri(&format!("{ID}{path}")) {
        Some(listed) => EntityRecord::listed(names, listed).classes,
        None => match shown_class(path) {
            Some(class) => vec![class.to_owned()],
            None if path.starts_with("thing/") => Vec::new(),
            None => return Vec::new(),
        },
    };
    ["Entity".to_owned()].into_iter().chain(own).collect()
}

/// Records of the entities used, with the countries and larger wholes that they belong to, their members, and the
/// bodies of the posts; by path.
///
/// `used` maps paths to ids.
pub fn records(used: &BTreeMap<String, String>, posts: &[&Post], names: &Names<'_>) -> Vec<EntityRecord> {
    let lexicon = names.lexicon();
    let mut out: BTreeMap<String, EntityRecord> = BTreeMap::new();
    let mut open: Vec<EntityId> = posts.iter().filter_map(|p| p.organization).collect();
    for (path, id) in used {
        match lexicon.by_iri(&format!("{ID}{path}")) {
            Some(listed) => open.push(listed),
            None => {
                out.insert(path.clone(), EntityRecord::unlisted(id, path));
            }
        }
    }
    while let Some(id) = open.pop() {
        let record = EntityRecord::listed(names, id);
        if out.contains_key(&record.path) {
            continue;
        }
        let entity = lexicon.entity(id);
        open.extend(entity.country.iter().chain(&entity.part_of).chain(&entity.members));
        out.insert(record.path.clone(), record);
    }
    out.into_values().collect()
}

/// The posts of the people used.
pub fn posts<'l>(used: &BTreeMap<String, String>, lexicon: &'l Lexicon) -> Vec<&'l Post> {
    let people = used.keys().filter(|p| p.starts_with("person/"));
    people.filter_map(|p| lexicon.by_iri(&format!("{ID}{p}"))).flat_map(|id| lexicon.posts_of(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_answers_to_all_its_names() {
        let record = EntityRecord {
            id: "NO".into(),
            path: "country/NO".into(),
            name: "挪威".into(),
            name_en: Some("Norway".into()),
            names: vec!["挪威王国".into(), "刚果（金）".into()],
            code_number: Some("578".into()),
            ..EntityRecord::default()
        };
        let spelt = ["挪威王國", "ＮＯ", "Ｎｏｒｗａｙ", " 挪威 ", "刚果(金)", "剛果（金）", "578"];
        for name in ["NO", "no", "挪威", "norway", "挪威王国", "country/NO", "country:NO"].into_iter().chain(spelt)
        {
            assert!(record.answers_to(name), "{name}");
        }
        assert!(!record.answers_to("丹麦"));
    }

    #[test]
    fn what_no_gazetteer_holds_keeps_its_class() {
        assert_eq!(EntityRecord::unlisted("某人", "person/某人").classes, ["Person"]);
        assert_eq!(EntityRecord::unlisted("某事", "thing/某事").classes, ["Entity"]);
    }
}
