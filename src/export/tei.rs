//! TEI P5: the restored text of events with a critical apparatus, parallel segmentation.
//!
//! A witness is `A`, `B`, … in `listWit`; a turn is a `div` with speeches; a sentence is a `seg` whose `source` names the
//! witnesses that have it; a place where they differ is an `app` with a `lem` (what the text follows) and its `rdg`s.
//! What an `app` changes is its `type`, how its readings differ is the `type` of each `rdg`; `n` counts the places.

use crate::control::Xml;
use crate::corpus::{Edition, Piece, Sentence};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io::{self, Write};

const NAMESPACE: &str = "http://www.tei-c.org/ns/1.0";

/// Writes editions: one as a `TEI` document, several (or none) in a `teiCorpus`.
pub fn write(editions: &[Edition], out: impl Write) -> io::Result<()> {
    // Without indentation: white space inside a paragraph would be text.
    let mut xml = Writer::new(Xml::new(out));
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    line(&mut xml)?;
    if let [one] = editions {
        document(&mut xml, one)?;
    } else {
        xml.create_element("teiCorpus").with_attribute(("xmlns", NAMESPACE)).write_inner_content(|xml| {
            header(xml, "Events with several renderings", None)?;
            editions.iter().try_for_each(|e| document(xml, e))
        })?;
    }
    xml.into_inner().write_all(b"\n")
}

fn line<W: Write>(xml: &mut Writer<W>) -> io::Result<()> {
    xml.write_event(Event::Text(BytesText::new("\n")))
}

fn text<W: Write>(xml: &mut Writer<W>, words: &str) -> io::Result<()> {
    let legal: String = words.chars().filter(|c| is_char(*c)).collect();
    xml.write_event(Event::Text(BytesText::new(&legal)))
}

/// Whether XML 1.0 can hold a character at all.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

fn simple<W: Write>(xml: &mut Writer<W>, element: &str, words: &str) -> io::Result<()> {
    xml.create_element(element).write_inner_content(|xml| text(xml, words))?;
    line(xml)
}

fn document<W: Write>(xml: &mut Writer<W>, edition: &Edition) -> io::Result<()> {
    xml.create_element("TEI").with_attribute(("xmlns", NAMESPACE)).write_inner_content(|xml| {
        line(xml)?;
        header(xml, &edition.occasion, Some(edition))?;
        xml.create_element("text").with_attribute(("xml:lang", "zh")).write_inner_content(|xml| {
            xml.create_element("body").write_inner_content(|xml| body(xml, edition))?;
            Ok(())
        })?;
        line(xml)
    })?;
    line(xml)
}

fn header<W: Write>(xml: &mut Writer<W>, title: &str, edition: Option<&Edition>) -> io::Result<()> {
    xml.create_element("teiHeader").write_inner_content(|xml| {
        xml.create_element("fileDesc").write_inner_content(|xml| {
            xml.create_element("titleStmt").write_inner_content(|xml| simple(xml, "title", title))?;
            let made = format!("Collated by diplograph {}", env!("CARGO_PKG_VERSION"));
            xml.create_element("publicationStmt").write_inner_content(|xml| simple(xml, "p", &made))?;
            xml.create_element("sourceDesc").write_inner_content(|xml| match edition {
                Some(edition) => witnesses(xml, edition),
                None => simple(xml, "p", "Each text names its witnesses."),
            })?;
            Ok(())
        })?;
        xml.create_element("encodingDesc").write_inner_content(|xml| {
            let method = [("method", "parallel-segmentation"), ("location", "internal")];
            xml.create_element("variantEncoding").with_attributes(method).write_empty()?;
            Ok(())
        })?;
        Ok(())
    })?;
    line(xml)
}

fn witnesses<W: Write>(xml: &mut Writer<W>, edition: &Edition) -> io::Result<()> {
    xml.create_element("listWit").write_inner_content(|xml| {
        for w in &edition.witnesses {
            xml.create_element("witness").with_attribute(("xml:id", w.sign.as_str())).write_inner_content(|xml| {
                text(xml, &w.source)?;
                let Some(date) = &w.date else { return Ok(()) };
                text(xml, ", ")?;
                xml.create_element("date").write_inner_content(|xml| text(xml, date))?;
                Ok(())
            })?;
            line(xml)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn body<W: Write>(xml: &mut Writer<W>, edition: &Edition) -> io::Result<()> {
    let turns = edition.sentences.chunk_by(|a, b| a.turn == b.turn);
    turns.enumerate().try_for_each(|(n, turn)| {
        if n > 0 {
            line(xml)?;
        }
        let number = turn[0].turn.map(|t| t.to_string());
        let kind = if number.is_some() { "turn" } else { "narration" };
        let div = xml.create_element("div").with_attribute(("type", kind));
        let div = match &number {
            Some(number) => div.with_attribute(("n", number.as_str())),
            None => div,
        };
        div.write_inner_content(|xml| parts(xml, edition, turn))?;
        Ok(())
    })
}

/// The question and the answer of a turn; an asker's label is the `speaker` of the question behind it.
fn parts<W: Write>(xml: &mut Writer<W>, edition: &Edition, turn: &[Sentence]) -> io::Result<()> {
    let mut label: &[Sentence] = &[];
    let chunks: Vec<&[Sentence]> = turn.chunk_by(|a, b| a.part == b.part).collect();
    for (n, part) in chunks.iter().enumerate() {
        let part_name = part[0].part.as_str();
        let asks_next = chunks.get(n + 1).is_some_and(|next| next[0].part == "question");
        if part_name == "asker" && asks_next {
            label = part;
            continue;
        }
        let answerer = turn[0].turn.and_then(|t| edition.turns.get(t)?.1.as_deref());
        match part_name {
            "narration" => paragraph(xml, edition, part)?,
            name => {
                let (label, answerer) = (std::mem::take(&mut label), answerer.filter(|_| name == "answer"));
                xml.create_element("div").with_attribute(("type", name)).write_inner_content(|xml| {
                    xml.create_element("sp").write_inner_content(|xml| {
                        speaker(xml, edition, label, answerer)?;
                        paragraph(xml, edition, part)
                    })?;
                    Ok(())
                })?;
            }
        }
        line(xml)?;
    }
    Ok(())
}

/// Who speaks: the label as it is printed, else the name.
fn speaker<W: Write>(xml: &mut Writer<W>, edition: &Edition, label: &[Sentence], name: Option<&str>) -> io::Result<()> {
    if !label.is_empty() {
        xml.create_element("speaker").write_inner_content(|xml| sentences(xml, edition, label))?;
    } else if let Some(name) = name {
        xml.create_element("speaker").write_inner_content(|xml| text(xml, name))?;
    }
    Ok(())
}

fn paragraph<W: Write>(xml: &mut Writer<W>, edition: &Edition, part: &[Sentence]) -> io::Result<()> {
    xml.create_element("p").write_inner_content(|xml| sentences(xml, edition, part))?;
    Ok(())
}

fn sentences<W: Write>(xml: &mut Writer<W>, edition: &Edition, part: &[Sentence]) -> io::Result<()> {
    for sentence in part {
        if sentence.gap {
            xml.create_element("gap").with_attribute(("reason", "missing")).write_empty()?;
            continue;
        }
        let seg = xml.create_element("seg").with_attribute(("source", pointers(&sentence.witnesses).as_str()));
        seg.write_inner_content(|xml| sentence.pieces.iter().try_for_each(|p| piece(xml, edition, p)))?;
    }
    Ok(())
}

fn piece<W: Write>(xml: &mut Writer<W>, edition: &Edition, piece: &Piece) -> io::Result<()> {
    let (variant, lemma, others) = match piece {
        Piece::Text(words) => return text(xml, words),
        Piece::Place { variant, lemma, others } => (*variant, lemma, others),
    };
    let line = &edition.variants[variant];
    let changes = line.changes.iter().map(|c| c.code()).collect::<Vec<_>>().join("-");
    let number = (variant + 1).to_string();
    let app = xml.create_element("app").with_attributes([("n", number.as_str()), ("type", &changes)]);
    app.write_inner_content(|xml| {
        reading(xml, "lem", None, lemma)?;
        others.iter().try_for_each(|r| reading(xml, "rdg", Some(&line.kind), r))
    })?;
    Ok(())
}

fn reading<W: Write>(
    xml: &mut Writer<W>,
    element: &str,
    kind: Option<&str>,
    (words, signs): &(String, Vec<String>),
) -> io::Result<()> {
    let element = xml.create_element(element).with_attribute(("wit", pointers(signs).as_str()));
    let element = element.with_attributes(kind.map(|k| ("type", k)));
    if words.is_empty() {
        element.write_empty()?
    } else {
        element.write_inner_content(|xml| text(xml, words))?
    };
    Ok(())
}

/// `#A #C`.
fn pointers(signs: &[String]) -> String {
    signs.iter().map(|s| format!("#{s}")).collect::<Vec<_>>().join(" ")
}
