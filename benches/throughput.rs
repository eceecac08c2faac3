//! Throughput by stage, start-up, and loading of the graph, with jieba-rs on the same text as the yardstick.
//!
//! `cargo bench` reads the news corpus from `$DIPLOGRAPH_CORPUS`, or unpacks `../shared/corpus/news-2014-2016.tar.xz`
//! beside the build; without either it repeats the sample documents, which flatters every cache. All figures are of one
//! thread and one run of the machine: compare ratios, not runs.

use diplograph::corpus::{Corpus, Input};
use diplograph::date::scan_all;
use diplograph::document::Document;
use diplograph::engine::Engine;
use diplograph::graph::{self, Detail};
use diplograph::number::Mode;
use diplograph::source::Source;
use diplograph::store::{LoadedGraph, nquads};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Runs of each measurement; the median counts.
const RUNS: usize = 3;

fn main() {
    let (what, texts) = corpus();
    let bytes: usize = texts.iter().map(Vec::len).sum();
    println!("corpus: {what}: {} documents, {:.1} MB", texts.len(), bytes as f64 / 1e6);
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let read = |bytes: &Vec<u8>| Source::from_bytes("bench", bytes, None).ok();
    let sources: Vec<Source> = texts.iter().filter_map(read).collect();
    let documents: Vec<Document> = sources.iter().map(|s| Document::new(s.clone(), None)).collect();
    let plain: Vec<String> = sources.iter().map(|s| s.original.clone()).collect();
    let jieba = jieba_rs::Jieba::new();

    let yardstick = median(|| plain.iter().for_each(|t| drop(black_box(jieba.cut(t, true)))));
    let report = Report { bytes, documents: documents.len(), yardstick };
    report.row("jieba-rs cut (yardstick)", yardstick);
    report.row("jieba-rs tag", median(|| plain.iter().for_each(|t| drop(black_box(jieba.tag(t, true))))));
    report.row("source: decode, normal form", median(|| texts.iter().for_each(|b| drop(black_box(read(b))))));
    let lay_out = || sources.iter().for_each(|s| drop(black_box(Document::new(s.clone(), None))));
    report.row("document: articles, turns", median(lay_out));
    report.row(
        "numbers and dates",
        median(|| documents.iter().for_each(|d| drop(black_box(scan_all(&d.text, &engine.units, Mode::Guide))))),
    );
    report.row("mentions: all", median(|| documents.iter().for_each(|d| drop(black_box(engine.mentions(d))))));
    report.row("mentions and facts", median(|| documents.iter().for_each(|d| drop(black_box(engine.extract(d))))));
    start_up();
    load(&documents, &engine);
}

struct Report {
    bytes: usize,
    documents: usize,
    yardstick: Duration,
}

impl Report {
    fn row(&self, name: &str, time: Duration) {
        let seconds = time.as_secs_f64();
        println!(
            "{name:<30} {:>8.3} s {:>8.1} MB/s {:>9.0} documents/s {:>6.2} x jieba-rs cut",
            seconds,
            self.bytes as f64 / 1e6 / seconds,
            self.documents as f64 / seconds,
            self.yardstick.as_secs_f64() / seconds
        );
    }
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

/// The time from nothing to the first document's facts, as a process.
fn start_up() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/joint-statement.txt");
    let time = median(|| {
        let output = Command::new(env!("CARGO_BIN_EXE_diplograph")).arg("extract").arg(&sample).output();
        assert!(output.is_ok_and(|o| o.status.success()), "extract runs");
    });
    println!("{:<30} {:>8.3} s", "start-up to the first facts", time.as_secs_f64());
}

/// The graph of some documents: made, and loaded, in quads a second.
fn load(documents: &[Document], engine: &Engine) {
    let some =
        || documents.iter().take(200).cloned().map(|document| Input { document, sha256: String::new() }).collect();
    let make = || nquads(graph::quads(&Corpus::new(engine, some()), &engine.vocabulary, Detail::default()));
    let time = median(|| drop(black_box(make())));
    let quads = make();
    let count = quads.iter().filter(|&&b| b == b'\n').count();
    println!(
        "{:<30} {:>8.3} s {:>8.0} quads/s ({count} quads)",
        "graph: extract, join, write",
        time.as_secs_f64(),
        count as f64 / time.as_secs_f64()
    );
    let time = median(|| drop(black_box(LoadedGraph::from_nquads(&quads))));
    println!("{:<30} {:>8.3} s {:>8.0} quads/s", "graph: load", time.as_secs_f64(), count as f64 / time.as_secs_f64());
}

fn corpus() -> (String, Vec<Vec<u8>>) {
    let folder = std::env::var_os("DIPLOGRAPH_CORPUS").map(PathBuf::from).or_else(unpacked);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    match folder {
        Some(folder) => (folder.display().to_string(), files(&folder)),
        None => (
            "sample documents, repeated".to_owned(),
            (0..200).flat_map(|_| files(&here.join("tests/corpus"))).collect(),
        ),
    }
}

/// Unpacks the shared news corpus beside the build, once.
fn unpacked() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let archive = here.join("../shared/corpus/news-2014-2016.tar.xz");
    let target = here.join("target/news");
    if archive.exists() && !target.exists() {
        std::fs::create_dir_all(&target).ok()?;
        Command::new("tar").arg("xf").arg(&archive).arg("-C").arg(&target).status().ok()?;
    }
    target.exists().then_some(target)
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { paths.push(entry.path()) }
        }
    }
    paths.sort();
    paths
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "md"))
        .filter_map(|p| std::fs::read(p).ok())
        .collect()
}
