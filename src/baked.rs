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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::lexicon::fold;

    #[test]
    fn the_build_has_read_the_gazetteer_as_the_program_would() {
        let (built_in, now) = (Lexicon::built_in(), Lexicon::load(true, &[]).unwrap());
        assert!(built_in.entities().eq(now.entities()) && built_in.posts() == now.posts());
        assert_eq!(built_in.counts(), now.counts());
        for (id, entity) in now.entities() {
            assert_eq!(built_in.by_iri(&entity.iri), Some(id));
            for name in &entity.names {
                let targets = |lexicon: &Lexicon| -> Vec<String> {
                    let word = lexicon.table.exact(&fold(&name.text));
                    word.into_iter()
                        .flat_map(|word| lexicon.targets(word))
                        .map(|target| format!("{target:?}"))
                        .collect()
                };
                assert_eq!(targets(&built_in), targets(&now), "{}", name.text);
            }
        }
    }

    #[test]
    fn the_build_has_compiled_all_patterns() {
        let engine = Engine::new(None).unwrap();
        let baked = patterns().unwrap();
        assert_eq!(&baked.macros, engine.rules.language().macros());
        for rule in engine.rules.iter() {
            assert!(baked.get(&rule.text).is_some(), "{}", rule.id);
        }
    }
}
