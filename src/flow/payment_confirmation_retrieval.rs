//! Step 12: before it shows the result, the hub fetches the confirmation from the payment provider.

use std::sync::Arc;

use super::Problem;
use super::payment_confirmation_to_e_service::deliver_now;
use super::payment_page_request::session;
use crate::app::App;
use crate::domain::confirmation::{PaymentConfirmation, QueuedConfirmation};
use crate::domain::ids::SessionId;
use crate::domain::instrument::Instrument;
use crate::domain::invoice::{Invoice, NotPayable};
use crate::domain::payment::{Authorization, Payment, PaymentStatus, ReversalReason};
use crate::payment_provider::{self, TransactionConfirmation};
use crate::soap::confirm_order_payment;
use crate::store::{PaySession, PaymentRecording};

/// What the result page shows.
#[derive(Debug)]
pub struct PaymentResult {
    /// The payer's visit.
    pub session: PaySession,
    /// The invoice.
    pub invoice: Invoice,
    /// The payment that the page is about: the one that was made, else the latest try. `None` before any.
    pub payment: Option<Payment>,
    /// What the e-Service knows of it; `None` where nothing was paid.
    pub confirmation: Option<QueuedConfirmation>,
}

/// Steps 12 and 13 for a visit: asks the payment providers, writes what they say, tells the e-Service, and waits a
/// little for it to answer. Asking again changes nothing that was decided.
pub async fn result(app: &Arc<App>, id: SessionId) -> Result<PaymentResult, Problem> {
    let visit = session(app, id).await?;
    let invoice_id = visit.invoice_id.clone().ok_or(Problem::UnknownSession)?;
    let invoice = app.store.invoice(&invoice_id).await?.ok_or(Problem::UnknownSession)?;
    let invoice = settle_invoice(app, invoice).await?;

    let payments = app.store.payments_of_session(id).await?;
    let made = payments.iter().find(|payment| matches!(payment.status, PaymentStatus::Authorized(_)));
    let payment = made.or_else(|| payments.first()).cloned();
    let confirmation = match made {
        Some(payment) => {
            deliver_now(app, &payment.id).await?;
            app.store.confirmation(&payment.id).await?
        }
        None => None,
    };
    Ok(PaymentResult { session: visit, invoice, payment, confirmation })
}

/// Asks the payment providers about every undecided payment of the invoice, from whichever visit, and writes what they
/// say. Gives the invoice as it then is.
pub async fn settle_invoice(app: &App, invoice: Invoice) -> Result<Invoice, Problem> {
    let undecided = app.store.undecided_payments_of_invoice(&invoice.id).await?;
    if undecided.is_empty() {
        return Ok(invoice);
    }
    for payment in undecided {
        settle(app, &payment).await?;
    }
    Ok(app.store.invoice(&invoice.id).await?.unwrap_or(invoice))
}

/// Asks the payment provider about one payment and writes what it says.
pub async fn settle(app: &App, payment: &Payment) -> Result<(), Problem> {
    let desk = app.payment_provider_desk();
    let unpaid = match payment_provider::confirmation_of(desk, payment.transaction_id).await? {
        // A payment is written before it is published, so an unknown one may be on its way there.
        TransactionConfirmation::Undecided | TransactionConfirmation::Unknown => return Ok(()),
        TransactionConfirmation::Authorized(authorization) => {
            return accept(app, payment, &authorization).await;
        }
        TransactionConfirmation::Declined(reason) => PaymentStatus::Declined(reason),
        TransactionConfirmation::Cancelled => PaymentStatus::Cancelled,
        TransactionConfirmation::Reversed => PaymentStatus::Reversed(reason_of_reversal(app, payment).await?),
    };
    Ok(app.store.record_unpaid(&payment.id, &unpaid).await?)
}

/// Writes a payment that was authorised, or gives it back where the invoice can no longer be paid.
async fn accept(app: &App, payment: &Payment, authorization: &Authorization) -> Result<(), Problem> {
    loop {
        let Some(invoice) = app.store.invoice(&payment.invoice_id).await? else {
            return Err(Problem::UnknownInvoice);
        };
        // What counts is whether the invoice could be paid when the bank authorised, not when the payer came back.
        if let Err(reason) = invoice.payable(authorization.paid_at) {
            // It may be this very payment that filled the invoice, accepted by another request since it was read here.
            // Read after the invoice, because both are written in one transaction.
            let now = app.store.payment(&payment.id).await?;
            if now.is_some_and(|payment| !payment.status.is_undecided()) {
                return Ok(());
            }
            return reverse(app, payment, reversal_reason(reason)).await;
        }
        let bank = Instrument::of(payment.instrument).bank_property;
        let confirmation = PaymentConfirmation::of(&invoice, payment, authorization, bank);
        let body = confirm_order_payment::write_request(&confirmation);
        match app.store.record_authorized_payment(payment, authorization, &invoice, &body).await? {
            PaymentRecording::Recorded => {
                tracing::info!(
                    service = %invoice.service_id, order = %invoice.order_key, payment = %payment.id,
                    amount = %payment.amount, "paid"
                );
                app.wake_delivery(&invoice.service_id);
                return Ok(());
            }
            PaymentRecording::AlreadyDecided => return Ok(()),
            // Another payment or a refresh came first; look again at what the invoice is now.
            PaymentRecording::InvoiceChanged => {}
        }
    }
}

/// Why a payment was given back that the payment provider says it gave back: the hub asked for it and stopped, or
/// another request is just about to write it.
async fn reason_of_reversal(app: &App, payment: &Payment) -> Result<ReversalReason, Problem> {
    let invoice = app.store.invoice(&payment.invoice_id).await?;
    let reason = invoice.and_then(|invoice| invoice.payable(app.clock.now()).err());
    Ok(reason.map_or(ReversalReason::NotPayable, reversal_reason))
}

fn reversal_reason(reason: NotPayable) -> ReversalReason {
    match reason {
        NotPayable::AlreadyPaid => ReversalReason::AlreadyPaid,
        _ => ReversalReason::NotPayable,
    }
}

async fn reverse(app: &App, payment: &Payment, reason: ReversalReason) -> Result<(), Problem> {
    // The money first: where the hub stops in between, the payment provider says `Reversed` when it is asked again.
    payment_provider::reverse(app.payment_provider_desk(), payment.transaction_id).await?;
    app.store.record_unpaid(&payment.id, &PaymentStatus::Reversed(reason)).await?;
    tracing::warn!(payment = %payment.id, reason = reason.as_str(), "an authorised payment was given back");
    Ok(())
}
