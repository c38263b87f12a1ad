//! The accepted signers of a service's replies.

use super::Problem;
use crate::app::App;
use crate::domain::service::Service;
use crate::service_provider::{KnownSigner, SignatureVerdict};
use crate::soap::security::certificates::{Certificate, CertificateError};

/// The signer that counts: the registered certificate, else any certificate of the registered authorities, else the pinned
/// one, else the first valid one.
///
/// # Errors
/// If a certificate cannot be read; no other one is accepted in its place.
pub(super) async fn known_signer(app: &App, service: &Service) -> Result<KnownSigner, Problem> {
    let read = |der: &Vec<u8>| {
        let unreadable = |error: CertificateError| Problem::Certificate {
            service: service.id.clone(),
            why: error.to_string(),
        };
        Certificate::from_der(der).map_err(unreadable)
    };
    if let Some(der) = &service.certificate {
        return Ok(KnownSigner::Certificate(Box::new(read(der)?)));
    }
    if !service.signature_ca.is_empty() {
        let authorities = service.signature_ca.iter().map(read).collect::<Result<_, _>>()?;
        return Ok(KnownSigner::IssuedBy(authorities));
    }
    match app.store.pinned_certificate(&service.id).await? {
        Some(der) => Ok(KnownSigner::Certificate(Box::new(read(&der)?))),
        None => Ok(KnownSigner::AnyAtFirstUse),
    }
}

/// Pins the certificate of a verified reply, if none was known.
pub(super) async fn pin_at_first_use(
    app: &App,
    service: &Service,
    known: &KnownSigner,
    verdict: &SignatureVerdict,
) -> Result<(), Problem> {
    if let (KnownSigner::AnyAtFirstUse, SignatureVerdict::Verified { certificate, .. }) = (known, verdict) {
        app.store.pin_certificate(&service.id, certificate, app.clock.now()).await?;
        tracing::info!(service = %service.id, "pinned the e-Service's certificate at first use");
    }
    Ok(())
}
