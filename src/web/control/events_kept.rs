//! `GET /control/v1/events/kept`: the stored events, page by page.

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Answered, input, ok};
use crate::domain::event::Event;
use crate::store::Position;
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::lists::{Events, List, page, values};
use crate::web::page::Hub;

pub(super) const KEPT: Call = Call {
    path: "/events/kept",
    operation: "listEvents",
    summary: "The stored events that match a filter, latest first, page by page.",
    query: Some(schema_of::<Events>),
    answer: json(schema_of::<EventList>, "The events of this page."),
    example: at("/events/kept?kind=payment.authorized&limit=10"),
    route: || Method::Get.route().to(list),
    ..Call::GET
};

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

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: Events = input::query(&request)?;
    let limit = values::limit(query.limit)?;
    let position = Position::from(query.before);
    let page = page::<Events>(&hub, &query.filter()?, position, limit).await?;
    ok(&EventList { events: page.rows.iter().map(EventView::from).collect(), next: page.older })
}
