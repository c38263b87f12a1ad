//! Further calls after an accepted confirmation: duplicates, a replay, and false payments.

use jiff::{SignedDuration, Timestamp};

use super::prepared_call::{AppliedScenario, Followed, PreparedCall};
use super::selection::{candidates, next, rewritten};
use crate::app::App;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::confirmation_attempt::{AttemptOrigin, ClaimedAttempt};
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::scenario::{FollowUpCall, FollowUps, NotApplicable, NotApplied, not_applied};
use crate::domain::service::Service;
use crate::flow::Problem;
use crate::service_provider::Signing;
use crate::soap::Operation;

/// The decision about an attempt that is due.
pub(in crate::flow) enum Turn {
    /// Make it in this form.
    Now(Box<PreparedCall<String>>),
    /// Make it later by this duration: the e-Service's clock does not show yet what the call tests.
    Later(SignedDuration),
    /// Drop it: the number of the active scenario, and the reason; `None` if the scenario is gone.
    Never(Option<Box<(i64, Finding)>>),
}

/// The further calls of a scenario after a confirmation.
#[derive(Debug, Default)]
pub(in crate::flow) struct Plan {
    /// The calls, to be recorded with the confirmation.
    pub(in crate::flow) follow_ups: Option<FollowUps>,
    /// The number of the scenario that cannot make its calls, and the reason.
    pub(in crate::flow) not_applied: Option<(i64, Finding)>,
}

/// Plans the further calls of a scenario after this accepted message. They are queued in the database, so any hub can make
/// them.
pub(in crate::flow) async fn plan(
    app: &App,
    service: &Service,
    confirmation: &QueuedConfirmation,
    accepted: &str,
    signed_at: Timestamp,
) -> Result<Plan, Problem> {
    let order_key = &confirmation.order_key;
    let mut candidates = candidates(app, service, order_key, Operation::ConfirmOrderPayment).await?;
    while let Some(active) = next(&mut candidates, service, order_key) {
        let due = active.follow_ups(app.clock.now());
        if due.is_empty() || app.store.is_scenario_taken(active.id, &confirmation.payment_id).await? {
            continue;
        }
        let call = FollowUpCall {
            active_id: active.id,
            scenario: active.scenario,
            parameters: active.parameters,
            accepted: accepted.to_owned(),
            signed_at,
        };
        // Whether it can be made does not depend on the number.
        return Ok(match content(app, confirmation, &call, "").await? {
            Ok(_) => Plan { follow_ups: Some(FollowUps { call, due }), not_applied: None },
            Err(why) => {
                Plan { follow_ups: None, not_applied: Some((active.id, not_applied(call.scenario, &why))) }
            }
        });
    }
    Ok(Plan::default())
}

/// The further call that was requested under this number.
pub(super) async fn of_request(
    app: &App,
    confirmation: &QueuedConfirmation,
    request: i64,
) -> Result<Turn, Problem> {
    let Some(call) = app.store.follow_up(request).await? else { return Ok(Turn::Never(None)) };
    let early = call.too_early_by(app.message_clock().now());
    if early.is_positive() {
        return Ok(Turn::Later(early));
    }
    let spare = app.store.spare_payment_id().await?;
    let content = match content(app, confirmation, &call, spare.as_str()).await? {
        Ok(content) => content,
        Err(why) => {
            return Ok(Turn::Never(Some(Box::new((call.active_id, not_applied(call.scenario, &why))))));
        }
    };
    let signing = if call.is_replay() { Signing::Ready(call.accepted.clone()) } else { Signing::Honest };
    let taken = AppliedScenario {
        active_id: call.active_id,
        scenario: call.scenario,
        parameters: call.parameters,
        payment: Some(confirmation.payment_id.clone()),
        follows: Some(Followed { request: call.accepted, signed_at: call.signed_at }),
    };
    Ok(Turn::Now(Box::new(PreparedCall::under(content, signing, Disturbance::NONE, taken))))
}

/// The content of a further call.
async fn content(
    app: &App,
    confirmation: &QueuedConfirmation,
    call: &FollowUpCall,
    spare_payment_id: &str,
) -> Result<Result<String, NotApplicable>, Problem> {
    let changed =
        rewritten(app, confirmation, |content, invoice| call.apply(content, invoice, spare_payment_id))
            .await?;
    // A duplicate has exactly the accepted bytes.
    Ok(changed.map(|content| if call.is_duplicate() { confirmation.body_xml.clone() } else { content }))
}

/// Postpones a claimed further call by `by` on the hub's clock: nothing was sent, and the scenario is not used up.
pub(in crate::flow) async fn postpone(
    app: &App,
    claim: &ClaimedAttempt,
    by: SignedDuration,
) -> Result<(), Problem> {
    let AttemptOrigin::Request { id, .. } = claim.origin else { return Ok(()) };
    let now = app.clock.now();
    let due = now.saturating_add(by).unwrap_or(Timestamp::MAX);
    app.store.postpone_follow_up(claim, id, due, now).await?;
    let payment = &claim.confirmation.payment_id;
    tracing::info!(%payment, %due, "a scenario's call was postponed: the e-Service's clock does not show yet that its time has come");
    Ok(())
}

/// Drops a claimed further call that cannot be made: nothing was sent, and the scenario is available again.
pub(in crate::flow) async fn let_go(
    app: &App,
    claim: &ClaimedAttempt,
    why: Option<(i64, Finding)>,
) -> Result<(), Problem> {
    let AttemptOrigin::Request { id, .. } = claim.origin else { return Ok(()) };
    app.store.drop_follow_up(claim, id, app.clock.now()).await?;
    let Some((active_id, finding)) = why else { return Ok(()) };
    let payment = &claim.confirmation.payment_id;
    tracing::info!(%payment, "{}", finding.summary());
    app.store.scenario_not_applied(active_id, &NotApplied { finding, exchange_id: None }).await?;
    Ok(app.store.give_scenario_back(active_id, Some(payment)).await?)
}
