//! Whose words follow a clause, as the clause itself says: those of a person or party, of a meeting or a paper, of
//! somebody without a name; and whose a statement is.

use super::{Context, split};
use crate::document::{ArticleKind, Role};
use crate::fact::Value;
use crate::mention::{Class, Mention};
use crate::rule::Pronoun;
use crate::source::Span;
use crate::vocab::SlotKind;
use regex::Regex;
use std::sync::Arc;

/// How many sentences back, and from the headline on, a meeting or a paper may be named that speaks.
const NAMED: usize = 12;

/// Between the name of a body and the word for its meeting or its paper stand no more characters than these:
/// 国务院常务会议, 人民日报刊发评论员文章.
const MEETING: usize = 3;
const PAPER: usize = 12;

/// A name in title marks that is no longer than this is short for another.
const SHORT: usize = 2;

/// What a text is called that has been named otherwise before.
const ARTICLE: &str = "文章";
const LEADERS: [&str; 3] = ["社论", "评论", "时评"];

/// In how many sentences from its headline on a statement says whose it is.
const HEAD: usize = 4;

/// To whom words belong.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Teller {
    /// To who speaks anyway.
    Own,
    /// To a person or party, a meeting or a paper.
    Known(Vec<Value>),
    /// To somebody without a name: 专家表示, 会议指出.
    Unnamed,
    /// To nobody who answers for them: 据报道.
    Hearsay,
}

impl Teller {
    /// Whether nobody with a name is the teller.
    pub fn is_unnamed(&self) -> bool {
        matches!(self, Teller::Unnamed | Teller::Hearsay)
    }
}

impl Context<'_> {
    /// Whose words follow a clause, as it says itself.
    pub(super) fn teller_in(&self, clause: Span) -> Option<Teller> {
        self.has(&self.language().subject.may_tell, clause).then_some(())?;
        self.asked.tellers.to((self.index, clause), || self.read_teller(clause))
    }

    fn has(&self, mark: &Regex, clause: Span) -> bool {
        mark.is_match(clause.of(self.reading()))
    }

    fn read_teller(&self, clause: Span) -> Option<Teller> {
        let subject = &self.language().subject;
        if self.opens(&subject.unsaid, clause).is_some() {
            return None;
        }
        let speaks = [&subject.speaks, &subject.announces].into_iter().find_map(|p| self.hole_of(p, clause));
        if let Some((lifted, hole)) = speaks {
            if self.means_speaker(lifted.span(hole.start, hole.end)) {
                return Some(Teller::Own);
            }
            let values = self.values_in(&lifted, &hole, &SlotKind::Entity);
            // 各方 are those who speak, though nobody names them.
            let several = || self.means_several(lifted.span(hole.start, hole.end));
            let unnamed = values.is_empty() && !several();
            return Some(if unnamed { Teller::Unnamed } else { self.owned(values) });
        }
        if let Some((lifted, hole)) = self.hole_of(&subject.bears, clause) {
            let word = lifted.span(hole.start, hole.end);
            let bearer = self.bearer(word).or_else(|| self.declaring(word));
            return Some(bearer.map_or(Teller::Unnamed, |values| self.owned(values)));
        }
        if self.opens(&subject.hearsay, clause).is_some() {
            return Some(Teller::Hearsay);
        }
        self.opens(&subject.tells, clause).is_some().then(|| self.somebody(clause))
    }

    /// Whether a span begins with a pronoun for parties.
    fn means_several(&self, span: Span) -> bool {
        let pronoun = self.language().pronoun_at(span.of(self.reading()));
        pronoun.is_some_and(|p| !matches!(p, Pronoun::Person | Pronoun::Speaker))
    }

    /// Whose words begin inside a clause, behind the verb: X表示将… What the speaker says himself in such a clause, is his
    /// anyway.
    pub(super) fn runs_on(&self, clause: Span) -> Option<Teller> {
        self.has(&self.language().subject.may_run_on, clause).then_some(())?;
        let (lifted, hole) = self.hole_of(&self.language().subject.runs_on, clause)?;
        let values = self.values_in(&lifted, &hole, &SlotKind::Entity);
        let words = lifted.span(hole.start, hole.end);
        // In a report a person is quoted so; what a country announces so is told in somebody else's words.
        let told = !self.is_narrated() || self.mentions_in(words).any(|(_, m)| m.class == Class::Person);
        let own = self.means_speaker(words) || values.is_empty() || !told;
        (!own).then(|| self.owned(values)).filter(|teller| *teller != Teller::Own)
    }

    /// Somebody without a name, unless he speaks for the country of who answers.
    fn somebody(&self, clause: Span) -> Teller {
        let own = self.speaker_party();
        let speaks = |m: &Mention| {
            let party = self.listed(m).map(|id| (id, self.entity(id)));
            party.is_some_and(|(id, e)| {
                own.contains(&Value::Entity(id)) || e.country.is_some_and(|c| own.contains(&Value::Entity(c)))
            })
        };
        let opens = self.mentions_in(clause).map(|(_, m)| m).find(|m| m.span.start == clause.start);
        let answers = self.sentence().role == Role::Answer || self.speech.is_some();
        let is_own = answers && opens.is_some_and(speaks);
        if is_own { Teller::Own } else { Teller::Unnamed }
    }

    /// The meeting or paper that a word means (会议, 文章, 《意见》), else the body or bodies whose it is: those that it stands
    /// with, else those that the sentences before it named last, else the headline.
    fn bearer(&self, word: Span) -> Option<Vec<Value>> {
        let text = word.of(self.reading()).trim_matches(['《', '》']);
        // 《意见》 alone is no name: it is short for one.
        let short = text.len() < word.len() && text.chars().count() <= SHORT;
        if let Some(value) = Some(word).filter(|_| !short).and_then(|w| self.bearer_at(w)) {
            return Some(value);
        }
        let article = self.sentence().article;
        let here = self.doc.sentence_at(word.start)?;
        let earlier = self.doc.sentences[..here].iter().rev().take(NAMED).take_while(|s| s.article == article);
        let title = self.doc.articles[article].title;
        let places = std::iter::once(Span::new(self.doc.sentences[here].span.start, word.start));
        // An article of a paper is named by what it is first: 社论.
        let words = [text].into_iter().chain(LEADERS.into_iter().filter(|_| text == ARTICLE));
        places.chain(earlier.map(|s| s.span)).chain(title).find_map(|span| {
            words.clone().find_map(|word| {
                let at = span.start + span.of(self.reading()).rfind(word)?;
                self.bearer_at(Span::new(at, at + word.len()))
            })
        })
    }

    /// The body of several states that the story last told of as meeting, whose declaration a word then means.
    fn declaring(&self, word: Span) -> Option<Vec<Value>> {
        let is_declaration = self.language().declaration.heads.iter().any(|head| word.of(self.reading()) == head);
        is_declaration.then(|| self.body_of_story(word.start)).flatten()
    }

    /// The name that ends in a word, or the body that stands right before it, with others of the same list.
    fn bearer_at(&self, word: Span) -> Option<Vec<Value>> {
        let text = self.reading();
        let sentence = self.doc.sentence_at(word.start).map(|i| self.doc.sentences[i].span)?;
        let end = word.end - if word.of(text).ends_with('》') { '》'.len_utf8() } else { 0 };
        let named = |m: &Mention| matches!(m.class, Class::Event | Class::Organization | Class::Document);
        let before =
            || self.mentions_in(Span::new(sentence.start, end)).map(|(_, m)| m).filter(|m| !m.nested && named(m));
        if let Some(name) = before().find(|m| m.span.end == end) {
            return Some(vec![self.value(name)]);
        }
        let most = if word.of(text).ends_with('会') || word.of(text).ends_with("会议") { MEETING } else { PAPER };
        let bodies: Vec<_> = before().filter(|m| m.class == Class::Organization && m.span.end <= word.start).collect();
        let body = bodies.last()?;
        let between = &text[body.span.end..word.start];
        let near = between.chars().count() <= most && !between.contains([',', ';', ':', '、', '。']);
        near.then(|| {
            let apart = bodies.windows(2).rposition(|pair| !self.stand_together(pair[0].span, pair[1].span));
            bodies[apart.map_or(0, |at| at + 1)..].iter().map(|m| self.value(m)).collect()
        })
    }

    /// The name of whose statement the article is.
    pub(super) fn issuer(&self) -> Option<Arc<str>> {
        self.issued_by().and_then(|issuer| self.name_of_value(&issuer))
    }

    /// For whom the statement that the article is speaks: the country of the body that makes it, else the body.
    pub fn issuing_party(&self) -> Vec<Value> {
        let party = |issuer: Value| match issuer {
            Value::Entity(id) => Value::Entity(self.entity(id).country.unwrap_or(id)),
            other => other,
        };
        self.issued_by().map(party).into_iter().collect()
    }

    /// Whose statement the article is, as its headline or its first sentences say: X郑重声明：.
    fn issued_by(&self) -> Option<Value> {
        let article = self.sentence().article;
        if self.doc.articles[article].kind != ArticleKind::Statement {
            return None;
        }
        let first = self.doc.sentences.partition_point(|s| s.article < article);
        let head = self.doc.sentences[first..].iter().take_while(|s| s.article == article);
        let head = head.filter(|s| matches!(s.role, Role::Title | Role::Narration)).take(HEAD);
        let clauses = head.flat_map(|s| split(self.reading(), s.span));
        let pattern = &self.language().subject.issues;
        let (lifted, hole) = clauses.into_iter().find_map(|clause| self.hole_of(pattern, clause))?;
        let mut issuers = self.values_in(&lifted, &hole, &SlotKind::Entity).into_iter();
        issuers.next().filter(|_| issuers.next().is_none())
    }
}
