//! Waiting until a payment, or what the e-Service knows of it, has reached a state.

use std::time::Duration;

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::call::{Call, Method, at, json, schema_of};
use super::payment_view::PaymentDetails;
use super::problem::ControlProblem;
use super::{Answered, Id, input, ok, scope};
use crate::app::App;
use crate::domain::confirmation::ConfirmationStatus;
use crate::domain::ids::PaymentId;
use crate::domain::payment::PaymentStatus;
use crate::flow::payment_history::history;
use crate::flow::wait::{place, until};
use crate::store::{ListedPayment, PaymentFilter};
use crate::web::page::Hub;

pub(super) const WAIT: Call = Call {
    method: Method::Get,
    path: "/payments/{id}/wait",
    operation: "waitForPayment",
    summary: "Answers once the payment has reached a state. With `latest`, also where there is no payment yet. Where it can no \
              longer get there, the answer comes at once (409).",
    query: Some(schema_of::<WaitQuery>),
    body: None,
    answer: json(schema_of::<PaymentDetails>, "The payment, which is there."),
    example: at("/payments/latest/wait?order_key={order}&status=Decided&timeout=10s"),
    problems: &["unknown-payment", "wait-timed-out", "wrong-state", "too-many-waiting"],
    route: || Method::Get.route().to(wait),
};

/// What is waited for; at least one status.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WaitQuery {
    /// With `latest`: of this service.
    service_id: Option<String>,
    /// With `latest`: of this order.
    order_key: Option<String>,
    /// The payment's status, such as `Authorized`; or `Decided`, which is any that is final.
    status: Option<String>,
    /// The confirmation's status, such as `Confirmed`.
    confirmation_status: Option<String>,
    /// How long to wait, such as `10s`; 30 seconds without it, at most `300s`.
    timeout: Option<String>,
}

/// A state of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// As it is.
    Anything,
    /// Whatever is final.
    Decided,
    /// The payment has this status.
    Payment(&'static str),
    /// Its confirmation has this status.
    Confirmation(&'static str),
    /// Both.
    Both(&'static str, &'static str),
}

/// The statuses after which none comes. A payment is reversed only before it is accepted.
const FINAL: [&str; 5] = ["Authorized", "Declined", "Cancelled", "TimedOut", "Reversed"];

impl Wanted {
    /// `Decided`, a status of payments, or one of confirmations that payments do not have.
    pub(super) fn parse(name: &str) -> Result<Self, ControlProblem> {
        if name.eq_ignore_ascii_case("decided") {
            return Ok(Self::Decided);
        }
        let of_confirmations = ["InFlight", "Confirmed", "Halted", "GaveUp"];
        let names: Vec<_> =
            PaymentStatus::NAMES.into_iter().chain(of_confirmations).chain(["Decided"]).collect();
        let name = scope::name("wait_for", Some(name), &names)?.unwrap_or_default();
        Ok(if of_confirmations.contains(&name) { Self::Confirmation(name) } else { Self::Payment(name) })
    }

    fn is_reached(&self, listed: &ListedPayment) -> bool {
        let status = listed.payment.status.name();
        let confirmation = listed.confirmation.as_ref().map(|confirmation| confirmation.status.as_str());
        match self {
            Self::Anything => true,
            Self::Decided => FINAL.contains(&status),
            Self::Payment(wanted) => status == *wanted,
            Self::Confirmation(wanted) => confirmation == Some(*wanted),
            Self::Both(payment, wanted) => status == *payment && confirmation == Some(*wanted),
        }
    }

    /// True where nothing can bring the payment there any more.
    fn is_out_of_reach(&self, listed: &ListedPayment) -> bool {
        let status = listed.payment.status.name();
        let is_final = FINAL.contains(&status);
        let is_confirmed =
            listed.confirmation.as_ref().is_some_and(|confirmation| confirmation.status == "Confirmed");
        let no_confirmation =
            |wanted: &str| (is_final && status != "Authorized") || (is_confirmed && wanted != "Confirmed");
        match self {
            Self::Anything | Self::Decided => false,
            Self::Payment(wanted) => is_final && status != *wanted,
            Self::Confirmation(wanted) => no_confirmation(wanted),
            Self::Both(payment, wanted) => (is_final && status != *payment) || no_confirmation(wanted),
        }
    }
}

async fn wait(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let query: WaitQuery = input::query(&request)?;
    let patience = scope::patience(query.timeout.as_deref())?;
    let names: Vec<_> = PaymentStatus::NAMES.into_iter().chain(["Decided"]).collect();
    let status = scope::name("status", query.status.as_deref(), &names)?;
    let of_confirmation = query.confirmation_status.as_deref();
    let confirmation = scope::name("confirmation_status", of_confirmation, &ConfirmationStatus::NAMES)?;
    let wanted = match (status, confirmation) {
        (Some("Decided"), None) => Wanted::Decided,
        (Some(status), None) => Wanted::Payment(status),
        (None | Some("Decided"), Some(confirmation)) => Wanted::Confirmation(confirmation),
        (Some(status), Some(confirmation)) => Wanted::Both(status, confirmation),
        (None, None) => {
            return Err(ControlProblem::new(
                "invalid-value",
                "neither `status` nor `confirmation_status` is given",
            )
            .hint("wait for status=Decided, or for confirmation_status=Confirmed"));
        }
    };
    let filter = PaymentFilter {
        service_id: scope::service_id(query.service_id)?,
        order_key: scope::order_key(query.order_key)?,
        ..PaymentFilter::default()
    };
    scope::registered(&hub, filter.service_id.as_ref()).await?;
    let named = (id.as_str() != "latest").then(|| PaymentId::new(id.as_str()));
    if let Some(named) = &named
        && hub.store.payment(named).await?.is_none()
    {
        return Err(scope::no_payment(named.as_str()));
    }
    let details = wait_for(&hub, patience, &wanted, async || match &named {
        Some(named) => Ok(Some(named.clone())),
        None => Ok(hub.store.list_payments(&filter, None, 1).await?.pop().map(|listed| listed.payment.id)),
    })
    .await?;
    ok(&details)
}

/// Waits until the payment is as it is wanted.
pub(super) async fn wait_for(
    hub: &App,
    patience: Duration,
    wanted: &Wanted,
    mut which: impl AsyncFnMut() -> Result<Option<PaymentId>, ControlProblem>,
) -> Result<PaymentDetails, ControlProblem> {
    let _place = place(hub)
        .ok_or_else(|| ControlProblem::new("too-many-waiting", "no place is left among those who wait"))?;
    let mut latest = None;
    let reached = until(hub, patience, async || {
        let Some(id) = which().await? else { return Ok(None) };
        let Some(listed) = hub.store.listed_payment(&id).await? else { return Ok(None) };
        latest = Some(id);
        let (is_reached, is_out) = (wanted.is_reached(&listed), wanted.is_out_of_reach(&listed));
        Ok::<_, ControlProblem>((is_reached || is_out).then_some(is_reached))
    })
    .await?;
    let details = match &latest {
        Some(id) => history(hub, id).await?.map(|history| PaymentDetails::of(&history, &hub.public_url)),
        None => None,
    };
    match (reached, details) {
        (Some(true), Some(details)) => Ok(details),
        (Some(_), details) => Err(ControlProblem::new(
            "wrong-state",
            format!("the payment can no longer become so: {}", wanted.text()),
        )
        .with("present", json!(details))),
        (None, details) => Err(ControlProblem::new(
            "wait-timed-out",
            format!("waited {patience:?}, and still not so: {}", wanted.text()),
        )
        .with("present", json!(details))),
    }
}

impl Wanted {
    fn text(&self) -> String {
        match self {
            Self::Anything => "there is a payment".to_owned(),
            Self::Decided => "the payment is decided".to_owned(),
            Self::Payment(status) => format!("the payment is {status}"),
            Self::Confirmation(status) => format!("its confirmation is {status}"),
            Self::Both(payment, status) => format!("the payment is {payment} and its confirmation {status}"),
        }
    }
}
