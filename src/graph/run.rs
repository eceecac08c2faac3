//! The record of a build: when it ran, with what, and which sources it read, in PROV-O. It stands beside the graph and is no
//! part of it, so that the same sources give the same graph whenever, and in however many builds, they are read.

use super::dataset::{program, run_iri};
use super::term::{id, time_literal};
use crate::date::calendar::date_of;
use crate::engine::OwnFile;
use crate::hash::digest;
use crate::store::SourceEntry;
use crate::vocab::PREFIXES;
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, Term, Triple};
use std::time::{SystemTime, UNIX_EPOCH};

/// When a build ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// When it began to read.
    pub began: SystemTime,
    /// When the store was written.
    pub ended: SystemTime,
}

/// The record as Turtle: the build, its program and the sources that it read, when it began and ended, and the graph in
/// whose making it took part.
pub(crate) fn record(sources: &[SourceEntry], ontology: &[OwnFile], run: Run) -> String {
    let prov = |name: &str| NamedNode::new_unchecked(format!("http://www.w3.org/ns/prov#{name}"));
    let (began, ended) = (instant(run.began), instant(run.ended));
    let since = run.began.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string();
    let names = sources.iter().flat_map(|s| [s.name.as_str(), s.sha256.as_str()]);
    let node = id(&format!("build/{}", digest(&names.chain([since.as_str()]).collect::<Vec<_>>())));
    let making = run_iri(ontology);
    let mut triples = vec![
        Triple::new(node.clone(), rdf::TYPE, prov("Activity")),
        Triple::new(node.clone(), NamedNode::new_unchecked(PART), making.clone()),
        Triple::new(node.clone(), prov("wasAssociatedWith"), program()),
        Triple::new(node.clone(), prov("startedAtTime"), began),
        Triple::new(node.clone(), prov("endedAtTime"), ended),
        Triple::new(id("dataset"), prov("wasGeneratedBy"), making),
        Triple::new(program(), rdf::TYPE, prov("SoftwareAgent")),
    ];
    for entry in sources {
        let source = NamedNode::new_unchecked(super::text::iri(&entry.name));
        triples.push(Triple::new(node.clone(), prov("used"), source.clone()));
        let hash = Literal::new_simple_literal(&entry.sha256);
        triples.push(Triple::new(source.clone(), super::term::dg("sha256"), hash));
        if let Some(date) = &entry.date {
            triples.push(Triple::new(source, super::term::dg("date"), time_literal(date)));
        }
    }
    turtle(&triples)
}

/// What can be read of records, and whether this is all.
pub(crate) fn readable_records(text: &[u8]) -> (String, bool) {
    let (mut triples, mut is_all) = (Vec::new(), true);
    for triple in RdfParser::from_format(RdfFormat::Turtle).for_slice(text) {
        match triple {
            Ok(quad) => triples.push(Triple::from(quad)),
            Err(_) => is_all = false,
        }
        if !is_all {
            break;
        }
    }
    (turtle(&triples), is_all)
}

const PART: &str = "http://purl.org/dc/terms/isPartOf";

fn turtle(triples: &[Triple]) -> String {
    let serializer = RdfSerializer::from_format(RdfFormat::Turtle);
    let with =
        |s: RdfSerializer, (prefix, iri): &(&str, &str)| s.with_prefix(*prefix, *iri).expect("our prefixes are IRIs");
    let mut writer = PREFIXES.iter().fold(serializer, with).for_writer(Vec::new());
    triples.iter().for_each(|t| writer.serialize_triple(t).expect("writing to memory"));
    String::from_utf8(writer.finish().expect("writing to memory")).expect("Turtle is UTF-8")
}

/// A moment as `xsd:dateTime` in UTC, to the second.
fn instant(time: SystemTime) -> Term {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64);
    let (year, month, day) = date_of(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    let text =
        format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60);
    Literal::new_typed_literal(text, xsd::DATE_TIME).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_moment_is_written_in_utc() {
        let moment = UNIX_EPOCH + Duration::from_secs(1_709_805_615);
        assert!(instant(moment).to_string().starts_with("\"2024-03-07T10:00:15Z\""));
    }
}
