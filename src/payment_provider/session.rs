//! The payer's session on a payment provider's pages, and its end.

use jiff::{SignedDuration, Timestamp};

use super::PaymentProviderContext;
use crate::domain::ids::TransactionId;
use crate::domain::instrument::{Instrument, InstrumentId, InstrumentKind};
use crate::store::{StoreError, Transaction};

/// The duration of a session, and of each extension: time to fetch a card, and usual for card processors.
pub const SESSION_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// The maximum duration of a session: ten extensions, each at the last moment, as WCAG 2.2 (2.2.1, timing adjustable)
/// requires.
pub const SESSION_LASTS_AT_MOST: SignedDuration = SignedDuration::from_mins(11 * 15);

/// The end of the session of a transaction opened at this time. A notice for cash is carried to a counter, and a POS
/// terminal is watched by its operator, so these have no session.
pub fn first_end(instrument: InstrumentId, opened_at: Timestamp) -> Option<Timestamp> {
    match Instrument::of(instrument).kind {
        InstrumentKind::Cash | InstrumentKind::PosTerminal => None,
        _ => Some(opened_at + SESSION_LASTS),
    }
}

/// The transaction at this time: timed out if its session is over.
pub async fn transaction(
    context: PaymentProviderContext<'_>,
    id: TransactionId,
) -> Result<Option<Transaction>, StoreError> {
    let found = context.store.transaction(id).await?;
    let now = context.clock.now();
    let is_over = |transaction: &Transaction| {
        transaction.status.is_undecided() && transaction.session_ends_at.is_some_and(|end| end <= now)
    };
    if !found.as_ref().is_some_and(is_over) {
        return Ok(found);
    }
    context.store.end_session(id, now).await?;
    context.store.transaction(id).await
}

/// Extends the session, unless it is over or has been extended to its limit.
pub async fn extend(
    context: PaymentProviderContext<'_>,
    transaction: &Transaction,
) -> Result<(), StoreError> {
    let now = context.clock.now();
    if can_be_extended(transaction, now) {
        let end = (now + SESSION_LASTS).min(limit(transaction));
        context.store.extend_session(transaction.id, now, end).await?;
    }
    Ok(())
}

/// True unless the session is over or has been extended to its limit.
pub fn can_be_extended(transaction: &Transaction, now: Timestamp) -> bool {
    transaction.session_ends_at.is_some_and(|end| now < end && end < limit(transaction))
}

fn limit(transaction: &Transaction) -> Timestamp {
    transaction.opened_at + SESSION_LASTS_AT_MOST
}
