//! Cash: terminals, bank counters and post offices know only the number of the notice.

use super::PaymentProviderContext;
use super::decision::{Decision, decide};
use crate::domain::ids::InvoiceId;
use crate::domain::instrument::{INSTRUMENTS, InstrumentKind};
use crate::domain::outcome::Outcome;
use crate::domain::transaction::TransactionStatus;
use crate::store::{StoreError, Transaction};

/// The result at a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Collection {
    /// It has taken the money.
    Collected(Transaction),
    /// It has refused the money, as the order's outcome says.
    Refused(Transaction),
    /// No payment in cash is waiting for the notice.
    NothingWaits,
}

/// Takes the money for the latest payment in cash that waits for this notice. Only one of several concurrent terminals
/// succeeds.
pub async fn collect(
    context: PaymentProviderContext<'_>,
    invoice: &InvoiceId,
) -> Result<Collection, StoreError> {
    for instrument in INSTRUMENTS.iter().filter(|instrument| instrument.kind == InstrumentKind::Cash) {
        while let Some(open) = context.store.open_transaction(invoice, instrument.id).await? {
            let Decision::Decided(decided) = decide(context, &open, Outcome::Approved, None).await? else {
                // A faster terminal took it; an earlier payment may wait for the same notice.
                continue;
            };
            let is_taken = matches!(decided.status, TransactionStatus::Authorized(_));
            return Ok(if is_taken { Collection::Collected(open) } else { Collection::Refused(open) });
        }
    }
    Ok(Collection::NothingWaits)
}
