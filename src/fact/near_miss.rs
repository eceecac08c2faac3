//! How near rules come to a text that they do not read, and what stops them.

use super::context::{Context, Page};
use super::lift::Lifted;
use super::{Applied, Fact, class_of, extract};
use crate::document::{Document, Role};
use crate::lexicon::Lexicon;
use crate::mention::Mention;
use crate::pattern::{Element, Pattern, branches};
use crate::rule::{Rule, Rules};
use crate::source::Span;
use std::sync::Arc;

/// A rule that makes no fact of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// Its id.
    pub rule: Arc<str>,
    /// The sentence: bytes of the reading text.
    pub sentence: Span,
    /// What it got hold of, as far as it came; empty if nothing.
    pub matched: Span,
    /// What stops it, in words.
    pub what: String,
    /// How much of it is fulfilled, from 0 to 1.
    pub share: f64,
}

/// Where the rules stop that make no fact of a text, the nearest first: the rule of this id, else every rule that a word
/// of the text calls.
pub fn near_misses(
    doc: &Document,
    mentions: &[Mention],
    rules: &Rules,
    lexicon: &Lexicon,
    id: Option<&str>,
) -> Vec<NearMiss> {
    let facts = extract(doc, mentions, rules, lexicon);
    let page = Page::new(doc, mentions, lexicon, rules.language());
    let mut out = Vec::new();
    for (index, sentence) in doc.sentences.iter().enumerate() {
        let context = page.sentence(index);
        for rule in rules.iter().filter(|r| id.is_none_or(|id| *r.id == *id)) {
            let within = |f: &&Fact| sentence.span.overlaps(f.span);
            if facts.iter().filter(within).any(|f| f.rule == rule.id) {
                continue;
            }
            let lifted = context.lift_span(context.sentence().span, rule.pattern.classes);
            let called = rule.triggers.iter().any(|t| sentence.span.of(&doc.text).contains(t.as_str()))
                || lifted.calls(rule.called_by);
            let near = Near { rule, rules, context: &context, lifted: &lifted, sentence: sentence.span };
            out.extend(match (called, id) {
                (false, None) => None,
                (false, Some(_)) => Some(near.uncalled()),
                (true, _) if !rule.roles.contains(&sentence.role) => Some(near.misplaced(sentence.role)),
                (true, _) => near.miss(&facts).or_else(|| near.stop()),
            });
        }
    }
    out.sort_by(|a, b| b.share.total_cmp(&a.share));
    out
}

/// How many of the words that call a rule are told.
const MANY: usize = 12;

/// One rule and one sentence of which it makes no fact.
struct Near<'a> {
    rule: &'a Rule,
    rules: &'a Rules,
    context: &'a Context<'a>,
    lifted: &'a Lifted,
    sentence: Span,
}

impl Near<'_> {
    fn told(&self, matched: Span, share: f64, what: String) -> NearMiss {
        NearMiss { rule: self.rule.id.clone(), sentence: self.sentence, matched, what, share }
    }

    fn nowhere(&self) -> Span {
        Span::new(self.sentence.start, self.sentence.start)
    }

    fn uncalled(&self) -> NearMiss {
        let shown = self.rule.triggers.iter().take(MANY).map(|t| format!("`{t}`"));
        let more = (self.rule.triggers.len() > MANY).then(|| "…".to_owned());
        let words = shown.chain(more).collect::<Vec<_>>().join(", ");
        let what = match words.is_empty() {
            true => "nothing stands in the sentence that calls the rule: a name or number of the kind that it needs"
                .to_owned(),
            false => format!("none of the words that call the rule stands in the sentence: {words}"),
        };
        self.told(self.nowhere(), 0.0, what)
    }

    fn misplaced(&self, role: Role) -> NearMiss {
        let read: Vec<String> = self.rule.roles.iter().map(|r| format!("{r:?}").to_lowercase()).collect();
        let here = format!("{role:?}").to_lowercase();
        let what =
            format!("the sentence is of the part `{here}`, and the rule reads {} only (its `roles`)", read.join(", "));
        self.told(self.nowhere(), 0.1, what)
    }

    /// The pattern matches, and something else stops the rule.
    fn miss(&self, facts: &[Fact]) -> Option<NearMiss> {
        let class = class_of(self.rules, self.rule);
        let applied = Applied::anywhere(self.rule, class, self.context, self.lifted);
        let mut out = None;
        applied.matches(|span, held, refused| {
            let refused = refused.or_else(|| applied.lack(&applied.fact(span, held, &[]))).map(|r| r.to_string());
            let winner = || facts.iter().find(|f| f.span.overlaps(span) && f.class == self.rule.fact);
            let gave_way = || match winner() {
                Some(fact) => format!("its fact gives way to that of the rule `{}` at the same place", fact.rule),
                None => {
                    "its fact gives way to one of another class at the same place (`yields` of the rule, or of its class in language/classes.toml)"
                        .to_owned()
                }
            };
            out = Some(self.told(span, 1.0, refused.unwrap_or_else(gave_way)));
        });
        out
    }

    /// The pattern does not match: the longest beginning of it that does, and what it needs then.
    fn stop(&self) -> Option<NearMiss> {
        let branches = branches(&self.rule.text);
        let stops = branches.iter().filter(|b| !b.is_empty()).map(|branch| self.stop_of(branch));
        stops.max_by(|a, b| a.share.total_cmp(&b.share))
    }

    fn stop_of(&self, branch: &[Element]) -> NearMiss {
        let text = &self.rule.text;
        let first = branch[0].start;
        // If so many elements match, fewer do.
        let (mut fits, mut fails) = (0, branch.len());
        while fails - fits > 1 {
            let middle = (fits + fails) / 2;
            match self.longest(&text[first..branch[middle - 1].end]) {
                Some(_) => fits = middle,
                None => fails = middle,
            }
        }
        let matched = (fits > 0).then(|| self.longest(&text[first..branch[fits - 1].end])).flatten();
        let matched = matched.unwrap_or_else(|| self.nowhere());
        let needed = &text[branch[fits].start..branch[fits].end];
        let rest = branch.get(fits + 1).and_then(|next| self.longest(&text[next.start..branch[branch.len() - 1].end]));
        let mut what = self.needs(needed, matched);
        if let Some(rest) = rest.filter(|r| !r.is_empty()) {
            what += &format!("; what comes behind it in the pattern would match 「{}」", self.context.text(rest));
        }
        self.told(matched, fits as f64 / branch.len() as f64, what)
    }

    /// What a piece of pattern matches: the longest of its matches.
    fn longest(&self, piece: &str) -> Option<Span> {
        let pattern = Pattern::parse(piece, self.rules.language().macros()).ok()?;
        // All that the rule lifts is lifted, though the piece may name less.
        let found =
            pattern.matches(&self.lifted.text, self.lifted.text.len()).into_iter().max_by_key(|m| m.end - m.start)?;
        Some(self.lifted.span(found.start, found.end))
    }

    /// What an element needs, in words, and what the text has in its place.
    fn needs(&self, element: &str, matched: Span) -> String {
        let rest = Span::new(matched.end, self.sentence.end);
        let next: String = self.context.text(rest).chars().take(12).collect();
        let wanted = in_words(element);
        match (matched.is_empty(), next.is_empty()) {
            (true, _) => format!("nowhere is there {wanted}"),
            (false, true) => format!("then comes the end of the sentence, and the rule needs {wanted}"),
            (false, false) => format!("then comes 「{next}」, and the rule needs {wanted}"),
        }
    }
}

/// An element of a pattern, in words.
fn in_words(element: &str) -> String {
    const LONG: usize = 80;
    let hole = element.strip_prefix('{').and_then(|h| h.split('}').next());
    match hole.map(|h| h.split_once(':').ok_or(h)) {
        Some(Ok((slot, class))) => {
            let many = if class.ends_with('+') { "one or more" } else { "a" };
            let slot = if slot.is_empty() { String::new() } else { format!(" for the slot `{slot}`") };
            format!("{many} `{}`{slot}", class.trim_end_matches('+'))
        }
        Some(Err(name)) => format!("what the macro `{{{name}}}` stands for"),
        None => match alternatives(element) {
            Some(words) => format!("one of {}", shortened(&words.join(", "), LONG)),
            None => format!("`{}`", shortened(element, LONG)),
        },
    }
}

/// The alternatives of an element that is one group of words: those of groups in it stay together in brackets.
fn alternatives(element: &str) -> Option<Vec<String>> {
    let body = element.strip_prefix("(?:")?.trim_end_matches(['?', '*', '+']).strip_suffix(')')?;
    let (mut depth, mut all) = (0usize, vec![String::new()]);
    for c in body.chars() {
        match c {
            '{' | '[' => return None,
            '|' if depth == 0 => {
                all.push(String::new());
                continue;
            }
            '(' => depth += 1,
            // The group ends before the element does.
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        all.last_mut()?.push(c);
    }
    Some(all.into_iter().map(|words| words.replace("(?:", "(")).collect())
}

fn shortened(text: &str, most: usize) -> String {
    let cut: String = text.chars().take(most).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn the_alternatives_of_a_group_keep_those_of_the_groups_in_it() {
        assert_eq!(in_words("(?:纳入|列入)"), "one of 纳入, 列入");
        assert_eq!(in_words("(?:势必|(?:必|定)(?:将|会))?"), "one of 势必, (必|定)(将|会)");
        assert_eq!(in_words("(?:将)(?:会)"), "`(?:将)(?:会)`", "two groups are no list");
    }
}
