//! The table of what faults mean. It makes `docs/FAULTS.md`.

use super::meaning::FaultMeaning::{
    BrokeDown, DoesNotTrustHub, NotForHub, RefusesContent, RefusesService, Unknown, UnknownOrder,
};
use super::meaning::FaultRule;

/// The fault codes of WS-Security 1.0 §12 that are about who signed, and how.
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

const ORDER_WORDS: &[&str] =
    &["order", "invoice", "comand", "comenz", "factur", "nota de plat", "заказ", "счет", "счёт"];
const ABSENT_WORDS: &[&str] = &[
    "not found",
    "notfound",
    "no such",
    "not exist",
    "n't exist",
    "cannot find",
    "could not find",
    "can't find",
    "nu exist",
    "nu a fost g",
    "negăsit",
    "negasit",
    "inexistent",
    "не найден",
    "не существует",
];
/// "Unknown" alone may be about anything in the order.
const UNKNOWN_ORDER_WORDS: &[&str] = &[
    "unknown order",
    "unknown invoice",
    "order unknown",
    "order is unknown",
    "comandă necunoscută",
    "неизвестный заказ",
    "заказ неизвест",
];
/// Words of signatures and certificates, in the languages and libraries that e-Services are written with.
const TRUST_WORDS: &[&str] = &[
    "certificat",
    "сертификат",
    "signature",
    "signing",
    "not signed",
    "unsigned",
    "semnătur",
    "semnatur",
    "подпис",
    "thumbprint",
    "x509",
    "x.509",
    "wsse",
    "ws-security",
    "wssecurity",
    "security header",
    "security token",
    "securitytoken",
    "verifying security",
    "ds:",
    "digest",
    "invalid cn",
    "trusted",
    "username or password",
    "authenticat",
    "autentific",
    "аутентиф",
    "unauthori",
    "access denied",
    "acces interzis",
    "доступ запрещ",
];
/// What only the inside of a program says.
const CRASH_WORDS: &[&str] = &[
    "sql",
    "column '",
    "undefined",
    "null reference",
    "nullreference",
    "nullpointer",
    "object reference",
    "traceback",
    "stack trace",
    ".php",
    ".java:",
    ".cs:line",
    ".py\"",
    "syntax error",
    "is not a function",
    "nonetype",
    "division by zero",
    "out of memory",
];

macro_rules! faults {
    ($($name:literal $codes:expr, $http:expr, $words:expr => $meaning:ident $($unsigned:ident)?, $remedy:literal;)*) => {
        &[$(FaultRule {
            name: $name,
            codes: $codes,
            http: $http,
            words: $words,
            meaning: $meaning,
            unsigned_may_be_distrust: faults!(@$($unsigned)?),
            remedy: $remedy,
        }),*]
    };
    (@distrust) => { true };
    (@) => { false };
}

/// The rows in their order: the first that fits a fault says what it means.
pub static FAULT_RULES: &[FaultRule] = faults! {
    "order-code"
        &["UnknownOrder", "UnknownInvoice", "UnknownOrderKey", "OrderNotFound", "OrderUnknown", "NoSuchOrder", "InvoiceNotFound"],
        &[], &[] => UnknownOrder,
        "place the order at the e-Service first, and compare the OrderKey to the letter";
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
        "correct endpoint_url, or let the endpoint handle the SOAPAction https://mpay.gov.md/IServiceProvider/GetOrderDetails";
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
        &[], &[], &[CRASH_WORDS] => BrokeDown distrust,
        "look for the exception in the e-Service's own log, at the time of this exchange";
    "order-words"
        &[], &[], &[ORDER_WORDS, ABSENT_WORDS] => UnknownOrder,
        "place the order at the e-Service first, and compare the OrderKey to the letter";
    "unknown-order-words"
        &[], &[], &[UNKNOWN_ORDER_WORDS] => UnknownOrder,
        "place the order at the e-Service first, and compare the OrderKey to the letter";
    "internal-error"
        &["InternalError", "InternalServiceFault", "InternalServerError"], &[], &[] => BrokeDown distrust,
        "look for the exception in the e-Service's own log, at the time of this exchange";
    "settled"
        &["InvoiceAlreadyPaid", "AlreadyPaid", "OrderAlreadyPaid", "InvoiceExpired", "OrderExpired"], &[], &[] => RefusesContent,
        "accept a PaymentID that is booked already: MPay repeats ConfirmOrderPayment until it is accepted; answer GetOrderDetails with the Status instead of a fault";
    "payment-code"
        &["UknownPayment", "UnknownPayment"], &[], &[] => RefusesContent,
        "take a PaymentID that is new: ConfirmOrderPayment tells of a payment for the first time";
    "content-code"
        &["InvalidParameter", "MissingParameter", "SchemaValidationError", "ValidationError", "DeserializationFailed", "InvalidRequest", "InvalidCurrency", "InvalidAmount", "AmountMismatch"],
        &[], &[] => RefusesContent distrust,
        "compare what the fault's words name with the request of this exchange and with the contract at /ServiceProvider.svc?wsdl";
    "server-code"
        &["Server", "Receiver"], &[], &[] => BrokeDown distrust,
        "look for the cause in the e-Service's own log, at the time of this exchange: its framework has reported an exception";
    "anything"
        &[], &[], &[] => Unknown distrust,
        "look for the cause in the e-Service's own log, at the time of this exchange, and send the code of the guide's list that fits";
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fault::{Fault, FaultCode, FaultMeaning};

    fn fault(code: &str, subcode: Option<&str>, status: u16, is_signed: bool, reason: &str) -> Fault {
        Fault {
            code: FaultCode::parse(code),
            namespace: None,
            subcode: subcode.map(str::to_owned),
            reason: reason.to_owned(),
            is_soap_12: false,
            http_status: status,
            is_signed,
        }
    }

    #[test]
    fn faults_of_the_field_mean_what_their_senders_meant() {
        let cases = [
            // Six real answers to a hub whose certificate is not the one that the e-Service holds.
            (
                "Client",
                Some("AuthenticationFailure"),
                401,
                false,
                "Invalid username or password",
                DoesNotTrustHub,
                true,
            ),
            ("Server", None, 500, false, "Invalid CN", DoesNotTrustHub, true),
            ("fault", None, 500, false, "Not found './ds:Transforms/ds:Transform'", DoesNotTrustHub, true),
            ("InvalidRequest", None, 500, false, "Request is not valid", RefusesContent, true),
            ("AuthenticationFailed", None, 500, false, "no", DoesNotTrustHub, true),
            ("Server", None, 500, false, "", BrokeDown, true),
            (
                "wsse:FailedCheck",
                None,
                500,
                false,
                "The signature or decryption was invalid",
                DoesNotTrustHub,
                true,
            ),
            ("wsse:InvalidSecurity", None, 500, false, "", DoesNotTrustHub, true),
            // What sounds like an unknown order and is something else, and the reverse.
            ("InvalidParameter", None, 500, true, "OrderKey \"A1\" has no line items", RefusesContent, false),
            ("InvalidParameter", None, 500, true, "OrderKey A1 not found", UnknownOrder, false),
            ("Client", None, 500, true, "no", Unknown, false),
            ("Client", None, 500, true, "Comanda nu există", UnknownOrder, false),
            ("Server", None, 500, false, "Заказ не найден", UnknownOrder, false),
            ("UnknownOrder", None, 500, false, "no", UnknownOrder, false),
            (
                "Server",
                None,
                500,
                true,
                "SQLSTATE[42S22]: Unknown column 'order_key' in where",
                BrokeDown,
                false,
            ),
            // A PHP exception, one with the guide's code and HTTP 200, and a crash without words.
            (
                "Server",
                None,
                500,
                false,
                "Call to undefined method Shop::find() in /srv/shop.php:12",
                BrokeDown,
                true,
            ),
            ("InternalError", None, 200, true, "The database is away", BrokeDown, false),
            ("Client", Some("SchemaValidationError"), 500, true, "element X", RefusesContent, false),
            ("UnknownService", None, 500, true, "no", RefusesService, false),
            ("MustUnderstand", None, 500, false, "Security", NotForHub, false),
            ("VersionMismatch", None, 500, false, "", NotForHub, false),
            ("Server", None, 500, false, "Procedure 'GetOrderDetails' not present", NotForHub, false),
            ("wsu:MessageExpired", None, 500, false, "The message has expired", RefusesContent, false),
            ("InvoiceAlreadyPaid", None, 500, true, "", RefusesContent, false),
            ("0", None, 500, true, "no", Unknown, false),
            ("", None, 500, false, "", Unknown, true),
        ];
        for (code, subcode, status, is_signed, reason, meaning, may_be_distrust) in cases {
            let fault = fault(code, subcode, status, is_signed, reason);
            let name = format!("{code} {subcode:?} {status} {reason}: by {}", fault.rule().name);
            assert_eq!(fault.meaning(), meaning, "{name}");
            assert_eq!(fault.may_be_distrust(), may_be_distrust, "{name}");
            let names_certificate =
                fault.remedy("CN=hub, thumbprint 0a").contains("CN=hub, thumbprint 0a, at /hub.cer");
            assert_eq!(names_certificate, may_be_distrust, "{name}");
        }
    }

    #[test]
    fn every_row_can_be_reached_and_has_a_name_of_its_own() {
        for (at, rule) in FAULT_RULES.iter().enumerate() {
            assert!(FAULT_RULES.iter().skip(at + 1).all(|other| other.name != rule.name), "{}", rule.name);
            let words: Vec<&str> = rule.words.iter().map(|group| group[group.len() - 1]).collect();
            let code = rule.codes.first().copied().unwrap_or("x");
            let status = rule.http.first().copied().unwrap_or(500);
            let sample = fault(code, None, status, true, &words.join(" "));
            assert_eq!(sample.rule().name, rule.name);
        }
    }

    #[test]
    fn meanings_have_names_of_their_own() {
        for meaning in FaultMeaning::ALL {
            assert_eq!(FaultMeaning::ALL.iter().filter(|other| other.name() == meaning.name()).count(), 1);
        }
    }
}
