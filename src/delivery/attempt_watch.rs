//! Wakes result pages whose payment another hub on the database has tried to confirm: one read for all of them. This hub's
//! own attempts wake them at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::worker::AFTER_A_FAILURE;
use crate::app::App;

/// The interval of reads while pages wait.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Looks until `stop` becomes true.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let waiting = app.attempt_waiters.payments();
        let pause = match app.store.ended_attempts(&waiting, app.clock.now()).await {
            Ok(ended) => {
                ended.iter().for_each(|payment| app.attempt_waiters.ended(payment));
                LOOK_AGAIN
            }
            Err(error) => {
                tracing::error!(%error, "attempts of other hubs cannot be read; result pages wait to the end");
                AFTER_A_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
