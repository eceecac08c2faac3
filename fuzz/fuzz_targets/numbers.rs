//! Any text: numbers and dates are read without panic, and their spans are ordered pieces of the text.
#![no_main]

use diplograph::date::scan_all;
use diplograph::number::{Mode, Units};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static UNITS: LazyLock<Units> = LazyLock::new(Units::built_in);

fuzz_target!(|text: &str| {
    for mode in [Mode::Guide, Mode::All] {
        let (quantities, times) = scan_all(text, &UNITS, mode);
        for (start, end) in quantities.iter().map(|f| (f.start, f.end)).chain(times.iter().map(|f| (f.start, f.end))) {
            assert!(start < end && text.is_char_boundary(start) && text.is_char_boundary(end));
        }
        assert!(times.windows(2).all(|w| w[0].end <= w[1].start));
        for time in &times {
            time.value.resolve(None);
        }
    }
});
