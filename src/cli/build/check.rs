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
use std::collections::{BTreeSet, HashMap};

/// Facts are checked so many at a time.
const TOGETHER: usize = 4096;

impl Build<'_> {
    /// Refuses quads of documents that violate a shape.
    pub(super) fn check_texts(&self, quads: Vec<Quad>) -> Result<()> {
        let none = |_: &str| None;
        refuse(
            &self.violations(
                quads,
                &Surroundings { vocabulary: &self.engine.vocabulary, names: self.names, fact: &none },
            ),
        )
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
        let found = match texts {
            Some(texts) => self.in_whole(archive, texts),
            None => self.facts(archive, &archive.facts.iter().filter(|f| open(f)).collect::<Vec<_>>()),
        };
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
            let left = match texts {
                Some(texts) => self.in_whole(archive, texts),
                None => {
                    self.facts(archive, &archive.facts.iter().filter(|f| again.contains(&f.id)).collect::<Vec<_>>())
                }
            };
            refuse(&left)?;
        }
        if texts.is_some() { Ok(()) } else { self.rest(archive) }
    }

    /// The violations of facts, with their passages.
    fn facts(&self, archive: &Archive, facts: &[&JoinedFact]) -> Vec<Finding> {
        let classes: HashMap<&str, &str> = archive.facts.iter().map(|f| (f.id.as_str(), f.class.as_str())).collect();
        let fact = |id: &str| classes.get(id).copied();
        let around = Surroundings { vocabulary: &self.engine.vocabulary, names: self.names, fact: &fact };
        let quads = |some: &[&JoinedFact]| -> Vec<Quad> {
            some.par_iter().flat_map_iter(|f| graph::fact_quads(f, archive, &self.engine.vocabulary)).collect()
        };
        facts.chunks(TOGETHER).flat_map(|some| self.violations(quads(some), &around)).collect()
    }

    /// Refuses an apparatus, entities, or a description of the dataset that violate a shape.
    fn rest(&self, archive: &Archive) -> Result<()> {
        let classes: HashMap<&str, &str> = archive.facts.iter().map(|f| (f.id.as_str(), f.class.as_str())).collect();
        let fact = |id: &str| classes.get(id).copied();
        let quads = [graph::apparatus(archive), graph::entity_quads(archive), graph::dataset(archive)].concat();
        let around = Surroundings { vocabulary: &self.engine.vocabulary, names: self.names, fact: &fact };
        refuse(&self.violations(quads, &around))
    }

    fn in_whole(&self, archive: &Archive, texts: &[Quad]) -> Vec<Finding> {
        let facts = archive.facts.par_iter().flat_map_iter(|f| graph::fact_quads(f, archive, &self.engine.vocabulary));
        let mut quads: Vec<Quad> = texts.par_iter().cloned().chain(facts).collect();
        quads.extend(graph::apparatus(archive));
        quads.extend(graph::entity_quads(archive));
        quads.extend(graph::dataset(archive));
        quads.extend(graph::terms(&self.engine.vocabulary));
        only_violations(self.shapes.check(&quads))
    }

    fn violations(&self, quads: Vec<Quad>, around: &Surroundings<'_>) -> Vec<Finding> {
        only_violations(self.shapes.check_part(quads, around))
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
