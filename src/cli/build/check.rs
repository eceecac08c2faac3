//! Shapes against what a build makes: a fact that violates one is left out, and the user is told which rule made it.

use super::make::Build;
use crate::archive::Archive;
use crate::cli::output::squeezed;
use crate::error::{Error, Kind, Result};
use crate::graph;
use crate::join::JoinedFact;
use crate::validate::{Finding, Severity, Surroundings};
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Facts are checked so many at a time.
const TOGETHER: usize = 4096;

impl Build<'_> {
    /// Refuses quads of documents that violate a shape.
    pub(super) fn check_texts(&self, quads: Vec<Quad>) -> Result<()> {
        refuse(&self.violations(quads, &|_| None))
    }

    /// Leaves out the facts that violate a shape; only `open` facts have to be looked at. `texts` is what the documents show,
    /// where the graph is to be checked as a whole.
    ///
    /// Errors ([`Kind::Ontology`]): what violates a shape is not a fact, so that nothing can be stored.
    pub(super) fn well_formed(
        &self,
        archive: &mut Archive,
        open: &dyn Fn(&JoinedFact) -> bool,
        texts: Option<&[Quad]>,
    ) -> Result<()> {
        let check = |archive: &Archive, open: &dyn Fn(&JoinedFact) -> bool| match texts {
            Some(texts) => self.in_whole(archive, texts),
            None => self.facts(archive, open),
        };
        let found = check(archive, open);
        let bad: BTreeSet<String> =
            found.iter().flat_map(|f| &f.facts).filter_map(|f| f.rsplit('/').next()).map(str::to_owned).collect();
        refuse(&found.iter().filter(|f| f.facts.is_empty()).cloned().collect::<Vec<_>>())?;
        for fact in archive.facts.iter().filter(|f| bad.contains(&f.id)) {
            self.global.tell(left_out(fact, &found));
        }
        if !bad.is_empty() {
            let said_there = |f: &&JoinedFact| f.exchanges.iter().any(|e| bad.contains(e));
            let again: BTreeSet<String> = archive.facts.iter().filter(said_there).map(|f| f.id.clone()).collect();
            archive.leave_out(&bad, self.names);
            refuse(&check(archive, &|f| again.contains(&f.id)))?;
        }
        match texts {
            Some(_) => Ok(()),
            // The apparatus, the entities and the description of the dataset are left to be checked.
            None => refuse(&self.among(archive, std::iter::once(graph::around(archive)))),
        }
    }

    /// The violations of the facts that are `open`, with their passages.
    fn facts(&self, archive: &Archive, open: &dyn Fn(&JoinedFact) -> bool) -> Vec<Finding> {
        let facts: Vec<&JoinedFact> = archive.facts.iter().filter(|f| open(f)).collect();
        let quads = |some: &[&JoinedFact]| -> Vec<Quad> {
            some.par_iter().flat_map_iter(|f| graph::fact_quads(f, archive, &self.engine.vocabulary)).collect()
        };
        self.among(archive, facts.chunks(TOGETHER).map(quads))
    }

    /// The violations of parts of the graph that point to facts.
    fn among(&self, archive: &Archive, parts: impl Iterator<Item = Vec<Quad>>) -> Vec<Finding> {
        let facts = archive.by_id();
        let class = |id: &str| facts.get(id).map(|f| f.class.as_str());
        parts.flat_map(|quads| self.violations(quads, &class)).collect()
    }

    fn in_whole(&self, archive: &Archive, texts: &[Quad]) -> Vec<Finding> {
        let facts = archive.facts.par_iter().flat_map_iter(|f| graph::fact_quads(f, archive, &self.engine.vocabulary));
        let mut quads: Vec<Quad> = texts.par_iter().cloned().chain(facts).collect();
        quads.extend(graph::around(archive));
        quads.extend(graph::terms(&self.engine.vocabulary));
        only_violations(self.shapes.check(&quads))
    }

    fn violations<'a>(&'a self, quads: Vec<Quad>, class: &'a (dyn Fn(&str) -> Option<&'a str> + Sync)) -> Vec<Finding> {
        let around = Surroundings { vocabulary: &self.engine.vocabulary, names: self.names, fact: class };
        only_violations(self.shapes.check_part(quads, &around))
    }
}

fn only_violations(mut found: Vec<Finding>) -> Vec<Finding> {
    found.retain(|f| f.severity == Severity::Violation);
    found
}

fn refuse(found: &[Finding]) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let message = format!("the graph violates its shapes, and nothing is stored:{}", shown(found));
    Err(Error::new(Kind::Ontology, message).help("correct what made it, or the shape in shapes.ttl"))
}

/// What is told of a fact that violates a shape: where it is said, in which words, what is wrong, and which rule made it.
fn left_out(fact: &JoinedFact, found: &[Finding]) -> String {
    let iri = |f: &&Finding| f.facts.iter().any(|i| i.ends_with(&fact.id));
    let why = found.iter().find(iri).map(|f| f.message.clone()).unwrap_or_default();
    let place = fact
        .evidence
        .first()
        .map(|e| format!("{}, characters {}-{}: “{}”", e.source, e.start, e.end, squeezed(&e.quote)));
    let rule = fact.evidence.first().map(|e| &*e.rule).unwrap_or_default();
    format!("left out: {}\n    is no {}: {why} (rule {rule})", place.unwrap_or_default(), fact.class)
}

/// The first findings, each with the rules to blame.
fn shown(findings: &[Finding]) -> String {
    let line = |f: &Finding| {
        let by = if f.rules.is_empty() { String::new() } else { format!(" (made by {})", f.rules.join(", ")) };
        format!("\n    {}: {}{by}", f.place().join(" ").trim_end(), f.message)
    };
    let more = if findings.len() > 5 { format!("\n    and {} more", findings.len() - 5) } else { String::new() };
    findings.iter().take(5).map(line).collect::<String>() + &more
}
