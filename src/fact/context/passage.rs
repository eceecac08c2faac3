//! What a passage has said before a match: of which period it tells, and whom it is about.

use super::Context;
use crate::document::{Role, Sentence};
use crate::fact::{Value, chain};
use crate::lexicon::EntityId;
use crate::mention::{Class, Mention, Referent};
use crate::rule::Pronoun;
use crate::source::Span;

/// How many sentences back a period or a subject carries over.
const CARRY: usize = 6;

/// Vague times with which a sentence may open.
const NOW: [&str; 14] = [
    "这两天",
    "目前",
    "如今",
    "现在",
    "当前",
    "日前",
    "近日",
    "近期",
    "最近",
    "今后",
    "未来",
    "下一步",
    "此前",
    "连日来",
];

impl Context<'_> {
    /// The sentences before this one that are about the same thing, nearest first: same turn or paragraph, same voice.
    fn passage(&self) -> impl Iterator<Item = &Sentence> {
        let here = *self.sentence();
        let together = move |s: &&Sentence| {
            s.article == here.article
                && s.role == here.role
                && (s.paragraph == here.paragraph || here.turn.is_some() && s.turn == here.turn)
        };
        self.doc.sentences[..self.index].iter().rev().take(CARRY).take_while(together)
    }

    /// The date of a match, or the date with which its sentence or the nearest earlier one of the passage opens.
    pub fn period(&self, span: Span) -> Option<Value> {
        let sentence = self.sentence().span;
        let own = Span::new(sentence.start, span.end);
        let carried =
            || self.passage().map(|s| s.span).chain(self.article_opening()).find_map(|s| self.opening_period(s));
        // A sentence that opens with a time of its own, however vague, does not take that of another.
        let opens = sentence.of(&self.doc.text);
        let vague = || NOW.iter().any(|word| opens.starts_with(word));
        self.time(span).or_else(|| self.past_year(own)).or_else(|| if vague() { None } else { carried() })
    }

    /// A year, month or open span in the first clause of a sentence: a single day does not carry over.
    fn opening_period(&self, sentence: Span) -> Option<Value> {
        let clause = chain::split(&self.doc.text, sentence).into_iter().next()?;
        let date = self.mentions_in(clause).find_map(|(_, m)| match &m.referent {
            Referent::Time(_, Some(value))
                if !value.starts_with('P') && (value.len() <= 7 || value.ends_with("/..")) =>
            {
                Some(Value::Time(value.clone()))
            }
            _ => None,
        });
        date.or_else(|| self.past_year(clause))
    }

    /// 一年来, 过去一年: the year in which most of the twelve months before the document lie.
    fn past_year(&self, span: Span) -> Option<Value> {
        let is_past = |text: &str| text.starts_with("过去") || text.ends_with('来');
        self.mentions_in(span).find(|(_, m)| {
            matches!(&m.referent, Referent::Time(_, Some(v)) if v == "P1Y") && is_past(m.span.of(&self.doc.text))
        })?;
        let date = self.doc.date.as_ref()?;
        let month = date.edtf.get(5..7).and_then(|m| m.parse::<i32>().ok())?;
        Some(Value::Time(format!("{:04}", date.year()? - i32::from(month <= 6))))
    }

    /// Whom a match is about.
    pub fn concerned(&self, span: Span) -> Vec<Value> {
        let before = self.clause_before(span.start).len();
        let clause = Span::new(span.start - before, span.end);
        let named = self.named_parties(clause);
        if self.names_actor(&named, clause) {
            return named;
        }
        let actor = self.actor(clause);
        if named.is_empty() && actor.is_empty() && self.sentence().role != Role::Question {
            let near = self.scene(clause);
            return if near.is_empty() { self.speaker_party() } else { near };
        }
        let joins = named.is_empty() || actor.iter().all(|v| self.is_state(v));
        if joins { distinct(actor.into_iter().chain(named)) } else { named }
    }

    /// In narration, the country of which the sentence, or the nearest one before it in its paragraph, tells: also as part
    /// of another name (美国东海岸), or as the country of a place.
    fn scene(&self, clause: Span) -> Vec<Value> {
        if self.sentence().role != Role::Narration {
            return Vec::new();
        }
        let sentence = self.sentence().span;
        let own = Span::new(sentence.start, clause.end.max(sentence.start));
        let before = self.passage().map(|s| s.span);
        let country = |span: Span| {
            let names = self.mentions_in(span).map(|(_, m)| m);
            let state = |m: &Mention| match m.class {
                Class::Country => Some(self.value(m)),
                Class::Place => self.listed(m).and_then(|id| self.lexicon.entity(id).country).map(Value::Entity),
                _ => None,
            };
            names.filter_map(state).next()
        };
        std::iter::once(own).chain(before).find_map(country).into_iter().collect()
    }

    /// Whether the parties that a clause names hold the one that acts: not if each stands behind a preposition (向非洲).
    fn names_actor(&self, named: &[Value], clause: Span) -> bool {
        let own = self.speaker_party();
        let first = self.mentions_in(clause).map(|(_, m)| m).find(|m| self.is_party(m) && !m.nested);
        let before = first.map_or("", |m| Span::new(clause.start, m.span.start).of(&self.doc.text));
        let governed = before.ends_with(['向', '对', '从', '同', '与', '和', '为', '给', '到', '在']);
        !named.is_empty() && (!governed || named.iter().any(|v| own.contains(v)))
    }

    fn is_state(&self, value: &Value) -> bool {
        matches!(value, Value::Entity(id) if self.lexicon.entity(*id).class == Class::Country)
    }

    /// Who acts in a clause that does not name its actor, as an earlier clause, the passage or the story has it.
    fn actor(&self, clause: Span) -> Vec<Value> {
        let sentence = self.sentence().span;
        let earlier = chain::split(&self.doc.text, Span::new(sentence.start, clause.start.max(sentence.start)));
        let own = std::iter::once(clause).chain(earlier.into_iter().rev());
        let passage = self.passage().flat_map(|s| chain::split(&self.doc.text, s.span).into_iter().take(2));
        let found = own.chain(passage).map(|c| self.topic_of(c)).find(|f| !f.is_empty());
        found.unwrap_or_else(|| self.article_topic())
    }

    /// What the sentence has been about: the thing with a name that opens the nearest earlier clause or sentence.
    pub fn topic(&self, span: Span) -> Vec<Value> {
        let sentence = self.sentence().span;
        let own = chain::split(&self.doc.text, Span::new(sentence.start, span.start.max(sentence.start)));
        let before = self.passage().take(1).flat_map(|s| chain::split(&self.doc.text, s.span).into_iter().take(1));
        let refers = |c: &Span| c.of(&self.doc.text).starts_with(['该', '此', '这', '其', '那']);
        own.into_iter()
            .rev()
            .chain(before)
            .take_while(|c| !refers(c) && self.opens(&self.language.subject.says, *c).is_none())
            .map(|c| self.head_of(c))
            .find(|f| !f.is_empty())
            .unwrap_or_default()
    }

    /// The thing with a name at the head of a clause; a date or a short verb may stand before it.
    fn head_of(&self, clause: Span) -> Vec<Value> {
        const SHORT: usize = 3;
        let outer = self.mentions_in(clause).map(|(_, m)| m).filter(|m| !m.nested);
        let mut cursor = clause.start;
        for mention in outer {
            let gap = Span::new(cursor, mention.span.start.max(cursor)).of(&self.doc.text);
            if gap.chars().count() > SHORT || ["超过", "超越", "取代"].contains(&gap) {
                break;
            }
            match mention.class {
                Class::Time => cursor = mention.span.end,
                Class::Quantity | Class::Title | Class::Person => break,
                // Only a part of what follows: 大理至瑞丽铁路, 某党中央 + 总书记, 某县 + 某镇.
                _ if self.leads_on(mention, clause) => break,
                Class::Organization if self.is_source(mention, clause) => break,
                _ if self.belongs_to_noun(Span::new(mention.span.end, clause.end)) => break,
                _ => return vec![self.value(mention)],
            }
        }
        Vec::new()
    }

    /// Whether a title, another name or 至 follows a name at once.
    fn leads_on(&self, mention: &Mention, clause: Span) -> bool {
        let rest = Span::new(mention.span.end.min(clause.end), clause.end).of(&self.doc.text);
        let next = self.mentions_in(clause).map(|(_, m)| m).find(|m| m.span.start == mention.span.end);
        rest.starts_with(['至', '到'])
            || next.is_some_and(|m| matches!(m.class, Class::Title | Class::Place | Class::Person))
    }

    /// Whether what follows a name makes it part of a longer noun: 某公司 + 研制的卫星, 某法院 + 官方微博.
    fn belongs_to_noun(&self, rest: Span) -> bool {
        const NEAR: usize = 9;
        let rest = rest.of(&self.doc.text);
        rest.starts_with("官方") || rest.chars().take(NEAR).any(|c| c == '的')
    }

    /// The parties that stand in a clause by themselves; else the countries of its persons.
    fn named_parties(&self, clause: Span) -> Vec<Value> {
        let all: Vec<&Mention> = self.mentions_in(clause).map(|(_, m)| m).collect();
        let in_event = |m: &Mention| {
            m.class == Class::Country
                && all
                    .iter()
                    .any(|e| e.class == Class::Event && e.span.start <= m.span.start && m.span.end <= e.span.end)
        };
        let outer: Vec<&Mention> = all.iter().copied().filter(|m| !m.nested || in_event(m)).collect();
        let parties = distinct(outer.iter().filter(|m| self.is_party(m)).map(|m| self.value(m)));
        let pair = ["双方", "两国"].iter().find_map(|w| clause.of(&self.doc.text).find(w));
        if !parties.is_empty() {
            return parties;
        } else if let Some(at) = pair {
            return self.group_before(clause.start + at, 2, false);
        }
        distinct(
            outer
                .iter()
                .filter(|m| m.class == Class::Person)
                .filter_map(|m| self.party_of_person(m))
                .map(Value::Entity),
        )
    }

    fn party_of_person(&self, person: &Mention) -> Option<EntityId> {
        self.listed(person).and_then(|id| self.party_of(id))
    }

    /// Whom a person acts for: the body of several states in which they hold a post at the document's date, else their
    /// country.
    pub fn party_of(&self, person: EntityId) -> Option<EntityId> {
        let is_of_states = |id: &EntityId| self.lexicon.entity(*id).country.is_none();
        let held = self.posts_of(person).iter().filter(|p| self.is_held(p) == Some(true));
        held.filter_map(|p| p.organization).find(is_of_states).or(self.lexicon.entity(person).country)
    }

    /// 我们: the body of the speaker's country with which an earlier sentence of the passage opens, else the country.
    fn own_side(&self) -> Vec<Value> {
        let own = self.speaker_party();
        let is_own_body = |v: &Value| {
            matches!(v, Value::Entity(id) if {
                let entity = self.lexicon.entity(*id);
                entity.class == Class::Organization && entity.country.map(Value::Entity).is_some_and(|c| own.contains(&c))
            })
        };
        let openings = self.passage().flat_map(|s| chain::split(&self.doc.text, s.span).into_iter().take(2));
        openings.map(|c| self.opening(c)).find(|f| f.iter().any(is_own_body)).unwrap_or(own)
    }

    /// The party, body or place with which a clause opens, or whom its pronoun stands for.
    fn topic_of(&self, clause: Span) -> Vec<Value> {
        let text = clause.of(&self.doc.text);
        let pronoun = self.language.pronouns.iter().find(|(word, _)| text.starts_with(word.as_str()));
        match pronoun {
            Some((_, Pronoun::Speaker)) => self.own_side(),
            Some((_, Pronoun::Person)) => Vec::new(),
            Some((_, pronoun)) => self.resolve(*pronoun, clause.start),
            None => self.opening(clause),
        }
    }

    /// The party, body or place that a clause names first; a time may stand before it. Of 海东市平安区 it is the last.
    fn opening(&self, clause: Span) -> Vec<Value> {
        let mut cursor = clause.start;
        let mut place = Vec::new();
        for (_, mention) in self.mentions_in(clause).filter(|(_, m)| !m.nested) {
            let gap = Span::new(cursor, mention.span.start.max(cursor)).of(&self.doc.text);
            if !matches!(gap, "" | "在" | "," | "而" | "但")
                || !place.is_empty() && (mention.class != Class::Place || !gap.is_empty())
            {
                break;
            }
            match mention.class {
                Class::Time => cursor = mention.span.end,
                Class::Place => (place, cursor) = (vec![self.value(mention)], mention.span.end),
                Class::Person => return self.party_of_person(mention).map(Value::Entity).into_iter().collect(),
                Class::Organization if self.is_source(mention, clause) => return self.country_of_body(mention),
                Class::Organization => return self.body(mention),
                Class::Country | Class::Region => return vec![self.value(mention)],
                _ => break,
            }
        }
        place
    }

    /// Whether a body only tells what follows: 海关总署今天公布, 据国家统计局数据.
    fn is_source(&self, body: &Mention, clause: Span) -> bool {
        const TELLS: [&str; 12] =
            ["公布", "发布", "显示", "统计", "数据", "通报", "介绍", "消息", "获悉", "印发", "透露", "报告"];
        let rest = Span::new(body.span.end.min(clause.end), clause.end).of(&self.doc.text);
        TELLS.iter().any(|word| rest.contains(word))
    }

    fn country_of_body(&self, body: &Mention) -> Vec<Value> {
        let country = self.listed(body).and_then(|id| self.lexicon.entity(id).country);
        country.map(Value::Entity).into_iter().collect()
    }

    /// A body as somebody who acts: a government is its country, a news outlet only tells.
    fn body(&self, mention: &Mention) -> Vec<Value> {
        let entity = self.listed(mention).map(|id| self.lexicon.entity(id));
        let country = entity.filter(|e| e.name.ends_with("政府")).and_then(|e| e.country);
        if entity.is_some_and(|e| e.kinds.iter().any(|k| &**k == "NewsOutlet")) {
            return Vec::new();
        }
        vec![country.map_or_else(|| self.value(mention), Value::Entity)]
    }

    /// In a story that nobody tells, its first sentence.
    fn article_opening(&self) -> Option<Span> {
        let here = self.sentence();
        if here.role != Role::Narration {
            return None;
        }
        // Of several items under one heading, each has its own.
        let until = &self.doc.sentences[..=self.index];
        let item = until.iter().rposition(|s| s.role == Role::Title && s.article == here.article).unwrap_or(0);
        let first = |s: &&Sentence| s.article == here.article && s.role == Role::Narration;
        until[item..].iter().find(first).map(|s| s.span)
    }

    /// In a story that nobody tells, the body or place with which it opens.
    fn article_topic(&self) -> Vec<Value> {
        self.article_opening().map_or_else(Vec::new, |s| self.topic_of(s))
    }
}

fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}
