//! Filters that no fact can meet: told, with what to do, before anything is looked for.

use super::{FilterArgs, Known};
use crate::cli::{Outcome, Stop, usage};
use crate::date::days;
use crate::engine;
use crate::error::{Error, Kind, Result};
use crate::lookup::plain;
use crate::near::{close_to, guess};
use crate::topic::Topics;

impl FilterArgs {
    /// Refuses what no fact can meet. A source or words that nothing has are "nothing found".
    ///
    /// `classes` are those that are asked for; none: all.
    pub(super) fn check(&self, classes: &[String], known: &Known<'_>) -> Outcome<()> {
        ordered(["--since", "--until"], [&self.since, &self.until])?;
        ordered(["--said-since", "--said-until"], [&self.said_since, &self.said_until])?;
        if self.text.as_deref().is_some_and(|text| plain(text).is_empty()) {
            return Err(usage("`--text` has no letter or digit", "give words as the passage has them").into());
        }
        let status = self.status.as_deref().map(str::to_ascii_lowercase);
        if let Some(status) = status.filter(|s| self.variants && matches!(&**s, "agreed" | "single-witness")) {
            let help = "leave one of them out, or ask for --status disputed or majority";
            return Err(usage(
                format!("no rendering of a fact that is {status} differs from others (--variants)"),
                help,
            )
            .into());
        }
        self.fits_a_class(classes, known)?;
        self.is_a_source(known)
    }

    /// Sees that a class of those asked for has all that its facts are chosen by.
    fn fits_a_class(&self, classes: &[String], known: &Known<'_>) -> Result<()> {
        let by_slot = [("strength", &self.strength), ("stance", &self.stance)];
        let by_topic = [("topic", &self.topic), ("PLOVER event", &self.plover)];
        let given = |options: [(&'static str, &Option<String>); 2]| -> Vec<&str> {
            options.into_iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name).collect()
        };
        let (slots, topical) = (given(by_slot), given(by_topic));
        let topics =
            if topical.is_empty() { Topics::default() } else { engine::topics(known.global.ontology.as_deref())? };
        let all = known.vocabulary.facts.iter();
        let fitting: Vec<&str> = all
            .filter(|class| slots.iter().all(|slot| class.slots.iter().any(|s| *s.name == **slot)))
            .filter(|class| topical.is_empty() || topics.reads(&class.name))
            .map(|class| &*class.name)
            .collect();
        if classes.is_empty() && !fitting.is_empty() || classes.iter().any(|c| fitting.contains(&c.as_str())) {
            return Ok(());
        }
        let what = [slots, topical].concat().join(" and ");
        let (message, help) = match classes {
            [] => (format!("no class of facts has {what}"), "leave one of them out".to_owned()),
            _ => {
                let help = match fitting[..] {
                    [] => "leave one of them out".to_owned(),
                    _ => format!("leave --type out, or ask for --type {}", fitting.join(" or ")),
                };
                (format!("facts of the class {} have no {what}", classes.join(", ")), help)
            }
        };
        Err(usage(message, help))
    }

    /// The id of the topic that is asked for.
    pub(super) fn topic(&self, known: &Known<'_>) -> Result<Option<String>> {
        let Some(wanted) = &self.topic else { return Ok(None) };
        let topics = engine::topics(known.global.ontology.as_deref())?;
        if let Some(topic) = topics.named(wanted) {
            return Ok(Some(topic.id.to_string()));
        }
        let ids: Vec<&str> = topics.ids().collect();
        let near = guess(wanted, ids.iter().copied()).map(|g| g + " ").unwrap_or_default();
        let help = format!("{near}the topics are: {}", ids.join(", "));
        Err(usage(format!("there is no topic `{wanted}`"), help))
    }

    /// Sees that the store has a source of this name.
    fn is_a_source(&self, known: &Known<'_>) -> Outcome<()> {
        let Some(wanted) = &self.source else { return Ok(()) };
        let names = || known.sources.iter().map(|s| s.name.as_str());
        if names().any(|name| name.contains(wanted.as_str())) {
            return Ok(());
        }
        let near = close_to(wanted, names());
        let help = match near[..] {
            [] => "give a part of the name of a source; `diplograph query sources` lists them".to_owned(),
            _ => format!("did you mean {}?", near.join(", ")),
        };
        Err(Stop::Nothing(Error::new(Kind::Query, format!("no source is called `{wanted}`")).help(help)))
    }
}

/// Sees that a time does not end before it begins.
fn ordered(names: [&str; 2], [since, until]: [&Option<String>; 2]) -> Result<()> {
    let (Some(since), Some(until)) = (since, until) else { return Ok(()) };
    let first = days(since).and_then(|(first, _)| first);
    let last = days(until).and_then(|(_, last)| last);
    if first.zip(last).is_some_and(|(first, last)| first > last) {
        let message = format!("`{} {since} {} {until}` ends before it begins", names[0], names[1]);
        return Err(usage(message, "give the earlier time first"));
    }
    Ok(())
}
