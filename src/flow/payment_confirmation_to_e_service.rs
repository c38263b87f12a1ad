//! Step 13: one attempt to tell the e-Service of a payment, made by `delivery/`; and the result page's wait for it.

use std::pin::pin;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use super::exchange_record::{self, Subject};
use super::known_certificate::{known_signer, pin_at_first_use};
use crate::app::App;
use crate::domain::confirmation::{ConfirmationStatus, QueuedConfirmation};
use crate::domain::ids::PaymentId;
use crate::domain::service::Service;
use crate::service_provider::{CallContext, CallError, SignatureVerdict};

/// A lease outlives the longest call by this much, so that a claim is due again only when its worker is surely gone.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// How often a result page that waits looks at the database, whatever it was told.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Until when a confirmation that is claimed now is held.
pub fn lease_until(app: &App) -> Timestamp {
    let lease = app.service_provider.timeout() + LEASE_MARGIN;
    app.clock
        .now()
        .saturating_add(SignedDuration::try_from(lease).unwrap_or_default())
        .unwrap_or(Timestamp::MAX)
}

/// Wakes the service's delivery lane, and returns when this payment's first attempt has ended, or when the settings let
/// the result page wait no longer. The lane goes on beyond that: pages never call an e-Service themselves, so that
/// however many payers wait, no e-Service gets more calls at once than its lane is wide.
pub async fn confirmed_soon(app: &App, payment: &PaymentId) -> Result<(), Problem> {
    // What came of the attempt is in the database, where the page reads it.
    match tokio::time::timeout(app.config.result_page_wait, attempt_ended(app, payment)).await {
        Ok(ended) => ended,
        Err(_) => Ok(()),
    }
}

/// Returns once no attempt is due or under way.
async fn attempt_ended(app: &App, payment: &PaymentId) -> Result<(), Problem> {
    loop {
        // Armed before the database is read, so that an attempt which ends in between is not missed.
        let mut ended = pin!(app.attempt_ended.notified());
        ended.as_mut().enable();
        let Some(queued) = app.store.confirmation(payment).await? else { return Ok(()) };
        match queued.status {
            ConfirmationStatus::InFlight { .. } => {}
            ConfirmationStatus::Pending { next_attempt_at: Some(due) } if due <= app.clock.now() => {
                app.wake_delivery(&queued.service_id);
            }
            ConfirmationStatus::Pending { .. } | ConfirmationStatus::Confirmed { .. } => return Ok(()),
        }
        // Another hub on the same database ends its attempts without telling this one.
        let _ = tokio::time::timeout(LOOK_AGAIN, ended).await;
    }
}

/// Tells the e-Service once, keeps the exchange, and writes what came of it. The confirmation must have been claimed.
pub async fn attempt(app: &App, confirmation: &QueuedConfirmation) {
    if let Err(problem) = try_attempt(app, confirmation).await {
        // The lease runs out and the confirmation is due again: nothing is lost but time.
        tracing::error!(payment = %confirmation.payment_id, %problem, "ConfirmOrderPayment could not be attempted");
    }
    app.attempt_ended.notify_waiters();
}

async fn try_attempt(app: &App, confirmation: &QueuedConfirmation) -> Result<(), Problem> {
    let Some(service) = app.service(&confirmation.service_id) else {
        // The service was taken out of the configuration; it may come back.
        return put_back(app, confirmation, "request: the service is not registered at this hub").await;
    };
    let known = known_signer(app, service).await?;
    let context = CallContext {
        clock: &app.clock,
        randomness: &app.randomness,
        signer: &known,
        leeway: app.config.timestamp_leeway,
    };
    let (exchange, result) =
        app.service_provider.confirm_order_payment(service, &confirmation.body_xml, context).await;
    let outcome = match &result {
        Ok(_) => "accepted".to_owned(),
        Err(error) => exchange_record::failure(error),
    };
    // First what the e-Service said: should the hub stop after this line, it will not ask again.
    match &result {
        Ok(_) => {
            app.store.confirmation_accepted(&confirmation.payment_id, app.clock.now()).await?;
        }
        Err(_) => put_back(app, confirmation, &outcome).await?,
    }
    log(service, confirmation, &result);
    let subject = Subject {
        service_id: &service.id,
        order_key: &confirmation.order_key,
        payment_id: Some(&confirmation.payment_id),
    };
    exchange_record::keep(app, subject, &exchange, &outcome).await?;
    match &result {
        Ok((_, verdict)) => pin_at_first_use(app, service, &known, verdict).await,
        Err(_) => Ok(()),
    }
}

async fn put_back(app: &App, confirmation: &QueuedConfirmation, outcome: &str) -> Result<(), Problem> {
    let delay = app.config.retry_schedule.delay_after(confirmation.attempts);
    let next = delay
        .and_then(|delay| SignedDuration::try_from(delay).ok())
        .and_then(|delay| app.clock.now().checked_add(delay).ok());
    app.store.confirmation_failed(confirmation, next, outcome).await?;
    app.wake_delivery(&confirmation.service_id);
    Ok(())
}

fn log(
    service: &Service,
    confirmation: &QueuedConfirmation,
    result: &Result<((), SignatureVerdict), CallError>,
) {
    let QueuedConfirmation { payment_id, order_key, attempts, .. } = confirmation;
    match result {
        Ok((_, SignatureVerdict::Tolerated(problem))) => tracing::warn!(
            service = %service.id, order = %order_key, payment = %payment_id, attempts, %problem,
            "confirmed, with a signature that was tolerated"
        ),
        Ok(_) => {
            tracing::info!(service = %service.id, order = %order_key, payment = %payment_id, attempts, "confirmed");
        }
        Err(error) => tracing::warn!(
            service = %service.id, order = %order_key, payment = %payment_id, attempts,
            stage = error.stage().name(), %error, "ConfirmOrderPayment failed and will be repeated"
        ),
    }
}
