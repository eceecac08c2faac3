//! Who holds a view or gives a word, where the clause itself does not say.

use super::context::{Context, distinct, split};
use super::lift::Lifted;
use super::{Held, Value};
use crate::document::Role;
use crate::mention::{Class, Mention};
use crate::pattern::Pattern;
use crate::source::Span;
use crate::vocab::SlotKind;
use std::sync::Arc;

/// How many sentences back narration may name the person whose words it goes on to report.
pub(super) const REACH: usize = 30;

/// With how many characters of its own a stance may say that somebody takes it: 并重申….
const HEAD: usize = 6;

impl Context<'_> {
    /// Whose view it is that stands in `span`: the party's whose words an earlier clause reports (X强调，…), else that of
    /// the subject of the nearest earlier clause, if it is the speaker's side or says where it stands (X支持…，…应…; not
    /// X损害…，应…); in an answer else the speaker's country, in narration else the person whose words the paragraph
    /// reports, or whose statement it is. Empty if nobody is named, and under an if, whose clauses nobody asserts.
    pub fn holder(&self, span: Span) -> Vec<Value> {
        let clauses = self.clauses_before(span.start);
        self.meant(span, || self.reporter(&clauses).or_else(|| self.nearest(&clauses, |c| self.stander(c, span))))
    }

    /// Who does what stands in `span`: as [`Context::holder`], but the subject of an earlier clause comes before the
    /// party whose words are reported (X说，中方重视…，愿…), whatever it does.
    pub fn doer(&self, span: Span) -> Vec<Value> {
        self.meant(span, || self.actor_before(span))
    }

    fn meant(&self, span: Span, named: impl FnOnce() -> Option<Vec<Value>>) -> Vec<Value> {
        if self.is_hypothetical(span) {
            return Vec::new();
        }
        named().unwrap_or_else(|| match self.sentence().role {
            Role::Answer => self.answering_party(span.start),
            Role::Narration if !self.is_narrated() => self.answering_party(span.start),
            Role::Narration => {
                let any = |parties: Vec<Value>| Some(parties).filter(|v| !v.is_empty());
                let told = any(self.reported_before()).or_else(|| any(self.signatories()));
                told.unwrap_or_else(|| self.issuing_party())
            }
            _ => Vec::new(),
        })
    }

    /// The subject that the sentence itself names before a span; empty if it names none.
    pub fn own_subject(&self, span: Span) -> Vec<Value> {
        self.actor_before(span).unwrap_or_default()
    }

    fn actor_before(&self, span: Span) -> Option<Vec<Value>> {
        let subject = &self.language().subject;
        let clauses = self.clauses_before(span.start);
        // Of whom another hopes something is not who hopes: 挪方鱼类资源丰富，希望挪方….
        let hopes = |side: &Vec<Value>| {
            self.first_named(span).is_none_or(|v| !side.contains(&v)) || self.is_voice(side, span.start)
        };
        let side = |c| self.subject_of(&subject.sides, c).filter(hopes);
        let actor = |c| self.subject_of(&subject.acts, c).or_else(|| side(c));
        self.nearest(&clauses, actor).or_else(|| self.reporter(&clauses))
    }

    /// The first country, region or body that a span names.
    fn first_named(&self, span: Span) -> Option<Value> {
        let is_party = |m: &Mention| matches!(m.class, Class::Country | Class::Region | Class::Organization);
        self.mentions_in(span).map(|(_, m)| m).find(|m| is_party(m)).map(|m| self.value(m))
    }

    /// The party whose words the last clause reports that reports any: by name, or by a verb alone behind a clause that
    /// names it (X发表声明，指出…).
    fn reporter(&self, clauses: &[Span]) -> Option<Vec<Value>> {
        let subject = &self.language().subject;
        let told_on = |n: usize| {
            self.opens(&subject.says_on, clauses[n])?;
            self.nearest(&clauses[..n], |c| self.subject_of(&subject.tells_of, c))
        };
        let told = |n: usize| self.subject_of(&subject.reports, clauses[n]).or_else(|| told_on(n));
        (0..clauses.len()).rev().find_map(told)
    }

    /// The subject of a clause, if it is on the speaker's side, or says where it stands before a span or as it begins.
    fn stander(&self, clause: Span, span: Span) -> Option<Vec<Value>> {
        let subject = &self.language().subject;
        let found = self.subject_of(&subject.acts, clause)?;
        let head: usize = span.of(self.reading()).chars().take(HEAD).map(char::len_utf8).sum();
        let words = Span::new(clause.start, span.start + head).of(self.reading());
        let stands = || subject.stands.is_match(words);
        (stands() || self.is_voice(&found, span.start)).then_some(found)
    }

    /// Whether one of some parties is the one for which is spoken there.
    fn is_voice(&self, parties: &[Value], at: usize) -> bool {
        let voice = self.told_voice(at).unwrap_or_else(|| self.voice_party(at));
        parties.iter().any(|p| voice.contains(p))
    }

    /// With whom the earlier clauses of the sentence say that something is done: 愿同X一道…，力争….
    pub fn partner(&self, span: Span) -> Vec<Value> {
        let partner = |c| self.subject_of(&self.language().subject.partner, c);
        self.nearest(&self.clauses_before(span.start), partner).unwrap_or_default()
    }

    /// What the last of several clauses tells that tells anything.
    fn nearest(&self, clauses: &[Span], tell: impl Fn(Span) -> Option<Vec<Value>>) -> Option<Vec<Value>> {
        clauses.iter().rev().find_map(|&clause| tell(clause))
    }

    /// The person or party whose words an earlier sentence of the speech reports.
    fn reported_before(&self) -> Vec<Value> {
        self.asked.reported.to(self.index(), || self.read_reported())
    }

    fn read_reported(&self) -> Vec<Value> {
        for sentence in self.speech_before().take(REACH) {
            if let Some(tellers) = self.reported_in(sentence) {
                return tellers;
            }
            if self.opens(&self.language().subject.narrates, sentence).is_some() {
                break;
            }
        }
        Vec::new()
    }

    /// The person or party whose words a sentence reports. Who 我 is, is what this finds out: 我强调 tells nobody.
    fn reported_in(&self, sentence: Span) -> Option<Vec<Value>> {
        let clauses = split(self.reading(), sentence).into_iter().take(3);
        clauses.into_iter().find_map(|clause| {
            let (lifted, hole) = self.teller_hole(clause)?;
            let is_own = self.means_speaker(lifted.span(hole.start, hole.end));
            (!is_own).then(|| self.values_in(&lifted, &hole, &SlotKind::Entity)).filter(|v| !v.is_empty())
        })
    }

    /// Where a clause names whose words follow, or whose speech it announces.
    pub(super) fn teller_hole(&self, clause: Span) -> Option<(Lifted, Held)> {
        let subject = &self.language().subject;
        [&subject.reports, &subject.announces].into_iter().find_map(|p| self.hole_of(p, clause))
    }

    /// In narration, the countries for which those speak whose words are told up to a byte: 我们 is theirs. None if it is
    /// not known of any.
    pub fn told_voice(&self, before: usize) -> Option<Vec<Value>> {
        if !self.is_narrated() {
            return None;
        }
        let told = self.reported_in(self.sentence_until(before)).unwrap_or_else(|| self.reported_before());
        let countries = told.iter().filter_map(|teller| self.country_of_teller(teller));
        let voices = distinct(countries.map(Value::Entity));
        Some(voices).filter(|voices| !voices.is_empty())
    }

    /// Puts the country in place of a person who speaks for it: the foreign minister, a spokesperson. What such a one will
    /// do in person is his own.
    pub fn give_country(&self, class: &str, slots: &mut [(Arc<str>, Vec<Value>)]) {
        let (spokesperson, of_class) = (&self.language().spokesperson, self.language().class(class));
        for slot in &of_class.of_states {
            let of_slot = slots.iter_mut().filter(|(name, _)| **name == **slot);
            of_slot.flat_map(|(_, values)| values).for_each(|value| *value = self.state_of(value.clone()));
        }
        let Some(slot) = &of_class.spoken_for else { return };
        let is_own = |v: &Value| matches!(v, Value::Code(code) if spokesperson.deeds.iter().any(|d| **d == **code));
        if slots.iter().flat_map(|(_, values)| values).any(is_own) {
            return;
        }
        for (_, values) in slots.iter_mut().filter(|(name, _)| **name == **slot) {
            let given = std::mem::take(values).into_iter().map(|v| self.spoken_for(v));
            *values = given.collect();
        }
    }

    /// The state whose body or person a value is, else the value.
    fn state_of(&self, value: Value) -> Value {
        let country = match &value {
            Value::Entity(id) if matches!(self.entity(*id).class, Class::Organization | Class::Person) => {
                self.entity(*id).country
            }
            Value::Name(name) => self.country_of_name(name).or_else(|| self.country_of_body_named(name)),
            _ => None,
        };
        country.map_or(value, Value::Entity)
    }

    fn spoken_for(&self, value: Value) -> Value {
        let Value::Entity(id) = value else { return value };
        match self.entity(id).country.filter(|_| self.speaks_for_voice(id)) {
            Some(country) => Value::Entity(country),
            None => value,
        }
    }

    /// What the hole of a pattern holds that matches from the start of a clause.
    fn subject_of(&self, pattern: &Pattern, clause: Span) -> Option<Vec<Value>> {
        let (lifted, hole) = self.hole_of(pattern, clause)?;
        Some(self.values_in(&lifted, &hole, &SlotKind::Entity)).filter(|v| !v.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::{Engine, ReadOptions};

    #[test]
    fn who_says_i_is_told_by_an_earlier_sentence_or_not_at_all() {
        let engine = Engine::new(None).unwrap();
        for text in [
            "总统同主席通电话。\n\n我重申，我方致力于同各方合作。我期待再次访问。",
            "我强调，我们愿同各方合作。我们反对制裁。",
            "对方表示。反对制裁。",
            "挪威外长表示，对方强调。双方反对制裁。",
        ] {
            let document = engine.read("a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
            engine.extract(&document);
        }
        let text = "总统奥巴马表示，双方进行了会晤。我重申，我方反对单边制裁。";
        let document = engine.read("a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        let facts = engine.extract(&document).facts;
        assert!(facts.iter().any(|f| &*f.class == "Position"), "{facts:?}");
    }
}
