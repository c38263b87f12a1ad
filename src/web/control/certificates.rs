//! `/control/v1/certificates`: the hub's own certificate, and those of the services.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answered, Id, named, ok};
use crate::flow::certificates::{KnownCertificate, Origin, Validity, known_certificates, unpin};
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/certificates",
        operation: "listCertificates",
        summary: "The hub's own certificate, and those that verify each service's replies: registered, an authority's, or \
                  pinned at the first valid reply.",
        answer: json(schema_of::<CertificateList>, "The certificates."),
        example: at("/certificates"),
        route: || Method::Get.route().to(list),
        ..Call::GET
    },
    Call {
        method: Method::Delete,
        path: "/certificates/pinned/{service}",
        operation: "unpinCertificate",
        summary: "Removes the pinned certificate of a service: the next valid reply pins its own.",
        answer: json(schema_of::<Unpinned>, "Whether there was one."),
        example: at("/certificates/pinned/ADP02"),
        problems: &["unknown-service"],
        route: || Method::Delete.route().to(forget),
        ..Call::GET
    },
];

/// The certificates.
#[derive(Debug, Serialize, JsonSchema)]
struct CertificateList {
    certificates: Vec<CertificateView>,
    /// The services without a known certificate: the first valid reply pins its own.
    unknown: Vec<String>,
}

/// One certificate.
#[derive(Debug, Serialize, JsonSchema)]
struct CertificateView {
    /// `ServiceID`; null for the hub's own certificate.
    service_id: Option<String>,
    /// `own`, `registered`, `authority` or `pinned`.
    origin: &'static str,
    /// The time of pinning.
    pinned_at: Option<String>,
    subject: String,
    issuer: String,
    /// In decimal.
    serial: String,
    /// In hexadecimal; null if the certificate has none.
    subject_key_identifier: Option<String>,
    /// The SHA-1 thumbprint, in hexadecimal.
    sha1: String,
    /// The SHA-256 fingerprint, in hexadecimal.
    sha256: String,
    not_before: String,
    not_after: String,
    /// `valid`, `expires-soon` (within 30 days), `not-yet` or `expired`, by the machine's time unless
    /// `signatures_follow_clock` is set.
    validity: &'static str,
    pem: String,
}

impl From<KnownCertificate> for CertificateView {
    fn from(known: KnownCertificate) -> Self {
        let (origin, pinned_at) = match known.origin {
            Origin::Own => ("own", None),
            Origin::Registered => ("registered", None),
            Origin::Authority => ("authority", None),
            Origin::Pinned(at) => ("pinned", Some(at.to_string())),
        };
        let facts = known.facts;
        Self {
            service_id: known.service.map(|id| id.to_string()),
            origin,
            pinned_at,
            subject: facts.subject,
            issuer: facts.issuer,
            serial: facts.serial,
            subject_key_identifier: facts.subject_key_identifier,
            sha1: facts.sha1,
            sha256: facts.sha256,
            not_before: facts.not_before.to_string(),
            not_after: facts.not_after.to_string(),
            validity: match facts.validity {
                Validity::Valid => "valid",
                Validity::ExpiresSoon => "expires-soon",
                Validity::NotYet => "not-yet",
                Validity::Expired => "expired",
            },
            pem: facts.pem,
        }
    }
}

async fn list(hub: Hub) -> Answered {
    let known = known_certificates(&hub).await?;
    let has_one = |id: &_| known.iter().any(|known| known.service.as_ref() == Some(id));
    let services = hub.services();
    let unknown = services.iter().map(|service| &service.id).filter(|id| !has_one(*id));
    let unknown = unknown.map(ToString::to_string).collect();
    ok(&CertificateList { certificates: known.into_iter().map(CertificateView::from).collect(), unknown })
}

/// The result.
#[derive(Debug, Serialize, JsonSchema)]
struct Unpinned {
    /// True if a certificate was pinned before.
    unpinned: bool,
}

async fn forget(hub: Hub, service: Id) -> Answered {
    let service = values::service_id(Some(service.into_inner()))?;
    named::registered(&hub, service.as_ref()).await?;
    let unpinned = match &service {
        Some(service) => unpin(&hub, service).await?,
        None => false,
    };
    ok(&Unpinned { unpinned })
}
