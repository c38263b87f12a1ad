//! What can become of a call, stage by stage.

use thiserror::Error;

use super::reply::UnexpectedStatus;
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::Fault;
use crate::domain::finding::Finding;
pub use crate::domain::finding::Stage;
use crate::domain::finding::rules::transport as rules;
use crate::soap::invalid_message::InvalidMessage;
use crate::soap::security::verify::SignatureProblem;

/// Why a call did not give what it should. Each text says what happened, what was expected and what to do next.
#[derive(Debug, Error)]
pub enum CallError {
    /// Our own message could not be signed.
    #[error("the request could not be signed: {why}")]
    CannotSign {
        /// What went wrong.
        why: String,
    },
    /// The way to the e-Service and back failed.
    #[error("{}; expected {}", .0.found, .0.expected)]
    Transport(Box<Finding>),
    /// Another status than 200, and no fault that would explain it.
    #[error("{0}")]
    HttpStatus(UnexpectedStatus),
    /// Not SOAP.
    #[error("{}: {}; expected {}", .0.rule.title, .0.found, .0.expected)]
    NotAnEnvelope(Box<Finding>),
    /// An envelope around nothing.
    #[error("the Body is empty, expected the operation's response element")]
    EmptyBody,
    /// Our own request came back.
    #[error("the Body holds the request's own `ConfirmOrderPayment`, expected `ConfirmOrderPaymentResponse`")]
    Echo,
    /// The signature does not hold, and the service's policy asks for one that does.
    #[error("{0}")]
    Signature(SignatureProblem),
    /// The e-Service refused.
    #[error("SOAP fault {}: {}", .0.shown_code(), .0.reason)]
    Fault(Fault),
    /// The content is not what the contract asks for.
    #[error("{0}")]
    Contract(InvalidMessage),
    /// It is no answer to what was asked.
    #[error("{}: {}; expected {}", .0.rule.title, .0.found, .0.expected)]
    NotAnAnswer(Box<Finding>),
}

impl CallError {
    /// Where the call failed.
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

    /// What came of the call that was stopped so, whose reply had this HTTP status.
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

    /// Whether the e-Service may only have been too slow.
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

    /// Whether nothing answers where the e-Service should be. A reply that breaks off, or is no HTTP, comes from something
    /// that does.
    pub fn is_unreachable(&self) -> bool {
        let silent = [&rules::HTTP_NO_REPLY, &rules::HTTPS_EXPECTED];
        matches!(self, Self::Transport(finding) if finding.rule.stage < Stage::Http || silent.contains(&finding.rule))
    }
}
