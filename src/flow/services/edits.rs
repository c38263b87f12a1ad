//! What somebody wants a service to be: read field by field, with every mistake that there is.

use super::certificates;
use crate::domain::finding::one_line;
use crate::domain::ids::ServiceId;
use crate::domain::language::Language;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use crate::domain::service_fields::{self as fields, FieldMistake, Mistake, ServiceField};
use crate::domain::web_address::without_credentials;

/// Changes of a service. What is `None` stays as it is; `Some(None)` takes what is there away.
#[derive(Debug, Clone, Default)]
pub struct ServiceEdits {
    /// Where the e-Service is called.
    pub endpoint_url: Option<String>,
    /// What the service is called; without one, its id.
    pub name: Option<Option<GivenText>>,
    /// Who sells it; without one, its id.
    pub service_provider_name: Option<Option<GivenText>>,
    /// The service provider's IDNO.
    pub service_provider_idno: Option<Option<String>>,
    /// What the order number is called.
    pub order_key_label: Option<Option<GivenText>>,
    /// An example of an order number.
    pub order_key_example: Option<Option<String>>,
    /// The name of a policy; without one, `require`.
    pub reply_signature: Option<Option<String>>,
    /// The bytes of a certificate's file.
    pub certificate: Option<Option<Vec<u8>>>,
    /// The bytes of a file of authorities.
    pub signature_ca: Option<Option<Vec<u8>>>,
    /// What the HTTPS server's certificate is checked with; without one, the public authorities.
    pub tls_ca: Option<Option<GivenTrust>>,
    /// What was wrong with them before anybody looked at the values: nothing is done while something is.
    pub mistakes: Vec<FieldMistake>,
}

/// A text in its languages, as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenText {
    /// In Romanian, to which the other languages fall back.
    pub ro: Option<String>,
    /// In Russian.
    pub ru: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// What an HTTPS server's certificate is checked with, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenTrust {
    /// `sha256:…`
    Fingerprint(String),
    /// The bytes of a file of certificates.
    Certificates(Vec<u8>),
}

/// A service of which nothing is known but its id: every field that may be left out has its default.
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

/// The service with the changes made, or all that is wrong with them.
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

/// What was found so far to be wrong.
struct Reading {
    mistakes: Vec<FieldMistake>,
}

impl Reading {
    fn wrong(&mut self, field: ServiceField, language: Option<Language>, mistake: Mistake, found: &str) {
        let found = match mistake {
            // It is not repeated: mistakes are shown, and kept by whoever reads them.
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

/// So many characters of what was given are repeated in a mistake.
const MOST_SHOWN: usize = 60;

fn shown(found: &str) -> String {
    one_line(&found.chars().take(MOST_SHOWN).collect::<String>())
}

/// The names of the fields in which two services differ.
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
