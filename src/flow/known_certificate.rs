//! Whose signature counts for a service.

use super::Problem;
use crate::app::App;
use crate::domain::service::Service;
use crate::service_provider::{KnownSigner, SignatureVerdict};
use crate::soap::security::certificates::{Certificate, CertificateError};

/// The registered certificate's, else that of whatever the registered authorities issued, else the pinned one's, else
/// that of the first valid one. A certificate that cannot be read is a problem, never a reason to accept another.
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

/// Pins the certificate of a reply that verified, where none was known before.
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
