use super::*;
use crate::corpus::Input;
use crate::engine::{Engine, ReadOptions};
use crate::store::{Answer, LoadedGraph, nquads};
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(None).unwrap());

/// The graph of some texts, as it is stored.
fn stored(texts: &[(&str, &str)], detail: Detail) -> Vec<u8> {
    let options = ReadOptions { date: Some("2023-04-02".into()), ..ReadOptions::default() };
    let input = |(name, text): &(&str, &str)| Input {
        document: ENGINE.read(name, text.as_bytes(), &options).unwrap(),
        sha256: "0".into(),
    };
    let corpus = Corpus::new(&ENGINE, texts.iter().map(input).collect());
    nquads(quads(&corpus, &ENGINE.vocabulary, detail))
}

fn rows(graph: &LoadedGraph, sparql: &str) -> Vec<String> {
    let Answer::Rows(rows) = graph.query(sparql).unwrap() else { panic!("a SELECT gives rows") };
    let line = |r: Vec<Option<Term>>| {
        r.iter().map(|t| t.as_ref().map(ToString::to_string).unwrap_or_default()).collect::<Vec<_>>().join(" ")
    };
    rows.rows.into_iter().map(line).collect()
}

const WAIVER: &str = "自5月1日起，中方将对挪威、秘鲁2国试行免签。";

#[test]
fn a_fact_leads_to_its_words_and_to_an_edge() {
    let graph = LoadedGraph::from_nquads(&stored(&[("a.txt", WAIVER)], Detail::default())).unwrap();
    let fact = "SELECT ?quote ?start ?end WHERE { ?f a dg:VisaWaiver ; dg:start \"2023-05-01\"^^xsd:date ; dg:evidence ?p . ?p dg:quote ?quote ; dg:startChar ?start ; dg:endByte ?end }";
    let found = rows(&graph, fact);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("试行免签"), "{found:?}");
    let edges = rows(&graph, "SELECT ?to WHERE { country:CN dg:waivesVisaFor ?to } ORDER BY ?to");
    assert_eq!(edges, ["<https://w3id.org/diplograph/id/country/NO>", "<https://w3id.org/diplograph/id/country/PE>"]);
    let named = rows(&graph, "SELECT ?l WHERE { ?e dg:iso2 \"PE\" ; skos:prefLabel ?l FILTER(LANG(?l) = \"en\") }");
    assert_eq!(named, ["\"Peru\"@en"]);
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_order() {
    let (a, b) = (("a.txt", WAIVER), ("b.txt", "中方反对单边制裁。"));
    assert_eq!(stored(&[a, b], Detail::default()), stored(&[b, a], Detail::default()));
}

#[test]
fn every_mention_has_a_node_if_asked_for() {
    let graph = |detail| LoadedGraph::from_nquads(&stored(&[("a.txt", WAIVER)], detail)).unwrap();
    let count = "SELECT ?q WHERE { ?m a dg:Mention ; dg:entity country:NO ; dg:quote ?q }";
    assert_eq!(rows(&graph(Detail { mentions: true }), count), ["\"挪威\"@zh"]);
    assert!(rows(&graph(Detail::default()), count).is_empty());
    assert_eq!(rows(&graph(Detail::default()), "SELECT ?n WHERE { ?m dg:entity country:NO ; dg:count ?n }").len(), 1);
}

#[test]
fn all_terms_used_are_in_the_vocabulary_and_there_are_no_blank_nodes() {
    let text = String::from_utf8(stored(&[("a.txt", WAIVER)], Detail { mentions: true })).unwrap();
    for line in text.lines() {
        assert!(!line.contains("_:"), "{line}");
        for term in line.split(crate::vocab::NS).skip(1) {
            let name: String = term.chars().take_while(|c| c.is_alphanumeric()).collect();
            assert!(name.is_empty() || ENGINE.vocabulary.terms.contains_key(&name), "dg:{name} in {line}");
        }
    }
}
