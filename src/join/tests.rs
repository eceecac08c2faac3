use super::*;
use crate::line::{Capture, Evidence};
use serde_json::json;

const VOCABULARY: &str = include_str!("../../ontology/vocabulary.ttl");

fn join(documents: &[Witness], occasions: &[Occasion<'_>], vocabulary: &Vocabulary) -> Vec<JoinedFact> {
    super::join(documents, occasions, vocabulary, &Senses::built_in())
}

fn vocabulary() -> Vocabulary {
    Vocabulary::load(&[("vocabulary.ttl".into(), VOCABULARY.into())]).unwrap()
}

fn said(class: &str, slots: Json, at: usize) -> Statement {
    Statement {
        class: class.into(),
        slots: slots.as_object().unwrap().clone(),
        entities: BTreeMap::new(),
        mentions: Vec::new(),
        mode: Mode::Done,
        evidence: Evidence {
            source: String::new(),
            start: at,
            end: at + 10,
            start_byte: at,
            end_byte: at + 10,
            quote: "乙国对甲国公民免签证".into(),
            speaker: None,
            rule: "r".into(),
            turn: None,
            reads: Map::new(),
            captures: Vec::new(),
        },
        span: Span::new(at, at + 10),
        article: 0,
        diagnostics: Vec::new(),
        topics: Vec::new(),
        plover: None,
    }
}

fn witness(name: &str, date: Option<&str>, statements: Vec<Statement>) -> Witness {
    let statements = statements.into_iter().map(|mut s| {
        s.evidence.source = name.into();
        s
    });
    Witness { name: name.into(), date: date.map(str::to_owned), statements: statements.collect() }
}

/// Passages at the same place answer to each other.
fn one_occasion(documents: usize) -> Vec<Occasion<'static>> {
    let members = (0..documents).map(|d| (d, vec![0])).collect();
    vec![Occasion {
        day: Some("2023-05-04".into()),
        members,
        project: Some(Box::new(|_, span, _| Some(span))),
        turn: BTreeMap::new(),
    }]
}

fn visa(to: &[&str], at: usize) -> Statement {
    said("VisaWaiver", json!({"grantor": ["CN"], "beneficiary": to, "start": "2023-05-10"}), at)
}

#[test]
fn the_same_content_is_one_fact_with_all_its_evidence() {
    let documents =
        [witness("a", None, vec![visa(&["NO", "PE"], 0)]), witness("b", None, vec![visa(&["NO", "PE"], 40)])];
    let facts = join(&documents, &[], &vocabulary());
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].status, Status::Agreed);
    assert_eq!(facts[0].sources().len(), 2);
}

#[test]
fn a_promise_belongs_to_its_occasion() {
    let promise = || said("Commitment", json!({"actor": ["CN"], "action": "加强往来", "strength": "will"}), 0);
    let documents =
        [witness("a", Some("2022-03-01"), vec![promise()]), witness("b", Some("2023-03-01"), vec![promise()])];
    assert_eq!(join(&documents, &[], &vocabulary()).len(), 2);
    let occasion = one_occasion(2);
    assert_eq!(join(&documents, &occasion, &vocabulary()).len(), 1);
}

#[test]
fn an_undated_figure_belongs_to_its_occasion_and_a_dated_one_does_not() {
    let figure = |time: Json| {
        let mut slots = json!({"about": "贸易额", "quantity": {"value": 5, "unit": "USD", "cmp": "="}});
        if !time.is_null() {
            slots["time"] = time;
        }
        said("Measurement", slots, 0)
    };
    let both = |time: Json| {
        [
            witness("a", Some("2022-03-01"), vec![figure(time.clone())]),
            witness("b", Some("2023-03-01"), vec![figure(time)]),
        ]
    };
    assert_eq!(join(&both(Json::Null), &[], &vocabulary()).len(), 2);
    assert_eq!(join(&both(json!("P10Y")), &[], &vocabulary()).len(), 2);
    assert_eq!(join(&both(json!("2021")), &[], &vocabulary()).len(), 1);
}

#[test]
fn another_value_at_the_same_passage_is_a_reading() {
    let v = vocabulary();
    let three = |third: &[&str]| {
        vec![
            witness("a", None, vec![visa(&["NO", "PE"], 0)]),
            witness("b", None, vec![visa(&["NO", "PE"], 0)]),
            witness("c", None, vec![visa(third, 0)]),
        ]
    };
    let facts = join(&three(&["NO", "IS"]), &one_occasion(3), &v);
    assert_eq!(facts.len(), 1);
    let fact = &facts[0];
    assert_eq!(fact.status, Status::Majority);
    assert_eq!(fact.slots["beneficiary"], json!(["NO", "PE"]));
    assert_eq!(fact.readings[0].slot, "beneficiary");
    assert_eq!(fact.readings[0].values[1].witnesses, ["c"]);
    assert_eq!(fact.evidence[2].reads["beneficiary"], json!(["NO", "IS"]));
    let two = [witness("a", None, vec![visa(&["NO"], 0)]), witness("b", None, vec![visa(&["PE"], 0)])];
    assert_eq!(join(&two, &one_occasion(2), &v)[0].status, Status::Disputed);
}

#[test]
fn a_number_that_fills_two_slots_is_one_reading() {
    let ties = |name: &str, years: i64, holes: &[&str]| {
        let slots = json!({"party": ["NO", "PE"], "anniversary": years, "established": (2023 - years).to_string()});
        let mut statement = said("DiplomaticRelations", slots, 0);
        let hole = |name: &&str| Capture { name: (*name).into(), start: 0, end: 1, text: String::new() };
        statement.evidence.captures = holes.iter().map(hole).collect();
        witness(name, None, vec![statement])
    };
    let two = |holes: &[&str]| join(&[ties("a", 60, holes), ties("b", 50, holes)], &one_occasion(2), &vocabulary());
    let found = two(&["party", "anniversary"]);
    assert_eq!((found.len(), found[0].status), (1, Status::Disputed), "the year follows from the number");
    let slots: Vec<&str> = found[0].readings.iter().filter(|r| r.disputed).map(|r| &*r.slot).collect();
    assert_eq!(slots, ["anniversary", "established"]);
    assert_eq!(two(&["party", "anniversary", "established"]).len(), 2, "two places of the text differ");
}

#[test]
fn other_words_for_the_same_are_no_dispute_but_a_negation_is() {
    let v = vocabulary();
    let promise = |action: &str| said("Commitment", json!({"actor": ["CN"], "action": action, "strength": "will"}), 0);
    let two = |a: &str, b: &str| {
        join(&[witness("a", None, vec![promise(a)]), witness("b", None, vec![promise(b)])], &one_occasion(2), &v)
    };
    let worded = two("继续扩大对外开放的领域", "继续扩大对外开放领域");
    assert_eq!((worded.len(), worded[0].status), (1, Status::Agreed));
    assert!(!worded[0].readings[0].disputed);
    assert_eq!(two("继续参加这一谈判", "不继续参加这一谈判")[0].status, Status::Disputed);
    assert_eq!(two("修建铁路", "举办展览").len(), 2);
}

#[test]
fn witnesses_who_say_the_same_in_other_words_vote_together() {
    let promise = |name: &str, action: &str| {
        let slots = json!({"actor": ["CN"], "action": action, "strength": "will"});
        witness(name, None, vec![said("Commitment", slots, 0)])
    };
    let documents = [
        promise("a", "优先建设“丝路”App的海外服务"),
        promise("b", "优化建设“丝路”App的海外服务"),
        promise("c", "优化建设“丝路”APP的海外服务"),
        promise("d", "优化建设“丝路”App海外服务"),
    ];
    let found = join(&documents, &one_occasion(4), &vocabulary());
    let readings = &found[0].readings[0];
    assert_eq!((found.len(), found[0].status, readings.disputed), (1, Status::Majority, true), "{found:?}");
    assert_eq!(readings.values.len(), 3, "capital letters make no reading: {readings:?}");
    let mut votes: Vec<usize> = readings.claims().iter().map(|c| c.1).collect();
    votes.sort_unstable();
    assert_eq!(votes, [1, 3]);
    let leading = readings.leading();
    assert_eq!(readings.values[leading[0]].witnesses, ["b", "c"]);
}

#[test]
fn what_one_witness_leaves_open_another_fills() {
    let v = vocabulary();
    let bare = said("VisaWaiver", json!({"grantor": ["CN"], "beneficiary": ["NO"]}), 0);
    let documents = [witness("a", None, vec![bare]), witness("b", None, vec![visa(&["NO"], 0)])];
    let facts = join(&documents, &one_occasion(2), &v);
    assert_eq!((facts.len(), facts[0].status), (1, Status::Agreed));
    assert_eq!(facts[0].slots["start"], "2023-05-10");
    let order: Vec<&String> = facts[0].slots.keys().collect();
    assert_eq!(order, ["grantor", "beneficiary", "start"]);
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let v = vocabulary();
    let a = witness("a", None, vec![visa(&["NO"], 0), visa(&["IS"], 20)]);
    let b = witness("b", None, vec![visa(&["NO"], 0), visa(&["IS", "FI"], 20)]);
    let forth = join(&[a.clone(), b.clone()], &one_occasion(2), &v);
    let back = join(&[b, a], &one_occasion(2), &v);
    assert_eq!(forth, back);
}

#[test]
fn what_is_said_in_a_turn_knows_its_exchange() {
    let in_turn = |mut s: Statement| {
        s.evidence.turn = Some(3);
        s
    };
    let exchange = said("Exchange", json!({"outlet": "某某社", "answerer": "某某"}), 0);
    let documents = [witness("a", None, vec![in_turn(exchange), in_turn(visa(&["NO"], 50))])];
    let facts = join(&documents, &[], &vocabulary());
    let exchange = facts.iter().find(|f| f.class == "Exchange").unwrap();
    let waiver = facts.iter().find(|f| f.class == "VisaWaiver").unwrap();
    assert_eq!(waiver.exchanges, std::slice::from_ref(&exchange.id));
}

#[test]
fn lists_are_sets() {
    let documents =
        [witness("a", None, vec![visa(&["NO", "PE"], 0)]), witness("b", None, vec![visa(&["PE", "NO"], 0)])];
    let facts = join(&documents, &[], &vocabulary());
    assert_eq!((facts.len(), facts[0].status), (1, Status::Agreed));
    assert_eq!(facts[0].slots["beneficiary"], json!(["NO", "PE"]), "the order of the first source");
    assert!(facts[0].evidence.iter().all(|e| e.reads.is_empty()));
}
