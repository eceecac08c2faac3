//! Pattern text → its elements: what a match meets one after the other.

/// Bytes of one element in the pattern text, with its repetition: a word, a hole, a macro, a group, a set of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element {
    pub start: usize,
    pub end: usize,
}

/// The elements of each branch (`…|…`) of a pattern; what stands inside a group is not taken apart.
pub(crate) fn branches(pattern: &str) -> Vec<Vec<Element>> {
    let mut out = vec![Vec::new()];
    let mut at = 0;
    // Whether the last element is a word that the next character lengthens.
    let mut open_word = false;
    while let Some(c) = pattern[at..].chars().next() {
        let end = end_of(pattern, at, c);
        let branch: &mut Vec<Element> = out.last_mut().expect("there is one from the start");
        match c {
            _ if c.is_whitespace() || c == '#' => open_word = false,
            '|' => {
                out.push(Vec::new());
                open_word = false;
            }
            '?' | '*' | '+' | '{' if is_repetition(&pattern[at..]) => {
                if let Some(last) = branch.last_mut() {
                    // A repetition holds for the last character of a word.
                    let word = &pattern[last.start..last.end];
                    let letter = last.end - word.chars().next_back().map_or(0, char::len_utf8);
                    if open_word && letter > last.start {
                        last.end = letter;
                        branch.push(Element { start: letter, end });
                    } else {
                        last.end = end;
                    }
                }
                open_word = false;
            }
            '(' | '[' | '{' | '\\' | '^' | '$' | '.' => {
                branch.push(Element { start: at, end });
                open_word = false;
            }
            _ => match branch.last_mut().filter(|last| open_word && last.end == at) {
                Some(last) => last.end = end,
                None => {
                    branch.push(Element { start: at, end });
                    open_word = true;
                }
            },
        }
        at = end;
    }
    out
}

/// Whether `?`, `*`, `+`, `{2,3}` stands here, and no hole.
fn is_repetition(rest: &str) -> bool {
    !rest.starts_with('{') || rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == ',')
}

/// Where ends what begins at `at` with `c`.
fn end_of(pattern: &str, at: usize, c: char) -> usize {
    let rest = &pattern[at..];
    let upto = |mark: char| rest.find(mark).map_or(pattern.len(), |i| at + i + mark.len_utf8());
    match c {
        '{' => upto('}'),
        '#' => upto('\n'),
        '(' => at + closed(rest),
        '[' => at + set(rest),
        '\\' => at + rest.chars().take(2).map(char::len_utf8).sum::<usize>(),
        _ => at + c.len_utf8(),
    }
}

/// The length of a group.
fn closed(rest: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while let Some(c) = rest[at..].chars().next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        at += match c {
            '[' => set(&rest[at..]),
            '\\' => rest[at..].chars().take(2).map(char::len_utf8).sum(),
            _ => c.len_utf8(),
        };
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The length of a set of characters.
fn set(rest: &str) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => return i + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pattern: &str) -> Vec<Vec<&str>> {
        branches(pattern).iter().map(|b| b.iter().map(|e| &pattern[e.start..e.end]).collect()).collect()
    }

    #[test]
    fn words_holes_groups_and_sets_are_elements_with_their_repetition() {
        assert_eq!(
            shown("(?:从|自)?{start:Time}起?,\n  对{who:Party+}[^,|]{1,4}免签  # 说明(\n{act}"),
            [["(?:从|自)?", "{start:Time}", "起?", ",", "对", "{who:Party+}", "[^,|]{1,4}", "免签", "{act}"]]
        );
        assert_eq!(
            shown("甲乙?丙|^丁\\?[)]*(戊[)](?:己))"),
            [vec!["甲", "乙?", "丙"], vec!["^", "丁", "\\?", "[)]*", "(戊[)](?:己))"]]
        );
    }
}
