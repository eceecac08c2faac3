//! `build`: texts in, a stored graph out.

use super::input::{InputArgs, Item, counted};
use super::output::{many, squeezed};
use super::{End, Global, Run, StoreArg, extract, progress, usage};
use crate::corpus::{Corpus, Input};
use crate::document::Document;
use crate::engine::{Engine, ReadOptions};
use crate::error::{Error, Kind, Result};
use crate::graph::{self, Detail};
use crate::join::{JoinedFact, Status};
use crate::store::{KnowledgeStore, SourceEntry, Stored};
use crate::validate::{Finding, Severity, Shapes};
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

/// Options of `build`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("paths", |a| a.required(false).required_unless_present("forget")))]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    store: StoreArg,
    /// Forget sources that are stored and not named now
    #[arg(long)]
    fresh: bool,
    /// Forget this stored source: what it alone attests goes, all else loses its evidence (may be given several times)
    #[arg(long, value_name = "NAME", conflicts_with = "fresh")]
    forget: Vec<String>,
    /// A node in the graph for every mention, not only a count for each entity of a source
    #[arg(long)]
    mentions: bool,
    /// Number of threads (default: one for each core)
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    extract::threads(args.threads)?;
    let mut old = match args.fresh {
        true => KnowledgeStore::may_replace(&args.store.store).map(|()| None)?,
        false => KnowledgeStore::open_if_any(&args.store.store)?,
    };
    let mut input = args.input.clone();
    if let Some(wrong_date) = input.take_bad_date() {
        return Err(wrong_date.into());
    }
    let (items, bad) = input.all()?;
    args.forget.iter().try_for_each(|name| forget(old.as_mut(), name))?;
    if items.is_empty() && args.forget.is_empty() {
        return Ok(End::BadInput);
    }
    store(global, &args.store.store, items, bad, old.as_ref(), Detail { mentions: args.mentions })
}

/// Takes a source off the list of what is stored.
fn forget(old: Option<&mut KnowledgeStore>, name: &str) -> Result<()> {
    let sources = old.map(|o| &mut o.manifest.sources);
    let Some((sources, at)) = sources.and_then(|s| s.iter().position(|e| e.name == name).map(|at| (s, at))) else {
        let help = "sources go by the names that `manifest.json` of the store lists";
        return Err(usage(format!("no source `{name}` is stored"), help));
    };
    sources.remove(at);
    Ok(())
}

/// Adds documents to what is stored, and stores all. `bad` inputs have been named already.
pub(super) fn store(
    global: &Global,
    folder: &Path,
    items: Vec<Item>,
    mut bad: usize,
    old: Option<&KnowledgeStore>,
    detail: Detail,
) -> Run {
    let began = SystemTime::now();
    let engine = global.engine()?;
    let given = items.len() + bad;
    let mut sources: BTreeMap<String, (Stored, Document)> = BTreeMap::new();
    if let Some(old) = old {
        for stored in old.stored()? {
            let document = read(engine, &stored)?;
            sources.insert(stored.entry.name.clone(), (stored, document));
        }
    }
    let fresh: Vec<Result<(Stored, Document)>> = items.into_par_iter().map(|item| take(global, engine, item)).collect();
    let mut taken = 0;
    for (stored, document) in fresh.into_iter().filter_map(|r| counted(r, &mut bad)) {
        taken += 1;
        sources.insert(stored.entry.name.clone(), (stored, document));
    }
    if taken == 0 && given > 0 {
        return Ok(End::BadInput);
    }
    let (mut stored, inputs): (Vec<Stored>, Vec<Input>) =
        sources.into_values().map(|(s, document)| (s.clone(), Input { document, sha256: s.entry.sha256 })).unzip();
    let progress = progress::Progress::new(global.quiet, inputs.len());
    let mut corpus = Corpus::watched(engine, inputs, &|| progress.step());
    progress.end();
    for (source, doc) in stored.iter_mut().zip(&corpus.documents) {
        source.entry.date = doc.date.as_ref().map(|d| d.edtf.clone());
        source.entry.date_origin =
            doc.date.as_ref().and_then(|d| serde_json::to_value(d.origin).ok()?.as_str().map(str::to_owned));
    }
    let quads = well_formed(global, engine, &mut corpus, detail)?;
    let (_, changed) = KnowledgeStore::write(folder, &corpus, quads, &stored, detail)?;
    if changed {
        let path = folder.join("run.ttl");
        let record = graph::record(&corpus, graph::Run { began, ended: SystemTime::now() });
        std::fs::write(&path, record).map_err(|e| Error::io("write the run record", &path, &e))?;
    }
    report(global, &corpus, folder, changed);
    Ok(if bad > 0 { End::BadInput } else { End::Done })
}

/// The quads of a corpus without the facts that violate a shape; the user is told which rules made these.
///
/// Errors ([`Kind::Ontology`]): what violates a shape is not a fact, so that nothing can be stored.
fn well_formed(global: &Global, engine: &Engine, corpus: &mut Corpus, detail: Detail) -> Result<Vec<Quad>> {
    let shapes = Shapes::built_in(global.ontology.as_deref())?;
    let make = |corpus: &Corpus| {
        [graph::quads(corpus, &engine.vocabulary, detail), graph::rules(corpus, &engine.rules)].concat()
    };
    let quads = make(corpus);
    let found = violations(&shapes, &quads);
    if found.is_empty() {
        return Ok(quads);
    }
    let bad: BTreeSet<String> =
        found.iter().flat_map(|f| &f.facts).filter_map(|f| f.rsplit('/').next()).map(str::to_owned).collect();
    drop(quads);
    for fact in corpus.facts.iter().filter(|f| bad.contains(&f.id)) {
        global.tell(left_out(fact, &found));
    }
    corpus.leave_out(&bad);
    let quads = make(corpus);
    let left = violations(&shapes, &quads);
    if !left.is_empty() {
        let message = format!("the graph violates its shapes, and nothing is stored:{}", shown(&left));
        return Err(Error::new(Kind::Ontology, message).help("correct what made it, or the shape in shapes.ttl"));
    }
    Ok(quads)
}

/// What is told of a fact that violates a shape: where it is said, in which words, what is wrong, and which rule made it.
fn left_out(fact: &JoinedFact, found: &[Finding]) -> String {
    let iri = |f: &&Finding| f.facts.iter().any(|i| i.ends_with(&fact.id));
    let why = found.iter().find(iri).map(|f| f.message.clone()).unwrap_or_default();
    let place = fact
        .evidence
        .first()
        .map(|e| format!("{}, characters {}-{}: “{}”", e.source, e.start, e.end, squeezed(&e.quote)));
    let rule = fact.evidence.first().map(|e| &*e.rule).unwrap_or_default();
    format!("left out: {}\n    is no {}: {why} (rule {rule})", place.unwrap_or_default(), fact.class)
}

fn violations(shapes: &Shapes, quads: &[Quad]) -> Vec<Finding> {
    let mut found = shapes.check(quads);
    found.retain(|f| f.severity == Severity::Violation);
    found
}

/// The first findings, each with the rules to blame.
fn shown(findings: &[Finding]) -> String {
    let line = |f: &Finding| {
        let by = if f.rules.is_empty() { String::new() } else { format!(" (made by {})", f.rules.join(", ")) };
        format!("\n    {}: {}{by}", f.place().join(" ").trim_end(), f.message)
    };
    let more = if findings.len() > 5 { format!("\n    and {} more", findings.len() - 5) } else { String::new() };
    findings.iter().take(5).map(line).collect::<String>() + &more
}

fn take(global: &Global, engine: &Engine, item: Item) -> Result<(Stored, Document)> {
    let document = item.document_told(engine, global)?;
    let sha256 = item.sha256();
    let entry = SourceEntry {
        name: item.name,
        sha256,
        bytes: item.bytes.len(),
        date: None,
        date_origin: None,
        publisher: document.source.meta("source").map(str::to_owned),
        given_date: item.options.date,
        given_encoding: item.options.encoding,
        given_title: item.options.title,
        given_publisher: item.options.publisher,
    };
    Ok((Stored { entry, bytes: item.bytes }, document))
}

/// Reads a stored source again.
pub(super) fn read(engine: &Engine, stored: &Stored) -> Result<Document> {
    let entry = &stored.entry;
    let options = ReadOptions {
        date: entry.given_date.clone(),
        encoding: entry.given_encoding.clone(),
        title: entry.given_title.clone(),
        publisher: entry.given_publisher.clone(),
    };
    engine.read(&entry.name, &stored.bytes, &options)
}

fn report(global: &Global, corpus: &Corpus, folder: &Path, changed: bool) {
    let of = |status: Status| corpus.facts.iter().filter(|f| f.status == status).count();
    let (documents, events, facts) = (corpus.documents.len(), corpus.events.len(), corpus.facts.len());
    global.tell(format!(
        "{}, {} with several renderings, {} ({} agreed, {} by majority, {} disputed, {} from one source only), {} -> {}{}",
        many(documents, "document"),
        many(events, "event"),
        many(facts, "fact"),
        of(Status::Agreed),
        of(Status::Majority),
        of(Status::Disputed),
        of(Status::SingleWitness),
        many(corpus.events.iter().map(|e| e.collation.variants.len()).sum(), "variant place"),
        folder.display(),
        if changed { "" } else { " (unchanged)" },
    ));
    let undated: Vec<&str> = corpus.documents.iter().filter(|d| d.date.is_none()).map(Document::name).collect();
    if !undated.is_empty() {
        let shown = undated.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let more = if undated.len() > 3 { ", ..." } else { "" };
        global.tell(format!(
            "no date is known for {} ({shown}{more}): give it with --date",
            many(undated.len(), "document")
        ));
    }
}
