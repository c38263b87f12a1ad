//! Downloads of messages and octets, byte for byte. An e-Service's message is never served as a page.

use actix_web::HttpRequest;
use actix_web::web::Path;

use super::Id;
use super::layout::{Section, missing};
use super::message::exchange;
use super::query::Query;
use crate::flow::Problem;
use crate::flow::x_ray::{Message, canonical_octets, take_apart};
use crate::store::ListedExchange;
use crate::web::download;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::latest::payment_id;
use crate::web::page::Hub;

/// The body of a request or of a reply.
pub(super) async fn body(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> PageResult {
    let (id, name) = path.into_inner();
    let Some((exchange, message, octets)) = octets_of(&hub, (&id, &name), &request).await? else {
        return missing(&hub, &language, Section::Messages).await;
    };
    Ok(download::octets(&format!("exchange-{}-{}.xml", exchange.id, message.name()), octets))
}

async fn octets_of(
    hub: &Hub,
    (id, name): (&str, &str),
    request: &HttpRequest,
) -> Result<Option<(ListedExchange, Message, Vec<u8>)>, Problem> {
    let found = exchange(hub, id, &Query::of(request)).await?;
    let (Some(exchange), Some(message)) = (found, Message::parse(name)) else { return Ok(None) };
    let Some(bytes) = hub.store.exchange_bytes(exchange.id).await? else { return Ok(None) };
    Ok(message.octets(bytes).map(|octets| (exchange, message, octets)))
}

/// The canonical octets of SignedInfo (0) or of a reference (from 1).
pub(super) async fn octets(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String, usize)>,
    request: HttpRequest,
) -> PageResult {
    let (id, name, number) = path.into_inner();
    let Some((exchange, message, octets)) = octets_of(&hub, (&id, &name), &request).await? else {
        return missing(&hub, &language, Section::Messages).await;
    };
    let x_ray = take_apart(&hub, &exchange, message, octets).await?;
    let Some(octets) = canonical_octets(&x_ray).get(number).map(|octets| octets.to_vec()) else {
        return missing(&hub, &language, Section::Messages).await;
    };
    let file = format!("exchange-{}-{}-octets-{number}.xml", exchange.id, message.name());
    Ok(download::octets(&file, octets))
}

/// The unsigned content of a confirmation's Body, the same at every attempt.
pub(super) async fn confirmation(
    hub: Hub,
    language: RequestLanguage,
    id: Id,
    request: HttpRequest,
) -> PageResult {
    let queued = match payment_id(&hub, &id, Query::of(&request).scope()?, true).await? {
        Some(id) => hub.store.confirmation(&id).await?,
        None => None,
    };
    match queued {
        Some(queued) => {
            let file = format!("confirmation-{}.xml", queued.payment_id);
            Ok(download::octets(&file, queued.body_xml.into_bytes()))
        }
        None => missing(&hub, &language, Section::Payments).await,
    }
}
