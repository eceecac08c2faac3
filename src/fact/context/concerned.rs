//! Whom a match is about: the parties of its clause, who acts in it, the province that 全省 stands for.

use super::{Context, distinct, split};
use crate::document::Role;
use crate::fact::Value;
use crate::mention::{Class, Mention};
use crate::rule::Pronoun;
use crate::source::Span;

/// How many sentences back the item of a story may name the province that 全省 stands for.
const ITEM: usize = 60;

/// How many characters may stand between a water and what lies beside it: 西岸的.
const BESIDE: usize = 4;

impl Context<'_> {
    /// Whom a match is about.
    pub fn concerned(&self, span: Span) -> Vec<Value> {
        let clause = self.clause_with(span);
        if let Some(told) = self.harmed(clause).or_else(|| self.as_a_whole(clause)) {
            return vec![told];
        }
        let named = self.named_parties(clause);
        if named.is_empty() && self.is_nationwide(clause) {
            let states = Some(self.actor(clause)).filter(|a| !a.is_empty() && a.iter().all(|v| self.is_state(v)));
            return states.unwrap_or_else(|| self.speaker_party());
        }
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

    /// Whom or what a cause has hit: 西藏 in 地震造成西藏25人遇难.
    fn harmed(&self, clause: Span) -> Option<Value> {
        let text = clause.of(&self.doc.text);
        let end = |word: &String| text.find(word).map(|at| clause.start + at + word.len());
        let at = self.language.concerned.harms.iter().find_map(end)?;
        let is_place = |m: &&Mention| matches!(m.class, Class::Country | Class::Region | Class::Place);
        self.starting_at(at).find(is_place).map(|m| self.value(m))
    }

    /// The province or town that 全省 or 全市 stands for: the one of its kind named last in the item.
    fn as_a_whole(&self, clause: Span) -> Option<Value> {
        let text = clause.of(&self.doc.text);
        let (_, kinds) = self.language.concerned.whole.iter().find(|(word, _)| text.contains(word.as_str()))?;
        let here = self.sentence();
        let item = self.heading().unwrap_or(0).max(self.index.saturating_sub(ITEM));
        let item = self.doc.sentences[item..=self.index].iter().rev().filter(|s| s.article == here.article);
        item.map(|s| Span::new(s.span.start, s.span.end.min(clause.end).max(s.span.start))).find_map(|span| {
            let places: Vec<&Mention> =
                self.mentions_in(span).map(|(_, m)| m).filter(|m| m.class == Class::Place).collect();
            let fits = |m: &&&Mention| self.name(m).is_some_and(|name| kinds.iter().any(|kind| name.ends_with(kind)));
            places.iter().rev().find(fits).map(|m| self.value(m))
        })
    }

    /// Whether a clause tells of the whole country: 全国, 各地.
    fn is_nationwide(&self, clause: Span) -> bool {
        let (text, words) = (clause.of(&self.doc.text), &self.language.concerned);
        let elsewhere = |at: usize| words.not_nationwide_behind.iter().any(|w| text[..at].ends_with(w));
        words.nationwide.iter().any(|word| text.match_indices(word).any(|(at, _)| !elsewhere(at)))
    }

    /// In narration, the country of which the sentence, or the nearest one before it in its paragraph, tells: also as part
    /// of another name (美国东海岸), or as the country of a place.
    fn scene(&self, clause: Span) -> Vec<Value> {
        if !self.is_narrated() {
            return Vec::new();
        }
        let own = self.sentence_until(clause.end);
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
        let near = std::iter::once(own).chain(before).find_map(country);
        near.or_else(|| self.article_opening().and_then(|s| self.told_abroad(s))).into_iter().collect()
    }

    /// The country of a sentence that tells of one abroad and names nothing of one's own.
    fn told_abroad(&self, sentence: Span) -> Option<Value> {
        let own = self.speaker_party();
        let of = |m: &Mention| self.listed(m).and_then(|id| self.lexicon.entity(id).country).map(Value::Entity);
        let named = self.mentions_in(sentence).map(|(_, m)| m);
        let country = |m: &Mention| if m.class == Class::Country { Some(self.value(m)) } else { of(m) };
        let mut countries = distinct(named.filter_map(country)).into_iter();
        countries.next().filter(|first| !own.contains(first) && countries.next().is_none())
    }

    /// Where a clause says that something happens: 台湾 in 在台湾共造成; not where a fair opens, whose figures are no town's.
    fn scene_of(&self, clause: Span) -> Vec<Value> {
        if self.language.concerned.venue.iter().any(|verb| clause.of(&self.doc.text).contains(verb)) {
            return Vec::new();
        }
        let text = |m: &Mention| Span::new(clause.start, m.span.start).of(&self.doc.text);
        let is_place = |m: &&Mention| {
            matches!(m.class, Class::Country | Class::Region | Class::Place)
                && !m.nested
                && !self.is_nature(m)
                && !self.heads_list(m, clause)
        };
        let mut names = self.mentions_in(clause).map(|(_, m)| m).filter(is_place);
        names.find(|m| text(m).ends_with('在')).map(|m| self.value(m)).into_iter().collect()
    }

    /// Whether the parties that a clause names hold the one that acts: not if each stands behind a preposition (向非洲).
    fn names_actor(&self, named: &[Value], clause: Span) -> bool {
        let own = self.speaker_party();
        let first = self.mentions_in(clause).map(|(_, m)| m).find(|m| self.is_party(m) && !m.nested);
        let before = first.map_or("", |m| Span::new(clause.start, m.span.start).of(&self.doc.text));
        let governed = self.language.concerned.governed.iter().any(|word| before.ends_with(word));
        !named.is_empty() && (!governed || named.iter().any(|v| own.contains(v)))
    }

    /// Who acts in a clause that does not name its actor, as an earlier clause, the passage or the story has it.
    fn actor(&self, clause: Span) -> Vec<Value> {
        let earlier = self.clauses_before(clause.start);
        let scenes = earlier.clone();
        let own = earlier.into_iter().rev();
        let passage = self.passage().flat_map(|s| split(&self.doc.text, s.span).into_iter().take(2));
        // Of many places listed before, none is what the clause is about.
        let is_one = |found: &Vec<Value>| found.len() == 1 || !found.is_empty() && !self.are_places(found);
        let here = Some(self.topic_of(clause)).filter(|f| !f.is_empty());
        let told = here.or_else(|| own.map(|c| self.topic_of(c)).find(is_one));
        let told = told.or_else(|| scenes.into_iter().rev().map(|c| self.scene_of(c)).find(|f| !f.is_empty()));
        let found = told.or_else(|| passage.map(|c| self.topic_of(c)).find(is_one));
        found.unwrap_or_else(|| self.article_topic())
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
        if !parties.is_empty() {
            return parties;
        } else if let Some(pair) = self.pair_meant_in(clause) {
            return pair;
        }
        distinct(
            outer
                .iter()
                .filter(|m| m.class == Class::Person)
                .filter_map(|m| self.party_of_person(m))
                .map(Value::Entity),
        )
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
        let openings = self.passage().flat_map(|s| split(&self.doc.text, s.span).into_iter().take(2));
        openings.map(|c| self.opening(c)).find(|f| f.iter().any(is_own_body)).unwrap_or(own)
    }

    /// The party, body or place with which a clause opens, or whom its pronoun stands for.
    fn topic_of(&self, clause: Span) -> Vec<Value> {
        match self.language.pronoun_at(clause.of(&self.doc.text)) {
            Some(Pronoun::Speaker) => self.own_side(),
            Some(Pronoun::Person) => Vec::new(),
            Some(pronoun) => self.resolve(pronoun, clause.start),
            None => self.opening(clause),
        }
    }

    /// The party, bodies or place that a clause names first; a time may stand before it. Of 海东市平安区 it is the last, of
    /// 太平洋西岸的日本 what stands behind 的.
    fn opening(&self, clause: Span) -> Vec<Value> {
        let mut cursor = clause.start;
        let mut place = Vec::new();
        let mut nature = false;
        for (_, mention) in self.mentions_in(clause).filter(|(_, m)| !m.nested) {
            let gap = Span::new(cursor, mention.span.start.max(cursor)).of(&self.doc.text);
            let beside = nature && gap.ends_with('的') && gap.chars().count() <= BESIDE;
            if !matches!(gap, "" | "在" | "," | "而" | "但") && !beside
                || !place.is_empty() && (mention.class != Class::Place || !gap.is_empty())
            {
                break;
            }
            match mention.class {
                Class::Time => cursor = mention.span.end,
                // 北京时间 is no Beijing, 在…帮助下 no subject, and of many places listed none is the one.
                Class::Place if self.rest_of(mention, clause).starts_with("时间") => break,
                Class::Place if self.heads_list(mention, clause) => return self.listed_with(mention, clause),
                Class::Organization if gap == "在" => break,
                Class::Place | Class::Region if self.is_nature(mention) => (nature, cursor) = (true, mention.span.end),
                Class::Place => (place, cursor) = (vec![self.value(mention)], mention.span.end),
                Class::Person => return self.party_of_person(mention).map(Value::Entity).into_iter().collect(),
                Class::Organization if self.is_source(mention, clause) => return self.country_of_body(mention),
                Class::Organization => return self.listed_with(mention, clause),
                Class::Country | Class::Region => return self.listed_with(mention, clause),
                _ => break,
            }
        }
        place
    }

    fn rest_of(&self, mention: &Mention, clause: Span) -> &str {
        Span::new(mention.span.end.min(clause.end), clause.end).of(&self.doc.text)
    }

    /// Whether another place follows a place as an item of the same list.
    fn heads_list(&self, mention: &Mention, clause: Span) -> bool {
        let next = mention.span.end + '、'.len_utf8();
        self.rest_of(mention, clause).starts_with('、') && self.starting_at(next).any(|m| m.class == Class::Place)
    }

    fn is_nature(&self, mention: &Mention) -> bool {
        self.name(mention).is_some_and(|name| self.language.concerned.nature.iter().any(|end| name.ends_with(end)))
    }

    fn are_places(&self, values: &[Value]) -> bool {
        values.iter().all(|v| matches!(v, Value::Entity(id) if self.lexicon.entity(*id).class == Class::Place))
    }

    /// A body, place or state and those that stand in one list with it.
    fn listed_with(&self, first: &Mention, clause: Span) -> Vec<Value> {
        let value = |m: &Mention| if m.class == Class::Organization { self.body(m) } else { vec![self.value(m)] };
        let is_state = |m: &Mention| matches!(m.class, Class::Country | Class::Region);
        let is_alike = |m: &Mention| m.class == first.class || is_state(m) && is_state(first);
        let mut end = first.span.end;
        let mut out = value(first);
        for (_, mention) in self.mentions_in(clause).filter(|(_, m)| !m.nested && m.span.start >= first.span.end) {
            let gap = Span::new(end, mention.span.start.max(end)).of(&self.doc.text);
            // 中法贸易额 is that of both.
            let joined = matches!(gap, "、" | "和" | "与" | "及") || gap.is_empty() && is_state(mention);
            if !is_alike(mention) || !joined {
                break;
            }
            out.extend(value(mention));
            end = mention.span.end;
        }
        distinct(out.into_iter())
    }

    /// Whether a body only tells what follows: 海关总署今天公布, 据国家统计局数据.
    pub(super) fn is_source(&self, body: &Mention, clause: Span) -> bool {
        let rest = Span::new(body.span.end.min(clause.end), clause.end).of(&self.doc.text);
        self.language.concerned.sources.iter().any(|word| rest.contains(word))
            || self.opens(&self.language.subject.says, clause).is_some()
    }

    fn country_of_body(&self, body: &Mention) -> Vec<Value> {
        let country = self.listed(body).and_then(|id| self.lexicon.entity(id).country);
        let named = || self.mentions_in(body.span).map(|(_, m)| m).find(|m| m.class == Class::Country);
        country.map(Value::Entity).or_else(|| named().map(|m| self.value(m))).into_iter().collect()
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

    /// In a story that nobody tells, the body or place with which it opens.
    fn article_topic(&self) -> Vec<Value> {
        self.article_opening().map_or_else(Vec::new, |s| self.topic_of(s))
    }
}
