//! Documents that come, change or go → the bundles that come or go with them.
//!
//! Two articles are compared if they share shingles and stand near each other in the lists of who holds these. So the lists of
//! the shingles of the documents that change tell which other documents may be bound to them, or no longer to each other;
//! these bundles are recognised anew, all others stand.

use crate::collation::{self, Comparison, Event, Found, Grounds, Linked, Links, Member, Unit};
use crate::corpus::{self, Bundle, Corpus};
use crate::document::Document;
use crate::engine::Engine;
use crate::error::Result;
use crate::line::Names;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A document that is new, or has changed.
pub(crate) struct Fresh {
    /// SHA-256 of the file.
    pub sha256: String,
    /// The document; taken when its bundle is made.
    pub document: Option<Document>,
}

/// An article: the name of its document, and its number there.
pub(crate) type Article = (String, usize);

/// The documents that are stored.
pub(crate) trait Known {
    /// The articles that hold some shingles.
    fn holders(&self, prints: &BTreeSet<u64>) -> Result<HashMap<u64, Vec<Article>>>;
    /// For each of some documents, as far as it is stored, the first document of its bundle.
    fn firsts(&self, documents: &BTreeSet<String>) -> Result<BTreeMap<String, String>>;
    /// The bundles with these first documents.
    fn bundles(&self, firsts: &BTreeSet<String>) -> Result<Vec<Bundle>>;
    /// Reads a document.
    fn read(&self, name: &str) -> Result<Document>;
}

/// What a build knows, and what it needs.
pub(crate) struct Growth<'a> {
    pub engine: &'a Engine,
    pub names: &'a Names<'a>,
    /// The documents that are new or have changed, by name.
    pub fresh: BTreeMap<String, Fresh>,
    /// The documents that go.
    pub forgotten: BTreeSet<String>,
    /// What is stored.
    pub known: &'a (dyn Known + Sync),
    /// Takes bundles that are made, with their corpora, some at a time.
    pub show: &'a mut dyn FnMut(Vec<(Bundle, Corpus)>) -> Result<()>,
    /// Is called for every document whose facts have been found.
    pub done: &'a (dyn Fn() + Sync),
}

/// The fingerprints of the articles of documents, by name.
type Prints = BTreeMap<String, Vec<(usize, Vec<u64>)>>;

/// An event by names: its documents and their articles.
type Named<'e> = BTreeSet<(&'e str, &'e [usize])>;

/// A bundle to be made.
struct Plan {
    documents: Vec<String>,
    events: Vec<Event>,
}

/// Bundles are made so many at a time.
const TOGETHER: usize = 256;

/// Makes the bundles that are new, and gives those that are no more.
///
/// Errors: a stored document cannot be read; what `show` refuses.
pub(crate) fn grow(mut growth: Growth<'_>) -> Result<Vec<Bundle>> {
    let mut prints: Prints = growth
        .fresh
        .par_iter()
        .filter_map(|(n, f)| Some((n.clone(), corpus::fingerprints(f.document.as_ref()?))))
        .collect();
    let touched = touched(&growth, &prints)?;
    let fresh = |name: &String| growth.fresh.contains_key(name);
    let sources = touched.iter().flat_map(|b| &b.sources).filter(|s| !fresh(&s.name));
    let stay = sources.filter(|s| !growth.forgotten.contains(&s.name));
    prints.extend(stay.map(|s| (s.name.clone(), s.prints.clone())));
    let plans = plans(&prints, linked(&growth, &prints)?);
    let mut gone: BTreeMap<Vec<String>, Bundle> = touched.into_iter().map(|b| (members(&b), b)).collect();
    let mut open = Vec::new();
    for plan in plans {
        let new = plan.documents.iter().any(|d| growth.fresh.contains_key(d));
        let own = by_names(plan.events.iter().map(|e| &e.members), |n| &plan.documents[n]);
        let stands = |b: &Bundle| by_names(b.events.iter().map(|e| &e.members), |n| &b.sources[n].name) == own;
        if !new && gone.get(&plan.documents).is_some_and(stands) {
            gone.remove(&plan.documents);
        } else {
            open.push(plan);
        }
    }
    while !open.is_empty() {
        let rest = open.split_off(open.len().min(TOGETHER));
        let corpora = made(&mut growth, &gone, std::mem::replace(&mut open, rest))?;
        let bundle = |corpus: Corpus| {
            let mut bundle = Bundle::of(&corpus);
            bundle.sources.iter_mut().for_each(|s| s.prints = prints[&s.name].clone());
            (bundle, corpus)
        };
        (growth.show)(corpora.into_par_iter().map(bundle).collect())?;
    }
    Ok(gone.into_values().collect())
}

/// The stored bundles of documents that change, go, may be bound to these, or may no longer be bound to each other.
fn touched(growth: &Growth<'_>, fresh: &Prints) -> Result<Vec<Bundle>> {
    let changed: BTreeSet<String> = fresh.keys().chain(&growth.forgotten).cloned().collect();
    let own = growth.known.firsts(&changed)?;
    let mut firsts: BTreeSet<String> = own.into_values().collect();
    let bundles = growth.known.bundles(&firsts)?;
    let old = bundles.iter().flat_map(|b| &b.sources).filter(|s| changed.contains(&s.name));
    let old: Prints = old.map(|s| (s.name.clone(), s.prints.clone())).collect();
    let held =
        growth.known.holders(&old.values().chain(fresh.values()).flatten().flat_map(|a| a.1.clone()).collect())?;
    if held.is_empty() {
        return Ok(bundles);
    }
    let stays = |a: &Article| !changed.contains(&a.0);
    let before = held.iter().flat_map(|(print, articles)| articles.iter().map(|a| (*print, a.clone()))).collect();
    let stay =
        held.iter().flat_map(|(print, articles)| articles.iter().filter(|a| stays(a)).map(|a| (*print, a.clone())));
    let (before, after) =
        (shared(before), shared(stay.chain(posted(fresh).filter(|(print, _)| held.contains_key(print))).collect()));
    let (mut near, mut moved) = (BTreeSet::new(), BTreeSet::new());
    for (pair, n) in &after {
        let [a, b] = [stays(&pair.0), stays(&pair.1)];
        match (a, b) {
            // What the other holds in all is not known yet; so many shingles are needed in any case.
            (true, false) if collation::is_nominated(*n, 0) => _ = near.insert(pair.0.0.clone()),
            (false, true) if collation::is_nominated(*n, 0) => _ = near.insert(pair.1.0.clone()),
            // Pairs that stand nearer each other than before.
            (true, true) if before.get(pair).is_none_or(|m| m < n) => {
                near.extend([pair.0.0.clone(), pair.1.0.clone()]);
            }
            _ => {}
        }
    }
    for (pair, n) in before {
        if stays(&pair.0) && stays(&pair.1) && after.get(&pair).is_none_or(|m| *m < n) {
            moved.insert((pair.0.0, pair.1.0));
        }
    }
    let apart = growth.known.firsts(&moved.iter().flat_map(|(a, b)| [a.clone(), b.clone()]).collect())?;
    near.extend(moved.into_iter().filter(|(a, b)| apart.get(a) == apart.get(b)).map(|(a, _)| a));
    firsts.extend(growth.known.firsts(&near)?.into_values());
    growth.known.bundles(&firsts)
}

/// The shingles of articles.
fn posted(prints: &Prints) -> impl Iterator<Item = (u64, Article)> {
    prints.iter().flat_map(|(name, articles)| {
        articles.iter().flat_map(move |(article, prints)| prints.iter().map(move |p| (*p, (name.clone(), *article))))
    })
}

/// Pairs of articles that stand near each other in the lists of their shingles, with the number of these.
fn shared(posted: Vec<(u64, Article)>) -> HashMap<(Article, Article), usize> {
    let articles: Vec<Article> = posted.iter().map(|p| p.1.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let number = |a: &Article| articles.binary_search(a).expect("it is one of them") as u32;
    let posted = posted.iter().map(|(print, a)| (*print, number(a))).collect();
    let mut document = Vec::with_capacity(articles.len());
    for (n, article) in articles.iter().enumerate() {
        let same = n > 0 && articles[n - 1].0 == article.0;
        document.push(if same { document[n - 1] } else { n });
    }
    let found = collation::shared(posted, |n| document[n as usize]);
    let pair = |((a, b), n): ((u32, u32), usize)| ((articles[a as usize].clone(), articles[b as usize].clone()), n);
    found.into_iter().map(pair).collect()
}

/// What the documents of these fingerprints are linked to; they go by number in the order of their names. No other document is
/// bound to them, but others stand in the lists of their shingles.
fn linked(growth: &Growth<'_>, prints: &Prints) -> Result<Linked> {
    let names: Vec<&String> = prints.keys().collect();
    let unit = |(document, name): (usize, &&String)| {
        let articles = prints[*name].iter();
        articles.map(move |(article, prints)| Unit { document, article: *article, prints: prints.clone() })
    };
    let units: Vec<Unit> = names.iter().enumerate().flat_map(unit).collect();
    let place = |a: &Article| {
        let document = names.binary_search(&&a.0).ok()?;
        units.binary_search_by_key(&(document, a.1), |u| (u.document, u.article)).ok()
    };
    let held = growth.known.holders(&units.iter().flat_map(|u| u.prints.iter().copied()).collect())?;
    let others = held.into_iter().flat_map(|(print, articles)| articles.into_iter().map(move |a| (print, a)));
    let stays = |a: &Article| !growth.forgotten.contains(&a.0) && !growth.fresh.contains_key(&a.0);
    let others: Vec<(u64, Article)> = others.filter(|(_, a)| stays(a) && place(a).is_none()).collect();
    let nominated = if others.is_empty() {
        collation::nominations(&units)
    } else {
        let near = shared(others.into_iter().chain(posted(prints)).collect());
        let inside = |((a, b), n): ((Article, Article), usize)| Some(((place(&a)? as u32, place(&b)? as u32), n));
        let mut inside: Vec<_> = near.into_iter().filter_map(inside).collect();
        inside.sort_unstable();
        collation::nominated(&units, inside)
    };
    let naming = corpus::naming(growth.engine);
    let comparison = Comparison::new(Grounds { naming: &naming, given: false });
    let mut compared = Compared { growth, names: &names, read: HashMap::new(), comparison };
    let mut failed = None;
    let linked = collation::link(&units, &nominated, &mut |a, b| {
        let found = if failed.is_none() { compared.found(a, b) } else { Ok(Found::default()) };
        found.unwrap_or_else(|e| {
            failed = Some(e);
            Found::default()
        })
    });
    failed.map_or(Ok(linked), Err)
}

/// Reads articles two by two.
struct Compared<'a, 'g> {
    growth: &'a Growth<'g>,
    names: &'a [&'a String],
    /// The stored documents that have been read.
    read: HashMap<usize, Document>,
    comparison: Comparison<'a>,
}

impl Compared<'_, '_> {
    fn found(&mut self, a: &Unit, b: &Unit) -> Result<Found> {
        let fresh = |u: &Unit| self.growth.fresh.get(self.names[u.document]).and_then(|f| f.document.as_ref());
        for unit in [a, b].into_iter().filter(|u| fresh(u).is_none()) {
            if !self.read.contains_key(&unit.document) {
                self.read.insert(unit.document, self.growth.known.read(self.names[unit.document])?);
            }
        }
        let of = |u: &Unit| fresh(u).or_else(|| self.read.get(&u.document)).expect("it was read");
        Ok(self.comparison.found(a, b, |u| corpus::compared(of(u), u.article)))
    }
}

/// Documents that are bound together, with their events.
fn plans(prints: &Prints, linked: Linked) -> Vec<Plan> {
    let names: Vec<&String> = prints.keys().collect();
    let mut links = Links::new(names.len());
    for documents in &linked.bound {
        documents[1..].iter().for_each(|document| links.join(documents[0], *document));
    }
    let mut bundles: BTreeMap<usize, (Vec<usize>, Vec<Event>)> = BTreeMap::new();
    (0..names.len()).for_each(|n| bundles.entry(links.root(n)).or_default().0.push(n));
    for event in linked.events {
        bundles.entry(links.root(event.members[0].witness)).or_default().1.push(event);
    }
    let plan = |(documents, events): (Vec<usize>, Vec<Event>)| {
        let own = |m: Member| Member { witness: documents.binary_search(&m.witness).expect("it is a member"), ..m };
        let events = events.into_iter().map(|e| Event { members: e.members.into_iter().map(own).collect() }).collect();
        Plan { documents: documents.iter().map(|&n| names[n].clone()).collect(), events }
    };
    bundles.into_values().map(plan).collect()
}

/// The name and hash of a document, and the document where it is in memory.
type Taken = (String, String, Option<Document>);

/// Collates what the documents of bundles render. `stored` are the bundles that their stored documents came from.
fn made(growth: &mut Growth<'_>, stored: &BTreeMap<Vec<String>, Bundle>, plans: Vec<Plan>) -> Result<Vec<Corpus>> {
    let stored = stored.values().flat_map(|b| &b.sources);
    let hashes: HashMap<&str, &str> = stored.map(|s| (s.name.as_str(), s.sha256.as_str())).collect();
    let mut taken = Vec::with_capacity(plans.len());
    for plan in plans {
        let document = |name: String| match growth.fresh.get_mut(&name) {
            Some(fresh) => (name, fresh.sha256.clone(), fresh.document.take()),
            None => {
                let hash = hashes.get(name.as_str()).map(|h| (*h).to_owned()).unwrap_or_default();
                (name, hash, None)
            }
        };
        taken.push((plan.documents.into_iter().map(document).collect::<Vec<Taken>>(), plan.events));
    }
    let (engine, names, known, done) = (growth.engine, growth.names, growth.known, growth.done);
    let corpus = |(documents, events): (Vec<Taken>, Vec<Event>)| {
        let hashes = documents.iter().map(|d| d.1.clone()).collect();
        let read = |(name, _, document): Taken| document.map_or_else(|| known.read(&name), Ok);
        let documents: Vec<Document> = documents.into_iter().map(read).collect::<Result<_>>()?;
        Ok(Corpus::collated(engine, names, documents, hashes, events, done))
    };
    taken.into_par_iter().map(corpus).collect()
}

/// The corpus of a stored bundle again.
pub(crate) fn again(bundle: &Bundle, engine: &Engine, names: &Names<'_>, known: &dyn Known) -> Result<Corpus> {
    let documents: Vec<Document> = bundle.sources.iter().map(|s| known.read(&s.name)).collect::<Result<_>>()?;
    let hashes = bundle.sources.iter().map(|s| s.sha256.clone()).collect();
    let events = bundle.events.iter().map(|e| Event { members: e.members.clone() }).collect();
    Ok(Corpus::collated(engine, names, documents, hashes, events, &|| {}))
}

/// The names of a bundle's documents.
fn members(bundle: &Bundle) -> Vec<String> {
    bundle.sources.iter().map(|s| s.name.clone()).collect()
}

/// Events by the names of their documents, which they have by number.
fn by_names<'e>(
    events: impl Iterator<Item = &'e Vec<Member>>,
    name: impl Fn(usize) -> &'e String,
) -> BTreeSet<Named<'e>> {
    let named = |m: &'e Member| (name(m.witness).as_str(), m.articles.as_slice());
    events.map(|members| members.iter().map(named).collect()).collect()
}
