//! The view of the form of a service.

use super::entries::{Entries, FileEntry, carried};
use crate::app::App;
use crate::domain::finding::one_line;
use crate::domain::language::Language;
use crate::domain::service::{ReplySignature, ServerTrust, Service};
use crate::domain::service_fields::ServiceField;
use crate::domain::service_mistake::{FieldMistake, Mistake};
use crate::flow::certificates::{Facts, facts_of};
use crate::flow::services::certificates_in;
use crate::i18n::Translator;

/// A field of text.
pub(super) struct FieldView {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) value: String,
    pub(super) error: Option<String>,
    pub(super) required: bool,
    pub(super) input_mode: &'static str,
    /// The language of the text, if it has one.
    pub(super) lang: Option<&'static str>,
}

/// A text in three languages.
pub(super) struct TrioView {
    pub(super) legend: String,
    pub(super) hint: String,
    pub(super) fields: Vec<FieldView>,
}

/// A choice of one among several.
pub(super) struct ChoiceView {
    pub(super) value: &'static str,
    pub(super) label: String,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}

/// A file with certificates.
pub(super) struct FileView {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) error: Option<String>,
    /// The currently registered certificates.
    pub(super) registered: Vec<FactsView>,
    /// The choices for them; empty if there are none.
    pub(super) choices: Vec<ChoiceView>,
    /// The file chosen in an earlier try.
    pub(super) chosen: Vec<FactsView>,
    pub(super) carried: Option<String>,
}

/// A short description of a certificate.
pub(super) struct FactsView {
    pub(super) subject: String,
    pub(super) sha256: String,
    pub(super) until: String,
}

/// The whole form.
pub(super) struct FormView {
    pub(super) service: Vec<FieldView>,
    pub(super) trios: Vec<TrioView>,
    pub(super) idno: FieldView,
    pub(super) example: FieldView,
    pub(super) policies: Vec<ChoiceView>,
    pub(super) policy_error: Option<String>,
    pub(super) certificate: FileView,
    pub(super) signature_ca: FileView,
    pub(super) tls: Vec<ChoiceView>,
    pub(super) tls_file: FileView,
    pub(super) fingerprint: FieldView,
    /// The summary of mistakes: the input and the mistake.
    pub(super) errors: Vec<(&'static str, String)>,
}

/// The data from which the form is made.
pub(super) struct Maker<'a> {
    pub(super) app: &'a App,
    pub(super) t: &'a Translator,
    pub(super) entries: &'a Entries,
    pub(super) mistakes: &'a [FieldMistake],
    /// The service to change; `None` if one is added.
    pub(super) now: Option<&'a Service>,
}

impl Maker<'_> {
    pub(super) fn form(&self) -> FormView {
        let t = self.t;
        let address = self.field("endpoint_url", ServiceField::EndpointUrl, None, true);
        let mut service = vec![FieldView { hint: Some(t.get("service-hint-endpoint")), ..address }];
        if self.now.is_none() {
            let id = self.field("id", ServiceField::Id, None, true);
            service.insert(0, FieldView { hint: Some(t.get("service-hint-id")), ..id });
        }
        let idno = self.field("service_provider_idno", ServiceField::ServiceProviderIdno, None, false);
        let example = self.field("order_key_example", ServiceField::OrderKeyExample, None, false);
        let fingerprint = self.field("tls_fingerprint", ServiceField::TlsCa, None, false);
        let mut form = FormView {
            service,
            trios: vec![
                self.trio(ServiceField::Name, ["name_ro", "name_ru", "name_en"]),
                self.trio(
                    ServiceField::ServiceProviderName,
                    ["service_provider_name_ro", "service_provider_name_ru", "service_provider_name_en"],
                ),
                self.trio(
                    ServiceField::OrderKeyLabel,
                    ["order_key_label_ro", "order_key_label_ru", "order_key_label_en"],
                ),
            ],
            idno: FieldView { hint: Some(t.get("pos-hint-idno")), input_mode: "numeric", ..idno },
            example: FieldView { hint: Some(t.get("service-hint-example")), ..example },
            policies: ReplySignature::NAMES
                .iter()
                .map(|name| self.choice(name, "service-policy", self.entries.get("reply_signature")))
                .collect(),
            policy_error: self.mistake(ServiceField::ReplySignature, None).map(|mistake| words(t, mistake)),
            certificate: self.file("certificate", ServiceField::Certificate, &self.entries.certificate),
            signature_ca: self.file("signature_ca", ServiceField::SignatureCa, &self.entries.signature_ca),
            tls: ["public", "certificates", "fingerprint"]
                .map(|name| self.choice(name, "service-trust", &self.entries.tls))
                .into(),
            tls_file: self.file("tls_ca", ServiceField::TlsCa, &self.entries.tls_file),
            fingerprint: FieldView { hint: Some(t.get("service-hint-fingerprint")), ..fingerprint },
            errors: Vec::new(),
        };
        // A mistake of the trust is shown at the input that caused it.
        let about_fingerprint = self.entries.tls == "fingerprint" && self.entries.tls_file.content.is_none();
        if about_fingerprint {
            form.tls_file.error = None;
        } else {
            form.fingerprint.error = None;
        }
        form.errors = errors(&form);
        form
    }

    fn mistake(&self, field: ServiceField, language: Option<Language>) -> Option<Mistake> {
        let found = self.mistakes.iter().find(|one| one.field == field && one.language == language);
        found.map(|one| one.mistake)
    }

    fn field(
        &self,
        name: &'static str,
        field: ServiceField,
        language: Option<Language>,
        required: bool,
    ) -> FieldView {
        FieldView {
            name,
            label: match language {
                Some(language) => language.endonym().to_owned(),
                None => self.t.get(&format!("service-field-{name}")),
            },
            hint: None,
            value: self.entries.get(name).to_owned(),
            error: self.mistake(field, language).map(|mistake| words(self.t, mistake)),
            required,
            input_mode: "text",
            lang: language.map(Language::code),
        }
    }

    fn trio(&self, field: ServiceField, names: [&'static str; 3]) -> TrioView {
        let fields = names.into_iter().zip(Language::ALL);
        TrioView {
            legend: self.t.get(&format!("service-field-{}", field.name())),
            hint: self.t.get(&format!("service-hint-{}", field.name())),
            fields: fields.map(|(name, language)| self.field(name, field, Some(language), false)).collect(),
        }
    }

    fn choice(&self, value: &'static str, group: &str, chosen: &str) -> ChoiceView {
        ChoiceView {
            value,
            label: self.t.get(&format!("{group}-{value}")),
            text: self.t.get(&format!("{group}-{value}-text")),
            is_chosen: value == chosen,
        }
    }

    fn file(&self, name: &'static str, field: ServiceField, entries: &FileEntry) -> FileView {
        let registered: &[Vec<u8>] = match (field, self.now) {
            (ServiceField::Certificate, Some(now)) => now.certificate.as_slice(),
            (ServiceField::SignatureCa, Some(now)) => &now.signature_ca,
            (ServiceField::TlsCa, Some(Service { tls_ca: ServerTrust::Certificates(known), .. })) => known,
            _ => &[],
        };
        // Keeping a trust is one of the trust's own choices.
        let has_choices = !registered.is_empty() && field != ServiceField::TlsCa;
        let choices = [("keep", "file"), ("replace", "file"), ("remove", name)]
            .map(|(value, group)| self.choice(value, &format!("service-{group}"), &entries.choice));
        let chosen = entries.content.as_deref().and_then(|content| certificates_in(content).ok());
        FileView {
            name,
            label: self.t.get(&format!("service-field-{name}")),
            hint: self.t.get(&format!("service-hint-{name}")),
            error: self.mistake(field, None).map(|mistake| match mistake {
                Mistake::Missing => self.t.get("service-mistake-no-file"),
                other => words(self.t, other),
            }),
            registered: self.facts(registered),
            choices: if has_choices { choices.into() } else { Vec::new() },
            carried: chosen.as_deref().map(carried),
            chosen: self.facts(&chosen.unwrap_or_default()),
        }
    }

    fn facts(&self, certificates: &[Vec<u8>]) -> Vec<FactsView> {
        let view = |facts: Facts| FactsView {
            subject: one_line(&facts.subject),
            sha256: facts.sha256,
            until: self.t.date(facts.not_after),
        };
        facts_of(self.app, certificates).into_iter().map(view).collect()
    }
}

fn errors(form: &FormView) -> Vec<(&'static str, String)> {
    let of_field =
        |field: &FieldView, name: &str| Some((field.name, format!("{name}: {}", field.error.as_ref()?)));
    let of_file = |file: &FileView| Some((file.name, format!("{}: {}", file.label, file.error.as_ref()?)));
    let of_trio = |trio: &TrioView| {
        let one = |field: &FieldView| of_field(field, &format!("{}, {}", trio.legend, field.label));
        trio.fields.iter().filter_map(one).collect::<Vec<_>>()
    };
    let labelled = |field: &FieldView| of_field(field, &field.label);
    // In the order of the page.
    let mut errors: Vec<_> = form.service.iter().filter_map(labelled).collect();
    for (place, trio) in form.trios.iter().enumerate() {
        errors.extend(of_trio(trio));
        if place == 1 {
            errors.extend(labelled(&form.idno));
        }
    }
    errors.extend(labelled(&form.example));
    errors.extend(form.policy_error.clone().map(|error| ("reply_signature", error)));
    errors.extend([&form.certificate, &form.signature_ca, &form.tls_file].into_iter().filter_map(of_file));
    errors.extend(labelled(&form.fingerprint));
    errors
}

/// The mistake in the page's language.
fn words(t: &Translator, mistake: Mistake) -> String {
    let most = |key: &str, most: usize| t.with(key, "most", most.to_string());
    match mistake {
        // A form has only texts, so a value of another kind is one that is not there.
        Mistake::Missing | Mistake::Kind(_) => t.get("field-error-missing"),
        Mistake::TooLong(chars) => most("service-mistake-too-long", chars),
        Mistake::Characters => t.get("field-error-characters"),
        Mistake::Id => t.get("service-mistake-id"),
        Mistake::OuterSpace => t.get("service-mistake-outer-space"),
        Mistake::ReservedId => t.get("service-mistake-reserved-id"),
        Mistake::Taken => t.get("service-mistake-taken"),
        Mistake::Address => t.get("service-mistake-address"),
        Mistake::Credentials => t.get("service-mistake-credentials"),
        Mistake::Idno => t.get("service-mistake-idno"),
        Mistake::Policy => t.get("service-mistake-policy"),
        Mistake::Fingerprint => t.get("service-mistake-fingerprint"),
        Mistake::Certificate => t.get("service-mistake-certificate"),
        Mistake::PrivateKey => t.get("service-mistake-private-key"),
        Mistake::TooLarge => t.get("service-mistake-too-large"),
        Mistake::TooMany(certificates) => most("service-mistake-too-many", certificates),
        Mistake::Contradiction => t.get("service-mistake-contradiction"),
    }
}
