//! What is cut off the words of a slot: section `[trim]` of `ontology/language/`.

use super::reader::Reader;
use super::whole::Whole;
use crate::error::Result;
use crate::source::simplified;
use regex::Regex;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// What is cut off the words of a slot.
#[derive(Debug, Clone)]
pub struct Trim {
    /// At the head: 和, 将.
    head: Regex,
    /// At the end: 约, 至少.
    tail: Regex,
    /// At the end of a piece that goes on behind an amount.
    seam: Regex,
    /// What is left says nothing alone (全长, 同比增长): it needs the words that it tells more of.
    stub: Regex,
    /// At the end of those words: what was told of them before.
    told: Regex,
    /// A clause that only says with what something is compared: 在…基础上.
    compares: Regex,
    /// A clause without an amount that names what is told of: 汽油消费税, 比重持续下降.
    names: Regex,
    /// What none of these cuts in two.
    whole: Whole,
}

/// The same as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenTrim {
    head: Spanned<String>,
    tail: Spanned<String>,
    seam: Spanned<String>,
    stub: Spanned<String>,
    told: Spanned<String>,
    compares: Spanned<String>,
    names: Spanned<String>,
}

impl Trim {
    /// Words without what stands before them.
    pub fn cut_head<'t>(&self, words: &'t str) -> &'t str {
        kept(words, |words| self.head(words)..words.len())
    }

    /// Words in front of an amount without what stands around them.
    pub fn cut<'t>(&self, words: &'t str) -> &'t str {
        let rest = self.cut_head(words);
        kept(rest, |rest| 0..self.end(&self.tail, rest))
    }

    /// A piece that goes on behind an amount.
    pub fn piece<'t>(&self, words: &'t str) -> &'t str {
        kept(words, |words| 0..self.end(&self.seam, words))
    }

    /// The words of which something was told: 进出口总值 of 进出口总值同比增长.
    pub fn subject<'t>(&self, words: &'t str) -> &'t str {
        self.cut(kept(self.cut(words), |words| 0..self.end(&self.told, words)))
    }

    /// Whether words say nothing alone.
    pub fn is_stub(&self, words: &str) -> bool {
        self.stub.is_match(&simplified(words))
    }

    /// Whether a clause only says with what something is compared.
    pub fn compares(&self, clause: &str) -> bool {
        self.compares.is_match(clause)
    }

    /// Whether a clause without an amount names what is told of.
    pub fn names_subject(&self, clause: &str) -> bool {
        self.names.is_match(clause)
    }

    /// Where words begin behind what is cut off their head.
    fn head(&self, words: &str) -> usize {
        let end = self.head.find(words).map_or(0, |m| m.end());
        self.whole.around(words, end).map_or(end, |(start, _)| start)
    }

    /// Where words end in front of a mark at their end.
    fn end(&self, mark: &Regex, words: &str) -> usize {
        let start = mark.find(words).map_or(words.len(), |m| m.start());
        self.whole.around(words, start).map_or(start, |(_, end)| end)
    }
}

/// What is kept of words as the source writes them. `kept` tells it of the same words in simplified characters.
fn kept(words: &str, kept: impl FnOnce(&str) -> Range<usize>) -> &str {
    words.get(kept(&simplified(words))).unwrap_or(words)
}

impl WrittenTrim {
    /// `whole` are the words that nothing cuts in two.
    pub fn compile(self, whole: &Whole, reader: &Reader) -> Result<Trim> {
        Ok(Trim {
            head: reader.regex("^", &self.head, "+")?,
            tail: reader.regex("", &self.tail, "+$")?,
            seam: reader.regex("", &self.seam, "+$")?,
            stub: reader.regex("^", &self.stub, "$")?,
            told: reader.regex("", &self.told, "+$")?,
            compares: reader.regex("^", &self.compares, "$")?,
            names: reader.regex("^", &self.names, "$")?,
            whole: whole.clone(),
        })
    }
}
