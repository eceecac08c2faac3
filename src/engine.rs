//! Everything that extraction needs, loaded once: the built-in ontology, and a user's own on top of it.
//!
//! The built-in data travels the user's road: both are lists of files, read by the same functions. A folder given with
//! `--ontology` has the layout of the built-in one: `vocabulary.ttl` and other `*.ttl` at the top, `gazetteer/`, `rules/`,
//! `topics.toml`, `language.toml`, `units.toml`, `senses.toml`. Vocabulary, gazetteer, rules and topics add to the built-in
//! ones (a rule of the same id replaces it); `language.toml`, `units.toml` and `senses.toml` stand for the built-in file.

use crate::document::Document;
use crate::error::{Error, Kind, Result};
use crate::fact::{self, Effort, Fact, NearMiss, Trial, Voice};
use crate::hash::sha256;
use crate::lexicon::Lexicon;
use crate::line::{Names, Script, Statement};
use crate::mention::{self, Mention};
use crate::number::{Mode, Units};
use crate::rule::{Language, Rule, Rules};
use crate::sense::Senses;
use crate::source::{Source, Span};
use crate::topic::Topics;
use crate::vocab::Vocabulary;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");

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

/// The files of an ontology, each with its name and text.
#[derive(Debug, Default)]
struct Files {
    vocabulary: Vec<(String, String)>,
    gazetteer: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    language: Option<(String, String)>,
    units: Option<(String, String)>,
    topics: Vec<(String, String)>,
    senses: Option<(String, String)>,
    /// Files at the top that nothing reads.
    stray: Vec<String>,
    /// What was read from a folder.
    read: Vec<OwnFile>,
}

impl Engine {
    /// Loads the built-in ontology, and `own` on top of it.
    ///
    /// Errors ([`Kind::Io`], [`Kind::Ontology`]) name the file and line, and the cure.
    pub fn new(own: Option<&Path>) -> Result<Engine> {
        let mut files = Files::default();
        files.built_in(&ONTOLOGY);
        let (mut gazetteer, mut own_rules, mut own_files) = (Vec::new(), Vec::new(), Vec::new());
        let mut own_vocabulary = Vec::new();
        if let Some(folder) = own {
            let mut mine = Files::default();
            mine.read_folder(folder, "")?;
            if let Some(stray) = mine.stray.first() {
                let help = "rules go into the folder rules/; beside it stand topics.toml, language.toml, units.toml and senses.toml";
                return Err(Error::new(Kind::Ontology, "no file of this name is read here").at(stray).help(help));
            }
            if mine.is_empty() {
                let help = "it holds vocabulary.ttl, gazetteer/, rules/*.toml, topics.toml, language.toml, units.toml or senses.toml";
                return Err(Error::new(Kind::Ontology, "nothing of an ontology is in this folder")
                    .at(folder.display().to_string())
                    .help(help));
            }
            own_vocabulary.clone_from(&mine.vocabulary);
            files.vocabulary.append(&mut mine.vocabulary);
            files.language = mine.language.or(files.language);
            files.units = mine.units.or(files.units);
            files.senses = mine.senses.or(files.senses);
            files.topics.append(&mut mine.topics);
            (gazetteer, own_rules) = (mine.gazetteer, mine.rules);
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
                let (name, text) = files.language.unwrap_or_default();
                let language = Language::parse(&name, &text)?;
                Ok((Rules::load(&files.rules, &own_rules, language, vocabulary.clone())?, vocabulary, topics))
            },
        );
        let (rules, vocabulary, topics) = rules?;
        let lexicon = lexicon?;
        let (name, text) = files.senses.unwrap_or_default();
        let senses = Arc::new(Senses::load(&name, &text)?);
        let units = match files.units {
            Some((name, text)) => Units::parse(&text).map_err(|e| {
                Error::new(Kind::Ontology, e.to_string()).at(name).help("correct the file at this place")
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
            mentions: mention::find(piece, &self.lexicon, &self.units, self.numbers),
            facts: Vec::new(),
        });
        extraction.mentions.retain(|m| document.is_on_page(m.span));
        extraction.mentions
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
            let mentions = mention::find(piece, &self.lexicon, &self.units, Mode::Guide);
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
        let mentions = mention::find(document, &self.lexicon, &self.units, Mode::Guide);
        fact::profile(document, &mentions, &self.rules, &self.lexicon)
    }

    /// Where rules stop that make no fact of a document, the nearest first: the one of this id, else all that are called.
    pub fn near_misses(&self, document: &Document, rule: Option<&str>) -> Vec<NearMiss> {
        let mentions = mention::find(document, &self.lexicon, &self.units, Mode::Guide);
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

impl Files {
    fn built_in(&mut self, dir: &Dir<'_>) {
        // The lexicon holds its own gazetteer, and what goes with it.
        for file in dir.files().filter(|f| f.path() != Path::new("names.toml")) {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                self.take(path, &format!("ontology/{path}"), text.to_owned());
            }
        }
        dir.dirs().filter(|d| !d.path().ends_with("gazetteer")).for_each(|d| self.built_in(d));
        self.sort();
    }

    /// Reads a user's folder; `inner` is the path inside it.
    fn read_folder(&mut self, folder: &Path, inner: &str) -> Result<()> {
        let entries = std::fs::read_dir(folder).map_err(|e| Error::io("read the ontology", folder, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| Error::io("read the ontology", folder, &e))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let inside = if inner.is_empty() { name } else { format!("{inner}/{name}") };
            if path.is_dir() {
                self.read_folder(&path, &inside)?;
            } else if inside.ends_with(".ttl") || inside.ends_with(".toml") || inside.ends_with(".txt") {
                let text = std::fs::read_to_string(&path).map_err(|e| Error::io("read the ontology", &path, &e))?;
                self.read.push(OwnFile { path: inside.clone(), sha256: sha256(text.as_bytes()) });
                self.take(&inside, &path.display().to_string(), text);
            }
        }
        self.sort();
        Ok(())
    }

    /// Puts a file where it belongs by its place in the folder.
    fn take(&mut self, inside: &str, shown: &str, text: String) {
        let file = (shown.to_owned(), text);
        match inside.split_once('/') {
            Some(("gazetteer", _)) => self.gazetteer.push(file),
            None if inside == "names.toml" => self.gazetteer.push(file),
            Some(("rules", _)) if inside.ends_with(".toml") => self.rules.push(file),
            None if inside == "language.toml" => self.language = Some(file),
            None if inside == "units.toml" => self.units = Some(file),
            None if inside == "senses.toml" => self.senses = Some(file),
            None if inside == "topics.toml" => self.topics.push(file),
            None if inside.ends_with(".toml") => self.stray.push(file.0),
            None if inside.ends_with(".ttl") && inside != "shapes.ttl" => self.vocabulary.push(file),
            _ => {}
        }
    }

    fn sort(&mut self) {
        self.vocabulary.sort();
        self.gazetteer.sort();
        self.rules.sort();
        self.read.sort_by(|a, b| a.path.cmp(&b.path));
    }

    fn is_empty(&self) -> bool {
        self.vocabulary.is_empty()
            && self.gazetteer.is_empty()
            && self.rules.is_empty()
            && self.language.is_none()
            && self.units.is_none()
            && self.senses.is_none()
            && self.topics.is_empty()
    }
}

/// Only the vocabulary of the built-in ontology and of `own`, for look-ups that need no lexicon; without `own` that of the
/// ontology which a store was built with (`stored`, name and Turtle).
///
/// Errors as of [`Engine::new`].
pub fn vocabulary(own: Option<&Path>, stored: &[(String, String)]) -> Result<Vocabulary> {
    let mut files = files(own)?.vocabulary;
    if own.is_none() {
        files.extend_from_slice(stored);
    }
    Vocabulary::load(&files)
}

/// Only the topics of the built-in ontology and of `own`.
///
/// Errors as of [`Engine::new`].
pub fn topics(own: Option<&Path>) -> Result<Topics> {
    Topics::load(&files(own)?.topics)
}

/// The files that add to the built-in ontology, behind its own.
fn files(own: Option<&Path>) -> Result<Files> {
    let mut files = Files::default();
    files.built_in(&ONTOLOGY);
    if let Some(folder) = own {
        let mut mine = Files::default();
        mine.read_folder(folder, "")?;
        files.vocabulary.append(&mut mine.vocabulary);
        files.topics.append(&mut mine.topics);
    }
    Ok(files)
}
