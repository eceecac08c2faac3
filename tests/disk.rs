//! With the feature `rocksdb`, queries read the graph on disk. They give what the graph in memory gives.
#![cfg(feature = "rocksdb")]

#[path = "common/samples.rs"]
mod samples;

use diplograph::question;
use diplograph::store::{Answer, KnowledgeStore, LoadedGraph};
use oxigraph::model::Term;
use samples::Samples;
use std::path::Path;

/// Every query of the project, without its parameters.
fn queries() -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = question::built_in().into_iter().map(|q| (q.name, q.sparql)).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/competency");
    for entry in std::fs::read_dir(folder).expect("the questions") {
        let path = entry.expect("a question").path();
        out.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a query")));
    }
    out
}

/// An answer with its rows sorted, and the words of each value: where a query leaves the order open, as GROUP_CONCAT does, a
/// store chooses it.
fn plain(answer: Answer) -> Vec<String> {
    let sorted = |text: String| {
        let mut words: Vec<&str> = text.split(['"', ' ', '、']).collect();
        words.sort_unstable();
        words.join(" ")
    };
    let value = |term: &Option<Term>| sorted(term.as_ref().map(Term::to_string).unwrap_or_default());
    let mut lines = match answer {
        Answer::Rows(rows) => {
            rows.rows.iter().map(|row| row.iter().map(value).collect::<Vec<_>>().join("\t")).collect()
        }
        Answer::Truth(truth) => vec![truth.to_string()],
        Answer::Triples(triples) => triples.iter().map(ToString::to_string).collect(),
    };
    lines.sort();
    lines
}

fn agree(folder: &Path) {
    let store = KnowledgeStore::open(&folder.join("kg")).expect("a store");
    let disk = store.load().expect("the graph on disk");
    let memory = LoadedGraph::from_nquads(&store.graph_bytes().expect("the graph")).expect("the graph in memory");
    assert_eq!(disk.len(), memory.len());
    let mut answered = 0;
    for (name, sparql) in queries() {
        let answers = [&disk, &memory].map(|graph| plain(graph.query(&sparql).expect("an answer")));
        assert_eq!(answers[0], answers[1], "{name}");
        answered += usize::from(!answers[0].is_empty());
    }
    assert!(answered > 20, "the samples answer many queries, not {answered}");
}

#[test]
fn every_query_gives_the_same_from_disk_and_from_memory() {
    let samples = Samples::new();
    agree(samples.folder());
    // Again, when builds have changed the store that the index was made from.
    let told = samples.run(&["build", "--quiet", "--forget", "joint-statement.txt"]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    agree(samples.folder());
}

#[test]
fn a_damaged_index_is_made_again_and_the_answer_is_the_same() {
    let samples = Samples::new();
    let query = ["query", "sources"];
    let answer = samples.text(&query);
    assert!(!answer.is_empty());
    std::fs::remove_file(samples.folder().join("kg/rocksdb/quads/CURRENT")).expect("RocksDB names its files there");
    assert_eq!(samples.text(&query), answer);
    assert_eq!(samples.text(&query), answer);
}
