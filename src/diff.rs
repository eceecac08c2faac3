//! Facts before and facts after → what is new, what is gone, what has become stronger or weaker, which numbers moved.
//!
//! Two facts of one class answer to each other by what they are about, not by their ids: the names and the words in their
//! slots are compared (weights of tf-idf, cosine), because nobody words a promise in the same way in two years. Facts
//! whose content is the same are set aside first; then the pairs that are most alike are taken, one partner for each.

use crate::join::JoinedFact;
use crate::vocab::{FactClass, Identity, SlotKind, Vocabulary};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What happened to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A promise binds more: from `willing` to `will`.
    Strengthened,
    /// A promise binds less.
    Weakened,
    /// A code or the mode is another one: a position turned, a plan was carried out.
    Turned,
    /// An amount is another one.
    Moved,
    /// Names, times or the like are others, or were added or taken away.
    Changed,
    /// Other words for the same.
    Reworded,
    /// Nothing before answers to it.
    New,
    /// Nothing after answers to it.
    Dropped,
    /// The same content before and after.
    Kept,
}

impl Change {
    /// All, in the order in which they are reported.
    pub const ALL: [Change; 9] = [
        Change::Strengthened,
        Change::Weakened,
        Change::Turned,
        Change::Moved,
        Change::Changed,
        Change::Reworded,
        Change::New,
        Change::Dropped,
        Change::Kept,
    ];

    /// Its name in lines and options.
    pub const fn code(self) -> &'static str {
        match self {
            Change::Strengthened => "strengthened",
            Change::Weakened => "weakened",
            Change::Turned => "turned",
            Change::Moved => "moved",
            Change::Changed => "changed",
            Change::Reworded => "reworded",
            Change::New => "new",
            Change::Dropped => "dropped",
            Change::Kept => "kept",
        }
    }
}

/// A slot that differs; null where it is open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SlotChange {
    /// The slot, or `mode`.
    pub slot: String,
    /// Its value before.
    pub before: Json,
    /// Its value after.
    pub after: Json,
    /// Of amounts in one unit: after in parts of before, 1.25 being a quarter more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
}

/// What happened to one fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference<'a> {
    /// What happened.
    pub change: Change,
    /// Class of the fact.
    #[serde(rename = "type")]
    pub class: &'a str,
    /// How alike both sides are, from 0 to 1; none for what is new or dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// The slots that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<SlotChange>,
    /// The fact before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<&'a JoinedFact>,
    /// The fact after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<&'a JoinedFact>,
}

impl<'a> Difference<'a> {
    /// The fact after, or before if there is none.
    pub fn fact(&self) -> &'a JoinedFact {
        self.after.or(self.before).expect("a difference has a side")
    }
}

/// Slots of those who speak for themselves.
const PARTIES: [&str; 3] = ["actor", "holder", "mediator"];

/// The similarity from which two facts answer to each other, unless the caller says otherwise.
pub const SIMILARITY: f64 = 0.5;

/// Compares facts; gives differences by change, class and id. Exchanges are left out: a question is asked once.
pub fn compare<'a>(
    before: &[&'a JoinedFact],
    after: &[&'a JoinedFact],
    vocabulary: &Vocabulary,
    similarity: f64,
) -> Vec<Difference<'a>> {
    let mut out = Vec::new();
    for class in vocabulary.facts.iter().filter(|c| c.identity != Identity::Turn) {
        let of = |facts: &[&'a JoinedFact]| facts.iter().copied().filter(|f| f.class == *class.name).collect();
        let sides = Sides { class, before: of(before), after: of(after) };
        out.extend(sides.differences(similarity));
    }
    out.sort_by(|a, b| (a.change, a.class, &a.fact().id).cmp(&(b.change, b.class, &b.fact().id)));
    out
}

/// The facts of one class.
struct Sides<'a, 'v> {
    class: &'v FactClass,
    before: Vec<&'a JoinedFact>,
    after: Vec<&'a JoinedFact>,
}

impl<'a> Sides<'a, '_> {
    fn differences(&self, least: f64) -> Vec<Difference<'a>> {
        let mut partner: Vec<Option<(usize, f64)>> = self.same();
        let mut taken: HashSet<usize> = partner.iter().flatten().map(|p| p.0).collect();
        let mut pairs = self.alike(&partner, &taken, least);
        // The most alike first; ties by id, so that the order of the input does not matter.
        let ids = |&(_, b, a): &(f64, usize, usize)| (&self.before[b].id, &self.after[a].id);
        pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| ids(x).cmp(&ids(y))));
        for (alike, b, a) in pairs {
            if partner[b].is_none() && taken.insert(a) {
                partner[b] = Some((a, alike));
            }
        }
        let alone = |change, before: Option<&'a JoinedFact>, after: Option<&'a JoinedFact>| Difference {
            change,
            class: &before.or(after).expect("one side").class,
            similarity: None,
            slots: Vec::new(),
            before,
            after,
        };
        let matched = partner.iter().zip(&self.before).map(|(p, &b)| match p {
            Some((a, alike)) => self.difference(b, self.after[*a], *alike),
            None => alone(Change::Dropped, Some(b), None),
        });
        let fresh = (0..self.after.len()).filter(|a| !taken.contains(a));
        matched.chain(fresh.map(|a| alone(Change::New, None, Some(self.after[a])))).collect()
    }

    /// For each fact before: the fact after with the same content.
    fn same(&self) -> Vec<Option<(usize, f64)>> {
        let content = |f: &JoinedFact| (serde_json::to_string(&f.slots).unwrap_or_default(), f.mode);
        let mut after: HashMap<_, Vec<usize>> = HashMap::new();
        for (n, fact) in self.after.iter().enumerate().rev() {
            after.entry(content(fact)).or_default().push(n);
        }
        self.before.iter().map(|f| after.get_mut(&content(f))?.pop().map(|n| (n, 1.0))).collect()
    }

    /// Pairs of facts without a partner that are alike enough.
    fn alike(&self, partner: &[Option<(usize, f64)>], taken: &HashSet<usize>, least: f64) -> Vec<(f64, usize, usize)> {
        let features: Vec<HashSet<Feature>> =
            self.before.iter().chain(&self.after).map(|f| features(f, self.class)).collect();
        let mut seen: HashMap<&Feature, usize> = HashMap::new();
        for feature in features.iter().flatten() {
            *seen.entry(feature).or_default() += 1;
        }
        // What every fact of the class has (中国, 推动) tells little, and never nothing.
        let weight = |f: &Feature| (1.0 + features.len() as f64 / seen[f] as f64).ln() * f.weight();
        let size = |set: &HashSet<Feature>| sum(set.iter().map(|f| weight(f).powi(2))).sqrt();
        let sizes: Vec<f64> = features.iter().map(size).collect();
        let (first, second) = features.split_at(self.before.len());
        let mut holders: HashMap<&Feature, Vec<usize>> = HashMap::new();
        for (a, set) in second.iter().enumerate().filter(|(a, _)| !taken.contains(a)) {
            set.iter().for_each(|f| holders.entry(f).or_default().push(a));
        }
        let mut out = Vec::new();
        for (b, set) in first.iter().enumerate().filter(|(b, _)| partner[*b].is_none()) {
            let mut shared: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
            for feature in set {
                for &a in holders.get(feature).into_iter().flatten() {
                    shared.entry(a).or_default().push(weight(feature).powi(2));
                }
            }
            for (a, weights) in shared {
                let alike = sum(weights.into_iter()) / (sizes[b] * sizes[self.before.len() + a]).max(f64::MIN_POSITIVE);
                if alike >= least && self.comparable(self.before[b], self.after[a]) {
                    out.push((alike.min(1.0), b, a));
                }
            }
        }
        out
    }

    /// Amounts in different units are not about the same, nor are promises and positions of different parties.
    fn comparable(&self, before: &JoinedFact, after: &JoinedFact) -> bool {
        let strangers = |slot: &str| {
            let (b, a) = (before.values(slot), after.values(slot));
            !b.is_empty() && !a.is_empty() && !b.iter().any(|party| a.contains(party))
        };
        if PARTIES.iter().any(|slot| strangers(slot)) {
            return false;
        }
        let unit = |f: &JoinedFact, slot: &str| f.slots.get(slot).and_then(|q| q.get("unit")).cloned();
        self.class.slots.iter().filter(|s| s.kind == SlotKind::Quantity).all(|s| {
            let (b, a) = (unit(before, &s.name), unit(after, &s.name));
            b.is_none() || a.is_none() || b == a
        })
    }

    /// Whether a number of years differs by the years that have gone by: the 4th anniversary, and the 10th six years later.
    fn by_calendar(&self, before: &JoinedFact, after: &JoinedFact, b: &Json, a: &Json) -> bool {
        let year = |f: &JoinedFact| {
            let own = f.slots.get("time").and_then(Json::as_str);
            own.or(f.stated_on.first().map(String::as_str))?.get(..4)?.parse::<i64>().ok()
        };
        let years = || Some(year(after)? - year(before)?);
        let counted = || Some(a.as_i64()? - b.as_i64()?);
        matches!(&*self.class.name, "Anniversary" | "DiplomaticRelations") && years().is_some() && years() == counted()
    }

    fn difference(&self, before: &'a JoinedFact, after: &'a JoinedFact, alike: f64) -> Difference<'a> {
        let mut slots: Vec<SlotChange> = Vec::new();
        let mut change = Change::Kept;
        let mut note = |found: Change| change = change.min(found);
        for slot in &self.class.slots {
            let value = |map: &Map<String, Json>| map.get(&*slot.name).cloned().unwrap_or_default();
            let (b, a) = (value(&before.slots), value(&after.slots));
            if b == a {
                continue;
            }
            let ratio = amounts(&b, &a).map(|(b, a)| a / b).filter(|r| r.is_finite());
            note(match &slot.kind {
                SlotKind::Code(_) => strength(&b, &a).unwrap_or(Change::Turned),
                SlotKind::Quantity if amounts(&b, &a).is_some_and(|(b, a)| b != a) => Change::Moved,
                SlotKind::Number if self.by_calendar(before, after, &b, &a) => Change::Kept,
                SlotKind::Number if b.is_number() && a.is_number() => Change::Moved,
                SlotKind::Text => Change::Reworded,
                _ => Change::Changed,
            });
            slots.push(SlotChange { slot: slot.name.to_string(), before: b, after: a, ratio });
        }
        if before.mode != after.mode {
            note(Change::Turned);
            let code = |f: &JoinedFact| Json::from(crate::join::mode_code(f.mode));
            slots.push(SlotChange { slot: "mode".into(), before: code(before), after: code(after), ratio: None });
        }
        let similarity = Some((alike * 1000.0).round() / 1000.0);
        Difference { change, class: &after.class, similarity, slots, before: Some(before), after: Some(after) }
    }
}

/// A sum that does not depend on the order of its parts.
fn sum(parts: impl Iterator<Item = f64>) -> f64 {
    let mut parts: Vec<f64> = parts.collect();
    parts.sort_by(f64::total_cmp);
    parts.into_iter().sum()
}

/// From weak to strong.
const STRENGTHS: [&str; 5] = ["expect", "support", "seek", "willing", "will"];

/// Whether a code of strength has become stronger or weaker; none for other codes.
fn strength(before: &Json, after: &Json) -> Option<Change> {
    let rank = |code: &Json| STRENGTHS.iter().position(|s| code.as_str() == Some(s));
    let (before, after) = (rank(before)?, rank(after)?);
    Some(if after > before { Change::Strengthened } else { Change::Weakened })
}

/// The numbers of two amounts; of a range its middle, or the end that is known.
fn amounts(before: &Json, after: &Json) -> Option<(f64, f64)> {
    let number = |q: &Json| {
        let field = |key: &str| q.get(key).and_then(Json::as_f64);
        let ends = [field("min"), field("max")].into_iter().flatten().collect::<Vec<_>>();
        let middle = (!ends.is_empty()).then(|| ends.iter().sum::<f64>() / ends.len() as f64);
        q.as_f64().or(field("value")).or(middle)
    };
    Some((number(before)?, number(after)?))
}

/// A part of what a fact is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Feature {
    /// A name in a slot.
    Name(String, String),
    /// Two letters that follow each other in a phrase.
    Letters(String, [char; 2]),
}

impl Feature {
    /// A name says as much as a few pairs of letters.
    const fn weight(&self) -> f64 {
        match self {
            Feature::Name(..) => 1.5,
            Feature::Letters(..) => 1.0,
        }
    }
}

/// What a fact is about: names and phrases. Codes, times and amounts are what may change.
fn features(fact: &JoinedFact, class: &FactClass) -> HashSet<Feature> {
    let mut out = HashSet::new();
    for slot in &class.slots {
        let values = fact.values(&slot.name).iter().filter_map(Json::as_str);
        match slot.kind {
            SlotKind::Entity => out.extend(values.map(|v| Feature::Name(slot.name.to_string(), v.to_owned()))),
            SlotKind::Text => values.for_each(|v| {
                let letters: Vec<char> = v.chars().filter(|c| c.is_alphanumeric()).collect();
                out.extend(letters.windows(2).map(|w| Feature::Letters(slot.name.to_string(), [w[0], w[1]])));
            }),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fact(id: &str, class: &str, mode: &str, slots: Json) -> JoinedFact {
        serde_json::from_value(
            json!({"id": id, "type": class, "slots": slots, "status": "agreed", "mode": mode, "evidence": []}),
        )
        .unwrap()
    }

    fn found(before: &[JoinedFact], after: &[JoinedFact]) -> Vec<(Change, String)> {
        let file = ("vocabulary.ttl".to_owned(), include_str!("../ontology/vocabulary.ttl").to_owned());
        let vocabulary = Vocabulary::load(&[file]).unwrap();
        let (before, after): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
        let name = |d: &Difference<'_>| {
            let id = |f: Option<&JoinedFact>| f.map_or("-", |f| &f.id).to_owned();
            (d.change, format!("{}>{}", id(d.before), id(d.after)))
        };
        compare(&before, &after, &vocabulary, SIMILARITY).iter().map(name).collect()
    }

    fn promise(id: &str, action: &str, strength: &str) -> JoinedFact {
        fact(id, "Commitment", "future", json!({"actor": ["CN"], "action": action, "strength": strength}))
    }

    #[test]
    fn a_promise_in_other_words_is_stronger_and_a_stranger_is_new() {
        let before = [promise("a", "同邻国分享发展机遇", "willing"), promise("b", "举办进口博览会", "will")];
        let after = [promise("c", "继续同邻国分享发展的机遇", "will"), promise("d", "增加留学生名额", "will")];
        assert_eq!(
            found(&before, &after),
            [(Change::Strengthened, "a>c".into()), (Change::New, "->d".into()), (Change::Dropped, "b>-".into())]
        );
        assert_eq!(found(&after, &before)[0], (Change::Weakened, "c>a".into()));
    }

    #[test]
    fn numbers_move_in_their_unit_only() {
        let trade = |id: &str, value: i64, unit: &str| {
            let quantity = json!({"value": value, "unit": unit, "cmp": "="});
            fact(id, "Measurement", "done", json!({"about": "双边贸易额", "quantity": quantity}))
        };
        let before = [trade("a", 1000, "USD")];
        assert_eq!(found(&before, &[trade("b", 2400, "USD")]), [(Change::Moved, "a>b".into())]);
        assert_eq!(found(&before, &[trade("c", 24, "%")]).len(), 2, "a share is not an amount of money");
        assert_eq!(found(&before, &before), [(Change::Kept, "a>a".into())]);
    }

    #[test]
    fn a_stance_turns_and_a_list_grows() {
        let stance = |id: &str, stance: &str| {
            fact(id, "Position", "ongoing", json!({"holder": ["CN"], "stance": stance, "object": "单边制裁措施"}))
        };
        assert_eq!(found(&[stance("a", "support")], &[stance("b", "oppose")]), [(Change::Turned, "a>b".into())]);
        let waiver =
            |id: &str, to: Json| fact(id, "VisaWaiver", "future", json!({"grantor": ["CN"], "beneficiary": to}));
        let grown = found(&[waiver("a", json!(["NO", "PE"]))], &[waiver("b", json!(["NO", "PE", "CL"]))]);
        assert_eq!(grown, [(Change::Changed, "a>b".into())]);
    }
}
