//! The answer of a call.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::problem::ControlProblem;

/// The result of a handler.
pub(super) type Answered = Result<HttpResponse, ControlProblem>;

/// The value as JSON, with status 200.
pub(super) fn ok(value: &impl Serialize) -> Answered {
    json(HttpResponse::Ok(), value)
}

pub(super) fn json(mut response: HttpResponseBuilder, value: &impl Serialize) -> Answered {
    let text =
        serde_json::to_string(value).map_err(|error| ControlProblem::new("internal", error.to_string()))?;
    Ok(response
        .content_type("application/json; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(text))
}
