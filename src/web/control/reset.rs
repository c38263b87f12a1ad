//! `/control/v1/reset`: deletes data, for a clean start of the next test.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::{self, Body};
use super::{Answered, ok};
use crate::flow::reset::reset as clear;
use crate::store::ResetScope;
use crate::web::call::{Call, Example, Method, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[Call {
    method: Method::Post,
    path: "/reset",
    operation: "reset",
    summary: "Deletes the data of flows: visits, invoices, payments, confirmations, exchanges, events; all of it, or that \
              of a service or an order. Sequences continue, so no PaymentID is used twice.",
    body: Some(schema_of::<Reset>),
    answer: json(schema_of::<ResetDone>, "It is done."),
    example: Example {
        address: "/reset",
        body: "{\"what\":\"state\",\"service_id\":\"ADP02\",\"order_key\":\"AN-OLD-ORDER\"}",
    },
    route: || Method::Post.route().to(reset),
    ..Call::GET
}];

/// The data to delete.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reset {
    /// `state`: the data of flows. `all`: also planned outcomes and scenarios and, unless an order is given, pinned
    /// certificates and registered services.
    #[serde(default)]
    what: What,
    /// Only of this service.
    service_id: Option<String>,
    /// Only of this order.
    order_key: Option<String>,
    /// True only counts the rows, without deleting them.
    #[serde(default)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum What {
    #[default]
    State,
    All,
}

/// The numbers of deleted rows, or of rows that would be deleted.
#[derive(Debug, Serialize, JsonSchema)]
struct ResetDone {
    visits: u64,
    invoices: u64,
    payments: u64,
    /// Including their attempts.
    confirmations: u64,
    exchanges: u64,
    events: u64,
    /// Only with `all`, like the following fields.
    planned_outcomes: u64,
    scenarios: u64,
    pinned_certificates: u64,
    registered_services: u64,
}

async fn reset(hub: Hub, body: Body) -> Answered {
    let Reset { what, dry_run, service_id, order_key } = input::body(body)?;
    let scope = ResetScope {
        service_id: values::service_id(service_id)?,
        order_key: values::order_key(order_key)?,
        settings_too: what == What::All,
    };
    let counts = match dry_run {
        true => hub.store.count_for_reset(&scope).await?,
        false => clear(&hub, &scope).await?,
    };
    ok(&ResetDone {
        visits: counts.visits,
        invoices: counts.invoices,
        payments: counts.payments,
        confirmations: counts.confirmations,
        exchanges: counts.exchanges,
        events: counts.events,
        planned_outcomes: counts.planned_outcomes,
        scenarios: counts.scenarios,
        pinned_certificates: counts.pinned_certificates,
        registered_services: counts.registered_services,
    })
}
