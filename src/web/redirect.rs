//! Where the browser goes next.

use std::fmt;

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse};

/// The address of a visit, on the payer's or the operator's pages like the request.
pub(super) fn visit_path(request: &HttpRequest, session: impl fmt::Display) -> String {
    let pages = request.path().split('/').nth(1).unwrap_or_default();
    format!("/{pages}/{session}")
}

/// Redirects the browser with a GET (303), so that a reload there repeats no effect.
pub(super) fn see_other(location: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, location.as_ref()))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}
