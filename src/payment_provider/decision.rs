//! Step 10 for all instruments: applies an outcome of the table to a transaction.

use super::PaymentProviderContext;
use crate::domain::instrument::Instrument;
use crate::domain::outcome::{AuthenticationResult, EARLY_BY, Outcome, PENDING_FOR, TerminalResult};
use crate::domain::payment::{Authorization, DeclineReason, TimeOutReason};
use crate::domain::transaction::TransactionStatus;
use crate::store::{StoreError, Transaction};

/// The result of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// 3-D Secure authentication follows.
    Authenticate,
    /// Decided by this call, possibly for a later time, as the transaction now says.
    Decided(Box<Transaction>),
    /// Decided by another call; this one changed nothing.
    DecidedBefore,
}

/// Applies the outcome after the payer has completed the page. The order's outcome precedes `chosen`, which is the test
/// card's or the tester's choice on the page. Does nothing if already decided.
pub async fn decide(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
    chosen: Outcome,
    card_last_four: Option<String>,
) -> Result<Decision, StoreError> {
    if !transaction.status.is_undecided() {
        return Ok(Decision::DecidedBefore);
    }
    let kind = Instrument::of(transaction.instrument).kind;
    let outcome = kind.carries_out(transaction.outcome.unwrap_or(chosen));
    // A bank that cannot authenticate shows no page of its own.
    let has_page = outcome != Outcome::Authentication(AuthenticationResult::Unavailable);
    if let (Outcome::Authentication(_), true, Some(last_four)) = (outcome, has_page, &card_last_four) {
        if matches!(transaction.status, TransactionStatus::AwaitingAuthentication { .. }) {
            return Ok(Decision::Authenticate);
        }
        let to = TransactionStatus::AwaitingAuthentication { card_last_four: last_four.clone() };
        let now = context.clock.now();
        let status = &transaction.status;
        if context
            .store
            .move_transaction(transaction.id, status, &to, (now, now), Some(outcome))
            .await?
            .is_some()
        {
            return Ok(Decision::Authenticate);
        }
        // A second click on the same button lost, and gets the result of the first one.
        let found = context.store.transaction(transaction.id).await?.map(|found| found.status);
        let waits = matches!(found, Some(TransactionStatus::AwaitingAuthentication { .. }));
        return Ok(if waits { Decision::Authenticate } else { Decision::DecidedBefore });
    }
    let outcome = match outcome {
        // Without a card there is nothing to authenticate.
        Outcome::Authentication(_) if has_page || card_last_four.is_none() => Outcome::Approved,
        other => other,
    };
    let decided = carry_out(context, transaction, outcome, card_last_four).await?;
    Ok(decided.map_or(Decision::DecidedBefore, |decided| Decision::Decided(Box::new(decided))))
}

/// Step 10 after the 3-D Secure page. Does nothing if the transaction does not wait for it.
pub async fn authenticate(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
    result: AuthenticationResult,
) -> Result<(), StoreError> {
    let TransactionStatus::AwaitingAuthentication { card_last_four } = &transaction.status else {
        return Ok(());
    };
    carry_out(context, transaction, Outcome::Authentication(result), Some(card_last_four.clone())).await?;
    Ok(())
}

/// The decisions that can be forced.
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
    /// It authorises, and reverses at once.
    Reversed,
}

/// Forces a decision at once, also in place of a pending one. False if it was already decided.
pub async fn force(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
    to: Forced,
) -> Result<bool, StoreError> {
    let now = context.clock.now();
    let is_ahead = transaction.decided_at.is_some_and(|at| now < at);
    if !transaction.status.is_undecided() && !is_ahead {
        return Ok(false);
    }
    let to = match to {
        Forced::Authorized | Forced::Reversed => TransactionStatus::Authorized(Authorization {
            paid_at: now,
            code: authorization_code(context),
            card_last_four: None,
        }),
        Forced::Declined(reason) => TransactionStatus::Declined(reason),
        Forced::Cancelled => TransactionStatus::Cancelled,
        Forced::TimedOut => TransactionStatus::TimedOut(TimeOutReason::NoAnswer),
    };
    let forced =
        context.store.move_transaction(transaction.id, &transaction.status, &to, (now, now), None).await?;
    Ok(forced.is_some())
}

/// Brings a decision forward that was made for a later moment: it counts from now on. False if none is ahead.
pub async fn decide_now(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
) -> Result<bool, StoreError> {
    let now = context.clock.now();
    if transaction.decided_at.is_none_or(|at| at <= now) {
        return Ok(false);
    }
    let to = match &transaction.status {
        TransactionStatus::Authorized(planned) => {
            TransactionStatus::Authorized(Authorization { paid_at: now, ..planned.clone() })
        }
        other => other.clone(),
    };
    let decided =
        context.store.move_transaction(transaction.id, &transaction.status, &to, (now, now), None).await?;
    Ok(decided.is_some())
}

fn authorization_code(context: PaymentProviderContext<'_>) -> String {
    format!("SIM{:03}", context.randomness.below(1000))
}

/// The decided transaction; `None` if another call has decided since it was read.
async fn carry_out(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
    outcome: Outcome,
    card_last_four: Option<String>,
) -> Result<Option<Transaction>, StoreError> {
    let now = context.clock.now();
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
                code: authorization_code(context),
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
    context.store.move_transaction(transaction.id, &transaction.status, &to, (now, at), Some(outcome)).await
}
