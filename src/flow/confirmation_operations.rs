//! Operations of operators and testers on confirmations: halt and resume, send now, send again, send several times,
//! redrive.
//!
//! Each function only changes rows, so it works for all hubs on the database, can be repeated, and survives a restart; then
//! it wakes this hub's lane.

use std::time::Duration;

use jiff::SignedDuration;

use super::Problem;
use crate::app::App;
use crate::domain::confirmation::{ConfirmationStatus, QueuedConfirmation};
use crate::domain::confirmation_attempt::ConfirmationAttempt;
use crate::domain::ids::{PaymentId, ServiceId};
use crate::store::{RedriveScope, Redriven, StoppedStatus};

/// The result of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operated {
    /// Done, or scheduled.
    Done,
    /// Already done or requested; nothing was changed.
    AlreadySo,
    /// The e-Service has already accepted the confirmation; nothing was changed.
    AlreadyConfirmed,
    /// An attempt is under way; nothing was changed.
    InFlight,
    /// No confirmation has this PaymentID.
    NotFound,
}

/// The maximum number of duplicates in one request.
pub const MOST_DUPLICATES: u32 = 1000;

/// Stops the attempts of a confirmation until it is resumed, and drops requested attempts that have not begun. An attempt
/// in progress continues, and confirms if the e-Service accepts it.
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

/// Makes a halted confirmation due at once; its schedule continues where it stopped.
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

/// Requests one attempt at once, in addition to the schedule, which is not changed. For confirmations that are neither
/// confirmed nor in flight; a halted or given-up one keeps its status if the attempt fails.
pub async fn send_now(app: &App, payment: &PaymentId) -> Result<Operated, Problem> {
    match status(app, payment).await? {
        Some(ConfirmationStatus::Confirmed { .. }) => Ok(Operated::AlreadyConfirmed),
        Some(ConfirmationStatus::InFlight { .. }) => Ok(Operated::InFlight),
        _ => send_again(app, payment).await,
    }
}

/// Requests one attempt at once, whatever the confirmation's status. A confirmed one stays confirmed.
pub async fn send_again(app: &App, payment: &PaymentId) -> Result<Operated, Problem> {
    let Some(queued) = app.store.confirmation(payment).await? else { return Ok(Operated::NotFound) };
    let requested = app.store.request_attempt(payment, app.clock.now()).await?;
    app.wake_delivery(&queued.service_id);
    Ok(if requested { Operated::Done } else { Operated::AlreadySo })
}

/// Sends the same confirmation `count` times more (at most [`MOST_DUPLICATES`]), whatever its status: the first at once,
/// each other one `gap` later on the hub's clock. Without a gap, as many run at the same time as the service's lane allows.
/// `AlreadySo` if earlier duplicates are still waiting, or if `count` is 0.
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

/// Makes all confirmations of a service due at once that wait for a later attempt or have given up, whose schedule
/// restarts. The scope can limit this to one order, or to payments since a given time. Halted ones are not changed.
pub async fn redrive(app: &App, scope: &RedriveScope) -> Result<Redriven, Problem> {
    let redriven = app.store.redrive_confirmations(scope, app.clock.now()).await?;
    app.wake_delivery(&scope.service);
    Ok(redriven)
}

/// The confirmations that have given up or are halted, in the order of payment numbers: at most `limit` after the named
/// one, of one service or of all.
pub async fn at_rest(
    app: &App,
    kind: StoppedStatus,
    service: Option<&ServiceId>,
    after: Option<&PaymentId>,
    limit: u32,
) -> Result<Vec<QueuedConfirmation>, Problem> {
    Ok(app.store.stopped_confirmations(kind, service, after, i64::from(limit)).await?)
}

/// The completed attempts to confirm a payment, in order.
pub async fn attempts(app: &App, payment: &PaymentId) -> Result<Vec<ConfirmationAttempt>, Problem> {
    Ok(app.store.confirmation_attempts(payment).await?)
}

async fn status(app: &App, payment: &PaymentId) -> Result<Option<ConfirmationStatus>, Problem> {
    Ok(app.store.confirmation(payment).await?.map(|queued| queued.status))
}
