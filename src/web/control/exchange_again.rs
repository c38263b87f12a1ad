//! `POST /control/v1/exchanges/{id}/again`: repeats an order request.

use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Deserialize;

use super::exchange_view::Exchange;
use super::input::{self, Body};
use super::payment_start::language;
use super::{Answered, Id, named};
use crate::flow::order_refresh::ask_again;
use crate::web::call::{Answer, Call, Example, Method, json, schema_of};
use crate::web::lists::latest::Scope;
use crate::web::page::Hub;

pub(super) const AGAIN: Call = Call {
    method: Method::Post,
    path: "/exchanges/{id}/again",
    operation: "askAgain",
    summary: "Repeats the order request of a recorded call (GetOrderDetails). The answer is the new call, also if it \
              failed.",
    query: Some(schema_of::<Scope>),
    body: Some(schema_of::<Again>),
    answer: Answer { status: 201, ..json(schema_of::<Exchange>, "The new call.") },
    example: Example { address: "/exchanges/latest/again?order_key={order}", body: "{\"language\":\"ru\"}" },
    problems: &["unknown-exchange", "unknown-service"],
    route: || Method::Post.route().to(again),
};

/// The options of the request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Again {
    /// The language of the order request: `ro`, `ru` or `en`.
    language: Option<String>,
}

async fn again(hub: Hub, id: Id, request: HttpRequest, body: Body) -> Answered {
    let given: Again = input::body(body)?;
    let language = language(&hub, given.language.as_deref())?;
    let exchange = named::exchange(&hub, &id, &request).await?;
    let again = ask_again(&hub, &exchange, language).await?;
    super::json(HttpResponse::Created(), &Exchange::from(&again))
}
