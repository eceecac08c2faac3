//! A table of words, quick to build and quick to look through.
//!
//! A double-array automaton walks a text a little faster, but takes longer to build than the whole program may take to
//! start, and a document's own new names are such a table too. Here each word is one entry of a hash table. Where a word
//! begins is known by its first two characters: bits of such pairs turn nearly all places away at once, and bits of longer
//! beginnings tell how far a place goes on as some word does.

use super::packed::{self, Packed};

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

/// The longest word, in characters; longer ones are refused.
const LONGEST: usize = 64;

/// From words to values; a word may have several.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Table {
    /// Entries by hash, open addressing: upper half of the hash, and one more than the index into `words`; 0 is empty.
    #[serde(with = "packed")]
    slots: Vec<(u32, u32)>,
    #[serde(with = "packed")]
    words: Vec<Entry>,
    /// All words behind one another, in the form that `alike` gives.
    letters: String,
    /// Values, each with one more than the index of the next one of the same word.
    #[serde(with = "packed")]
    values: Vec<(u32, u32)>,
    /// Pairs that begin a word: bits by hash.
    #[serde(with = "packed")]
    pairs: Vec<u64>,
    /// The same of all longer beginnings of words.
    #[serde(with = "packed")]
    beginnings: Vec<u64>,
    /// The same of whole words.
    #[serde(with = "packed")]
    wholes: Vec<u64>,
    /// How far a hash is shifted to become the number of such a bit.
    shift: u32,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Where the word begins in `letters`.
    start: u32,
    bytes: u32,
    /// One more than the indices of its first and last value.
    first: u32,
    last: u32,
}

impl Packed<16> for Entry {
    fn pack(&self) -> [u8; 16] {
        [(self.start, self.bytes), (self.first, self.last)].pack()
    }

    fn unpack(bytes: &[u8; 16]) -> Entry {
        let [(start, bytes), (first, last)] = Packed::unpack(bytes);
        Entry { start, bytes, first, last }
    }
}

/// Most bits of the pair table: sparse enough for fifty thousand pairs, small enough for the second-level cache.
const PAIR_BITS: u32 = 20;

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

fn extend(hash: u64, c: char) -> u64 {
    (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(FACTOR)
}

fn pair_key(first: char, second: char) -> u64 {
    u64::from(first) << 21 | u64::from(second)
}

/// What of a hash stands in its slot.
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

impl Default for Table {
    fn default() -> Self {
        Table::with_capacity(16)
    }
}

impl Table {
    /// An empty table with room for about so many words.
    pub(crate) fn with_capacity(words: usize) -> Table {
        let slots = (words * 2).next_power_of_two().max(64);
        let bits = (words.max(1).ilog2() + 6).clamp(10, PAIR_BITS);
        Table {
            slots: vec![(0, 0); slots],
            words: Vec::with_capacity(words),
            letters: String::with_capacity(words * 16),
            values: Vec::with_capacity(words),
            pairs: vec![0; 1 << (bits - 6)],
            beginnings: vec![0; 1 << (bits - 6)],
            wholes: vec![0; 1 << (bits - 6)],
            shift: 64 - bits,
        }
    }

    /// Adds a word with a value. Words of one character are refused (false), since they need contexts, not a table; so
    /// are those of more than 64.
    pub(crate) fn insert(&mut self, word: &str, value: u32) -> bool {
        let start = self.letters.len();
        let (mut hash, mut length) = (0, 0);
        let (mut first, mut key) = ('\0', 0);
        for c in word.chars().map(alike) {
            hash = extend(hash, c);
            self.letters.push(c);
            length += 1;
            match length {
                1 => first = c,
                2 => key = pair_key(first, c),
                _ if length <= LONGEST => {
                    let (index, bit) = self.pair_bit(hash);
                    self.beginnings[index] |= bit;
                }
                _ => {}
            }
        }
        if !(2..=LONGEST).contains(&length) {
            self.letters.truncate(start);
            return false;
        }
        let (index, bit) = self.pair_bit(key);
        self.pairs[index] |= bit;
        let (index, bit) = self.pair_bit(hash);
        self.wholes[index] |= bit;
        self.values.push((value, 0));
        let new = self.values.len() as u32;
        let (slot, known) = self.slot(hash, |letters| *letters == self.letters[start..]);
        if let Some(Word(known)) = known {
            self.letters.truncate(start);
            let last = std::mem::replace(&mut self.words[known as usize].last, new);
            self.values[last as usize - 1].1 = new;
        } else {
            let bytes = (self.letters.len() - start) as u32;
            self.words.push(Entry { start: start as u32, bytes, first: new, last: new });
            self.slots[slot] = (tag(hash), self.words.len() as u32);
            if self.words.len() * 2 > self.slots.len() {
                self.grow();
            }
        }
        true
    }

    /// The bit of a pair in `pairs`, of a beginning in `beginnings`, or of a word in `wholes`.
    fn pair_bit(&self, key: u64) -> (usize, u64) {
        let hash = (key.wrapping_mul(FACTOR) >> self.shift) as usize;
        (hash / 64, 1 << (hash % 64))
    }

    /// The slot of a word, and the word; where it is missing, the empty slot to which it would go.
    fn slot(&self, hash: u64, is_it: impl Fn(&str) -> bool) -> (usize, Option<Word>) {
        let mask = self.slots.len() - 1;
        let mut slot = (hash ^ (hash >> 32)) as usize & mask;
        while let (own, Some(index)) = (self.slots[slot].0, self.slots[slot].1.checked_sub(1)) {
            if own == tag(hash) && is_it(self.letters_of(&self.words[index as usize])) {
                return (slot, Some(Word(index)));
            }
            slot = (slot + 1) & mask;
        }
        (slot, None)
    }

    fn letters_of(&self, entry: &Entry) -> &str {
        &self.letters[entry.start as usize..(entry.start + entry.bytes) as usize]
    }

    fn grow(&mut self) {
        self.slots = vec![(0, 0); self.slots.len() * 2];
        for (i, entry) in self.words.iter().enumerate() {
            let hash = self.letters_of(entry).chars().fold(0, extend);
            let (slot, _) = self.slot(hash, |_| false);
            self.slots[slot] = (tag(hash), i as u32 + 1);
        }
    }

    /// The entry of a hash whose word is `text`.
    fn find(&self, hash: u64, text: &str) -> Option<Word> {
        self.slot(hash, |letters| letters.chars().eq(text.chars().map(alike))).1
    }

    /// The words that `text` begins with, shortest first: `each` gets the length in bytes and the word.
    pub(crate) fn at(&self, text: &str, mut each: impl FnMut(usize, Word)) {
        let mut characters = text.chars().map(alike);
        let (Some(first), Some(second)) = (characters.next(), characters.next()) else { return };
        let key = pair_key(first, second);
        let (index, bit) = self.pair_bit(key);
        if self.pairs[index] & bit == 0 {
            return;
        }
        let mut hash = 0;
        let mut bytes = 0;
        for (before, c) in text.chars().enumerate() {
            hash = extend(hash, alike(c));
            bytes += c.len_utf8();
            // Few places go on as a longer word does.
            let (index, bit) = self.pair_bit(hash);
            if before >= 2 && self.beginnings[index] & bit == 0 {
                return;
            }
            if before >= 1
                && self.wholes[index] & bit != 0
                && let Some(word) = self.find(hash, &text[..bytes])
            {
                each(bytes, word);
            }
        }
    }

    /// The longest word that `text` begins with: its length in bytes.
    pub(crate) fn longest(&self, text: &str) -> Option<(usize, Word)> {
        let mut found = None;
        self.at(text, |length, word| found = Some((length, word)));
        found
    }

    /// Exactly this word.
    pub(crate) fn exact(&self, word: &str) -> Option<Word> {
        let hash = word.chars().map(alike).fold(0, extend);
        self.find(hash, word)
    }

    /// The values of a word that was found, in the order in which they were added.
    pub(crate) fn values(&self, word: Word) -> impl Iterator<Item = u32> + '_ {
        let mut link = self.words[word.0 as usize].first;
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
                let (index, bit) = self.pair_bit(pair_key(first, c));
                if self.pairs[index] & bit != 0 {
                    self.at(&text[start..], |length, word| each(start, start + length, word));
                }
            }
            before = Some((i, c));
        }
    }
}

/// A word that was found in a [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Word(u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_at_all_places() {
        let mut table = Table::default();
        for (i, word) in ["中国", "中国外交部", "外交部", "外交部长", "G20", "“甲”峰会", "中国"].iter().enumerate()
        {
            assert!(table.insert(word, i as u32));
        }
        assert!(!table.insert("中", 9));
        let text = "中国外交部长g20“甲“峰会";
        let mut found = Vec::new();
        table.scan(text, |start, end, word| found.push((&text[start..end], table.values(word).collect::<Vec<_>>())));
        let words: Vec<&str> = found.iter().map(|f| f.0).collect();
        assert_eq!(words, ["中国", "中国外交部", "外交部", "外交部长", "g20", "“甲“峰会"]);
        assert_eq!(found[0].1, [0, 6]);
        assert!(table.exact("外交部").is_some() && table.exact("外交").is_none());
    }

    #[test]
    fn growth_keeps_every_word() {
        let mut table = Table::with_capacity(1);
        let words: Vec<String> = (0..5000u32).map(|i| format!("词{i}语")).collect();
        for (i, word) in words.iter().enumerate() {
            table.insert(word, i as u32);
        }
        for (i, word) in words.iter().enumerate() {
            assert_eq!(table.exact(word).map(|w| table.values(w).next()), Some(Some(i as u32)));
        }
    }
}
