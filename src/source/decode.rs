//! Bytes → text: byte order mark, declaration, detection; with a map from the text back to the file's bytes.

use super::places::{ByteMap, Places};
use crate::error::{Error, Kind, Result};
use encoding_rs::{BIG5, CoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file the detector looks at (bytes); it is slow, and the head tells.
const HEAD: usize = 64 << 10;

/// Decoded text with what is known of its bytes.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The text without a byte order mark.
    pub text: String,
    /// WHATWG name of the encoding.
    pub encoding: &'static str,
    /// Where undecodable bytes stood.
    pub diagnostics: Vec<String>,
    pub(crate) map: ByteMap,
}

impl Decoded {
    /// Text that needed no decoding.
    pub fn utf8(text: String) -> Decoded {
        Decoded { text, encoding: "UTF-8", diagnostics: Vec::new(), map: ByteMap::Same(0) }
    }
}

/// Decodes `bytes`: by `label` if given, else byte order mark, valid UTF-8, declaration, UTF-16 without a mark, detection.
///
/// Errors only on a `label` that names no encoding. Undecodable bytes become U+FFFD with a diagnostic.
pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded> {
    let (encoding, bom) = match label {
        Some(label) => {
            let found = Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
                Error::new(Kind::Usage, format!("`{label}` is no encoding"))
                    .help("use a WHATWG label such as utf-8, gb18030, gbk, big5, utf-16le")
            })?;
            (found, Encoding::for_bom(bytes).filter(|(e, _)| *e == found).map_or(0, |(_, n)| n))
        }
        None => guess(bytes),
    };
    let body = &bytes[bom..];
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(body)
    {
        return Ok(Decoded { map: ByteMap::Same(bom), ..Decoded::utf8(text.to_owned()) });
    }
    Ok(decode_mapped(body, bom, encoding))
}

fn guess(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, length);
    }
    if let Some(utf16) = utf16_by_zeros(bytes) {
        return (utf16, 0);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, 0);
    }
    // What tells is what is not ASCII: the first bytes of it, wherever they stand.
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let head = &bytes[first..bytes.len().min(first + HEAD)];
    // Text with a few broken bytes is still UTF-8: the other encodings do not look like it for long.
    let is_utf8 = valid_utf8_share(head) > 0.8;
    if let Some(declared) = declaration(bytes).filter(|declared| *declared != UTF_8 || is_utf8) {
        return (declared, 0);
    }
    if is_utf8 {
        return (UTF_8, 0);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, first + head.len() == bytes.len());
    let found = detector.guess(None, chardetng::Utf8Detection::Allow);
    (if found == BIG5 || found == UTF_8 { found } else { GB18030 }, 0)
}

/// `charset=...` or `encoding="..."` at the head of the file.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let ascii: String = bytes.iter().take(2048).map(|&b| (b as char).to_ascii_lowercase()).collect();
    ["charset=", "encoding="].iter().find_map(|key| {
        let rest = &ascii[ascii.find(key)? + key.len()..];
        let label: String = rest
            .trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
            .collect();
        Encoding::for_label(label.as_bytes())
    })
}

/// UTF-16 without a mark: one byte of nearly every pair is the high byte of a Chinese character, ASCII or punctuation.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let pairs = head.len() / 2;
    if pairs == 0 || !bytes.contains(&0) && valid_utf8_share(bytes) > 0.8 {
        return None;
    }
    let high = |parity: usize| {
        let fits = |b: u8| matches!(b, 0x00 | 0x20 | 0x30 | 0x4e..=0x9f | 0xff);
        head.iter().skip(parity).step_by(2).filter(|&&b| fits(b)).count() * 100 / pairs
    };
    match (high(0), high(1)) {
        (low, 97..) if low < 90 => Some(UTF_16LE),
        (97.., low) if low < 90 => Some(UTF_16BE),
        _ => None,
    }
}

/// The share of the bytes beyond ASCII that are valid UTF-8; all of none.
fn valid_utf8_share(bytes: &[u8]) -> f64 {
    if std::str::from_utf8(bytes).is_ok() {
        return 1.0;
    }
    let beyond = |bytes: &[u8]| bytes.iter().filter(|b| !b.is_ascii()).count();
    let valid: usize = bytes.utf8_chunks().map(|c| beyond(c.valid().as_bytes())).sum();
    valid as f64 / beyond(bytes) as f64
}

/// How files begin that hold no plain text: what they are, and what makes text of them.
const HEADS: [(&[u8], &str, &str); 11] = [
    (b"%PDF-", "a PDF file", "run `pdftotext -layout FILE` first and give its output"),
    (b"PK\x03\x04", "a Word document or another archive", "save it as plain text, or run `pandoc -t plain FILE`"),
    (b"\xd0\xcf\x11\xe0", "an old Word document", "save it as plain text, or run `antiword -m UTF-8 FILE`"),
    (b"{\\rtf", "an RTF document", "save it as plain text, or run `pandoc -t plain FILE`"),
    (b"\x89PNG", "a picture", SCAN),
    (b"\xff\xd8\xff", "a picture", SCAN),
    (b"GIF8", "a picture", SCAN),
    (b"\x1f\x8b", "a packed file", "unpack it first, as by `gunzip`"),
    (b"BZh", "a packed file", "unpack it first, as by `bunzip2`"),
    (b"\xfd7zXZ", "a packed file", "unpack it first, as by `unxz`"),
    (b"\x7fELF", "a program", "give plain text, Markdown, HTML or JSON Lines"),
];

const SCAN: &str = "run text recognition first, as by `tesseract FILE out -l chi_sim`, and give its output";

/// What a file is that holds no plain text, by its head, and what to do.
pub(crate) fn other_kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    HEADS.iter().find(|(head, ..)| bytes.starts_with(head)).map(|(_, what, help)| (*what, *help))
}

/// Control characters, or zero bytes in what is not UTF-16: an image, an archive, a program.
pub(crate) fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let is_control = |unit: u16| unit < 32 && !matches!(unit, 0x09 | 0x0a | 0x0d | 0x0c | 0x1b);
    let marked = Encoding::for_bom(bytes).map(|(e, _)| e).filter(|e| *e != UTF_8);
    if let Some(utf16) = marked.or_else(|| utf16_by_zeros(bytes)) {
        let unit = if utf16 == UTF_16BE { u16::from_be_bytes } else { u16::from_le_bytes };
        let controls = head.chunks_exact(2).filter(|pair| is_control(unit([pair[0], pair[1]]))).count();
        return controls > head.len() / 100;
    }
    let controls = head.iter().filter(|&&b| is_control(b.into())).count();
    head.contains(&0) || controls > head.len() / 50
}

/// Feeds the decoder byte by byte so that each character knows its bytes.
fn decode_mapped(body: &[u8], bom: usize, encoding: &'static Encoding) -> Decoded {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(body.len() + body.len() / 2);
    let mut places = Places::default();
    let mut begun = 0;
    let mut broken: Vec<usize> = Vec::new();
    let mut out = [0u8; 16];
    for i in 0..=body.len() {
        let last = i == body.len();
        let input = if last { &body[i..] } else { &body[i..=i] };
        let (result, _, written, replaced) = decoder.decode_to_utf8(input, &mut out, last);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        if written == 0 {
            continue;
        }
        if replaced {
            broken.push(bom + begun);
        }
        let piece = std::str::from_utf8(&out[..written]).unwrap_or("\u{fffd}");
        for c in piece.chars() {
            places.push(text.len(), bom + begun);
            text.push(c);
        }
        begun = (i + 1).min(body.len());
    }
    places.push(text.len(), bom + body.len());
    Decoded { text, encoding: encoding.name(), diagnostics: describe(&broken, encoding), map: ByteMap::Table(places) }
}

fn describe(broken: &[usize], encoding: &'static Encoding) -> Vec<String> {
    let Some(first) = broken.first() else { return Vec::new() };
    vec![format!(
        "{} place(s) do not decode as {} (the first at byte {first}); they are read as U+FFFD; give --encoding if the guess is wrong",
        broken.len(),
        encoding.name()
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    const SAMPLE: &str = "外交部发言人2024年3月表示,愿同各国合作。";

    #[test]
    fn every_encoding_reads_back() {
        for encoding in [GB18030, encoding_rs::GBK, BIG5] {
            let text = if encoding == BIG5 {
                "外交部發言人表示,願同各國合作,共同維護和平。"
            } else {
                SAMPLE
            };
            let (bytes, _, _) = encoding.encode(text);
            let decoded = decode(&bytes, None).unwrap();
            assert_eq!(decoded.text, text, "{}", encoding.name());
            let at = text.find('表').unwrap();
            let span = decoded.map.file_span(Span::new(at, at + 3));
            assert_eq!(encoding.decode(&bytes[span.start..span.end]).0, "表");
        }
    }

    #[test]
    fn short_ascii_text_is_no_utf16() {
        assert_eq!(decode(b"Bush hid the facts", None).unwrap().text, "Bush hid the facts");
        assert_eq!(decode(b"&ldquo;", None).unwrap().text, "&ldquo;");
    }

    #[test]
    fn utf16_with_and_without_mark() {
        for mark in [true, false] {
            let mut bytes: Vec<u8> = if mark { vec![0xff, 0xfe] } else { vec![] };
            bytes.extend(SAMPLE.encode_utf16().flat_map(u16::to_le_bytes));
            assert_eq!(decode(&bytes, None).unwrap().text, SAMPLE);
        }
    }

    #[test]
    fn utf16_is_text_though_half_its_bytes_look_like_control_characters() {
        let text = "挪威一丁七万丈三上下不与丏丐丑专且\n".repeat(20);
        let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert!(!looks_binary(&bytes) && !looks_binary(&bytes[2..]));
        assert_eq!(decode(&bytes, None).unwrap().text, text);
        let mut half = bytes.clone();
        half.push(0x41);
        assert!(decode(&half, None).unwrap().text.ends_with("\n\u{fffd}"));
    }

    #[test]
    fn a_few_words_in_much_ascii_tell_the_encoding() {
        let (body, _, _) = GB18030.encode("中方愿同挪威加强合作");
        let bytes = [&b"<br>\n".repeat(20_000)[..], &body].concat();
        assert!(decode(&bytes, None).unwrap().text.ends_with("中方愿同挪威加强合作"));
        // A page that was converted may still declare what it was before.
        let wrong = [&b"<meta charset=\"utf-8\">"[..], &body].concat();
        assert!(decode(&wrong, None).unwrap().text.ends_with("中方愿同挪威加强合作"));
    }

    #[test]
    fn broken_bytes_become_replacement_characters_and_are_told() {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        bytes[4] = 0xff;
        let decoded = decode(&bytes, None).unwrap();
        assert!(decoded.text.contains('\u{fffd}') && decoded.text.ends_with("各国合作。"));
        assert!(
            decoded.diagnostics[0].contains("byte 3") || decoded.diagnostics[0].contains("byte 4"),
            "{:?}",
            decoded.diagnostics
        );
    }

    #[test]
    fn a_wrong_label_is_an_error_and_pictures_are_binary() {
        assert!(decode(b"x", Some("klingon")).unwrap_err().message.contains("klingon"));
        assert!(looks_binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") && other_kind(b"\x89PNG\r\n").is_some());
        assert!(!looks_binary(SAMPLE.as_bytes()));
    }
}
