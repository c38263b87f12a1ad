//! Step 14: the receipt as a file.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::Path;

use super::{problem_in, session_id};
use crate::flow::receipt_download::receipt;
use crate::web::language::RequestLanguage;
use crate::web::page::Hub;

/// Sends the PDF, in the language of the page that it was asked for on.
pub(in crate::web) async fn download(
    hub: Hub,
    language: RequestLanguage,
    path: Path<String>,
) -> HttpResponse {
    let file = match session_id(&path) {
        Ok(id) => receipt(&hub, id, language.language).await,
        Err(problem) => Err(problem),
    };
    match file {
        Ok(file) => HttpResponse::Ok()
            .content_type("application/pdf")
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((
                CONTENT_DISPOSITION,
                format!("attachment; filename=\"Confirmare de plata {}.pdf\"", file.invoice_id),
            ))
            .body(file.pdf),
        Err(problem) => problem_in(&hub, &language, &path, &problem).await,
    }
}
