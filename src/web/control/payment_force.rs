//! `POST /control/v1/payments/{id}/force`: forces a payment's decision, for tests of unhappy states.

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::Deserialize;

use super::input::{self, Body};
use super::payment_view::PaymentDetails;
use super::problem::ControlProblem;
use super::{Answered, Id, named, ok};
use crate::domain::payment::{DeclineReason, PaymentState};
use crate::flow::forced_payment::{FORCEABLE, ForceResult, force_payment, forced};
use crate::flow::payment_history::history;
use crate::web::call::{Call, Example, Method, json, schema_of};
use crate::web::lists::latest::Scope;
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) const FORCE: Call = Call {
    method: Method::Post,
    path: "/payments/{id}/force",
    operation: "forcePayment",
    summary: "Decides a payment in place of its payment provider, also a pending one. A decision is final: a payment is \
              either confirmed to the e-Service or given back, never both.",
    query: Some(schema_of::<Scope>),
    body: Some(schema_of::<Force>),
    answer: json(schema_of::<PaymentDetails>, "The payment, decided."),
    example: Example {
        address: "/payments/{undecided}/force",
        body: "{\"status\":\"TimedOut\",\"why\":\"the test wants to see it\"}",
    },
    problems: &["unknown-payment", "wrong-state"],
    route: || Method::Post.route().to(force),
};

/// The payment provider's decision.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Force {
    /// `Authorized`, `Declined`, `Cancelled`, `TimedOut` or `Reversed`, in any case.
    status: String,
    /// With `Declined`: `declined`, `insufficient-funds`, `expired-card`, `wrong-cvv`, `authentication-failed`,
    /// `authentication-unavailable` or `processor-error`.
    reason: Option<String>,
    /// Recorded with the payment's events.
    why: Option<String>,
}

async fn force(hub: Hub, id: Id, request: HttpRequest, body: Body) -> Answered {
    let given: Force = input::body(body)?;
    let status = values::name("status", Some(&given.status), &FORCEABLE)?.unwrap_or_default();
    let reason = values::name("reason", given.reason.as_deref(), DeclineReason::NAMES)?;
    let reason = reason.and_then(DeclineReason::parse);
    // Every listed status can be forced, so the only remaining mistake is a reason with a status other than Declined.
    let to = PaymentState::parse(status).and_then(|state| forced(state, reason)).ok_or_else(|| {
        ControlProblem::new("invalid-value", "`reason` is allowed only with Declined")
            .hint("say in `why` why a test wants it so")
    })?;
    let id = named::payment_id(&hub, &id, &request).await?;
    let why: String = given.why.unwrap_or_default().chars().take(200).collect();
    match force_payment(&hub, &id, to, &why).await? {
        ForceResult::NotFound => Err(named::no_payment(id.as_str())),
        ForceResult::Decided => {
            let status = hub.store.payment(&id).await?.map_or("gone", |payment| payment.status.name());
            Err(ControlProblem::new(
                "wrong-state",
                format!("the payment is {status}; only undecided ones are forced"),
            ))
        }
        ForceResult::Done => {
            let history = history(&hub, &id).await?.ok_or_else(|| named::no_payment(id.as_str()))?;
            ok(&PaymentDetails::of(&history, &hub.public_url))
        }
    }
}
