//! Whose words a passage is: the speaker's of the turn, or those of somebody whom the text quotes or reports.
//!
//! A level of speech is a quotation with somebody to whom it belongs (X说：“…”, “…”X说), or a clause that says whose words
//! follow without marks (X表示，…). In narration the outermost level is the speaker. In a turn the speaker is known; every
//! level inside the turn is *reported*, unless it is the speaker's own (我们说过“…”).

use super::teller::Teller;
use super::{Context, split};
use crate::document::Role;
use crate::fact::subject::REACH;
use crate::fact::{Fact, Mode, Value, Voice};
use crate::mention::{Class, Mention};
use crate::source::Span;
use crate::vocab::SlotKind;
use std::sync::Arc;

/// How many clauses before a quotation may name whose words it is.
const BEFORE: usize = 4;

/// A quotation without an end mark inside is somebody's words from this length on (bytes).
const SPEECH: usize = 36;

/// A verb of saying, with what may stand before it, is no longer than this, in characters: 并强调.
const BARE: usize = 4;

impl<'a> Context<'a> {
    /// Who says what stands in a span.
    pub fn voice(&self, span: Span) -> Voice {
        let quoted = self.quoted_by(span);
        if !self.is_narrated() {
            return match quoted.first() {
                Some(teller) => Voice { speaker: self.name_of(teller), reported: true },
                None => Voice { speaker: self.speaker(), reported: self.is_told_by_others(span) },
            };
        }
        // What nobody with a name says is not the paper's own word either.
        match quoted.first().cloned().or_else(|| self.told_by(span)) {
            Some(teller) => Voice { speaker: self.name_of(&teller), reported: quoted.len() > 1 || teller.is_unnamed() },
            None => Voice { speaker: self.issuer(), reported: false },
        }
    }

    /// Who says 我 in a span: the one whose words are told there, in an answer the person who answers.
    pub fn first_person(&self, span: Span) -> Vec<Value> {
        let told = || self.is_narrated().then(|| self.told_by(span)).flatten();
        match self.quoted_by(span).first().cloned().or_else(told) {
            Some(Teller::Known(tellers)) => tellers,
            Some(_) => Vec::new(),
            None => self.speech.map(|speech| speech.maker.clone()).or_else(|| self.answerer()).into_iter().collect(),
        }
    }

    /// Gives a fact its speaker, and the mode of what others say. What somebody says of himself is his own word.
    pub fn give_voice(&self, fact: &mut Fact) {
        let voice = self.voice(fact.span);
        fact.speaker = voice.speaker;
        let is_quoted = || !self.quoted_by(fact.span).is_empty();
        let presupposed = self.language().class(&fact.class).presupposed;
        let is_asserted = !presupposed && matches!(fact.mode, Mode::Future | Mode::Done | Mode::Ongoing);
        if is_asserted && (voice.reported || self.is_alleged(fact)) {
            let own_word = !is_quoted() && self.is_act_of_teller(fact);
            fact.mode = if own_word { fact.mode } else { Mode::Reported };
        }
    }

    /// The party for which a passage speaks: the quoted one's, else the speaker's country. Empty if it is not known.
    pub fn voice_party(&self, at: usize) -> Vec<Value> {
        match self.quoted_by(Span::new(at, at)).first() {
            Some(Teller::Known(tellers)) => {
                let parties = self.parties_behind(tellers);
                // Who speaks for no state speaks for himself.
                if parties.is_empty() && self.is_narrated() { tellers.clone() } else { parties }
            }
            Some(_) => Vec::new(),
            _ => Some(self.signatories()).filter(|makers| !makers.is_empty()).unwrap_or_else(|| self.speaker_party()),
        }
    }

    /// The levels of quotation around a span that are others' words, the innermost first.
    fn quoted_by(&self, span: Span) -> Vec<Teller> {
        let mut levels: Vec<Teller> = Vec::new();
        let mut next = self.doc.quotation_around(span);
        while let Some(i) = next {
            let teller = self.asked.quoted.to(i, || self.teller_of(i));
            levels.extend(teller.filter(|t| *t != Teller::Own && levels.last() != Some(t)));
            next = self.doc.quotations[i].outer;
        }
        levels
    }

    /// Whose words a quotation is; none if it is a name or a term.
    fn teller_of(&self, quotation: usize) -> Option<Teller> {
        let quotation = self.doc.quotations[quotation];
        let quotation = quotation.continues.map_or(quotation, |first| self.doc.quotations[first]);
        let here = self.in_sentence_at(quotation.span.start)?;
        let sentence = here.sentence().span;
        here.introduced(Span::new(sentence.start, quotation.span.start), quotation.span)
            .or_else(|| here.told_after(quotation.span))
    }

    /// X说：“…”, X说，…，“…”; 有人说“…”; X干劲十足：“…”.
    fn introduced(&self, before: Span, quotation: Span) -> Option<Teller> {
        let text = before.of(self.reading());
        let clauses = split(self.reading(), before);
        let last = *clauses.last()?;
        let says = self.opens(&self.language().subject.says, last).is_some();
        if !says && !text.ends_with([',', ':']) {
            return None;
        }
        let near = || clauses.iter().rev().take(BEFORE).copied();
        if let Some(teller) = near().find_map(|clause| self.teller_in(clause)) {
            return Some(teller);
        }
        let speech = text.ends_with(':') && is_speech(quotation.of(self.reading()));
        if !says && !speech {
            return None;
        }
        let person = near().find_map(|clause| self.opening_person(clause)).map(|p| self.owned(vec![p]));
        person.or(says.then_some(Teller::Unnamed))
    }

    /// “…”X说.
    fn told_after(&self, quotation: Span) -> Option<Teller> {
        let (text, inner) = (self.reading(), quotation.of(self.reading()));
        let opens = text[..quotation.start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        if !opens || !is_speech(inner) {
            return None;
        }
        let after = self.in_sentence_at(quotation.end)?;
        let here = self.doc.sentence_at(quotation.start).map(|i| self.doc.sentences[i]);
        if here.is_none_or(|s| s.paragraph != after.sentence().paragraph) {
            return None;
        }
        let clause = *split(text, Span::new(quotation.end, after.sentence().span.end)).first()?;
        after.teller_in(clause)
    }

    /// A person or party as the teller; who answers, and who speaks for the same country, tells his own.
    pub(super) fn owned(&self, tellers: Vec<Value>) -> Teller {
        let speaker = self.speaker();
        let party = self.speaker_party();
        // A ministry speaks for its country, and so do its meetings and papers; a newspaper does not.
        let official = |v: &Value| {
            let Value::Entity(id) = v else { return false };
            let entity = self.entity(*id);
            let body = matches!(entity.class, Class::Organization | Class::Event | Class::Document);
            let answers = self.sentence().role == Role::Answer || self.speech.is_some();
            let speaks = body && !entity.is("NewsOutlet") && answers;
            speaks && entity.country.is_some_and(|c| party.contains(&Value::Entity(c)))
        };
        let own =
            |v: &Value| speaker.is_some() && (self.name_of_value(v) == speaker || party.contains(v) || official(v));
        if tellers.iter().any(own) { Teller::Own } else { Teller::Known(tellers) }
    }

    /// The person whom a clause begins with, behind posts and bodies.
    pub(super) fn opening_person(&self, clause: Span) -> Option<Value> {
        let mut end = clause.start;
        for (_, mention) in self.mentions_in(clause).filter(|(_, m)| !m.nested) {
            let gap = Span::new(end, mention.span.start.max(end)).of(self.reading());
            match mention.class {
                // Offices in a row, and a minister by the ministry: 政治局常委、国务院副总理; 渔业部 + 长.
                _ if mention.span.start != end && (end == clause.start || !matches!(gap, "、" | "兼" | "长")) => {
                    return None;
                }
                Class::Person => return Some(self.value(mention)),
                Class::Title | Class::Organization | Class::Country | Class::Place | Class::Time => {
                    end = mention.span.end
                }
                _ => return None,
            }
        }
        None
    }

    /// In narration, whose words the sentence or the sentences before it in the paragraph report without marks.
    fn told_by(&self, span: Span) -> Option<Teller> {
        let here = self.in_sentence_at(span.start)?;
        if let Some(teller) = here.told_in_sentence(span) {
            return Some(teller);
        }
        // A sentence that names somebody's words further on is no part of what was said before.
        let rest = split(self.reading(), Span::new(span.start, here.sentence().span.end.max(span.start)));
        if rest.iter().any(|clause| here.teller_in(*clause).is_some()) {
            return None;
        }
        self.asked.told.to((self.index, here.index), || self.told_on(&here))
    }

    /// Whose words a sentence goes on to report: the sentences before it in the paragraph say so.
    fn told_on(&self, here: &Context) -> Option<Teller> {
        let narrates = |sentence: Span| here.opens(&self.language().subject.narrates, sentence).is_some();
        if narrates(here.sentence().span) {
            return None;
        }
        for sentence in here.told_before() {
            let clauses = split(self.reading(), sentence);
            if let Some((clause, teller)) = clauses.iter().rev().find_map(|c| Some((c, self.teller_in(*c)?))) {
                // Behind a quotation the paper speaks again, and behind what it has heard.
                let quotes = self.reading()[clause.end..].trim_start_matches([',', ':']).starts_with(['“', '"']);
                let goes_on = !quotes && teller != Teller::Hearsay && !here.tells_of(&teller);
                return Some(teller).filter(|_| goes_on);
            }
            if narrates(sentence) {
                return None;
            }
        }
        None
    }

    /// The sentences that may say whose words this one is, nearest first: those before it in the speech, and where the
    /// paragraph is an item of a list, those that began the list.
    fn told_before(&self) -> Vec<Span> {
        let Some(index) = self.sentence().list else { return self.speech_before().take(REACH).collect() };
        let head = Context { index, ..*self };
        let began = std::iter::once(head.sentence().span).chain(head.speech_before().take(REACH));
        let here = *self.sentence();
        let earlier = self.doc.sentences[..self.index].iter().rev();
        let paragraph = earlier.take_while(|s| s.paragraph == here.paragraph && s.role == here.role).map(|s| s.span);
        paragraph.take(REACH).chain(began).collect()
    }

    /// Whether the sentence names who would be its teller, outside quotations: nobody speaks of himself so.
    fn tells_of(&self, teller: &Teller) -> bool {
        let Teller::Known(tellers) = teller else { return false };
        let named = |m: &Mention| m.class == Class::Person && tellers.contains(&self.value(m));
        self.mentions_in(self.sentence().span)
            .any(|(_, m)| !m.nested && named(m) && self.doc.quotation_around(m.span).is_none())
    }

    /// Whose words the clauses before a span, or its own first ones, report.
    fn told_in_sentence(&self, span: Span) -> Option<Teller> {
        let mut clauses = self.clauses_before(span.end);
        let own = clauses.pop();
        let own = own.and_then(|clause| self.runs_on(clause).or_else(|| self.says_on(clause, &clauses)));
        let said =
            |n: usize| self.asked.said.to((self.index, clauses[n]), || self.told_in_clause(clauses[n], &clauses[..n]));
        own.or_else(|| (0..clauses.len()).rev().find_map(said))
    }

    /// Whose words a clause says to follow, behind those `before` it.
    fn told_in_clause(&self, clause: Span, before: &[Span]) -> Option<Teller> {
        let told = self.teller_in(clause).filter(|teller| self.tells_more(teller));
        let told = told.or_else(|| self.runs_on(clause)).or_else(|| self.says_on(clause, before));
        told.or_else(|| self.goes_on_saying(clause, before))
    }

    /// Who 我 is in a report, the clauses before it tell (X说，我多次表示，…).
    fn tells_more(&self, teller: &Teller) -> bool {
        !self.is_narrated() || *teller != Teller::Own
    }

    /// X再次提及此事，称…: whose words a clause goes on with that begins with the verb; the nearest clause before it that
    /// begins with somebody names him.
    fn says_on(&self, clause: Span, before: &[Span]) -> Option<Teller> {
        self.opens(&self.language().subject.says_on, clause)?;
        let told = before.iter().rev().take(BEFORE).find_map(|clause| self.told_of_in(*clause));
        told.filter(|teller| self.tells_more(teller))
    }

    /// The person or party with whom a clause begins.
    fn told_of_in(&self, clause: Span) -> Option<Teller> {
        let (lifted, hole) = self.hole_of(&self.language().subject.tells_of, clause)?;
        if self.means_speaker(lifted.span(hole.start, hole.end)) {
            return Some(Teller::Own);
        }
        let values = self.values_in(&lifted, &hole, &SlotKind::Entity);
        (!values.is_empty()).then(|| self.owned(values))
    }

    /// X转达问候，并表示，…: whose words follow a bare verb of saying.
    fn goes_on_saying(&self, clause: Span, before: &[Span]) -> Option<Teller> {
        let is_bare = clause.of(self.reading()).chars().count() <= BARE;
        if !is_bare || self.opens(&self.language().subject.says, clause).is_none() {
            return None;
        }
        let person = before.iter().rev().find_map(|clause| self.opening_person(*clause))?;
        Some(self.owned(vec![person]))
    }

    /// Whether a clause before a span says that others' words follow; who speaks for the same country is no other.
    fn is_told_by_others(&self, span: Span) -> bool {
        let Some(teller) = self.in_sentence_at(span.start).and_then(|h| h.told_in_sentence(span)) else { return false };
        let own = self.speaker_party();
        match teller {
            Teller::Own => false,
            Teller::Known(tellers) => !self.parties_behind(&tellers).iter().any(|p| own.contains(p)),
            Teller::Unnamed | Teller::Hearsay => true,
        }
    }

    /// Whether the text only tells a fact as what others allege or believe, and does not take it over: 有人指责挪方…,
    /// 所谓挪威…的说法. What somebody claims of himself is his own word.
    fn is_alleged(&self, fact: &Fact) -> bool {
        let before = self.sentence_until(fact.span.start);
        let Some(mark) = self.language().mode.alleged.find(self.text(before)) else { return false };
        let alleging = Span::new(before.start, before.start + mark.start());
        let named: Vec<Value> = self.mentions_in(alleging).map(|(_, m)| self.value(m)).collect();
        let own = self.parties_behind(&named);
        !fact.slots.first().is_some_and(|(_, values)| values.iter().any(|v| named.contains(v) || own.contains(v)))
    }

    /// Whether who does or holds what a fact tells is who says so.
    fn is_act_of_teller(&self, fact: &Fact) -> bool {
        let teller = self.in_sentence_at(fact.span.start).and_then(|h| h.told_in_sentence(fact.span));
        let Some(Teller::Known(tellers)) = teller else { return false };
        let known: Vec<Value> = tellers.iter().cloned().chain(self.parties_behind(&tellers)).collect();
        fact.slots.first().is_some_and(|(_, values)| values.iter().any(|v| known.contains(v)))
    }

    /// The countries or bodies for which tellers speak.
    fn parties_behind(&self, tellers: &[Value]) -> Vec<Value> {
        let party = |v: &Value| {
            let Value::Entity(id) = v else { return self.country_of_teller(v).map(Value::Entity) };
            let entity = self.entity(*id);
            if entity.class == Class::Person { self.party_of(*id).map(Value::Entity) } else { Some(v.clone()) }
        };
        tellers.iter().filter_map(party).collect()
    }

    /// The name of a teller; of several persons who speak together, of the one named first.
    fn name_of(&self, teller: &Teller) -> Option<Arc<str>> {
        let Teller::Known(tellers) = teller else { return None };
        let is_person = |v: &Value| match v {
            Value::Entity(id) => self.entity(*id).class == Class::Person,
            value => matches!(value, Value::Name(_)),
        };
        match &tellers[..] {
            [one] => self.name_of_value(one),
            several => several.first().filter(|_| several.iter().all(is_person)).and_then(|v| self.name_of_value(v)),
        }
    }

    pub(super) fn name_of_value(&self, value: &Value) -> Option<Arc<str>> {
        match value {
            Value::Entity(id) => Some((*self.entity(*id).name).into()),
            Value::Name(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// The surroundings of the sentence that holds a byte.
    fn in_sentence_at(&self, at: usize) -> Option<Context<'a>> {
        Some(Context { index: self.doc.sentence_at(at)?, ..*self })
    }
}

/// Whether what stands between the marks can be somebody's words, not a name or a term.
fn is_speech(quotation: &str) -> bool {
    let inner = quotation.trim_end_matches(['”', '’', '"']);
    quotation.len() >= SPEECH || inner.ends_with(['。', '!', '?', ',', '…'])
}
