//! Any bytes: read without panic; articles, turns and sentences are ordered pieces of the text, every place lies in the
//! file, and mentions and facts are found in it or not, but the search ends.
#![no_main]

use diplograph::document::Document;
use diplograph::engine::Engine;
use diplograph::source::Source;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(None).expect("the built-in ontology loads"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::from_bytes("fuzz", bytes, None) else { return };
    let document = Document::new(source, None);
    assert!(document.sentences.windows(2).all(|w| w[0].span.end <= w[1].span.start));
    for sentence in &document.sentences {
        let at = document.locate(sentence.span);
        assert!(sentence.article < document.articles.len());
        assert!(sentence.turn.is_none_or(|turn| turn < document.turns.len()));
        assert!(at.start <= at.end && at.start_byte <= at.end_byte && at.end_byte <= bytes.len());
    }
    document.outline();
    for fact in ENGINE.extract(&document).facts {
        assert!(fact.span.start < fact.span.end && fact.span.end <= document.text.len());
    }
});
