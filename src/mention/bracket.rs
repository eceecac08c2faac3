//! Brackets inside the names of meetings: the short form of a body (非洲联盟(非盟)首脑会议), the place where a meeting is
//! held (中国(海口)国际…), the short form that the text gives itself (《…公约》(以下简称“公约”)第三次…).

use super::Class;
use super::ground::{Candidate, Ground, is_han};
use super::scene::Choice;
use crate::source::Span;

/// Most characters of a bracket inside a name.
const LONGEST: usize = 8;

// A short form that the text introduces, at the end of a stretch.
pattern!(INTRODUCING, r"\((?:以下|下)?简称:?[^()。]{1,40}\)$");

/// Where the bracket opens that gives a short form at the end of a text.
pub(super) fn introducing(head: &str) -> Option<usize> {
    if !head.ends_with(')') {
        return None;
    }
    INTRODUCING.find(head).map(|bracket| bracket.start())
}

/// Whether the words of a span hang together but for one bracket of a word or two behind a character.
pub(super) fn is_whole(ground: &Ground, span: Span) -> bool {
    let text = ground.text(span);
    let Some((open, inside)) = text.find('(').and_then(|open| Some((open, content(&text[open..])?))) else {
        return ground.is_solid(span);
    };
    let front = Span::new(span.start, span.start + open);
    let back = Span::new(front.end + inside.len() + 2, span.end);
    open > 0 && ground.is_solid(front) && ground.is_solid(back)
}

/// Whether the head of a meeting goes on with the next one: right behind it, or a word behind a short bracket
/// (论坛(南论坛)|首脑会议).
pub(super) fn goes_on(ground: &Ground, head: Span, next: Span) -> bool {
    const WORD: usize = 9;
    let bracket = content(ground.scene.rest(head.end)).map_or(0, |inside| inside.len() + 2);
    let word = if bracket > 0 { WORD } else { 0 };
    next.start <= head.end + bracket + word && next.end > head.end
}

/// Whether a text ends inside a bracket.
pub(super) fn is_open(text: &str) -> bool {
    text.rfind('(').is_some_and(|open| !text[open..].contains(')'))
}

/// What stands in the short bracket at the beginning of a text.
fn content(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('(')?;
    let inside = &inside[..inside.find(')')?];
    let plain = inside.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '+' | '-'));
    (plain && (1..=LONGEST).contains(&inside.chars().count())).then_some(inside)
}

/// A meeting over a span; brackets that only say a name again are no part of the canonical name.
pub(super) fn named(ground: &Ground, span: Span) -> Candidate {
    let found = ground.named(span, Class::Event, "name:event.session");
    let Choice::New(class, name, rule) = &found.choice else { return found };
    Candidate { choice: Choice::New(*class, without_short_forms(name).into(), rule), ..found }
}

fn without_short_forms(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(open) = rest.find('(') {
        let close = rest[open..].find(')').map_or(rest.len(), |n| open + n + 1);
        out.push_str(&rest[..open]);
        let bracket = &rest[open..close];
        let again = introducing(bracket).is_some() || content(bracket).is_some_and(|short| abbreviates(short, &out));
        if !again {
            out.push_str(bracket);
        }
        rest = &rest[close..];
    }
    out + rest
}

/// Whether all characters of a short form stand in a name in this order; 10+3 counts who meets.
fn abbreviates(short: &str, name: &str) -> bool {
    if short.contains('+') {
        return true;
    }
    let mut characters = name.chars();
    short.chars().all(|c| characters.any(|n| n == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_form_is_left_out_and_a_place_kept() {
        assert_eq!(without_short_forms("北海渔业委员会(北渔委)年会"), "北海渔业委员会年会");
        assert_eq!(without_short_forms("挪威(卑尔根)渔业展"), "挪威(卑尔根)渔业展");
        assert_eq!(without_short_forms("北海沿岸(5+1)渔业会议"), "北海沿岸渔业会议");
        assert_eq!(without_short_forms("渔业公约(以下简称公约)大会"), "渔业公约大会");
    }
}
