//! The body of calls that register a service: the settings' field names, with certificates by content.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::input;
use super::problem::ControlProblem;
use crate::domain::service_fields::{FieldMistake, is_fingerprint};
use crate::flow::services::{GivenText, GivenTrust, MOST_CERTIFICATE_BYTES, ServiceEdits, ServiceProblem};

/// The fields of a service. `PATCH` leaves an omitted field unchanged, `PUT` sets it to its default; null sets it to its
/// default in both.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = without_defaults)]
pub(super) struct ServiceFields {
    /// The address of the e-Service's `IServiceProvider`: an absolute http or https address of at most 2000 characters.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "String")]
    endpoint_url: Option<Value>,
    /// The service's name for payers: one text, or an object of texts in `ro`, `ru` and `en`, each of at most 200
    /// characters; by default the ServiceID.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<TextInput>")]
    name: Option<Value>,
    /// The seller's name, in the same form as `name`; by default the ServiceID.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<TextInput>")]
    service_provider_name: Option<Value>,
    /// The service provider's IDNO: 13 digits.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    service_provider_idno: Option<Value>,
    /// The service's term for the order number, in the same form as `name`; by default the pages' own.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<TextInput>")]
    order_key_label: Option<Value>,
    /// An example of an order number, displayed under the field.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    order_key_example: Option<Value>,
    /// The policy for signatures of replies: `require` (default), `warn` or `ignore`.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    reply_signature: Option<Value>,
    /// The e-Service's signing certificate: the content of its file as PEM, or base64 of its DER, at most 64 KiB. By
    /// default the certificate of the first valid reply is pinned.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    certificate: Option<Value>,
    /// Authorities whose certificates may also sign replies, in the same forms.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    signature_ca: Option<Value>,
    /// The trust for the e-Service's HTTPS certificate: its fingerprint `sha256:…`, or the CA or the certificate itself in
    /// the same forms; by default the public CAs.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    tls_ca: Option<Value>,
}

/// A text, or one in each language.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "it is the schema of what is read by hand")]
enum TextInput {
    /// For every language.
    Same(String),
    /// For each language.
    Each(Languages),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Languages {
    /// In Romanian, the fallback for the other languages.
    ro: Option<String>,
    ru: Option<String>,
    en: Option<String>,
}

/// The schema of the body of `PUT`, which requires the e-Service's address.
pub(super) fn put_schema(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = ServiceFields::json_schema(generator);
    schema.insert("required".to_owned(), json!(["endpoint_url"]));
    schema
}

/// Removes the defaults: an omitted field keeps its value, or gets the settings', so no value represents it.
fn without_defaults(schema: &mut Schema) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            property.remove("default");
        }
    }
}

/// The given value, including null; `None` if omitted.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl ServiceFields {
    /// The requested changes.
    pub(super) fn edits(self) -> Result<ServiceEdits, ControlProblem> {
        Ok(ServiceEdits {
            // It cannot be reset: null is as wrong as an empty text.
            endpoint_url: text("endpoint_url", self.endpoint_url)?.map(Option::unwrap_or_default),
            name: localized("name", self.name)?,
            service_provider_name: localized("service_provider_name", self.service_provider_name)?,
            service_provider_idno: text("service_provider_idno", self.service_provider_idno)?,
            order_key_label: localized("order_key_label", self.order_key_label)?,
            order_key_example: text("order_key_example", self.order_key_example)?,
            reply_signature: text("reply_signature", self.reply_signature)?,
            certificate: content("certificate", self.certificate)?,
            signature_ca: content("signature_ca", self.signature_ca)?,
            tls_ca: text("tls_ca", self.tls_ca)?.map(|given| given.map(trust)),
            mistakes: Vec::new(),
        })
    }
}

fn trust(text: String) -> GivenTrust {
    match is_fingerprint(&text) {
        true => GivenTrust::Fingerprint(text),
        false => GivenTrust::Certificates(file(text)),
    }
}

type Given<T> = Result<Option<Option<T>>, ControlProblem>;

fn text(field: &'static str, given: Option<Value>) -> Given<String> {
    match given {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(Value::String(text)) => Ok(Some(Some(text))),
        Some(other) => Err(wrong_type(field, &other, "a text or null")),
    }
}

fn content(field: &'static str, given: Option<Value>) -> Given<Vec<u8>> {
    Ok(text(field, given)?.map(|text| text.map(file)))
}

/// The file in a text. Base64 may be as long as the encoding of a form's file.
fn file(text: String) -> Vec<u8> {
    if text.len() <= MOST_CERTIFICATE_BYTES {
        return text.into_bytes();
    }
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    BASE64_STANDARD.decode(dense).unwrap_or_else(|_| text.into_bytes())
}

fn localized(field: &'static str, given: Option<Value>) -> Given<GivenText> {
    match given {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(Value::String(text)) => Ok(Some(Some(GivenText { ro: Some(text), ru: None, en: None }))),
        Some(object @ Value::Object(_)) => {
            let Languages { ro, ru, en } = input::value(object)?;
            Ok(Some(Some(GivenText { ro, ru, en })))
        }
        Some(other) => Err(wrong_type(field, &other, "a text, an object of texts in ro, ru and en, or null")),
    }
}

fn wrong_type(field: &'static str, found: &Value, expected: &'static str) -> ControlProblem {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let mistake = json!({ "field": field, "found": found, "expected": expected });
    ControlProblem::new("invalid-value", format!("`{field}` is {found}, but must be {expected}"))
        .with("mistakes", json!([mistake]))
}

impl From<ServiceProblem> for ControlProblem {
    fn from(problem: ServiceProblem) -> Self {
        let detail = problem.to_string();
        match problem {
            ServiceProblem::Mistakes(mistakes) => {
                let mistakes: Vec<Value> = mistakes.iter().map(mistake).collect();
                Self::new("invalid-value", detail).with("mistakes", json!(mistakes))
            }
            ServiceProblem::Unknown(_) => Self::new("unknown-service", detail),
            ServiceProblem::ChangedMeanwhile(_) => Self::new("changed-meanwhile", detail),
            ServiceProblem::TooMany => Self::new("wrong-state", detail)
                .hint("delete unused services; GET /control/v1/services lists them"),
            ServiceProblem::OfSettings(_) => Self::new("service-of-settings", detail),
            ServiceProblem::Unconfirmed { unconfirmed, .. } => {
                let counts = unconfirmed.into_iter().map(|(status, count)| (status, json!(count)));
                Self::new("service-in-use", detail).with("confirmations", Value::Object(counts.collect()))
            }
            ServiceProblem::Store(error) => error.into(),
        }
    }
}

fn mistake(mistake: &FieldMistake) -> Value {
    json!({ "field": mistake.path(), "found": mistake.found, "expected": mistake.mistake.expected() })
}
