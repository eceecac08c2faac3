//! Documents as one HTML page for a person to look at: the original text as it stands, and over it what was read.
//!
//! Articles and turns are named where they begin, page furniture is grey, mentions are coloured by class, facts are noted
//! where they end, and hovering tells the rest. The page is well-formed XML, needs no other file and runs no script.

use super::escaped;
use crate::document::{Article, Document, Role, Turn};
use crate::engine::{Engine, Extraction};
use crate::fact::Voice;
use crate::line::{Names, Script, Statement};
use crate::mention::{self, Class, Mention};
use crate::plural::many;
use crate::source::Span;
use serde_json::Value as Json;
use std::io::{self, Write};

const HEAD: &str = r#"<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="zh">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>What was read</title>
<style>
body { max-width: 52em; margin: 2em auto; padding: 0 1em; font: 1.05em/2 serif; }
h1, .about, .legend, .mark, .who, .fact { font-family: sans-serif; line-height: 1.4; }
h1 { font-size: 1.2em; } .about, .legend { font-size: .85em; color: #555; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.out { color: #bbb; } .furniture { color: #999; } .title { font-weight: bold; }
.question { background: #f2f7fd; } .answer { background: #f6fbf3; } .told { background: #fdf6ec; }
.mark { display: block; font-size: .8em; color: #fff; background: #567; padding: .1em .5em; border-radius: 3px; white-space: normal; }
.mark.turn { background: #89a; } .who { font-size: .7em; color: #85a; }
.fact { font-size: .65em; color: #b33; vertical-align: super; border: 1px solid #ebb; border-radius: 3px; padding: 0 .2em; cursor: help; }
b { font-weight: inherit; border-bottom: 2px solid; cursor: help; }
.Country { border-color: #c33; } .Region { border-color: #e83; } .Place { border-color: #b90; }
.Organization { border-color: #27b; } .Person { border-color: #717; } .Event { border-color: #2a8; }
.Document { border-color: #584; } .Doctrine { border-color: #a5a; } .Quantity { border-color: #888; } .Time { border-color: #0aa; }
</style>
</head>
<body>
"#;

/// The beginning of the page, with its legend.
pub fn begin(out: &mut impl Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    write!(out, "<p class=\"legend\">")?;
    for class in Class::SHOWN {
        write!(out, "<b class=\"{class:?}\">{class:?}</b> ")?;
    }
    writeln!(
        out,
        "· <span class=\"question\">question</span> <span class=\"answer\">answer</span> <span class=\"told\">words of \
         somebody quoted</span> <span class=\"furniture\">page furniture</span> <span class=\"out\">left out</span> \
         <span class=\"fact\">fact</span></p>"
    )
}

/// The end of the page.
pub fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"</body>\n</html>\n")
}

/// One document. `names` are those of the engine's lexicon.
pub fn document(
    out: &mut impl Write,
    doc: &Document,
    read: &Extraction,
    engine: &Engine,
    names: &Names<'_>,
) -> io::Result<()> {
    let mut noted: Vec<(usize, String, String)> =
        Statement::of_facts(doc, &read.facts, &read.mentions, names, &engine.vocabulary, Script::Own)
            .map(|s| (doc.original_bytes(s.span).end, s.class.clone(), told(&s)))
            .collect();
    noted.sort_by_key(|(end, ..)| *end);
    let page = Page { doc, read, engine, voices: engine.voices(doc, &read.mentions), noted };
    page.about(out)?;
    page.text(out)
}

/// A fact in words for its note.
fn told(statement: &Statement) -> String {
    let slots = statement.slots.iter().map(|(name, value)| format!("{name}: {}", plain(value)));
    let slots: Vec<String> = slots.collect();
    let e = &statement.evidence;
    let mode = serde_json::json!(statement.mode);
    let speaker = e.speaker.as_deref().unwrap_or("(narration)");
    format!("{} · {} · {speaker} · {} · {}", statement.class, slots.join("; "), plain(&mode), e.rule)
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

struct Page<'a> {
    doc: &'a Document,
    read: &'a Extraction,
    engine: &'a Engine,
    /// Who says each sentence.
    voices: Vec<Voice>,
    /// Where facts end (bytes of the decoded original), their classes, and what they say.
    noted: Vec<(usize, String, String)>,
}

/// What a character of the original belongs to: indices of its sentence and of the outermost mention.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Owner {
    sentence: Option<u32>,
    mention: Option<u32>,
}

impl Page<'_> {
    fn about(&self, out: &mut impl Write) -> io::Result<()> {
        let source = &self.doc.source;
        let date = self
            .doc
            .date
            .as_ref()
            .map_or("unknown".to_owned(), |d| format!("{} (from {})", d.edtf, plain(&serde_json::json!(d.origin))));
        let published = source.meta("source").map(|s| format!(" · published by {s}")).unwrap_or_default();
        writeln!(out, "<h1>{}</h1>", escaped(&source.name))?;
        let about = format!(
            "date: {date} · encoding: {}{published} · {}",
            source.encoding,
            many(self.read.facts.len(), "fact")
        );
        writeln!(out, "<p class=\"about\">{}</p>", escaped(&about))?;
        source.diagnostics.iter().try_for_each(|d| writeln!(out, "<p class=\"about\">{}</p>", escaped(d)))
    }

    /// For each byte of the original, what the character that begins there belongs to.
    fn owners(&self) -> Vec<Owner> {
        let mut owners = vec![Owner::default(); self.doc.source.original.len() + 1];
        let mut each = |span: Span, set: &mut dyn FnMut(&mut Owner)| {
            for (i, c) in span.of(&self.doc.text).char_indices() {
                let at = self.doc.original_bytes(Span::new(span.start + i, span.start + i + c.len_utf8()));
                owners[at.start..at.end].iter_mut().for_each(&mut *set);
            }
        };
        for (i, sentence) in self.doc.sentences.iter().enumerate() {
            each(sentence.span, &mut |o| o.sentence = Some(i as u32));
        }
        for (i, mention) in self.read.mentions.iter().enumerate().filter(|(_, m)| !m.nested && m.class != Class::Title)
        {
            each(mention.span, &mut |o| o.mention = Some(i as u32));
        }
        owners
    }

    fn text(&self, out: &mut impl Write) -> io::Result<()> {
        let (original, owners) = (&self.doc.source.original, self.owners());
        let mut noted = self.noted.iter().peekable();
        let (mut cursor, mut turn, mut article) = (0, None, None);
        write!(out, "<div class=\"text\">")?;
        while cursor < original.len() {
            while let Some((_, class, told)) = noted.next_if(|(end, ..)| *end <= cursor) {
                write!(out, "<span class=\"fact\" title=\"{}\">{class}</span>", escaped(told))?;
            }
            let owner = owners[cursor];
            let until = noted.peek().map_or(original.len(), |(end, ..)| *end);
            let same = owners[cursor..until].iter().take_while(|o| **o == owner).count();
            let end = original.ceil_char_boundary(cursor + same.max(1)).min(original.len());
            if let Some(sentence) = owner.sentence.map(|i| &self.doc.sentences[i as usize]) {
                if article != Some(sentence.article) {
                    article = Some(sentence.article);
                    self.article(out, sentence.article, &self.doc.articles[sentence.article])?;
                }
                if turn != sentence.turn {
                    turn = sentence.turn;
                    turn.map_or(Ok(()), |n| self.turn(out, n, &self.doc.turns[n]))?;
                }
            }
            self.piece(out, owner, &original[cursor..end])?;
            cursor = end;
        }
        for (_, class, told) in noted {
            write!(out, "<span class=\"fact\" title=\"{}\">{class}</span>", escaped(told))?;
        }
        writeln!(out, "</div>")
    }

    fn piece(&self, out: &mut impl Write, owner: Owner, text: &str) -> io::Result<()> {
        let Some(i) = owner.sentence.map(|i| i as usize) else {
            return write!(out, "<span class=\"out\">{}</span>", escaped(text));
        };
        let (sentence, voice) = (&self.doc.sentences[i], &self.voices[i]);
        let class = match sentence.role {
            Role::Title => "title",
            Role::Furniture => "furniture",
            Role::Question | Role::Answer | Role::Narration if voice.reported => "told",
            Role::Narration if voice.speaker.is_some() => "told",
            Role::Narration => "narration",
            Role::Label => "label",
            Role::Question => "question",
            Role::Answer => "answer",
        };
        let mut tip = format!("{:?}", sentence.role).to_lowercase();
        tip.extend(voice.speaker.iter().map(|s| format!(" · {s}")));
        tip.push_str(if voice.reported { " · reported" } else { "" });
        write!(out, "<span class=\"{class}\" title=\"{}\">", escaped(&tip))?;
        match owner.mention.map(|i| &self.read.mentions[i as usize]) {
            Some(mention) => {
                let (class, tip) = (mention.class, self.meant(mention));
                write!(out, "<b class=\"{class:?}\" title=\"{}\">{}</b>", escaped(&tip), escaped(text))?;
            }
            None => write!(out, "{}", escaped(text))?,
        }
        write!(out, "</span>")
    }

    /// A mention in words.
    fn meant(&self, mention: &Mention) -> String {
        let line = mention::line(mention, self.doc, &self.engine.lexicon);
        let line = serde_json::to_value(line).unwrap_or_default();
        let shown = ["type", "id", "name", "value", "unit", "cmp", "role", "rule"];
        shown.iter().filter_map(|key| line.get(key)).map(plain).collect::<Vec<_>>().join(" · ")
    }

    fn article(&self, out: &mut impl Write, n: usize, article: &Article) -> io::Result<()> {
        let kind = plain(&serde_json::json!(article.kind));
        let title = article.title.map_or("no title", |t| t.of(&self.doc.text));
        let continued = if article.continued { ", from another page" } else { "" };
        let text = format!("article {}: {kind}{continued}: {title}", n + 1);
        write!(out, "<span class=\"mark\">{}</span>", escaped(&text))
    }

    fn turn(&self, out: &mut impl Write, n: usize, turn: &Turn) -> io::Result<()> {
        let label = |span: Option<Span>| span.map_or("—", |s| s.of(&self.doc.text));
        let exchange = self.read.facts.iter().filter(|f| &*f.class == "Exchange");
        let outlet = exchange
            .filter(|f| turn.asker.is_some_and(|a| a.overlaps(f.span)))
            .find_map(|f| f.speaker.as_deref())
            .map(|name| format!(" ({name})"))
            .unwrap_or_default();
        let text = format!("turn {}: {}{outlet} → {}", n + 1, label(turn.asker), label(turn.answerer));
        write!(out, "<span class=\"mark turn\">{}</span>", escaped(&text))
    }
}
