//! The certificates that the hub has and knows, to investigate refused signatures.

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use crate::app::App;
use crate::domain::ids::ServiceId;
use crate::domain::service::Service;
use crate::soap::security::certificates::Certificate;
use crate::soap::security::hex;

/// The remaining validity from which a certificate expires soon.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A certificate with its purpose.
#[derive(Debug, Clone)]
pub struct KnownCertificate {
    /// The service whose replies it verifies; `None` for the hub's own.
    pub service: Option<ServiceId>,
    /// The source of the certificate.
    pub origin: Origin,
    /// The certificate's fields.
    pub facts: Facts,
}

/// The sources of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The hub's own.
    Own,
    /// Registered with the service.
    Registered,
    /// Registered with the service as an authority.
    Authority,
    /// Pinned at this time, from the first valid reply of the service.
    Pinned(Timestamp),
}

/// The fields of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The subject in one line.
    pub subject: String,
    /// The issuer in one line.
    pub issuer: String,
    /// The serial number in decimal.
    pub serial: String,
    /// The subject key identifier in hexadecimal, if the certificate has one.
    pub subject_key_identifier: Option<String>,
    /// The SHA-1 thumbprint in hexadecimal, as Windows shows it.
    pub sha1: String,
    /// The SHA-256 fingerprint in hexadecimal.
    pub sha256: String,
    /// The beginning of the validity.
    pub not_before: Timestamp,
    /// The end of the validity.
    pub not_after: Timestamp,
    /// The validity at the machine's current time.
    pub validity: Validity,
    /// The certificate in PEM.
    pub pem: String,
}

/// The validity of a certificate at a given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Valid for at least 30 more days.
    Valid,
    /// Valid for less than 30 more days.
    ExpiresSoon,
    /// It is not valid yet.
    NotYet,
    /// It is not valid any more.
    Expired,
}

impl Validity {
    fn of(certificate: &Certificate, now: Timestamp) -> Self {
        match () {
            () if now < certificate.not_before => Self::NotYet,
            () if certificate.not_after < now => Self::Expired,
            () if certificate.not_after.duration_since(now) < SOON => Self::ExpiresSoon,
            () => Self::Valid,
        }
    }
}

impl Facts {
    pub(super) fn of(certificate: &Certificate, now: Timestamp) -> Self {
        Self {
            subject: certificate.subject.clone(),
            issuer: certificate.issuer.clone(),
            serial: certificate.serial.to_string(),
            subject_key_identifier: certificate.subject_key_identifier.as_deref().map(hex),
            sha1: certificate.thumbprint(),
            sha256: certificate.sha256(),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            validity: Validity::of(certificate, now),
            pem: certificate.pem(),
        }
    }
}

/// The hub's own certificate, then those of each service, in the services' order.
///
/// # Errors
/// If a certificate cannot be read.
pub async fn known_certificates(app: &App) -> Result<Vec<KnownCertificate>, Problem> {
    let now = app.message_clock().now();
    let own = Facts::of(app.service_provider.certificate(), now);
    let mut known = vec![KnownCertificate { service: None, origin: Origin::Own, facts: own }];
    let pinned = app.store.services_with_pinned_certificate().await?;
    for service in app.services().iter() {
        known.extend(of_service(app, service, pinned.contains(&service.id)).await?);
    }
    Ok(known)
}

/// The certificates of one service.
///
/// # Errors
/// If a certificate cannot be read.
pub async fn certificates_of(app: &App, service: &Service) -> Result<Vec<KnownCertificate>, Problem> {
    of_service(app, service, true).await
}

/// `may_be_pinned` is false if the service is known to have no pinned certificate.
async fn of_service(
    app: &App,
    service: &Service,
    may_be_pinned: bool,
) -> Result<Vec<KnownCertificate>, Problem> {
    let mut found = Vec::new();
    found.extend(service.certificate.iter().map(|der| (Origin::Registered, der.clone())));
    found.extend(service.signature_ca.iter().map(|der| (Origin::Authority, der.clone())));
    if may_be_pinned && let Some(der) = app.store.pinned_certificate(&service.id).await? {
        let at = app.store.pinned_at(&service.id).await?.unwrap_or(Timestamp::UNIX_EPOCH);
        found.push((Origin::Pinned(at), der));
    }
    let now = app.message_clock().now();
    let known = found.into_iter().map(|(origin, der)| {
        let certificate = Certificate::from_der(&der)
            .map_err(|why| Problem::Certificate { service: service.id.clone(), why: why.to_string() })?;
        let facts = Facts::of(&certificate, now);
        Ok(KnownCertificate { service: Some(service.id.clone()), origin, facts })
    });
    known.collect()
}

/// The fields of these certificates (DER); unreadable ones are omitted.
pub fn facts_of(app: &App, certificates: &[Vec<u8>]) -> Vec<Facts> {
    let now = app.message_clock().now();
    let read = certificates.iter().filter_map(|der| Certificate::from_der(der).ok());
    read.map(|certificate| Facts::of(&certificate, now)).collect()
}

/// Removes the pinned certificate of a service, so that the next valid reply pins its own. True if there was one.
pub async fn unpin(app: &App, service: &ServiceId) -> Result<bool, Problem> {
    let unpinned = app.store.unpin_certificate(service, app.clock.now()).await?;
    if unpinned {
        tracing::info!(%service, "the pinned certificate was removed");
    }
    Ok(unpinned)
}
