//! The patterns by which clauses are read: sections `[chain]` and `[subject]` of `ontology/language.toml`.

use crate::error::Result;
use crate::pattern::Pattern;
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// Patterns that are tried at the head of a clause.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// The clause has a subject, a modal or a thought of its own: the chain ends before it.
    pub ends: Option<Pattern>,
    /// The clause says to what end: it adds nothing of its own.
    pub skips: Option<Pattern>,
    /// The clause only says how, when or under what; it is passed over even where the chain begins.
    pub circumstance: Option<Pattern>,
    /// Words to drop at the head of a clause.
    pub drops: Option<Pattern>,
    /// Phrases that hold several clauses.
    pub phrases: Vec<Phrase>,
    /// The sentence has no subject and goes on with the chain before it.
    pub goes_on: Option<Pattern>,
    /// The sentence of a joint statement takes a stance: it is no part of a chain of acts, which goes on behind it.
    pub stances: Option<Pattern>,
    /// The sentence opens an item of a list, which goes on with the chain even in a new paragraph.
    pub items: Option<Pattern>,
    /// By fact class: how a clause of a chain is read; the first pattern that matches fills its slots.
    pub read: BTreeMap<String, Vec<Pattern>>,
    /// By fact class: which words of the clause tell slots that neither the rule nor `read` has filled.
    pub inside: BTreeMap<String, Vec<Pattern>>,
}

/// A phrase that holds several clauses: 就A，B，C等议题展开讨论.
#[derive(Debug, Clone, Default)]
pub struct Phrase {
    /// The clause begins it.
    pub opens: Option<Pattern>,
    /// The clause ends it.
    pub ends: Option<Pattern>,
}

/// Patterns that tell who acts, with whom, and whose words are told; their last hole is the party.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    /// The clause says whose words follow.
    pub reports: Option<Pattern>,
    /// The clause announces a speech or its points: 习近平提出三点建议。
    pub announces: Option<Pattern>,
    /// The clause says who acts.
    pub acts: Option<Pattern>,
    /// The clause begins with the side that acts, whatever it does.
    pub sides: Option<Pattern>,
    /// What a clause must have to say where its subject stands.
    pub stands: Option<Regex>,
    /// The clause says with whom.
    pub partner: Option<Pattern>,
    /// What a clause must have to be read for whose words follow it.
    pub may_tell: Option<Regex>,
    /// The same for words that begin inside it.
    pub may_run_on: Option<Regex>,
    /// The clause says in whose voice what follows is told.
    pub speaks: Option<Pattern>,
    /// The clause ends with a verb of saying.
    pub says: Option<Pattern>,
    /// The clause says that words of somebody without a name follow.
    pub hearsay: Option<Pattern>,
    /// The clause says that words of somebody without a name follow: 专家表示.
    pub tells: Option<Pattern>,
    /// The clause says that words of a meeting or a paper follow; the last hole is the word for it.
    pub bears: Option<Pattern>,
    /// Words follow inside the clause, behind the verb: X表示将….
    pub runs_on: Option<Pattern>,
    /// The clause begins with a verb of saying whose subject an earlier clause names, and its words: 称….
    pub says_on: Option<Pattern>,
    /// The clause tells of somebody who may say so; the last hole is the party.
    pub tells_of: Option<Pattern>,
    /// The clause ends like one that says whose words follow, and says it not: 对世界来说.
    pub unsaid: Option<Pattern>,
    /// The clause says whose statement the text is.
    pub issues: Option<Pattern>,
    /// The sentence tells, though the one before it reports somebody's words.
    pub narrates: Option<Pattern>,
}

/// `[chain]`, as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrittenChain {
    ends: Spanned<String>,
    skips: Spanned<String>,
    circumstance: Spanned<String>,
    drops: Spanned<String>,
    phrase: Vec<WrittenPhrase>,
    goes_on: Spanned<String>,
    stances: Spanned<String>,
    items: Spanned<String>,
    pub over_sentences: Vec<String>,
    read: BTreeMap<String, Vec<Spanned<String>>>,
    inside: BTreeMap<String, Vec<Spanned<String>>>,
}

/// `[[chain.phrase]]`, as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPhrase {
    opens: Spanned<String>,
    ends: Spanned<String>,
}

/// `[subject]`, as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrittenSubject {
    reports: Spanned<String>,
    announces: Spanned<String>,
    acts: Spanned<String>,
    sides: Spanned<String>,
    stands: Spanned<String>,
    partner: Spanned<String>,
    may_tell: Spanned<String>,
    may_run_on: Spanned<String>,
    speaks: Spanned<String>,
    says: Spanned<String>,
    hearsay: Spanned<String>,
    tells: Spanned<String>,
    bears: Spanned<String>,
    runs_on: Spanned<String>,
    says_on: Spanned<String>,
    tells_of: Spanned<String>,
    unsaid: Spanned<String>,
    issues: Spanned<String>,
    narrates: Spanned<String>,
}

impl WrittenChain {
    /// `one` compiles a pattern; its error names the place in the file.
    pub fn compile(self, one: impl Fn(&Spanned<String>) -> Result<Pattern>) -> Result<Chain> {
        let each = |patterns: Vec<Spanned<String>>| patterns.iter().map(&one).collect::<Result<Vec<Pattern>>>();
        let by_class = |patterns: BTreeMap<String, Vec<Spanned<String>>>| {
            patterns.into_iter().map(|(class, p)| Ok((class, each(p)?))).collect::<Result<BTreeMap<_, _>>>()
        };
        Ok(Chain {
            ends: Some(one(&self.ends)?),
            skips: Some(one(&self.skips)?),
            circumstance: Some(one(&self.circumstance)?),
            drops: Some(one(&self.drops)?),
            phrases: self.phrase.iter().map(|written| written.compile(&one)).collect::<Result<_>>()?,
            goes_on: Some(one(&self.goes_on)?),
            stances: Some(one(&self.stances)?),
            items: Some(one(&self.items)?),
            read: by_class(self.read)?,
            inside: by_class(self.inside)?,
        })
    }
}

impl WrittenPhrase {
    fn compile(&self, one: impl Fn(&Spanned<String>) -> Result<Pattern>) -> Result<Phrase> {
        Ok(Phrase { opens: Some(one(&self.opens)?), ends: Some(one(&self.ends)?) })
    }
}

impl WrittenSubject {
    /// `one` compiles a pattern and `regex` an expression; their errors name the place in the file.
    pub fn compile(
        self,
        one: impl Fn(&Spanned<String>) -> Result<Pattern>,
        regex: impl Fn(&Spanned<String>) -> Result<Regex>,
    ) -> Result<Subject> {
        Ok(Subject {
            may_tell: Some(regex(&self.may_tell)?),
            may_run_on: Some(regex(&self.may_run_on)?),
            reports: Some(one(&self.reports)?),
            announces: Some(one(&self.announces)?),
            acts: Some(one(&self.acts)?),
            sides: Some(one(&self.sides)?),
            stands: Some(regex(&self.stands)?),
            partner: Some(one(&self.partner)?),
            speaks: Some(one(&self.speaks)?),
            says: Some(one(&self.says)?),
            hearsay: Some(one(&self.hearsay)?),
            tells: Some(one(&self.tells)?),
            bears: Some(one(&self.bears)?),
            runs_on: Some(one(&self.runs_on)?),
            says_on: Some(one(&self.says_on)?),
            tells_of: Some(one(&self.tells_of)?),
            unsaid: Some(one(&self.unsaid)?),
            issues: Some(one(&self.issues)?),
            narrates: Some(one(&self.narrates)?),
        })
    }
}
