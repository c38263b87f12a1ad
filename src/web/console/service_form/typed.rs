//! The entries of the form of a service, kept unchanged until they are valid, and the changes they request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::domain::service::{LocalizedText, ServerTrust, Service};
use crate::domain::service_fields::{FieldMistake, Mistake, ServiceField, is_fingerprint};
use crate::flow::services::{GivenText, GivenTrust, ServiceEdits};
use crate::web::multipart::{CARRIED, CUT, Upload};

/// The maximum length of a redisplayed text; longer ones are cut, and refused.
const MAX_SHOWN: usize = 2500;

/// The text fields by the names of their inputs.
const TEXTS: [&str; 15] = [
    "id",
    "endpoint_url",
    "name_ro",
    "name_ru",
    "name_en",
    "service_provider_name_ro",
    "service_provider_name_ru",
    "service_provider_name_en",
    "service_provider_idno",
    "order_key_label_ro",
    "order_key_label_ru",
    "order_key_label_en",
    "order_key_example",
    "reply_signature",
    "tls_fingerprint",
];

/// The entries of the form.
#[derive(Debug, Default)]
pub(super) struct Typed {
    texts: Vec<(&'static str, String)>,
    pub(super) certificate: TypedFile,
    pub(super) signature_ca: TypedFile,
    pub(super) tls_file: TypedFile,
    /// `public`, `certificates` or `fingerprint`.
    pub(super) tls: String,
}

/// A file field.
#[derive(Debug, Default)]
pub(super) struct TypedFile {
    /// `keep`, `replace` or `remove`; empty if there is nothing to keep.
    pub(super) choice: String,
    /// The chosen file, or the certificates read from it in an earlier try.
    pub(super) content: Option<Vec<u8>>,
}

impl TypedFile {
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

    /// The requested change. A chosen file is meant to be used; together with "remove" it is a contradiction.
    fn edit(&self) -> Result<Option<Option<Vec<u8>>>, Mistake> {
        match (self.choice.as_str(), &self.content) {
            ("remove", Some(_)) => Err(Mistake::Contradiction),
            ("remove", None) => Ok(Some(None)),
            (_, Some(content)) => Ok(Some(Some(content.clone()))),
            ("replace", None) => Err(Mistake::Missing),
            (_, None) => Ok(None),
        }
    }
}

/// The certificates (DER) for a hidden field: concatenated, in base64. They need no more space than the original file, and
/// never include its private key.
pub(super) fn carried(certificates: &[Vec<u8>]) -> String {
    BASE64.encode(certificates.concat())
}

impl Typed {
    /// The entries of a submitted form.
    pub(super) fn of(upload: &Upload) -> Self {
        let shown = |text: &str| match text.char_indices().nth(MAX_SHOWN) {
            Some((end, _)) => format!("{}{CUT}", &text[..end]),
            None => text.to_owned(),
        };
        Self {
            texts: TEXTS.map(|name| (name, shown(upload.text(name)))).into(),
            certificate: TypedFile::of(upload, "certificate"),
            signature_ca: TypedFile::of(upload, "signature_ca"),
            tls_file: TypedFile::of(upload, "tls_ca"),
            tls: upload.text("tls").to_owned(),
        }
    }

    /// The entries that would describe this service.
    pub(super) fn of_service(service: &Service) -> Self {
        let mut typed = Self::default();
        let mut set = |name: &'static str, text: &str| typed.texts.push((name, text.to_owned()));
        set("id", service.id.as_str());
        set("endpoint_url", &service.endpoint_url);
        // The id as the default name was not typed.
        let name = |text: &LocalizedText| {
            Some(text).filter(|text| **text != LocalizedText::same(service.id.as_str())).cloned()
        };
        for (names, text) in [
            (["name_ro", "name_ru", "name_en"], name(&service.name)),
            (
                ["service_provider_name_ro", "service_provider_name_ru", "service_provider_name_en"],
                name(&service.service_provider_name),
            ),
            (
                ["order_key_label_ro", "order_key_label_ru", "order_key_label_en"],
                service.order_key_label.clone(),
            ),
        ] {
            let LocalizedText { ro, ru, en } = text.unwrap_or_default();
            for (name, text) in names.into_iter().zip([Some(ro), ru, en]) {
                set(name, &text.unwrap_or_default());
            }
        }
        set("service_provider_idno", service.service_provider_idno.as_deref().unwrap_or_default());
        set("order_key_example", service.order_key_example.as_deref().unwrap_or_default());
        set("reply_signature", service.reply_signature.name());
        match &service.tls_ca {
            ServerTrust::PublicAuthorities => typed.tls = "public".to_owned(),
            ServerTrust::Certificates(_) => typed.tls = "certificates".to_owned(),
            ServerTrust::Fingerprint(digest) => {
                set("tls_fingerprint", &format!("sha256:{}", hex(digest)));
                typed.tls = "fingerprint".to_owned();
            }
        }
        typed.certificate.choice = "keep".to_owned();
        typed.signature_ca.choice = "keep".to_owned();
        typed
    }

    /// The empty form.
    pub(super) fn blank() -> Self {
        Self {
            texts: vec![("reply_signature", "require".to_owned())],
            tls: "public".to_owned(),
            ..Self::default()
        }
    }

    /// The text of a field.
    pub(super) fn get(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text)
    }

    /// The requested changes, given the service's current trust.
    pub(super) fn edits(&self, now: &ServerTrust) -> ServiceEdits {
        let mut mistakes = Vec::new();
        let mut wrong = |field, mistake| {
            mistakes.push(FieldMistake { field, language: None, mistake, found: String::new() });
        };
        let mut file = |field, typed: &TypedFile| {
            typed.edit().unwrap_or_else(|mistake| {
                wrong(field, mistake);
                None
            })
        };
        let certificate = file(ServiceField::Certificate, &self.certificate);
        let signature_ca = file(ServiceField::SignatureCa, &self.signature_ca);
        let tls_ca = self.trust(now).unwrap_or_else(|mistake| {
            wrong(ServiceField::TlsCa, mistake);
            None
        });
        let optional = |name| Some(self.given(name));
        ServiceEdits {
            endpoint_url: Some(self.get("endpoint_url").to_owned()),
            name: Some(self.localized("name_ro", "name_ru", "name_en")),
            service_provider_name: Some(self.localized(
                "service_provider_name_ro",
                "service_provider_name_ru",
                "service_provider_name_en",
            )),
            service_provider_idno: optional("service_provider_idno"),
            order_key_label: Some(self.localized(
                "order_key_label_ro",
                "order_key_label_ru",
                "order_key_label_en",
            )),
            order_key_example: optional("order_key_example"),
            reply_signature: optional("reply_signature"),
            certificate,
            signature_ca,
            tls_ca,
            mistakes,
        }
    }

    fn trust(&self, now: &ServerTrust) -> Result<Option<Option<GivenTrust>>, Mistake> {
        match (self.tls.as_str(), &self.tls_file.content) {
            ("fingerprint", None) => {
                let text = self.given("tls_fingerprint").ok_or(Mistake::Missing)?;
                // Programs print the fingerprint without a prefix.
                let text = if is_fingerprint(&text) { text } else { format!("sha256:{text}") };
                Ok(Some(Some(GivenTrust::Fingerprint(text))))
            }
            ("certificates", Some(content)) => Ok(Some(Some(GivenTrust::Certificates(content.clone())))),
            ("certificates", None) if matches!(now, ServerTrust::Certificates(_)) => Ok(None),
            ("certificates", None) => Err(Mistake::Missing),
            (_, Some(_)) => Err(Mistake::Contradiction),
            (_, None) => Ok(Some(None)),
        }
    }

    fn given(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn localized(&self, ro: &str, ru: &str, en: &str) -> Option<GivenText> {
        let text = GivenText { ro: self.given(ro), ru: self.given(ru), en: self.given(en) };
        (text != GivenText::default()).then_some(text)
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
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
        let typed = Typed::of_service(&service);
        assert_eq!((typed.get("name_ru"), typed.get("service_provider_name_ro")), ("b", ""));
        let edits = typed.edits(&service.tls_ca);
        assert_eq!(edits.mistakes, []);
        assert_eq!((edits.certificate, edits.signature_ca), (None, None));
        let kept = GivenTrust::Fingerprint(format!("sha256:{}", "0f".repeat(32)));
        assert_eq!(edits.tls_ca, Some(Some(kept)));
        assert_eq!(edits.service_provider_name, Some(None), "the id comes back by itself");
    }

    #[test]
    fn a_chosen_file_is_taken_unless_that_contradicts_what_is_said_beside_it() {
        let file = |choice: &str, content: Option<&[u8]>| TypedFile {
            choice: choice.to_owned(),
            content: content.map(<[u8]>::to_vec),
        };
        let some = Ok(Some(Some(b"x".to_vec())));
        for (choice, content, expected) in [
            ("keep", None, Ok(None)),
            ("", None, Ok(None)),
            ("keep", Some(&b"x"[..]), some.clone()),
            ("", Some(b"x"), some.clone()),
            ("replace", Some(b"x"), some),
            ("replace", None, Err(Mistake::Missing)),
            ("remove", None, Ok(Some(None))),
            ("remove", Some(b"x"), Err(Mistake::Contradiction)),
        ] {
            assert_eq!(file(choice, content).edit(), expected, "{choice}");
        }
    }

    #[test]
    fn the_trust_is_what_was_chosen_and_a_fingerprint_needs_no_name() {
        let mut typed = Typed::of_service(&service());
        let public = ServerTrust::PublicAuthorities;
        let certificates = ServerTrust::Certificates(vec![vec![1]]);
        typed.tls = "certificates".to_owned();
        assert_eq!(typed.trust(&public), Err(Mistake::Missing));
        assert_eq!(typed.trust(&certificates), Ok(None));
        typed.tls_file.content = Some(b"x".to_vec());
        assert_eq!(typed.trust(&public), Ok(Some(Some(GivenTrust::Certificates(b"x".to_vec())))));
        for tls in ["public", "fingerprint"] {
            typed.tls = tls.to_owned();
            assert_eq!(typed.trust(&public), Err(Mistake::Contradiction), "{tls}");
        }
        typed.tls_file.content = None;
        typed.texts = vec![("tls_fingerprint", "0F:0F".to_owned())];
        assert_eq!(typed.trust(&public), Ok(Some(Some(GivenTrust::Fingerprint("sha256:0F:0F".to_owned())))));
        typed.texts.clear();
        assert_eq!(typed.trust(&public), Err(Mistake::Missing));
        typed.tls = "public".to_owned();
        assert_eq!(typed.trust(&public), Ok(Some(None)));
    }
}
