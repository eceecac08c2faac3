//! One modal over several clauses: 我们将A，B，C is three undertakings.

use super::context::Context;
use crate::source::Span;

/// The clauses of `tail` that the subject before it governs, trimmed of words that only join them.
///
/// A chain ends where a clause has a subject or a thought of its own, and skips clauses of purpose. It goes on into the
/// next sentence of the paragraph when that begins with a verb or adverb and no subject (我们将加强A。推动B，促进C).
/// Which words tell is declared in `ontology/language.toml`. Commas inside quotes and brackets do not divide.
pub(super) fn clauses(context: &Context, tail: Span) -> Vec<Span> {
    let mut out = Vec::new();
    if !collect(context, tail, true, &mut out) {
        return out;
    }
    let goes_on = &context.language().chain_goes_on;
    for sentence in context.rest_of_paragraph() {
        let text = sentence.of(context.reading());
        if !goes_on.iter().any(|w| text.starts_with(w.as_str())) || !collect(context, sentence, false, &mut out) {
            break;
        }
    }
    out
}

/// Adds the clauses of one sentence; false if the chain ends in it.
fn collect(context: &Context, span: Span, first: bool, out: &mut Vec<Span>) -> bool {
    let (language, reading) = (context.language(), context.reading());
    for (n, clause) in split(reading, span).into_iter().enumerate() {
        let opens = |words: &[String]| words.iter().any(|w| clause.of(reading).starts_with(w.as_str()));
        let head = first && n == 0;
        if !head && (opens(&language.chain_ends) || context.opens_with_party(clause)) {
            return false;
        }
        if !head && opens(&language.chain_skips) {
            continue;
        }
        let trimmed = drop_joints(clause, reading, &language.chain_drops);
        if trimmed.of(reading).chars().count() >= 3 {
            out.push(trimmed);
        }
    }
    true
}

/// Cuts at commas, semicolons and colons outside quotes and brackets; sentence marks at the end are left out.
pub(super) fn split(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let (mut start, mut depth) = (span.start, 0i32);
    for (i, c) in span.of(text).char_indices() {
        let at = span.start + i;
        match c {
            '“' | '‘' | '《' | '(' => depth += 1,
            '”' | '’' | '》' | ')' => depth = (depth - 1).max(0),
            ',' | ';' | ':' if depth == 0 => {
                out.push(Span::new(start, at));
                start = at + 1;
            }
            '。' | '!' | '?' if depth == 0 => {
                out.push(Span::new(start, at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(Span::new(start, span.end));
    out.retain(|s| !s.is_empty());
    out
}

fn drop_joints(mut clause: Span, text: &str, drops: &[String]) -> Span {
    while let Some(word) = drops.iter().find(|w| clause.of(text).starts_with(w.as_str())) {
        clause.start += word.len();
    }
    clause
}
