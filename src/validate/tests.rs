use super::*;
use oxigraph::io::{RdfFormat, RdfParser};

/// Findings of the built-in shapes on some Turtle.
fn found(turtle: &str) -> Vec<String> {
    let prefixes: String = PREFIXES.iter().map(|(p, ns)| format!("@prefix {p}: <{ns}> .\n")).collect();
    let text = format!("{prefixes}{turtle}");
    let quads: Vec<Quad> = RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(text.as_bytes())
        .collect::<std::result::Result<_, _>>()
        .unwrap();
    let shapes = Shapes::built_in(None).unwrap();
    let line = |f: Finding| format!("{:?} {} {}", f.severity, f.check, f.place().join(" "));
    shapes.check(&quads).into_iter().map(|f| line(f).trim_end().to_owned()).collect()
}

const OFFICE: &str = "
    rule:r a dg:Rule . dg:Done a dg:Mode . dg:Agreed a dg:Status . dg:Office rdfs:subClassOf dg:Fact .
    person:p a dg:Entity ; skos:prefLabel \"某人\"@zh .
    source:s a dg:Source ; rdfs:label \"s\" ; dg:sha256 \"0\" ; dg:encoding \"UTF-8\" ; dg:length 9 ; dg:bytes 27 ; dg:date \"2024-03-07\"^^xsd:date .
    <x:p> a dg:Passage ; dg:source source:s ; dg:startChar 1 ; dg:endChar 4 ; dg:startByte 3 ; dg:endByte 12 ; dg:quote \"某主席\"@zh .
    fact:f a dg:Office ; dg:mode dg:Done ; dg:status dg:Agreed ; dg:rule rule:r ; dg:evidence <x:p> ; dg:person person:p ; dg:title \"主席\"@zh .";

#[test]
fn a_well_formed_fact_has_no_findings() {
    assert_eq!(found(OFFICE), [""; 0]);
}

#[test]
fn each_constraint_finds_what_it_is_for() {
    for (good, bad, expected) in [
        ("dg:title \"主席\"@zh", "dg:kind \"主席\"@zh", "Violation Or fact:f  fact:f"),
        ("dg:title \"主席\"@zh", "dg:title \"主席\"@zh , \"总统\"@zh", "Violation MaxCount fact:f dg:title"),
        (
            "dg:title \"主席\"@zh",
            "dg:title \"主席\"@zh ; dg:stance dg:Done",
            "Violation Closed fact:f dg:stance dg:Done",
        ),
        ("dg:title \"主席\"@zh", "dg:title \"主席\"", "Violation Node fact:f dg:title 主席"),
        ("dg:mode dg:Done", "dg:mode dg:Agreed", "Violation Class fact:f dg:mode dg:Agreed"),
        (
            "dg:mode dg:Done",
            "dg:mode dg:Done ; dg:firstDay \"2024-03-14\"^^xsd:date ; dg:lastDay \"2024-03-07\"^^xsd:date",
            "Violation LessThanOrEquals fact:f dg:firstDay 2024-03-14",
        ),
        ("dg:startChar 1", "dg:startChar 5", "Violation LessThanOrEquals x:p dg:startChar 5"),
        (
            "dg:length 9",
            "dg:length 3",
            "Violation LessThanOrEquals source:s ^https://w3id.org/diplograph/ns#source/https://w3id.org/diplograph/ns#endChar 4",
        ),
        ("dg:evidence <x:p> ;", "", "Violation MinCount fact:f dg:evidence"),
        (
            "skos:prefLabel \"某人\"@zh",
            "skos:prefLabel \"某人\"@zh , \"甲\"@zh",
            "Violation UniqueLang person:p skos:prefLabel",
        ),
        ("\"2024-03-07\"^^xsd:date", "\"7 March\"^^xsd:date", "Violation Node source:s dg:date 7 March"),
        ("dg:date \"2024-03-07\"^^xsd:date", "dg:encoding \"UTF-8\"", "Warning MinCount source:s dg:date"),
    ] {
        let findings = found(&OFFICE.replace(good, bad));
        assert!(findings.iter().any(|f| f == expected), "{expected}: {findings:?}");
    }
}

#[test]
fn what_witnesses_dispute_is_not_missing() {
    let waiver = OFFICE
        .replace("dg:person person:p ; dg:title \"主席\"@zh", "dg:beneficiary person:p")
        .replace("Office", "VisaWaiver");
    assert_eq!(found(&waiver), ["Warning Or fact:f  fact:f"], "nobody waives this visa");
    let disputed = waiver.replace("dg:Agreed", "dg:Disputed");
    assert_eq!(found(&disputed), [""; 0]);
}

#[test]
fn a_finding_names_the_rule_that_made_the_fact_or_its_passage() {
    let text = OFFICE.replace("dg:startChar 1", "dg:startChar 5");
    let prefixes: String = PREFIXES.iter().map(|(p, ns)| format!("@prefix {p}: <{ns}> .\n")).collect();
    let quads = RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(format!("{prefixes}{text}").as_bytes())
        .collect::<std::result::Result<Vec<_>, _>>()
        .unwrap();
    let findings = Shapes::built_in(None).unwrap().check(&quads);
    assert_eq!(findings[0].rules, ["r"]);
    let mut out = Vec::new();
    report(&findings, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.contains("sh:ValidationReport")
            && text.contains("sh:conforms false")
            && text.contains("sh:LessThanOrEqualsConstraintComponent"),
        "{text}"
    );
}

#[test]
fn a_part_of_shacl_that_is_not_run_is_refused() {
    let own = "@prefix sh: <http://www.w3.org/ns/shacl#> . <x:s> a sh:NodeShape ; sh:xone () .";
    let error = Shapes::load(&[("own.ttl".to_owned(), own.to_owned())]).unwrap_err();
    assert!(error.message.contains("sh:xone") && error.place.as_deref() == Some("own.ttl"), "{error}");
}
