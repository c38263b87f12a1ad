//! Step 14: the receipt.

use super::Problem;
use super::document_file::DocumentFile;
use super::note_download::document;
use super::payment_page_request::session;
use super::pos_terminal::payment_provider_of;
use crate::app::App;
use crate::domain::confirmation::ConfirmationStatus;
use crate::domain::event::EventKind;
use crate::domain::ids::{PaymentId, SessionId};
use crate::domain::instrument::Instrument;
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::language::Language;
use crate::domain::payment::{Payment, PaymentStatus};
use crate::domain::receipt::{Document, DocumentKind, PageFormat, Receipt};
use crate::domain::visible_properties::visible_properties;
use crate::i18n::Translator;
use crate::metrics::Paper;
use crate::receipt;
use crate::soap::confirm_order_payment;

/// The receipt for a download, which is recorded with the payment's events.
pub async fn downloaded_receipt(
    app: &App,
    id: SessionId,
    format: PageFormat,
    language: Language,
) -> Result<DocumentFile, Problem> {
    let (file, payment) = of_visit(app, id, format, language).await?;
    let detail = format!("{format:?}, {}", language.code());
    let kind = EventKind::ReceiptDownloaded;
    app.store.record_payment_event(app.clock.now(), kind, &payment, &detail).await?;
    Ok(file)
}

/// The receipt of the visit's invoice in this language: of the visit's own payment, else of the one that paid it.
pub async fn receipt(
    app: &App,
    id: SessionId,
    format: PageFormat,
    language: Language,
) -> Result<DocumentFile, Problem> {
    Ok(of_visit(app, id, format, language).await?.0)
}

async fn of_visit(
    app: &App,
    id: SessionId,
    format: PageFormat,
    language: Language,
) -> Result<(DocumentFile, PaymentId), Problem> {
    let visit = session(app, id).await?;
    let invoice_id = visit.invoice_id.ok_or(Problem::NothingPaid)?;
    let invoice = app.store.invoice(&invoice_id).await?.ok_or(Problem::UnknownInvoice)?;
    let mut payments = app.store.authorized_payments_of_invoice(&invoice_id).await?;
    let own = payments.iter().position(|payment| payment.session_id == id).unwrap_or(0);
    if payments.is_empty() {
        return Err(Problem::NothingPaid);
    }
    let payment = payments.swap_remove(own);
    let id = payment.id.clone();
    let facts = facts(app, &invoice, payment, language).await?;
    let pdf = receipt::to_pdf(&facts, format, Translator::of(language))?;
    app.metrics.paper_made(Paper::Receipt, format);
    Ok((DocumentFile { invoice_id, pdf }, id))
}

async fn facts(
    app: &App,
    invoice: &Invoice,
    payment: Payment,
    language: Language,
) -> Result<Document, Problem> {
    let (payment_provider_name, _) = payment_provider_of(app, &payment).await?;
    let PaymentStatus::Authorized(authorization) = payment.status else { return Err(Problem::NothingPaid) };
    let confirmation = app.store.confirmation(&payment.id).await?;
    let confirmed_at = match confirmation.as_ref().map(|queued| queued.status) {
        Some(ConfirmationStatus::Confirmed { at }) => Some(at),
        _ => None,
    };
    let order = &invoice.order;
    let sent = confirmation.map(|queued| confirm_order_payment::line_amounts(&queued.body_xml));
    let amounts =
        sent.filter(|sent| sent.len() == order.lines.len()).unwrap_or_else(|| order.allocate(payment.amount));
    let properties = visible_properties(order, &payment.input);
    let customer_id = order.customer_id.clone().or(payment.input.customer_id);
    let kind = DocumentKind::Receipt(Receipt {
        payment_id: payment.id,
        is_of_all: invoice.status == InvoiceStatus::Paid && invoice.paid == payment.amount,
        paid_at: authorization.paid_at,
        instrument: Instrument::of(payment.instrument),
        payment_provider_name,
        card_last_four: authorization.card_last_four,
        authorization_code: authorization.code,
        confirmed_at,
    });
    Ok(Document {
        customer_id,
        properties,
        fee: payment.fee,
        total: Some(payment.amount + payment.fee),
        ..document(app, invoice, amounts.into_iter().map(Some), language, kind)
    })
}
