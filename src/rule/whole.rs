//! Words that a piece of a pattern does not cut in two: 会 before 议 is no 会 of the future.

use rustc_hash::FxHashMap;

/// Words that stay whole, wherever a rule or a trim of single characters would begin or end inside them.
#[derive(Debug, Clone, Default)]
pub struct Whole {
    words: Vec<String>,
    /// Where words can be cut, by the two characters beside the cut: the number of the word, and the byte.
    cuts: FxHashMap<(char, char), Vec<(usize, usize)>>,
}

impl Whole {
    /// The words, as `ontology/language/` lists them.
    pub fn new(words: Vec<String>) -> Whole {
        let mut cuts: FxHashMap<(char, char), Vec<(usize, usize)>> = FxHashMap::default();
        for (number, word) in words.iter().enumerate() {
            for ((_, before), (cut, behind)) in word.char_indices().zip(word.char_indices().skip(1)) {
                cuts.entry((before, behind)).or_default().push((number, cut));
            }
        }
        Whole { words, cuts }
    }

    /// The word that a byte of a text stands in the middle of: where it begins and ends.
    pub fn around(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let (before, behind) = text.split_at(at);
        let cuts = self.cuts.get(&(before.chars().next_back()?, behind.chars().next()?))?;
        let (number, cut) = cuts.iter().find(|(number, cut)| {
            let (head, tail) = self.words[*number].split_at(*cut);
            before.ends_with(head) && behind.starts_with(tail)
        })?;
        Some((at - cut, at - cut + self.words[*number].len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_inside_a_word_belongs_to_it() {
        let whole = Whole::new(vec!["会议".into(), "共和国".into()]);
        let inside = |text: &str, before: &str| whole.around(text, before.len()).map(|(a, b)| text[a..b].to_owned());
        assert_eq!(inside("27次会议通过", "27次会").as_deref(), Some("会议"));
        assert_eq!(inside("共和国成立", "共和").as_deref(), Some("共和国"));
        assert_eq!(inside("27次会议通过", "27次"), None);
        assert_eq!(inside("会有3人", "会"), None);
    }
}
