//! Operations on the hub's clock, for tests that cannot wait.

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use crate::app::App;
use crate::domain::event::EventKind;

/// An operation on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Moves the clock by this duration, backwards if negative. A frozen clock stays frozen.
    Advance(SignedDuration),
    /// Sets the clock to this time. A frozen clock stays frozen.
    Set(Timestamp),
    /// Stops the clock.
    Freeze,
    /// Lets the clock run on from its current time.
    Release,
    /// Sets the clock back to the machine's.
    Reset,
}

/// The result of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// The operation was carried out.
    Done,
    /// The hub uses the machine's clock, which cannot be moved.
    IsOfMachine,
    /// The time is outside the years 1970 to 2999; the clock was not changed.
    OutOfRange,
}

/// Carries out these operations in order, and records an event.
pub async fn turn(app: &App, turns: &[Turn]) -> Result<Turned, Problem> {
    let Some(hand) = app.clock.hand() else { return Ok(Turned::IsOfMachine) };
    let mut shown = Ok(app.clock.now());
    for turn in turns {
        shown = match *turn {
            Turn::Set(to) => Ok(to),
            Turn::Advance(by) => shown.and_then(|from| from.checked_add(by)),
            Turn::Freeze | Turn::Release => shown,
            Turn::Reset => Ok(app.clock.machine().now()),
        };
        if !shown.as_ref().is_ok_and(|moment| hand.can_show(*moment)) {
            return Ok(Turned::OutOfRange);
        }
    }
    for turn in turns {
        match *turn {
            Turn::Advance(by) => hand.advance(by),
            Turn::Set(to) => hand.set(to),
            Turn::Freeze => hand.freeze(),
            Turn::Release => hand.release(),
            Turn::Reset => hand.reset(),
        }
    }
    let now = app.clock.now();
    app.store.record_event(now, EventKind::ClockChanged, (None, None), &now.to_string()).await?;
    Ok(Turned::Done)
}
