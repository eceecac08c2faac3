//! Competency questions: what an analyst asks of the graph of one press conference in five renderings, and the answers.
//!
//! Questions and answers stand beside the checkout (where they are absent, the test says so and passes). Each question is
//! a file `competency/qNN.rq` or a named query; the answer's shape decides how rows are compared with it.

use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A question that a named query answers: its parameters, and which column holds which part of the answer.
type Named = (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const NAMED: &[Named] = &[
    ("q26", "relations", &["party=US"], &[("established", "year")]),
    ("q28", "anniversaries", &["subject=和平共处五项原则"], &[("since", "year")]),
    ("q29", "anniversaries", &["subject=中国-阿拉伯国家合作论坛"], &[("since", "year")]),
    ("q32", "hosts", &["event=上海合作组织"], &[("host", "holder"), ("time", "time")]),
    ("q44", "proposals", &["document=全球人工智能治理倡议"], &[("time", "time")]),
    ("q55", "sources", &[], &[("source", "key"), ("questions", "value")]),
];

type Row = BTreeMap<String, String>;

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")
}

fn program(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_diplograph")).args(arguments).output().expect("the program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {told}");
    output.stdout
}

/// The names of all entities: every way to write one leads to its Chinese name.
struct Names {
    of_path: BTreeMap<String, String>,
    of_name: BTreeMap<String, String>,
}

impl Names {
    fn read(store: &Path) -> Names {
        let text = std::fs::read_to_string(store.join("entities.jsonl")).expect("the entities");
        let mut names = Names { of_path: BTreeMap::new(), of_name: BTreeMap::new() };
        for entity in text.lines().map(|l| serde_json::from_str::<Json>(l).expect("a JSON line")) {
            let name = entity["name"].as_str().expect("a name").to_owned();
            names.of_path.insert(entity["path"].as_str().expect("a path").to_owned(), name.clone());
            let others = entity["names"].as_array().into_iter().flatten().chain([&entity["id"], &entity["name"]]);
            names.of_name.extend(others.filter_map(Json::as_str).map(|n| (n.to_owned(), name.clone())));
        }
        names
    }

    /// One spelling of a value: names of entities, codes in lower case; several names in one cell are sorted.
    fn plain(&self, text: &str) -> String {
        if let Some(path) = text.strip_prefix(diplograph::vocab::ID) {
            return self.of_path.get(path).cloned().unwrap_or_else(|| path.to_owned());
        }
        if let Some(term) = text.strip_prefix(diplograph::vocab::NS) {
            return term.to_lowercase();
        }
        let mut parts: Vec<&str> = text.split('、').map(|p| self.of_name.get(p).map_or(p, String::as_str)).collect();
        if let Some(whole) = self.of_name.get(text) {
            parts = vec![whole];
        }
        parts.sort_unstable();
        parts.join("、")
    }
}

/// The rows of a query, with the columns that the answer has.
fn rows(store: &Path, id: &str, names: &Names) -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/competency/{id}.rq"));
    let named = NAMED.iter().find(|n| n.0 == id);
    let (query, params, columns) =
        named.map_or((file.to_str().expect("a path"), &[][..], &[][..]), |n| (n.1, n.2, n.3));
    let mut arguments = vec!["query", query, "--store", store.to_str().expect("a path"), "--format", "json"];
    params.iter().for_each(|p| arguments.extend(["--param", p]));
    let found: Json = serde_json::from_slice(&program(&arguments)).expect("SPARQL results");
    let cell = |binding: &Json| names.plain(binding["value"].as_str().unwrap_or_default());
    let row = |binding: &Json| -> Row {
        let cells = binding.as_object().expect("a solution").iter();
        let wanted = |column: &str| {
            if columns.is_empty() {
                Some(column.to_owned())
            } else {
                columns.iter().find(|c| c.0 == column).map(|c| c.1.to_owned())
            }
        };
        cells.filter_map(|(column, value)| Some((wanted(column)?, cell(value)))).collect()
    };
    found["results"]["bindings"].as_array().expect("solutions").iter().map(row).collect()
}

fn scalar(value: &Json, names: &Names) -> String {
    value.as_str().map_or_else(|| value.to_string(), |s| names.plain(s))
}

/// What the rows say, in the shape of the expected answer.
fn shaped(expected: &Json, rows: &[Row]) -> Json {
    match expected {
        Json::Array(items) if items.iter().all(Json::is_object) => {
            Json::Array(rows.iter().map(|r| serde_json::json!(r)).collect::<Vec<_>>())
        }
        Json::Array(_) => serde_json::json!(rows.iter().flat_map(|r| r.values()).collect::<BTreeSet<_>>()),
        Json::Object(parts) if parts.keys().all(|k| rows.iter().any(|r| r.contains_key(k))) => {
            let column = |key: &str| -> Vec<Row> {
                rows.iter().filter_map(|r| Some(Row::from([(key.to_owned(), r.get(key)?.clone())]))).collect()
            };
            let part = |(key, value): (&String, &Json)| {
                let said = if value.is_object() { by_key(rows, key) } else { shaped(value, &column(key)) };
                (key.clone(), said)
            };
            Json::Object(parts.iter().map(part).collect())
        }
        Json::Object(_) => by_key(rows, "value"),
        _ => {
            let all: BTreeSet<&String> = rows.iter().flat_map(|r| r.values()).collect();
            serde_json::json!(all.into_iter().map(String::as_str).collect::<Vec<_>>().join(" | "))
        }
    }
}

/// Rows with a `key`: a map to the value, or to the other columns where there are several.
fn by_key(rows: &[Row], value: &str) -> Json {
    let entry = |row: &Row| {
        let others: Row = row.iter().filter(|(c, _)| *c != "key").map(|(c, v)| (c.clone(), v.clone())).collect();
        let held = if others.len() == 1 || value != "value" {
            serde_json::json!(row.get(value))
        } else {
            serde_json::json!(others)
        };
        Some((row.get("key")?.clone(), held))
    };
    Json::Object(rows.iter().filter_map(entry).collect())
}

/// The expected answer with one spelling for everything, lists sorted.
fn normal(value: &Json, names: &Names) -> Json {
    match value {
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(|i| normal(i, names)).collect();
            items.sort_by_key(ToString::to_string);
            items.dedup();
            Json::Array(items)
        }
        Json::Object(parts) => {
            let joined = |v: &Json| match v {
                Json::Array(items) if parts.contains_key("number") => {
                    Json::String(names.plain(&items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("、")))
                }
                other => normal(other, names),
            };
            Json::Object(
                parts
                    .iter()
                    .map(|(k, v)| (names.plain(k), joined(v)))
                    .collect::<BTreeMap<_, _>>()
                    .into_iter()
                    .collect::<Map<_, _>>(),
            )
        }
        other => Json::String(scalar(other, names)),
    }
}

#[test]
fn each_question_has_a_query_that_gives_its_answer() {
    let Ok(questions) = std::fs::read_to_string(shared().join("gold/questions.jsonl")) else {
        eprintln!("skipped: the questions are not beside this checkout");
        return;
    };
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    program(&[
        "build",
        shared().join("seeds").to_str().expect("a path"),
        "--store",
        store.to_str().expect("a path"),
        "--quiet",
    ]);
    let names = Names::read(&store);
    let mut wrong = Vec::new();
    for question in questions.lines().map(|l| serde_json::from_str::<Json>(l).expect("a JSON line")) {
        let id = question["id"].as_str().expect("an id");
        let expected = normal(&question["answer"], &names);
        let found = normal(&shaped(&question["answer"], &rows(&store, id, &names)), &names);
        if expected != found {
            wrong.push(format!("{id} {}\n  expected {expected}\n  found    {found}", question["q"]["en"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn queries_say_what_they_ask_and_name_no_place_in_a_file() {
    for entry in
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/competency")).expect("the questions")
    {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("a query");
        assert!(text.starts_with("# "), "{}: the first line says what is asked", path.display());
        for word in ["startChar", "endChar", "startByte", "endByte", "dg:rule", ".txt"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}
