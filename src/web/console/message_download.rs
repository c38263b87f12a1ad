//! Downloads of messages and octets, byte for byte. An e-Service's message is never served as a page.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::Id;
use super::layout::{Section, missing};
use super::message::{exchange, message_of};
use super::pager::Query;
use super::payment::confirmation_id;
use crate::flow::Problem;
use crate::flow::x_ray::{Message, canonical_octets, take_apart};
use crate::store::ListedExchange;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::Hub;

/// The body of a request or of a reply.
pub(super) async fn body(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> PageResult {
    let (id, name) = path.into_inner();
    match octets_of(&hub, (&id, &name), &Query::of(&request)).await? {
        Some((exchange, octets)) => {
            Ok(saved(&format!("exchange-{}-{}.xml", exchange.id, file_part(&name)), octets))
        }
        None => missing(&hub, &language, Section::Messages).await,
    }
}

async fn octets_of(
    hub: &Hub,
    (id, name): (&str, &str),
    q: &Query,
) -> Result<Option<(ListedExchange, Vec<u8>)>, Problem> {
    let (Some(exchange), Some((message, _))) = (exchange(hub, id, q).await?, message_of(name)) else {
        return Ok(None);
    };
    let Some(bytes) = hub.store.exchange_bytes(exchange.id).await? else { return Ok(None) };
    let octets = match message {
        Message::Request => Some(bytes.request),
        Message::Response => bytes.response,
    };
    Ok(octets.map(|octets| (exchange, octets)))
}

/// The canonical octets of SignedInfo (0) or of a reference (from 1).
pub(super) async fn octets(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String, usize)>,
    request: HttpRequest,
) -> PageResult {
    let (id, name, number) = path.into_inner();
    let q = Query::of(&request);
    canonical(&hub, &language, (&id, &name, number), &q).await
}

async fn canonical(
    hub: &Hub,
    language: &RequestLanguage,
    (id, name, number): (&str, &str, usize),
    q: &Query,
) -> PageResult {
    let found = octets_of(hub, (id, name), q).await?;
    let (Some((message, name)), Some((exchange, octets))) = (message_of(name), found) else {
        return missing(hub, language, Section::Messages).await;
    };
    let x_ray = take_apart(hub, &exchange, message, octets).await?;
    match canonical_octets(&x_ray).get(number).map(|octets| octets.to_vec()) {
        Some(octets) => Ok(saved(&format!("exchange-{}-{name}-octets-{number}.xml", exchange.id), octets)),
        None => missing(hub, language, Section::Messages).await,
    }
}

/// The unsigned content of a confirmation's Body, the same at every attempt.
pub(super) async fn confirmation(
    hub: Hub,
    language: RequestLanguage,
    id: Id,
    request: HttpRequest,
) -> PageResult {
    let queued = match confirmation_id(&hub, &id, &Query::of(&request)).await? {
        Some(id) => hub.store.confirmation(&id).await?,
        None => None,
    };
    match queued {
        Some(queued) => {
            let file = format!("confirmation-{}.xml", queued.payment_id);
            Ok(saved(&file, queued.body_xml.into_bytes()))
        }
        None => missing(&hub, &language, Section::Payments).await,
    }
}

/// One of the two possible names in the path.
fn file_part(name: &str) -> &'static str {
    message_of(name).map_or("message", |(_, name)| name)
}

fn saved(file: &str, octets: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(octets)
}
