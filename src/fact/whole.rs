//! Holes that begin or end inside a word take the whole word.

use super::Held;
use crate::rule::Whole;

/// Gives text holes back what the words around them have cut off a word: 会 + 议通过的文件. What another hole holds stays there.
pub(super) fn mend(held: &mut [Held], text: &str, whole: &Whole) {
    for i in 0..held.len() {
        let Held { textual: true, start, end, .. } = held[i] else { continue };
        if start == end {
            continue;
        }
        let is_free = |from: usize, to: usize| {
            held.iter().enumerate().all(|(n, h)| n == i || h.start == h.end || h.end <= from || to <= h.start)
        };
        let before = whole.around(text, start).map(|(from, _)| from).filter(|&from| is_free(from, start));
        let behind = whole.around(text, end).map(|(_, to)| to).filter(|&to| is_free(end, to));
        (held[i].start, held[i].end) = (before.unwrap_or(start), behind.unwrap_or(end));
    }
}
