//! Knowledge graphs from Chinese diplomatic press text, from noisy pages to a graph that can be questioned, and from every
//! answer back to the characters that say so.
//!
//! A stage is a file named after what it makes. A stage knows the stages before it and none after it:
//!
//! ```text
//! ontology/gazetteer/*.ttl      ontology/rules/*.toml
//!           |                            |
//!        lexicon                        rule
//!           |                            |
//! bytes -> source -> document -> mention -> fact -> collation, join -> graph -> store -> answers, exports
//!          text +    articles,   who, what,  rule    renderings         quads   SPARQL
//!          offset    turns,      when, how   fired   joined, variants
//!          map       sentences   much        here    kept
//! ```
//!
//! | module | what it makes |
//! |---|---|
//! | [`source`] | bytes → decoded text and its normal form, with a map back to the bytes |
//! | [`document`] | articles, questions and answers, sentences, the date |
//! | [`lexicon`] | the gazetteer's Turtle → one automaton of names |
//! | [`number`], [`date`] | amounts and dates, by grammar, with exact values |
//! | [`mention`] | who, what, when, how much, each at its place |
//! | [`pattern`], [`rule`] | the language of extraction rules, and the rules, compiled |
//! | [`value`] | what a slot can hold, and how a fact can be meant |
//! | [`fact`] | what a text asserts, and by which rule |
//! | [`topic`] | what commitments and positions are about, and which event they announce |
//! | [`sense`] | whether two wordings say the same |
//! | [`collation`] | which documents render one event, and where they differ |
//! | [`mod@line`], [`corpus`], [`join`] | facts with names in place of numbers; documents together; facts joined across renderings |
//! | [`vocab`], [`entity`] | the terms of the ontology; the entities that sources and facts name, as they are stored |
//! | [`archive`] | what remains of documents when their texts are put away, joined: a build reads only what is new |
//! | [`graph`], [`store`], [`export`] | RDF, the stored graph, other formats |
//! | [`question`], [`lookup`], [`validate`] | named queries and their parameters; facts by what they say; checks of a stored graph |
//! | [`diff`], [`network`] | what changed between two sets of facts; paths, centrality and groups among entities |
//! | [`schema`] | the JSON Schema of the lines of `facts` |
//! | [`evaluation`] | how much of what people marked is found, and how much of what is found is right |
//! | [`engine`] | everything that extraction needs, loaded once |
//! | [`cli`] | the program; the only part that touches paths, standard streams and the environment |
//!
//! Offsets inside the stages are bytes of the *reading text* ([`document::Document::text`]); what leaves the program are
//! code points and bytes of the original file ([`document::Document::locate`]). Text is never an error: from
//! [`source`] on, stages return values and diagnostics. [`error::Error`] is for files, data and the store.
//!
//! ```
//! use diplograph::engine::{Engine, ReadOptions};
//!
//! let engine = Engine::new(None)?;
//! let options = ReadOptions { date: Some("2023-04-02".into()), ..ReadOptions::default() };
//! let document = engine.read("note", "自5月1日起，中方将对挪威、秘鲁2国试行免签。".as_bytes(), &options)?;
//! let facts = engine.extract(&document).facts;
//! assert_eq!(&*facts[0].class, "VisaWaiver");
//! assert_eq!(document.quote(facts[0].span), "自5月1日起，中方将对挪威、秘鲁2国试行免签");
//! # Ok::<(), diplograph::error::Error>(())
//! ```

#[macro_use]
mod macros;

pub mod archive;
mod baked;
pub mod cli;
pub mod collation;
mod control;
pub mod corpus;
pub mod date;
pub mod diff;
pub mod document;
mod edge;
pub mod engine;
pub mod entity;
pub mod error;
pub mod evaluation;
pub mod export;
pub mod fact;
pub mod graph;
mod hash;
pub mod join;
pub mod lexicon;
pub mod line;
pub mod lookup;
pub mod mention;
mod near;
pub mod network;
pub mod number;
mod parts;
pub mod pattern;
mod plural;
mod printable;
pub mod question;
pub mod rule;
pub mod schema;
pub mod sense;
pub mod source;
pub mod store;
pub mod topic;
pub mod validate;
pub mod value;
pub mod vocab;
mod written;
