//! The failures of a call, by stage.

use thiserror::Error;

use super::unexpected_status::UnexpectedStatus;
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::Fault;
use crate::domain::finding::Finding;
pub use crate::domain::finding::Stage;
use crate::domain::finding::rules::transport as rules;
use crate::soap::invalid_message::InvalidMessage;
use crate::soap::security::verify::SignatureProblem;

/// The reason why a call failed. Each text gives the event, the expectation and the next step.
#[derive(Debug, Error)]
pub enum CallError {
    /// Our own message could not be signed.
    #[error("the request could not be signed: {why}")]
    CannotSign {
        /// The error.
        why: String,
    },
    /// The connection failed.
    #[error("{}; expected {}", .0.found, .0.expected)]
    Transport(Box<Finding>),
    /// The status is not 200, and no fault explains it.
    #[error("{0}")]
    HttpStatus(UnexpectedStatus),
    /// Not SOAP.
    #[error("{}: {}; expected {}", .0.rule.title, .0.found, .0.expected)]
    NotAnEnvelope(Box<Finding>),
    /// The Body is empty.
    #[error("the Body is empty, expected the operation's response element")]
    EmptyBody,
    /// The hub's own request came back.
    #[error("the Body holds the request's own `ConfirmOrderPayment`, expected `ConfirmOrderPaymentResponse`")]
    Echo,
    /// The signature is invalid, and the service's policy requires a valid one.
    #[error("{0}")]
    Signature(SignatureProblem),
    /// The e-Service refused.
    #[error("SOAP fault {}", .0.in_words())]
    Fault(Fault),
    /// The content breaks the contract.
    #[error("{0}")]
    Contract(InvalidMessage),
    /// The reply does not answer the request.
    #[error("{}: {}; expected {}", .0.rule.title, .0.found, .0.expected)]
    NotAnAnswer(Box<Finding>),
}

impl CallError {
    /// The stage of the failure.
    pub fn stage(&self) -> Stage {
        match self {
            Self::CannotSign { .. } => Stage::Request,
            Self::Transport(finding) => finding.rule.stage,
            Self::HttpStatus(_) => Stage::Http,
            Self::NotAnEnvelope(_) | Self::EmptyBody => Stage::Envelope,
            Self::Signature(_) => Stage::Signature,
            Self::Contract(_) | Self::Echo | Self::NotAnAnswer(_) => Stage::Contract,
            Self::Fault(_) => Stage::Business,
        }
    }

    /// The outcome of a call with this failure, whose reply had this HTTP status.
    pub fn outcome(&self, http_status: Option<u16>) -> CallOutcome {
        let kind = match self {
            Self::CannotSign { .. } => OutcomeKind::NotSent,
            Self::HttpStatus(_) => OutcomeKind::HttpStatus,
            Self::NotAnEnvelope(_) | Self::EmptyBody => OutcomeKind::NotSoap,
            Self::Signature(_) => OutcomeKind::Signature,
            Self::Fault(_) => OutcomeKind::Fault,
            Self::Contract(_) | Self::Echo | Self::NotAnAnswer(_) => OutcomeKind::Contract,
            Self::Transport(_) if self.is_timeout() => OutcomeKind::TimedOut,
            Self::Transport(finding) if finding.rule.stage == Stage::Request => OutcomeKind::NotSent,
            Self::Transport(finding) if finding.rule.stage < Stage::Http => OutcomeKind::NoConnection,
            Self::Transport(_) => OutcomeKind::NoReply,
        };
        let fault = match self {
            Self::Fault(fault) => Some(fault.clone()),
            _ => None,
        };
        CallOutcome {
            kind,
            stage: Some(self.stage()),
            fault,
            ..CallOutcome::understood(self.to_string(), http_status)
        }
    }

    /// True if the e-Service may only have been too slow.
    pub fn is_timeout(&self) -> bool {
        let late = [
            &rules::DNS_TIMEOUT,
            &rules::CONNECT_TIMEOUT,
            &rules::TLS_TIMEOUT,
            &rules::HTTP_TIMEOUT,
            &rules::HTTP_BODY_TIMEOUT,
        ];
        matches!(self, Self::Transport(finding) if late.contains(&finding.rule))
    }

    /// The kind of failure, for those who are told in general terms.
    pub fn failure(&self) -> Failure {
        match self {
            Self::Transport(_) if self.is_timeout() => Failure::Late,
            Self::Transport(finding) if finding.rule.stage < Stage::Tls => Failure::Unreachable,
            Self::Transport(finding) if finding.rule.stage == Stage::Tls => Failure::NoTls,
            // A reply that breaks off, or is not HTTP, is an answer.
            Self::Transport(finding) if finding.rule == &rules::HTTP_NO_REPLY => Failure::NoReply,
            _ => Failure::Unusable,
        }
    }
}

/// The kinds of failure of a call to an e-Service. Pages and both APIs have the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No answer in time.
    Late,
    /// No connection to its address.
    Unreachable,
    /// A connection, over which no TLS session was agreed.
    NoTls,
    /// A connection that was closed before a reply came.
    NoReply,
    /// A reply that cannot be used.
    Unusable,
}

impl Failure {
    /// The stable code in both APIs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Late => "e-service-timeout",
            Self::Unreachable => "e-service-unreachable",
            Self::NoTls => "e-service-no-tls",
            Self::NoReply => "e-service-no-reply",
            Self::Unusable => "e-service-failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_no_connection_is_out_of_reach() {
        for (rule, failure) in [
            (&rules::CONNECT_REFUSED, Failure::Unreachable),
            (&rules::TLS_EXPIRED, Failure::NoTls),
            (&rules::TLS_TIMEOUT, Failure::Late),
            (&rules::HTTP_NO_REPLY, Failure::NoReply),
            (&rules::HTTPS_EXPECTED, Failure::Unusable),
            (&rules::HTTP_CUT, Failure::Unusable),
        ] {
            let error = CallError::Transport(Box::new(Finding::new(rule, "")));
            assert_eq!(error.failure(), failure, "{}", rule.name);
        }
    }
}
