//! The built-in gazetteer and patterns as the build has read them (`build.rs`): reading them again would be most of the
//! time to the first document.

use crate::lexicon::Lexicon;
use crate::pattern::Baked;
use std::sync::LazyLock;

impl Lexicon {
    /// The lexicon of the built-in gazetteer.
    pub fn built_in() -> Lexicon {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon"));
        postcard::from_bytes(bytes).expect("the build has written it")
    }
}

/// The patterns of the built-in language and rules; none if the build could not read them.
pub(crate) fn patterns() -> Option<&'static Baked> {
    static PATTERNS: LazyLock<Option<Baked>> =
        LazyLock::new(|| postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/patterns"))).ok());
    PATTERNS.as_ref()
}
