//! How alike two facts are by what they are about, because nobody words a promise in the same way in two years.
//!
//! A fact is about the pairs of letters of its phrases, the names in its slots and the countries and regions of its
//! passages, and its topics. Each weighs by how rare it is among all facts of both sides (tf-idf, cosine). What is alike
//! by little content (努力) counts for less, and so does what has no topic in common. Facts of strangers are not compared:
//! a party answers for itself only, what is promised to one partner is not promised to another, and 《one work》 is not
//! 《another》. Numbers answer to each other where they measure one thing (`measure.rs`), and what has been done at one time
//! is not what was done at another (`occasion.rs`).

use super::measure::Measure;
use super::occasion;
use crate::join::JoinedFact;
use crate::sense::Senses;
use crate::source::fold_char;
use crate::vocab::{FactClass, SlotKind, Vocabulary};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Slots of those who speak, act or are counted, and of what is held or written: where both sides fill one, they must
/// have something in common.
const PARTIES: [&str; 10] =
    ["actor", "holder", "mediator", "party", "subject", "person", "grantor", "host", "event", "document"];
/// Slots of those with whom or to whom something is done.
const PARTNERS: [&str; 6] = ["actor", "holder", "target", "party", "participant", "beneficiary"];
/// Letters that say nothing of what a phrase is about.
const PARTICLES: &str = "的了着过地得之所而且也又还更很都便就并已和与及以等";
/// The shared content at which half of the likeness counts, in parts of the weight of what one fact alone has.
const LITTLE: f64 = 1.5;
/// What is left of the likeness of facts without a topic in common.
const OFF_TOPIC: f64 = 0.75;
/// How much more alike facts must be to say that a position has gone over to the other side.
const TURNED: f64 = 0.15;
/// A feature of more facts than this leads to no pair by itself; the work stays in proportion to the facts.
const COMMON: usize = 1000;

/// A part of what a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Feature<'a> {
    Letters([char; 2]),
    Name(&'a str),
    Topic(&'a str),
}

impl Feature<'_> {
    const fn weight(&self) -> f64 {
        match self {
            Feature::Letters(_) => 1.0,
            Feature::Name(_) => 0.7,
            Feature::Topic(_) => 0.5,
        }
    }
}

/// A fact with what it is about.
pub(super) struct Item<'a> {
    pub fact: &'a JoinedFact,
    features: BTreeSet<Feature<'a>>,
    /// The length of the vector of its weights.
    length: f64,
    /// Parties and partners, without who is a party to most facts.
    partners: BTreeSet<&'a str>,
    /// The works and documents that its phrases name.
    titles: BTreeSet<&'a str>,
}

impl<'a> Item<'a> {
    fn new(fact: &'a JoinedFact, class: &FactClass) -> Item<'a> {
        let mut features = BTreeSet::new();
        for slot in &class.slots {
            let values = fact.values(&slot.name).iter().filter_map(Json::as_str);
            match slot.kind {
                SlotKind::Entity => features.extend(values.filter(|v| is_named(fact, v)).map(Feature::Name)),
                SlotKind::Text => values.for_each(|v| features.extend(pairs_of_letters(v))),
                _ => {}
            }
        }
        if features.iter().any(|f| matches!(f, Feature::Letters(_))) {
            features.extend(places(fact).map(Feature::Name));
        }
        features.extend(fact.topics.iter().map(|t| Feature::Topic(t)));
        let mut partners: BTreeSet<&str> = PARTNERS.iter().flat_map(|slot| names(fact, slot)).collect();
        if class.slots.iter().any(|s| s.kind == SlotKind::Text) {
            partners.extend(places(fact));
        }
        let phrases = class.slots.iter().filter(|s| s.kind == SlotKind::Text).flat_map(|s| fact.values(&s.name));
        let titles = phrases.filter_map(Json::as_str).flat_map(titles).collect();
        Item { fact, features, length: 0.0, partners, titles }
    }

    fn has_words(&self) -> bool {
        self.features.first().is_some_and(|f| matches!(f, Feature::Letters(_)))
    }
}

/// The facts of both sides by class, ready to be compared.
pub(super) struct Contents<'a> {
    weights: HashMap<Feature<'a>, f64>,
    held: HashMap<Feature<'a>, usize>,
    senses: Senses,
    /// The shared content at which half of the likeness counts.
    little: f64,
}

impl<'a> Contents<'a> {
    /// Reads what facts are about, and how rare each part of it is.
    pub fn new(sides: [&[&'a JoinedFact]; 2], vocabulary: &Vocabulary) -> (Contents<'a>, [Vec<Item<'a>>; 2]) {
        let class = |f: &JoinedFact| vocabulary.facts.iter().find(|c| *c.name == *f.class);
        let read = |facts: &[&'a JoinedFact]| -> Vec<Item<'a>> {
            facts.iter().filter_map(|f| Some(Item::new(f, class(f)?))).collect()
        };
        let mut items = sides.map(read);
        let mut held: HashMap<Feature<'a>, usize> = HashMap::new();
        let mut homes: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for item in items.iter().flatten() {
            item.features.iter().for_each(|f| *held.entry(*f).or_default() += 1);
            let parties = homes.entry(&item.fact.class).or_default();
            item.partners.iter().for_each(|p| *parties.entry(p).or_default() += 1);
        }
        let most = |parties: &BTreeMap<&'a str, usize>| parties.iter().max_by_key(|p| p.1).map(|p| *p.0);
        let homes: BTreeMap<&str, &str> = homes.iter().filter_map(|(class, p)| Some((*class, most(p)?))).collect();
        let all = items.iter().map(Vec::len).sum::<usize>() as f64;
        // What every fact has (中国, 推动) tells little, and never nothing.
        let weights: HashMap<Feature<'a>, f64> =
            held.iter().map(|(f, n)| (*f, (1.0 + all / *n as f64).ln() * f.weight())).collect();
        for item in items.iter_mut().flatten() {
            if let Some(home) = homes.get(item.fact.class.as_str()) {
                item.partners.remove(home);
            }
            item.length = item.features.iter().map(|f| weights[f].powi(2)).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        }
        (Contents { weights, held, senses: Senses::built_in(), little: LITTLE * (1.0 + all).ln() }, items)
    }

    /// Pairs of facts of one class that are alike enough, as `(likeness, before, after)`.
    pub fn pairs(
        &self,
        class: &FactClass,
        before: &[&Item<'a>],
        after: &[&Item<'a>],
        least: f64,
    ) -> Vec<(f64, usize, usize)> {
        let leads = |f: &Feature<'a>| !matches!(f, Feature::Topic(_)) && self.held[f] <= COMMON;
        let mut holders: HashMap<Feature<'a>, Vec<usize>> = HashMap::new();
        for (n, item) in after.iter().enumerate() {
            item.features.iter().filter(|f| leads(f)).for_each(|f| holders.entry(*f).or_default().push(n));
        }
        let mut out = Vec::new();
        for (b, item) in before.iter().enumerate() {
            let led = item.features.iter().filter(|f| leads(f)).filter_map(|f| holders.get(f));
            let near: BTreeSet<usize> = led.flatten().copied().collect();
            for a in near {
                let alike = self.likeness(item, after[a]);
                let turned = || self.is_turned(item.fact, after[a].fact, class);
                if alike >= least && self.comparable(class, item, after[a]) && (alike >= least + TURNED || !turned()) {
                    out.push((alike, b, a));
                }
            }
        }
        out
    }

    /// From 0 to 1.
    fn likeness(&self, one: &Item<'a>, two: &Item<'a>) -> f64 {
        let worded = one.has_words() && two.has_words();
        let (mut product, mut content, mut topic) = (0.0, 0.0, !one.has_words() && !two.has_words());
        for feature in one.features.intersection(&two.features) {
            let weight = self.weights[feature];
            product += weight * weight;
            match feature {
                Feature::Letters(_) => content += weight,
                Feature::Name(_) if !worded => content += weight,
                Feature::Name(_) => {}
                Feature::Topic(_) => topic = true,
            }
        }
        let cosine = (product / (one.length * two.length)).min(1.0);
        // Of facts without words the names are all there is.
        let little = if worded { self.little } else { self.little / 3.0 };
        cosine * content / (content + little) * if topic { 1.0 } else { OFF_TOPIC }
    }

    /// Whether two facts can be about the same: parties and partners are no strangers, units are the same, and what rises
    /// is not what falls.
    fn comparable(&self, class: &FactClass, one: &Item<'a>, two: &Item<'a>) -> bool {
        let apart = |slot: &&str| {
            let (b, a) = (one.fact.values(slot), two.fact.values(slot));
            !b.is_empty() && !a.is_empty() && !b.iter().any(|party| a.contains(party))
        };
        if PARTIES.iter().any(apart) || strangers(&one.titles, &two.titles) {
            return false;
        }
        // Who speaks on both sides is no partner of either.
        let (mut b, mut a) = (one.partners.clone(), two.partners.clone());
        for own in ["actor", "holder"].iter().flat_map(|slot| names(one.fact, slot)) {
            if ["actor", "holder"].iter().any(|slot| names(two.fact, slot).any(|n| n == own)) {
                b.remove(own);
                a.remove(own);
            }
        }
        // What is said to one partner is not what is said to nobody in particular.
        let to_nobody =
            |item: &Item<'_>, partners: &BTreeSet<&str>| partners.is_empty() && item.fact.values("target").is_empty();
        let has_target = class.slots.iter().any(|s| *s.name == *"target");
        let general = has_target && b.is_empty() != a.is_empty() && (to_nobody(one, &b) || to_nobody(two, &a));
        if general || strangers(&b, &a) || occasion::is_another(class, one.fact, two.fact) {
            return false;
        }
        let counted = class.slots.iter().filter(|s| s.kind == SlotKind::Quantity);
        let unit = |f: &JoinedFact, slot: &str| f.slots.get(slot).and_then(|q| q.get("unit")).cloned();
        let same_unit = |slot: &str| match (unit(one.fact, slot), unit(two.fact, slot)) {
            (Some(b), Some(a)) => a == b,
            _ => true,
        };
        let way = |item: &Item<'_>| self.senses.cells(&texts(item.fact, class), "上升");
        let measured = |item: &Item<'_>, slot: &str| {
            let unit = unit(item.fact, slot);
            let time = item.fact.slots.get("time").and_then(Json::as_str);
            Measure::new(&texts(item.fact, class), unit.as_ref().and_then(Json::as_str), time, &self.senses)
        };
        let same_measure = |slot: &str| measured(one, slot).comparable(&measured(two, slot));
        let mut all = counted.clone();
        all.all(|s| same_unit(&s.name) && (!one.has_words() || same_measure(&s.name)))
            && (counted.count() == 0 || !strangers(&way(one), &way(two)))
    }

    /// Whether a position has gone over to the other side. Supporting something and urging to it are one side, and so are
    /// opposing it and urging to end it.
    pub fn is_turned(&self, before: &JoinedFact, after: &JoinedFact, class: &FactClass) -> bool {
        let stance = |f: &JoinedFact| f.values("stance").first().cloned();
        stance(before).is_some()
            && stance(before) != stance(after)
            && self.is_against(before, class) != self.is_against(after, class)
    }

    /// Whether a position is against what its words name: opposing, or asking to end it; both at once are neither.
    fn is_against(&self, fact: &JoinedFact, class: &FactClass) -> bool {
        const AGAINST: [&str; 2] = ["oppose", "reject"];
        const ENDING: &str = "反对|谴责|摒弃|停止|避免|防止|违反|拒绝|放弃|制止|杜绝|抵制|打击|遏制|消除";
        let stance = fact.values("stance").iter().any(|s| AGAINST.iter().any(|a| s == a));
        let words = texts(fact, class);
        let ends = ENDING.split('|').any(|w| words.contains(w)) || self.senses.denies(&words);
        stance != ends
    }
}

/// Whether both name something and nothing in common.
fn strangers<T: Ord>(one: &BTreeSet<T>, two: &BTreeSet<T>) -> bool {
    !one.is_empty() && !two.is_empty() && one.is_disjoint(two)
}

/// What stands in 《》.
fn titles(phrase: &str) -> impl Iterator<Item = &str> {
    phrase.split('《').skip(1).filter_map(|rest| rest.split_once('》')).map(|(title, _)| title)
}

/// The phrases of a fact, one after the other.
fn texts(fact: &JoinedFact, class: &FactClass) -> String {
    let slots = class.slots.iter().filter(|s| s.kind == SlotKind::Text);
    slots.flat_map(|s| fact.values(&s.name)).filter_map(Json::as_str).collect::<Vec<_>>().join(" ")
}

/// The names in a slot, without groups that no gazetteer knows (有关各方).
fn names<'a>(fact: &'a JoinedFact, slot: &str) -> impl Iterator<Item = &'a str> {
    fact.values(slot).iter().filter_map(Json::as_str).filter(|v| is_named(fact, v))
}

fn is_named(fact: &JoinedFact, id: &str) -> bool {
    !fact.entities.get(id).is_some_and(|path| path.starts_with("thing/"))
}

/// The countries and regions that the passages name.
fn places(fact: &JoinedFact) -> impl Iterator<Item = &str> {
    let is_place = |path: &str| path.starts_with("country/") || path.starts_with("region/");
    fact.mentions.iter().filter(move |(_, path)| is_place(path)).map(|(id, _)| id.as_str())
}

/// Two letters that follow each other in a phrase, particles aside.
fn pairs_of_letters<'a>(phrase: &str) -> Vec<Feature<'a>> {
    let mut letters = Vec::new();
    phrase.chars().for_each(|c| fold_char(c, |c| letters.push(c)));
    letters.retain(|c| c.is_alphanumeric() && !PARTICLES.contains(*c));
    letters.windows(2).map(|w| Feature::Letters([w[0], w[1]])).collect()
}
