//! Who holds a view or gives a word, where the clause itself does not say.

use super::chain;
use super::context::Context;
use super::lift::Lifted;
use super::{Held, Value};
use crate::document::Role;
use crate::mention::Class;
use crate::pattern::Pattern;
use crate::source::Span;
use crate::vocab::SlotKind;

/// How many sentences back narration may name the person whose words it goes on to report.
pub(super) const REACH: usize = 30;

impl Context<'_> {
    /// Whose view it is that stands in `span`: the party's whose words an earlier clause reports (X强调，…), else that of
    /// the subject of the nearest earlier clause; in an answer else the speaker's country, in narration else the person
    /// whose words the paragraph reports. Empty if nobody is named, and under an if, whose clauses nobody asserts.
    pub fn holder(&self, span: Span) -> Vec<Value> {
        let subject = &self.language().subject;
        self.meant(span, &[&subject.reports, &subject.acts])
    }

    /// Who does what stands in `span`: as [`Context::holder`], but the subject of an earlier clause comes before the
    /// party whose words are reported (X说，中方重视…，愿…).
    pub fn doer(&self, span: Span) -> Vec<Value> {
        let subject = &self.language().subject;
        self.meant(span, &[&subject.acts, &subject.reports])
    }

    fn meant(&self, span: Span, order: &[&Option<Pattern>]) -> Vec<Value> {
        if self.is_hypothetical(span) {
            return Vec::new();
        }
        self.named_before(span, order).unwrap_or_else(|| match self.sentence().role {
            Role::Answer => self.answering_party(span.start),
            Role::Narration => {
                Some(self.reported_before()).filter(|v| !v.is_empty()).unwrap_or_else(|| self.signatories())
            }
            _ => Vec::new(),
        })
    }

    /// The subject that the sentence itself names before a span; empty if it names none.
    pub fn own_subject(&self, span: Span) -> Vec<Value> {
        let subject = &self.language().subject;
        self.named_before(span, &[&subject.acts, &subject.reports]).unwrap_or_default()
    }

    /// With whom the earlier clauses of the sentence say that something is done: 愿同X一道…，力争….
    pub fn partner(&self, span: Span) -> Vec<Value> {
        self.named_before(span, &[&self.language().subject.partner]).unwrap_or_default()
    }

    /// What the first of several patterns finds in the earlier clauses of the sentence, nearest clause first.
    fn named_before(&self, span: Span, order: &[&Option<Pattern>]) -> Option<Vec<Value>> {
        let sentence = self.sentence().span;
        let clauses = chain::split(self.reading(), Span::new(sentence.start, span.start.max(sentence.start)));
        order.iter().find_map(|pattern| clauses.iter().rev().find_map(|&c| self.subject_of(pattern, c)))
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
        let clauses = chain::split(self.reading(), sentence).into_iter().take(3);
        clauses.into_iter().find_map(|clause| {
            let (lifted, hole) = self.teller_hole(clause)?;
            let is_own = self.means_speaker(lifted.span(hole.start, hole.end));
            (!is_own).then(|| self.values_in(&lifted, &hole, &SlotKind::Entity)).filter(|v| !v.is_empty())
        })
    }

    /// Where a clause names whose words follow, or whose speech it announces.
    pub(super) fn teller_hole(&self, clause: Span) -> Option<(Lifted, Held)> {
        let subject = &self.language().subject;
        [&subject.reports, &subject.announces].into_iter().flatten().find_map(|p| self.hole_of(p, clause))
    }

    /// In narration, the country for which the person speaks whose words are told up to a byte: 我们 is theirs.
    pub fn told_voice(&self, before: usize) -> Option<Vec<Value>> {
        if self.sentence().role != Role::Narration {
            return None;
        }
        let start = self.sentence().span.start;
        let told = self.reported_in(Span::new(start, before.max(start))).unwrap_or_else(|| self.reported_before());
        let [Value::Entity(id)] = told[..] else { return None };
        let entity = self.entity(id);
        match entity.class {
            Class::Country | Class::Region => Some(told),
            _ => entity.country.map(|country| vec![Value::Entity(country)]),
        }
    }

    /// The country in place of a person who speaks for it: the foreign minister, a spokesperson.
    pub fn spoken_for(&self, value: Value) -> Value {
        let Value::Entity(id) = value else { return value };
        match self.entity(id).country.filter(|_| self.speaks_for_voice(id)) {
            Some(country) => Value::Entity(country),
            None => value,
        }
    }

    /// What the hole of a pattern holds that matches from the start of a clause.
    fn subject_of(&self, pattern: &Option<Pattern>, clause: Span) -> Option<Vec<Value>> {
        let (lifted, hole) = self.hole_of(pattern.as_ref()?, clause)?;
        Some(self.values_in(&lifted, &hole, &SlotKind::Entity)).filter(|v| !v.is_empty())
    }

    pub(super) fn hole_of(&self, pattern: &Pattern, clause: Span) -> Option<(Lifted, Held)> {
        self.may_open(pattern, clause).then_some(())?;
        let lifted = self.lift_span(clause, pattern.classes);
        let hole = super::held(&pattern.opening(&lifted.text)?).pop()?;
        Some((lifted, hole))
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
