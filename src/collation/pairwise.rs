//! Aligns one new witness with the text that the others have built so far.
//!
//! Runs of letters that occur once on both sides are the anchors; between and around anchors an affine
//! alignment settles the few letters that differ. Anchors may stand in another order on the two sides,
//! so a witness whose parts are transposed is aligned part by part.

use super::shingle::unique_pairs;
use std::collections::BTreeMap;
use std::ops::Range;

/// Letters of an anchor before it is extended.
const ANCHOR: usize = 10;
/// A group of anchors with fewer letters, away from the rest, is a chance repetition.
const TRUSTED: usize = 64;
/// Anchors with at most so much between them stand in one group.
const NEAR: usize = 100;
/// A stretch of so few letters is aligned whatever it holds.
const SHORT: usize = 24;
/// Window for reaching out from an anchor.
const OUTREACH: usize = 64;
/// Cells that one affine alignment may take.
const CELLS: usize = 1 << 20;

const MATCH: i32 = 20;
const MISMATCH: i32 = -10;
const OPEN: i32 = -40;
const EXTEND: i32 = -2;

/// The text built so far: the leading letter of each column, and other letters that stand there.
#[derive(Default)]
pub(super) struct Base {
    pub lead: Vec<char>,
    pub others: BTreeMap<usize, Vec<char>>,
    /// Columns where a section begins, sorted.
    pub begins: Vec<usize>,
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
    let anchors = trusted(anchors(keys, base), section);
    let mut given = Given { column: vec![None; keys.len()], taken: vec![false; base.lead.len()] };
    for anchor in &anchors {
        (0..anchor.len).for_each(|n| given.pair(anchor.i + n, anchor.j + n));
    }
    let text = Text { keys, section, base };
    for n in 0..=anchors.len() {
        let left = n.checked_sub(1).map(|m| anchors[m]);
        let right = anchors.get(n).copied();
        let from = left.map_or((0, 0), |a| (a.i + a.len, a.j + a.len));
        let to = right.map_or((keys.len(), base.lead.len()), |a| (a.i, a.j));
        fill(&text, &mut given, (left.is_some(), from), (right.is_some(), to));
    }
    given.column
}

struct Given {
    column: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Given {
    fn free(&self, columns: &Range<usize>) -> bool {
        !self.taken[columns.clone()].contains(&true)
    }

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

/// Drops small groups of anchors that stand alone: formulas that happen to occur once on each side.
fn trusted(anchors: Vec<Anchor>, section: &[u32]) -> Vec<Anchor> {
    let near = |x: &Anchor, y: &Anchor| y.j >= x.j + x.len && y.i - x.i - x.len <= NEAR && y.j - x.j - x.len <= NEAR;
    let groups: Vec<&[Anchor]> = anchors.chunk_by(near).collect();
    let length = |s: u32| section.partition_point(|&x| x <= s) - section.partition_point(|&x| x < s);
    let sure: Vec<bool> = groups
        .iter()
        .map(|group| weight(group) >= TRUSTED || weight(group) * 2 >= length(section[group[0].i]))
        .collect();
    let kept = (0..groups.len()).filter(|&n| {
        let before = n > 0 && sure[n - 1] && follows(groups[n - 1], groups[n]);
        let after = sure.get(n + 1) == Some(&true) && follows(groups[n], groups[n + 1]);
        sure[n] || before || after
    });
    kept.flat_map(|n| groups[n]).copied().collect()
}

fn weight(group: &[Anchor]) -> usize {
    group.iter().map(|a| a.len).sum()
}

/// Whether a group goes on where the other one ends in the witness, and stands behind it in the base.
fn follows(before: &[Anchor], after: &[Anchor]) -> bool {
    let (x, y) = (before[before.len() - 1], after[0]);
    y.j >= x.j + x.len && y.i - x.i - x.len <= ANCHOR
}

/// Aligns what lies between two neighbouring anchors (or an anchor and the end of the text).
fn fill(text: &Text<'_>, given: &mut Given, from: (bool, (usize, usize)), to: (bool, (usize, usize))) {
    let ((left, (i0, j0)), (right, (i1, j1))) = (from, to);
    let gap = Gap { i: i0..i1, j: j0..j1.max(j0) };
    if i0 >= i1 {
        return;
    }
    if left && right && j0 <= j1 && given.free(&gap.j) && text.comparable(&gap) {
        return text.pair_all(given, gap);
    }
    let mut reached = i0;
    if left {
        reached = text.reach_on(given, i0..i1, j0);
    }
    if right {
        text.reach_back(given, reached..i1, j1);
    }
}

/// Two stretches between anchors: positions in the witness and columns of the base.
struct Gap {
    i: Range<usize>,
    j: Range<usize>,
}

/// Both sides of an alignment.
struct Text<'a> {
    keys: &'a [char],
    section: &'a [u32],
    base: &'a Base,
}

impl Text<'_> {
    /// Aligns a gap from end to end.
    fn pair_all(&self, given: &mut Given, gap: Gap) {
        let same = |i: usize, j: usize| self.base.has(gap.j.start + j, self.keys[gap.i.start + i]);
        for (i, j) in affine(gap.i.len(), gap.j.len(), same, true) {
            given.pair(gap.i.start + i, gap.j.start + j);
        }
    }

    /// Aligns what follows an anchor; says where in the witness it stopped.
    fn reach_on(&self, given: &mut Given, i: Range<usize>, j: usize) -> usize {
        let column = j.min(self.base.lead.len());
        let section = self.section[i.start - 1];
        let rest = i.start..i.start + self.section[i.clone()].iter().take_while(|s| **s == section).count();
        let end = self.base.begins.get(self.base.begins.partition_point(|&b| b < column));
        let gap = Gap { i: rest, j: column..end.copied().unwrap_or(self.base.lead.len()) };
        if gap.i.len() <= OUTREACH && gap.j.len() <= OUTREACH && given.free(&gap.j) && self.comparable(&gap) {
            let end = gap.i.end;
            self.pair_all(given, gap);
            return end;
        }
        let free = (column..self.base.lead.len()).take(OUTREACH).take_while(|&j| !given.taken[j]).count();
        let same = |x: usize, y: usize| self.base.has(column + y, self.keys[i.start + x]);
        let mut reached = i.start;
        for (x, y) in affine(i.len().min(OUTREACH), free, same, false) {
            given.pair(i.start + x, column + y);
            reached = i.start + x + 1;
        }
        reached
    }

    /// Aligns what precedes an anchor that begins at column `j`.
    fn reach_back(&self, given: &mut Given, i: Range<usize>, j: usize) {
        if i.is_empty() {
            return;
        }
        let section = self.section[i.end];
        let own = self.section[i.clone()].iter().rev().take_while(|s| **s == section).count();
        let begin = self.base.begins[..self.base.begins.partition_point(|&b| b <= j)].last();
        let gap = Gap { i: i.end - own..i.end, j: begin.copied().unwrap_or(0)..j };
        if gap.i.len() <= OUTREACH && gap.j.len() <= OUTREACH && given.free(&gap.j) && self.comparable(&gap) {
            return self.pair_all(given, gap);
        }
        let free = (0..j).rev().take(OUTREACH).take_while(|&j| !given.taken[j]).count();
        let same = |x: usize, y: usize| self.base.has(j - 1 - y, self.keys[i.end - 1 - x]);
        for (x, y) in affine(i.len().min(OUTREACH), free, same, false) {
            given.pair(i.end - 1 - x, j - 1 - y);
        }
    }

    /// Whether two stretches are small or alike enough to be aligned from end to end.
    fn comparable(&self, gap: &Gap) -> bool {
        let (p, q) = (gap.i.len(), gap.j.len());
        if p == 0 || q == 0 || p * q > CELLS {
            return false;
        }
        if p.min(q) <= SHORT {
            return p.max(q) <= 2 * NEAR;
        }
        let bigrams = |letters: &[char]| {
            let mut out: Vec<[char; 2]> = letters.windows(2).map(|w| [w[0], w[1]]).collect();
            out.sort_unstable();
            out.dedup();
            out
        };
        let (a, b) = (bigrams(&self.keys[gap.i.clone()]), bigrams(&self.base.lead[gap.j.clone()]));
        let shared = a.iter().filter(|x| b.binary_search(x).is_ok()).count();
        shared * 3 >= a.len().min(b.len())
    }
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
        let base = Base { lead: base.chars().collect(), ..Base::default() };
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
        let base = "双方一致同意进一步扩大贸易和投资合作并尽早启动谈判磋商";
        let found = assigned("双方一致同意扩大贸易和投资合作并尽早启动谈判磋商", base);
        assert_eq!((found[5], found[6]), (Some(5), Some(9)));
    }

    #[test]
    fn transposed_parts_find_their_columns() {
        let a = "第一段讲述两国建立外交关系以来走过的不平凡历程回顾了领导人历次会晤的成果列举了双边贸易额逐年增长的情况并感谢各界人士长期以来的支持与参与令人鼓舞";
        let b = "后半部分则展望未来五年在基础设施和绿色能源方面的合作前景提出扩大留学生互派规模简化签证手续增开直航航班并欢迎更多企业前来投资兴业共享发展机遇实现互利";
        let found = assigned(&format!("{b}{a}"), &format!("{a}{b}"));
        let n = a.chars().count();
        assert_eq!(found[0], Some(n));
        assert_eq!(found.last(), Some(&Some(n - 1)));
    }

    #[test]
    fn a_formula_alone_is_no_anchor() {
        let formula = "在相互尊重平等互利的基础上推动两国关系健康稳定发展";
        let witness = format!(
            "今天的会议讨论了粮食安全与农业技术推广的问题各位代表踊跃发言{formula}会后举行了记者招待会并发布了新闻公报"
        );
        let base = format!(
            "昨天抵达的代表团参观了港口与物流园区听取了港务局局长的介绍{formula}晚上出席了欢迎宴会并观看了文艺演出"
        );
        assert!(assigned(&witness, &base).iter().all(Option::is_none));
    }
}
