//! The normal form of single characters.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// First of the CJK characters that the table of traditional forms covers.
const TABLE_START: u32 = 0x3400;
const TABLE_END: u32 = 0xa000;

static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table: Vec<u16> = (TABLE_START as u16..TABLE_END as u16).collect();
    for line in include_str!("../../ontology/traditional.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut pair = line.chars().map(u32::from);
        if let (Some(from @ TABLE_START..TABLE_END), Some(to @ 0..=0xffff)) = (pair.next(), pair.next()) {
            table[(from - TABLE_START) as usize] = to as u16;
        }
    }
    table
});

/// The normal form of one character, by `push`; nothing for characters that are dropped (white space is the caller's).
pub fn fold_char(c: char, mut push: impl FnMut(char)) {
    match c {
        '\u{21}'..='\u{7e}' => push(c),
        '\u{3400}'..='\u{9fff}' => {
            let folded = SIMPLIFIED[(u32::from(c) - TABLE_START) as usize];
            push(char::from_u32(u32::from(folded)).unwrap_or(c));
        }
        '\u{ff01}'..='\u{ff5e}' => push(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        '「' => push('“'),
        '」' => push('”'),
        '『' => push('‘'),
        '』' => push('’'),
        '〈' => push('《'),
        '〉' => push('》'),
        '–' | '―' | '─' | '━' | '⸺' => push('—'),
        '‧' | '•' | '・' | '･' | '∙' | '⋅' => push('·'),
        '…' | '。' | '、' | '“' | '”' | '‘' | '’' | '《' | '》' | '—' | '·' => push(c),
        '｡' => push('。'),
        '､' => push('、'),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}' => {}
        c if c.is_control() => {}
        c => std::iter::once(c).nfkc().for_each(push),
    }
}

/// Whether white space between two characters means something: only between two of Latin text.
pub(crate) fn needs_space(before: Option<char>, after: char) -> bool {
    before.is_some_and(|b| {
        b.is_ascii_graphic() && after.is_ascii_graphic() && (b.is_ascii_alphanumeric() || after.is_ascii_alphanumeric())
    })
}
