//! The layout around one entity: ellipses by distance.
//!
//! On an ellipse no name covers another and no line from the middle runs under a name: the ellipse is as large as its
//! names need. Entities of the first ellipse stand by their relation, those of the next near what they hang on.

use super::{Card, GAP, Picture, Point};
use petgraph::graph::NodeIndex;
use std::collections::{BTreeSet, HashMap};
use std::f64::consts::{FRAC_PI_2, TAU};

/// How much wider than high the ellipses are.
const STRETCH: f64 = 1.35;

impl Picture<'_> {
    /// Puts every card in its place around (0, 0).
    pub(super) fn around(&self, cards: &mut [Card]) {
        let mut angle: HashMap<NodeIndex, f64> = HashMap::new();
        let mut inner = self.middle(cards);
        let last = cards.iter().map(|c| c.ring).max().unwrap_or(0);
        for ring in 1..=last {
            let mut order: Vec<usize> = (0..cards.len()).filter(|&n| cards[n].ring == ring).collect();
            if ring == 1 {
                order.sort_by_cached_key(|&n| self.by_relation(cards[n].node));
            } else {
                let near: HashMap<usize, f64> =
                    order.iter().map(|&n| (n, self.mean_angle(cards[n].node, &angle))).collect();
                order.sort_by(|a, b| near[a].total_cmp(&near[b]).then(a.cmp(b)));
            }
            inner = place(cards, &order, inner, ring);
            for n in order {
                angle.insert(cards[n].node, (cards[n].at.1 * STRETCH).atan2(cards[n].at.0));
            }
        }
    }

    /// Stacks what stands in the middle; gives its half size.
    fn middle(&self, cards: &mut [Card]) -> Point {
        let all: f64 = cards.iter().filter(|c| c.ring == 0).map(|c| c.height + GAP).sum();
        let (mut y, mut half) = (-all / 2.0, 0.0_f64);
        for card in cards.iter_mut().filter(|c| c.ring == 0) {
            card.at = (0.0, y + (card.height + GAP) / 2.0);
            y += card.height + GAP;
            half = half.max(card.width / 2.0);
        }
        (half, all / 2.0)
    }

    /// Entities with the same relation to the middle stand together.
    fn by_relation(&self, node: NodeIndex) -> (String, String, String) {
        let middle: BTreeSet<NodeIndex> = self.nodes.iter().filter(|n| n.1 == 0).map(|n| n.0).collect();
        let edges = self.network.edges_of(node);
        let strongest = edges
            .iter()
            .filter(|(_, other)| middle.contains(other))
            .map(|(e, _)| &self.network.graph[*e])
            .max_by_key(|r| (r.facts.len(), std::cmp::Reverse(&r.property)));
        let node = &self.network.graph[node];
        (strongest.map(|r| r.property.clone()).unwrap_or_default(), node.class.clone(), node.path.clone())
    }

    /// The direction in which the neighbours already placed stand.
    fn mean_angle(&self, node: NodeIndex, angle: &HashMap<NodeIndex, f64>) -> f64 {
        let known = self.network.edges_of(node).into_iter().filter_map(|(_, other)| angle.get(&other));
        let (x, y) = known.fold((0.0, 0.0), |(x, y), a| (x + a.cos(), y + a.sin()));
        (y.atan2(x) + FRAC_PI_2).rem_euclid(TAU)
    }
}

/// Puts cards on the smallest ellipse around `inner` on which none covers another; gives its half size with the cards.
fn place(cards: &mut [Card], order: &[usize], inner: Point, ring: usize) -> Point {
    if order.is_empty() {
        return inner;
    }
    let tallest = order.iter().map(|&n| cards[n].height).fold(0.0, f64::max);
    let widest = order.iter().map(|&n| cards[n].width).fold(0.0, f64::max);
    let mut ry = (inner.1 + tallest / 2.0 + 46.0).max((inner.0 + widest / 2.0 + 46.0) / STRETCH);
    // Each ring begins at a turn of its own, so that cards of two rings do not stand on one ray.
    let begin = -FRAC_PI_2 + if ring.is_multiple_of(2) { 0.13 } else { 0.0 };
    loop {
        let at = |t: f64| (ry * STRETCH * t.cos(), ry * t.sin());
        let mut angles = walk(cards, order, &at, begin, GAP);
        // Where there is room, the gaps grow, so that the ring is full.
        for wider in 1..400 {
            match walk(cards, order, &at, begin, GAP + 4.0 * f64::from(wider)) {
                Some(fit) if angles.is_some() => angles = Some(fit),
                _ => break,
            }
        }
        if let Some(angles) = angles {
            for (&n, t) in order.iter().zip(angles) {
                cards[n].at = at(t);
            }
            return (ry * STRETCH + widest / 2.0, ry + tallest / 2.0);
        }
        ry *= 1.03;
    }
}

/// Angles at which cards stand clear of each other, one after the other around the ellipse; none if it is too small.
fn walk(cards: &[Card], order: &[usize], at: &impl Fn(f64) -> Point, begin: f64, gap: f64) -> Option<Vec<f64>> {
    const STEP: f64 = TAU / 2000.0;
    let mut angles: Vec<f64> = vec![begin];
    for pair in order.windows(2) {
        let (one, two) = (&cards[pair[0]], &cards[pair[1]]);
        let here = *angles.last()?;
        let mut t = here + STEP;
        while !two.clear_of(at(t), one, at(here), gap) {
            t += STEP;
            if t > begin + TAU {
                return None;
            }
        }
        angles.push(t);
    }
    let clear = |i: usize, j: usize| cards[order[i]].clear_of(at(angles[i]), &cards[order[j]], at(angles[j]), gap);
    (0..order.len()).all(|i| (0..i).all(|j| clear(i, j))).then_some(angles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_card_covers_another() {
        let card = |n: usize| Card {
            node: NodeIndex::new(n),
            lines: Vec::new(),
            width: 40.0 + (n * 37 % 90) as f64,
            height: 26.0,
            at: (0.0, 0.0),
            ring: 1,
        };
        for many in [1, 2, 3, 12, 60] {
            let mut cards: Vec<Card> = (0..many).map(card).collect();
            let order: Vec<usize> = (0..many).collect();
            place(&mut cards, &order, (40.0, 20.0), 1);
            for (i, one) in cards.iter().enumerate() {
                assert!(cards[..i].iter().all(|two| one.clear_of(one.at, two, two.at, GAP)), "{many} cards");
                assert!(!one.holds((0.0, 0.0)));
            }
        }
    }
}
