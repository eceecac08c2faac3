//! What mentions and stretches of text are as values of slots.

use super::Context;
use crate::fact::lift::Lifted;
use crate::fact::{Held, Value};
use crate::lexicon::EntityId;
use crate::mention::{Class, Mention, Referent};
use crate::number::{Cmp, Kind, Quantity};
use crate::rule::{Approximator, Trim};
use crate::source::Span;
use crate::vocab::SlotKind;
use rust_decimal::Decimal;
use std::sync::Arc;

impl Context<'_> {
    pub(super) fn listed(&self, mention: &Mention) -> Option<EntityId> {
        match mention.referent {
            Referent::Listed(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn name(&self, mention: &Mention) -> Option<Arc<str>> {
        match &mention.referent {
            Referent::Listed(id) => Some((*self.lexicon.entity(*id).name).into()),
            Referent::Unlisted(name) => Some(name.clone()),
            _ => None,
        }
    }

    pub fn value(&self, mention: &Mention) -> Value {
        match &mention.referent {
            Referent::Listed(id) => Value::Entity(*id),
            Referent::Unlisted(name) => Value::Name(name.clone()),
            Referent::Quantity(quantity) => Value::Quantity(quantity.clone()),
            Referent::Time(_, value) => Value::Time(value.clone().unwrap_or_default()),
        }
    }

    /// The values of mentions, as a slot of this kind takes them.
    pub fn mention_values(&self, indices: impl Iterator<Item = u32>, kind: &SlotKind) -> Vec<Value> {
        indices.map(|i| &self.mentions[i as usize]).filter_map(|m| self.mention_value(m, kind)).collect()
    }

    fn mention_value(&self, mention: &Mention, kind: &SlotKind) -> Option<Value> {
        match (kind, &mention.referent) {
            (SlotKind::Number, Referent::Quantity(q)) => q.value.as_ref().map(|v| Value::Number(v.to_decimal())),
            (SlotKind::Number, Referent::Time(_, Some(value))) => duration_number(value).map(Value::Number),
            (SlotKind::Time, Referent::Time(_, value)) => value.clone().map(Value::Time),
            (SlotKind::Quantity, Referent::Quantity(q)) => Some(Value::Quantity(self.approximated(q, mention.span))),
            (SlotKind::Quantity, Referent::Time(_, Some(value))) => {
                let quantity = duration_quantity(value, mention.span.of(&self.doc.text))?;
                Some(Value::Quantity(self.approximated(&quantity, mention.span)))
            }
            (SlotKind::Entity, Referent::Listed(_) | Referent::Unlisted(_)) if mention.class != Class::Title => {
                Some(self.value(mention))
            }
            _ => None,
        }
    }

    /// An amount with what the words around it say of how exact it is: 约有1600人, 至少有3人, 连10元都不到.
    fn approximated(&self, quantity: &Quantity, span: Span) -> Quantity {
        let sentence = self.sentence().span;
        let before = &self.doc.text[sentence.start.min(span.start)..span.start];
        let behind = &self.doc.text[span.end..sentence.end.max(span.end)];
        // 约 of 节约 says nothing of the amount.
        let stands = |at: usize| self.language.whole.around(before, at).is_none();
        let says = |a: &&Approximator| {
            a.before.as_ref().and_then(|r| r.find(before)).is_some_and(|m| stands(m.start()))
                || a.behind.as_ref().is_some_and(|r| r.is_match(behind))
        };
        let exact = quantity.cmp == Cmp::Equal && quantity.kind != Kind::Ordinal;
        let told = self.language.approximate.iter().find(says).filter(|_| exact);
        Quantity { cmp: told.map_or(quantity.cmp, |a| a.cmp), ..quantity.clone() }
    }

    /// The words of a slot, cut; words that say nothing alone with those before them of which they tell more.
    pub fn trimmed_words(&self, value: Value, trim: &Trim, before: bool, span: Span) -> Option<Value> {
        let Value::Text(words) = value else { return Some(value) };
        let cut = if before { trim.cut(&words) } else { trim.cut_head(&words).trim_end_matches(['的', '、', ',']) };
        match cut {
            "" => None,
            stub if trim.is_stub(stub) => self.told_of(span, trim).map(|subject| Value::Text(subject + stub)),
            cut => Some(Value::Text(cut.to_owned())),
        }
    }

    /// A stretch of text as the value of a slot; for a named thing, its canonical name.
    pub fn text_value(&self, span: Span, kind: &SlotKind) -> Option<Value> {
        let text = span.of(&self.doc.text);
        let exact = || {
            self.mentions_in(span)
                .map(|(_, m)| m)
                .find(|m| trimmed(m.span, &self.doc.text) == trimmed(span, &self.doc.text))
        };
        match kind {
            SlotKind::Entity => match exact().filter(|m| m.class < Class::Quantity) {
                Some(mention) => Some(self.value(mention)),
                None => {
                    let whole = with_partners(span, &self.doc.text);
                    Some(Value::Name(unquoted(whole, &self.doc.text).of(&self.doc.text).into()))
                }
            },
            SlotKind::Text => {
                let whole = with_partners(span, self.reading());
                let words = self.written(crate::fact::quotable(whole, self.reading()));
                let words = words.trim_matches(['、', ',']);
                (!words.is_empty()).then(|| Value::Text(words.to_owned()))
            }
            SlotKind::Bool => Some(Value::Bool(true)),
            SlotKind::Code(codes) => codes.iter().find(|c| ***c == *text).cloned().map(Value::Code),
            SlotKind::Number | SlotKind::Time | SlotKind::Quantity => {
                self.mentions_in(span).find_map(|(_, m)| self.mention_value(m, kind))
            }
        }
    }

    /// Fixed names of a rule, as entities where the gazetteer has them.
    pub fn resolve_names(&self, values: &[Value]) -> Vec<Value> {
        values
            .iter()
            .map(|v| match v {
                Value::Name(name) => self.lexicon.by_code(name).map_or_else(|| v.clone(), Value::Entity),
                other => other.clone(),
            })
            .collect()
    }

    /// The values in a hole, as this kind of slot takes them.
    pub fn values_in(&self, lifted: &Lifted, hole: &Held, kind: &SlotKind) -> Vec<Value> {
        let span = lifted.span(hole.start, hole.end);
        if hole.textual || matches!(kind, SlotKind::Text | SlotKind::Code(_) | SlotKind::Bool) {
            return self.text_value(span, kind).into_iter().collect();
        }
        if matches!(kind, SlotKind::Number | SlotKind::Quantity)
            && lifted.mentions_in(hole.start, hole.end).next().is_none()
        {
            return self.text_value(span, kind).into_iter().collect();
        }
        let named = lifted.mentions_in(hole.start, hole.end).filter(|&(at, _)| !lifted.tells_office(at, hole.end));
        let mut values = self.mention_values(named.map(|(_, index)| index), kind);
        // A number of states (180多个国家) is named by its words.
        let counted = || {
            lifted.mentions_in(hole.start, hole.end).any(|(_, i)| self.mentions[i as usize].class == Class::Quantity)
        };
        if let ([], [post]) = (&values[..], &self.posts_in(lifted, hole)[..]) {
            return self.who_is(post).into_iter().collect();
        }
        if values.is_empty()
            && matches!(kind, SlotKind::Entity)
            && (lifted.has_words(hole.start, hole.end) || counted())
        {
            values = self.pronoun_or_name(span);
        }
        values
    }

    /// The posts that a hole holds, if it holds nothing else.
    fn posts_in(&self, lifted: &Lifted, hole: &Held) -> Vec<&Mention> {
        let all = lifted.mentions_in(hole.start, hole.end).map(|(_, i)| &self.mentions[i as usize]);
        let alone = !lifted.has_words(hole.start, hole.end);
        all.filter(|m| alone && m.class == Class::Title).collect()
    }
}

const PAIRS: [(char, char); 3] = [('“', '”'), ('‘', '’'), ('《', '》')];

/// A span with the mark right before or behind it whose partner stands inside: 《巴黎协定》 of 《[巴黎协定》签署仪式].
fn with_partners(mut span: Span, text: &str) -> Span {
    for (open, close) in PAIRS {
        let inner = span.of(text);
        let (opens, closes) = (inner.matches(open).count(), inner.matches(close).count());
        if closes > opens && text[..span.start].ends_with(open) {
            span.start -= open.len_utf8();
        }
        if opens > closes && text[span.end..].starts_with(close) {
            span.end += close.len_utf8();
        }
    }
    span
}

/// A span without marks that enclose it as a whole, or that have no partner in it: 某某的“三点主张” keeps its own.
fn unquoted(mut span: Span, text: &str) -> Span {
    for (open, close) in PAIRS {
        let inner = span.of(text);
        let (opens, closes) = (inner.matches(open).count(), inner.matches(close).count());
        let encloses = inner.starts_with(open) && inner.ends_with(close) && opens == 1 && closes == 1;
        if encloses || inner.starts_with(open) && opens > closes {
            span.start += open.len_utf8();
        }
        if encloses || inner.ends_with(close) && closes > opens {
            span.end -= close.len_utf8();
        }
    }
    span
}

/// A span without the quotation marks around it.
fn trimmed(mut span: Span, text: &str) -> Span {
    const MARKS: [char; 6] = ['“', '”', '‘', '’', '《', '》'];
    while let Some(c) = span.of(text).chars().next().filter(|c| MARKS.contains(c)) {
        span.start += c.len_utf8();
    }
    while let Some(c) = span.of(text).chars().next_back().filter(|c| MARKS.contains(c)) {
        span.end -= c.len_utf8();
    }
    span
}

/// The number of an ISO 8601 duration with one unit: `P75Y` → 75.
fn duration_number(value: &str) -> Option<Decimal> {
    let digits = value.strip_prefix('P')?.trim_start_matches('T').trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.parse().ok()
}

/// A duration as an amount of its unit: 连续15年 → 15 年, 100多年来 → over 100 年, 3至5年 → from 3 to 5 年; of two units it is
/// the smaller one: 四年八个月 → 56 个月.
fn duration_quantity(value: &str, text: &str) -> Option<Quantity> {
    let (from, to) = value.split_once('/').map_or((value, None), |(from, to)| (from, Some(to)));
    let (least, unit) = duration_amount(from)?;
    let most = match to.map(duration_amount) {
        Some(most) => Some(most.filter(|(_, other)| *other == unit)?.0),
        None => None,
    };
    let cmp = match () {
        () if text.starts_with("不超过") => Cmp::AtMost,
        () if text.contains(['多', '余']) || text.contains("超过") => Cmp::Above,
        () if text.contains(['约', '近']) || text.contains("左右") => Cmp::About,
        () => Cmp::Equal,
    };
    let single = most.is_none();
    Some(Quantity {
        value: single.then(|| least.into()),
        min: (!single).then(|| least.into()),
        max: most.map(Into::into),
        min_inclusive: true,
        max_inclusive: true,
        unit: unit.to_owned(),
        cmp,
        kind: Kind::Cardinal,
    })
}

/// How many of its smallest unit a duration is.
fn duration_amount(value: &str) -> Option<(Decimal, &'static str)> {
    let two = |digits: &str, (larger, of_smaller): (char, u32), smaller: char| {
        let (first, rest) = digits.strip_suffix(smaller)?.split_once(larger)?;
        Some(first.parse::<Decimal>().ok()? * Decimal::from(of_smaller) + rest.parse::<Decimal>().ok()?)
    };
    let minutes = || value.strip_prefix("PT").and_then(|time| two(time, ('H', 60), 'M')).map(|n| (n, "分钟"));
    let months = || value.strip_prefix('P').and_then(|date| two(date, ('Y', 12), 'M')).map(|n| (n, "个月"));
    minutes().or_else(months).or_else(|| Some((duration_number(value)?, unit_of(value)?)))
}

fn unit_of(value: &str) -> Option<&'static str> {
    let time = value.starts_with("PT");
    Some(match value.chars().next_back()? {
        'Y' => "年",
        'M' if time => "分钟",
        'M' => "个月",
        'W' => "周",
        'D' => "天",
        'H' => "小时",
        'S' => "秒",
        _ => return None,
    })
}
