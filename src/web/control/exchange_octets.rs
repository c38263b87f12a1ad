//! The bytes of a recorded call: both messages as transmitted, and the canonical octets that were signed.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::Path;

use super::exchanges::{message, no_reply};
use super::problem::ControlProblem;
use super::scope::{self, Scope};
use super::{Answered, Id};
use crate::flow::x_ray::{Message, canonical_octets, take_apart};
use crate::web::call::{Call, Method, at, bytes, schema_of};
use crate::web::page::Hub;

pub(super) const REQUEST: Call = Call {
    method: Method::Get,
    path: "/exchanges/{id}/request",
    operation: "getRequest",
    summary: "The hub's request, byte for byte.",
    query: Some(schema_of::<Scope>),
    body: None,
    answer: bytes("application/octet-stream", "The bytes of the request's body."),
    example: at("/exchanges/latest/request"),
    problems: &["unknown-exchange"],
    route: || Method::Get.route().to(async |hub, id, request| raw(hub, id, request, Message::Request).await),
};

pub(super) const RESPONSE: Call = Call {
    method: Method::Get,
    path: "/exchanges/{id}/response",
    operation: "getResponse",
    summary: "The e-Service's reply, byte for byte as far as it arrived, decompressed.",
    query: Some(schema_of::<Scope>),
    body: None,
    answer: bytes("application/octet-stream", "The bytes of the reply's body."),
    example: at("/exchanges/latest/response"),
    problems: &["unknown-exchange"],
    route: || Method::Get.route().to(async |hub, id, request| raw(hub, id, request, Message::Response).await),
};

pub(super) const OCTETS: Call = Call {
    method: Method::Get,
    path: "/exchanges/{id}/octets/{message}/{number}",
    operation: "getCanonicalOctets",
    summary: "The canonical octets over which the `request` or the `response` was signed: of SignedInfo (0), then of each \
              reference (1 and on), in their order in the X-ray.",
    query: Some(schema_of::<Scope>),
    body: None,
    answer: bytes("application/octet-stream", "The octets."),
    example: at("/exchanges/latest/octets/response/1"),
    problems: &["unknown-exchange", "unknown-octets"],
    route: || Method::Get.route().to(canonical),
};

async fn raw(hub: Hub, id: Id, request: HttpRequest, message: Message) -> Answered {
    let number = scope::exchange_id(&hub, &id, &request).await?;
    let (name, octets) = octets_of(&hub, &id, number, message).await?;
    Ok(saved(&format!("exchange-{number}-{name}.xml"), octets))
}

async fn octets_of(
    hub: &Hub,
    id: &str,
    number: i64,
    message: Message,
) -> Result<(&'static str, Vec<u8>), ControlProblem> {
    let kept = hub.store.exchange_bytes(number).await?.ok_or_else(|| scope::no_exchange(id))?;
    match message {
        Message::Request => Ok(("request", kept.request)),
        Message::Response => kept.response.map(|octets| ("response", octets)).ok_or_else(|| no_reply(number)),
    }
}

async fn canonical(hub: Hub, path: Path<(String, String, String)>, request: HttpRequest) -> Answered {
    let (id, name, part) = path.into_inner();
    let message = message(&name)?;
    let number = scope::exchange_id(&hub, &id, &request).await?;
    let exchange = hub.store.listed_exchange(number).await?.ok_or_else(|| scope::no_exchange(&id))?;
    let (name, octets) = octets_of(&hub, &id, number, message).await?;
    let x_ray = take_apart(&hub, &exchange, message, octets).await?;
    let parts = canonical_octets(&x_ray);
    match part.parse::<usize>().ok().and_then(|part| parts.get(part)) {
        Some(octets) => Ok(saved(&format!("exchange-{number}-{name}-octets-{part}.xml"), octets.to_vec())),
        None => {
            let detail =
                format!("the {name} of exchange {number} has {} signed parts, none is `{part}`", parts.len());
            let hint = "0 is SignedInfo, the references follow; a message without a signature that can be read has none";
            Err(ControlProblem::new("unknown-octets", detail).hint(hint))
        }
    }
}

/// An e-Service's message is sent as a download, never served as a page.
pub(super) fn saved(file: &str, octets: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(octets)
}
