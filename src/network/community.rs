//! Communities by modularity: the Louvain method (Blondel et al. 2008), nodes taken in their order, so that the result is
//! always the same.

use super::Network;
use petgraph::graph::NodeIndex;
use std::collections::BTreeMap;

/// A partition of the entities.
#[derive(Debug, Clone, PartialEq)]
pub struct Communities {
    /// The members of each community, the largest first.
    pub groups: Vec<Vec<NodeIndex>>,
    /// How much denser the communities are than chance has it: 0 for no structure, towards 1 for a clear one.
    pub modularity: f64,
}

/// Divides a network into communities; edges count by their facts, in either direction.
pub fn communities(network: &Network) -> Communities {
    let base = network.weights();
    let mut weights = base.clone();
    let mut member: Vec<usize> = (0..weights.len()).collect();
    loop {
        let (group, moved) = settle(&weights);
        if !moved {
            break;
        }
        member.iter_mut().for_each(|m| *m = group[*m]);
        weights = contracted(&weights, &group);
    }
    let mut groups: BTreeMap<usize, Vec<NodeIndex>> = BTreeMap::new();
    for (node, group) in member.iter().enumerate() {
        groups.entry(*group).or_default().push(NodeIndex::new(node));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then(a[0].cmp(&b[0])));
    Communities { groups, modularity: modularity(&base, &member) }
}

/// The weight of a node's edges; an edge to itself counts twice.
fn degree(node: usize, edges: &BTreeMap<usize, f64>) -> f64 {
    edges.iter().map(|(to, w)| if *to == node { 2.0 * w } else { *w }).sum()
}

/// Moves nodes to the community of a neighbour as long as modularity rises; communities are numbered from 0.
fn settle(weights: &[BTreeMap<usize, f64>]) -> (Vec<usize>, bool) {
    let degrees: Vec<f64> = weights.iter().enumerate().map(|(n, e)| degree(n, e)).collect();
    let total: f64 = degrees.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut group: Vec<usize> = (0..weights.len()).collect();
    let mut sums = degrees.clone();
    let mut ever = false;
    loop {
        let mut moved = false;
        for node in 0..weights.len() {
            let mut ties: BTreeMap<usize, f64> = BTreeMap::new();
            for (&to, w) in weights[node].iter().filter(|(to, _)| **to != node) {
                *ties.entry(group[to]).or_default() += w;
            }
            let own = group[node];
            sums[own] -= degrees[node];
            let gain = |g: usize| ties.get(&g).copied().unwrap_or(0.0) - sums[g] * degrees[node] / total;
            // Only a real gain moves a node, so that the loop ends.
            let best = ties.keys().copied().fold(own, |best, g| if gain(g) > gain(best) + 1e-9 { g } else { best });
            sums[best] += degrees[node];
            group[node] = best;
            moved |= best != own;
        }
        ever |= moved;
        if !moved {
            break;
        }
    }
    let mut number = BTreeMap::new();
    for g in &group {
        let next = number.len();
        number.entry(*g).or_insert(next);
    }
    (group.iter().map(|g| number[g]).collect(), ever)
}

/// One node for each community.
fn contracted(weights: &[BTreeMap<usize, f64>], group: &[usize]) -> Vec<BTreeMap<usize, f64>> {
    let mut out = vec![BTreeMap::new(); group.iter().max().map_or(0, |m| m + 1)];
    for (node, edges) in weights.iter().enumerate() {
        for (&to, w) in edges {
            let (a, b) = (group[node], group[to]);
            // Edges inside are seen from both ends, and an edge to itself once.
            let part = if a == b && node != to { w / 2.0 } else { *w };
            *out[a].entry(b).or_insert(0.0) += part;
        }
    }
    out
}

fn modularity(weights: &[BTreeMap<usize, f64>], member: &[usize]) -> f64 {
    let degrees: Vec<f64> = weights.iter().enumerate().map(|(n, e)| degree(n, e)).collect();
    let total: f64 = degrees.iter().sum();
    if total == 0.0 {
        return 0.0;
    }
    let (mut inside, mut sums) = (BTreeMap::<usize, f64>::new(), BTreeMap::<usize, f64>::new());
    for (node, edges) in weights.iter().enumerate() {
        *sums.entry(member[node]).or_default() += degrees[node];
        for (&to, w) in edges.iter().filter(|(to, _)| member[**to] == member[node]) {
            *inside.entry(member[node]).or_default() += if to == node { 2.0 * w } else { *w };
        }
    }
    sums.iter().map(|(g, s)| inside.get(g).unwrap_or(&0.0) / total - (s / total).powi(2)).sum()
}
