//! Joint statements: whom 双方 and 各方 stand for, and whose word it is where a sentence names nobody.

use super::Context;
use crate::document::{ArticleKind, Role};
use crate::fact::Value;
use crate::mention::Class;
use crate::rule::Pronoun;
use crate::source::Span;

/// How many sentences of a joint statement may name its states before a pronoun stands for them.
const PREAMBLE: usize = 4;

impl Context<'_> {
    /// The states that make the joint statement in which the sentence stands, as its title has them, else its preamble;
    /// empty outside one.
    pub fn signatories(&self) -> Vec<Value> {
        let here = self.sentence();
        let article = &self.doc.articles[here.article];
        let (ArticleKind::Statement, Role::Narration, Some(title)) = (article.kind, here.role, article.title) else {
            return Vec::new();
        };
        let text = title.of(&self.doc.text);
        let subject = text.find("关于").unwrap_or(text.len());
        let titled = self.several_states(Span::new(title.start, title.start + subject));
        if titled.is_empty() { self.several_states(self.preamble(here.article)) } else { titled }
    }

    /// The states of a joint statement, if a pronoun can stand for so many.
    pub(super) fn signed(&self, pronoun: Pronoun) -> Option<Vec<Value>> {
        let fits = |count: usize| match pronoun {
            Pronoun::Pair | Pronoun::States => count == 2,
            Pronoun::List => count > 2,
            Pronoun::Signatories => count > 1,
            Pronoun::Speaker | Pronoun::Other | Pronoun::Addressee | Pronoun::Person => false,
        };
        let may = !matches!(pronoun, Pronoun::Speaker | Pronoun::Other | Pronoun::Addressee | Pronoun::Person);
        may.then(|| self.signatories()).filter(|states| fits(states.len()))
    }

    /// From the start of an article to the first sentence that opens with a pronoun for its parties.
    fn preamble(&self, article: usize) -> Span {
        let sentences = self.doc.sentences.iter().filter(|s| s.article == article && s.role == Role::Narration);
        let opens = |span: Span| {
            let text = span.of(&self.doc.text);
            self.language.pronouns.iter().any(|(word, pronoun)| {
                matches!(pronoun, Pronoun::Pair | Pronoun::List | Pronoun::Signatories)
                    && text.starts_with(word.as_str())
            })
        };
        let before = sentences.take(PREAMBLE).map(|s| s.span).take_while(|&s| !opens(s));
        before.reduce(Span::cover).unwrap_or_default()
    }

    fn several_states(&self, span: Span) -> Vec<Value> {
        let mut states: Vec<Value> = Vec::new();
        for (_, mention) in self.mentions_in(span).filter(|(_, m)| m.class == Class::Country) {
            let value = self.value(mention);
            if !states.contains(&value) {
                states.push(value);
            }
        }
        if states.len() > 1 { states } else { Vec::new() }
    }
}
