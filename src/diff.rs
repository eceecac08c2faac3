//! Facts before and facts after → what is new, what is gone, what has become stronger or weaker, which numbers moved.
//!
//! Two facts of one class answer to each other by what they are about (`likeness.rs`). Facts whose content is the same are
//! set aside first, and one fact that both sides read differently; then the pairs that are most alike are taken, one partner
//! for each.

mod likeness;
mod measure;
mod occasion;

use crate::fact::Mode;
use crate::join::JoinedFact;
use crate::vocab::{FactClass, Identity, SlotKind, Vocabulary};
use likeness::{Contents, Item};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};

/// What happened to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A promise binds more: from `willing` to `will`.
    Strengthened,
    /// A promise binds less.
    Weakened,
    /// A position is on the other side, or a code or the mode is another one: a plan was carried out.
    Turned,
    /// An amount is another one.
    Moved,
    /// Names, times or the like are others, or were added or taken away; a stance is another on the same side.
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

/// The similarity from which two facts answer to each other, unless the caller says otherwise.
pub const SIMILARITY: f64 = 0.25;

/// Compares facts; gives differences by change, class and id. Exchanges are left out: a question is asked once.
pub fn compare<'a>(
    before: &[&'a JoinedFact],
    after: &[&'a JoinedFact],
    vocabulary: &Vocabulary,
    similarity: f64,
) -> Vec<Difference<'a>> {
    let (contents, [before, after]) = Contents::new([before, after], vocabulary);
    let mut out = Vec::new();
    for class in vocabulary.facts.iter().filter(|c| c.identity != Identity::Turn) {
        let sides = Sides { class, contents: &contents, before: of(class, &before), after: of(class, &after) };
        out.extend(sides.differences(similarity));
    }
    out.sort_by(|a, b| (a.change, a.class, &a.fact().id).cmp(&(b.change, b.class, &b.fact().id)));
    out
}

fn of<'i, 'a>(class: &FactClass, items: &'i [Item<'a>]) -> Vec<&'i Item<'a>> {
    items.iter().filter(|i| i.fact.class == *class.name).collect()
}

/// The facts of one class.
struct Sides<'i, 'a> {
    class: &'i FactClass,
    contents: &'i Contents<'a>,
    before: Vec<&'i Item<'a>>,
    after: Vec<&'i Item<'a>>,
}

impl<'a> Sides<'_, 'a> {
    fn differences(&self, least: f64) -> Vec<Difference<'a>> {
        let mut partner: Vec<Option<(usize, f64)>> = self.same();
        let mut taken: HashSet<usize> = partner.iter().flatten().map(|p| p.0).collect();
        let by_id: HashMap<&str, usize> = self.after.iter().enumerate().map(|(n, i)| (i.fact.id.as_str(), n)).collect();
        for (own, item) in partner.iter_mut().zip(&self.before).filter(|(own, _)| own.is_none()) {
            *own = by_id.get(item.fact.id.as_str()).filter(|a| taken.insert(**a)).map(|a| (*a, 1.0));
        }
        let mut pairs = self.contents.pairs(self.class, &self.before, &self.after, least);
        // The most alike first; ties by id, so that the order of the input does not matter.
        let ids = |&(_, b, a): &(f64, usize, usize)| (&self.before[b].fact.id, &self.after[a].fact.id);
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
        let matched = partner.iter().zip(&self.before).map(|(p, b)| match p {
            Some((a, alike)) => self.difference(b.fact, self.after[*a].fact, *alike),
            None => alone(Change::Dropped, Some(b.fact), None),
        });
        let fresh = (0..self.after.len()).filter(|a| !taken.contains(a));
        matched.chain(fresh.map(|a| alone(Change::New, None, Some(self.after[a].fact)))).collect()
    }

    /// For each fact before: the fact after with the same content.
    fn same(&self) -> Vec<Option<(usize, f64)>> {
        let content = |f: &JoinedFact| {
            let slots: Map<String, Json> =
                f.slots.iter().map(|(slot, value)| (slot.clone(), unordered(value))).collect();
            (serde_json::to_string(&slots).unwrap_or_default(), f.mode)
        };
        let mut after: HashMap<_, Vec<usize>> = HashMap::new();
        for (n, item) in self.after.iter().enumerate().rev() {
            after.entry(content(item.fact)).or_default().push(n);
        }
        self.before.iter().map(|i| after.get_mut(&content(i.fact))?.pop().map(|n| (n, 1.0))).collect()
    }

    /// Whether a number of years differs by the years that have gone by: the 4th anniversary, and the 10th six years later.
    fn by_calendar(&self, before: &JoinedFact, after: &JoinedFact, b: &Json, a: &Json) -> bool {
        let year = |f: &JoinedFact| {
            let own = f.slots.get("time").and_then(Json::as_str);
            own.or(f.stated_on.first().map(String::as_str))?.get(..4)?.parse::<i64>().ok()
        };
        let years = |q: &Json| match q.get("unit").and_then(Json::as_str) {
            Some("年") => q.get("value")?.as_i64(),
            _ => q.as_i64().filter(|_| matches!(&*self.class.name, "Anniversary" | "DiplomaticRelations")),
        };
        let due = || Some(years(b)? + year(after)? - year(before)?);
        // 70余年 says a decade, and of 60多周年 only 60 is kept; and 今年 may be told of last year's where the fact names no year.
        let rounded = match a.get("cmp") {
            None => a.as_i64().is_some_and(|n| n % 10 == 0),
            Some(cmp) => cmp != "=",
        };
        let width = if rounded { 10 } else { 1 };
        let dated = [before, after].iter().all(|f| f.slots.contains_key("time"));
        let slack = i64::from(!dated);
        due().zip(years(a)).is_some_and(|(due, told)| (told - slack..told + width + slack).contains(&due))
    }

    /// A plan that is carried out and what is denied now have turned; else another mode is a change among others.
    fn mode(before: Mode, after: Mode) -> Change {
        let carried_out = before == Mode::Future && matches!(after, Mode::Done | Mode::Ongoing);
        let denied = (before == Mode::Negated) != (after == Mode::Negated);
        if carried_out || denied { Change::Turned } else { Change::Changed }
    }

    fn difference(&self, before: &'a JoinedFact, after: &'a JoinedFact, alike: f64) -> Difference<'a> {
        let mut slots: Vec<SlotChange> = Vec::new();
        let mut change = Change::Kept;
        let mut note = |found: Change| change = change.min(found);
        for slot in &self.class.slots {
            let value = |map: &Map<String, Json>| map.get(&*slot.name).cloned().unwrap_or_default();
            let (b, a) = (value(&before.slots), value(&after.slots));
            if unordered(&b) == unordered(&a) {
                continue;
            }
            let ratio = amounts(&b, &a).map(|(b, a)| a / b).filter(|r| r.is_finite());
            note(match &slot.kind {
                SlotKind::Code(_) if *slot.name == *"stance" => {
                    if self.contents.is_turned(before, after, self.class) {
                        Change::Turned
                    } else {
                        Change::Changed
                    }
                }
                SlotKind::Code(_) => strength(&b, &a).unwrap_or(Change::Turned),
                SlotKind::Quantity | SlotKind::Number if self.by_calendar(before, after, &b, &a) => Change::Kept,
                SlotKind::Quantity if amounts(&b, &a).is_some_and(|(b, a)| b != a) => Change::Moved,
                SlotKind::Number if b.is_number() && a.is_number() => Change::Moved,
                SlotKind::Text => Change::Reworded,
                _ => Change::Changed,
            });
            slots.push(SlotChange { slot: slot.name.to_string(), before: b, after: a, ratio });
        }
        if before.mode != after.mode {
            // What was planned for another time has not been carried out now.
            let other = occasion::apart(before, after) == Some(true);
            note(if other { Change::Changed } else { Self::mode(before.mode, after.mode) });
            let code = |f: &JoinedFact| Json::from(f.mode.code());
            slots.push(SlotChange { slot: "mode".into(), before: code(before), after: code(after), ratio: None });
        }
        let similarity = Some((alike * 1000.0).round() / 1000.0);
        Difference { change, class: &after.class, similarity, slots, before: Some(before), after: Some(after) }
    }
}

/// A value whose order says nothing: lists are sorted.
fn unordered(value: &Json) -> Json {
    let Json::Array(values) = value else { return value.clone() };
    let mut values = values.clone();
    values.sort_by_cached_key(ToString::to_string);
    Json::Array(values)
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

#[cfg(test)]
mod tests;
