//! The entities that come and go with those who name them.

use super::count::{Tally, begin_of, of_use};
use super::known::Base;
use super::share::json;
use crate::corpus::{PostRecord, listed};
use crate::entity::EntityRecord;
use crate::error::Result;
use crate::graph::{self, line};
use crate::line::Names;
use crate::store::{Change, ENTITIES};
use oxigraph::model::Quad;
use std::collections::{BTreeMap, BTreeSet};

/// What changes in the gazetteer.
#[derive(Default)]
pub(super) struct Entities {
    /// Lines of the graph that go, and that come.
    pub lines: [BTreeSet<String>; 2],
    /// The stored records.
    pub records: Change,
    /// What comes, to be checked.
    pub come: Vec<Quad>,
}

/// Paths with ids.
type Used = BTreeMap<String, String>;

/// What changes with the uses of a tally. The classes of entities that come or go are counted there.
pub(super) fn change(base: &Base<'_>, tally: &mut Tally, names: &Names<'_>) -> Result<Entities> {
    let paths: BTreeSet<String> =
        tally.changing("use:").filter_map(|(key, _)| Some(of_use(key)?.0.to_owned())).collect();
    let [before, after] = used(base, tally, paths.iter().map(|p| begin_of(&format!("use:{p}\t"))).collect())?;
    let (less, more) = if before.keys().all(|path| after.contains_key(path)) {
        added(base, &before, &after, names)?
    } else {
        // What belongs to an entity that is no longer named may belong to others, too.
        let [before, after] = used(base, tally, BTreeSet::from([begin_of("use:")]))?;
        (listed(&before, names), listed(&after, names))
    };
    let [records_less, records_more] = [&less.0, &more.0].map(|r| r.iter().map(json).collect::<Vec<_>>());
    let records = Change::new(records_less.into_iter().collect(), records_more);
    for (entities, by) in [(&less.0, -1), (&more.0, 1)] {
        for class in entities.iter().flat_map(graph::classes_of) {
            tally.count(format!("class:{class}"), by);
        }
    }
    let quads = |(entities, posts): &(Vec<EntityRecord>, Vec<PostRecord>)| graph::entity_quads(entities, posts);
    let lines = [&less, &more].map(|part| quads(part).iter().map(line).collect());
    Ok(Entities { lines, records, come: quads(&more) })
}

/// The entities named before and after, as far as the uses with these heads tell. Of several ids the first of their order
/// counts.
fn used(base: &Base<'_>, tally: &Tally, heads: BTreeSet<String>) -> Result<[Used; 2]> {
    let before = base.counts(&heads)?;
    let mut after = before.clone();
    for (key, by) in tally.changing("use:") {
        *after.entry(key.to_owned()).or_default() += by;
    }
    Ok([before, after].map(|counts| {
        let mut out = Used::new();
        let live: BTreeSet<&String> = counts.iter().filter(|(_, n)| **n > 0).map(|(key, _)| key).collect();
        for (path, id) in live.into_iter().filter_map(|key| of_use(key)) {
            out.entry(path.to_owned()).or_insert_with(|| id.to_owned());
        }
        out
    }))
}

/// Records and posts that go and that come.
type Records = (Vec<EntityRecord>, Vec<PostRecord>);

/// What comes with entities that are named now, where none goes.
fn added(base: &Base<'_>, before: &Used, after: &Used, names: &Names<'_>) -> Result<(Records, Records)> {
    let new: Used =
        after.iter().filter(|(path, id)| before.get(*path) != Some(id)).map(|(p, i)| (p.clone(), i.clone())).collect();
    let (mut records, mut posts) = listed(&new, names);
    // Posts come with a person who is named for the first time, whatever the spelling.
    posts.retain(|p| !before.contains_key(&p.holder));
    let heads = records.iter().map(|e| format!("{{\"path\":{},", json(&e.path))).collect();
    let stored: Vec<EntityRecord> = base.store.map(|s| s.find_all(ENTITIES, &heads)).transpose()?.unwrap_or_default();
    let known: BTreeMap<&str, &EntityRecord> = stored.iter().map(|e| (e.path.as_str(), e)).collect();
    records.retain(|e| known.get(e.path.as_str()) != Some(&e));
    let replaced = records.iter().filter_map(|e| known.get(e.path.as_str()).map(|e| (*e).clone())).collect();
    Ok(((replaced, Vec::new()), (records, posts)))
}
