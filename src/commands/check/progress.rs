//! The progress of a check: a bar on a terminal, nothing elsewhere but the waits.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::check::{Progress, Watch};
use crate::commands::terminal::CLEAR_LINE;

/// Shorter waits are not told of, in seconds.
const WORTH_TELLING: u64 = 10;

/// The width of the bar, which leaves room for the longest name of a rule in 80 columns: a line that is longer goes on in the
/// next one, and stays there.
const WIDTH: usize = 16;

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
                let start = if is_terminal { CLEAR_LINE } else { "" };
                writeln!(err, "{start}  {rule} waits for {seconds} s")
            }
            Progress::Slowed(seconds) => {
                let start = if is_terminal { CLEAR_LINE } else { "" };
                writeln!(err, "{start}  the e-Service asks for fewer calls (HTTP 429): none for {seconds} s")
            }
            Progress::Ended(_) if !is_terminal => Ok(()),
            Progress::Ended(rule) => {
                let (done, all) =
                    (ended.fetch_add(1, Ordering::Relaxed) + 1, planned.load(Ordering::Relaxed).max(1));
                // Written at once, as a line that comes in pieces flickers.
                err.write_all(format!("{CLEAR_LINE}{}", line(done, all, &rule)).as_bytes())
            }
        };
    })
}

/// Takes the bar away.
pub(super) fn end(is_terminal: bool) {
    if is_terminal {
        let _ = write!(std::io::stderr(), "{CLEAR_LINE}");
    }
}

fn line(done: usize, all: usize, rule: &str) -> String {
    let full = (WIDTH * done / all).min(WIDTH);
    format!("  {}{}  {done} of {all}   {rule}", "█".repeat(full), "░".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RULES;

    #[test]
    fn a_line_is_never_longer_than_a_terminal_of_80_columns() {
        for rule in RULES.iter() {
            let longest = line(RULES.len(), RULES.len(), &rule.key());
            // In the last column a terminal may begin the next line.
            assert!(longest.chars().count() < 80, "{longest}");
        }
        assert_eq!(line(1, 2, "a/b"), "  ████████░░░░░░░░  1 of 2   a/b");
    }
}
