//! `GET /control/v1/events/kept`: the stored events, page by page.

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answered, input, ok, scope};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::PaymentId;
use crate::store::EventFilter;
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::page::Hub;

pub(super) const KEPT: Call = Call {
    method: Method::Get,
    path: "/events/kept",
    operation: "listEvents",
    summary: "The stored events that match a filter, latest first, page by page.",
    query: Some(schema_of::<KeptQuery>),
    body: None,
    answer: json(schema_of::<EventList>, "The events of this page."),
    example: at("/events/kept?kind=payment.authorized&limit=10"),
    problems: &[],
    route: || Method::Get.route().to(list),
};

/// A filter of events; every field is optional.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeptQuery {
    /// Of this service.
    service_id: Option<String>,
    /// Of this order.
    order_key: Option<String>,
    /// Of this payment.
    payment_id: Option<String>,
    /// Of this kind, such as `payment.authorized`.
    kind: Option<String>,
    /// Before this number: `next` of the previous page.
    before: Option<i64>,
    /// The maximum number of rows, 1 to 200; 50 by default.
    limit: Option<i64>,
}

/// A page of events.
#[derive(Debug, Serialize, JsonSchema)]
struct EventList {
    events: Vec<EventView>,
    /// The value of `before` for the next page; null on the last page.
    next: Option<i64>,
}

/// An event.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EventView {
    /// Its number, which increases.
    id: i64,
    /// The time, on the hub's clock.
    at: String,
    /// The kind of event, such as `payment.authorized`.
    kind: &'static str,
    service_id: Option<String>,
    order_key: Option<String>,
    payment_id: Option<String>,
    exchange_id: Option<i64>,
    /// Details; empty if the kind says everything.
    detail: String,
}

impl From<&Event> for EventView {
    fn from(event: &Event) -> Self {
        Self {
            id: event.id,
            at: event.at.to_string(),
            kind: event.kind.name(),
            service_id: event.service_id.as_ref().map(ToString::to_string),
            order_key: event.order_key.as_ref().map(ToString::to_string),
            payment_id: event.payment_id.as_ref().map(ToString::to_string),
            exchange_id: event.exchange_id,
            detail: event.detail.clone(),
        }
    }
}

/// The kind with this name, if given.
pub(super) fn kind(name: Option<&str>) -> Result<Option<EventKind>, super::problem::ControlProblem> {
    let names: Vec<_> = EventKind::ALL.iter().map(|(_, name, _)| *name).collect();
    Ok(scope::name("kind", name, &names)?.and_then(EventKind::parse))
}

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: KeptQuery = input::query(&request)?;
    let limit = scope::limit(query.limit)?;
    let filter = EventFilter {
        service_id: scope::service_id(query.service_id)?,
        order_key: scope::order_key(query.order_key)?,
        payment_id: query.payment_id.map(PaymentId::new),
        kind: kind(query.kind.as_deref())?,
    };
    let (found, has_more) =
        scope::page(hub.store.list_events(&filter, query.before, limit + 1).await?, limit);
    let next = found.last().filter(|_| has_more).map(|last| last.id);
    ok(&EventList { events: found.iter().map(EventView::from).collect(), next })
}
