//! Lines between cards that stand on ellipses: of several bends, the one that crosses the fewest other cards.

use super::{Card, Pair, Point, Route};

/// How far lines bend towards the middle (in parts of the way) and to a side (in pixels), the best looking first.
const ALONG: [(f64, f64); 6] = [(0.35, 0.0), (0.55, 0.0), (0.15, 0.0), (0.75, 0.0), (0.95, 0.0), (-0.3, 0.0)];
const ACROSS: [(f64, f64); 5] = [(0.0, 0.0), (0.0, 30.0), (0.0, -30.0), (0.0, 70.0), (0.0, -70.0)];
/// How far apart the lines of one pair are in the middle of their way.
const APART: f64 = 16.0;

/// The lines of all pairs, one for each of their edges; none where two cards touch.
pub(super) fn around(cards: &[Card], pairs: &[Pair]) -> Vec<Vec<Option<Route>>> {
    pairs.iter().map(|pair| best(cards, pair)).collect()
}

fn best(cards: &[Card], pair: &Pair) -> Vec<Option<Route>> {
    let (from, to) = (&cards[pair.a], &cards[pair.b]);
    let bends: &[(f64, f64)] = if from.ring == to.ring && from.ring > 0 { &ALONG } else { &ACROSS };
    let others: Vec<&Card> = (0..cards.len()).filter(|n| *n != pair.a && *n != pair.b).map(|n| &cards[n]).collect();
    let many = pair.edges.len() as f64;
    let lines = |&(inward, side): &(f64, f64)| -> Vec<Option<Route>> {
        let own = |n: usize| side + (n as f64 - (many - 1.0) / 2.0) * APART;
        (0..pair.edges.len()).map(|n| curve(from, to, inward, own(n))).collect()
    };
    let crossed = |lines: &[Option<Route>]| -> usize {
        lines.iter().flatten().map(|line| others.iter().filter(|card| crosses(line, card)).count()).sum()
    };
    bends.iter().map(lines).min_by_key(|lines| crossed(lines)).unwrap_or_default()
}

/// Whether a line runs over a card.
pub(super) fn crosses(line: &Route, card: &Card) -> bool {
    line.windows(4).step_by(3).any(|p| (0..=40).any(|n| card.holds(cubic(p, f64::from(n) / 40.0))))
}

fn mix(p: Point, q: Point, t: f64) -> Point {
    (p.0 + (q.0 - p.0) * t, p.1 + (q.1 - p.1) * t)
}

fn cubic(p: &[Point], t: f64) -> Point {
    let (a, b, c) = (mix(p[0], p[1], t), mix(p[1], p[2], t), mix(p[2], p[3], t));
    mix(mix(a, b, t), mix(b, c, t), t)
}

/// A line from border to border, bent towards (0, 0) and to a side.
fn curve(from: &Card, to: &Card, inward: f64, side: f64) -> Option<Route> {
    let (a, b) = (from.at, to.at);
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy).max(1.0);
    let half = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    let control =
        (half.0 - half.0 * inward - dy / length * side * 2.0, half.1 - half.1 * inward + dx / length * side * 2.0);
    let on = |t: f64| mix(mix(a, control, t), mix(control, b, t), t);
    let grid = |n: usize| n as f64 / 400.0;
    let start = grid((0..400).rev().find(|&n| from.holds(on(grid(n))))? + 1);
    let end = grid((0..=400).find(|&n| to.holds(on(grid(n))))?.checked_sub(1)?);
    if start >= end {
        return None;
    }
    // The part of a quadratic curve between two parameters is one itself.
    let (p, q) = (on(start), on(end));
    let c = mix(mix(a, control, start), mix(control, b, start), end);
    // Written as a cubic curve: not every renderer turns an arrowhead to the end of a quadratic one.
    Some(vec![p, mix(p, c, 2.0 / 3.0), mix(q, c, 2.0 / 3.0), q])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{card, pair};
    use super::*;

    #[test]
    fn a_line_goes_around_the_card_in_its_way() {
        let on_ring = |at: Point| Card { ring: 1, ..card(at) };
        // Bent as usual, the line from the left to the right would run over the third card.
        let cards = [on_ring((-300.0, -80.0)), on_ring((300.0, -80.0)), on_ring((0.0, -66.0))];
        let lines = around(&cards, &[pair(0, 1)]);
        let line = lines[0][0].as_ref().expect("a line");
        assert!(crosses(&curve(&cards[0], &cards[1], ALONG[0].0, 0.0).unwrap(), &cards[2]));
        assert!(!crosses(line, &cards[2]), "{line:?}");
        assert!(around(&cards[..1], &[pair(0, 0)])[0][0].is_none(), "a card has no line to itself");
    }
}
