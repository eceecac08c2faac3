//! Everything that extraction needs, loaded once: the built-in ontology, and a user's own on top of it.
//!
//! The built-in data travels the user's road: both are lists of files, read by the same functions. A folder given with
//! `--ontology` has the layout of the built-in one: `vocabulary.ttl` and other `*.ttl` at the top, `gazetteer/`, `rules/`,
//! `language/`, `queries/`, `topics.toml`, `units.toml`, `senses.toml`. Vocabulary, gazetteer, rules, language, queries and
//! topics add to the built-in ones (a rule of the same id, a macro or query of the same name, replaces it); `units.toml` and
//! `senses.toml` stand for the built-in file.

mod files;

use crate::document::Document;
use crate::error::{Error, Kind, Result};
use crate::fact::{self, Effort, Fact, NearMiss, Trial, Voice};
use crate::lexicon::Lexicon;
use crate::line::{Names, Script, Statement};
use crate::mention::{self, Mention};
use crate::number::{Mode, Units};
use crate::question::{self, Question};
use crate::rule::{Language, Rule, Rules};
use crate::sense::Senses;
use crate::source::{Source, Span};
use crate::topic::Topics;
use crate::vocab::Vocabulary;
use files::Files;
pub(crate) use files::read_text;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// How to read a document.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The date (EDTF) to use if the document carries none.
    pub date: Option<String>,
    /// WHATWG label of the encoding; detected if not given.
    pub encoding: Option<String>,
    /// The headline, where it stands beside the text.
    pub title: Option<String>,
    /// Who published the document.
    pub publisher: Option<String>,
}

/// What a document says.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// Who, what, when, how much; by place, longer first.
    pub mentions: Vec<Mention>,
    /// What is asserted, in order of the text.
    pub facts: Vec<Fact>,
}

impl Extraction {
    /// Moves everything by so many bytes.
    fn shift(&mut self, by: usize) {
        let shift = |span: &mut Span| *span = Span::new(span.start + by, span.end + by);
        self.mentions.iter_mut().for_each(|m| shift(&mut m.span));
        for fact in &mut self.facts {
            shift(&mut fact.span);
            fact.captures.iter_mut().for_each(|(_, span)| shift(span));
        }
    }
}

/// What is found in one piece of a document, at its places in the whole one.
fn in_piece(document: &Document, piece: usize, find: impl Fn(&Document) -> Extraction) -> Extraction {
    if document.pieces() == 1 {
        return find(document);
    }
    let (piece, begin) = document.piece(piece);
    let mut found = find(&piece);
    found.shift(begin);
    found
}

/// Lexicon, units, rules and vocabulary.
pub struct Engine {
    /// The gazetteer's names.
    pub lexicon: Lexicon,
    /// Units and measure words.
    pub units: Units,
    /// Compiled rules.
    pub rules: Rules,
    /// Fact classes, slots and edges.
    pub vocabulary: Arc<Vocabulary>,
    /// What facts can be about.
    pub topics: Topics,
    /// What tells another wording from another claim.
    pub senses: Arc<Senses>,
    /// Which numbers count as mentions.
    pub numbers: Mode,
    /// The files of the user's own ontology, by path.
    pub own: Vec<OwnFile>,
    /// Those of them that hold vocabulary: name and Turtle.
    pub own_vocabulary: Vec<(String, String)>,
}

/// A file of a user's own ontology, as the record of a build names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// Its path in the folder.
    pub path: String,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
}

impl Engine {
    /// Loads the built-in ontology, and `own` on top of it.
    ///
    /// Errors ([`Kind::Io`], [`Kind::Ontology`]) name the file and line, and the cure.
    pub fn new(own: Option<&Path>) -> Result<Engine> {
        let mut files = Files::built_in();
        let (mut gazetteer, mut own_rules, mut own_language) = (Vec::new(), Vec::new(), Vec::new());
        let (mut own_vocabulary, mut own_files) = (Vec::new(), Vec::new());
        if let Some(folder) = own {
            let mut mine = Files::of_folder(folder)?;
            own_vocabulary.clone_from(&mine.vocabulary);
            files.add(&mut mine);
            (gazetteer, own_rules, own_language) = (mine.gazetteer, mine.rules, mine.language);
            own_files = mine.read;
        }
        // Gazetteer and rules side by side: together they are most of the time to the first document.
        let (lexicon, rules) = rayon::join(
            || if gazetteer.is_empty() { Ok(Lexicon::built_in()) } else { Lexicon::load(true, &gazetteer) },
            || {
                let topics = Topics::load(&files.topics)?;
                let mut vocabulary = Vocabulary::load(&files.vocabulary)?;
                vocabulary.triples.extend(topics.triples());
                let vocabulary = Arc::new(vocabulary);
                let language = Language::load(&files.language, &own_language, &vocabulary)?;
                Ok((Rules::load(&files.rules, &own_rules, language, vocabulary.clone())?, vocabulary, topics))
            },
        );
        let (rules, vocabulary, topics) = rules?;
        let lexicon = lexicon?;
        rules.language().check_voice(&lexicon)?;
        let (name, text) = files.senses.unwrap_or_default();
        let senses = Arc::new(Senses::load(&name, &text).map_err(|e| files::in_place_of(e, &name))?);
        let units = match files.units {
            Some((name, text)) => Units::parse(&text).map_err(|e| {
                let error = Error::new(Kind::Ontology, e.to_string()).at(&*name).help("correct the file at this place");
                files::in_place_of(error, &name)
            })?,
            None => Units::built_in(),
        };
        if own.is_some() {
            rules.compile()?;
        }
        let numbers = Mode::Guide;
        Ok(Engine { lexicon, units, rules, vocabulary, topics, senses, numbers, own: own_files, own_vocabulary })
    }

    /// Reads a document from its bytes. `name` is how lines and graph call it.
    ///
    /// Errors ([`Kind::Input`]): what [`Source::from_bytes`] refuses.
    pub fn read(&self, name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document> {
        let mut source = Source::from_bytes(name, bytes, options.encoding.as_deref())?;
        source.describe(options.title.as_deref(), options.publisher.as_deref());
        Ok(Document::new(source, options.date.as_deref()))
    }

    /// Finds the mentions of a document.
    pub fn mentions(&self, document: &Document) -> Vec<Mention> {
        (0..document.pieces()).flat_map(|n| self.mentions_of_piece(document, n)).collect()
    }

    /// Finds the mentions of one piece of a document; their places are those in the whole one.
    pub fn mentions_of_piece(&self, document: &Document, piece: usize) -> Vec<Mention> {
        let mut extraction = in_piece(document, piece, |piece| Extraction {
            mentions: self.find_mentions(piece, self.numbers),
            facts: Vec::new(),
        });
        extraction.mentions.retain(|m| document.is_on_page(m.span));
        extraction.mentions
    }

    /// The mentions of a document or piece; bare ministries are those of whose voice it is.
    fn find_mentions(&self, document: &Document, mode: Mode) -> Vec<Mention> {
        let mut mentions = mention::find(document, &self.lexicon, &self.units, mode);
        let voice = fact::other_voice(document, &mentions, &self.rules, &self.lexicon);
        if let (Some(state), Some(other)) = (voice, &self.rules.language().other_voice) {
            mention::own_bodies(&mut mentions, document, &self.lexicon, state, &other.bodies);
        }
        mentions
    }

    /// Who says each sentence of a document. `mentions` are its mentions.
    pub fn voices(&self, document: &Document, mentions: &[Mention]) -> Vec<Voice> {
        fact::voices(document, mentions, &self.rules, &self.lexicon)
    }

    /// Finds mentions and facts of a document.
    pub fn extract(&self, document: &Document) -> Extraction {
        let mut all = Extraction::default();
        for piece in 0..document.pieces() {
            let mut found = self.extract_piece(document, piece);
            all.mentions.append(&mut found.mentions);
            all.facts.append(&mut found.facts);
        }
        all
    }

    /// Finds mentions and facts of one piece of a document; their places are those in the whole one.
    pub fn extract_piece(&self, document: &Document, piece: usize) -> Extraction {
        let mut found = in_piece(document, piece, |piece| {
            let mentions = self.find_mentions(piece, Mode::Guide);
            let facts = fact::extract(piece, &mentions, &self.rules, &self.lexicon);
            Extraction { mentions, facts }
        });
        // A headline that stands beside the text tells who answers, but there is no passage to show for what it says.
        found.mentions.retain(|m| document.is_on_page(m.span));
        found.facts.retain(|f| document.is_on_page(f.span));
        self.topics.mark(&mut found.facts);
        found
    }

    /// Finds the facts of a document, and what each rule that was called has done.
    pub fn profile(&self, document: &Document) -> (Vec<Fact>, BTreeMap<Arc<str>, Effort>) {
        let mentions = self.find_mentions(document, Mode::Guide);
        fact::profile(document, &mentions, &self.rules, &self.lexicon)
    }

    /// Where rules stop that make no fact of a document, the nearest first: the one of this id, else all that are called.
    pub fn near_misses(&self, document: &Document, rule: Option<&str>) -> Vec<NearMiss> {
        let mentions = self.find_mentions(document, Mode::Guide);
        fact::near_misses(document, &mentions, &self.rules, &self.lexicon, rule)
    }

    /// Runs the examples and counterexamples of a rule.
    pub fn trials(&self, rule: &Rule) -> Vec<Trial> {
        let names = Names::new(&self.lexicon);
        fact::trials(rule, |text, date| {
            let document = Document::new(Source::from_text("example", text), date);
            let Extraction { mentions, facts } = self.extract(&document);
            let statements = Statement::of_facts(&document, &facts, &mentions, &names, &self.vocabulary, Script::Own);
            facts.iter().cloned().zip(statements.map(|s| serde_json::Value::Object(s.slots))).collect()
        })
    }
}

/// Only the vocabulary of the built-in ontology and of `own`, for look-ups that need no lexicon; without `own` that of the
/// ontology which a store was built with (`stored`, name and Turtle).
///
/// Errors as of [`Engine::new`].
pub fn vocabulary(own: Option<&Path>, stored: &[(String, String)]) -> Result<Vocabulary> {
    let mut files = Files::with(own)?.vocabulary;
    if own.is_none() {
        files.extend_from_slice(stored);
    }
    Vocabulary::load(&files)
}

/// Only the topics of the built-in ontology and of `own`.
///
/// Errors as of [`Engine::new`].
pub fn topics(own: Option<&Path>) -> Result<Topics> {
    Topics::load(&Files::with(own)?.topics)
}

/// The named queries: those of `own`, and the built-in ones whose names they do not take.
///
/// Errors as of [`Engine::new`], and what [`Question::parse`] refuses.
pub fn queries(own: Option<&Path>) -> Result<Vec<Question>> {
    let mine = own.map(Files::of_folder).transpose()?.unwrap_or_default().queries;
    let mut all = mine.iter().map(|(shown, text)| Question::of_file(shown, text)).collect::<Result<Vec<_>>>()?;
    let free = |q: &Question| all.iter().all(|own| own.name != q.name);
    let built_in: Vec<Question> = question::built_in().into_iter().filter(free).collect();
    all.extend(built_in);
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}
