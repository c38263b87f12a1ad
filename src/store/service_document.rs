//! The stored form of a service in `registered_service.document`: JSON with the fields as they would be written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value, json};

use crate::domain::ids::ServiceId;
use crate::domain::language::Language;
use crate::domain::service::Service;
use crate::domain::service_field_value::FieldValue;
use crate::domain::service_fields::ServiceField;
use crate::domain::service_values::ServiceValues;

/// The version of the documents that this program writes. Others are not read.
const VERSION: u32 = 2;

/// The service as JSON; its id has its own column.
pub(super) fn write(service: &Service) -> String {
    let values = ServiceValues::of(service);
    let mut document: Map<String, Value> =
        values.iter().map(|(field, value)| (field.name().to_owned(), written(value))).collect();
    document.insert("version".to_owned(), json!(VERSION));
    Value::Object(document).to_string()
}

/// Parses the text of [`write`]; `None` for anything else.
pub(super) fn read(id: ServiceId, json: &str) -> Option<Service> {
    let document: Map<String, Value> = serde_json::from_str(json).ok()?;
    if document.get("version") != Some(&json!(VERSION)) {
        return None;
    }
    let value = |field: &ServiceField| Some((*field, value(document.get(field.name())?)?));
    let values: Option<ServiceValues> = ServiceField::WRITTEN.iter().map(value).collect();
    values?.service(id).ok()
}

fn written(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => json!(text),
        FieldValue::Texts(texts) => {
            texts.iter().map(|(language, text)| (language.code(), text.as_str())).collect()
        }
        FieldValue::Certificates(certificates) => {
            certificates.iter().map(|der| json!(BASE64.encode(der))).collect()
        }
        FieldValue::Default | FieldValue::Wrong { .. } => Value::Null,
    }
}

fn value(written: &Value) -> Option<FieldValue> {
    Some(match written {
        Value::Null => FieldValue::Default,
        Value::String(text) => FieldValue::Text(text.clone()),
        Value::Object(texts) => {
            let text =
                |(code, text): (&String, &Value)| Some((Language::of_code(code)?, text.as_str()?.to_owned()));
            FieldValue::Texts(texts.iter().map(text).collect::<Option<_>>()?)
        }
        Value::Array(certificates) => {
            let der = |text: &Value| BASE64.decode(text.as_str()?).ok();
            FieldValue::Certificates(certificates.iter().map(der).collect::<Option<_>>()?)
        }
        Value::Bool(_) | Value::Number(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service::ServerTrust;
    use crate::domain::service_values::tests::service;

    #[test]
    fn a_service_is_read_as_it_was_written() {
        for trust in [
            ServerTrust::PublicAuthorities,
            ServerTrust::Certificates(vec![vec![7; 40], vec![8]]),
            ServerTrust::Fingerprint([9; 32]),
        ] {
            let service = Service { tls_ca: trust, ..service() };
            assert_eq!(read(service.id.clone(), &write(&service)), Some(service));
        }
    }

    #[test]
    fn a_document_of_another_form_is_not_read() {
        let service = Service { tls_ca: ServerTrust::PublicAuthorities, ..service() };
        let document = write(&service);
        for (from, to) in [
            ("\"version\":2", "\"version\":1"),
            ("\"warn\"", "\"maybe\""),
            ("\"AP8K\"", "\"?\""),
            ("\"order_key_example\"", "\"other\""),
        ] {
            assert!(document.contains(from), "{document}");
            assert_eq!(read(service.id.clone(), &document.replace(from, to)), None, "{to}");
        }
        assert_eq!(read(service.id.clone(), "{}"), None);
    }
}
