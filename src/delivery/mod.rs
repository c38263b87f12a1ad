//! The `ConfirmOrderPayment` queue: one lane for each service, so that an e-Service that hangs delays nobody else.
//!
//! The queue itself is the table `confirmation`; a lane only claims what is due and sleeps until the next is.

mod sweep;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::app::App;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::ids::ServiceId;
use crate::flow::payment_confirmation_to_e_service::{attempt, lease_until};
use crate::store::StoreError;

/// How many confirmations of one service are on their way at once.
const LANE_WIDTH: usize = 4;

/// A lane looks at the queue at least this often, whatever it was told: another hub may have written to it.
const LONGEST_SLEEP: SignedDuration = SignedDuration::from_secs(30);

/// A lane that cannot read the queue tries again after this long.
const AFTER_A_FAILURE: Duration = Duration::from_secs(1);

/// Delivers until `stop` becomes true; then waits for the attempts that are under way.
pub async fn run(app: Arc<App>, stop: watch::Receiver<bool>) {
    let mut lanes = JoinSet::new();
    for service in &app.services {
        lanes.spawn(lane(Arc::clone(&app), service.id.clone(), stop.clone()));
    }
    lanes.spawn(sweep::run(Arc::clone(&app), stop));
    while let Some(ended) = lanes.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a delivery lane broke down; its confirmations wait for the next start");
        }
    }
}

async fn lane(app: Arc<App>, service: ServiceId, mut stop: watch::Receiver<bool>) {
    let permits = Arc::new(Semaphore::new(LANE_WIDTH));
    let mut attempts = JoinSet::new();
    while !*stop.borrow() {
        // A wake-up that comes while the queue is looked at is kept by the waker, so that nothing written then is missed.
        let woken = async {
            match app.delivery_wakers.get(&service) {
                Some(waker) => waker.notified().await,
                None => std::future::pending().await,
            }
        };
        let free = permits.available_permits();
        let now = app.clock.now();
        let (claimed, next_due) = match claim(&app, &service, free).await {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%service, %error, "the confirmation queue cannot be read");
                tokio::time::sleep(AFTER_A_FAILURE).await;
                continue;
            }
        };
        for confirmation in claimed {
            // Only this lane takes permits, and it claimed no more than were free.
            let Ok(permit) = Arc::clone(&permits).try_acquire_owned() else { break };
            let app = Arc::clone(&app);
            attempts.spawn(async move {
                attempt(&app, &confirmation).await;
                drop(permit);
            });
        }
        while attempts.try_join_next().is_some() {}
        let wake_at = next_due.unwrap_or(now + LONGEST_SLEEP).min(now + LONGEST_SLEEP);
        tokio::select! {
            () = woken => {}
            () = app.clock.sleep_until(wake_at), if permits.available_permits() > 0 => {}
            // An attempt that ends frees a place in the lane.
            Some(_) = attempts.join_next(), if !attempts.is_empty() => {}
            // A sender that is gone says as clearly that it is time to stop.
            changed = stop.changed() => if changed.is_err() { break },
        }
    }
    while attempts.join_next().await.is_some() {}
}

/// What is due and fits into the lane, and when the next one is due.
async fn claim(
    app: &App,
    service: &ServiceId,
    free: usize,
) -> Result<(Vec<QueuedConfirmation>, Option<Timestamp>), StoreError> {
    let claimed = match free {
        0 => vec![],
        _ => app.store.claim_due_confirmations(service, app.clock.now(), lease_until(app), free).await?,
    };
    Ok((claimed, app.store.next_confirmation_due(service).await?))
}
