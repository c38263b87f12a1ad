//! Step 14: the receipt as a file.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::{problem_in, session_id};
use crate::flow::receipt_download::downloaded_receipt;
use crate::web::language::RequestLanguage;
use crate::web::page::Hub;
use crate::web::pdf;

/// Sends the PDF, in the language of the page that it was asked for on; `pageFormat` may be A5.
pub(in crate::web) async fn download(
    hub: Hub,
    language: RequestLanguage,
    path: Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let format = pdf::format(request.query_string());
    let file = match session_id(&path) {
        Ok(id) => downloaded_receipt(&hub, id, format, language.language).await,
        Err(problem) => Err(problem),
    };
    match file {
        Ok(file) => {
            let name = format!("Confirmare de plata {}.pdf", file.invoice_id);
            pdf::download("application/pdf", &name, file.pdf)
        }
        Err(problem) => problem_in(&hub, &language, "/pay", &path, &problem).await,
    }
}
