//! `build`: texts in, a stored graph out.

use super::input::{InputArgs, Item, counted};
use super::{End, Global, Run, StoreArg, extract};
use crate::corpus::{Corpus, Input};
use crate::document::Document;
use crate::engine::{Engine, ReadOptions};
use crate::error::Result;
use crate::graph::{self, Detail};
use crate::join::Status;
use crate::store::{KnowledgeStore, SourceEntry, Stored};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Options of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    store: StoreArg,
    /// Forget sources that are stored and not named now
    #[arg(long)]
    fresh: bool,
    /// A node in the graph for every mention, not only a count for each entity of a source
    #[arg(long)]
    mentions: bool,
    /// Number of threads (default: one for each core)
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    extract::threads(args.threads)?;
    let old = KnowledgeStore::open_if_any(&args.store.store)?;
    let mut input = args.input.clone();
    if let Some(wrong_date) = input.take_bad_date() {
        return Err(wrong_date.into());
    }
    let (items, bad) = input.all()?;
    let old = old.filter(|_| !args.fresh);
    store(global, &args.store.store, items, bad, old.as_ref(), Detail { mentions: args.mentions })
}

/// Adds documents to what is stored, and stores all. `bad` inputs have been named already.
pub(super) fn store(global: &Global, folder: &Path, items: Vec<Item>, mut bad: usize, old: Option<&KnowledgeStore>, detail: Detail) -> Run {
    let engine = global.engine()?;
    let mut sources: BTreeMap<String, (Stored, Document)> = BTreeMap::new();
    if let Some(old) = old {
        for stored in old.stored()? {
            let document = read(&engine, &stored)?;
            sources.insert(stored.entry.name.clone(), (stored, document));
        }
    }
    let fresh: Vec<Result<(Stored, Document)>> = items.into_par_iter().map(|item| take(global, &engine, item)).collect();
    let mut taken = 0;
    for (stored, document) in fresh.into_iter().filter_map(|r| counted(r, &mut bad)) {
        taken += 1;
        sources.insert(stored.entry.name.clone(), (stored, document));
    }
    if taken == 0 {
        return Ok(End::BadInput);
    }
    let (mut stored, inputs): (Vec<Stored>, Vec<Input>) = sources.into_values().map(|(s, document)| (s.clone(), Input { document, sha256: s.entry.sha256 })).unzip();
    let corpus = Corpus::new(&engine, inputs);
    for (source, doc) in stored.iter_mut().zip(&corpus.documents) {
        source.entry.date = doc.date.as_ref().map(|d| d.edtf.clone());
        source.entry.date_origin = doc.date.as_ref().and_then(|d| serde_json::to_value(d.origin).ok()?.as_str().map(str::to_owned));
    }
    let quads = graph::quads(&corpus, &engine.vocabulary, detail);
    let (_, changed) = KnowledgeStore::write(folder, &corpus, quads, &stored, detail)?;
    report(global, &corpus, folder, changed);
    Ok(if bad > 0 { End::BadInput } else { End::Done })
}

fn take(global: &Global, engine: &Engine, item: Item) -> Result<(Stored, Document)> {
    let document = item.document_told(engine, global)?;
    let sha256 = item.sha256();
    let entry = SourceEntry { name: item.name, sha256, bytes: item.bytes.len(), date: None, date_origin: None, given_date: item.date, given_encoding: item.encoding };
    Ok((Stored { entry, bytes: item.bytes }, document))
}

fn read(engine: &Engine, stored: &Stored) -> Result<Document> {
    let entry = &stored.entry;
    engine.read(&entry.name, &stored.bytes, &ReadOptions { date: entry.given_date.clone(), encoding: entry.given_encoding.clone() })
}

fn report(global: &Global, corpus: &Corpus, folder: &Path, changed: bool) {
    let of = |status: Status| corpus.facts.iter().filter(|f| f.status == status).count();
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let (documents, events, facts) = (corpus.documents.len(), corpus.events.len(), corpus.facts.len());
    global.tell(format!(
        "{documents} document{}, {events} event{} with several renderings, {facts} facts ({} agreed, {} by majority, {} disputed, {} from one source only), {} variant places -> {}{}",
        s(documents),
        s(events),
        of(Status::Agreed),
        of(Status::Majority),
        of(Status::Disputed),
        of(Status::SingleWitness),
        corpus.events.iter().map(|e| e.collation.variants.len()).sum::<usize>(),
        folder.display(),
        if changed { "" } else { " (unchanged)" },
    ));
    let undated: Vec<&str> = corpus.documents.iter().filter(|d| d.date.is_none()).map(Document::name).collect();
    if !undated.is_empty() {
        let shown = undated.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let more = if undated.len() > 3 { ", ..." } else { "" };
        global.tell(format!("no date is known for {} document{} ({shown}{more}): give it with --date", undated.len(), s(undated.len())));
    }
}
