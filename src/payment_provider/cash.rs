//! Cash: terminals, bank counters and post offices know the number of the notice alone.

use super::Desk;
use super::decision::decide;
use crate::domain::ids::InvoiceId;
use crate::domain::instrument::{INSTRUMENTS, InstrumentKind};
use crate::domain::outcome::Outcome;
use crate::store::{StoreError, Transaction};

/// What became of money that a payer handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Collection {
    /// It belongs to this transaction.
    Collected(Transaction),
    /// No payment in cash waits for it.
    NothingWaits,
}

/// Takes the money for the latest payment in cash that waits for this notice.
pub async fn collect(desk: Desk<'_>, invoice: &InvoiceId) -> Result<Collection, StoreError> {
    for instrument in INSTRUMENTS.iter().filter(|instrument| instrument.kind == InstrumentKind::Cash) {
        if let Some(transaction) = desk.store.open_transaction(invoice, instrument.id).await? {
            decide(desk, &transaction, Outcome::Approved, None).await?;
            return Ok(Collection::Collected(transaction));
        }
    }
    Ok(Collection::NothingWaits)
}
