//! Parses the input of calls. Unknown fields are refused by name, with a similar known one.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Query};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::problem::ControlProblem;
use crate::domain::nearest::nearest;

/// The body as received, or the error.
pub(super) type Body = Result<Bytes, actix_web::Error>;

/// Parses the body as JSON; an empty one counts as `{}`.
pub(super) fn body<T: DeserializeOwned>(body: Body) -> Result<T, ControlProblem> {
    let bytes = body.map_err(|error| ControlProblem::new("too-large", error.to_string()))?;
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes.as_ref() };
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => refused(&error.to_string()),
        _ => ControlProblem::new("invalid-json", format!("the body is no JSON: {error}")),
    })
}

/// Parses the query.
pub(super) fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, ControlProblem> {
    match Query::<T>::from_query(request.query_string()) {
        Ok(query) => Ok(query.into_inner()),
        Err(error) => Err(refused(&error.to_string())),
    }
}

/// The problem for an error of serde, mostly an unknown name.
pub(super) fn refused(message: &str) -> ControlProblem {
    let Some((_, rest)) = message.split_once("unknown field `") else {
        return ControlProblem::new("invalid-value", message);
    };
    let (field, rest) = rest.split_once('`').unwrap_or((rest, ""));
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let problem = ControlProblem::new("unknown-field", format!("`{field}` is no field of this call"))
        .with("field", json!(field))
        .with("known", json!(known));
    match nearest(field, known.iter().copied()) {
        Some(meant) => problem.hint(format!("did you mean `{meant}`?")),
        None if known.is_empty() => problem.hint("the call takes no fields"),
        None => problem.hint(format!("the call knows {}", known.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::body::MessageBody;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
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
