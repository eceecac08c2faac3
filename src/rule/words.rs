//! The words by which the surroundings of a match are read, as `ontology/language/` lists them.

use super::reader::part;
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What tells of two that belong together.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Words that join two names.
    pub joins: Vec<String>,
    /// Words of which one stands between a person and whom he meets, visits or speaks with.
    pub meets: Vec<String>,
    /// Behind these stand the matters of talks, not those who talk.
    pub treats: Vec<String>,
    /// Behind these, which end a phrase of place or time, the subject of a clause begins.
    pub scene: Vec<String>,
    /// Behind the name of a body, these say that it meets, or who of it does.
    pub gathers: Vec<String>,
}

/// What tells which period and which thing the sentences before have been about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Passage {
    /// Vague times with which a sentence may open: it takes no date of another.
    pub now: Vec<String>,
    /// What something is able to do in any year is of no date.
    pub capacity: Vec<String>,
    /// Verbs of what goes on: 9月举行的峰会 is dated, 14日发生的地震 is not.
    pub held: Vec<String>,
    /// How a clause begins that goes on under a subject told before.
    pub goes_on: Vec<String>,
    /// How a clause begins that points back to what no name tells.
    pub pointing: Vec<String>,
    /// Verbs that say where something lies or comes from: the words before are its name.
    pub placed: Vec<String>,
    /// Words behind which a name is an object or a place, no subject.
    pub governs: Vec<String>,
}

/// What tells whom a figure is about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Concerned {
    /// Behind these stands whom or what a cause has hit.
    pub harms: Vec<String>,
    /// What stands for the whole country, and what may not stand right before it.
    pub nationwide: Vec<String>,
    pub not_nationwide_behind: Vec<String>,
    /// Right before a party these say that it does not act.
    pub governed: Vec<String>,
    /// What goes on at a venue, whose figures are not those of the place.
    pub venue: Vec<String>,
    /// How the name of a water or mountain ends, which is no party.
    pub nature: Vec<String>,
    /// A body only tells the figure in whose clause one of these stands.
    pub sources: Vec<String>,
    /// What stands for a whole province or town, and how the name of such a one ends.
    pub whole: BTreeMap<String, Vec<String>>,
}

/// How declarations are called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// The word for it in its headline; a speech at a body's meeting is none.
    pub heads: Vec<String>,
    /// What a headline that names one state has where several speak.
    pub joint: Vec<String>,
}

part! {
/// How one sees that a text is somebody's speech or is written under somebody's name.
Speech, WrittenSpeech {
    /// How the headline of a speech ends.
    noun: Regex,
    /// A headline with one of these tells of a speech.
    told: Regex,
    /// What follows a name in the headline of that person's speech.
    heads: Regex,
    /// A sentence behind which the words of a speech follow.
    introduces: Regex,
    /// What stands before a colon and the name of who speaks.
    labels: Vec<String>,
    /// A line with one of these names who has written down what others say.
    reporters: Vec<String>,
    /// A line with one of these has more in it than a name and its offices.
    verbs: Vec<char>,
}
}
