//! The table, checked with faults that e-Services send.

use super::meaning::FaultMeaning::{
    BrokeDown, DoesNotTrustHub, NotForHub, RefusesContent, RefusesService, Unknown, UnknownOrder,
};
use super::meaning::READ_WORDS;
use super::{Distrust, FAULT_RULES};
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
        // Faults that look like an unknown order and are not, and the reverse.
        ("InvalidParameter", None, 500, true, "OrderKey \"A1\" has no line items", RefusesContent, false),
        ("InvalidParameter", None, 500, true, "OrderKey A1 not found", UnknownOrder, false),
        ("Client", None, 500, true, "no", Unknown, false),
        ("Client", None, 500, true, "Comanda nu există", UnknownOrder, false),
        ("Server", None, 500, false, "Заказ не найден", UnknownOrder, false),
        ("UnknownOrder", None, 500, false, "no", UnknownOrder, false),
        ("Server", None, 500, true, "SQLSTATE[42S22]: Unknown column 'order_key' in where", BrokeDown, false),
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
        // Parts of an order, and phrases that contain "order".
        ("InvalidParameter", None, 500, true, "Order line not found", RefusesContent, false),
        ("InvalidParameter", None, 500, true, "Invoice template not found", RefusesContent, false),
        ("InvalidParameter", None, 500, true, "The border is not found", RefusesContent, false),
        ("Server", None, 500, true, "OrderNotFoundException: A-1", UnknownOrder, false),
        // The key of an order may contain any word of the table.
        ("Client", None, 500, true, "Order PA-unsigned-1 not found", UnknownOrder, false),
        ("Client", None, 500, true, "Order 'X509_signature_7' not found.", UnknownOrder, false),
        // Databases also deny access and call procedures.
        (
            "Server",
            None,
            500,
            false,
            "SQLSTATE[HY000] [1045] Access denied for user 'shop'@'localhost'",
            BrokeDown,
            false,
        ),
        ("Server", None, 500, false, "Could not find stored procedure 'GetOrder'", BrokeDown, false),
    ];
    for (code, subcode, status, is_signed, reason, meaning, may_be_distrust) in cases {
        let fault = fault(code, subcode, status, is_signed, reason);
        let name = format!("{code} {subcode:?} {status} {reason}: by {}", fault.rule().name);
        assert_eq!(fault.meaning(), meaning, "{name}");
        assert_eq!(fault.may_be_distrust(), may_be_distrust, "{name}");
        let names_certificate =
            fault.remedy("CN=hub, thumbprint 0a", false).contains("CN=hub, thumbprint 0a, at /hub.cer");
        assert_eq!(names_certificate, may_be_distrust, "{name}");
    }
}

#[test]
fn plain_words_are_not_taken_for_something_else() {
    let cases = [
        ("Missing fields: OrderKey", Unknown),
        ("Wrong records: 5", Unknown),
        ("Error at ds:Reference", DoesNotTrustHub),
        ("Cannot resolve <ds:SignedInfo>", DoesNotTrustHub),
        ("Comanda pentru certificatul de cazier A-1 nu există", UnknownOrder),
        ("Certificatul comandat nu a fost găsit", UnknownOrder),
        ("Certificatul nu este cel așteptat", DoesNotTrustHub),
        ("Signing certificate not found, order A-1 refused", DoesNotTrustHub),
        ("Semnătura comenzii nu există", DoesNotTrustHub),
        ("Подписка не найдена", Unknown),
        ("Подпись заказа не найдена", DoesNotTrustHub),
        ("Amount does not match the order, line not found", Unknown),
        ("Line 2 of the order not found", Unknown),
        ("No such order line", Unknown),
        ("Unknown order status", Unknown),
        ("The border is not found", Unknown),
        ("Linia comenzii nu există", Unknown),
        ("Rândul din comandă nu există", Unknown),
        ("Строка заказа не найдена", Unknown),
        ("Заказчик не найден", Unknown),
        ("The order was refused because the payer has an account that was not found", Unknown),
        ("Заказ не найден в mysql", UnknownOrder),
        ("OrderKey is undefined", Unknown),
        ("Cannot read properties of undefined (reading 'total')", BrokeDown),
        ("The amount differs", Unknown),
        ("Comanda nr. A.1 nu există", UnknownOrder),
        ("Not found: order A-1", UnknownOrder),
        ("No such order: A-1", UnknownOrder),
        ("Unknown OrderKey", UnknownOrder),
        ("The order is unknown", UnknownOrder),
        ("Comandă necunoscută", UnknownOrder),
        ("Неизвестный заказ", UnknownOrder),
        ("Order A-1 not found (line 17)", UnknownOrder),
        ("Factura nu a fost găsită", UnknownOrder),
        ("Nota de plată este inexistentă", UnknownOrder),
        ("The invoice could not be found", UnknownOrder),
    ];
    for (words, meaning) in cases {
        let fault = fault("Client", None, 500, true, words);
        assert_eq!(fault.meaning(), meaning, "{words}: by {}", fault.rule().name);
    }
}

#[test]
fn the_certificate_is_the_first_remedy_only_where_the_fault_says_little_else() {
    let cases = [
        // Code, words, has the e-Service answered GetOrderDetails, and how the remedy begins.
        ("Server", "", false, "first compare the certificate"),
        ("fault", "", false, "first compare the certificate"),
        (
            "Client",
            "no",
            false,
            "read the fault's words; if they name no cause, first compare the certificate",
        ),
        ("AuthenticationFailed", "no", false, "the e-Service probably holds another certificate"),
        ("AuthenticationFailed", "no", true, "the e-Service has answered this hub's GetOrderDetails: see"),
        ("Server", "", true, "look for the cause in the e-Service's own log"),
        ("Client", "The amount differs", true, "read the fault's words; if they name no cause, look for"),
        ("InvalidParameter", "The amount differs", false, "compare what the fault's words name"),
        ("Server", "Call to undefined method Shop::find()", false, "look for the exception"),
    ];
    for (code, words, has_answered, beginning) in cases {
        let remedy = fault(code, None, 500, false, words).remedy("CN=hub", has_answered);
        assert!(remedy.starts_with(beginning), "{code} {words}: {remedy}");
        assert!(remedy.contains("CN=hub, at /hub.cer"), "{code} {words}: {remedy}");
    }
    let signed = fault("Client", None, 500, true, "The amount differs").remedy("CN=hub", false);
    assert!(!signed.contains("CN=hub") && signed.starts_with(READ_WORDS), "{signed}");
    for rule in FAULT_RULES.iter().filter(|rule| rule.unsigned == Distrust::Likely) {
        assert!(rule.remedy.starts_with(READ_WORDS), "{}", rule.name);
    }
}

#[test]
fn an_unknown_order_with_words_of_another_cause_points_to_them() {
    let fault = fault("UnknownOrder", None, 500, true, "Signature invalid");
    assert_eq!(fault.meaning(), UnknownOrder);
    assert!(
        fault.remedy("CN=hub", false).contains("the fault's words name another cause, such as the signature")
    );
}

#[test]
fn every_row_can_be_reached_and_has_a_name_of_its_own() {
    for (at, rule) in FAULT_RULES.iter().enumerate() {
        assert!(FAULT_RULES.iter().skip(at + 1).all(|other| other.name != rule.name), "{}", rule.name);
        let words: Vec<&str> =
            rule.words.iter().map(|group| group[group.len() - 1].trim_start_matches('^')).collect();
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
