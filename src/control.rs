//! Control characters of a text → signs that show them: XML 1.0 forbids most of them, and terminals obey them.
//!
//! An escape character is written as ␛, a form feed as ␌; what has no such sign becomes U+FFFD. Tabs and line ends stay. The
//! graph and its other exports (Turtle, N-Quads, JSON) have the characters themselves.

use std::borrow::Cow;
use std::io::{self, Write};

/// What is written for a character that is not to be written itself.
fn sign(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => None,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('␡'),
        '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// A character as a person may see it.
pub(crate) fn visible(c: char) -> char {
    sign(c).unwrap_or(c)
}

/// A text as a person may see it.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains(|c| sign(c).is_some()) { text.chars().map(visible).collect() } else { Cow::Borrowed(text) }
}

/// Writes XML that may hold any text: signs stand for the characters that XML 1.0 has no way to write.
pub(crate) struct Xml<W> {
    out: W,
    /// Whether it is XML at all; other formats pass.
    is_xml: bool,
}

impl<W: Write> Xml<W> {
    pub fn new(out: W) -> Xml<W> {
        Xml { out, is_xml: true }
    }

    pub fn only_if(is_xml: bool, out: W) -> Xml<W> {
        Xml { out, is_xml }
    }
}

/// The bytes at the start that XML has no way to write: a control character, U+FFFE or U+FFFF. Writers of XML do not cut
/// characters.
fn forbidden(bytes: &[u8]) -> Option<&str> {
    let length = match bytes {
        [b'\t' | b'\n' | b'\r', ..] => return None,
        [..0x20, ..] => 1,
        [0xef, 0xbf, 0xbe..=0xbf, ..] => 3,
        _ => return None,
    };
    std::str::from_utf8(&bytes[..length]).ok()
}

impl<W: Write> Write for Xml<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_xml {
            return self.out.write(bytes);
        }
        let (mut from, mut at) = (0, 0);
        while at < bytes.len() {
            let Some(found) = forbidden(&bytes[at..]) else {
                at += 1;
                continue;
            };
            self.out.write_all(&bytes[from..at])?;
            self.out.write_all(shown(found).as_bytes())?;
            at += found.len();
            from = at;
        }
        self.out.write_all(&bytes[from..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_control_characters_and_nothing_else_is_changed() {
        assert_eq!(shown("红\u{1b}[31m字\u{9b}\u{7f}"), "红␛[31m字\u{fffd}␡");
        assert!(matches!(shown("　“中方”\t一\r\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn xml_holds_what_it_may_hold() {
        let written = |is_xml| {
            let mut out = Vec::new();
            let text = "<q>卢森堡\u{c}6国\t\r\n\u{ffff}\u{fffd}\u{0}</q>";
            Xml::only_if(is_xml, &mut out).write_all(text.as_bytes()).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(written(true), "<q>卢森堡␌6国\t\r\n\u{fffd}\u{fffd}␀</q>");
        assert_eq!(written(false), "<q>卢森堡\u{c}6国\t\r\n\u{ffff}\u{fffd}\u{0}</q>");
    }
}
