//! The simulated payment providers (steps 8 to 11): banks and card processors with pages and books of their own.
//!
//! The hub reaches them through [`publish`], [`confirmation_of`] and [`reverse`] alone, as it would a real bank over
//! the network; everything else here serves their own pages.

pub mod card;
pub mod cash;
pub mod decision;
pub mod session;

use crate::clock::Clock;
use crate::domain::ids::{InvoiceId, PosTerminalKey, TransactionId};
use crate::domain::instrument::{Instrument, InstrumentId, InstrumentKind};
use crate::domain::money::Amount;
use crate::domain::outcome::Outcome;
use crate::domain::payment::{Authorization, DeclineReason, TimeOutReason};
use crate::domain::transaction::TransactionStatus;
use crate::randomness::Randomness;
use crate::store::{Store, StoreError, Transaction};

/// What the simulated payment providers work with.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Where their books lie.
    pub store: &'a Store,
    /// The time.
    pub clock: &'a Clock,
    /// For authorisation codes.
    pub randomness: &'a Randomness,
}

/// An invoice as the hub publishes it (step 7).
#[derive(Debug, Clone)]
pub struct PublishedInvoice {
    /// The hub's reference of this payment.
    pub transaction_id: TransactionId,
    /// What the payer chose.
    pub instrument: InstrumentId,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// What is paid for.
    pub description: String,
    /// Whom the payer pays.
    pub merchant: String,
    /// How much, without the fee.
    pub amount: Amount,
    /// The payment provider's fee, which the payer pays on top.
    pub fee: Amount,
    /// ISO 4217.
    pub currency: String,
    /// The hub's result page, to which the browser is sent back (step 11).
    pub return_path: String,
    /// What the tester asked the payment to come to; `None` leaves it to the payment provider's page.
    pub outcome: Option<Outcome>,
    /// The POS terminal that takes the card, where one does.
    pub pos_terminal: Option<PosTerminalKey>,
}

/// What a payment provider confirms to the hub (step 12).
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
    /// The payment provider waited in vain and gave up.
    TimedOut(TimeOutReason),
    /// Was paid and has been given back.
    Reversed,
    /// The payment provider does not know the transaction.
    Unknown,
}

/// Step 7: takes an invoice into the payment provider's books. Publishing it again changes nothing.
pub async fn publish(desk: Desk<'_>, invoice: PublishedInvoice) -> Result<(), StoreError> {
    let now = desk.clock.now();
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
    desk.store.insert_transaction(&transaction).await
}

/// Step 12: what the payment provider says of a transaction.
pub async fn confirmation_of(
    desk: Desk<'_>,
    id: TransactionId,
) -> Result<TransactionConfirmation, StoreError> {
    let transaction = session::transaction(desk, id).await?;
    let is_ahead = |transaction: &Transaction| transaction.decided_at.is_some_and(|at| desk.clock.now() < at);
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

/// Gives an authorised payment back, because the hub could not accept it. Doing it twice changes nothing.
pub async fn reverse(desk: Desk<'_>, id: TransactionId) -> Result<(), StoreError> {
    if let Some(transaction) = desk.store.transaction(id).await?
        && let TransactionStatus::Authorized(_) = transaction.status
    {
        let now = desk.clock.now();
        desk.store
            .move_transaction(id, &transaction.status, &TransactionStatus::Reversed, (now, now), None)
            .await?;
    }
    Ok(())
}

/// Lets a transaction lapse that nobody has decided, and says what then is true of it: a notice for cash expires, anything
/// else is cancelled.
pub async fn lapse(desk: Desk<'_>, id: TransactionId) -> Result<TransactionConfirmation, StoreError> {
    match session::transaction(desk, id).await? {
        Some(notice) if is_cash(&notice) && notice.status.is_undecided() => {
            let (to, now) = (TransactionStatus::TimedOut(TimeOutReason::NoticeExpired), desk.clock.now());
            desk.store.move_transaction(id, &notice.status, &to, (now, now), None).await?;
        }
        Some(transaction) => drop(cancel(desk, &transaction).await?),
        None => {}
    }
    confirmation_of(desk, id).await
}

/// The payer gives up. False where the payment provider had decided before.
pub async fn cancel(desk: Desk<'_>, transaction: &Transaction) -> Result<bool, StoreError> {
    if !transaction.status.is_undecided() {
        return Ok(false);
    }
    let now = desk.clock.now();
    let to = TransactionStatus::Cancelled;
    desk.store.move_transaction(transaction.id, &transaction.status, &to, (now, now), None).await
}

fn is_cash(transaction: &Transaction) -> bool {
    Instrument::of(transaction.instrument).kind == InstrumentKind::Cash
}

fn is_at_pos_terminal(transaction: &Transaction) -> bool {
    Instrument::of(transaction.instrument).kind == InstrumentKind::PosTerminal
}

fn has_three_d_secure(transaction: &Transaction) -> bool {
    matches!(Instrument::of(transaction.instrument).kind, InstrumentKind::BankCard { three_d_secure: true })
}
