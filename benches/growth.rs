//! What a build costs that adds one document to a store of 1,000 and of 10,000: time, and bytes written.
//!
//! `cargo bench --bench growth` takes the news corpus of `benches/graph.rs`, or else repeats the sample documents under other
//! dates. `cargo bench --bench growth -- 2000` stops at so many documents.

#[path = "common/news.rs"]
mod news;

use news::Text;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Documents that are added one by one; the median counts.
const ADDED: usize = 5;

fn main() {
    let most = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(10_000);
    let lines = documents();
    let work = tempfile::tempdir().expect("a folder");
    println!("{:>9} {:>12} {:>12} {:>14} {:>12}", "documents", "all, s", "one more, s", "written, bytes", "ratio");
    let mut first = None;
    for size in [1_000, 10_000].into_iter().map(|n| n.min(most)).collect::<BTreeSet<usize>>() {
        // Spread over the corpus, with some left to be added.
        let step = (lines.len() / (size + ADDED)).max(1);
        let some: Vec<&String> = lines.iter().step_by(step).take(size + ADDED).collect();
        let (new, held) = some.split_at(ADDED.min(some.len()));
        let store = work.path().join(format!("kg{size}"));
        let all = build(&store, held, work.path());
        let mut each: Vec<(Duration, u64)> = new
            .iter()
            .map(|line| {
                let before = files(&store);
                let time = build(&store, &[*line], work.path());
                let fresh = files(&store).into_iter().filter(|f| !before.contains(f));
                (time, fresh.filter_map(|f| Some(fs::metadata(f.0).ok()?.len())).sum())
            })
            .collect();
        each.sort();
        let (one, written) = each[each.len() / 2];
        let ratio = one.as_secs_f64() / first.get_or_insert(one).as_secs_f64();
        println!(
            "{:>9} {:>12.2} {:>12.3} {written:>14} {ratio:>12.2}",
            held.len(),
            all.as_secs_f64(),
            one.as_secs_f64()
        );
    }
}

/// Builds lines of JSON into a store.
fn build(store: &Path, lines: &[&String], work: &Path) -> Duration {
    let input = work.join("input.jsonl");
    fs::write(&input, lines.iter().map(|l| format!("{l}\n")).collect::<String>()).expect("the documents");
    let start = Instant::now();
    let program = env!("CARGO_BIN_EXE_diplograph");
    let done = Command::new(program)
        .args(["build", "--quiet", "--input", "jsonl"])
        .arg(&input)
        .arg("--store")
        .arg(store)
        .status();
    assert!(done.is_ok_and(|s| s.success()), "the build");
    start.elapsed()
}

/// The files of a store, with what tells that one was written.
fn files(store: &Path) -> BTreeSet<(PathBuf, std::time::SystemTime)> {
    let entries = fs::read_dir(store).into_iter().flatten().flatten().filter(|e| e.path().is_file());
    entries.filter_map(|e| Some((e.path(), e.metadata().ok()?.modified().ok()?))).collect()
}

/// Documents as lines of JSON.
fn documents() -> Vec<String> {
    let line = |t: Text| serde_json::json!({"id": t.name, "text": t.text, "date": t.date}).to_string();
    news::texts(10_000 + ADDED).into_iter().map(line).collect()
}
