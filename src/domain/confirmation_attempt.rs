//! One attempt to tell an e-Service of a payment: why it was made, and what came of it.

use std::time::Duration;

use jiff::Timestamp;

use super::confirmation::QueuedConfirmation;
use super::ids::PaymentId;

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
    pub outcome: AttemptOutcome,
    /// The exchange with its bytes, which may have been let go of since; `None` where nothing was sent, or where what
    /// was sent is not known.
    pub exchange_id: Option<i64>,
    /// When the schedule had its next attempt planned, as this one ended.
    pub next_attempt_at: Option<Timestamp>,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptOutcome {
    /// Of which kind it was.
    pub kind: OutcomeKind,
    /// The fault's code, or the HTTP status, where one of them is what failed.
    pub code: Option<String>,
    /// The stage and what happened there in one line, for developers; `accepted` where nothing failed.
    pub text: String,
}

impl AttemptOutcome {
    /// The e-Service has understood.
    pub fn accepted() -> Self {
        Self { kind: OutcomeKind::Accepted, code: None, text: "accepted".to_owned() }
    }

    /// The e-Service has accepted what it must refuse.
    pub fn not_counted() -> Self {
        Self { kind: OutcomeKind::NotCounted, code: None, text: "accepted, which does not count".to_owned() }
    }

    /// The worker was gone before it knew what the e-Service said.
    pub fn interrupted() -> Self {
        let text = "request: the hub stopped before the outcome was known; the e-Service may have been told";
        Self { kind: OutcomeKind::Interrupted, code: None, text: text.to_owned() }
    }
}

macro_rules! stored_by_name {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in the database and for programs.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// Reads the name.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

stored_by_name!(AttemptCause { Scheduled = "scheduled", Manual = "manual", Duplicate = "duplicate", Scenario = "scenario" });

/// The kinds of outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// HTTP 200, a SOAP envelope, no fault, and a signature as the service's policy asks.
    Accepted,
    /// The request could not be signed, or its service is not registered.
    NotSent,
    /// No connection: name, address or TLS.
    NoConnection,
    /// No whole reply in time.
    TimedOut,
    /// The connection ended before the reply was complete, or what came is no HTTP.
    NoReply,
    /// A status that no SOAP message explains.
    HttpStatus,
    /// No SOAP envelope.
    NotSoap,
    /// A SOAP fault.
    Fault,
    /// The reply's signature does not hold.
    Signature,
    /// The content is none that the contract knows.
    Contract,
    /// Accepted, under a scenario in which the e-Service must refuse: it does not count.
    NotCounted,
    /// The hub stopped before the outcome was known.
    Interrupted,
}

stored_by_name!(OutcomeKind {
    Accepted = "accepted",
    NotSent = "not_sent",
    NoConnection = "no_connection",
    TimedOut = "timed_out",
    NoReply = "no_reply",
    HttpStatus = "http_status",
    NotSoap = "not_soap",
    Fault = "fault",
    Signature = "signature",
    Contract = "contract",
    NotCounted = "not_counted",
    Interrupted = "interrupted",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for kind in [OutcomeKind::Accepted, OutcomeKind::TimedOut, OutcomeKind::Interrupted] {
            assert_eq!(OutcomeKind::parse(kind.as_str()), Some(kind));
        }
        for cause in
            [AttemptCause::Scheduled, AttemptCause::Manual, AttemptCause::Duplicate, AttemptCause::Scenario]
        {
            assert_eq!(AttemptCause::parse(cause.as_str()), Some(cause));
        }
        assert_eq!(OutcomeKind::parse("Accepted"), None);
    }
}
