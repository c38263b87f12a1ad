//! Step 12: fetches the confirmation from the payment provider before the result is shown.

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use super::payment_confirmation_to_e_service::confirmed_soon;
use super::payment_page_request::session;
use super::pos_terminal::{self, PosPayment};
use crate::app::App;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation::{PaymentConfirmation, QueuedConfirmation};
use crate::domain::finding::Finding;
use crate::domain::ids::{PaymentId, SessionId};
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::invoice::{Invoice, NotPayable};
use crate::domain::payment::{Authorization, Payment, PaymentStatus, ReversalReason};
use crate::payment_provider::{self, TransactionConfirmation};
use crate::soap::confirm_order_payment;
use crate::store::{PaySession, PaymentRecording};

/// The age at which an undecided payment is abandoned: the payment provider lets it lapse.
const ABANDONED_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The content of the result page.
#[derive(Debug)]
pub struct PaymentResult {
    /// The payer's visit.
    pub session: PaySession,
    /// The invoice.
    pub invoice: Invoice,
    /// The payment that the page describes.
    pub payment: Payment,
    /// True if the visit has an authorised payment, this one or another, so that there is a receipt.
    pub has_receipt: bool,
    /// The payment's confirmation; `None` if nothing was paid.
    pub confirmation: Option<QueuedConfirmation>,
    /// The outcome of the attempts to confirm it.
    pub last_outcome: Option<CallOutcome>,
    /// The findings about the e-Service's latest reply to the confirmation.
    pub findings: Vec<Finding>,
    /// The POS terminal of the payment, if there was one.
    pub pos: Option<PosPayment>,
}

/// Steps 12 and 13 for a visit: asks the payment providers, records their decisions, and waits briefly for the
/// confirmation. Repeating it changes no decision. The page describes the named payment; without a name, the authorised
/// one, else the latest. `None` if the visit has started no payment.
pub async fn result(
    app: &App,
    id: SessionId,
    asked: Option<&PaymentId>,
) -> Result<Option<PaymentResult>, Problem> {
    let visit = session(app, id).await?;
    let Some(invoice) = app.store.invoice_of_order(&visit.service_id, &visit.order_key).await? else {
        return Ok(None);
    };
    let invoice = settle_invoice(app, invoice).await?;

    let payments = app.store.payments_of_session(id).await?;
    let is_made = |payment: &&Payment| matches!(payment.status, PaymentStatus::Authorized(_));
    let named = asked.and_then(|asked| payments.iter().find(|payment| payment.id == *asked));
    let about = named.or_else(|| payments.iter().find(is_made)).or_else(|| payments.first());
    let Some(payment) = about.cloned() else { return Ok(None) };
    let confirmation = if is_made(&&payment) {
        confirmed_soon(app, &payment.id).await?;
        app.store.confirmation(&payment.id).await?
    } else {
        None
    };
    let last_outcome = app.store.last_outcome(&payment.id).await?;
    let has_receipt = payments.iter().any(|payment| is_made(&payment));
    let findings = app.store.findings_of_latest_confirmation(&payment.id).await?;
    let pos = pos_terminal::of_payment(app, &payment).await?;
    Ok(Some(PaymentResult {
        session: visit,
        invoice,
        payment,
        has_receipt,
        confirmation,
        last_outcome,
        findings,
        pos,
    }))
}

/// Asks the payment providers about every undecided payment of the invoice, from any visit, and records their decisions.
/// Returns the resulting invoice.
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

/// Asks the payment provider about one payment and records its decision; completes a reversal that was begun.
pub async fn settle(app: &App, payment: &Payment) -> Result<(), Problem> {
    if let PaymentStatus::Reversing(reason) = payment.status {
        return give_back(app, payment, reason).await;
    }
    let desk = app.payment_provider_desk();
    let unpaid = match payment_provider::confirmation_of(desk, payment.transaction_id).await? {
        // A payment is written before it is published, so an unknown one may still be on its way.
        TransactionConfirmation::Undecided | TransactionConfirmation::Unknown => return Ok(()),
        TransactionConfirmation::Authorized(authorization) => {
            return accept(app, payment, &authorization).await;
        }
        TransactionConfirmation::Pending => {
            return Ok(app.store.payment_is_pending(&payment.id, app.clock.now()).await?);
        }
        TransactionConfirmation::Declined(reason) => PaymentStatus::Declined(reason),
        TransactionConfirmation::Cancelled => PaymentStatus::Cancelled,
        TransactionConfirmation::TimedOut(reason) => PaymentStatus::TimedOut(reason),
        TransactionConfirmation::Reversed => PaymentStatus::Reversed(ReversalReason::NotPayable),
    };
    record_unpaid(app, payment, &unpaid).await
}

async fn record_unpaid(app: &App, payment: &Payment, status: &PaymentStatus) -> Result<(), Problem> {
    if app.store.record_unpaid(&payment.id, status, app.clock.now()).await? {
        app.metrics.payment_ended(payment.instrument, status.name());
    }
    Ok(())
}

/// Like [`settle`], for a payment whose payer has not come back by this time: an abandoned one lapses.
pub async fn settle_unattended(app: &App, payment: &Payment, now: Timestamp) -> Result<(), Problem> {
    if !is_abandoned(app, payment, now).await? {
        return settle(app, payment).await;
    }
    let desk = app.payment_provider_desk();
    match payment_provider::lapse(desk, payment.transaction_id).await? {
        TransactionConfirmation::Unknown => record_unpaid(app, payment, &PaymentStatus::Cancelled).await,
        _ => settle(app, payment).await,
    }
}

/// True if the payer has abandoned the payment. Cash may be paid as long as the order can be.
async fn is_abandoned(app: &App, payment: &Payment, now: Timestamp) -> Result<bool, Problem> {
    if now - ABANDONED_AFTER <= payment.started_at {
        return Ok(false);
    }
    if Instrument::of(payment.instrument).kind != InstrumentKind::Cash {
        return Ok(true);
    }
    let invoice = app.store.invoice(&payment.invoice_id).await?;
    let takes = |invoice: Invoice| {
        let payable = invoice.payable(now);
        payable.is_ok_and(|payable| payable.min <= payment.amount && payment.amount <= payable.max)
    };
    Ok(!invoice.is_some_and(takes))
}

/// Records an authorised payment, or gives it back if the invoice can no longer be paid.
async fn accept(app: &App, payment: &Payment, authorization: &Authorization) -> Result<(), Problem> {
    loop {
        let Some(invoice) = app.store.invoice(&payment.invoice_id).await? else {
            return Err(Problem::UnknownInvoice);
        };
        // The time of the bank's authorisation counts, not that of the payer's return.
        match invoice.payable(authorization.paid_at) {
            Ok(payable) if payable.min <= payment.amount && payment.amount <= payable.max => {}
            Ok(_) => return reverse(app, payment, ReversalReason::NotPayable).await,
            Err(NotPayable::AlreadyPaid) => return reverse(app, payment, ReversalReason::AlreadyPaid).await,
            Err(_) => return reverse(app, payment, ReversalReason::NotPayable).await,
        }
        let (_, bank) = pos_terminal::payment_provider_of(app, payment).await?;
        let confirmation = PaymentConfirmation::of(&invoice, payment, authorization, &bank);
        let body = confirm_order_payment::write_request(&confirmation);
        let now = app.clock.now();
        match app.store.record_authorized_payment(payment, authorization, &invoice, &body, now).await? {
            PaymentRecording::Recorded => {
                tracing::info!(
                    service = %invoice.service_id, order = %invoice.order_key, payment = %payment.id,
                    amount = %payment.amount, "paid"
                );
                let status = PaymentStatus::Authorized(authorization.clone());
                app.metrics.payment_ended(payment.instrument, status.name());
                app.wake_delivery(&invoice.service_id);
                return Ok(());
            }
            PaymentRecording::AlreadyDecided => return Ok(()),
            // Another payment or an update came first: read the invoice again.
            PaymentRecording::InvoiceChanged => {}
        }
    }
}

/// Decides to give the payment back, unless another request has decided differently since it was read: this very payment
/// may have filled the invoice.
async fn reverse(app: &App, payment: &Payment, reason: ReversalReason) -> Result<(), Problem> {
    if !app.store.claim_reversal(&payment.id, reason, app.clock.now()).await? {
        return Ok(());
    }
    tracing::warn!(payment = %payment.id, reason = reason.as_str(), "an authorised payment is given back");
    give_back(app, payment, reason).await
}

/// Tells the payment provider, then records that. If the hub stops in between, it tells it again.
async fn give_back(app: &App, payment: &Payment, reason: ReversalReason) -> Result<(), Problem> {
    payment_provider::reverse(app.payment_provider_desk(), payment.transaction_id).await?;
    if app.store.reversal_done(&payment.id, app.clock.now()).await? {
        app.metrics.payment_ended(payment.instrument, PaymentStatus::Reversed(reason).name());
        tracing::info!(payment = %payment.id, reason = reason.as_str(), "given back");
    }
    Ok(())
}
