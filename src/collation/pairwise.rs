//! Aligns one new witness with the text that the others have built so far.
//!
//! Runs of letters that occur once on both sides are the anchors; between and around anchors an affine
//! alignment settles the few letters that differ. Anchors may stand in another order on the two sides,
//! so a witness whose parts are transposed is aligned part by part.

use super::shingle::unique_pairs;
use std::collections::BTreeMap;

/// Letters of an anchor before it is extended.
const ANCHOR: usize = 10;
/// A group of anchors with fewer letters, away from the rest, is a chance repetition.
const TRUSTED: usize = 24;
/// Anchors with at most so much between them stand in one group.
const NEAR: usize = 100;
/// Window for reaching out from an anchor.
const OUTREACH: usize = 64;
/// Cells that one affine alignment may take.
const CELLS: usize = 1 << 20;

const MATCH: i32 = 20;
const MISMATCH: i32 = -10;
const OPEN: i32 = -40;
const EXTEND: i32 = -2;

/// The text built so far: the leading letter of each column, and other letters that stand there.
pub(super) struct Base {
    pub lead: Vec<char>,
    pub others: BTreeMap<usize, Vec<char>>,
}

impl Base {
    fn has(&self, column: usize, key: char) -> bool {
        self.lead[column] == key || self.others.get(&column).is_some_and(|o| o.contains(&key))
    }
}

/// A run of equal letters: position in the witness, in the base, and length.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    i: usize,
    j: usize,
    len: usize,
}

/// For each letter of the witness the column of the base that it belongs to. No column is given twice.
///
/// `section` says for each letter which section of the witness it stands in.
pub(super) fn assign(keys: &[char], section: &[u32], base: &Base) -> Vec<Option<usize>> {
    let anchors = trusted(anchors(keys, base), keys.len(), section);
    let mut given = Given { column: vec![None; keys.len()], taken: vec![false; base.lead.len()] };
    for anchor in &anchors {
        (0..anchor.len).for_each(|n| given.pair(anchor.i + n, anchor.j + n));
    }
    let ends = (0, 0);
    for n in 0..=anchors.len() {
        let left = n.checked_sub(1).map(|m| anchors[m]);
        let right = anchors.get(n).copied();
        let from = left.map_or(ends, |a| (a.i + a.len, a.j + a.len));
        let to = right.map_or((keys.len(), base.lead.len()), |a| (a.i, a.j));
        fill(keys, base, &mut given, (left.is_some(), from), (right.is_some(), to));
    }
    given.column
}

struct Given {
    column: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Given {
    fn pair(&mut self, i: usize, j: usize) {
        if self.column[i].is_none() && !self.taken[j] {
            self.column[i] = Some(j);
            self.taken[j] = true;
        }
    }
}

/// Maximal runs of equal letters around the unique shingles, by their place in the witness.
fn anchors(keys: &[char], base: &Base) -> Vec<Anchor> {
    let mut out: Vec<Anchor> = Vec::new();
    for (i, j) in unique_pairs(keys, &base.lead, ANCHOR) {
        let last = out.last().copied().unwrap_or(Anchor { i: 0, j: 0, len: 0 });
        if i < last.i + last.len {
            continue;
        }
        // Neither side may run back into the anchor before.
        let floor = if last.j + last.len <= j { last.j + last.len } else { 0 };
        let room = (i - last.i - last.len).min(j - floor);
        let back = (1..=room).take_while(|n| base.has(j - n, keys[i - n])).count();
        let rest = (keys.len() - i).min(base.lead.len() - j);
        let len = (0..rest).take_while(|n| base.has(j + n, keys[i + n])).count();
        out.push(Anchor { i: i - back, j: j - back, len: back + len });
    }
    out
}

/// Drops small groups of anchors that stand alone, unless they make up most of their section.
fn trusted(anchors: Vec<Anchor>, letters: usize, section: &[u32]) -> Vec<Anchor> {
    let near = |x: &Anchor, y: &Anchor| {
        y.j >= x.j + x.len && y.i - x.i - x.len <= NEAR && y.j - x.j - x.len <= NEAR
    };
    let length = |s: u32| section.partition_point(|&x| x <= s) - section.partition_point(|&x| x < s);
    let groups = anchors.chunk_by(near).filter(|group| {
        let weight: usize = group.iter().map(|a| a.len).sum();
        let home = length(section[group[0].i]).min(letters);
        weight >= TRUSTED || weight * 10 >= home * 6
    });
    groups.flatten().copied().collect()
}

/// Aligns what lies between two neighbouring anchors (or an anchor and the end of the text).
fn fill(keys: &[char], base: &Base, given: &mut Given, from: (bool, (usize, usize)), to: (bool, (usize, usize))) {
    let ((left, (i0, j0)), (right, (i1, j1))) = (from, to);
    if i0 >= i1 {
        return;
    }
    let collinear = left && right && j0 <= j1 && !given.taken[j0..j1].contains(&true);
    if collinear && comparable(keys, base, (i0, i1), (j0, j1)) {
        let same = |i: usize, j: usize| base.has(j0 + j, keys[i0 + i]);
        let pairs = affine(i1 - i0, j1 - j0, same, true);
        pairs.into_iter().for_each(|(i, j)| given.pair(i0 + i, j0 + j));
        return;
    }
    let mut reached = i0;
    if left {
        let free = (j0..base.lead.len()).take(OUTREACH).take_while(|&j| !given.taken[j]).count();
        let same = |i: usize, j: usize| base.has(j0 + j, keys[i0 + i]);
        for (i, j) in affine((i1 - i0).min(OUTREACH), free, same, false) {
            given.pair(i0 + i, j0 + j);
            reached = i0 + i + 1;
        }
    }
    if right {
        let free = (0..j1).rev().take(OUTREACH).take_while(|&j| !given.taken[j]).count();
        let same = |i: usize, j: usize| base.has(j1 - 1 - j, keys[i1 - 1 - i]);
        for (i, j) in affine((i1 - reached).min(OUTREACH), free, same, false) {
            given.pair(i1 - 1 - i, j1 - 1 - j);
        }
    }
}

/// Whether two stretches are small or alike enough to be aligned from end to end.
fn comparable(keys: &[char], base: &Base, i: (usize, usize), j: (usize, usize)) -> bool {
    let (p, q) = (i.1 - i.0, j.1 - j.0);
    if p * q > CELLS || q == 0 {
        return false;
    }
    if p.min(q) <= TRUSTED {
        return p.max(q) <= 2 * NEAR;
    }
    let bigrams = |letters: &[char]| {
        let mut out: Vec<[char; 2]> = letters.windows(2).map(|w| [w[0], w[1]]).collect();
        out.sort_unstable();
        out.dedup();
        out
    };
    let (a, b) = (bigrams(&keys[i.0..i.1]), bigrams(&base.lead[j.0..j.1]));
    let shared = a.iter().filter(|x| b.binary_search(x).is_ok()).count();
    shared * 3 >= a.len().min(b.len())
}

/// Affine-gap alignment of `p` with `q` letters (Gotoh); returns the paired positions in order.
///
/// With `whole` both stretches are aligned from end to end; otherwise from their beginnings to where
/// the score is best, if that is worth more than one equal letter.
fn affine(p: usize, q: usize, same: impl Fn(usize, usize) -> bool, whole: bool) -> Vec<(usize, usize)> {
    const LOW: i32 = i32::MIN / 2;
    if p == 0 || q == 0 {
        return Vec::new();
    }
    let width = q + 1;
    // Three layers: letters paired, a letter of the witness alone, a letter of the base alone.
    let mut score = vec![[LOW; 3]; (p + 1) * width];
    let mut origin = vec![[0u8; 3]; (p + 1) * width];
    score[0][0] = 0;
    let best_of = |cell: [i32; 3], cost: [i32; 3]| {
        let total = [cell[0] + cost[0], cell[1] + cost[1], cell[2] + cost[2]];
        let k = (0..3).rev().max_by_key(|&k| total[k]).unwrap_or(0);
        (total[k], k as u8)
    };
    for i in 0..=p {
        for j in 0..=q {
            let at = i * width + j;
            if i > 0 && j > 0 {
                let gain = if same(i - 1, j - 1) { MATCH } else { MISMATCH };
                (score[at][0], origin[at][0]) = best_of(score[at - width - 1], [gain; 3]);
            }
            if i > 0 {
                let cost = [OPEN + EXTEND, EXTEND, OPEN + EXTEND];
                (score[at][1], origin[at][1]) = best_of(score[at - width], cost);
            }
            if j > 0 {
                let cost = [OPEN + EXTEND, OPEN + EXTEND, EXTEND];
                (score[at][2], origin[at][2]) = best_of(score[at - 1], cost);
            }
        }
    }
    let (mut i, mut j) = (p, q);
    let mut layer = (0..3).rev().max_by_key(|&k| score[p * width + q][k]).unwrap_or(0);
    if !whole {
        let cells = (0..score.len()).rev().max_by_key(|&at| score[at][0]).unwrap_or(0);
        if score[cells][0] < 2 * MATCH {
            return Vec::new();
        }
        (i, j, layer) = (cells / width, cells % width, 0);
    }
    let mut pairs = Vec::new();
    while i > 0 || j > 0 {
        let back = origin[i * width + j][layer] as usize;
        match layer {
            0 => {
                pairs.push((i - 1, j - 1));
                (i, j) = (i - 1, j - 1);
            }
            1 => i -= 1,
            _ => j -= 1,
        }
        layer = back;
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(witness: &str, base: &str) -> Vec<Option<usize>> {
        let keys: Vec<char> = witness.chars().collect();
        let base = Base { lead: base.chars().collect(), others: BTreeMap::new() };
        assign(&keys, &vec![0; keys.len()], &base)
    }

    #[test]
    fn a_substitution_shares_its_column() {
        let base = "双方一致同意进一步扩大贸易和投资合作并尽早启动谈判";
        let found = assigned("双方一致同意进一步深化贸易和投资合作并尽早启动谈判", base);
        assert!(found.iter().enumerate().all(|(i, j)| *j == Some(i)));
    }

    #[test]
    fn an_omission_leaves_a_column_free() {
        let found = assigned("双方一致同意扩大贸易和投资合作并尽早启动谈判磋商", "双方一致同意进一步扩大贸易和投资合作并尽早启动谈判磋商");
        assert_eq!((found[5], found[6]), (Some(5), Some(9)));
    }

    #[test]
    fn transposed_parts_find_their_columns() {
        let (a, b) = ("第一段讲述两国建立外交关系以来走过的不平凡的历程与成就", "第二段则展望未来五年在基础设施和绿色能源上的合作前景如何");
        let found = assigned(&format!("{b}{a}"), &format!("{a}{b}"));
        let n = a.chars().count();
        assert_eq!(found[0], Some(n));
        assert_eq!(*found.last().unwrap(), Some(n - 1));
    }

    #[test]
    fn strangers_stay_alone() {
        assert!(assigned("今天上午市区有小雨请注意出行安全", "双方一致同意进一步扩大贸易和投资合作").iter().all(Option::is_none));
    }
}
