//! The law of the offset map: the original bytes at a span, decoded and put into normal form, are the text of the span.

use diplograph::document::Document;
use diplograph::engine::{Engine, ReadOptions};
use diplograph::source::{Source, Span, normalize};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// Bits of pages: widths, spaces, breaks, marks of Markdown, tags, escapes, astral characters, combining marks.
const BITS: &[&str] = &[
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
    "\\n",
    "\\r\\n",
    "\\ud842\\udfb7",
    "\\\"",
    "\\*",
    "\\\n",
    "双方愿加强合作。",
    "外交部长王毅3月7日会见",
    "中方将对挪\n威、秘\r\n\r\n鲁2国试行免签。",
    "从2011 年第 29 位上升至\n\n2023年第12位",
    "新华社记者 李明 摄\n",
    "\n图为双方代表签字。\n",
    "（图/文 李明）",
    "他说：“我们愿同挪方‘扩大’合作。”",
    "\u{2028}",
    "\u{85}",
    "> ",
    "\n- ",
    "\n---\n",
    "2, 400億美元",
    "１，２３４．５％",
    "民國一一三年三月七日",
    "&#x4E2D;&#26041;",
    "&unknown;",
    "&#xd800;",
    "<p>",
    "<div><a href='x'>首页</a></div>",
    "<script>中方</script>",
    "<",
    ">",
    "&",
    "\\u12",
    "[",
    "](",
    "**中方：**",
    "~~",
];

/// What labels of speakers, datelines and headings are made of.
const LABELS: &[&str] = &[
    "【",
    "】",
    "[",
    "]",
    "《",
    "》",
    "（",
    "）",
    "“",
    "”",
    "：",
    "。",
    "\n",
    "\n\n",
    "——",
    "问",
    "答",
    "记者",
    "视频",
    "王毅",
    "主持人",
    "外交部发言人",
    "利马3月6日电",
    "题",
    "来源",
    "第一",
    "一是",
    "1.",
    "2016-03-08",
    "3月8日",
    "他说",
    "中方愿加强合作",
];

/// What is put around the bits: nothing, front matter with a title, pages of HTML, a table, XML that declares its encoding.
const FRAMES: [(&str, &str); 7] = [
    ("", ""),
    ("---\ntitle: \"聲明：合作\"\ndate: 2024-03-07\n---\n", ""),
    ("---\r\ntitle: 聲明\r\ndate: 2024-02-31\r\n---\r\n", "\r\n"),
    ("<!DOCTYPE html><html><head><title>题</title></head><body><h1>合作</h1><p>", "</p></body></html>"),
    ("<html><body><table><tr><td>", "</td></tr></table><p>完。</p></body></html>"),
    (
        "<html>\r\n<head>\r\n<meta name=date content='2024-03-07'></head><body>\r\n<div>",
        "<br>\r\n完。</div>\r\n</html>",
    ),
    ("| 国家 | 天数 |\n|---|---|\n| ", " |\n"),
];

const ENCODINGS: [&str; 9] =
    ["utf-8", "utf-8-bom", "gb18030", "gbk", "big5", "utf-16le", "utf-16be", "utf-16le-bare", "utf-16be-bare"];

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
        "utf-16be-bare" => utf16(u16::to_be_bytes),
        "utf-8-bom" => [vec![0xef, 0xbb, 0xbf], text.as_bytes().to_vec()].concat(),
        _ => text.as_bytes().to_vec(),
    }
}

/// The label that the reader is given, where so short a text cannot show its encoding.
fn label(encoding: &str) -> Option<&str> {
    match encoding {
        "gb18030" | "gbk" | "big5" => Some(encoding),
        "utf-16le-bare" | "utf-16be-bare" => encoding.strip_suffix("-bare"),
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
    (prop::collection::vec(prop::sample::select(BITS), 1..60), frame)
        .prop_map(|(bits, (head, tail))| format!("{head}{}{tail}", bits.concat()))
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(None).expect("the built-in ontology loads"));

/// So many cases, or more if PROPTEST_CASES says so.
fn cases(least: u32) -> u32 {
    ProptestConfig::default().cases.max(least)
}

/// What stands before a piece of a line, so that it does not begin one.
const INSIDE: char = '中';

/// Whether the characters stand in this order, with others between.
fn is_within(wanted: &str, text: &str) -> bool {
    let mut rest = text.chars();
    wanted.chars().all(|c| rest.any(|other| other == c))
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
    #![proptest_config(ProptestConfig { cases: cases(600), failure_persistence: None, ..ProptestConfig::default() })]

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

    /// Any bytes at all are read without panic, or refused; every place lies in the file, and sentences follow one another.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), encoding in encodings()) {
        for label in [None, label(encoding), Some("utf-8")] {
            let Ok(source) = Source::from_bytes("random", &bytes, label) else { continue };
            let doc = Document::new(source, None);
            prop_assert!(doc.sentences.windows(2).all(|w| w[0].span.end <= w[1].span.start));
            for sentence in &doc.sentences {
                let at = doc.locate(sentence.span);
                prop_assert!(at.start <= at.end && at.start_byte <= at.end_byte && at.end_byte <= bytes.len());
            }
            doc.outline();
        }
    }

    /// Brackets, labels and heads of lines in any order are read without panic.
    #[test]
    fn labels_and_brackets_in_any_order_are_read(marks in prop::collection::vec(prop::sample::select(LABELS), 1..24)) {
        let text = marks.concat();
        if let Ok(source) = Source::from_bytes("random", text.as_bytes(), None) {
            Document::new(source, None).outline();
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
        let is_marked = quote.contains(['\n', '\r', '\\', '#', '*', '[', ']', '<', '>']) || quote.trim_start().starts_with('-');
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

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(300), failure_persistence: None, ..ProptestConfig::default() })]

    /// The law itself: the bytes of every mention and passage, decoded and put into normal form, are the text that was matched.
    #[test]
    fn mentions_and_passages_read_back_from_the_bytes(text in bits(), encoding in encodings()) {
        let bytes = encode(&text, encoding);
        let options = ReadOptions { encoding: label(encoding).map(str::to_owned), ..ReadOptions::default() };
        let Ok(document) = ENGINE.read("random", &bytes, &options) else { return Ok(()) };
        let found = ENGINE.extract(&document);
        let spans = found.mentions.iter().map(|m| m.span).chain(found.facts.iter().map(|f| f.span));
        for span in spans {
            let at = document.locate(span);
            let original = decode(&bytes[at.start_byte..at.end_byte], encoding);
            // What lies over two blocks, whose order the page may not have, is no stretch of it.
            if !document.sentence_at(span.start).is_some_and(|i| document.sentences[i].span.contains(span)) {
                continue;
            }
            let matched = bare(span.of(&document.text));
            // The slice is read as a piece of a line; where marks stand in it, as one of a page of HTML as well, whose last block
            // goes on: one without a letter would be left out (合作<p>! of 合作<p>!真).
            let joined = format!("{INSIDE}{}", original.replace(['\n', '\r'], " "));
            let reads = |text: &str| bare(&normalize(text).text).replacen(INSIDE, "", 1);
            let normal = reads(&joined);
            let marked = [joined.clone(), joined.replace("\\n", " "), format!("<html><p>{joined}"), format!("<html><p>{joined}{INSIDE}")];
            // Furniture that interrupts a sentence, tags of a page, and half of a link stand between the halves of a passage.
            let divided = original.contains(['\n', '\r', '<', '\\', '|', '[', ']', '*']);
            // A character that folds to several (½ is 1⁄2), perhaps by its number, is taken whole.
            let several = original.contains('&') || original.chars().any(|c| normalize(&c.to_string()).text.chars().nth(1).is_some());
            let holds = match (divided, several) {
                // Whether #, > or - heads a line there, is told by what follows it on the page: 合作<br/># ](双方.
                (true, _) => marked.iter().any(|text| is_within(&matched.replace(['#', '>', '-'], ""), &reads(text))),
                (false, true) => normal.contains(&matched),
                (false, false) => normal == matched,
            };
            prop_assert!(holds, "{matched:?} from {original:?}, which reads {normal:?}");
        }
    }
}

/// So many random texts.
fn samples(many: usize) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let next = |_| bits().new_tree(&mut runner).expect("a text").current();
    (0..many).map(next).collect()
}

/// Runs `extract`; gives its lines.
fn lines(arguments: &[&str], input: &Path) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_diplograph"))
        .args(["extract", "--quiet"])
        .args(arguments)
        .arg(input)
        .stderr(Stdio::null())
        .output()
        .expect("the program");
    assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// What a line says is in the file, at its code points and at its bytes.
fn check_line(line: &Value, text: &str, bytes: &[u8], encoding: &str) {
    let at = |key: &str| line[key].as_u64().expect("an offset") as usize;
    let said = line["text"].as_str().or(line["quote"].as_str()).expect("words");
    let by_code_point: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
    assert_eq!(said, by_code_point, "{line} in {text:?}");
    assert_eq!(said, decode(&bytes[at("start_byte")..at("end_byte")], encoding), "{line} in {text:?}");
}

#[test]
fn lines_of_output_point_into_files_of_every_encoding() {
    for encoding in ENCODINGS {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files: HashMap<String, Vec<u8>> =
            samples(40).iter().enumerate().map(|(n, text)| (format!("{n}.txt"), encode(text, encoding))).collect();
        files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).expect("a file"));
        let arguments = label(encoding).map_or(Vec::new(), |label| vec!["--encoding", label]);
        let lines = lines(&arguments, folder.path());
        assert!(lines.len() > 100, "{encoding}: {}", lines.len());
        for line in lines {
            let bytes = &files[line["source"].as_str().expect("a source")];
            let text = decode(bytes, encoding);
            let unmarked = text.strip_prefix('\u{feff}').filter(|_| encoding.starts_with("utf"));
            check_line(&line, unmarked.unwrap_or(&text), bytes, encoding);
        }
    }
}

#[test]
fn lines_of_output_point_into_the_text_of_json_lines() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let texts = samples(300);
    let record = |(n, text): (usize, &String)| {
        let record = match n % 3 {
            0 => json!({"id": n, "text": text}),
            1 => json!({"id": n.to_string(), "text": text, "date": "2024-03-07", "title": "中方聲明"}),
            _ => json!({"id": n, "text": text, "date": "2024-02-31", "source": "某报"}),
        };
        // Some writers escape everything that is not ASCII.
        let plain = record.to_string();
        let escaped = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("\\u{u:04x}")).collect::<String>();
        if n % 2 == 0 {
            plain
        } else {
            plain.chars().map(|c| if c.is_ascii() { c.to_string() } else { escaped(c) }).collect()
        }
    };
    let file = folder.path().join("press.jsonl");
    let records: Vec<String> = texts.iter().enumerate().map(record).collect();
    std::fs::write(&file, records.join("\n")).expect("a file");
    let lines = lines(&["--input", "jsonl"], &file);
    assert!(lines.len() > 1000, "{}", lines.len());
    for line in lines {
        let number: usize = line["source"].as_str().expect("a source").parse().expect("a number");
        let text = &texts[number];
        check_line(&line, text.strip_prefix('\u{feff}').unwrap_or(text), text.as_bytes(), "utf-8");
    }
}
