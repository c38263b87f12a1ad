//! `POST /control/v1/confirmations/redrive`: makes waiting confirmations due at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::{self, Body};
use super::problem::ControlProblem;
use super::{Answered, named, ok};
use crate::flow::confirmation_operations::redrive;
use crate::store::RedriveScope;
use crate::web::call::{Call, Example, Method, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) const REDRIVE: Call = Call {
    method: Method::Post,
    path: "/confirmations/redrive",
    operation: "redrive",
    summary: "Makes all confirmations of a service due at once that wait or have given up, whose schedule then restarts; \
              optionally only of one order, or of payments since a given time.",
    body: Some(schema_of::<Redrive>),
    answer: json(schema_of::<Redriven>, "How many there were."),
    example: Example {
        address: "/confirmations/redrive",
        body: "{\"service_id\":\"ADP02\",\"since\":\"2026-01-31T00:00:00Z\"}",
    },
    problems: &["unknown-service"],
    route: || Method::Post.route().to(redriven),
    ..Call::GET
};

/// The confirmations.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Redrive {
    /// `ServiceID`.
    service_id: String,
    /// Only of this order.
    order_key: Option<String>,
    /// Only of payments that were authorised at this time or later, such as `2027-01-04T09:00:00Z`.
    since: Option<String>,
}

/// The numbers of confirmations that are due now.
#[derive(Debug, Serialize, JsonSchema)]
struct Redriven {
    /// Confirmations that had given up.
    gave_up: u64,
    /// Confirmations that waited for a later attempt.
    waiting: u64,
}

async fn redriven(hub: Hub, body: Body) -> Answered {
    let given: Redrive = input::body(body)?;
    let service = values::service_id(Some(given.service_id))?;
    named::registered(&hub, service.as_ref()).await?;
    let Some(service) = service else {
        return Err(ControlProblem::new("invalid-value", "`service_id` is missing"));
    };
    let scope = RedriveScope {
        service,
        order_key: values::order_key(given.order_key)?,
        since: values::moment("since", given.since.as_deref())?,
    };
    let redriven = redrive(&hub, &scope).await?;
    ok(&Redriven { gave_up: redriven.gave_up, waiting: redriven.waiting })
}
