//! The `ConfirmOrderPayment` queue: one lane for each service, so that an e-Service that hangs delays no other.
//!
//! The queue itself is in the tables `confirmation` and `requested_attempt`; a lane only claims what is due and sleeps
//! until the next is.

mod attempt_watch;
mod clock_watch;
mod event_waiters;
mod lane;
mod lanes;
mod services;
mod sweep;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::clock::Clock;
use crate::store::Engine;

/// How long attempts in progress may continue when the hub stops. Interrupted ones are due again at once.
pub const GRACE: Duration = Duration::from_millis(1500);

/// The delay after a failure of the database or of the program.
const AFTER_A_FAILURE: Duration = Duration::from_secs(1);

/// The maximum sleep in real time: another hub may have written to the database, and the clock may be frozen or have been
/// turned back.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Delivers until `stop` becomes true; then waits up to [`GRACE`] for the attempts in progress.
pub async fn run(app: Arc<App>, stop: watch::Receiver<bool>) {
    let mut workers = JoinSet::new();
    let (app_of_lanes, stop_of_lanes) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the keeper of the lanes".to_owned(), AFTER_A_FAILURE, move || {
        lanes::run(Arc::clone(&app_of_lanes), stop_of_lanes.clone())
    }));
    let (app_of_services, stop_of_services) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the list of services".to_owned(), AFTER_A_FAILURE, move || {
        services::run(Arc::clone(&app_of_services), stop_of_services.clone())
    }));
    let (app_of_waiters, stop_of_waiters) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the waking of those who wait".to_owned(), AFTER_A_FAILURE, move || {
        event_waiters::run(Arc::clone(&app_of_waiters), stop_of_waiters.clone())
    }));
    // An SQLite file has one hub, which makes all attempts itself.
    if app.store.engine == Engine::Postgres {
        let (app_of_pages, stop_of_pages) = (Arc::clone(&app), stop.clone());
        workers.spawn(kept_up("the watch for other hubs' attempts".to_owned(), AFTER_A_FAILURE, move || {
            attempt_watch::run(Arc::clone(&app_of_pages), stop_of_pages.clone())
        }));
    }
    let (app_of_watch, stop_of_watch) = (Arc::clone(&app), stop.clone());
    workers.spawn(kept_up("the watch of the clock".to_owned(), AFTER_A_FAILURE, move || {
        clock_watch::run(Arc::clone(&app_of_watch), stop_of_watch.clone())
    }));
    workers.spawn(kept_up("the sweep of payments".to_owned(), AFTER_A_FAILURE, move || {
        sweep::run(Arc::clone(&app), stop.clone())
    }));
    while workers.join_next().await.is_some() {}
}

/// Returns at this time on the hub's clock, at the latest after `at_most` of real time.
async fn sleep_until(clock: &Clock, moment: Timestamp, at_most: Duration) {
    let _ = tokio::time::timeout(at_most, clock.sleep_until(moment)).await;
}

/// Runs a worker until it ends by itself, and restarts it after a pause if it fails.
async fn kept_up<F>(name: String, rest: Duration, start: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(start()).await {
        if error.is_cancelled() {
            return;
        }
        tracing::error!(%error, "{name} failed and is restarted");
        tokio::time::sleep(rest).await;
    }
}

#[cfg(test)]
mod tests {
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
