//! `GET /control/v1/payments/{id}/evidence.zip`: an archive about one payment, to attach to a ticket.

use actix_web::HttpRequest;
use serde_json::json;

use super::payment_view::PaymentDetails;
use super::{Answered, Id, named};
use crate::flow::evidence::evidence;
use crate::web::call::{Call, Method, at, bytes, schema_of};
use crate::web::download;
use crate::web::lists::latest::Scope;
use crate::web::page::Hub;

pub(super) const EVIDENCE: Call = Call {
    path: "/payments/{id}/evidence.zip",
    operation: "getEvidence",
    summary: "Everything about one payment in an archive: its exchanges byte for byte (the latest 50), the octets that were \
              signed, the verification of each message, certificates, timeline, receipt and SHA-256 digests. No private key.",
    query: Some(schema_of::<Scope>),
    answer: bytes("application/zip", "The archive."),
    example: at("/payments/{paid}/evidence.zip"),
    problems: &["unknown-payment"],
    route: || Method::Get.route().to(download),
    ..Call::GET
};

async fn download(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let id = named::payment_id(&hub, &id, &request).await?;
    let described = |history: &_| format!("{:#}\n", json!(PaymentDetails::of(history, &hub.public_url)));
    let archive = evidence(&hub, &id, described).await?.ok_or_else(|| named::no_payment(id.as_str()))?;
    Ok(download::file("application/zip", &format!("payment-{id}-evidence.zip"), archive))
}
