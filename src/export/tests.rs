use super::*;
use serde_json::json;

pub(super) fn graph() -> EntityGraph {
    let fact: JoinedFact = serde_json::from_value(json!({
        "id": "f1", "type": "VisaWaiver", "slots": {"grantor": ["CN"], "beneficiary": ["NO"]}, "status": "agreed", "mode": "done",
        "stated_on": ["2023-05-04"], "evidence": [], "entities": {"CN": "country/CN", "NO": "country/NO"}
    }))
    .unwrap();
    let pair: JoinedFact = serde_json::from_value(json!({
        "id": "f2", "type": "DiplomaticRelations", "slots": {"party": ["CN", "NO"]}, "status": "agreed", "mode": "done",
        "evidence": [], "entities": {"CN": "country/CN", "NO": "country/NO"}
    }))
    .unwrap();
    let entity = EntityRecord {
        id: "NO".into(),
        path: "country/NO".into(),
        classes: vec!["Country".into()],
        name: "挪威 <\"北\">".into(),
        name_en: Some("Norway".into()),
        ..Default::default()
    };
    let file = ("vocabulary.ttl".to_owned(), include_str!("../../ontology/vocabulary.ttl").to_owned());
    entity_graph(&[fact, pair], &[entity], &Vocabulary::load(&[file]).unwrap())
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_format_escapes_names_and_types_attributes() {
    let graph = graph();
    let graphml = text(|o| graphml::write(&graph, o));
    assert!(graphml.contains("attr.name=\"weight\" attr.type=\"int\""), "{graphml}");
    assert!(graphml.contains("挪威 &lt;") && graphml.contains("<data key=\"edge.symmetric\">true</data>"), "{graphml}");
    let gexf = text(|o| gexf::write(&graph, o));
    assert!(gexf.contains("for=\"symmetric\" value=\"true\"") && gexf.contains("&quot;"), "{gexf}");
    let dot = text(|o| dot::write(&graph, o));
    assert!(dot.contains("\\\"北\\\"") && dot.contains("dir=none"), "{dot}");
    let nodes = text(|o| csv::nodes(&graph, o));
    assert!(nodes.contains("\"挪威 <\"\"北\"\">\""), "{nodes}");
    let edges = text(|o| csv::edges(&graph, o));
    assert!(
        edges.contains(
            "country/CN,waivesVisaFor,country/NO,免签,waives visa for,1,0,2023-05-04,2023-05-04,false,false,f1"
        ),
        "{edges}"
    );
}

#[test]
fn formats_without_graphs_say_each_triple_once() {
    let nquads = "<x:s> <x:p> \"o\" <x:g1> .\n<x:s> <x:p> \"o\" <x:g2> .\n<x:s> <x:q> \"o\" <x:g1> .\n";
    let nt = text(|o| rdf(nquads.as_bytes(), None, RdfFormat::NTriples, None, o));
    assert_eq!(nt, "<x:s> <x:p> \"o\" .\n<x:s> <x:q> \"o\" .\n");
    let trig = text(|o| rdf(nquads.as_bytes(), None, RdfFormat::TriG, None, o));
    assert_eq!(trig.matches("<x:g1>").count(), 1, "{trig}");
}

#[test]
fn a_fact_reifies_its_edges_in_both_directions_where_they_hold() {
    let fact: JoinedFact = serde_json::from_value(json!({
        "id": "f2", "type": "DiplomaticRelations", "slots": {"party": ["CN", "NO"]}, "status": "agreed", "mode": "done",
        "evidence": [], "entities": {"CN": "country/CN", "NO": "country/NO"}
    }))
    .unwrap();
    let file = ("vocabulary.ttl".to_owned(), include_str!("../../ontology/vocabulary.ttl").to_owned());
    let vocabulary = Vocabulary::load(&[file]).unwrap();
    let mut reifiers = Reifiers::default();
    reifiers.add(&fact, &vocabulary);
    let nt = text(|o| reified(&reifiers, RdfFormat::NTriples, o));
    let id = "https://w3id.org/diplograph/id";
    let line = |from: &str, to: &str| {
        format!(
            "<{id}/fact/f2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <{id}/country/{from}> <https://w3id.org/diplograph/ns#hasRelationsWith> <{id}/country/{to}> )>> .\n"
        )
    };
    assert_eq!(nt, line("CN", "NO") + &line("NO", "CN"));
    assert!(!has_triple_terms(rdf_format("jsonld").unwrap()));
}
