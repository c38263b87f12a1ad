//! Selects the scenario for a call and applies it.

use jiff::SignedDuration;

use super::follow_up::{self, Turn};
use super::prepared_call::{AppliedScenario, PreparedCall};
use super::selection::{candidates, next, rewritten};
use crate::app::App;
use crate::domain::confirmation::QueuedConfirmation;
use crate::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ClaimedAttempt};
use crate::domain::ids::OrderKey;
use crate::domain::scenario::{ActiveScenario, Defect, NotApplicable};
use crate::domain::service::{Service, ServiceSource};
use crate::flow::Problem;
use crate::service_provider::Signing;
use crate::soap::Operation;
use crate::soap::get_order_details::OrderDetailsQuery;

/// The next call of `GetOrderDetails`, honest or under a scenario.
pub(in crate::flow) async fn of_query(
    app: &App,
    service: &Service,
    order_key: &OrderKey,
    query: &OrderDetailsQuery,
) -> Result<PreparedCall<OrderDetailsQuery>, Problem> {
    let mut candidates = candidates(app, service, order_key, Operation::GetOrderDetails).await?;
    while let Some(active) = next(&mut candidates, service, order_key) {
        let changed = changed_query(app, service, &active, query)
            .and_then(|content| Ok((content, signing(app, service, &active)?)));
        match changed {
            Err(why) => return Ok(PreparedCall::not_under(query.clone(), &active, &why)),
            Ok((content, signing)) if app.store.take_scenario(active.id).await? => {
                let disturbance = active.scenario.disturbance(&active.parameters);
                let taken = AppliedScenario::of(active, None);
                return Ok(PreparedCall::under(content, signing, disturbance, taken));
            }
            // Another call used it up.
            Ok(_) => {}
        }
    }
    Ok(PreparedCall::honest(query.clone()))
}

/// An attempt to confirm, honest or under a scenario. A scenario applies to a payment's confirmation once, whatever its
/// scope, so that the honest confirmation follows. Requested duplicates are honest.
pub(in crate::flow) async fn of_attempt(
    app: &App,
    service: &Service,
    claim: &ClaimedAttempt,
) -> Result<Turn, Problem> {
    let confirmation = &claim.confirmation;
    let QueuedConfirmation { order_key, payment_id, body_xml, .. } = confirmation;
    match claim.origin {
        AttemptOrigin::Request { id, cause: AttemptCause::Scenario } => {
            return follow_up::of_request(app, confirmation, id).await;
        }
        AttemptOrigin::Request { cause: AttemptCause::Duplicate, .. } => {
            return Ok(Turn::Now(Box::new(PreparedCall::honest(body_xml.clone()))));
        }
        AttemptOrigin::Schedule | AttemptOrigin::Request { .. } if !claim.has_scenarios => {
            return Ok(Turn::Now(Box::new(PreparedCall::honest(body_xml.clone()))));
        }
        AttemptOrigin::Schedule | AttemptOrigin::Request { .. } => {}
    }
    let mut candidates = candidates(app, service, order_key, Operation::ConfirmOrderPayment).await?;
    while let Some(active) = next(&mut candidates, service, order_key) {
        if app.store.is_scenario_taken(active.id, payment_id).await? {
            continue;
        }
        if active.scenario.is_follow_up() {
            break;
        }
        let changed = match signing(app, service, &active) {
            Ok(signing) => {
                changed_body(app, service, &active, confirmation).await?.map(|content| (content, signing))
            }
            Err(why) => Err(why),
        };
        match changed {
            Err(why) => {
                return Ok(Turn::Now(Box::new(PreparedCall::not_under(body_xml.clone(), &active, &why))));
            }
            Ok((content, signing)) => {
                if app.store.take_scenario_for_payment(active.id, payment_id).await? {
                    let disturbance = active.scenario.disturbance(&active.parameters);
                    let taken = AppliedScenario::of(active, Some(payment_id.clone()));
                    return Ok(Turn::Now(Box::new(PreparedCall::under(
                        content,
                        signing,
                        disturbance,
                        taken,
                    ))));
                }
            }
        }
    }
    Ok(Turn::Now(Box::new(PreparedCall::honest(body_xml.clone()))))
}

fn signing(app: &App, service: &Service, active: &ActiveScenario) -> Result<Signing, NotApplicable> {
    let by = SignedDuration::from_secs(active.parameters.number(active.scenario, "by"));
    let e_service = app.e_service_identity(service).map(std::ops::Deref::deref);
    let made = app.service_provider.signing(active.scenario.defect, by, e_service, app.message_clock().now());
    made.map_err(|why| match (why, app.services().get(&service.id).map(|entry| entry.source)) {
        (NotApplicable::NoKey, Some(ServiceSource::Registered { .. })) => NotApplicable::NoKeyOfRegistered,
        (why, _) => why,
    })
}

/// The `ServiceID` of another service of this hub, and an unassigned `OrderKey`.
fn strange_ids(app: &App, service: &Service) -> (String, String) {
    let services = app.services();
    let other = services.ids().find(|id| **id != service.id);
    let other = other.map_or("SIM-OTHER-SERVICE", |id| id.as_str()).to_owned();
    let random: String = app.randomness.hex().chars().take(8).collect();
    (other, format!("SIM-UNKNOWN-{random}"))
}

fn changed_query(
    app: &App,
    service: &Service,
    active: &ActiveScenario,
    honest: &OrderDetailsQuery,
) -> Result<OrderDetailsQuery, NotApplicable> {
    let mut query = honest.clone();
    if let Defect::Content(defect) = active.scenario.defect {
        let (other_service, unknown_order) = strange_ids(app, service);
        let keys = (&mut query.service_id, &mut query.order_key);
        defect.apply_to_query(keys, &active.parameters, (&other_service, &unknown_order))?;
    }
    Ok(query)
}

/// The Body's content under the scenario. The queued confirmation is not changed.
async fn changed_body(
    app: &App,
    service: &Service,
    active: &ActiveScenario,
    confirmation: &QueuedConfirmation,
) -> Result<Result<String, NotApplicable>, Problem> {
    let Defect::Content(defect) = active.scenario.defect else {
        return Ok(Ok(confirmation.body_xml.clone()));
    };
    let (other_service, unknown_order) = strange_ids(app, service);
    rewritten(app, confirmation, |content, invoice| {
        let settings = (active.scenario, &active.parameters);
        defect.apply(content, &invoice.order, settings, (&other_service, &unknown_order))
    })
    .await
}
