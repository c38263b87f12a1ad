//! The progress of a check: a bar on a terminal, nothing elsewhere but the waits.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::check::{Progress, Watch};

/// Shorter waits are not told of, in seconds.
const WORTH_TELLING: u64 = 10;

/// The width of the bar.
const WIDTH: usize = 40;

/// Shows each step on standard error.
pub(super) fn shown(is_terminal: bool) -> Watch {
    let (planned, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let turn = Mutex::new(());
    Arc::new(move |step| {
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut err = std::io::stderr().lock();
        // Progress that cannot be shown is no reason to stop.
        let _ = match step {
            Progress::Planned(count) => {
                planned.store(count, Ordering::Relaxed);
                Ok(())
            }
            Progress::Waits(_, seconds) if seconds < WORTH_TELLING => Ok(()),
            Progress::Waits(rule, seconds) => {
                let start = if is_terminal { "\r\u{1b}[K" } else { "" };
                writeln!(err, "{start}  {rule} waits for {seconds} s")
            }
            Progress::Slowed(seconds) => {
                let start = if is_terminal { "\r\u{1b}[K" } else { "" };
                writeln!(err, "{start}  the e-Service asks for fewer calls (HTTP 429): none for {seconds} s")
            }
            Progress::Ended(_) if !is_terminal => Ok(()),
            Progress::Ended(rule) => {
                let (done, all) =
                    (ended.fetch_add(1, Ordering::Relaxed) + 1, planned.load(Ordering::Relaxed).max(1));
                let full = (WIDTH * done / all).min(WIDTH);
                let bar = ["█".repeat(full), "░".repeat(WIDTH - full)].concat();
                write!(err, "\r\u{1b}[K  {bar}  {done} of {all}   {rule}")
            }
        };
    })
}

/// Takes the bar away.
pub(super) fn end(is_terminal: bool) {
    if is_terminal {
        let _ = write!(std::io::stderr(), "\r\u{1b}[K");
    }
}
