//! A service that is sold through the hub, from the settings or registered at the running hub.

use super::ids::ServiceId;
use super::language::Language;
use super::named::named;

/// One service of a service provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The identifier that the redirect carries.
    pub id: ServiceId,
    /// The service's name for payers.
    pub name: LocalizedText,
    /// The name of the seller.
    pub service_provider_name: LocalizedText,
    /// The service provider's IDNO.
    pub service_provider_idno: Option<String>,
    /// The address of the e-Service's `IServiceProvider`, as the hub reaches it.
    pub endpoint_url: String,
    /// The service's term for the order number; `None` uses the pages' own.
    pub order_key_label: Option<LocalizedText>,
    /// An example of an order number, displayed under the field.
    pub order_key_example: Option<String>,
    /// The policy for signatures of replies.
    pub reply_signature: ReplySignature,
    /// The registered signing certificate (DER); with `None` the first valid one is pinned.
    pub certificate: Option<Vec<u8>>,
    /// CAs (DER) whose certificates may also sign replies; none by default.
    pub signature_ca: Vec<Vec<u8>>,
    /// The trust for the e-Service's HTTPS certificate.
    pub tls_ca: ServerTrust,
}

/// The source of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceSource {
    /// The settings.
    Settings,
    /// Registered while a hub ran.
    Registered {
        /// True where the settings have a service of the same id, which counts again after the removal of this one.
        replaces_settings: bool,
    },
}

/// The trust for an HTTPS server's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum ServerTrust {
    /// The public CAs that browsers trust.
    #[default]
    PublicAuthorities,
    /// These certificates (DER): CAs, or the server's own.
    Certificates(Vec<Vec<u8>>),
    /// The server's own certificate, by its SHA-256 fingerprint.
    Fingerprint([u8; 32]),
}

named! {
    fn name;
    /// The policy for signatures of a service's replies.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum ReplySignature {
        /// An invalid signature stops the payment, as at MPay.
        #[default]
        Require = "require",
        /// An invalid signature is recorded, and the reply is used.
        Warn = "warn",
        /// Signatures are not checked.
        Ignore = "ignore",
    }
}

/// A text in Romanian, and optionally in Russian and English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocalizedText {
    /// Romanian, required; the other languages fall back to it.
    pub ro: String,
    /// Russian.
    pub ru: Option<String>,
    /// English.
    pub en: Option<String>,
}

impl LocalizedText {
    /// The same text for all languages.
    pub fn same(text: impl Into<String>) -> Self {
        Self { ro: text.into(), ru: None, en: None }
    }

    /// A text for each language.
    pub fn of(ro: &str, ru: &str, en: &str) -> Self {
        Self { ro: ro.into(), ru: Some(ru.into()), en: Some(en.into()) }
    }

    /// The text in this language, else in Romanian.
    pub fn get(&self, language: Language) -> &str {
        let given = match language {
            Language::Romanian => None,
            Language::Russian => self.ru.as_deref(),
            Language::English => self.en.as_deref(),
        };
        given.unwrap_or(&self.ro)
    }
}
