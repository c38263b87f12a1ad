//! The table of faults and their meanings, from which `docs/FAULTS.md` is generated.

use super::meaning::FaultMeaning::{
    BrokeDown, DoesNotTrustHub, NotForHub, RefusesContent, RefusesService, Unknown, UnknownOrder,
};
use super::meaning::{Distrust, FaultRule};
use super::vocabulary::{
    ABSENT_WORDS, CERTIFICATE_WORDS, CRASH_WORDS, DATABASE_WORDS, ORDER_EXCEPTIONS, ORDER_WORDS, TRUST_WORDS,
    UNKNOWN_WORDS,
};

/// The fault codes of WS-Security 1.0 §12 that concern the signature or the signer.
pub(super) const WS_SECURITY: &[&str] = &[
    "FailedCheck",
    "InvalidSecurity",
    "InvalidSecurityToken",
    "FailedAuthentication",
    "SecurityTokenUnavailable",
    "UnsupportedSecurityToken",
    "UnsupportedAlgorithm",
    "MessageExpired",
];

macro_rules! faults {
    ($($name:literal $codes:expr, $http:expr, $words:expr $(, apart $apart:literal)? => $meaning:ident $($unsigned:ident)?, $remedy:literal;)*) => {
        &[$(FaultRule {
            name: $name,
            codes: $codes,
            http: $http,
            words: $words,
            apart: faults!(@apart $($apart)?),
            meaning: $meaning,
            unsigned: faults!(@unsigned $($unsigned)?),
            remedy: $remedy,
        }),*]
    };
    (@apart $apart:literal) => { Some($apart) };
    (@apart) => { None };
    (@unsigned $unsigned:ident) => { Distrust::$unsigned };
    (@unsigned) => { Distrust::No };
}

/// The rows in their order: the first that matches a fault decides.
pub static FAULT_RULES: &[FaultRule] = faults! {
    "order-code"
        &["UnknownOrder", "UnknownInvoice", "UnknownOrderKey", "OrderNotFound", "OrderUnknown", "NoSuchOrder", "InvoiceNotFound"],
        &[], &[] => UnknownOrder,
        "place the order at the e-Service first, and compare the OrderKey to the letter; where the fault's words name another cause, such as the signature, follow them";
    "clock"
        &[], &[], &[&["message has expired", "message expired", "security semantics", "timestamp"], &["expired", "future", "skew", "clock", "too old", "not fresh", "outside"]]
        => RefusesContent,
        "compare the clocks of both machines: Created and Expires of the message's Timestamp are UTC, and signatures_follow_clock lets them follow the simulated clock";
    "clock-code"
        &["MessageExpired"], &[], &[] => RefusesContent,
        "compare the clocks of both machines: Created and Expires of the message's Timestamp are UTC, and signatures_follow_clock lets them follow the simulated clock";
    "ws-security"
        &["FailedCheck", "InvalidSecurity", "InvalidSecurityToken", "FailedAuthentication", "SecurityTokenUnavailable", "UnsupportedSecurityToken", "UnsupportedAlgorithm"],
        &[], &[] => DoesNotTrustHub,
        "see which check the e-Service's security library names: MPay signs Body and Timestamp with rsa-sha1 and a BinarySecurityToken";
    "authentication-code"
        &["AuthenticationFailed", "AuthenticationFailure", "AuthenticationError", "AuthorizationFailed", "AuthorizationFailure", "AccessDenied", "Unauthorized", "NotAuthorized", "Forbidden", "InvalidSignature", "SignatureInvalid", "InvalidCertificate", "UnknownCertificate", "UntrustedCertificate"],
        &[], &[] => DoesNotTrustHub,
        "see in the e-Service's log which check of the caller failed; MPay sends no user name and no password";
    "service-code"
        &["UnknownService", "ServiceNotFound", "InvalidServiceID", "UnknownServiceID"], &[], &[] => RefusesService,
        "register the service under the ServiceID that the e-Service knows, or teach the e-Service this one";
    "must-understand"
        &["MustUnderstand"], &[], &[] => NotForHub,
        "let the e-Service handle the Security header: in JAX-WS by a SOAPHandler whose getHeaders() names it, in WCF by MessageHeaders.UnderstoodHeaders.Add";
    "version-mismatch"
        &["VersionMismatch"], &[], &[] => NotForHub,
        "let the endpoint take SOAP 1.1 (basicHttpBinding in WCF), as MPay sends it";
    "framework-code"
        &["ActionNotSupported", "ActionMismatch", "DestinationUnreachable", "EndpointUnavailable", "ProcedureNotPresent"],
        &[], &[] => NotForHub,
        "correct endpoint_url, or let the endpoint handle the SOAPActions https://mpay.gov.md/IServiceProvider/GetOrderDetails and https://mpay.gov.md/IServiceProvider/ConfirmOrderPayment";
    "database-words"
        &[], &[], &[DATABASE_WORDS] => BrokeDown,
        "look for the exception in the e-Service's own log, at the time of this exchange: the words are those of a database";
    "framework-words"
        &[], &[], &[&["contractfilter", "cannot find dispatch method", "not a valid method", "procedure '", "no such operation", "operation not found", "unknown operation", "method not implemented", "was not recognized", "soapaction"]]
        => NotForHub,
        "correct endpoint_url, or let the endpoint handle the two operations of IServiceProvider in the namespace https://mpay.gov.md (/ServiceProvider.svc?wsdl)";
    "trust-words"
        &[], &[], &[TRUST_WORDS] => DoesNotTrustHub,
        "follow the fault's words: they speak of the signature, the certificate or the caller";
    "http-forbidden"
        &[], &[401, 403, 407], &[] => DoesNotTrustHub,
        "see what asks for authentication in front of the e-Service: MPay sends no user name, no password and no cookie";
    "crash-words"
        &[], &[], &[CRASH_WORDS] => BrokeDown Possible,
        "look for the exception in the e-Service's own log, at the time of this exchange";
    "order-words"
        &[], &[], &[ORDER_WORDS, ABSENT_WORDS], apart 40 => UnknownOrder,
        "place the order at the e-Service first, and compare the OrderKey to the letter";
    "unknown-order-words"
        &[], &[], &[ORDER_WORDS, UNKNOWN_WORDS], apart 4 => UnknownOrder,
        "place the order at the e-Service first, and compare the OrderKey to the letter";
    "order-exceptions"
        &[], &[], &[ORDER_EXCEPTIONS] => UnknownOrder,
        "place the order at the e-Service first, and compare the OrderKey to the letter";
    "certificate-words"
        &[], &[], &[CERTIFICATE_WORDS] => DoesNotTrustHub,
        "follow the fault's words: they speak of a certificate, which may also be one that the e-Service issues";
    "internal-error"
        &["InternalError", "InternalServiceFault", "InternalServerError"], &[], &[] => BrokeDown Possible,
        "look for the exception in the e-Service's own log, at the time of this exchange";
    "settled"
        &["InvoiceAlreadyPaid", "AlreadyPaid", "OrderAlreadyPaid", "InvoiceExpired", "OrderExpired"], &[], &[] => RefusesContent,
        "accept a PaymentID that is booked already: MPay repeats ConfirmOrderPayment until it is accepted; answer GetOrderDetails with the Status instead of a fault";
    "payment-code"
        &["UknownPayment", "UnknownPayment"], &[], &[] => RefusesContent,
        "take a PaymentID that is new: ConfirmOrderPayment tells of a payment for the first time";
    "content-code"
        &["InvalidParameter", "MissingParameter", "SchemaValidationError", "ValidationError", "DeserializationFailed", "InvalidCurrency", "InvalidAmount", "AmountMismatch"],
        &[], &[] => RefusesContent Possible,
        "compare what the fault's words name with the request of this exchange and with the contract at /ServiceProvider.svc?wsdl";
    "request-code"
        &["InvalidRequest"], &[], &[] => RefusesContent Likely,
        "read the fault's words; if they name no cause, compare the request of this exchange with the contract at /ServiceProvider.svc?wsdl";
    "server-code"
        &["Server", "Receiver"], &[], &[] => BrokeDown Likely,
        "read the fault's words; if they name no cause, look for the cause in the e-Service's own log, at the time of this exchange: its framework has reported an exception";
    "anything"
        &[], &[], &[] => Unknown Likely,
        "read the fault's words; if they name no cause, look for the cause in the e-Service's own log, at the time of this exchange, and send the code of the guide's list that fits";
};
