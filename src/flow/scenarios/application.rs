//! Selects the scenario for a call and applies it.

use jiff::SignedDuration;

use super::follow_up::{self, Turn};
use super::sending::{Sending, Taken};
use crate::app::App;
use crate::domain::confirmation::{PaymentConfirmation, QueuedConfirmation};
use crate::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ClaimedAttempt};
use crate::domain::ids::OrderKey;
use crate::domain::invoice::Invoice;
use crate::domain::scenario::{ActiveScenario, Defect, NotApplicable, most_specific};
use crate::domain::service::{Service, ServiceSource};
use crate::flow::Problem;
use crate::service_provider::Signing;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::{Operation, confirm_order_payment, envelope};

/// The next call of `GetOrderDetails`, honest or under a scenario.
pub(in crate::flow) async fn of_query(
    app: &App,
    service: &Service,
    order_key: &OrderKey,
    query: &OrderDetailsQuery,
) -> Result<Sending<OrderDetailsQuery>, Problem> {
    let mut candidates = candidates(app, service, order_key, Operation::GetOrderDetails).await?;
    while let Some(active) = next(&mut candidates, service, order_key) {
        let changed = changed_query(app, service, &active, query)
            .and_then(|content| Ok((content, signing(app, service, &active)?)));
        match changed {
            Err(why) => return Ok(Sending::not_under(query.clone(), &active, &why)),
            Ok((content, signing)) if app.store.take_scenario(active.id).await? => {
                let disturbance = active.scenario.disturbance(&active.parameters);
                let taken = Taken::of(active, None);
                return Ok(Sending::under(content, signing, disturbance, taken));
            }
            // Another call used it up.
            Ok(_) => {}
        }
    }
    Ok(Sending::honest(query.clone()))
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
            return Ok(Turn::Now(Box::new(Sending::honest(body_xml.clone()))));
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
            Err(why) => return Ok(Turn::Now(Box::new(Sending::not_under(body_xml.clone(), &active, &why)))),
            Ok((content, signing)) => {
                if app.store.take_scenario_for_payment(active.id, payment_id).await? {
                    let disturbance = active.scenario.disturbance(&active.parameters);
                    let taken = Taken::of(active, Some(payment_id.clone()));
                    return Ok(Turn::Now(Box::new(Sending::under(content, signing, disturbance, taken))));
                }
            }
        }
    }
    Ok(Turn::Now(Box::new(Sending::honest(body_xml.clone()))))
}

/// The scenarios that may apply to a call.
pub(super) async fn candidates(
    app: &App,
    service: &Service,
    order_key: &OrderKey,
    operation: Operation,
) -> Result<Vec<ActiveScenario>, Problem> {
    let mut active = app.store.scenarios_for(&service.id, order_key).await?;
    active.retain(|one| one.scenario.operations.names().contains(&operation.name()));
    Ok(active)
}

/// Removes the scenario that applies from the list.
pub(super) fn next(
    candidates: &mut Vec<ActiveScenario>,
    service: &Service,
    order_key: &OrderKey,
) -> Option<ActiveScenario> {
    let chosen = most_specific(candidates.iter(), &service.id, order_key)?.id;
    let at = candidates.iter().position(|one| one.id == chosen)?;
    Some(candidates.swap_remove(at))
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

/// Reads, changes and writes a confirmation's content.
pub(super) async fn rewritten(
    app: &App,
    confirmation: &QueuedConfirmation,
    change: impl FnOnce(&mut PaymentConfirmation, &Invoice) -> Result<(), NotApplicable>,
) -> Result<Result<String, NotApplicable>, Problem> {
    let QueuedConfirmation { service_id, order_key, body_xml, .. } = confirmation;
    let Some(invoice) = app.store.invoice_of_order(service_id, order_key).await? else {
        return Ok(Err(NotApplicable::CannotMake("the order's invoice is gone".to_owned())));
    };
    let document = envelope::parse(body_xml).map_err(|why| why.to_string());
    let content = document.and_then(|document| {
        confirm_order_payment::read_request(document.root_element()).map_err(|why| why.to_string())
    });
    Ok(content.map_err(NotApplicable::CannotMake).and_then(|mut content| {
        change(&mut content, &invoice)?;
        Ok(confirm_order_payment::write_request(&content))
    }))
}
