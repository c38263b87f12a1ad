//! Files as responses, and the requested paper.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};

use super::parameters;
use crate::domain::receipt::PageFormat;

/// The paper of the parameter `pageFormat`, in any case; A4 by default.
pub(super) fn format(query: &str) -> PageFormat {
    parameters::ignoring_case(query, "pageFormat")
        .and_then(|name| PageFormat::parse(&name))
        .unwrap_or_default()
}

/// A file to save. What an e-Service or a payer wrote is never served as a page.
pub(super) fn file(content_type: &str, file_name: &str, content: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .body(content)
}

/// Recorded octets to save.
pub(super) fn octets(file_name: &str, octets: Vec<u8>) -> HttpResponse {
    file("application/octet-stream", file_name, octets)
}
