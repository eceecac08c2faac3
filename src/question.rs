//! Named queries: SPARQL files whose comment on top is their help text and declares their parameters.
//!
//! ```text
//! # Who waives visas for whom.                    help; the first line is the summary
//! # param: grantor entity who lets the others in  a variable that a caller may bind, its kind, what it means
//! SELECT ... WHERE { ... }
//! ```
//!
//! A parameter given restricts its variable: `FILTER(?grantor IN (country:CN))` goes into the pattern, and where the
//! variable is bound in any case also `VALUES ?grantor { country:CN }`, which is quicker. An OPTIONAL of plain triples that
//! alone binds it is no longer optional then, and goes first. A parameter that is not given is just a variable of the
//! query; it must stand in the pattern itself.
//!
//! `VALUES ?lang { "zh" }` says in which language names are; the program puts the language of its tables there.

use crate::error::{Error, Kind, Result};
use crate::near::guess;
use include_dir::{Dir, include_dir};
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// An entity by code or name.
    Entity,
    /// A fact by its id.
    Fact,
    /// A term of the vocabulary: a class, or a code.
    Code,
    /// A whole number.
    Number,
    /// A string.
    Text,
}

/// A parameter of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The variable's name.
    pub name: String,
    /// What it takes.
    pub kind: ParamKind,
    /// What it means.
    pub help: String,
}

/// A query with its help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Name of the file without its ending.
    pub name: String,
    /// The comment on top, without the parameters.
    pub help: String,
    /// Its parameters.
    pub params: Vec<Param>,
    /// The SPARQL text.
    pub sparql: String,
}

impl Question {
    /// Reads a query file.
    ///
    /// Errors ([`Kind::Query`]): a parameter line that is not `# param: name kind meaning`.
    pub fn parse(name: &str, text: &str) -> Result<Question> {
        let mut question =
            Question { name: name.to_owned(), help: String::new(), params: Vec::new(), sparql: text.to_owned() };
        for (n, line) in text.lines().enumerate() {
            let Some(comment) = line.strip_prefix('#') else { break };
            match comment.trim().strip_prefix("param:") {
                Some(param) => question.params.push(Param::parse(param).ok_or_else(|| {
                    let help = "write `# param: NAME KIND MEANING`, the kind being entity, fact, code, number or text";
                    Error::new(Kind::Query, "this parameter is not declared in full")
                        .at(format!("{name}:{}", n + 1))
                        .help(help)
                })?),
                None => {
                    let gap = if question.help.is_empty() { "" } else { "\n" };
                    question.help.push_str(gap);
                    question.help.push_str(comment.trim());
                }
            }
        }
        Ok(question)
    }

    /// Reads a file of named queries, which go by the names of their files.
    ///
    /// Errors: as of [`Question::parse`].
    pub fn of_file(path: &str, text: &str) -> Result<Question> {
        let name = Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Question { name, ..Question::parse(path, text)? })
    }

    /// The query with names in a language: where it says `VALUES ?lang { "zh" }`, in this one.
    #[must_use]
    pub fn spoken(mut self, lang: &str) -> Question {
        self.sparql = self.sparql.replace(r#"VALUES ?lang { "zh" }"#, &format!(r#"VALUES ?lang {{ "{lang}" }}"#));
        self
    }

    /// The parameter of this name.
    ///
    /// Errors ([`Kind::Query`]): there is none; lists those that are.
    pub fn param(&self, name: &str) -> Result<&Param> {
        self.params.iter().find(|p| p.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.params.iter().map(|p| p.name.as_str()).collect();
            let help =
                if known.is_empty() { "it has none".to_owned() } else { format!("it has: {}", known.join(", ")) };
            let guess = guess(name, known.iter().copied())
                .filter(|g| g.starts_with("did"))
                .map(|g| g + " ")
                .unwrap_or_default();
            Error::new(Kind::Query, format!("the query `{}` has no parameter `{name}`", self.name)).help(guess + &help)
        })
    }

    /// The query with some parameters bound: pairs of a variable and SPARQL terms.
    ///
    /// Errors ([`Kind::Query`]): a query without a `WHERE {` to bind them in.
    pub fn bound(&self, values: &[(String, Vec<String>)]) -> Result<String> {
        if values.is_empty() {
            return Ok(self.sparql.clone());
        }
        let Some(open) = pattern_start(&self.sparql) else {
            return Err(Error::new(Kind::Query, format!("the query `{}` has no `WHERE {{`", self.name))
                .help("write WHERE { ... } around its pattern to give it parameters"));
        };
        let (head, body) = self.sparql.split_at(open);
        let mut body = body.to_owned();
        for (variable, _) in values {
            if let Some(required) = required(&body, variable) {
                body = required;
            }
        }
        let binding = |(variable, terms): &(String, Vec<String>)| {
            let filter = format!(" FILTER(?{variable} IN ({}))", terms.join(", "));
            if always_bound(&body, variable) {
                format!(" VALUES ?{variable} {{ {} }}{filter}", terms.join(" "))
            } else {
                filter
            }
        };
        Ok(format!("{head}{}{body}", values.iter().map(binding).collect::<String>()))
    }

    /// A query for all that a parameter can be.
    pub fn values_of(&self, variable: &str) -> Option<String> {
        let body = &self.sparql[pattern_start(&self.sparql)?..];
        Some(format!("SELECT DISTINCT ?{variable} WHERE {{ {} }} ORDER BY ?{variable}", &body[..group_end(body)]))
    }
}

static OPTIONAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bOPTIONAL\s*\{([^{}]*)\}").expect("a fixed expression"));

/// A body whose one OPTIONAL group with this variable has become its first, required triples. `None` where the variable
/// stands elsewhere in the pattern, or in no such group.
fn required(body: &str, variable: &str) -> Option<String> {
    let group = &body[..group_end(body)];
    let mut with_variable = OPTIONAL.captures_iter(group).filter(|c| occurrences(&c[1], variable) > 0);
    let (Some(found), None) = (with_variable.next(), with_variable.next()) else { return None };
    if occurrences(group, variable) > occurrences(&found[1], variable) {
        return None;
    }
    let whole = found.get(0)?.range();
    let triples = found[1].trim().trim_end_matches('.');
    Some(format!(" {triples} .{}{}", &body[..whole.start], &body[whole.end..]))
}

/// Where the braces of a pattern close that were opened before it.
fn group_end(body: &str) -> usize {
    let mut depth = 0;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    body.len()
}

/// How often a variable stands in a text.
fn occurrences(text: &str, variable: &str) -> usize {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').count();
    let is_it = |rest: &&str| rest.starts_with(variable) && name(rest) == variable.chars().count();
    text.split(['?', '$']).skip(1).filter(is_it).count()
}

/// Whether a pattern binds a variable in every solution, as far as its text shows: it stands outside of every OPTIONAL,
/// UNION, FILTER, sub-select and BIND. (An optional variable that VALUES binds would stay bound where nothing is found.)
fn always_bound(body: &str, variable: &str) -> bool {
    let mut outside = String::new();
    let mut depth = 0;
    for c in body.chars() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            _ if depth == 0 => outside.push(c),
            _ => {}
        }
        if depth < 0 {
            break;
        }
    }
    occurrences(&outside, variable) > 0
}

/// One past the brace that opens the pattern: that of the first WHERE, a word that only CONSTRUCT needs.
fn pattern_start(sparql: &str) -> Option<usize> {
    let comment = sparql.lines().take_while(|l| l.starts_with('#')).map(|l| l.len() + 1).sum::<usize>();
    let body = comment.min(sparql.len());
    let upper = sparql[body..].to_ascii_uppercase();
    let open = match upper.find("WHERE") {
        Some(at) => at + 5 + upper[at + 5..].find(|c: char| !c.is_whitespace())?,
        None if upper.contains("CONSTRUCT") => return None,
        None => upper.find('{')?,
    };
    upper[open..].starts_with('{').then_some(body + open + 1)
}

impl Param {
    fn parse(text: &str) -> Option<Param> {
        let mut words = text.trim().splitn(3, ' ');
        let (name, kind) = (words.next()?, words.next()?);
        let kind = match kind {
            "entity" => ParamKind::Entity,
            "fact" => ParamKind::Fact,
            "code" => ParamKind::Code,
            "number" => ParamKind::Number,
            "text" => ParamKind::Text,
            _ => return None,
        };
        let help = words.next().unwrap_or_default().trim().to_owned();
        (!name.is_empty()).then(|| Param { name: name.to_owned(), kind, help })
    }
}

/// All built-in queries, by name.
pub fn built_in() -> Vec<Question> {
    let read = |f: &include_dir::File<'_>| {
        let name = f.path().file_stem()?.to_str()?;
        Some(Question::parse(name, f.contents_utf8()?).expect("the built-in queries are tested"))
    };
    let mut out: Vec<Question> = QUERIES.files().filter_map(read).collect();
    out.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::LoadedGraph;

    #[test]
    fn a_parameter_is_bound_in_front_of_the_pattern() {
        let q =
            Question::parse("q", "# Where it is\n# param: x entity the thing\nSELECT ?x\nWHERE { ?x ?p ?o }").unwrap();
        assert_eq!((q.help.as_str(), q.params[0].kind), ("Where it is", ParamKind::Entity));
        let bound = q.bound(&[("x".into(), vec!["country:CN".into()])]).unwrap();
        assert!(bound.ends_with("WHERE { VALUES ?x { country:CN } FILTER(?x IN (country:CN)) ?x ?p ?o }"), "{bound}");
        assert!(q.param("y").is_err());
        assert!(Question::parse("q", "# param: x\nASK {}").is_err());
    }

    #[test]
    fn an_optional_variable_is_not_bound_where_nothing_is_found() {
        let graph = LoadedGraph::from_nquads(
            b"<x:a> <x:is> <x:t> <x:g> .\n<x:b> <x:is> <x:t> <x:g> .\n<x:b> <x:to> <x:c> <x:g> .\n",
        )
        .unwrap();
        let q = Question::parse("q", "SELECT ?x ?y WHERE { ?x <x:is> <x:t> OPTIONAL { ?x <x:to> ?y } }").unwrap();
        let rows = |variable: &str, term: &str| match graph
            .query(&q.bound(&[(variable.into(), vec![term.into()])]).unwrap())
            .unwrap()
        {
            crate::store::Answer::Rows(rows) => rows.rows.len(),
            _ => 0,
        };
        assert_eq!((rows("y", "<x:c>"), rows("y", "<x:d>"), rows("x", "<x:a>")), (1, 0, 1));
    }

    #[test]
    fn an_optional_group_is_required_where_it_alone_binds_the_parameter() {
        let body = " ?x a ?c . OPTIONAL { ?x <x:p> ?z } OPTIONAL { ?x <x:to> ?y . } } ORDER BY ?y";
        let first = required(body, "y").unwrap();
        assert!(first.starts_with(" ?x <x:to> ?y  . ?x a ?c") && !first.contains("to> ?y . }"), "{first}");
        for elsewhere in [
            " ?x <x:q> ?y . OPTIONAL { ?x <x:to> ?y } }",
            " OPTIONAL { ?x <x:to> ?y } OPTIONAL { ?x <x:q> ?y } }",
            " OPTIONAL { ?x <x:to> ?yes } }",
            " OPTIONAL { { ?x <x:to> ?y } UNION { ?x <x:q> ?y } } }",
        ] {
            assert_eq!(required(elsewhere, "y"), None, "{elsewhere}");
        }
    }

    #[test]
    fn queries_that_list_facts_say_how_each_is_meant() {
        // What leads to the words of a fact, or to the questions, has these to show.
        let silent = ["disputes", "evidence", "provenance", "questions"];
        for q in built_in().iter().filter(|q| !silent.contains(&q.name.as_str())) {
            let columns = q.sparql.lines().find(|l| l.starts_with("SELECT")).expect("a SELECT");
            if columns.ends_with(" ?fact") {
                assert!(columns.contains(" ?mode ") && q.param("mode").is_ok(), "{}: {columns}", q.name);
            }
        }
    }

    #[test]
    fn built_in_queries_have_help_and_run_with_and_without_parameters() {
        let graph = LoadedGraph::from_nquads(b"").unwrap();
        for q in built_in() {
            assert!(!q.help.is_empty(), "{} has no help", q.name);
            graph.query(&q.sparql).unwrap_or_else(|e| panic!("{}: {e}", q.name));
            let values: Vec<(String, Vec<String>)> =
                q.params.iter().map(|p| (p.name.clone(), vec!["country:CN".to_owned()])).collect();
            graph.query(&q.bound(&values).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", q.name));
        }
    }
}
