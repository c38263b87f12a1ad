//! Compares this machine's clock with the database server's, if several hubs may share it.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;

use crate::app::App;

/// How often the server is asked.
const EVERY: Duration = Duration::from_secs(5);
/// The difference above which it is logged.
const REMARKABLE: SignedDuration = SignedDuration::from_secs(5);

/// Watches until `stop` becomes true.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut has_warned = false;
    while !*stop.borrow() {
        if let Err(error) = app.store.read_server_time().await {
            tracing::warn!(%error, "the database server's time cannot be read");
        }
        let ahead = app.store.machine_ahead(&app.clock.machine());
        let differs = ahead.abs() > REMARKABLE;
        if app.clock_is_wrong() {
            tracing::error!(
                "{}; this hub confirms nothing and settles nothing until they agree",
                app.clock_differs()
            );
        } else if differs && !has_warned {
            tracing::warn!("{}; set it by NTP", app.clock_differs());
        }
        has_warned = differs;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
