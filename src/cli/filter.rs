//! The options that say which facts are meant; `facts`, `graph`, `diff` and `export` share them.

mod check;

use super::input::date_parser;
use super::{Global, Outcome, Stop, usage};
use crate::entity::EntityRecord;
use crate::error::{Error, Result};
use crate::lexicon::canonical;
use crate::lookup::{Lookup, entity_paths};
use crate::near::close_to;
use crate::store::SourceEntry;
use crate::vocab::Vocabulary;
use serde::de::DeserializeOwned;

/// Which facts.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which facts")]
pub(super) struct FilterArgs {
    /// Class of facts: VisaWaiver, Commitment, ...
    #[arg(long = "type", value_name = "TYPE")]
    class: Vec<String>,
    /// An entity that the fact names, by code or any name: CH, 瑞士, Switzerland
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
    /// Who says it
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// The outlet in whose exchange it is said
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// From this time on: of the fact itself (its slots time and start), else of the day on which it is said. What takes
    /// some time fits if a part of it does: a fact of 2024 is one of 2024-03 too
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    since: Option<String>,
    /// Up to this time, included; other slots with a time (founded, established) count for neither
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    until: Option<String>,
    /// Said on this day, or in this month or year, whatever time it is about
    #[arg(long, value_name = "DATE", value_parser = date_parser, conflicts_with_all = ["said_since", "said_until"])]
    said_on: Option<String>,
    /// Said on this day or later
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    said_since: Option<String>,
    /// Said on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    said_until: Option<String>,
    /// agreed, majority, disputed or single-witness
    #[arg(long, value_name = "STATUS", ignore_case = true, value_parser = ["agreed", "majority", "disputed", "single-witness"])]
    status: Option<String>,
    /// Only facts about which renderings differ, whether a reading has the majority or not
    #[arg(long)]
    variants: bool,
    /// Name of a source, or a part of it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Words of the passage
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// future, done, ongoing, hypothetical, negated or reported
    #[arg(long, value_name = "MODE", ignore_case = true, value_parser = ["future", "done", "ongoing", "hypothetical", "negated", "reported"])]
    mode: Option<String>,
    /// What a commitment or position is about: trade, 经贸, climate, ... (ontology/topics.toml)
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,
    /// The event of the PLOVER ontology that a commitment or position announces: AID, CONSULT, ...
    #[arg(long, value_name = "CODE", ignore_case = true, value_parser = crate::topic::EVENTS)]
    plover: Option<String>,
    /// Strength of a commitment: will, willing, seek, support or expect
    #[arg(long, value_name = "CODE", ignore_case = true, value_parser = ["will", "willing", "seek", "support", "expect"])]
    strength: Option<String>,
    /// Stance of a position: support, oppose, advocate, urge, reject or affirm
    #[arg(long, value_name = "CODE", ignore_case = true, value_parser = ["support", "oppose", "advocate", "urge", "reject", "affirm"])]
    stance: Option<String>,
}

/// What the names in filters may mean.
pub(super) struct Known<'a> {
    pub global: &'a Global,
    pub vocabulary: &'a Vocabulary,
    pub entities: &'a [EntityRecord],
    pub sources: Vec<&'a SourceEntry>,
}

impl FilterArgs {
    /// The look-up that the options ask for, names resolved. A name that nothing bears is "nothing found"; what no fact
    /// can meet is refused.
    pub fn lookup(&self, known: &Known<'_>) -> Outcome<Lookup> {
        let paths = |name: &String| entity_paths(known.entities, name).map_err(Stop::Nothing);
        let classes = self.class.iter().map(|c| class(known.vocabulary, c).map(str::to_owned));
        let classes = classes.collect::<Result<Vec<_>>>()?;
        let topic = self.topic(known)?;
        self.check(&classes, known)?;
        Ok(Lookup {
            classes,
            about: self.about.iter().map(paths).collect::<Outcome<_>>()?,
            speaker: self.speaker.as_ref().map(paths).transpose()?,
            outlet: self.outlet.as_ref().map(paths).transpose()?,
            since: self.since.clone(),
            until: self.until.clone(),
            said_since: self.said_since.clone().or_else(|| self.said_on.clone()),
            said_until: self.said_until.clone().or_else(|| self.said_on.clone()),
            status: coded(self.status.as_deref()),
            variants: self.variants,
            source: self.source.clone(),
            text: self.text.clone(),
            mode: coded(self.mode.as_deref()),
            topic,
            plover: self.plover.as_ref().map(|code| code.to_ascii_uppercase()),
            strength: self.strength.as_ref().map(|code| code.to_ascii_lowercase()),
            stance: self.stance.as_ref().map(|code| code.to_ascii_lowercase()),
        })
    }
}

/// A code that clap has checked.
fn coded<T: DeserializeOwned>(code: Option<&str>) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(code?.to_ascii_lowercase())).ok()
}

/// The name of a class, or by its Chinese label; in any letter case, width and script.
pub(super) fn class<'a>(vocabulary: &'a Vocabulary, wanted: &str) -> Result<&'a str> {
    let is_wanted = |name: &str| canonical(name) == canonical(wanted);
    let found = vocabulary
        .facts
        .iter()
        .find(|f| is_wanted(&f.name) || vocabulary.terms.get(&*f.name).is_some_and(|l| is_wanted(&l.zh)));
    found.map(|f| &*f.name).ok_or_else(|| -> Error {
        let known: Vec<&str> = vocabulary.facts.iter().map(|f| &*f.name).collect();
        let near = close_to(wanted, known.iter().copied());
        let guess = near.first().map(|n| format!("did you mean {n}? ")).unwrap_or_default();
        usage(format!("there is no class of facts `{wanted}`"), format!("{guess}the classes are: {}", known.join(", ")))
    })
}
