//! What is declared once for all rules: `ontology/language/`.

use super::class::{self, Named, OfClass, WrittenClass};
use super::clause::{Chain, ModeMarks, Subject, WrittenChain, WrittenMode, WrittenSubject};
use super::piece::{self, Pieces};
use super::reader::{Part, Reader, part};
use super::trim::{Trim, WrittenTrim};
use super::whole::Whole;
use super::words::{Concerned, Declaration, Pair, Passage, Speech, WrittenSpeech};
use crate::baked;
use crate::error::{Error, Kind, Result};
use crate::lexicon::Lexicon;
use crate::number::Cmp;
use crate::parts::Parts;
use crate::pattern::{Fault, Known, Macros, Pattern};
use crate::vocab::Vocabulary;
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
    /// Pieces of patterns, and patterns with the same pieces that the build has checked.
    known: Known,
    /// Pronouns and whom they stand for, longest first.
    pub pronouns: Vec<(String, Pronoun)>,
    /// Pronouns for who is spoken to.
    pub addressees: Vec<String>,
    /// ISO code of the country whose voice narration and unknown speakers are.
    pub voice: String,
    /// Where it is declared.
    voice_place: String,
    /// When a document's voice is another's.
    pub other_voice: Option<OtherVoice>,
    /// Where a chain of clauses ends, what it skips, how it goes on.
    pub chain: Chain,
    /// Where the subject of a clause stands.
    pub subject: Subject,
    /// What holds of all facts of a class.
    pub(super) classes: BTreeMap<String, OfClass>,
    /// Classes and rules to which classes give way, with the places where they are named.
    pub(super) named: Vec<Named>,
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
    /// Who speaks for the country of the voice.
    pub spokesperson: Spokesperson,
    /// What joins two names.
    pub pair: Pair,
    /// What the sentences before a match have been about.
    pub passage: Passage,
    /// Whom a figure is about.
    pub concerned: Concerned,
    /// How declarations are called.
    pub declaration: Declaration,
    /// How one sees that a text is a speech.
    pub speech: Speech,
    /// Words before a title that say that the post is not, or need not be, held at the document's date.
    pub out_of_office: Vec<String>,
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

impl WrittenApproximator {
    fn compile(&self, reader: &Reader) -> Result<Approximator> {
        let before = self.before.as_ref().map(|w| reader.regex("", w, "$")).transpose()?;
        let behind = self.behind.as_ref().map(|w| reader.regex("^", w, "")).transpose()?;
        Ok(Approximator { cmp: self.cmp, before, behind })
    }
}

/// ISO codes by the words with which a text names a state as its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Codes(BTreeMap<String, String>);

impl Codes {
    /// The code of what a text begins with.
    pub fn of(&self, text: &str) -> Option<&str> {
        self.0.iter().find(|(words, _)| text.starts_with(words.as_str())).map(|(_, code)| code.as_str())
    }
}

impl Part for Codes {
    type Written = Codes;

    fn compile(written: Codes, _: &Reader) -> Result<Codes> {
        Ok(written)
    }
}

part! {
/// The signs of a text whose 我国 is not the country of the voice.
OtherVoice, WrittenVoice {
    /// Matches somewhere in such a text, in normal form.
    sign: Regex,
    /// ISO code by the name with which a sign begins.
    self_named: Codes,
    /// What stands behind the name of an outlet in a dateline.
    dateline: Regex,
    /// Where a text speaks of its own state without a name.
    own: Regex,
    /// ISO codes of territories whose outlets speak of the ministries of the country of the voice.
    same: Vec<String>,
    /// ISO codes of states whose ministers only their own texts call by a bare title.
    ministers: Vec<String>,
    /// The ministries that are then those of the state of the voice.
    bodies: Vec<String>,
}
}

/// Whose words are the country's own: the foreign minister's, a spokesperson's.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spokesperson {
    /// Titles of their posts.
    pub titles: Vec<String>,
    /// Codes of facts that are the person's own: X将访问挪威.
    pub deeds: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(rename = "macro")]
    pieces: Pieces,
    group: Pieces,
    class: BTreeMap<Spanned<String>, WrittenClass>,
    question: Vec<String>,
    voice: Spanned<String>,
    separator: String,
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
    trim: BTreeMap<Spanned<String>, WrittenTrim>,
    #[serde(default)]
    approximate: Vec<WrittenApproximator>,
    parts: Vec<String>,
    spokesperson: Spokesperson,
    pair: Pair,
    passage: Passage,
    concerned: Concerned,
    declaration: Declaration,
    speech: WrittenSpeech,
    out_of_office: Vec<String>,
}

impl Language {
    /// Whom the pronoun means with which a text begins.
    pub fn pronoun_at(&self, text: &str) -> Option<Pronoun> {
        self.pronouns.iter().find(|(word, _)| text.starts_with(word.as_str())).map(|(_, pronoun)| *pronoun)
    }

    /// What holds of all facts of a class.
    pub fn class(&self, name: &str) -> &OfClass {
        static PLAIN: OfClass = OfClass::PLAIN;
        self.classes.get(name).unwrap_or(&PLAIN)
    }

    /// Pieces of patterns.
    pub fn macros(&self) -> &Arc<Macros> {
        &self.known.macros
    }

    /// Reads the files of `ontology/language/`, and a user's own on top of them.
    ///
    /// Errors name the file, line and column, and the cure.
    pub fn load(built_in: &[(String, String)], own: &[(String, String)], vocabulary: &Vocabulary) -> Result<Language> {
        let mut parts = Parts::read(built_in, own)?;
        let file: File = parts.take()?;
        let mut pronouns: Vec<(String, Pronoun)> = file.pronoun.into_iter().collect();
        pronouns.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        // Who is spoken to is no agent of a clause.
        let addressees: Vec<String> =
            pronouns.extract_if(.., |(_, p)| *p == Pronoun::Addressee).map(|(w, _)| w).collect();
        let words = pronouns.iter().map(|(w, _)| w.as_str()).collect();
        let macros = Macros::new(piece::texts(&file.pieces), piece::texts(&file.group), file.separator, words);
        let known = Known::new(baked::patterns(), macros);
        let reader = Reader { parts: &parts, known: &known, vocabulary };
        piece::check(&file.pieces, false, &reader)?;
        piece::check(&file.group, true, &reader)?;
        let voice_place = parts.place(file.voice.span().start);
        let File { voice, hypothesis, spokesperson, question, parts: shares, .. } = file;
        let File { pair, passage, concerned, declaration, out_of_office, .. } = file;
        let (classes, named) = class::compile(file.class, &reader)?;
        let other_voice = file.other_voice.map(|written| Part::compile(written, &reader)).transpose()?;
        let whole = Whole::new(file.whole);
        let trims = file.trim.into_iter();
        let trims = trims.map(|(slot, written)| Ok((reader.slot_of_any(slot)?, written.compile(&whole, &reader)?)));
        let trim = trims.collect::<Result<BTreeMap<_, _>>>()?;
        let approximate = file.approximate.iter().map(|written| written.compile(&reader)).collect::<Result<_>>()?;
        let (chain, subject, mode) = (
            Part::compile(file.chain, &reader)?,
            Part::compile(file.subject, &reader)?,
            Part::compile(file.mode, &reader)?,
        );
        let speech = Part::compile(file.speech, &reader)?;
        Ok(Language {
            known,
            pronouns,
            addressees,
            voice: voice.into_inner(),
            voice_place,
            other_voice,
            chain,
            subject,
            classes,
            named,
            hypothesis,
            mode,
            whole,
            trim,
            approximate,
            parts: shares,
            spokesperson,
            pair,
            passage,
            concerned,
            declaration,
            speech,
            out_of_office,
            question,
        })
    }

    /// Checks that the gazetteer knows whose voice it is.
    pub(crate) fn check_voice(&self, lexicon: &Lexicon) -> Result<()> {
        let unknown = || {
            let help = "write the ISO 3166-1 code of a country or territory, as \"NO\"";
            Error::new(Kind::Ontology, format!("`{}` is the code of no country", self.voice))
                .at(&self.voice_place)
                .help(help)
        };
        lexicon.by_code(&self.voice).map(|_| ()).ok_or_else(unknown)
    }

    /// Checks pattern text. The error says what is wrong, where, and what to write instead.
    pub fn pattern(&self, text: &str) -> std::result::Result<Pattern, Fault> {
        self.known.pattern(text)
    }
}
