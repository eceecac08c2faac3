//! The part of a stored graph that belongs to some facts: their quads, and those of what they name and rest on.

use crate::entity::CLASSES;
use crate::error::{Error, Result};
use crate::vocab::ID;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use std::collections::HashSet;
use std::io::Read;

/// How far from its facts a part reaches: passages and quantities, then the sources of the passages. Of another fact, that
/// the same sentence states or that is the exchange, only the link to it is there: it has not been chosen.
const STEPS: usize = 2;

/// Nodes whose quads are exported.
#[derive(Debug, Default)]
pub struct Part(HashSet<String>);

impl Part {
    /// The part of the facts of these ids. `open` gives the graph as N-Quads, from the start each time.
    ///
    /// Errors: of opening; [`crate::error::Kind::Store`] for what are no N-Quads.
    pub fn new<R: Read>(facts: &[String], open: impl Fn() -> Result<R>) -> Result<Part> {
        let mut nodes: HashSet<String> = facts.iter().map(|id| format!("{ID}fact/{id}")).collect();
        let mut reached = nodes.clone();
        for _ in 0..STEPS {
            let mut next = HashSet::new();
            for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(open()?) {
                let quad = quad.map_err(Error::damaged)?;
                if let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&quad.subject, &quad.object)
                    && reached.contains(subject.as_str())
                    && object.as_str().starts_with(ID)
                    && !is_fact(object.as_str())
                {
                    next.insert(object.as_str().to_owned());
                }
            }
            // Of an entity its own quads are enough: what belongs to it is not said by these facts.
            reached = next.iter().filter(|node| !is_entity(node)).cloned().collect();
            nodes.extend(next);
        }
        Ok(Part(nodes))
    }

    /// Whether it has no facts.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a quad belongs to it.
    pub(super) fn holds(&self, quad: &Quad) -> bool {
        matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if self.0.contains(node.as_str()))
    }
}

fn is_fact(iri: &str) -> bool {
    iri.strip_prefix(ID).is_some_and(|path| path.starts_with("fact/"))
}

fn is_entity(iri: &str) -> bool {
    let kind = iri.strip_prefix(ID).and_then(|path| path.split_once('/'));
    kind.is_some_and(|(kind, _)| CLASSES.iter().any(|(known, _)| *known == kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_no_facts_that_were_not_chosen() {
        let line = |s: &str, o: &str| format!("<{ID}{s}> <x:p> <{ID}{o}> <x:g> .\n");
        let graph = line("fact/a", "fact/b") + &line("fact/b", "fact/c") + &line("fact/c", "passage/1");
        let part = |ids: &[&str]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            let part = Part::new(&ids, || Ok(graph.as_bytes())).unwrap();
            let quads = RdfParser::from_format(RdfFormat::NQuads).for_reader(graph.as_bytes());
            quads.map(|q| q.unwrap()).filter(|q| part.holds(q)).count()
        };
        assert_eq!((part(&["a"]), part(&["a", "b"]), part(&["a", "b", "c"])), (1, 2, 3));
    }

    #[test]
    fn a_part_has_its_facts_what_they_name_and_where_it_is_said() {
        let line = |s: &str, o: &str| format!("<{ID}{s}> <x:p> <{ID}{o}> <x:g> .\n");
        let graph = line("fact/a", "passage/1") + &line("passage/1", "source/s") + &line("fact/a", "country/CN");
        let graph =
            graph + &line("country/CN", "region/亚洲") + &line("fact/b", "passage/2") + &line("source/s", "occasion/o");
        let part = Part::new(&["a".to_owned()], || Ok(graph.as_bytes())).unwrap();
        let quads = RdfParser::from_format(RdfFormat::NQuads).for_reader(graph.as_bytes());
        let held: Vec<String> =
            quads.map(|q| q.unwrap()).filter(|q| part.holds(q)).map(|q| q.subject.to_string()).collect();
        let subjects = ["fact/a", "passage/1", "fact/a", "country/CN", "source/s"];
        assert_eq!(held, subjects.map(|s| format!("<{ID}{s}>")));
    }
}
