//! The parts of a scenario.

use super::Parameter;
use crate::domain::named::named;

/// One scenario: a single defect or lawful variant in an otherwise honest call.
#[derive(Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The stable name, such as `digest-wrong`.
    pub name: &'static str,
    /// The group.
    pub group: Group,
    /// The operations it applies to.
    pub operations: Operations,
    /// The change to the call.
    pub defect: Defect,
    /// The reaction of a correct e-Service.
    pub expected: Expected,
    /// The hub's action in one sentence, with `{name}` for a parameter's value: see [`Scenario::does_under`] and
    /// [`Scenario::does_in_general`].
    pub(super) does: &'static str,
    /// The e-Service's duty and its reason, in one sentence.
    pub duty: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// The source of the duty.
    pub source: &'static str,
}

impl Scenario {
    /// True where it is a further call after an accepted honest one.
    pub fn is_follow_up(&self) -> bool {
        matches!(self.defect, Defect::FollowUp(_))
    }
}

named! {
    fn name;
    /// The groups of the table, in its order.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Group {
        /// Presence and correctness of the signature.
        Signature = "signature",
        /// The signer, and the reference to the certificate.
        Certificate = "certificate",
        /// The time of the message.
        Timestamp = "timestamp",
        /// The signed parts and their place.
        Structure = "structure",
        /// The content of the message.
        Content = "content",
        /// The number, time and manner of deliveries.
        Delivery = "delivery",
    }
}

/// The operations that a scenario applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operations {
    /// `GetOrderDetails` and `ConfirmOrderPayment`.
    Both,
    /// `ConfirmOrderPayment` only.
    ConfirmOrderPayment,
}

/// The reaction of a correct e-Service to a call under a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// It refuses with a fault, or reports no order, and changes nothing.
    Refuse,
    /// It accepts: the content is that of an honest call. An accepted confirmation counts.
    Accept,
    /// It accepts every time, and the payment counts once.
    AcceptOnce,
    /// It accepts or refuses: a lawful form that MPay is not known to send. An accepted confirmation counts.
    MayRefuse,
}

/// The change to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Defect {
    /// In the signature, or in the signed parts.
    Signature(SignatureDefect),
    /// Another signer.
    Signer(WrongSigner),
    /// In the Timestamp's times.
    Clock(WrongClock),
    /// A different lawful form.
    Form(Form),
    /// In the content of the Body.
    Content(ContentDefect),
    /// A further call after the honest one was accepted.
    FollowUp(FollowUp),
    /// In the connection.
    Disturbance(DisturbanceKind),
}

/// A message whose signature is missing, wrong, or covers too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureDefect {
    /// The Security header contains only the Timestamp.
    Unsigned,
    /// There is no Security header.
    NoSecurityHeader,
    /// The digest of the Body is wrong; the signature over the digests is right.
    DigestWrong,
    /// The digests are right; the signature over them is not.
    SignatureWrong,
    /// There is no Timestamp; the signature covers the Body.
    TimestampMissing,
    /// The signature covers only the Body.
    TimestampNotSigned,
    /// The signature covers only the Timestamp.
    BodyNotSigned,
    /// An unsigned Body comes before the signed one.
    TwoBodies,
    /// The signed Body is in the header; an unsigned one takes its place.
    BodyInHeader,
    /// As in `BodyInHeader`, and both Bodies have the same id.
    BodyWithSameId,
    /// The signed Body is inside the signature; an unsigned one takes its place.
    BodyInSignature,
    /// The signed Timestamp is in the header; an unsigned one takes its place.
    TimestampInHeader,
    /// An unsigned Security header comes before the signed one.
    SecondSecurityHeader,
}

/// The signer in place of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongSigner {
    /// A stranger whose certificate carries the hub's name.
    Unknown,
    /// The hub's own key with an expired certificate.
    Expired,
    /// The e-Service's own key.
    EService,
}

/// A wrong Timestamp, correctly signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongClock {
    /// `Expires` has passed.
    Expired,
    /// `Created` lies in the future.
    InFuture,
}

/// A different lawful form of the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `rsa-sha256`, with `sha256` digests.
    RsaSha256,
    /// The shape of the guide's `GetOrderDetails` sample.
    PrefixLists,
    /// The certificate inside `KeyInfo`.
    X509Data,
    /// Only the certificate's subject key identifier.
    SubjectKeyIdentifier,
    /// Only the certificate's SHA-1 fingerprint.
    Thumbprint,
    /// Only the certificate's issuer and serial number.
    IssuerSerial,
    /// `mustUnderstand` on the Security header.
    MustUnderstand,
}

/// A Body with false content, correctly signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentDefect {
    /// Another service's `ServiceID`.
    OtherService,
    /// An `OrderKey` that was never assigned.
    UnknownOrder,
    /// More than was paid, in the total and in the first line.
    AmountMore,
    /// Less than was paid, in the total and in the first line.
    AmountLess,
    /// Only `TotalAmount` differs.
    TotalNotLines,
    /// Another currency.
    OtherCurrency,
    /// The last line is missing; its amount is in the first.
    LineMissing,
    /// An additional line, with a part of the first line's amount.
    LineExtra,
    /// The same lines, the last one first.
    LinesReordered,
}

/// A further call about a payment whose confirmation was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FollowUp {
    /// The same confirmation several times at once.
    DuplicatesAtOnce,
    /// The same confirmation again after a pause.
    DuplicatesAfterGap,
    /// The same `PaymentID` with another amount.
    SamePaymentOtherAmount,
    /// Another `PaymentID` for the same order.
    SecondPayment,
    /// The same bytes as the accepted call, after their `Expires`.
    Replay,
}

/// A disturbance of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisturbanceKind {
    /// It is cut while the reply is read.
    ReplyCut,
    /// It is closed before the reply is read.
    ReplyUnread,
    /// The request is sent slowly, a few bytes at a time.
    SlowSending,
}

impl Operations {
    /// The names of the operations in the WSDL.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Both => &["GetOrderDetails", "ConfirmOrderPayment"],
            Self::ConfirmOrderPayment => &["ConfirmOrderPayment"],
        }
    }
}

impl Expected {
    /// The expected reaction in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Refuse => "refuse with a fault",
            Self::Accept => "accept",
            Self::AcceptOnce => "accept, with no second effect",
            Self::MayRefuse => "accept, or refuse with a fault",
        }
    }
}
