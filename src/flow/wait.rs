//! Waits for a condition, for callers that would otherwise poll.

use std::time::Duration;

use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, timeout};

use crate::app::App;

/// How often a waiting caller checks without being woken: another hub on the database cannot wake this one.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// A place among the waiting callers; `None` if all are taken.
pub fn place(app: &App) -> Option<SemaphorePermit<'_>> {
    app.waiting.try_acquire().ok()
}

/// Checks after every event until there is a result; `None` if there is none in time.
pub async fn until<T, E>(
    app: &App,
    patience: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    // Real time: the caller is a program with its own time limit, whatever the hub's clock shows.
    let end = Instant::now() + patience;
    loop {
        // Created before the check, so that an event in between is not missed.
        let happened = app.store.next_event();
        if let Some(found) = look().await? {
            return Ok(Some(found));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        let _ = timeout(left.min(LOOK_AGAIN), happened).await;
    }
}
