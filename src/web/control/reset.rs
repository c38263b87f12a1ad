//! `/control/v1/reset`: a clean table for the next test.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Call, Example, Method, json, schema_of};
use super::input::{self, Body};
use super::{Answered, ok, scope};
use crate::flow::scenarios::stop_all;
use crate::flow::services::catch_up;
use crate::store::ResetScope;
use crate::web::page::Hub;

pub(super) static CALLS: [Call; 1] = [Call {
    method: Method::Post,
    path: "/reset",
    operation: "reset",
    summary: "Deletes what flows have left behind: visits, invoices, payments, confirmations, exchanges, events; of everything, \
              of a service, or of an order. Numbers go on: no PaymentID is handed out twice.",
    query: None,
    body: Some(schema_of::<Reset>),
    answer: json(schema_of::<ResetDone>, "It is done."),
    example: Example {
        address: "/reset",
        body: "{\"what\":\"state\",\"service_id\":\"ADP02\",\"order_key\":\"AN-OLD-ORDER\"}",
    },
    problems: &[],
    route: || Method::Post.route().to(reset),
}];

/// What to delete.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reset {
    /// `state`: what flows leave behind. `all`: planned outcomes and scenarios too, and, where no order is named, pinned certificates and registered services.
    #[serde(default)]
    what: What,
    /// Of this service alone.
    service_id: Option<String>,
    /// Of this order alone.
    order_key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum What {
    #[default]
    State,
    All,
}

/// What was deleted.
#[derive(Debug, Serialize, JsonSchema)]
struct ResetDone {
    /// How many payments there were.
    payments: u64,
}

async fn reset(hub: Hub, body: Body) -> Answered {
    let Reset { what, service_id, order_key } = input::body(body)?;
    let scope = ResetScope {
        service_id: scope::service_id(service_id.clone())?,
        order_key: scope::order_key(order_key.clone())?,
        settings_too: what == What::All,
    };
    // Before the service may be gone; of one that is gone already the store deletes what there is.
    if scope.settings_too && scope.service_id.as_ref().is_none_or(|id| hub.service(id).is_some()) {
        stop_all(&hub, service_id, order_key).await?;
    }
    let payments = hub.store.reset(&scope, hub.clock.now()).await?;
    // Whoever is answered sees the services as they are then.
    catch_up(&hub).await?;
    ok(&ResetDone { payments })
}
