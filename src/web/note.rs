//! "Check a note": the state of a payment notice, by its number. The QR codes of receipts link here.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::errors::PageResult;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render, see_other};
use super::{download, parameters};
use crate::domain::ids::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::payment::PaymentStatus;
use crate::flow::Problem;
use crate::flow::note_check::{self, Note};
use crate::flow::note_download;

#[derive(Template)]
#[template(path = "note.html")]
struct NotePage {
    f: Frame,
    id: String,
    number: String,
    status: InvoiceStatus,
    status_text: String,
    service: String,
    service_provider: String,
    reason: String,
    amount: Option<String>,
    paid: Option<String>,
    paid_at: Option<String>,
    payment_id: Option<String>,
    /// The parameters of the pay button, if the note can be paid.
    service_id: String,
    order_key: String,
    can_be_paid: bool,
}

/// Redirects from the home page's form to the note's address.
pub(super) async fn look_up(request: HttpRequest) -> PageResult {
    let typed = parameters::read(request.query_string());
    let number =
        typed.iter().find(|(name, _)| name == "number").and_then(|(_, number)| InvoiceId::parse(number));
    let id = number.ok_or(Problem::UnknownInvoice)?;
    Ok(see_other(format!("/n/{id}")))
}

/// Shows the note.
pub(super) async fn show(hub: Hub, language: RequestLanguage, path: Path<String>) -> PageResult {
    let note = note_check::note(&hub, &InvoiceId::parse(&path).ok_or(Problem::UnknownInvoice)?).await?;
    let language = language.about(&note.invoice.service_id, &note.invoice.order_key);
    let can_be_paid = note.service.is_some() && note.invoice.payable(hub.clock.now()).is_ok();
    Ok(render(StatusCode::OK, &language, &page(&language, note, can_be_paid)))
}

/// The note as a PDF, in the language of the pages; `pageFormat` may be A5.
pub(super) async fn download(
    hub: Hub,
    language: RequestLanguage,
    path: Path<String>,
    request: HttpRequest,
) -> PageResult {
    let format = download::format(request.query_string());
    let id = InvoiceId::parse(&path).ok_or(Problem::UnknownInvoice)?;
    let file = note_download::note_by_number(&hub, &id, format, language.language).await?;
    let name = format!("Nota de plata {}.pdf", file.invoice_id);
    Ok(download::file("application/pdf", &name, file.pdf))
}

fn page(language: &RequestLanguage, note: Note, can_be_paid: bool) -> NotePage {
    let t = language.translator();
    let invoice = note.invoice;
    let currency = &invoice.order.currency;
    let paid_at = note.paid_by.as_ref().and_then(|payment| match &payment.status {
        PaymentStatus::Authorized(authorization) => Some(t.date_time_seconds(authorization.paid_at)),
        _ => None,
    });
    NotePage {
        id: invoice.id.to_string(),
        number: invoice.id.grouped(),
        status: invoice.status,
        status_text: t.get(&format!("invoice-status-{}", invoice.status.as_str())),
        service: note
            .service
            .as_ref()
            .map_or_else(|| invoice.service_id.to_string(), |s| s.name.get(language.language).to_owned()),
        service_provider: note
            .service
            .map(|service| service.service_provider_name.get(language.language).to_owned())
            .unwrap_or_default(),
        reason: invoice.order.reason.clone(),
        amount: invoice.shown_amount().map(|amount| t.money(amount, currency)),
        paid: (!invoice.paid.is_zero()).then(|| t.money(invoice.paid, currency)),
        paid_at,
        payment_id: note.paid_by.map(|payment| payment.id.to_string()),
        service_id: invoice.service_id.to_string(),
        order_key: invoice.order_key.to_string(),
        can_be_paid,
        f: Frame::new(language),
    }
}
