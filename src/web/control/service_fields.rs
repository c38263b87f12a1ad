//! The body of calls that register a service: the settings' field names, with certificates by content.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::problem::ControlProblem;
use crate::domain::language::Language;
use crate::domain::service_field_value::FieldValue;
use crate::domain::service_fields::{FieldKind, ServiceField};
use crate::domain::service_mistake::{FieldMistake, Mistake};
use crate::domain::service_rules::is_fingerprint;
use crate::domain::service_values::ServiceValues;
use crate::flow::services::{MOST_CERTIFICATE_BYTES, ServiceProblem, certificate_value};

/// The fields of a service. `PATCH` leaves an omitted field unchanged, `PUT` sets it to its default; null sets it to its
/// default in both.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub(super) struct ServiceFields(pub(super) ServiceValues);

impl TryFrom<Map<String, Value>> for ServiceFields {
    type Error = String;

    fn try_from(given: Map<String, Value>) -> Result<Self, String> {
        let value = |(name, value): (String, Value)| {
            let field = ServiceField::written(&name).ok_or_else(|| format!("unknown field `{name}`"))?;
            Ok((field, written(field.kind(), value)?))
        };
        given.into_iter().map(value).collect::<Result<_, String>>().map(Self)
    }
}

impl JsonSchema for ServiceFields {
    fn schema_name() -> Cow<'static, str> {
        "ServiceFields".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let property = |field: &ServiceField| {
            let mut schema = match (field, field.kind()) {
                (ServiceField::EndpointUrl, _) => json!({ "type": "string" }),
                (_, FieldKind::Texts) => json!({ "anyOf": [
                    { "type": "string" },
                    {
                        "type": "object",
                        "properties": Language::ALL
                            .map(|language| (language.code().to_owned(), json!({ "type": ["string", "null"] })))
                            .into_iter()
                            .collect::<Map<_, _>>(),
                        "additionalProperties": false,
                    },
                    { "type": "null" },
                ] }),
                _ => json!({ "type": ["string", "null"] }),
            };
            schema["description"] = json!(field.meaning());
            (field.name().to_owned(), schema)
        };
        let properties: Map<String, Value> = ServiceField::WRITTEN.iter().map(property).collect();
        json_schema!({
            "description": "The fields of a service. `PATCH` leaves an omitted field unchanged, `PUT` sets it to its \
                            default; null sets it to its default in both.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}

/// The schema of the body of `PUT`, which requires the e-Service's address.
pub(super) fn put_schema(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = ServiceFields::json_schema(generator);
    schema.insert("required".to_owned(), json!([ServiceField::EndpointUrl.name()]));
    schema
}

/// The value of a field of this kind.
///
/// # Errors
/// If it names an unknown language.
fn written(kind: FieldKind, given: Value) -> Result<FieldValue, String> {
    let expected = match kind {
        FieldKind::Texts => "a text, an object of texts in ro, ru and en, or null",
        FieldKind::Text | FieldKind::Certificates | FieldKind::Trust => "a text or null",
    };
    Ok(match (kind, given) {
        (_, Value::Null) => FieldValue::Default,
        (FieldKind::Text | FieldKind::Texts, Value::String(text)) => FieldValue::Text(text),
        (FieldKind::Trust, Value::String(text)) if is_fingerprint(&text) => FieldValue::Text(text),
        (FieldKind::Certificates | FieldKind::Trust, Value::String(text)) => certificate_value(&file(text)),
        (FieldKind::Texts, Value::Object(given)) => {
            let mut texts = BTreeMap::new();
            for (code, text) in given {
                let language = Language::of_code(&code).ok_or_else(|| format!("unknown field `{code}`"))?;
                match text {
                    Value::Null => {}
                    Value::String(text) => drop(texts.insert(language, text)),
                    other => {
                        let found = format!("an object with {} in {code}", kind_of(&other));
                        return Ok(FieldValue::Wrong { mistake: Mistake::Kind(expected), found });
                    }
                }
            }
            FieldValue::Texts(texts)
        }
        (_, other) => {
            FieldValue::Wrong { mistake: Mistake::Kind(expected), found: kind_of(&other).to_owned() }
        }
    })
}

/// The file in a text. Base64 may be as long as the encoding of a form's file.
fn file(text: String) -> Vec<u8> {
    if text.len() <= MOST_CERTIFICATE_BYTES {
        return text.into_bytes();
    }
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    BASE64_STANDARD.decode(dense).unwrap_or_else(|_| text.into_bytes())
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
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
