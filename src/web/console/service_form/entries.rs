//! The entries of the form of a service, kept unchanged until they are valid, and the values that they write.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::domain::language::Language;
use crate::domain::service::{LocalizedText, ServerTrust, Service};
use crate::domain::service_field_value::FieldValue;
use crate::domain::service_fields::{FieldKind, ServiceField};
use crate::domain::service_mistake::Mistake;
use crate::domain::service_rules::is_fingerprint;
use crate::domain::service_values::ServiceValues;
use crate::flow::services::certificate_value;
use crate::web::multipart::{CARRIED, CUT, Upload};

/// The maximum length of a redisplayed text; longer ones are cut, and refused.
const MAX_SHOWN: usize = 2500;

/// The input of a fingerprint, beside that of a file of certificates.
const FINGERPRINT: &str = "tls_fingerprint";

/// The name of the input of a text in this language.
fn input_of(field: ServiceField, language: Language) -> String {
    format!("{}_{}", field.name(), language.code())
}

/// The names of the text inputs.
fn inputs() -> Vec<String> {
    let of_field = |field: &ServiceField| match field.kind() {
        FieldKind::Text => vec![field.name().to_owned()],
        FieldKind::Texts => Language::ALL.map(|language| input_of(*field, language)).to_vec(),
        FieldKind::Certificates => Vec::new(),
        FieldKind::Trust => vec![FINGERPRINT.to_owned()],
    };
    ServiceField::ALL.iter().flat_map(of_field).collect()
}

/// The entries of the form.
#[derive(Debug, Default)]
pub(super) struct Entries {
    texts: Vec<(String, String)>,
    pub(super) certificate: FileEntry,
    pub(super) signature_ca: FileEntry,
    pub(super) tls_file: FileEntry,
    /// `public`, `certificates` or `fingerprint`.
    pub(super) tls: String,
}

/// A file field.
#[derive(Debug, Default)]
pub(super) struct FileEntry {
    /// `keep`, `replace` or `remove`; empty if there is nothing to keep.
    pub(super) choice: String,
    /// The chosen file, or the certificates read from it in an earlier try.
    pub(super) content: Option<Vec<u8>>,
}

impl FileEntry {
    fn of(upload: &Upload, name: &str) -> Self {
        let carried = upload.text(&format!("{name}{CARRIED}"));
        // Invalid or truncated base64 is not a certificate either, so it is reported and nothing is lost silently.
        let carried = || Some(BASE64.decode(carried).unwrap_or_else(|_| carried.as_bytes().to_vec()));
        Self {
            choice: upload.text(&format!("{name}_choice")).to_owned(),
            content: upload
                .file(name)
                .map(<[u8]>::to_vec)
                .or_else(carried)
                .filter(|content| !content.is_empty()),
        }
    }

    /// The value that is written; `None` keeps the present one. A chosen file is meant to be used; together with "remove" it
    /// is a contradiction.
    fn value(&self) -> Option<FieldValue> {
        match (self.choice.as_str(), &self.content) {
            ("remove", Some(_)) => Some(wrong(Mistake::Contradiction)),
            ("remove", None) => Some(FieldValue::Default),
            (_, Some(content)) => Some(certificate_value(content)),
            ("replace", None) => Some(wrong(Mistake::Missing)),
            (_, None) => None,
        }
    }
}

fn wrong(mistake: Mistake) -> FieldValue {
    FieldValue::Wrong { mistake, found: String::new() }
}

/// The certificates (DER) for a hidden field: concatenated, in base64. They need no more space than the original file, and
/// never include its private key.
pub(super) fn carried(certificates: &[Vec<u8>]) -> String {
    BASE64.encode(certificates.concat())
}

impl Entries {
    /// The entries of a submitted form.
    pub(super) fn of(upload: &Upload) -> Self {
        let shown = |text: &str| match text.char_indices().nth(MAX_SHOWN) {
            Some((end, _)) => format!("{}{CUT}", &text[..end]),
            None => text.to_owned(),
        };
        let text = |name: String| {
            let text = shown(upload.text(&name));
            (name, text)
        };
        Self {
            texts: inputs().into_iter().map(text).collect(),
            certificate: FileEntry::of(upload, "certificate"),
            signature_ca: FileEntry::of(upload, "signature_ca"),
            tls_file: FileEntry::of(upload, "tls_ca"),
            tls: upload.text("tls").to_owned(),
        }
    }

    /// The entries that would describe this service.
    pub(super) fn of_service(service: &Service) -> Self {
        let mut entries = Self::default();
        entries.set(ServiceField::Id.name(), service.id.as_str());
        let id_as_name = FieldValue::from(&LocalizedText::same(service.id.as_str()));
        for (field, value) in ServiceValues::of(service).iter() {
            match (field, value) {
                // The id as the default name was not typed.
                (ServiceField::Name | ServiceField::ServiceProviderName, value) if *value == id_as_name => {}
                (ServiceField::TlsCa, FieldValue::Text(fingerprint)) => {
                    entries.set(FINGERPRINT, fingerprint);
                    "fingerprint".clone_into(&mut entries.tls);
                }
                (ServiceField::TlsCa, FieldValue::Certificates(_)) => {
                    "certificates".clone_into(&mut entries.tls);
                }
                (ServiceField::TlsCa, _) => "public".clone_into(&mut entries.tls),
                (_, FieldValue::Text(text)) => entries.set(field.name(), text),
                (_, FieldValue::Texts(texts)) => {
                    for (language, text) in texts {
                        entries.set(&input_of(field, *language), text);
                    }
                }
                (_, FieldValue::Default | FieldValue::Certificates(_) | FieldValue::Wrong { .. }) => {}
            }
        }
        "keep".clone_into(&mut entries.certificate.choice);
        "keep".clone_into(&mut entries.signature_ca.choice);
        entries
    }

    /// The empty form.
    pub(super) fn blank() -> Self {
        let mut entries = Self { tls: "public".to_owned(), ..Self::default() };
        entries.set(ServiceField::ReplySignature.name(), "require");
        entries
    }

    fn set(&mut self, name: &str, text: &str) {
        self.texts.push((name.to_owned(), text.to_owned()));
    }

    /// The text of an input.
    pub(super) fn get(&self, name: &str) -> &str {
        self.texts.iter().find(|(input, _)| input == name).map_or("", |(_, text)| text)
    }

    /// The written values, given the service's present trust.
    pub(super) fn values(&self, now: &ServerTrust) -> ServiceValues {
        let value = |field: &ServiceField| {
            let value = match (field, field.kind()) {
                (ServiceField::Certificate, _) => self.certificate.value()?,
                (_, FieldKind::Certificates) => self.signature_ca.value()?,
                (_, FieldKind::Trust) => self.trust(now)?,
                (_, FieldKind::Text) => {
                    self.given(field.name()).map_or(FieldValue::Default, FieldValue::Text)
                }
                (_, FieldKind::Texts) => self.texts(*field),
            };
            Some((*field, value))
        };
        ServiceField::WRITTEN.iter().filter_map(value).collect()
    }

    /// The trust; `None` keeps the present one.
    fn trust(&self, now: &ServerTrust) -> Option<FieldValue> {
        match (self.tls.as_str(), &self.tls_file.content) {
            ("fingerprint", None) => Some(match self.given(FINGERPRINT) {
                None => wrong(Mistake::Missing),
                Some(text) if is_fingerprint(&text) => FieldValue::Text(text),
                // Programs print the fingerprint without a prefix.
                Some(text) => FieldValue::Text(format!("sha256:{text}")),
            }),
            ("certificates", Some(content)) => Some(certificate_value(content)),
            ("certificates", None) if matches!(now, ServerTrust::Certificates(_)) => None,
            ("certificates", None) => Some(wrong(Mistake::Missing)),
            (_, Some(_)) => Some(wrong(Mistake::Contradiction)),
            (_, None) => Some(FieldValue::Default),
        }
    }

    fn given(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn texts(&self, field: ServiceField) -> FieldValue {
        let text = |language| Some((language, self.given(&input_of(field, language))?));
        let texts: BTreeMap<_, _> = Language::ALL.into_iter().filter_map(text).collect();
        if texts.is_empty() { FieldValue::Default } else { FieldValue::Texts(texts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ServiceId;
    use crate::domain::service::ReplySignature;

    fn service() -> Service {
        Service {
            id: ServiceId::parse("S").unwrap(),
            name: LocalizedText::of("a", "b", "c"),
            service_provider_name: LocalizedText::same("S"),
            service_provider_idno: None,
            endpoint_url: "http://a/".to_owned(),
            order_key_label: Some(LocalizedText::same("Nr.")),
            order_key_example: None,
            reply_signature: ReplySignature::Warn,
            certificate: Some(vec![1]),
            signature_ca: vec![],
            tls_ca: ServerTrust::Fingerprint([15; 32]),
        }
    }

    #[test]
    fn a_service_is_typed_as_it_is_and_asks_for_no_change() {
        let service = service();
        let entries = Entries::of_service(&service);
        assert_eq!((entries.get("name_ru"), entries.get("service_provider_name_ro")), ("b", ""));
        let values = entries.values(&service.tls_ca);
        assert_eq!(values.get(ServiceField::Certificate), None);
        assert_eq!(values.get(ServiceField::SignatureCa), None);
        let name = values.get(ServiceField::ServiceProviderName);
        assert_eq!(name, Some(&FieldValue::Default), "the id comes back by itself");
        assert_eq!(values.changed(service.clone()), Ok(service));
    }

    #[test]
    fn a_chosen_file_is_taken_unless_that_contradicts_what_is_said_beside_it() {
        let file = |choice: &str, content: Option<&[u8]>| FileEntry {
            choice: choice.to_owned(),
            content: content.map(<[u8]>::to_vec),
        };
        let read = Some(certificate_value(b"x"));
        for (choice, content, expected) in [
            ("keep", None, None),
            ("", None, None),
            ("keep", Some(&b"x"[..]), read.clone()),
            ("", Some(b"x"), read.clone()),
            ("replace", Some(b"x"), read),
            ("replace", None, Some(wrong(Mistake::Missing))),
            ("remove", None, Some(FieldValue::Default)),
            ("remove", Some(b"x"), Some(wrong(Mistake::Contradiction))),
        ] {
            assert_eq!(file(choice, content).value(), expected, "{choice}");
        }
    }

    #[test]
    fn the_trust_is_what_was_chosen_and_a_fingerprint_needs_no_name() {
        let mut entries = Entries::of_service(&service());
        let public = ServerTrust::PublicAuthorities;
        let certificates = ServerTrust::Certificates(vec![vec![1]]);
        let missing = Some(wrong(Mistake::Missing));
        entries.tls = "certificates".to_owned();
        assert_eq!(entries.trust(&public), missing);
        assert_eq!(entries.trust(&certificates), None);
        entries.tls_file.content = Some(b"x".to_vec());
        assert_eq!(entries.trust(&public), Some(certificate_value(b"x")));
        for tls in ["public", "fingerprint"] {
            entries.tls = tls.to_owned();
            assert_eq!(entries.trust(&public), Some(wrong(Mistake::Contradiction)), "{tls}");
        }
        entries.tls_file.content = None;
        entries.texts = vec![(FINGERPRINT.to_owned(), "0F:0F".to_owned())];
        assert_eq!(entries.trust(&public), Some(FieldValue::Text("sha256:0F:0F".to_owned())));
        entries.texts.clear();
        assert_eq!(entries.trust(&public), missing);
        entries.tls = "public".to_owned();
        assert_eq!(entries.trust(&public), Some(FieldValue::Default));
    }
}
