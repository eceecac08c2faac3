//! The text with its listed names, as the finders of unlisted names walk over it.

use super::Class;
use super::scene::{Choice, Item, Scene};
use crate::lexicon::{Cue, EntityId, Patterns};
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// A name found by its form.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub span: Span,
    pub choice: Choice,
}

/// The scene with the names that lie in no other.
pub(super) struct Ground<'a> {
    pub scene: &'a Scene<'a>,
    /// All names, titles and phrases, sorted by start.
    items: &'a [Item],
    /// Outer names, titles and phrases, sorted by start.
    pub outer: Vec<&'a Item>,
    /// Words that hint at names.
    pub cues: Vec<(Span, Cue)>,
    pub dated: &'a [Span],
    /// Countries by the first characters that the text names them with; collected when first asked for.
    countries: OnceCell<Vec<(char, EntityId)>>,
}

/// What stands to the left of a head.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Left {
    /// Where the names directly in front begin, if there are any; behind them up to the head lie `gap` characters.
    pub anchor: Option<usize>,
    /// Class of the first name, the one farthest left.
    pub class: Option<Class>,
    /// How many names stand there in a row.
    pub names: usize,
    /// Characters between the names (or the place where the walk ended) and the head.
    pub gap: usize,
    /// Where the gap begins.
    pub bare: usize,
    /// Why the walk ended there.
    pub edge: Edge,
}

/// Where a walk to the left ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Edge {
    /// Nowhere in particular: it was long enough, or something else is in the way.
    #[default]
    None,
    /// At a name.
    Name,
    /// At a mark, a function word, or the start of the sentence: a name may begin here.
    Mark,
    /// At a verb.
    Verb,
    /// At 和 or the like, which may stand inside the name.
    Link,
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '〇')
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        scene: &'a Scene<'a>,
        items: &'a [Item],
        cues: Vec<(Span, Cue)>,
        dated: &'a [Span],
    ) -> Ground<'a> {
        let outer: Vec<&Item> = items.iter().filter(|i| !i.nested).collect();
        Ground { scene, items, outer, cues, dated, countries: OnceCell::new() }
    }

    /// The countries that the text names by more than a character, alone or in the name of a body, with the first.
    pub fn countries(&self) -> &[(char, EntityId)] {
        self.countries.get_or_init(|| self.scene.countries(self.items))
    }

    /// The words that hint at names and begin at a byte, the shorter first.
    pub fn cues_at(&self, at: usize) -> impl DoubleEndedIterator<Item = &(Span, Cue)> {
        let first = self.cues.partition_point(|(head, _)| head.start < at);
        let behind = self.cues[first..].partition_point(|(head, _)| head.start == at);
        self.cues[first..first + behind].iter()
    }

    /// Heads of one character count only a few characters behind a name, so they are sought from there.
    pub(super) fn add_short_heads(&mut self) {
        const REACH: usize = 10;
        let patterns = &self.scene.lexicon.patterns;
        let mut found = Vec::new();
        for item in self.outer.iter().filter(|i| self.is_anchor(i)) {
            let mut at = item.span.end;
            for c in self.scene.rest(at).chars().take(REACH) {
                if !is_han(c) || self.stops(at, c) {
                    break;
                }
                if patterns.short_head.contains(c)
                    && let Some(&cue) = patterns.short_heads.get(&c)
                {
                    found.push((Span::new(at, at + c.len_utf8()), cue));
                }
                at += c.len_utf8();
            }
        }
        self.cues.extend(found);
        self.cues.sort_unstable_by_key(|(span, _)| (span.start, span.end));
        self.cues.dedup();
    }

    /// By which words unlisted names are known.
    pub fn patterns(&self) -> &Patterns {
        &self.scene.lexicon.patterns
    }

    pub(super) fn text(&self, span: Span) -> &'a str {
        span.of(self.scene.text)
    }

    pub(super) fn class(&self, item: &Item) -> Option<Class> {
        self.scene.class(item)
    }

    /// The outer name that ends at a byte.
    pub(super) fn ending_at(&self, at: usize) -> Option<&'a Item> {
        // Outer names do not overlap, so they are in order of their ends as well.
        self.outer.binary_search_by_key(&at, |i| i.span.end).ok().map(|i| self.outer[i])
    }

    /// The outer name that covers a byte.
    pub(super) fn covering(&self, at: usize) -> Option<&'a Item> {
        let next = self.outer.partition_point(|i| i.span.start <= at);
        self.outer[..next].last().copied().filter(|i| at < i.span.end)
    }

    /// The outer name that begins at a byte.
    pub(super) fn starting_at(&self, at: usize) -> Option<&'a Item> {
        self.covering(at).filter(|i| i.span.start == at)
    }

    /// Whether the name of a person ends at a byte.
    pub(super) fn person_ends(&self, at: usize) -> bool {
        self.ending_at(at).is_some_and(|i| self.class(i) == Some(Class::Person))
    }

    /// The listed entity that an item stands for beyond doubt.
    pub(super) fn entity(&self, item: &Item) -> Option<EntityId> {
        if let Choice::One(id) = item.choice { Some(id) } else { None }
    }

    /// Whether a body, meeting or document may be named after it.
    pub(super) fn is_anchor(&self, item: &Item) -> bool {
        matches!(self.class(item), Some(Class::Country | Class::Region | Class::Place | Class::Organization))
    }

    /// The row of names that ends at a byte: where it begins, the class of its first name, how many they are.
    pub(super) fn row(&self, end: usize) -> Option<(usize, Class, usize)> {
        let mut found = None;
        let mut at = end;
        let mut count = 0;
        while let Some(item) = self.ending_at(at).filter(|i| self.is_anchor(i)) {
            let class = self.class(item)?;
            // Administrative chains are split: of 省, 市 and 区 only the last belongs to the name.
            if class == Class::Place && matches!(found, Some((_, Class::Place, _))) {
                break;
            }
            count += 1;
            at = item.span.start;
            found = Some((at, class, count));
            // 美国驻华大使馆, 中国-东盟博览会
            let head = self.scene.head(at);
            if let Some(link) = ["驻", "--", "——", "-", "—", "·"].iter().find(|link| head.ends_with(*link))
                && self.ending_at(at - link.len()).is_some_and(|i| self.is_anchor(i))
            {
                at -= link.len();
            }
        }
        found
    }

    /// Walks left from a head over at most `most` characters to the names in front of it. With `links`, 和 and the like
    /// may stand on the way, unless they stand beside a name.
    pub(super) fn left(&self, head: usize, most: usize, links: bool) -> Left {
        let mut at = head;
        let mut left = Left { bare: head, ..Left::default() };
        if self.covering(head).is_some_and(|i| i.span.start < head && self.class(i) != Some(Class::Title)) {
            return left;
        }
        loop {
            left.bare = at;
            if let Some((start, class, names)) = self.row(at) {
                // 中方, 俄方: the side, not the name, stands in front.
                let side = &self.scene.lexicon.contexts.side;
                let sided = !side.is_empty()
                    && left.gap > 0
                    && self.scene.text[at..].starts_with(side.as_str())
                    && self.is_short(at);
                return if sided {
                    Left { edge: Edge::None, ..left }
                } else {
                    Left { anchor: Some(start), class: Some(class), names, edge: Edge::Name, ..left }
                };
            }
            if self.verb_ends(at) {
                return Left { edge: Edge::Verb, ..left };
            }
            let item = self.ending_at(at);
            if let Some(phrase) = item.filter(|i| matches!(i.choice, Choice::Phrase)) {
                left.gap += self.text(phrase.span).chars().count();
                at = phrase.span.start;
                continue;
            }
            let Some(c) = self.scene.before(at).filter(|&c| is_han(c)) else {
                return Left { edge: Edge::Mark, ..left };
            };
            let before = at - c.len_utf8();
            // 和平, 和解 are words.
            let word = c == '和' && self.scene.text[at..].starts_with(['平', '解', '谐', '睦']);
            let joins = matches!(c, '和' | '与' | '及' | '暨') && !word;
            let inside_body = || {
                let ends_before = self.beside_name(before, at) || self.body_ends(before);
                links && left.gap > 0 && !ends_before
            };
            let edge = if item.is_some_and(|i| self.class(i) != Some(Class::Title)) {
                Some(Edge::None)
            } else if self.stops(before, c) {
                Some(Edge::Mark)
            } else if joins && !inside_body() {
                Some(Edge::Link)
            } else {
                (left.gap >= most).then_some(Edge::None)
            };
            if let Some(edge) = edge {
                return Left { edge, ..left };
            }
            left.gap += 1;
            at = before;
        }
    }

    /// Whether a short form of one character ends at a byte.
    pub(super) fn is_short(&self, at: usize) -> bool {
        self.ending_at(at).is_some_and(|i| self.text(i.span).chars().count() == 1)
    }

    /// Whether a name ends at `before` or begins at `behind`.
    fn beside_name(&self, before: usize, behind: usize) -> bool {
        let name = |i: &Item| self.class(i).is_some_and(|c| c != Class::Title);
        self.ending_at(before).is_some_and(name) || self.starting_at(behind).is_some_and(name)
    }

    /// Whether a head of bodies ends at a byte: two bodies are joined, not two halves of a name.
    fn body_ends(&self, at: usize) -> bool {
        let next = self.cues.partition_point(|(head, _)| head.start < at);
        let near = self.cues[..next].iter().rev().take_while(|(head, _)| head.start + 30 > at);
        near.filter(|(head, _)| head.end == at)
            .any(|(_, cue)| matches!(cue, Cue::FormalBody | Cue::LocalBody | Cue::DirectBody))
            || self.ending_at(at).is_some_and(|i| self.class(i) == Some(Class::Title))
    }

    /// Whether the character at a byte is a function word there.
    pub(super) fn stops(&self, at: usize, c: char) -> bool {
        self.scene.stops(at, c)
    }

    /// Whether a verb that names do not hold ends at a byte.
    pub(super) fn verb_ends(&self, at: usize) -> bool {
        let verbs = &self.scene.lexicon.patterns.verbs;
        let head = self.scene.head(at);
        let starts = head.char_indices().rev().take(3).map(|(i, _)| i);
        starts.skip(1).any(|i| verbs.exact(&head[i..]).is_some())
    }

    /// Whether the text of a span could stand inside a name: no marks but quotes and hyphens, no verb, no function word
    /// outside listed names.
    pub(super) fn is_solid(&self, span: Span) -> bool {
        let patterns = &self.scene.lexicon.patterns;
        let text = self.text(span);
        let mut skip = span.start;
        for (i, c) in text.char_indices() {
            let at = span.start + i;
            if at < skip {
                continue;
            }
            if let Some(item) = self.covering(at)
                && item.span.end <= span.end
                && !matches!(item.choice, Choice::Phrase)
            {
                if self.class(item) == Some(Class::Person) {
                    return false;
                }
                skip = item.span.end;
                continue;
            }
            let mark =
                !(is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '“' | '”' | '《' | '》' | '-' | '—' | '·'));
            if mark || self.stops(at, c) || patterns.verbs.longest(&text[i..]).is_some() {
                return false;
            }
        }
        true
    }

    /// Whether the head is the end of a word of its own: no 大学 in 大学生, no 部 in 西部.
    pub(super) fn head_stands(&self, head: Span) -> bool {
        let patterns = &self.scene.lexicon.patterns;
        let word = self.text(head);
        let next = self.scene.rest(head.end).chars().next();
        let last = self.scene.before(head.start);
        let hits = |table: &FxHashMap<String, String>, c: Option<char>| {
            c.is_some_and(|c| table.get(word).is_some_and(|set| set.contains(c)))
        };
        !hits(&patterns.not_before, next) && !hits(&patterns.not_after, last)
    }

    /// Whether quotation and title marks in a span come in pairs.
    pub(super) fn is_balanced(&self, span: Span) -> bool {
        let count = |mark: char| self.text(span).matches(mark).count();
        count('“') == count('”') && count('《') == count('》') && count('(') == count(')')
    }

    /// A name with the body at its beginning written out, where that is in Latin letters: G20|特别峰会.
    fn written_out(&self, span: Span, name: String) -> String {
        let Some(item) = self.starting_at(span.start).filter(|i| i.span.end < span.end) else {
            return name;
        };
        let short = self.text(item.span);
        let Some(id) = self.entity(item).filter(|_| short.chars().any(|c| c.is_ascii_alphabetic())) else {
            return name;
        };
        let entity = self.scene.lexicon.entity(id);
        match name.strip_prefix(short) {
            Some(rest) if entity.class == Class::Organization => format!("{}{rest}", entity.name),
            _ => name,
        }
    }

    /// A new name of this class over a span; the canonical name is the text without quotation and title marks.
    pub(super) fn named(&self, span: Span, class: Class, rule: &'static str) -> Candidate {
        let name: String =
            self.text(span).chars().filter(|c| !matches!(c, '“' | '”' | '《' | '》' | '‘' | '’')).collect();
        // 中国——东盟 is one spelling with 中国-东盟 where it names the parties.
        let name = if class == Class::Event { name.replace("——", "-").replace("--", "-") } else { name };
        Candidate { span, choice: Choice::New(class, self.written_out(span, name).into(), rule) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{listed, single};
    use super::*;
    use crate::document::Document;
    use crate::lexicon::Lexicon;
    use crate::source::Source;
    use std::sync::LazyLock;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::built_in);

    fn edge(text: &str, head: &str) -> (Edge, String) {
        let doc = Document::new(Source::from_text("t", text), None);
        let scene = Scene::new(&doc, &LEXICON);
        let (mut items, cues) = listed::find(&scene, &[]);
        single::find(&scene, &mut items, &[]);
        let ground = Ground::new(&scene, &items, cues, &[]);
        let at = doc.text.find(head).unwrap();
        let left = ground.left(at, 12, true);
        (left.edge, doc.text[left.anchor.unwrap_or(left.bare)..at].to_owned())
    }

    #[test]
    fn a_walk_ends_at_verbs_marks_and_names() {
        assert_eq!(edge("双方愿推动中欧加快投资协定谈判。", "协定"), (Edge::Verb, "投资".into()));
        assert_eq!(edge("中国和老挝领事合作协定生效。", "协定"), (Edge::Name, "老挝领事合作".into()));
        assert_eq!(edge("会议听取了国际商事调解委员会的报告。", "委员会"), (Edge::Mark, "国际商事调解".into()));
    }
}
