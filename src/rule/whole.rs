//! Words that a piece of a pattern does not cut in two: 会 before 议 is no 会 of the future.

/// Words that stay whole, wherever a rule or a trim of single characters would begin or end inside them.
#[derive(Debug, Clone, Default)]
pub struct Whole(Vec<String>);

impl Whole {
    /// The words, as `language.toml` lists them.
    pub fn new(words: Vec<String>) -> Whole {
        Whole(words)
    }

    /// The word that a byte of a text stands in the middle of: where it begins and ends.
    pub fn around(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        self.0.iter().find_map(|word| {
            let cuts = word.char_indices().skip(1).map(|(cut, _)| cut);
            cuts.filter(|&cut| text[..at].ends_with(&word[..cut]) && text[at..].starts_with(&word[cut..]))
                .map(|cut| (at - cut, at - cut + word.len()))
                .next()
        })
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
