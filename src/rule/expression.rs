//! Values that a rule computes: `"@speaker"`, `"@years-before(anniversary)"`.

use super::{Source, fixed};
use crate::near::guess;
use crate::vocab::SlotKind;
use std::sync::Arc;

/// A computed value. Each is written with `@` and its name in kebab case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// `@speaker`: the country that the speaker speaks for.
    Speaker,
    /// `@answerer`: the person who answers in this turn.
    Answerer,
    /// `@teller`: who says 我 there: the one whose words are told, in an answer the person who answers; nobody in narration.
    Teller,
    /// `@teller-and(HOLE)`: the same with what a hole holds; nobody where nobody says 我.
    TellerAnd(Arc<str>),
    /// `@subject`: the party that opens an earlier clause of the sentence, else the speaker's country.
    Subject,
    /// `@holder`: who is meant as the subject where the clause names none: the party whose words are reported, else the
    /// subject of an earlier clause, if it is the speaker's side or says something, else, in an answer, the speaker's
    /// country; nobody in plain narration.
    Holder,
    /// `@doer`: as `@holder`, but the subject of an earlier clause, whatever it does, comes before the party whose words
    /// are reported.
    Doer,
    /// `@own-subject`: the subject of an earlier clause of the sentence; nobody where it has none.
    OwnSubject,
    /// `@partner`: with whom an earlier clause of the sentence says that something is done; nobody where none does.
    Partner,
    /// `@signatories`: the states of the joint statement that the sentence stands in, or the body whose declaration it is;
    /// nobody outside one.
    Signatories,
    /// `@parties`: the countries, regions and blocs named in the matched clause, else in the sentence before it.
    Parties,
    /// `@pair`: as `@parties`, but only if they are two or more; of three, those that fill no slot before it.
    Pair,
    /// `@time`: the nearest date before the match in its sentence, or inside the match.
    Time,
    /// `@period`: as `@time`, else the date with which an earlier sentence of the passage opens; 一年来 is a year, too.
    Period,
    /// `@concerned`: whom the match is about: the parties of its clause, else who opens the clause, the sentence, the
    /// passage or the article, else the speaker's country.
    Concerned,
    /// `@topic`: the thing with a name that opens an earlier clause of the sentence, or the sentence before it.
    Topic,
    /// `@topic-words`: the words of which the clause before told something, else the name of the topic.
    TopicWords,
    /// `@bloc`: the organization named last before the match, in the sentence or shortly before it.
    Bloc,
    /// `@event`: the event named last before the match, likewise.
    Event,
    /// `@years-before(HOLE)`: the year of `time`, else of the document, less the hole's number.
    YearsBefore(Arc<str>),
    /// `@parties-of(HOLE)`: the parties that the gazetteer names for the entity in the hole, else two or more in its name.
    PartiesOf(Arc<str>),
    /// `@parties-in(HOLE)`: the countries, regions and blocs named inside the hole.
    PartiesIn(Arc<str>),
    /// `@pair-in(HOLE)`: the same, if they are two or more.
    PairIn(Arc<str>),
    /// `@text(HOLE)`: the hole's text as the name of the thing, whatever names stand in it.
    Text(Arc<str>),
    /// `@named(HOLE)`: the entity that the hole as a whole is a name of.
    Named(Arc<str>),
    /// `@place-in(HOLE)`: a place named inside the hole.
    PlaceIn(Arc<str>),
    /// `@body-of(HOLE)`: the organization that the title in the hole belongs to.
    BodyOf(Arc<str>),
    /// `@country-of(HOLE)`: the country that the hole's place is or lies in.
    CountryOf(Arc<str>),
    /// `@first(HOLE)`: the first item of a list.
    First(Arc<str>),
    /// `@rest(HOLE)`: all but the first.
    Rest(Arc<str>),
    /// `@hole(HOLE)`: what another hole holds.
    Hole(Arc<str>),
    /// `@union(A, B)`: what two holes hold, together.
    Union(Arc<str>, Arc<str>),
    /// `@join(A, B)`: the text of two holes one after the other.
    Join(Arc<str>, Arc<str>),
}

impl Expression {
    /// The holes that it reads.
    pub fn holes(&self) -> Vec<&Arc<str>> {
        match self {
            Expression::YearsBefore(h)
            | Expression::TellerAnd(h)
            | Expression::PartiesOf(h)
            | Expression::PlaceIn(h)
            | Expression::BodyOf(h)
            | Expression::PartiesIn(h)
            | Expression::PairIn(h)
            | Expression::Text(h)
            | Expression::Named(h)
            | Expression::CountryOf(h)
            | Expression::First(h)
            | Expression::Rest(h)
            | Expression::Hole(h) => vec![h],
            Expression::Join(a, b) | Expression::Union(a, b) => vec![a, b],
            _ => Vec::new(),
        }
    }

    /// Reads what stands behind the `@`.
    fn parse(text: &str) -> Result<Expression, String> {
        let (name, arguments) = match text.split_once('(') {
            Some((name, rest)) => {
                let inside = rest.strip_suffix(')').ok_or_else(|| format!("`@{name}(` is not closed: write `)`"))?;
                (name, inside.split(',').map(|a| Arc::from(a.trim())).collect())
            }
            None => (text, Vec::new()),
        };
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next().ok_or_else(|| format!("`@{name}` needs a hole in brackets"));
        let found = match name {
            "speaker" => Expression::Speaker,
            "answerer" => Expression::Answerer,
            "teller" => Expression::Teller,
            "teller-and" => Expression::TellerAnd(next()?),
            "subject" => Expression::Subject,
            "holder" => Expression::Holder,
            "doer" => Expression::Doer,
            "own-subject" => Expression::OwnSubject,
            "partner" => Expression::Partner,
            "signatories" => Expression::Signatories,
            "parties" => Expression::Parties,
            "pair" => Expression::Pair,
            "time" => Expression::Time,
            "period" => Expression::Period,
            "concerned" => Expression::Concerned,
            "topic" => Expression::Topic,
            "topic-words" => Expression::TopicWords,
            "event" => Expression::Event,
            "named" => Expression::Named(next()?),
            "bloc" => Expression::Bloc,
            "parties-in" => Expression::PartiesIn(next()?),
            "pair-in" => Expression::PairIn(next()?),
            "text" => Expression::Text(next()?),
            "years-before" => Expression::YearsBefore(next()?),
            "parties-of" => Expression::PartiesOf(next()?),
            "place-in" => Expression::PlaceIn(next()?),
            "body-of" => Expression::BodyOf(next()?),
            "country-of" => Expression::CountryOf(next()?),
            "first" => Expression::First(next()?),
            "rest" => Expression::Rest(next()?),
            "hole" => Expression::Hole(next()?),
            "union" => Expression::Union(next()?, next()?),
            "join" => Expression::Join(next()?, next()?),
            _ => return Err(unknown(name)),
        };
        match arguments.next() {
            Some(more) => Err(format!("`@{name}` does not ask for `{more}`: leave it out")),
            None => Ok(found),
        }
    }
}

/// All expressions as they are written.
const WRITTEN: [&str; 33] = [
    "@speaker",
    "@answerer",
    "@teller",
    "@teller-and(HOLE)",
    "@subject",
    "@holder",
    "@doer",
    "@own-subject",
    "@partner",
    "@signatories",
    "@parties",
    "@pair",
    "@time",
    "@period",
    "@concerned",
    "@topic",
    "@topic-words",
    "@bloc",
    "@event",
    "@years-before(HOLE)",
    "@parties-of(HOLE)",
    "@parties-in(HOLE)",
    "@pair-in(HOLE)",
    "@text(HOLE)",
    "@named(HOLE)",
    "@place-in(HOLE)",
    "@body-of(HOLE)",
    "@country-of(HOLE)",
    "@first(HOLE)",
    "@rest(HOLE)",
    "@hole(HOLE)",
    "@union(A, B)",
    "@join(A, B)",
];

fn unknown(name: &str) -> String {
    let wrong = format!("@{name}");
    let near = guess(&wrong, WRITTEN).unwrap_or_else(|| "ontology/rules/README.md lists them".to_owned());
    format!("`{wrong}` is nothing that a rule can ask for: {near}")
}

/// Reads what a rule says of a slot: a fixed value or an expression.
pub(super) fn source(value: &toml::Value, kind: &SlotKind) -> Result<Source, String> {
    match value {
        toml::Value::String(text) if text.starts_with('@') => Expression::parse(&text[1..]).map(Source::Computed),
        _ => fixed(value, kind).map(Source::Fixed),
    }
}
