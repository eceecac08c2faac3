//! What is declared once for all rules: `ontology/language.toml`.

use super::clause::{Chain, ModeMarks, Subject, WrittenChain, WrittenMode, WrittenSubject};
use super::file::unreadable;
use super::reader::{Part, Reader, pattern};
use super::trim::{Trim, WrittenTrim};
use super::whole::Whole;
use super::words::{Concerned, Declaration, Pair, Passage};
use crate::baked;
use crate::error::Result;
use crate::number::Cmp;
use crate::pattern::{Baked, Fault, Macros, Pattern};
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;

/// Whom a pronoun stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pronoun {
    /// The speaker's country; in a joint statement or a body's declaration who makes it.
    Speaker,
    /// The two parties named together last.
    Pair,
    /// The two states named together last: blocs and regions are none.
    States,
    /// The parties named together last, as many as the word counts.
    List,
    /// The last party named that is not the speaker's.
    Other,
    /// The same, for a word that is no agent of a clause: 同你, 希望您.
    Addressee,
    /// The person named last; at the head of a sentence who opens the one before.
    Person,
    /// The states of a joint statement; elsewhere the word itself.
    Signatories,
    /// The same, also for the body whose members make a declaration.
    Members,
}

impl Pronoun {
    /// Whom it stands for, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Pronoun::Speaker => "the country of who speaks",
            Pronoun::Pair => "the two parties named together last",
            Pronoun::States => "the two states named together last",
            Pronoun::List => "the parties named together last, as many as it counts",
            Pronoun::Other | Pronoun::Addressee => "the last party named that is not the speaker's",
            Pronoun::Person => "the person named last, or who opens the sentence before",
            Pronoun::Signatories => "the states of the joint statement",
            Pronoun::Members => "the states of the joint statement, or the body that declares",
        }
    }
}

/// Macros, groups, pronouns and the marks of clauses.
#[derive(Debug, Clone)]
pub struct Language {
    /// Pieces of patterns.
    pub macros: Arc<Macros>,
    /// Patterns with the same macros that the build has checked.
    baked: Option<&'static Baked>,
    /// Pronouns and whom they stand for, longest first.
    pub pronouns: Vec<(String, Pronoun)>,
    /// Pronouns for who is spoken to.
    pub addressees: Vec<String>,
    /// ISO code of the country whose voice narration and unknown speakers are.
    pub voice: String,
    /// When a document's voice is another's.
    pub other_voice: OtherVoice,
    /// Where a chain of clauses ends, what it skips, how it goes on.
    pub chain: Chain,
    /// Where the subject of a clause stands.
    pub subject: Subject,
    /// Fact classes that a text takes for granted, whoever's words it tells.
    pub presupposed: Vec<String>,
    /// Fact classes that are not made from questions and if-clauses.
    pub unasserted: Vec<String>,
    /// Words that make a clause a question, in a sentence that ends in a question mark.
    pub question: Vec<String>,
    /// Words that put what follows under an if.
    pub hypothesis: Vec<String>,
    /// What tells how a fact is meant.
    pub mode: ModeMarks,
    /// Words that no piece of a pattern and no trim cuts in two.
    pub whole: Whole,
    /// What is cut off the words of a slot, by its name.
    pub trim: BTreeMap<String, Trim>,
    /// Words around an amount that say how exact it is, where its own words do not.
    pub approximate: Vec<Approximator>,
    /// Words right before a figure that make it a share of a whole.
    pub parts: Vec<String>,
    /// Who speaks for the country of the voice, and in which slots that counts.
    pub spokesperson: Spokesperson,
    /// What joins two names.
    pub pair: Pair,
    /// What the sentences before a match have been about.
    pub passage: Passage,
    /// Whom a figure is about.
    pub concerned: Concerned,
    /// How declarations are called.
    pub declaration: Declaration,
    /// Words before a title that say that the post is not, or need not be, held at the document's date.
    pub out_of_office: Vec<String>,
    /// Fact classes and rules that give way to others at the same place.
    pub yields: BTreeMap<String, Vec<String>>,
    /// By fact class, two slots that no party fills both.
    pub apart: BTreeMap<String, [String; 2]>,
    /// Fact classes of which one mention in this slot makes only one fact.
    pub once: BTreeMap<String, String>,
}

/// Words beside an amount that say how exact it is.
#[derive(Debug, Clone)]
pub struct Approximator {
    /// What it makes of the amount.
    pub cmp: Cmp,
    /// Ends right before the amount.
    pub before: Option<Regex>,
    /// Begins right behind it.
    pub behind: Option<Regex>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenApproximator {
    cmp: Cmp,
    before: Option<Spanned<String>>,
    behind: Option<Spanned<String>>,
}

/// The signs of a text whose 我国 is not the country of the voice.
#[derive(Debug, Clone, Default)]
pub struct OtherVoice {
    /// Matches somewhere in such a text, in normal form.
    pub sign: Option<Regex>,
    /// ISO code by the name with which a sign begins.
    pub self_named: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenVoice {
    sign: Spanned<String>,
    self_named: BTreeMap<String, String>,
}

/// Whose words are the country's own: the foreign minister's, a spokesperson's.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spokesperson {
    /// Titles of their posts.
    pub titles: Vec<String>,
    /// By fact class, the slot that then names the country in place of the person.
    pub slots: BTreeMap<String, String>,
    /// Codes of facts that are the person's own: X将访问挪威.
    pub deeds: Vec<String>,
    /// By fact class, the slots in which a state stands for its bodies and people.
    pub of_states: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    unasserted: Vec<String>,
    presupposed: Vec<String>,
    question: Vec<String>,
    voice: String,
    separator: String,
    #[serde(rename = "macro")]
    pieces: BTreeMap<String, String>,
    group: BTreeMap<String, String>,
    pronoun: BTreeMap<String, Pronoun>,
    chain: WrittenChain,
    subject: WrittenSubject,
    #[serde(rename = "other-voice")]
    other_voice: Option<WrittenVoice>,
    hypothesis: Vec<String>,
    mode: WrittenMode,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    trim: BTreeMap<String, WrittenTrim>,
    #[serde(default)]
    approximate: Vec<WrittenApproximator>,
    parts: Vec<String>,
    spokesperson: Spokesperson,
    pair: Pair,
    passage: Passage,
    concerned: Concerned,
    declaration: Declaration,
    out_of_office: Vec<String>,
    yields: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    apart: BTreeMap<String, [String; 2]>,
    #[serde(default)]
    once: BTreeMap<String, String>,
}

impl Language {
    /// Whom the pronoun means with which a text begins.
    pub fn pronoun_at(&self, text: &str) -> Option<Pronoun> {
        self.pronouns.iter().find(|(word, _)| text.starts_with(word.as_str())).map(|(_, pronoun)| *pronoun)
    }

    /// Reads `language.toml`.
    pub fn parse(name: &str, text_of_file: &str) -> Result<Language> {
        let file: File = toml::from_str(text_of_file).map_err(|e| unreadable(name, text_of_file, &e))?;
        let mut pronouns: Vec<(String, Pronoun)> = file.pronoun.into_iter().collect();
        pronouns.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        // Who is spoken to is no agent of a clause.
        let addressees: Vec<String> =
            pronouns.extract_if(.., |(_, p)| *p == Pronoun::Addressee).map(|(w, _)| w).collect();
        let words = pronouns.iter().map(|(w, _)| w.as_str()).collect();
        let macros = Arc::new(Macros::new(file.pieces, file.group, file.separator, words));
        let baked = baked::patterns().filter(|baked| baked.macros == macros);
        let reader = Reader { name, text: text_of_file, macros: macros.clone(), baked };
        let File { voice, hypothesis, spokesperson, yields, once, unasserted, presupposed, question, parts, .. } = file;
        let File { pair, passage, concerned, declaration, out_of_office, apart, .. } = file;
        let other_voice = match file.other_voice {
            Some(written) => {
                OtherVoice { sign: Some(reader.regex("", &written.sign, "")?), self_named: written.self_named }
            }
            None => OtherVoice::default(),
        };
        let whole = Whole::new(file.whole);
        let trims = file.trim.into_iter().map(|(slot, written)| Ok((slot, written.compile(&whole, &reader)?)));
        let trim = trims.collect::<Result<BTreeMap<_, _>>>()?;
        let mut approximate = Vec::new();
        for written in &file.approximate {
            approximate.push(Approximator {
                cmp: written.cmp,
                before: written.before.as_ref().map(|w| reader.regex("", w, "$")).transpose()?,
                behind: written.behind.as_ref().map(|w| reader.regex("^", w, "")).transpose()?,
            });
        }
        Ok(Language {
            macros,
            baked,
            pronouns,
            addressees,
            voice,
            other_voice,
            chain: Part::compile(file.chain, &reader)?,
            subject: Part::compile(file.subject, &reader)?,
            hypothesis,
            mode: Part::compile(file.mode, &reader)?,
            whole,
            trim,
            approximate,
            parts,
            spokesperson,
            pair,
            passage,
            concerned,
            declaration,
            out_of_office,
            yields,
            apart,
            once,
            unasserted,
            presupposed,
            question,
        })
    }

    /// Checks pattern text. The error says what is wrong, where, and what to write instead.
    pub fn pattern(&self, text: &str) -> std::result::Result<Pattern, Fault> {
        pattern(self.baked, text, &self.macros)
    }
}
