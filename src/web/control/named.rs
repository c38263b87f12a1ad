//! The payment, exchange or service that a call names.

use actix_web::HttpRequest;

use super::problem::ControlProblem;
use super::{Id, input};
use crate::app::{App, ListedService};
use crate::domain::ids::{PaymentId, ServiceId};
use crate::flow::services::current_service;
use crate::store::ListedExchange;
use crate::web::lists::latest::{self, Scope, Scoped};
use crate::web::lists::values;
use crate::web::page::Hub;

fn scope(request: &HttpRequest) -> Result<Scoped, ControlProblem> {
    Ok(input::query::<Scope>(request)?.read()?)
}

/// The payment: by its number, or the latest one of a service or an order.
pub(super) async fn payment_id(
    app: &App,
    id: &str,
    request: &HttpRequest,
) -> Result<PaymentId, ControlProblem> {
    payment(app, id, request, false).await
}

/// The payment of a confirmation: by its number, or the latest one with a confirmation, of a service or an order.
pub(super) async fn confirmation_id(
    app: &App,
    id: &str,
    request: &HttpRequest,
) -> Result<PaymentId, ControlProblem> {
    payment(app, id, request, true).await
}

async fn payment(
    app: &App,
    id: &str,
    request: &HttpRequest,
    has_confirmation: bool,
) -> Result<PaymentId, ControlProblem> {
    let scope = scope(request)?;
    let found = latest::payment_id(app, id, scope.clone(), has_confirmation).await?;
    found.ok_or_else(|| {
        let what = if has_confirmation { "payment with a confirmation" } else { "payment" };
        ControlProblem::new("unknown-payment", format!("there is no {what}{}", of(&scope)))
    })
}

/// The scope in words: ` of order …`, ` of service …`.
fn of((service, order): &Scoped) -> String {
    let order = order.as_ref().map(|key| format!(" of order `{key}`")).unwrap_or_default();
    let service = service.as_ref().map(|id| format!(" of service `{id}`")).unwrap_or_default();
    order + &service
}

/// The exchange: by its number, or the latest one of a service or an order.
pub(super) async fn exchange(
    app: &App,
    id: &str,
    request: &HttpRequest,
) -> Result<ListedExchange, ControlProblem> {
    let scope = scope(request)?;
    latest::exchange(app, id, scope.clone()).await?.ok_or_else(|| match id {
        "latest" => ControlProblem::new("unknown-exchange", format!("there is no exchange{}", of(&scope))),
        id => no_exchange(id),
    })
}

pub(super) fn no_payment(id: &str) -> ControlProblem {
    ControlProblem::new("unknown-payment", format!("there is no payment `{id}`"))
}

pub(super) fn no_exchange(id: &str) -> ControlProblem {
    ControlProblem::new("unknown-exchange", format!("there is no exchange `{id}`"))
}

/// The current service with this id; the error suggests a similar one.
pub(super) async fn registered(
    app: &App,
    id: Option<&ServiceId>,
) -> Result<Option<ListedService>, ControlProblem> {
    let Some(id) = id else { return Ok(None) };
    if let Some(entry) = current_service(app, id).await? {
        return Ok(Some(entry));
    }
    let services = app.services();
    let ids = services.ids().map(ServiceId::as_str);
    let problem =
        ControlProblem::new("unknown-service", format!("service `{id}` is not registered at this hub"));
    Err(problem.similar(id.as_str(), ids))
}

/// The service in the address; the error suggests a similar one.
pub(super) async fn known(hub: &Hub, id: Id) -> Result<ListedService, ControlProblem> {
    let id = values::service_id(Some(id.into_inner()))?;
    let entry = registered(hub, id.as_ref()).await?;
    entry.ok_or_else(|| ControlProblem::new("unknown-service", "no ServiceID is given"))
}
