//! Gazetteer → [`Lexicon`]: the entities that have names, the posts that people hold, and one table of all names.
//!
//! The built-in gazetteer (`ontology/gazetteer`) and a user's own files are read by the same code: Turtle with entities,
//! `contexts.toml` and `names.toml` with the contexts in which names count, `surnames.txt`. A block whose IRI is known
//! adds to that entity.

mod adding;
mod assemble;
mod charset;
mod contexts;
mod lookup;
mod packed;
mod patterns;
mod table;
mod text;
mod turtle;

pub use assemble::Clash;
pub(crate) use assemble::is_class;
pub(crate) use charset::CharSet;
pub(crate) use contexts::Contexts;
pub(crate) use lookup::canonical;
pub(crate) use patterns::{Cue, Patterns, starting, untailed};
pub(crate) use table::{Table, Word};
pub use text::Text;

use crate::error::Result;
use crate::mention::Class;
use crate::source::{fold_char, needs_space};
use include_dir::{Dir, include_dir};
use rustc_hash::FxHashMap;
use std::sync::Arc;

static GAZETTEER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology/gazetteer");
const PATTERNS: &str = include_str!("../ontology/names.toml");

/// An entity of a [`Lexicon`]; good for the lexicon that gave it only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct EntityId(pub u32);

/// How a name belongs to its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// The canonical name of its language.
    Preferred,
    /// Another name that always means the entity.
    Alternative,
    /// A common misprint.
    Hidden,
    /// A short form that counts in some contexts only.
    Abbreviation,
    /// A name that other entities bear as well.
    Shared,
    /// The entity that a shared name or abbreviation means where nothing tells otherwise.
    Default,
}

/// A name as the gazetteer writes it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Name {
    /// The name.
    pub text: Text,
    /// Language tag; empty where there is none.
    pub language: Text,
    /// How it belongs to the entity.
    pub kind: NameKind,
}

/// A thing with names.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Entity {
    /// Full IRI.
    pub iri: Text,
    /// Its class.
    pub class: Class,
    /// Local names of narrower classes: `NewsOutlet`, `Bloc`.
    pub kinds: Vec<&'static str>,
    /// The canonical Chinese name (of whatever language if it has no Chinese one).
    pub name: Text,
    /// The canonical English name.
    pub name_en: Option<Text>,
    /// ISO 3166-1 alpha-2, for countries and territories.
    pub code: Option<Text>,
    /// ISO 3166-1 alpha-3.
    pub code3: Option<Text>,
    /// ISO 3166-1 numeric, three digits.
    pub code_number: Option<Text>,
    /// All names, the canonical ones first.
    pub names: Vec<Name>,
    /// The country that it belongs to or stands in.
    pub country: Option<EntityId>,
    /// Larger places or parent bodies.
    pub part_of: Vec<EntityId>,
    /// Member countries of a body.
    pub members: Vec<EntityId>,
    /// Who takes part in a project or event.
    pub parties: Vec<EntityId>,
    /// Of a country: its capital.
    pub capital: Option<EntityId>,
    /// Of a title: the body that the bare title implies.
    pub organization: Option<EntityId>,
    /// Wikidata id: `Q39`.
    pub wikidata: Option<Text>,
    /// What a mention of it is found by: `lexicon:CH`, `lexicon:org/联合国`.
    pub rule: Arc<str>,
}

impl Entity {
    /// Whether it has a narrower class of this local name.
    pub fn is(&self, kind: &str) -> bool {
        self.kinds.contains(&kind)
    }
}

/// A post that a person held or holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Post {
    /// Full IRI.
    pub iri: Text,
    /// Who.
    pub holder: EntityId,
    /// The title as the press writes it.
    pub title: Text,
    /// Where.
    pub organization: Option<EntityId>,
    /// EDTF.
    pub start: Option<Text>,
    /// EDTF; none while it is held.
    pub end: Option<Text>,
}

/// What a word of the name table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Target {
    /// A name of an entity.
    Name(EntityId),
    /// A name that other entities bear too.
    Shared(EntityId),
    /// The same, of the entity that it means by default.
    Default(EntityId),
    /// A short form that needs a context.
    Abbreviation(EntityId),
    /// No name: nothing inside counts.
    Phrase,
    /// A word that hints at an unlisted name.
    Cue(Cue),
}

/// All names, and what they stand for.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Lexicon {
    entities: Vec<Entity>,
    /// Sorted by holder.
    posts: Vec<Post>,
    /// All entities, by IRI.
    by_iri: Vec<EntityId>,
    codes: FxHashMap<Text, EntityId>,
    phrases: usize,
    pub(crate) table: Table,
    /// Short forms of one character, sorted by character.
    pub(crate) singles: Vec<(char, Vec<Target>)>,
    /// The characters of `singles`.
    is_single: CharSet,
    pub(crate) contexts: Contexts,
    pub(crate) patterns: Patterns,
}

impl Lexicon {
    /// Reads the built-in gazetteer (if `built_in`) and then the files `extra`: pairs of a name, whose ending says what
    /// the file is (`.ttl`, `contexts.toml`, `names.toml`, `surnames.txt`; others are passed over), and its text.
    ///
    /// Errors (kind `Ontology`) name file, line and cure: Turtle that cannot be read, unknown classes and properties,
    /// references to entities that no file describes, ill-formed codes and dates. Two entities with the same name are no
    /// error but a [`Clash`] (see [`Lexicon::clashes`]), since a gazetteer of one's own may mean to overrule: the later
    /// entity wins.
    pub fn load(built_in: bool, extra: &[(String, String)]) -> Result<Lexicon> {
        let mut files: Vec<(&str, &str)> = Vec::new();
        if built_in {
            let mut own: Vec<_> =
                GAZETTEER.files().filter_map(|f| Some((f.path().to_str()?, f.contents_utf8()?))).collect();
            own.sort_unstable();
            files.push(("names.toml", PATTERNS));
            files.extend(own);
        }
        files.extend(extra.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        assemble::assemble(&files)
    }

    /// The entity of an id that this lexicon gave.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// All entities with their ids.
    pub fn entities(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        self.entities.iter().enumerate().map(|(i, e)| (EntityId(i as u32), e))
    }

    /// The entity of a full IRI.
    pub fn by_iri(&self, iri: &str) -> Option<EntityId> {
        let found = self.by_iri.binary_search_by(|id| (*self.entity(*id).iri).cmp(iri));
        found.ok().map(|at| self.by_iri[at])
    }

    /// The country or territory of an ISO 3166-1 alpha-2 code, in capitals.
    pub fn by_code(&self, code: &str) -> Option<EntityId> {
        self.codes.get(code).copied()
    }

    /// The title of exactly this name.
    pub(crate) fn titled(&self, name: &str) -> Option<EntityId> {
        let word = self.table.exact(name)?;
        let ids = self.targets(word).filter_map(|target| match target {
            Target::Name(id) | Target::Shared(id) | Target::Default(id) => Some(id),
            _ => None,
        });
        ids.into_iter().find(|&id| self.entity(id).class == Class::Title)
    }

    /// The one entity of exactly this name.
    pub(crate) fn named(&self, name: &str) -> Option<EntityId> {
        let word = self.table.exact(name)?;
        self.targets(word).find_map(|target| if let Target::Name(id) = target { Some(id) } else { None })
    }

    /// The posts of a person, in the order of the files.
    pub fn posts_of(&self, person: EntityId) -> &[Post] {
        let start = self.posts.partition_point(|p| p.holder < person);
        let end = self.posts.partition_point(|p| p.holder <= person);
        &self.posts[start..end]
    }

    /// All posts, sorted by holder.
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// Whether a character is a short form.
    pub(crate) fn is_single(&self, c: char) -> bool {
        self.is_single.contains(c)
    }

    /// What a short form of one character may stand for.
    pub(crate) fn single(&self, c: char) -> Option<&[Target]> {
        if !self.is_single(c) {
            return None;
        }
        self.singles.binary_search_by_key(&c, |(known, _)| *known).ok().map(|i| &self.singles[i].1[..])
    }

    /// What a word of the table stands for.
    pub(crate) fn targets(&self, word: Word) -> impl Iterator<Item = Target> + '_ {
        self.table.values(word).map(assemble::unpack)
    }
}

/// The normal form of a name, as texts have it.
pub(crate) fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    fold_into(name, &mut out);
    out
}

/// Appends the normal form of a name.
fn fold_into(name: &str, out: &mut String) {
    let mut gap = false;
    for c in name.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        fold_char(c, |folded| {
            if gap && needs_space(out.chars().next_back(), folded) {
                out.push(' ');
            }
            gap = false;
            out.push(folded);
        });
    }
}
