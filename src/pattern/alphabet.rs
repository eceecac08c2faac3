//! The characters that a pattern tells apart, each kind of them as one byte, or as two where they are very many.
//!
//! A pattern names a few dozen characters; all others are the same to it. Written in such bytes, a text is a third as
//! long, and an automaton over it has a step for a character where over UTF-8 it has three and a tree of ranges. What
//! matches is the same.

use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, HirKind, Look, Repetition};
use std::collections::BTreeMap;

/// Bits of a character within its page of the table.
const PAGE_BITS: u32 = 5;
const PAGE: usize = 1 << PAGE_BITS;

/// Kinds below this are one byte; the others a byte from here to `TRAIL` and one behind that, so that no search takes
/// the second byte for a kind of its own.
const LEAD: u16 = 160;
const TRAIL: u16 = 192;
const TRAILS: u16 = 256 - TRAIL;

/// How many kinds can be told apart.
const MOST: usize = (LEAD + (TRAIL - LEAD) * TRAILS) as usize;

/// A set of characters, as ranges in order.
type Ranges = Vec<(char, char)>;

/// The kinds of characters that a pattern tells apart.
#[derive(Debug, Clone)]
pub(super) struct Alphabet {
    /// The first character of each stretch of characters of one kind, with the kind; the first is `\0`.
    stretches: Vec<(char, u16)>,
    /// For each page of the characters up to U+FFFF, its number in `pages`.
    index: Vec<u16>,
    /// Kinds of the characters of a page, one page behind the other; pages of one kind only are there once.
    pages: Vec<u16>,
}

impl Alphabet {
    /// The alphabet of a pattern; none if it has more kinds of characters than two bytes tell, or looks at word boundaries.
    pub fn of(hir: &Hir) -> Option<Alphabet> {
        Some(Alphabet::new(Named::of(hir)?.kinds()?))
    }

    /// The alphabet of these stretches: the first character of each, and its kind.
    pub fn new(stretches: Vec<(char, u16)>) -> Alphabet {
        let mut alphabet = Alphabet { stretches, index: Vec::new(), pages: Vec::new() };
        alphabet.lay_out();
        alphabet
    }

    /// The first character of each stretch, and its kind.
    pub fn stretches(&self) -> &[(char, u16)] {
        &self.stretches
    }

    fn lay_out(&mut self) {
        let mut uniform: BTreeMap<u16, u16> = BTreeMap::new();
        // Most pages are of the kind of the page before.
        let mut last = None;
        self.index.reserve(0x10000 / PAGE);
        let mut stretch = 0;
        for first in (0..=0xffffu32).step_by(PAGE) {
            let begins_by = |s: usize, code: u32| self.stretches.get(s).is_some_and(|(c, _)| u32::from(*c) <= code);
            while begins_by(stretch + 1, first) {
                stretch += 1;
            }
            let next = (self.pages.len() / PAGE) as u16;
            let kind = self.stretches[stretch].1;
            if !begins_by(stretch + 1, first + PAGE as u32 - 1) {
                // One kind only.
                let pages = &mut self.pages;
                let page = match last {
                    Some((same, page)) if same == kind => page,
                    _ => *uniform.entry(kind).or_insert_with(|| {
                        pages.extend([kind; PAGE]);
                        next
                    }),
                };
                last = Some((kind, page));
                self.index.push(page);
                continue;
            }
            self.index.push(next);
            for code in first..first + PAGE as u32 {
                while begins_by(stretch + 1, code) {
                    stretch += 1;
                }
                self.pages.push(self.stretches[stretch].1);
            }
        }
    }

    fn kind(&self, c: char) -> u16 {
        let code = u32::from(c);
        match self.index.get((code >> PAGE_BITS) as usize) {
            Some(&page) => self.pages[page as usize * PAGE + (code as usize & (PAGE - 1))],
            None => self.stretch(c),
        }
    }

    fn stretch(&self, c: char) -> u16 {
        self.stretches[self.stretches.partition_point(|(first, _)| *first <= c) - 1].1
    }

    /// The kinds of a set of characters that the pattern names.
    fn kinds_of(&self, set: &Class) -> Vec<u16> {
        let of = |(start, end): (char, char)| {
            let from = self.stretches.partition_point(|(first, _)| *first < start);
            self.stretches[from..].iter().take_while(move |(first, _)| *first <= end).map(|&(_, kind)| kind)
        };
        let mut kinds: Vec<u16> = ranges(set).into_iter().flat_map(of).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Appends a text in the bytes of the kinds of its characters.
    pub fn encode(&self, text: &str, out: &mut Vec<u8>) {
        out.reserve(text.len());
        for c in text.chars() {
            match self.kind(c) {
                kind @ ..LEAD => out.push(kind as u8),
                kind => out.extend(pair(kind)),
            }
        }
    }

    /// The first byte of a character.
    pub fn lead(&self, c: char) -> u8 {
        match self.kind(c) {
            kind @ ..LEAD => kind as u8,
            kind => pair(kind)[0],
        }
    }

    /// For each byte of an encoded text, and one past it, the byte of the text.
    pub fn places(&self, text: &str) -> Vec<usize> {
        let of = |(at, c)| std::iter::repeat_n(at, if self.kind(c) < LEAD { 1 } else { 2 });
        text.char_indices().flat_map(of).chain([text.len()]).collect()
    }

    /// The pattern over encoded text.
    pub fn translate(&self, hir: &Hir) -> Hir {
        match hir.kind() {
            HirKind::Empty => Hir::empty(),
            HirKind::Literal(literal) => {
                let mut bytes = Vec::new();
                self.encode(&String::from_utf8_lossy(&literal.0), &mut bytes);
                Hir::literal(bytes)
            }
            HirKind::Class(class) => one_of(&self.kinds_of(class)),
            HirKind::Look(look) => Hir::look(*look),
            HirKind::Repetition(r) => {
                let sub = Box::new(self.translate(&r.sub));
                Hir::repetition(Repetition { sub, ..*r })
            }
            HirKind::Capture(c) => {
                let sub = Box::new(self.translate(&c.sub));
                Hir::capture(Capture { index: c.index, name: c.name.clone(), sub })
            }
            HirKind::Concat(parts) => Hir::concat(parts.iter().map(|p| self.translate(p)).collect()),
            HirKind::Alternation(branches) => Hir::alternation(branches.iter().map(|b| self.translate(b)).collect()),
        }
    }
}

/// The two bytes of a kind.
fn pair(kind: u16) -> [u8; 2] {
    let rest = kind - LEAD;
    [(LEAD + rest / TRAILS) as u8, (TRAIL + rest % TRAILS) as u8]
}

/// One character of some kinds, which are in order.
fn one_of(kinds: &[u16]) -> Hir {
    let bytes = |bytes: &mut dyn Iterator<Item = u8>| {
        Hir::class(Class::Bytes(ClassBytes::new(bytes.map(|byte| ClassBytesRange::new(byte, byte)))))
    };
    let (short, long) = kinds.split_at(kinds.partition_point(|kind| *kind < LEAD));
    let mut branches = vec![bytes(&mut short.iter().map(|kind| *kind as u8))];
    for together in long.chunk_by(|a, b| pair(*a)[0] == pair(*b)[0]) {
        let lead = Hir::literal([pair(together[0])[0]]);
        branches.push(Hir::concat(vec![lead, bytes(&mut together.iter().map(|kind| pair(*kind)[1]))]));
    }
    if short.is_empty() && !long.is_empty() {
        branches.remove(0);
    }
    Hir::alternation(branches)
}

fn ranges(class: &Class) -> Ranges {
    match class {
        Class::Unicode(class) => class.ranges().iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => class.ranges().iter().map(|r| (char::from(r.start()), char::from(r.end()))).collect(),
    }
}

/// What a pattern tells apart: characters by themselves, and sets of characters.
#[derive(Default)]
struct Named {
    alone: Vec<char>,
    sets: Vec<Ranges>,
}

/// The sets that characters lie in, as bits, and the character itself if the pattern names it alone.
type Member = (u128, char);

impl Named {
    /// What a pattern names; none if it looks at what no set tells.
    fn of(hir: &Hir) -> Option<Named> {
        let mut named = Named::default();
        named.collect(hir)?;
        named.alone.sort_unstable();
        named.alone.dedup();
        named.sets.sort_unstable();
        named.sets.dedup();
        Some(named).filter(|named| named.sets.len() <= u128::BITS as usize)
    }

    fn collect(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(Look::Start | Look::End) => {}
            HirKind::Look(_) => return None,
            HirKind::Literal(literal) => self.alone.extend(std::str::from_utf8(&literal.0).ok()?.chars()),
            HirKind::Class(class) => self.sets.push(ranges(class)),
            HirKind::Repetition(Repetition { sub, .. }) | HirKind::Capture(Capture { sub, .. }) => self.collect(sub)?,
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().try_for_each(|p| self.collect(p))?,
        }
        Some(())
    }

    /// The first character of each stretch of characters that are the same to the pattern.
    fn firsts(&self) -> Vec<char> {
        let after = |c: char| char::from_u32(u32::from(c) + 1).or((c == '\u{d7ff}').then_some('\u{e000}'));
        let edges = |start: char, end: char| std::iter::once(start).chain(after(end));
        let mut firsts = vec!['\0'];
        firsts.extend(self.alone.iter().flat_map(|&c| edges(c, c)));
        firsts.extend(self.sets.iter().flatten().flat_map(|&(start, end)| edges(start, end)));
        firsts.sort_unstable();
        firsts.dedup();
        firsts
    }

    /// The stretches of characters of one kind; none if there are too many kinds.
    fn kinds(&self) -> Option<Vec<(char, u16)>> {
        let mut stretches: Vec<(char, Member)> = self.firsts().into_iter().map(|c| (c, (0, '\0'))).collect();
        for (number, set) in self.sets.iter().enumerate() {
            for &(start, end) in set {
                let from = stretches.partition_point(|(c, _)| *c < start);
                let within = stretches[from..].iter_mut().take_while(|(c, _)| *c <= end);
                within.for_each(|(_, (sets, _))| *sets |= 1 << number);
            }
        }
        for (first, (_, alone)) in &mut stretches {
            *alone = self.alone.binary_search(first).map_or('\0', |_| *first);
        }
        // What no name tells apart comes first, since it is most of a text; alike kinds are neighbours, so that a set is
        // few ranges of bytes.
        let order = |&(sets, alone): &Member| (alone != '\0', sets, alone);
        let mut distinct: Vec<Member> = stretches.iter().map(|(_, member)| *member).collect();
        distinct.sort_unstable_by_key(order);
        distinct.dedup();
        let number = |member: Member| distinct.partition_point(|known| order(known) < order(&member)) as u16;
        let numbered = || stretches.iter().map(|(first, member)| (*first, number(*member))).collect();
        (distinct.len() <= MOST).then(numbered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn hir(pattern: &str) -> Hir {
        regex_syntax::Parser::new().parse(pattern).unwrap()
    }

    #[test]
    fn characters_that_a_pattern_does_not_tell_apart_are_one_kind() {
        let alphabet = Alphabet::of(&hir("对[甲乙]([^,。]+?)免签|[か-こ𠀀-𠀂]")).unwrap();
        let kinds = |text: &str| {
            let mut out = Vec::new();
            alphabet.encode(text, &mut out);
            out
        };
        assert_eq!(kinds("甲")[0], kinds("乙")[0]);
        assert_eq!(kinds("子丑\u{10ffff}a"), [kinds("寅")[0]; 4]);
        assert_eq!(kinds("き𠀁"), [kinds("か")[0]; 2]);
        let told: BTreeSet<u8> = kinds("对甲,免签か子").into_iter().collect();
        assert_eq!(told.len(), 7);
        assert_eq!(kinds(",")[0], kinds("。")[0]);
    }

    #[test]
    fn many_kinds_take_two_bytes() {
        let many: String = ('一'..).take(300).collect();
        let pattern = hir(&format!("[^{many}]({many})"));
        let alphabet = Alphabet::of(&pattern).unwrap();
        let mut bytes = Vec::new();
        alphabet.encode(&format!("子{many}"), &mut bytes);
        assert!(bytes.len() > 301);
        let regex = regex_automata::meta::Regex::builder().build_from_hir(&alphabet.translate(&pattern)).unwrap();
        assert_eq!(regex.find(&bytes).map(|m| m.range()), Some(0..bytes.len()));
        assert_eq!(alphabet.places("子一")[..2], [0, 3]);
    }

    #[test]
    fn what_kinds_cannot_tell_has_no_alphabet() {
        assert!(Alphabet::of(&hir(r"\b甲")).is_none());
    }
}
