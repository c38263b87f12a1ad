//! The simulated payment providers (steps 8 to 11): banks and card processors with their own pages and books.
//!
//! The hub uses only [`publish`], [`confirmation_of`] and [`reverse`], as it would call a real bank; everything else serves
//! their own pages.

pub mod card;
pub mod cash;
pub mod decision;
pub mod session;

mod context;

pub use context::PaymentProviderContext;

use crate::domain::ids::{InvoiceId, PosTerminalKey, TransactionId};
use crate::domain::instrument::{Instrument, InstrumentId, InstrumentKind};
use crate::domain::money::Amount;
use crate::domain::outcome::Outcome;
use crate::domain::payment::{Authorization, DeclineReason, TimeOutReason};
use crate::domain::transaction::TransactionStatus;
use crate::store::{StoreError, Transaction};

/// An invoice as published by the hub (step 7).
#[derive(Debug, Clone)]
pub struct PublishedInvoice {
    /// The hub's reference of this payment.
    pub transaction_id: TransactionId,
    /// The chosen instrument.
    pub instrument: InstrumentId,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The purpose of the payment.
    pub description: String,
    /// The receiver of the payment.
    pub merchant: String,
    /// The amount, without the fee.
    pub amount: Amount,
    /// The payment provider's fee, paid in addition.
    pub fee: Amount,
    /// ISO 4217.
    pub currency: String,
    /// The hub's result page, to which the browser returns (step 11).
    pub return_path: String,
    /// The outcome requested by a tester; `None` leaves it to the payment provider's page.
    pub outcome: Option<Outcome>,
    /// The POS terminal, if one takes the card.
    pub pos_terminal: Option<PosTerminalKey>,
}

/// The payment provider's confirmation to the hub (step 12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransactionConfirmation {
    /// The payer has not finished.
    Undecided,
    /// The payer has finished; the payment provider decides later.
    Pending,
    /// Paid.
    Authorized(Authorization),
    /// Refused.
    Declined(DeclineReason),
    /// The payer gave up.
    Cancelled,
    /// The payment provider waited without an answer and gave up.
    TimedOut(TimeOutReason),
    /// Paid and given back.
    Reversed,
    /// The payment provider does not know the transaction.
    Unknown,
}

/// Step 7: enters an invoice in the payment provider's books. Repeating it changes nothing.
pub async fn publish(
    context: PaymentProviderContext<'_>,
    invoice: PublishedInvoice,
) -> Result<(), StoreError> {
    let now = context.clock.now();
    let transaction = Transaction {
        id: invoice.transaction_id,
        instrument: invoice.instrument,
        invoice_id: invoice.invoice_id,
        description: invoice.description,
        merchant: invoice.merchant,
        amount: invoice.amount + invoice.fee,
        fee: invoice.fee,
        currency: invoice.currency,
        return_path: invoice.return_path,
        outcome: invoice.outcome,
        status: TransactionStatus::Open,
        decided_at: None,
        pos_terminal: invoice.pos_terminal,
        slip_printed_at: None,
        opened_at: now,
        session_ends_at: session::first_end(invoice.instrument, now),
    };
    context.store.insert_transaction(&transaction).await
}

/// Step 12: the payment provider's confirmation of a transaction.
pub async fn confirmation_of(
    context: PaymentProviderContext<'_>,
    id: TransactionId,
) -> Result<TransactionConfirmation, StoreError> {
    let transaction = session::transaction(context, id).await?;
    let is_ahead =
        |transaction: &Transaction| transaction.decided_at.is_some_and(|at| context.clock.now() < at);
    if transaction.as_ref().is_some_and(is_ahead) {
        return Ok(TransactionConfirmation::Pending);
    }
    Ok(match transaction.map(|transaction| transaction.status) {
        None => TransactionConfirmation::Unknown,
        Some(TransactionStatus::Open | TransactionStatus::AwaitingAuthentication { .. }) => {
            TransactionConfirmation::Undecided
        }
        Some(TransactionStatus::Authorized(authorization)) => {
            TransactionConfirmation::Authorized(authorization)
        }
        Some(TransactionStatus::Declined(reason)) => TransactionConfirmation::Declined(reason),
        Some(TransactionStatus::Cancelled) => TransactionConfirmation::Cancelled,
        Some(TransactionStatus::TimedOut(reason)) => TransactionConfirmation::TimedOut(reason),
        Some(TransactionStatus::Reversed) => TransactionConfirmation::Reversed,
    })
}

/// Gives an authorised payment back that the hub could not accept. Repeating it changes nothing.
pub async fn reverse(context: PaymentProviderContext<'_>, id: TransactionId) -> Result<(), StoreError> {
    if let Some(transaction) = context.store.transaction(id).await?
        && let TransactionStatus::Authorized(_) = transaction.status
    {
        let now = context.clock.now();
        context
            .store
            .move_transaction(id, &transaction.status, &TransactionStatus::Reversed, (now, now), None)
            .await?;
    }
    Ok(())
}

/// Lets an undecided transaction lapse, and returns its confirmation: a notice for cash expires, anything else is
/// cancelled.
pub async fn lapse(
    context: PaymentProviderContext<'_>,
    id: TransactionId,
) -> Result<TransactionConfirmation, StoreError> {
    match session::transaction(context, id).await? {
        Some(notice) if is_cash(&notice) && notice.status.is_undecided() => {
            let (to, now) = (TransactionStatus::TimedOut(TimeOutReason::NoticeExpired), context.clock.now());
            context.store.move_transaction(id, &notice.status, &to, (now, now), None).await?;
        }
        Some(transaction) => drop(cancel(context, &transaction).await?),
        None => {}
    }
    confirmation_of(context, id).await
}

/// Cancels for the payer. False if the payment provider has already decided.
pub async fn cancel(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
) -> Result<bool, StoreError> {
    if !transaction.status.is_undecided() {
        return Ok(false);
    }
    let now = context.clock.now();
    let to = TransactionStatus::Cancelled;
    let moved =
        context.store.move_transaction(transaction.id, &transaction.status, &to, (now, now), None).await?;
    Ok(moved.is_some())
}

fn is_cash(transaction: &Transaction) -> bool {
    Instrument::of(transaction.instrument).kind == InstrumentKind::Cash
}
