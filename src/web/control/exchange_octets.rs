//! The bytes of a recorded call: both messages as transmitted, and the canonical octets that were signed.

use actix_web::HttpRequest;
use actix_web::web::Path;

use super::exchange_message::{message, no_reply};
use super::problem::ControlProblem;
use super::{Answered, Id, named};
use crate::flow::x_ray::{Message, canonical_octets, take_apart};
use crate::store::ListedExchange;
use crate::web::call::{Call, Method, at, bytes, schema_of};
use crate::web::download;
use crate::web::lists::latest::Scope;
use crate::web::page::Hub;

pub(super) const REQUEST: Call = Call {
    path: "/exchanges/{id}/request",
    operation: "getRequest",
    summary: "The hub's request, byte for byte.",
    query: Some(schema_of::<Scope>),
    answer: bytes("application/octet-stream", "The bytes of the request's body."),
    example: at("/exchanges/latest/request"),
    problems: &["unknown-exchange"],
    route: || Method::Get.route().to(async |hub, id, request| raw(hub, id, request, Message::Request).await),
    ..Call::GET
};

pub(super) const RESPONSE: Call = Call {
    path: "/exchanges/{id}/response",
    operation: "getResponse",
    summary: "The e-Service's reply, byte for byte as far as it arrived, decompressed.",
    query: Some(schema_of::<Scope>),
    answer: bytes("application/octet-stream", "The bytes of the reply's body."),
    example: at("/exchanges/latest/response"),
    problems: &["unknown-exchange"],
    route: || Method::Get.route().to(async |hub, id, request| raw(hub, id, request, Message::Response).await),
    ..Call::GET
};

pub(super) const OCTETS: Call = Call {
    path: "/exchanges/{id}/octets/{message}/{number}",
    operation: "getCanonicalOctets",
    summary: "The canonical octets over which the `request` or the `response` was signed: of SignedInfo (0), then of each \
              reference (1 and on), in their order in the X-ray.",
    query: Some(schema_of::<Scope>),
    answer: bytes("application/octet-stream", "The octets."),
    example: at("/exchanges/latest/octets/response/1"),
    problems: &["unknown-exchange", "unknown-octets"],
    route: || Method::Get.route().to(canonical),
    ..Call::GET
};

async fn raw(hub: Hub, id: Id, request: HttpRequest, message: Message) -> Answered {
    let exchange = named::exchange(&hub, &id, &request).await?;
    let octets = octets_of(&hub, &exchange, message).await?;
    Ok(download::octets(&format!("exchange-{}-{}.xml", exchange.id, message.name()), octets))
}

async fn octets_of(
    hub: &Hub,
    exchange: &ListedExchange,
    message: Message,
) -> Result<Vec<u8>, ControlProblem> {
    let kept = hub.store.exchange_bytes(exchange.id).await?.and_then(|kept| message.octets(kept));
    kept.ok_or_else(|| no_reply(exchange.id))
}

async fn canonical(hub: Hub, path: Path<(String, String, String)>, request: HttpRequest) -> Answered {
    let (id, name, part) = path.into_inner();
    let message = message(&name)?;
    let name = message.name();
    let exchange = named::exchange(&hub, &id, &request).await?;
    let number = exchange.id;
    let octets = octets_of(&hub, &exchange, message).await?;
    let x_ray = take_apart(&hub, &exchange, message, octets).await?;
    let parts = canonical_octets(&x_ray);
    match part.parse::<usize>().ok().and_then(|part| parts.get(part)) {
        Some(octets) => {
            Ok(download::octets(&format!("exchange-{number}-{name}-octets-{part}.xml"), octets.to_vec()))
        }
        None => {
            let detail =
                format!("the {name} of exchange {number} has {} signed parts, none is `{part}`", parts.len());
            let hint = "0 is SignedInfo, the references follow; a message without a signature that can be read has none";
            Err(ControlProblem::new("unknown-octets", detail).hint(hint))
        }
    }
}
