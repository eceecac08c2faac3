//! Look-ups on the sample documents: `facts`, `diff` and `graph` as scripts call them.

#[path = "common/samples.rs"]
mod samples;

use samples::Samples;
use serde_json::Value as Json;
use std::collections::BTreeSet;

impl Samples {
    fn lines(&self, arguments: &[&str]) -> Vec<Json> {
        let text = self.text(&[arguments, &["--format", "jsonl"]].concat());
        text.lines().map(|l| serde_json::from_str(l).expect("a JSON line")).collect()
    }
}

#[test]
fn an_entity_goes_by_every_name_and_a_miss_is_told_what_comes_close() {
    let kg = Samples::new();
    let ids = |name: &str| kg.text(&["facts", "--about", name, "--format", "csv"]);
    assert!(ids("CH").lines().count() > 1);
    assert_eq!(ids("CH"), ids("瑞士"));
    for other in ["switzerland", "Ｓｗｉｔｚｅｒｌａｎｄ", "756"] {
        assert_eq!(ids("CH"), ids(other), "{other}");
    }
    assert_eq!(ids("爱尔兰"), ids("愛爾蘭"));
    let miss = kg.run(&["facts", "--about", "Switzerlnad"]);
    assert_eq!(miss.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&miss.stderr).contains("did you mean Switzerland"));
    let wrong = kg.run(&["facts", "--type", "VisaWaver"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean VisaWaiver"));
}

#[test]
fn a_count_counts_the_lines_and_evidence_has_a_row_for_every_passage() {
    let kg = Samples::new();
    let waivers = kg.lines(&["facts", "--type", "VisaWaiver"]);
    assert_eq!(kg.text(&["facts", "--type", "VisaWaiver", "--count"]).trim(), waivers.len().to_string());
    let passages: usize = waivers.iter().map(|w| w["evidence"].as_array().expect("a list").len()).sum();
    let rows = kg.text(&["facts", "--type", "VisaWaiver", "--evidence"]);
    assert_eq!(rows.lines().count(), 2 + passages, "{rows}");
    let none = kg.run(&["facts", "--until", "1990", "--count"]);
    assert_eq!((none.status.code(), none.stdout.as_slice()), (Some(1), b"0\n".as_slice()));
}

/// The keys that a schema lets an object have; none where any may be.
fn undeclared(line: &Json, schema: &Json, root: &Json) -> Vec<String> {
    let schema = match schema["$ref"].as_str() {
        Some(to) => root.pointer(to.trim_start_matches('#')).expect("a definition"),
        None => schema,
    };
    match (line, &schema["properties"], &schema["items"]) {
        (Json::Object(map), Json::Object(known), _) => map
            .iter()
            .flat_map(|(k, v)| known.get(k).map_or_else(|| vec![k.clone()], |s| undeclared(v, s, root)))
            .collect(),
        (Json::Array(items), _, each) => items.iter().flat_map(|i| undeclared(i, each, root)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_schema_declares_every_field_and_every_slot_of_the_lines() {
    let kg = Samples::new();
    let schema: Json = serde_json::from_str(&kg.text(&["facts", "--schema"])).expect("JSON");
    assert!(schema["$id"].as_str().is_some_and(|id| id.ends_with("facts-1.json")));
    let lines = kg.lines(&["facts"]);
    assert!(lines.len() > 20);
    for line in &lines {
        assert_eq!(undeclared(line, &schema, &schema), Vec::<String>::new(), "{line}");
        let of_class = |s: &&Json| s["if"]["properties"]["type"]["const"] == line["type"];
        let slots = schema["allOf"].as_array().and_then(|a| a.iter().find(of_class)).expect("every class has slots");
        let known = &slots["then"]["properties"]["slots"]["properties"];
        for slot in line["slots"].as_object().expect("slots").keys() {
            assert!(known.get(slot).is_some(), "{} has no slot {slot} in the schema", line["type"]);
        }
    }
    assert_eq!(undeclared(&serde_json::json!({"colour": 1}), &schema, &schema), ["colour"]);
}

#[test]
fn two_sources_differ_in_the_number_that_they_render_differently() {
    let kg = Samples::new();
    let same = kg.run(&["diff", "wire.txt", "wire.txt"]);
    assert_eq!(same.status.code(), Some(1), "a source does not differ from itself");
    let year = kg.lines(&["diff", "2024", "2024", "--change", "kept"]);
    assert!(!year.is_empty() && year.iter().all(|d| d["before"]["id"] == d["after"]["id"]));
    let report = kg.text(&["diff", "wire.txt", "joint-statement.txt", "--format", "md"]);
    assert!(report.contains("## New: ") && report.contains("## Dropped: "), "{report}");
    let all = kg.lines(&["diff", "wire.txt", "joint-statement.txt"]);
    let fresh = all.iter().filter(|d| d["change"] == "new").count();
    assert!(fresh > 0 && report.contains(&format!("{fresh} new, ")), "{report}");
    let table = kg.text(&["diff", "wire.txt", "joint-statement.txt"]);
    assert!(table.lines().last().is_some_and(|l| l.contains(&format!("{fresh} new, "))), "{table}");
    let wrong = kg.run(&["diff", "wire.txt", "wyre.txt"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean wire.txt"));
}

#[test]
fn a_path_leads_over_edges_whose_facts_exist() {
    let kg = Samples::new();
    let ids: Vec<Json> = kg.lines(&["facts"]).into_iter().map(|f| f["id"].clone()).collect();
    let paths = kg.lines(&["graph", "path", "瑞士", "Ireland"]);
    assert!(!paths.is_empty());
    for path in &paths {
        assert_eq!(path["length"], 2, "both are let in by one country");
        for step in path["steps"].as_array().expect("steps") {
            assert!(step["facts"].as_array().expect("facts").iter().all(|f| ids.contains(f)));
        }
    }
    let near = kg.lines(&["graph", "neighbours", "CH", "--relation", "免签"]);
    assert_eq!(near.len(), 1);
    assert_eq!((&near[0]["from"], &near[0]["to"]), (&"country/CN".into(), &"country/CH".into()));
    assert_eq!(kg.run(&["graph", "neighbours", "CH", "--until", "1990"]).status.code(), Some(1));
}

#[test]
fn a_picture_of_two_shows_what_joins_them_between_them() {
    let kg = Samples::new();
    let svg = kg.text(&["graph", "picture", "瑞士", "Ireland", "--depth", "2", "--lang", "en"]);
    let x = |name: &str| -> f64 {
        let text =
            svg.split("<text ").find(|t| t.contains(&format!(">{name}<"))).unwrap_or_else(|| panic!("{name}: {svg}"));
        text.split('"').nth(1).and_then(|x| x.parse().ok()).expect("a number")
    };
    assert!(x("Switzerland") < x("China") && x("China") < x("Ireland"));
    assert!(!svg.contains(">Austria<"), "what hangs on China only joins nothing");
    let around = kg.text(&["graph", "picture", "瑞士", "Ireland", "--depth", "2", "--lang", "en", "--around"]);
    assert!(around.contains(">Austria<"));
    let english = kg.run(&["graph", "picture", "CN", "--lang", "en"]);
    let words = String::from_utf8(english.stdout).expect("UTF-8").split("<text ").filter(|t| !t.is_ascii()).count();
    let chinese = kg.text(&["graph", "picture", "CN"]).split("<text ").filter(|t| !t.is_ascii()).count();
    assert!(words * 4 < chinese, "{words} of {chinese}");
}

#[test]
fn a_picture_is_well_formed_and_names_its_entities_in_either_language() {
    let kg = Samples::new();
    for (lang, name) in [("zh", "瑞士"), ("en", "Switzerland")] {
        let svg = kg.text(&["graph", "picture", "CN", "--lang", lang, "--title", "A & B"]);
        assert!(svg.contains(&format!(">{name}</text>")) && svg.contains("A &amp; B"), "{svg}");
        let mut depth = 0;
        let mut reader = quick_xml::Reader::from_str(&svg);
        loop {
            match reader.read_event().expect("well-formed XML") {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
    }
}

#[test]
fn no_named_query_leaves_out_a_fact_because_a_slot_is_open() {
    let kg = Samples::new();
    let open = kg.lines(&["facts", "--status", "disputed"]);
    assert!(open.iter().any(|f| f["type"] == "Measurement" && f["slots"].get("quantity").is_none()), "{open:?}");
    for (query, class) in [
        ("visa-waivers", "VisaWaiver"),
        ("figures", "Measurement"),
        ("commitments", "Commitment"),
        ("positions", "Position"),
        ("partnerships", "Partnership"),
        ("relations", "DiplomaticRelations"),
        ("proposals", "Proposal"),
        ("meetings", "Meeting"),
    ] {
        let rows = kg.text(&["query", query, "--format", "csv"]);
        let found: BTreeSet<&str> = rows.lines().skip(1).filter_map(|row| row.rsplit(',').next()).collect();
        assert_eq!(found.len().to_string(), kg.text(&["facts", "--type", class, "--count"]).trim(), "{query}");
    }
}

#[test]
fn values_of_parameters_are_checked_and_guessed() {
    let kg = Samples::new();
    let told = |arguments: &[&str]| {
        let output = kg.run(arguments);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, text) = told(&["query", "commitments", "--param", "strength=wil"]);
    assert!(code == Some(2) && text.contains("`Will`"), "{text}");
    let (code, text) = told(&["query", "figures", "--param", "unit=usd"]);
    assert!(code == Some(1) && text.contains("did you mean `USD`"), "{text}");
    let (code, text) = told(&["query", "statements", "--param", "source=wire"]);
    assert!(code == Some(1) && text.contains("did you mean `wire.txt`"), "{text}");
    let (code, text) = told(&["query", "visa-waiver"]);
    assert!(code == Some(2) && text.contains("did you mean `visa-waivers`"), "{text}");
    let (code, text) = told(&["query", "-e", "SELECT ?x WHERE { ?x skos:prefLabel ?y", "--timeout", "0.5"]);
    assert!(code == Some(2) && text.contains("^"), "{text}");
    let (code, text) = told(&["query", "-e", "ASK { org:上合组织 ?p ?o }"]);
    assert!(code == Some(1) && text.contains("org:上海合作组织"), "{text}");
    let both =
        ["query", "visa-waivers", "--param", "beneficiary=CHE", "--param", "beneficiary=爱尔兰", "--format", "csv"];
    assert_eq!(
        kg.text(&both).lines().count(),
        3,
        "several values are alternatives, and codes have two or three letters"
    );
}

#[test]
fn a_part_of_the_graph_is_exported_by_the_filters_of_facts() {
    let kg = Samples::new();
    let export = |arguments: &[&str]| kg.text(&[&["export", "--format", "nt"], arguments].concat());
    let (whole, part) = (export(&[]), export(&["--type", "VisaWaiver"]));
    let of = |text: &str, what: &str| text.lines().filter(|l| l.contains(what)).count();
    let waivers = "22-rdf-syntax-ns#type> <https://w3id.org/diplograph/ns#VisaWaiver>";
    assert_eq!((of(&part, waivers), of(&whole, waivers)), (3, 3));
    assert!(of(&part, "ns#quote") > 0 && of(&part, "ns#Measurement>") == 0 && part.len() < whole.len() / 2);
    // The facts that the same sentences state, and the exchanges, are not chosen: of them is the link alone.
    assert_eq!(of(&part, "22-rdf-syntax-ns#type> <https://w3id.org/diplograph/ns#Fact>"), 3);
    assert!(of(&part, "ns#inExchange>") > 0);
}

#[test]
fn a_query_of_products_stops_in_its_time() {
    let kg = Samples::new();
    let product = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    for query in [
        format!("SELECT * {product}"),
        format!("SELECT (COUNT(*) AS ?n) {product}"),
        format!("SELECT * {product} ORDER BY ?a"),
    ] {
        let began = std::time::Instant::now();
        let output = kg.run(&["query", "-e", &query, "--timeout", "0.2"]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(3) && told.contains("DG502"), "{query}: {told}");
        assert!(began.elapsed().as_secs() < 20, "{query}: it does not end by itself");
    }
}

#[test]
fn filters_that_no_fact_can_meet_are_refused() {
    let kg = Samples::new();
    for (filters, code, cure) in [
        (&["--since", "2024-05", "--until", "2024-03"][..], 2, "ends before it begins"),
        (&["--said-since", "2025", "--said-until", "2024"], 2, "ends before it begins"),
        (&["--type", "VisaWaiver", "--strength", "will"], 2, "--type Commitment"),
        (&["--strength", "will", "--stance", "oppose"], 2, "leave one of them out"),
        (&["--topic", "trad"], 2, "did you mean `trade`"),
        (&["--variants", "--status", "agreed"], 2, "--status disputed"),
        (&["--text", "，"], 2, "no letter"),
        (&["--source", "wire.text"], 1, "did you mean wire.txt"),
    ] {
        let output = kg.run(&[&["facts"], filters].concat());
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(code) && told.contains(cure), "{filters:?}: {told}");
    }
    let said = |filters: &[&str]| kg.text(&[&["facts", "--count"], filters].concat());
    assert_eq!(said(&["--said-since", "2024-03-07", "--said-until", "2024-03-07"]), said(&["--said-on", "2024-03-07"]));
}

#[test]
fn words_and_codes_are_found_however_they_are_written() {
    let kg = Samples::new();
    let count = |arguments: &[&str]| kg.text(&[&["facts", "--count"], arguments].concat()).trim().to_owned();
    for (one, others) in [
        (["--text", "免签"], &["免簽"][..]),
        (["--text", "2400亿"], &["２４００亿", "2400億"]),
        (["--topic", "trade"], &["Trade", "经贸", "經貿", "贸易"]),
        (["--plover", "CONSULT"], &["consult"]),
        (["--type", "VisaWaiver"], &["免签", "免簽", "visawaiver"]),
        (["--status", "disputed"], &["Disputed"]),
    ] {
        let wanted = count(&one);
        for other in others {
            assert_eq!(count(&[one[0], other]), wanted, "{one:?}, {other}");
        }
    }
    assert_ne!(count(&["--text", "免簽"]), "0");
    let waivers = |value: &str| kg.text(&["query", "visa-waivers", "--param", value, "--format", "csv"]);
    assert!(waivers("beneficiary=愛爾蘭").lines().count() > 1);
    assert_eq!(waivers("beneficiary=愛爾蘭"), waivers("beneficiary=IE"));
    let statements = |value: &str| kg.text(&["query", "statements", "--param", value, "--format", "csv"]);
    assert_eq!(statements("type=免簽"), statements("type=VisaWaiver"));
    assert!(kg.text(&["explain", "愛爾蘭"]).contains("country/IE"));
    for name in ["NZL", "nz", "554", "紐西蘭", "Q664"] {
        assert!(kg.text(&["lexicon", name]).contains("country/NZ"), "{name}");
    }
}

#[test]
fn what_an_exchange_asks_about_is_what_it_is_about() {
    let kg = Samples::new();
    let about = |more: &[&str]| kg.lines(&[&["facts", "--type", "Exchange"], more].concat());
    let exchanges = about(&["--about", "欧盟"]);
    assert_eq!(exchanges.len(), 1);
    let rows = kg.text(&["query", "about", "--param", "entity=欧盟", "--param", "type=Exchange", "--format", "csv"]);
    assert_eq!(rows.lines().count(), 2, "one role: {rows}");
    let roles = kg.text(&["query", "about", "--param", "entity=SG", "--format", "csv"]);
    assert!(roles.contains("beneficiary") && !roles.contains("mentions"), "what has a slot is not only named: {roles}");
    assert!(rows.contains("asksAbout") && rows.contains(exchanges[0]["id"].as_str().expect("an id")), "{rows}");
}

#[test]
fn each_passage_has_its_own_speaker_and_a_question_is_no_answer() {
    let kg = Samples::new();
    let text = "2031年5月8日外交部发言人毛宁主持例行记者会\n\n塔斯社记者：今年中俄两国迎来建交82周年，您有何评论？\n\n毛宁：中俄两国迎来建交82周年。中方愿同俄方加强合作。\n\n路透社记者：今年中挪两国迎来建交77周年，您怎么看？\n\n毛宁：中方愿同挪威加强合作。\n";
    std::fs::write(kg.folder().join("briefing.txt"), text).expect("a document");
    assert!(kg.run(&["build", "briefing.txt", "--store", "kg-briefing", "--quiet"]).status.success());
    let of = |arguments: &[&str]| kg.text(&[arguments, &["--store", "kg-briefing"]].concat());
    let csv = |arguments: &[&str]| of(&[arguments, &["--format", "csv"]].concat());
    let statements = csv(&["query", "statements", "--param", "type=DiplomaticRelations"]);
    let speakers: Vec<&str> = statements.lines().skip(1).filter_map(|row| row.split(',').nth(3)).collect();
    let names = ["俄罗斯塔斯社", "毛宁", "路透社"];
    assert_eq!(speakers.len(), names.len(), "{statements}");
    assert!(speakers.iter().zip(names).all(|(speaker, name)| speaker.ends_with(name)), "{statements}");
    let table = of(&["facts", "--type", "DiplomaticRelations"]);
    assert!(table.contains("俄罗斯塔斯社、毛宁"), "{table}");
    let answers = csv(&["query", "answers"]);
    assert!(answers.contains("同俄方加强合作") && answers.contains("同挪威加强合作"), "{answers}");
    assert!(statements.contains("建交77周年") && !answers.contains("建交77周年"), "{answers}");
}
