//! A sentence with its mentions lifted to characters of their class, and the way back.

use crate::lexicon::Lexicon;
use crate::mention::{Class, Mention, Referent};
use crate::number::{Kind, Quantity};
use crate::pattern::{ClassSet, is_symbol, symbol};
use crate::source::Span;
use rust_decimal::Decimal;

/// A lifted sentence.
pub(super) struct Lifted {
    pub text: String,
    /// For each byte of `text`, and one past it, the byte of the reading text that it stands for.
    at: Vec<u32>,
    /// Lifted bytes that are mentions, with the index of the mention; ascending.
    mentions: Vec<(u32, u32)>,
}

impl Lifted {
    /// Lifts the outermost mentions of `classes` in a sentence. `mentions` are the sentence's own, by start, longer first.
    pub fn new(reading: &str, sentence: Span, mentions: &[(u32, &Mention)], classes: ClassSet, lexicon: &Lexicon) -> Lifted {
        let mut lifted = Lifted { text: String::new(), at: Vec::new(), mentions: Vec::new() };
        let mut cursor = sentence.start;
        for &(index, mention) in mentions {
            if !classes.contains(mention.class) || mention.span.start < cursor || mention.span.end > sentence.end {
                continue;
            }
            lifted.copy(reading, Span::new(cursor, mention.span.start));
            let c = symbol_of(mention, reading, lexicon);
            lifted.mentions.push((lifted.text.len() as u32, index));
            lifted.text.push(c);
            lifted.at.extend(std::iter::repeat_n(mention.span.start as u32, c.len_utf8()));
            cursor = mention.span.end;
        }
        lifted.copy(reading, Span::new(cursor, sentence.end));
        lifted.at.push(sentence.end as u32);
        lifted
    }

    fn copy(&mut self, reading: &str, span: Span) {
        self.text.push_str(span.of(reading));
        self.at.extend((span.start..span.end).map(|i| i as u32));
    }

    /// The bytes of the reading text behind bytes of the lifted text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.at[start] as usize, self.at[end] as usize)
    }

    /// The mentions lifted between two bytes of the lifted text.
    pub fn mentions_in(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, u32)> {
        let first = self.mentions.partition_point(|&(at, _)| (at as usize) < start);
        self.mentions[first..].iter().take_while(move |&&(at, _)| (at as usize) < end).map(|&(at, index)| (at as usize, index))
    }

    /// Whether a lifted stretch holds anything but mentions.
    pub fn has_words(&self, start: usize, end: usize) -> bool {
        self.text[start..end].chars().any(|c| !is_symbol(c))
    }
}

/// The character that stands for a mention: its class, narrowed by the kind that patterns can name.
fn symbol_of(mention: &Mention, reading: &str, lexicon: &Lexicon) -> char {
    let name = match (&mention.referent, mention.class) {
        (Referent::Quantity(quantity), _) => match quantity.kind {
            Kind::Cardinal => cardinal(quantity, mention.span.of(reading)),
            Kind::Ordinal => "Quantity.ordinal",
            Kind::Percent => "Quantity.percent",
            Kind::Fraction => "Quantity.fraction",
            Kind::Money => "Quantity.money",
        },
        (Referent::Time(_, value), _) => {
            match value.as_deref().is_some_and(|v| v.starts_with('P')) {
                true if mention.span.of(reading).ends_with("周年") => "Time.anniversary",
                true => "Time.duration",
                false => "Time.date",
            }
        }
        (_, Class::Country) => "Country",
        (_, Class::Region) => "Region",
        (_, Class::Person) => "Person",
        (_, Class::Document) => "Document",
        (_, Class::Doctrine) => "Doctrine",
        (_, Class::Title) => "Title",
        (_, Class::Place) => narrowed(mention, lexicon, "Place", &["Place.Project"]),
        (_, Class::Event) => narrowed(mention, lexicon, "Event", &["Event.Project"]),
        (_, Class::Organization) => narrowed(mention, lexicon, "Organization", &["Organization.NewsOutlet", "Organization.Bloc"]),
        (_, Class::Quantity) => "Quantity.cardinal.vague",
        (_, Class::Time) => "Time.date",
    };
    symbol(name).unwrap_or('\u{fffd}')
}

/// A count is vague (几个), one of a few in words (三个, which may only head a list), or a figure.
fn cardinal(quantity: &Quantity, text: &str) -> &'static str {
    let Some(value) = quantity.value.as_ref().map(|v| v.to_decimal()) else {
        return if text.contains(['十', '百', '千', '万', '亿']) { "Quantity.cardinal.figure" } else { "Quantity.cardinal.vague" };
    };
    let in_words = !text.contains(|c: char| c.is_ascii_digit());
    if in_words && value < Decimal::TEN { "Quantity.cardinal.few" } else { "Quantity.cardinal.figure" }
}

fn narrowed(mention: &Mention, lexicon: &Lexicon, plain: &'static str, kinds: &[&'static str]) -> &'static str {
    let Referent::Listed(id) = mention.referent else {
        let outlet = mention.rule.contains("outlet");
        return if outlet { kinds[0] } else { plain };
    };
    let entity = lexicon.entity(id);
    kinds.iter().find(|k| k.split_once('.').is_some_and(|(_, kind)| entity.kinds.iter().any(|e| **e == *kind))).copied().unwrap_or(plain)
}
