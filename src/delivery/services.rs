//! Keeps the hub's list of services up to date: another hub, or a reset, may have changed it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::worker::AFTER_A_FAILURE;
use crate::app::App;
use crate::flow::services::reload_changed;
use crate::store::Engine;

/// How often the database is read if several hubs may write to it.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Looks until `stop` becomes true.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let written = app.store.next_services();
        let pause = match (reload_changed(&app).await, app.store.engine) {
            (Err(error), _) => {
                tracing::error!(%error, "the registered services cannot be read; the list stays as it was");
                Some(AFTER_A_FAILURE)
            }
            (Ok(()), Engine::Postgres) => Some(LOOK_AGAIN),
            // An SQLite file has one hub, which knows its own changes.
            (Ok(()), Engine::Sqlite) => None,
        };
        let rested = async {
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = written => {}
            () = rested => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
