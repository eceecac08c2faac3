//! Documents that come, change or go → the bundles of all.
//!
//! Which articles render one event is asked anew from the fingerprints of all documents; only articles that have not been
//! compared before are read. Bundles whose documents and events are what they were stay as they are.

use crate::collation::{self, Comparison, Event, Links, Member, Unit};
use crate::corpus::{self, Bundle, Corpus};
use crate::document::Document;
use crate::engine::Engine;
use crate::error::Result;
use crate::line::Names;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A document of the archive to be.
pub(crate) struct Source {
    /// SHA-256 of the file.
    pub sha256: String,
    /// The document; none if it is stored and did not change.
    pub document: Option<Document>,
}

/// Two articles that have been compared: names of the documents and numbers of the articles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Pair(String, usize, String, usize);

/// What a build knows, and what it needs.
pub(crate) struct Growth<'a> {
    pub engine: &'a Engine,
    pub names: &'a Names<'a>,
    /// The documents, by name.
    pub sources: BTreeMap<String, Source>,
    /// The bundles of the stored documents.
    pub known: Vec<Bundle>,
    /// Whether two stored articles render one event, as far as they have been compared.
    pub compared: HashMap<Pair, bool>,
    /// Reads a stored document that did not change.
    pub read: &'a (dyn Fn(&str) -> Result<Document> + Sync),
    /// Takes the corpora of new bundles, some at a time, and may keep what they show.
    pub show: &'a mut dyn FnMut(&[Corpus]) -> Result<()>,
    /// Is called for every document whose facts have been found.
    pub done: &'a (dyn Fn() + Sync),
}

/// The bundles after a build.
#[derive(Default)]
pub(crate) struct Grown {
    /// Those that stay.
    pub kept: Vec<Bundle>,
    /// Those that are new.
    pub made: Vec<Bundle>,
    /// Those that are no more.
    pub gone: Vec<Bundle>,
    /// The comparisons that may be asked for again.
    pub compared: BTreeMap<Pair, bool>,
}

/// The fingerprints of the articles of documents, by name.
type Prints = HashMap<String, Vec<(usize, Vec<u64>)>>;

/// An event by names: its documents and their articles.
type Named = BTreeSet<(String, Vec<usize>)>;

/// A bundle to be made.
struct Plan {
    documents: Vec<String>,
    events: Vec<Event>,
}

/// Bundles are made so many at a time.
const TOGETHER: usize = 256;

/// Makes the bundles of all documents.
///
/// Errors: a stored document cannot be read; what `show` refuses.
pub(crate) fn grow(mut growth: Growth<'_>) -> Result<Grown> {
    let prints = prints(&growth);
    let (events, compared) = events(&mut growth, &prints)?;
    let plans = plans(&growth.sources, events);
    let mut grown = Grown { compared, ..Grown::default() };
    let mut known: BTreeMap<Vec<String>, Bundle> =
        std::mem::take(&mut growth.known).into_iter().map(|b| (members(&b), b)).collect();
    let mut open = Vec::new();
    for plan in plans {
        let fresh = plan.documents.iter().any(|d| growth.sources[d].document.is_some());
        let same = |b: &Bundle| !fresh && bundle_events(b) == plan.named();
        if known.get(&plan.documents).is_some_and(same) {
            grown.kept.extend(known.remove(&plan.documents));
        } else {
            open.push(plan);
        }
    }
    grown.gone = known.into_values().collect();
    while !open.is_empty() {
        let rest = open.split_off(open.len().min(TOGETHER));
        let corpora = made(&mut growth, std::mem::replace(&mut open, rest))?;
        (growth.show)(&corpora)?;
        grown.made.par_extend(corpora.into_par_iter().map(|corpus| {
            let mut bundle = Bundle::of(&corpus);
            bundle.sources.iter_mut().for_each(|s| s.prints = prints[&s.name].clone());
            bundle
        }));
    }
    Ok(grown)
}

/// The name and hash of a document, and the document where it is in memory.
type Taken = (String, String, Option<Document>);

/// Collates what the documents of bundles render.
fn made(growth: &mut Growth<'_>, plans: Vec<Plan>) -> Result<Vec<Corpus>> {
    let mut taken = Vec::with_capacity(plans.len());
    for plan in plans {
        let mut documents = Vec::new();
        for name in plan.documents {
            let source = growth.sources.get_mut(&name).expect("a plan names sources");
            let document = source.document.take();
            documents.push((name, source.sha256.clone(), document));
        }
        taken.push((documents, plan.events));
    }
    let (engine, names, read, done) = (growth.engine, growth.names, growth.read, growth.done);
    let corpus = |(documents, events): (Vec<Taken>, Vec<Event>)| {
        let hashes = documents.iter().map(|d| d.1.clone()).collect();
        let read = |(name, _, document): Taken| document.map_or_else(|| read(&name), Ok);
        let documents: Vec<Document> = documents.into_iter().map(read).collect::<Result<_>>()?;
        Ok(Corpus::collated(engine, names, documents, hashes, events, done))
    };
    taken.into_par_iter().map(corpus).collect()
}

/// The corpus of a bundle again. `read` reads its documents.
pub(crate) fn again(
    bundle: &Bundle,
    engine: &Engine,
    names: &Names<'_>,
    read: &dyn Fn(&str) -> Result<Document>,
) -> Result<Corpus> {
    let documents: Vec<Document> = bundle.sources.iter().map(|s| read(&s.name)).collect::<Result<_>>()?;
    let hashes = bundle.sources.iter().map(|s| s.sha256.clone()).collect();
    let events = bundle.events.iter().map(|e| Event { members: e.members.clone() }).collect();
    Ok(Corpus::collated(engine, names, documents, hashes, events, &|| {}))
}

fn prints(growth: &Growth<'_>) -> Prints {
    let fresh = growth.sources.par_iter().filter_map(|(n, s)| Some((n, s.document.as_ref()?)));
    let mut out: Prints = fresh.map(|(n, d)| (n.clone(), corpus::fingerprints(d))).collect();
    for source in growth.known.iter().flat_map(|b| &b.sources) {
        out.entry(source.name.clone()).or_insert_with(|| source.prints.clone());
    }
    out
}

/// The events of all documents, which go by number in the order of their names; and what has been compared.
fn events(growth: &mut Growth<'_>, prints: &Prints) -> Result<(Vec<Event>, BTreeMap<Pair, bool>)> {
    let names: Vec<&String> = growth.sources.keys().collect();
    let unit = |(document, name): (usize, &&String)| {
        let articles = prints.get(*name).into_iter().flatten();
        articles.map(move |(article, prints)| Unit { document, article: *article, prints: prints.clone() })
    };
    let units: Vec<Unit> = names.iter().enumerate().flat_map(unit).collect();
    let (mut stored, mut out, mut failed) = (HashMap::new(), BTreeMap::new(), None);
    let mut comparison = Comparison::default();
    let fresh = |u: &Unit| growth.sources[names[u.document]].document.as_ref();
    let mut same = |a: &Unit, b: &Unit| -> Result<bool> {
        let pair = Pair(names[a.document].clone(), a.article, names[b.document].clone(), b.article);
        let known = growth.compared.get(&pair).filter(|_| fresh(a).is_none() && fresh(b).is_none());
        if let Some(&known) = known {
            out.insert(pair, known);
            return Ok(known);
        }
        for unit in [a, b].into_iter().filter(|u| fresh(u).is_none()) {
            if let Entry::Vacant(place) = stored.entry(unit.document) {
                place.insert((growth.read)(names[unit.document])?);
            }
        }
        let of = |u: &Unit| fresh(u).or_else(|| stored.get(&u.document)).expect("it was read");
        let same = comparison.is_same(a, b, |u| corpus::letters(of(u), u.article));
        out.insert(pair, same);
        Ok(same)
    };
    let events = collation::link(&units, &mut |a, b| {
        failed.is_none()
            && same(a, b).unwrap_or_else(|e| {
                failed = Some(e);
                false
            })
    });
    // Articles that this time were linked over others may have to be compared again.
    let unchanged = |name: &String| growth.sources.get(name).is_some_and(|s| s.document.is_none());
    for (pair, same) in growth.compared.iter().filter(|(p, _)| unchanged(&p.0) && unchanged(&p.2)) {
        out.entry(pair.clone()).or_insert(*same);
    }
    failed.map_or(Ok((events, out)), Err)
}

/// Documents that events bind together, with these events.
fn plans(sources: &BTreeMap<String, Source>, events: Vec<Event>) -> Vec<Plan> {
    let names: Vec<&String> = sources.keys().collect();
    let mut links = Links::new(names.len());
    for event in &events {
        event.members[1..].iter().for_each(|member| links.join(event.members[0].witness, member.witness));
    }
    let mut bundles: BTreeMap<usize, (Vec<usize>, Vec<Event>)> = BTreeMap::new();
    (0..names.len()).for_each(|n| bundles.entry(links.root(n)).or_default().0.push(n));
    for event in events {
        bundles.entry(links.root(event.members[0].witness)).or_default().1.push(event);
    }
    let plan = |(documents, events): (Vec<usize>, Vec<Event>)| {
        let own = |m: Member| Member { witness: documents.binary_search(&m.witness).expect("it is a member"), ..m };
        let events = events.into_iter().map(|e| Event { members: e.members.into_iter().map(own).collect() }).collect();
        Plan { documents: documents.iter().map(|&n| names[n].clone()).collect(), events }
    };
    bundles.into_values().map(plan).collect()
}

impl Plan {
    fn named(&self) -> BTreeSet<Named> {
        let name = |m: &Member| (self.documents[m.witness].clone(), m.articles.clone());
        self.events.iter().map(|e| e.members.iter().map(name).collect()).collect()
    }
}

/// The names of a bundle's documents.
fn members(bundle: &Bundle) -> Vec<String> {
    bundle.sources.iter().map(|s| s.name.clone()).collect()
}

fn bundle_events(bundle: &Bundle) -> BTreeSet<Named> {
    let name = |m: &Member| (bundle.sources[m.witness].name.clone(), m.articles.clone());
    bundle.events.iter().map(|e| e.members.iter().map(name).collect()).collect()
}
