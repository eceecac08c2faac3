//! The law of the offset map: the original bytes at a span, decoded and put into normal form, are the text of the span.

use diplograph::document::Document;
use diplograph::source::{Source, Span, normalize};
use proptest::prelude::*;

/// Bits of pages: widths, spaces, breaks, marks of Markdown, tags, escapes, astral characters, combining marks.
const BITS: [&str; 62] = [
    "王毅",
    "：",
    "中方",
    "愿同各国一道",
    "，",
    "。",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "　",
    "２０２４",
    "年",
    "3月 14日",
    "外交部發言人",
    "雙方",
    "「免簽」",
    "**",
    "# ",
    "\n## 谈合作\n",
    "H.E. Serge",
    " Vohor",
    "\u{20bb7}野家",
    "e\u{301}",
    "\u{feff}",
    "\u{200b}",
    "ﾊﾝｶｸ",
    "㎞",
    "½",
    "\\u201c",
    "5.2%",
    "（下转第8版）",
    "\n（上接2版）\n",
    "？",
    "记者：",
    "\t",
    "—",
    "－",
    "…",
    "Ⅳ",
    "&nbsp;",
    "&ldquo;",
    "&#8221;",
    "<b>",
    "</b>",
    "<br/>",
    "[声明](https://example.org/x)",
    "![图](a.png)",
    "“",
    "”",
    "\u{1f600}",
    "e\u{301}\u{323}",
    "가\u{1112}\u{1161}",
    "\r",
    "&amp;",
    "</p>\n<p class=\"x\">",
    "</td><td>",
    "</tr><tr><td>",
    "<!-- 注 -->",
    "| 国家 | 天数 |\n",
    "挪威同秘鲁签署合作文件 新华社奥斯陆7月24日电 ",
    "—— \u{fe0f}",
];

/// What is put around the bits: nothing, front matter with a title, a page of HTML, a table of one.
const FRAMES: [(&str, &str); 4] = [
    ("", ""),
    ("---\ntitle: \"聲明：合作\"\ndate: 2024-03-07\n---\n", ""),
    ("<!DOCTYPE html><html><head><title>题</title></head><body><h1>合作</h1><p>", "</p></body></html>"),
    ("<html><body><table><tr><td>", "</td></tr></table><p>完。</p></body></html>"),
];

const ENCODINGS: [&str; 8] = ["utf-8", "utf-8-bom", "gb18030", "gbk", "big5", "utf-16le", "utf-16be", "utf-16le-bare"];

/// What cannot be written in an encoding becomes a character reference.
fn encode(text: &str, encoding: &str) -> Vec<u8> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    match encoding {
        "gb18030" => encoding_rs::GB18030.encode(text).0.into_owned(),
        "gbk" => encoding_rs::GBK.encode(text).0.into_owned(),
        "big5" => encoding_rs::BIG5.encode(text).0.into_owned(),
        "utf-16le" => [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat(),
        "utf-16be" => [vec![0xfe, 0xff], utf16(u16::to_be_bytes)].concat(),
        "utf-16le-bare" => utf16(u16::to_le_bytes),
        "utf-8-bom" => [vec![0xef, 0xbb, 0xbf], text.as_bytes().to_vec()].concat(),
        _ => text.as_bytes().to_vec(),
    }
}

/// The label that the reader is given, where so short a text cannot show its encoding.
fn label(encoding: &str) -> Option<&str> {
    match encoding {
        "gb18030" | "gbk" | "big5" => Some(encoding),
        "utf-16le-bare" => Some("utf-16le"),
        _ => None,
    }
}

fn decode(bytes: &[u8], encoding: &str) -> String {
    let name = encoding.trim_end_matches("-bom").trim_end_matches("-bare");
    let found = encoding_rs::Encoding::for_label(name.as_bytes()).expect("a known label");
    found.decode_without_bom_handling(bytes).0.into_owned()
}

/// What the law compares: the normal form without the one kind of character that depends on its neighbours.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn bits() -> impl Strategy<Value = String> {
    let frame = prop::sample::select(&FRAMES[..]);
    (prop::collection::vec(prop::sample::select(&BITS[..]), 1..60), frame)
        .prop_map(|(bits, (head, tail))| format!("{head}{}{tail}", bits.concat()))
}

fn encodings() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&ENCODINGS[..])
}

/// A span of the text by shares of its length.
fn span(text: &str, from: f64, to: f64) -> Span {
    let at = |share: f64| text.floor_char_boundary((share * text.len() as f64) as usize);
    Span::new(at(from.min(to)), at(from.max(to)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_character_leads_back_to_its_bytes(text in bits(), encoding in encodings()) {
        let bytes = encode(&text, encoding);
        let Ok(source) = Source::from_bytes("random", &bytes, label(encoding)) else { return Ok(()) };
        let doc = Document::new(source, None);
        let file = decode(&bytes, encoding);
        let unmarked = |text: &str| text.trim_start_matches('\u{feff}').to_owned();
        prop_assert_eq!(unmarked(&doc.source.original), unmarked(&file), "{}", encoding);
        for (i, c) in doc.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let at = doc.locate(Span::new(i, i + c.len_utf8()));
            let original = decode(&bytes[at.start_byte..at.end_byte], encoding);
            prop_assert!(bare(&normalize(&original).text).contains(c), "{c:?} from {original:?} in {text:?}");
            let by_code_point: String = doc.source.original.chars().skip(at.start).take(at.end - at.start).collect();
            prop_assert_eq!(&original, &by_code_point);
        }
    }

    /// Code points and bytes name the same stretch of the file, whatever lies inside a span.
    #[test]
    fn code_points_and_bytes_agree(text in bits(), encoding in encodings(), from in 0.0..1.0f64, to in 0.0..1.0f64) {
        let bytes = encode(&text, encoding);
        let Ok(source) = Source::from_bytes("random", &bytes, label(encoding)) else { return Ok(()) };
        let doc = Document::new(source, None);
        let span = span(&doc.text, from, to);
        let at = doc.locate(span);
        prop_assert_eq!(decode(&bytes[at.start_byte..at.end_byte], encoding), doc.quote(span));
        let by_code_point: String = doc.source.original.chars().skip(at.start).take(at.end - at.start).collect();
        prop_assert_eq!(by_code_point, doc.quote(span));
    }

    #[test]
    fn spans_inside_a_line_read_back_as_they_are(text in bits(), from in 0.0..1.0f64, to in 0.0..1.0f64) {
        let Ok(source) = Source::from_bytes("random", text.as_bytes(), None) else { return Ok(()) };
        let doc = Document::new(source, None);
        let span = span(&doc.text, from, to);
        let quote = doc.quote(span);
        // A mark at the head of a line and furniture between two halves belong to the page, not to the words.
        let is_marked = quote.contains(['\n', '\r', '#', '*', '[', ']', '<', '>']) || quote.trim_start().starts_with('-');
        if span.is_empty() || is_marked {
            return Ok(());
        }
        let normal: Vec<char> = normalize(quote).text.chars().filter(|c| !c.is_whitespace()).collect();
        let wanted: Vec<char> = bare(span.of(&doc.text)).chars().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        // A character that folds to several (½ is 1⁄2) is taken whole.
        let holds = normal.windows(wanted.len()).any(|w| w == wanted);
        prop_assert!(holds, "{wanted:?} from {quote:?}");
    }

    /// Bytes that are no text in any encoding are read without panic, and every place lies in the file.
    #[test]
    fn broken_bytes_keep_their_places(text in bits(), encoding in encodings(), broken in prop::collection::vec((0.0..1.0f64, any::<u8>()), 1..9)) {
        let mut bytes = encode(&text, encoding);
        for (share, byte) in broken {
            let at = (share * bytes.len() as f64) as usize;
            bytes[at] = byte;
        }
        let Ok(source) = Source::from_bytes("random", &bytes, label(encoding)) else { return Ok(()) };
        let doc = Document::new(source, None);
        for sentence in &doc.sentences {
            let at = doc.locate(sentence.span);
            prop_assert!(at.start <= at.end && at.start_byte <= at.end_byte && at.end_byte <= bytes.len());
            prop_assert!(at.end <= doc.source.original.chars().count());
        }
    }
}
