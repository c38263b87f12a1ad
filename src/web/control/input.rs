//! Parses the input of calls. Unknown fields are refused by name, with a similar known one.

use std::fmt::Display;

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Query};
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::sync::SemaphorePermit;

use super::problem::ControlProblem;
use crate::app::App;
use crate::flow::wait::place;

/// A place among the callers that wait.
pub(super) fn place_to_wait(hub: &App) -> Result<SemaphorePermit<'_>, ControlProblem> {
    let too_many = || ControlProblem::new("too-many-waiting", "no place is left among those who wait");
    place(hub).ok_or_else(too_many)
}

/// The body as received, or the error.
pub(super) type Body = Result<Bytes, actix_web::Error>;

/// Parses the body as JSON; an empty one counts as `{}`.
pub(super) fn body<T: DeserializeOwned + JsonSchema>(body: Body) -> Result<T, ControlProblem> {
    let bytes = body.map_err(|error| ControlProblem::new("too-large", error.to_string()))?;
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes.as_ref() };
    serde_json::from_slice(bytes).map_err(|error| match serde_json::from_slice(bytes) {
        Ok(given) => refused::<T>(&given, &error),
        Err(error) => ControlProblem::new("invalid-json", format!("the body is no JSON: {error}")),
    })
}

/// Parses the query.
pub(super) fn query<T: DeserializeOwned + JsonSchema>(request: &HttpRequest) -> Result<T, ControlProblem> {
    let text = request.query_string();
    Query::<T>::from_query(text).map(Query::into_inner).map_err(|error| {
        let given = Query::<Map<String, Value>>::from_query(text).map(Query::into_inner).unwrap_or_default();
        refused::<T>(&Value::Object(given), &error)
    })
}

/// Why the value is not one of this type. Unknown fields, the most common mistake, are found by the type's schema.
fn refused<T: JsonSchema>(given: &Value, error: &dyn Display) -> ControlProblem {
    let schema = schema_for!(T).to_value();
    match unknown_field(&schema, &schema, given) {
        Some((field, known)) => unknown(field, &known),
        None => ControlProblem::new("invalid-value", error.to_string()),
    }
}

/// The first field, in any depth, that the schema does not have, and those that it has there.
fn unknown_field<'a>(root: &Value, schema: &Value, given: &'a Value) -> Option<(&'a str, Vec<String>)> {
    let named = schema["$ref"].as_str().and_then(|name| root.pointer(name.trim_start_matches('#')));
    if let Some(named) = named {
        return unknown_field(root, named, given);
    }
    // An optional object is itself or null.
    if let Some(forms) = schema["anyOf"].as_array() {
        return forms.iter().find_map(|form| unknown_field(root, form, given));
    }
    match given {
        Value::Object(fields) if schema["additionalProperties"] == false => {
            let known = schema["properties"].as_object();
            let unknown = fields.keys().find(|field| known.is_none_or(|known| !known.contains_key(*field)));
            if let Some(field) = unknown {
                return Some((field, known.into_iter().flat_map(Map::keys).cloned().collect()));
            }
            let mut within = fields.iter().map(|(name, value)| (&schema["properties"][name], value));
            within.find_map(|(schema, value)| unknown_field(root, schema, value))
        }
        Value::Array(items) => items.iter().find_map(|item| unknown_field(root, &schema["items"], item)),
        _ => None,
    }
}

fn unknown(field: &str, known: &[String]) -> ControlProblem {
    let problem = ControlProblem::new("unknown-field", format!("`{field}` is no field of this call"))
        .with("field", json!(field))
        .with("known", json!(known));
    let problem = match known {
        [] => problem
            .hint("the call takes no fields in its body; `/control/` shows the parameters of its address"),
        _ => problem.hint(format!("the call knows {}", known.join(", "))),
    };
    problem.similar(field, known.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::body::MessageBody;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Given {
        order_key: String,
        #[serde(default)]
        count: u32,
    }

    fn problem(text: &'static str) -> serde_json::Value {
        let read: Result<Given, _> = body(Ok(Bytes::from_static(text.as_bytes())));
        let response = read.unwrap_err().error_response().into_body().try_into_bytes().unwrap();
        serde_json::from_slice(&response).unwrap()
    }

    #[test]
    fn an_unknown_field_is_named_with_the_one_that_was_meant() {
        let given: Given = body(Ok(Bytes::from_static(b"{\"order_key\":\"1\"}"))).unwrap();
        assert_eq!((given.order_key.as_str(), given.count), ("1", 0));
        let unknown = problem("{\"orderkey\":\"1\"}");
        assert_eq!(
            (unknown["code"].as_str(), unknown["field"].as_str()),
            (Some("unknown-field"), Some("orderkey"))
        );
        assert_eq!(unknown["hint"], "did you mean `order_key`?");
        assert_eq!(unknown["known"], json!(["order_key", "count"]));
        assert_eq!(problem("{\"order_key\":1}")["code"], "invalid-value");
        assert_eq!(problem("")["code"], "invalid-value");
        assert_eq!(problem("{")["code"], "invalid-json");
    }
}
