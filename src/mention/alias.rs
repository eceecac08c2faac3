//! The same new name elsewhere in the document, and short forms that the text introduces.

use super::Class;
use super::ground::{Candidate, Ground, is_han};
use super::scene::{Choice, Item, LONGEST, Scene};
use crate::lexicon::{EntityId, Patterns, Table, starting, untailed};
use crate::source::Span;
use rustc_hash::FxHashMap;

pattern!(INTRODUCED, r"\((?:以下|下文)?(?:简称|下称)(?:为)?[“']?([^”')(,。]{2,14})[”']?\)");

/// Further places of names that `items` (sorted, listed and new ones) hold already.
pub(super) fn find(scene: &Scene, ground: &Ground, items: &[Item]) -> Vec<Candidate> {
    // With room for all of them it turns most places away at once.
    let new = items.iter().filter(|i| matches!(i.choice, Choice::New(..))).count();
    let mut names = Names {
        patterns: &scene.lexicon.patterns,
        table: Table::with_capacity(new.max(64)),
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
    let mut shorts: FxHashMap<String, Vec<(usize, Choice)>> = FxHashMap::default();
    for (short, item, from) in introductions(scene, items) {
        shorts.entry(short.to_owned()).or_default().push((from, item.choice.clone()));
    }
    let mut longer = Longer::sought(scene, items);
    let mut bare = Vec::new();
    for (index, item) in items.iter_mut().enumerate() {
        let Some(class) = scene.class(item).filter(|class| refers(*class)) else { continue };
        let article = scene.article(item.span.start);
        if may_refer(scene, item, class) {
            let text = item.span.of(scene.text);
            let introduced = shorts.get(text).and_then(|known| {
                let next = known.partition_point(|(from, _)| *from <= item.span.start);
                known[..next].last().map(|(_, choice)| choice)
            });
            let head = class == Class::Document && text.chars().count() <= BARE_TITLE;
            let back =
                || if head { longer.of_article(scene, item.span, article) } else { longer.near(class, item.span) };
            match introduced.or_else(|| back().map(|known| &known.choice)) {
                Some(choice) => item.choice = choice.clone(),
                None if head => bare.push((index, article)),
                None => {}
            }
        }
        longer.add(scene, Named { class, span: item.span, article, choice: item.choice.clone() });
    }
    for (index, article) in bare {
        if let Some(known) = longer.around(items[index].span, article) {
            items[index].choice = known.choice.clone();
        }
    }
}

/// Whether names of a class refer to longer ones.
fn refers(class: Class) -> bool {
    matches!(class, Class::Event | Class::Document | Class::Organization)
}

/// Whether a name is new, and long enough to refer to a longer one of its class.
fn may_refer(scene: &Scene, item: &Item, class: Class) -> bool {
    let least = if class == Class::Document { 2 } else { 4 };
    matches!(item.choice, Choice::New(..)) && item.span.of(scene.text).chars().count() >= least
}

/// The names that shorter ones may refer to, in order of the text, and by the endings that are sought.
struct Longer<'a> {
    text: &'a str,
    names: Vec<Named>,
    /// Indices into `names`.
    by_ending: FxHashMap<(Class, &'a str), Vec<usize>>,
}

/// A name that shorter ones may refer to.
struct Named {
    class: Class,
    span: Span,
    article: Option<usize>,
    choice: Choice,
}

impl<'a> Longer<'a> {
    /// Those that the names among `items` which may refer to longer ones will ask for.
    fn sought(scene: &Scene<'a>, items: &[Item]) -> Longer<'a> {
        let key = |item: &Item| {
            let class = scene.class(item).filter(|class| refers(*class) && may_refer(scene, item, *class))?;
            Some(((class, untailed(item.span.of(scene.text))), Vec::new()))
        };
        Longer { text: scene.text, names: Vec::new(), by_ending: items.iter().filter_map(key).collect() }
    }

    /// What stands in brackets at the end of a name (试行) does not count.
    fn add(&mut self, scene: &Scene<'a>, name: Named) {
        let text = untailed(name.span.of(scene.text));
        for (cut, _) in text.char_indices().skip(1) {
            if let Some(longer) = self.by_ending.get_mut(&(name.class, &text[cut..])) {
                longer.push(self.names.len());
            }
        }
        self.names.push(name);
    }

    /// The longer names of a class with the ending `short`, in order of the text.
    fn ending(&self, class: Class, short: Span) -> &[usize] {
        self.by_ending.get(&(class, untailed(short.of(self.text)))).map_or(&[], Vec::as_slice)
    }

    /// The last longer names that do not overlap with `short`, the nearest first.
    fn before(&self, class: Class, short: Span) -> impl Iterator<Item = &Named> {
        const REACH: usize = 400;
        let near = self.ending(class, short).iter().rev().take_while(|at| **at + REACH >= self.names.len());
        near.map(|at| &self.names[*at]).filter(move |known| !known.span.overlaps(short))
    }

    fn near(&self, class: Class, short: Span) -> Option<&Named> {
        self.before(class, short).next()
    }

    /// The document of the same article whose title ends so, rather one that is issued there.
    fn of_article(&self, scene: &Scene, short: Span, article: Option<usize>) -> Option<&Named> {
        let here = || self.before(Class::Document, short).filter(|known| known.article == article);
        here().find(|known| known.is_issued(scene)).or_else(|| here().next())
    }

    /// The document whose title ends so, the first below in the same article, or else the last above.
    fn around(&self, short: Span, article: Option<usize>) -> Option<&Named> {
        let known = self.ending(Class::Document, short);
        let (above, below) = known.split_at(known.partition_point(|at| self.names[*at].span.start <= short.end));
        // Articles stand one behind the other.
        let mut below = below.iter().map(|at| &self.names[*at]).take_while(|known| known.article <= article);
        let mut above = above.iter().rev().map(|at| &self.names[*at]);
        below.find(|known| known.article == article).or_else(|| above.find(|known| known.span.end < short.start))
    }
}

impl Named {
    /// Whether the words in front say that it is issued there: 印发《…》.
    fn is_issued(&self, scene: &Scene) -> bool {
        let head = scene.head(self.span.start);
        let head = head.strip_suffix('《').unwrap_or(head);
        scene.lexicon.patterns.issued.iter().any(|w| head.ends_with(w.as_str()))
    }
}

/// 本台记者: the outlet that the text names in front of it.
fn own_outlet(scene: &Scene, items: &[Item], found: &mut Vec<Candidate>) {
    if !scene.text.contains("记者") {
        return;
    }
    // The first outlet of each kind, once it has been looked for.
    let mut first: FxHashMap<&str, Option<(usize, EntityId)>> = FxHashMap::default();
    for (start, _) in scene.text.match_indices('本') {
        let Some(own) = starting(&scene.lexicon.patterns.outlet_own, &scene.text[start..]) else { continue };
        if !scene.rest(start + own.len()).starts_with("记者") {
            continue;
        }
        let named = *first.entry(own).or_insert_with(|| {
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
    let words = &scene.lexicon.patterns.back;
    // The last document for each of the words, among the items in front of `next`.
    let mut last: Vec<Option<&Item>> = vec![None; words.len()];
    let mut next = 0;
    for (open, mark) in scene.text.match_indices('“') {
        let start = open + mark.len();
        let is_whole = |w: &String| scene.rest(start).strip_prefix(w.as_str()).is_some_and(|r| r.starts_with('”'));
        let Some(kind) = words.iter().position(is_whole) else { continue };
        while let Some(item) = items.get(next).filter(|i| i.span.start < open) {
            if scene.class(item) == Some(Class::Document) {
                let text = item.span.of(scene.text);
                let name = text.trim_end_matches(['”', '》']);
                let ending = words.iter().zip(&mut last);
                ending
                    .filter(|(word, _)| text.len() > word.len() && name.ends_with(word.as_str()))
                    .for_each(|(_, last)| *last = Some(item));
            }
            next += 1;
        }
        if let Some(item) = last[kind] {
            found.push(Candidate { span: Span::new(start, start + words[kind].len()), choice: item.choice.clone() });
        }
    }
}
