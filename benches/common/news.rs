//! What benchmarks of the graph read: the articles of a news corpus, or else the sample documents under other dates.

use std::path::{Path, PathBuf};

/// An article.
pub struct Text {
    pub name: String,
    /// The day on which it was told.
    pub date: String,
    pub text: String,
}

/// The articles of the news corpus in `$DIPLOGRAPH_CORPUS` or `target/news`, one file a day, named `YYYYMMDD.txt`; without it
/// the sample documents again and again, each time on another day, so many of them.
pub fn texts(samples: usize) -> Vec<Text> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("DIPLOGRAPH_CORPUS").map_or_else(|| here.join("target/news"), PathBuf::from);
    let news: Vec<Text> = files(&folder).iter().filter_map(|day| articles(day)).flatten().collect();
    if !news.is_empty() {
        return news;
    }
    let texts: Vec<String> =
        files(&here.join("tests/corpus")).iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    let again = |n: usize| Text {
        name: format!("sample-{n}"),
        date: format!("{:04}-{:02}-{:02}", 2000 + n / 336 % 30, n / 28 % 12 + 1, n % 28 + 1),
        text: texts[n % texts.len()].clone(),
    };
    (0..if texts.is_empty() { 0 } else { samples }).map(again).collect()
}

fn articles(day: &Path) -> Option<Vec<Text>> {
    let name = day.file_stem()?.to_str()?;
    let date = format!("{}-{}-{}", name.get(..4)?, name.get(4..6)?, name.get(6..8)?);
    let text = std::fs::read_to_string(day).ok()?;
    let parts = text.split("\n[视频]").filter(|p| p.len() > 200).enumerate();
    Some(parts.map(|(n, p)| Text { name: format!("{date}-{n:02}"), date: date.clone(), text: p.to_owned() }).collect())
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}
