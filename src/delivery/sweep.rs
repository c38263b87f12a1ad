//! Payers who never come back: the hub asks the payment providers by itself.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{LONGEST_SLEEP, sleep_until};
use crate::app::App;
use crate::flow::payment_confirmation_retrieval::settle_unattended;
use crate::store::StoreError;

/// How often the payment providers are asked.
const EVERY: SignedDuration = SignedDuration::from_secs(30);
/// A payment is left to its payer for this long.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// How many payments are read at once.
const PAGE: usize = 200;

/// Asks until `stop` becomes true.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let now = app.clock.now();
        if let Err(error) = round(&app, now).await {
            tracing::error!(%error, "payments at payment providers cannot be read");
        }
        tokio::select! {
            () = sleep_until(&app.clock, now + EVERY, LONGEST_SLEEP) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Asks about every payment that is old enough, page by page.
async fn round(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let mut after = String::new();
    loop {
        let page = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let payments = app.store.unsettled_payments(now - PATIENCE, &after, page).await?;
        for payment in &payments {
            if let Err(problem) = settle_unattended(app, payment, now).await {
                tracing::error!(payment = %payment.id, %problem, "a payment could not be settled");
            }
        }
        match payments.last() {
            Some(last) if payments.len() == PAGE => last.id.as_str().clone_into(&mut after),
            _ => return Ok(()),
        }
    }
}
