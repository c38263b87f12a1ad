//! The internet bank: a page without a login, on which the payer approves or refuses.

use super::{Desk, authorize, decline};
use crate::domain::payment::DeclineReason;
use crate::store::{StoreError, Transaction};

/// What the payer does at the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankDecision {
    /// Approves the payment.
    Approve,
    /// The bank refuses for lack of money.
    Refuse,
}

/// Steps 9 and 10. Does nothing where the bank had decided before.
pub async fn decide(
    desk: Desk<'_>,
    transaction: &Transaction,
    decision: BankDecision,
) -> Result<(), StoreError> {
    if !transaction.status.is_undecided() {
        return Ok(());
    }
    match decision {
        BankDecision::Approve => authorize(desk, transaction, None).await?,
        BankDecision::Refuse => decline(desk, transaction, DeclineReason::InsufficientFunds).await?,
    };
    Ok(())
}
