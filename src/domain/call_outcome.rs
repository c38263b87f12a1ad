//! The outcome of a call to an e-Service, as facts: stored in columns, and put into words by each page and program.

use std::fmt::{self, Display, Formatter};

use super::fault::Fault;
use super::finding::Stage;
use super::named::named;

/// The outcome of one call of either operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOutcome {
    /// The kind of outcome.
    pub kind: OutcomeKind,
    /// The stage at which the call failed; `None` where it succeeded.
    pub stage: Option<Stage>,
    /// The HTTP status of the reply; `None` where no reply came.
    pub http_status: Option<u16>,
    /// The e-Service's fault, where a fault made the call fail.
    pub fault: Option<Fault>,
    /// The name of the scenario that was applied to the call.
    pub scenario: Option<String>,
    /// One line for developers: the event at that stage.
    pub text: String,
}

impl OutcomeKind {
    /// The kinds that an attempt to confirm can end with.
    pub fn of_attempts() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|kind| *kind != Self::NothingFound)
    }
}

impl CallOutcome {
    /// The outcome of a call that succeeded at every stage.
    pub fn understood(text: impl Into<String>, http_status: Option<u16>) -> Self {
        let text = text.into();
        Self { kind: OutcomeKind::Accepted, stage: None, http_status, fault: None, scenario: None, text }
    }

    /// The outcome of a `GetOrderDetails` that returned this many orders.
    pub fn of_orders(count: usize, http_status: Option<u16>) -> Self {
        let kind = if count == 0 { OutcomeKind::NothingFound } else { OutcomeKind::Accepted };
        Self { kind, ..Self::understood(format!("orders: {count}"), http_status) }
    }

    /// The outcome of a confirmation that was accepted, with HTTP 200.
    pub fn accepted() -> Self {
        Self::understood("accepted", Some(200))
    }

    /// The outcome of a confirmation that was accepted under a scenario in which it must be refused.
    pub fn not_counted() -> Self {
        Self {
            kind: OutcomeKind::NotCounted,
            ..Self::understood("accepted, which does not count", Some(200))
        }
    }

    /// The outcome of a call that was not sent.
    pub fn not_sent(why: impl Display) -> Self {
        let (kind, stage) = (OutcomeKind::NotSent, Some(Stage::Request));
        Self { kind, stage, ..Self::understood(why.to_string(), None) }
    }

    /// The outcome of a call whose worker stopped before the reply was known.
    pub fn interrupted() -> Self {
        let text = "the hub stopped before the outcome was known; the e-Service may have been called";
        Self { kind: OutcomeKind::Interrupted, ..Self::not_sent(text) }
    }

    /// The fault's code, or the HTTP status, where one of them caused the failure.
    pub fn code(&self) -> Option<String> {
        match self.kind {
            OutcomeKind::Fault => self.fault.as_ref().map(|fault| fault.code.as_str().to_owned()),
            OutcomeKind::HttpStatus => self.http_status.map(|status| status.to_string()),
            _ => None,
        }
    }
}

/// The scenario, the stage and the event, as far as they are set.
impl Display for CallOutcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(scenario) = &self.scenario {
            write!(f, "scenario {scenario}: ")?;
        }
        if let Some(stage) = self.stage {
            write!(f, "{}: ", stage.name())?;
        }
        f.write_str(&self.text)
    }
}

named! {
    fn as_str;
    /// The kinds of outcome.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum OutcomeKind {
        /// HTTP 200, a SOAP envelope, no fault, and a signature that the service's policy accepts.
        Accepted = "accepted",
        /// The e-Service answered that it has no such order.
        NothingFound = "nothing_found",
        /// The request could not be signed, or its service is not registered.
        NotSent = "not_sent",
        /// No connection: name, address or TLS.
        NoConnection = "no_connection",
        /// No whole reply in time.
        TimedOut = "timed_out",
        /// The connection ended before the reply was complete, or the reply is not HTTP.
        NoReply = "no_reply",
        /// An HTTP status that no SOAP message explains.
        HttpStatus = "http_status",
        /// No SOAP envelope.
        NotSoap = "not_soap",
        /// A SOAP fault.
        Fault = "fault",
        /// The reply's signature does not hold.
        Signature = "signature",
        /// The content breaks the contract.
        Contract = "contract",
        /// Accepted under a scenario in which the e-Service must refuse, so it confirms nothing.
        NotCounted = "not_counted",
        /// The hub stopped before the outcome was known.
        Interrupted = "interrupted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_the_scenario_and_the_stage_where_there_are_any() {
        assert_eq!(CallOutcome::accepted().to_string(), "accepted");
        let away = CallOutcome { scenario: Some("unsigned".to_owned()), ..CallOutcome::not_sent("no key") };
        assert_eq!(away.to_string(), "scenario unsigned: request: no key");
        assert_eq!(away.code(), None);
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in OutcomeKind::ALL {
            assert_eq!(OutcomeKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(OutcomeKind::parse("Accepted"), None);
    }
}
