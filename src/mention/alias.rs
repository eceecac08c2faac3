//! The same new name elsewhere in the document, and short forms that the text introduces.

use super::Class;
use super::ground::{Candidate, Ground, is_han};
use super::scene::{Choice, Item, Scene};
use crate::lexicon::{EntityId, Patterns, Table, untailed};
use crate::source::Span;
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\((?:以下|下文)?(?:简称|下称)(?:为)?[“']?([^”')(,。]{2,14})[”']?\)").expect("a pattern of this file")
});

/// How an outlet names itself: 本台 is the one in front of it whose name, or whose parent's name, ends with 台.
const OWN: [&str; 5] = ["本台", "本报", "本社", "本网", "本刊"];

/// No name is longer (bytes).
const LONGEST: usize = 600;

/// Further places of names that `items` (sorted, listed and new ones) hold already.
pub(super) fn find(scene: &Scene, ground: &Ground, items: &[Item]) -> Vec<Candidate> {
    let mut names = Names {
        patterns: &scene.lexicon.patterns,
        table: Table::with_capacity(64),
        choices: Vec::new(),
        known: FxHashMap::default(),
    };
    for item in items {
        if let Choice::New(class, name, _) = &item.choice {
            names.add_new(*class, name, scene.text[item.span.start..item.span.end].trim(), &item.choice);
        }
    }
    introduced(scene, items, &mut names);
    let mut found = Vec::new();
    if !names.choices.is_empty() {
        names.table.scan(scene.text, |start, end, word| {
            let Some(index) = names.table.values(word).next() else { return };
            let (choice, from) = &names.choices[index as usize];
            let span = Span::new(start, end);
            if start >= *from
                && !scene.crosses_edge(span)
                && ground.covering(start).is_none_or(|i| {
                    ground.class(i) == Some(Class::Title)
                        || i.span.start == start && i.span.end < end
                        || i.span == span && scene.is_marked(span)
                })
            {
                found.push(Candidate { span, choice: choice.clone() });
            }
        });
    }
    back_references(scene, items, &mut found);
    own_outlet(scene, items, &mut found);
    surnames(scene, ground, items, &mut found);
    found
}

/// 习主席, 王部长: a surname before a title is the last person in front of it who bears the surname.
fn surnames(scene: &Scene, ground: &Ground, items: &[Item], found: &mut Vec<Candidate>) {
    let patterns = &scene.lexicon.patterns;
    let mut bearers: FxHashMap<char, &Item> = FxHashMap::default();
    let mut next = 0;
    for title in ground.outer.iter().filter(|i| ground.class(i) == Some(Class::Title)) {
        while let Some(item) = items.get(next).filter(|i| i.span.start < title.span.start) {
            let name = item.span.of(scene.text);
            if scene.class(item) == Some(Class::Person) && (2..=4).contains(&name.chars().count()) {
                bearers.extend(name.chars().next().map(|surname| (surname, item)));
            }
            next += 1;
        }
        let Some(surname) = scene.before(title.span.start).filter(|&c| is_han(c)) else { continue };
        let Some(person) = bearers.get(&surname) else { continue };
        let span = Span::new(title.span.start - surname.len_utf8(), title.span.start);
        // 他|向|主席报告: the character is a function word there.
        if !patterns.surnames.contains(span.of(scene.text))
            || ground.covering(span.start).is_some()
            || scene.stops(span.start, surname)
        {
            continue;
        }
        let opens = match scene.before(span.start) {
            Some(c) if is_han(c) => scene.stops(span.start - c.len_utf8(), c) || ground.verb_ends(span.start),
            _ => true,
        };
        if opens {
            found.push(Candidate { span, choice: person.choice.clone() });
        }
    }
}

/// Names to look for, each with what it stands for and the byte from which on it does.
struct Names<'a> {
    patterns: &'a Patterns,
    table: Table,
    choices: Vec<(Choice, usize)>,
    known: FxHashMap<String, usize>,
}

impl Names<'_> {
    fn add(&mut self, word: &str, choice: Choice, from: usize) {
        let next = self.choices.len();
        if *self.known.entry(word.to_owned()).or_insert(next) == next && self.table.insert(word, next as u32) {
            self.choices.push((choice, from));
        }
    }

    fn add_new(&mut self, class: Class, name: &str, written: &str, choice: &Choice) {
        let length = written.chars().count();
        let again = |rule| Choice::New(class, name.into(), rule);
        match class {
            Class::Person => {
                self.add(written, choice.clone(), 0);
                if let Some((_, last)) = written.rsplit_once('·')
                    && last.chars().count() >= 2
                {
                    self.add(last, again("name:person.last"), 0);
                }
            }
            Class::Place if length >= 3 => {
                self.add(written, choice.clone(), 0);
                let mut short = written.chars();
                let head = short.next_back();
                if matches!(head, Some('县' | '市')) && !self.patterns.not_short_place.contains(short.as_str()) {
                    self.add(short.as_str(), again("name:place.short"), 0);
                }
            }
            // Common words are titles as well: 将军与士兵.
            Class::Document if length < 6 || !self.patterns.is_official(written) => {}
            _ if length >= 4 => self.add(written, choice.clone(), 0),
            _ => {}
        }
    }
}

/// X(以下简称“Y”): Y is X from here on.
fn introduced(scene: &Scene, items: &[Item], names: &mut Names<'_>) {
    for (short, item, from) in introductions(scene, items) {
        names.add(short, item.choice.clone(), from);
    }
}

/// The short forms that a text introduces, each with the name that it stands for and where it is introduced.
fn introductions<'a>(scene: &Scene<'a>, items: &'a [Item]) -> Vec<(&'a str, &'a Item, usize)> {
    let mut out = Vec::new();
    if !["简称", "下称"].iter().any(|word| scene.text.contains(word)) {
        return out;
    }
    for found in INTRODUCED.captures_iter(scene.text) {
        let (Some(all), Some(short)) = (found.get(0), found.get(1)) else { continue };
        let short = short.as_str().trim_matches(['《', '》']);
        let before = all.start() - if scene.text[..all.start()].ends_with(['”', '》']) { 3 } else { 0 };
        let near = items.partition_point(|i| i.span.start + LONGEST < before)
            ..items.partition_point(|i| i.span.start < all.start());
        let full = items[near].iter().filter(|i| !i.nested && i.span.end <= all.start() && i.span.end >= before);
        if let Some(item) = full.max_by_key(|i| i.span.len())
            && !matches!(item.choice, Choice::Phrase)
        {
            out.push((short, item, all.start()));
        }
    }
    out
}

/// Most characters of a title that is no more than a head (《行动计划》): it is of the same article.
const BARE_TITLE: usize = 5;

/// Lets new names that are the end of a longer name of the same class in front of them (《宣言》, 北京峰会), or that the
/// text introduces as its short form, stand for the same thing; a bare title in a headline is that of the article below.
pub(super) fn refer_back(scene: &Scene, items: &mut [Item]) {
    const REACH: usize = 400;
    let shorts: Vec<(String, Choice, usize)> = introductions(scene, items)
        .into_iter()
        .map(|(short, item, from)| (short.to_owned(), item.choice.clone(), from))
        .collect();
    let article = |item: &Item| scene.doc.sentence_at(item.span.start).map(|at| scene.doc.sentences[at].article);
    let mut longer: Vec<Named> = Vec::new();
    let mut bare = Vec::new();
    for (index, item) in items.iter_mut().enumerate() {
        let Some(class) = scene.class(item) else { continue };
        let refers = matches!(class, Class::Event | Class::Document | Class::Organization);
        if !refers {
            continue;
        }
        let text = item.span.of(scene.text);
        let least = if class == Class::Document { 2 } else { 4 };
        let length = text.chars().count();
        let article = article(item);
        if matches!(item.choice, Choice::New(..)) && length >= least {
            let short = shorts.iter().rev().find(|(short, _, from)| short == text && *from <= item.span.start);
            let head = class == Class::Document && length <= BARE_TITLE;
            let full = |known: &&Named| known.is_full(scene, class, item.span);
            let here = |known: &&Named| full(known) && known.article == article;
            let near = || longer.iter().rev().take(REACH);
            let issued = || near().find(|known| here(known) && known.is_issued(scene)).or_else(|| near().find(here));
            let back = if head { issued() } else { near().find(full) };
            match short.map(|(_, choice, _)| choice.clone()).or(back.map(|known| known.choice.clone())) {
                Some(choice) => item.choice = choice,
                None if head => bare.push((index, article)),
                None => {}
            }
        }
        longer.push(Named { class, span: item.span, article, choice: item.choice.clone() });
    }
    for (index, article) in bare {
        let span = items[index].span;
        let full = |known: &&Named| known.is_full(scene, Class::Document, span);
        let below = longer.iter().find(|known| known.span.start > span.end && known.article == article && full(known));
        let above = || longer.iter().rev().find(|known| known.span.end < span.start && full(known));
        if let Some(known) = below.or_else(above) {
            items[index].choice = known.choice.clone();
        }
    }
}

/// A name that shorter ones may refer to.
struct Named {
    class: Class,
    span: Span,
    article: Option<usize>,
    choice: Choice,
}

impl Named {
    /// Whether the words in front say that it is issued there: 印发《…》.
    fn is_issued(&self, scene: &Scene) -> bool {
        let head = scene.head(self.span.start);
        let head = head.strip_suffix('《').unwrap_or(head);
        scene.lexicon.patterns.issued.iter().any(|w| head.ends_with(w.as_str()))
    }

    /// Whether it is a longer name of this class with the ending `short`; what stands in brackets at its end (试行) does
    /// not count.
    fn is_full(&self, scene: &Scene, class: Class, short: Span) -> bool {
        let full = untailed(self.span.of(scene.text));
        let text = untailed(short.of(scene.text));
        self.class == class && full.len() > text.len() && full.ends_with(text) && !self.span.overlaps(short)
    }
}

/// 本台记者: the outlet that the text names in front of it.
fn own_outlet(scene: &Scene, items: &[Item], found: &mut Vec<Candidate>) {
    if !scene.text.contains("记者") {
        return;
    }
    // The first outlet of each kind, once it has been looked for.
    let mut first: [Option<Option<(usize, EntityId)>>; OWN.len()] = [None; OWN.len()];
    for (start, _) in scene.text.match_indices('本') {
        let Some(kind) = OWN.iter().position(|own| scene.text[start..].starts_with(own)) else { continue };
        let own = OWN[kind];
        if !scene.rest(start + own.len()).starts_with("记者") {
            continue;
        }
        let named = *first[kind].get_or_insert_with(|| {
            let kind = own.trim_start_matches('本');
            items.iter().find_map(|item| Some((item.span.start, outlet(scene, item, kind)?)))
        });
        if let Some((_, id)) = named.filter(|(named, _)| *named < start) {
            found.push(Candidate { span: Span::new(start, start + own.len()), choice: Choice::One(id) });
        }
    }
}

/// The outlet of a kind (台, 报) that a name stands for, or the house that it belongs to.
fn outlet(scene: &Scene, item: &Item, kind: &str) -> Option<EntityId> {
    let Choice::One(id) = item.choice else { return None };
    let mut with_parents = std::iter::once(id).chain(scene.lexicon.entity(id).part_of.iter().copied());
    with_parents.find(|id| {
        let entity = scene.lexicon.entity(*id);
        entity.is("NewsOutlet") && entity.name.ends_with(kind)
    })
}

/// “准则”: the last document whose name ends so.
fn back_references(scene: &Scene, items: &[Item], found: &mut Vec<Candidate>) {
    for (open, mark) in scene.text.match_indices('“') {
        let start = open + mark.len();
        let is_whole = |w: &&String| scene.rest(start).strip_prefix(w.as_str()).is_some_and(|r| r.starts_with('”'));
        let Some(word) = scene.lexicon.patterns.back.iter().find(is_whole) else { continue };
        let before = items.partition_point(|i| i.span.start < open);
        let full = items[..before].iter().rev().find(|i| {
            scene.class(i) == Some(Class::Document)
                && i.span.len() > word.len()
                && i.span.of(scene.text).trim_end_matches(['”', '》']).ends_with(word.as_str())
        });
        if let Some(item) = full {
            found.push(Candidate { span: Span::new(start, start + word.len()), choice: item.choice.clone() });
        }
    }
}
