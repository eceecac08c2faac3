//! SPARQL over a loaded graph.

use super::{LoadedGraph, syntax};
use crate::error::{Error, Kind, Result};
use crate::vocab::PREFIXES;
use oxigraph::model::{Term, Triple};
use oxigraph::sparql::{CancellationToken, PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// One solution: the terms of the variables, in their order.
pub type Row = Vec<Option<Term>>;

/// Solutions of a SELECT.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Names of the variables.
    pub variables: Vec<String>,
    /// One row for each solution.
    pub rows: Vec<Row>,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Of a SELECT.
    Rows(Rows),
    /// Of an ASK.
    Truth(bool),
    /// Of a CONSTRUCT or DESCRIBE, sorted, each once.
    Triples(Vec<Triple>),
}

impl Answer {
    /// Whether nothing was found; for an ASK: whether it is false.
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::Rows(rows) => rows.rows.is_empty(),
            Answer::Truth(truth) => !truth,
            Answer::Triples(triples) => triples.is_empty(),
        }
    }
}

/// How to run a query.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// Stop after this time.
    pub timeout: Option<Duration>,
    /// Take no more rows than this.
    pub rows: Option<usize>,
}

impl LoadedGraph {
    /// Runs a query over the union of all named graphs. The prefixes of [`PREFIXES`] need no declaration.
    ///
    /// Errors ([`Kind::Query`]): ill-formed SPARQL (with its line), an update, a failing evaluation.
    pub fn query(&self, sparql: &str) -> Result<Answer> {
        self.query_within(sparql, Limits::default())
    }

    pub(crate) fn query_within(&self, sparql: &str, limits: Limits) -> Result<Answer> {
        let token = CancellationToken::new();
        let query = prepare(sparql, token.clone())?;
        let Some(timeout) = limits.timeout else { return answer(query, &self.store, limits.rows, &token) };
        // The evaluator looks whether it is to stop where it reads quads, but not where it joins or sorts what it has
        // read. So it works beside the one who waits, and nobody waits for its end.
        let (store, stop) = (self.store.clone(), token.clone());
        let (send, receive) = mpsc::channel();
        let work = move || {
            // Whoever asked may have gone.
            let _ = send.send(answer(query, &store, limits.rows, &stop));
        };
        let worker = std::thread::Builder::new().stack_size(STACK).spawn(work).map_err(|e| {
            Error::new(Kind::Io, format!("the system gives no thread for the query: {e}"))
                .help("end other programs, and ask again")
        })?;
        match receive.recv_timeout(timeout) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                token.cancel();
                Err(failed(&QueryEvaluationError::Cancelled))
            }
            Err(RecvTimeoutError::Disconnected) => match worker.join() {
                Err(panic) => std::panic::resume_unwind(panic),
                Ok(()) => Err(failed(&QueryEvaluationError::Cancelled)),
            },
        }
    }
}

/// Room for deeply nested queries, as much as the first thread of a process has.
const STACK: usize = 8 << 20;

fn answer(
    query: PreparedSparqlQuery,
    store: &oxigraph::store::Store,
    most: Option<usize>,
    token: &CancellationToken,
) -> Result<Answer> {
    query.on_store(store).execute().map_err(|e| failed(&e)).and_then(|results| collect(results, most, token))
}

fn prepare(sparql: &str, token: CancellationToken) -> Result<PreparedSparqlQuery> {
    let mut evaluator = SparqlEvaluator::new().with_cancellation_token(token);
    for (prefix, iri) in PREFIXES {
        evaluator = evaluator.with_prefix(*prefix, *iri).expect("our prefixes are IRIs");
    }
    let sparql = sparql.trim_start_matches('\u{feff}');
    let mut query = evaluator.clone().parse_query(sparql).map_err(|e| {
        if !syntax::is_empty(sparql) && evaluator.parse_update(sparql).is_ok() {
            let help = "change the sources and build the store again";
            return Error::new(Kind::Query, "a stored graph is not changed by SPARQL UPDATE").help(help);
        }
        syntax::error(sparql, &e.to_string())
    })?;
    query.dataset_mut().set_default_graph_as_union();
    Ok(query)
}

fn failed(e: &QueryEvaluationError) -> Error {
    if matches!(e, QueryEvaluationError::Cancelled) {
        let help = "give it more with --timeout SECONDS, or ask for less: a class, an entity, a year";
        return Error::new(Kind::Timeout, "the query took longer than it may, and was stopped").help(help);
    }
    Error::new(Kind::Query, format!("the query failed: {e}"))
}

fn collect(results: QueryResults<'_>, most: Option<usize>, token: &CancellationToken) -> Result<Answer> {
    let most = most.unwrap_or(usize::MAX);
    let alive = || if token.is_cancelled() { Err(failed(&QueryEvaluationError::Cancelled)) } else { Ok(()) };
    match results {
        QueryResults::Boolean(truth) => Ok(Answer::Truth(truth)),
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            let row = |s: std::result::Result<oxigraph::sparql::QuerySolution, _>| {
                alive().and(s.map(|s| s.values().to_vec()).map_err(|e| failed(&e)))
            };
            Ok(Answer::Rows(Rows { variables, rows: solutions.take(most).map(row).collect::<Result<_>>()? }))
        }
        QueryResults::Graph(triples) => {
            let triple = |t: std::result::Result<Triple, _>| alive().and(t.map_err(|e| failed(&e)));
            let mut triples: Vec<Triple> = triples.take(most).map(triple).collect::<Result<_>>()?;
            triples.sort_by_cached_key(ToString::to_string);
            triples.dedup();
            Ok(Answer::Triples(triples))
        }
    }
}
