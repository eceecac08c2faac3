//! `query`: questions to the stored graph.

mod value;

use super::input::at_least_one;
use super::output::{self, Labels, table};
use super::{End, Global, Outcome, Run, usage};
use crate::control::Xml;
use crate::engine;
use crate::entity::{CLASSES, EntityRecord};
use crate::error::{Error, Kind, Result};
use crate::export;
use crate::join::JoinedFact;
use crate::lookup::entity_paths;
use crate::near::{close_to, guess};
use crate::question::{Param, Question};
use crate::store::{Answer, KnowledgeStore, Rows};
use crate::vocab::{ID, Vocabulary};
use oxigraph::model::Variable;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use regex::Regex;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

/// Options of `query`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A named query, a file with SPARQL, or `-` for standard input; without it the named queries are listed
    query: Option<String>,
    /// The SPARQL itself
    #[arg(short = 'e', long, value_name = "SPARQL", conflicts_with = "query")]
    expression: Option<String>,
    /// Binds a parameter: `grantor=CN`, `grantor=中国`; several values of one are alternatives
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// The folder of the stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: Option<PathBuf>,
    /// table, csv, tsv, json, xml; for CONSTRUCT and DESCRIBE ttl, nt, nq, trig, jsonld, rdfxml
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: String,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
    /// Stop after so many seconds; parts of a second are allowed
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
}

const FORMATS: &str =
    "the formats are table, csv, tsv, json and xml; for CONSTRUCT and DESCRIBE ttl, nt, nq, trig, jsonld and rdfxml";

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let named = engine::queries(global.ontology.as_deref())?;
    let Some(question) = question(args, &named)? else {
        return list(&named);
    };
    let question = question.spoken(global.lang.code());
    if args.format != "table" && results_format(&args.format).is_none() && export::rdf_format(&args.format).is_none() {
        return Err(usage(format!("there is no format `{}`", args.format), FORMATS).into());
    }
    let Some(folder) = &args.store else {
        return Err(usage("no stored graph is named", "add --store DIR, or set DIPLOGRAPH_STORE").into());
    };
    let store = KnowledgeStore::open(folder)?;
    let entities = store.entities()?;
    let vocabulary = engine::vocabulary(global.ontology.as_deref(), &store.manifest.vocabulary)?;
    let params = value::Params { question: &question, entities: &entities, store: &store, vocabulary: &vocabulary };
    let values = params.bind(&args.params)?;
    let graph = store.load()?;
    let limits = crate::store::Limits { timeout: Some(args.timeout), rows: args.limit };
    let answer = graph
        .query_within(&question.bound(&values)?, limits)
        .map_err(|e| if e.place.is_none() { e.at(question.name.clone()) } else { e })?;
    if let (Answer::Rows(rows), false) = (&answer, answer.is_empty()) {
        warn_of_unknown(global, &question, rows);
    }
    print(&answer, args, &Labels::new(&entities, &vocabulary, global.lang))?;
    if answer.is_empty() {
        hint(global, &question, &vocabulary, &entities);
        params.unheard(&graph, &values).into_iter().for_each(|line| global.tell(line));
    }
    Ok(if answer.is_empty() { End::Nothing } else { End::Done })
}

/// Prints the answer to a named query as a table.
pub(super) fn ask(global: &Global, store: &Path, name: &str, params: &[&str]) -> Run {
    let params = params.iter().map(|p| (*p).to_owned()).collect();
    let store = Some(store.to_owned());
    run(
        global,
        &Args {
            query: Some(name.to_owned()),
            expression: None,
            params,
            store,
            format: "table".to_owned(),
            limit: None,
            timeout: Duration::from_secs(60),
        },
    )
}

/// A time to wait: seconds, more than none.
fn seconds(given: &str) -> std::result::Result<Duration, String> {
    let wanted = given.parse().ok().filter(|s| *s > 0.0).and_then(|s| Duration::try_from_secs_f64(s).ok());
    wanted.ok_or_else(|| "a number of seconds above 0 is wanted, as 60 or 0.5".to_owned())
}

/// The query asked for; none if the named ones are to be listed.
fn question(args: &Args, named: &[Question]) -> Result<Option<Question>> {
    if let Some(sparql) = &args.expression {
        return Question::parse("-e", sparql).map(Some);
    }
    let Some(name) = &args.query else { return Ok(None) };
    if let Some(found) = named.iter().find(|q| q.name == *name) {
        return Ok(Some(found.clone()));
    }
    let text = if name == "-" {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map_err(|e| Error::io("read the query", Path::new("-"), &e))?;
        text
    } else if Path::new(name).is_file() {
        engine::read_text(Kind::Query, "read the query", Path::new(name))?
    } else {
        let names: Vec<&str> = named.iter().map(|q| q.name.as_str()).collect();
        let guess = guess(name, names.iter().copied()).map(|g| g + " ").unwrap_or_default();
        return Err(Error::new(Kind::Query, format!("there is no query `{name}`, and no such file"))
            .help(format!("{guess}the named queries are: {}", names.join(", "))));
    };
    Question::parse(name, &text).map(Some)
}

fn list(named: &[Question]) -> Run {
    let mut out = output::stdout();
    for q in named {
        writeln!(out, "{}\n    {}", q.name, q.help.replace('\n', "\n    "))?;
        for Param { name, help, kind } in &q.params {
            let kind = format!("{kind:?}").to_lowercase();
            writeln!(out, "    --param {name}=<{kind}>  {help}")?;
        }
    }
    out.flush()?;
    Ok(End::Done)
}

/// The id of the one fact whose id begins so.
///
/// Errors ([`Kind::Query`]): none, or several.
pub(super) fn fact_id(facts: &[JoinedFact], prefix: &str) -> Result<String> {
    let prefix = prefix.strip_prefix(&*format!("{ID}fact/")).or(prefix.strip_prefix("fact:")).unwrap_or(prefix);
    let found: Vec<&str> = facts.iter().filter(|f| f.id.starts_with(prefix)).map(|f| f.id.as_str()).collect();
    match found[..] {
        [one] => Ok(one.to_owned()),
        [] => Err(Error::new(Kind::Query, format!("there is no fact `{prefix}`"))
            .help("`diplograph facts` lists them with their ids")),
        _ => {
            Err(Error::new(Kind::Query, format!("{} facts begin with `{prefix}`", found.len()))
                .help("give more of the id"))
        }
    }
}

fn results_format(name: &str) -> Option<QueryResultsFormat> {
    Some(match name {
        "csv" => QueryResultsFormat::Csv,
        "tsv" => QueryResultsFormat::Tsv,
        "json" => QueryResultsFormat::Json,
        "xml" => QueryResultsFormat::Xml,
        _ => return None,
    })
}

fn print(answer: &Answer, args: &Args, labels: &Labels) -> Outcome<()> {
    let mut out = output::stdout();
    let is_markup = matches!(args.format.as_str(), "json" | "xml") && !matches!(answer, Answer::Triples(_));
    match (answer, results_format(&args.format)) {
        (Answer::Rows(rows), None) if args.format == "table" => {
            let head: Vec<&str> = rows.variables.iter().map(String::as_str).collect();
            table(
                &mut out,
                &head,
                rows.rows.iter().map(|r| r.iter().map(|t| labels.shown(t.as_ref())).collect::<Vec<_>>()),
            )?;
        }
        (Answer::Rows(rows), Some(format)) => serialize(rows, format, &mut out)?,
        (Answer::Truth(truth), Some(format)) if !matches!(args.format.as_str(), "csv" | "tsv") => {
            QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut out, *truth)?;
        }
        (Answer::Truth(truth), _) => writeln!(out, "{truth}")?,
        (Answer::Triples(triples), _) => {
            let format = if args.format == "table" { "ttl" } else { &args.format };
            let Some(format) = export::rdf_format(format).filter(|_| args.format != "xml") else {
                return Err(usage(format!("triples have no format `{}`", args.format), FORMATS).into());
            };
            export::triples(triples, format, &mut out)?;
        }
        (Answer::Rows(_), None) => return Err(usage(format!("rows have no format `{}`", args.format), FORMATS).into()),
    }
    if is_markup {
        // The serializers leave the line open.
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}

fn serialize(rows: &Rows, format: QueryResultsFormat, out: impl Write) -> std::io::Result<()> {
    let out = Xml::only_if(format == QueryResultsFormat::Xml, out);
    let variables: Vec<Variable> = rows.variables.iter().map(Variable::new_unchecked).collect();
    let mut writer =
        QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(out, variables.clone())?;
    for row in &rows.rows {
        writer.serialize(variables.iter().zip(row).filter_map(|(v, t)| Some((v, t.as_ref()?))))?;
    }
    writer.finish()?;
    Ok(())
}

/// Columns that are empty in all rows may come from a misspelt variable.
fn warn_of_unknown(global: &Global, question: &Question, rows: &Rows) {
    if question.name != "-e" {
        return;
    }
    for (n, variable) in rows.variables.iter().enumerate() {
        let places: Vec<usize> = question.sparql.match_indices(&format!("?{variable}")).map(|(at, _)| at).collect();
        // What an expression gives may be nothing for other reasons: (1/0 AS ?x).
        let computed = |at: &usize| question.sparql[..*at].trim_end().to_ascii_lowercase().ends_with("as");
        let bound = places.len() > 1 || places.iter().any(computed);
        if !bound && rows.rows.iter().all(|r| r[n].is_none()) {
            global.tell(format!("?{variable} is selected and stands nowhere in the pattern"));
        }
    }
}

/// When nothing was found: terms of the query that the vocabulary does not have, and entities that the store does not.
fn hint(global: &Global, question: &Question, vocabulary: &Vocabulary, entities: &[EntityRecord]) {
    let mut seen = BTreeSet::new();
    for (name, prefix, local) in prefixed(&question.sparql).filter(|(name, ..)| seen.insert(*name)) {
        if prefix == "dg" && !vocabulary.terms.contains_key(local) {
            let near = close_to(local, vocabulary.terms.keys().map(String::as_str)).into_iter().next();
            let guess = near.map(|n| format!(": did you mean `dg:{n}`?")).unwrap_or_default();
            global.tell(format!("the vocabulary has no `{name}`{guess}"));
        }
        let path = format!("{prefix}/{local}");
        if CLASSES.iter().any(|(kind, _)| *kind == prefix) && !entities.iter().any(|e| e.path == path) {
            let found = entity_paths(entities, local);
            let meant = found
                .ok()
                .and_then(|paths| Some(format!(": did you mean `{}`?", paths.first()?.replacen('/', ":", 1))));
            global.tell(format!("no source names `{name}`{}", meant.unwrap_or_default()));
        }
    }
}

static PREFIXED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b([a-z]+):([\p{Alphabetic}\d_·-]+)").expect("a fixed expression"));

/// The prefixed names of a query: whole, prefix, local name.
fn prefixed(sparql: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    PREFIXED.captures_iter(sparql).filter_map(|c| {
        let part = |n: usize| c.get(n).map(|m| m.as_str());
        Some((part(0)?, part(1)?, part(2)?))
    })
}
