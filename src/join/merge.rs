//! Groups of equal statements → clusters: readings of one fact by several witnesses.

use super::{Group, Joiner, SlotReadings, SlotValue, same};
use crate::line::Statement;
use crate::sense::dice;
use crate::source::Span;
use crate::vocab::{FactClass, Identity, SlotKind};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Phrases more alike than this (Dice's coefficient of their bigrams) are wordings of one phrase.
const ALIKE: f64 = 0.5;
/// Where no alignment is at hand, passages must be this much alike.
const ALIKE_UNALIGNED: f64 = 0.6;

/// Puts groups together that are readings of one fact; the reading of most witnesses comes first.
pub(super) fn clusters(joiner: &Joiner<'_>, mut groups: Vec<Group>) -> Vec<Vec<Group>> {
    groups.sort_by(|a, b| strength(joiner, b).cmp(&strength(joiner, a)).then_with(|| a.key.cmp(&b.key)));
    let index = Index::new(joiner, &groups);
    // The cluster of each group, named by its strongest group.
    let mut head: Vec<usize> = (0..groups.len()).collect();
    let mut documents: Vec<BTreeSet<usize>> =
        groups.iter().map(|g| g.statements.iter().map(|at| at.document).collect()).collect();
    for weaker in 0..groups.len() {
        let mut best: Option<(f64, usize)> = None;
        for (overlap, stronger) in index.answering(joiner, &groups, weaker) {
            let target = head[stronger];
            let fits = target < weaker
                && documents[target].is_disjoint(&documents[weaker])
                && compatible(joiner, &groups[target], &groups[weaker]);
            if fits && best.is_none_or(|(b, t)| overlap > b || (overlap == b && target < t)) {
                best = Some((overlap, target));
            }
        }
        if let Some((_, target)) = best {
            head[weaker] = target;
            let more = documents[weaker].clone();
            documents[target].extend(more);
        }
    }
    let mut out: BTreeMap<usize, Vec<Group>> = BTreeMap::new();
    for (i, group) in groups.into_iter().enumerate() {
        out.entry(head[i]).or_default().push(group);
    }
    out.into_values().collect()
}

/// More witnesses first.
fn strength(joiner: &Joiner<'_>, group: &Group) -> usize {
    group.statements.iter().map(|at| &joiner.documents[at.document].name).collect::<BTreeSet<_>>().len()
}

/// Statements of occasions with several witnesses, by class, occasion and document, in order of the text.
struct Index {
    places: HashMap<(String, usize, usize), Vec<(Span, usize)>>,
}

impl Index {
    fn new(joiner: &Joiner<'_>, groups: &[Group]) -> Index {
        let mut places: HashMap<_, Vec<(Span, usize)>> = HashMap::new();
        for (i, group) in groups.iter().enumerate() {
            for at in &group.statements {
                if at.occasion < joiner.occasions.len() {
                    let key = (group.key.class.clone(), at.occasion, at.document);
                    places.entry(key).or_default().push((joiner.statement(*at).span, i));
                }
            }
        }
        places.values_mut().for_each(|v| v.sort());
        Index { places }
    }

    /// Groups with a statement at a passage that answers to one of this group, and how well the two fit.
    fn answering(&self, joiner: &Joiner<'_>, groups: &[Group], of: usize) -> Vec<(f64, usize)> {
        let mut out = Vec::new();
        for &at in &groups[of].statements {
            let Some(occasion) = joiner.occasions.get(at.occasion) else { continue };
            let statement = joiner.statement(at);
            for &(document, _) in occasion.members.iter().filter(|(d, _)| *d != at.document) {
                let Some(places) = self.places.get(&(groups[of].key.class.clone(), at.occasion, document)) else {
                    continue;
                };
                match &occasion.project {
                    Some(project) => {
                        let Some(span) = project(at.document, statement.span, document) else { continue };
                        let near = places
                            .iter()
                            .skip_while(|(s, _)| s.end <= span.start)
                            .take_while(|(s, _)| s.start < span.end);
                        out.extend(near.map(|&(s, i)| (overlap(s, span), i)).filter(|(o, i)| *o >= 0.5 && *i != of));
                    }
                    None => {
                        let quote = |i: usize, s: Span| {
                            let same = groups[i]
                                .statements
                                .iter()
                                .find(|p| p.document == document && joiner.statement(**p).span == s);
                            same.map(|p| dice(&joiner.statement(*p).evidence.quote, &statement.evidence.quote))
                        };
                        let alike = places.iter().filter_map(|&(s, i)| Some((quote(i, s)?, i)));
                        out.extend(alike.filter(|(o, i)| *o >= ALIKE_UNALIGNED && *i != of));
                    }
                }
            }
        }
        out
    }
}

/// How much of the longer of two spans both share, 0 to 1.
fn overlap(a: Span, b: Span) -> f64 {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    shared as f64 / a.len().max(b.len()).max(1) as f64
}

/// Whether two groups can be readings of one fact: one slot with another value at most, all phrases alike. Slots that no
/// words of the text hold follow from others: 建交60周年 gives the year as well, and another number another year.
fn compatible(joiner: &Joiner<'_>, a: &Group, b: &Group) -> bool {
    let (one, other) = (joiner.statement(a.statements[0]), joiner.statement(b.statements[0]));
    let class = joiner.class(&one.class);
    let same_turn = class.is_none_or(|c| c.identity != Identity::Turn) || a.key.scope == b.key.scope;
    if a.key.class != b.key.class
        || a.key.mode != b.key.mode
        || one.evidence.speaker != other.evidence.speaker
        || !same_turn
    {
        return false;
    }
    let mut changed: Vec<&str> = Vec::new();
    for (slot, value) in &one.slots {
        let Some(against) = other.slots.get(slot).filter(|v| !same(v, value)) else { continue };
        match wording(class, slot, value, against, one, other) {
            Some((a, b)) if dice(a, b) >= ALIKE => {}
            Some(_) => return false,
            None => changed.push(slot),
        }
    }
    let held = changed.iter().filter(|slot| !follows(one, slot) || !follows(other, slot)).count();
    held <= 1 && (held == 1 || changed.len() <= 1)
}

/// Whether a statement says by holes what it goes by, and none of them is this slot's.
fn follows(statement: &Statement, slot: &str) -> bool {
    let holes = &statement.evidence.captures;
    !holes.is_empty() && holes.iter().all(|hole| hole.name != slot)
}

/// Both values as phrases, if the slot holds phrases (or names that no gazetteer holds).
fn wording<'a>(
    class: Option<&FactClass>,
    slot: &str,
    a: &'a Json,
    b: &'a Json,
    one: &Statement,
    other: &Statement,
) -> Option<(&'a str, &'a str)> {
    let (x, y) = (a.as_str()?, b.as_str()?);
    let loose = |s: &Statement, v: &str| s.entities.get(v).is_some_and(|path| path.starts_with("thing/"));
    match class.and_then(|c| c.slot(slot)).map(|s| &s.kind) {
        Some(SlotKind::Text) => Some((x, y)),
        Some(SlotKind::Entity) if loose(one, x) && loose(other, y) => Some((x, y)),
        _ => None,
    }
}

/// The slots in which the groups of a cluster differ.
pub(super) fn readings(joiner: &Joiner<'_>, cluster: &[Group]) -> Vec<SlotReadings> {
    if cluster.len() < 2 {
        return Vec::new();
    }
    let slots: BTreeSet<&String> =
        cluster.iter().flat_map(|g| joiner.statement(g.statements[0]).slots.keys()).collect();
    slots.into_iter().filter_map(|slot| of_slot(joiner, cluster, slot)).collect()
}

/// What the groups of a cluster read at a slot; none if they read the same.
fn of_slot(joiner: &Joiner<'_>, cluster: &[Group], slot: &str) -> Option<SlotReadings> {
    let mut values: Vec<SlotValue> = Vec::new();
    let mut said: Vec<&Statement> = Vec::new();
    for group in cluster {
        let statement = joiner.statement(group.statements[0]);
        let value = statement.slots.get(slot).cloned().unwrap_or(Json::Null);
        let mut names: Vec<String> =
            group.statements.iter().map(|at| joiner.documents[at.document].name.clone()).collect();
        if let Some(known) = values.iter_mut().find(|v| same_value(&v.value, &value)) {
            known.witnesses.append(&mut names);
            continue;
        }
        let says_it = |(v, s): &(&SlotValue, &&Statement)| {
            !v.value.is_null() && !value.is_null() && !differs(joiner, slot, (&v.value, s), (&value, statement))
        };
        let claim = values.iter().zip(&said).find(says_it).map_or(values.len(), |(v, _)| v.claim);
        values.push(SlotValue { value, witnesses: names, claim });
        said.push(statement);
    }
    for value in &mut values {
        value.witnesses.sort();
        value.witnesses.dedup();
    }
    let claims: BTreeSet<usize> = values.iter().filter(|v| !v.value.is_null()).map(|v| v.claim).collect();
    let disputed = claims.len() > 1;
    (values.len() > 1).then(|| SlotReadings { slot: slot.to_owned(), disputed, values, settled: None })
}

/// Whether two values are one reading.
pub(super) fn same_value(a: &Json, b: &Json) -> bool {
    same(a, b) || same_letters(a, b)
}

/// Whether two phrases differ in marks, spaces, and capital letters at most.
fn same_letters(a: &Json, b: &Json) -> bool {
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    matches!((a, b), (Json::String(x), Json::String(y)) if letters(x) == letters(y) && !letters(x).is_empty())
}

/// Whether two values of a slot say different things. Phrases do if a denial, a figure, the name of an entity or a word of
/// another sense is not the same in both; other words are a matter of wording.
fn differs(joiner: &Joiner<'_>, slot: &str, (a, one): (&Json, &Statement), (b, other): (&Json, &Statement)) -> bool {
    let class = joiner.class(&one.class);
    let Some((x, y)) = wording(class, slot, a, b, one, other) else { return true };
    let senses = joiner.senses;
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if senses.denies(x) != senses.denies(y)
        || digits(x) != digits(y)
        || senses.phrases_differ(x, y)
        || (senses.is_term(slot) && letters(x) != letters(y))
    {
        return true;
    }
    let (left, right): (BTreeSet<_>, BTreeSet<_>) = (one.mentions.iter().collect(), other.mentions.iter().collect());
    left.difference(&right).next().is_some() && right.difference(&left).next().is_some()
}
