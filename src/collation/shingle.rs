//! Shingles: hashes of every run of `k` letters, and winnowing, which keeps a few of them.

/// The hash of each run of `k` letters, by the position of its first letter.
pub(super) fn shingles(keys: &[char], k: usize) -> Vec<u64> {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    if k == 0 || keys.len() < k {
        return Vec::new();
    }
    let top = (1..k).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut out = Vec::with_capacity(keys.len() - k + 1);
    let mut rolling = 0u64;
    for (i, &ch) in keys.iter().enumerate() {
        if i >= k {
            rolling = rolling.wrapping_sub(mix(keys[i - k] as u64).wrapping_mul(top));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(mix(ch as u64));
        if i + 1 >= k {
            out.push(mix(rolling));
        }
    }
    out
}

/// Finaliser of SplitMix64: neighbouring inputs give unrelated outputs.
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Winnowing: of every `window` neighbouring shingles the smallest, sorted and without repeats.
///
/// Two texts that share `k + window - 1` letters in a row share at least one of these.
pub(super) fn winnow(hashes: &[u64], window: usize) -> Vec<u64> {
    let mut out = Vec::new();
    let mut queue: std::collections::VecDeque<usize> = std::collections::VecDeque::new();
    for i in 0..hashes.len() {
        while queue.back().is_some_and(|&j| hashes[j] >= hashes[i]) {
            queue.pop_back();
        }
        queue.push_back(i);
        if queue[0] + window <= i {
            queue.pop_front();
        }
        if (i + 1 >= window || i + 1 == hashes.len()) && out.last() != Some(&hashes[queue[0]]) {
            out.push(hashes[queue[0]]);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Pairs `(i, j)` where a run of `k` letters occurs once in `a` and once in `b`, by `i`.
pub(super) fn unique_pairs(a: &[char], b: &[char], k: usize) -> Vec<(usize, usize)> {
    let (left, right) = (unique(a, k), unique(b, k));
    let mut out = Vec::new();
    let mut j = 0;
    for (hash, i) in left {
        while j < right.len() && right[j].0 < hash {
            j += 1;
        }
        if j < right.len() && right[j].0 == hash && a[i..i + k] == b[right[j].1..right[j].1 + k] {
            out.push((i, right[j].1));
        }
    }
    out.sort_unstable();
    out
}

/// `(hash, position)` of the shingles that occur once, by hash.
fn unique(keys: &[char], k: usize) -> Vec<(u64, usize)> {
    let mut all: Vec<(u64, usize)> = shingles(keys, k).into_iter().zip(0..).collect();
    all.sort_unstable();
    all.chunk_by(|x, y| x.0 == y.0).filter(|group| group.len() == 1).map(|group| group[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn equal_runs_have_equal_hashes() {
        let (a, b) = (shingles(&chars("甲乙丙丁戊"), 3), shingles(&chars("子丑乙丙丁"), 3));
        assert_eq!(a[1], b[2]);
        assert_ne!(a[0], b[2]);
    }

    #[test]
    fn a_shared_run_survives_winnowing() {
        let (a, b) =
            (chars("这是开头的话双边贸易额去年再创历史新高结尾"), chars("另一段文字双边贸易额去年再创历史新高完"));
        let (a, b) = (winnow(&shingles(&a, 6), 4), winnow(&shingles(&b, 6), 4));
        assert!(a.iter().any(|h| b.contains(h)));
    }

    #[test]
    fn repeated_runs_are_not_unique() {
        assert_eq!(unique_pairs(&chars("甲乙丙甲乙"), &chars("甲乙丙"), 2), [(1, 1)]);
    }
}
