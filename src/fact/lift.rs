//! A sentence with its mentions lifted to characters of their class, and the way back.

use crate::lexicon::{EntityId, Lexicon};
use crate::mention::{Class, Mention, Referent};
use crate::number::{Kind, Quantity};
use crate::pattern::{ClassSet, SymbolSet, class_of, is_symbol, symbol};
use crate::rule::Reach;
use crate::source::{Span, is_han};
use rust_decimal::Decimal;

/// No spelling of a name has more bytes.
const SPELLING: usize = 60;

/// A lifted sentence.
pub(super) struct Lifted {
    pub text: String,
    /// The byte of the reading text where it begins.
    start: usize,
    /// The mentions in it, by place.
    mentions: Vec<Symbol>,
    /// What its mentions are, with where they stand: bytes from `start` on in the reading text.
    reaches: Vec<(char, Reach)>,
}

/// A mention in a lifted text.
struct Symbol {
    /// Bytes of the lifted text.
    at: usize,
    end: usize,
    /// Bytes of the reading text.
    span: Span,
    index: u32,
}

/// A part of a document to lift.
pub(super) struct Part<'a> {
    pub reading: &'a str,
    pub span: Span,
    /// The mentions that begin in it, by start, longer first; the first of them has the index `first`.
    pub mentions: &'a [Mention],
    pub first: usize,
    /// The characters that stand for them.
    pub symbols: &'a [char],
}

impl Lifted {
    /// Lifts the outermost mentions of `classes`.
    pub fn new(part: &Part, classes: ClassSet) -> Lifted {
        let text = String::with_capacity(part.span.len());
        let mut lifted = Lifted { text, start: part.span.start, mentions: Vec::new(), reaches: Vec::new() };
        let mut cursor = part.span.start;
        for (n, mention) in part.mentions.iter().enumerate() {
            let span = mention.span;
            if !classes.contains(mention.class) || span.start < cursor || span.end > part.span.end {
                continue;
            }
            lifted.copy(part.reading, Span::new(cursor, span.start));
            cursor = span.end;
            if mention.class == Class::Title {
                let start = lifted.body_of_title(part, span, classes);
                lifted.posts(part, n, Span::new(start, cursor));
            } else {
                cursor = lifted.push(part, n, span);
            }
        }
        lifted.copy(part.reading, Span::new(cursor, part.span.end));
        lifted
    }

    /// Lifts a span of the mention with the number `n`. Gives the byte of the reading text where the name ends with its
    /// spelling.
    fn push(&mut self, part: &Part, n: usize, span: Span) -> usize {
        let symbol = part.symbols[n];
        let at = self.text.len();
        let span = Span::new(span.start, spelled_to(part, n, span.end));
        self.text.push(symbol);
        self.mentions.push(Symbol { at, end: self.text.len(), span, index: (part.first + n) as u32 });
        let known = self.reaches.iter().position(|(s, _)| *s == symbol).unwrap_or_else(|| {
            self.reaches.push((symbol, Reach::NOWHERE));
            self.reaches.len() - 1
        });
        self.reaches[known].1.join(Reach::of(span.start - self.start, span.end - self.start));
        span.end
    }

    /// Where its mentions of some symbols stand, in bytes of the reading text from its beginning.
    pub fn reach(&self, symbols: SymbolSet) -> Reach {
        let mut reach = Reach::NOWHERE;
        self.reaches.iter().filter(|(s, _)| symbols.contains(*s)).for_each(|(_, r)| reach.join(*r));
        reach
    }

    /// Lifts the body with which a title begins apart from it, as a rule reads it (外交部 + 发言人), and gives the byte
    /// where the post begins.
    fn body_of_title(&mut self, part: &Part, title: Span, classes: ClassSet) -> usize {
        let n = part.mentions.partition_point(|m| m.span.start < title.start);
        let mut here = part.mentions[n..].iter().zip(n..).take_while(|(m, _)| m.span.start == title.start);
        let is_body = |m: &Mention| m.class == Class::Organization && m.span.end <= part.span.end;
        match here.find(|(m, _)| is_body(m)) {
            Some((body, n)) if body.span.end < title.end && &part.reading[body.span.end..title.end] != "长" => {
                match classes.contains(Class::Organization) {
                    true => _ = self.push(part, n, body.span),
                    false => self.copy(part.reading, body.span),
                }
                body.span.end
            }
            _ => title.start,
        }
    }

    /// Lifts two posts in one name as two (总裁 + 兼 + 首席执行官).
    fn posts(&mut self, part: &Part, n: usize, span: Span) {
        let mut start = span.start;
        for (i, post) in span.of(part.reading).split('兼').enumerate() {
            if i > 0 {
                self.copy(part.reading, Span::new(start, start + '兼'.len_utf8()));
                start += '兼'.len_utf8();
            }
            self.push(part, n, Span::new(start, start + post.len()));
            start += post.len();
        }
    }

    fn copy(&mut self, reading: &str, span: Span) {
        self.text.push_str(span.of(reading));
    }

    /// The bytes of the reading text behind bytes of the lifted text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.place(start), self.place(end))
    }

    /// The byte of the reading text that a byte of the lifted text, or the one past it, stands for.
    fn place(&self, at: usize) -> usize {
        match self.mentions[..self.mentions.partition_point(|m| m.at <= at)].last() {
            Some(mention) if at < mention.end => mention.span.start,
            // What stands between mentions is as it was.
            Some(mention) => mention.span.end + at - mention.end,
            None => self.start + at,
        }
    }

    /// The byte of the lifted text for a byte of the reading text, counted from its beginning.
    pub fn at(&self, place: usize) -> usize {
        let place = place.saturating_add(self.start);
        match self.mentions[..self.mentions.partition_point(|m| m.span.start <= place)].last() {
            Some(mention) if place < mention.span.end => mention.at,
            Some(mention) => self.text.len().min(mention.end + (place - mention.span.end)),
            None => self.text.len().min(place - self.start),
        }
    }

    /// The mentions lifted between two bytes of the lifted text.
    pub fn mentions_in(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, u32)> {
        let first = self.mentions.partition_point(|m| m.at < start);
        self.mentions[first..].iter().take_while(move |m| m.at < end).map(|m| (m.at, m.index))
    }

    /// Whether the mention at a byte, within a stretch, only says whose office somebody holds, or whose body it is that
    /// follows: 法国 in 法国总统马克龙, 中国 in 中国国家海洋局.
    pub fn tells_office(&self, at: usize, end: usize) -> bool {
        let mut titled = false;
        let bloc = symbol("Organization.Bloc");
        let mut chars = self.text[at..end].chars().enumerate().peekable();
        while let Some((n, c)) = chars.next() {
            let before_post = chars.peek().is_some_and(|(_, next)| class_of(*next).is_none_or(|c| c == Class::Title));
            match class_of(c) {
                Some(Class::Organization) if n == 1 && Some(c) != bloc => return true,
                Some(Class::Country | Class::Region | Class::Place | Class::Organization) => {}
                Some(Class::Title) if n > 0 => titled = true,
                Some(Class::Person) => return titled,
                None if titled && matches!(c, '、' | '兼') => {}
                None if matches!(c, '和' | '及') && before_post => {} // 地区发展和公共行政部长
                None if !"、和与同及跟以—-".contains(c) => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether a mention of one of these classes is lifted.
    pub fn calls(&self, classes: ClassSet) -> bool {
        self.text.chars().any(|c| class_of(c).is_some_and(|class| classes.contains(class)))
    }

    /// Whether a lifted stretch holds anything but mentions.
    pub fn has_words(&self, start: usize, end: usize) -> bool {
        self.text[start..end].chars().any(|c| !is_symbol(c))
    }
}

/// Where a name ends with the spelling in brackets behind it, which says no more: 斯托尔滕贝格(Jens Stoltenberg).
fn spelled_to(part: &Part, n: usize, end: usize) -> usize {
    let behind = part.reading[end..part.span.end.max(end)]
        .strip_prefix('(')
        .filter(|_| part.mentions[n].class < Class::Quantity);
    let Some((inner, _)) = behind.and_then(|rest| rest.split_once(')')) else { return end };
    let is_part = |c: char| !is_han(c) && (c.is_alphanumeric() || " .,-'’·&".contains(c));
    let spelled = inner.len() <= SPELLING && inner.chars().all(is_part) && inner.contains(char::is_alphabetic);
    if spelled { end + inner.len() + "()".len() } else { end }
}

/// The character that stands for a mention: its class, narrowed by the kind that patterns can name.
pub(super) fn symbol_of(mention: &Mention, reading: &str, lexicon: &Lexicon, voice: Option<EntityId>) -> char {
    let name = match (&mention.referent, mention.class) {
        (Referent::Quantity(quantity), _) => match quantity.kind {
            Kind::Cardinal => cardinal(quantity, mention.span.of(reading)),
            Kind::Ordinal => "Quantity.ordinal",
            Kind::Percent => "Quantity.percent",
            Kind::Fraction => "Quantity.fraction",
            Kind::Money => "Quantity.money",
        },
        (Referent::Time(_, value), _) => match value.as_deref().is_some_and(|v| v.starts_with('P')) {
            true if mention.span.of(reading).ends_with("周年") => "Time.anniversary",
            true => "Time.duration",
            false => "Time.date",
        },
        (Referent::Listed(id), Class::Country) if voice == Some(*id) => "Country.own",
        (_, Class::Country) => "Country.other",
        (_, Class::Region) => "Region",
        (_, Class::Person) => "Person",
        (_, Class::Document) => "Document",
        (_, Class::Doctrine) => "Doctrine",
        (_, Class::Title) => "Title",
        (_, Class::Place) => narrowed(mention, lexicon, "Place", &["Place.JointWork"]),
        (_, Class::Event) => narrowed(mention, lexicon, "Event", &["Event.JointWork"]),
        (_, Class::Organization) => {
            narrowed(mention, lexicon, "Organization", &["Organization.NewsOutlet", "Organization.Bloc"])
        }
        (_, Class::Quantity) => "Quantity.cardinal.vague",
        (_, Class::Time) => "Time.date",
    };
    symbol(name).unwrap_or('\u{fffd}')
}

/// A count is vague (几个), one of a few in words (三个, which may only head a list), or a figure.
fn cardinal(quantity: &Quantity, text: &str) -> &'static str {
    let Some(value) = quantity.value.as_ref().map(|v| v.to_decimal()) else {
        return if text.contains(['十', '百', '千', '万', '亿']) {
            "Quantity.cardinal.figure"
        } else {
            "Quantity.cardinal.vague"
        };
    };
    if value == Decimal::ONE && !text.contains('1') || text.ends_with('岁') {
        return "Quantity.cardinal.vague"; // a bare 一 counts only against another number, an age counts nothing
    }
    let in_words = !text.contains(|c: char| c.is_ascii_digit());
    if in_words && value < Decimal::TEN { "Quantity.cardinal.few" } else { "Quantity.cardinal.figure" }
}

fn narrowed(mention: &Mention, lexicon: &Lexicon, plain: &'static str, kinds: &[&'static str]) -> &'static str {
    let Referent::Listed(id) = mention.referent else {
        let outlet = mention.rule.contains("outlet");
        return if outlet { kinds[0] } else { plain };
    };
    let entity = lexicon.entity(id);
    kinds
        .iter()
        .find(|k| k.split_once('.').is_some_and(|(_, kind)| entity.kinds.iter().any(|e| **e == *kind)))
        .copied()
        .unwrap_or(plain)
}
