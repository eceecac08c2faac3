//! Shapes against what a build makes: a fact that violates one is left out, and the user is told which rule made it.

use super::change::Changes;
use super::make::Build;
use super::share::Share;
use crate::archive::Archive;
use crate::cli::output::squeezed;
use crate::corpus::settle;
use crate::error::{Error, Kind, Result};
use crate::graph;
use crate::join::{JoinedFact, together};
use crate::store::GRAPH;
use crate::validate::{Finding, Severity, Surroundings, quads};
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Facts are checked so many at a time.
const TOGETHER: usize = 4096;

impl Build<'_> {
    /// Refuses quads that point to no facts (documents, entities, the description of the dataset) and violate a shape.
    pub(super) fn check_around(&self, quads: Vec<Quad>) -> Result<()> {
        refuse(&self.violations(quads, &|_| None))
    }

    /// Leaves out the facts that violate a shape, and tells so unless it has been told before.
    ///
    /// Errors ([`Kind::Ontology`]): what violates a shape is not a fact, so that nothing can be stored.
    pub(super) fn well_formed(&self, archives: &mut [&mut Archive], told: bool) -> Result<()> {
        let found = self.facts(archives);
        let bad = self.bad(&found, archives, told)?;
        if !bad.is_empty() {
            archives.iter_mut().for_each(|a| a.leave_out(&bad));
            refuse(&self.facts(archives))?;
        }
        let apparatus: Vec<Quad> = archives.iter().flat_map(|a| graph::apparatus(a)).collect();
        let classes = classes(archives);
        refuse(&self.violations(apparatus, &|id| classes.get(id).copied()))
    }

    /// The ids of the facts to be left out.
    fn bad(&self, found: &[Finding], archives: &[&mut Archive], told: bool) -> Result<BTreeSet<String>> {
        let bad: BTreeSet<String> =
            found.iter().flat_map(|f| &f.facts).filter_map(|f| f.rsplit('/').next()).map(str::to_owned).collect();
        refuse(&found.iter().filter(|f| f.facts.is_empty()).cloned().collect::<Vec<_>>())?;
        let facts = archives.iter().flat_map(|a| &a.facts).filter(|f| bad.contains(&f.id));
        let facts: BTreeMap<&str, &JoinedFact> = facts.map(|f| (f.id.as_str(), f)).collect();
        facts.values().filter(|_| !told).for_each(|fact| self.global.tell(left_out(fact, found)));
        Ok(bad)
    }

    /// The violations of the facts of bundles, with their passages; as these bundles alone would settle them.
    fn facts(&self, archives: &[&mut Archive]) -> Vec<Finding> {
        let mut facts = together(archives.iter().flat_map(|a| a.facts.iter().cloned()).collect());
        settle(&mut facts, self.names);
        let by_source: HashMap<&str, &Archive> =
            archives.iter().flat_map(|a| a.sources.iter().map(|s| (s.name.as_str(), &**a))).collect();
        let asked = |source: &str, turn: usize| by_source.get(source)?.asked(source, turn);
        let quads = |some: &[JoinedFact]| -> Vec<Quad> {
            some.par_iter().flat_map_iter(|f| graph::fact_quads(f, &asked, &self.engine.vocabulary)).collect()
        };
        let classes = classes(archives);
        let class = |id: &str| classes.get(id).copied();
        facts.chunks(TOGETHER).flat_map(|some| self.violations(quads(some), &class)).collect()
    }

    /// The ids of the facts that violate a shape of the user, who may ask for anything: so the whole graph is checked.
    pub(super) fn left_out_of_whole(&self, whole: &Changes, made: &mut [Share]) -> Result<BTreeSet<String>> {
        let archives: Vec<&mut Archive> = made.iter_mut().map(|s| &mut s.archive).collect();
        self.bad(&self.of_whole(whole)?, &archives, false)
    }

    /// Refuses a graph that violates a shape.
    pub(super) fn refuse_whole(&self, whole: &Changes) -> Result<()> {
        refuse(&self.of_whole(whole)?)
    }

    fn of_whole(&self, whole: &Changes) -> Result<Vec<Finding>> {
        let lines = whole.files.get(GRAPH).map(|c| c.more.join("\n")).unwrap_or_default();
        Ok(only_violations(self.shapes.check(&quads(lines.as_bytes())?)))
    }

    fn violations<'a>(&'a self, quads: Vec<Quad>, class: &'a (dyn Fn(&str) -> Option<&'a str> + Sync)) -> Vec<Finding> {
        let around = Surroundings { vocabulary: &self.engine.vocabulary, names: self.names, fact: class };
        only_violations(self.shapes.check_part(quads, &around))
    }
}

/// The classes of the facts of bundles, by id.
fn classes<'a>(archives: &'a [&mut Archive]) -> HashMap<&'a str, &'a str> {
    archives.iter().flat_map(|a| &a.facts).map(|f| (f.id.as_str(), f.class.as_str())).collect()
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
