//! The page for a method that an address does not accept; the framework's answer is empty.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest};
use askama::Template;

use super::language::RequestLanguage;
use super::page::{Frame, render};

#[derive(Template)]
#[template(path = "method_not_allowed.html")]
struct MethodNotAllowedPage {
    f: Frame,
    text: String,
    /// The methods that the address accepts.
    allowed: String,
}

/// Gives an empty 405 its page, with the allowed methods. One with a body, such as the control API's, is unchanged.
pub(super) async fn explained(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    if response.status() != StatusCode::METHOD_NOT_ALLOWED || response.headers().contains_key(CONTENT_TYPE) {
        return Ok(response);
    }
    // The framework names none if an address has several routes for reading.
    let allow = response.headers().get(ALLOW).and_then(|allow| allow.to_str().ok()).unwrap_or("GET, HEAD");
    let allow = allow.to_owned();
    let language = RequestLanguage::extract(response.request()).await?;
    let method: String = response.request().method().as_str().chars().take(20).collect();
    let page = MethodNotAllowedPage {
        text: language.translator().with("other-method-text", "method", method),
        allowed: allow.clone(),
        f: Frame::new(&language),
    };
    let mut explained = render(StatusCode::METHOD_NOT_ALLOWED, &language, &page);
    if let Ok(allow) = allow.parse() {
        explained.headers_mut().insert(ALLOW, allow);
    }
    Ok(response.into_response(explained))
}
