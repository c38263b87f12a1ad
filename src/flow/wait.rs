//! Waits for a condition, for callers that would otherwise poll.

use std::time::Duration;

use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, timeout};

use crate::app::App;
use crate::store::{EventFilter, StoreError};

/// How often a waiting caller checks without being woken: some changes have no event, such as the claim of an attempt.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// A place among the waiting callers; `None` if all are taken.
pub fn place(app: &App) -> Option<SemaphorePermit<'_>> {
    app.waiting.try_acquire().ok()
}

/// Checks after every event that may concern the caller until there is a result; `None` if there is none in time.
///
/// # Errors
/// Those of `look`, and if the events cannot be read.
pub async fn until<T, E: From<StoreError>>(
    app: &App,
    patience: Duration,
    concerns: EventFilter,
    mut look: impl AsyncFnMut() -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    // Real time: the caller is a program with its own time limit, whatever the hub's clock shows.
    let end = Instant::now() + patience;
    // Most callers need not wait.
    if let Some(found) = look().await? {
        return Ok(Some(found));
    }
    if patience.is_zero() {
        return Ok(None);
    }
    // Created before the next check, so that an event in between is not missed.
    let waiter = app.store.wait_for_events(concerns).await?;
    loop {
        if let Some(found) = look().await? {
            return Ok(Some(found));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        let _ = timeout(left.min(LOOK_AGAIN), waiter.next()).await;
    }
}
