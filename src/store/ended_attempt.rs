//! The result of an attempt to confirm, to be recorded.

use std::time::Duration;

use jiff::Timestamp;

use super::exchanges::NewExchange;
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation_attempt::ClaimedAttempt;
use crate::domain::scenario::FollowUps;

/// The result of an attempt.
#[derive(Debug, Clone)]
pub struct EndedAttempt<'a> {
    /// The attempt as it was claimed.
    pub claim: &'a ClaimedAttempt,
    /// The time when it began.
    pub started_at: Timestamp,
    /// Its duration.
    pub duration: Duration,
    /// Its outcome.
    pub outcome: &'a CallOutcome,
    /// The current time, on the hub's clock.
    pub ended_at: Timestamp,
    /// The schedule's next attempt if this one, the schedule's own, failed; `None` gives up.
    pub next_attempt_at: Option<Timestamp>,
    /// The recorded exchange; `None` if nothing was sent.
    pub exchange: Option<NewExchange<'a>>,
    /// The further calls of a scenario after the e-Service's acceptance.
    pub follow_ups: Option<&'a FollowUps>,
}
