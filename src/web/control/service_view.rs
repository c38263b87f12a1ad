//! Services in the control API.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::service::{LocalizedText, ServerTrust, Service, ServiceSource};
use crate::web::page::Hub;

/// One service.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ServiceView {
    /// `ServiceID`.
    id: String,
    name: Text,
    /// The seller's name.
    service_provider_name: Text,
    /// The service provider's IDNO.
    service_provider_idno: Option<String>,
    /// The address of the e-Service's `IServiceProvider`.
    endpoint_url: String,
    /// The service's own term for the order number, if it has one.
    order_key_label: Option<Text>,
    order_key_example: Option<String>,
    /// `require`, `warn` or `ignore`.
    reply_signature: &'static str,
    /// `registered`, `authority`, `pinned`, or `unknown` before the first valid reply.
    certificate: &'static str,
    /// The trust for its HTTPS certificate: `public`, `registered` or `fingerprint`.
    tls_ca: &'static str,
    /// The hub's page for its orders.
    page: String,
    /// The source: `settings`, or `registered` while a hub ran.
    source: &'static str,
    /// True if it overrides a service of the settings, which counts again once this one is deleted.
    replaces_settings: bool,
}

/// A text in Romanian, and optionally in Russian and English.
#[derive(Debug, Serialize, JsonSchema)]
struct Text {
    ro: String,
    ru: Option<String>,
    en: Option<String>,
}

impl From<&LocalizedText> for Text {
    fn from(text: &LocalizedText) -> Self {
        Self { ro: text.ro.clone(), ru: text.ru.clone(), en: text.en.clone() }
    }
}

impl ServiceView {
    /// The service; `is_pinned` is true if a certificate was pinned for it.
    pub(super) fn of(hub: &Hub, service: &Service, source: ServiceSource, is_pinned: bool) -> Self {
        Self {
            id: service.id.to_string(),
            name: (&service.name).into(),
            service_provider_name: (&service.service_provider_name).into(),
            service_provider_idno: service.service_provider_idno.clone(),
            endpoint_url: service.endpoint_url.clone(),
            order_key_label: service.order_key_label.as_ref().map(Text::from),
            order_key_example: service.order_key_example.clone(),
            reply_signature: service.reply_signature.name(),
            certificate: match service {
                Service { certificate: Some(_), .. } => "registered",
                Service { signature_ca, .. } if !signature_ca.is_empty() => "authority",
                _ if is_pinned => "pinned",
                _ => "unknown",
            },
            tls_ca: match service.tls_ca {
                ServerTrust::PublicAuthorities => "public",
                ServerTrust::Certificates(_) => "registered",
                ServerTrust::Fingerprint(_) => "fingerprint",
            },
            page: format!("{}{}", hub.public_url, crate::web::addresses::of_service(&service.id)),
            source: match source {
                ServiceSource::Settings => "settings",
                ServiceSource::Registered { .. } => "registered",
            },
            replaces_settings: source == ServiceSource::Registered { replaces_settings: true },
        }
    }
}
