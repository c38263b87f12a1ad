//! Cash: terminals, bank counters and post offices know the number of the notice alone.

use super::Desk;
use super::decision::decide;
use crate::domain::ids::InvoiceId;
use crate::domain::instrument::{INSTRUMENTS, InstrumentKind};
use crate::domain::outcome::Outcome;
use crate::store::{StoreError, Transaction};

/// Takes the money for the latest payment in cash that waits for this notice. `None` where none does.
pub async fn collect(desk: Desk<'_>, invoice: &InvoiceId) -> Result<Option<Transaction>, StoreError> {
    for instrument in INSTRUMENTS.iter().filter(|instrument| instrument.kind == InstrumentKind::Cash) {
        if let Some(transaction) = desk.store.open_transaction(invoice, instrument.id).await? {
            decide(desk, &transaction, Outcome::Approved, None).await?;
            return Ok(Some(transaction));
        }
    }
    Ok(None)
}
