//! What a passage has said before a match: of which period it tells, and whom it is about.

use super::{Context, split};
use crate::document::{Role, Sentence};
use crate::fact::Value;
use crate::mention::{Class, Mention, Referent};
use crate::source::Span;

/// How many sentences back a period or a subject carries over.
const CARRY: usize = 6;

/// How many characters may stand before the date with which a clause opens: 截至12月底.
const AHEAD: usize = 3;

/// How long a name may be that only its verb tells.
const NAME: usize = 12;

impl Context<'_> {
    /// The sentences before this one that are about the same thing, nearest first: same turn or paragraph, same voice.
    pub(super) fn passage(&self) -> impl Iterator<Item = &Sentence> {
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
        // What something is able to do each year is of no date.
        let words = &self.language.passage;
        let clause = self.clause_with(span);
        if words.capacity.iter().any(|word| clause.of(&self.doc.text).contains(word)) {
            return None;
        }
        let carried =
            || self.passage().map(|s| s.span).chain(self.article_opening()).find_map(|s| self.opening_period(s));
        // A sentence that opens with a time of its own, however vague, does not take that of another.
        let opens = sentence.of(&self.doc.text);
        let vague = || words.now.iter().any(|word| opens.starts_with(word));
        self.time(span).or_else(|| self.past_year(own)).or_else(|| if vague() { None } else { carried() })
    }

    /// A year, month or open span with which a sentence opens: a single day does not carry over.
    fn opening_period(&self, sentence: Span) -> Option<Value> {
        let clause = split(&self.doc.text, sentence).into_iter().next()?;
        self.opening_date(clause).or_else(|| self.past_year(clause))
    }

    /// The year, month or open span with which a clause begins.
    fn opening_date(&self, clause: Span) -> Option<Value> {
        let opens = |m: &Mention| {
            let before = Span::new(clause.start, m.span.start).of(&self.doc.text);
            // 2016年 + 里约奥运会 only tells which games are meant.
            let names_event = || self.starting_at(m.span.end).any(|next| next.class == Class::Event);
            before.chars().count() <= AHEAD && !m.nested && !self.dates_noun(m) && !names_event()
        };
        self.mentions_in(clause).filter(|(_, m)| opens(m)).find_map(|(_, m)| match &m.referent {
            Referent::Time(_, Some(value))
                if !value.starts_with('P') && (value.len() <= 7 || value.ends_with("/..")) =>
            {
                Some(Value::Time(value.clone()))
            }
            _ => None,
        })
    }

    /// Whether a date belongs to a clause before a noun: 14日发生的 + 地震.
    pub(super) fn dates_noun(&self, date: &Mention) -> bool {
        const NEAR: usize = 5;
        let rest = Span::new(date.span.end, self.sentence_of(date).end.max(date.span.end)).of(&self.doc.text);
        let near = rest.chars().take(NEAR).take_while(|c| !matches!(c, ',' | ';' | ':' | '。' | '是'));
        let near: String = near.collect();
        // 9月举行的峰会 dates what goes on there.
        let meets = self.language.passage.held.iter().any(|verb| near.contains(verb));
        !meets && near.chars().position(|c| c == '的').is_some_and(|at| at > 1)
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

    /// What the sentence has been about: the thing with a name that opens the nearest earlier clause or sentence.
    pub fn topic(&self, span: Span) -> Vec<Value> {
        let own = self.clauses_before(span.start);
        // A sentence that opens with a subject of its own, if one without a name, tells no more of the one before it.
        let goes_on = own.first().is_none_or(|c| self.goes_on(*c));
        let carried = self.passage().take(if goes_on { 1 } else { 0 });
        let before = carried.flat_map(|s| split(&self.doc.text, s.span).into_iter().take(1));
        let pointing = &self.language.passage.pointing;
        let refers = |c: &Span| pointing.iter().any(|word| c.of(&self.doc.text).starts_with(word));
        own.into_iter()
            .rev()
            .chain(before)
            .take_while(|c| !refers(c) && self.opens(&self.language.subject.says, *c).is_none())
            .map(|c| self.head_of(c))
            .find(|f| !f.is_empty())
            .unwrap_or_default()
    }

    /// Whether a clause begins without a subject: 是…, 也是…, 目前…, 经过….
    fn goes_on(&self, clause: Span) -> bool {
        let rest = clause.of(&self.doc.text);
        let dated = self.mentions_in(clause).any(|(_, m)| m.span.start == clause.start && m.class == Class::Time);
        dated || self.language.passage.goes_on.iter().any(|word| rest.starts_with(word))
    }

    /// The words before a verb that says where something lies or comes from, or before its date: 皿方罍 + 1919年出土于.
    fn placed(&self, clause: Span) -> Option<Value> {
        let text = clause.of(&self.doc.text);
        let verb = self.language.passage.placed.iter().filter_map(|verb| text.find(verb)).min()?;
        let date = self.mentions_in(clause).filter(|(_, m)| m.class == Class::Time).map(|(_, m)| m.span.start).min();
        let end = date.unwrap_or(clause.end).min(clause.start + verb);
        let words = Span::new(clause.start, end).of(&self.doc.text);
        let is_name = (2..=NAME).contains(&words.chars().count()) && !words.contains(['的', '这', '该', '此']);
        is_name.then(|| Value::Name(words.into()))
    }

    /// The thing with a name at the head of a clause; a date or a short link may stand before it.
    fn head_of(&self, clause: Span) -> Vec<Value> {
        const SHORT: usize = 3;
        let governs = |gap: &str| self.language.passage.governs.iter().any(|word| gap.contains(word));
        let outer = self.mentions_in(clause).map(|(_, m)| m).filter(|m| !m.nested);
        let mut cursor = clause.start;
        for mention in outer {
            let gap = Span::new(cursor, mention.span.start.max(cursor)).of(&self.doc.text);
            if gap.chars().count() > SHORT || governs(gap) {
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
        self.placed(clause).into_iter().collect()
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

    /// In a story that nobody tells, its first sentence.
    pub(super) fn article_opening(&self) -> Option<Span> {
        let here = self.sentence();
        if here.role != Role::Narration {
            return None;
        }
        // Of several items under one heading, each has its own.
        let item = &self.doc.sentences[self.heading().unwrap_or(0)..=self.index];
        item.iter().find(|s| s.article == here.article && s.role == Role::Narration).map(|s| s.span)
    }
}
