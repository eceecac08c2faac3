//! The order of the turns: a vote of the witnesses.
//!
//! The table of columns is laid out along its most orderly witness. Where most of the witnesses that have two turns have them
//! the other way round, the turns change places. Majorities may run in a circle; then the larger ones count first, and among
//! equals the order of the table stands (Tideman's ranked pairs).

use super::align::Alignment;
use super::turn::Section;
use std::ops::Range;

/// The columns of the event in the order that the witnesses vote for, block by block; none if that is the order at hand.
pub(super) fn voted(alignment: &Alignment, sections: &[Section]) -> Option<Vec<Range<usize>>> {
    let blocks = blocks(sections);
    let mut out: Vec<Range<usize>> = Vec::new();
    // What stands between turns (a lead, a closing note) keeps its place, and turns do not cross it.
    for run in blocks.chunk_by(|a, b| a.1.is_some() && b.1.is_some()) {
        let columns: Vec<Range<usize>> = run.iter().map(|b| b.0.clone()).collect();
        let order = ranked(columns.len(), &votes(alignment, &columns));
        out.extend(order.into_iter().map(|n| columns[n].clone()));
    }
    (!out.is_sorted_by_key(|columns| columns.start)).then_some(out)
}

/// Neighbouring sections of one turn together, with the turn.
fn blocks(sections: &[Section]) -> Vec<(Range<usize>, Option<usize>)> {
    let mut out: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    for section in sections {
        match out.last_mut().filter(|last| last.1.is_some() && last.1 == section.turn) {
            Some(last) => last.0.end = section.columns.end,
            None => out.push((section.columns.clone(), section.turn)),
        }
    }
    out
}

/// `(margin, a, b)` for each two blocks: how many more witnesses have `a` before `b` than behind it.
fn votes(alignment: &Alignment, blocks: &[Range<usize>]) -> Vec<(i64, usize, usize)> {
    // A torn turn stands where the middle one of its letters stands.
    let middle = |m: usize, block: &Range<usize>| {
        let mut held: Vec<usize> = block.clone().filter_map(|c| alignment.letter(m, c)).collect();
        held.sort_unstable();
        held.get(held.len() / 2).copied()
    };
    let place = |m: usize| -> Vec<Option<usize>> { blocks.iter().map(|block| middle(m, block)).collect() };
    let places: Vec<Vec<Option<usize>>> = (0..alignment.members.len()).map(place).collect();
    let margin = |a: usize, b: usize| -> i64 {
        let vote = |own: &Vec<Option<usize>>| own[a].zip(own[b]).map_or(0, |(x, y)| if x < y { 1 } else { -1 });
        places.iter().map(vote).sum()
    };
    let pairs = (0..blocks.len()).flat_map(|a| (a + 1..blocks.len()).map(move |b| (a, b)));
    pairs.map(|(a, b)| (margin(a, b), a, b)).collect()
}

/// The order of `count` blocks by their votes.
fn ranked(count: usize, votes: &[(i64, usize, usize)]) -> Vec<usize> {
    if votes.iter().all(|v| v.0 >= 0) {
        return (0..count).collect();
    }
    let mut pairs: Vec<&(i64, usize, usize)> = votes.iter().filter(|v| v.0 != 0).collect();
    pairs.sort_by_key(|(margin, a, b)| (std::cmp::Reverse(margin.abs()), *margin < 0, *a, *b));
    // For each block those that must stand behind it.
    let mut behind = vec![vec![false; count]; count];
    for &&(margin, a, b) in &pairs {
        let (first, second) = if margin > 0 { (a, b) } else { (b, a) };
        if behind[second][first] || behind[first][second] {
            continue;
        }
        let mut reached = behind[second].clone();
        reached[second] = true;
        for (block, row) in behind.iter_mut().enumerate() {
            if block == first || row[first] {
                row.iter_mut().zip(&reached).for_each(|(r, more)| *r |= more);
            }
        }
    }
    let mut left: Vec<usize> = (0..count).collect();
    let mut out = Vec::with_capacity(count);
    while !left.is_empty() {
        let free = |&at: &usize| !left.iter().any(|&other| behind[other][left[at]]);
        let next = (0..left.len()).find(free).unwrap_or(0);
        out.push(left.remove(next));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order by witnesses that have all blocks, each in its own order.
    fn order(witnesses: &[&[usize]]) -> Vec<usize> {
        let count = witnesses[0].len();
        let place = |w: &[usize], block: usize| w.iter().position(|&b| b == block);
        let margin = |a, b| witnesses.iter().map(|w| if place(w, a) < place(w, b) { 1 } else { -1 }).sum();
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        ranked(count, &pairs.map(|(a, b)| (margin(a, b), a, b)).collect::<Vec<_>>())
    }

    #[test]
    fn two_of_three_turn_the_order_around_and_a_tie_does_not() {
        assert_eq!(order(&[&[0, 1, 2], &[1, 0, 2], &[1, 0, 2]]), [1, 0, 2]);
        assert_eq!(order(&[&[0, 1, 2], &[1, 0, 2]]), [0, 1, 2]);
    }

    #[test]
    fn in_a_circle_the_larger_majorities_count_first() {
        assert_eq!(order(&[&[0, 1, 2], &[1, 2, 0], &[2, 0, 1]]), [0, 1, 2]);
        // Five of seven have 1 before 2 and 2 before 0, and only four have 0 before 1.
        let of = |times: usize, order: &'static [usize]| std::iter::repeat_n(order, times);
        let circle: Vec<&[usize]> = of(2, &[0, 1, 2]).chain(of(3, &[1, 2, 0])).chain(of(2, &[2, 0, 1])).collect();
        assert_eq!(order(&circle), [1, 2, 0]);
    }
}
