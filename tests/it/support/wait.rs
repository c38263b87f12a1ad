//! Waiting for something to become true, with a deadline.

use std::time::{Duration, Instant};

/// Long enough for a busy machine; a test that gets here has failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the condition is looked at.
const EVERY: Duration = Duration::from_millis(5);

/// Returns once the condition holds; fails the test, saying for what it waited, where it does not in time.
pub async fn until(what: &str, condition: impl AsyncFnMut() -> bool) {
    until_within(PATIENCE, what, condition).await;
}

/// The same, with another deadline.
pub async fn until_within(patience: Duration, what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < patience, "waited {patience:?} in vain: {what}");
        tokio::time::sleep(EVERY).await;
    }
}
