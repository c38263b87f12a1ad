//! One attempt to tell an e-Service of a payment: why it was made, and what came of it.

use std::time::Duration;

use jiff::Timestamp;

use super::call_outcome::CallOutcome;
use super::confirmation::QueuedConfirmation;
use super::ids::PaymentId;
use super::stored_name::stored_by_name;

/// An attempt that a worker holds: it is to be made, and its outcome to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedAttempt {
    /// The confirmation as it stood when it was claimed, this attempt counted.
    pub confirmation: QueuedConfirmation,
    /// The attempt's number among those of its confirmation, from 1.
    pub number: u32,
    /// Why it is made.
    pub origin: AttemptOrigin,
}

/// Where a claimed attempt came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOrigin {
    /// The retry schedule.
    Schedule,
    /// Somebody asked for it.
    Request {
        /// The row that says so; it goes when the outcome is recorded.
        id: i64,
        /// What was asked for.
        cause: AttemptCause,
    },
}

impl ClaimedAttempt {
    /// Why it is made.
    pub fn cause(&self) -> AttemptCause {
        match self.origin {
            AttemptOrigin::Schedule => AttemptCause::Scheduled,
            AttemptOrigin::Request { cause, .. } => cause,
        }
    }
}

/// Why an attempt is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptCause {
    /// The payment was made, or the retry schedule said that it is time.
    Scheduled,
    /// An operator asked for it.
    Manual,
    /// A tester asked for the same confirmation several times.
    Duplicate,
    /// A scenario makes a further call.
    Scenario,
}

/// An attempt whose outcome is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationAttempt {
    /// The payment that the e-Service was told of.
    pub payment_id: PaymentId,
    /// The attempt's number among those of its confirmation, from 1. Numbers are given out when an attempt begins.
    pub number: u32,
    /// Why it was made.
    pub cause: AttemptCause,
    /// When it began, on the hub's clock.
    pub started_at: Timestamp,
    /// Until its outcome was known, in whole milliseconds.
    pub duration: Duration,
    /// What came of it.
    pub outcome: CallOutcome,
    /// The exchange with its bytes, which may have been let go of since; `None` where nothing was sent, or where what
    /// was sent is not known.
    pub exchange_id: Option<i64>,
    /// When the schedule had its next attempt planned, as this one ended.
    pub next_attempt_at: Option<Timestamp>,
}

stored_by_name!(AttemptCause { Scheduled = "scheduled", Manual = "manual", Duplicate = "duplicate", Scenario = "scenario" });

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
