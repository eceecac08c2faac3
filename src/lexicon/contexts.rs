//! `contexts.toml`: when short forms count.

use super::adding::adding;
use super::{CharSet, EntityId, Table, Text};
use crate::error::{Error, Kind, Result};
use crate::vocab;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

adding! {
    /// `contexts.toml` as written; several files add up.
    pub(super) struct ContextsFile {
        side: Side,
        toward: Toward,
        abroad: Words,
        run: Run,
        pairs: BTreeMap<String, Vec<String>>,
        before: BTreeMap<String, String>,
        after: BTreeMap<String, String>,
        fixed: Fixed,
        title: TitleEdge,
        beside: Fixed,
        ministry: Ministry,
        name: NameEdge,
    }

    struct NameEdge {
        not_after: BTreeMap<String, String>,
        not_before: BTreeMap<String, String>,
    }

    struct Ministry {
        not_after: Vec<String>,
    }

    struct Side {
        word: Option<String>,
        not: Vec<String>,
        sure_not: Vec<String>,
        first: String,
        first_after: String,
        /// Regions that are a country and the side word where the text names that country: 南方 beside 南非.
        compass: BTreeMap<String, String>,
        compass_after: Vec<String>,
    }

    struct Toward {
        words: Vec<String>,
        some_words: Vec<String>,
        allowed_words: Vec<String>,
        allowed: String,
        near_words: Vec<String>,
        near: String,
        china_words: Vec<String>,
    }

    struct Words {
        words: Vec<String>,
    }

    struct Run {
        sure: String,
        core: String,
        not_first: String,
        follow: Vec<String>,
        last_needs_follow: String,
        never: String,
        not: Vec<String>,
    }

    struct Fixed {
        names: Vec<String>,
    }

    struct TitleEdge {
        not_before: Vec<String>,
        not_before_unless: Vec<String>,
        not_over: Vec<String>,
        not_over_unless: Vec<String>,
    }
}

/// The contexts of short forms, ready for use.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Contexts {
    pub side: String,
    pub side_not: Vec<String>,
    pub side_sure_not: Vec<String>,
    /// First characters that stand for a country which the text names in full, and what may stand in front of them.
    pub side_first: CharSet,
    pub side_first_after: CharSet,
    pub toward: Vec<String>,
    pub toward_allowed_words: Vec<String>,
    pub toward_allowed: Vec<char>,
    pub near_words: Vec<String>,
    pub near: Vec<char>,
    /// Words behind which 华 stands for China, as characters of other countries do not.
    pub china_words: Vec<String>,
    pub abroad: Vec<String>,
    /// Of `toward`, the words that count before `toward_allowed` only.
    pub toward_some: Vec<String>,
    pub sure: Vec<char>,
    pub core: Vec<char>,
    pub not_first: Vec<char>,
    pub follow: Table,
    pub last_needs_follow: Vec<char>,
    pub never: Vec<char>,
    pub not: Table,
    pub pairs: FxHashMap<String, Vec<Option<EntityId>>>,
    before: FxHashMap<char, String>,
    after: FxHashMap<char, String>,
    pub fixed: FxHashSet<String>,
    pub title_not_before: Vec<String>,
    pub title_not_before_unless: Vec<String>,
    /// Words whose first character is no end of a title, and longer words where it is.
    pub title_not_over: Vec<String>,
    pub title_not_over_unless: Vec<String>,
    /// Short names that a single character may stand beside.
    pub beside: Vec<String>,
    /// Words behind which a bare ministry is of another country.
    pub ministry_not_after: Vec<String>,
    /// Names that are none behind one of these characters.
    pub name_not_after: FxHashMap<String, String>,
    /// Names that are none in front of one of these characters.
    pub name_not_before: FxHashMap<String, String>,
    /// 南方 as the side of a country, and the words behind which it is.
    pub compass: FxHashMap<String, EntityId>,
    pub compass_after: Vec<String>,
}

impl Contexts {
    /// Resolves the references of `pairs`: an ISO code, or an IRI without the common beginning (`region:欧洲`).
    pub(super) fn compile(
        file: ContextsFile,
        codes: &FxHashMap<Text, EntityId>,
        by_iri: impl Fn(&str) -> Option<EntityId>,
    ) -> Result<Contexts> {
        let mut pairs = FxHashMap::default();
        for (pair, readings) in file.pairs {
            let fail = |what: String| {
                Error::new(Kind::Ontology, what)
                    .at("contexts.toml")
                    .help("`pairs` gives one ISO code or name (`region:欧洲`) a character")
            };
            if readings.len() != pair.chars().count() {
                return Err(fail(format!(
                    "`{pair}` has {} readings for {} characters",
                    readings.len(),
                    pair.chars().count()
                )));
            }
            let mut ids = Vec::new();
            for reading in readings {
                let iri = format!("{}{}", vocab::ID, reading.replacen(':', "/", 1));
                let id = codes.get(&*reading).copied().or_else(|| by_iri(&iri));
                if id.is_none() && !reading.is_empty() {
                    return Err(fail(format!("`{reading}` in the pair `{pair}` is described in no file")));
                }
                ids.push(id);
            }
            pairs.insert(pair, ids);
        }
        Ok(Contexts {
            side: file.side.word.unwrap_or_default(),
            side_not: file.side.not,
            side_sure_not: file.side.sure_not,
            side_first: file.side.first.chars().collect(),
            side_first_after: file.side.first_after.chars().collect(),
            toward: file.toward.words,
            toward_allowed_words: file.toward.allowed_words,
            toward_allowed: file.toward.allowed.chars().collect(),
            near_words: file.toward.near_words,
            near: file.toward.near.chars().collect(),
            china_words: file.toward.china_words,
            abroad: file.abroad.words,
            toward_some: file.toward.some_words,
            sure: file.run.sure.chars().collect(),
            core: file.run.core.chars().collect(),
            not_first: file.run.not_first.chars().collect(),
            follow: words(&file.run.follow),
            last_needs_follow: file.run.last_needs_follow.chars().collect(),
            never: file.run.never.chars().collect(),
            not: words(&file.run.not),
            pairs,
            before: by_character(file.before),
            after: by_character(file.after),
            fixed: file.fixed.names.into_iter().collect(),
            title_not_before: file.title.not_before,
            title_not_before_unless: file.title.not_before_unless,
            title_not_over: file.title.not_over,
            title_not_over_unless: file.title.not_over_unless,
            beside: file.beside.names,
            ministry_not_after: file.ministry.not_after,
            name_not_after: file.name.not_after.into_iter().collect(),
            name_not_before: file.name.not_before.into_iter().collect(),
            compass: file.side.compass.iter().filter_map(|(w, code)| Some((w.clone(), *codes.get(&**code)?))).collect(),
            compass_after: file.side.compass_after,
        })
    }

    /// Whether a text ends with one of these words.
    pub(crate) fn any_ends(&self, words: &[String], head: &str) -> bool {
        words.iter().any(|w| head.ends_with(w.as_str()))
    }

    /// Whether `c` and the character behind it are (part of) another word.
    pub(crate) fn word_before(&self, c: char, next: Option<char>) -> bool {
        next.is_some_and(|next| self.before.get(&c).is_some_and(|set| set.contains(next)))
    }

    /// Whether `c` and the character in front of it are (part of) another word.
    pub(crate) fn word_after(&self, c: char, previous: Option<char>) -> bool {
        previous.is_some_and(|previous| self.after.get(&c).is_some_and(|set| set.contains(previous)))
    }
}

/// A table whose keys are words of one character.
pub(super) fn by_character(table: BTreeMap<String, String>) -> FxHashMap<char, String> {
    table.into_iter().filter_map(|(k, v)| Some((k.chars().next()?, v))).collect()
}

/// A table of bare words; those of one character it cannot hold.
pub(super) fn words(list: &[String]) -> Table {
    let mut table = Table::with_capacity(list.len());
    for word in list {
        table.insert(word, 0);
    }
    table
}
