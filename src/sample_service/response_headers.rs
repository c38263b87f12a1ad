//! The headers of every response, and the cookie of the language.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use super::SampleService;
use super::layout::{LANGUAGE_COOKIE, language_in_query};

/// A year: the choice of a language outlives the visit.
const COOKIE_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Adds the headers.
pub(super) async fn add(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let policy = request
        .app_data::<web::Data<SampleService>>()
        .and_then(|shop| HeaderValue::from_str(shop.content_security_policy()).ok());
    let language = language_in_query(request.query_string());
    let mut response = next.call(request).await?;

    let headers = response.headers_mut();
    if let Some(policy) = policy {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    headers.insert(HeaderName::from_static("x-mpay-simulator"), HeaderValue::from_static(crate::VERSION));
    if let Some(language) = language {
        let cookie = format!(
            "{LANGUAGE_COOKIE}={}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax",
            language.code()
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    Ok(response)
}
