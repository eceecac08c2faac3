//! What does not fit together within a fact: a list against its count, a share above the whole, an end before its
//! beginning, an office outside its dates.

use super::context::Context;
use super::{Applied, Held, Value};
use crate::date::days;
use crate::lexicon::{EntityId, Post, Text};
use crate::mention::{Class, Referent};
use crate::number::{Cmp, Quantity};
use crate::pattern::is_symbol;
use crate::source::{Span, simplified};
use rust_decimal::Decimal;
use std::sync::Arc;

type Slots = [(Arc<str>, Vec<Value>)];

/// How many characters before a figure may tell that it is a share: 占全国发电量的130%.
const NEAR: usize = 14;

/// What stands between the items of a list.
const SEPARATORS: &str = "、,和与同及以跟-—";

/// Units in which a list of parties is counted: 6国, 三方, 五个国家.
const PARTIES: [&str; 5] = ["国", "国家", "方", "个国家", "国和地区"];

impl Applied<'_> {
    /// What in a match does not fit together, in words.
    pub(super) fn check(&self, span: Span, held: &[Held], slots: &Slots) -> Vec<String> {
        let mut found: Vec<String> = held.iter().filter_map(|hole| self.miscounted(hole)).collect();
        found.extend(share(self.context, span, self.lifted_span(held, "quantity"), slots));
        found.extend(slots.iter().flat_map(|(_, values)| values).filter_map(backwards));
        if let ([Value::Time(start)], [Value::Time(end)]) = (values(slots, "start"), values(slots, "end")) {
            found.extend(backwards(&Value::Time(format!("{start}/{end}"))));
        }
        found.extend(self.out_of_office(span, slots));
        found.sort();
        found.dedup();
        found
    }

    fn lifted_span(&self, held: &[Held], name: &str) -> Option<Span> {
        held.iter().find(|h| *h.name == *name).map(|h| self.lifted.span(h.start, h.end))
    }

    /// A list of parties against the count right behind it: 瑞士、匈牙利3国. Behind 等 the count may be larger.
    fn miscounted(&self, hole: &Held) -> Option<String> {
        let items = self.lifted.mentions_in(hole.start, hole.end).map(|(_, index)| index);
        let (listed, list) = (self.context.states_listed(items)?, self.lifted.span(hole.start, hole.end));
        // What another hole holds of the list (中 + 蒙俄三国) is not in this one.
        let is_list =
            !hole.textual && listed > 1 && self.is_plain_list(hole) && !self.context.follows_party(list.start);
        if !is_list {
            return None;
        }
        let (quantity, open) = self.context.count_behind(list.end)?;
        let value = quantity.value.as_ref()?.to_decimal();
        let counts = PARTIES.contains(&quantity.unit.as_str());
        let wrong = match (open, quantity.cmp) {
            (false, Cmp::Equal) => value != Decimal::from(listed),
            (true, _) => value < Decimal::from(listed),
            (false, _) => false,
        };
        (counts && wrong).then(|| format!("the list names {listed}, the text counts {value}"))
    }

    /// Whether a hole holds names and what separates them, and no other word.
    fn is_plain_list(&self, hole: &Held) -> bool {
        self.lifted.text[hole.start..hole.end].chars().all(|c| is_symbol(c) || SEPARATORS.contains(c))
    }

    /// An office that the gazetteer dates, outside these dates. 前, 原 and the like say so themselves.
    fn out_of_office(&self, span: Span, slots: &Slots) -> Option<String> {
        let ([Value::Entity(person)], [Value::Text(title)]) = (values(slots, "person"), values(slots, "title")) else {
            return None;
        };
        if *self.rule.fact != *"Office" {
            return None;
        }
        self.context.out_of_office(*person, &simplified(title), span)
    }
}

fn values<'s>(slots: &'s Slots, name: &str) -> &'s [Value] {
    slots.iter().find(|(slot, _)| &**slot == name).map_or(&[], |(_, v)| v)
}

/// A span of time that ends before it begins.
fn backwards(value: &Value) -> Option<String> {
    let Value::Time(time) = value else { return None };
    let (first, last) = time.split_once('/')?;
    let (begin, end) = (days(first)?.0?, days(last)?.1?);
    (end < begin).then(|| format!("it ends ({last}) before it begins ({first})"))
}

/// A share of more than all.
fn share(context: &Context, span: Span, amount: Option<Span>, slots: &Slots) -> Option<String> {
    let [Value::Quantity(quantity)] = values(slots, "quantity") else { return None };
    let value = quantity.value.as_ref()?.to_decimal();
    let above = quantity.unit == "%" && value > Decimal::ONE_HUNDRED;
    let before = context.text(Span::new(span.start, amount?.start.max(span.start)));
    let near: String = before.chars().rev().take(NEAR).collect::<Vec<char>>().into_iter().rev().collect();
    let is_share = context.language().parts.iter().any(|word| near.contains(word.as_str()));
    (above && is_share).then(|| format!("a share of {value} % is more than the whole"))
}

impl Context<'_> {
    /// How many different states mentions name; `None` if one of them is something else: 中国与东盟十国 counts that alone.
    fn states_listed(&self, indices: impl Iterator<Item = u32>) -> Option<usize> {
        let mut names: Vec<&Referent> = Vec::new();
        for mention in indices.filter_map(|i| self.mention(i)) {
            if mention.class != Class::Country {
                return None;
            }
            if !names.contains(&&mention.referent) {
                names.push(&mention.referent);
            }
        }
        Some(names.len())
    }

    /// The amount that stands at a byte, and whether 等 stands before it.
    fn count_behind(&self, at: usize) -> Option<(&Quantity, bool)> {
        let rest = Span::new(at, self.sentence().span.end.max(at)).of(self.reading());
        let open = rest.starts_with('等');
        let at = at + if open { '等'.len_utf8() } else { 0 };
        let mention = self.starting_at(at).find(|m| m.class == Class::Quantity)?;
        match &mention.referent {
            Referent::Quantity(quantity) => Some((quantity, open)),
            _ => None,
        }
    }

    /// Whether a post is held at the document's date, for all that the gazetteer says; none where the document has none.
    pub fn is_held(&self, post: &Post) -> Option<bool> {
        let today = days(self.document_day()?)?;
        let begins = post.start.as_deref().and_then(days).and_then(|d| d.0);
        let ends = post.end.as_deref().and_then(days).and_then(|d| d.1);
        let has_begun = begins.is_none_or(|b| today.1.as_ref().is_none_or(|last| b <= *last));
        Some(has_begun && ends.is_none_or(|e| today.0.as_ref().is_none_or(|first| e >= *first)))
    }

    /// What the gazetteer has against a title at the document's date.
    fn out_of_office(&self, person: EntityId, title: &str, span: Span) -> Option<String> {
        let (before, words) = (self.clause_before(span.start), self.text(span));
        let before_title = words.find(title).map_or("", |i| &words[..i]);
        if self.language().out_of_office.iter().any(|w| before.ends_with(w) || before_title.contains(w)) {
            return None;
        }
        let (day, posts) = (self.document_day()?, self.posts_of(person));
        let of_title: Vec<_> = posts.iter().filter(|p| *p.title == *title).collect();
        let post = of_title.first()?;
        let held = of_title.iter().map(|p| self.is_held(p)).collect::<Option<Vec<bool>>>()?;
        (!held.contains(&true)).then(|| {
            let date = |d: &Option<Text>| d.as_deref().unwrap_or("..").to_owned();
            let (name, from, to) = (&self.entity(person).name, date(&post.start), date(&post.end));
            format!("{name} is {title} from {from} to {to} in the gazetteer, and the text is of {day}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_time_may_not_end_before_it_begins() {
        let told = |time: &str| backwards(&Value::Time(time.into()));
        assert!(told("2024-05/2024-03").unwrap().contains("2024-03"));
        assert_eq!(told("2024-05/2024-05-31"), None);
        assert_eq!(told("2024/.."), None);
        assert_eq!(told("P3Y"), None);
    }
}
