//! Step 14: the receipt as a file.

use actix_web::HttpRequest;
use actix_web::web::Path;

use super::session_id;
use crate::flow::receipt_download::downloaded_receipt;
use crate::web::download;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::Hub;

/// The PDF in the page's language; `pageFormat` may be A5.
pub(in crate::web) async fn download(
    hub: Hub,
    language: RequestLanguage,
    path: Path<String>,
    request: HttpRequest,
) -> PageResult {
    let format = download::format(request.query_string());
    let file = downloaded_receipt(&hub, session_id(&path)?, format, language.language).await?;
    let name = format!("Confirmare de plata {}.pdf", file.invoice_id);
    Ok(download::file("application/pdf", &name, file.pdf))
}
