//! Step 13: one attempt to confirm a payment, made by `delivery/`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use super::call_basis::CallBasis;
use super::exchange_record::{self, Subject};
use super::known_certificate::pin_at_first_use;
use super::scenarios::{self, Plan, Turn};
use crate::app::App;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation::{ConfirmationStatus, QueuedConfirmation};
use crate::domain::confirmation_attempt::{AttemptCause, ClaimedAttempt};
use crate::domain::disturbance::Disturbance;
use crate::domain::scenario::NotApplied;
use crate::domain::service::Service;
use crate::service_provider::{CallContext, CallError, SignatureVerdict};
use crate::store::{EndedAttempt, RecordedAttempt};

/// The margin of a lease over the longest call, so that a claim becomes due again only after its worker has stopped.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// An upper bound for the size of an envelope around its Body's content.
const ENVELOPE_BYTES: usize = 64 * 1024;

/// The end of the lease of an attempt that begins now, extended by `longer`, in the time that all hubs on the database
/// share. Calls take real time, whatever the hub's clock shows.
pub fn lease_until(app: &App, longer: Duration) -> Timestamp {
    let lease = app.service_provider.timeout().saturating_add(LEASE_MARGIN).saturating_add(longer);
    let lease = SignedDuration::try_from(lease).unwrap_or(SignedDuration::MAX);
    app.store.lease_time(&app.clock.machine()).saturating_add(lease).unwrap_or(Timestamp::MAX)
}

/// True while an attempt to confirm is due or being made; one that is due is made at once. Pages never call an e-Service for
/// confirmations themselves, so the number of concurrent calls is that of the lane, however many payers wait.
pub fn is_under_way(app: &App, confirmation: Option<&QueuedConfirmation>) -> bool {
    let Some(queued) = confirmation else { return false };
    match queued.status {
        ConfirmationStatus::InFlight { .. } => true,
        ConfirmationStatus::Pending { next_attempt_at } if next_attempt_at <= app.clock.now() => {
            app.wake_delivery(&queued.service_id);
            true
        }
        _ => false,
    }
}

/// Sends one confirmation to the e-Service and records the outcome. The attempt must have been claimed. `disturbance`
/// applies unless a scenario sets its own. Returns true if the confirmation is accepted, so that nothing of it is left to do.
pub async fn attempt(app: &App, claim: &ClaimedAttempt, disturbance: Disturbance) -> bool {
    let made = match try_attempt(app, claim, disturbance).await {
        Err(Problem::Store(error)) => Err(Problem::Store(error)),
        Err(problem) => not_sent(app, claim, &problem).await.map(|()| false),
        made => made,
    };
    let is_accepted = matches!(made, Ok(true));
    if let Err(problem) = made {
        // The lease will end and the attempt become due again, so only time is lost.
        let payment = &claim.confirmation.payment_id;
        tracing::error!(%payment, %problem, "ConfirmOrderPayment could not be attempted");
    }
    app.attempt_waiters.ended(&claim.confirmation.payment_id);
    is_accepted
}

/// True if the confirmation is accepted.
async fn try_attempt(app: &App, claim: &ClaimedAttempt, disturbance: Disturbance) -> Result<bool, Problem> {
    let confirmation = &claim.confirmation;
    let Some(service) = app.service(&confirmation.service_id) else {
        return Err(Problem::UnknownService(confirmation.service_id.clone()));
    };
    let basis = CallBasis::of(app, &service).await?;
    let sending = match scenarios::of_attempt(app, &service, claim).await? {
        Turn::Now(sending) => *sending,
        Turn::Later(by) => return scenarios::postpone(app, claim, by).await.map(|()| false),
        Turn::Never(why) => return scenarios::let_go(app, claim, why.map(|why| *why)).await.map(|()| false),
    };
    let disturbance =
        if sending.disturbance == Disturbance::NONE { disturbance } else { sending.disturbance };
    let context = CallContext { disturbance, ..basis.context(app, &sending) };
    let longer = disturbance.takes(sending.content.len() + ENVELOPE_BYTES);
    if !longer.is_zero() && !app.store.extend_lease(claim, lease_until(app, longer)).await? {
        // The lease ended before the attempt began, so another worker makes it.
        return Ok(false);
    }
    let (mut exchange, result) =
        app.service_provider.confirm_order_payment(&service, &sending.content, context).await;
    let settled = sending.settle(app, &mut exchange, &result, false).await?;
    let scenario = settled.scenario_name();
    let mut outcome = match &result {
        Ok(_) if sending.counts() => CallOutcome::accepted(),
        Ok(_) => CallOutcome::not_counted(),
        Err(error) => error.outcome(exchange.http_status),
    };
    outcome.scenario = scenario.map(str::to_owned);
    let subject = Subject {
        service_id: &service.id,
        order_key: &confirmation.order_key,
        payment_id: Some(&confirmation.payment_id),
    };
    exchange_record::count(app, subject, &exchange, &outcome);
    if scenario.is_none() && claim.number > 1 {
        // Before the attempt is recorded, so that callers waiting for the confirmation find the verdict; an error here does
        // not stop it.
        let payment = &confirmation.payment_id;
        let given = scenarios::beside_honest_confirmation(app, payment, &exchange, &result).await;
        if let Err(problem) = given {
            tracing::error!(%payment, %problem, "the verdict on a call under a scenario could not be written");
        }
    }
    let plan = match &result {
        Ok(_) if sending.counts() => plan(app, &service, claim, &exchange.request, exchange.signed_at).await,
        _ => Plan::default(),
    };
    exchange.findings.splice(0..0, plan.not_applied.iter().map(|(_, finding)| finding.clone()));
    // A scenario never uses up the last attempt of a schedule: the honest one follows at once.
    let after_scenario = scenario.map(|_| app.clock.now());
    let ended = EndedAttempt {
        claim,
        started_at: exchange.started_at,
        duration: exchange.duration,
        outcome: &outcome,
        ended_at: app.clock.now(),
        next_attempt_at: next_attempt_at(app, confirmation).or(after_scenario),
        exchange: Some(subject.exchange(&exchange, &outcome)),
        follow_ups: plan.follow_ups.as_ref(),
    };
    let recorded = record(app, ended).await?;
    let exchange_id = recorded.and_then(|RecordedAttempt(number)| number);
    log(&service, claim, exchange_id, &outcome, &result);
    exchange_record::log(subject, &exchange, exchange_id);
    if recorded.is_none() {
        return Ok(false);
    }
    if plan.follow_ups.is_some() {
        app.scenario_ribbon.remember(None);
        app.wake_delivery(&service.id);
    }
    sending.recorded(app, &settled, exchange_id).await?;
    if let Some((active_id, finding)) = plan.not_applied {
        app.store.scenario_not_applied(active_id, &NotApplied { finding, exchange_id }).await?;
    }
    let Ok((_, verdict)) = &result else { return Ok(false) };
    if !sending.counts() {
        return Ok(false);
    }
    pin_at_first_use(app, &service, &basis.signer, verdict).await?;
    Ok(true)
}

/// The further calls of a scenario after an accepted honest one. An error in planning is logged, and the accepted call is
/// recorded all the same.
async fn plan(
    app: &App,
    service: &Service,
    claim: &ClaimedAttempt,
    accepted: &str,
    signed_at: Timestamp,
) -> Plan {
    if !claim.has_scenarios || !matches!(claim.cause(), AttemptCause::Scheduled | AttemptCause::Manual) {
        return Plan::default();
    }
    scenarios::plan(app, service, &claim.confirmation, accepted, signed_at).await.unwrap_or_else(|problem| {
        let payment = &claim.confirmation.payment_id;
        tracing::error!(%payment, %problem, "the further calls of a scenario could not be planned");
        Plan::default()
    })
}

/// Records an attempt that sent nothing.
async fn not_sent(app: &App, claim: &ClaimedAttempt, problem: &Problem) -> Result<(), Problem> {
    let QueuedConfirmation { service_id: service, payment_id: payment, .. } = &claim.confirmation;
    tracing::error!(%service, %payment, %problem, "ConfirmOrderPayment was not sent");
    let outcome = CallOutcome::not_sent(problem);
    let now = app.clock.now();
    let ended = EndedAttempt {
        claim,
        started_at: now,
        duration: Duration::ZERO,
        outcome: &outcome,
        ended_at: now,
        next_attempt_at: next_attempt_at(app, &claim.confirmation),
        exchange: None,
        follow_ups: None,
    };
    record(app, ended).await.map(|_| ())
}

/// Records and counts the outcome of an attempt. `None` if a reset has deleted the payment meanwhile.
async fn record(app: &App, ended: EndedAttempt<'_>) -> Result<Option<RecordedAttempt>, Problem> {
    let service = app.service_label(&ended.claim.confirmation.service_id);
    let (outcome, cause) = (ended.outcome.kind, ended.claim.cause());
    let payment = &ended.claim.confirmation.payment_id;
    let recorded = app.store.record_attempt(ended.clone(), app.exchanges_kept()).await?;
    if recorded.is_none() {
        tracing::info!(%payment, "a reset deleted the payment during its ConfirmOrderPayment");
    }
    app.metrics.attempt_ended(&service, outcome, cause);
    Ok(recorded)
}

/// The time of the schedule's next attempt if the current one fails.
fn next_attempt_at(app: &App, confirmation: &QueuedConfirmation) -> Option<Timestamp> {
    let delay = app.config.retry_schedule.delay_after(confirmation.schedule_position)?;
    app.clock.now().checked_add(SignedDuration::try_from(delay).ok()?).ok()
}

fn log(
    service: &Service,
    claim: &ClaimedAttempt,
    exchange: Option<i64>,
    outcome: &CallOutcome,
    result: &Result<((), SignatureVerdict), CallError>,
) {
    let QueuedConfirmation { payment_id, order_key, .. } = &claim.confirmation;
    let (number, cause) = (claim.number, claim.cause().as_str());
    match result {
        Ok((_, SignatureVerdict::Tolerated(problem))) => tracing::warn!(
            service = %service.id, order = %order_key, payment = %payment_id, attempt = number, exchange, cause, %problem,
            "confirmed, with a signature that was tolerated"
        ),
        Ok(_) => tracing::info!(
            service = %service.id, order = %order_key, payment = %payment_id, attempt = number, exchange, cause,
            %outcome, "ConfirmOrderPayment answered"
        ),
        Err(error) => tracing::warn!(
            service = %service.id, order = %order_key, payment = %payment_id, attempt = number, exchange, cause,
            stage = error.stage().name(), %error, "ConfirmOrderPayment failed"
        ),
    }
}
