//! Marks inside a line of plain text or Markdown that are no words: links, pictures, single tags, escapes.

use super::Span;
use regex::Regex;
use std::sync::LazyLock;

/// A picture; the brackets of a link with its address; the end of a link whose beginning is cut off; a tag.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let address = r#"\((?:https?:|mailto:|/|\#)(?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)"#;
    let tag = r#"</?(?i:a|b|br|p|div|span|img|figure|figcaption|strong|em|i|u|font|h[1-6]|ul|ol|li|table|tbody|tr|td|th|blockquote|sup|sub|video|center|section|hr|small)(?:\s[^<>]{0,800})?/?>"#;
    Regex::new(&format!(r"!\[[^\[\]]*\]\([^()\s]+\)|(\[)[^\[\]]+(\]{address})|\]{address}|{tag}"))
        .expect("a pattern of this file")
});

/// The marks of a line, in order.
pub(super) fn marks(line: &str) -> Vec<Span> {
    if !line.contains('<') && !line.contains("](") {
        return Vec::new();
    }
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

/// The character that `\uXXXX` or a character reference at the start of a text stands for, and how long it is (bytes).
pub(super) fn escape(rest: &str) -> Option<(char, usize)> {
    if let Some(hex) = rest.strip_prefix("\\u") {
        let code = u32::from_str_radix(hex.get(..4)?, 16).ok()?;
        return Some((char::from_u32(code)?, 6));
    }
    let name = rest.strip_prefix('&')?;
    let name = &name[..name.bytes().take(10).position(|b| b == b';')?];
    let c = match name {
        "nbsp" | "ensp" | "emsp" => ' ',
        "amp" => '&',
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
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok())?;
            char::from_u32(code)?
        }
    };
    Some((c, name.len() + 2))
}
