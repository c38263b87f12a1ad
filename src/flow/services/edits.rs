//! Changes to a service, checked field by field, with all mistakes reported.

use super::certificates;
use crate::domain::finding::one_line;
use crate::domain::ids::ServiceId;
use crate::domain::language::Language;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use crate::domain::service_fields::{self as fields, FieldMistake, Mistake, ServiceField};
use crate::domain::web_address::without_credentials;

/// Changes to a service. `None` leaves a field unchanged; `Some(None)` resets it.
#[derive(Debug, Clone, Default)]
pub struct ServiceEdits {
    /// The address of the e-Service.
    pub endpoint_url: Option<String>,
    /// The service's name; the default is its id.
    pub name: Option<Option<GivenText>>,
    /// The seller's name; the default is the id.
    pub service_provider_name: Option<Option<GivenText>>,
    /// The service provider's IDNO.
    pub service_provider_idno: Option<Option<String>>,
    /// The term for the order number.
    pub order_key_label: Option<Option<GivenText>>,
    /// An example of an order number.
    pub order_key_example: Option<Option<String>>,
    /// The name of a policy; the default is `require`.
    pub reply_signature: Option<Option<String>>,
    /// The content of a certificate file.
    pub certificate: Option<Option<Vec<u8>>>,
    /// The content of a file of authorities.
    pub signature_ca: Option<Option<Vec<u8>>>,
    /// The trust for the HTTPS certificate; the default is the public authorities.
    pub tls_ca: Option<Option<GivenTrust>>,
    /// Mistakes found while parsing; any of them prevents the change.
    pub mistakes: Vec<FieldMistake>,
}

/// A text in its languages, as given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenText {
    /// In Romanian, the fallback for the other languages.
    pub ro: Option<String>,
    /// In Russian.
    pub ru: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// The trust for an HTTPS certificate, as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenTrust {
    /// `sha256:…`
    Fingerprint(String),
    /// The content of a file of certificates.
    Certificates(Vec<u8>),
}

/// A service with only its id: all optional fields have their defaults.
pub(super) fn blank(id: ServiceId) -> Service {
    Service {
        name: LocalizedText::same(id.as_str()),
        service_provider_name: LocalizedText::same(id.as_str()),
        service_provider_idno: None,
        endpoint_url: String::new(),
        order_key_label: None,
        order_key_example: None,
        reply_signature: ReplySignature::default(),
        certificate: None,
        signature_ca: Vec::new(),
        tls_ca: ServerTrust::default(),
        id,
    }
}

/// The changed service.
///
/// # Errors
/// All mistakes.
pub(super) fn edited(base: Service, edits: &ServiceEdits) -> Result<Service, Vec<FieldMistake>> {
    let mut service = base;
    let mut reading = Reading { mistakes: edits.mistakes.clone() };
    let id_as_name = LocalizedText::same(service.id.as_str());
    if let Some(url) = &edits.endpoint_url {
        reading.text(ServiceField::EndpointUrl, url, fields::endpoint_url, &mut service.endpoint_url);
    } else if service.endpoint_url.is_empty() {
        reading.wrong(ServiceField::EndpointUrl, None, Mistake::Missing, "nothing");
    }
    for (field, given, to) in [
        (ServiceField::Name, &edits.name, &mut service.name),
        (ServiceField::ServiceProviderName, &edits.service_provider_name, &mut service.service_provider_name),
    ] {
        match given {
            Some(Some(given)) => reading.localized(field, given, to),
            Some(None) => *to = id_as_name.clone(),
            None => {}
        }
    }
    if let Some(given) = &edits.order_key_label {
        let mut label = id_as_name;
        if let Some(given) = given {
            reading.localized(ServiceField::OrderKeyLabel, given, &mut label);
        }
        service.order_key_label = given.as_ref().map(|_| label);
    }
    let example = |text: &str| fields::line(text, fields::MOST_OF_EXAMPLE);
    let (idno, key) = (&edits.service_provider_idno, &edits.order_key_example);
    reading.optional(
        ServiceField::ServiceProviderIdno,
        idno,
        fields::idno,
        &mut service.service_provider_idno,
    );
    reading.optional(ServiceField::OrderKeyExample, key, example, &mut service.order_key_example);
    match &edits.reply_signature {
        Some(Some(name)) => {
            let to = &mut service.reply_signature;
            reading.text(ServiceField::ReplySignature, name, fields::policy, to);
        }
        Some(None) => service.reply_signature = ReplySignature::default(),
        None => {}
    }
    if let Some(given) = &edits.certificate {
        let read = given.as_ref().map(|bytes| reading.certificates(ServiceField::Certificate, bytes));
        service.certificate = read.and_then(|certificates| certificates.into_iter().next());
    }
    if let Some(given) = &edits.signature_ca {
        let read = given.as_ref().map(|bytes| reading.certificates(ServiceField::SignatureCa, bytes));
        service.signature_ca = read.unwrap_or_default();
    }
    match &edits.tls_ca {
        Some(Some(GivenTrust::Fingerprint(text))) => {
            reading.text(ServiceField::TlsCa, text, fields::fingerprint, &mut service.tls_ca);
        }
        Some(Some(GivenTrust::Certificates(bytes))) => {
            service.tls_ca = ServerTrust::Certificates(reading.certificates(ServiceField::TlsCa, bytes));
        }
        Some(None) => service.tls_ca = ServerTrust::default(),
        None => {}
    }
    if reading.mistakes.is_empty() { Ok(service) } else { Err(reading.mistakes) }
}

/// The mistakes found so far.
struct Reading {
    mistakes: Vec<FieldMistake>,
}

impl Reading {
    fn wrong(&mut self, field: ServiceField, language: Option<Language>, mistake: Mistake, found: &str) {
        let found = match mistake {
            // The password is not repeated, as mistakes are displayed and logged.
            Mistake::Credentials => "an address with a user name or a password".to_owned(),
            _ if field == ServiceField::EndpointUrl => shown(&without_credentials(found)),
            _ => shown(found),
        };
        self.mistakes.push(FieldMistake { field, language, mistake, found });
    }

    fn text<T>(
        &mut self,
        field: ServiceField,
        text: &str,
        check: impl FnOnce(&str) -> Result<T, Mistake>,
        to: &mut T,
    ) {
        match check(text) {
            Ok(value) => *to = value,
            Err(mistake) => self.wrong(field, None, mistake, text),
        }
    }

    fn optional(
        &mut self,
        field: ServiceField,
        given: &Option<Option<String>>,
        check: impl FnOnce(&str) -> Result<String, Mistake>,
        to: &mut Option<String>,
    ) {
        match given {
            Some(Some(text)) => match check(text) {
                Ok(value) => *to = Some(value),
                Err(mistake) => self.wrong(field, None, mistake, text),
            },
            Some(None) => *to = None,
            None => {}
        }
    }

    fn localized(&mut self, field: ServiceField, given: &GivenText, to: &mut LocalizedText) {
        match fields::localized(given.ro.as_deref(), given.ru.as_deref(), given.en.as_deref()) {
            Ok(text) => *to = text,
            Err((language, mistake)) => {
                let text = match language {
                    Language::Romanian => given.ro.as_deref(),
                    Language::Russian => given.ru.as_deref(),
                    Language::English => given.en.as_deref(),
                };
                self.wrong(field, Some(language), mistake, text.unwrap_or("nothing"));
            }
        }
    }

    fn certificates(&mut self, field: ServiceField, bytes: &[u8]) -> Vec<Vec<u8>> {
        certificates::read(bytes).unwrap_or_else(|mistake| {
            self.wrong(field, None, mistake, &format!("{} bytes", bytes.len()));
            Vec::new()
        })
    }
}

/// The maximum number of characters of a value that are repeated in a mistake.
const MOST_SHOWN: usize = 60;

fn shown(found: &str) -> String {
    one_line(&found.chars().take(MOST_SHOWN).collect::<String>())
}

/// The names of the fields that differ between two services.
pub(super) fn changed_fields(before: &Service, after: &Service) -> Vec<&'static str> {
    let is_changed = |field: ServiceField| match field {
        ServiceField::Id => before.id != after.id,
        ServiceField::EndpointUrl => before.endpoint_url != after.endpoint_url,
        ServiceField::Name => before.name != after.name,
        ServiceField::ServiceProviderName => before.service_provider_name != after.service_provider_name,
        ServiceField::ServiceProviderIdno => before.service_provider_idno != after.service_provider_idno,
        ServiceField::OrderKeyLabel => before.order_key_label != after.order_key_label,
        ServiceField::OrderKeyExample => before.order_key_example != after.order_key_example,
        ServiceField::ReplySignature => before.reply_signature != after.reply_signature,
        ServiceField::Certificate => before.certificate != after.certificate,
        ServiceField::SignatureCa => before.signature_ca != after.signature_ca,
        ServiceField::TlsCa => before.tls_ca != after.tls_ca,
    };
    ServiceField::ALL.iter().filter(|field| is_changed(**field)).map(|field| field.name()).collect()
}
