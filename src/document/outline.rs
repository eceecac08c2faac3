//! What was taken as article, turn and furniture, for a person to read.

use super::{Document, Role};
use std::fmt::Write;

/// One line for each article, turn and run of sentences of one role.
pub(super) fn outline(doc: &Document) -> String {
    let mut out = String::new();
    let date = doc.date.as_ref().map_or("unknown".to_owned(), |d| format!("{} ({})", d.edtf, name(&d.origin)));
    let _ = writeln!(out, "date: {date}");
    let (mut article, mut turn) = (None, None);
    for run in doc.sentences.chunk_by(|a, b| (a.role, a.paragraph, a.turn) == (b.role, b.paragraph, b.turn)) {
        let first = run[0];
        if article != Some(first.article) {
            article = Some(first.article);
            let _ = writeln!(out, "article: {}", name(&doc.articles[first.article].kind));
        }
        if turn != first.turn {
            turn = first.turn;
            if let Some(turn) = first.turn.map(|t| &doc.turns[t]) {
                let label = |span: Option<crate::source::Span>| span.map_or("-", |s| s.of(&doc.text));
                let _ = writeln!(out, "turn: {} / {}", label(turn.asker), label(turn.answerer));
            }
        }
        if first.role != Role::Label {
            let text: Vec<&str> = run.iter().map(|s| s.span.of(&doc.text)).collect();
            let _ = writeln!(out, "  {}: {}", format!("{:?}", first.role).to_lowercase(), text.join(" | "));
        }
    }
    out
}

/// The name under which a code is serialised.
fn name(code: &impl serde::Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
