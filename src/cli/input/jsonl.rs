//! JSON Lines: each line is a document, in whatever encoding the file is.

use super::{DATES, Item, Origin};
use crate::document::read_date;
use crate::engine::ReadOptions;
use crate::error::{Error, Kind, Result};
use crate::source::decode;
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde::Deserialize;
use std::io::{self, BufRead, BufReader, Read};

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Record {
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    date: Option<serde_json::Value>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

/// How a line is written.
const FORM: &str = "a line is one JSON object: {\"id\": \"...\", \"text\": \"...\", \"date\": \"2024-03-07\", \"title\": \"...\", \"source\": \"...\"}; `date`, `title` and `source` may be left out";

/// The documents of one file of lines.
pub(super) struct Records<'a> {
    lines: io::Split<Box<dyn BufRead>>,
    /// What the file is called.
    name: &'a str,
    number: usize,
    /// The encoding that the user gave, or that a line showed.
    encoding: Option<String>,
    /// The date of records that carry none.
    date: Option<&'a str>,
}

impl<'a> Records<'a> {
    /// Begins to read. `encoding` is what the user said.
    pub fn new(input: Box<dyn Read>, name: &'a str, encoding: Option<&str>, date: Option<&'a str>) -> io::Result<Self> {
        let (reader, wide) = unicode(input, encoding)?;
        let encoding = encoding.filter(|_| !wide).map(str::to_owned);
        Ok(Records { lines: reader.split(b'\n'), name, number: 0, encoding, date })
    }

    /// The text of a line, and what a reader should know of its bytes.
    fn decoded(&mut self, line: Vec<u8>) -> Result<(String, Vec<String>)> {
        let line = match String::from_utf8(line) {
            Ok(text) if self.encoding.is_none() => return Ok((text, Vec::new())),
            Ok(text) => text.into_bytes(),
            Err(e) => e.into_bytes(),
        };
        let decoded = decode(&line, self.encoding.as_deref())?;
        // A long line shows the encoding of the file better than a short one behind it.
        if self.encoding.is_none() && decoded.encoding != UTF_8.name() {
            self.encoding = Some(decoded.encoding.to_owned());
        }
        Ok((decoded.text, decoded.diagnostics))
    }

    fn record(&mut self, line: Vec<u8>) -> Result<Option<Item>> {
        let at = format!("{}:{}", self.name, self.number);
        let refuse = |what: String| Error::new(Kind::Input, what).at(&at).help(FORM);
        let (line, mut notes) = self.decoded(line)?;
        let line = line.trim();
        if line.is_empty() {
            return Ok(None);
        }
        if !line.starts_with('{') {
            return Err(refuse("this line is no JSON object".to_owned()));
        }
        let record: Record =
            serde_json::from_str(line).map_err(|e| refuse(format!("this line is no record: {}", said(&e))))?;
        let name = match record.id {
            serde_json::Value::String(id) => id,
            serde_json::Value::Number(id) => id.to_string(),
            _ => return Err(refuse("the `id` is neither text nor a number".to_owned())),
        };
        if name.trim().is_empty() {
            return Err(refuse("the `id` is empty".to_owned()));
        }
        let told = record.date.as_ref().map(|d| d.as_str().map_or_else(|| d.to_string(), str::to_owned));
        let given = told.as_deref().and_then(read_date);
        // A wrong date spoils relative dates and nothing else.
        let wrong = told.filter(|t| given.is_none() && !t.is_empty());
        notes.extend(wrong.map(|t| format!("the `date` {t:?} is passed over: {DATES}")));
        Ok(Some(Item {
            name,
            notes,
            bytes: record.text.into_bytes(),
            options: ReadOptions {
                date: given.or_else(|| self.date.map(str::to_owned)),
                encoding: Some("utf-8".to_owned()),
                title: record.title,
                publisher: record.source,
            },
            origin: Origin::Line(at),
        }))
    }
}

/// What the reader of JSON says. Which line it is stands before the message.
fn said(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

impl Iterator for Records<'_> {
    type Item = Result<Item>;

    fn next(&mut self) -> Option<Result<Item>> {
        loop {
            let line = self.lines.next()?;
            self.number += 1;
            let wrong = |e| Error::io("read the input", self.name.as_ref(), &e);
            if let Some(item) = line.map_err(wrong).and_then(|line| self.record(line)).transpose() {
                return Some(item);
            }
        }
    }
}

/// A reader behind the byte order mark of a file, and whether it reads UTF-16 and gives UTF-8: only there does the byte
/// of a line's end stand inside characters.
fn unicode(mut input: Box<dyn Read>, label: Option<&str>) -> io::Result<(Box<dyn BufRead>, bool)> {
    // So few bytes come with the first line, even where a program waits for an answer to it.
    let mut head = Vec::new();
    input.by_ref().take(4).read_to_end(&mut head)?;
    let (marked, mark) = Encoding::for_bom(&head).map_or((None, 0), |(encoding, mark)| (Some(encoding), mark));
    let bare = match head[..] {
        [b'{', 0, ..] => Some(UTF_16LE),
        [0, b'{', ..] => Some(UTF_16BE),
        _ => None,
    };
    let given = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = given.or(marked).or(bare).filter(|e| [UTF_16LE, UTF_16BE].contains(e));
    let rest = io::Cursor::new(head.split_off(mark)).chain(input);
    Ok(match encoding {
        Some(encoding) => {
            let decoder = encoding.new_decoder_without_bom_handling();
            (Box::new(BufReader::new(Wide { rest, decoder, text: Vec::new(), given: 0, ended: false })), true)
        }
        None => (Box::new(BufReader::with_capacity(1 << 16, rest)), false),
    })
}

/// Gives UTF-16 as UTF-8.
struct Wide<R> {
    rest: R,
    decoder: Decoder,
    /// What has been decoded, and how much of it has been given.
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let mut bytes = [0; 1 << 13];
            let read = self.rest.read(&mut bytes)?;
            self.ended = read == 0;
            let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(1 << 16);
            self.text.resize(room, 0);
            let (_, _, written, _) = self.decoder.decode_to_utf8(&bytes[..read], &mut self.text, self.ended);
            self.text.truncate(written);
            self.given = 0;
        }
        let some = out.len().min(self.text.len() - self.given);
        out[..some].copy_from_slice(&self.text[self.given..self.given + some]);
        self.given += some;
        Ok(some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GB18030};

    const LINES: &str =
        "{\"id\": \"a\", \"text\": \"中方愿同挪威加强合作，上海的会见很好。\"}\r\n\n{\"id\": 2, \"text\": \"一\"}";

    fn read(bytes: &[u8], encoding: Option<&str>) -> Vec<(String, String)> {
        let records = Records::new(Box::new(io::Cursor::new(bytes.to_vec())), "press.jsonl", encoding, None).unwrap();
        records.map(|r| r.unwrap()).map(|i| (i.name, String::from_utf8(i.bytes).unwrap())).collect()
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn lines_are_read_in_any_encoding_with_and_without_a_mark() {
        let plain = read(LINES.as_bytes(), None);
        assert_eq!(plain.iter().map(|r| r.0.as_str()).collect::<Vec<_>>(), ["a", "2"]);
        let marked = format!("\u{feff}{LINES}");
        for bytes in [
            marked.clone().into_bytes(),
            wide(&marked, u16::to_le_bytes),
            wide(&marked, u16::to_be_bytes),
            wide(LINES, u16::to_le_bytes),
            wide(LINES, u16::to_be_bytes),
            GB18030.encode(LINES).0.into_owned(),
        ] {
            assert_eq!(read(&bytes, None), plain);
        }
        assert_eq!(read(&wide(LINES, u16::to_le_bytes), Some("utf-16le")), plain);
        let traditional = LINES.replace('愿', "願");
        let big5 = BIG5.encode(&traditional.replace('会', "會").replace('见', "見").replace('强', "強")).0.into_owned();
        assert!(read(&big5, Some("big5"))[0].1.starts_with("中方願同"));
    }

    #[test]
    fn what_is_no_record_is_told_with_file_and_line() {
        let lines = "\n[\"a\", \"b\"]\n{\"id\": \"a\"}\n{\"id\": \"\", \"text\": \"x\"}\n3\n";
        let records = Records::new(Box::new(io::Cursor::new(lines)), "press.jsonl", None, None).unwrap();
        let told: Vec<String> = records.map(|r| r.unwrap_err().to_string()).collect();
        for (told, words) in told.iter().zip([
            "press.jsonl:2: this line is no JSON object",
            "press.jsonl:3: this line is no record: missing field `text` at column 11",
            "press.jsonl:4: the `id` is empty",
            "press.jsonl:5: this line is no JSON object",
        ]) {
            assert!(told.contains(words), "{told}");
        }
        assert_eq!(told.len(), 4);
    }
}
