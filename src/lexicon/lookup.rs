//! Look-ups by name, counts by class, names that clash.

use super::assemble::Clash;
use super::{Entity, EntityId, Lexicon, NameKind, Target, fold, table::alike};
use crate::mention::Class;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

impl Lexicon {
    /// The entities that bear a name, in any letter case, width and script; also by IRI, Wikidata id or a code of ISO 3166.
    pub fn by_name(&self, name: &str) -> Vec<EntityId> {
        let key = canonical(name);
        let bears = |e: &Entity| {
            let mut codes = [&e.code, &e.code3, &e.code_number, &e.wikidata].into_iter().flatten();
            &*e.iri == name
                || codes.any(|code| code.eq_ignore_ascii_case(&key))
                || e.names.iter().any(|n| canonical(&n.text) == key)
        };
        self.entities().filter(|(_, e)| bears(e)).map(|(id, _)| id).collect()
    }

    /// The entities that a text names by names of their own, the longest from the left, and the countries that it names by one
    /// character beside China or the side word: 中挪, 挪方. Titles and other names in need of a context are left out: what a
    /// text mentions in all is for [`crate::mention`] to say.
    pub fn named_in(&self, text: &str) -> Vec<(Range<usize>, EntityId)> {
        let mut found = Vec::new();
        self.table.scan(text, |start, end, word| found.push((start, end, word)));
        found.sort_by_key(|&(start, end, _)| (start, Reverse(end)));
        let (mut at, mut out) = (0, Vec::new());
        for (start, end, word) in found {
            let meant = |t| if let Target::Name(id) = t { Some(id) } else { None };
            let named = self.targets(word).find_map(meant).filter(|id| self.entity(*id).class != Class::Title);
            let fixed = self.targets(word).any(|t| matches!(t, Target::Phrase));
            if start < at || (named.is_none() && !fixed) {
                continue;
            }
            self.short_forms(text, at..start, &mut out);
            at = end;
            out.extend(named.filter(|_| !fixed).map(|id| (start..end, id)));
        }
        self.short_forms(text, at..text.len(), &mut out);
        out
    }

    /// The countries named by one character in a stretch of text.
    fn short_forms(&self, text: &str, stretch: Range<usize>, out: &mut Vec<(Range<usize>, EntityId)>) {
        let country = |target: &Target| match target {
            Target::Abbreviation(id) | Target::Default(id) if self.entity(*id).class == Class::Country => Some(*id),
            _ => None,
        };
        let named = |c: char| self.single(c)?.iter().find_map(country);
        let china = self.by_code("CN");
        let side = &self.contexts.side;
        let mut before = None;
        for (at, c) in text[stretch.clone()].char_indices() {
            let span = stretch.start + at..stretch.start + at + c.len_utf8();
            let is_beside = before.is_some_and(|b| named(b) == china && china.is_some());
            let is_side = !side.is_empty() && text[span.end..].starts_with(side.as_str());
            out.extend(named(c).filter(|id| (is_beside && Some(*id) != china) || is_side).map(|id| (span, id)));
            before = Some(c);
        }
    }

    /// Up to `most` names close to one that nobody bears, the closest first: for "did you mean".
    pub fn suggest(&self, name: &str, most: usize) -> Vec<&str> {
        let key: Vec<char> = canonical(name).chars().collect();
        let mut near: Vec<(usize, &str)> = Vec::new();
        for entity in &self.entities {
            for other in &entity.names {
                let other_key: Vec<char> = canonical(&other.text).chars().collect();
                let allowed = key.len().min(other_key.len()) / 3 + 1;
                let inside = key.len() >= 2 && other_key.windows(key.len()).any(|w| w == key);
                let distance = if inside { 1 } else { edits(&key, &other_key, allowed) };
                if distance <= allowed {
                    near.push((distance * 64 + other_key.len().abs_diff(key.len()), &other.text));
                }
            }
        }
        near.sort_unstable();
        near.dedup_by_key(|(_, name)| *name);
        near.into_iter().take(most).map(|(_, name)| name).collect()
    }

    /// How many entities there are of each class and narrower class, posts, names and fixed phrases; sorted by label.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for entity in &self.entities {
            *counts.entry(format!("{:?}", entity.class)).or_insert(0) += 1;
            for kind in &entity.kinds {
                *counts.entry(format!("{:?}/{kind}", entity.class)).or_insert(0) += 1;
            }
        }
        counts.insert("posts".into(), self.posts.len());
        counts.insert("names".into(), self.entities.iter().map(|e| e.names.len()).sum());
        counts.insert("fixed phrases".into(), self.phrases);
        counts
    }

    /// Names that several entities claim without all of them calling it shared, sorted by name.
    pub fn clashes(&self) -> Vec<Clash> {
        let mut claims: BTreeMap<String, Vec<(EntityId, NameKind)>> = BTreeMap::new();
        for (id, entity) in self.entities() {
            for name in
                entity.names.iter().filter(|n| matches!(&*n.language, "zh" | "") || n.kind == NameKind::Alternative)
            {
                claims.entry(canonical(&name.text)).or_default().push((id, name.kind));
            }
        }
        let mut out = Vec::new();
        for (name, claims) in claims {
            // A canonical name may be shared too: then the entity says so beside it.
            let shares = |id: &EntityId| claims.iter().any(|(other, kind)| other == id && *kind == NameKind::Shared);
            let sole = claims.iter().any(|(id, kind)| {
                matches!(kind, NameKind::Preferred | NameKind::Alternative | NameKind::Hidden) && !shares(id)
            });
            let mut entities: Vec<EntityId> = claims.iter().map(|(id, _)| *id).collect();
            entities.sort_unstable();
            entities.dedup();
            if sole && entities.len() > 1 {
                out.push(Clash { name: name.into(), entities });
            }
        }
        out
    }
}

/// The form in which names and words are compared, whoever asks for them: letter case, full and half width, simplified and
/// traditional characters, forms of quotation marks and spaces make no difference.
pub(crate) fn canonical(name: &str) -> String {
    fold(name.trim()).to_lowercase().chars().map(alike).collect()
}

/// The number of insertions, deletions and substitutions between two words; more than `most` is not told apart.
fn edits(a: &[char], b: &[char], most: usize) -> usize {
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_whom_it_names_in_full_or_by_one_character_beside_china() {
        let lexicon = Lexicon::built_in();
        let named = |text: &str| -> Vec<String> {
            let found = lexicon.named_in(text);
            assert!(found.is_sorted_by_key(|(span, _)| span.start), "{text}");
            found.iter().map(|(span, id)| format!("{}={}", &text[span.clone()], lexicon.entity(*id).name)).collect()
        };
        assert_eq!(named("挪威同中国建交"), ["挪威=挪威", "中国=中国"]);
        assert_eq!(named("中挪关系和秘方立场"), ["挪=挪威", "秘=秘鲁"]);
        assert_eq!(named("挪用公款的秘密集中起来"), [""; 0]);
    }
}
