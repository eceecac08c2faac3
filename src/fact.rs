//! Document × Mentions × Rules → [`Fact`]s: what the text asserts, by which rule, at which passage.

mod chain;
mod check;
mod context;
mod effort;
mod lift;
mod mode;
mod near_miss;
mod own;
mod refusal;
mod subject;
mod trial;
mod whole;
mod words;

pub use crate::value::{Mode, Value};
pub use effort::{Effort, profile};
pub use near_miss::{NearMiss, near_misses};
pub use own::other_voice;
pub use trial::{Trial, Verdict, trials};

use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::mention::Mention;
use crate::number::Cmp;
use crate::pattern::{ClassSet, Hole, Match};
use crate::rule::{Called, NEXT, Rule, Rules, Source};
use crate::source::Span;
use crate::vocab::{FactClass, SlotKind};
use context::{Context, Page};
use lift::Lifted;
use refusal::Refusal;
use std::sync::Arc;

/// Who says a passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    /// The canonical name of a person, body or outlet; none in narration, or where the text does not say.
    pub speaker: Option<Arc<str>>,
    /// Whether who speaks there tells what another says.
    pub reported: bool,
}

/// One assertion at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// A class of the vocabulary: `VisaWaiver`.
    pub class: Arc<str>,
    /// Slots of that class in the vocabulary's order, each with one value or more.
    pub slots: Vec<(Arc<str>, Vec<Value>)>,
    /// The shortest passage that carries it: bytes of the reading text.
    pub span: Span,
    /// Who says it: the canonical name of a person or outlet; none in narration.
    pub speaker: Option<Arc<str>>,
    /// How it is meant.
    pub mode: Mode,
    /// The rule that found it.
    pub rule: Arc<str>,
    /// What the rule's holes held: name and bytes of the reading text.
    pub captures: Vec<(Arc<str>, Span)>,
    /// What does not fit together: a list against its count, an end before its start.
    pub diagnostics: Vec<String>,
    /// What it is about: ids of topics, in the order of its words.
    pub topics: Vec<Arc<str>>,
    /// The event of the PLOVER ontology that it announces.
    pub plover: Option<Arc<str>>,
}

impl Fact {
    /// The values of a slot; empty if the text leaves it open.
    pub fn slot(&self, name: &str) -> &[Value] {
        self.slots.iter().find(|(slot, _)| &**slot == name).map_or(&[], |(_, values)| values)
    }
}

/// Applies the rules to a document. `mentions` are its mentions, by start, longer first.
///
/// The facts come in order of the text, then class, then rule.
pub fn extract(doc: &Document, mentions: &[Mention], rules: &Rules, lexicon: &Lexicon) -> Vec<Fact> {
    let page = Page::new(doc, mentions, lexicon, rules.language());
    let (mut facts, mut found) = (Vec::new(), Vec::new());
    apply(&page, rules, |applied| {
        applied.run(&mut facts);
        found.extend(facts.drain(..).map(|fact| (fact, applied.context.index())));
    });
    let voiced = |(mut fact, sentence): (Fact, usize)| {
        page.sentence(sentence).give_voice(&mut fact);
        fact
    };
    settle(found, rules).into_iter().map(voiced).collect()
}

/// Brings every rule to every sentence that calls it and holds the words that it needs, to each part of a headline apart.
fn apply(page: &Page, rules: &Rules, mut each: impl FnMut(&Applied)) {
    let mut called = rules.called();
    for context in page.sentences() {
        for part in context.parts() {
            apply_to(part, &context, rules, &mut called, &mut each);
        }
    }
}

fn apply_to(part: Span, context: &Context, rules: &Rules, called: &mut Called, each: &mut impl FnMut(&Applied)) {
    let (role, classes) = (context.sentence().role, context.classes_in(part));
    called.look(part.of(context.reading()), classes);
    // Rules that lift the same of a sentence share it.
    let mut lifts: Vec<(ClassSet, Lifted)> = Vec::new();
    for (number, rule) in called.rules().filter(|(_, rule)| rule.roles.contains(&role)) {
        let own = rule.pattern.classes.and(classes);
        let at = lifts.iter().position(|(of, _)| *of == own).unwrap_or_else(|| {
            lifts.push((own, context.lift_span(part, own)));
            lifts.len() - 1
        });
        let lifted = &lifts[at].1;
        if let Some(latest) = called.latest(number, |symbols| lifted.reach(symbols)) {
            let latest = lifted.at(latest);
            each(&Applied { rule, class: class_of(rules, rule), context, lifted, latest });
        }
    }
}

/// Who says each sentence of a document.
pub fn voices(doc: &Document, mentions: &[Mention], rules: &Rules, lexicon: &Lexicon) -> Vec<Voice> {
    let page = Page::new(doc, mentions, lexicon, rules.language());
    doc.sentences.iter().enumerate().map(|(i, s)| page.sentence(i).voice(s.span)).collect()
}

fn class_of<'r>(rules: &'r Rules, rule: &Rule) -> &'r FactClass {
    rules.vocabulary().fact(&rule.fact).expect("rules are checked against the vocabulary when they load")
}

/// What a hole holds: bytes of the lifted text.
#[derive(Clone)]
struct Held {
    name: Arc<str>,
    textual: bool,
    start: usize,
    end: usize,
}

/// What the holes of a match hold, in the pattern's order.
fn held(found: &Match) -> Vec<Held> {
    let held = |(hole, at): &(&Hole, std::ops::Range<usize>)| Held {
        name: hole.name.clone(),
        textual: hole.textual,
        start: at.start,
        end: at.end,
    };
    found.holes.iter().map(held).collect()
}

/// One rule on one sentence.
struct Applied<'a> {
    rule: &'a Rule,
    class: &'a FactClass,
    context: &'a Context<'a>,
    lifted: &'a Lifted,
    /// The last byte of the lifted text where a match can begin.
    latest: usize,
}

impl<'a> Applied<'a> {
    /// A rule on a text all over which a match can begin.
    fn anywhere(rule: &'a Rule, class: &'a FactClass, context: &'a Context<'a>, lifted: &'a Lifted) -> Applied<'a> {
        Applied { rule, class, context, lifted, latest: lifted.text.len() }
    }
}

impl Applied<'_> {
    fn run(&self, facts: &mut Vec<Fact>) {
        self.matches(|span, held, refused| {
            if refused.is_none() {
                self.facts_of(span, held, facts);
            }
        });
    }

    /// Calls `each` with every match: its passage, what its holes hold, and what refuses it.
    fn matches(&self, mut each: impl FnMut(Span, &[Held], Option<Refusal>)) {
        for found in self.rule.pattern.matches(&self.lifted.text, self.latest) {
            // A pattern may take in the mark before its clause; the passage does not.
            let whole = &self.lifted.text[found.start..found.end];
            let mark = whole.len() - whole.trim_start_matches([',', ';', ':', '。', '!', '?']).len();
            let mut held = held(&found);
            whole::mend(&mut held, &self.lifted.text, &self.context.language().whole);
            let next = held.iter().position(|h| &*h.name == NEXT).map(|i| held.remove(i));
            let (start, end) = (found.start + mark, next.map_or(found.end, |h| h.start));
            if start < end {
                let span = quotable(self.lifted.span(start, end), self.context.reading());
                each(span, &held, self.refused(start, end, &held));
            }
        }
    }

    /// One match makes one fact, one for each item of a list, or one for each clause of a chain.
    fn facts_of(&self, span: Span, held: &[Held], facts: &mut Vec<Fact>) {
        let by_name = |name: &Option<Arc<str>>| name.as_ref().and_then(|n| held.iter().rposition(|h| h.name == *n));
        if let Some(i) = by_name(&self.rule.chain) {
            facts.extend(self.chained(span, held, i));
        } else if let Some(each) = &self.rule.each {
            let (lists, rest): (Vec<&Held>, Vec<&Held>) = held.iter().partition(|h| h.name == *each);
            for (at, _) in lists.iter().flat_map(|h| self.lifted.mentions_in(h.start, h.end)) {
                let item = Held { name: each.clone(), textual: false, start: at, end: at + '\u{e000}'.len_utf8() };
                let one: Vec<Held> = rest.iter().copied().cloned().chain([item]).collect();
                facts.extend(Some(self.fact(span, &one, &[])).filter(|fact| self.lack(fact).is_none()));
            }
        } else {
            let fact = self.fact(span, held, &[]);
            if self.lack(&fact).is_none() {
                facts.push(fact);
            }
        }
    }

    /// The fact of a match. `given` are slots whose values are already known.
    fn fact(&self, span: Span, held: &[Held], given: &[(Arc<str>, Vec<Value>)]) -> Fact {
        let mut slots: Vec<(Arc<str>, Vec<Value>)> = Vec::new();
        for slot in &self.class.slots {
            let named = |sources: &[(Arc<str>, Source)]| {
                sources.iter().find(|(name, _)| *name == slot.name).map(|(_, s)| s.clone())
            };
            let mut values = match named(&self.rule.set) {
                Some(source) => self.value_of(&source, &slot.kind, span, held, &slots),
                None => self.held_values(&slot.name, &slot.kind, held, given),
            };
            if values.is_empty()
                && let Some(source) = named(&self.rule.default)
            {
                values = self.value_of(&source, &slot.kind, span, held, &slots);
            }
            if let Some(trim) = self.context.language().trim.get(&*slot.name) {
                let before = self.stands_before_amount(&slot.name, held);
                values = values.into_iter().filter_map(|v| self.context.trimmed_words(v, trim, before, span)).collect();
            }
            if !values.is_empty() {
                slots.push((slot.name.clone(), values));
            }
        }
        self.context.give_country(&self.rule.fact, &mut slots);
        let mode = self.mode(span, held, &slots);
        let captures = held.iter().map(|h| (h.name.clone(), self.lifted.span(h.start, h.end))).collect();
        let is_open = |h: &Held| self.context.goes_on_open(self.lifted.span(h.start, h.end).end);
        let diagnostics = self.check(span, held, &slots);
        if !held.iter().any(is_open) && diagnostics.is_empty() {
            drop_borne_out(&mut slots);
        }
        Fact {
            class: self.rule.fact.clone(),
            slots,
            span,
            speaker: None,
            mode,
            rule: self.rule.id.clone(),
            captures,
            diagnostics,
            topics: Vec::new(),
            plover: None,
        }
    }

    /// Whether the words of a slot end before the amount of the match: what stands at their end may belong to it.
    fn stands_before_amount(&self, slot: &str, held: &[Held]) -> bool {
        let last = held.iter().rev().find(|h| *h.name == *slot).map(|h| h.end);
        let amount = held.iter().find(|h| *h.name == *"quantity").map(|h| h.start);
        last.zip(amount).is_some_and(|(end, start)| end <= start)
    }

    fn held_values(&self, slot: &str, kind: &SlotKind, held: &[Held], given: &[(Arc<str>, Vec<Value>)]) -> Vec<Value> {
        if let Some((_, values)) = given.iter().find(|(name, _)| **name == *slot) {
            return values.clone();
        }
        let mut values: Vec<Value> = Vec::new();
        for hole in held.iter().filter(|h| *h.name == *slot) {
            for value in self.hole(hole, kind) {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        match (kind, self.context.language().trim.get(slot)) {
            (SlotKind::Text, trim) if !values.is_empty() => self.joined(slot, values, held, trim),
            _ => values,
        }
    }

    /// The values in a hole, as this kind of slot takes them.
    fn hole(&self, hole: &Held, kind: &SlotKind) -> Vec<Value> {
        self.context.values_in(self.lifted, hole, kind)
    }

    fn value_of(
        &self,
        source: &Source,
        kind: &SlotKind,
        span: Span,
        held: &[Held],
        slots: &[(Arc<str>, Vec<Value>)],
    ) -> Vec<Value> {
        use crate::rule::Expression as E;
        let find = |name: &str| held.iter().find(|h| *h.name == *name);
        let span_of = |name: &str| find(name).map(|h| self.lifted.span(h.start, h.end));
        let expression = match source {
            Source::Fixed(values) => return self.context.resolve_names(values),
            Source::Computed(expression) => expression,
        };
        let taken = |v: &Value| slots.iter().any(|(_, values)| values.contains(v));
        match expression {
            E::Speaker => self.context.voice_party(span.start),
            E::Answerer => self.context.answerer().into_iter().collect(),
            E::Teller => self.context.first_person(span),
            E::TellerAnd(hole) => {
                let teller = self.context.first_person(span);
                let others = find(hole).filter(|_| !teller.is_empty()).map_or_else(Vec::new, |h| self.hole(h, kind));
                teller.into_iter().chain(others).collect()
            }
            E::Subject => self.context.subject(span),
            E::Holder => self.context.holder(span),
            E::Doer => self.context.doer(span),
            E::OwnSubject => self.context.own_subject(span),
            // Who acts is no partner of the own act.
            E::Partner => self.context.partner(span).into_iter().filter(|v| !taken(v)).collect(),
            E::Signatories => self.context.signatories(),
            E::Parties => self.context.parties(span, 1),
            E::Pair => {
                let pair = self.context.parties(span, 2);
                if pair.len() > 2 { pair.into_iter().filter(|v| !taken(v)).collect() } else { pair }
            }
            E::Time => self.context.time(span).into_iter().collect(),
            E::Period => self.context.period(span).into_iter().collect(),
            E::Concerned => self.context.concerned(span),
            E::Topic => self.context.topic(span),
            E::TopicWords => self.context.topic_words(span).map(Value::Text).into_iter().collect(),
            E::Bloc => self.context.bloc_before(span),
            E::Event => self.context.event_before(span),
            E::YearsBefore(hole) => {
                let number = find(hole).and_then(|h| self.hole(h, &SlotKind::Number).into_iter().next());
                let time = slots.iter().find(|(name, _)| &**name == "time").and_then(|(_, v)| v.first().cloned());
                let time = time.or_else(|| self.context.time(span)).filter(|_| !self.context.is_of_no_year(span));
                let to_come = self.context.clause_before(span.start).contains("明年");
                self.context.years_before(number.as_ref(), time.as_ref(), to_come).into_iter().collect()
            }
            E::PartiesOf(hole) => span_of(hole).map_or_else(Vec::new, |s| self.context.parties_of(s)),
            E::PairIn(hole) => span_of(hole).map_or_else(Vec::new, |s| self.context.pair_in(s)),
            E::PartiesIn(hole) => span_of(hole).map_or_else(Vec::new, |s| self.context.parties_in(s)),
            E::Text(hole) => span_of(hole).and_then(|s| self.context.text_value(s, kind)).into_iter().collect(),
            E::Named(hole) => span_of(hole).and_then(|s| self.context.named(s)).into_iter().collect(),
            E::PlaceIn(hole) => span_of(hole).map_or_else(Vec::new, |s| self.context.place_in(s)),
            E::BodyOf(hole) => span_of(hole).map_or_else(Vec::new, |s| self.context.body_of(s)),
            E::CountryOf(hole) => span_of(hole).map_or_else(Vec::new, |s| self.context.country_of(s)),
            E::First(hole) => find(hole).map_or_else(Vec::new, |h| self.hole(h, kind).into_iter().take(1).collect()),
            E::Rest(hole) => find(hole).map_or_else(Vec::new, |h| self.hole(h, kind).into_iter().skip(1).collect()),
            E::Hole(hole) => find(hole).map_or_else(Vec::new, |h| self.hole(h, kind)),
            E::Union(a, b) => [a, b].iter().filter_map(|h| find(h)).flat_map(|h| self.hole(h, kind)).collect(),
            E::Join(a, b) => {
                let text: String = [a, b].iter().filter_map(|h| span_of(h)).map(|s| self.context.written(s)).collect();
                if text.is_empty() { Vec::new() } else { vec![Value::Text(text)] }
            }
        }
    }
}

/// A span without the quotation marks at its edges whose partners lie outside: a passage within a quotation.
fn quotable(mut span: Span, text: &str) -> Span {
    let count = |span: Span, mark: char| span.of(text).matches(mark).count();
    for (open, close) in [('“', '”'), ('‘', '’')] {
        if span.of(text).ends_with(close) && count(span, close) > count(span, open) {
            span.end -= close.len_utf8();
        }
        if span.of(text).starts_with(open) && count(span, open) > count(span, close) {
            span.start += open.len_utf8();
        }
    }
    span
}

/// Drops a count that a list of two or more bears out (瑞士、匈牙利2国): it says nothing more. 新马泰等20多国 keeps it.
fn drop_borne_out(slots: &mut Vec<(Arc<str>, Vec<Value>)>) {
    let has_list = slots.iter().any(|(slot, v)| &**slot == "beneficiary" && v.len() > 1);
    let is_exact = |v: &[Value]| matches!(v, [Value::Quantity(q)] if q.cmp == Cmp::Equal);
    if has_list {
        slots.retain(|(slot, v)| &**slot != "quantity" || !is_exact(v));
    }
}

/// Drops what says less than another fact of its class at the same place, and classes that give way to others. With each
/// fact comes the number of the sentence that it was found in.
fn settle(mut found: Vec<(Fact, usize)>, rules: &Rules) -> Vec<(Fact, usize)> {
    let key = |f: &Fact| (f.span.start, f.class.clone(), f.rule.clone(), f.span.end);
    found.sort_by_cached_key(|(fact, _)| key(fact));
    let facts: Vec<&Fact> = found.iter().map(|(fact, _)| fact).collect();
    let longest = facts.iter().map(|f| f.span.len()).max().unwrap_or(0);
    let is_weak = |f: &&Fact| rules.get(&f.rule).is_some_and(|r| r.weak);
    let weak: Vec<bool> = facts.iter().map(is_weak).collect();
    let loses = |i: usize| {
        let fact = facts[i];
        let first = facts.partition_point(|f| f.span.start + longest < fact.span.start);
        let near = facts[first..].iter().enumerate().take_while(|(_, f)| f.span.start < fact.span.end);
        near.map(|(n, f)| (first + n, f)).any(|(n, other)| {
            let stronger = weak[i] && !weak[n] && other.class == fact.class;
            let weaker = weak[n] && !weak[i] && other.class == fact.class;
            n != i && other.span.overlaps(fact.span) && !weaker && (stronger || is_better(rules, other, fact, n < i))
        })
    };
    let keep: Vec<bool> = (0..facts.len()).map(|i| !loses(i)).collect();
    let mut keep = keep.into_iter();
    found.retain(|_| keep.next().unwrap_or(true));
    found
}

/// Whether `a` has all that `b` has; of two equal ones the earlier stays.
fn says_more(a: &Fact, b: &Fact, earlier: bool) -> bool {
    if a.class != b.class || !b.slots.iter().all(|(slot, values)| values.iter().all(|v| a.slot(slot).contains(v))) {
        return false;
    }
    let count = |f: &Fact| f.slots.iter().map(|(_, v)| v.len()).sum::<usize>();
    count(a) > count(b) || count(a) == count(b) && earlier
}

/// Whether `other` stands in place of `fact`: by declaration, or because it says more; never if it gives way itself.
fn is_better(rules: &Rules, other: &Fact, fact: &Fact, earlier: bool) -> bool {
    gives_way(rules, fact, other)
        || !lists(rules.yields(&other.rule), fact)
            && (says_more(other, fact, earlier)
                || !says_more(fact, other, !earlier) && is_told_again(rules, fact, other, earlier))
}

/// Whether a class or rule is declared to give way to the other's at the same place; in a class with one fact for one
/// mention, a rule only where both are about the same mention.
fn gives_way(rules: &Rules, fact: &Fact, other: &Fact) -> bool {
    lists(&rules.language().class(&fact.class).yields, other) && !is_about(fact, other)
        || lists(rules.yields(&fact.rule), other) && one_mention(rules, fact, other).unwrap_or(true)
}

/// Whether the words of a slot tell the other fact, of other people: 中方赞赏[挪方将开放市场].
fn is_about(fact: &Fact, other: &Fact) -> bool {
    let is_one = |v: &Value| matches!(v, Value::Entity(_) | Value::Name(_));
    let share = |v: &Value| is_one(v) && other.slots.iter().any(|(_, values)| values.contains(v));
    fact.span != other.span
        && fact.captures.iter().any(|(_, words)| words.contains(other.span))
        && !fact.slots.iter().any(|(_, values)| values.iter().any(share))
}

/// Whether names of classes and rules are among them that of a fact's.
fn lists(names: &[String], fact: &Fact) -> bool {
    names.iter().any(|name| **name == *fact.class || **name == *fact.rule)
}

/// Whether two facts of one class are about the same mention; none where the class does not ask.
fn one_mention(rules: &Rules, fact: &Fact, other: &Fact) -> Option<bool> {
    let slot = rules.language().class(&fact.class).once.as_ref().filter(|_| fact.class == other.class)?;
    let mention = |f: &Fact| f.captures.iter().find(|(name, _)| **name == **slot).map(|(_, span)| *span);
    Some(mention(fact).is_some() && mention(fact) == mention(other))
}

/// Whether `other` makes more of the mention that both are about: it has more slots, or a longer passage.
fn is_told_again(rules: &Rules, fact: &Fact, other: &Fact, earlier: bool) -> bool {
    let worth = |f: &Fact| (f.slots.len(), f.span.len());
    let more = worth(other) > worth(fact) || worth(other) == worth(fact) && earlier;
    one_mention(rules, fact, other) == Some(true) && more
}
