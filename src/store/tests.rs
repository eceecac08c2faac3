use super::write::{replace, save};
use super::*;
use oxigraph::model::{GraphName, NamedNode};

fn quad(n: usize) -> Quad {
    let node = |s: &str| NamedNode::new_unchecked(format!("https://example.org/{s}{n}"));
    Quad::new(node("s"), node("p"), node("o"), GraphName::NamedNode(node("g")))
}

#[test]
fn the_stored_form_is_sorted_and_says_nothing_twice() {
    let text = String::from_utf8(nquads(vec![quad(2), quad(1), quad(2)])).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("s1") && lines[1].ends_with(" ."));
}

#[test]
fn queries_see_all_graphs_at_once() {
    let graph = LoadedGraph::from_nquads(&nquads(vec![quad(1), quad(2)])).unwrap();
    assert_eq!(graph.len(), 2);
    let Answer::Rows(rows) = graph.query("SELECT ?s WHERE { ?s ?p ?o }").unwrap() else {
        panic!("a SELECT gives rows")
    };
    assert_eq!(rows.rows.len(), 2);
    assert_eq!(graph.query("ASK { ?s a dg:VisaWaiver }").unwrap(), Answer::Truth(false));
}

#[test]
fn a_bad_query_is_told_apart_from_an_update() {
    let graph = LoadedGraph::from_nquads(b"").unwrap();
    let error = graph.query("SELECT ?s WHERE { ?s ?p }").unwrap_err();
    assert_eq!(error.kind, Kind::Query);
    let update = graph.query("DELETE WHERE { ?s ?p ?o }").unwrap_err();
    assert!(update.message.contains("UPDATE"), "{update}");
}

#[test]
fn what_is_no_store_is_refused_with_a_cure() {
    let dir = tempfile::tempdir().unwrap();
    assert!(KnowledgeStore::open_if_any(dir.path()).unwrap().is_none());
    let missing = KnowledgeStore::open(dir.path()).unwrap_err();
    assert!(missing.help.unwrap().contains("build"));
    fs::write(dir.path().join("letter.txt"), "x").unwrap();
    assert_eq!(KnowledgeStore::open_if_any(dir.path()).unwrap_err().kind, Kind::Store);
    fs::write(dir.path().join(MANIFEST), r#"{"format": 99}"#).unwrap();
    assert!(KnowledgeStore::open(dir.path()).unwrap_err().message.contains("99"));
    fs::write(dir.path().join(MANIFEST), "{").unwrap();
    assert!(KnowledgeStore::open(dir.path()).unwrap_err().message.contains("damaged"));
}

#[test]
fn a_failure_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("kg");
    replace(&store, |fresh| save(&fresh.join("a"), &[b"1"])).unwrap();
    let failed = replace(&store, |fresh| {
        save(&fresh.join("a"), &[b"2"])?;
        Err(Error::new(Kind::Io, "no space"))
    });
    assert!(failed.is_err());
    assert_eq!(fs::read(store.join("a")).unwrap(), b"1");
    replace(&store, |fresh| save(&fresh.join("a"), &[b"3"])).unwrap();
    assert_eq!(fs::read(store.join("a")).unwrap(), b"3");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside the store");
}
