//! Waits until a payment or its confirmation has reached a state.

use std::time::Duration;

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::payment_view::PaymentDetails;
use super::problem::ControlProblem;
use super::wanted_state::{DECIDED, Wanted};
use super::{Answered, Id, input, named, ok};
use crate::app::App;
use crate::domain::confirmation::ConfirmationState;
use crate::domain::ids::PaymentId;
use crate::domain::payment::PaymentState;
use crate::flow::payment_history::history;
use crate::flow::wait::until;
use crate::store::{EventFilter, PaymentFilter};
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) const WAIT: Call = Call {
    path: "/payments/{id}/wait",
    operation: "waitForPayment",
    summary: "Answers once the payment has reached a state. With `latest`, also where there is no payment yet. If it can \
              no longer reach it, the answer comes at once (409).",
    query: Some(schema_of::<WaitQuery>),
    answer: json(schema_of::<PaymentDetails>, "The payment in that state."),
    example: at("/payments/latest/wait?order_key={order}&status=Decided&timeout=10s"),
    problems: &["unknown-payment", "wait-timed-out", "wrong-state", "too-many-waiting"],
    route: || Method::Get.route().to(wait),
    ..Call::GET
};

/// The states to wait for; at least one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WaitQuery {
    /// With `latest`: only of this service.
    service_id: Option<String>,
    /// With `latest`: only of this order.
    order_key: Option<String>,
    /// The payment's status, such as `Authorized`; or `Decided`, which is any final one.
    status: Option<String>,
    /// The confirmation's status, such as `Confirmed`.
    confirmation_status: Option<String>,
    /// The maximum wait, such as `10s`; 30 seconds by default, at most `300s`.
    timeout: Option<String>,
}

async fn wait(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let query: WaitQuery = input::query(&request)?;
    let patience = values::patience(query.timeout.as_deref())?;
    let names: Vec<_> = PaymentState::NAMES.iter().copied().chain([DECIDED]).collect();
    let status = values::name("status", query.status.as_deref(), &names)?;
    let of_confirmation = query.confirmation_status.as_deref();
    let confirmation = values::name("confirmation_status", of_confirmation, ConfirmationState::NAMES)?
        .and_then(ConfirmationState::parse);
    let wanted = match (status, status.and_then(PaymentState::parse), confirmation) {
        (Some(_), None, None) => Wanted::Decided,
        (_, Some(payment), None) => Wanted::Payment(payment),
        (_, None, Some(confirmation)) => Wanted::Confirmation(confirmation),
        (_, Some(payment), Some(confirmation)) => Wanted::Both(payment, confirmation),
        (None, None, None) => {
            return Err(ControlProblem::new(
                "invalid-value",
                "neither `status` nor `confirmation_status` is given",
            )
            .hint("wait for status=Decided, or for confirmation_status=Confirmed"));
        }
    };
    let filter = PaymentFilter {
        service_id: values::service_id(query.service_id)?,
        order_key: values::order_key(query.order_key)?,
        ..PaymentFilter::default()
    };
    named::registered(&hub, filter.service_id.as_ref()).await?;
    let named = (id.as_str() != "latest").then(|| PaymentId::new(id.as_str()));
    if let Some(named) = &named
        && hub.store.payment(named).await?.is_none()
    {
        return Err(named::no_payment(named.as_str()));
    }
    let concerns = EventFilter {
        service_id: filter.service_id.clone(),
        order_key: filter.order_key.clone(),
        payment_id: named.clone(),
        kind: None,
    };
    let details = wait_for(&hub, patience, (&wanted, concerns), async || match &named {
        Some(named) => Ok(Some(named.clone())),
        None => Ok(hub.store.list_payments(&filter, None, 1).await?.pop().map(|listed| listed.payment.id)),
    })
    .await?;
    ok(&details)
}

/// Waits until the payment is in the wanted state. It checks after events that match `concerns`.
pub(super) async fn wait_for(
    hub: &App,
    patience: Duration,
    (wanted, concerns): (&Wanted, EventFilter),
    mut which: impl AsyncFnMut() -> Result<Option<PaymentId>, ControlProblem>,
) -> Result<PaymentDetails, ControlProblem> {
    let _place = input::place_to_wait(hub)?;
    let mut latest = None;
    let reached = until(hub, patience, concerns, async || {
        let Some(id) = which().await? else { return Ok(None) };
        // Read first: if an attempt ends in between, the payment is read after its change.
        let is_asked_for = hub.store.waits_for_requested_attempt(&id).await?;
        let Some(listed) = hub.store.listed_payment(&id).await? else { return Ok(None) };
        let is_out = !is_asked_for && wanted.is_out_of_reach(&listed);
        latest = Some(id);
        let is_reached = wanted.is_reached(&listed);
        Ok::<_, ControlProblem>((is_reached || is_out).then_some(is_reached))
    })
    .await?;
    let history = match &latest {
        Some(id) => history(hub, id).await?,
        None => None,
    };
    let details = history.as_ref().map(|history| PaymentDetails::of(history, &hub.public_url));
    let listed = history.as_ref().map(|history| &history.listed);
    match (reached, details) {
        (Some(true), Some(details)) => Ok(details),
        (Some(_), details) => {
            let problem = ControlProblem::new(
                "wrong-state",
                format!("{}; it will not become {wanted}", wanted.standing(listed)),
            );
            let problem = match listed.filter(|listed| wanted.is_about_confirmation(listed)) {
                Some(listed) => problem.hint(format!(
                    "mend what the last attempt says, then POST /control/v1/confirmations/{}/send-now",
                    listed.payment.id
                )),
                None => problem,
            };
            Err(problem.with("present", json!(details)))
        }
        (None, details) => Err(ControlProblem::new(
            "wait-timed-out",
            format!("waited {patience:?} for {wanted}; {}", wanted.standing(listed)),
        )
        .with("present", json!(details))),
    }
}
