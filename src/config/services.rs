//! A `[[service]]` table of a file.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::certificates;
use super::document::{Document, entries, kind, suggestion};
use super::error::{ConfigError, Place};
use super::settings::SETTINGS;
use super::text::one_line;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use crate::domain::service_fields::{self as fields, Mistake};
use crate::soap::security::certificates::KeyMaterial;

/// The possible keys of a service.
pub(super) const KEYS: [&str; 13] = [
    "id",
    "endpoint_url",
    "name",
    "service_provider_name",
    "service_provider_idno",
    "order_key_label",
    "order_key_example",
    "reply_signature",
    "certificate",
    "certificate_key",
    "certificate_password",
    "signature_ca",
    "tls_ca",
];

/// A service in a file.
pub(super) struct ServiceOfFile {
    pub(super) service: Service,
    /// The e-Service's own private key, if the file names it.
    pub(super) key: Option<KeyMaterial>,
    /// The beginning of its table.
    pub(super) place: Place,
}

/// Reads the services of a file.
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
    let one = |item: &Spanned<DeValue<'_>>| {
        let table = item.get_ref().as_table().ok_or_else(|| wrong(item))?;
        let place = document.place(&item.span());
        let (service, key) = read(document, table, &place)?;
        Ok(ServiceOfFile { service, key, place })
    };
    list.iter().map(one).collect()
}

/// Reads a service with its certificate, and the e-Service's own key if one of its files contains it.
fn read(
    document: &Document<'_>,
    table: &DeTable<'_>,
    place: &Place,
) -> Result<(Service, Option<KeyMaterial>), ConfigError> {
    let (mut id, mut endpoint_url, mut name, mut service_provider_name) = (None, None, None, None);
    let (mut service_provider_idno, mut order_key_label, mut order_key_example) = (None, None, None);
    let (mut reply_signature, mut certificate, mut key_file) = (ReplySignature::default(), None, None);
    let (mut signature_ca, mut tls_ca, mut password) = (None, None, String::new());
    for (key, value) in entries(table) {
        match key.get_ref().as_ref() {
            "id" => id = Some(checked(document, "id", value, fields::service_id)?),
            "endpoint_url" => {
                endpoint_url = Some(checked(document, "endpoint_url", value, fields::endpoint_url)?);
            }
            "name" => name = Some(localized(document, "name", value)?),
            "service_provider_name" => {
                service_provider_name = Some(localized(document, "service_provider_name", value)?);
            }
            "service_provider_idno" => {
                service_provider_idno =
                    Some(checked(document, "service_provider_idno", value, fields::idno)?);
            }
            "order_key_label" => order_key_label = Some(localized(document, "order_key_label", value)?),
            "order_key_example" => {
                let example = |text: &str| fields::line(text, fields::MOST_OF_EXAMPLE);
                order_key_example = Some(checked(document, "order_key_example", value, example)?);
            }
            "reply_signature" => {
                reply_signature = checked(document, "reply_signature", value, fields::policy)?;
            }
            "certificate" => certificate = Some(value),
            "certificate_key" => key_file = Some(value),
            "certificate_password" => {
                password =
                    value.get_ref().as_str().map(str::to_owned).ok_or_else(|| {
                        document.wrong("certificate_password", value, "***", "text in quotes")
                    })?;
            }
            "signature_ca" => signature_ca = Some(value),
            "tls_ca" => tls_ca = Some(value),
            _ => return Err(unknown_key(document, key)),
        }
    }
    let missing = |key, expected| ConfigError::MissingKey { place: place.clone(), key, expected };
    let id = id.ok_or_else(|| missing("id", "the ServiceID that the redirect carries, as text in quotes"))?;
    let endpoint_url = endpoint_url.ok_or_else(|| {
        missing(
            "endpoint_url",
            "the address of the e-Service, such as \"http://localhost:8081/ServiceProvider.svc\"",
        )
    })?;
    // The password opens each file, wherever it stands among the keys.
    let files = |key, value: Option<_>| {
        value.map_or(Ok(Vec::new()), |value| certificate_file(document, key, value, &password))
    };
    let key = own_key(document, certificate, key_file, &password)?;
    let id_as_name = || LocalizedText::same(id.as_str());
    let service = Service {
        name: name.unwrap_or_else(id_as_name),
        service_provider_name: service_provider_name.unwrap_or_else(id_as_name),
        service_provider_idno,
        endpoint_url,
        order_key_label,
        order_key_example,
        reply_signature,
        certificate: files("certificate", certificate)?.into_iter().next(),
        signature_ca: files("signature_ca", signature_ca)?,
        tls_ca: tls_ca
            .map_or(Ok(ServerTrust::default()), |value| server_trust(document, value, &password))?,
        id,
    };
    Ok((service, key))
}

/// The e-Service's own key, from the file of `certificate_key`, else from the certificate's file if it has one.
fn own_key(
    document: &Document<'_>,
    certificate: Option<&Spanned<DeValue<'_>>>,
    key: Option<&Spanned<DeValue<'_>>>,
    password: &str,
) -> Result<Option<KeyMaterial>, ConfigError> {
    let (certificate, named_key) = match (certificate, key) {
        (None, None) => return Ok(None),
        (None, Some(key)) => {
            let expected = "set together with `certificate`, as it is that certificate's key";
            return Err(document.wrong("certificate_key", key, "alone", expected));
        }
        (Some(certificate), key) => (certificate, key),
    };
    let certificate = document.text("certificate", certificate)?;
    match named_key {
        None => Ok(certificates::key_beside(document.path, &certificate, None, password).ok()),
        Some(key) => {
            let named = document.text("certificate_key", key)?;
            let read = certificates::key_beside(document.path, &certificate, Some(&named), password);
            read.map(Some).map_err(|reason| ConfigError::Certificate {
                place: document.place(&key.span()),
                path: one_line(&named),
                reason: format!("cannot be used as the key of {}: {reason}", one_line(&certificate)),
            })
        }
    }
}

/// A checked text, or the error with the expectation.
fn checked<T>(
    document: &Document<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    check: impl FnOnce(&str) -> Result<T, Mistake>,
) -> Result<T, ConfigError> {
    let text = document.text(key, value)?;
    check(&text).map_err(|mistake| document.wrong(key, value, &text, &mistake.expected()))
}

/// One text for all languages, or a table with `ro` and optionally `ru` and `en`.
fn localized(
    document: &Document<'_>,
    key: &'static str,
    value: &Spanned<DeValue<'_>>,
) -> Result<LocalizedText, ConfigError> {
    let Some(table) = value.get_ref().as_table() else {
        return checked(document, key, value, |text| fields::line(text, fields::MOST_OF_NAME))
            .map(LocalizedText::same);
    };
    let (mut ro, mut ru, mut en) = (None, None, None);
    for (language, text) in entries(table) {
        let given = match language.get_ref().as_ref() {
            "ro" => &mut ro,
            "ru" => &mut ru,
            "en" => &mut en,
            other => {
                return Err(ConfigError::UnknownKey {
                    place: document.place(&language.span()),
                    key: one_line(&format!("{key}.{other}")),
                    table: Some("service"),
                    hint: suggestion(other, ["ro", "ru", "en"].into_iter()),
                });
            }
        };
        let key = format!("{key}.{}", language.get_ref());
        *given = Some(checked(document, &key, text, |text| fields::line(text, fields::MOST_OF_NAME))?);
    }
    let ro = ro.ok_or_else(|| {
        document.wrong(
            key,
            value,
            "a table that lacks ro",
            "text, or a table with `ro`, the fallback for the other languages",
        )
    })?;
    Ok(LocalizedText { ro, ru, en })
}

/// The DER bytes of the certificates in the named file.
fn certificate_file(
    document: &Document<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    password: &str,
) -> Result<Vec<Vec<u8>>, ConfigError> {
    let named = document.text(key, value)?;
    certificates::beside(document.path, &named, password).map_err(|(path, reason)| ConfigError::Certificate {
        place: document.place(&value.span()),
        path: one_line(&path.display().to_string()),
        reason,
    })
}

/// The fingerprint of a server's certificate, or the certificates in the named file.
fn server_trust(
    document: &Document<'_>,
    value: &Spanned<DeValue<'_>>,
    password: &str,
) -> Result<ServerTrust, ConfigError> {
    let text = document.text("tls_ca", value)?;
    if fields::is_fingerprint(&text) {
        let expected = "the path of a certificate, or sha256: and 64 hexadecimal digits";
        return fields::fingerprint(&text).map_err(|_| document.wrong("tls_ca", value, &text, expected));
    }
    certificate_file(document, "tls_ca", value, password).map(ServerTrust::Certificates)
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
            suggestion(name, KEYS.into_iter())
        },
    }
}
