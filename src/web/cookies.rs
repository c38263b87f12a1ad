//! The cookies of a request.

use actix_web::HttpRequest;
use actix_web::http::header::COOKIE;

/// The value of the first cookie of this name.
pub(super) fn find<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    request
        .headers()
        .get_all(COOKIE)
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// A cookie for one year that scripts and other sites cannot read.
pub(super) fn remembered(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")
}
