//! Facts by what they say, who says it, when, where and how: the look-ups behind `diplograph facts`.
//!
//! ```no_run
//! use diplograph::lookup::{Lookup, entity_paths};
//! use diplograph::store::KnowledgeStore;
//! use std::path::Path;
//!
//! let store = KnowledgeStore::open(Path::new("kg"))?;
//! let switzerland = entity_paths(&store.entities()?, "Switzerland")?;
//! let waivers =
//!     Lookup { classes: vec!["VisaWaiver".into()], about: vec![switzerland], ..Lookup::default() };
//! for fact in waivers.each(&store)? {
//!     let fact = fact?;
//!     println!("{} {:?}", fact.id, fact.values("beneficiary"));
//! }
//! # Ok::<(), diplograph::error::Error>(())
//! ```

use crate::date::days;
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::fact::Mode;
use crate::join::{JoinedFact, Status};
use crate::lexicon::canonical;
use crate::near::close_to;
use crate::store::KnowledgeStore;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Later than any day, as text.
const END_OF_TIME: &str = "9999-99-99";

/// What the facts looked for have in common. Empty parts ask for nothing; all others must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lookup {
    /// One of these classes.
    pub classes: Vec<String>,
    /// Of each group of paths (`country/CH`), one is named in the fact or its passages.
    pub about: Vec<Vec<String>>,
    /// One of these paths says it.
    pub speaker: Option<Vec<String>>,
    /// It is said in an exchange with an outlet of one of these paths.
    pub outlet: Option<Vec<String>>,
    /// From this time on (EDTF), included: of the fact itself (its slots `time` and `start`), else of the day on which it is
    /// said. A fact of a span of time fits if some day of the span does.
    pub since: Option<String>,
    /// Up to this time (EDTF), included.
    pub until: Option<String>,
    /// It is said at this time (EDTF) or later, whatever time it is about.
    pub said_since: Option<String>,
    /// It is said at this time (EDTF) or earlier.
    pub said_until: Option<String>,
    /// Whether its witnesses agree.
    pub status: Option<Status>,
    /// Only facts about which renderings differ, whether a reading has the majority or not.
    pub variants: bool,
    /// A source whose name holds this attests it.
    pub source: Option<String>,
    /// A passage has these words, marks and spaces, letter case, width and script aside.
    pub text: Option<String>,
    /// How it is meant.
    pub mode: Option<Mode>,
    /// What it is about: the id of a topic.
    pub topic: Option<String>,
    /// The event of the PLOVER ontology that it announces.
    pub plover: Option<String>,
    /// The code in the slot `strength` (commitments).
    pub strength: Option<String>,
    /// The code in the slot `stance` (positions).
    pub stance: Option<String>,
}

impl Lookup {
    /// The facts that fit, in their order.
    pub fn find<'f>(&self, facts: &'f [JoinedFact]) -> Vec<&'f JoinedFact> {
        let mut sought = Sought::new(self);
        facts.iter().for_each(|f| sought.hear(f));
        facts.iter().filter(|f| sought.fits(f)).collect()
    }

    /// The facts of a store that fit, by type and id, as they are read: they are never all in memory.
    ///
    /// Errors: of opening; the items have those of reading.
    pub fn each(&self, store: &KnowledgeStore) -> Result<impl Iterator<Item = Result<JoinedFact>>> {
        let mut sought = Sought::new(self);
        if self.outlet.is_some() {
            // Which exchanges an outlet has is known when all have been seen.
            store.each_fact()?.try_for_each(|fact| fact.map(|f| sought.hear(&f)))?;
        }
        Ok(store.each_fact()?.filter(move |fact| fact.as_ref().map_or(true, |f| sought.fits(f))))
    }

    fn fits_content(&self, fact: &JoinedFact) -> bool {
        let code = |slot: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|w| fact.slots.get(slot).and_then(Json::as_str) == Some(w))
        };
        let names =
            |paths: &Vec<String>| fact.entities.values().chain(fact.mentions.values()).any(|p| paths.contains(p));
        let says =
            |paths: &Vec<String>| fact.speakers().filter_map(|s| fact.entities.get(s)).any(|p| paths.contains(p));
        (self.classes.is_empty() || self.classes.contains(&fact.class))
            && self.about.iter().all(names)
            && self.speaker.as_ref().is_none_or(says)
            && self.status.is_none_or(|s| fact.status == s)
            && self.mode.is_none_or(|m| fact.mode == m)
            && (!self.variants || fact.readings.iter().any(|r| r.disputed))
            && self.topic.as_ref().is_none_or(|t| fact.topics.contains(t))
            && self.plover.as_ref().is_none_or(|e| fact.plover.as_ref() == Some(e))
            && code("strength", &self.strength)
            && code("stance", &self.stance)
            && self.source.as_ref().is_none_or(|s| fact.evidence.iter().any(|e| e.source.contains(s.as_str())))
            && self.in_time(fact)
            && self.said_in_time(fact)
    }

    fn said_in_time(&self, fact: &JoinedFact) -> bool {
        let span = Span::new(self.said_since.as_deref(), self.said_until.as_deref());
        span.is_none_or(|span| fact.stated_on.iter().any(|day| span.holds(day)))
    }

    fn in_time(&self, fact: &JoinedFact) -> bool {
        let Some(span) = Span::new(self.since.as_deref(), self.until.as_deref()) else { return true };
        let own: Vec<&str> =
            ["time", "start"].iter().flat_map(|s| fact.values(s)).filter_map(Json::as_str).filter(known).collect();
        match own[..] {
            [] => fact.stated_on.iter().any(|day| span.holds(day)),
            _ => own.into_iter().any(|time| span.holds(time)),
        }
    }
}

/// A look-up with what it has to know of all facts.
struct Sought<'l> {
    lookup: &'l Lookup,
    /// The ids of the exchanges with the outlet.
    exchanges: BTreeSet<String>,
    /// The words of the passage, marks and spaces aside.
    text: Option<String>,
}

impl<'l> Sought<'l> {
    fn new(lookup: &'l Lookup) -> Sought<'l> {
        Sought { lookup, exchanges: BTreeSet::new(), text: lookup.text.as_deref().map(plain) }
    }

    /// Notes whether a fact is an exchange with the outlet.
    fn hear(&mut self, fact: &JoinedFact) {
        if self.lookup.outlet.as_ref().is_some_and(|outlets| asked_by(fact, outlets)) {
            self.exchanges.insert(fact.id.clone());
        }
    }

    fn fits(&self, fact: &JoinedFact) -> bool {
        let asked = || std::iter::once(&fact.id).chain(&fact.exchanges).any(|id| self.exchanges.contains(id));
        let words = |text: &String| fact.evidence.iter().any(|e| plain(&e.quote).contains(text.as_str()));
        self.lookup.fits_content(fact)
            && (self.lookup.outlet.is_none() || asked())
            && self.text.as_ref().is_none_or(words)
    }
}

/// Whether a time says when: a year that is not known stands as `XXXX`.
fn known(time: &&str) -> bool {
    time.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// From a first to a last day, as text that compares like the days.
struct Span {
    first: String,
    last: String,
}

impl Span {
    /// None without either end.
    fn new(since: Option<&str>, until: Option<&str>) -> Option<Span> {
        (since.is_some() || until.is_some()).then(|| Span {
            first: since.map_or_else(String::new, |s| range(s).0),
            last: until.map_or_else(|| END_OF_TIME.to_owned(), |u| range(u).1),
        })
    }

    /// Whether some day of a time is in it.
    fn holds(&self, time: &str) -> bool {
        let (first, last) = range(time);
        known(&time) && first <= self.last && last >= self.first
    }
}

/// Whether a fact is an exchange with one of these outlets.
fn asked_by(fact: &JoinedFact, outlets: &[String]) -> bool {
    fact.class == "Exchange"
        && fact
            .values("outlet")
            .iter()
            .any(|o| o.as_str().and_then(|o| fact.entities.get(o)).is_some_and(|p| outlets.contains(p)))
}

/// Letters and digits only, so that line breaks and marks of a rendering do not hide words; in the form in which names are
/// compared, too.
pub(crate) fn plain(text: &str) -> String {
    canonical(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The first and the last day of a time, as text that compares like the days; an open end is before or after all.
fn range(time: &str) -> (String, String) {
    days(time).map_or_else(
        || (time.to_owned(), time.to_owned()),
        |(first, last)| (first.unwrap_or_default(), last.unwrap_or_else(|| END_OF_TIME.to_owned())),
    )
}

/// The paths of the entities that a name, code or path may mean.
///
/// Errors ([`Kind::Query`]): none does; the help names what comes close.
pub fn entity_paths(entities: &[EntityRecord], name: &str) -> Result<Vec<String>> {
    let found: Vec<String> = entities.iter().filter(|e| e.answers_to(name)).map(|e| e.path.clone()).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let names = entities.iter().flat_map(|e| {
        [Some(e.name.as_str()), e.name_en.as_deref()].into_iter().flatten().chain(e.names.iter().map(String::as_str))
    });
    let near = close_to(name, names);
    let help = if near.is_empty() {
        "use an ISO code, or a name as the sources write it".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Err(Error::new(Kind::Query, format!("no source names `{name}`")).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fact(slots: Json) -> JoinedFact {
        serde_json::from_value(json!({
            "id": "f1", "type": "Hosting", "slots": slots, "status": "agreed", "mode": "future", "speaker": "王毅",
            "stated_on": ["2024-03-07"], "evidence": [], "entities": {"CN": "country/CN", "王毅": "person/王毅"}
        }))
        .unwrap()
    }

    #[test]
    fn a_time_range_takes_what_overlaps_it() {
        let range = |since: &str, until: &str| Lookup {
            since: Some(since.into()),
            until: Some(until.into()),
            ..Lookup::default()
        };
        let takes = |l: &Lookup, time: &str| l.find(&[fact(json!({"time": time}))]).len() == 1;
        assert!(takes(&range("2024-03", "2024-04"), "2024-03-31"));
        assert!(takes(&range("2024-03", "2024-04"), "2024"), "some day of the year may be meant");
        assert!(!takes(&range("2024-03", "2024-04"), "2024-05"));
        assert!(takes(&range("2024-09", "2024-10"), "2024-41"), "the second half of the year");
        assert!(!takes(&range("2024-01", "2024-06"), "2024-41"));
        assert!(takes(&range("2024-02", "2024-02"), "2023-12/2024-03"));
        assert!(takes(&range("2025", "2025"), "202X"));
        let said = range("2024-03-07", "2024-03-07");
        assert!(takes(&said, "XXXX-05"), "a year that is not known: the day on which it is said");
    }

    #[test]
    fn the_day_of_saying_is_not_the_time_of_the_fact() {
        let said = |since: &str, until: &str| Lookup {
            said_since: Some(since.into()),
            said_until: Some(until.into()),
            ..Lookup::default()
        };
        let takes = |l: &Lookup| l.find(&[fact(json!({"time": "2002"}))]).len() == 1;
        assert!(takes(&said("2024-03-07", "2024-03-07")) && takes(&said("2024", "2024")));
        assert!(!takes(&said("2024-03-08", "2024-03-09")) && !takes(&said("2002", "2002")));
    }

    #[test]
    fn a_speaker_is_no_party_and_all_conditions_hold() {
        let facts = [fact(json!({"host": ["CN"]}))];
        let by = |path: &str| Lookup { speaker: Some(vec![path.into()]), ..Lookup::default() };
        assert_eq!(by("person/王毅").find(&facts).len(), 1);
        assert_eq!(by("country/CN").find(&facts).len(), 0);
        let both = Lookup { about: vec![vec!["country/CN".into()], vec!["country/CH".into()]], ..Lookup::default() };
        assert!(both.find(&facts).is_empty());
    }

    #[test]
    fn words_are_found_in_any_case_width_and_script() {
        let quote = "挪威对秘鲁免签，通过 APP\n投入2400亿";
        let said = json!({"source": "a.txt", "start": 0, "end": 9, "start_byte": 0, "end_byte": 9, "quote": quote, "rule": "r"});
        let fact = JoinedFact { evidence: vec![serde_json::from_value(said).unwrap()], ..fact(json!({})) };
        let finds = |text: &str| {
            let lookup = Lookup { text: Some(text.into()), ..Lookup::default() };
            !lookup.find(std::slice::from_ref(&fact)).is_empty()
        };
        assert!(["免签", "免簽", "app", "ＡＰＰ", "２４００億", "秘鲁 免签"].into_iter().all(finds));
        assert!(!finds("免税"));
    }

    #[test]
    fn a_name_finds_its_entity_or_what_comes_close() {
        let record = |path: &str, name: &str, en: &str| EntityRecord {
            id: name.into(),
            path: path.into(),
            name: name.into(),
            name_en: Some(en.into()),
            ..EntityRecord::default()
        };
        let entities = [record("country/NO", "挪威", "Norway"), record("country/CH", "瑞士", "Switzerland")];
        assert_eq!(entity_paths(&entities, "norway").unwrap(), ["country/NO"]);
        let help = |name: &str| entity_paths(&entities, name).unwrap_err().help.unwrap();
        assert_eq!(help("Norwey"), "did you mean Norway?");
        assert_eq!(help("瑞土"), "did you mean 瑞士?");
        assert!(help("Atlantis").contains("ISO code"));
    }
}
