//! Joint statements and declarations: whom 双方, 各方 and 我们 stand for, and whose word it is where a sentence names nobody.

use super::{Context, distinct};
use crate::document::{ArticleKind, Role};
use crate::fact::Value;
use crate::mention::{Class, Mention};
use crate::rule::Pronoun;
use crate::source::Span;

/// How many sentences of a joint statement may name its states before a pronoun stands for them.
const PREAMBLE: usize = 4;

impl Context<'_> {
    /// Who makes the joint statement in which the sentence stands: the states, as its title has them, or the body whose
    /// declaration it is, else the states of its preamble; empty outside one.
    pub fn signatories(&self) -> Vec<Value> {
        let here = self.sentence();
        let kind = self.doc.articles[here.article].kind;
        if kind != ArticleKind::Statement || !self.is_narrated() {
            return Vec::new();
        }
        self.asked.signatories.to(here.article, || self.read_signatories(here.article))
    }

    fn read_signatories(&self, article: usize) -> Vec<Value> {
        let Some(title) = self.doc.articles[article].title else { return Vec::new() };
        let text = title.of(&self.doc.text);
        let subject = Span::new(title.start, title.start + text.find("关于").unwrap_or(text.len()));
        let titled = self.several_states(subject);
        if !titled.is_empty() {
            return titled;
        }
        let named: Vec<&Mention> = self.mentions_in(subject).map(|(_, m)| m).collect();
        let is_joint = self.language.declaration.joint.iter().any(|word| subject.of(&self.doc.text).contains(word));
        let is_one =
            |m: &&&Mention| !m.nested && (matches!(m.class, Class::Person | Class::Country) || self.is_of_state(m));
        match named.iter().find(is_one) {
            // 挪威外交部关于…的声明 is one state's, whatever states its first sentences name.
            Some(_) if !is_joint => Vec::new(),
            Some(_) => self.several_states(self.preamble(article)),
            None => self.titled_body(text, &named).unwrap_or_else(|| self.several_states(self.preamble(article))),
        }
    }

    /// The body of several states whose declaration a headline announces: 东盟外长声明.
    fn titled_body(&self, title: &str, named: &[&Mention]) -> Option<Vec<Value>> {
        let declares = self.language.declaration.heads.iter().any(|word| title.contains(word));
        let body = named.iter().find(|m| m.class == Class::Organization && self.is_party(m)).filter(|_| declares);
        body.map(|m| vec![self.value(m)])
    }

    /// Whether a name is that of a body of one state.
    fn is_of_state(&self, mention: &Mention) -> bool {
        let country = self.listed(mention).and_then(|id| self.entity(id).country);
        mention.class == Class::Organization && country.is_some()
    }

    /// Who makes the joint statement, if a pronoun can stand for so many.
    pub(super) fn signed(&self, pronoun: Pronoun) -> Option<Vec<Value>> {
        let fits = |makers: &[Value]| match pronoun {
            Pronoun::Pair | Pronoun::States => makers.len() == 2,
            Pronoun::List => makers.len() > 2,
            Pronoun::Signatories => makers.len() > 1,
            Pronoun::Members | Pronoun::Speaker => !makers.is_empty(),
            Pronoun::Other | Pronoun::Addressee | Pronoun::Person => false,
        };
        let may = !matches!(pronoun, Pronoun::Other | Pronoun::Addressee | Pronoun::Person);
        may.then(|| self.signatories()).filter(|makers| fits(makers))
    }

    /// From the start of an article to the first sentence that opens with a pronoun for its parties.
    fn preamble(&self, article: usize) -> Span {
        let sentences = self.doc.sentences.iter().filter(|s| s.article == article && s.role == Role::Narration);
        let opens = |span: Span| {
            let text = span.of(&self.doc.text);
            self.language.pronouns.iter().any(|(word, pronoun)| {
                matches!(pronoun, Pronoun::Pair | Pronoun::List | Pronoun::Signatories | Pronoun::Members)
                    && text.starts_with(word.as_str())
            })
        };
        let before = sentences.take(PREAMBLE).map(|s| s.span).take_while(|&s| !opens(s));
        before.reduce(Span::cover).unwrap_or_default()
    }

    fn several_states(&self, span: Span) -> Vec<Value> {
        let named = self.mentions_in(span).filter(|(_, m)| m.class == Class::Country);
        let states = distinct(named.map(|(_, m)| self.value(m)));
        if states.len() > 1 { states } else { Vec::new() }
    }
}
