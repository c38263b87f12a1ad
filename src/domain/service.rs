//! A service that is sold through the hub, as the settings or somebody at the running hub has registered it.

use super::ids::ServiceId;
use super::language::Language;

/// One service of a service provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The identifier that the redirect carries.
    pub id: ServiceId,
    /// What the payer sees the service called.
    pub name: LocalizedText,
    /// Who sells it.
    pub service_provider_name: LocalizedText,
    /// The service provider's IDNO.
    pub service_provider_idno: Option<String>,
    /// Where the e-Service implements `IServiceProvider`, as the hub reaches it.
    pub endpoint_url: String,
    /// What the order number is called at this service; `None` takes the pages' own word.
    pub order_key_label: Option<LocalizedText>,
    /// An example of an order number, shown under the field.
    pub order_key_example: Option<String>,
    /// What a reply's signature decides.
    pub reply_signature: ReplySignature,
    /// The registered signing certificate (DER); `None` pins the first valid one that is seen.
    pub certificate: Option<Vec<u8>>,
    /// The CAs (DER) whose certificates may sign replies too; empty trusts none.
    pub signature_ca: Vec<Vec<u8>>,
    /// What the e-Service's HTTPS certificate is checked with.
    pub tls_ca: ServerTrust,
}

/// Where the hub has a service from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceSource {
    /// The settings.
    Settings,
    /// It was registered while a hub ran.
    Registered {
        /// Whether the settings have one of the same id, which counts again once this one is taken back.
        replaces_settings: bool,
    },
}

/// What an HTTPS server's certificate is checked with.
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

/// What the hub does about the signature of a service's replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReplySignature {
    /// A reply that does not verify stops the payment, as at MPay.
    #[default]
    Require,
    /// Go on with the verdict recorded.
    Warn,
    /// Do not look.
    Ignore,
}

impl ReplySignature {
    /// Every policy with its name in settings.
    pub const NAMES: [(Self, &'static str); 3] =
        [(Self::Require, "require"), (Self::Warn, "warn"), (Self::Ignore, "ignore")];

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, name)| *name == text).map(|(policy, _)| *policy)
    }

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(policy, _)| *policy == self).map_or("", |(_, name)| name)
    }
}

/// A text in Romanian, and in Russian and English where they were given.
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
    /// One text for all languages.
    pub fn same(text: impl Into<String>) -> Self {
        Self { ro: text.into(), ru: None, en: None }
    }

    /// A text in each language.
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
