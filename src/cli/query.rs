//! `query`: questions to the stored graph.

use super::output::{self, Labels, table};
use super::{End, Global, Run, Stop, usage};
use crate::engine;
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::export;
use crate::join::JoinedFact;
use crate::lookup::entity_paths;
use crate::near::close_to;
use crate::question::{self, Param, ParamKind, Question};
use crate::store::{Answer, KnowledgeStore, Rows};
use crate::vocab::{ID, Vocabulary, code_term};
use oxigraph::model::{Literal, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Options of `query`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diplograph query                                              list the named queries
  diplograph query visa-waivers --store kg
  diplograph query positions --param holder=CN --param stance=oppose --store kg
  diplograph query -e 'SELECT ?x WHERE { country:CN dg:waivesVisaFor ?x }' --store kg --format csv
  diplograph query -e 'ASK { country:CN dg:hasRelationsWith country:RU }' --store kg && echo yes")]
pub(super) struct Args {
    /// A named query, a file with SPARQL, or `-` for standard input; without it the named queries are listed
    query: Option<String>,
    /// The SPARQL itself
    #[arg(short = 'e', long, value_name = "SPARQL", conflicts_with = "query")]
    expression: Option<String>,
    /// Binds a parameter: `grantor=CN`, `grantor=中国`
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// The folder of the stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: Option<PathBuf>,
    /// table, csv, tsv, json, xml; for CONSTRUCT and DESCRIBE ttl, nt, nq, trig, jsonld, rdfxml
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: String,
    /// At most so many rows
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Stop after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "60")]
    timeout: u64,
}

const FORMATS: &str =
    "the formats are table, csv, tsv, json and xml; for CONSTRUCT and DESCRIBE ttl, nt, nq, trig, jsonld and rdfxml";

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let named = question::built_in();
    let Some(question) = question(args, &named)? else {
        return list(&named);
    };
    if args.format != "table" && results_format(&args.format).is_none() && export::rdf_format(&args.format).is_none() {
        return Err(usage(format!("there is no format `{}`", args.format), FORMATS).into());
    }
    let Some(folder) = &args.store else {
        return Err(usage("no stored graph is named", "add --store DIR, or set DIPLOGRAPH_STORE").into());
    };
    let store = KnowledgeStore::open(folder)?;
    let entities = store.entities()?;
    let values = args
        .params
        .iter()
        .map(|p| bind(&question, p, &entities, &store))
        .collect::<std::result::Result<Vec<_>, Stop>>()?;
    let graph = store.load()?;
    let limits = crate::store::Limits { timeout: Some(Duration::from_secs(args.timeout)), rows: args.limit };
    let answer = graph
        .query_within(&question.bound(&values)?, limits)
        .map_err(|e| if e.place.is_none() { e.at(question.name.clone()) } else { e })?;
    let vocabulary = engine::vocabulary(global.ontology.as_deref())?;
    if let (Answer::Rows(rows), false) = (&answer, answer.is_empty()) {
        warn_of_unknown(global, &question, rows);
    }
    print(&answer, args, &Labels::new(&entities, &vocabulary, global.lang))?;
    if answer.is_empty() {
        hint(global, &question, &vocabulary);
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
            timeout: 60,
        },
    )
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
        std::fs::read_to_string(name).map_err(|e| Error::io("read the query", Path::new(name), &e))?
    } else {
        let names: Vec<&str> = named.iter().map(|q| q.name.as_str()).collect();
        return Err(Error::new(Kind::Query, format!("there is no query `{name}`, and no such file"))
            .help(format!("the named queries are: {}", names.join(", "))));
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

/// `name=value` → variable and SPARQL terms.
fn bind(
    question: &Question,
    given: &str,
    entities: &[EntityRecord],
    store: &KnowledgeStore,
) -> std::result::Result<(String, Vec<String>), Stop> {
    let Some((name, value)) = given.split_once('=') else {
        return Err(usage(format!("`{given}` binds nothing"), "write --param NAME=VALUE").into());
    };
    let param = question.param(name)?;
    let term = match param.kind {
        ParamKind::Text => Literal::new_simple_literal(value).to_string(),
        ParamKind::Number => {
            let n: i64 = value.parse().map_err(|_| {
                Error::new(Kind::Query, format!("the parameter `{name}` takes a whole number, not `{value}`"))
            })?;
            n.to_string()
        }
        ParamKind::Code => {
            let own = value.strip_prefix("dg:").unwrap_or(value);
            if own.is_empty() || !own.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                return Err(
                    Error::new(Kind::Query, format!("the parameter `{name}` takes a code, not `{value}`")).into()
                );
            }
            format!("dg:{}", code_term(own))
        }
        ParamKind::Entity => {
            let paths = entity_paths(entities, value).map_err(Stop::Nothing)?;
            return Ok((name.to_owned(), paths.into_iter().map(|p| format!("<{ID}{p}>")).collect()));
        }
        ParamKind::Fact => format!("<{ID}fact/{}>", fact_id(&store.facts()?, value).map_err(Stop::Nothing)?),
    };
    Ok((name.to_owned(), vec![term]))
}

/// The id of the one fact whose id begins so.
///
/// Errors ([`Kind::Query`]): none, or several.
pub(super) fn fact_id(facts: &[JoinedFact], prefix: &str) -> Result<String> {
    let prefix = prefix.strip_prefix("fact:").unwrap_or(prefix);
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

fn print(answer: &Answer, args: &Args, labels: &Labels) -> std::result::Result<(), Stop> {
    let mut out = output::stdout();
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
    out.flush()?;
    Ok(())
}

fn serialize(rows: &Rows, format: QueryResultsFormat, mut out: impl Write) -> std::io::Result<()> {
    let variables: Vec<Variable> = rows.variables.iter().map(Variable::new_unchecked).collect();
    let mut writer =
        QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(&mut out, variables.clone())?;
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
        let bound = question.sparql.matches(&format!("?{variable}")).count() > 1;
        if !bound && rows.rows.iter().all(|r| r[n].is_none()) {
            global.tell(format!("?{variable} is selected and stands nowhere in the pattern"));
        }
    }
}

/// When nothing was found: terms of the query that the vocabulary does not have.
fn hint(global: &Global, question: &Question, vocabulary: &Vocabulary) {
    let mut seen = BTreeSet::new();
    for part in question.sparql.split("dg:").skip(1) {
        let term: String = part.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        if term.is_empty() || vocabulary.terms.contains_key(&term) || !seen.insert(term.clone()) {
            continue;
        }
        let near = close_to(&term, vocabulary.terms.keys().map(String::as_str)).into_iter().next();
        let guess = near.map(|n| format!(": did you mean `dg:{n}`?")).unwrap_or_default();
        global.tell(format!("the vocabulary has no `dg:{term}`{guess}"));
    }
}
