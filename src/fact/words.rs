//! The words of a slot that stand in pieces around an amount, and the noun that the amount has taken up.

use super::{Applied, Held, Value};
use crate::mention::Referent;
use crate::rule::Trim;
use crate::source::Span;

/// The unit of persons: an amount of it may take up the noun (1亿多 + 群众).
const PERSONS: &str = "人";

/// What an amount of persons is written with, before the noun.
const FIGURES: &str =
    "0123456789.,一二三四五六七八九十百千万亿两零〇几数多余近约超过突破上逾至少最大达到了不足名个位口";

impl Applied<'_> {
    /// The text pieces of a slot as one phrase. In a slot that is cut, the noun of the amount between them is a piece as well.
    pub(super) fn joined(&self, slot: &str, values: Vec<Value>, held: &[Held], trim: Option<&Trim>) -> Vec<Value> {
        let holes = held.iter().filter(|h| *h.name == *slot && h.start < h.end).map(|h| h.start);
        let texts = values.iter().filter_map(|v| if let Value::Text(t) = v { Some(t.clone()) } else { None });
        let mut pieces: Vec<(usize, String)> = holes.zip(texts).collect();
        if trim.is_some() {
            pieces.extend(self.counted_noun(held));
            pieces.sort_by_key(|(start, _)| *start);
        }
        if pieces.len() < 2 {
            return values;
        }
        let last = pieces.len() - 1;
        let cut = |(i, (_, text)): (usize, &(usize, String))| match trim {
            Some(trim) if i < last => trim.piece(text).to_owned(),
            _ => text.clone(),
        };
        vec![Value::Text(pieces.iter().enumerate().map(cut).collect())]
    }

    /// The noun in an amount of persons, and where it stands: 群众 of 1亿多群众.
    fn counted_noun(&self, held: &[Held]) -> Option<(usize, String)> {
        let hole = held.iter().find(|h| *h.name == *"quantity")?;
        let (_, index) = self.lifted.mentions_in(hole.start, hole.end).next()?;
        let mention = self.context.mention(index)?;
        let persons = matches!(&mention.referent, Referent::Quantity(q) if q.unit == PERSONS);
        let text = self.context.text(mention.span);
        let noun = text.trim_start_matches(|c| FIGURES.contains(c));
        let is_noun =
            noun.chars().count() > 1 && noun.len() < text.len() && (!noun.starts_with(PERSONS) || noun == "人口");
        // 14亿人口的市场: what links the noun to what follows goes with it.
        let end = mention.span.end
            + if self.context.behind(mention.span.end).starts_with('的') { '的'.len_utf8() } else { 0 };
        let noun = Span::new(mention.span.end - noun.len(), end);
        (persons && is_noun).then(|| (hole.start, self.context.written(noun)))
    }
}
