//! `names.toml`: by which words unlisted names are known.

use super::adding::adding;
use super::contexts::{by_character, words};
use super::{CharSet, Table};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

adding! {
    /// `names.toml` as written; several files add up.
    pub(super) struct PatternsFile {
        organization: Organization,
        event: Event,
        document: Document,
        doctrine: Doctrine,
        person: Person,
        place: Place,
        boundary: Boundary,
    }

    struct Organization {
        formal: Vec<String>,
        local: Vec<String>,
        direct: Vec<String>,
        /// Of `direct`, those that a single character of a state may stand in front of.
        state: Vec<String>,
        not_before: BTreeMap<String, String>,
        not_after: BTreeMap<String, String>,
        /// Of `formal`, those that bear the names of persons.
        of_persons: Vec<String>,
        /// What stands for several states: their ministries are no one body.
        states: Vec<String>,
        /// How the names of missions end.
        missions: Vec<String>,
        outlet: Outlet,
    }

    struct Outlet {
        tails: Vec<String>,
        /// How an outlet names itself.
        own: Vec<String>,
    }

    struct Event {
        heads: Vec<String>,
        anchored: Vec<String>,
        /// Heads of `anchored` that need one of `levels` in front.
        leveled: Vec<String>,
        levels: Vec<String>,
        /// Heads of `anchored` in front of which a subject may stand.
        subjects: Vec<String>,
        qualifiers: Vec<String>,
        before_session: Vec<String>,
        /// What a country goes through: a name right behind the country.
        crises: Vec<String>,
        /// What is held at an anniversary, and the verbs that its subject may hold.
        occasions: Vec<String>,
        founding: Vec<String>,
        /// What is done at an anniversary.
        commemorations: Vec<String>,
        /// Years that states give to something: 文化年; characters before which 年 is a part of another word.
        years: Vec<String>,
        not_years: String,
        /// Characters that a year or day of the world does not hold, and those that may follow it.
        not_in_year: String,
        after_year: String,
        /// Behind these a congress is a parliament.
        parliaments: Vec<String>,
        /// Games that are named after where they are held.
        games: Vec<String>,
        /// Behind a quoted name: “...”事件.
        incidents: Vec<String>,
        /// Bodies whose sessions have names.
        assemblies: Vec<String>,
        /// Parts of such a body that meet by themselves.
        committees: Vec<String>,
        /// Heads of standing bodies that are named by words alone.
        standing: Vec<String>,
        /// Heads of `anchored` that are verbs too.
        talks: Vec<String>,
        /// With these a subject opens that concerns the whole world, unless one of the others follows.
        worldwide: Vec<String>,
        not_worldwide: Vec<String>,
        /// Behind 在 + place + 会晤, these show the meeting to be no verb.
        nouns: Vec<String>,
    }

    struct Document {
        not_after: Vec<String>,
        not_before: Vec<String>,
        outlet_before: Vec<String>,
        /// How titles of documents end, and endings that only look so.
        title_heads: Vec<String>,
        not_heads: Vec<String>,
        /// What is done to documents only: in front of 《, and behind 》.
        title_after: Vec<String>,
        title_before: Vec<String>,
        /// Verbs in front of the text that a short title behind it means.
        issued: Vec<String>,
        heads: Vec<String>,
        quoted: Vec<String>,
        /// Heads that alone, in quotation marks, refer back.
        back: Vec<String>,
        /// How the subject of a regulation ends that has no other name.
        regulated: Vec<String>,
    }

    struct Doctrine {
        heads: Vec<String>,
        counted: Vec<String>,
        tails: Vec<String>,
        /// What ends so, or stands so in front of such a word, is no formula.
        not_counted: Vec<String>,
        /// What ends so is a text, no formula: “八项禁令”.
        texts: Vec<String>,
    }

    struct Person {
        behind: Vec<String>,
        not_titles: Vec<String>,
        introducing: Vec<String>,
        no_role: Vec<String>,
        role_prefix: Vec<String>,
        followers: Vec<String>,
        not_names: Vec<String>,
        not_given: String,
        foreign: String,
        foreign_start: String,
        not_start: String,
        japanese: Vec<String>,
        /// What ends a name is none then: 某某.
        unnamed: Vec<String>,
        /// Titles of those who stand for somebody.
        envoys: Vec<String>,
        /// Titles that need more in front to name an office.
        offices: Vec<String>,
        /// Titles that the press writes short, with how.
        short: BTreeMap<String, String>,
    }

    struct Place {
        heads: Vec<String>,
        works: Vec<String>,
        buildings: Vec<String>,
        not_after: BTreeMap<String, String>,
        /// What follows a building's head when another word stands there.
        not_buildings: Vec<String>,
        /// How names of provinces and towns end, of small places, and longer words for both.
        ranks: Vec<String>,
        small_ranks: Vec<String>,
        long_ranks: Vec<String>,
        /// Words that only begin as a rank.
        not_ranks: Vec<String>,
        /// Waters of which a part has a name, by its direction.
        oceans: Vec<String>,
        directions: Vec<String>,
        words: PlaceWords,
    }

    struct PlaceWords {
        not_in: String,
        not_short: Vec<String>,
    }

    struct Boundary {
        stop: String,
        unless_before: BTreeMap<String, String>,
        unless_after: BTreeMap<String, String>,
        verbs: Vec<String>,
        vague: Vec<String>,
        generic: Vec<String>,
    }
}

/// What a word hints at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Cue {
    /// Head of a body, behind any qualifier.
    FormalBody,
    /// Head of a body, behind an anchor and a qualifier.
    LocalBody,
    /// Head of a body, also right behind an anchor.
    DirectBody,
    /// Head of a meeting.
    Event,
    /// Head of a meeting that an anchor makes a name of.
    AnchoredEvent,
    /// Head of a document.
    Document,
    /// Head of a document behind a quoted name.
    QuotedDocument,
    /// Head of a principle behind a quoted formula.
    Doctrine,
    /// Head of an administrative name.
    Place,
    /// Head of a work of several places: a railway, corridor, pipeline.
    Work,
    /// Head of a building or site.
    Building,
    /// Head of a crisis, election, disaster.
    Crisis,
    /// A word that introduces people and is no title.
    Introducing,
}

impl Cue {
    pub(super) const ALL: [Cue; 13] = [
        Cue::FormalBody,
        Cue::LocalBody,
        Cue::DirectBody,
        Cue::Event,
        Cue::AnchoredEvent,
        Cue::Document,
        Cue::QuotedDocument,
        Cue::Doctrine,
        Cue::Place,
        Cue::Work,
        Cue::Building,
        Cue::Crisis,
        Cue::Introducing,
    ];

    /// Whether it is the head of a meeting.
    pub(crate) fn is_meeting(self) -> bool {
        matches!(self, Cue::Event | Cue::AnchoredEvent)
    }
}

/// The words, ready for use. Words of one character are in the sets of characters, longer ones in the tries.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Patterns {
    pub surnames: FxHashSet<String>,
    /// Heads of one character, which the table of names does not hold.
    pub short_heads: FxHashMap<char, Cue>,
    pub short_head: CharSet,
    pub not_before: FxHashMap<String, String>,
    pub not_after: FxHashMap<String, String>,
    pub outlet_tails: Vec<String>,
    /// How an outlet names itself.
    pub outlet_own: Vec<String>,
    /// Heads of bodies that bear the names of persons.
    pub of_persons: FxHashSet<String>,
    /// What stands for several states.
    pub states: Vec<String>,
    /// How the names of missions end.
    pub missions: Vec<String>,
    /// Bodies that a single character of a state may stand in front of (乌国防部).
    pub state_bodies: FxHashSet<String>,
    pub qualifiers: FxHashSet<String>,
    pub leveled: FxHashSet<String>,
    pub levels: FxHashSet<String>,
    pub subjects: FxHashSet<String>,
    pub before_session: FxHashSet<String>,
    pub counted: CharSet,
    pub doctrine_tails: Vec<String>,
    /// Words beside 《…》 that show it to be no document, or an outlet.
    pub not_titled_after: Vec<String>,
    pub not_titled_before: Vec<String>,
    pub outlet_before: Vec<String>,
    /// How titles of documents end, and endings that only look so.
    pub title_heads: Vec<String>,
    pub not_title_heads: Vec<String>,
    /// What is done to documents only: in front of 《, and behind 》.
    pub titled_after: Vec<String>,
    pub titled_before: Vec<String>,
    /// Verbs in front of the text that a short title behind it means.
    pub issued: Vec<String>,
    /// Heads of documents that alone, in quotation marks, refer back.
    pub back: Vec<String>,
    /// How the subject of a regulation ends that has no other name.
    pub regulated: Vec<String>,
    /// What is held at an anniversary, and the verbs that its subject may hold.
    pub occasions: Table,
    pub founding: FxHashSet<String>,
    pub commemorations: Vec<String>,
    pub years: Vec<String>,
    /// Characters before which 年 is a part of another word.
    pub not_years: CharSet,
    /// Characters that a year or day of the world does not hold, and those that may follow it.
    pub not_in_year: CharSet,
    pub after_year: CharSet,
    pub parliaments: Vec<String>,
    pub games: FxHashSet<String>,
    pub incidents: Vec<String>,
    pub assemblies: FxHashSet<String>,
    pub committees: Vec<String>,
    /// Heads of standing bodies that are named by words alone.
    pub standing: Vec<String>,
    /// Heads of meetings that are verbs too.
    pub talks: Vec<String>,
    pub worldwide: Vec<String>,
    pub not_worldwide: Vec<String>,
    /// What shows the meeting in 在 + place + 会晤 to be no verb.
    pub meeting_nouns: Vec<String>,
    /// Endings of quoted formulas that are none, and of those that are texts.
    pub not_formulas: Vec<String>,
    pub counted_texts: Vec<String>,
    pub behind: FxHashSet<String>,
    pub not_titles: FxHashSet<String>,
    pub no_role: FxHashSet<String>,
    pub role_prefix: Vec<String>,
    pub followers: Table,
    pub follower_characters: CharSet,
    pub not_names: Table,
    /// Characters that no given name holds.
    pub not_given: CharSet,
    /// Characters that no administrative name holds, and words that are no short form of one.
    pub not_in_place: CharSet,
    pub not_short_place: FxHashSet<String>,
    pub foreign: CharSet,
    pub foreign_start: CharSet,
    /// Characters of `foreign` that open no name behind another character.
    pub not_start: CharSet,
    pub japanese: FxHashSet<String>,
    /// What ends a name is none then: 某某.
    pub unnamed: Vec<String>,
    /// Titles of those who stand for somebody.
    pub envoys: FxHashSet<String>,
    /// Titles that need more in front to name an office.
    pub offices: Vec<String>,
    /// What follows a building's head when another word stands there.
    pub not_buildings: Vec<String>,
    /// How names of provinces and towns end.
    pub ranks: FxHashSet<String>,
    /// How names of small places end.
    pub small_ranks: FxHashSet<String>,
    long_ranks: Vec<String>,
    /// Words that only begin as a rank.
    pub not_ranks: Vec<String>,
    pub oceans: FxHashSet<String>,
    /// Longer ones first.
    pub directions: Vec<String>,
    /// Titles that the press writes short, with how.
    short: BTreeMap<String, String>,
    stop: CharSet,
    unless_before: FxHashMap<char, String>,
    unless_after: FxHashMap<char, String>,
    pub verbs: Table,
    pub vague: FxHashSet<String>,
    pub generic: FxHashSet<String>,
}

impl Patterns {
    /// Whether a character is a function word between any two others.
    pub(crate) fn may_stop(&self, c: char) -> bool {
        self.stop.contains(c)
    }

    /// Whether a character is a function word between these two, and no part of a name.
    pub(crate) fn stops(&self, before: Option<char>, c: char, after: Option<char>) -> bool {
        let spared = |table: &FxHashMap<char, String>, other: Option<char>| {
            other.is_some_and(|o| table.get(&c).is_some_and(|set| set.contains(o)))
        };
        self.stop.contains(c) && !spared(&self.unless_before, after) && !spared(&self.unless_after, before)
    }
}

impl Patterns {
    /// Whether the name of a meeting ends with a word that is a verb too.
    pub(crate) fn is_talks(&self, meeting: &str) -> bool {
        self.talks.iter().any(|word| meeting.ends_with(word))
    }

    /// How names of places end, of whatever rank.
    pub(crate) fn all_ranks(&self) -> impl Iterator<Item = &str> {
        self.ranks.iter().chain(&self.small_ranks).chain(&self.long_ranks).map(String::as_str)
    }

    /// A title as the press writes it short: 外长 for 外交部长.
    pub(crate) fn short_title(&self, title: &str) -> String {
        self.short.iter().fold(title.to_owned(), |title, (long, short)| title.replace(long, short))
    }

    /// Whether a title ends as those of laws, treaties, plans and decisions do; what stands in brackets at its end, and
    /// years there, do not count.
    pub(crate) fn is_official(&self, title: &str) -> bool {
        let ends = |words: &[String], text: &str| words.iter().any(|w| text.ends_with(w.as_str()));
        let head = untailed(title).trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | '年'));
        ends(&self.title_heads, head) && !ends(&self.not_title_heads, head)
    }
}

/// The word of a list with which a text begins.
pub(crate) fn starting<'w>(words: &'w [String], text: &str) -> Option<&'w str> {
    words.iter().map(String::as_str).find(|word| text.starts_with(word))
}

/// A title without what stands in brackets at its end: 条例|(试行).
pub(crate) fn untailed(title: &str) -> &str {
    let title = title.trim_end_matches(['”', '》']);
    match title.strip_suffix(')').and_then(|inside| inside.rfind('(')) {
        Some(open) if open > 0 => title[..open].trim_end(),
        _ => title,
    }
}

impl PatternsFile {
    /// Hands the cue words over to `add` and keeps the rest.
    pub(super) fn compile(self, surnames: &[&str], mut add: impl FnMut(&str, Cue)) -> Patterns {
        let cues: [(&[String], Cue); 13] = [
            (&self.organization.formal, Cue::FormalBody),
            (&self.organization.local, Cue::LocalBody),
            (&self.organization.direct, Cue::DirectBody),
            (&self.event.heads, Cue::Event),
            (&self.event.anchored, Cue::AnchoredEvent),
            (&self.document.heads, Cue::Document),
            (&self.document.quoted, Cue::QuotedDocument),
            (&self.doctrine.heads, Cue::Doctrine),
            (&self.place.heads, Cue::Place),
            (&self.place.works, Cue::Work),
            (&self.place.buildings, Cue::Building),
            (&self.event.crises, Cue::Crisis),
            (&self.person.introducing, Cue::Introducing),
        ];
        let mut short_heads = FxHashMap::default();
        for (list, cue) in cues {
            for word in list {
                let mut characters = word.chars();
                match (characters.next(), characters.next()) {
                    (Some(c), None) => drop(short_heads.insert(c, cue)),
                    _ => add(word, cue),
                }
            }
        }
        let set = |list: Vec<String>| list.into_iter().collect::<FxHashSet<_>>();
        let mut not_after: FxHashMap<String, String> = self.organization.not_after.into_iter().collect();
        not_after.extend(self.place.not_after);
        Patterns {
            short_head: short_heads.keys().copied().collect(),
            short_heads,
            surnames: surnames.iter().map(|s| (*s).to_owned()).collect(),
            not_before: self.organization.not_before.into_iter().collect(),
            not_after,
            outlet_tails: self.organization.outlet.tails,
            outlet_own: self.organization.outlet.own,
            of_persons: set(self.organization.of_persons),
            states: self.organization.states,
            missions: self.organization.missions,
            state_bodies: set(self.organization.state),
            doctrine_tails: self.doctrine.tails,
            not_titled_after: self.document.not_after,
            not_titled_before: self.document.not_before,
            outlet_before: self.document.outlet_before,
            title_heads: self.document.title_heads,
            not_title_heads: self.document.not_heads,
            titled_after: self.document.title_after,
            titled_before: self.document.title_before,
            issued: self.document.issued,
            back: self.document.back,
            regulated: self.document.regulated,
            occasions: words(&self.event.occasions),
            founding: set(self.event.founding),
            commemorations: self.event.commemorations,
            years: self.event.years,
            not_years: self.event.not_years.chars().collect(),
            not_in_year: self.event.not_in_year.chars().collect(),
            after_year: self.event.after_year.chars().collect(),
            parliaments: self.event.parliaments,
            games: set(self.event.games),
            incidents: self.event.incidents,
            meeting_nouns: self.event.nouns,
            assemblies: set(self.event.assemblies),
            committees: self.event.committees,
            standing: self.event.standing,
            talks: self.event.talks,
            worldwide: self.event.worldwide,
            not_worldwide: self.event.not_worldwide,
            not_formulas: self.doctrine.not_counted,
            counted_texts: self.doctrine.texts,
            qualifiers: set(self.event.qualifiers.into_iter().chain(self.event.levels.iter().cloned()).collect()),
            leveled: set(self.event.leveled),
            before_session: set(self
                .event
                .before_session
                .into_iter()
                .chain(self.event.levels.iter().cloned())
                .collect()),
            levels: set(self.event.levels),
            subjects: set(self.event.subjects),
            counted: self.doctrine.counted.iter().filter_map(|w| w.chars().next()).collect(),
            behind: set(self.person.behind),
            not_titles: set(self.person.not_titles),
            no_role: set(self.person.no_role),
            role_prefix: self.person.role_prefix,
            follower_characters: single_characters(&self.person.followers).collect(),
            followers: words(&self.person.followers),
            not_names: words(&self.person.not_names),
            not_given: self.person.not_given.chars().collect(),
            not_in_place: self.place.words.not_in.chars().collect(),
            not_short_place: set(self.place.words.not_short),
            foreign: self.person.foreign.chars().collect(),
            foreign_start: self.person.foreign_start.chars().collect(),
            not_start: self.person.not_start.chars().collect(),
            japanese: set(self.person.japanese),
            unnamed: self.person.unnamed,
            envoys: set(self.person.envoys),
            offices: self.person.offices,
            not_buildings: self.place.not_buildings,
            ranks: set(self.place.ranks),
            small_ranks: set(self.place.small_ranks),
            long_ranks: self.place.long_ranks,
            not_ranks: self.place.not_ranks,
            oceans: set(self.place.oceans),
            directions: self.place.directions,
            short: self.person.short,
            stop: self.boundary.stop.chars().chain(single_characters(&self.boundary.verbs)).collect(),
            unless_before: by_character(self.boundary.unless_before),
            unless_after: by_character(self.boundary.unless_after),
            verbs: words(&self.boundary.verbs),
            generic: set(self.boundary.generic.into_iter().chain(self.boundary.vague.iter().cloned()).collect()),
            vague: set(self.boundary.vague),
        }
    }
}

fn single_characters(list: &[String]) -> impl Iterator<Item = char> + '_ {
    list.iter().filter(|w| w.chars().count() == 1).filter_map(|w| w.chars().next())
}
