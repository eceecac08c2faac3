//! The graph at 1, 100 and 10,000 documents: its size, how long it takes to load, and every named query, without
//! parameters and with one.
//!
//! `cargo bench --bench graph` takes the articles of the news corpus in `$DIPLOGRAPH_CORPUS` or `target/news` (one file a
//! day, named `YYYYMMDD.txt`), or else repeats the sample documents under other dates, which makes many alike facts.
//! `cargo bench --bench graph -- 100` stops at so many documents.

#[path = "common/news.rs"]
mod news;

use diplograph::corpus::{Corpus, Input};
use diplograph::engine::{Engine, ReadOptions};
use diplograph::graph::{self, Detail};
use diplograph::question::{self, Question};
use diplograph::store::{Answer, LoadedGraph, nquads};
use diplograph::validate::Shapes;
use news::Text;
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// Runs of each query; the median counts.
const RUNS: usize = 5;
/// What a query may take at the largest size. A row costs 30 to 60 µs, so that a list of more than some 1,000 rows takes
/// longer: listings without a parameter do, and `organizations` adds up all mention counts.
const LIMIT: Duration = Duration::from_millis(50);

fn main() {
    let most = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(10_000);
    let texts = news::texts(10_000);
    let engine = Engine::new(None).expect("the built-in ontology loads");
    for size in [1, 100, 10_000].into_iter().filter(|n| *n <= most) {
        // Spread over the corpus, so that a small graph is a sample of the large one.
        let step = (texts.len() / size).max(1);
        let some: Vec<&Text> = texts.iter().step_by(step).take(size).collect();
        measure(&engine, &some);
    }
}

fn measure(engine: &Engine, texts: &[&Text]) {
    let read = |t: &&Text| {
        let options = ReadOptions { date: Some(t.date.clone()), ..ReadOptions::default() };
        Some(Input { document: engine.read(&t.name, t.text.as_bytes(), &options).ok()?, sha256: "0".into() })
    };
    let start = Instant::now();
    let corpus = Corpus::new(engine, texts.par_iter().filter_map(read).collect());
    let quads =
        [graph::quads(&corpus, &engine.vocabulary, Detail::default()), graph::rules(&corpus, &engine.rules)].concat();
    let built = start.elapsed();
    let start = Instant::now();
    let findings = Shapes::built_in(None).expect("the built-in shapes").check(&quads).len();
    let checked = start.elapsed();
    let bytes = nquads(quads);
    let start = Instant::now();
    let graph = LoadedGraph::from_nquads(&bytes).expect("what was just written");
    let loaded = start.elapsed();
    let (documents, quads) = (corpus.documents.len(), graph.len());
    let (apart, fixed) = (quads as f64 / documents as f64, engine.vocabulary.triples.len());
    println!(
        "\n{documents} documents, {} facts: {quads} quads ({apart:.0} a document, {fixed} of them the vocabulary), built in {:.1} s, checked by shapes in {:.2} s ({findings} findings), loaded in {:.2} s",
        corpus.facts.len(),
        built.as_secs_f64(),
        checked.as_secs_f64(),
        loaded.as_secs_f64()
    );
    println!("{:<16} {:>9} {:>9}   {:<14} {:>9} {:>9}", "query", "ms", "rows", "parameter", "ms", "rows");
    for question in question::built_in() {
        row(&graph, &question);
    }
}

/// One query, alone and with the first of its parameters for which its own answer gives a value.
fn row(graph: &LoadedGraph, question: &Question) {
    let (all, answer) = timed(graph, &question.sparql);
    let Answer::Rows(rows) = answer else { return };
    let value = |name: &str| {
        let column = rows.variables.iter().position(|v| v == name)?;
        rows.rows.get(rows.rows.len() / 2)?[column].as_ref().map(|term| (name.to_owned(), vec![term.to_string()]))
    };
    let mark = |time: Duration| format!("{:.1}{}", time.as_secs_f64() * 1e3, if time > LIMIT { "!" } else { "" });
    let mut line = format!("{:<16} {:>9} {:>9}", question.name, mark(all), rows.rows.len());
    if let Some(bound) = question.params.iter().find_map(|p| value(&p.name)) {
        let (time, answer) = timed(graph, &question.bound(std::slice::from_ref(&bound)).expect("a WHERE"));
        let found = if let Answer::Rows(rows) = answer { rows.rows.len() } else { 0 };
        line += &format!("   {:<14} {:>9} {found:>9}", bound.0, mark(time));
    }
    println!("{line}");
}

fn timed(graph: &LoadedGraph, sparql: &str) -> (Duration, Answer) {
    let run = || {
        let start = Instant::now();
        let answer = graph.query(sparql).expect("a built-in query");
        (start.elapsed(), answer)
    };
    let first = run();
    // What takes seconds is not run again.
    let more = if first.0 > Duration::from_secs(2) { 0 } else { RUNS - 1 };
    let mut times: Vec<Duration> = (0..more).map(|_| run().0).chain([first.0]).collect();
    times.sort();
    (times[times.len() / 2], first.1)
}
