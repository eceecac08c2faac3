//! The titles beside a person's name.

use super::ground::is_han;
use super::scene::Scene;
use super::{Class, Mention};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most characters of a qualifier between a body and the title (欧盟委员会|卫生和食品安全|委员).
const QUALIFIER: usize = 10;

/// Sets the roles of the people among `mentions` (sorted by start, longer first).
pub(super) fn assign(scene: &Scene, mentions: &mut [Mention]) {
    let is = |m: &Mention, class: Class| m.class == class;
    let mut title_ends: FxHashMap<usize, Span> = FxHashMap::default();
    let mut title_starts: FxHashMap<usize, Span> = FxHashMap::default();
    let mut name_ends: FxHashMap<usize, Span> = FxHashMap::default();
    for m in mentions.iter() {
        if is(m, Class::Title) {
            let known = title_ends.entry(m.span.end).or_insert(m.span);
            known.start = known.start.min(m.span.start);
            let known = title_starts.entry(m.span.start).or_insert(m.span);
            known.end = known.end.max(m.span.end);
        } else if matches!(m.class, Class::Country | Class::Region | Class::Place | Class::Organization) {
            let known = name_ends.entry(m.span.end).or_insert(m.span);
            known.start = known.start.min(m.span.start);
        }
    }
    let name_starts = name_ends.values().map(|s| s.start).collect();
    let country_starts = mentions.iter().filter(|m| is(m, Class::Country)).map(|m| m.span.start).collect();
    let titles = Titles { scene, title_ends, title_starts, name_ends, name_starts, country_starts };
    for m in mentions.iter_mut().filter(|m| m.class == Class::Person && !m.nested) {
        let before = titles.before(m.span.start).map(|s| s.of(scene.text).trim_start_matches('兼'));
        // 国家主席某某特使: the envoy is another person.
        let behind = titles
            .behind(m.span.end)
            .map(|s| s.of(scene.text))
            .filter(|b| before.is_none() || !scene.lexicon.patterns.envoys.contains(*b));
        let parts: Vec<&str> = [before, behind].into_iter().flatten().collect();
        if !parts.is_empty() {
            m.role = Some(parts.join("、"));
        }
    }
}

struct Titles<'a> {
    scene: &'a Scene<'a>,
    title_ends: FxHashMap<usize, Span>,
    title_starts: FxHashMap<usize, Span>,
    name_ends: FxHashMap<usize, Span>,
    name_starts: FxHashSet<usize>,
    country_starts: FxHashSet<usize>,
}

impl Titles<'_> {
    fn is_role(&self, span: Span) -> bool {
        !self.scene.lexicon.patterns.no_role.contains(span.of(self.scene.text))
    }

    /// The titles that end where a name begins, with the bodies in front of them.
    fn before(&self, at: usize) -> Option<Span> {
        let title = self
            .title_ends
            .get(&at)
            .copied()
            .filter(|t| self.is_role(*t) && !self.scene.crosses_edge(Span::new(t.start, at + 1)))?;
        let mut start = self.bodies(title.start);
        loop {
            let head = self.scene.head(start);
            let Some(link) = ["、", "兼", "和"].into_iter().find(|link| head.ends_with(link)) else { break };
            // 冰岛官员和|挪威驻冰岛大使: two people, where a body stands in front of the second title.
            if link == "和" && start < title.start {
                break;
            }
            let Some(further) = self.title_ends.get(&(start - link.len())).filter(|t| self.is_role(**t)) else { break };
            start = self.bodies(further.start);
        }
        Some(Span::new(start, title.end))
    }

    /// Where a title begins with the body, country and qualifiers in front of it.
    fn bodies(&self, mut start: usize) -> usize {
        let patterns = &self.scene.lexicon.patterns;
        loop {
            let head = self.scene.head(start);
            if let Some(name) = self.name_ends.get(&start) {
                start = name.start;
            } else if let Some(prefix) = patterns.role_prefix.iter().find(|p| head.ends_with(p.as_str())) {
                start -= prefix.len();
            } else if let Some(sender) = self.sender(start) {
                start = sender;
            } else if let Some(name) = self.across(start) {
                start = name;
            } else {
                return start;
            }
        }
    }

    /// 挪威|常驻联合国|代表: where the country begins that sends to the body which begins at a byte.
    fn sender(&self, body: usize) -> Option<usize> {
        let link = ["常驻", "驻"].into_iter().find(|link| self.scene.head(body).ends_with(link))?;
        self.name_ends.get(&(body - link.len())).map(|name| name.start)
    }

    /// Across a qualifier of a few characters to the start of a body or country.
    fn across(&self, start: usize) -> Option<usize> {
        let patterns = &self.scene.lexicon.patterns;
        let mut at = start;
        for c in self.scene.head(start).chars().rev().take(QUALIFIER) {
            at -= c.len_utf8();
            // 冰岛高级官员|和|挪威大使: behind a link, a country begins another office.
            let links = matches!(c, '和' | '与' | '及' | '同') && self.country_starts.contains(&start);
            if !is_han(c) || self.scene.stops(at, c) || links && at + c.len_utf8() == start {
                return None;
            }
            if self.title_ends.contains_key(&at) || patterns.verbs.longest(&self.scene.text[at..start]).is_some() {
                return None;
            }
            if let Some(name) = self.name_ends.get(&at) {
                // 在人民大会堂与阿根廷|副总统: two names, not one office.
                let linked = ["与", "和", "及", "同"].iter().any(|link| self.scene.text[at..start].starts_with(link));
                return (!linked).then_some(name.start);
            }
        }
        None
    }

    /// The titles that begin where a name ends.
    fn behind(&self, at: usize) -> Option<Span> {
        let at = at + spelling(self.scene.rest(at));
        let title = self.title_starts.get(&at).copied().filter(|t| self.is_role(*t))?;
        // 某某代表|党中央: he stands for them.
        if title.of(self.scene.text) == "代表" && self.name_starts.contains(&title.end) {
            return None;
        }
        let further = self
            .scene
            .rest(title.end)
            .strip_prefix('兼')
            .and_then(|_| self.title_starts.get(&(title.end + '兼'.len_utf8())));
        Some(Span::new(at, further.map_or(title.end, |further| further.end)))
    }
}

/// The bytes of a name's spelling in Latin letters, in brackets: (Feleti Sopoaga).
fn spelling(rest: &str) -> usize {
    let Some(inside) = rest.strip_prefix('(') else { return 0 };
    let end = inside.find(|c: char| !(c.is_alphabetic() && !is_han(c) || matches!(c, ' ' | '.' | '-' | '\'')));
    end.filter(|&end| end > 0 && inside[end..].starts_with(')')).map_or(0, |end| end + 2)
}
