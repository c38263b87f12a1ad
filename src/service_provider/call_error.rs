//! What can become of a call, stage by stage.

use std::time::Duration;

use thiserror::Error;

pub use crate::domain::finding::Stage;
use crate::soap::envelope::NotAnEnvelope;
use crate::soap::fault::Fault;
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
    /// Nobody answers at the address.
    #[error("no connection to {url}: {why}. {hint}")]
    Connect {
        /// The e-Service's address.
        url: String,
        /// What the system said.
        why: String,
        /// What to do.
        hint: &'static str,
    },
    /// No whole reply in time.
    #[error("no whole reply within {} ms; make the e-Service quicker, or raise e_service_timeout", after.as_millis())]
    TimedOut {
        /// The limit.
        after: Duration,
    },
    /// The connection broke while the reply was read.
    #[error("the connection broke before the reply was complete: {why}")]
    Broken {
        /// What the system said.
        why: String,
    },
    /// The reply is too large.
    #[error("the reply is larger than {limit} bytes; send less, or raise max_reply_bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// Another status than 200, and no fault that would explain it.
    #[error(
        "HTTP status {status}{}, expected 200 with a SOAP envelope, or 500 with a SOAP fault",
        location.as_ref().map(|to| format!(" to `{to}` (redirects are not followed)")).unwrap_or_default()
    )]
    HttpStatus {
        /// The status.
        status: u16,
        /// Where a redirect points, cut to a readable length.
        location: Option<String>,
    },
    /// Not SOAP.
    #[error("{why}; expected a SOAP 1.1 envelope")]
    NotAnEnvelope {
        /// What is wrong with it.
        why: NotAnEnvelope,
    },
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
    #[error("SOAP fault {}: {}", .0.code.as_str(), .0.reason)]
    Fault(Fault),
    /// The content is not what the contract asks for.
    #[error("{0}")]
    Contract(InvalidMessage),
}

impl CallError {
    /// Where the call failed.
    pub fn stage(&self) -> Stage {
        match self {
            Self::CannotSign { .. } => Stage::Request,
            Self::Connect { .. } => Stage::Connect,
            Self::TimedOut { .. } | Self::Broken { .. } | Self::TooLarge { .. } | Self::HttpStatus { .. } => {
                Stage::Http
            }
            Self::NotAnEnvelope { .. } | Self::EmptyBody => Stage::Envelope,
            Self::Signature(_) => Stage::Signature,
            Self::Contract(_) | Self::Echo => Stage::Contract,
            Self::Fault(_) => Stage::Business,
        }
    }
}
