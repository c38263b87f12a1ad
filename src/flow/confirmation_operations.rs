//! What operators and testers do to confirmations: halt and resume, send now, send again, send several times, redrive.
//!
//! Each function changes rows and nothing else, so that it holds for all hubs on the database, may be asked twice, and
//! survives a restart; then it wakes this hub's lane.

use std::time::Duration;

use jiff::SignedDuration;

use super::Problem;
use crate::app::App;
use crate::domain::confirmation::{ConfirmationStatus, QueuedConfirmation};
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::ids::{PaymentId, ServiceId};
use crate::store::{AtRest, RedriveScope, Redriven};

/// What became of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operated {
    /// It is done, or written down to be done.
    Done,
    /// It was so, or was asked for, before; nothing was changed.
    AlreadySo,
    /// The e-Service has understood the confirmation; nothing was changed.
    AlreadyConfirmed,
    /// An attempt is under way; nothing was changed.
    InFlight,
    /// No confirmation has this PaymentID.
    NotFound,
}

/// The most duplicates of one confirmation that can be asked for at once.
pub const MOST_DUPLICATES: u32 = 1000;

/// Stops the attempts of a confirmation until it is resumed, and drops those that were asked for and have not begun. An
/// attempt that is under way ends, and confirms where the e-Service understands it.
pub async fn halt(app: &App, payment: &PaymentId) -> Result<Operated, Problem> {
    if app.store.halt_confirmation(payment, app.clock.now()).await? {
        return Ok(Operated::Done);
    }
    Ok(match status(app, payment).await? {
        None => Operated::NotFound,
        Some(ConfirmationStatus::Confirmed { .. }) => Operated::AlreadyConfirmed,
        Some(_) => Operated::AlreadySo,
    })
}

/// Makes a halted confirmation due at once; its schedule goes on where it stood.
pub async fn resume(app: &App, payment: &PaymentId) -> Result<Operated, Problem> {
    let resumed = app.store.resume_confirmation(payment, app.clock.now()).await?;
    let Some(queued) = app.store.confirmation(payment).await? else { return Ok(Operated::NotFound) };
    app.wake_delivery(&queued.service_id);
    Ok(match queued.status {
        _ if resumed => Operated::Done,
        ConfirmationStatus::Confirmed { .. } => Operated::AlreadyConfirmed,
        _ => Operated::AlreadySo,
    })
}

/// Makes one attempt at once, beside the schedule, which keeps its times and its count: for what is not confirmed and not
/// being sent. What is halted, or has given up, stays so where the attempt fails.
pub async fn send_now(app: &App, payment: &PaymentId) -> Result<Operated, Problem> {
    match status(app, payment).await? {
        Some(ConfirmationStatus::Confirmed { .. }) => Ok(Operated::AlreadyConfirmed),
        Some(ConfirmationStatus::InFlight { .. }) => Ok(Operated::InFlight),
        _ => send_again(app, payment).await,
    }
}

/// Makes one attempt at once, whatever the confirmation's status. What is confirmed stays so, whatever comes back.
pub async fn send_again(app: &App, payment: &PaymentId) -> Result<Operated, Problem> {
    let Some(queued) = app.store.confirmation(payment).await? else { return Ok(Operated::NotFound) };
    let requested = app.store.request_attempt(payment, app.clock.now()).await?;
    app.wake_delivery(&queued.service_id);
    Ok(if requested { Operated::Done } else { Operated::AlreadySo })
}

/// Sends the same confirmation `count` times more (at most [`MOST_DUPLICATES`]), whatever its status: the first one at
/// once, each other `gap` after the one before on the hub's clock. Without a gap as many go together as the service's lane
/// is wide. `AlreadySo` where duplicates that were asked for before are still to be sent, and where `count` is 0.
pub async fn duplicate(
    app: &App,
    payment: &PaymentId,
    count: u32,
    gap: Duration,
) -> Result<Operated, Problem> {
    let Some(queued) = app.store.confirmation(payment).await? else { return Ok(Operated::NotFound) };
    let gap = SignedDuration::try_from(gap).unwrap_or(SignedDuration::MAX);
    let count = count.min(MOST_DUPLICATES);
    let requested = count > 0 && app.store.request_duplicates(payment, app.clock.now(), count, gap).await?;
    app.wake_delivery(&queued.service_id);
    Ok(if requested { Operated::Done } else { Operated::AlreadySo })
}

/// Makes everything of a service due at once that has given up, whose schedule then begins anew, or that waits for a later
/// attempt; of one order, or of payments made since a moment, where the scope says so. What is halted stays so.
pub async fn redrive(app: &App, scope: &RedriveScope) -> Result<Redriven, Problem> {
    let redriven = app.store.redrive_confirmations(scope, app.clock.now()).await?;
    app.wake_delivery(&scope.service);
    Ok(redriven)
}

/// The confirmations that have given up, or that are halted, in the order of their payments' numbers: up to `limit` after
/// the one named, of one service or of all.
pub async fn at_rest(
    app: &App,
    kind: AtRest,
    service: Option<&ServiceId>,
    after: Option<&PaymentId>,
    limit: u32,
) -> Result<Vec<QueuedConfirmation>, Problem> {
    Ok(app.store.confirmations_at_rest(kind, service, after, i64::from(limit)).await?)
}

/// The attempts to tell the e-Service of a payment whose outcome is known, in their order.
pub async fn attempts(app: &App, payment: &PaymentId) -> Result<Vec<ConfirmationAttempt>, Problem> {
    Ok(app.store.confirmation_attempts(payment).await?)
}

async fn status(app: &App, payment: &PaymentId) -> Result<Option<ConfirmationStatus>, Problem> {
    Ok(app.store.confirmation(payment).await?.map(|queued| queued.status))
}
