//! Statements → entities, posts and the table of names.

use super::adding::Adding;
use super::contexts::{Contexts, ContextsFile};
use super::patterns::{Cue, PatternsFile};
use super::table::Table;
use super::turtle::{self, Fault, Statement, Term};
use super::{Entity, EntityId, Lexicon, Name, NameKind, Post, Target, Text, fold_into};
use crate::date::calendar;
use crate::error::{Error, Kind, Result};
use crate::mention::Class;
use crate::vocab;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const WIKIDATA: &str = "http://www.wikidata.org/entity/";

/// A name that several entities claim, although not all of them call it shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The name in normal form.
    pub name: Box<str>,
    /// The entities.
    pub entities: Vec<EntityId>,
}

/// Classes of the gazetteer: local name, the class of its mentions, whether it is a narrower one.
const CLASSES: [(&str, Class, bool); 17] = [
    ("Country", Class::Country, false),
    ("Region", Class::Region, false),
    ("Place", Class::Place, false),
    ("Organization", Class::Organization, false),
    ("Person", Class::Person, false),
    ("Event", Class::Event, false),
    ("Document", Class::Document, false),
    ("Doctrine", Class::Doctrine, false),
    ("Title", Class::Title, false),
    ("NewsOutlet", Class::Organization, true),
    ("Bloc", Class::Organization, true),
    ("Ministry", Class::Organization, true),
    ("PartyOrgan", Class::Organization, true),
    ("StateOrgan", Class::Organization, true),
    ("Company", Class::Organization, true),
    ("JointWork", Class::Place, true),
    ("Territory", Class::Region, true),
];

/// Whether a local name is that of a class of blocks in a gazetteer.
pub(crate) fn is_class(local: &str) -> bool {
    matches!(local, "FixedPhrase" | "Post") || CLASSES.iter().any(|(name, ..)| *name == local)
}

/// What refers from one entity to another.
#[derive(Debug, Clone, Copy)]
enum Reference {
    Country,
    PartOf,
    Member,
    Party,
    Capital,
    Organization,
}

/// A block as it is read: what it is shows only in the course of it.
#[derive(Default)]
struct Block {
    place: (u32, u32),
    class: Option<Class>,
    kinds: Vec<&'static str>,
    phrase: bool,
    post: bool,
    names: Vec<Name>,
    code: Option<Text>,
    code3: Option<Text>,
    code_number: Option<Text>,
    wikidata: Option<Text>,
    references: Vec<(Reference, (u32, u32), String)>,
    holder: Option<String>,
    title: Option<Text>,
    start: Option<Text>,
    end: Option<Text>,
}

/// From full IRIs to the numbers of blocks.
type Iris = FxHashMap<Box<str>, u32>;

struct Assembly<'a> {
    files: &'a [(&'a str, &'a str)],
    blocks: Vec<Block>,
    iris: Iris,
    /// The block that the last statement went to.
    last: (&'a str, String, u32),
}

/// Reads all files into one lexicon.
pub(super) fn assemble(files: &[(&str, &str)]) -> Result<Lexicon> {
    // A block takes about a hundred and fifty bytes of Turtle.
    let expected = files.iter().map(|(_, text)| text.len()).sum::<usize>() / 130;
    let iris = Iris::with_capacity_and_hasher(expected, Default::default());
    let mut assembly =
        Assembly { files, blocks: Vec::with_capacity(expected), iris, last: ("", String::new(), u32::MAX) };
    let mut contexts = ContextsFile::default();
    let mut patterns = PatternsFile::default();
    let mut surnames = Vec::new();
    for (i, &(name, text)) in files.iter().enumerate() {
        if name.ends_with(".ttl") {
            turtle::read(text, |s| assembly.statement(i as u32, s))
                .map_err(|f| Error::new(Kind::Ontology, f.message).at(format!("{name}:{}", f.line)).help(f.help))?;
        } else if name.ends_with("contexts.toml") {
            contexts.add(toml_file(name, text)?);
        } else if name.ends_with("names.toml") {
            patterns.add(toml_file(name, text)?);
        } else if name.ends_with("surnames.txt") {
            surnames.extend(text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')));
        }
    }
    assembly.finish(contexts, patterns, &surnames)
}

fn toml_file<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
        Error::new(Kind::Ontology, e.message().to_owned())
            .at(format!("{name}:{line}"))
            .help("compare the built-in file of that name")
    })
}

impl<'a> Assembly<'a> {
    fn block(&mut self, subject: &(&'a str, Cow<'a, str>), place: (u32, u32)) -> &mut Block {
        let (namespace, local) = subject;
        if self.last.2 == u32::MAX || self.last.0 != *namespace || self.last.1 != **local {
            let iri = [*namespace, local].concat().into_boxed_str();
            let next = self.blocks.len() as u32;
            let index = *self.iris.entry(iri).or_insert(next);
            if index == next {
                self.blocks.push(Block { place, ..Block::default() });
            }
            self.last = (namespace, local.to_string(), index);
        }
        &mut self.blocks[self.last.2 as usize]
    }

    fn statement(&mut self, file: u32, s: Statement<'a>) -> std::result::Result<(), Fault> {
        let place = (file, s.line as u32);
        let block = self.block(&s.subject, place);
        let (namespace, property) = (s.predicate.0, &*s.predicate.1);
        let known = [RDF, SKOS, vocab::NS, OWL].contains(&namespace);
        let taken = match s.object {
            _ if !known => Err(unknown(&format!("{namespace}{property}"))),
            Term::Iri(namespace, local) => block.take_iri(property, namespace, &local, place),
            Term::Literal(text, language) => block.take_literal(property, &text, language),
        };
        taken.map_err(|(message, help)| Fault { line: s.line, message, help })
    }

    fn error(&self, place: (u32, u32), message: String, help: &str) -> Error {
        let (file, line) = place;
        Error::new(Kind::Ontology, message).at(format!("{}:{line}", self.files[file as usize].0)).help(help)
    }

    fn finish(mut self, contexts: ContextsFile, patterns: PatternsFile, surnames: &[&str]) -> Result<Lexicon> {
        let iris = std::mem::take(&mut self.iris);
        let mut by_block: Vec<&str> = vec![""; self.blocks.len()];
        iris.iter().for_each(|(iri, block)| by_block[*block as usize] = iri);
        // Entities keep the order of the files; posts and phrases are none.
        let mut ids: Vec<Option<EntityId>> = Vec::with_capacity(self.blocks.len());
        let mut count = 0;
        for block in &self.blocks {
            let entity = !block.post && !block.phrase;
            ids.push(entity.then_some(EntityId(count)));
            count += u32::from(entity);
        }
        let known = Known { iris: &iris, ids: &ids };
        let total = self.blocks.iter().map(|b| b.names.len()).sum::<usize>();
        let mut names =
            Names { table: Table::with_capacity(total), singles: FxHashMap::default(), folded: String::new() };
        let mut entities = Vec::with_capacity(count as usize);
        let mut posts = Vec::new();
        let mut codes: FxHashMap<Text, EntityId> = FxHashMap::default();
        let mut phrases = 0;
        for (iri, block) in by_block.iter().zip(std::mem::take(&mut self.blocks)) {
            if block.phrase {
                phrases += 1;
                for name in &block.names {
                    names.add(&name.text, Target::Phrase);
                }
            } else if block.post {
                posts.push(self.post(iri, block, &known)?);
            } else {
                let id = EntityId(entities.len() as u32);
                let place = block.place;
                entities.push(self.entity(iri, block, &known)?);
                self.own_code(&entities[..], &mut codes, place)?;
                names.add_all(id, &entities[id.0 as usize]);
            }
        }
        posts.sort_by_key(|p| p.holder);
        let patterns = patterns.compile(surnames, |word, cue| names.add(word, Target::Cue(cue)));
        let mut singles: Vec<_> = names.singles.into_iter().collect();
        singles.sort_unstable_by_key(|(c, _)| *c);
        let contexts = Contexts::compile(contexts, &codes, |iri| known.entity(iri))?;
        let (table, is_single) = (names.table, singles.iter().map(|(c, _)| *c).collect());
        let mut by_iri: Vec<EntityId> = (0..count).map(EntityId).collect();
        by_iri.sort_unstable_by_key(|id| &entities[id.0 as usize].iri);
        Ok(Lexicon { table, singles, is_single, entities, posts, codes, by_iri, phrases, contexts, patterns })
    }

    /// Enters the code of the last entity: no two have one.
    fn own_code(&self, entities: &[Entity], codes: &mut FxHashMap<Text, EntityId>, place: (u32, u32)) -> Result<()> {
        let Some((entity, before)) = entities.split_last() else { return Ok(()) };
        let Some(code) = &entity.code else { return Ok(()) };
        match codes.insert(code.clone(), EntityId(before.len() as u32)) {
            None => Ok(()),
            Some(first) => {
                let message = format!("the code `{code}` is that of {} already", before[first.0 as usize].name);
                let help = "give the entity a code of its own, or none; what adds to an entity stands under its IRI";
                Err(self.error(place, message, help))
            }
        }
    }

    fn resolve(&self, place: (u32, u32), iri: &str, known: &Known) -> Result<EntityId> {
        known.entity(iri).ok_or_else(|| {
            let short = iri.strip_prefix(vocab::ID).unwrap_or(iri);
            self.error(place, format!("`{short}` is described in no file"), "correct the name, or add a block for it")
        })
    }

    fn entity(&self, iri: &str, block: Block, known: &Known) -> Result<Entity> {
        let short = iri.strip_prefix(vocab::ID).unwrap_or(iri);
        let Some(class) = block.class else {
            return Err(self.error(
                block.place,
                format!("`{short}` has no class"),
                "begin the block with its class: `a dg:Organization ;`",
            ));
        };
        let mut names = block.names;
        names.sort_by_key(|n| n.kind);
        let preferred = |language: &str| {
            names.iter().find(|n| n.kind == NameKind::Preferred && &*n.language == language).map(|n| n.text.clone())
        };
        let name =
            preferred("zh").or_else(|| names.iter().find(|n| n.kind == NameKind::Preferred).map(|n| n.text.clone()));
        let Some(name) = name else {
            return Err(self.error(
                block.place,
                format!("`{short}` has no canonical name"),
                "add `skos:prefLabel \"...\"@zh`",
            ));
        };
        let rule = block.code.as_deref().map_or_else(|| format!("lexicon:{short}"), |code| format!("lexicon:{code}"));
        let mut entity = Entity {
            iri: iri.into(),
            class,
            kinds: block.kinds,
            name_en: preferred("en"),
            name,
            code: block.code,
            code3: block.code3,
            code_number: block.code_number,
            names,
            country: None,
            part_of: Vec::new(),
            members: Vec::new(),
            parties: Vec::new(),
            capital: None,
            organization: None,
            wikidata: block.wikidata,
            rule: Arc::from(rule),
        };
        for (reference, place, iri) in &block.references {
            let id = self.resolve(*place, iri, known)?;
            // A user's file may say again what is built in.
            let add = |list: &mut Vec<EntityId>| {
                if !list.contains(&id) {
                    list.push(id);
                }
            };
            match reference {
                Reference::Country => entity.country = Some(id),
                Reference::Capital => entity.capital = Some(id),
                Reference::Organization => entity.organization = Some(id),
                Reference::PartOf => add(&mut entity.part_of),
                Reference::Member => add(&mut entity.members),
                Reference::Party => add(&mut entity.parties),
            }
        }
        Ok(entity)
    }

    fn post(&self, iri: &str, block: Block, known: &Known) -> Result<Post> {
        let missing = |what: &str, help: &str| Err(self.error(block.place, format!("a post without {what}"), help));
        let Some(holder) = &block.holder else { return missing("a holder", "add `dg:holder person:...`") };
        let Some(title) = block.title.clone() else { return missing("a title", "add `dg:title \"...\"`") };
        let holder = self.resolve(block.place, holder, known)?;
        let organization = block.references.iter().find(|r| matches!(r.0, Reference::Organization));
        let organization = organization.map(|(_, place, iri)| self.resolve(*place, iri, known)).transpose()?;
        if let (Some(start), Some(end)) = (&block.start, &block.end) {
            // Of a date without its day only the year and month are compared.
            let known = start.len().min(end.len());
            if end[..known] < start[..known] {
                let message = format!("the post ends ({end}) before it begins ({start})");
                return Err(self.error(block.place, message, "correct `dg:start` or `dg:end`"));
            }
        }
        Ok(Post { iri: iri.into(), holder, title, organization, start: block.start, end: block.end })
    }
}

/// The entities that the files describe.
struct Known<'a> {
    iris: &'a Iris,
    ids: &'a [Option<EntityId>],
}

impl Known<'_> {
    fn entity(&self, iri: &str) -> Option<EntityId> {
        self.iris.get(iri).and_then(|block| self.ids[*block as usize])
    }
}

/// What is wrong with a statement, and what to do.
type Wrong = (String, &'static str);

fn unknown(property: &str) -> Wrong {
    (format!("`{property}` is no property of gazetteers"), "the README of the gazetteer lists the properties")
}

fn no_code() -> Wrong {
    ("an ISO 3166-1 alpha-2 code has two capitals".to_owned(), "write `dg:iso2 \"CH\"`")
}

impl Block {
    /// Takes a statement whose object is an IRI.
    fn take_iri(
        &mut self,
        property: &str,
        namespace: &str,
        local: &str,
        place: (u32, u32),
    ) -> std::result::Result<(), Wrong> {
        let reference = match property {
            "type" if self.add_class(namespace, local) => return Ok(()),
            "type" => {
                let help = "the README of the gazetteer lists the classes";
                return Err((format!("`{local}` is no class of the gazetteer"), help));
            }
            "holder" => {
                self.holder = Some(format!("{namespace}{local}"));
                return Ok(());
            }
            "sameAs" if namespace == WIKIDATA => {
                if !local.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
                    return Err((format!("`{local}` is no Wikidata id"), "an id is `Q` and digits"));
                }
                self.wikidata = Some(local.into());
                return Ok(());
            }
            "sameAs" | "exactMatch" | "closeMatch" => return Ok(()),
            "iso2" => return Err(no_code()),
            "country" => Reference::Country,
            "partOf" => Reference::PartOf,
            "member" => Reference::Member,
            "party" => Reference::Party,
            "capital" => Reference::Capital,
            "organization" => Reference::Organization,
            _ => return Err(unknown(property)),
        };
        self.references.push((reference, place, format!("{namespace}{local}")));
        Ok(())
    }

    /// Takes a statement whose object is a literal.
    fn take_literal(&mut self, property: &str, text: &str, language: &str) -> std::result::Result<(), Wrong> {
        let is_code = || text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        let field = match property {
            "prefLabel" => return self.take_name(NameKind::Preferred, text, language),
            "altLabel" => return self.take_name(NameKind::Alternative, text, language),
            "hiddenLabel" => return self.take_name(NameKind::Hidden, text, language),
            "abbreviation" => return self.take_name(NameKind::Abbreviation, text, language),
            "sharedName" => return self.take_name(NameKind::Shared, text, language),
            "defaultFor" => return self.take_name(NameKind::Default, text, language),
            "iso2" if !is_code() => return Err(no_code()),
            "iso2" => &mut self.code,
            "iso3" => &mut self.code3,
            "isoNumeric" => &mut self.code_number,
            "title" => &mut self.title,
            "start" | "end" if !calendar::is_date(text) => {
                return Err((format!("`{text}` is no date"), "write EDTF: \"2013\", \"2013-03\" or \"2013-03-16\""));
            }
            "start" => &mut self.start,
            "end" => &mut self.end,
            _ => {
                let help = "the README of the gazetteer lists the properties";
                return Err((format!("`{property}` takes no string here"), help));
            }
        };
        *field = Some(text.into());
        Ok(())
    }

    fn take_name(&mut self, kind: NameKind, text: &str, language: &str) -> std::result::Result<(), Wrong> {
        if text.trim().is_empty() {
            return Err(("a name without a character".to_owned(), "write the name between the quotation marks"));
        }
        if kind == NameKind::Preferred && language.is_empty() {
            let help = "write `skos:prefLabel \"...\"@zh`, or `@en` for the English one";
            return Err((format!("the canonical name `{text}` does not say its language"), help));
        }
        let name = Name { text: text.into(), language: language.into(), kind };
        // A folder of the user may say again what is built in.
        if !self.names.contains(&name) {
            self.names.push(name);
        }
        Ok(())
    }

    fn add_class(&mut self, namespace: &str, local: &str) -> bool {
        if namespace != vocab::NS {
            return false;
        }
        match local {
            "FixedPhrase" => self.phrase = true,
            "Post" => self.post = true,
            _ => {
                let Some((name, class, narrower)) = CLASSES.iter().find(|(name, ..)| *name == local) else {
                    return false;
                };
                if *narrower {
                    if !self.kinds.contains(name) {
                        self.kinds.push(name);
                    }
                    self.class.get_or_insert(*class);
                } else {
                    self.class = Some(*class);
                }
            }
        }
        true
    }
}

/// The table of names as it grows.
struct Names {
    table: Table,
    singles: FxHashMap<char, Vec<Target>>,
    /// A name in normal form; kept for its room.
    folded: String,
}

impl Names {
    fn add(&mut self, name: &str, target: Target) {
        self.folded.clear();
        fold_into(name, &mut self.folded);
        if self.table.insert(&self.folded, pack(target)) {
            return;
        }
        if let (Some(c), Target::Abbreviation(_) | Target::Default(_)) = (self.folded.chars().next(), target) {
            self.singles.entry(c).or_default().push(target);
        }
    }

    fn add_all(&mut self, id: EntityId, entity: &Entity) {
        for name in &entity.names {
            let target = match name.kind {
                NameKind::Preferred if &*name.language != "zh" && !name.language.is_empty() => continue,
                NameKind::Preferred | NameKind::Alternative | NameKind::Hidden => Target::Name(id),
                NameKind::Abbreviation => Target::Abbreviation(id),
                NameKind::Shared => Target::Shared(id),
                NameKind::Default => Target::Default(id),
            };
            self.add(&name.text, target);
        }
    }
}

const KIND_SHIFT: u32 = 29;

fn pack(target: Target) -> u32 {
    let (kind, index) = match target {
        Target::Name(id) => (0, id.0),
        Target::Shared(id) => (1, id.0),
        Target::Default(id) => (2, id.0),
        Target::Abbreviation(id) => (3, id.0),
        Target::Phrase => (4, 0),
        Target::Cue(cue) => (5, cue as u32),
    };
    kind << KIND_SHIFT | index
}

pub(super) fn unpack(value: u32) -> Target {
    let index = value & ((1 << KIND_SHIFT) - 1);
    match value >> KIND_SHIFT {
        0 => Target::Name(EntityId(index)),
        1 => Target::Shared(EntityId(index)),
        2 => Target::Default(EntityId(index)),
        3 => Target::Abbreviation(EntityId(index)),
        4 => Target::Phrase,
        _ => Target::Cue(Cue::ALL[index as usize]),
    }
}
