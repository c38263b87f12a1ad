//! What can be wrong with a signature, each cause by itself.

mod finding;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::{MAX_REFERENCES, MAX_TRANSFORMS, c14n::Exceeded, freshness::in_words, structure::Unexpected};
use crate::domain::finding::Place;

/// Why a signature does not hold. Each is one cause, in words for a developer.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum SignatureProblem {
    /// Nothing is signed.
    #[error("the message is not signed: {there}")]
    Unsigned {
        /// What the message has in place of a signature, as a clause.
        there: String,
        /// Whether it has a Security header, into which the signature belongs.
        has_security: bool,
        /// The innermost of Envelope, Header and Security that the message has.
        place: Place,
    },
    /// A security element in a namespace that is not WS-Security's or XML Signature's.
    #[error("`{element}` stands in the namespace `{found}`, expected `{expected}`")]
    WrongNamespace {
        /// The element's local name.
        element: &'static str,
        /// The namespace that the message says, or `no namespace`.
        found: String,
        /// The right one.
        expected: &'static str,
    },
    /// A Security header or a Signature that stands somewhere else.
    #[error("`{element}` stands in `{parent}`, expected in `{expected}`")]
    Misplaced {
        /// `Security` or `Signature`.
        element: &'static str,
        /// The local name of the element that it stands in.
        parent: String,
        /// Where it belongs.
        expected: &'static str,
    },
    /// Two Security headers: no reader can tell which one counts.
    #[error("the message has {count} Security headers, expected one: {contents}")]
    SecurityHeaders {
        /// How many there are.
        count: usize,
        /// What each holds, and where it begins.
        contents: String,
    },
    /// Two signatures, or two of another element: no reader can tell which one counts.
    #[error("the message has {count} `{what}` elements, expected one")]
    Ambiguous {
        /// The element.
        what: &'static str,
        /// How many there are.
        count: usize,
    },
    /// An element that the schema of XML Signature does not have there, or not in that order.
    #[error("{0}")]
    Unexpected(Unexpected),
    /// More references than are read; how many there are.
    #[error(
        "the signature has {0} references, expected one to Body and one to Timestamp, {MAX_REFERENCES} at most"
    )]
    TooManyReferences(usize),
    /// More transforms than are applied.
    #[error(
        "the reference `{uri}` has {count} transforms, expected one canonicalization, {MAX_TRANSFORMS} at most"
    )]
    TooManyTransforms {
        /// The reference.
        uri: String,
        /// How many there are.
        count: usize,
    },
    /// Canonicalizing what the references cover costs more than a message may.
    #[error("canonicalizing what is signed takes {} {} and more, {} at most", .0.count, .0.what, .0.most)]
    TooCostly(Exceeded),
    /// Something that a signature needs is not there.
    #[error("`{path}` is missing or empty")]
    Missing {
        /// The element or attribute.
        path: &'static str,
    },
    /// An algorithm that is not read.
    #[error("the {what} `{uri}` is not supported; MPay's messages use {expected}")]
    Algorithm {
        /// The element: `CanonicalizationMethod`, `Transform`, `DigestMethod` or `SignatureMethod`.
        what: &'static str,
        /// What the message says.
        uri: String,
        /// What the guide's samples use.
        expected: &'static str,
    },
    /// The URI of an algorithm is misspelt.
    #[error("the {what} `{uri}` is misspelt, expected `{expected}`")]
    Misspelt {
        /// The element, as with [`SignatureProblem::Algorithm`].
        what: &'static str,
        /// What the message says.
        uri: String,
        /// The URI that was most likely meant.
        expected: &'static str,
    },
    /// The transforms of a reference make no sense together.
    #[error("the transforms of reference `{uri}` cannot be applied: {why}")]
    Transforms {
        /// The reference.
        uri: String,
        /// What is wrong with them.
        why: &'static str,
    },
    /// A reference to something that is not an element of the message.
    #[error("the reference `{uri}` does not point into the message, expected `#` and an id")]
    OutsideReference {
        /// The reference, or that it has none.
        uri: String,
    },
    /// A reference points nowhere.
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
        /// How many elements carry the id.
        count: usize,
        /// The first few of them, and where they begin.
        carriers: String,
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
    /// What should be base64 is not.
    #[error("the {element} is not base64: {why}")]
    NotBase64 {
        /// The element.
        element: &'static str,
        /// What the reader said.
        why: String,
    },
    /// The certificate is not in the message, and the known one has another identifier.
    #[error(
        "the message is signed by the certificate with the {kind} {found}; that of the known one, `{subject}`, is {known}"
    )]
    OtherIdentifier {
        /// `subject key identifier` or `SHA-1 thumbprint`.
        kind: &'static str,
        /// What the message says, in hexadecimal, or as it stands there where it is no base64.
        found: String,
        /// That of the known certificate, in hexadecimal, or `absent`.
        known: String,
        /// The known certificate's subject.
        subject: String,
    },
    /// The certificate is not in the message, and the known one has another serial number.
    #[error(
        "the message is signed by the certificate with the serial number {serial} of `{issuer}`; the known one has {known_serial} of `{known_issuer}`"
    )]
    OtherIssuerSerial {
        /// The issuer, as the message says.
        issuer: String,
        /// The serial number, as the message says; in decimal digits and in hexadecimal where it is a number.
        serial: String,
        /// The known certificate's issuer.
        known_issuer: String,
        /// The known certificate's serial number, in the same form.
        known_serial: String,
    },
    /// The token, or the identifier, is of a type that is not read.
    #[error("the {element} has the ValueType `{value_type}`, expected `{expected}`")]
    TokenType {
        /// `BinarySecurityToken`, `Reference` or `KeyIdentifier`.
        element: &'static str,
        /// What the message says.
        value_type: String,
        /// What the guide's samples have.
        expected: &'static str,
    },
    /// The reference to the token points to something else.
    #[error("the key info refers to `{uri}`, which is a `{element}`, expected a BinarySecurityToken")]
    NotAToken {
        /// The reference.
        uri: String,
        /// The local name of what it points to.
        element: String,
    },
    /// The certificate's key is of another kind.
    #[error("the certificate `{subject}` has a key of the kind {algorithm}, expected RSA")]
    NotRsa {
        /// The certificate's subject.
        subject: String,
        /// `EC`, or the algorithm's OID.
        algorithm: String,
    },
    /// The certificate's RSA key has a length that is not verified with this algorithm.
    #[error("the RSA key of `{subject}` has {bits} bits; {algorithm} is verified with {least} to 8192")]
    KeyLength {
        /// The certificate's subject.
        subject: String,
        /// How long its key is.
        bits: usize,
        /// The signature algorithm, in short.
        algorithm: &'static str,
        /// The shortest key, in bits.
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
    #[error("the certificate `{subject}` is valid from {from} to {to} only (now {now})")]
    CertificateDates {
        /// The certificate's subject.
        subject: String,
        /// The first moment.
        from: Timestamp,
        /// The last moment.
        to: Timestamp,
        /// The verifier's time.
        now: Timestamp,
    },
    /// Another authority issued the certificate, or its signature does not hold.
    #[error("the certificate `{subject}`, issued by `{issuer}`, does not come from `{authority}`: {why}")]
    NotIssuedBy {
        /// The certificate's subject.
        subject: String,
        /// Its issuer, as it says.
        issuer: String,
        /// The registered authority's subject.
        authority: String,
        /// What does not fit.
        why: &'static str,
    },
    /// The registered authority may not issue certificates, or not now.
    #[error("`{authority}` cannot vouch for certificates: {why}")]
    UnfitAuthority {
        /// The registered authority's subject.
        authority: String,
        /// What is wrong with it.
        why: String,
    },
    /// SignatureValue is there, and empty.
    #[error("the SignatureValue is empty: nothing was signed")]
    EmptySignatureValue,
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
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// The Timestamp's `Expires`.
        expires: Timestamp,
        /// The verifier's time.
        now: Timestamp,
    },
    /// It may be sent again for too long.
    #[error("the message, created at {created}, lives {}; {} at most", in_words(*life), in_words(*longest))]
    LivesTooLong {
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// From `Created` to `Expires`.
        life: SignedDuration,
        /// How long a message may live.
        longest: SignedDuration,
    },
    /// It ends before it begins, or at once.
    #[error("the message expires at {expires}, no later than it was created at {created}")]
    Reversed {
        /// The Timestamp's `Created`.
        created: Timestamp,
        /// The Timestamp's `Expires`.
        expires: Timestamp,
    },
}
