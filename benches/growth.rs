//! What a build costs that adds one document to a store of 1,000 and of 10,000: time, and bytes written.
//!
//! `cargo bench --bench growth` takes the news corpus of `benches/graph.rs`, or else repeats the sample documents under other
//! dates. `cargo bench --bench growth -- 2000` stops at so many documents.

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
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let news = std::env::var_os("DIPLOGRAPH_CORPUS").map_or_else(|| here.join("target/news"), PathBuf::from);
    let line =
        |id: String, text: &str, date: String| serde_json::json!({"id": id, "text": text, "date": date}).to_string();
    let mut out = Vec::new();
    for (name, text) in texts(&news) {
        let Some((year, month, day)) =
            name.get(..4).zip(name.get(4..6)).zip(name.get(6..8)).map(|((y, m), d)| (y, m, d))
        else {
            continue;
        };
        let date = format!("{year}-{month}-{day}");
        let articles = text.split("\n[视频]").filter(|p| p.len() > 200).enumerate();
        out.extend(articles.map(|(n, p)| line(format!("{date}-{n:02}"), p, date.clone())));
    }
    if !out.is_empty() {
        return out;
    }
    let samples = texts(&here.join("tests/corpus"));
    let again = |n: usize| {
        let date = format!("{:04}-{:02}-{:02}", 2000 + n / 336 % 30, n / 28 % 12 + 1, n % 28 + 1);
        line(format!("sample-{n}"), &samples[n % samples.len()].1, date)
    };
    (0..10_000 + ADDED).map(again).collect()
}

/// The files of a folder with their texts, by name.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let name = |p: &PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned());
    paths.iter().filter_map(|p| Some((name(p)?, fs::read_to_string(p).ok()?))).collect()
}
