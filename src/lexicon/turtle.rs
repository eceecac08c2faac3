//! The gazetteer's Turtle: prefixes, names and literals.
//!
//! Gazetteers are lists of names, so of Turtle only what lists of names need is read, and that quickly: `@prefix`, IRIs,
//! prefixed names, `a`, literals with a language tag or datatype, `;` `,` `.` and comments. Blank nodes, collections,
//! long strings, bare numbers and `@base` are refused with the line and a way to say the same thing. What is read here
//! means to every other Turtle reader what it means here (a test compares).

use std::borrow::Cow;

/// A term of a statement, as slices of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term<'a> {
    /// An IRI in two parts: a namespace, and what follows it.
    Iri(&'a str, Cow<'a, str>),
    /// A literal: its value and language tag (empty without).
    Literal(Cow<'a, str>, &'a str),
}

/// A statement and the line (from 1) that its object stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    pub subject: (&'a str, Cow<'a, str>),
    pub predicate: (&'a str, Cow<'a, str>),
    pub object: Term<'a>,
    pub line: usize,
}

/// Why a file was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub line: usize,
    pub message: String,
    pub help: &'static str,
}

const RDF_TYPE: (&str, Cow<'static, str>) = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", Cow::Borrowed("type"));

/// Reads a file statement by statement; stops at the first fault of the file or of `each`.
pub(crate) fn read<'a>(text: &'a str, mut each: impl FnMut(Statement<'a>) -> Result<(), Fault>) -> Result<(), Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { text, at: 0, counted: 0, line: 1, prefixes: Vec::new() };
    loop {
        reader.skip();
        if reader.at == text.len() {
            return Ok(());
        }
        if reader.keyword("@prefix") {
            reader.prefix()?;
        } else {
            reader.block(&mut each)?;
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Up to where lines were counted, and the line there.
    counted: usize,
    line: usize,
    prefixes: Vec<(&'a str, &'a str)>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn line(&mut self) -> usize {
        let passed = &self.text.as_bytes()[self.counted..self.at];
        self.line += passed.iter().filter(|&&b| b == b'\n').count();
        self.counted = self.at;
        self.line
    }

    fn fault(&mut self, message: impl Into<String>, help: &'static str) -> Fault {
        Fault { line: self.line(), message: message.into(), help }
    }

    /// White space and comments.
    fn skip(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'#' => self.at += bytes[self.at..].iter().position(|&b| b == b'\n').unwrap_or(bytes.len() - self.at),
                _ => break,
            }
        }
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found = self
            .rest()
            .strip_prefix(word)
            .is_some_and(|r| r.starts_with(|c: char| c.is_whitespace() || c == '<' || c == '"'));
        if found {
            self.at += word.len();
        }
        found
    }

    fn expect(&mut self, mark: u8) -> Result<(), Fault> {
        self.skip();
        if self.peek() == Some(mark) {
            self.at += 1;
            return Ok(());
        }
        let found = self.rest().chars().next().map_or("the end of the file".to_owned(), |c| format!("`{c}`"));
        Err(self.fault(
            format!("expected `{}`, found {found}", mark as char),
            "a block ends with ` .`, its lines with ` ;`, lists are parted by ` ,`",
        ))
    }

    fn prefix(&mut self) -> Result<(), Fault> {
        self.skip();
        let Some(end) = self.rest().find(':') else {
            return Err(self.fault("a prefix without `:`", "write `@prefix dg: <...> .`"));
        };
        let name = &self.rest()[..end];
        self.at += end + 1;
        self.skip();
        let iri = self.angle()?;
        self.prefixes.retain(|(known, _)| *known != name);
        self.prefixes.push((name, iri));
        self.expect(b'.')
    }

    fn block(&mut self, each: &mut impl FnMut(Statement<'a>) -> Result<(), Fault>) -> Result<(), Fault> {
        let subject = self.iri("a name such as `country:CH`")?;
        loop {
            self.skip();
            let predicate = if self.keyword("a") { RDF_TYPE } else { self.iri("a property such as `skos:altLabel`")? };
            loop {
                let object = self.object()?;
                let line = self.line();
                each(Statement { subject: subject.clone(), predicate: predicate.clone(), object, line })?;
                self.skip();
                if self.peek() != Some(b',') {
                    break;
                }
                self.at += 1;
            }
            // A `;` may close the last line as well.
            let mut more = false;
            while self.peek() == Some(b';') {
                self.at += 1;
                self.skip();
                more = true;
            }
            if !more || self.peek() == Some(b'.') {
                return self.expect(b'.');
            }
        }
    }

    fn object(&mut self) -> Result<Term<'a>, Fault> {
        self.skip();
        if self.peek() == Some(b'"') {
            self.literal()
        } else {
            self.iri("a name or a quoted string").map(|(ns, local)| Term::Iri(ns, local))
        }
    }

    /// `<...>`: the IRI inside.
    fn angle(&mut self) -> Result<&'a str, Fault> {
        let rest = self.rest();
        let inner = rest.strip_prefix('<').and_then(|r| r.find(['>', '\n']).map(|end| &r[..end]));
        match inner {
            Some(iri) if rest[1 + iri.len()..].starts_with('>') && !iri.contains([' ', '\\']) => {
                self.at += iri.len() + 2;
                Ok(iri)
            }
            _ => Err(self.fault("an IRI that is not closed", "write it as `<https://...>` without spaces")),
        }
    }

    fn iri(&mut self, wanted: &str) -> Result<(&'a str, Cow<'a, str>), Fault> {
        self.skip();
        if self.peek() == Some(b'<') {
            let iri = self.angle()?;
            let cut = iri.rfind(['/', '#']).map_or(0, |i| i + 1);
            return Ok((&iri[..cut], Cow::Borrowed(&iri[cut..])));
        }
        let rest = self.rest();
        let name = &rest[..name_length(rest)];
        let Some((prefix, local)) = name.split_once(':') else {
            let found: String = rest.chars().take_while(|c| !c.is_whitespace()).take(20).collect();
            let help = "blank nodes, collections, bare numbers and `true` have no use in a gazetteer: name the thing, quote the value";
            return Err(self.fault(format!("expected {wanted}, found `{found}`"), help));
        };
        let Some(&(_, namespace)) = self.prefixes.iter().find(|(known, _)| *known == prefix) else {
            return Err(self.fault(
                format!("the prefix `{prefix}:` is not declared"),
                "add `@prefix ...: <...> .` at the head of the file",
            ));
        };
        self.at += name.len();
        let local = if local.contains('\\') { Cow::Owned(local.replace('\\', "")) } else { Cow::Borrowed(local) };
        Ok((namespace, local))
    }

    fn literal(&mut self) -> Result<Term<'a>, Fault> {
        if self.rest().starts_with("\"\"\"") {
            return Err(self.fault("a long string (`\"\"\"`)", "a name is one line: use `\"...\"`"));
        }
        let body = &self.rest()[1..];
        let mut end = 0;
        let mut escaped = false;
        loop {
            match body.as_bytes().get(end) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    end += 2;
                }
                Some(b'\n') | None => {
                    return Err(self.fault(
                        "a string that is not closed",
                        "end it with `\"` in the same line; write `\\\"` for a quote inside",
                    ));
                }
                Some(_) => end += 1,
            }
        }
        let raw = &body[..end];
        self.at += end + 2;
        let value = if escaped { Cow::Owned(self.unescape(raw)?) } else { Cow::Borrowed(raw) };
        if self.rest().starts_with("^^") {
            self.at += 2;
            self.iri("a datatype")?;
            return Ok(Term::Literal(value, ""));
        }
        let Some(tag) = self.rest().strip_prefix('@') else { return Ok(Term::Literal(value, "")) };
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
        self.at += 1 + length;
        Ok(Term::Literal(value, &tag[..length]))
    }

    fn unescape(&mut self, raw: &str) -> Result<String, Fault> {
        let mut out = String::with_capacity(raw.len());
        let mut chars = raw.chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            let escape = chars.next().unwrap_or(' ');
            let plain = match escape {
                't' => Some('\t'),
                'n' => Some('\n'),
                'r' => Some('\r'),
                '"' | '\'' | '\\' => Some(escape),
                'u' | 'U' => {
                    let digits: String = chars.by_ref().take(if escape == 'u' { 4 } else { 8 }).collect();
                    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
                }
                _ => None,
            };
            out.push(
                plain
                    .ok_or_else(|| self.fault(format!("`\\{escape}` is no escape"), "use \\\" \\\\ \\n \\t \\uXXXX"))?,
            );
        }
        Ok(out)
    }
}

/// How long the prefixed name at the start of `text` is (bytes). A full stop belongs to it only in the middle.
fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let part = byte >= 0x80 || byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.' | b'%');
        match byte {
            // An escape takes the next character along.
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => end += 2,
            _ if part => end += 1,
            _ => break,
        }
    }
    text[..end].trim_end_matches('.').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(text: &str) -> Result<Vec<String>, Fault> {
        let mut out = Vec::new();
        read(text, |s| {
            let object = match s.object {
                Term::Iri(ns, local) => format!("{ns}{local}"),
                Term::Literal(value, tag) => format!("{value}@{tag}"),
            };
            out.push(format!("{} {} {object} {}", s.subject.1, s.predicate.1, s.line));
            Ok(())
        })?;
        Ok(out)
    }

    #[test]
    fn a_block_reads_as_statements() {
        let text = "@prefix x: <urn:x/> . # prefixes\nx:甲 a x:Class ;\n  x:label \"甲\"@zh , \"A \\\"B\\\"\"@en ;\n  x:same <urn:y/z> ;\n.\n";
        let expected = ["甲 type urn:x/Class 2", "甲 label 甲@zh 3", "甲 label A \"B\"@en 3", "甲 same urn:y/z 4"];
        assert_eq!(statements(text).unwrap(), expected);
    }

    #[test]
    fn faults_name_line_and_cure() {
        for (text, line, part) in [
            ("x:a a x:b .", 1, "`x:` is not declared"),
            ("@prefix x: <urn:x/> .\nx:a x:b [] .", 2, "found `[]`"),
            ("@prefix x: <urn:x/> .\n\nx:a x:b \"c .\n", 3, "not closed"),
            ("@prefix x: <urn:x/> .\nx:a x:b \"c\"\nx:d x:e x:f .", 3, "expected `.`"),
        ] {
            let fault = statements(text).unwrap_err();
            assert_eq!(fault.line, line, "{fault:?}");
            assert!(fault.message.contains(part) && !fault.help.is_empty(), "{fault:?}");
        }
    }

    #[test]
    fn the_built_in_files_read_as_they_do_elsewhere() {
        use oxigraph::io::{RdfFormat, RdfParser};
        use oxigraph::model::Term as Rdf;
        for file in super::super::GAZETTEER.files().filter(|f| f.path().extension().is_some_and(|e| e == "ttl")) {
            let text = file.contents_utf8().unwrap();
            let mut ours = Vec::new();
            read(text, |s| {
                let object = match s.object {
                    Term::Iri(ns, local) => format!("<{ns}{local}>"),
                    Term::Literal(value, tag) => format!("{value}@{tag}"),
                };
                ours.push(format!("{}{} {}{} {object}", s.subject.0, s.subject.1, s.predicate.0, s.predicate.1));
                Ok(())
            })
            .unwrap();
            let theirs = RdfParser::from_format(RdfFormat::Turtle).for_slice(text).map(|quad| {
                let quad = quad.unwrap();
                let object = match &quad.object {
                    Rdf::NamedNode(n) => format!("<{}>", n.as_str()),
                    Rdf::Literal(l) => format!("{}@{}", l.value(), l.language().unwrap_or("")),
                    other => panic!("{other}"),
                };
                format!("{} {} {object}", quad.subject.to_string().trim_matches(['<', '>']), quad.predicate.as_str())
            });
            assert!(theirs.eq(ours), "{}", file.path().display());
        }
    }
}
