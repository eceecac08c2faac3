//! What a scanner took for something else, where its neighbours leave no doubt: letters for figures (2O24年, l4日), points for
//! full stops on a page that has next to no others, and words that are none but for one character (`ontology/slips.txt`).
//!
//! Every repair stands for one character of the original, so no offset moves.

use super::{Line, Span, is_han};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a number is followed by, if it counts or names a day.
const UNITS: &str = "年月日曰目号时点分秒亿万千百元人名位国次项条场届岁周多余家种件艘架辆吨米公里美欧英平%％";

/// The figure for which a letter at the start of `rest` stands, behind the text of its line so far: O in 2O24年 or 5O%, l in l4日.
pub(super) fn figure(before: &str, rest: &str) -> Option<char> {
    let (figure, opens) = match rest.as_bytes().first()? {
        b'O' | b'o' => ('0', false),
        b'l' | b'I' => ('1', true),
        _ => return None,
    };
    let is_numeral = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let head = before.trim_end_matches(is_numeral);
    let own = before[head.len()..].trim_start_matches(['.', ',']);
    let tail = &rest[1..];
    let behind = tail.trim_start_matches(|c| is_numeral(c) || matches!(c, 'O' | 'o' | 'l' | 'I'));
    let has_figures = !own.is_empty() || tail[..tail.len() - behind.len()].contains(|c: char| c.is_ascii_digit());
    let stands_alone = !head.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'));
    let counts = behind.trim_start().starts_with(|c| UNITS.contains(c));
    (has_figures && stands_alone && counts && (opens || !own.is_empty())).then_some(figure)
}

/// A page with fewer full stops than one in so many bytes may have points in their place.
const SPARSE: usize = 1500;

/// So many points behind Chinese characters are no slip.
const FEWEST: usize = 3;

/// Whether the sentences of a page end in points: it has next to no full stops, and several times as many points.
pub(super) fn ends_in_points(original: &str) -> bool {
    let stops = original.matches('。').take(original.len() / SPARSE + 1).count();
    if stops > original.len() / SPARSE {
        return false;
    }
    let points = original
        .char_indices()
        .filter(|&(at, c)| matches!(c, '.' | '．') && is_stop(&original[..at], &original[at + c.len_utf8()..]));
    points.take(FEWEST + 3 * stops).count() == FEWEST + 3 * stops
}

/// Whether a point between two texts ends a sentence, if a point can: a Chinese character or closing mark stands before it,
/// and no letter behind it. Names are divided so as well (佛拉基米尔.普京), but no page has only those.
pub(super) fn is_stop(before: &str, behind: &str) -> bool {
    let ends = |c: char| is_han(c) || matches!(c, '”' | '’' | '」' | ')' | '）' | '》' | '%');
    before.trim_end_matches(' ').ends_with(ends) && !behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
}

/// Whether the letter at the start of `rest` is a full stop: an o between two Chinese characters, or at the end of a line.
pub(super) fn is_round_stop(before: &str, rest: &str) -> bool {
    let behind = rest[1..].trim_start();
    before.ends_with(|c| is_han(c) && c != '卡' || matches!(c, '”' | '》'))
        && (behind.is_empty()
            || behind.starts_with(|c| is_han(c) && !"型形字圈".contains(c) || matches!(c, '“' | '《')))
}

/// What a 曰 or 目 behind a figure was: the 日 of a day, the 月 of a month that a day follows.
pub(super) fn calendar(before: &str, c: char, rest: &str) -> char {
    let behind = rest[c.len_utf8()..].trim_start();
    let day = behind.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let names_day = day.len() < behind.len() && day.starts_with(['日', '曰']);
    match c {
        _ if !before.ends_with(|c: char| c.is_ascii_digit()) => c,
        '曰' => '日',
        _ if names_day => '月',
        _ => c,
    }
}

/// Whether a line so far is the label of who asks or answers, and wants a colon.
pub(super) fn is_label(before: &str) -> bool {
    const LONGEST: usize = 72;
    let asks = || {
        before.len() <= LONGEST
            && before.ends_with("记者")
            && before.chars().all(|c| is_han(c) || matches!(c, '《' | '》'))
    };
    matches!(before, "问" | "答") || asks()
}

/// The words of `ontology/slips.txt`: what a scanner makes of a word, and the word, which is as long.
static SLIPS: LazyLock<(Regex, FxHashMap<&str, &str>)> = LazyLock::new(|| {
    let lines = include_str!("../../ontology/slips.txt").lines().filter(|line| !line.starts_with('#'));
    let words: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(' ')).collect();
    let any: Vec<&str> = words.iter().map(|(wrong, _)| *wrong).collect();
    (Regex::new(&any.join("|")).expect("words are a pattern"), words.into_iter().collect())
});

/// Mends the slips in the lines of a normal form; what runs over two lines is none.
pub(super) fn mend(text: &mut String, lines: &[Line]) {
    let (pattern, words) = &*SLIPS;
    let found: Vec<(usize, &str)> = pattern
        .find_iter(text)
        .filter(|slip| {
            let line = lines.partition_point(|line| line.span.end <= slip.start());
            lines.get(line).is_some_and(|line| line.span.contains(Span::new(slip.start(), slip.end())))
        })
        .map(|slip| (slip.start(), words[slip.as_str()]))
        .collect();
    for (at, right) in found {
        text.replace_range(at..at + right.len(), right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_a_number_are_figures() {
        for (before, rest, wanted) in [
            ("于2", "O24年", Some('0')),
            ("约5", "O%", Some('0')),
            ("3月", "l4日", Some('1')),
            ("达", "l.7万列", Some('1')),
            ("的2", "OO亿美元", Some('0')),
            ("开展O2", "O合作", None),
            ("", "O2O业务", None),
            ("血型", "O型", None),
            ("H2", "O", None),
            ("处理器i", "I5", None),
            ("", "I5处理器", None),
            ("A-", "l4日", None),
        ] {
            assert_eq!(figure(before, rest), wanted, "{before}{rest}");
        }
    }

    #[test]
    fn points_end_sentences_where_a_page_has_no_full_stops() {
        assert!(ends_in_points("双方签字. 船已靠岸．他说：“很好”.\n"));
        assert!(!ends_in_points("双方签字。唐纳德.特朗普、弗拉基米尔.普京、贝拉克.奥巴马。"));
        assert!(!ends_in_points("占5.2%, 见 www.example.org/a.b.c"));
    }

    #[test]
    fn a_round_letter_ends_a_sentence() {
        assert!(is_round_stop("双方签字", "o船已靠岸") && is_round_stop("双方签字", "o\n"));
        assert!(!is_round_stop("血型为", "O型") && !is_round_stop("卡拉", "OK") && !is_round_stop("的", "okay"));
    }

    #[test]
    fn the_list_of_slips_is_well_formed() {
        let lines = include_str!("../../ontology/slips.txt").lines().filter(|l| !l.starts_with('#'));
        assert_eq!(lines.count(), SLIPS.1.len());
        for (wrong, right) in &SLIPS.1 {
            let differing = wrong.chars().zip(right.chars()).filter(|(a, b)| a != b).count();
            assert_eq!((differing, wrong.len()), (1, right.len()), "{wrong} {right}");
        }
    }

    #[test]
    fn a_word_that_is_none_but_for_one_character_is_mended() {
        let normal = crate::source::normalize("习近乎主席说，和乎共处，学习近乎无损，外长玉\n毅外长");
        assert_eq!(normal.text, "习近平主席说,和平共处,学习近乎无损,外长玉毅外长");
    }
}
