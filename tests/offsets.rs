//! The law of the offset map: the original bytes at a span, decoded and put into normal form, are the text of the span.

use diplograph::document::Document;
use diplograph::source::{Source, Span, normalize};
use proptest::prelude::*;

/// Bits of pages: widths, spaces, breaks, marks of Markdown, escapes, astral characters, combining marks.
const BITS: [&str; 50] = [
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
];

const ENCODINGS: [&str; 5] = ["utf-8", "gb18030", "utf-16le", "utf-16be", "utf-8-bom"];

fn encode(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "gb18030" => encoding_rs::GB18030.encode(text).0.into_owned(),
        "utf-16le" => [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        "utf-16be" => [vec![0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat(),
        "utf-8-bom" => [vec![0xef, 0xbb, 0xbf], text.as_bytes().to_vec()].concat(),
        _ => text.as_bytes().to_vec(),
    }
}

fn decode(bytes: &[u8], encoding: &str) -> String {
    let found = encoding_rs::Encoding::for_label(encoding.trim_end_matches("-bom").as_bytes()).expect("a known label");
    found.decode_without_bom_handling(bytes).0.into_owned()
}

/// What the law compares: the normal form without the one kind of character that depends on its neighbours.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_character_leads_back_to_its_bytes(bits in prop::collection::vec(prop::sample::select(&BITS[..]), 1..60), encoding in prop::sample::select(&ENCODINGS[..])) {
        let text: String = bits.concat();
        let bytes = encode(&text, encoding);
        let label = (encoding == "gb18030").then_some(encoding);
        let Ok(source) = Source::from_bytes("random", &bytes, label) else { return Ok(()) };
        let doc = Document::new(source, None);
        for (i, c) in doc.text.char_indices().filter(|(_, c)| *c != ' ') {
            let at = doc.locate(Span::new(i, i + c.len_utf8()));
            let original = decode(&bytes[at.start_byte..at.end_byte], encoding);
            prop_assert!(bare(&normalize(&original).text).contains(c), "{c:?} from {original:?} in {text:?}");
            let by_code_point: String = doc.source.original.chars().skip(at.start).take(at.end - at.start).collect();
            prop_assert_eq!(&original, &by_code_point);
        }
    }

    #[test]
    fn spans_inside_a_line_read_back_as_they_are(bits in prop::collection::vec(prop::sample::select(&BITS[..]), 1..60), from in 0.0..1.0f64, to in 0.0..1.0f64) {
        let text: String = bits.concat();
        let Ok(source) = Source::from_bytes("random", text.as_bytes(), None) else { return Ok(()) };
        let doc = Document::new(source, None);
        let at = |share: f64| doc.text.floor_char_boundary((share * doc.text.len() as f64) as usize);
        let span = Span::new(at(from.min(to)), at(from.max(to)));
        let quote = doc.quote(span);
        // A mark at the head of a line and furniture between two halves belong to the page, not to the words.
        if span.is_empty() || quote.contains(['\n', '\r', '#', '*', '[', ']', '<', '>']) {
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
}
