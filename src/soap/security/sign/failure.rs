//! Why a message could not be signed.

use thiserror::Error;

use crate::soap::security::InvalidKey;

/// The reason why a message could not be signed.
#[derive(Debug, Error)]
pub enum SigningFailed {
    /// The Body's content is not well-formed.
    #[error("the message to sign is not well-formed: {0}")]
    NotWellFormed(#[from] roxmltree::Error),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] InvalidKey),
    /// The certificate has no identifier of the requested form.
    #[error(
        "the certificate `{subject}` has no subject key identifier to be named by: choose another form of KeyInfo"
    )]
    NoSubjectKeyIdentifier {
        /// The certificate's subject.
        subject: String,
    },
    /// The issuer's name has parts that are not text.
    #[error(
        "the issuer of the certificate `{subject}` cannot be written as text: choose another form of KeyInfo"
    )]
    UnreadableIssuer {
        /// The certificate's subject.
        subject: String,
    },
}
