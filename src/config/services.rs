//! A `[[service]]` table of a file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::certificates;
use super::error::{ConfigError, Place};
use super::files::{Document, entries, suggestion};
use super::text::one_line;
use super::values;
use crate::domain::ids::ServiceId;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};

/// The keys that a service may have.
pub(super) const KEYS: [&str; 12] = [
    "id",
    "endpoint_url",
    "name",
    "service_provider_name",
    "service_provider_idno",
    "order_key_label",
    "order_key_example",
    "reply_signature",
    "certificate",
    "certificate_password",
    "signature_ca",
    "tls_ca",
];

/// Reads a service, and its certificate if it names one.
pub(super) fn read(
    document: &Document<'_>,
    table: &DeTable<'_>,
    place: &Place,
) -> Result<Service, ConfigError> {
    let (mut id, mut endpoint_url, mut name, mut service_provider_name) = (None, None, None, None);
    let (mut service_provider_idno, mut order_key_label, mut order_key_example) = (None, None, None);
    let (mut reply_signature, mut certificate) = (ReplySignature::default(), None);
    let (mut signature_ca, mut tls_ca, mut password) = (None, None, String::new());
    for (key, value) in entries(table) {
        match key.get_ref().as_ref() {
            "id" => id = Some(service_id(document, value)?),
            "endpoint_url" => endpoint_url = Some(url(document, value)?),
            "name" => name = Some(localized(document, "name", value)?),
            "service_provider_name" => {
                service_provider_name = Some(localized(document, "service_provider_name", value)?);
            }
            "service_provider_idno" => service_provider_idno = Some(idno(document, value)?),
            "order_key_label" => order_key_label = Some(localized(document, "order_key_label", value)?),
            "order_key_example" => order_key_example = Some(document.text("order_key_example", value)?),
            "reply_signature" => reply_signature = policy(document, value)?,
            "certificate" => certificate = Some(value),
            "certificate_password" => {
                password =
                    value.get_ref().as_str().map(str::to_owned).ok_or_else(|| {
                        document.wrong("certificate_password", value, "***", "text in quotes")
                    })?;
            }
            "signature_ca" => signature_ca = Some(value),
            "tls_ca" => tls_ca = Some(value),
            _ => return Err(document.unknown_service_key(key)),
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
    // The password opens each of the files, wherever it stands among them.
    let files = |key, value: Option<_>| {
        value.map_or(Ok(Vec::new()), |value| certificate_file(document, key, value, &password))
    };
    let id_as_name = || LocalizedText::same(id.as_str());
    Ok(Service {
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
    })
}

fn service_id(document: &Document<'_>, value: &Spanned<DeValue<'_>>) -> Result<ServiceId, ConfigError> {
    let text = document.text("id", value)?;
    ServiceId::parse(text.as_str()).map_err(|_| {
        document.wrong("id", value, &text, "a ServiceID of 1 to 36 characters without control characters")
    })
}

fn url(document: &Document<'_>, value: &Spanned<DeValue<'_>>) -> Result<String, ConfigError> {
    let text = document.text("endpoint_url", value)?;
    values::url(&text).map_err(|expected| document.wrong("endpoint_url", value, &text, &expected))
}

fn idno(document: &Document<'_>, value: &Spanned<DeValue<'_>>) -> Result<String, ConfigError> {
    let text = document.text("service_provider_idno", value)?;
    // The checksum is not asked for, so that a made-up number does for a test.
    if text.len() == 13 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text);
    }
    Err(document.wrong("service_provider_idno", value, &text, "an IDNO of 13 digits in quotes"))
}

fn policy(document: &Document<'_>, value: &Spanned<DeValue<'_>>) -> Result<ReplySignature, ConfigError> {
    let text = document.text("reply_signature", value)?;
    ReplySignature::parse(&text)
        .ok_or_else(|| document.wrong("reply_signature", value, &text, "require, warn or ignore"))
}

/// One text for all languages, or a table with `ro` and, where there are any, `ru` and `en`.
fn localized(
    document: &Document<'_>,
    key: &'static str,
    value: &Spanned<DeValue<'_>>,
) -> Result<LocalizedText, ConfigError> {
    let Some(table) = value.get_ref().as_table() else {
        return document.text(key, value).map(LocalizedText::same);
    };
    let (mut ro, mut ru, mut en) = (None, None, None);
    for (language, text) in entries(table) {
        match language.get_ref().as_ref() {
            "ro" => ro = Some(document.text(&format!("{key}.ro"), text)?),
            "ru" => ru = Some(document.text(&format!("{key}.ru"), text)?),
            "en" => en = Some(document.text(&format!("{key}.en"), text)?),
            other => {
                return Err(ConfigError::UnknownKey {
                    place: document.place(&language.span()),
                    key: one_line(&format!("{key}.{other}")),
                    table: Some("service"),
                    hint: suggestion(other, ["ro", "ru", "en"].into_iter()),
                });
            }
        }
    }
    let ro = ro.ok_or_else(|| {
        document.wrong(
            key,
            value,
            "a table that lacks ro",
            "text, or a table whose `ro` the other languages fall back to",
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
    match certificates::fingerprint(&text) {
        Some(read) => read.map_err(|expected| document.wrong("tls_ca", value, &text, expected)),
        None => certificate_file(document, "tls_ca", value, password).map(ServerTrust::Certificates),
    }
}
