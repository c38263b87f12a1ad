//! For payers who never come back: asks the payment providers, and deletes visits in which nothing was paid.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::worker::{AFTER_A_FAILURE, LONGEST_SLEEP, sleep_until};
use crate::app::App;
use crate::domain::payment::Payment;
use crate::flow::payment_confirmation_retrieval::settle_unattended;
use crate::store::StoreError;

/// How often the payment providers are asked about every undecided payment.
const EVERY: SignedDuration = SignedDuration::from_secs(30);
/// The minimum age of a payment that is asked about.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// How often decisions of payment providers are looked up: none is decided sooner than this after it became pending.
const LOOK: SignedDuration = SignedDuration::from_secs(5);
/// How long a payer with a decided payment has to come back before the hub settles it.
const RETURN: SignedDuration = SignedDuration::from_secs(5);
/// The number of payments read at once.
const PAGE: usize = 200;
/// The number of visits deleted by one statement, which blocks other writers for some milliseconds.
const VISITS_AT_ONCE: i64 = 1000;
/// The number of payments deleted in one transaction, of two statements a payment.
const PAYMENTS_AT_ONCE: i64 = 100;
/// The number deleted in one round, so that a flood does not delay payments.
const MOST_DELETED: u64 = 100_000;

/// Runs until `stop` becomes true.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut all_asked_at: Option<Timestamp> = None;
    while !*stop.borrow() {
        if app.clock_is_wrong() {
            tokio::time::sleep(AFTER_A_FAILURE).await;
            continue;
        }
        let now = app.clock.now();
        // A clock that was set back delays nothing.
        let is_due = all_asked_at.is_none_or(|at| now < at || at + EVERY <= now);
        if is_due {
            all_asked_at = Some(now);
        }
        let next = match round(&app, now, is_due).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "payments at payment providers cannot be read");
                None
            }
        };
        if is_due && let Err(error) = prune(&app, now).await {
            tracing::error!(%error, "visits in which nothing was paid cannot be deleted");
        }
        let wake_at = next.map_or(now + LOOK, |next| next.min(now + LOOK));
        tokio::select! {
            () = sleep_until(&app.clock, wake_at, LONGEST_SLEEP) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Settles the decided payments and, if `all` is set, page by page every undecided one that is old enough. Returns the time
/// of the next decision.
async fn round(app: &App, now: Timestamp, all: bool) -> Result<Option<Timestamp>, StoreError> {
    let page = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let decided = app.store.payments_with_decision(now, RETURN, page).await?;
    settle(app, &decided, now).await;
    let mut after = all.then(String::new);
    while let Some(id) = after {
        let payments = app.store.unsettled_payments(now - PATIENCE, &id, page).await?;
        settle(app, &payments, now).await;
        after = payments.last().filter(|_| payments.len() == PAGE).map(|last| last.id.as_str().to_owned());
    }
    app.store.next_decision(now).await
}

/// Deletes visits in which nothing was paid beyond the age or number in the settings, first the payments that they tried.
async fn prune(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let before = now.saturating_sub(app.config.visit_lifetime).unwrap_or(Timestamp::MIN);
    let (mut payments, mut visits) = (0, 0);
    while payments < MOST_DELETED {
        match app.store.prune_unpaid_payments(before, PAYMENTS_AT_ONCE).await? {
            0 => break,
            here => payments += here,
        }
    }
    while visits < MOST_DELETED {
        match app.store.prune_visits(before, app.config.visits_kept, VISITS_AT_ONCE).await? {
            0 => break,
            here => visits += here,
        }
    }
    if payments > 0 || visits > 0 {
        tracing::info!(
            visits,
            payments,
            "visits in which nothing was paid were deleted (visit_lifetime, visits_kept)"
        );
    }
    Ok(())
}

async fn settle(app: &App, payments: &[Payment], now: Timestamp) {
    for payment in payments {
        if let Err(problem) = settle_unattended(app, payment, now).await {
            tracing::error!(payment = %payment.id, %problem, "a payment could not be settled");
        }
    }
}
