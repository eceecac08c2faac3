//! The facts that change with the bundles that go and come, before and after.
//!
//! A fact is made of parts, one for each bundle that states it. To know what changes in the graph, all its parts are needed
//! where one goes or where its witnesses differ. Where a part is only added, two of the others show all that may change.

use super::known::Base;
use super::share::Share;
use crate::corpus::{Decision, decide, is_heard, is_tied, settled};
use crate::error::Result;
use crate::graph::{self, Asking, line};
use crate::join::{JoinedFact, merged, together};
use crate::line::Names;
use crate::store::{FactLine, TieLine};
use crate::vocab::{ID, Vocabulary};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Parts of a fact.
type Parts<'a> = Vec<Cow<'a, JoinedFact>>;

/// What decides where the witnesses of facts tie, by the ids of the facts.
pub(super) type Decisions = HashMap<String, Vec<Decision>>;

/// A fact that changes.
pub(super) struct State<'a> {
    class: String,
    id: String,
    before: Parts<'a>,
    after: Parts<'a>,
}

/// The facts that change.
pub(super) struct States<'a> {
    states: Vec<State<'a>>,
    /// What has been decided, and what is.
    decisions: [Decisions; 2],
    /// The lines of what has been decided, and of what is.
    pub ties: [Vec<TieLine>; 2],
}

/// What a fact brings into the graph.
#[derive(Default)]
pub(super) struct Lines {
    /// Lines about the fact itself.
    pub own: BTreeSet<String>,
    /// Lines that other facts may bring, too, and how many of its parts do.
    pub shared: BTreeMap<String, i64>,
}

/// One fact from its parts, before it is settled; none from no parts.
fn raw(parts: &Parts<'_>) -> Option<JoinedFact> {
    (!parts.is_empty()).then(|| merged(parts.iter().map(|p| p.as_ref().clone()).collect()))
}

/// The documents of shares.
fn documents(shares: &[Share]) -> BTreeSet<&str> {
    shares.iter().flat_map(|s| &s.archive.sources).map(|s| s.name.as_str()).collect()
}

/// Whether a part comes from one of some documents.
fn is_from(part: &JoinedFact, documents: &BTreeSet<&str>) -> bool {
    part.evidence.first().is_some_and(|e| documents.contains(e.source.as_str()))
}

impl<'a> States<'a> {
    pub fn new(base: &Base<'_>, gone: &'a [Share], made: &'a [Share], names: &Names<'_>) -> Result<States<'a>> {
        let mut states = changing(base, gone, made)?;
        let ties = ties(base, &mut states, gone, made, names)?;
        let by_id = |lines: &[TieLine]| lines.iter().map(|t| (t.id.clone(), t.decisions.clone())).collect();
        Ok(States { decisions: [by_id(&ties[0]), by_id(&ties[1])], states, ties })
    }

    /// For each fact what it was and what it becomes, with what it brings into the graph. `asked` tells the questions before
    /// and after.
    pub fn each<'s>(
        &'s self,
        asked: [Asking<'s>; 2],
        vocabulary: &'s Vocabulary,
    ) -> impl ParallelIterator<Item = [Option<(JoinedFact, Lines)>; 2]> + 's {
        self.states.par_iter().map(move |state| {
            [0, 1].map(|n| {
                let parts = if n == 0 { &state.before } else { &state.after };
                let mut fact = raw(parts)?;
                settled(&mut fact, self.decisions[n].get(&state.id).map_or(&[][..], Vec::as_slice));
                let lines = lines(&fact, parts, asked[n], vocabulary);
                Some((fact, lines))
            })
        })
    }
}

/// What a fact of some parts brings into the graph, without passages and rules, which do not hang on it alone.
fn lines(fact: &JoinedFact, parts: &Parts<'_>, asked: Asking<'_>, vocabulary: &Vocabulary) -> Lines {
    let mut out = Lines::default();
    let (own, rule) = (format!("<{ID}fact/"), format!("<{ID}rule/"));
    for line in graph::bare_fact(fact, asked, vocabulary).iter().map(line).filter(|l| !l.starts_with(&rule)) {
        if line.starts_with(&own) {
            out.own.insert(line);
        } else {
            out.shared.insert(line, 1);
        }
    }
    for part in parts {
        let (slots, entities) = (fact.slots.clone(), fact.entities.clone());
        let part = JoinedFact { slots, entities, ..part.as_ref().clone() };
        let edges: BTreeSet<String> = graph::edge_quads(&part, vocabulary).iter().map(line).collect();
        edges.into_iter().for_each(|line| *out.shared.entry(line).or_default() += 1);
    }
    out
}

/// The facts of which a part goes or comes.
fn changing<'a>(base: &Base<'_>, gone: &'a [Share], made: &'a [Share]) -> Result<Vec<State<'a>>> {
    let mut by_id: BTreeMap<(&str, &str), [Vec<&'a JoinedFact>; 2]> = BTreeMap::new();
    for (n, shares) in [gone, made].into_iter().enumerate() {
        for part in shares.iter().flat_map(|s| &s.archive.facts) {
            by_id.entry((&part.class, &part.id)).or_default()[n].push(part);
        }
    }
    let whole = |[gone, made]: &[Vec<&JoinedFact>; 2]| !gone.is_empty() || made.iter().any(|p| !p.readings.is_empty());
    let head = |(class, id): &(&str, &str)| FactLine::head(class, id);
    let (all, few): (Vec<_>, Vec<_>) = by_id.iter().partition(|(_, parts)| whole(parts));
    let mut all: BTreeSet<String> = all.into_iter().map(|(id, _)| head(id)).collect();
    let few = few.into_iter().map(|(id, _)| head(id)).collect();
    let mut stored: BTreeMap<(String, String), Vec<JoinedFact>> = BTreeMap::new();
    if let Some(store) = base.store {
        let (differ, agree): (Vec<_>, Vec<_>) = store.parts(&few, 2)?.into_iter().partition(|p| !p.readings.is_empty());
        all.extend(differ.iter().map(|p| FactLine::head(&p.class, &p.id)));
        let agree = agree.into_iter().filter(|p| !all.contains(&FactLine::head(&p.class, &p.id)));
        for part in agree.collect::<Vec<_>>().into_iter().chain(store.parts(&all, usize::MAX)?) {
            stored.entry((part.class.clone(), part.id.clone())).or_default().push(part);
        }
    }
    let leave = documents(gone);
    let state = |((class, id), [_, made]): ((&str, &str), [Vec<&'a JoinedFact>; 2])| {
        let before: Parts<'a> =
            stored.remove(&(class.to_owned(), id.to_owned())).into_iter().flatten().map(Cow::Owned).collect();
        let stay = before.iter().filter(|p| !is_from(p, &leave)).cloned();
        let after = stay.chain(made.into_iter().map(Cow::Borrowed)).collect();
        State { class: class.to_owned(), id: id.to_owned(), before, after }
    };
    Ok(by_id.into_iter().map(state).collect())
}

/// What decides where witnesses tie, before and after, as far as it changes. Facts that change because other facts are heard
/// about them are added to `states`.
fn ties<'a>(
    base: &Base<'_>,
    states: &mut Vec<State<'a>>,
    gone: &[Share],
    made: &[Share],
    names: &Names<'_>,
) -> Result<[Vec<TieLine>; 2]> {
    let known: Vec<TieLine> = base.store.map(|s| s.ties()).transpose()?.unwrap_or_default();
    let changing: BTreeSet<(&str, &str)> = states.iter().map(|s| (s.class.as_str(), s.id.as_str())).collect();
    let (mut before, others): (Vec<TieLine>, Vec<TieLine>) =
        known.into_iter().partition(|t| changing.contains(&(t.class.as_str(), t.id.as_str())));
    let mut open = heard(base, states, others, names)?;
    for state in states.iter().filter(|s| s.after.iter().any(|p| !p.readings.is_empty())) {
        open.extend(raw(&state.after).filter(is_tied).map(|fact| (fact, None)));
    }
    let mut after = Vec::new();
    for (fact, former, now) in decided(base, &open, gone, made, names)? {
        if former.as_ref() == Some(&now) {
            continue;
        }
        if let Some(former) = former {
            before.push(former.clone());
            let heads = BTreeSet::from([FactLine::head(&fact.class, &fact.id)]);
            let parts = base.store.map(|s| s.parts(&heads, usize::MAX)).transpose()?.unwrap_or_default();
            let parts: Parts<'a> = parts.into_iter().map(Cow::Owned).collect();
            let (class, id) = (fact.class.clone(), fact.id.clone());
            states.push(State { class, id, before: parts.clone(), after: parts });
        }
        after.push(now);
    }
    Ok([before, after])
}

/// A fact whose witnesses tie. With what has been decided about it, where it changes only because other facts are heard.
type Open = (JoinedFact, Option<TieLine>);

/// The facts with these ties about which facts are heard that come or go.
fn heard(base: &Base<'_>, states: &[State<'_>], ties: Vec<TieLine>, names: &Names<'_>) -> Result<Vec<Open>> {
    let is_news = |s: &&State<'_>| s.before.is_empty() != s.after.is_empty() && ties.iter().any(|t| t.class == s.class);
    let news: Vec<JoinedFact> =
        states.iter().filter(is_news).filter_map(|s| raw(&s.before).or_else(|| raw(&s.after))).collect();
    let Some(store) = base.store.filter(|_| !news.is_empty()) else { return Ok(Vec::new()) };
    let asked: Vec<TieLine> = ties.into_iter().filter(|t| news.iter().any(|f| f.class == t.class)).collect();
    let heads = asked.iter().map(|t| FactLine::head(&t.class, &t.id)).collect();
    let mut facts = together(store.parts(&heads, usize::MAX)?);
    facts.retain(|fact| news.iter().any(|n| n.class == fact.class && is_heard(n, fact, names)));
    let with_tie = |fact: JoinedFact| {
        let tie = asked.iter().find(|t| t.id == fact.id && t.class == fact.class).cloned();
        (fact, tie)
    };
    Ok(facts.into_iter().map(with_tie).collect())
}

/// What is decided about facts whose witnesses tie, beside each fact and what has been decided about it.
fn decided<'o>(
    base: &Base<'_>,
    open: &'o [Open],
    gone: &[Share],
    made: &[Share],
    names: &Names<'_>,
) -> Result<Vec<(&'o JoinedFact, &'o Option<TieLine>, TieLine)>> {
    let mut out = Vec::with_capacity(open.len());
    for class in open.iter().map(|(f, _)| &f.class).collect::<BTreeSet<_>>() {
        let all = all_of(base, class, gone, made)?;
        let all: Vec<&JoinedFact> = all.iter().collect();
        let line = |(fact, former): &'o Open| {
            let decisions = decide(fact, &all, names);
            (fact, former, TieLine { class: class.clone(), id: fact.id.clone(), decisions })
        };
        out.par_extend(open.par_iter().filter(|(f, _)| f.class == *class).map(line));
    }
    Ok(out)
}

/// All facts of a class as they will be, before they are settled.
fn all_of(base: &Base<'_>, class: &str, gone: &[Share], made: &[Share]) -> Result<Vec<JoinedFact>> {
    let heads = BTreeSet::from([FactLine::head_of_class(class)]);
    let mut parts = base.store.map(|s| s.parts(&heads, usize::MAX)).transpose()?.unwrap_or_default();
    let leave = documents(gone);
    parts.retain(|p| !is_from(p, &leave));
    parts.extend(made.iter().flat_map(|s| &s.archive.facts).filter(|f| f.class == class).cloned());
    Ok(together(parts))
}
