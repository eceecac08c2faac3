//! A trie of words in one hash table, quick to build and quick to walk.
//!
//! A double-array automaton walks a text a little faster, but takes longer to build than the whole program may take to
//! start. Here each word is one insertion per character. A walk begins at every character of the text; a bit table over
//! pairs of characters turns nearly all of them away at once.

/// Characters that names do not tell apart: letter case, kinds of quotation marks, dashes.
pub(crate) fn alike(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '—' => '-',
        c => c,
    }
}

/// From words to values; a word may have several.
#[derive(Debug, Clone)]
pub(crate) struct Trie {
    /// Transitions: `node << 21 | character` to node, open addressing; 0 is empty.
    keys: Vec<u64>,
    nodes: Vec<u32>,
    used: usize,
    /// For each node, one more than the index of its first value; 0 is none.
    heads: Vec<u32>,
    /// Values, each with one more than the index of the next one of the same word.
    values: Vec<(u32, u32)>,
    /// Pairs of characters that begin a word.
    pairs: Vec<u64>,
}

/// Bits of the pair table: sparse enough for fifty thousand pairs, small enough for the second-level cache.
const PAIR_BITS: u32 = 20;

fn mix(key: u64) -> u64 {
    let x = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^ (x >> 32)
}

fn pair_bit(first: char, second: char) -> (usize, u64) {
    let hash = mix(u64::from(first) << 21 | u64::from(second)) as u32 >> (32 - PAIR_BITS);
    (hash as usize / 64, 1 << (hash % 64))
}

impl Default for Trie {
    fn default() -> Self {
        Trie::with_capacity(64)
    }
}

impl Trie {
    /// An empty trie with room for about so many characters in all its words.
    pub(crate) fn with_capacity(characters: usize) -> Trie {
        let slots = (characters * 2).next_power_of_two().max(64);
        Trie { keys: vec![0; slots], nodes: vec![0; slots], used: 0, heads: vec![0; 1], values: Vec::new(), pairs: vec![0; 1 << (PAIR_BITS - 6)] }
    }

    /// Adds a word with a value. Words of less than two characters are refused (false): they need contexts, not a trie.
    pub(crate) fn insert(&mut self, word: &str, value: u32) -> bool {
        let mut characters = word.chars().map(alike);
        let (Some(first), Some(second)) = (characters.next(), characters.next()) else { return false };
        let (index, bit) = pair_bit(first, second);
        self.pairs[index] |= bit;
        let mut node = 0;
        for c in word.chars().map(alike) {
            node = self.child_or_new(node, c);
        }
        // Values of a word keep the order of insertion.
        let mut link = self.heads[node as usize];
        self.values.push((value, 0));
        let new = self.values.len() as u32;
        if link == 0 {
            self.heads[node as usize] = new;
        } else {
            while self.values[link as usize - 1].1 != 0 {
                link = self.values[link as usize - 1].1;
            }
            self.values[link as usize - 1].1 = new;
        }
        true
    }

    fn child_or_new(&mut self, node: u32, c: char) -> u32 {
        if (self.used + 1) * 4 > self.keys.len() * 3 {
            self.grow();
        }
        let slot = self.slot(node, c);
        if self.keys[slot] == 0 {
            self.keys[slot] = u64::from(node) << 21 | u64::from(c);
            self.nodes[slot] = self.heads.len() as u32;
            self.heads.push(0);
            self.used += 1;
        }
        self.nodes[slot]
    }

    /// The slot of a transition, or the empty one where it would go.
    fn slot(&self, node: u32, c: char) -> usize {
        let key = u64::from(node) << 21 | u64::from(c);
        let mask = self.keys.len() - 1;
        let mut slot = mix(key) as usize & mask;
        while self.keys[slot] != key && self.keys[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = self.keys.len() * 2;
        let keys = std::mem::replace(&mut self.keys, vec![0; size]);
        let nodes = std::mem::replace(&mut self.nodes, vec![0; size]);
        for (key, node) in keys.into_iter().zip(nodes).filter(|(key, _)| *key != 0) {
            let mask = size - 1;
            let mut slot = mix(key) as usize & mask;
            while self.keys[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.keys[slot] = key;
            self.nodes[slot] = node;
        }
    }

    fn child(&self, node: u32, c: char) -> Option<u32> {
        let slot = self.slot(node, c);
        (self.keys[slot] != 0).then(|| self.nodes[slot])
    }

    /// The words that `text` begins with, shortest first: `each` gets the length in bytes and the word.
    pub(crate) fn at(&self, text: &str, mut each: impl FnMut(usize, Word)) {
        let mut characters = text.chars();
        let (Some(first), Some(second)) = (characters.next(), characters.next()) else { return };
        let (index, bit) = pair_bit(alike(first), alike(second));
        if self.pairs[index] & bit == 0 {
            return;
        }
        let mut node = 0;
        let mut length = 0;
        for c in text.chars() {
            let Some(next) = self.child(node, alike(c)) else { return };
            node = next;
            length += c.len_utf8();
            let head = self.heads[node as usize];
            if head != 0 {
                each(length, Word(head));
            }
        }
    }

    /// The longest word that `text` begins with: its length in bytes.
    pub(crate) fn longest(&self, text: &str) -> Option<(usize, Word)> {
        let mut found = None;
        self.at(text, |length, word| found = Some((length, word)));
        found
    }

    /// The values of exactly this word.
    pub(crate) fn exact(&self, word: &str) -> Option<Word> {
        self.longest(word).filter(|(length, _)| *length == word.len()).map(|(_, word)| word)
    }

    /// The values of a word that was found, in the order in which they were added.
    pub(crate) fn values(&self, word: Word) -> impl Iterator<Item = u32> + '_ {
        let mut link = word.0;
        std::iter::from_fn(move || {
            let (value, next) = *self.values.get((link as usize).checked_sub(1)?)?;
            link = next;
            Some(value)
        })
    }

    /// Every word of a text, at every place, by `each(start, end, word)`; in order of start, shorter first.
    pub(crate) fn scan(&self, text: &str, mut each: impl FnMut(usize, usize, Word)) {
        let mut before: Option<(usize, char)> = None;
        for (i, c) in text.char_indices() {
            let c = alike(c);
            if let Some((start, first)) = before {
                let (index, bit) = pair_bit(first, c);
                if self.pairs[index] & bit != 0 {
                    self.at(&text[start..], |length, word| each(start, start + length, word));
                }
            }
            before = Some((i, c));
        }
    }
}

/// A word that was found in a [`Trie`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Word(u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_at_all_places() {
        let mut trie = Trie::default();
        for (i, word) in ["中国", "中国外交部", "外交部", "外交部长", "G20", "“甲”峰会", "中国"].iter().enumerate() {
            assert!(trie.insert(word, i as u32));
        }
        assert!(!trie.insert("中", 9));
        let text = "中国外交部长g20“甲“峰会";
        let mut found = Vec::new();
        trie.scan(text, |start, end, word| found.push((&text[start..end], trie.values(word).collect::<Vec<_>>())));
        let words: Vec<&str> = found.iter().map(|f| f.0).collect();
        assert_eq!(words, ["中国", "中国外交部", "外交部", "外交部长", "g20", "“甲“峰会"]);
        assert_eq!(found[0].1, [0, 6]);
        assert!(trie.exact("外交部").is_some() && trie.exact("外交").is_none());
    }

    #[test]
    fn growth_keeps_every_word() {
        let mut trie = Trie::with_capacity(1);
        let words: Vec<String> = (0..5000u32).map(|i| format!("词{i}语")).collect();
        for (i, word) in words.iter().enumerate() {
            trie.insert(word, i as u32);
        }
        for (i, word) in words.iter().enumerate() {
            assert_eq!(trie.exact(word).map(|w| trie.values(w).next()), Some(Some(i as u32)));
        }
    }
}
