//! One attempt to confirm a payment: its cause and its outcome.

use std::time::Duration;

use jiff::Timestamp;

use super::call_outcome::CallOutcome;
use super::confirmation::QueuedConfirmation;
use super::ids::PaymentId;
use super::named::named;

/// An attempt that a worker has claimed, and whose outcome it must record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedAttempt {
    /// The confirmation at the time of the claim, with this attempt counted.
    pub confirmation: QueuedConfirmation,
    /// The attempt's number among those of its confirmation, from 1.
    pub number: u32,
    /// The cause of the attempt.
    pub origin: AttemptOrigin,
    /// False if no scenario was switched on at the time of the claim.
    pub has_scenarios: bool,
}

/// The source of a claimed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOrigin {
    /// The retry schedule.
    Schedule,
    /// A request of an operator, a tester or a scenario.
    Request {
        /// The row of the request; deleted when the outcome is recorded.
        id: i64,
        /// The cause that the request names.
        cause: AttemptCause,
    },
}

impl ClaimedAttempt {
    /// The cause of the attempt.
    pub fn cause(&self) -> AttemptCause {
        match self.origin {
            AttemptOrigin::Schedule => AttemptCause::Scheduled,
            AttemptOrigin::Request { cause, .. } => cause,
        }
    }
}

named! {
    fn as_str;
    /// The causes of an attempt.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum AttemptCause {
        /// The payment was made, or the retry schedule's wait is over.
        Scheduled = "scheduled",
        /// An operator's request.
        Manual = "manual",
        /// A tester's request to send the same confirmation several times.
        Duplicate = "duplicate",
        /// A further call of a scenario.
        Scenario = "scenario",
    }
}

/// An attempt whose outcome is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationAttempt {
    /// The payment that was confirmed.
    pub payment_id: PaymentId,
    /// The attempt's number among those of its confirmation, from 1, assigned when it begins.
    pub number: u32,
    /// The cause of the attempt.
    pub cause: AttemptCause,
    /// When it began, on the hub's clock.
    pub started_at: Timestamp,
    /// The time until the outcome was known, in whole milliseconds.
    pub duration: Duration,
    /// The outcome.
    pub outcome: CallOutcome,
    /// The recorded exchange, which may have been pruned; `None` where nothing was sent, or where that is unknown.
    pub exchange_id: Option<i64>,
    /// The next attempt that the schedule planned when this one ended.
    pub next_attempt_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for cause in
            [AttemptCause::Scheduled, AttemptCause::Manual, AttemptCause::Duplicate, AttemptCause::Scenario]
        {
            assert_eq!(AttemptCause::parse(cause.as_str()), Some(cause));
        }
    }
}
