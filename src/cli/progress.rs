//! The bar of a long build, and what is said when somebody stops it.

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::fmt::{self, Write};
use std::time::Duration;

/// Fewer documents than this are read before anybody looks.
const MANY: usize = 50;

/// A bar on standard error, with the rate and the time left; it shows only on a terminal and for much work.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub fn new(quiet: bool, documents: usize) -> Progress {
        if quiet || documents < MANY {
            return Progress(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} documents{pace}").expect("a fixed template");
        let pace = |state: &ProgressState, out: &mut dyn Write| {
            let told = pace(state.pos(), state.len().unwrap_or(0), state.elapsed());
            out.write_str(&told).unwrap_or(());
        };
        let bar = ProgressBar::new(documents as u64).with_style(style.with_key("pace", pace));
        if !bar.is_hidden() {
            watch(bar.clone());
        }
        Progress(bar)
    }

    /// One document more.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

/// The rate so far and the time that is left at it, once they mean something: the first documents wait for each other.
fn pace(done: u64, of: u64, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    if done < MANY as u64 / 2 || seconds < 2.0 {
        return String::new();
    }
    let rate = done as f64 / seconds;
    let left = (of.saturating_sub(done) as f64 / rate).ceil() as u64;
    let digits = usize::from(rate < 10.0);
    let mut out = String::new();
    let told = write!(out, ", {rate:.digits$} a second, {}:{:02} left", left / 60, left % 60);
    told.map_or_else(|_: fmt::Error| String::new(), |()| out)
}

/// Says what became of the store when the process is told to end, and lets it end as it would have.
#[cfg(unix)]
fn watch(bar: ProgressBar) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if !bar.is_finished() {
                bar.abandon();
                super::output::complain("stopped; the store is as it was");
            }
            // Nothing is left to do if the system refuses.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
fn watch(_: ProgressBar) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_when_it_can_be_known() {
        let pace = |done, seconds| pace(done, 1000, Duration::from_secs(seconds));
        assert_eq!(pace(3, 20), "", "too few to tell");
        assert_eq!(pace(100, 50), ", 2.0 a second, 7:30 left");
        assert_eq!(pace(900, 30), ", 30 a second, 0:04 left");
    }
}
