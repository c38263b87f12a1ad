//! `GET /control/v1/events`: a stream of events.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;

use super::events_kept::{EventView, KEPT};
use super::{Answered, input};
use crate::domain::event::Event;
use crate::flow::wait::place;
use crate::store::EventFilter;
use crate::web::call::{Call, Method, at, bytes, schema_of};
use crate::web::lists::{Events, List};
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[FOLLOW, KEPT];

const FOLLOW: Call = Call {
    path: "/events",
    operation: "followEvents",
    summary: "The events of all hubs on the database, as server-sent events: `id` is the event's number, `event` its \
              kind, `data` JSON. Begins after `Last-Event-ID` or `after`, by default with the next event.",
    query: Some(schema_of::<EventsQuery>),
    answer: bytes("text/event-stream", "The events; the answer has no end."),
    example: at("/events?after=0&service_id=ADP02"),
    problems: &["too-many-waiting"],
    route: || Method::Get.route().to(follow),
    ..Call::GET
};

/// A filter of events; every field is optional.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// Of this service.
    service_id: Option<String>,
    /// Of this order.
    order_key: Option<String>,
    /// Of this payment.
    payment_id: Option<String>,
    /// Of this kind, such as `payment.authorized`.
    kind: Option<String>,
    /// Events after this number; 0 begins with the oldest stored one.
    after: Option<i64>,
}

/// The interval of comments on a quiet stream, which keep proxies from closing it.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// The number of events read at once.
const PAGE: i64 = 200;

async fn follow(hub: Hub, request: HttpRequest) -> Answered {
    let query: EventsQuery = input::query(&request)?;
    let EventsQuery { service_id, order_key, payment_id, kind, after } = query;
    let filter = Events { service_id, order_key, payment_id, kind, ..Events::default() }.filter()?;
    let header = request.headers().get("Last-Event-ID").and_then(|value| value.to_str().ok()?.parse().ok());
    let after = match header.or(after) {
        Some(after) => after,
        None => hub.store.latest_event().await?,
    };
    drop(input::place_to_wait(&hub)?);
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(send(hub, filter, after, sender));
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        // A buffering proxy would hold the events back.
        .insert_header(("X-Accel-Buffering", "no"))
        .body(EventStream(receiver)))
}

/// Sends until the reader disconnects.
async fn send(hub: Hub, filter: EventFilter, mut after: i64, sender: mpsc::Sender<Bytes>) {
    let Some(_place) = place(&hub) else { return };
    // The headers are sent at once, so that the reader knows it is connected.
    if sender.send(Bytes::from_static(b": welcome\n\n")).await.is_err() {
        return;
    }
    let waiter = match hub.store.wait_for_events(filter.clone()).await {
        Ok(waiter) => waiter,
        Err(error) => {
            tracing::error!(%error, "the events cannot be read");
            return;
        }
    };
    loop {
        let events = match hub.store.next_events(after, &filter, PAGE).await {
            Ok(next) => {
                after = next.seen;
                next.events
            }
            Err(error) => {
                tracing::error!(%error, "the events cannot be read");
                return;
            }
        };
        let mut text: String = events.iter().map(text_of).collect();
        if text.is_empty() {
            tokio::select! {
                () = sender.closed() => return,
                happened = tokio::time::timeout(SIGN_OF_LIFE, waiter.next()) => match happened {
                    Ok(()) => continue,
                    Err(_) => text.push_str(":\n\n"),
                },
            }
        }
        if sender.send(Bytes::from(text)).await.is_err() {
            return;
        }
    }
}

fn text_of(event: &Event) -> String {
    let data = json!(EventView::from(event));
    // Serialised JSON has no line breaks, so it is one line of data.
    format!("id: {}\nevent: {}\ndata: {data}\n\n", event.id, event.kind.name())
}

/// The body of an endless answer.
struct EventStream(mpsc::Receiver<Bytes>);

impl MessageBody for EventStream {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(Ok))
    }
}
