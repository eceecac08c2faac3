//! `names.toml`: by which words unlisted names are known.

use serde::Deserialize;

/// `names.toml` as written; several files add up.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PatternsFile {
    organization: Heads,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Heads {
    formal: Vec<String>,
    local: Vec<String>,
}

/// What a word hints at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Head of a body, behind any qualifier.
    FormalBody,
    /// Head of a body, behind a country, place or body only.
    LocalBody,
}

impl Cue {
    pub(super) const ALL: [Cue; 2] = [Cue::FormalBody, Cue::LocalBody];
}

/// The words, ready for use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patterns {
    pub surnames: Vec<String>,
}

impl PatternsFile {
    pub(super) fn add(&mut self, other: PatternsFile) {
        self.organization.formal.extend(other.organization.formal);
        self.organization.local.extend(other.organization.local);
    }

    /// Hands the cue words over to `add` and keeps the rest.
    pub(super) fn compile(self, surnames: &[&str], mut add: impl FnMut(&str, Cue)) -> Patterns {
        self.organization.formal.iter().for_each(|w| add(w, Cue::FormalBody));
        self.organization.local.iter().for_each(|w| add(w, Cue::LocalBody));
        Patterns { surnames: surnames.iter().map(|s| (*s).to_owned()).collect() }
    }
}
