//! The scope of a call: a service, an order; and `latest` in place of an id.

use std::time::Duration;

use actix_web::HttpRequest;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::input;
use super::problem::ControlProblem;
use crate::app::{App, ListedService};
use crate::domain::ids::{InvalidId, OrderKey, PaymentId, ServiceId};
use crate::domain::nearest::nearest;
use crate::flow::services::present;
use crate::store::{ExchangeFilter, PaymentFilter};

/// The scope of `latest`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scope {
    /// With `latest`: only of this service.
    pub(super) service_id: Option<String>,
    /// With `latest`: only of this order.
    pub(super) order_key: Option<String>,
}

/// The payment: by its number, or the latest one of a service or an order.
pub(super) async fn payment_id(
    app: &App,
    id: &str,
    request: &HttpRequest,
) -> Result<PaymentId, ControlProblem> {
    payment_where(app, id, request, PaymentFilter::default()).await
}

/// The payment of a confirmation: by its number, or the latest one with a confirmation, of a service or an order.
pub(super) async fn confirmation_id(
    app: &App,
    id: &str,
    request: &HttpRequest,
) -> Result<PaymentId, ControlProblem> {
    let filter = PaymentFilter { has_confirmation: true, ..PaymentFilter::default() };
    payment_where(app, id, request, filter).await
}

async fn payment_where(
    app: &App,
    id: &str,
    request: &HttpRequest,
    filter: PaymentFilter,
) -> Result<PaymentId, ControlProblem> {
    let scope: Scope = input::query(request)?;
    if id != "latest" {
        return Ok(PaymentId::new(id));
    }
    let (service_id, order_key) = (service_id(scope.service_id)?, order_key(scope.order_key)?);
    let filter = PaymentFilter { service_id, order_key, ..filter };
    let latest = app.store.list_payments(&filter, None, 1).await?.pop();
    latest.map(|listed| listed.payment.id).ok_or_else(|| no_payment("latest"))
}

/// The exchange: by its number, or the latest one of a service or an order.
pub(super) async fn exchange_id(app: &App, id: &str, request: &HttpRequest) -> Result<i64, ControlProblem> {
    let scope: Scope = input::query(request)?;
    if id != "latest" {
        return id.parse().map_err(|_| no_exchange(id));
    }
    let (service_id, order_key) = (service_id(scope.service_id)?, order_key(scope.order_key)?);
    let filter = ExchangeFilter { service_id, order_key, ..ExchangeFilter::default() };
    let latest = app.store.list_exchanges(&filter, None, 1).await?.pop();
    latest.map(|exchange| exchange.id).ok_or_else(|| no_exchange("latest"))
}

pub(super) fn no_payment(id: &str) -> ControlProblem {
    ControlProblem::new("unknown-payment", format!("there is no payment `{id}`"))
}

pub(super) fn no_exchange(id: &str) -> ControlProblem {
    ControlProblem::new("unknown-exchange", format!("there is no exchange `{id}`"))
}

/// A ServiceID, if given.
pub(super) fn service_id(text: Option<String>) -> Result<Option<ServiceId>, ControlProblem> {
    text.map(ServiceId::parse).transpose().map_err(|error| invalid(&error))
}

/// An OrderKey, if given.
pub(super) fn order_key(text: Option<String>) -> Result<Option<OrderKey>, ControlProblem> {
    text.map(OrderKey::given).transpose().map_err(|error| invalid(&error))
}

fn invalid(error: &InvalidId) -> ControlProblem {
    ControlProblem::new("invalid-value", error.to_string())
}

/// A time, if given.
pub(super) fn moment(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, ControlProblem> {
    let wrong = |_| {
        ControlProblem::new("invalid-value", format!("`{field}` is no moment with its zone"))
            .hint("write it as 2027-01-04T09:00:00Z; `+` is %2B in an address")
    };
    text.map(|text| text.parse().map_err(wrong)).transpose()
}

/// One of these names, in any case, if given.
pub(super) fn name(
    field: &str,
    text: Option<&str>,
    names: &[&'static str],
) -> Result<Option<&'static str>, ControlProblem> {
    let Some(text) = text else { return Ok(None) };
    if let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(text)) {
        return Ok(Some(name));
    }
    let problem = ControlProblem::new(
        "invalid-value",
        format!("`{field}` is `{text}`, which is not one of its values"),
    );
    Err(match nearest(text, names.iter().copied()) {
        Some(meant) => problem.hint(format!("did you mean `{meant}`? There are {}", names.join(", "))),
        None => problem.hint(format!("there are {}", names.join(", "))),
    })
}

/// A duration such as `500ms`, `30s` or `72h`, at most `most`; `default` if not given.
pub(super) fn duration(
    field: &str,
    text: Option<&str>,
    default: Duration,
    most: Duration,
) -> Result<Duration, ControlProblem> {
    let Some(text) = text else { return Ok(default) };
    let parsed = text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    parsed.filter(|duration| *duration <= most).ok_or_else(|| {
        ControlProblem::new("invalid-value", format!("`{field}` is `{text}`"))
            .hint(format!("give a duration such as 500ms, 30s or 1h30m, at most {}s", most.as_secs()))
    })
}

/// The maximum wait of a call.
pub const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The wait of a call: 30 seconds by default.
pub(super) fn patience(timeout: Option<&str>) -> Result<Duration, ControlProblem> {
    duration("timeout", timeout, Duration::from_secs(30), LONGEST_WAIT)
}

/// The current service with this id; the error suggests a similar one.
pub(super) async fn registered(
    app: &App,
    id: Option<&ServiceId>,
) -> Result<Option<ListedService>, ControlProblem> {
    let Some(id) = id else { return Ok(None) };
    if let Some(entry) = present(app, id).await? {
        return Ok(Some(entry));
    }
    let services = app.services();
    let ids = services.ids().map(ServiceId::as_str);
    let problem =
        ControlProblem::new("unknown-service", format!("service `{id}` is not registered at this hub"));
    Err(match nearest(id.as_str(), ids) {
        Some(meant) => problem.hint(format!("did you mean `{meant}`?")),
        None => problem,
    })
}

/// The maximum number of rows of a list: 50 by default, at most 200.
pub(super) fn limit(given: Option<i64>) -> Result<i64, ControlProblem> {
    let limit = given.unwrap_or(50);
    match limit {
        1..=200 => Ok(limit),
        _ => Err(ControlProblem::new("invalid-value", format!("`limit` is {limit}, expected 1 to 200"))),
    }
}

/// A page of `limit` rows, made of one row more than that; and true if there is another page.
pub(super) fn page<T>(mut found: Vec<T>, limit: i64) -> (Vec<T>, bool) {
    let asked = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > asked;
    found.truncate(asked);
    (found, has_more)
}
