//! Documents → [`Corpus`]: all that is known of them together.
//!
//! The order of work: which documents render one event; dates that one rendering shows, shared with the others;
//! mentions and facts of each; the renderings of each event collated; facts joined; disputed slots settled.

mod bundle;
mod change;
mod edition;
mod lines;
mod settle;
mod witness;

pub use bundle::{Asked, Bundle, EventRecord, SourceRecord};
pub use change::Change;
pub use edition::{Edition, Piece, Sentence, Sigil};
pub(crate) use edition::{grouped, sign};
pub(crate) use lines::InDispute;
pub use lines::{Dispute, SentenceLine, TurnLine, VariantLine};
pub(crate) use settle::{Decision, decide, is_heard, is_tied, settle, settled};

use crate::collation::{self, Collation, Event};
use crate::document::Document;
use crate::engine::{Engine, Extraction, OwnFile};
use crate::entity::{self, EntityRecord};
use crate::join::{self, JoinedFact, Occasion, Witness, is_day};
use crate::line::{EntityRef, Names, Script, Statement, inside};
use crate::mention::Mention;
use crate::sense::Senses;
use crate::source::Span;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use witness::Bare;

/// A document that is to become part of a corpus.
pub struct Input {
    /// The document.
    pub document: Document,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// Several renderings of one event, collated.
pub struct Collated {
    /// The day (EDTF) of the event, else the name of its first source.
    pub name: String,
    /// The day, if it is known.
    pub day: Option<String>,
    /// Which articles of which documents.
    pub event: Event,
    /// What came of it.
    pub collation: Collation,
}

/// A post of a person, with paths for entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRecord {
    /// Full IRI.
    pub iri: String,
    /// Path of the person.
    pub holder: String,
    /// The title.
    pub title: String,
    /// Path of the body.
    pub organization: Option<String>,
    /// EDTF.
    pub start: Option<String>,
    /// EDTF.
    pub end: Option<String>,
}

/// All that is known of some documents. Lists run in the order of the documents' names.
pub struct Corpus {
    /// The documents, sorted by name.
    pub documents: Vec<Document>,
    /// SHA-256 of each file.
    pub hashes: Vec<String>,
    /// The files of the user's own ontology that they were read with.
    pub ontology: Vec<OwnFile>,
    /// The entities that each document names, with their places in the reading text.
    pub entity_mentions: Vec<Vec<(Span, EntityRef)>>,
    /// What each document says.
    pub witnesses: Vec<Witness>,
    /// Events with several renderings.
    pub events: Vec<Collated>,
    /// The joined facts, by type and id.
    pub facts: Vec<JoinedFact>,
    /// The entities that mentions, facts and posts name, by path.
    pub entities: Vec<EntityRecord>,
    /// The posts of the people among them.
    pub posts: Vec<PostRecord>,
    numbers: BTreeMap<String, usize>,
    /// The amounts and dates of each document.
    figures: Vec<change::Figures>,
    /// What tells another wording from another claim.
    senses: Arc<Senses>,
    /// For each event's name, the facts with a slot in dispute.
    disputed: BTreeMap<String, Vec<usize>>,
}

/// The events that several documents render; `given` says that the caller takes them for renderings of one.
fn events(engine: &Engine, documents: &[Document], given: bool) -> Vec<Event> {
    let bare: Vec<_> = documents.iter().map(Bare::dated).collect();
    let naming = naming(engine);
    let grounds = collation::Grounds { naming: &naming, given };
    collation::recognise(&bare.iter().map(Bare::witness).collect::<Vec<_>>(), grounds)
}

/// The entities of the gazetteer that a text names.
pub(crate) fn naming(engine: &Engine) -> impl Fn(&str) -> Vec<(std::ops::Range<usize>, u32)> + '_ {
    |text| engine.lexicon.named_in(text).into_iter().map(|(span, id)| (span, id.0)).collect()
}

/// An article as recognition compares it with others.
pub(crate) fn compared(document: &Document, article: usize) -> collation::Text {
    collation::text(&Bare::new(document).witness(), article, document.day_of(article))
}

/// What each article of a document, by number, leaves for recognition ([`collation::fingerprints`]).
pub fn fingerprints(document: &Document) -> Vec<(usize, Vec<u64>)> {
    collation::fingerprints(&Bare::new(document).witness())
}

/// Gives the date that most members carry to those that carry none.
fn share_date(documents: &mut [Document], event: &Event) {
    let mut votes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for member in &event.members {
        if let Some(date) = documents[member.witness].date.as_ref().filter(|d| d.is_full()) {
            votes.entry(&date.edtf).or_insert((0, member.witness)).0 += 1;
        }
    }
    let Some((_, &(_, from))) = votes.iter().max_by_key(|(day, (n, _))| (*n, std::cmp::Reverse(**day))) else { return };
    let date = documents[from].date.clone().expect("it voted");
    for member in &event.members {
        documents[member.witness].share_date(&date);
    }
}

impl Corpus {
    /// Extracts, collates and joins. Of two inputs with one name the later counts.
    pub fn new(engine: &Engine, inputs: Vec<Input>) -> Corpus {
        Corpus::made(engine, inputs, false, &|| {})
    }

    /// [`Corpus::new`] of documents that the caller takes for renderings of one event: figures and stock answers do not speak
    /// against it, other names and days far apart do.
    pub fn of_renderings(engine: &Engine, inputs: Vec<Input>) -> Corpus {
        Corpus::made(engine, inputs, true, &|| {})
    }

    /// [`Corpus::new`], with a call for every document whose facts have been found.
    pub fn watched(engine: &Engine, inputs: Vec<Input>, done: &(dyn Fn() + Sync)) -> Corpus {
        Corpus::made(engine, inputs, false, done)
    }

    fn made(engine: &Engine, inputs: Vec<Input>, given: bool, done: &(dyn Fn() + Sync)) -> Corpus {
        let by_name: BTreeMap<String, Input> = inputs.into_iter().map(|i| (i.document.name().to_owned(), i)).collect();
        let (documents, hashes): (Vec<_>, Vec<_>) = by_name.into_values().map(|i| (i.document, i.sha256)).unzip();
        let events = events(engine, &documents, given);
        let names = Names::new(&engine.lexicon);
        let mut corpus = Corpus::collated(engine, &names, documents, hashes, events, done);
        corpus.facts = {
            let occasions: Vec<Occasion<'_>> = corpus.events.iter().map(|e| occasion(e, &corpus.documents)).collect();
            join::join(&corpus.witnesses, &occasions, &engine.vocabulary, &engine.senses)
        };
        settle(&mut corpus.facts, &names);
        corpus.disputed = in_dispute(&corpus.facts);
        (corpus.entities, corpus.posts) = entities(&corpus.facts, corpus.entity_mentions.iter().flatten(), &names);
        corpus
    }

    /// The documents (sorted by name) with what each says and their events collated, before facts are joined.
    pub(crate) fn collated(
        engine: &Engine,
        names: &Names<'_>,
        mut documents: Vec<Document>,
        hashes: Vec<String>,
        mut events: Vec<Event>,
        done: &(dyn Fn() + Sync),
    ) -> Corpus {
        for event in &mut events {
            event.members.sort();
            share_date(&mut documents, event);
        }
        let said: Vec<(Vec<Mention>, Vec<Statement>)> =
            documents.par_iter().map(|d| statements(engine, names, d)).inspect(|_| done()).collect();
        let (mentions, statements): (Vec<_>, Vec<_>) = said.into_iter().unzip();
        let events = collate(&documents, &mentions, &statements, events);
        let entity_mentions = mentions
            .par_iter()
            .map(|m| m.iter().filter_map(|m| Some((m.span, names.of_mention(m)?))).collect())
            .collect();
        let figures = documents.par_iter().zip(&mentions).map(|(d, m)| change::figures(d, m)).collect();
        let witness = |(d, statements): (&Document, Vec<Statement>)| Witness {
            name: d.name().to_owned(),
            date: d.date.as_ref().map(|d| d.edtf.clone()),
            statements,
        };
        Corpus {
            witnesses: documents.iter().zip(statements).map(witness).collect(),
            numbers: documents.iter().enumerate().map(|(i, d)| (d.name().to_owned(), i)).collect(),
            documents,
            hashes,
            ontology: engine.own.clone(),
            entity_mentions,
            events,
            facts: Vec::new(),
            entities: Vec::new(),
            posts: Vec::new(),
            figures,
            senses: engine.senses.clone(),
            disputed: BTreeMap::new(),
        }
    }

    /// The number of the document of this name.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// What tells another wording from another claim.
    pub(crate) fn senses(&self) -> Arc<Senses> {
        self.senses.clone()
    }

    /// What is in dispute.
    fn in_dispute(&self) -> lines::InDispute<'_> {
        lines::InDispute { facts: &self.facts, by_event: &self.disputed, senses: &self.senses }
    }

    /// The names of the events that a document renders with others.
    pub fn occasions_of(&self, document: usize) -> Vec<&str> {
        self.events
            .iter()
            .filter(|e| e.event.members.iter().any(|m| m.witness == document))
            .map(|e| e.name.as_str())
            .collect()
    }

    /// The words of a turn's question.
    pub fn question(&self, document: usize, turn: usize) -> String {
        let doc = &self.documents[document];
        doc.turns[turn].question.iter().map(|s| s.of(&doc.text)).collect::<Vec<_>>().join("\n")
    }

    /// The entities that stand in some spans of the reading text, each once.
    pub fn named_in(&self, document: usize, spans: &[Span]) -> BTreeSet<&EntityRef> {
        let all = &self.entity_mentions[document];
        let within = |span: &Span| {
            let first = all.partition_point(|(s, _)| s.start < span.start);
            let end = span.end;
            all[first..]
                .iter()
                .take_while(move |(s, _)| s.start < end)
                .filter(move |(s, _)| s.end <= end)
                .map(|(_, e)| e)
        };
        spans.iter().flat_map(within).collect()
    }

    /// The entities that a turn's question names.
    pub fn asked_about(&self, document: usize, turn: usize) -> BTreeSet<&EntityRef> {
        self.named_in(document, &self.documents[document].turns[turn].question)
    }

    /// Who asks and who answers in a turn, as properties and paths.
    pub fn speakers(&self, document: usize, turn: usize) -> Vec<(&'static str, String)> {
        let exchange =
            self.witnesses[document].statements.iter().find(|s| s.class == "Exchange" && s.evidence.turn == Some(turn));
        let Some(exchange) = exchange else { return Vec::new() };
        [("askedBy", "outlet"), ("answeredBy", "answerer")]
            .into_iter()
            .filter_map(|(property, slot)| {
                Some((property, exchange.entities.get(exchange.slots.get(slot)?.as_str()?)?.clone()))
            })
            .collect()
    }
}

/// The entities that facts and sources name, and the posts of the people among them.
fn entities<'a>(
    facts: &'a [JoinedFact],
    mentioned: impl Iterator<Item = &'a (Span, EntityRef)>,
    names: &Names<'_>,
) -> (Vec<EntityRecord>, Vec<PostRecord>) {
    let of_facts = facts.iter().flat_map(|f| f.entities.iter().chain(&f.mentions)).map(|(id, path)| (path, id));
    let mut used: BTreeMap<String, String> = BTreeMap::new();
    for (path, id) in of_facts.chain(mentioned.map(|(_, e)| (&e.path, &e.id))) {
        match used.get_mut(path) {
            // Of several spellings the first of their order.
            Some(known) if *known > *id => known.clone_from(id),
            Some(_) => {}
            None => _ = used.insert(path.clone(), id.clone()),
        }
    }
    listed(&used, names)
}

/// The entities of these paths, each with its id, what they belong to, and the posts of the people among them.
pub(crate) fn listed(used: &BTreeMap<String, String>, names: &Names<'_>) -> (Vec<EntityRecord>, Vec<PostRecord>) {
    let posts = entity::posts(used, names.lexicon());
    let text = |s: &Option<crate::lexicon::Text>| s.as_ref().map(ToString::to_string);
    let record = |p: &&crate::lexicon::Post| PostRecord {
        iri: p.iri.to_string(),
        holder: names.listed(p.holder).path,
        title: p.title.to_string(),
        organization: p.organization.map(|o| names.listed(o).path),
        start: text(&p.start),
        end: text(&p.end),
    };
    (entity::records(used, &posts, names), posts.iter().map(record).collect())
}

/// For each event's name, the places of the facts with a slot in dispute.
pub(crate) fn in_dispute(facts: &[JoinedFact]) -> BTreeMap<String, Vec<usize>> {
    let mut out: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, fact) in facts.iter().enumerate().filter(|(_, f)| f.readings.iter().any(|r| r.disputed)) {
        fact.occasions.iter().for_each(|o| out.entry(o.clone()).or_default().push(n));
    }
    out
}

fn statements(engine: &Engine, names: &Names<'_>, document: &Document) -> (Vec<Mention>, Vec<Statement>) {
    let extraction = engine.extract(document);
    let Extraction { mentions, facts } = &extraction;
    let statements =
        Statement::of_facts(document, facts, mentions, names, &engine.vocabulary, Script::Simplified).collect();
    (extraction.mentions, statements)
}

/// Collates every event.
fn collate(
    documents: &[Document],
    mentions: &[Vec<Mention>],
    statements: &[Vec<Statement>],
    events: Vec<Event>,
) -> Vec<Collated> {
    let held: Vec<witness::Held<'_>> =
        documents.par_iter().zip(mentions).zip(statements).map(|((d, m), s)| witness::Held::new(d, m, s)).collect();
    let witnesses: Vec<collation::Witness<'_>> = documents.iter().zip(&held).map(|(d, h)| h.witness(d)).collect();
    let mut out: Vec<Collated> = events
        .into_par_iter()
        .map(|event| {
            let collation = collation::collate(&witnesses, &event);
            let day = event
                .members
                .iter()
                .filter_map(|m| documents[m.witness].date.as_ref())
                .map(|d| d.edtf.clone())
                .find(|d| is_day(d));
            let first = event.members.iter().map(|m| documents[m.witness].name()).min().unwrap_or_default();
            Collated { name: day.clone().unwrap_or_else(|| first.to_owned()), day, event, collation }
        })
        .collect();
    out.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.event.members.cmp(&b.event.members)));
    out
}

/// An event as the join sees it.
pub(crate) fn occasion<'a>(event: &'a Collated, documents: &'a [Document]) -> Occasion<'a> {
    let members = event.event.members.iter().map(|m| (m.witness, m.articles.clone())).collect();
    let alignment = &event.collation.alignment;
    let project = move |from: usize, span: Span, to: usize| {
        let found = alignment.project(from, span.start..span.end, to)?;
        Some(Span::new(found.start, found.end))
    };
    let mut turn = BTreeMap::new();
    for (number, joined) in event.collation.turns.iter().enumerate() {
        for part in [&joined.asker_spans, &joined.question, &joined.answer] {
            for (document, spans) in part {
                for &(start, end) in spans {
                    let own =
                        documents[*document].sentences.iter().filter(|s| s.span.start < end && start < s.span.end);
                    own.filter_map(|s| s.turn).for_each(|t| {
                        turn.entry((*document, t)).or_insert(number);
                    });
                }
            }
        }
    }
    Occasion { day: event.day.clone(), members, project: Some(Box::new(project)), turn }
}

/// Mentions of a document that no fact stands on: what the rules do not yet read.
pub fn residue<'a>(mentions: &'a [Mention], facts: &[crate::fact::Fact]) -> Vec<&'a Mention> {
    let mut used: Vec<&Mention> = facts.iter().flat_map(|f| inside(mentions, f.span)).collect();
    used.sort_by_key(|m| (m.span.start, m.span.end));
    mentions
        .iter()
        .filter(|m| {
            !m.nested && used.binary_search_by_key(&(m.span.start, m.span.end), |u| (u.span.start, u.span.end)).is_err()
        })
        .collect()
}
