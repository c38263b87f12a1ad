//! The table of all scenarios, group by group.

use super::ContentDefect as Content;
use super::Defect::{Clock, Disturbance, FollowUp as Follow, Signature, Signer};
use super::Expected::{Accept, AcceptOnce, MayRefuse, Refuse};
use super::Operations::{Both, ConfirmOrderPayment};
use super::SignatureDefect as Sign;
use super::{
    Defect, DisturbanceKind, FollowUp, Form, Parameter, ParameterKind, Scenario, WrongClock, WrongSigner,
};
use crate::domain::similar_word::similar_word;

macro_rules! scenarios {
    ($($name:literal $group:ident $operations:ident $defect:expr, $expected:ident, $parameters:expr,
        does $does:literal
        duty $duty:literal
        source $source:literal;)*) => {
        &[$(Scenario {
            name: $name,
            group: super::Group::$group,
            operations: $operations,
            defect: $defect,
            expected: $expected,
            does: $does,
            duty: $duty,
            parameters: $parameters,
            source: $source,
        }),*]
    };
}

const THREE_DAYS: i64 = 3 * 24 * 60 * 60;

const NONE: &[Parameter] = &[];
const OFF_BY: &[Parameter] = &[number(
    "by",
    "seconds between that moment and the time of the call; up to 300, which e-Services may tolerate, give no verdict",
    600,
    1,
    THREE_DAYS,
)];
const BANI: &[Parameter] = &[number("bani", "the difference, in bani", 1, 1, 100_000_000)];
const COUNT: &[Parameter] = &[number("count", "how many further confirmations are sent", 2, 1, 50)];
const COUNT_AND_GAP: &[Parameter] = &[
    number("count", "how many further confirmations are sent", 1, 1, 50),
    number("gap", "seconds from one to the next, on the hub's clock", 301, 1, THREE_DAYS),
];
const AGE: &[Parameter] = &[number(
    "after",
    "seconds after the accepted call's `Created`, on the hub's clock; up to 600, as e-Services may tolerate 300 after its Expires, give no verdict",
    660,
    301,
    THREE_DAYS,
)];
const CUT_AFTER: &[Parameter] = &[number(
    "bytes",
    "how many bytes of the reply's body are read before the connection is cut",
    1,
    1,
    1_000_000,
)];
const UNREAD_FOR: &[Parameter] = &[number(
    "after",
    "milliseconds from the sent request to the end of the connection, which ends at the latest when the reply begins",
    5_000,
    0,
    60_000,
)];
const SLOWLY: &[Parameter] = &[
    number("bytes", "how many bytes are sent at once", 512, 16, 100_000),
    number("pause", "milliseconds from one piece to the next", 20, 1, 1_000),
];

const fn number(name: &'static str, meaning: &'static str, default: i64, min: i64, max: i64) -> Parameter {
    Parameter { name, meaning, kind: ParameterKind::Number { default, min, max } }
}

const fn text(name: &'static str, meaning: &'static str, max_chars: usize) -> Parameter {
    Parameter { name, meaning, kind: ParameterKind::Text { max_chars } }
}

const SERVICE_ID: &[Parameter] = &[text(
    "service_id",
    "the ServiceID to send; else another service of this hub, or `SIM-OTHER-SERVICE`",
    36,
)];
const ORDER_KEY: &[Parameter] =
    &[text("order_key", "the OrderKey to send; else `SIM-UNKNOWN-` and eight digits", 36)];
const CURRENCY: &[Parameter] = &[text("currency", "the currency to send; else EUR", 3)];

/// Every scenario. Each differs in one point from an honest call and gives no other reason to refuse.
pub const SCENARIOS: &[Scenario] = scenarios! {
    "unsigned" Signature Both Signature(Sign::Unsigned), Refuse, NONE,
        does "The Security header holds a Timestamp, and no signature."
        duty "Refuse with AuthenticationFailed: anybody can send this."
        source "MPay guide, WS-Security: Timestamp and Body are signed";
    "no-security-header" Signature Both Signature(Sign::NoSecurityHeader), Refuse, NONE,
        does "The message has no Security header at all."
        duty "Refuse with AuthenticationFailed: anybody can send this."
        source "MPay guide, WS-Security: Timestamp and Body are signed";
    "digest-wrong" Signature Both Signature(Sign::DigestWrong), Refuse, NONE,
        does "The digest of the Body is another one; the signature over the digests is right."
        duty "Refuse with AuthenticationFailed: the Body was changed after it was signed; a signature that fits is not enough."
        source "XML Signature §3.2.1, reference validation";
    "signature-wrong" Signature Both Signature(Sign::SignatureWrong), Refuse, NONE,
        does "The digests are right; one octet of SignatureValue is another one."
        duty "Refuse with AuthenticationFailed: digests alone prove nothing, as anybody can compute them."
        source "XML Signature §3.2.2, signature validation";
    "rsa-sha256" Signature Both Defect::Form(Form::RsaSha256), MayRefuse, NONE,
        does "The message is signed with rsa-sha256, and digested with sha256."
        duty "Either will do: under Basic256, the policy of the WSDL, messages are signed with rsa-sha1 and digested with sha1, and WCF refuses anything else (sha256 belongs to Basic256Sha256); MPay is not known to send sha256, but other readers take it."
        source "WSDL policy Basic256; WS-SecurityPolicy 1.2 §6.1; RFC 9231 §2.3.2";
    "prefix-lists" Signature Both Defect::Form(Form::PrefixLists), Accept, NONE,
        does "The message is written as the guide's GetOrderDetails sample: prefix lists, SIG-, KI- and STR- ids, the Timestamp last."
        duty "Accept: the guide shows it; apply the prefix lists as they are declared, and find elements by their names and ids, not by their places."
        source "MPay guide, GetOrderDetails sample; Exclusive XML Canonicalization §3";
    "must-understand" Signature Both Defect::Form(Form::MustUnderstand), Accept, NONE,
        does "The Security header has mustUnderstand=1; everything else is as in an honest call."
        duty "Accept: the guide's GetOrderDetails sample has it, and you do understand the header. In JAX-WS return its QName from the handler's getHeaders(); in WCF add it to UnderstoodHeaders."
        source "MPay guide, GetOrderDetails sample; SOAP 1.1 §4.2.3";
    "signed-by-unknown" Certificate Both Signer(WrongSigner::Unknown), Refuse, NONE,
        does "Another key signs, under a certificate in the hub's own name from an unknown issuer."
        duty "Refuse with AuthenticationFailed: compare the certificate itself, never its name alone."
        source "MPay guide, WS-Security: MPay's certificate is registered with the service provider";
    "signed-by-expired" Certificate Both Signer(WrongSigner::Expired), Refuse, NONE,
        does "The hub's own key signs, under a self-signed certificate with the hub's name that expired 30 days ago."
        duty "Refuse with AuthenticationFailed: the key and the name match, but the certificate is no longer valid."
        source "RFC 5280 §4.1.2.5 and §6.1.3";
    "signed-by-e-service" Certificate Both Signer(WrongSigner::EService), Refuse, NONE,
        does "The e-Service's own key signs, under its own certificate. The hub has that key where `certificate` of the service names a .pfx with it, or `certificate_key` names it."
        duty "Refuse with AuthenticationFailed: a certificate that you trust for your replies is not MPay's."
        source "MPay guide, WS-Security: MPay signs requests with its own certificate";
    "key-info-x509-data" Certificate Both Defect::Form(Form::X509Data), MayRefuse, NONE,
        does "The certificate stands inside KeyInfo, as X509Data, and there is no BinarySecurityToken."
        duty "Accept where you can: the signature holds, and MPay takes this form in replies. MPay's own requests carry a BinarySecurityToken, so that refusing is lawful."
        source "XML Signature §4.5.4; MPay guide, forms of key information";
    "key-info-subject-key-identifier" Certificate Both Defect::Form(Form::SubjectKeyIdentifier), MayRefuse, NONE,
        does "KeyInfo names the certificate only by its subject key identifier."
        duty "Accept where you can: you have MPay's certificate registered, so the identifier is enough to find it. MPay's own requests carry a BinarySecurityToken, so that refusing is lawful."
        source "WSS X.509 Token Profile 1.0 §3.2.1; MPay guide, forms of key information";
    "key-info-thumbprint" Certificate Both Defect::Form(Form::Thumbprint), MayRefuse, NONE,
        does "KeyInfo names the certificate only by its SHA-1 fingerprint."
        duty "Accept where you can: you have MPay's certificate registered, so the fingerprint is enough to find it. MPay's own requests carry a BinarySecurityToken, so that refusing is lawful."
        source "WSS SOAP Message Security 1.1 §7.3";
    "key-info-issuer-serial" Certificate Both Defect::Form(Form::IssuerSerial), MayRefuse, NONE,
        does "KeyInfo names the certificate only by its issuer and serial number."
        duty "Accept where you can: you have MPay's certificate registered, so issuer and serial number are enough to find it. MPay's own requests carry a BinarySecurityToken, so that refusing is lawful."
        source "WSS X.509 Token Profile 1.0 §3.2.3";
    "timestamp-missing" Timestamp Both Signature(Sign::TimestampMissing), Refuse, NONE,
        does "The message has no Timestamp; its Body is signed."
        duty "Refuse with AuthenticationFailed: without a Timestamp the message may be repeated for ever."
        source "MPay guide, WS-Security: Timestamp and Body are signed";
    "timestamp-expired" Timestamp Both Clock(WrongClock::Expired), Refuse, OFF_BY,
        does "The message expired {by} seconds before the call; everything is signed."
        duty "Refuse with AuthenticationFailed: what has expired may have been recorded and sent again by somebody else."
        source "WSS SOAP Message Security 1.0 §10";
    "timestamp-future" Timestamp Both Clock(WrongClock::InFuture), Refuse, OFF_BY,
        does "Created is {by} seconds after the time of the call; everything is signed."
        duty "Refuse with AuthenticationFailed: a message from the future outlives its Expires."
        source "WSS SOAP Message Security 1.0 §10";
    "timestamp-not-signed" Timestamp Both Signature(Sign::TimestampNotSigned), Refuse, NONE,
        does "The Timestamp is correct, but the signature covers only the Body."
        duty "Refuse with AuthenticationFailed: anyone who recorded the message can give it a new Timestamp at any time."
        source "MPay guide, WS-Security: Timestamp and Body are signed";
    "body-not-signed" Structure Both Signature(Sign::BodyNotSigned), Refuse, NONE,
        does "The signature covers only the Timestamp."
        duty "Refuse with AuthenticationFailed: the Body may say anything; see that it is among the references."
        source "MPay guide, WS-Security: Timestamp and Body are signed";
    "two-bodies" Structure Both Signature(Sign::TwoBodies), Refuse, NONE,
        does "The Envelope holds two Bodies: first one that is not signed, then the signed one."
        duty "Refuse: an Envelope has one Body, and the one that is read must be the one that is signed."
        source "SOAP 1.1 §4; McIntosh and Austel, XML signature element wrapping";
    "body-in-header" Structure Both Signature(Sign::BodyInHeader), Refuse, NONE,
        does "The signed Body stands in a strange element of the Header; in its place stands one that is not signed."
        duty "Refuse with AuthenticationFailed: the reference must point to the very Body that is read."
        source "McIntosh and Austel, XML signature element wrapping";
    "body-with-same-id" Structure Both Signature(Sign::BodyWithSameId), Refuse, NONE,
        does "The signed Body stands in a strange element of the Header; the one in its place has the same id and is not signed."
        duty "Refuse with AuthenticationFailed: an id that occurs twice points to nothing."
        source "McIntosh and Austel, XML signature element wrapping; XML Signature §4.4.3.1";
    "body-in-signature" Structure Both Signature(Sign::BodyInSignature), Refuse, NONE,
        does "The signed Body stands in an Object of the signature itself; in its place stands one that is not signed."
        duty "Refuse with AuthenticationFailed: the reference must point to the very Body that is read."
        source "McIntosh and Austel, XML signature element wrapping; XML Signature §4.6";
    "timestamp-in-header" Structure Both Signature(Sign::TimestampInHeader), Refuse, NONE,
        does "The signed Timestamp stands in a strange element of the Header; the one in its place is not signed."
        duty "Refuse with AuthenticationFailed: the Timestamp that is read must be the one that is signed."
        source "McIntosh and Austel, XML signature element wrapping";
    "second-security-header" Structure Both Signature(Sign::SecondSecurityHeader), Refuse, NONE,
        does "Before the Security header stands another one for the same receiver, with a Timestamp and no signature."
        duty "Refuse with AuthenticationFailed: no two Security headers may be for the same receiver."
        source "WSS SOAP Message Security 1.0 §5";
    "service-id-of-another" Content Both Defect::Content(Content::OtherService), Refuse, SERVICE_ID,
        does "The message names the order under the ServiceID of another service."
        duty "Refuse with UnknownService or UnknownOrder: an order belongs to its service; GetOrderDetails may also find nothing."
        source "MPay guide, GetOrderDetails and ConfirmOrderPayment: UnknownService";
    "order-key-unknown" Content Both Defect::Content(Content::UnknownOrder), Refuse, ORDER_KEY,
        does "The message names an OrderKey that was never assigned."
        duty "Answer GetOrderDetails with no order, or UnknownOrder; refuse ConfirmOrderPayment with UnknownOrder."
        source "MPay guide, GetOrderDetails and ConfirmOrderPayment: UnknownOrder";
    "amount-more" Content ConfirmOrderPayment Defect::Content(Content::AmountMore), Refuse, BANI,
        does "TotalAmount and the first line say {bani} bani more than is due."
        duty "Refuse with InvalidParameter: the order does not allow advance payments, so more cannot have been paid."
        source "MPay guide, OrderDetails.AllowAdvancePayments";
    "amount-less" Content ConfirmOrderPayment Defect::Content(Content::AmountLess), Refuse, BANI,
        does "TotalAmount and the first line say {bani} bani less than is due."
        duty "Refuse with InvalidParameter: the order does not allow partial payments, so less cannot have been paid."
        source "MPay guide, OrderDetails.AllowPartialPayments";
    "total-not-lines" Content ConfirmOrderPayment Defect::Content(Content::TotalNotLines), Refuse, BANI,
        does "TotalAmount is the amount due, {bani} bani more than the sum of the lines, as the first line is reduced."
        duty "Refuse with InvalidParameter: one of the two is false."
        source "MPay guide, PaymentConfirmation: the lines make up TotalAmount";
    "currency-other" Content ConfirmOrderPayment Defect::Content(Content::OtherCurrency), Refuse, CURRENCY,
        does "Currency is another one than the order's; the amounts are the same."
        duty "Refuse with InvalidParameter: the same amount in another currency is another amount."
        source "MPay guide, PaymentConfirmation.Currency";
    "line-missing" Content ConfirmOrderPayment Defect::Content(Content::LineMissing), Refuse, NONE,
        does "The order's last line is missing, and its amount is in the first; the sum is right."
        duty "Refuse with InvalidParameter: the money went to the wrong line's account."
        source "MPay guide, PaymentConfirmationLine: one for each order line";
    "line-extra" Content ConfirmOrderPayment Defect::Content(Content::LineExtra), Refuse, NONE,
        does "There is a line with a LineID that the order does not have, and with 0.01 of the first line's amount; account and sum are right."
        duty "Refuse with InvalidParameter: the order has no such LineID."
        source "MPay guide, PaymentConfirmationLine.LineID";
    "lines-reordered" Content ConfirmOrderPayment Defect::Content(Content::LinesReordered), Accept, NONE,
        does "The lines come in the opposite order."
        duty "Accept: LineID says which line is which, not its place."
        source "MPay guide, PaymentConfirmationLine.LineID";
    "payment-id-other-amount" Content ConfirmOrderPayment Follow(FollowUp::SamePaymentOtherAmount), Refuse, BANI,
        does "Once the confirmation is accepted, it comes again with the same PaymentID and {bani} bani more."
        duty "Refuse with InvalidParameter and keep what is booked: one PaymentID is one payment of one amount."
        source "MPay guide, ConfirmOrderPayment: several calls are not several payments";
    "second-payment" Content ConfirmOrderPayment Follow(FollowUp::SecondPayment), Refuse, NONE,
        does "Once the confirmation is accepted and the order is paid in full, one with another PaymentID comes."
        duty "Refuse with InvoiceAlreadyPaid: the order would be paid twice."
        source "MPay guide, Faults: InvoiceAlreadyPaid";
    "duplicates-at-once" Delivery ConfirmOrderPayment Follow(FollowUp::DuplicatesAtOnce), AcceptOnce, COUNT,
        does "After the confirmation is accepted, it is sent {count} more times at the same moment, each signed anew."
        duty "Accept each, and book the payment once."
        source "MPay guide, ConfirmOrderPayment: several calls are not several payments";
    "duplicates-after-gap" Delivery ConfirmOrderPayment Follow(FollowUp::DuplicatesAfterGap), AcceptOnce, COUNT_AND_GAP,
        does "After the confirmation is accepted, it is sent {count} more times, each {gap} seconds after the one before and signed anew."
        duty "Accept, and book nothing: a PaymentID that is remembered for five minutes only is booked twice."
        source "MPay guide, ConfirmOrderPayment: several calls are not several payments";
    "reply-cut" Delivery ConfirmOrderPayment Disturbance(DisturbanceKind::ReplyCut), AcceptOnce, CUT_AFTER,
        does "The connection is cut after byte {bytes} of the reply's body; later the confirmation comes again."
        duty "Accept the second one too, and book the payment once: the hub cannot know that you had understood."
        source "MPay guide, ConfirmOrderPayment: repeated until it succeeds";
    "reply-unread" Delivery ConfirmOrderPayment Disturbance(DisturbanceKind::ReplyUnread), AcceptOnce, UNREAD_FOR,
        does "The connection is closed when the reply begins, or {after} ms after the request where none begins, and nothing of the reply is read; later the confirmation comes again."
        duty "Accept the second one too, and book the payment once: the hub cannot know that you had understood."
        source "MPay guide, ConfirmOrderPayment: repeated until it succeeds";
    "slow-sending" Delivery Both Disturbance(DisturbanceKind::SlowSending), Accept, SLOWLY,
        does "The request arrives {bytes} bytes at a time, {pause} ms apart."
        duty "Accept: wait for the whole request, as its Content-Length says."
        source "RFC 9112 §6.3";
    "replay" Delivery ConfirmOrderPayment Follow(FollowUp::Replay), Refuse, AGE,
        does "Once the confirmation is accepted, the very same bytes come again {after} seconds after their Created, when they have expired."
        duty "Refuse with AuthenticationFailed: only a recorded message arrives after its Expires; the hub signs each attempt anew."
        source "WSS SOAP Message Security 1.0 §10 and §13.3";
};

impl Scenario {
    /// The scenario with exactly this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SCENARIOS.iter().find(|scenario| scenario.name == name)
    }

    /// A suggestion for a mistyped name.
    pub fn nearest_name(name: &str) -> Option<&'static str> {
        similar_word(name, SCENARIOS.iter().map(|scenario| scenario.name))
    }
}
