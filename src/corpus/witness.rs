//! Documents as the collation sees them.

use crate::collation::{Passage, Role, TurnLabel, Witness};
use crate::document::{self, Document};
use crate::line::Statement;
use crate::mention::Mention;

/// What recognition sees of a document.
pub(super) struct Bare<'a> {
    document: &'a Document,
    passages: Vec<Passage>,
    days: Vec<Option<i64>>,
}

impl<'a> Bare<'a> {
    pub fn new(document: &'a Document) -> Self {
        Bare { document, passages: passages(document), days: Vec::new() }
    }

    /// With the day of each article.
    pub fn dated(document: &'a Document) -> Self {
        Bare { days: (0..document.articles.len()).map(|a| document.day_of(a)).collect(), ..Bare::new(document) }
    }

    pub fn witness(&self) -> Witness<'_> {
        let Bare { document, passages, days } = self;
        Witness { name: document.name(), text: &document.text, passages, days, ..Default::default() }
    }
}

/// The passages of a document: runs of sentences with one role.
fn passages(doc: &Document) -> Vec<Passage> {
    let mut out: Vec<Passage> = Vec::new();
    for sentence in &doc.sentences {
        let asks = |t: usize| doc.turns[t].asker.is_some_and(|a| a.overlaps(sentence.span));
        let role = match sentence.role {
            document::Role::Question => Role::Question,
            document::Role::Answer => Role::Answer,
            document::Role::Narration => Role::Narration,
            document::Role::Label if sentence.turn.is_some_and(asks) => Role::Asker,
            document::Role::Label => Role::Answerer,
            document::Role::Title | document::Role::Furniture => Role::Furniture,
        };
        let passage = Passage {
            start: sentence.span.start,
            end: sentence.span.end,
            role,
            article: sentence.article,
            turn: sentence.turn,
        };
        match out.last_mut() {
            Some(last)
                if (last.role, last.article, last.turn) == (role, passage.article, passage.turn)
                    && last.end == passage.start =>
            {
                last.end = passage.end
            }
            _ => out.push(passage),
        }
    }
    out
}

/// What a [`Witness`] borrows.
pub(super) struct Held<'a> {
    passages: Vec<Passage>,
    turns: Vec<TurnLabel<'a>>,
    names: Vec<(usize, usize)>,
}

impl<'a> Held<'a> {
    pub fn new(doc: &Document, mentions: &[Mention], statements: &'a [Statement]) -> Self {
        let label = |turn: usize| {
            let exchange = statements.iter().find(|s| s.class == "Exchange" && s.evidence.turn == Some(turn));
            let slot = |name: &str| exchange.and_then(|e| e.slots.get(name)?.as_str());
            // An opening statement has an answerer and nobody who asks.
            let speaker = || {
                statements.iter().filter(|s| s.evidence.turn == Some(turn)).find_map(|s| s.evidence.speaker.as_deref())
            };
            let opening = doc.turns[turn].question.is_empty() && doc.turns[turn].asker.is_none();
            TurnLabel { outlet: slot("outlet"), answerer: slot("answerer").or_else(|| opening.then(speaker).flatten()) }
        };
        let turns = (0..doc.turns.len()).map(label).collect();
        let names = mentions.iter().filter(|m| !m.nested).map(|m| (m.span.start, m.span.end)).collect();
        Held { passages: passages(doc), turns, names }
    }

    pub fn witness(&'a self, doc: &'a Document) -> Witness<'a> {
        let (passages, turns, names) = (&self.passages, &self.turns, &self.names);
        Witness { name: doc.name(), text: &doc.text, passages, turns, names, days: &[] }
    }
}
