//! The certificate that a service is known by.

use super::Problem;
use crate::app::App;
use crate::domain::service::Service;
use crate::service_provider::SignatureVerdict;
use crate::soap::security::certificates::Certificate;

/// The registered certificate, else the pinned one, else none: then the first valid one is accepted.
pub(super) async fn known_certificate(app: &App, service: &Service) -> Result<Option<Certificate>, Problem> {
    let der = match &service.certificate {
        Some(der) => Some(der.clone()),
        None => app.store.pinned_certificate(&service.id).await?,
    };
    // A certificate that was read once, when it was registered or pinned, reads again.
    Ok(der.and_then(|der| Certificate::from_der(&der).ok()))
}

/// Pins the certificate of a reply that verified, where none was known before.
pub(super) async fn pin_at_first_use(
    app: &App,
    service: &Service,
    known: Option<&Certificate>,
    verdict: &SignatureVerdict,
) -> Result<(), Problem> {
    if let (None, SignatureVerdict::Verified(der)) = (known, verdict) {
        app.store.pin_certificate(&service.id, der, app.clock.now()).await?;
        tracing::info!(service = %service.id, "pinned the e-Service's certificate at first use");
    }
    Ok(())
}
