//! How central each entity is.

use super::Network;
use petgraph::graph::NodeIndex;
use std::collections::VecDeque;

/// Measures of one entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Centrality {
    /// The entity.
    pub node: NodeIndex,
    /// Number of entities next to it.
    pub degree: usize,
    /// Number of facts on its edges.
    pub facts: usize,
    /// PageRank over directed edges by facts, damping 0.85; all together 1.
    pub pagerank: f64,
    /// The share of shortest paths between two others that lead over it (Brandes 2001), in either direction, from 0 to 1.
    pub betweenness: f64,
}

impl Network {
    /// The measures of all entities, in the order of the nodes.
    pub fn centrality(&self) -> Vec<Centrality> {
        let weights = self.weights();
        let neighbours: Vec<Vec<usize>> =
            weights.iter().enumerate().map(|(n, w)| w.keys().copied().filter(|m| *m != n).collect()).collect();
        let (pagerank, betweenness) = (self.pagerank(), betweenness(&neighbours));
        self.graph
            .node_indices()
            .map(|node| Centrality {
                node,
                degree: neighbours[node.index()].len(),
                facts: weights[node.index()].values().sum::<f64>() as usize,
                pagerank: pagerank[node.index()],
                betweenness: betweenness[node.index()],
            })
            .collect()
    }

    /// Power iteration; what has no way out spreads evenly. A symmetric edge leads both ways.
    fn pagerank(&self) -> Vec<f64> {
        const DAMPING: f64 = 0.85;
        let n = self.graph.node_count();
        let mut ways: Vec<Vec<(usize, f64)>> = vec![Vec::new(); n];
        for edge in self.graph.edge_indices() {
            let (a, b) = self.graph.edge_endpoints(edge).expect("an edge of this graph");
            let facts = self.graph[edge].facts.len() as f64;
            ways[a.index()].push((b.index(), facts));
            if self.graph[edge].symmetric {
                ways[b.index()].push((a.index(), facts));
            }
        }
        let mut rank = vec![1.0 / n.max(1) as f64; n];
        for _ in 0..200 {
            let stuck: f64 = (0..n).filter(|&i| ways[i].is_empty()).map(|i| rank[i]).sum();
            let mut next = vec![(1.0 - DAMPING + DAMPING * stuck) / n as f64; n];
            for (from, ways) in ways.iter().enumerate() {
                let all: f64 = ways.iter().map(|w| w.1).sum();
                ways.iter().for_each(|(to, facts)| next[*to] += DAMPING * rank[from] * facts / all);
            }
            let moved: f64 = rank.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
            rank = next;
            if moved < 1e-12 {
                break;
            }
        }
        rank
    }
}

/// Brandes' algorithm on undirected edges without weights, normalised by the number of pairs of others.
fn betweenness(neighbours: &[Vec<usize>]) -> Vec<f64> {
    let n = neighbours.len();
    let mut score = vec![0.0; n];
    for source in 0..n {
        let (mut distance, mut ways, mut order) = (vec![usize::MAX; n], vec![0.0_f64; n], Vec::with_capacity(n));
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); n];
        distance[source] = 0;
        ways[source] = 1.0;
        let mut open = VecDeque::from([source]);
        while let Some(node) = open.pop_front() {
            order.push(node);
            for &next in &neighbours[node] {
                if distance[next] == usize::MAX {
                    distance[next] = distance[node] + 1;
                    open.push_back(next);
                }
                if distance[next] == distance[node] + 1 {
                    ways[next] += ways[node];
                    before[next].push(node);
                }
            }
        }
        let mut depends = vec![0.0; n];
        for &node in order.iter().rev() {
            for &b in &before[node] {
                depends[b] += ways[b] / ways[node] * (1.0 + depends[node]);
            }
            if node != source {
                score[node] += depends[node];
            }
        }
    }
    let pairs = (n.saturating_sub(1) * n.saturating_sub(2)).max(1) as f64;
    score.into_iter().map(|s| s / pairs).collect()
}
