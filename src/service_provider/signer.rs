//! The signer of a reply: those that are accepted, and the result of the check.

use crate::soap::security::certificates::Certificate;
use crate::soap::security::verify::{SignatureProblem, Trust};

/// The result of verifying an accepted reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// The signature is valid.
    Verified {
        /// The signer's certificate (DER).
        certificate: Vec<u8>,
        /// The difference of the e-Service's clock from the hub's in milliseconds, minus the duration of the reply.
        clock_skew_ms: i64,
    },
    /// The signature is invalid, and the service's policy tolerates that.
    Tolerated(SignatureProblem),
    /// The service's policy ignores signatures.
    NotChecked,
}

/// The accepted signers of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownSigner {
    /// Only this certificate: registered with the service, or pinned at first use.
    Certificate(Box<Certificate>),
    /// Any certificate that one of these authorities issued.
    IssuedBy(Vec<Certificate>),
    /// Any valid certificate, which is then pinned.
    AnyAtFirstUse,
}

impl KnownSigner {
    /// The same for the verifier.
    pub(super) fn trust(&self) -> Trust<'_> {
        match self {
            Self::Certificate(known) => Trust::Certificate(known),
            Self::IssuedBy(authorities) => Trust::Authorities(authorities),
            Self::AnyAtFirstUse => Trust::FirstUse,
        }
    }
}
