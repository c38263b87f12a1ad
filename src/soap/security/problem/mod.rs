//! The problems of a signature, one cause each.

mod finding;
mod unexpected;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

pub use unexpected::Unexpected;

use super::{MAX_REFERENCES, MAX_TRANSFORMS, c14n::Exceeded, durations::in_words};
use crate::domain::finding::Place;

/// The reason why a signature does not hold, in words for developers.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum SignatureProblem {
    /// The message is not signed.
    #[error("the message is not signed: {there}")]
    Unsigned {
        /// The message's content in place of a signature, as a clause.
        there: String,
        /// True if it has a Security header, where the signature belongs.
        has_security: bool,
        /// The innermost of Envelope, Header and Security in the message.
        place: Place,
    },
    /// A security element is not in the namespace of WS-Security or XML Signature.
    #[error("`{element}` stands in the namespace `{found}`, expected `{expected}`")]
    WrongNamespace {
        /// The element's local name.
        element: &'static str,
        /// The namespace as written, or `no namespace`.
        found: String,
        /// The correct namespace.
        expected: &'static str,
    },
    /// A Security header or Signature stands in the wrong place.
    #[error("`{element}` stands in `{parent}`, expected in `{expected}`")]
    Misplaced {
        /// `Security` or `Signature`.
        element: &'static str,
        /// The local name of its parent.
        parent: String,
        /// The right place.
        expected: &'static str,
    },
    /// There are several Security headers, so that it is not clear which one counts.
    #[error("the message has {count} Security headers, expected one: {contents}")]
    SecurityHeaders {
        /// Their number.
        count: usize,
        /// Their contents and positions.
        contents: String,
    },
    /// There are several signatures, or several of another element, so that it is not clear which one counts.
    #[error("the message has {count} `{what}` elements, expected one")]
    Ambiguous {
        /// The element.
        what: &'static str,
        /// Their number.
        count: usize,
    },
    /// An element or a text is not allowed by the schema of XML Signature in its place.
    #[error("{0}")]
    Unexpected(Unexpected),
    /// There are more references than [`MAX_REFERENCES`]; holds their number.
    #[error(
        "the signature has {0} references, expected one to Body and one to Timestamp, {MAX_REFERENCES} at most"
    )]
    TooManyReferences(usize),
    /// A reference has more transforms than [`MAX_TRANSFORMS`].
    #[error(
        "the reference `{uri}` has {count} transforms, expected one canonicalization, {MAX_TRANSFORMS} at most"
    )]
    TooManyTransforms {
        /// The reference.
        uri: String,
        /// Their number.
        count: usize,
    },
    /// Canonicalizing the signed parts costs more than is allowed.
    #[error("canonicalizing what is signed takes {} {} and more, {} at most", .0.count, .0.what, .0.most)]
    TooCostly(Exceeded),
    /// A required element or attribute is missing.
    #[error("`{path}` is missing or empty")]
    Missing {
        /// The element or attribute.
        path: &'static str,
    },
    /// An algorithm is not supported.
    #[error("the {what} `{uri}` is not supported; MPay's messages use {expected}")]
    Algorithm {
        /// The element: `CanonicalizationMethod`, `Transform`, `DigestMethod` or `SignatureMethod`.
        what: &'static str,
        /// The URI as written.
        uri: String,
        /// The URI in the guide's samples.
        expected: &'static str,
    },
    /// An algorithm's URI is misspelt.
    #[error("the {what} `{uri}` is misspelt, expected `{expected}`")]
    Misspelt {
        /// The element, as with [`SignatureProblem::Algorithm`].
        what: &'static str,
        /// The URI as written.
        uri: String,
        /// The URI most likely meant.
        expected: &'static str,
    },
    /// The transforms of a reference contradict each other.
    #[error("the transforms of reference `{uri}` cannot be applied: {why}")]
    Transforms {
        /// The reference.
        uri: String,
        /// The contradiction.
        why: &'static str,
    },
    /// A reference does not point into the message.
    #[error("the reference `{uri}` does not point into the message, expected `#` and an id")]
    OutsideReference {
        /// The reference, or a note that it has none.
        uri: String,
    },
    /// A reference points to no element.
    #[error("the reference `{uri}` points to no element (by wsu:Id or Id)")]
    DanglingReference {
        /// The reference.
        uri: String,
    },
    /// A reference points to several elements.
    #[error("the id of reference `{uri}` stands on {count} elements: {carriers}")]
    DuplicateId {
        /// The reference.
        uri: String,
        /// The number of elements with the id.
        count: usize,
        /// The first few of them, with positions.
        carriers: String,
    },
    /// The digest of an element is wrong.
    #[error("`{element}` does not fit its digest, which is {computed}; the message says {declared}")]
    Digest {
        /// The element's local name.
        element: String,
        /// The declared digest.
        declared: String,
        /// The computed digest.
        computed: String,
    },
    /// The signature does not cover a required element.
    #[error("`{element}` is not signed: no reference covers it")]
    NotCovered {
        /// `Body` or `Timestamp`.
        element: &'static str,
    },
    /// A value is not base64.
    #[error("the {element} is not base64: {why}")]
    NotBase64 {
        /// The element.
        element: &'static str,
        /// The decoder's message.
        why: String,
    },
    /// The certificate is not in the message, and the known one has a different identifier.
    #[error(
        "the message is signed by the certificate with the {kind} {found}; that of the known one, `{subject}`, is {known}"
    )]
    OtherIdentifier {
        /// `subject key identifier` or `SHA-1 thumbprint`.
        kind: &'static str,
        /// The message's identifier in hexadecimal, or as written if it is not base64.
        found: String,
        /// The known certificate's identifier in hexadecimal, or `absent`.
        known: String,
        /// The known certificate's subject.
        subject: String,
    },
    /// The certificate is not in the message, and the known one has a different serial number.
    #[error(
        "the message is signed by the certificate with the serial number {serial} of `{issuer}`; the known one has {known_serial} of `{known_issuer}`"
    )]
    OtherIssuerSerial {
        /// The issuer in the message.
        issuer: String,
        /// The serial number in the message; in decimal and hexadecimal if it is a number.
        serial: String,
        /// The known certificate's issuer.
        known_issuer: String,
        /// The known certificate's serial number, in the same form.
        known_serial: String,
    },
    /// The type of the token or identifier is not supported.
    #[error("the {element} has the ValueType `{value_type}`, expected `{expected}`")]
    TokenType {
        /// `BinarySecurityToken`, `Reference` or `KeyIdentifier`.
        element: &'static str,
        /// The type as written.
        value_type: String,
        /// The type in the guide's samples.
        expected: &'static str,
    },
    /// The reference to the token points to a different element.
    #[error("the key info refers to `{uri}`, which is a `{element}`, expected a BinarySecurityToken")]
    NotAToken {
        /// The reference.
        uri: String,
        /// The local name of that element.
        element: String,
    },
    /// The certificate's key is not RSA.
    #[error("the certificate `{subject}` has a key of the kind {algorithm}, expected RSA")]
    NotRsa {
        /// The certificate's subject.
        subject: String,
        /// `EC`, or the algorithm's OID.
        algorithm: String,
    },
    /// The length of the certificate's RSA key is not supported with this algorithm.
    #[error("the RSA key of `{subject}` has {bits} bits; {algorithm} is verified with {least} to 8192")]
    KeyLength {
        /// The certificate's subject.
        subject: String,
        /// The length of its key in bits.
        bits: usize,
        /// The short name of the signature algorithm.
        algorithm: &'static str,
        /// The minimum length in bits.
        least: usize,
    },
    /// The certificate is not in the message, and none is known.
    #[error(
        "the message does not carry the signer's certificate, and none is known: set `certificate` for this service, \
         or send it in KeyInfo"
    )]
    NothingToPin,
    /// The certificate cannot be read.
    #[error("the certificate in the message cannot be read: {why}")]
    UnreadableCertificate {
        /// The parser's message.
        why: String,
    },
    /// The signer is a different one.
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
    /// The verifier's own key signed: the request was sent back.
    #[error(
        "the message is signed with the hub's own certificate `{subject}`: the request was sent back, or the e-Service signs with the hub's key"
    )]
    OwnCertificate {
        /// The certificate's subject.
        subject: String,
    },
    /// The certificate is not valid at this time.
    #[error("the certificate `{subject}` is valid from {from} to {to} only (now {now})")]
    CertificateDates {
        /// The certificate's subject.
        subject: String,
        /// The beginning of the validity.
        from: Timestamp,
        /// The end of the validity.
        to: Timestamp,
        /// The verifier's time.
        now: Timestamp,
    },
    /// The certificate was not issued by the registered authority.
    #[error("the certificate `{subject}`, issued by `{issuer}`, does not come from `{authority}`: {why}")]
    NotIssuedBy {
        /// The certificate's subject.
        subject: String,
        /// Its issuer, as stated.
        issuer: String,
        /// The registered authority's subject.
        authority: String,
        /// The mismatch.
        why: &'static str,
    },
    /// The registered authority may not issue certificates, or is not valid.
    #[error("`{authority}` cannot vouch for certificates: {why}")]
    UnfitAuthority {
        /// The registered authority's subject.
        authority: String,
        /// The reason.
        why: String,
    },
    /// SignatureValue is empty.
    #[error("the SignatureValue is empty: nothing was signed")]
    EmptySignatureValue,
    /// The signature was made with a different key, or over a different SignedInfo.
    #[error("the SignatureValue does not fit SignedInfo and the certificate `{subject}`")]
    SignatureValue {
        /// The certificate's subject.
        subject: String,
    },
    /// The Timestamp is unreadable.
    #[error("the Timestamp's `{element}` is `{found}`, expected a UTC xs:dateTime")]
    UnreadableTimestamp {
        /// `Created` or `Expires`.
        element: &'static str,
        /// The text.
        found: String,
    },
    /// `Created` is in the future.
    #[error("the message was created at {created}, which is in the future (now {now}): the clocks differ")]
    CreatedInFuture {
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// The verifier's time.
        now: Timestamp,
    },
    /// The Timestamp has expired.
    #[error("the message expired at {expires} (now {now})")]
    Expired {
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// The Timestamp's `Expires`.
        expires: Timestamp,
        /// The verifier's time.
        now: Timestamp,
    },
    /// The lifetime is too long, as the message could be replayed all that time.
    #[error("the message, created at {created}, lives {}; {} at most", in_words(*life), in_words(*longest))]
    LivesTooLong {
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// The time from `Created` to `Expires`.
        life: SignedDuration,
        /// The maximum.
        longest: SignedDuration,
    },
    /// `Expires` is not later than `Created`.
    #[error("the message expires at {expires}, no later than it was created at {created}")]
    Reversed {
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// The Timestamp's `Expires`.
        expires: Timestamp,
    },
}
