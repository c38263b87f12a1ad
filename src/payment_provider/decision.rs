//! Step 10, whatever the payer paid with: what an outcome of the table means to a transaction.

use super::{Desk, has_three_d_secure, is_at_pos_terminal};
use crate::domain::outcome::{AuthenticationResult, EARLY_BY, Outcome, PENDING_FOR, TerminalResult};
use crate::domain::payment::{Authorization, DeclineReason, TimeOutReason};
use crate::domain::transaction::TransactionStatus;
use crate::store::{StoreError, Transaction};

/// Whether the payment provider has decided, or needs the payer once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// 3-D Secure authentication comes next.
    Authenticate,
    /// Decided by this call, if only for a moment that lies ahead.
    Decided,
    /// Decided by another call, before or at the same moment; this one has changed nothing.
    DecidedBefore,
}

/// The payer has done what the page asks for. What was asked for with the order comes before `chosen`, which is the test
/// card's outcome or the tester's choice on the page. Does nothing where it was decided before.
pub async fn decide(
    desk: Desk<'_>,
    transaction: &Transaction,
    chosen: Outcome,
    card_last_four: Option<String>,
) -> Result<Decision, StoreError> {
    if !transaction.status.is_undecided() {
        return Ok(Decision::DecidedBefore);
    }
    let outcome = transaction.outcome.unwrap_or(chosen);
    if let (Outcome::Authentication(_), Some(last_four), true) =
        (outcome, &card_last_four, has_three_d_secure(transaction))
    {
        if matches!(transaction.status, TransactionStatus::AwaitingAuthentication { .. }) {
            return Ok(Decision::Authenticate);
        }
        let to = TransactionStatus::AwaitingAuthentication { card_last_four: last_four.clone() };
        let now = desk.clock.now();
        let status = &transaction.status;
        if desk.store.move_transaction(transaction.id, status, &to, (now, now), Some(outcome)).await? {
            return Ok(Decision::Authenticate);
        }
        // A second click on the same button lost to the first one, and goes where that one goes.
        let found = desk.store.transaction(transaction.id).await?.map(|found| found.status);
        let waits = matches!(found, Some(TransactionStatus::AwaitingAuthentication { .. }));
        return Ok(if waits { Decision::Authenticate } else { Decision::DecidedBefore });
    }
    let outcome = match outcome {
        Outcome::Authentication(_) => Outcome::Approved,
        Outcome::Terminal(_) if !is_at_pos_terminal(transaction) => Outcome::Approved,
        other => other,
    };
    let is_decided = carry_out(desk, transaction, outcome, card_last_four).await?;
    Ok(if is_decided { Decision::Decided } else { Decision::DecidedBefore })
}

/// Step 10 after the 3-D Secure page. Does nothing where the transaction does not wait for it.
pub async fn authenticate(
    desk: Desk<'_>,
    transaction: &Transaction,
    result: AuthenticationResult,
) -> Result<(), StoreError> {
    let TransactionStatus::AwaitingAuthentication { card_last_four } = &transaction.status else {
        return Ok(());
    };
    carry_out(desk, transaction, Outcome::Authentication(result), Some(card_last_four.clone())).await?;
    Ok(())
}

/// What a payment provider can be made to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forced {
    /// It authorises.
    Authorized,
    /// It refuses.
    Declined(DeclineReason),
    /// The payer gives up.
    Cancelled,
    /// It gets no answer.
    TimedOut,
    /// It authorises, and gives the money back at once.
    Reversed,
}

/// Decides in the payment provider's place, at once; also what it has said that it will decide later. False where it has
/// decided.
pub async fn force(desk: Desk<'_>, transaction: &Transaction, to: Forced) -> Result<bool, StoreError> {
    let now = desk.clock.now();
    let is_ahead = transaction.decided_at.is_some_and(|at| now < at);
    if !transaction.status.is_undecided() && !is_ahead {
        return Ok(false);
    }
    let to = match to {
        Forced::Authorized | Forced::Reversed => TransactionStatus::Authorized(Authorization {
            paid_at: now,
            code: authorization_code(desk),
            card_last_four: None,
        }),
        Forced::Declined(reason) => TransactionStatus::Declined(reason),
        Forced::Cancelled => TransactionStatus::Cancelled,
        Forced::TimedOut => TransactionStatus::TimedOut(TimeOutReason::NoAnswer),
    };
    desk.store.move_transaction(transaction.id, &transaction.status, &to, (now, now), None).await
}

fn authorization_code(desk: Desk<'_>) -> String {
    format!("SIM{:03}", desk.randomness.below(1000))
}

/// False where another call has decided since the transaction was read.
async fn carry_out(
    desk: Desk<'_>,
    transaction: &Transaction,
    outcome: Outcome,
    card_last_four: Option<String>,
) -> Result<bool, StoreError> {
    let now = desk.clock.now();
    let at = match outcome {
        Outcome::PendingThenPaid
        | Outcome::PendingThenDeclined
        | Outcome::TimedOut
        | Outcome::Authentication(AuthenticationResult::NoAnswer) => now + PENDING_FOR,
        Outcome::PayerReturnsEarly => now + EARLY_BY,
        _ => now,
    };
    let to = match outcome {
        Outcome::Approved
        | Outcome::PendingThenPaid
        | Outcome::PayerNeverReturns
        | Outcome::PayerReturnsTwice
        | Outcome::PayerReturnsEarly
        | Outcome::Terminal(TerminalResult::SlipNotPrinted)
        | Outcome::Authentication(AuthenticationResult::Approved) => {
            TransactionStatus::Authorized(Authorization {
                paid_at: at,
                code: authorization_code(desk),
                card_last_four,
            })
        }
        Outcome::Declined(reason) => TransactionStatus::Declined(reason),
        Outcome::PendingThenDeclined => TransactionStatus::Declined(DeclineReason::Declined),
        Outcome::Authentication(AuthenticationResult::Failed) => {
            TransactionStatus::Declined(DeclineReason::AuthenticationFailed)
        }
        Outcome::Authentication(AuthenticationResult::Unavailable) => {
            TransactionStatus::Declined(DeclineReason::AuthenticationUnavailable)
        }
        Outcome::Terminal(TerminalResult::Busy) => TransactionStatus::Declined(DeclineReason::TerminalBusy),
        Outcome::Terminal(TerminalResult::Offline) => {
            TransactionStatus::Declined(DeclineReason::TerminalOffline)
        }
        Outcome::Authentication(AuthenticationResult::Cancelled)
        | Outcome::Terminal(TerminalResult::Cancelled) => TransactionStatus::Cancelled,
        Outcome::TimedOut | Outcome::Authentication(AuthenticationResult::NoAnswer) => {
            TransactionStatus::TimedOut(TimeOutReason::NoAnswer)
        }
    };
    desk.store.move_transaction(transaction.id, &transaction.status, &to, (now, at), Some(outcome)).await
}
