//! How long the payer can use a payment provider's pages, and what becomes of a transaction that is left there.

use jiff::{SignedDuration, Timestamp};

use super::Desk;
use crate::domain::ids::TransactionId;
use crate::domain::instrument::{Instrument, InstrumentId, InstrumentKind};
use crate::store::{StoreError, Transaction};

/// How long a session lasts, and how long again once it is extended: time to fetch a card, and as long as card processors
/// commonly give.
pub const SESSION_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// How long a session can be kept open from its beginning: ten extensions, each at the last moment, which is what WCAG 2.2
/// (2.2.1, timing adjustable) asks for.
pub const SESSION_LASTS_AT_MOST: SignedDuration = SignedDuration::from_mins(11 * 15);

/// When the session of a transaction that is opened at this moment ends. A notice for cash is carried to a counter, and a
/// POS terminal is watched by its operator: these have no session.
pub fn first_end(instrument: InstrumentId, opened_at: Timestamp) -> Option<Timestamp> {
    match Instrument::of(instrument).kind {
        InstrumentKind::Cash | InstrumentKind::PosTerminal => None,
        _ => Some(opened_at + SESSION_LASTS),
    }
}

/// The transaction as it is at this moment: where its session is over, it has timed out.
pub async fn transaction(desk: Desk<'_>, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
    let found = desk.store.transaction(id).await?;
    let now = desk.clock.now();
    let is_over = |transaction: &Transaction| {
        transaction.status.is_undecided() && transaction.session_ends_at.is_some_and(|end| end <= now)
    };
    if !found.as_ref().is_some_and(is_over) {
        return Ok(found);
    }
    desk.store.end_session(id, now).await?;
    desk.store.transaction(id).await
}

/// The payer needs more time. A session that is over, or has been extended to its limit, stays as it is.
pub async fn extend(desk: Desk<'_>, transaction: &Transaction) -> Result<(), StoreError> {
    let now = desk.clock.now();
    if can_be_extended(transaction, now) {
        let end = (now + SESSION_LASTS).min(limit(transaction));
        desk.store.extend_session(transaction.id, now, end).await?;
    }
    Ok(())
}

/// True while the session is neither over nor extended to its limit.
pub fn can_be_extended(transaction: &Transaction, now: Timestamp) -> bool {
    transaction.session_ends_at.is_some_and(|end| now < end && end < limit(transaction))
}

fn limit(transaction: &Transaction) -> Timestamp {
    transaction.opened_at + SESSION_LASTS_AT_MOST
}
