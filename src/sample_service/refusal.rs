//! Why a call to the e-Service is refused.

use thiserror::Error;

use crate::domain::fault::FaultCode;
use crate::soap::envelope::NotAnEnvelope;
use crate::soap::invalid_message::InvalidMessage;
use crate::soap::security::verify::SignatureProblem;

/// The maximum size of a request in bytes, ten times that of an honest one with hundreds of lines.
pub(super) const MAX_REQUEST_BYTES: usize = 1024 * 1024;

/// The reason for a fault.
#[derive(Debug, Error)]
pub(super) enum Refusal {
    /// The body is incomplete.
    #[error("the request cannot be read: {0}; at most {MAX_REQUEST_BYTES} bytes are taken")]
    Body(String),
    /// The bytes are not a SOAP message.
    #[error("the request is not a SOAP 1.1 message: {0}")]
    NotAnEnvelope(#[from] NotAnEnvelope),
    /// The signature is missing or invalid, or not the hub's.
    #[error("the request's signature is not accepted: {0}")]
    Signature(#[from] SignatureProblem),
    /// The header does not name an operation of the contract, or not that of the Body.
    #[error("SOAPAction is `{0}`, expected the action of the operation in the Body")]
    SoapAction(String),
    /// A value is missing or unreadable.
    #[error(transparent)]
    Message(#[from] InvalidMessage),
    /// A value is wrong.
    #[error("{0}")]
    Parameter(String),
    /// The agency does not have this service.
    #[error("the service `{0}` is not known")]
    UnknownService(String),
    /// The agency does not have this order.
    #[error("the order `{0}` is not known")]
    UnknownOrder(String),
    /// The order was paid by another payment.
    #[error("the order is paid already, with the payment `{0}`")]
    AlreadyPaid(String),
    /// The service breaks down on purpose: the answer is a page, not a fault.
    #[error("the service breaks down, to show what follows")]
    BreaksDown,
    /// The agency's own failure; the details are only logged.
    #[error("the e-Service cannot answer now, repeat the call later")]
    Database(#[from] sqlx::Error),
}

impl Refusal {
    pub(super) fn code(&self) -> FaultCode {
        match self {
            Self::Signature(_) => FaultCode::AuthenticationFailed,
            Self::UnknownService(_) => FaultCode::UnknownService,
            Self::UnknownOrder(_) => FaultCode::UnknownOrder,
            Self::AlreadyPaid(_) => FaultCode::InvoiceAlreadyPaid,
            Self::BreaksDown | Self::Database(_) => FaultCode::InternalError,
            Self::Body(_)
            | Self::NotAnEnvelope(_)
            | Self::SoapAction(_)
            | Self::Message(_)
            | Self::Parameter(_) => FaultCode::InvalidParameter,
        }
    }
}
