//! The entity graph as a network: neighbours, shortest paths with the facts along them, centrality, communities.
//!
//! Nodes are entities, edges the one-hop form of facts ([`crate::export::entity_graph`]). Paths, betweenness and
//! communities take edges in both directions; the weight of an edge is the number of its facts.
//!
//! ```
//! use diplograph::export::{EntityGraph, Node, Relation};
//! use diplograph::network::Network;
//!
//! let node = |path: &str| Node { path: path.into(), id: path.into(), name: path.into(), name_en: String::new(), class: "Country".into() };
//! let visa = Relation {
//!     property: "waivesVisaFor".into(), label: "免签".into(), label_en: "waives visas for".into(), symmetric: false,
//!     facts: vec!["f1".into()], sources: 1, first: "2024-03-07".into(), last: "2024-03-07".into(), disputed: false,
//! };
//! let mut graph = EntityGraph::new();
//! let [a, b, c] = ["country/A", "country/B", "country/C"].map(|p| graph.add_node(node(p)));
//! graph.add_edge(a, b, visa.clone());
//! graph.add_edge(c, b, visa);
//!
//! let network = Network::new(graph);
//! let (from, to) = (network.find("country/A").unwrap(), network.find("country/C").unwrap());
//! let paths = network.paths(&[from], &[to], 10);
//! assert_eq!(paths.len(), 1);
//! assert_eq!(paths[0].len(), 2, "by way of B");
//! ```

mod centrality;
mod community;
mod picture;

pub use centrality::Centrality;
pub use community::{Communities, communities};
pub use picture::{Picture, Script};

use crate::export::{EntityGraph, Relation};
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// An entity graph with an index of its nodes.
#[derive(Debug, Clone)]
pub struct Network {
    /// The graph.
    pub graph: EntityGraph,
    by_path: HashMap<String, NodeIndex>,
}

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where it begins.
    pub from: NodeIndex,
    /// Where it ends.
    pub to: NodeIndex,
    /// The edge; it may lead from `to` to `from`.
    pub edge: EdgeIndex,
}

impl Network {
    /// Indexes a graph.
    pub fn new(graph: EntityGraph) -> Network {
        let by_path = graph.node_indices().map(|n| (graph[n].path.clone(), n)).collect();
        Network { graph, by_path }
    }

    /// The node of a path: `country/CH`.
    pub fn find(&self, path: &str) -> Option<NodeIndex> {
        self.by_path.get(path).copied()
    }

    /// The edges of a node, outgoing and incoming, with the node at the other end; by property and name.
    pub fn edges_of(&self, node: NodeIndex) -> Vec<(EdgeIndex, NodeIndex)> {
        let out = self.graph.edges(node).map(|e| (e.id(), e.target()));
        let inward = self.graph.edges_directed(node, petgraph::Incoming).map(|e| (e.id(), e.source()));
        let mut all: Vec<_> = out.chain(inward).collect();
        all.sort_by(|a, b| {
            (&self.graph[a.0].property, &self.graph[a.1].path).cmp(&(&self.graph[b.0].property, &self.graph[b.1].path))
        });
        all
    }

    /// The nodes that are at most `depth` steps away from one of `from`, with their distance; the nearest first, and of
    /// those the ones with most facts. `most` keeps that many.
    pub fn neighbourhood(&self, from: &[NodeIndex], depth: usize, most: usize) -> Vec<(NodeIndex, usize)> {
        let distance = self.distances(from, |_, steps| steps < depth);
        let facts_towards = |node: NodeIndex, at: usize| -> usize {
            let nearer = |other: &NodeIndex| distance.get(other).is_some_and(|d| *d < at);
            self.edges_of(node).iter().filter(|(_, o)| nearer(o)).map(|(e, _)| self.graph[*e].facts.len()).sum()
        };
        let mut out: Vec<_> = distance.iter().map(|(&n, &d)| (d, std::cmp::Reverse(facts_towards(n, d)), n)).collect();
        out.sort_by(|a, b| (a.0, a.1, &self.graph[a.2].path).cmp(&(b.0, b.1, &self.graph[b.2].path)));
        out.into_iter().take(most).map(|(d, _, n)| (n, d)).collect()
    }

    /// What joins several groups of nodes: the nodes on paths of at most `longest` steps from one group to another that
    /// pass no node twice, or on the shortest ones where all are longer; with their distance from the nearest group.
    /// The groups come first, then what stands on the shortest paths; `most` keeps that many.
    pub fn between(&self, groups: &[Vec<NodeIndex>], longest: usize, most: usize) -> Vec<(NodeIndex, usize)> {
        let ends: BTreeSet<NodeIndex> = groups.iter().flatten().copied().collect();
        // The length of the shortest path on which a node stands.
        let mut shortest: BTreeMap<NodeIndex, usize> = BTreeMap::new();
        for (n, from) in groups.iter().enumerate() {
            for to in &groups[n + 1..] {
                let distance = self.distances(to, |node, steps| steps == 0 || !ends.contains(&node));
                let nearest = from.iter().filter_map(|f| distance.get(f)).min();
                let Some(&nearest) = nearest else { continue };
                for length in nearest..=nearest.max(longest) {
                    let mut walk =
                        Walk { network: self, distance: &distance, ends: &ends, left: WALK, met: Vec::new() };
                    from.iter().for_each(|f| walk.from(*f, length, &mut vec![*f]));
                    walk.met.into_iter().for_each(|node| _ = shortest.entry(node).or_insert(length));
                }
            }
        }
        let all: Vec<NodeIndex> = ends.iter().copied().collect();
        let near = self.distances(&all, |_, _| true);
        let facts = |n: NodeIndex| -> usize { self.edges_of(n).iter().map(|e| self.graph[e.0].facts.len()).sum() };
        let mut joining: Vec<_> = shortest
            .iter()
            .filter(|(n, _)| !ends.contains(n))
            .map(|(&n, &length)| (length, std::cmp::Reverse(facts(n)), &self.graph[n].path, n))
            .collect();
        joining.sort();
        let joining = joining.into_iter().map(|j| j.3).take(most.saturating_sub(ends.len()));
        let mut seen = BTreeSet::new();
        let groups = groups.iter().flatten().copied().filter(|n| seen.insert(*n));
        groups.chain(joining).map(|n| (n, near.get(&n).copied().unwrap_or(0))).collect()
    }

    /// Steps from one of `from` to each node that edges lead to, as far as `leads_on` says of a node and its steps.
    fn distances(&self, from: &[NodeIndex], leads_on: impl Fn(NodeIndex, usize) -> bool) -> HashMap<NodeIndex, usize> {
        let mut distance: HashMap<NodeIndex, usize> = from.iter().map(|&n| (n, 0)).collect();
        let mut open: VecDeque<NodeIndex> = from.iter().copied().collect();
        while let Some(node) = open.pop_front() {
            let steps = distance[&node];
            for other in self.graph.neighbors_undirected(node).filter(|_| leads_on(node, steps)) {
                distance.entry(other).or_insert_with(|| {
                    open.push_back(other);
                    steps + 1
                });
            }
        }
        distance
    }

    /// All shortest paths from one of `from` to one of `to`, at most `most`, in a stable order. Where several edges
    /// join two nodes, each makes a path of its own.
    pub fn paths(&self, from: &[NodeIndex], to: &[NodeIndex], most: usize) -> Vec<Vec<Step>> {
        let mut distance: HashMap<NodeIndex, usize> = from.iter().map(|&n| (n, 0)).collect();
        let mut before: HashMap<NodeIndex, Vec<Step>> = HashMap::new();
        let mut open: VecDeque<NodeIndex> = from.iter().copied().collect();
        let mut end = usize::MAX;
        while let Some(node) = open.pop_front().filter(|n| distance[n] < end) {
            let next = distance[&node] + 1;
            for (edge, other) in self.edges_of(node) {
                let seen = *distance.entry(other).or_insert_with(|| {
                    open.push_back(other);
                    next
                });
                if seen == next {
                    before.entry(other).or_default().push(Step { from: node, to: other, edge });
                }
            }
            if to.iter().any(|t| distance.get(t) == Some(&next)) {
                end = next;
            }
        }
        let ends: BTreeSet<NodeIndex> = to.iter().copied().filter(|t| distance.get(t) == Some(&end)).collect();
        let mut paths = Vec::new();
        for target in ends {
            self.walk_back(target, &before, &mut Vec::new(), &mut paths, most);
        }
        paths
    }

    fn walk_back(
        &self,
        node: NodeIndex,
        before: &HashMap<NodeIndex, Vec<Step>>,
        tail: &mut Vec<Step>,
        paths: &mut Vec<Vec<Step>>,
        most: usize,
    ) {
        if paths.len() >= most {
            return;
        }
        match before.get(&node) {
            Some(steps) => {
                for step in steps {
                    tail.push(*step);
                    self.walk_back(step.from, before, tail, paths, most);
                    tail.pop();
                }
            }
            None => paths.push(tail.iter().rev().copied().collect()),
        }
    }

    /// The part of the network that has only these nodes.
    pub fn part(&self, nodes: &BTreeSet<NodeIndex>) -> Network {
        Network::new(self.graph.filter_map(
            |n, node| nodes.contains(&n).then(|| node.clone()),
            |_, relation: &Relation| Some(relation.clone()),
        ))
    }

    /// For each node, its neighbours in either direction with the number of facts between them; by node.
    fn weights(&self) -> Vec<BTreeMap<usize, f64>> {
        let mut out = vec![BTreeMap::new(); self.graph.node_count()];
        for edge in self.graph.edge_references() {
            let (a, b) = (edge.source().index(), edge.target().index());
            let facts = edge.weight().facts.len() as f64;
            *out[a].entry(b).or_insert(0.0) += facts;
            if a != b {
                *out[b].entry(a).or_insert(0.0) += facts;
            }
        }
        out
    }
}

/// How many steps a search for paths may take: enough for the dense middle of a large graph.
const WALK: usize = 200_000;

/// A search for the nodes on paths of one length.
struct Walk<'a> {
    network: &'a Network,
    /// Of nodes: the steps to the end.
    distance: &'a HashMap<NodeIndex, usize>,
    /// Where paths begin and end, and through which none leads.
    ends: &'a BTreeSet<NodeIndex>,
    left: usize,
    met: Vec<NodeIndex>,
}

impl Walk<'_> {
    /// Goes on from a node, `steps` before the end, by nodes that are not on the path yet.
    fn from(&mut self, node: NodeIndex, steps: usize, path: &mut Vec<NodeIndex>) {
        if steps == 0 {
            self.met.extend(&path[1..path.len() - 1]);
            return;
        }
        let others: BTreeSet<NodeIndex> = self.network.graph.neighbors_undirected(node).collect();
        for other in others {
            let leads = match self.distance.get(&other) {
                Some(0) => steps == 1,
                Some(&rest) => rest < steps && !self.ends.contains(&other),
                None => false,
            };
            if leads && !path.contains(&other) && self.left > 0 {
                self.left -= 1;
                path.push(other);
                self.from(other, steps - 1, path);
                path.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests;
