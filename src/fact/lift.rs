//! A sentence with its mentions lifted to characters of their class, and the way back.

use crate::lexicon::{EntityId, Lexicon};
use crate::mention::{Class, Mention, Referent};
use crate::number::{Kind, Quantity};
use crate::pattern::{ClassSet, class_of, is_symbol, symbol};
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
    /// Lifts the outermost mentions of `classes` in a sentence. `mentions` are the sentence's own, by start, longer first;
    /// `voice` is the country that patterns call their own.
    pub fn new(
        reading: &str,
        sentence: Span,
        mentions: &[(u32, &Mention)],
        classes: ClassSet,
        lexicon: &Lexicon,
        voice: Option<EntityId>,
    ) -> Lifted {
        let mut lifted = Lifted { text: String::new(), at: Vec::new(), mentions: Vec::new() };
        let symbol = |mention: &Mention| symbol_of(mention, reading, lexicon, voice);
        let mut cursor = sentence.start;
        for &(index, mention) in mentions {
            if !classes.contains(mention.class) || mention.span.start < cursor || mention.span.end > sentence.end {
                continue;
            }
            if mention.class == Class::Title {
                cursor = lifted.posts(
                    reading,
                    Span::new(cursor, mention.span.end),
                    (index, mention),
                    mentions,
                    classes,
                    symbol,
                );
                continue;
            }
            lifted.copy(reading, Span::new(cursor, mention.span.start));
            lifted.push(index, mention.span, symbol(mention));
            cursor = mention.span.end;
        }
        lifted.copy(reading, Span::new(cursor, sentence.end));
        lifted.at.push(sentence.end as u32);
        lifted
    }

    fn push(&mut self, index: u32, span: Span, c: char) {
        self.mentions.push((self.text.len() as u32, index));
        self.text.push(c);
        self.at.extend(std::iter::repeat_n(span.start as u32, c.len_utf8()));
    }

    /// Lifts a title as a rule reads it: the body that it begins with apart from it (外交部 + 发言人), and two posts in one
    /// name as two (总裁 + 兼 + 首席执行官). `span` runs from what is lifted already to the end of the title, which it gives.
    fn posts(
        &mut self,
        reading: &str,
        span: Span,
        title: (u32, &Mention),
        mentions: &[(u32, &Mention)],
        classes: ClassSet,
        symbol_of: impl Fn(&Mention) -> char,
    ) -> usize {
        let (index, title) = title;
        self.copy(reading, Span::new(span.start, title.span.start));
        let mut start = title.span.start;
        if let Some(&(inner, body)) =
            mentions.iter().find(|(_, m)| m.class == Class::Organization && m.span.start == start)
            && body.span.end < title.span.end
            && &reading[body.span.end..title.span.end] != "长"
        {
            match classes.contains(Class::Organization) {
                true => self.push(inner, body.span, symbol_of(body)),
                false => self.copy(reading, body.span),
            }
            start = body.span.end;
        }
        let c = symbol_of(title);
        for (n, post) in reading[start..span.end].split('兼').enumerate() {
            if n > 0 {
                self.copy(reading, Span::new(start, start + '兼'.len_utf8()));
                start += '兼'.len_utf8();
            }
            self.push(index, Span::new(start, start + post.len()), c);
            start += post.len();
        }
        span.end
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
        self.mentions[first..]
            .iter()
            .take_while(move |&&(at, _)| (at as usize) < end)
            .map(|&(at, index)| (at as usize, index))
    }

    /// Whether the mention at a byte, within a stretch, only says whose office somebody holds, or whose body it is that
    /// follows: 法国 in 法国总统马克龙, 中国 in 中国国家海洋局.
    pub fn tells_office(&self, at: usize, end: usize) -> bool {
        let mut titled = false;
        let bloc = symbol("Organization.Bloc");
        for (n, c) in self.text[at..end].chars().enumerate() {
            match class_of(c) {
                Some(Class::Organization) if n == 1 && Some(c) != bloc => return true,
                Some(Class::Country | Class::Region | Class::Place | Class::Organization) => {}
                Some(Class::Title) if n > 0 => titled = true,
                Some(Class::Person) => return titled,
                None if titled && matches!(c, '、' | '兼') => {}
                None if matches!(c, '前' | '原' | '副' | '女' | '新' | '现' | '时' | '任' | '候' | '当' | '选') =>
                    {}
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

/// The character that stands for a mention: its class, narrowed by the kind that patterns can name.
fn symbol_of(mention: &Mention, reading: &str, lexicon: &Lexicon, voice: Option<EntityId>) -> char {
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
