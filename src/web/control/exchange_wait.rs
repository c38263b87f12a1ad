//! Waits until an expected number of calls to e-Services has been recorded.

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::exchange_view::Exchange;
use super::problem::ControlProblem;
use super::{Answered, input, named, ok};
use crate::flow::wait::until;
use crate::store::EventFilter;
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::lists::{Exchanges, List, values};
use crate::web::page::Hub;

pub(super) const WAIT: Call = Call {
    path: "/exchanges/wait",
    operation: "waitForExchanges",
    summary: "Answers once enough calls that match the filter are recorded.",
    query: Some(schema_of::<WaitQuery>),
    answer: json(schema_of::<Recorded>, "The latest of them."),
    example: at("/exchanges/wait?order_key={order}&operation=GetOrderDetails&count=1&timeout=10s"),
    problems: &["wait-timed-out", "too-many-waiting", "unknown-service"],
    route: || Method::Get.route().to(wait),
    ..Call::GET
};

/// The condition to wait for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WaitQuery {
    /// With this service.
    service_id: Option<String>,
    /// About this order.
    order_key: Option<String>,
    /// Confirming this payment.
    payment_id: Option<String>,
    /// `GetOrderDetails` or `ConfirmOrderPayment`, in any case.
    operation: Option<String>,
    /// With this text in the outcome, such as `accepted`.
    outcome: Option<String>,
    /// The expected number; 1 by default.
    count: Option<i64>,
    /// The maximum wait, such as `10s`; 30 seconds by default, at most `300s`.
    timeout: Option<String>,
}

/// The matching calls.
#[derive(Debug, Serialize, JsonSchema)]
struct Recorded {
    /// Their number.
    count: i64,
    /// The latest of them, at most 50.
    exchanges: Vec<Exchange>,
}

async fn wait(hub: Hub, request: HttpRequest) -> Answered {
    let query: WaitQuery = input::query(&request)?;
    let patience = values::patience(query.timeout.as_deref())?;
    let wanted = query.count.unwrap_or(1);
    let WaitQuery { service_id, order_key, payment_id, operation, outcome, .. } = query;
    let filter = Exchanges { service_id, order_key, payment_id, operation, outcome, ..Exchanges::default() }
        .filter()?;
    named::registered(&hub, filter.service_id.as_ref()).await?;
    let _place = input::place_to_wait(&hub)?;
    let concerns = EventFilter {
        service_id: filter.service_id.clone(),
        order_key: filter.order_key.clone(),
        payment_id: filter.payment_id.clone(),
        kind: None,
    };
    let reached = until(&hub, patience, concerns, async || {
        let count = hub.store.count_exchanges(&filter).await?;
        Ok::<_, ControlProblem>((count >= wanted).then_some(count))
    })
    .await?;
    let found = hub.store.list_exchanges(&filter, None, 50).await?;
    let exchanges: Vec<_> = found.iter().map(Exchange::from).collect();
    match reached {
        Some(count) => ok(&Recorded { count, exchanges }),
        None => {
            let count = hub.store.count_exchanges(&filter).await?;
            let detail = format!("after {} ms there are {count} of {wanted}", patience.as_millis());
            let present = Recorded { count, exchanges };
            Err(ControlProblem::new("wait-timed-out", detail).with("present", json!(present)))
        }
    }
}
