//! `GET /api/Invoices/DownloadInvoicePdf`: the note as a download.

use actix_web::{HttpRequest, HttpResponse};

use super::{RestProblem, invoice};
use crate::domain::receipt::PageFormat;
use crate::flow::note_download::note_of;
use crate::web::download;
use crate::web::page::Hub;

/// The note with the documented headers: `application/octet-stream`, and the file's name.
pub(super) async fn download(hub: Hub, request: HttpRequest) -> Result<HttpResponse, RestProblem> {
    let invoice = invoice(&hub, &request).await?;
    let file = note_of(&hub, &invoice, PageFormat::A4, hub.config.language)?;
    let name = format!("Nota de plata {}.pdf", file.invoice_id);
    Ok(download::octets(&name, file.pdf))
}
