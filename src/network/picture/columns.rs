//! The layout for several entities: they stand left and right, what joins them in columns between, what surrounds one of
//! them outside (after Sugiyama, Tagawa and Toda 1981).
//!
//! A line that passes a column has a place of its own in it, so that it runs over no name.

use super::{Card, GAP, Pair, Point, Route};
use std::collections::{BTreeMap, VecDeque};

/// The room between two columns.
const ROOM: f64 = 110.0;
/// The most cards in a column.
const TALLEST: usize = 24;
/// How far apart the lines of one pair are.
const APART: f64 = 8.0;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Card(usize),
    /// The lines of a pair pass.
    Pass(usize),
}

/// Puts every card in its place around (0, 0); gives the lines of all pairs, one for each of their edges.
pub(super) fn lay(cards: &mut [Card], pairs: &[Pair]) -> Vec<Vec<Option<Route>>> {
    let column = columns(cards, pairs);
    let mut grid: Vec<Vec<Slot>> = vec![Vec::new(); column.iter().max().map_or(0, |c| c + 1)];
    (0..cards.len()).for_each(|n| grid[column[n]].push(Slot::Card(n)));
    for (p, pair) in pairs.iter().enumerate() {
        let (low, high) = (column[pair.a].min(column[pair.b]), column[pair.a].max(column[pair.b]));
        (low + 1..high).for_each(|c| grid[c].push(Slot::Pass(p)));
    }
    order(&mut grid, &column, pairs);
    let layout = Layout::new(&grid, cards, pairs);
    for (c, slots) in grid.iter().enumerate() {
        for slot in slots {
            if let Slot::Card(n) = slot {
                cards[*n].at = (layout.x[c], layout.y[&(c, *slot)]);
            }
        }
    }
    pairs.iter().enumerate().map(|(p, pair)| layout.lines(p, pair, cards, &column)).collect()
}

/// The column of each card: from the left entities over what joins them to the right ones.
fn columns(cards: &[Card], pairs: &[Pair]) -> Vec<usize> {
    let centres: Vec<usize> = (0..cards.len()).filter(|&n| cards[n].ring == 0).collect();
    let (left, right) = centres.split_at(centres.len().div_ceil(2));
    let far = cards.len() as i64;
    let (from_left, from_right) = (distances(cards.len(), pairs, left), distances(cards.len(), pairs, right));
    let apart = right.iter().map(|&n| from_left[n]).min().unwrap_or(far);
    let between = |n: &usize| cards[*n].ring > 0 && (from_left[*n] - from_right[*n]).abs() < apart;
    let longest = (0..cards.len()).filter(between).map(|n| from_left[n] + from_right[n]).max().unwrap_or(1);
    // Halves of the way from left to right; those outside are before the first or after the last.
    let place = |n: usize| match (left.contains(&n), right.contains(&n)) {
        (true, _) => 0,
        (_, true) => longest,
        _ if between(&n) => {
            let (l, r) = (from_left[n], from_right[n]);
            ((l * longest + (l + r) / 2) / (l + r).max(1)).clamp(1, (longest - 1).max(1))
        }
        _ if from_left[n] <= from_right[n] => -from_left[n].min(far),
        _ => longest + from_right[n],
    };
    // What is too much for one column stands in several.
    let mut by_place: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    (0..cards.len()).for_each(|n| by_place.entry(place(n)).or_default().push(n));
    let mut column = vec![0; cards.len()];
    let mut next = 0;
    for members in by_place.values() {
        let most = members.len().div_ceil(members.len().div_ceil(TALLEST));
        for some in members.chunks(most) {
            some.iter().for_each(|&n| column[n] = next);
            next += 1;
        }
    }
    column
}

/// Steps from one of `from` to each card; as many as there are cards where none lead.
fn distances(many: usize, pairs: &[Pair], from: &[usize]) -> Vec<i64> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); many];
    for pair in pairs {
        near[pair.a].push(pair.b);
        near[pair.b].push(pair.a);
    }
    let mut out = vec![many as i64; many];
    let mut open: VecDeque<usize> = from.iter().copied().collect();
    from.iter().for_each(|&n| out[n] = 0);
    while let Some(n) = open.pop_front() {
        for &other in &near[n] {
            if out[other] == many as i64 {
                out[other] = out[n] + 1;
                open.push_back(other);
            }
        }
    }
    out
}

/// Puts each slot of a column near the middle of what it is joined to in the columns beside it.
fn order(grid: &mut [Vec<Slot>], column: &[usize], pairs: &[Pair]) {
    let mut joined: BTreeMap<(usize, Slot), Vec<(usize, Slot)>> = BTreeMap::new();
    for (p, pair) in pairs.iter().enumerate() {
        let (low, high) = if column[pair.a] <= column[pair.b] { (pair.a, pair.b) } else { (pair.b, pair.a) };
        let stop = |c: usize| match c {
            c if c == column[low] => Slot::Card(low),
            c if c == column[high] => Slot::Card(high),
            _ => Slot::Pass(p),
        };
        for c in column[low]..column[high] {
            joined.entry((c, stop(c))).or_default().push((c + 1, stop(c + 1)));
            joined.entry((c + 1, stop(c + 1))).or_default().push((c, stop(c)));
        }
    }
    for round in 0..8 {
        let forward = round % 2 == 0;
        let turn: Vec<usize> = if forward { (0..grid.len()).collect() } else { (0..grid.len()).rev().collect() };
        for c in turn {
            // From 0 to 1, so that columns of different lengths compare.
            let place: BTreeMap<(usize, Slot), f64> = [c.wrapping_sub(1), c + 1]
                .into_iter()
                .filter_map(|beside| Some((beside, grid.get(beside)?)))
                .flat_map(|(beside, slots)| {
                    let many = slots.len() as f64;
                    slots.iter().enumerate().map(move |(n, s)| ((beside, *s), (n as f64 + 0.5) / many))
                })
                .collect();
            let many = grid[c].len() as f64;
            let wish = |n: usize, slot: Slot| {
                let known: Vec<f64> =
                    joined.get(&(c, slot)).into_iter().flatten().filter_map(|s| place.get(s)).copied().collect();
                if known.is_empty() { (n as f64 + 0.5) / many } else { known.iter().sum::<f64>() / known.len() as f64 }
            };
            let mut wished: Vec<(f64, usize, Slot)> =
                grid[c].iter().enumerate().map(|(n, s)| (wish(n, *s), n, *s)).collect();
            wished.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            grid[c] = wished.into_iter().map(|w| w.2).collect();
        }
    }
}

/// Where columns and what stands in them are.
struct Layout {
    /// Of columns: the middle and the half width.
    x: Vec<f64>,
    half: Vec<f64>,
    y: BTreeMap<(usize, Slot), f64>,
}

impl Layout {
    fn new(grid: &[Vec<Slot>], cards: &[Card], pairs: &[Pair]) -> Layout {
        let half: Vec<f64> = grid
            .iter()
            .map(|slots| {
                let width = |s: &Slot| if let Slot::Card(n) = s { cards[*n].width / 2.0 } else { 0.0 };
                slots.iter().map(width).fold(0.0, f64::max)
            })
            .collect();
        let mut x = Vec::new();
        let mut right = 0.0;
        for h in &half {
            x.push(right + h);
            right += 2.0 * h + ROOM;
        }
        let middle = (right - ROOM) / 2.0;
        x.iter_mut().for_each(|x| *x -= middle);
        let height = |s: &Slot| match s {
            Slot::Card(n) => cards[*n].height + 2.0 * GAP,
            Slot::Pass(p) => pairs[*p].edges.len() as f64 * APART + GAP,
        };
        let mut y = BTreeMap::new();
        for (c, slots) in grid.iter().enumerate() {
            let mut top = -slots.iter().map(height).sum::<f64>() / 2.0;
            for slot in slots {
                y.insert((c, *slot), top + height(slot) / 2.0);
                top += height(slot);
            }
        }
        Layout { x, half, y }
    }

    fn lines(&self, p: usize, pair: &Pair, cards: &[Card], column: &[usize]) -> Vec<Option<Route>> {
        let many = pair.edges.len() as f64;
        let low = cards[pair.a].height.min(cards[pair.b].height) - 8.0;
        let side = |n: usize, apart: f64| (n as f64 - (many - 1.0) / 2.0) * apart.min(low / many);
        (0..pair.edges.len())
            .map(|n| {
                let (a, b) = (column[pair.a], column[pair.b]);
                match a == b {
                    _ if pair.a == pair.b => None,
                    true => Some(self.beside(&cards[pair.a], &cards[pair.b], a, n)),
                    false if a < b => Some(self.through(p, (&cards[pair.a], a), (&cards[pair.b], b), side(n, APART))),
                    false => {
                        let mut line = self.through(p, (&cards[pair.b], b), (&cards[pair.a], a), side(n, APART));
                        line.reverse();
                        Some(line)
                    }
                }
            })
            .collect()
    }

    /// From the right border of one card to the left border of another, by the places kept for it.
    fn through(&self, p: usize, from: (&Card, usize), to: (&Card, usize), side: f64) -> Route {
        let mut at: Point = (from.0.at.0 + from.0.width / 2.0, from.0.at.1 + side);
        let mut line = vec![at];
        let mut go = |next: Point, bent: bool| {
            // An arrowhead turns to the last control point: no curve is without length, and none ends on one.
            let part = (next.0 - at.0) * if bent { 0.5 } else { 1.0 / 3.0 };
            if part > 0.1 {
                line.extend([(at.0 + part, at.1), (next.0 - part, next.1), next]);
                at = next;
            }
        };
        // Straight on to the edge of a column, so that no line turns over neighbours that are wider.
        go((self.x[from.1] + self.half[from.1], from.0.at.1 + side), false);
        for c in from.1 + 1..to.1 {
            let y = self.y[&(c, Slot::Pass(p))] + side;
            go((self.x[c] - self.half[c], y), true);
            go((self.x[c] + self.half[c], y), false);
        }
        go((self.x[to.1] - self.half[to.1], to.0.at.1 + side), true);
        go((to.0.at.0 - to.0.width / 2.0, to.0.at.1 + side), false);
        line
    }

    /// Between two cards of one column: around those between, on the outer side.
    fn beside(&self, from: &Card, to: &Card, column: usize, n: usize) -> Route {
        let way = if column == 0 { -1.0 } else { 1.0 };
        let edge = |card: &Card| (card.at.0 + way * card.width / 2.0, card.at.1);
        let reach = 24.0 + ((from.at.1 - to.at.1).abs() / 6.0).min(48.0) + n as f64 * APART;
        let bend = self.x[column] + way * (self.half[column] + reach);
        let (a, b) = (edge(from), edge(to));
        vec![a, (bend, a.1), (bend, b.1), b]
    }
}

#[cfg(test)]
mod tests {
    use super::super::route::crosses;
    use super::super::tests::{card, pair};
    use super::*;

    #[test]
    fn entities_stand_apart_with_what_joins_them_between_and_no_line_crosses_a_name() {
        // 0 and 1 are asked about; 2 to 5 join them, 6 hangs on 0, and 0 and 1 are joined directly too.
        let mut cards: Vec<Card> = (0..7).map(|n| Card { ring: usize::from(n > 1), ..card((0.0, 0.0)) }).collect();
        let mut pairs: Vec<Pair> = (2..6).flat_map(|n| [pair(0, n), pair(n, 1)]).collect();
        pairs.extend([pair(0, 6), pair(1, 0), pair(2, 5)]);
        let lines = lay(&mut cards, &pairs);
        let x = |n: usize| cards[n].at.0;
        assert!(x(6) < x(0) && x(0) < x(2) && x(2) == x(5) && x(5) < x(1));
        for (pair, lines) in pairs.iter().zip(&lines) {
            let line = lines[0].as_ref().expect("a line");
            for (n, card) in cards.iter().enumerate().filter(|(n, _)| *n != pair.a && *n != pair.b) {
                assert!(!crosses(line, card), "{}–{} over {n}: {line:?}", pair.a, pair.b);
            }
        }
        for (n, one) in cards.iter().enumerate() {
            assert!(cards[..n].iter().all(|two| one.clear_of(one.at, two, two.at, GAP)));
        }
    }

    #[test]
    fn many_stand_in_several_columns() {
        let mut cards: Vec<Card> = (0..42).map(|n| Card { ring: usize::from(n > 1), ..card((0.0, 0.0)) }).collect();
        let pairs: Vec<Pair> = (2..42).flat_map(|n| [pair(0, n), pair(n, 1)]).collect();
        let lines = lay(&mut cards, &pairs);
        let mut columns: Vec<i64> = cards.iter().map(|c| c.at.0 as i64).collect();
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns.len(), 2 + 40_usize.div_ceil(TALLEST));
        for (pair, lines) in pairs.iter().zip(&lines) {
            let others = (0..42).filter(|n| *n != pair.a && *n != pair.b);
            assert!(others.clone().all(|n| !crosses(lines[0].as_ref().unwrap(), &cards[n])));
        }
    }
}
