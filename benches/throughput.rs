//! Throughput by stage, on two threads, memory, start-up, and loading of the graph, with jieba-rs and an automaton of the
//! gazetteer's names on the same text as yardsticks. The last thing it prints is the table of the README.
//!
//! `cargo bench --bench throughput` reads the news corpus from `$DIPLOGRAPH_CORPUS`, or unpacks `../shared/corpus/news-2014-2016.tar.xz`
//! beside the build; without either it repeats the sample documents, which flatters every cache. All figures are of one
//! run of the machine: compare the ratios at the end, not runs.

#[path = "common/shared.rs"]
mod shared;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use diplograph::corpus::{Corpus, Input};
use diplograph::date::scan_all;
use diplograph::document::Document;
use diplograph::engine::Engine;
use diplograph::graph::{self, Detail};
use diplograph::number::Mode;
use diplograph::source::Source;
use diplograph::store::{LoadedGraph, nquads};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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
    let names = automaton(&engine);

    let mut report = Report { bytes, documents: documents.len(), rows: Vec::new(), notes: Vec::new() };
    report.measure("jieba-rs cut", || plain.iter().for_each(|t| drop(black_box(jieba.cut(t, true)))));
    report.measure("jieba-rs tag", || plain.iter().for_each(|t| drop(black_box(jieba.tag(t, true)))));
    let found = || documents.iter().map(|d| names.find_overlapping_iter(&d.text).count()).sum::<usize>();
    report.measure("automaton of all names", || assert!(black_box(found()) > 0));
    report.measure("source", || texts.iter().for_each(|b| drop(black_box(read(b)))));
    report.measure("document", || sources.iter().for_each(|s| drop(black_box(Document::new(s.clone(), None)))));
    let numbers = |d: &Document| drop(black_box(scan_all(&d.text, &engine.units, Mode::Guide)));
    report.measure("numbers and dates", || documents.iter().for_each(numbers));
    report.measure("mentions", || documents.iter().for_each(|d| drop(black_box(engine.mentions(d)))));
    let extract = |d: &Document| drop(black_box(engine.extract(d)));
    report.measure("mentions and facts", || documents.iter().for_each(extract));
    let two = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads");
    report.measure("the same, two threads", || two.install(|| documents.par_iter().for_each(extract)));
    let (whole, most) = extract_whole(&texts, 1);
    report.add("`extract`, reading and writing", whole);
    report.note("its memory at most, one thread", format!("{most:.0} MB"));
    let (whole, most) = extract_whole(&texts, 2);
    report.add("`extract`, two threads", whole);
    report.note("its memory at most, two threads", format!("{most:.0} MB"));
    let first = start_up();
    report.note("start-up to the first facts", format!("{:.0} ms", first.as_secs_f64() * 1e3));
    many(&texts, first, &mut report);
    load(&documents, &engine, &mut report);
    report.table();
}

/// An automaton of all names of the gazetteer, as plain look-up would use it.
fn automaton(engine: &Engine) -> CharwiseDoubleArrayAhoCorasick<u32> {
    let entities = engine.lexicon.entities();
    let names: BTreeSet<&str> = entities.flat_map(|(_, e)| e.names.iter().map(|n| &*n.text)).collect();
    CharwiseDoubleArrayAhoCorasick::new(names).expect("names are not empty")
}

/// What the rows of the table are measured against.
const YARDSTICK: &str = "jieba-rs tag";

/// What has been measured.
struct Report {
    bytes: usize,
    documents: usize,
    rows: Vec<(&'static str, f64)>,
    notes: Vec<(&'static str, String)>,
}

impl Report {
    /// Runs a piece of work, and adds the time that it takes.
    fn measure(&mut self, name: &'static str, work: impl FnMut()) {
        self.add(name, median(work));
    }

    /// Adds the time that a piece of work has taken on the whole corpus, and prints it.
    fn add(&mut self, name: &'static str, time: Duration) {
        println!("{name:<32} {:>8.3} s", time.as_secs_f64());
        self.rows.push((name, time.as_secs_f64()));
    }

    /// Adds what is no time on the whole corpus, and prints it.
    fn note(&mut self, name: &'static str, value: String) {
        println!("{name:<32} {value}");
        self.notes.push((name, value));
    }

    /// Prints all in Markdown: speeds, and their shares of the yardstick's.
    fn table(&self) {
        let yardstick = self.rows.iter().find(|(name, _)| *name == YARDSTICK).map_or(f64::NAN, |row| row.1);
        println!("\n| stage | MB/s | documents/s | of {YARDSTICK} |\n|---|--:|--:|--:|");
        for (name, seconds) in &self.rows {
            let (speed, documents) = (self.bytes as f64 / 1e6 / seconds, self.documents as f64 / seconds);
            println!("| {name} | {speed:.1} | {documents:.0} | {:.2} |", yardstick / seconds);
        }
        self.notes.iter().for_each(|(name, value)| println!("| {name} | {value} | | |"));
    }
}

/// The time of `extract` over all texts, with reading and writing, and the most memory it held, in MB.
fn extract_whole(texts: &[Vec<u8>], threads: usize) -> (Duration, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, text) in texts.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number:05}.txt")), text).expect("room for the corpus");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_diplograph"));
    command.args(["extract", "--quiet", "--threads", &threads.to_string()]).arg(folder.path());
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let mut most = 0.0;
    while child.try_wait().is_ok_and(|status| status.is_none()) {
        most = held(child.id()).unwrap_or(most);
        std::thread::sleep(Duration::from_millis(2));
    }
    (start.elapsed(), most)
}

/// The most memory that a process has held, in MB, where the system tells.
fn held(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1e3)
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
fn start_up() -> Duration {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/joint-statement.txt");
    median(|| {
        let output = Command::new(env!("CARGO_BIN_EXE_diplograph")).arg("extract").arg(&sample).output();
        assert!(output.is_ok_and(|o| o.status.success()), "extract runs");
    })
}

/// The time of `extract` for a document and its memory, among ten documents and among ever more: short ones, of a sentence or
/// two, spread over the corpus.
fn many(texts: &[Vec<u8>], first: Duration, report: &mut Report) {
    /// Bytes that a document has at least.
    const LONG: usize = 60;
    let texts = texts.iter().map(|text| String::from_utf8_lossy(text));
    let pieces = texts.flat_map(|text| text.split_inclusive('。').map(str::to_owned).collect::<Vec<_>>());
    let pieces: Vec<Vec<u8>> = pieces.filter(|piece| piece.len() >= LONG).map(String::into_bytes).collect();
    for count in [10, 100, 1_000, 10_000, 100_000].into_iter().take_while(|count| *count <= pieces.len()) {
        let some: Vec<Vec<u8>> = pieces.iter().step_by(pieces.len() / count).take(count).cloned().collect();
        let (time, most) = extract_whole(&some, 1);
        let each = time.saturating_sub(first).as_secs_f64() * 1e6 / count as f64;
        report.note("a sentence as a document", format!("{each:.0} µs, {most:.0} MB, of {count}"));
    }
}

/// The graph of some documents: made of their text, and loaded, in quads a second.
fn load(documents: &[Document], engine: &Engine, report: &mut Report) {
    let some =
        || documents.iter().take(200).cloned().map(|document| Input { document, sha256: String::new() }).collect();
    let make = || nquads(graph::quads(&Corpus::new(engine, some()), &engine.vocabulary, Detail::default()));
    let made = median(|| drop(black_box(make())));
    let quads = make();
    let count = quads.iter().filter(|&&b| b == b'\n').count();
    let loaded = median(|| drop(black_box(LoadedGraph::from_nquads(&quads))));
    let speed = |time: Duration| format!("{:.0} quads/s", count as f64 / time.as_secs_f64());
    report.note("graph from text: read, extract, join", speed(made));
    report.note("graph from N-Quads: oxigraph loads it", speed(loaded));
}

fn corpus() -> (String, Vec<Vec<u8>>) {
    let folder = std::env::var_os("DIPLOGRAPH_CORPUS").map(PathBuf::from).or_else(shared::news);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    match folder {
        Some(folder) => (folder.display().to_string(), files(&folder)),
        None => (
            "sample documents, repeated".to_owned(),
            (0..200).flat_map(|_| files(&here.join("tests/corpus"))).collect(),
        ),
    }
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
