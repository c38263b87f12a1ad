//! `/control/v1/exchanges`: the recorded calls to e-Services, byte for byte.

use actix_web::HttpRequest;
use actix_web::web::Path;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange_again::AGAIN;
use super::exchange_octets::{OCTETS, REQUEST, RESPONSE};
use super::exchange_view::{Exchange, ExchangeDetails};
use super::exchange_wait::WAIT;
use super::problem::ControlProblem;
use super::scope::{self, Scope};
use super::{Answered, Id, input, ok};
use crate::domain::ids::PaymentId;
use crate::flow::tidying_up::delete_exchanges;
use crate::flow::x_ray::{Message, x_ray};
use crate::store::ExchangeFilter;
use crate::web::call::{Answer, Call, Method, at, json, schema_of};
use crate::web::curl::curl;
use crate::web::page::Hub;

pub(super) static CALLS: [Call; 9] = [
    Call {
        method: Method::Get,
        path: "/exchanges",
        operation: "listExchanges",
        summary: "The recorded calls that match a filter, latest first, page by page.",
        query: Some(schema_of::<ListQuery>),
        body: None,
        answer: json(schema_of::<ExchangeList>, "The calls of this page."),
        example: at("/exchanges?operation=ConfirmOrderPayment&limit=10"),
        problems: &[],
        route: || Method::Get.route().to(list),
    },
    Call {
        method: Method::Get,
        path: "/exchanges/{id}",
        operation: "getExchange",
        summary: "A recorded call with its findings, the headers of both HTTP messages, and a shell command that sends its bytes again.",
        query: Some(schema_of::<Scope>),
        body: None,
        answer: json(schema_of::<ExchangeDetails>, "The call."),
        example: at("/exchanges/latest?order_key={order}"),
        problems: &["unknown-exchange"],
        route: || Method::Get.route().to(get),
    },
    WAIT,
    AGAIN,
    REQUEST,
    RESPONSE,
    OCTETS,
    Call {
        method: Method::Get,
        path: "/exchanges/{id}/x-ray/{message}",
        operation: "getXRay",
        summary: "The signature X-ray of the `request` or the `response`: what its signature covers, over which octets, and \
                  why it does not hold. The document is that of `mpay-sim verify --json`.",
        query: Some(schema_of::<Scope>),
        body: None,
        answer: Answer {
            status: 200,
            media_type: "application/json",
            schema: Some(|_| schemars::json_schema!({ "type": "object" })),
            meaning: "The X-ray.",
            or: None,
        },
        example: at("/exchanges/latest/x-ray/response"),
        problems: &["unknown-exchange"],
        route: || Method::Get.route().to(explained),
    },
    Call {
        method: Method::Delete,
        path: "/exchanges",
        operation: "deleteExchanges",
        summary: "Deletes the recorded calls that match a filter; without a filter, all of them.",
        query: Some(schema_of::<ListQuery>),
        body: None,
        answer: json(schema_of::<Deleted>, "How many there were."),
        example: at("/exchanges?order_key=NOBODY"),
        problems: &[],
        route: || Method::Delete.route().to(delete),
    },
];

/// A filter of calls; every field is optional.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// With this service.
    service_id: Option<String>,
    /// About this order.
    order_key: Option<String>,
    /// Confirming this payment.
    payment_id: Option<String>,
    /// `GetOrderDetails` or `ConfirmOrderPayment`, in any case.
    operation: Option<String>,
    /// With this HTTP status of the reply.
    http_status: Option<u16>,
    /// With this text in the outcome, such as `accepted`.
    outcome: Option<String>,
    /// With a finding of this rule.
    rule: Option<String>,
    /// To which this scenario was actually applied.
    scenario: Option<String>,
    /// Sent at this time or later, such as `2027-01-04T09:00:00Z`.
    from: Option<String>,
    /// Sent before this time.
    to: Option<String>,
    /// Recorded before this call: `next` of the previous page. Lists only.
    before: Option<i64>,
    /// The maximum number of rows, 1 to 200; 50 by default. Lists only.
    limit: Option<i64>,
}

impl ListQuery {
    fn filter(&self) -> Result<ExchangeFilter, ControlProblem> {
        let names = (self.service_id.clone(), self.order_key.clone(), self.payment_id.clone());
        Ok(ExchangeFilter {
            http_status: self.http_status,
            rule: self.rule.clone(),
            scenario: self.scenario.clone(),
            from: scope::moment("from", self.from.as_deref())?,
            to: scope::moment("to", self.to.as_deref())?,
            ..filter(names, self.operation.as_deref(), self.outcome.clone())?
        })
    }
}

/// The filter common to lists and waits: service, order, payment, operation, outcome.
pub(super) fn filter(
    (service_id, order_key, payment_id): (Option<String>, Option<String>, Option<String>),
    operation: Option<&str>,
    outcome: Option<String>,
) -> Result<ExchangeFilter, ControlProblem> {
    let operation = scope::name("operation", operation, &["GetOrderDetails", "ConfirmOrderPayment"])?;
    Ok(ExchangeFilter {
        service_id: scope::service_id(service_id)?,
        order_key: scope::order_key(order_key)?,
        payment_id: payment_id.map(PaymentId::new),
        operation: operation.map(str::to_owned),
        outcome,
        ..ExchangeFilter::default()
    })
}

/// A page of calls.
#[derive(Debug, Serialize, JsonSchema)]
struct ExchangeList {
    exchanges: Vec<Exchange>,
    /// The value of `before` for the next page; null on the last page.
    next: Option<i64>,
}

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: ListQuery = input::query(&request)?;
    let limit = scope::limit(query.limit)?;
    let found = hub.store.list_exchanges(&query.filter()?, query.before, limit + 1).await?;
    let (found, has_more) = scope::page(found, limit);
    let next = found.last().filter(|_| has_more).map(|last| last.id);
    ok(&ExchangeList { exchanges: found.iter().map(Exchange::from).collect(), next })
}

async fn get(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let number = scope::exchange_id(&hub, &id, &request).await?;
    let exchange = hub.store.listed_exchange(number).await?.ok_or_else(|| scope::no_exchange(&id))?;
    let kept = hub.store.exchange_bytes(number).await?.ok_or_else(|| scope::no_exchange(&id))?;
    let curl = curl(&hub, &exchange, &kept);
    ok(&ExchangeDetails::of(&exchange, kept, curl))
}

async fn explained(hub: Hub, path: Path<(String, String)>, request: HttpRequest) -> Answered {
    let (id, name) = path.into_inner();
    let message = message(&name)?;
    let number = scope::exchange_id(&hub, &id, &request).await?;
    let exchange = hub.store.listed_exchange(number).await?.ok_or_else(|| scope::no_exchange(&id))?;
    ok(&x_ray(&hub, &exchange, message).await?.ok_or_else(|| no_reply(number))?)
}

/// The message with this name.
pub(super) fn message(name: &str) -> Result<Message, ControlProblem> {
    Ok(match scope::name("message", Some(name), &["request", "response"])? {
        Some("request") => Message::Request,
        _ => Message::Response,
    })
}

pub(super) fn no_reply(number: i64) -> ControlProblem {
    ControlProblem::new("unknown-exchange", format!("no reply came in exchange {number}"))
        .hint(format!("GET /control/v1/exchanges/{number} says what failed"))
}

/// The result.
#[derive(Debug, Serialize, JsonSchema)]
struct Deleted {
    /// The number of deleted calls.
    deleted: u64,
}

async fn delete(hub: Hub, request: HttpRequest) -> Answered {
    let query: ListQuery = input::query(&request)?;
    if query.before.is_some() || query.limit.is_some() {
        return Err(ControlProblem::new("invalid-value", "`before` and `limit` are for lists")
            .hint("delete by service_id, order_key, operation, from, to, …"));
    }
    ok(&Deleted { deleted: delete_exchanges(&hub, &query.filter()?).await? })
}
