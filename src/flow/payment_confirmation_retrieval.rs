//! Step 12: fetches the confirmation from the payment provider before the result is shown.

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, timeout_at};

use super::Problem;
use super::payment_confirmation_to_e_service::is_under_way;
use super::payment_page_request::visit;
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
use crate::store::{PaySession, PaymentOfVisit, PaymentRecording};

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
    let visit = visit(app, id).await?;
    let Some(invoice) = visit.invoice else { return Ok(None) };
    let until = Instant::now() + app.config.result_page_wait;
    // Created before the payment is accepted or read, so that an attempt that ends in between is not missed.
    let mut wait = asked.map(|id| app.attempt_waiters.wait_for(id));
    let Settled { invoice, accepted } = settle_unfinished(app, invoice, visit.unfinished).await?;
    if let (Some(wait), true) = (&mut wait, accepted.is_some() && accepted.as_ref() == asked) {
        // Its confirmation has just been queued, so there is nothing to read yet.
        let _ = timeout_at(until, wait.next_end()).await;
    }
    loop {
        let payments = app.store.payments_of_visit(id).await?;
        let is_made = |one: &&PaymentOfVisit| matches!(one.payment.status, PaymentStatus::Authorized(_));
        let has_receipt = payments.iter().any(|one| is_made(&one));
        let named = asked.and_then(|asked| payments.iter().find(|one| one.payment.id == *asked));
        let about = named.or_else(|| payments.iter().find(is_made)).or_else(|| payments.first());
        let Some(one) = about.cloned() else { return Ok(None) };
        if is_made(&&one) && Instant::now() < until && is_under_way(app, one.confirmation.as_ref()) {
            match wait.as_mut().filter(|wait| *wait.payment() == one.payment.id) {
                // The page reads the outcome from the database.
                Some(wait) => drop(timeout_at(until, wait.next_end()).await),
                None => wait = Some(app.attempt_waiters.wait_for(&one.payment.id)),
            }
            continue;
        }
        let PaymentOfVisit { payment, confirmation, last_outcome, findings } = one;
        let pos = pos_terminal::of_payment(app, &payment).await?;
        return Ok(Some(PaymentResult {
            session: visit.session,
            invoice,
            payment,
            has_receipt,
            confirmation,
            last_outcome,
            findings,
            pos,
        }));
    }
}

/// An invoice whose unfinished payments were asked about.
#[derive(Debug)]
pub struct Settled {
    /// The resulting invoice.
    pub invoice: Invoice,
    /// The payment that was accepted by this call, the last one of several.
    pub accepted: Option<PaymentId>,
}

/// Asks the payment providers about every undecided payment of the invoice, from any visit, and records their decisions.
/// Returns the resulting invoice.
pub async fn settle_invoice(app: &App, invoice: Invoice) -> Result<Invoice, Problem> {
    let unfinished = app.store.undecided_payments_of_invoice(&invoice.id).await?;
    Ok(settle_unfinished(app, invoice, unfinished).await?.invoice)
}

/// Like [`settle_invoice`], with the invoice's unfinished payments as read along with it.
pub async fn settle_unfinished(
    app: &App,
    invoice: Invoice,
    unfinished: Vec<Payment>,
) -> Result<Settled, Problem> {
    let mut settled = Settled { invoice, accepted: None };
    for payment in unfinished {
        match settle_of(app, &payment, Some(&settled.invoice)).await? {
            Acceptance::None => {}
            Acceptance::Here(invoice) => settled = Settled { invoice: *invoice, accepted: Some(payment.id) },
            Acceptance::Elsewhere => {
                let invoice = app.store.invoice(&settled.invoice.id).await?;
                settled.invoice = invoice.unwrap_or(settled.invoice);
            }
        }
    }
    Ok(settled)
}

/// Whether a payment was accepted.
enum Acceptance {
    /// It is not, or not yet.
    None,
    /// By this call, which made the invoice this one.
    Here(Box<Invoice>),
    /// By another request, at the same time.
    Elsewhere,
}

/// Asks the payment provider about one payment and records its decision; completes a reversal that was begun.
pub async fn settle(app: &App, payment: &Payment) -> Result<(), Problem> {
    settle_of(app, payment, None).await.map(|_| ())
}

/// Like [`settle`], for a payment of this invoice, if that was read a moment ago.
async fn settle_of(app: &App, payment: &Payment, invoice: Option<&Invoice>) -> Result<Acceptance, Problem> {
    if let PaymentStatus::Reversing(reason) = payment.status {
        give_back(app, payment, reason).await?;
        return Ok(Acceptance::None);
    }
    let context = app.payment_provider_context();
    let unpaid = match payment_provider::confirmation_of(context, payment.transaction_id).await? {
        // A payment is written before it is published, so an unknown one may still be on its way.
        TransactionConfirmation::Undecided | TransactionConfirmation::Unknown => return Ok(Acceptance::None),
        TransactionConfirmation::Authorized(authorization) => {
            return accept(app, payment, &authorization, invoice).await;
        }
        TransactionConfirmation::Pending => {
            app.store.payment_is_pending(&payment.id, app.clock.now()).await?;
            return Ok(Acceptance::None);
        }
        TransactionConfirmation::Declined(reason) => PaymentStatus::Declined(reason),
        TransactionConfirmation::Cancelled => PaymentStatus::Cancelled,
        TransactionConfirmation::TimedOut(reason) => PaymentStatus::TimedOut(reason),
        TransactionConfirmation::Reversed => PaymentStatus::Reversed(ReversalReason::NotPayable),
    };
    record_unpaid(app, payment, &unpaid).await?;
    Ok(Acceptance::None)
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
    let context = app.payment_provider_context();
    match payment_provider::lapse(context, payment.transaction_id).await? {
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

/// Records an authorised payment, or gives it back if the invoice can no longer be paid. `known` is the invoice as read a
/// moment ago.
async fn accept(
    app: &App,
    payment: &Payment,
    authorization: &Authorization,
    known: Option<&Invoice>,
) -> Result<Acceptance, Problem> {
    // The time of the bank's authorisation counts, not that of the payer's return.
    let takes = |invoice: &Invoice| match invoice.payable(authorization.paid_at) {
        Ok(payable) if payable.min <= payment.amount && payment.amount <= payable.max => Ok(()),
        Err(NotPayable::AlreadyPaid) => Err(ReversalReason::AlreadyPaid),
        Ok(_) | Err(_) => Err(ReversalReason::NotPayable),
    };
    // Nothing is given back for an invoice that may have changed since it was read.
    let mut known = known.filter(|invoice| takes(invoice).is_ok()).cloned();
    loop {
        let invoice = match known.take() {
            Some(invoice) => invoice,
            None => app.store.invoice(&payment.invoice_id).await?.ok_or(Problem::UnknownInvoice)?,
        };
        if let Err(reason) = takes(&invoice) {
            reverse(app, payment, reason).await?;
            return Ok(Acceptance::None);
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
                return Ok(Acceptance::Here(Box::new(invoice.with_payment(payment.amount))));
            }
            PaymentRecording::AlreadyDecided => return Ok(Acceptance::Elsewhere),
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
    payment_provider::reverse(app.payment_provider_context(), payment.transaction_id).await?;
    if app.store.reversal_done(&payment.id, app.clock.now()).await? {
        app.metrics.payment_ended(payment.instrument, PaymentStatus::Reversed(reason).name());
        tracing::info!(payment = %payment.id, reason = reason.as_str(), "given back");
    }
    Ok(())
}
