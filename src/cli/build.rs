//! `build`: texts in, a stored graph out.

mod check;
mod make;

use super::input::{InputArgs, Item, counted};
use super::output::many;
use super::{End, Global, Run, StoreArg, extract, usage};
use crate::archive::Archive;
use crate::document::Document;
use crate::engine::{Engine, ReadOptions};
use crate::error::{Error, Result};
use crate::graph::{self, Detail};
use crate::join::{Status, digest};
use crate::line::Names;
use crate::store::{KnowledgeStore, SourceEntry, Stored};
use crate::validate::Shapes;
use make::Build;
use rayon::prelude::*;
use std::collections::BTreeMap;
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
    let old = match args.fresh {
        true => KnowledgeStore::may_replace(&args.store.store).map(|()| None)?,
        false => KnowledgeStore::open_if_any(&args.store.store)?,
    };
    let mut input = args.input.clone();
    if let Some(wrong_date) = input.take_bad_date() {
        return Err(wrong_date.into());
    }
    let (items, bad) = input.all(global)?;
    args.forget.iter().try_for_each(|name| known(old.as_ref(), name))?;
    if items.is_empty() && args.forget.is_empty() {
        return Ok(End::BadInput);
    }
    store(global, &args.store.store, items, bad, old.as_ref(), &args.forget, Detail { mentions: args.mentions })
}

/// Sees that a source to be forgotten is stored.
fn known(old: Option<&KnowledgeStore>, name: &str) -> Result<()> {
    let stored = |o: &KnowledgeStore| o.manifest.sources.iter().any(|e| e.name == name);
    if old.is_some_and(stored) {
        return Ok(());
    }
    Err(usage(
        format!("no source `{name}` is stored"),
        "sources go by the names that `manifest.json` of the store lists",
    ))
}

/// A source of the store to be.
struct Held {
    entry: SourceEntry,
    /// The file, unless it is stored.
    bytes: Option<Vec<u8>>,
    /// The document, unless what remains of it is stored.
    document: Option<Document>,
}

/// Adds documents to what is stored, and stores all. `bad` inputs have been named already.
pub(super) fn store(
    global: &Global,
    folder: &Path,
    items: Vec<Item>,
    mut bad: usize,
    old: Option<&KnowledgeStore>,
    forget: &[String],
    detail: Detail,
) -> Run {
    let began = SystemTime::now();
    let engine = global.engine()?;
    let names = Names::new(&engine.lexicon);
    let shapes = Shapes::built_in(global.ontology.as_deref())?;
    let read_by = read_by(engine, detail);
    // A user's own shapes may ask for anything: the graph is checked as a whole.
    let grows = old.filter(|o| o.manifest.read_by == read_by && !shapes.has_own());
    let given = items.len() + bad;
    let mut sources = stored(engine, old, grows.is_some(), forget)?;
    let fresh: Vec<Result<(Stored, Document)>> = items.into_par_iter().map(|item| take(global, engine, item)).collect();
    let mut taken = 0;
    for (stored, document) in fresh.into_iter().filter_map(|r| counted(r, &mut bad)) {
        taken += 1;
        let Stored { entry, bytes } = stored;
        let same = |h: &Held| grows.is_some() && h.bytes.is_none() && h.entry.reads_like(&entry);
        if !sources.get(&entry.name).is_some_and(same) {
            sources.insert(entry.name.clone(), Held { entry, bytes: Some(bytes), document: Some(document) });
        }
    }
    if taken == 0 && given > 0 {
        return Ok(End::BadInput);
    }
    let build = Build { global, engine, names: &names, shapes: &shapes, detail, grows, read_by };
    let (archive, changed) = build.all(folder, old, sources)?;
    if changed {
        let path = folder.join("run.ttl");
        let record = graph::record(&archive, graph::Run { began, ended: SystemTime::now() });
        std::fs::write(&path, record).map_err(|e| Error::io("write the run record", &path, &e))?;
    }
    report(global, &archive, folder, changed);
    Ok(if bad > 0 { End::BadInput } else { End::Done })
}

/// The stored sources that are not to be forgotten; read again, unless what remains of them is stored, too.
fn stored(
    engine: &Engine,
    old: Option<&KnowledgeStore>,
    remain: bool,
    forget: &[String],
) -> Result<BTreeMap<String, Held>> {
    let Some(old) = old else { return Ok(BTreeMap::new()) };
    let entries: Vec<&SourceEntry> = old.manifest.sources.iter().filter(|e| !forget.contains(&e.name)).collect();
    let held = |entry: &&SourceEntry| {
        let entry = (*entry).clone();
        if remain {
            return Ok((entry.name.clone(), Held { entry, bytes: None, document: None }));
        }
        let stored = Stored { bytes: old.source(&entry.name)?, entry };
        let document = Some(read(engine, &stored)?);
        let Stored { entry, bytes } = stored;
        Ok((entry.name.clone(), Held { entry, bytes: Some(bytes), document }))
    };
    entries.par_iter().map(held).collect()
}

/// What tells whether stored sources were read by this program with this ontology.
fn read_by(engine: &Engine, detail: Detail) -> String {
    let detail = format!("{detail:?}");
    let own = engine.own.iter().flat_map(|f| [f.path.as_str(), f.sha256.as_str()]);
    digest(&[env!("CARGO_PKG_VERSION"), env!("DIPLOGRAPH_STAMP"), &detail].into_iter().chain(own).collect::<Vec<_>>())
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

fn report(global: &Global, archive: &Archive, folder: &Path, changed: bool) {
    let of = |status: Status| archive.facts.iter().filter(|f| f.status == status).count();
    let (documents, events, facts) = (archive.sources.len(), archive.events.len(), archive.facts.len());
    global.tell(format!(
        "{}, {} with several renderings, {} ({} agreed, {} by majority, {} disputed, {} from one source only), {} -> {}{}",
        many(documents, "document"),
        many(events, "event"),
        many(facts, "fact"),
        of(Status::Agreed),
        of(Status::Majority),
        of(Status::Disputed),
        of(Status::SingleWitness),
        many(archive.events.iter().map(|e| e.variants.len()).sum(), "variant place"),
        folder.display(),
        if changed { "" } else { " (unchanged)" },
    ));
    let undated: Vec<&str> = archive.sources.iter().filter(|s| s.date.is_none()).map(|s| s.name.as_str()).collect();
    if !undated.is_empty() {
        let shown = undated.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let more = if undated.len() > 3 { ", ..." } else { "" };
        global.tell(format!(
            "no date is known for {} ({shown}{more}): give it with --date",
            many(undated.len(), "document")
        ));
    }
}
