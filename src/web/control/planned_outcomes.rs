//! `GET /control/v1/outcomes/planned`: the planned outcomes of orders.

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::problem::ControlProblem;
use super::{Answered, input, ok};
use crate::domain::outcome::OutcomeRule;
use crate::store::Position;
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::lists::{page_of, values};
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[Call {
    path: "/outcomes/planned",
    operation: "listPlannedOutcomes",
    summary: "The planned outcomes of orders, sorted by service and order, page by page.",
    query: Some(schema_of::<PlannedQuery>),
    answer: json(schema_of::<PlannedList>, "The plans of this page."),
    example: at("/outcomes/planned"),
    route: || Method::Get.route().to(list),
    ..Call::GET
}];

/// The requested page; every field is optional.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PlannedQuery {
    /// After the plan of this service and `after_order_key`: `next` of the previous page.
    after_service_id: Option<String>,
    /// The order, with `after_service_id`.
    after_order_key: Option<String>,
    /// The maximum number of rows, 1 to 200; 50 by default.
    limit: Option<i64>,
}

/// A page of plans.
#[derive(Debug, Serialize, JsonSchema)]
struct PlannedList {
    planned: Vec<Planned>,
    /// The last plan of this page, after which the next one begins; null on the last page.
    next: Option<Next>,
}

/// The planned outcome of an order's payments.
#[derive(Debug, Serialize, JsonSchema)]
struct Planned {
    service_id: String,
    order_key: String,
    outcome: &'static str,
}

/// The beginning of the next page.
#[derive(Debug, Serialize, JsonSchema)]
struct Next {
    after_service_id: String,
    after_order_key: String,
}

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: PlannedQuery = input::query(&request)?;
    let limit = values::limit(query.limit)?;
    let (service, order) =
        (values::service_id(query.after_service_id)?, values::order_key(query.after_order_key)?);
    if service.is_some() != order.is_some() {
        return Err(ControlProblem::new("invalid-value", "`after_service_id` goes with `after_order_key`")
            .hint("give both, as `next` of the page before has them"));
    }
    let after = service.as_ref().zip(order.as_ref());
    let found = hub.store.planned_outcomes(after, limit + 1).await?;
    let page = page_of(found, &Position::<()>::Latest, limit, |last| Next {
        after_service_id: last.service_id.to_string(),
        after_order_key: last.order_key.to_string(),
    });
    let planned = page.rows.iter().map(|plan| Planned {
        service_id: plan.service_id.to_string(),
        order_key: plan.order_key.to_string(),
        outcome: OutcomeRule::of(plan.outcome).name,
    });
    ok(&PlannedList { planned: planned.collect(), next: page.older })
}
