//! The scenarios that may apply to a call, and the content that they change.

use crate::app::App;
use crate::domain::confirmation::{PaymentConfirmation, QueuedConfirmation};
use crate::domain::ids::OrderKey;
use crate::domain::invoice::Invoice;
use crate::domain::scenario::{ActiveScenario, NotApplicable, most_specific};
use crate::domain::service::Service;
use crate::flow::Problem;
use crate::soap::{Operation, confirm_order_payment, envelope};

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
