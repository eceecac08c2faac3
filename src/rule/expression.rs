//! Values that a rule computes: `"@speaker"`, `"@years-before(anniversary)"`.

use super::{Source, fixed};
use crate::near::guess;
use crate::vocab::SlotKind;
use std::sync::Arc;

/// The computed values: each is named once, with the holes that it reads and the word by which rules ask for it.
macro_rules! expressions {
    ($($(#[$about:meta])* $name:ident $(($($hole:ident),+))? = $word:literal),* $(,)?) => {
        /// A computed value. Each is written with `@`, its word and the holes that it reads.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Expression {
            $($(#[$about])* $name $(($(expressions!(@hole $hole)),+))?),*
        }

        impl Expression {
            /// All of them as they are written: `@speaker`, `@first(HOLE)`, `@union(A, B)`.
            pub const WRITTEN: &'static [&'static str] =
                &[$(concat!("@", $word $(, "(", stringify!($($hole),+), ")")?)),*];

            /// The holes that it reads.
            #[allow(non_snake_case, reason = "the holes are called as the page of the rules has them")]
            pub fn holes(&self) -> Vec<&Arc<str>> {
                match self {
                    $(Expression::$name $(($($hole),+))? => vec![$($($hole),+)?]),*
                }
            }

            /// The one of a word; none if no such word is known. `next` gives its holes, one after the other.
            fn of(word: &str, next: &mut impl FnMut() -> Result<Arc<str>, String>) -> Option<Result<Expression, String>> {
                match word {
                    $($word => Some(expressions!(@read next $name $($($hole)+)?)),)*
                    _ => None,
                }
            }
        }
    };
    (@hole $hole:ident) => { Arc<str> };
    (@read $next:ident $name:ident) => { Ok(Expression::$name) };
    (@read $next:ident $name:ident $one:ident) => { $next().map(Expression::$name) };
    (@read $next:ident $name:ident $one:ident $other:ident) => {
        $next().and_then(|one| Ok(Expression::$name(one, $next()?)))
    };
}

expressions! {
    /// The country that the speaker speaks for.
    Speaker = "speaker",
    /// The person who answers in this turn.
    Answerer = "answerer",
    /// Who says 我 there: the one whose words are told, in an answer the person who answers; nobody in narration.
    Teller = "teller",
    /// The same with what a hole holds; nobody where nobody says 我.
    TellerAnd(HOLE) = "teller-and",
    /// The party that opens an earlier clause of the sentence, else the speaker's country.
    Subject = "subject",
    /// Who is meant as the subject where the clause names none: the party whose words are reported, else the
    /// subject of an earlier clause, if it is the speaker's side or says something, else, in an answer, the speaker's
    /// country; nobody in plain narration.
    Holder = "holder",
    /// As `@holder`, but the subject of an earlier clause, whatever it does, comes before the party whose words
    /// are reported.
    Doer = "doer",
    /// The subject of an earlier clause of the sentence; nobody where it has none.
    OwnSubject = "own-subject",
    /// With whom an earlier clause of the sentence says that something is done; nobody where none does.
    Partner = "partner",
    /// The states of the joint statement that the sentence stands in, or the body whose declaration it is;
    /// nobody outside one.
    Signatories = "signatories",
    /// The countries, regions and blocs named in the matched clause, else in the sentence before it.
    Parties = "parties",
    /// As `@parties`, but only if they are two or more; of three, those that fill no slot before it.
    Pair = "pair",
    /// The nearest date before the match in its sentence, or inside the match.
    Time = "time",
    /// As `@time`, else the date with which an earlier sentence of the passage opens; 一年来 is a year, too.
    Period = "period",
    /// Whom the match is about: the parties of its clause, else who opens the clause, the sentence, the
    /// passage or the article, else the speaker's country.
    Concerned = "concerned",
    /// The thing with a name that opens an earlier clause of the sentence, or the sentence before it.
    Topic = "topic",
    /// The words of which the clause before told something, else the name of the topic.
    TopicWords = "topic-words",
    /// The organization named last before the match, in the sentence or shortly before it.
    Bloc = "bloc",
    /// The event named last before the match, likewise.
    Event = "event",
    /// The year of `time`, else of the document, less the hole's number.
    YearsBefore(HOLE) = "years-before",
    /// The parties that the gazetteer names for the entity in the hole, else two or more in its name.
    PartiesOf(HOLE) = "parties-of",
    /// The countries, regions and blocs named inside the hole.
    PartiesIn(HOLE) = "parties-in",
    /// The same, if they are two or more.
    PairIn(HOLE) = "pair-in",
    /// The hole's text as the name of the thing, whatever names stand in it.
    Text(HOLE) = "text",
    /// The entity that the hole as a whole is a name of.
    Named(HOLE) = "named",
    /// A place named inside the hole.
    PlaceIn(HOLE) = "place-in",
    /// The organization that the title in the hole belongs to.
    BodyOf(HOLE) = "body-of",
    /// The country that the hole's place is or lies in.
    CountryOf(HOLE) = "country-of",
    /// The first item of a list.
    First(HOLE) = "first",
    /// All but the first.
    Rest(HOLE) = "rest",
    /// What another hole holds.
    Hole(HOLE) = "hole",
    /// What two holes hold, together.
    Union(A, B) = "union",
    /// The text of two holes one after the other.
    Join(A, B) = "join",
}

impl Expression {
    /// Reads what stands behind the `@`.
    fn parse(text: &str) -> Result<Expression, String> {
        let (word, arguments) = match text.split_once('(') {
            Some((word, rest)) => {
                let inside = rest.strip_suffix(')').ok_or_else(|| format!("`@{word}(` is not closed: write `)`"))?;
                (word, inside.split(',').map(|a| Arc::from(a.trim())).collect())
            }
            None => (text, Vec::new()),
        };
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next().ok_or_else(|| format!("`@{word}` needs a hole in brackets"));
        let found = Expression::of(word, &mut next).ok_or_else(|| unknown(word))??;
        match arguments.next() {
            Some(more) => Err(format!("`@{word}` does not ask for `{more}`: leave it out")),
            None => Ok(found),
        }
    }
}

fn unknown(name: &str) -> String {
    let wrong = format!("@{name}");
    let near = guess(&wrong, Expression::WRITTEN.iter().copied())
        .unwrap_or_else(|| "ontology/rules/README.md lists them".to_owned());
    format!("`{wrong}` is nothing that a rule can ask for: {near}")
}

/// Reads what a rule says of a slot: a fixed value or an expression.
pub(super) fn source(value: &toml::Value, kind: &SlotKind) -> Result<Source, String> {
    match value {
        toml::Value::String(text) if text.starts_with('@') => Expression::parse(&text[1..]).map(Source::Computed),
        _ => fixed(value, kind).map(Source::Fixed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_expression_is_read_as_it_is_written_and_stands_on_the_page() {
        let page = include_str!("../../ontology/rules/README.md");
        for written in Expression::WRITTEN {
            let read = Expression::parse(&written[1..]).unwrap();
            let holes: Vec<&str> = written.split(['(', ')']).nth(1).map_or(Vec::new(), |h| h.split(", ").collect());
            assert_eq!(read.holes().iter().map(|h| &***h).collect::<Vec<_>>(), holes, "{written}");
            assert!(page.contains(&format!("`{written}`")), "{written} is not in ontology/rules/README.md");
        }
    }

    #[test]
    fn what_is_wrong_with_one_is_told_with_the_cure() {
        for (written, told) in [
            ("speeker", "did you mean `@speaker`"),
            ("first", "`@first` needs a hole in brackets"),
            ("join(a)", "`@join` needs a hole in brackets"),
            ("first(a", "is not closed"),
            ("pair(a)", "`@pair` does not ask for `a`"),
        ] {
            let said = Expression::parse(written).unwrap_err();
            assert!(said.contains(told), "{said}");
        }
    }
}
