//! The stored form of a service in `registered_service.document`: JSON with its own names, independent of the domain's
//! type.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::domain::ids::ServiceId;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};

/// The version of the documents that this program writes. Others are not read.
const VERSION: u32 = 1;

/// The service as JSON; its id has its own column.
pub(super) fn write(service: &Service) -> String {
    // Serialising these plain structs cannot fail; an empty document would be reported on reading.
    serde_json::to_string(&ServiceDocument::from(service)).unwrap_or_default()
}

/// Parses the text of [`write`]; `None` for anything else.
pub(super) fn read(id: ServiceId, json: &str) -> Option<Service> {
    let document: ServiceDocument = serde_json::from_str(json).ok()?;
    if document.version != VERSION {
        return None;
    }
    document.into_service(id)
}

#[derive(Serialize, Deserialize)]
struct ServiceDocument {
    version: u32,
    endpoint_url: String,
    name: TextDocument,
    service_provider_name: TextDocument,
    service_provider_idno: Option<String>,
    order_key_label: Option<TextDocument>,
    order_key_example: Option<String>,
    reply_signature: String,
    certificate: Option<String>,
    signature_ca: Vec<String>,
    tls: TlsDocument,
}

#[derive(Serialize, Deserialize)]
struct TextDocument {
    ro: String,
    ru: Option<String>,
    en: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TlsDocument {
    PublicAuthorities,
    Certificates(Vec<String>),
    Fingerprint(String),
}

impl From<&Service> for ServiceDocument {
    fn from(service: &Service) -> Self {
        Self {
            version: VERSION,
            endpoint_url: service.endpoint_url.clone(),
            name: (&service.name).into(),
            service_provider_name: (&service.service_provider_name).into(),
            service_provider_idno: service.service_provider_idno.clone(),
            order_key_label: service.order_key_label.as_ref().map(TextDocument::from),
            order_key_example: service.order_key_example.clone(),
            reply_signature: service.reply_signature.name().to_owned(),
            certificate: service.certificate.as_deref().map(|der| BASE64.encode(der)),
            signature_ca: encoded(&service.signature_ca),
            tls: match &service.tls_ca {
                ServerTrust::PublicAuthorities => TlsDocument::PublicAuthorities,
                ServerTrust::Certificates(certificates) => TlsDocument::Certificates(encoded(certificates)),
                ServerTrust::Fingerprint(digest) => TlsDocument::Fingerprint(BASE64.encode(digest)),
            },
        }
    }
}

impl ServiceDocument {
    fn into_service(self, id: ServiceId) -> Option<Service> {
        Some(Service {
            id,
            name: self.name.into(),
            service_provider_name: self.service_provider_name.into(),
            service_provider_idno: self.service_provider_idno,
            endpoint_url: self.endpoint_url,
            order_key_label: self.order_key_label.map(LocalizedText::from),
            order_key_example: self.order_key_example,
            reply_signature: ReplySignature::parse(&self.reply_signature)?,
            certificate: self.certificate.map(|text| BASE64.decode(text)).transpose().ok()?,
            signature_ca: decoded(&self.signature_ca)?,
            tls_ca: match self.tls {
                TlsDocument::PublicAuthorities => ServerTrust::PublicAuthorities,
                TlsDocument::Certificates(texts) => ServerTrust::Certificates(decoded(&texts)?),
                TlsDocument::Fingerprint(text) => {
                    ServerTrust::Fingerprint(BASE64.decode(text).ok()?.try_into().ok()?)
                }
            },
        })
    }
}

impl From<&LocalizedText> for TextDocument {
    fn from(text: &LocalizedText) -> Self {
        Self { ro: text.ro.clone(), ru: text.ru.clone(), en: text.en.clone() }
    }
}

impl From<TextDocument> for LocalizedText {
    fn from(text: TextDocument) -> Self {
        Self { ro: text.ro, ru: text.ru, en: text.en }
    }
}

fn encoded(certificates: &[Vec<u8>]) -> Vec<String> {
    certificates.iter().map(|der| BASE64.encode(der)).collect()
}

fn decoded(texts: &[String]) -> Option<Vec<Vec<u8>>> {
    texts.iter().map(|text| BASE64.decode(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(tls_ca: ServerTrust) -> Service {
        Service {
            id: ServiceId::parse("S").unwrap(),
            name: LocalizedText::of("ș", "щ", "\"<"),
            service_provider_name: LocalizedText::same("P"),
            service_provider_idno: Some("1002600001235".to_owned()),
            endpoint_url: "http://localhost:5000/svc".to_owned(),
            order_key_label: Some(LocalizedText::same("Nr.")),
            order_key_example: Some("AB-1".to_owned()),
            reply_signature: ReplySignature::Warn,
            certificate: Some(vec![0, 255, 10]),
            signature_ca: vec![vec![1], vec![2, 3]],
            tls_ca,
        }
    }

    #[test]
    fn a_service_is_read_as_it_was_written() {
        for trust in [
            ServerTrust::PublicAuthorities,
            ServerTrust::Certificates(vec![vec![7; 40], vec![8]]),
            ServerTrust::Fingerprint([9; 32]),
        ] {
            let service = service(trust);
            assert_eq!(read(service.id.clone(), &write(&service)), Some(service));
        }
    }

    #[test]
    fn a_document_of_another_form_is_not_read() {
        let service = service(ServerTrust::PublicAuthorities);
        let document = write(&service);
        for (from, to) in
            [("\"version\":1", "\"version\":2"), ("\"warn\"", "\"maybe\""), ("\"AP8K\"", "\"?\"")]
        {
            assert!(document.contains(from), "{document}");
            assert_eq!(read(service.id.clone(), &document.replace(from, to)), None, "{to}");
        }
        assert_eq!(read(service.id.clone(), "{}"), None);
    }
}
