//! What changes in the stored graph when documents come or go: the lines that go and the lines that come.
//!
//! Only parts whose records differ are written out, before and after. A line that one part no longer has may still be a
//! line of another: facts share passages, amounts, edges and rules.

use super::{GAZETTEER, Sink, apparatus, dataset, fact, fact_quads, gazetteer, rules_of, together};
use crate::archive::Archive;
use crate::engine::Engine;
use crate::join::JoinedFact;
use crate::vocab::ID;
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Lines that go and lines that come, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    pub less: BTreeSet<String>,
    pub more: BTreeSet<String>,
}

/// A quad as it stands in the store.
pub(crate) fn line(quad: &Quad) -> String {
    format!("{quad} .")
}

/// What changes between two archives that were read by one engine. `changed` are the sources that were read anew, or are gone;
/// `texts` is what these show themselves, before and after.
pub(crate) fn difference(
    old: &Archive,
    new: &Archive,
    changed: &HashSet<String>,
    texts: [Vec<Quad>; 2],
    engine: &Engine,
) -> Difference {
    let [gone, come] = [changed_facts(old, new, changed), changed_facts(new, old, changed)];
    let mut out = Difference::default();
    let [before, after] = texts;
    out.part(before, after);
    let quads = |archive: &Archive, facts: &[&JoinedFact]| -> Vec<Quad> {
        facts.par_iter().flat_map_iter(|f| fact_quads(f, archive, &engine.vocabulary)).collect()
    };
    let before = quads(old, &gone);
    let own = format!("<{ID}fact/");
    let shared: HashSet<String> = before.iter().map(line).filter(|l| !l.starts_with(&own)).collect();
    out.part(before, quads(new, &come));
    let sources: HashSet<&str> =
        gone.iter().chain(&come).flat_map(|f| &f.evidence).map(|e| e.source.as_str()).collect();
    let pairs = |archive| fact::said_together(archive, |s| sources.contains(s));
    let (before, after) = (pairs(old), pairs(new));
    let only = |a: &BTreeSet<(&str, &str)>, b: &BTreeSet<(&str, &str)>| together(&a.difference(b).copied().collect());
    out.part(only(&before, &after), only(&after, &before));
    out.part(apparatus(old), apparatus(new));
    let [before, after] = gazetteers(old, new);
    out.part(before, after);
    let about = |archive: &Archive| [dataset(archive), rules_of(&archive.facts, &engine.rules)].concat();
    out.part(about(old), about(new));
    let common: Vec<String> = out.less.intersection(&out.more).cloned().collect();
    common.iter().for_each(|line| {
        out.less.remove(line);
        out.more.remove(line);
    });
    out.keep_what_others_say(shared, new, &come, engine);
    out
}

impl Difference {
    fn part(&mut self, before: Vec<Quad>, after: Vec<Quad>) {
        self.less.extend(before.iter().map(line));
        self.more.extend(after.iter().map(line));
    }

    /// Keeps those of some lines that facts which did not change still have.
    fn keep_what_others_say(
        &mut self,
        mut shared: HashSet<String>,
        new: &Archive,
        come: &[&JoinedFact],
        engine: &Engine,
    ) {
        shared.retain(|l| self.less.contains(l));
        if shared.is_empty() {
            return;
        }
        let come: HashSet<&str> = come.iter().map(|f| f.id.as_str()).collect();
        let others = new.facts.par_iter().filter(|f| !come.contains(f.id.as_str()));
        let said = others.flat_map_iter(|f| fact_quads(f, new, &engine.vocabulary)).map(|q| line(&q));
        let kept: HashSet<String> = said.filter(|l| shared.contains(l)).collect();
        self.less.retain(|l| !kept.contains(l));
    }
}

/// The facts of one archive that another does not have so. What an exchange is about stands in its sources.
fn changed_facts<'a>(of: &'a Archive, against: &Archive, changed: &HashSet<String>) -> Vec<&'a JoinedFact> {
    let known = against.by_id();
    let reads_anew = |f: &JoinedFact| f.class == "Exchange" && f.evidence.iter().any(|e| changed.contains(&e.source));
    of.facts.iter().filter(|f| reads_anew(f) || known.get(f.id.as_str()) != Some(f)).collect()
}

/// The entities and posts in which two archives differ.
fn gazetteers(old: &Archive, new: &Archive) -> [Vec<Quad>; 2] {
    let only = |of: &Archive, against: &Archive| {
        let mut out = Vec::new();
        let mut sink = Sink::new(&mut out, GAZETTEER);
        let known: BTreeMap<&str, _> = against.entities.iter().map(|e| (e.path.as_str(), e)).collect();
        let fresh = of.entities.iter().filter(|e| known.get(e.path.as_str()).is_none_or(|k| k != e));
        fresh.for_each(|e| gazetteer::entity(&mut sink, e));
        let known: BTreeMap<&str, _> = against.posts.iter().map(|p| (p.iri.as_str(), p)).collect();
        let fresh = of.posts.iter().filter(|p| known.get(p.iri.as_str()).is_none_or(|k| k != p));
        fresh.for_each(|p| gazetteer::post(&mut sink, p));
        out
    };
    [only(old, new), only(new, old)]
}
