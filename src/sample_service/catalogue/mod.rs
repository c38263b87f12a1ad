//! The agency's services and accounts. All of it is made up: agency, offices and accounts.

mod service;
mod trials;
mod wares;

use crate::domain::ids::ServiceId;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};

pub(super) use self::service::{
    AGENCY, AGENCY_IDNO, CURRENCY, CatalogueLine, CatalogueService, Conduct, Payable, SLOW_BY,
};

/// Every service: the ordinary ones, then those that show one thing each.
pub(super) fn all() -> impl Iterator<Item = &'static CatalogueService> {
    wares::WARES.iter().chain(&trials::TRIALS)
}

impl CatalogueService {
    /// The service with this `ServiceID`.
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        all().find(|service| service.id == id)
    }

    /// True for an ordinary service, false for one that is there to show something.
    pub(super) fn is_ordinary(&self) -> bool {
        wares::WARES.contains(self)
    }
}

/// The registration of the sample e-Service at a hub, one entry for each service. `endpoint_url` is the address of
/// `IServiceProvider` for the hub, which in containers differs from the browsers'; `certificate_der` is the signing
/// certificate of the replies.
pub fn services(endpoint_url: &str, certificate_der: Vec<u8>) -> Vec<Service> {
    all()
        .filter_map(|service| {
            Some(Service {
                id: ServiceId::parse(service.id).ok()?,
                name: service.name.localized(),
                service_provider_name: AGENCY.localized(),
                service_provider_idno: Some(AGENCY_IDNO.to_owned()),
                endpoint_url: endpoint_url.to_owned(),
                order_key_label: Some(LocalizedText::of("Număr comandă", "Номер заказа", "Order number")),
                order_key_example: Some(format!("{}2611231051234567890123", service.id)),
                reply_signature: ReplySignature::Require,
                certificate: Some(certificate_der.clone()),
                signature_ca: Vec::new(),
                tls_ca: ServerTrust::PublicAuthorities,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
