//! Step 14: the receipt of what was paid.

use super::Problem;
use super::payment_page_request::session;
use crate::app::App;
use crate::domain::confirmation::ConfirmationStatus;
use crate::domain::ids::{InvoiceId, SessionId};
use crate::domain::instrument::Instrument;
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::language::Language;
use crate::domain::payment::{Payment, PaymentStatus};
use crate::domain::receipt::{Receipt, ReceiptLine};
use crate::i18n::Translator;
use crate::receipt;

/// A receipt, ready to send.
#[derive(Debug)]
pub struct ReceiptFile {
    /// The invoice, which names the file.
    pub invoice_id: InvoiceId,
    /// The PDF.
    pub pdf: Vec<u8>,
}

/// The receipt of the visit's invoice, in this language: of the visit's own payment, else of the one that paid it.
pub async fn receipt(app: &App, id: SessionId, language: Language) -> Result<ReceiptFile, Problem> {
    let visit = session(app, id).await?;
    let invoice_id = visit.invoice_id.ok_or(Problem::NothingPaid)?;
    let invoice = app.store.invoice(&invoice_id).await?.ok_or(Problem::UnknownInvoice)?;
    let mut payments = app.store.authorized_payments_of_invoice(&invoice_id).await?;
    let own = payments.iter().position(|payment| payment.session_id == id).unwrap_or(0);
    if payments.is_empty() {
        return Err(Problem::NothingPaid);
    }
    let facts = facts(app, &invoice, payments.swap_remove(own), language).await?;
    let pdf = receipt::to_pdf(&facts, Translator::of(language))?;
    Ok(ReceiptFile { invoice_id, pdf })
}

async fn facts(
    app: &App,
    invoice: &Invoice,
    payment: Payment,
    language: Language,
) -> Result<Receipt, Problem> {
    let PaymentStatus::Authorized(authorization) = payment.status else { return Err(Problem::NothingPaid) };
    let confirmed_at = match app.store.confirmation(&payment.id).await?.map(|queued| queued.status) {
        Some(ConfirmationStatus::Confirmed { at }) => Some(at),
        _ => None,
    };
    let service = app.service(&invoice.service_id);
    let order = &invoice.order;
    Ok(Receipt {
        invoice_id: invoice.id.clone(),
        payment_id: payment.id,
        paid_in_full: invoice.status == InvoiceStatus::Paid,
        service_provider_name: service
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
            .zip(order.allocate(payment.amount))
            .map(|(line, amount)| ReceiptLine {
                reason: line.reason.clone(),
                account: line.destination_account.clone(),
                amount,
            })
            .collect(),
        fee: payment.fee,
        total: payment.amount + payment.fee,
        currency: order.currency.clone(),
        paid_at: authorization.paid_at,
        instrument: Instrument::of(payment.instrument),
        card_last_four: authorization.card_last_four,
        authorization_code: authorization.code,
        confirmed_at,
        printed_at: app.clock.now(),
        qr_url: format!("{}/n/{}", app.public_url, invoice.id),
    })
}
