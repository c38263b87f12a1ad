//! Payers who never come back: the hub asks the payment providers by itself.

use std::sync::Arc;

use jiff::SignedDuration;
use tokio::sync::watch;

use crate::app::App;
use crate::flow::payment_confirmation_retrieval::settle;

/// How often the payment providers are asked.
const EVERY: SignedDuration = SignedDuration::from_secs(30);
/// A payment is left to its payer for this long.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// How many payments are asked about in one round.
const AT_ONCE: i64 = 200;

/// Asks until `stop` becomes true.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let now = app.clock.now();
        match app.store.payments_at_payment_provider_since(now - PATIENCE, AT_ONCE).await {
            Ok(payments) => {
                for payment in payments {
                    if let Err(problem) = settle(&app, &payment).await {
                        tracing::error!(payment = %payment.id, %problem, "a payment could not be settled");
                    }
                }
            }
            Err(error) => tracing::error!(%error, "payments at payment providers cannot be read"),
        }
        tokio::select! {
            () = app.clock.sleep_until(now + EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}
