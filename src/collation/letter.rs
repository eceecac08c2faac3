//! Letters: the characters of a witness that carry wording, with their places.

use super::{Passage, Role, Witness};
use std::collections::BTreeSet;

/// One compared character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The character as it counts for a variant.
    pub mark: char,
    /// The character as it counts for alignment: case and kind of dash aside.
    pub key: char,
    /// Byte span in the witness's text.
    pub start: u32,
    pub end: u32,
    /// Number of its section: a stretch of one article, role and turn.
    pub section: u32,
    pub role: Role,
    pub article: u32,
    pub turn: Option<u32>,
    /// Whether the file shows by a label that its section begins here.
    pub labelled: bool,
    /// Whether the text of its section ends a sentence right after it.
    pub closed: bool,
}

/// The passages of a witness with text to compare; the whole text where none are given.
pub(super) fn passages(witness: &Witness<'_>) -> Vec<Passage> {
    let compared = |p: &Passage| !matches!(p.role, Role::Furniture | Role::Answerer);
    all_passages(witness).into_iter().filter(compared).collect()
}

fn all_passages(witness: &Witness<'_>) -> Vec<Passage> {
    if witness.passages.is_empty() {
        return vec![Passage { end: witness.text.len(), ..Passage::default() }];
    }
    witness.passages.to_vec()
}

/// The letters of those articles of a witness that `wanted` accepts, in the order of the text.
pub(super) fn letters(witness: &Witness<'_>, wanted: impl Fn(usize) -> bool) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::new();
    let mut section = 0;
    // The last passage with letters, and whether a label stands behind it.
    let (mut before, mut label): (Option<Passage>, bool) = (None, false);
    for passage in all_passages(witness).into_iter().filter(|p| wanted(p.article)) {
        match passage.role {
            Role::Furniture => continue,
            Role::Answerer => label = true,
            role => {
                let same = |p: Passage| (p.article, p.role, p.turn) == (passage.article, role, passage.turn);
                let begins = before.is_some_and(|p| label || !same(p));
                let asked = role == Role::Asker || before.is_some_and(|p| p.role == Role::Asker);
                section += u32::from(begins);
                let first = out.len();
                out.extend(scan(witness.text, passage, section));
                if let Some(letter) = out.get_mut(first).filter(|_| begins || before.is_none()) {
                    letter.labelled = asked || (label && role == Role::Answer);
                }
                (before, label) = (Some(passage), false);
            }
        }
    }
    out
}

/// Only the keys of the letters of one article, and which of them answer a question: what recognition needs.
pub(super) fn keys(witness: &Witness<'_>, article: usize) -> (Vec<char>, Vec<bool>) {
    let of_article: Vec<Passage> = passages(witness).into_iter().filter(|p| p.article == article).collect();
    let asked: BTreeSet<_> = of_article.iter().filter(|p| p.role == Role::Question).map(|p| p.turn).collect();
    let (mut keys, mut answers) = (Vec::new(), Vec::new());
    for passage in of_article {
        keys.extend(scan(witness.text, passage, 0).into_iter().map(|l| l.key));
        answers.resize(keys.len(), passage.role == Role::Answer && asked.contains(&passage.turn));
    }
    (keys, answers)
}

/// The letters of one passage.
fn scan(text: &str, passage: Passage, section: u32) -> Vec<Letter> {
    let slice = &text[passage.start..passage.end];
    let mut out: Vec<Letter> = Vec::with_capacity(slice.len() / 3);
    let mut before = ' ';
    let mut chars = slice.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let after = chars.peek().map_or(' ', |&(_, c)| c);
        if carries_wording(before, ch, after) {
            let start = (passage.start + at) as u32;
            let mark = mark(ch);
            out.push(Letter {
                mark,
                key: fold(mark),
                start,
                end: start + ch.len_utf8() as u32,
                section,
                role: passage.role,
                article: passage.article as u32,
                turn: passage.turn.map(|t| t as u32),
                labelled: false,
                closed: false,
            });
        } else if ends_sentence(ch) {
            out.iter_mut().last().into_iter().for_each(|l| l.closed = true);
        }
        before = ch;
    }
    out
}

fn carries_wording(before: char, ch: char, after: char) -> bool {
    // 5.2 and 52, 10:30 and 1030 are different numbers: the mark between digits counts.
    let inside_number = before.is_ascii_digit() && after.is_ascii_digit();
    ch.is_alphanumeric() || "%‰℃°$€£¥".contains(ch) || (inside_number && ".:/-–—~".contains(ch))
}

fn mark(ch: char) -> char {
    if "–—~".contains(ch) { '-' } else { ch }
}

fn fold(mark: char) -> char {
    mark.to_lowercase().next().unwrap_or(mark)
}

/// Whether a character closes a sentence or an independent clause.
pub(super) fn ends_sentence(ch: char) -> bool {
    "。!?！？;；…".contains(ch)
}

/// The byte span of letters `first..=last` with the punctuation that belongs to them.
pub(super) fn outer_span(text: &str, letters: &[Letter], first: usize, last: usize) -> (usize, usize) {
    let floor = first.checked_sub(1).map_or(0, |i| letters[i].end as usize);
    let ceiling = letters.get(last + 1).map_or(text.len(), |l| l.start as usize);
    let (mut start, mut end) = (letters[first].start as usize, letters[last].end as usize);
    for ch in text[floor..start].chars().rev().take_while(|c| "“‘《〈(（【「『\"[".contains(*c)) {
        start -= ch.len_utf8();
    }
    for ch in text[end..ceiling].chars().take_while(|c| "。!?！？;；…,，、:：”’》〉)）】」』\"]".contains(*c))
    {
        end += ch.len_utf8();
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> String {
        letters(&Witness { text, ..Witness::default() }, |_| true).iter().map(|l| l.mark).collect()
    }

    #[test]
    fn punctuation_and_spacing_are_no_letters() {
        assert_eq!(marks("“双方 同意”，扩大—合作。"), "双方同意扩大合作");
    }

    #[test]
    fn marks_inside_numbers_are_letters() {
        assert_eq!(marks("增长5.2%，10:30开始，1-3月。"), "增长5.2%10:30开始1-3月");
    }

    #[test]
    fn the_letter_before_a_stop_closes_its_sentence() {
        let found = letters(&Witness { text: "好的。“是！”对", ..Witness::default() }, |_| true);
        assert_eq!(found.iter().map(|l| l.closed).collect::<Vec<_>>(), [false, true, true, false]);
    }
}
