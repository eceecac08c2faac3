//! The normal form of single characters.

use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// First of the characters that the table of other forms covers: the radicals, which some files give for characters.
const TABLE_START: u32 = 0x2e80;
const TABLE_END: u32 = 0xa000;

/// The radicals that Unicode has an equivalent for, often a traditional character.
const RADICALS: std::ops::Range<u32> = 0x2f00..0x2fd6;

static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table: Vec<u16> = (TABLE_START as u16..TABLE_END as u16).collect();
    let files = [include_str!("../../ontology/traditional.txt"), include_str!("../../ontology/variants.txt")];
    for line in files.iter().flat_map(|file| file.lines()).filter(|l| !l.starts_with('#')) {
        let mut pair = line.chars().map(u32::from);
        if let (Some(from @ TABLE_START..TABLE_END), Some(to @ 0..=0xffff)) = (pair.next(), pair.next()) {
            table[(from - TABLE_START) as usize] = to as u16;
        }
    }
    for radical in RADICALS {
        let equivalent =
            char::from_u32(radical).and_then(|c| std::iter::once(c).nfkc().next()).map_or(radical, u32::from);
        table[(radical - TABLE_START) as usize] = table[(equivalent - TABLE_START) as usize];
    }
    table
});

/// The normal form of one character, by `push`; nothing for characters that are dropped (white space is the caller's).
pub fn fold_char(c: char, mut push: impl FnMut(char)) {
    match c {
        '\u{21}'..='\u{7e}' => push(c),
        '\u{3400}'..='\u{9fff}' => push(listed(c)),
        '\u{ff01}'..='\u{ff5e}' => push(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        '…' | '。' | '、' | '“' | '”' | '‘' | '’' | '《' | '》' | '—' | '·' => push(c),
        // Marks of direction and other formats, what stands for an object, signs of somebody's own.
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' => {}
        '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffc}' | '\u{e000}'..='\u{f8ff}' => {}
        c if c.is_control() => {}
        c => match mark(c) {
            Some(one) => push(one),
            None => std::iter::once(c).nfkc().for_each(|c| push(mark(c).unwrap_or_else(|| listed(c)))),
        },
    }
}

/// Whether a character is a Chinese one that stands for itself; 曰 and 目 may stand for others.
pub(super) fn is_simplified(code: u32) -> bool {
    const MISREAD: [u32; 2] = ['曰' as u32, '目' as u32];
    (0x4e00..0xa000).contains(&code)
        && u32::from(SIMPLIFIED[(code - TABLE_START) as usize]) == code
        && !MISREAD.contains(&code)
}

/// Words in simplified characters, each in its place and as many bytes long.
pub(crate) fn simplified(words: &str) -> Cow<'_, str> {
    match words.chars().all(|c| listed(c) == c) {
        true => Cow::Borrowed(words),
        false => words.chars().map(|c| Some(listed(c)).filter(|s| s.len_utf8() == c.len_utf8()).unwrap_or(c)).collect(),
    }
}

/// What a character is by the table.
fn listed(c: char) -> char {
    match u32::from(c) {
        at @ TABLE_START..TABLE_END => char::from_u32(u32::from(SIMPLIFIED[(at - TABLE_START) as usize])).unwrap_or(c),
        _ => c,
    }
}

/// The one form of a punctuation mark that has several. NFKC does not know these, or gives one of them.
fn mark(c: char) -> Option<char> {
    Some(match c {
        '「' | '〝' => '“',
        '」' | '〞' | '〟' => '”',
        '『' => '‘',
        '』' => '’',
        '〈' => '《',
        '〉' => '》',
        '–' | '―' | '─' | '━' | '⸺' => '—',
        '‧' | '•' | '・' | '･' | '∙' | '⋅' => '·',
        '｡' => '。',
        '､' | 'ヽ' => '、',
        '‚' | '،' => ',',
        '∶' | '︰' | '꞉' => ':',
        '″' => '"',
        _ => return None,
    })
}

/// Whether a character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Whether white space between two characters means something: only between two of Latin text.
pub(crate) fn needs_space(before: Option<char>, after: char) -> bool {
    before.is_some_and(|b| {
        b.is_ascii_graphic() && after.is_ascii_graphic() && (b.is_ascii_alphanumeric() || after.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| fold_char(c, |c| out.push(c)));
        out
    }

    #[test]
    fn radicals_are_the_characters_they_look_like() {
        assert_eq!(folded("⼈⺠⽇报，外⻓⻢⾧⾞"), "人民日报,外长马长车");
    }

    #[test]
    fn marks_have_one_form() {
        assert_eq!(folded("问∶答︰〝合作〞，渔业丶港口‚〟"), "问:答:“合作”,渔业、港口,”");
        assert_eq!(folded("﹁﹃題﹄﹂︿書﹀"), "“‘题’”《书》");
    }

    #[test]
    fn what_nobody_sees_is_dropped() {
        assert_eq!(folded("\u{202a}中\u{2066}方\u{e5e5}\u{fffc}\u{202c}"), "中方");
    }
}
