//! Wakes callers that wait for events: of this hub at once, of other hubs on the database soon.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::worker::{AFTER_A_FAILURE, LONGEST_SLEEP};
use crate::app::App;
use crate::store::Engine;

/// The interval of reads, while a caller waits, if several hubs may write to the database.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Looks until `stop` becomes true.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let written = app.store.next_event();
        let pause = match (app.store.tell_event_waiters().await, app.store.engine) {
            (Err(error), _) => {
                tracing::error!(%error, "the events cannot be read; waiting callers check by themselves");
                AFTER_A_FAILURE
            }
            (Ok(()), Engine::Postgres) => LOOK_AGAIN,
            // An SQLite file has one hub, which knows what it has written.
            (Ok(()), Engine::Sqlite) => LONGEST_SLEEP,
        };
        tokio::select! {
            () = written => {}
            () = tokio::time::sleep(pause) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
