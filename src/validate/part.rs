//! Shapes against a part of a graph: what the part points to is of the class that its IRI shows.

use super::{Finding, Shapes};
use crate::entity;
use crate::graph;
use crate::line::Names;
use crate::vocab::{ID, NS, Vocabulary};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::HashSet;

/// What stands around a part.
pub(crate) struct Surroundings<'a> {
    /// The terms.
    pub vocabulary: &'a Vocabulary,
    /// The entities.
    pub names: &'a Names<'a>,
    /// The class of a fact, by its id.
    pub fact: &'a (dyn Fn(&str) -> Option<&'a str> + Sync),
}

impl Shapes {
    /// Checks a part; findings about nodes of the part only.
    pub(crate) fn check_part(&self, mut part: Vec<Quad>, around: &Surroundings<'_>) -> Vec<Finding> {
        let typed: HashSet<&NamedNode> =
            part.iter().filter(|q| q.predicate == rdf::TYPE).filter_map(|q| named(&q.subject)).collect();
        let pointed: HashSet<&NamedNode> = part.iter().filter_map(pointed).filter(|n| !typed.contains(n)).collect();
        let mut stand_ins = HashSet::new();
        let mut more = Vec::new();
        for node in pointed {
            let classes = node.as_str().strip_prefix(ID).map(|path| around.classes(path)).unwrap_or_default();
            for class in &classes {
                let class = NamedNode::new_unchecked(format!("{NS}{class}"));
                more.push(Quad::new(node.clone(), rdf::TYPE, class, GraphName::DefaultGraph));
            }
            stand_ins.insert(Term::from(node.clone()));
        }
        part.extend(more);
        part.extend(graph::terms(around.vocabulary));
        let mut found = self.check(&part);
        found.retain(|f| !stand_ins.contains(&f.node));
        found
    }
}

/// The node that a quad points to.
fn pointed(quad: &Quad) -> Option<&NamedNode> {
    match &quad.object {
        Term::NamedNode(object) => Some(object).filter(|o| named(&quad.subject) != Some(o)),
        _ => None,
    }
}

fn named(node: &NamedOrBlankNode) -> Option<&NamedNode> {
    match node {
        NamedOrBlankNode::NamedNode(node) => Some(node),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

impl Surroundings<'_> {
    /// The classes of the node with this path.
    fn classes(&self, path: &str) -> Vec<String> {
        let Some((kind, rest)) = path.split_once('/') else { return Vec::new() };
        let one = |class: &str| vec![class.to_owned()];
        match kind {
            "source" if rest.contains("#char=") => one("Passage"),
            "source" if rest.contains("/turn/") => one("Turn"),
            "source" => one("Source"),
            "occasion" => one("Occasion"),
            "fact" => (self.fact)(rest).map(|class| vec!["Fact".to_owned(), class.to_owned()]).unwrap_or_default(),
            _ => entity::classes_of(path, self.names),
        }
    }
}
