//! Workers that run until the hub stops: their sleep, and their restart after a failure.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;

/// How long attempts in progress may continue when the hub stops. Interrupted ones are due again at once.
pub const GRACE: Duration = Duration::from_millis(1500);

/// The delay after a failure of the database or of the program.
pub(super) const AFTER_A_FAILURE: Duration = Duration::from_secs(1);

/// The maximum sleep in real time: another hub may have written to the database, and the clock may be frozen or have been
/// turned back.
pub(super) const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Returns at this time on the hub's clock, at the latest after `at_most` of real time.
pub(super) async fn sleep_until(clock: &Clock, moment: Timestamp, at_most: Duration) {
    let _ = tokio::time::timeout(at_most, clock.sleep_until(moment)).await;
}

/// Runs a worker until it ends by itself, and restarts it after a pause if it fails.
pub(super) async fn kept_up<F>(name: String, pause: Duration, start: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(start()).await {
        if error.is_cancelled() {
            return;
        }
        tracing::error!(%error, "{name} failed and is restarted");
        tokio::time::sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::clock::SimulatedClock;

    #[tokio::test]
    async fn a_clock_that_stands_still_keeps_no_worker_asleep() {
        let clock = Clock::Simulated(SimulatedClock::at(Timestamp::UNIX_EPOCH));
        sleep_until(&clock, Timestamp::MAX, Duration::from_millis(1)).await;
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
    }

    #[tokio::test]
    async fn a_worker_that_breaks_down_is_started_again() {
        let starts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&starts);
        kept_up("a worker that breaks down twice".to_owned(), Duration::ZERO, move || {
            let start = counted.fetch_add(1, Ordering::SeqCst);
            async move { assert!(start == 2, "it breaks down") }
        })
        .await;
        assert_eq!(starts.load(Ordering::SeqCst), 3);
    }
}
