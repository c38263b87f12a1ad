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

/// Does these, one after the other, and tells whoever watches. False where the hub goes by the machine's clock, which nobody
/// moves.
pub async fn turn(app: &App, turns: &[Turn]) -> Result<bool, Problem> {
    let Some(hand) = app.clock.hand() else { return Ok(false) };
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
    Ok(true)
}
