//! `eval`: what the program finds in texts, measured against what people marked in them.

use super::filter::class;
use super::input::{InputArgs, counted};
use super::output::{self, TextOrLines, squeezed, table};
use super::{End, Global, Outcome, Run, Stop};
use crate::document::Document;
use crate::engine::{Engine, Extraction};
use crate::error::{Error, Kind, Result};
use crate::evaluation::{self, Annotation, Evaluation, Miss, Row, Tally};
use crate::line::{Names, Script, Statement};
use crate::mention::{self, Class};
use crate::printable::printable;
use rayon::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Options of `eval`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A folder with `mentions` and `facts`, or one of them: in each a file for each text, as `note.txt.jsonl`, with lines
    /// like those of `extract`
    gold: PathBuf,
    #[command(flatten)]
    input: InputArgs,
    /// Only one layer
    #[arg(long, value_name = "LAYER")]
    layer: Option<Layer>,
    /// Only this class of mentions or facts: Country, VisaWaiver, ... (may be given several times)
    #[arg(long = "type", value_name = "TYPE")]
    classes: Vec<String>,
    /// Show so many errors of each layer, by text and place
    #[arg(long, value_name = "N", default_value_t = 0)]
    misses: usize,
    /// text: tables; jsonl: a line for each class, then one for each error
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrLines,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Layer {
    Mention,
    Fact,
}

impl Layer {
    const ALL: [Layer; 2] = [Layer::Mention, Layer::Fact];

    /// Its name in lines.
    fn name(self) -> &'static str {
        match self {
            Layer::Mention => "mention",
            Layer::Fact => "fact",
        }
    }

    /// What its two scores are called: that of the places, and that of what is said of them.
    fn scores(self) -> [&'static str; 2] {
        match self {
            Layer::Mention => ["span", "strict"],
            Layer::Fact => ["found", "slots"],
        }
    }

    fn evaluate<'a>(self, found: &'a [Annotation], gold: &'a [Annotation]) -> Evaluation<'a> {
        match self {
            Layer::Mention => evaluation::mentions(found, gold),
            Layer::Fact => evaluation::facts(found, gold),
        }
    }
}

/// The annotations of one layer, by the name of the text.
type ByText = BTreeMap<String, Vec<Annotation>>;

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let layers = Layer::ALL.into_iter().filter(|layer| args.layer.is_none_or(|wanted| wanted == *layer));
    let mut bad = 0;
    let gold: Vec<(Layer, ByText)> = layers
        .map(|layer| Ok((layer, gold(&args.gold, layer, &mut bad)?)))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .filter(|(_, gold)| !gold.is_empty())
        .collect();
    if gold.is_empty() {
        return Err(Stop::Error(no_gold(&args.gold)));
    }
    let engine = global.engine()?;
    let classes = classes(engine, &args.classes)?;
    let is_asked = |a: &Annotation| classes.is_empty() || classes.contains(&a.class);
    let (items, unread) = args.input.all(global)?;
    bad += unread;
    let read: Vec<Result<Document>> = items.par_iter().map(|item| item.document_told(engine, global)).collect();
    let texts: Vec<Text> = read.into_iter().filter_map(|r| counted(r, &mut bad)).map(Text::new).collect();
    let names = Names::new(&engine.lexicon);
    let mut out = output::stdout();
    let mut any = false;
    for (layer, gold) in gold {
        let (texts, mut gold) = in_common(global, &texts, gold);
        if !texts.is_empty() {
            let annotated = texts.par_iter().flat_map_iter(|text| text.annotated(engine, &names, layer));
            let found: Vec<Annotation> = annotated.filter(is_asked).collect();
            gold.retain(is_asked);
            show(&mut out, args, layer, &layer.evaluate(&found, &gold), any)?;
            any = true;
        }
    }
    out.flush()?;
    Ok(match (bad, any) {
        (0, true) => End::Done,
        (0, false) => End::Nothing,
        _ => End::BadInput,
    })
}

/// The classes that are asked for, as lines name them.
fn classes(engine: &Engine, wanted: &[String]) -> Result<Vec<String>> {
    let of_mentions = |wanted: &str| Class::NAMES.into_iter().find(|name| name.eq_ignore_ascii_case(wanted));
    let name = |wanted: &String| match of_mentions(wanted) {
        Some(name) => Ok(name.to_owned()),
        None => class(&engine.vocabulary, wanted).map(str::to_owned),
    };
    wanted.iter().map(name).collect()
}

fn no_gold(folder: &Path) -> Error {
    let help = "it has a folder `mentions` or `facts`, and in it a file for each text, as `note.txt.jsonl`; \
                `extract note.txt --layer fact` prints lines to begin with";
    Error::new(Kind::Input, "there is no gold standard").at(printable(folder)).help(help)
}

/// What people marked. Lines that cannot be read are told and counted.
fn gold(folder: &Path, layer: Layer, bad: &mut usize) -> Result<ByText> {
    let folder = folder.join(format!("{}s", layer.name()));
    if !folder.is_dir() {
        return Ok(ByText::new());
    }
    let wrong = |e: io::Error| Error::io("read the gold standard", &folder, &e);
    let mut gold = ByText::new();
    for entry in std::fs::read_dir(&folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if let Some(source) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".jsonl")) {
            let text = std::fs::read_to_string(&path).map_err(|e| Error::io("read the gold standard", &path, &e));
            let lines = counted(text, bad).unwrap_or_default();
            let numbered = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let read = numbered.map(|(i, line)| annotation(source, line, &path, i + 1));
            gold.insert(source.to_owned(), read.filter_map(|a| counted(a, bad)).collect());
        }
    }
    Ok(gold)
}

fn annotation(source: &str, line: &str, path: &Path, number: usize) -> Result<Annotation> {
    Annotation::read(source, line).map_err(|wrong| {
        let help = r#"a line begins {"start":0,"end":2,"type":"Country",...}: characters of the text from 0 on"#;
        Error::new(Kind::Input, wrong).at(format!("{}:{number}", printable(path))).help(help)
    })
}

/// The texts that something is marked in, and what that is; of texts and annotations without the other it is told.
fn in_common<'t>(global: &Global, texts: &'t [Text], mut gold: ByText) -> (Vec<&'t Text>, Vec<Annotation>) {
    let (mut both, mut marked) = (Vec::new(), Vec::new());
    for text in texts {
        match gold.remove(text.document.name()) {
            Some(annotations) => {
                both.push(text);
                marked.extend(annotations);
            }
            None => global.tell(format!("{}: left out: the gold standard has no file for it", text.document.name())),
        }
    }
    gold.keys()
        .for_each(|name| global.tell(format!("{name}: left out: it is marked, but no text of that name is given")));
    (both, marked)
}

/// A text, and what the program reads in it, once somebody asks.
struct Text {
    document: Document,
    extraction: OnceLock<Extraction>,
}

impl Text {
    fn new(document: Document) -> Text {
        Text { document, extraction: OnceLock::new() }
    }

    /// What the program finds, in the order of the text.
    fn annotated(&self, engine: &Engine, names: &Names<'_>, layer: Layer) -> Vec<Annotation> {
        let doc = &self.document;
        let Extraction { mentions, facts } = self.extraction.get_or_init(|| engine.extract(doc));
        match layer {
            Layer::Mention => {
                let lines = mentions.iter().filter_map(|m| mention::line(m, doc, &engine.lexicon));
                lines.map(|line| Annotation::printed(doc.name(), &line)).collect()
            }
            Layer::Fact => Statement::of_facts(doc, facts, mentions, names, &engine.vocabulary, Script::Own)
                .map(|statement| Annotation::printed(doc.name(), &statement.line()))
                .collect(),
        }
    }
}

fn show(out: &mut impl Write, args: &Args, layer: Layer, evaluation: &Evaluation, is_second: bool) -> Outcome<()> {
    let misses = &evaluation.misses[..args.misses.min(evaluation.misses.len())];
    if args.format == TextOrLines::Jsonl {
        evaluation.rows.iter().try_for_each(|row| writeln!(out, "{}", row_line(layer, row)))?;
        misses.iter().try_for_each(|miss| writeln!(out, "{}", miss_line(layer, miss)))?;
        return Ok(());
    }
    if is_second {
        writeln!(out)?;
    }
    let [placed, told] = layer.scores();
    let of = |score: &str| ["P", "R", "F1"].map(|share| format!("{score} {share}"));
    let head: Vec<String> =
        [layer.name(), "gold", "extracted"].map(str::to_owned).into_iter().chain(of(placed)).chain(of(told)).collect();
    table(out, &head.iter().map(String::as_str).collect::<Vec<_>>(), evaluation.rows.iter().map(cells))?;
    if !misses.is_empty() {
        writeln!(out)?;
        table(out, &["error", "source", "start", "text", "type", "gold", "extracted"], misses.iter().map(miss_cells))?;
    }
    Ok(())
}

fn cells(row: &Row) -> Vec<String> {
    let shares = |t: Tally| [t.precision(), t.recall(), t.f1()].map(|share| format!("{share:.3}"));
    let counts = [row.name.clone(), row.placed.gold.to_string(), row.placed.found.to_string()];
    counts.into_iter().chain(shares(row.placed)).chain(shares(row.told)).collect()
}

fn row_line(layer: Layer, row: &Row) -> Json {
    let [placed, told] = layer.scores();
    let shares = |t: Tally| json!({"precision": t.precision(), "recall": t.recall(), "f1": t.f1()});
    json!({
        "layer": layer.name(), "type": row.name, "gold": row.placed.gold, "extracted": row.placed.found,
        placed: shares(row.placed), told: shares(row.told),
    })
}

/// The kind of an error, and what each side says.
fn sides<'a>(miss: &Miss<'a>) -> (&'static str, Option<&'a Annotation>, Option<&'a Annotation>) {
    match *miss {
        Miss::Missed(gold) => ("missed", Some(gold), None),
        Miss::Spurious(found) => ("spurious", None, Some(found)),
        Miss::Differs { gold, found } => ("differs", Some(gold), Some(found)),
    }
}

fn miss_line(layer: Layer, miss: &Miss) -> Json {
    let (error, gold, found) = sides(miss);
    let mut line = json!({"layer": layer.name(), "error": error, "source": miss.at().source});
    let told = [("gold", gold), ("extracted", found)].into_iter().filter_map(|(side, a)| Some((side, a?)));
    told.for_each(|(side, a)| line[side] = Json::Object(a.fields.clone()));
    line
}

fn miss_cells(miss: &Miss) -> Vec<String> {
    let (error, gold, found) = sides(miss);
    let at = miss.at();
    let said = |side: Option<&Annotation>| side.map(said).unwrap_or_default();
    vec![
        error.to_owned(),
        at.source.clone(),
        at.start.to_string(),
        squeezed(at.words()),
        at.class.clone(),
        said(gold),
        said(found),
    ]
}

/// What an annotation says beside its place and words, in short.
fn said(annotation: &Annotation) -> String {
    if let Some(slots) = annotation.fields.get("slots") {
        return slots.to_string();
    }
    let form = ["id", "name", "value", "unit", "cmp"].iter().filter_map(|key| annotation.fields.get(*key));
    form.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect::<Vec<_>>().join(" ")
}
