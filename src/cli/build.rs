//! `build`: texts in, a stored graph out.

mod change;
mod check;
mod count;
mod facts;
mod gazetteer;
mod known;
mod make;
mod naming;
mod share;

use super::input::{InputArgs, Item, counted};
use super::output::many;
use super::{End, Global, Run, StoreArg, extract, usage};
use crate::document::Document;
use crate::engine::{Engine, ReadOptions};
use crate::error::{Error, Kind, Result};
use crate::graph::{self, Detail};
use crate::hash::digest;
use crate::join::Status;
use crate::line::Names;
use crate::store::{KnowledgeStore, Lack, Lock, SourceEntry, Stored};
use crate::validate::Shapes;
use known::Base;
use make::{Build, Done};
use naming::Home;
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
    let folder = &args.store.store;
    let _lock = Lock::take(folder)?;
    let old = match args.fresh {
        true => KnowledgeStore::may_replace(folder).map(|()| None)?,
        false => KnowledgeStore::open_if_any(folder)?,
    };
    let mut input = args.input.clone();
    if let Some(wrong_date) = input.take_bad_date() {
        return Err(wrong_date.into());
    }
    let (items, mut bad) = input.all(global)?;
    if !args.forget.is_empty() {
        let stored = old.as_ref().map(KnowledgeStore::sources).transpose()?.unwrap_or_default();
        args.forget.iter().try_for_each(|name| known(&stored, name))?;
    }
    if items.is_empty() && args.forget.is_empty() {
        return Ok(End::BadInput);
    }
    let mut forget = args.forget.iter().cloned().collect();
    let mut items = naming::without_copies(global, items);
    naming::settle(global, &mut items, old.as_ref(), &mut forget, &Home::of(folder))?;
    bad += naming::once_each(&mut items);
    store(global, folder, Given { items, bad, forget, detail: Detail { mentions: args.mentions } }, old.as_ref())
}

/// Makes a store of some documents where there is none, or one of no other documents.
pub(super) fn fresh(global: &Global, folder: &Path, items: Vec<Item>) -> Run {
    let _lock = Lock::take(folder)?;
    holds_no_other(folder, &items)?;
    store(global, folder, Given { items, bad: 0, forget: BTreeSet::new(), detail: Detail::default() }, None)
}

/// Sees that a folder has no store, or one of none but these documents.
fn holds_no_other(folder: &Path, items: &[Item]) -> Result<()> {
    const ELSEWHERE: &str = "name another folder with --store";
    let old = KnowledgeStore::open_if_any(folder);
    let old = old.map_err(|e| if e.is_damage() { e.help(ELSEWHERE) } else { e })?;
    let own: BTreeSet<(String, String)> = items.iter().map(|i| (i.name.clone(), i.sha256())).collect();
    let stored = old.as_ref().map(KnowledgeStore::sources).transpose()?.unwrap_or_default();
    match stored.into_iter().find(|s| !own.contains(&(s.name.clone(), s.sha256.clone()))) {
        None => Ok(()),
        Some(other) => {
            let message = format!(
                "the stored graph in this folder is of other documents, as `{}`, and is left alone",
                other.name
            );
            Err(Error::new(Kind::Store, message).at(folder.display().to_string()).help(ELSEWHERE))
        }
    }
}

/// Sees that a source to be forgotten is stored.
fn known(stored: &[SourceEntry], name: &str) -> Result<()> {
    if stored.iter().any(|e| e.name == name) {
        return Ok(());
    }
    Err(usage(format!("no source `{name}` is stored"), "sources go by the names that `diplograph query sources` lists"))
}

/// A source to be read into a store.
struct Held {
    entry: SourceEntry,
    /// The file.
    bytes: Vec<u8>,
    /// The document; taken when its bundle is made.
    document: Option<Document>,
}

/// What a build is given.
struct Given {
    items: Vec<Item>,
    /// How many inputs could not be read; they have been named already.
    bad: usize,
    /// The names of the stored sources that go.
    forget: BTreeSet<String>,
    detail: Detail,
}

/// Adds documents to what is stored, and stores all. The caller holds the lock of the store.
fn store(global: &Global, folder: &Path, given: Given, old: Option<&KnowledgeStore>) -> Run {
    let began = SystemTime::now();
    let Given { items, mut bad, mut forget, detail } = given;
    let engine = global.engine()?;
    let names = Names::new(&engine.lexicon);
    let shapes = Shapes::built_in(global.ontology.as_deref())?.known_to(&engine.vocabulary)?;
    let read_by = read_by(engine, detail);
    // A user's own shapes may ask for anything: the graph is checked as a whole.
    let grows = old.filter(|o| o.grows() && o.manifest.read_by == read_by && !shapes.has_own());
    let all = items.len() + bad;
    let home = Home::of(folder);
    let read: Vec<Result<Held>> = items.into_par_iter().map(|item| take(global, engine, &home, item)).collect();
    let read: Vec<Held> = read.into_iter().filter_map(|r| counted(r, &mut bad)).collect();
    if read.is_empty() && all > 0 {
        return Ok(End::BadInput);
    }
    let named: BTreeSet<String> = read.iter().map(|held| held.entry.name.clone()).collect();
    let mut sources = match (grows, old) {
        (None, Some(old)) => read_again(engine, old, &named.union(&forget).cloned().collect())?,
        _ => BTreeMap::new(),
    };
    let known = Base { store: grows, engine }.entries(&named)?;
    forget.retain(|name| !named.contains(name));
    for held in read {
        let name = held.entry.name.clone();
        if !is_stored(global, grows, known.get(&name), &held)? {
            sources.insert(name, held);
        }
    }
    let build = Build { global, engine, names: &names, shapes: &shapes, detail, grows, read_by };
    let done = build.all(folder, sources, if grows.is_some() { forget } else { BTreeSet::new() })?;
    let run = graph::Run { began, ended: SystemTime::now() };
    match KnowledgeStore::lack_of_records(folder).filter(|lack| *lack == Lack::Cut || !done.changed) {
        Some(lack) => {
            global.tell(format!("{}: run.ttl {}, and is written again", folder.display(), lack.told()));
            KnowledgeStore::mend_records(folder)?;
            let sources = KnowledgeStore::open(folder)?.sources()?;
            KnowledgeStore::record(folder, &graph::record(&sources, &engine.own, run))?;
        }
        None if done.changed => KnowledgeStore::record(folder, &graph::record(&done.read, &engine.own, run))?,
        None => {}
    }
    report(global, &done, folder);
    Ok(if bad > 0 { End::BadInput } else { End::Done })
}

/// Whether a store has a source as it was read now, from the same place. Its copy there is put back where it is missing or has
/// changed.
fn is_stored(
    global: &Global,
    store: Option<&KnowledgeStore>,
    known: Option<&SourceEntry>,
    held: &Held,
) -> Result<bool> {
    let same = known.filter(|entry| entry.reads_like(&held.entry));
    let Some((store, entry)) = store.zip(same) else { return Ok(false) };
    if store.mend(entry, &held.bytes)? {
        global.tell(format!("{}: its copy in the store was missing or changed, and is written again", entry.name));
    }
    Ok(held.entry.place.is_none() || entry.place == held.entry.place)
}

/// Reads the stored sources again, all but some.
fn read_again(engine: &Engine, old: &KnowledgeStore, but: &BTreeSet<String>) -> Result<BTreeMap<String, Held>> {
    let mut entries = old.sources()?;
    entries.retain(|e| !but.contains(&e.name));
    let held = |entry: SourceEntry| {
        let stored = Stored { bytes: old.source(&entry)?, entry };
        let document = Some(read(engine, &stored)?);
        let Stored { entry, bytes } = stored;
        Ok((entry.name.clone(), Held { entry, bytes, document }))
    };
    entries.into_par_iter().map(held).collect()
}

/// What tells whether stored sources were read by this program with this ontology.
fn read_by(engine: &Engine, detail: Detail) -> String {
    let detail = format!("{detail:?}");
    let own = engine.own.iter().flat_map(|f| [f.path.as_str(), f.sha256.as_str()]);
    digest(&[env!("CARGO_PKG_VERSION"), env!("DIPLOGRAPH_STAMP"), &detail].into_iter().chain(own).collect::<Vec<_>>())
}

fn take(global: &Global, engine: &Engine, home: &Home, item: Item) -> Result<Held> {
    let document = item.document_told(engine, global)?;
    let sha256 = item.sha256();
    let entry = SourceEntry {
        name: item.name,
        bundle: String::new(),
        file: None,
        place: item.origin.place().map(|place| home.seen(place)),
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
    Ok(Held { entry, bytes: item.bytes, document: Some(document) })
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

fn report(global: &Global, done: &Done, folder: &Path) {
    let of = |key: &str| done.totals.of(key);
    let status = |status: Status| of(&format!("status:{}", status.code()));
    global.tell(format!(
        "{}, {} with several renderings, {} ({} agreed, {} by majority, {} disputed, {} from one source only), {} -> {}{}",
        many(of("class:Source"), "document"),
        many(of("events"), "event"),
        many(of("class:Fact"), "fact"),
        status(Status::Agreed),
        status(Status::Majority),
        status(Status::Disputed),
        status(Status::SingleWitness),
        many(of("variants"), "variant place"),
        folder.display(),
        if done.changed { "" } else { " (unchanged)" },
    ));
    let undated: Vec<&str> = done.read.iter().filter(|s| s.date.is_none()).map(|s| s.name.as_str()).collect();
    if !undated.is_empty() {
        let shown = undated.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let more = if undated.len() > 3 { ", ..." } else { "" };
        global.tell(format!(
            "no date is known for {} ({shown}{more}): give it with --date",
            many(undated.len(), "document")
        ));
    }
}
