//! What is declared once for all rules: `ontology/language.toml`.

use super::file::place;
use crate::error::{Error, Kind, Result};
use crate::pattern::Macros;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Whom a pronoun stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pronoun {
    /// The speaker's country.
    Speaker,
    /// The two parties named last.
    Pair,
    /// The last list of parties.
    List,
    /// The last party named that is not the speaker's.
    Other,
}

/// Macros, groups, pronouns and the marks of clauses.
#[derive(Debug, Clone, Default)]
pub struct Language {
    /// Pieces of patterns.
    pub macros: Macros,
    /// Pronouns and whom they stand for, longest first.
    pub pronouns: Vec<(String, Pronoun)>,
    /// ISO code of the country whose voice narration and unknown speakers are.
    pub voice: String,
    /// Words that open a clause and end a chain of clauses.
    pub chain_ends: Vec<String>,
    /// Words that open a clause which adds nothing of its own (purpose, result).
    pub chain_skips: Vec<String>,
    /// Words to drop at the head of a clause of a chain.
    pub chain_drops: Vec<String>,
    /// Verbs and adverbs that open a sentence without a subject, which then goes on with the chain before it.
    pub chain_goes_on: Vec<String>,
    /// Words that put what follows under an if.
    pub hypothesis: Vec<String>,
    /// Fact classes and rules that give way to others at the same place.
    pub yields: BTreeMap<String, Vec<String>>,
    /// Fact classes of which one mention in this slot makes only one fact.
    pub once: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    voice: String,
    separator: String,
    #[serde(rename = "macro")]
    pieces: BTreeMap<String, String>,
    group: BTreeMap<String, String>,
    pronoun: BTreeMap<String, Pronoun>,
    chain: Chain,
    hypothesis: Vec<String>,
    yields: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    once: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Chain {
    ends: Vec<String>,
    skips: Vec<String>,
    drops: Vec<String>,
    goes_on: Vec<String>,
}

impl Language {
    /// Reads `language.toml`.
    pub fn parse(name: &str, text: &str) -> Result<Language> {
        let file: File = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            Error::new(Kind::Ontology, e.message().replace('\n', "; ")).at(place(name, text, at))
        })?;
        let mut pieces = file.pieces;
        let mut pronouns: Vec<(String, Pronoun)> = file.pronoun.into_iter().collect();
        pronouns.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let words: Vec<&str> = pronouns.iter().map(|(w, _)| w.as_str()).collect();
        pieces.insert("pronoun".to_owned(), words.join("|"));
        let longest_first = |mut words: Vec<String>| {
            words.sort_by_key(|w| std::cmp::Reverse(w.len()));
            words
        };
        Ok(Language {
            macros: Macros { pieces, groups: file.group, separator: file.separator },
            pronouns,
            voice: file.voice,
            chain_ends: longest_first(file.chain.ends),
            chain_skips: longest_first(file.chain.skips),
            chain_drops: longest_first(file.chain.drops),
            chain_goes_on: longest_first(file.chain.goes_on),
            hypothesis: file.hypothesis,
            yields: file.yields,
            once: file.once,
        })
    }
}
