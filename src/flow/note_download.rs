//! The payment note as a file, for the payer to print or to take to a counter.

use super::Problem;
use super::document_file::DocumentFile;
use super::note_check::note;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::invoice::Invoice;
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::payer_input::PayerInput;
use crate::domain::receipt::{Document, DocumentKind, DocumentLine, Note, PageFormat};
use crate::domain::visible_properties::{mask_personal_numbers, visible_properties};
use crate::i18n::Translator;
use crate::metrics::Paper;
use crate::receipt;

/// The note with this number, from the hub's data. Personal numbers are masked, as anybody can type a note's number.
pub async fn note_by_number(
    app: &App,
    id: &InvoiceId,
    format: PageFormat,
    language: Language,
) -> Result<DocumentFile, Problem> {
    let mut invoice = note(app, id).await?.invoice;
    mask_personal_numbers(&mut invoice.order);
    note_of(app, &invoice, format, language)
}

/// The note of this invoice.
pub fn note_of(
    app: &App,
    invoice: &Invoice,
    format: PageFormat,
    language: Language,
) -> Result<DocumentFile, Problem> {
    let now = app.clock.now();
    let (in_lines, due) = (invoice.order.amount_due(), invoice.due());
    let kind = DocumentKind::Note(Note {
        status: invoice.status.after_refresh(invoice.paid, &invoice.order, now),
        due_at: invoice.order.due_at,
        already_paid: in_lines.zip(due).map_or(Amount::ZERO, |(in_lines, due)| in_lines - due),
        payable: invoice.payable(now).is_ok(),
    });
    let amounts = invoice.order.lines.iter().map(|line| line.amount_due);
    let facts = Document { total: due, ..document(app, invoice, amounts, language, kind) };
    let pdf = receipt::to_pdf(&facts, format, Translator::of(language))?;
    app.metrics.paper_made(Paper::Note, format);
    Ok(DocumentFile { invoice_id: invoice.id.clone(), pdf })
}

/// The common content of all documents about an invoice, without fee and total.
pub(super) fn document(
    app: &App,
    invoice: &Invoice,
    amounts: impl Iterator<Item = Option<Amount>>,
    language: Language,
    kind: DocumentKind,
) -> Document {
    let service = app.service(&invoice.service_id);
    let order = &invoice.order;
    Document {
        invoice_id: invoice.id.clone(),
        service_provider_name: service
            .as_ref()
            .map(|service| service.service_provider_name.get(language).to_owned())
            .unwrap_or_else(|| invoice.service_id.to_string()),
        service_provider_idno: service.and_then(|service| service.service_provider_idno.clone()),
        customer_name: order.customer_name.clone(),
        customer_id: order.customer_id.clone(),
        customer_type: order.customer_type,
        reason: order.reason.clone(),
        service_id: invoice.service_id.clone(),
        order_key: invoice.order_key.clone(),
        issued_at: order.issued_at,
        lines: order
            .lines
            .iter()
            .zip(amounts)
            .map(|(line, amount)| DocumentLine {
                reason: line.reason.clone(),
                account: line.destination_account.clone(),
                amount,
            })
            .collect(),
        properties: visible_properties(order, &PayerInput::default()),
        fee: Amount::ZERO,
        total: None,
        currency: order.currency.clone(),
        printed_at: app.clock.now(),
        qr_url: format!("{}/n/{}", app.public_url, invoice.id),
        kind,
    }
}
