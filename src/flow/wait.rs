//! Waiting for something to become so, for callers that would otherwise ask again and again.

use std::time::Duration;

use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, timeout};

use crate::app::App;

/// How often a waiting caller looks, whatever it was told: another hub on the same database tells nobody here.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// A place among those who wait; `None` where all are taken.
pub fn place(app: &App) -> Option<SemaphorePermit<'_>> {
    app.waiting.try_acquire().ok()
}

/// Looks until there is an answer, whenever something has happened; `None` where there is none in time.
pub async fn until<T, E>(
    app: &App,
    patience: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    // Real time: whoever waits is a program with a time limit of its own, whatever the hub's clock shows.
    let end = Instant::now() + patience;
    loop {
        // Made before the look, so that what happens in between is not missed.
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
