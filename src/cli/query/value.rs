//! Values of a query's parameters: checked, turned into SPARQL terms, and explained where nothing has them.

use super::fact_id;
use crate::cli::{Outcome, Stop, usage};
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::lexicon::canonical;
use crate::lookup::entity_paths;
use crate::near::guess;
use crate::question::{Param, ParamKind, Question};
use crate::store::{Answer, KnowledgeStore, LoadedGraph};
use crate::vocab::{ID, NS, Vocabulary, code_term};
use oxigraph::model::{Literal, Term};

/// Parameters with their values as SPARQL terms.
pub(super) type Values = Vec<(String, Vec<String>)>;

/// What tells a parameter's value.
pub(super) struct Params<'a> {
    pub question: &'a Question,
    pub entities: &'a [EntityRecord],
    pub store: &'a KnowledgeStore,
    pub vocabulary: &'a Vocabulary,
}

impl Params<'_> {
    /// `name=value`s → variables and their terms; several values of one name are alternatives.
    ///
    /// Errors ([`Kind::Query`]): an unknown parameter, or a value of another kind. [`Stop::Nothing`]: nothing bears the name.
    pub fn bind(&self, given: &[String]) -> Outcome<Values> {
        let mut out: Values = Vec::new();
        for one in given {
            let Some((name, value)) = one.split_once('=') else {
                return Err(usage(format!("`{one}` binds nothing"), "write --param NAME=VALUE").into());
            };
            let terms = self.terms(self.question.param(name)?, value)?;
            match out.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => known.extend(terms),
                None => out.push((name.to_owned(), terms)),
            }
        }
        Ok(out)
    }

    fn terms(&self, param: &Param, value: &str) -> Outcome<Vec<String>> {
        Ok(match param.kind {
            ParamKind::Text => vec![Literal::new_simple_literal(value).to_string()],
            ParamKind::Number => {
                let message = || format!("the parameter `{}` takes a whole number, not `{value}`", param.name);
                vec![value.parse::<i64>().map_err(|_| Error::new(Kind::Query, message()))?.to_string()]
            }
            ParamKind::Code => vec![self.code(param, value)?],
            ParamKind::Entity => {
                let paths = entity_paths(self.entities, value).map_err(Stop::Nothing)?;
                paths.into_iter().map(|p| format!("<{ID}{p}>")).collect()
            }
            ParamKind::Fact => {
                vec![format!("<{ID}fact/{}>", fact_id(&self.store.facts()?, value).map_err(Stop::Nothing)?)]
            }
        })
    }

    /// A class or a code of the vocabulary, by its name or Chinese label; in any letter case, width and script.
    fn code(&self, param: &Param, value: &str) -> Result<String> {
        let wanted = code_term(value.strip_prefix("dg:").unwrap_or(value));
        let is_wanted = |name: &str, wanted: &str| !name.is_empty() && canonical(name) == canonical(wanted);
        let mut terms = self.vocabulary.terms.iter().filter(|(term, _)| term.starts_with(char::is_uppercase));
        if let Some((term, _)) = terms.find(|(term, label)| is_wanted(term, &wanted) || is_wanted(&label.zh, value)) {
            return Ok(format!("dg:{term}"));
        }
        let codes = self.vocabulary.terms.keys().map(String::as_str).filter(|t| t.starts_with(char::is_uppercase));
        let help = guess(&wanted, codes).map(|g| g + " ").unwrap_or_default();
        let message = format!("the parameter `{}` takes a code, and there is none `{value}`", param.name);
        Err(Error::new(Kind::Query, message).help(format!("{help}{}: {}", param.name, param.help)))
    }

    /// A line for each value that this graph has nowhere in its place, with those that it has.
    pub fn unheard(&self, graph: &LoadedGraph, values: &Values) -> Vec<String> {
        let lines = values.iter().map(|(name, terms)| {
            let param = self.question.param(name).ok()?;
            let heard: Vec<String> = match graph.query(&self.question.values_of(name)?).ok()? {
                Answer::Rows(rows) => rows.rows.iter().filter_map(|r| shown(r.first()?.as_ref()?)).collect(),
                _ => return None,
            };
            let wanted: Vec<String> = terms.iter().map(|t| plain(t)).collect();
            if param.kind == ParamKind::Entity || wanted.iter().all(|w| heard.contains(w)) {
                return None;
            }
            let wanted = wanted.join(", ");
            let guess = guess(&wanted, heard.iter().map(String::as_str)).map(|g| format!(": {g}"));
            Some(format!("no `{name}` is `{wanted}` in this graph{}", guess.unwrap_or_default()))
        });
        lines.flatten().collect()
    }
}

/// A term as a user gives it.
fn shown(term: &Term) -> Option<String> {
    Some(match term {
        Term::NamedNode(node) => node.as_str().strip_prefix(NS).unwrap_or(node.as_str()).to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        _ => return None,
    })
}

/// A SPARQL term of [`Params::bind`] as a user gives it.
fn plain(term: &str) -> String {
    term.trim_matches('"').trim_start_matches("dg:").to_owned()
}
