//! What can be wrong with a signature, each cause by itself.

use jiff::Timestamp;
use thiserror::Error;

/// Why a signature does not hold. Each is one cause, in words for a developer.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum SignatureProblem {
    /// Nothing is signed.
    #[error("the message is not signed: it has no wsse:Security header with a ds:Signature")]
    Unsigned,
    /// Two headers or two signatures: nobody can say which one counts.
    #[error("the message has {count} `{what}` elements, expected one")]
    Ambiguous {
        /// The element.
        what: &'static str,
        /// How many there are.
        count: usize,
    },
    /// Something that a signature needs is not there.
    #[error("`{path}` is missing or empty")]
    Missing {
        /// The element or attribute.
        path: &'static str,
    },
    /// An algorithm that the hub does not take.
    #[error("{what} `{uri}` is not supported; MPay's messages use {expected}")]
    Algorithm {
        /// What it is for.
        what: &'static str,
        /// What the message says.
        uri: String,
        /// What the guide's samples use.
        expected: &'static str,
    },
    /// A reference points nowhere.
    #[error("the reference `{uri}` points to no element (by wsu:Id or Id)")]
    DanglingReference {
        /// The reference.
        uri: String,
    },
    /// A reference points to several elements.
    #[error("the id of reference `{uri}` stands on {count} elements, so nobody can say which one is signed")]
    DuplicateId {
        /// The reference.
        uri: String,
        /// How many elements carry the id.
        count: usize,
    },
    /// What was digested is not what came.
    #[error(
        "the digest of `{element}` is {computed}, the message says {declared}: `{element}` was changed after signing"
    )]
    Digest {
        /// The element's local name.
        element: String,
        /// The digest that the message declares.
        declared: String,
        /// The digest of what came.
        computed: String,
    },
    /// The signature leaves out what must be signed.
    #[error("`{element}` is not signed: no reference covers it")]
    NotCovered {
        /// `Body` or `Timestamp`.
        element: &'static str,
    },
    /// The certificate is not in the message, and the known one has another key identifier.
    #[error(
        "the message does not carry the signer's certificate, and the known one has another subject key identifier"
    )]
    NoCertificate,
    /// The certificate is not in the message, and none is known.
    #[error(
        "the message does not carry the signer's certificate, and none is known: set `certificate` for this service, \
         or send it in KeyInfo"
    )]
    NothingToPin,
    /// The certificate cannot be read.
    #[error("the certificate in the message cannot be read: {why}")]
    UnreadableCertificate {
        /// What the reader said.
        why: String,
    },
    /// Somebody else signed.
    #[error(
        "the message is signed by `{found}` ({found_thumbprint}), expected `{expected}` ({expected_thumbprint})"
    )]
    WrongCertificate {
        /// The signer's subject.
        found: String,
        /// The signer's SHA-1 thumbprint.
        found_thumbprint: String,
        /// The known certificate's subject.
        expected: String,
        /// The known certificate's SHA-1 thumbprint.
        expected_thumbprint: String,
    },
    /// The verifier's own key signed: a message that came back.
    #[error(
        "the message is signed with the hub's own certificate `{subject}`: the request was sent back, or the e-Service signs with the hub's key"
    )]
    OwnCertificate {
        /// The certificate's subject.
        subject: String,
    },
    /// The certificate is outside its dates.
    #[error("the certificate `{subject}` is valid from {from} to {to} only")]
    CertificateDates {
        /// The certificate's subject.
        subject: String,
        /// The first moment.
        from: Timestamp,
        /// The last moment.
        to: Timestamp,
    },
    /// The signature was made with another key, or over another SignedInfo.
    #[error("the SignatureValue does not fit SignedInfo and the certificate `{subject}`")]
    SignatureValue {
        /// The certificate's subject.
        subject: String,
    },
    /// The Timestamp cannot be read.
    #[error("the Timestamp's `{element}` is `{found}`, expected a UTC xs:dateTime")]
    UnreadableTimestamp {
        /// `Created` or `Expires`.
        element: &'static str,
        /// What was found.
        found: String,
    },
    /// Made later than now.
    #[error("the message was created at {created}, which is in the future (now {now}): the clocks differ")]
    CreatedInFuture {
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// The verifier's time.
        now: Timestamp,
    },
    /// Too old.
    #[error("the message expired at {expires} (now {now})")]
    Expired {
        /// The Timestamp's `Expires`.
        expires: Timestamp,
        /// The verifier's time.
        now: Timestamp,
    },
}
