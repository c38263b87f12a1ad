//! The outcome of a call to an e-Service, as facts: stored in columns, and put into words by each page and program.

use std::fmt::{self, Display, Formatter};

use super::fault::Fault;
use super::finding::Stage;
use super::stored_name::stored_by_name;

/// The outcome of one call of either operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOutcome {
    /// Of which kind it was.
    pub kind: OutcomeKind,
    /// The stage at which it was stopped; `None` where nothing stopped it.
    pub stage: Option<Stage>,
    /// The status of the reply, where one came.
    pub http_status: Option<u16>,
    /// The e-Service's fault, where one is what stopped it.
    pub fault: Option<Fault>,
    /// The scenario that was really applied to it, by its name.
    pub scenario: Option<String>,
    /// What happened at that stage, in one line for developers.
    pub text: String,
}

impl OutcomeKind {
    /// Those that an attempt to confirm can come to.
    pub fn of_attempts() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| *kind != Self::NothingFound)
    }
}

impl CallOutcome {
    /// A call that was stopped by nothing.
    pub fn understood(text: impl Into<String>, http_status: Option<u16>) -> Self {
        let text = text.into();
        Self { kind: OutcomeKind::Accepted, stage: None, http_status, fault: None, scenario: None, text }
    }

    /// The e-Service has described this many orders.
    pub fn of_orders(count: usize, http_status: Option<u16>) -> Self {
        let kind = if count == 0 { OutcomeKind::NothingFound } else { OutcomeKind::Accepted };
        Self { kind, ..Self::understood(format!("orders: {count}"), http_status) }
    }

    /// The e-Service has accepted the confirmation, with HTTP 200.
    pub fn accepted() -> Self {
        Self::understood("accepted", Some(200))
    }

    /// The e-Service has accepted what it must refuse.
    pub fn not_counted() -> Self {
        Self {
            kind: OutcomeKind::NotCounted,
            ..Self::understood("accepted, which does not count", Some(200))
        }
    }

    /// Nothing was sent.
    pub fn not_sent(why: impl Display) -> Self {
        let (kind, stage) = (OutcomeKind::NotSent, Some(Stage::Request));
        Self { kind, stage, ..Self::understood(why.to_string(), None) }
    }

    /// The worker was gone before it knew what the e-Service said.
    pub fn interrupted() -> Self {
        let text = "the hub stopped before the outcome was known; the e-Service may have been told";
        Self { kind: OutcomeKind::Interrupted, ..Self::not_sent(text) }
    }

    /// The fault's code, or the HTTP status, where one of them is what failed.
    pub fn code(&self) -> Option<String> {
        match self.kind {
            OutcomeKind::Fault => self.fault.as_ref().map(|fault| fault.code.as_str().to_owned()),
            OutcomeKind::HttpStatus => self.http_status.map(|status| status.to_string()),
            _ => None,
        }
    }
}

/// The scenario, the stage and what happened, as far as there are any.
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

/// Of which kind an outcome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// HTTP 200, a SOAP envelope, no fault, and a signature as the service's policy asks.
    Accepted,
    /// The e-Service answered, and has no such order.
    NothingFound,
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
    NothingFound = "nothing_found",
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
    fn the_line_has_the_scenario_and_the_stage_where_there_are_any() {
        assert_eq!(CallOutcome::accepted().to_string(), "accepted");
        let away = CallOutcome { scenario: Some("unsigned".to_owned()), ..CallOutcome::not_sent("no key") };
        assert_eq!(away.to_string(), "scenario unsigned: request: no key");
        assert_eq!(away.code(), None);
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in OutcomeKind::ALL {
            assert_eq!(OutcomeKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(OutcomeKind::parse("Accepted"), None);
    }
}
