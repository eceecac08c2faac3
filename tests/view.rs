//! The page to look at: nothing of the text is lost on it, and what was read is shown where it stands.

use diplograph::engine::{Engine, ReadOptions};
use diplograph::export::view;
use diplograph::line::Names;
use quick_xml::Reader;
use quick_xml::events::Event;

const TEXT: &str = "2021年6月2日外交部发言人汪文斌主持例行记者会\n\n\
    \u{3000}\u{3000}**挪威广播公司记者**：据报道，中方将对挪威“免签”。\n能否证实？<b>\n\n\
    \u{3000}\u{3000}汪文斌：中方愿同挪方加强\n（下转第8版）\n合作 & 交流。\n";

/// A piece of the text as the page shows it: its classes and hints from the outside in, and its characters.
type Piece = (Vec<(String, String)>, String);

fn page() -> String {
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let document = engine.read("briefing.txt", TEXT.as_bytes(), &ReadOptions::default()).expect("a text");
    let mut out = Vec::new();
    view::begin(&mut out).expect("memory takes what is written");
    view::document(&mut out, &document, &engine.extract(&document), &engine, &Names::new(&engine.lexicon))
        .expect("memory takes what is written");
    view::end(&mut out).expect("memory takes what is written");
    String::from_utf8(out).expect("a page is UTF-8")
}

/// The text of a page, piece by piece; fails where the page is no well-formed XML.
fn pieces(page: &str) -> Vec<Piece> {
    let mut reader = Reader::from_str(page.trim_start_matches("<!DOCTYPE html>"));
    let (mut open, mut out): (Vec<(String, String)>, Vec<Piece>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => {
                let value = |name: &str| {
                    let found = tag.try_get_attribute(name).expect("well-formed attributes");
                    found.map_or_else(String::new, |a| a.unescape_value().expect("known references").into_owned())
                };
                open.push((value("class"), value("title")));
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => out.push((open.clone(), text.decode().expect("UTF-8").into_owned())),
            Event::GeneralRef(name) => {
                let name = name.decode().expect("UTF-8").into_owned();
                let c = quick_xml::escape::resolve_predefined_entity(&name).expect("a known reference");
                out.push((open.clone(), c.to_owned()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    out.retain(|(open, _)| open.iter().any(|(class, _)| class == "text"));
    out
}

fn is_note(piece: &Piece) -> bool {
    piece.0.iter().any(|(class, _)| class == "fact" || class.starts_with("mark"))
}

#[test]
fn every_character_of_the_original_stands_on_the_page() {
    let shown: String = pieces(&page()).iter().filter(|p| !is_note(p)).map(|(_, text)| text.as_str()).collect();
    assert_eq!(shown.trim_end(), TEXT.trim_end());
}

#[test]
fn what_was_read_is_shown_where_it_stands() {
    let page = page();
    assert!(page.contains("<h1>briefing.txt</h1>") && page.contains("date: 2021-06-02 (from text)"));
    let pieces = pieces(&page);
    let notes: Vec<&str> = pieces.iter().filter(|p| is_note(p)).map(|(_, text)| text.as_str()).collect();
    assert_eq!(notes[0], "article 1: briefing: 2021年6月2日外交部发言人汪文斌主持例行记者会");
    assert!(notes.contains(&"turn 1: 挪威广播公司记者 (挪威广播公司) → 汪文斌"), "{notes:?}");
    assert!(notes.contains(&"Commitment"), "{notes:?}");

    let classes = |text: &str| -> Vec<String> {
        let found = pieces.iter().filter(|p| !is_note(p)).find(|(_, shown)| shown.contains(text));
        let (open, _) = found.unwrap_or_else(|| panic!("{text} is not on the page"));
        open.iter().skip_while(|(class, _)| class != "text").skip(1).map(|(c, t)| format!("{c}|{t}")).collect()
    };
    assert_eq!(classes("主持例行记者会"), ["title|title"]);
    assert_eq!(classes("**"), ["out|"]);
    assert_eq!(classes("能否证实"), ["question|question · 挪威广播公司"]);
    assert_eq!(classes("加强"), ["answer|answer · 汪文斌"]);
    assert_eq!(classes("（下转第8版）"), ["furniture|furniture"]);
    let is_norway = |(_, told): &(String, String)| told.starts_with("Country · NO");
    assert!(pieces.iter().any(|(open, shown)| shown == "挪威" && open.iter().any(is_norway)));
}
