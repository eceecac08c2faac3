//! Who 双方, 两国 and 三国 are: those that the passage named together last, else the host and the guest of the story.

use super::{Context, distinct};
use crate::document::Sentence;
use crate::fact::Value;
use crate::mention::{Class, Mention};
use crate::source::Span;

/// How many sentences of the same turn or paragraph may stand between a pair and the pronoun for it.
pub(super) const NEAR: usize = 12;

/// How many sentences of the story before that are looked at.
const FAR: usize = 4;

/// Between two names that a word joins stand no more characters: 中方愿同 + 新方.
const JOINED: usize = 10;

/// The same between a person and whom he meets, with the place, the office and the occasion.
const MET: usize = 40;

/// Marks that end what belongs together.
const ENDS: [char; 9] = [',', ';', ':', '。', '!', '?', '、', '“', '”'];

/// From this number on, states that nobody lists may be those of a body: 五国, 十国.
const OF_BODY: usize = 5;

/// How many stand together, and whether all of them are states.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::fact) struct Several {
    count: usize,
    states: bool,
}

/// 双方.
const SIDES: Several = Several { count: 2, states: false };
/// 两国.
const STATES: Several = Several { count: 2, states: true };

/// Somebody of a group: a party, or a person with the party that is his.
struct Side<'a> {
    mention: &'a Mention,
    party: Value,
}

/// Sides that stand together, from the last to the first.
#[derive(Default)]
struct Group<'a> {
    sides: Vec<Side<'a>>,
    /// Whether nothing but a list's mark or 和 stands between them: 中法, 中国和法国.
    close: bool,
}

impl Context<'_> {
    /// The two for whom 双方 or 两国 stands at a byte; for 两国, both are states.
    pub(in crate::fact) fn pair_before(&self, before: usize, states: bool) -> Vec<Value> {
        let pair = if states { STATES } else { SIDES };
        self.several_before(before, pair).unwrap_or_else(|| self.own_pair(before, states))
    }

    /// The pair for the first of these words in a span.
    pub(in crate::fact) fn pair_meant_in(&self, span: Span) -> Option<Vec<Value>> {
        let text = span.of(&self.doc.text);
        let found =
            [("双方", false), ("两国", true)].into_iter().find_map(|(word, states)| Some((text.find(word)?, states)));
        found.map(|(at, states)| self.pair_before(span.start + at, states))
    }

    /// Those whom 三国 or 五国 counts at a byte; empty if the text does not list so many.
    pub(super) fn list_before(&self, before: usize) -> Vec<Value> {
        let digit = self.doc.text[before..].chars().next();
        let Some(count) = digit.and_then(|c| "三四五六七八九十".chars().position(|n| n == c)).map(|n| n + 3)
        else {
            return Vec::new();
        };
        let body = || if count < OF_BODY { Vec::new() } else { self.bloc_before(Span::new(before, before)) };
        self.several_before(before, Several { count, states: false }).unwrap_or_else(body)
    }

    fn several_before(&self, before: usize, several: Several) -> Option<Vec<Value>> {
        let own = self.several_in(self.sentence_until(before), several);
        own.or_else(|| self.near(several)).or_else(|| self.at_opening(several)).or_else(|| self.further(several))
    }

    /// Those named last by the earlier sentences of the turn or paragraph.
    fn near(&self, several: Several) -> Option<Vec<Value>> {
        self.earlier_together(NEAR).find_map(|i| self.several_of(i, several))
    }

    /// The sentences of the same turn or paragraph right before this one, nearest first.
    pub(super) fn earlier_together(&self, most: usize) -> impl Iterator<Item = usize> {
        let here = *self.sentence();
        let together = move |s: &Sentence| {
            s.article == here.article
                && if here.turn.is_some() { s.turn == here.turn } else { s.paragraph == here.paragraph }
        };
        self.earlier(most).take_while(move |&i| together(&self.doc.sentences[i]))
    }

    /// In narration, who meets in the headline of the story or in its first sentence: nobody where one meets several.
    fn at_opening(&self, several: Several) -> Option<Vec<Value>> {
        if !self.is_narrated() {
            return None;
        }
        let article = self.sentence().article;
        let head = self.heading().filter(|head| *head < self.index)?;
        let body = |i: &usize| *i < self.index && self.doc.sentences[*i].article == article;
        let mut opening = [head, head + 1].into_iter().filter(body);
        let (i, found) = opening.find_map(|i| Some((i, self.several_of(i, several)?)))?;
        let states = self.sides(self.doc.sentences[i].span, Several { states: true, ..several });
        let others = states.iter().any(|s| !found.contains(&s.party));
        (!others).then_some(found)
    }

    /// Those named last by the story in the sentences right before.
    fn further(&self, several: Several) -> Option<Vec<Value>> {
        self.story_before().find_map(|i| self.several_of(i, several))
    }

    /// The sentences of the same story and turn right before this one, nearest first.
    pub(super) fn story_before(&self) -> impl Iterator<Item = usize> {
        let here = self.sentence();
        let same = |s: &Sentence| s.article == here.article && s.turn == here.turn;
        self.earlier(FAR).take_while(move |&i| same(&self.doc.sentences[i]))
    }

    fn earlier(&self, most: usize) -> impl Iterator<Item = usize> {
        (self.index.saturating_sub(most)..self.index).rev()
    }

    /// The speaker's party and the nearest other one; nobody if there is none. Where the last sentence that names two
    /// states names others, it is those: 印度总理访问法国, 双方….
    fn own_pair(&self, before: usize, states: bool) -> Vec<Value> {
        let own = self.voice_party(before);
        if let Some(others) = self.two_named(before).filter(|two| !two.iter().any(|v| own.contains(v))) {
            return others;
        }
        let mut others = self.parties_before(before).into_iter().filter(|p| !own.contains(p));
        let other = if states { others.find(|v| self.is_state(v)) } else { others.next() };
        let other = other.or_else(|| self.state_before(before, &own));
        other.map_or_else(Vec::new, |other| own.into_iter().chain([other]).collect())
    }

    /// The states of the last sentence that names more than one, if they are two.
    fn two_named(&self, before: usize) -> Option<Vec<Value>> {
        let earlier = self.story_before().map(|i| self.doc.sentences[i].span);
        let own = self.sentence_until(before);
        let named = |span| parties(self.sides(span, STATES).iter());
        let several = std::iter::once(own).chain(earlier).map(named).find(|parties| parties.len() > 1);
        several.filter(|parties| parties.len() == 2)
    }

    /// Those whom a sentence names together last.
    fn several_of(&self, sentence: usize, several: Several) -> Option<Vec<Value>> {
        let span = self.doc.sentences[sentence].span;
        self.asked.several.to((sentence, several), || self.several_in(span, several))
    }

    fn several_in(&self, span: Span, several: Several) -> Option<Vec<Value>> {
        let mut group = Group::default();
        for side in self.sides(span, several).into_iter().rev() {
            let Some(first) = group.sides.last() else {
                group.sides.push(side);
                continue;
            };
            let close = self.stand_together(side.mention.span, first.mention.span);
            let full = group.parties().len() >= several.count;
            if close || !(full && group.close) && self.is_joined(&side, first) {
                group.close = close && (group.close || group.sides.len() == 1);
                group.sides.push(side);
                continue;
            }
            if let Some(found) = self.as_several(&group, several) {
                return Some(found);
            }
            group = Group { sides: vec![side], close: false };
        }
        self.as_several(&group, several)
    }

    fn sides(&self, span: Span, several: Several) -> Vec<Side<'_>> {
        self.mentions_in(span).filter_map(|(_, m)| self.side(m, several.states)).collect()
    }

    /// A mention as one of several: a party, a person who acts for one, or another body where not only states count.
    fn side<'m>(&self, mention: &'m Mention, states: bool) -> Option<Side<'m>> {
        let party = match mention.class {
            Class::Person if !mention.nested => {
                let body = if states { None } else { self.body_acted_for(mention) };
                body.or_else(|| Some(Value::Entity(self.country_of_teller(&self.value(mention))?)))?
            }
            _ if !states && self.is_in_body_apart(mention) => return None,
            _ if self.is_party(mention) && !self.is_inside_place(mention) && !self.is_scene(mention) => {
                self.value(mention)
            }
            _ if !states && self.is_body_apart(mention) && !self.is_office(mention) => self.bloc_or_body(mention),
            _ => return None,
        };
        (!states || self.is_state(&party)).then_some(Side { mention, party })
    }

    /// The body of no state for which a person acts, by the office before the name: 国际原子能机构总干事 + 某某.
    fn body_acted_for(&self, person: &Mention) -> Option<Value> {
        let post = self.ending_at(person.span.start).filter(|m| m.class == Class::Title)?;
        let inside = || self.starting_at(post.span.start).find(|m| m.class == Class::Organization);
        let body = self.ending_at(post.span.start).or_else(inside)?;
        let of_no_state = self.listed(body).is_some_and(|id| self.entity(id).country.is_none());
        (of_no_state && self.is_body_apart(body)).then(|| self.bloc_or_body(body))
    }

    /// Whether a mention is a body that stands for itself: no part of a state, no outlet, and no state in its name.
    fn is_body_apart(&self, mention: &Mention) -> bool {
        let of_state = |id| ["NewsOutlet", "Ministry", "StateOrgan"].iter().any(|kind| self.entity(id).is(kind));
        let is_body = mention.class == Class::Organization && !mention.nested;
        let names_state = || self.mentions_in(mention.span).any(|(_, m)| m.class == Class::Country);
        is_body && !self.listed(mention).is_some_and(of_state) && !names_state()
    }

    /// Whether a name only stands in that of a body: 欧盟 in 欧盟委员会.
    fn is_in_body_apart(&self, mention: &Mention) -> bool {
        let around = |m: &Mention| m.span != mention.span && m.span.contains(mention.span) && self.is_body_apart(m);
        mention.nested && self.mentions_in(self.sentence_of(mention)).any(|(_, m)| around(m))
    }

    /// Whether a body only says whose office somebody holds.
    fn is_office(&self, body: &Mention) -> bool {
        let is_post = |m: &Mention| matches!(m.class, Class::Title | Class::Person);
        self.starting_at(body.span.end).any(is_post)
            || self.starting_at(body.span.start).any(|m| m.class == Class::Title)
    }

    /// The bloc of which a body is a part, else the body.
    fn bloc_or_body(&self, body: &Mention) -> Value {
        let part_of = self.listed(body).map_or(&[][..], |id| &self.entity(id).part_of);
        let bloc = part_of.iter().find(|id| self.entity(**id).is("Bloc"));
        bloc.map_or_else(|| self.value(body), |id| Value::Entity(*id))
    }

    /// Whether a country only says where a town lies in which something happens: 在挪威奥斯陆.
    fn is_scene(&self, mention: &Mention) -> bool {
        let before = Span::new(self.sentence_of(mention).start, mention.span.start).of(&self.doc.text);
        before.ends_with(['在', '于']) && self.starting_at(mention.span.end).any(|m| m.class == Class::Place)
    }

    /// Whether words between two sides say that one is with the other: 中方愿同 + 新方, 总理会见 + 挪威首相.
    fn is_joined(&self, side: &Side, next: &Side) -> bool {
        let (first, second) = (side.mention.span, next.mention.span);
        if first.overlaps(second) {
            return false;
        }
        let gap = Span::new(first.end, second.start).of(&self.doc.text);
        let words = &self.language.pair;
        let long = |most: usize| gap.chars().count() > most;
        if gap.contains(ENDS) {
            return false;
        }
        // 挪威首相 + 某某 is one.
        if side.party == next.party {
            return !long(JOINED);
        }
        let is_person = |s: &Side| s.mention.class == Class::Person;
        match is_person(side) || is_person(next) {
            true => words.meets.iter().any(|word| gap.contains(word)) && !long(MET),
            false => words.joins.iter().any(|word| gap.ends_with(word)) && !long(JOINED),
        }
    }

    /// A group, if it has that many, and of two at least one state or body. 中非 in the name of a forum is none, nor the
    /// body of which another is a part.
    fn as_several(&self, group: &Group, several: Several) -> Option<Vec<Value>> {
        let parties = group.parties();
        let is_body = |s: &Side| s.mention.class == Class::Organization;
        let counts = parties.iter().any(|v| self.is_state(v)) || group.sides.iter().any(is_body);
        let named = group.sides.iter().any(|s| s.mention.nested && self.only_names(s.mention));
        let several = parties.len() == several.count && counts;
        (several && !named && !self.is_matter(group) && self.acts_together(group)).then_some(parties)
    }

    /// Whether a group with a body that is no party is the subject of a clause: 某机构与挪威举行会谈, no 在某机构和挪威.
    fn acts_together(&self, group: &Group) -> bool {
        let apart = |s: &Side| s.mention.class == Class::Organization && !self.is_party(s.mention);
        let Some(first) = group.sides.last().filter(|_| group.sides.iter().any(apart)) else { return true };
        let start = first.mention.span.start;
        let before = Span::new(self.sentence_of(first.mention).start, start).of(&self.doc.text);
        let dated = self.ending_at(start).is_some_and(|m| m.class == Class::Time);
        before.is_empty() || before.ends_with(ENDS) || dated
    }

    /// Whether those of a group are only matters of which talks treat: 就叙利亚、也门局势交换意见.
    fn is_matter(&self, group: &Group) -> bool {
        let [.., second, first] = &group.sides[..] else { return false };
        let (first, second) = (first.mention.span, second.mention.span);
        let before = &self.doc.text[..first.start];
        let listed = self.doc.text.get(first.end..second.start) == Some("、");
        listed && self.language.pair.treats.iter().any(|word| before.ends_with(word))
    }

    /// Whether a region or body inside a longer name only tells what that is called.
    fn only_names(&self, mention: &Mention) -> bool {
        let is_whole =
            |m: &Mention| m.class == Class::Organization && m.span != mention.span && m.span.contains(mention.span);
        mention.class == Class::Region
            || mention.class == Class::Organization
                && self.mentions_in(self.sentence_of(mention)).any(|(_, m)| is_whole(m))
    }
}

impl Group<'_> {
    /// Whose sides they are, in the order of the text.
    fn parties(&self) -> Vec<Value> {
        parties(self.sides.iter().rev())
    }
}

fn parties<'s>(sides: impl Iterator<Item = &'s Side<'s>>) -> Vec<Value> {
    distinct(sides.map(|side| side.party.clone()))
}
