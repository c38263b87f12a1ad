//! The `[[service]]` tables of a file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::certificates;
use super::document::{Document, entries, kind, suggestion};
use super::error::{ConfigError, ValueSource};
use super::settings::SETTINGS;
use super::text::one_line;
use crate::domain::language::Language;
use crate::domain::service::Service;
use crate::domain::service_field_value::FieldValue;
use crate::domain::service_fields::{FieldKind, ServiceField};
use crate::domain::service_mistake::{FieldMistake, Mistake};
use crate::domain::service_rules::is_fingerprint;
use crate::domain::service_values::ServiceValues;
use crate::soap::security::certificates::KeyMaterial;

/// A key of a service with its value.
type Entry<'t, 'i> = (&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

/// The keys that are no fields: they open the certificate's file.
const OF_FILES: [&str; 2] = ["certificate_key", "certificate_password"];

/// The possible keys of a service.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    ServiceField::ALL.iter().map(|field| field.name()).chain(OF_FILES)
}

/// A service in a file.
pub(super) struct ServiceOfFile {
    pub(super) service: Service,
    /// The e-Service's own private key, if the file names it.
    pub(super) key: Option<KeyMaterial>,
    /// The beginning of its table.
    pub(super) place: ValueSource,
}

/// Reads the services of a file.
///
/// # Errors
/// Every mistake of every service.
pub(super) fn read_all(
    document: &Document<'_>,
    value: &Spanned<DeValue<'_>>,
) -> Result<Vec<ServiceOfFile>, ConfigError> {
    let wrong = |value: &Spanned<DeValue<'_>>| ConfigError::Value {
        place: document.place(&value.span()),
        name: "service".to_owned(),
        value: kind(value.get_ref()).to_owned(),
        expected: "a list of tables".to_owned(),
        remedy: "begin each service with [[service]] in two brackets",
    };
    let list = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
    let (mut services, mut errors) = (Vec::new(), Vec::new());
    for item in list.iter() {
        let table = item.get_ref().as_table().ok_or_else(|| wrong(item))?;
        match Reading::of(document, table, document.place(&item.span())).service() {
            Ok(service) => services.push(service),
            Err(mistakes) => errors.extend(mistakes),
        }
    }
    match errors.len() {
        0 => Ok(services),
        1 => Err(errors.remove(0)),
        _ => Err(ConfigError::Several(errors)),
    }
}

/// A service being read.
struct Reading<'d, 't, 'i> {
    document: &'d Document<'d>,
    entries: Vec<Entry<'t, 'i>>,
    /// The beginning of its table.
    place: ValueSource,
    /// It opens each file, wherever it stands among the keys.
    password: String,
    errors: Vec<ConfigError>,
}

impl<'d, 't, 'i> Reading<'d, 't, 'i> {
    fn of(document: &'d Document<'d>, table: &'t DeTable<'i>, place: ValueSource) -> Self {
        Self { document, entries: entries(table), place, password: String::new(), errors: Vec::new() }
    }

    fn value(&self, name: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.entries.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| *value)
    }

    fn service(mut self) -> Result<ServiceOfFile, Vec<ConfigError>> {
        if let Some(value) = self.value("certificate_password") {
            match value.get_ref().as_str() {
                Some(password) => password.clone_into(&mut self.password),
                None => {
                    let wrong = self.document.wrong("certificate_password", value, "***", "text in quotes");
                    self.errors.push(wrong);
                }
            }
        }
        let (mut values, mut unread) = (ServiceValues::default(), Vec::new());
        let mut id = None;
        for (key, value) in self.entries.clone() {
            let name = key.get_ref().as_ref();
            match ServiceField::written(name) {
                Some(field) => match self.field(field, value) {
                    Some(read) => values.set(field, read),
                    None => unread.push(field),
                },
                None if name == ServiceField::Id.name() => id = Some(self.text(name, value)),
                None if OF_FILES.contains(&name) => {}
                None => self.errors.push(unknown_key(self.document, key)),
            }
        }
        let key = self.own_key();
        if id.is_none() {
            self.missing(ServiceField::Id, "the ServiceID that the redirect carries, as text in quotes");
        }
        // Without an id the other fields are read all the same.
        let read = values.new_service(id.flatten().as_deref().unwrap_or("SERVICE01"));
        let mistakes = read.as_ref().err().cloned().unwrap_or_default();
        for mistake in mistakes.into_iter().filter(|mistake| !unread.contains(&mistake.field)) {
            self.mistaken(mistake);
        }
        match read {
            Ok(service) if self.errors.is_empty() => Ok(ServiceOfFile { service, key, place: self.place }),
            _ => Err(self.errors),
        }
    }

    /// The written value of a field; `None` with an error.
    fn field(&mut self, field: ServiceField, value: &Spanned<DeValue<'_>>) -> Option<FieldValue> {
        let name = field.name();
        if let (FieldKind::Texts, Some(table)) = (field.kind(), value.get_ref().as_table()) {
            return self.texts(name, value, table);
        }
        let text = self.text(name, value)?;
        match field.kind() {
            FieldKind::Text | FieldKind::Texts => Some(FieldValue::Text(text)),
            FieldKind::Trust if is_fingerprint(&text) => Some(FieldValue::Text(text)),
            FieldKind::Certificates | FieldKind::Trust => {
                let read = certificates::beside(self.document.path, &text, &self.password);
                let error = |(path, reason): (std::path::PathBuf, String)| ConfigError::Certificate {
                    place: self.document.place(&value.span()),
                    path: one_line(&path.display().to_string()),
                    reason,
                };
                let read = read.map_err(error);
                self.kept(read).map(FieldValue::Certificates)
            }
        }
    }

    /// The value, or nothing with the error kept.
    fn kept<T>(&mut self, read: Result<T, ConfigError>) -> Option<T> {
        read.map_err(|error| self.errors.push(error)).ok()
    }

    fn text(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let read = self.document.text(name, value);
        self.kept(read)
    }

    /// A table with `ro` and optionally `ru` and `en`.
    fn texts(
        &mut self,
        name: &'static str,
        value: &Spanned<DeValue<'_>>,
        table: &DeTable<'_>,
    ) -> Option<FieldValue> {
        let mut texts = BTreeMap::new();
        let errors_before = self.errors.len();
        for (key, text) in entries(table) {
            let code = key.get_ref().as_ref();
            match Language::of_code(code) {
                Some(language) => {
                    let text = self.text(&format!("{name}.{code}"), text);
                    texts.extend(text.map(|text| (language, text)));
                }
                None => self.errors.push(ConfigError::UnknownKey {
                    place: self.document.place(&key.span()),
                    key: one_line(&format!("{name}.{code}")),
                    table: Some("service"),
                    hint: suggestion(code, Language::ALL.into_iter().map(Language::code)),
                }),
            }
        }
        if !texts.contains_key(&Language::Romanian) && self.errors.len() == errors_before {
            let expected = "text, or a table with `ro`, the fallback for the other languages";
            self.errors.push(self.document.wrong(name, value, "a table that lacks ro", expected));
        }
        (self.errors.len() == errors_before).then_some(FieldValue::Texts(texts))
    }

    /// The e-Service's own key, from the file of `certificate_key`, else from the certificate's file if it has one.
    fn own_key(&mut self) -> Option<KeyMaterial> {
        let (certificate, key) = match (self.value("certificate"), self.value("certificate_key")) {
            (None, None) => return None,
            (None, Some(key)) => {
                let expected = "set together with `certificate`, as it is that certificate's key";
                self.errors.push(self.document.wrong("certificate_key", key, "alone", expected));
                return None;
            }
            (Some(certificate), key) => (certificate, key),
        };
        // The field has reported a wrong one.
        let certificate = self.document.text("certificate", certificate).ok()?;
        let Some(key) = key else {
            return certificates::key_beside(self.document.path, &certificate, None, &self.password).ok();
        };
        let named = self.text("certificate_key", key)?;
        let read = certificates::key_beside(self.document.path, &certificate, Some(&named), &self.password);
        let read = read.map_err(|reason| ConfigError::Certificate {
            place: self.document.place(&key.span()),
            path: one_line(&named),
            reason: format!("cannot be used as the key of {}: {reason}", one_line(&certificate)),
        });
        self.kept(read)
    }

    fn missing(&mut self, field: ServiceField, expected: &'static str) {
        let (place, key) = (self.place.clone(), field.name());
        self.errors.push(ConfigError::MissingKey { place, key, expected });
    }

    fn mistaken(&mut self, mistake: FieldMistake) {
        let Some(value) = self.value(mistake.field.name()) else {
            let example =
                "the address of the e-Service, such as \"http://localhost:8081/ServiceProvider.svc\"";
            return self.missing(mistake.field, example);
        };
        let of_language = mistake.language.and_then(|language| {
            let mut texts = entries(value.get_ref().as_table()?).into_iter();
            texts.find(|(key, _)| key.get_ref() == language.code()).map(|(_, text)| text)
        });
        let value = of_language.unwrap_or(value);
        let expected = match mistake.mistake {
            Mistake::Fingerprint => {
                "the path of a certificate, or sha256: and 64 hexadecimal digits".to_owned()
            }
            other => other.expected(),
        };
        self.errors.push(self.document.wrong(&mistake.path(), value, &mistake.found, &expected));
    }
}

/// The error about an unknown key of a service.
fn unknown_key(document: &Document<'_>, key: &Spanned<Cow<'_, str>>) -> ConfigError {
    let name = key.get_ref().as_ref();
    let is_setting = SETTINGS.iter().any(|setting| setting.name == name);
    ConfigError::UnknownKey {
        place: document.place(&key.span()),
        key: one_line(name),
        table: Some("service"),
        hint: if is_setting {
            "it is a setting of the hub, move it above the first [[service]]".to_owned()
        } else {
            suggestion(name, keys())
        },
    }
}
