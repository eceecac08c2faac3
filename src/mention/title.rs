//! Documents by their titles: 《…》 where the title or the words around show it to be no book or programme, and decisions
//! named after what they are about (国务院关于…的意见).

use super::Class;
use super::ground::{Candidate, Ground};
use super::quoted::closing;
use crate::source::Span;

/// Longest title in title marks, in bytes.
const TITLE: usize = 240;

pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    titles(ground, found);
    decisions(ground, found);
}

/// What the words in 《…》 are the title of.
enum Work {
    Document,
    Outlet,
    /// A book, film, article, programme: no mention.
    Other,
}

fn titles(ground: &Ground, found: &mut Vec<Candidate>) {
    for (open, mark) in ground.scene.text.match_indices('《') {
        let start = open + mark.len();
        let rest = ground.scene.rest(start);
        let Some(length) = closing(rest, '《', '》').filter(|&n| n > 0 && n <= TITLE) else { continue };
        let span = Span::new(start, start + length);
        // Titles inside titles belong to the outer one.
        if found.last().is_some_and(|last| last.span.contains(span)) {
            continue;
        }
        match work(ground, span) {
            Work::Document => found.push(ground.named(span, Class::Document, "name:document.title")),
            Work::Outlet => found.push(ground.named(span, Class::Organization, "name:organization.outlet")),
            Work::Other => {}
        }
    }
}

/// Judges a title by its own head first, then by the words around.
fn work(ground: &Ground, span: Span) -> Work {
    let patterns = &ground.scene.lexicon.patterns;
    let title = ground.text(span);
    let behind = ground.scene.rest(span.end).strip_prefix('》').unwrap_or_default();
    let head = ground.scene.head(span.start).strip_suffix('《').unwrap_or_default();
    let before = head.trim_end_matches([':', ',']);
    let begins = |words: &[String]| words.iter().any(|w| behind.starts_with(w.as_str()));
    let ends = |words: &[String], text: &str| words.iter().any(|w| text.ends_with(w.as_str()));
    if patterns.outlet_tails.iter().any(|tail| title == tail) {
        return Work::Other;
    }
    if ends(&patterns.outlet_tails, title) || begins(&patterns.outlet_before) {
        return Work::Outlet;
    }
    if ends(&patterns.not_titled_after, before) || begins(&patterns.not_titled_before) {
        return Work::Other;
    }
    if ends(&patterns.not_title_heads, title) {
        return Work::Other;
    }
    match patterns.is_official(title) || ends(&patterns.titled_after, head) || begins(&patterns.titled_before) {
        true => Work::Document,
        false => Work::Other,
    }
}

/// 中共中央关于…的建议: who decides, about what, and what it is.
fn decisions(ground: &Ground, found: &mut Vec<Candidate>) {
    pattern!(ABOUT, r"关于[\p{Han}0-9“”、-]{4,60}?的(?:若干|指导|实施)?(?:意见|决定|建议|通知|决议)");
    let text = ground.scene.text;
    for about in ABOUT.find_iter(if text.contains("关于") { text } else { "" }) {
        let Some((start, Class::Organization, _)) = ground.row(about.start()) else { continue };
        // 中共中央、国务院关于…
        let joined = ground
            .scene
            .head(start)
            .strip_suffix('、')
            .and_then(|head| ground.row(start - (ground.scene.head(start).len() - head.len())));
        let start = joined.filter(|row| row.1 == Class::Organization).map_or(start, |row| row.0);
        let span = Span::new(start, about.end());
        if ground.is_balanced(span) && ground.scene.before(start) != Some('《') {
            found.push(ground.named(span, Class::Document, "name:document.about"));
        }
    }
}
