//! One modal over several clauses: 我们将A，B，C is three undertakings.

use super::context::Context;
use crate::source::Span;

/// The clauses of `tail` that the subject before it governs, trimmed of words that only join them.
///
/// A chain ends where a clause has a subject or a thought of its own, and skips clauses of purpose. Which words tell is
/// declared in `ontology/language.toml`. Commas inside quotes and brackets do not divide.
pub(super) fn clauses(context: &Context, tail: Span) -> Vec<Span> {
    let language = context.language();
    let mut out = Vec::new();
    for (n, clause) in split(context.reading(), tail).into_iter().enumerate() {
        let text = clause.of(context.reading());
        let opens = |words: &[String]| words.iter().any(|w| text.starts_with(w.as_str()));
        if n > 0 && (opens(&language.chain_ends) || context.opens_with_party(clause)) {
            break;
        }
        if n > 0 && opens(&language.chain_skips) {
            continue;
        }
        let trimmed = drop_joints(clause, context.reading(), &language.chain_drops);
        if trimmed.of(context.reading()).chars().count() >= 3 {
            out.push(trimmed);
        }
    }
    out
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
