//! Step 12: before it shows the result, the hub fetches the confirmation from the payment provider.

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

/// A payment that nobody has decided after this long is abandoned: the payment provider lets it lapse.
const ABANDONED_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What the result page shows.
#[derive(Debug)]
pub struct PaymentResult {
    /// The payer's visit.
    pub session: PaySession,
    /// The invoice.
    pub invoice: Invoice,
    /// The payment that the page is about.
    pub payment: Payment,
    /// True where the visit has a payment that was made, this one or another: then there is a receipt.
    pub has_receipt: bool,
    /// What the e-Service knows of it; `None` where nothing was paid.
    pub confirmation: Option<QueuedConfirmation>,
    /// What the attempts to tell it came to.
    pub last_outcome: Option<CallOutcome>,
    /// What was found about the e-Service's latest reply to it.
    pub findings: Vec<Finding>,
    /// The POS terminal that the payment was made at, where it was one.
    pub pos: Option<PosPayment>,
}

/// Steps 12 and 13 for a visit: asks the payment providers, writes what they say, and waits a little for the e-Service
/// to be told. Asking again changes nothing that was decided. The page is about the payment that is named; without a
/// name, about the one that was made, else about the latest try. `None` where the visit has started no payment.
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

/// Asks the payment provider about one payment and writes what it says; goes on with a reversal that was begun.
pub async fn settle(app: &App, payment: &Payment) -> Result<(), Problem> {
    if let PaymentStatus::Reversing(reason) = payment.status {
        return give_back(app, payment, reason).await;
    }
    let desk = app.payment_provider_desk();
    let unpaid = match payment_provider::confirmation_of(desk, payment.transaction_id).await? {
        // A payment is written before it is published, so an unknown one may be on its way there.
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

/// The same where nobody has come back from the payment provider by this moment: what the payer has left lapses there.
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

/// Whether the payer has left a payment. Cash may be brought as long as the order can be paid.
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

/// Writes a payment that was authorised, or gives it back where the invoice can no longer be paid.
async fn accept(app: &App, payment: &Payment, authorization: &Authorization) -> Result<(), Problem> {
    loop {
        let Some(invoice) = app.store.invoice(&payment.invoice_id).await? else {
            return Err(Problem::UnknownInvoice);
        };
        // What counts is whether the invoice could be paid when the bank authorised, not when the payer came back.
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
            // Another payment or a refresh came first; look again at what the invoice is now.
            PaymentRecording::InvoiceChanged => {}
        }
    }
}

/// Decides that the payment is given back, unless another request has decided otherwise since it was read: it may be
/// this very payment that filled the invoice.
async fn reverse(app: &App, payment: &Payment, reason: ReversalReason) -> Result<(), Problem> {
    if !app.store.claim_reversal(&payment.id, reason, app.clock.now()).await? {
        return Ok(());
    }
    tracing::warn!(payment = %payment.id, reason = reason.as_str(), "an authorised payment is given back");
    give_back(app, payment, reason).await
}

/// Tells the payment provider, then writes that it is done. Where the hub stops in between, it is told again.
async fn give_back(app: &App, payment: &Payment, reason: ReversalReason) -> Result<(), Problem> {
    payment_provider::reverse(app.payment_provider_desk(), payment.transaction_id).await?;
    if app.store.reversal_done(&payment.id, app.clock.now()).await? {
        app.metrics.payment_ended(payment.instrument, PaymentStatus::Reversed(reason).name());
        tracing::info!(payment = %payment.id, reason = reason.as_str(), "given back");
    }
    Ok(())
}
