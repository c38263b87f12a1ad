//! The certificates that the hub shows and knows, for whoever has to find out why a signature is refused.

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use crate::app::App;
use crate::domain::ids::ServiceId;
use crate::domain::service::Service;
use crate::soap::security::certificates::Certificate;
use crate::soap::security::hex;

/// So long before its end a certificate is said to expire soon.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A certificate, and what it is for.
#[derive(Debug, Clone)]
pub struct KnownCertificate {
    /// The service whose replies it verifies; `None` is the hub's own.
    pub service: Option<ServiceId>,
    /// Where the hub has it from.
    pub origin: Origin,
    /// What it says of itself.
    pub facts: Facts,
}

/// Where the hub has a certificate from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is the hub's own.
    Own,
    /// It is registered with the service.
    Registered,
    /// It is registered with the service as an authority.
    Authority,
    /// The first valid reply of the service came with it, at this moment.
    Pinned(Timestamp),
}

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its subject, in one line.
    pub subject: String,
    /// Its issuer, in one line.
    pub issuer: String,
    /// Its serial number, in decimal digits.
    pub serial: String,
    /// The subject key identifier, in hexadecimal, where the certificate carries one.
    pub subject_key_identifier: Option<String>,
    /// The SHA-1 thumbprint, in hexadecimal, as Windows shows it.
    pub sha1: String,
    /// The SHA-256 fingerprint, in hexadecimal.
    pub sha256: String,
    /// Valid from this moment.
    pub not_before: Timestamp,
    /// Valid until this moment.
    pub not_after: Timestamp,
    /// How it stands to the machine's time.
    pub validity: Validity,
    /// The certificate itself, in PEM.
    pub pem: String,
}

/// How a certificate stands to a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It is valid, and stays so for a month.
    Valid,
    /// It is valid for less than a month more.
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

/// The hub's own certificate, then those of each service, in the order of the services. A certificate that cannot be read
/// is a problem.
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

/// The certificates of one service. A certificate that cannot be read is a problem.
pub async fn certificates_of(app: &App, service: &Service) -> Result<Vec<KnownCertificate>, Problem> {
    of_service(app, service, true).await
}

/// `may_be_pinned` is false where it is known that none is pinned.
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

/// What these certificates (DER) say of themselves; those that cannot be read are left out.
pub fn facts_of(app: &App, certificates: &[Vec<u8>]) -> Vec<Facts> {
    let now = app.message_clock().now();
    let read = certificates.iter().filter_map(|der| Certificate::from_der(der).ok());
    read.map(|certificate| Facts::of(&certificate, now)).collect()
}

/// Forgets the certificate that was pinned for a service: the next valid reply pins its own. True where there was one.
pub async fn unpin(app: &App, service: &ServiceId) -> Result<bool, Problem> {
    let unpinned = app.store.unpin_certificate(service, app.clock.now()).await?;
    if unpinned {
        tracing::info!(%service, "the pinned certificate was forgotten");
    }
    Ok(unpinned)
}
