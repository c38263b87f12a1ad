//! Further calls after a confirmation that the e-Service has accepted: duplicates, a replay, and payments that nobody made.

use jiff::Timestamp;

use super::application::{candidates, next, rewritten};
use super::sending::{Followed, Sending, Taken};
use crate::app::App;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::disturbance::Disturbance;
use crate::domain::scenario::{ActiveScenario, FollowUpCall, Scope, not_applied};
use crate::domain::service::Service;
use crate::flow::Problem;
use crate::service_provider::Signing;
use crate::soap::Operation;

/// Asks for the further calls that a scenario wants, now that the e-Service has accepted this message. They stand in the
/// queue, so that they are made whatever becomes of this hub.
pub(in crate::flow) async fn ask_for(
    app: &App,
    service: &Service,
    confirmation: &QueuedConfirmation,
    accepted: &str,
    signed_at: Timestamp,
) -> Result<(), Problem> {
    let order_key = &confirmation.order_key;
    let mut candidates = candidates(app, service, order_key, Operation::ConfirmOrderPayment).await?;
    while let Some(active) = next(&mut candidates, service, order_key) {
        let due = active.follow_ups(app.clock.now());
        if due.is_empty() {
            continue;
        }
        let call = FollowUpCall {
            active_id: active.id,
            scenario: active.scenario,
            parameters: active.parameters,
            accepted: accepted.to_owned(),
            signed_at,
        };
        if app.store.request_follow_ups(&confirmation.payment_id, &call, &due).await? {
            app.scenario_ribbon.remember(None);
            app.wake_delivery(&service.id);
            break;
        }
    }
    Ok(())
}

/// What a further call is to be that was asked for under this number.
pub(super) async fn of_request(
    app: &App,
    service: &Service,
    confirmation: &QueuedConfirmation,
    request: i64,
) -> Result<Sending<String>, Problem> {
    let honest = confirmation.body_xml.clone();
    let Some(call) = app.store.follow_up(request).await? else { return Ok(Sending::honest(honest)) };
    let spare = app.store.spare_payment_id().await?;
    let now = app.message_clock().now();
    let changed =
        rewritten(app, confirmation, |content, invoice| call.apply(content, invoice, spare.as_str(), now))
            .await?;
    let content = match changed {
        // To the byte what was accepted.
        Ok(_) if call.is_duplicate() => honest,
        Ok(content) => content,
        Err(why) => return Ok(Sending::not_under(honest, not_applied(call.scenario, &why))),
    };
    let signing = if call.is_replay() { Signing::Replayed(call.accepted.clone()) } else { Signing::Honest };
    let active = ActiveScenario {
        id: call.active_id,
        scenario: call.scenario,
        parameters: call.parameters,
        scope: Scope {
            service_id: Some(service.id.clone()),
            order_key: Some(confirmation.order_key.clone()),
        },
        remaining_calls: None,
        created_at: call.signed_at,
        applied: 0,
    };
    let follows = Some(Followed { request: call.accepted, signed_at: call.signed_at });
    let taken = Taken { active, payment: Some(confirmation.payment_id.clone()), follows };
    Ok(Sending::under(content, signing, Disturbance::NONE, taken))
}
