//! What all finders of names look at: the text with its edges; and the choice between several readings of a name.

use super::{Class, Mention, Referent};
use crate::document::Document;
use crate::lexicon::{EntityId, Lexicon, Target, Word};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;
use std::sync::Arc;

/// No name is longer (bytes).
pub(super) const LONGEST: usize = 600;

/// A document under the eyes of the finders.
pub(super) struct Scene<'a> {
    pub doc: &'a Document,
    pub text: &'a str,
    pub lexicon: &'a Lexicon,
    /// The country whose places and bodies the gazetteer lists without saying whose.
    pub china: Option<EntityId>,
    /// Where sentences begin, sorted.
    edges: Vec<usize>,
}

/// What a stretch of text may stand for.
#[derive(Debug, Clone)]
pub(super) enum Choice {
    /// One entity.
    One(EntityId),
    /// Several entities bear the name.
    Shared(Word),
    /// A short form that several entities share.
    Single(char),
    /// No name, and nothing inside is one.
    Phrase,
    /// A name that no gazetteer holds: class, canonical name, what found it.
    New(Class, Arc<str>, &'static str),
}

/// A stretch of text that was found.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub span: Span,
    pub choice: Choice,
    /// Whether it lies in a longer item.
    pub nested: bool,
}

/// What sorts by start, the longer first.
pub(super) fn outer_first(span: Span) -> (usize, std::cmp::Reverse<usize>) {
    (span.start, std::cmp::Reverse(span.end))
}

impl<'a> Scene<'a> {
    pub(super) fn new(doc: &'a Document, lexicon: &'a Lexicon) -> Scene<'a> {
        let edges = doc.sentences.iter().map(|s| s.span.start).collect();
        Scene { doc, text: &doc.text, lexicon, china: lexicon.by_code("CN"), edges }
    }

    /// Whether a sentence or label begins inside a span.
    pub(super) fn crosses_edge(&self, span: Span) -> bool {
        let next = self.edges.partition_point(|&e| e <= span.start);
        self.edges.get(next).is_some_and(|&e| e < span.end)
    }

    /// The character in front of a byte, unless a sentence begins there.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        if self.edges.binary_search(&at).is_ok() {
            return None;
        }
        self.text[..at].chars().next_back()
    }

    /// The article in which a byte lies.
    pub(super) fn article(&self, at: usize) -> Option<usize> {
        self.doc.sentence_at(at).map(|at| self.doc.sentences[at].article)
    }

    /// The countries that `items` name by more than a character, each once by the first character it is named with.
    pub(super) fn countries(&self, items: &[Item]) -> Vec<(char, EntityId)> {
        let mut seen = FxHashSet::default();
        let named = items.iter().filter_map(|item| {
            let Choice::One(id) = item.choice else { return None };
            let mut characters = item.span.of(self.text).chars();
            let (first, _) = characters.next().zip(characters.next())?;
            (self.lexicon.entity(id).class == Class::Country).then_some((first, id))
        });
        named.filter(|named| seen.insert(*named)).collect()
    }

    /// Whether a span stands between quotation or title marks.
    pub(super) fn is_marked(&self, span: Span) -> bool {
        matches!(self.before(span.start), Some('《' | '“')) && self.rest(span.end).starts_with(['》', '”'])
    }

    /// The text from a byte to the end of its sentence.
    pub(super) fn rest(&self, at: usize) -> &'a str {
        let next = self.edges.partition_point(|&e| e <= at);
        let end = self.edges.get(next).copied().unwrap_or(self.text.len());
        &self.text[at..end]
    }

    /// The longest of some words, of at most `most` characters, that ends at a byte.
    pub(super) fn longest_ending(&self, words: &FxHashSet<String>, at: usize, most: usize) -> Option<&'a str> {
        let head = self.head(at);
        let ends = head.char_indices().rev().take(most).map(|(i, _)| &head[i..]);
        ends.filter(|word| words.contains(*word)).last()
    }

    /// The text from the start of the sentence to a byte.
    pub(super) fn head(&self, at: usize) -> &'a str {
        let next = self.edges.partition_point(|&e| e < at);
        let start = next.checked_sub(1).map_or(0, |i| self.edges[i]);
        &self.text[start..at]
    }

    /// Whether the character at a byte is a function word there, and no part of a name.
    pub(super) fn stops(&self, at: usize, c: char) -> bool {
        // Few characters are: only beside these does one look.
        if !self.lexicon.patterns.may_stop(c) {
            return false;
        }
        let after = self.text[at + c.len_utf8()..].chars().next();
        self.lexicon.patterns.stops(self.before(at), c, after)
    }

    /// The class of an item; none for phrases and for names with readings of several classes.
    pub(super) fn class(&self, item: &Item) -> Option<Class> {
        match &item.choice {
            Choice::One(id) => Some(self.lexicon.entity(*id).class),
            Choice::New(class, ..) => Some(*class),
            Choice::Phrase => None,
            choice => self.one_of(choice).map(|id| self.lexicon.entity(id).class),
        }
    }

    /// One entity that a choice may stand for: any will do where only the class counts.
    pub(super) fn one_of(&self, choice: &Choice) -> Option<EntityId> {
        let (mut first, mut default) = (None, None);
        self.each_reading(choice, |id, is_default| {
            first = Some(first.map_or(id, |first: EntityId| first.min(id)));
            default = if is_default { Some(id) } else { default };
        });
        default.or(first)
    }

    /// The listed entity of this name, or else a new one that `rule` found.
    pub(super) fn listed_or_new(&self, class: Class, name: &str, rule: &'static str) -> Choice {
        self.lexicon.named(name).map_or_else(|| Choice::New(class, name.into(), rule), Choice::One)
    }

    /// Whether a choice may stand for an entity.
    pub(super) fn may_be(&self, choice: &Choice, id: EntityId) -> bool {
        let mut found = false;
        self.each_reading(choice, |reading, _| found |= reading == id);
        found
    }

    /// Calls `each` with every entity that a choice is between, and whether it is the one to take by default.
    fn each_reading(&self, choice: &Choice, mut each: impl FnMut(EntityId, bool)) {
        let add = |target: Target| match target {
            Target::Name(id) | Target::Shared(id) | Target::Abbreviation(id) => each(id, false),
            Target::Default(id) => each(id, true),
            Target::Phrase | Target::Cue(_) => {}
        };
        match choice {
            Choice::Shared(word) => self.lexicon.targets(*word).for_each(add),
            Choice::Single(c) => self.lexicon.single(*c).unwrap_or_default().iter().copied().for_each(add),
            Choice::One(id) => each(*id, false),
            Choice::Phrase | Choice::New(..) => {}
        }
    }

    /// The entities that a choice is between, and the one to take by default.
    pub(super) fn readings(&self, choice: &Choice) -> (Vec<EntityId>, Option<EntityId>) {
        let mut ids = Vec::new();
        let mut default = None;
        self.each_reading(choice, |id, is_default| {
            ids.push(id);
            default = if is_default { Some(id) } else { default };
        });
        ids.sort_unstable();
        ids.dedup();
        if let [only] = ids[..] {
            default = Some(only);
        }
        (ids, default)
    }

    /// Settles every choice by what the surroundings name without doubt, and makes mentions of the items.
    pub(super) fn resolve(&self, items: Vec<Item>) -> Vec<Mention> {
        let evidence = Evidence::of(self, &items);
        // Few texts ask for them.
        let titles: LazyCell<Vec<Span>, _> =
            LazyCell::new(|| items.iter().filter(|i| self.class(i) == Some(Class::Title)).map(|i| i.span).collect());
        let mut mentions = Vec::with_capacity(items.len());
        // The last name that lies in no other, with its end.
        let mut outer: Option<(EntityId, usize)> = None;
        for item in &items {
            if let Choice::One(id) = item.choice
                && !item.nested
            {
                outer = Some((id, item.span.end));
            }
            let around = outer.filter(|(_, end)| item.span.end <= *end).map(|(id, _)| id);
            let (class, referent, rule) = match &item.choice {
                Choice::Phrase => continue,
                Choice::New(class, name, rule) => (*class, Referent::Unlisted(name.clone()), Arc::from(*rule)),
                choice => match self.meant(choice, item.span, around, &evidence) {
                    Some(id) => {
                        let entity = self.lexicon.entity(id);
                        (entity.class, Referent::Listed(id), entity.rule.clone())
                    }
                    // A surname that many bear, beside a title, is a person's, if it is not known whose.
                    None if self.is_anybodys(item, &titles) => {
                        let name = item.span.of(self.text).into();
                        (Class::Person, Referent::Unlisted(name), Arc::from("name:person.title"))
                    }
                    None => continue,
                },
            };
            mentions.push(Mention { span: item.span, class, referent, role: None, rule, nested: item.nested });
        }
        mentions
    }

    /// The one entity that a choice means: a party to, or the country of, the listed name `around` it, the one that the
    /// surroundings name most, or the one to take by default.
    fn meant(&self, choice: &Choice, span: Span, around: Option<EntityId>, evidence: &Evidence) -> Option<EntityId> {
        if let Choice::One(id) = choice {
            return Some(*id);
        }
        let (ids, default) = self.readings(choice);
        let takes_part = around.map(|id| self.lexicon.entity(id)).and_then(|around| {
            ids.iter().copied().find(|id| around.parties.contains(id) || around.country == Some(*id))
        });
        takes_part.or_else(|| evidence.favours(self, span, &ids)).or(default)
    }

    /// Whether an item that stands beside a title is the name of one person or another.
    fn is_anybodys(&self, item: &Item, titles: &[Span]) -> bool {
        let near = titles.partition_point(|t| t.start < item.span.start);
        let before = titles[..near].iter().rev().take(2).any(|t| t.end == item.span.start);
        let behind = titles[near..].iter().take(2).any(|t| t.start == item.span.end);
        let is_person = |id: &EntityId| self.lexicon.entity(*id).class == Class::Person;
        matches!(item.choice, Choice::Shared(_))
            && (before || behind)
            && item.span.of(self.text).chars().nth(2).is_some()
            && self.readings(&item.choice).0.iter().all(is_person)
    }
}

/// How often entities are named beyond doubt, by sentence, turn and article.
struct Evidence {
    /// Sentence and entity, in order of the text.
    sentences: Vec<(usize, EntityId)>,
    turns: FxHashMap<(usize, EntityId), u32>,
    articles: FxHashMap<(usize, EntityId), u32>,
}

impl Evidence {
    fn of(scene: &Scene, items: &[Item]) -> Evidence {
        let mut evidence =
            Evidence { sentences: Vec::new(), turns: FxHashMap::default(), articles: FxHashMap::default() };
        if !items.iter().any(|i| matches!(i.choice, Choice::Shared(_) | Choice::Single(_))) {
            return evidence;
        }
        for item in items {
            let Choice::One(id) = item.choice else { continue };
            // A short form in a pair is a guess already.
            if item.span.len() <= 4 {
                continue;
            }
            let Some(at) = scene.doc.sentence_at(item.span.start) else { continue };
            let sentence = &scene.doc.sentences[at];
            let entity = scene.lexicon.entity(id);
            for id in std::iter::once(id).chain(entity.country) {
                evidence.sentences.push((at, id));
                *evidence.articles.entry((sentence.article, id)).or_default() += 1;
                if let Some(turn) = sentence.turn {
                    *evidence.turns.entry((turn, id)).or_default() += 1;
                }
            }
        }
        evidence.sentences.sort_unstable();
        evidence
    }

    /// The one of `ids` that the nearest surroundings name most; none if they name none or do not decide.
    fn favours(&self, scene: &Scene, span: Span, ids: &[EntityId]) -> Option<EntityId> {
        let at = scene.doc.sentence_at(span.start)?;
        let sentence = &scene.doc.sentences[at];
        let here = |id: EntityId| {
            let start = self.sentences.partition_point(|s| *s < (at, id));
            self.sentences[start..].iter().take_while(|s| **s == (at, id)).count() as u32
        };
        let in_turn = |id: EntityId| sentence.turn.and_then(|t| self.turns.get(&(t, id)).copied()).unwrap_or(0);
        let in_article = |id: EntityId| self.articles.get(&(sentence.article, id)).copied().unwrap_or(0);
        let scopes: [&dyn Fn(EntityId) -> u32; 3] = [&here, &in_turn, &in_article];
        scopes
            .iter()
            .find_map(|count| best(ids, |id| 4 * count(id) + scene.lexicon.entity(id).country.map_or(0, count)))
    }
}

/// The id with the highest score above zero, if it is the only one.
fn best(ids: &[EntityId], score: impl Fn(EntityId) -> u32) -> Option<EntityId> {
    let mut scored: Vec<(u32, EntityId)> = ids.iter().map(|&id| (score(id), id)).filter(|(s, _)| *s > 0).collect();
    scored.sort_unstable_by(|a, b| b.cmp(a));
    match scored[..] {
        [(_, id)] => Some(id),
        [(first, id), (second, _), ..] if first > second => Some(id),
        _ => None,
    }
}
