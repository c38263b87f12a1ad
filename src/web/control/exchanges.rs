//! `/control/v1/exchanges`: the recorded calls to e-Services, byte for byte.

use actix_web::HttpRequest;
use actix_web::web::Path;
use schemars::JsonSchema;
use serde::Serialize;

use super::exchange_again::AGAIN;
use super::exchange_message::{message, no_reply};
use super::exchange_octets::{OCTETS, REQUEST, RESPONSE};
use super::exchange_view::{Exchange, ExchangeDetails};
use super::exchange_wait::WAIT;
use super::problem::ControlProblem;
use super::{Answered, Id, input, named, ok};
use crate::flow::reset::delete_exchanges;
use crate::flow::x_ray::x_ray;
use crate::store::Position;
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::curl::curl;
use crate::web::lists::latest::Scope;
use crate::web::lists::{Exchanges, List, page, values};
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/exchanges",
        operation: "listExchanges",
        summary: "The recorded calls that match a filter, latest first, page by page.",
        query: Some(schema_of::<Exchanges>),
        answer: json(schema_of::<ExchangeList>, "The calls of this page."),
        example: at("/exchanges?operation=ConfirmOrderPayment&limit=10"),
        route: || Method::Get.route().to(list),
        ..Call::GET
    },
    Call {
        path: "/exchanges/{id}",
        operation: "getExchange",
        summary: "A recorded call with its findings, the headers of both HTTP messages, and a shell command that sends its bytes again.",
        query: Some(schema_of::<Scope>),
        answer: json(schema_of::<ExchangeDetails>, "The call."),
        example: at("/exchanges/latest?order_key={order}"),
        problems: &["unknown-exchange"],
        route: || Method::Get.route().to(get),
        ..Call::GET
    },
    WAIT,
    AGAIN,
    REQUEST,
    RESPONSE,
    OCTETS,
    Call {
        path: "/exchanges/{id}/x-ray/{message}",
        operation: "getXRay",
        summary: "The signature X-ray of the `request` or the `response`: what its signature covers, over which octets, and \
                  why it does not hold. The document is that of `mpay-sim verify --json`.",
        query: Some(schema_of::<Scope>),
        answer: json(|_| schemars::json_schema!({ "type": "object" }), "The X-ray."),
        example: at("/exchanges/latest/x-ray/response"),
        problems: &["unknown-exchange"],
        route: || Method::Get.route().to(explained),
        ..Call::GET
    },
    Call {
        method: Method::Delete,
        path: "/exchanges",
        operation: "deleteExchanges",
        summary: "Deletes the recorded calls that match a filter; without a filter, all of them.",
        query: Some(schema_of::<Exchanges>),
        answer: json(schema_of::<Deleted>, "How many there were."),
        example: at("/exchanges?order_key=NOBODY"),
        route: || Method::Delete.route().to(delete),
        ..Call::GET
    },
];

/// A page of calls.
#[derive(Debug, Serialize, JsonSchema)]
struct ExchangeList {
    exchanges: Vec<Exchange>,
    /// The value of `before` for the next page; null on the last page.
    next: Option<i64>,
}

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: Exchanges = input::query(&request)?;
    let limit = values::limit(query.limit)?;
    let position = Position::from(query.before);
    let page = page::<Exchanges>(&hub, &query.filter()?, position, limit).await?;
    ok(&ExchangeList { exchanges: page.rows.iter().map(Exchange::from).collect(), next: page.older })
}

async fn get(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let exchange = named::exchange(&hub, &id, &request).await?;
    let kept = hub.store.exchange_bytes(exchange.id).await?.ok_or_else(|| named::no_exchange(&id))?;
    let curl = curl(&hub, &exchange, &kept);
    ok(&ExchangeDetails::of(&exchange, kept, curl))
}

async fn explained(hub: Hub, path: Path<(String, String)>, request: HttpRequest) -> Answered {
    let (id, name) = path.into_inner();
    let message = message(&name)?;
    let exchange = named::exchange(&hub, &id, &request).await?;
    ok(&x_ray(&hub, &exchange, message).await?.ok_or_else(|| no_reply(exchange.id))?)
}

/// The result.
#[derive(Debug, Serialize, JsonSchema)]
struct Deleted {
    /// The number of deleted calls.
    deleted: u64,
}

async fn delete(hub: Hub, request: HttpRequest) -> Answered {
    let query: Exchanges = input::query(&request)?;
    if query.before.is_some() || query.limit.is_some() {
        return Err(ControlProblem::new("invalid-value", "`before` and `limit` are for lists")
            .hint("delete by service_id, order_key, operation, from, to, …"));
    }
    ok(&Deleted { deleted: delete_exchanges(&hub, &query.filter()?).await? })
}
