//! Macros of the whole crate.

/// A regular expression that belongs to the program, compiled at its first use.
macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("a pattern of the program"));
    };
}
