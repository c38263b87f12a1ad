//! `GET /api/Invoices/GetPdfInvoiceBytes`: the note's bytes, on the requested paper.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};

use super::{RestProblem, invoice};
use crate::domain::receipt::PageFormat;
use crate::flow::note_download::note_of;
use crate::web::page::Hub;
use crate::web::parameters;

/// The raw bytes of the PDF. `pageFormat` is A4 (default) or A5.
pub(super) async fn bytes(hub: Hub, request: HttpRequest) -> Result<HttpResponse, RestProblem> {
    let named = parameters::ignoring_case(request.query_string(), "pageFormat");
    let format = match named.as_deref().map(PageFormat::parse) {
        None => PageFormat::default(),
        Some(Some(format)) => format,
        Some(None) => {
            let error = "pageFormat must be A4 or A5".to_owned();
            return Err(RestProblem::Invalid { parameter: "pageFormat", error });
        }
    };
    let file = note_of(&hub, &invoice(&hub, &request).await?, format, hub.config.language)?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(file.pdf))
}
