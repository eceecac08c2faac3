//! Whose speech or own article a text is, as its headline or a line above the text says: 在…上的讲话 + 挪威首相某某.

use super::{Context, split};
use crate::document::{Role, Sentence};
use crate::fact::Value;
use crate::lexicon::EntityId;
use crate::mention::{Class, Mention};
use crate::source::Span;

/// How many lines may stand above a speech: headline, name, day, place, salutation.
const HEAD: usize = 8;

/// How many sentences of a report may stand before the words that it gives.
const LEAD: usize = 8;

/// A line with a name is no longer (characters), and has no more of its own beside its names.
const LINE: usize = 60;
const OWN: usize = 12;

/// How many sentences say 我们 in what somebody writes under his name alone.
const SAYS: usize = 2;

/// Marks with which a line does not end that stands above a text.
const SENTENCE: [char; 5] = ['。', '!', '?', ';', '”'];

/// The speech, or the article under a name, that an article of the page is.
#[derive(Debug, Clone)]
pub(in crate::fact) struct Speech {
    /// Who holds it.
    pub maker: Value,
    /// For whom it speaks; none where nobody can tell.
    pub party: Option<EntityId>,
    /// The sentence with which it begins.
    pub from: usize,
}

/// Who holds a speech, and the words in which his office stands.
struct Maker<'a> {
    person: &'a Mention,
    office: Span,
}

impl<'a> Context<'a> {
    /// Whether a sentence is told by nobody: it stands in no turn and no speech.
    pub(in crate::fact) fn is_narrated(&self) -> bool {
        self.sentence().role == Role::Narration && self.speech.is_none()
    }

    /// The speech that the article is whose first sentence this is.
    pub(super) fn read_speech(&self) -> Option<Speech> {
        let article = &self.doc.sentences[self.index..];
        let count = article.iter().take_while(|s| s.article == self.sentence().article).count();
        let article = &article[..count];
        // Who answers questions is told by labels.
        if article.iter().any(|s| s.role == Role::Answer) {
            return None;
        }
        let head = article.iter().take_while(|s| self.is_line(s)).take(HEAD).count();
        let (maker, from) = self.announced(article, head).or_else(|| self.signed_by_name(article, head))?;
        let value = self.value(maker.person);
        let body = &article[from..];
        let is_report = body.iter().any(|s| self.tells_of_maker(s, &value));
        (!is_report).then(|| Speech { party: self.party_of_maker(&maker), maker: value, from: self.index + from })
    }

    /// Whether a sentence is a line of its own above a text.
    fn is_line(&self, sentence: &Sentence) -> bool {
        let line = sentence.span.of(self.reading());
        let is_short = || !line.ends_with(SENTENCE) && line.chars().count() <= LINE;
        matches!(sentence.role, Role::Title | Role::Furniture) || sentence.role == Role::Narration && is_short()
    }

    /// 某某在…上的讲话; 在…上的讲话 over a line with the name; …发言。以下为发言内容。 Somebody says 我 in it.
    fn announced(&self, article: &[Sentence], head: usize) -> Option<(Maker<'a>, usize)> {
        let words = &self.language().speech;
        let lines = self.lines(&article[..head]);
        let is_headline = |line: &&Span| {
            let text = line.of(self.reading());
            words.noun.is_match(text) && !words.told.is_match(text)
        };
        let (maker, from) = match lines.iter().find(is_headline) {
            Some(&headline) => {
                let named = self.heads_speech(headline);
                (named.or_else(|| lines.iter().find_map(|line| self.stands_alone(*line)))?, head)
            }
            None => self.introduced_speech(article)?,
        };
        (self.says(&article[from..], "我") > 0).then_some((maker, from))
    }

    /// …作解释性发言。以下为发言内容。 Whoever opens the last clause up to there that opens with a person, else who is named
    /// last.
    fn introduced_speech(&self, article: &[Sentence]) -> Option<(Maker<'a>, usize)> {
        let introduces = |s: &Sentence| self.language().speech.introduces.is_match(s.span.of(self.reading()));
        let last = article.iter().take(LEAD).position(introduces)?;
        let before = Span::new(article[0].span.start, article[last].span.end);
        let clauses = article[..=last].iter().rev().flat_map(|s| split(self.reading(), s.span).into_iter().rev());
        let opening = clauses.into_iter().find_map(|clause| self.opening_person(clause));
        let is_opening = |p: &&Mention| opening.as_ref().is_none_or(|value| self.value(p) == *value);
        let person = self.persons(before).filter(is_opening).last()?;
        Some((Maker { person, office: Span::new(self.sentence_of(person).start, person.span.end) }, last + 1))
    }

    /// 美国国务卿某某, 2021年2月8日, 发言人：某某 or 挪威驻华大使某某：… above a text that says 我们 again and again.
    fn signed_by_name(&self, article: &[Sentence], head: usize) -> Option<(Maker<'a>, usize)> {
        let lines = self.lines(&article[..head]);
        let maker = lines.into_iter().find_map(|line| {
            let name = self.before_or_behind_colon(line);
            self.stands_alone(name).filter(|maker| self.has_office(name, maker.person))
        })?;
        (self.says(&article[head..], "我们") >= SAYS).then_some((maker, head))
    }

    /// Where a line can name who speaks: behind a label (发言人：), else before a colon.
    fn before_or_behind_colon(&self, line: Span) -> Span {
        let text = line.of(self.reading());
        let Some((before, behind)) = text.split_once(':') else { return line };
        match self.language().speech.labels.iter().any(|label| label == before) {
            true => Span::new(line.end - behind.len(), line.end),
            false => Span::new(line.start, line.start + before.len()),
        }
    }

    /// The lines of a head as the page has them, each sentence whole before its own.
    fn lines(&self, head: &[Sentence]) -> Vec<Span> {
        head.iter().flat_map(|s| std::iter::once(s.span).chain(self.broken(s.span))).collect()
    }

    /// The lines into which the page breaks a span.
    fn broken(&self, span: Span) -> Vec<Span> {
        let (mut lines, mut start) = (Vec::new(), span.start);
        for (at, _, gap) in self.doc.chars_on_page(span) {
            if gap.contains('\n') {
                lines.push(Span::new(std::mem::replace(&mut start, at), at));
            }
        }
        lines.push(Span::new(start, span.end));
        lines
    }

    /// The one person of a line that holds nothing but the name with offices, a day and a place.
    fn stands_alone(&self, line: Span) -> Option<Maker<'a>> {
        let words = &self.language().speech;
        let text = line.of(self.reading());
        if text.chars().count() > LINE || words.reporters.iter().any(|word| text.contains(word)) {
            return None;
        }
        let mut persons = self.persons(line);
        let person = persons.next().filter(|_| persons.next().is_none())?;
        let (mut rest, mut cursor) = (String::new(), line.start);
        for (_, mention) in self.mentions_in(line) {
            rest.push_str(Span::new(cursor, mention.span.start.max(cursor)).of(self.reading()));
            cursor = cursor.max(mention.span.end);
        }
        rest.push_str(Span::new(cursor, line.end).of(self.reading()));
        let is_office = |c: char| !words.verbs.contains(&c);
        let alone = rest.chars().count() <= OWN && rest.chars().all(is_office);
        alone.then_some(Maker { person, office: line })
    }

    /// Whether a line gives the person an office, or the country.
    fn has_office(&self, line: Span, person: &Mention) -> bool {
        let is_office = |m: &Mention| matches!(m.class, Class::Title | Class::Organization | Class::Country);
        person.role.is_some() || self.mentions_in(line).any(|(_, m)| is_office(m))
    }

    /// The person with whom the headline of a speech begins: 耿爽大使 + 在安理会上的发言.
    fn heads_speech(&self, headline: Span) -> Option<Maker<'a>> {
        let person = self.persons(headline).next()?;
        let title = self.starting_at(person.span.end).find(|m| m.class == Class::Title);
        let rest = Span::new(title.map_or(person.span.end, |t| t.span.end), headline.end).of(self.reading());
        let office = Span::new(headline.start, person.span.end);
        self.language().speech.heads.is_match(rest).then_some(Maker { person, office })
    }

    fn persons(&self, span: Span) -> impl Iterator<Item = &'a Mention> {
        self.mentions_in(span).map(|(_, m)| m).filter(|m| m.class == Class::Person && !m.nested)
    }

    /// In how many sentences a word stands outside quotations.
    fn says(&self, body: &[Sentence], word: &str) -> usize {
        let holds = |s: &&Sentence| {
            let mut places = s.span.of(self.reading()).match_indices(word).map(|(at, word)| {
                let start = s.span.start + at;
                Span::new(start, start + word.len())
            });
            s.role == Role::Narration && places.any(|place| self.doc.quotation_around(place).is_none())
        };
        body.iter().filter(holds).count()
    }

    /// Whether a sentence names somebody outside quotations: nobody speaks of himself so in his own speech.
    fn tells_of_maker(&self, sentence: &Sentence, maker: &Value) -> bool {
        let named = |p: &Mention| self.value(p) == *maker && self.doc.quotation_around(p.span).is_none();
        sentence.role == Role::Narration && self.persons(sentence.span).any(named)
    }

    /// For whom a person speaks: the body of several states in which he holds a post, the body or country whose office the
    /// text gives, his country, or that of the document.
    fn party_of_maker(&self, maker: &Maker) -> Option<EntityId> {
        let of = |m: &Mention| {
            let id = self.listed(m)?;
            match m.class {
                Class::Country => Some(id),
                Class::Organization => Some(self.entity(id).country.unwrap_or(id)),
                _ => None,
            }
        };
        let acts_for = self.party_of_person(maker.person);
        let body = acts_for.filter(|id| self.entity(*id).class == Class::Organization);
        // 驻英国大使, 常驻联合国代表: whom an envoy is sent to he does not speak for.
        let sent_to = |m: &Mention| self.reading()[..m.span.start].ends_with('驻');
        let office = || self.mentions_in(maker.office).filter(|(_, m)| !sent_to(m)).find_map(|(_, m)| of(m));
        body.or_else(office).or(acts_for).or(self.own)
    }
}
