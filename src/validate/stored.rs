//! What shapes cannot see: the files of a store.

use super::{Finding, Severity};
use crate::error::{Kind, Result};
use crate::graph::local_name;
use crate::join::JoinedFact;
use crate::line::Evidence;
use crate::plural::many;
use crate::source::decode;
use crate::store::KnowledgeStore;
use crate::vocab::ID;
use oxigraph::model::{NamedNode, Term};
use std::collections::HashMap;

/// Every quote stands where its evidence says, and every source is the file that was read.
pub(super) fn check(store: &KnowledgeStore) -> Result<Vec<Finding>> {
    let facts = store.facts()?;
    let mut by_source: HashMap<&str, Vec<(&JoinedFact, &Evidence)>> = HashMap::new();
    for fact in &facts {
        for evidence in &fact.evidence {
            by_source.entry(&evidence.source).or_default().push((fact, evidence));
        }
    }
    let mut out = Vec::new();
    let sources = store.sources()?;
    for entry in &sources {
        let quoted = by_source.remove(entry.name.as_str()).unwrap_or_default();
        let bytes = match store.source(entry) {
            Ok(bytes) => bytes,
            Err(e) if e.kind == Kind::Store => {
                out.push(finding("Hash", source(&entry.name), e.message));
                continue;
            }
            Err(e) => return Err(e),
        };
        let text: Vec<char> = decode(&bytes, entry.given_encoding.as_deref())?.text.chars().collect();
        out.extend(quoted.into_iter().filter(|(_, e)| !stands(&text, e)).map(misquoted));
    }
    for (name, quoted) in by_source {
        out.push(finding(
            "Stored",
            source(name),
            format!("a source that is not stored is quoted by {}", many(quoted.len(), "passage")),
        ));
    }
    if let Some(lack) = store.lack_in_records() {
        let message = format!("run.ttl {}, so which builds made this is not known: {}", lack.told(), lack.cure());
        out.push(Finding { severity: Severity::Warning, ..finding("Stored", node("dataset"), message) });
    }
    out.sort_by_cached_key(|f| (f.check.clone(), f.node.to_string(), f.message.clone()));
    Ok(out)
}

fn stands(text: &[char], e: &Evidence) -> bool {
    text.get(e.start..e.end).is_some_and(|words| words.iter().copied().eq(e.quote.chars()))
}

fn misquoted((fact, e): (&JoinedFact, &Evidence)) -> Finding {
    let message = format!("the words at {}-{} of {} are not the quote", e.start, e.end, e.source);
    Finding {
        rules: vec![e.rule.clone()],
        facts: vec![format!("{ID}fact/{}", fact.id)],
        ..finding("Quote", node(&format!("fact/{}", fact.id)), message)
    }
}

fn source(name: &str) -> Term {
    node(&format!("source/{}", local_name(name)))
}

fn node(path: &str) -> Term {
    NamedNode::new_unchecked(format!("{ID}{path}")).into()
}

fn finding(check: &str, node: Term, message: String) -> Finding {
    Finding {
        severity: Severity::Violation,
        check: check.to_owned(),
        node,
        path: None,
        value: None,
        facts: Vec::new(),
        rules: Vec::new(),
        message,
    }
}
