//! Moving the hub's clock, for testers who do not want to wait.

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use crate::app::App;
use crate::domain::event::EventKind;

/// What is done to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It moves on by so much, or back where that is negative; it stays frozen, or goes on.
    Advance(SignedDuration),
    /// It shows this moment; it stays frozen, or goes on.
    Set(Timestamp),
    /// It stands still.
    Freeze,
    /// It goes on from where it stands.
    Release,
    /// It goes with the machine's again.
    Reset,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// The clock was moved.
    Done,
    /// The hub goes by the machine's clock, which cannot be moved.
    IsOfMachine,
    /// The clock cannot show that; it was not moved. It shows the years 1970 to 2999.
    OutOfRange,
}

/// Does these, one after the other, and records an event.
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
