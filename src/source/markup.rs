//! Marks inside a line of plain text or Markdown that are no words: links, pictures, single tags, escapes.

use super::Span;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A picture; the brackets of a link with its address; the end of a link whose beginning is cut off; a tag.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let address = r#"\((?:https?:|mailto:|/|\#)(?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)"#;
    let tag = r#"</?(?i:a|b|br|p|div|span|img|figure|figcaption|strong|em|i|u|font|h[1-6]|ul|ol|li|table|tbody|tr|td|th|blockquote|sup|sub|video|center|section|hr|small)(?:\s[^<>]{0,800})?/?>"#;
    Regex::new(&format!(r"!\[[^\[\]]*\]\([^()\s]+\)|(\[)[^\[\]]+(\]{address})|\]{address}|\[\^[0-9]{{1,3}}\]|{tag}"))
        .expect("a pattern of this file")
});

// Emphasis by single marks around words, and code. A formula (3*4*5) and a name (a_b_c) have figures or letters outside.
static EMPHASIS: LazyLock<Regex> = LazyLock::new(|| {
    let pair = |mark: &str| format!(r"(?:^|[^0-9A-Za-z{mark}])({mark})[^{mark}\s]{{1,60}}({mark})");
    Regex::new(&[pair(r"\*"), pair("_"), pair("`")].join("|")).expect("a pattern of this file")
});

/// The marks of a line, in order.
pub(super) fn marks(line: &str) -> Vec<Span> {
    let mut out =
        if line.contains('*') || line.contains('_') || line.contains('`') { emphasis(line) } else { Vec::new() };
    if line.contains('<') || line.contains("](") || line.contains("[^") {
        out.extend(tags(line));
        out.sort_unstable();
    }
    out
}

fn emphasis(line: &str) -> Vec<Span> {
    let groups = |found: Captures<'_>| -> Vec<Span> {
        (1..found.len()).filter_map(|i| found.get(i)).map(|m| Span::new(m.start(), m.end())).collect()
    };
    // Where ** stands beside a mark, it is a half of it.
    let is_double = |span: &Span| line[..span.start].ends_with('*') || line[span.end..].starts_with('*');
    EMPHASIS.captures_iter(line).map(groups).filter(|pair| !pair.iter().any(is_double)).flatten().collect()
}

/// Links, pictures, footnotes and tags.
fn tags(line: &str) -> Vec<Span> {
    let mut out = Vec::new();
    for found in MARK.captures_iter(line) {
        let parts = [found.get(1), found.get(2)].into_iter().flatten();
        let before = out.len();
        out.extend(parts.map(|m| Span::new(m.start(), m.end())));
        if out.len() == before {
            out.extend(found.get(0).map(|m| Span::new(m.start(), m.end())));
        }
    }
    out
}

/// The character that an escape or a character reference at the start of a text stands for, and how long it is (bytes):
/// `\u201c`, `\"`, `\n`, `&ldquo;`, Markdown's `\*`.
pub(super) fn escape(rest: &str) -> Option<(char, usize)> {
    match rest.strip_prefix('\\') {
        Some(escaped) => backslash(escaped),
        None => reference(rest),
    }
}

fn backslash(escaped: &str) -> Option<(char, usize)> {
    let first = escaped.chars().next()?;
    match first {
        'u' => {
            let high = hex(&escaped[1..])?;
            if let Some(c) = char::from_u32(high) {
                return Some((c, 6));
            }
            // Two escapes make one character beyond the basic plane.
            let low = hex(escaped.get(5..)?.strip_prefix("\\u")?)?;
            let pair = char::decode_utf16([high as u16, low as u16]).next()?;
            Some((pair.ok()?, 12))
        }
        // At the end of a line it keeps Markdown from joining it with the next.
        '\n' | '\r' => Some((' ', 2)),
        'n' | 'r' | 't' if is_break(escaped) => Some((' ', 2)),
        c if c.is_ascii_punctuation() && c != '\\' => Some((c, 2)),
        '“' | '”' | '‘' | '’' | '（' | '）' | '《' | '》' => Some((first, 1 + first.len_utf8())),
        _ => None,
    }
}

/// Whether what stands behind a backslash is the `n` of a broken line, not the beginning of a name (C:\news).
fn is_break(escaped: &str) -> bool {
    !escaped[1..].starts_with(|c: char| c.is_ascii_alphabetic())
}

// Tags behind which a new line begins; a paragraph that opens begins one before it.
static BREAK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)<br\s*/?>|</(?:p|div|li|tr|h[1-6]|blockquote)\s*>|(<(?:p|div|li|tr|h[1-6])(?:\s[^<>]{0,800})?>)")
        .expect("a pattern of this file")
});

/// Where a line ends within a line of the file: behind a literal `\n` or `<br>`, behind a carriage return, where a paragraph of
/// HTML begins or ends.
pub(super) fn breaks(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    if line.contains('\\') {
        let literal = line.match_indices("\\n").map(|(at, _)| at).filter(|at| is_break(&line[at + 1..]));
        found.extend(literal.map(|at| at + 2));
    }
    if line.contains('<') {
        let place = |tag: Captures| tag.get(1).map_or(tag.get_match().end(), |opens| opens.start());
        found.extend(BREAK.captures_iter(line).map(place));
    }
    let returns = line.trim_end_matches(['\r', '\n']);
    found.extend(returns.match_indices('\r').map(|(at, _)| at + 1));
    found.sort_unstable();
    found.dedup();
    found
}

/// Four hexadecimal figures.
fn hex(text: &str) -> Option<u32> {
    let figures = text.get(..4).filter(|f| f.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(figures, 16).ok()
}

/// What a browser makes of a number: those of control characters are of Windows, and one without a character is U+FFFD.
fn character(code: u32) -> char {
    match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => {
            let bytes = [byte];
            let (decoded, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            decoded.chars().next().unwrap_or('\u{fffd}')
        }
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    }
}

fn reference(rest: &str) -> Option<(char, usize)> {
    let name = rest.strip_prefix('&')?;
    let name = &name[..name.bytes().take(10).position(|b| b == b';')?];
    if name == "amp" {
        // What was escaped twice: &amp;nbsp;.
        let again = twice(&rest["&amp;".len()..]).map(|(c, length)| (c, "&amp;".len() + length));
        return again.or(Some(('&', "&amp;".len())));
    }
    let c = named(name).or_else(|| numbered(name))?;
    Some((c, name.len() + 2))
}

/// The character that the rest of a name stands for whose `&` was escaped by itself, and how long it is.
fn twice(rest: &str) -> Option<(char, usize)> {
    let name = &rest[..rest.bytes().take(10).position(|b| b == b';')?];
    Some((named(name)?, name.len() + 1))
}

fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let hex = number.strip_prefix(['x', 'X']);
    let code = hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok())?;
    Some(character(code))
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "nbsp" | "ensp" | "emsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "middot" => '·',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "laquo" => '«',
        "raquo" => '»',
        "bull" => '•',
        _ => return None,
    })
}
