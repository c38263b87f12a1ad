//! SOAP faults, as the guide writes them and as e-Services send them.

use roxmltree::Node;

use super::elements::{Elements, position_of};
use super::writer::Writer;
use super::{Operation, SOAP_12_NS};
use crate::domain::card_number::hide_card_numbers;
use crate::domain::fault::{Fault, FaultCode, FaultMeaning};
use crate::domain::finding::rules::business::{
    FAULT, FAULT_CODE, FAULT_FOR_UNKNOWN_ORDER, FAULT_HTTP_STATUS, FAULT_SOAP_12, FAULT_STACK_TRACE,
};
use crate::domain::finding::{Finding, Place, line_of, sentences};
use crate::soap::security::certificates::Certificate;

/// The maximum length of a fault's text; the cause stands at its beginning.
const MAX_WORDS: usize = 1_000;

/// The findings about this fault, which was read from `payload` in answer to this operation; the first is the fault itself.
/// `own` is the hub's certificate, which the e-Service may not know.
pub fn findings(
    fault: &Fault,
    payload: Node<'_, '_>,
    operation: Operation,
    own: &Certificate,
) -> Vec<Finding> {
    let code = fault.shown_code();
    let meaning = fault.meaning();
    let named = match fault.code.is_a_name() {
        true => format!("`{code}`"),
        false => code.clone(),
    };
    // A code that is not a name may reveal internals of the e-Service, like the text.
    let quoted = match fault.code.as_str() {
        "" => fault.reason.clone(),
        _ if fault.code.is_a_name() => fault.reason.clone(),
        text => format!("{text}: {}", fault.reason),
    };
    let is_unknown_order = operation == Operation::GetOrderDetails && meaning == FaultMeaning::UnknownOrder;
    let Parts { code: at_code, reason: at_reason, .. } = Parts::of(payload);
    let at = |part: Option<Elements<'_, '_>>| match part {
        Some(Elements(node)) => {
            let names: Vec<_> = node
                .ancestors()
                .take_while(|above| *above != payload)
                .map(|above| above.tag_name().name())
                .collect();
            let below: String = names.iter().rev().map(|name| format!("/{name}")).collect();
            Place::path(format!("Fault{below}")).with_position(position_of(node))
        }
        None => place(payload),
    };
    let consequence = match operation {
        Operation::GetOrderDetails if is_unknown_order => &sentences::PAYER_SEES_NO_ORDER,
        Operation::GetOrderDetails => &sentences::PAYER_SEES_TROUBLE,
        Operation::ConfirmOrderPayment => &sentences::PAYMENT_NOT_CONFIRMED,
    };
    let own = format!("{}, thumbprint {}", own.subject, own.thumbprint());
    let mut findings = vec![
        Finding::new(&FAULT, format!("{named}: {}", meaning.sentence()))
            .quoting(quoted)
            .at(place(payload))
            .consequence(consequence.words())
            .remedy(fault.remedy(&own, operation == Operation::ConfirmOrderPayment)),
    ];
    if !fault.has_defined_code() {
        let finding = Finding::new(&FAULT_CODE, named.as_str()).at(at(at_code));
        // `Client.UnknownOrder`, as SOAP 1.1 lets codes be refined.
        let listed = fault
            .subcode
            .as_deref()
            .map(FaultCode::parse)
            .filter(|code| !matches!(code, FaultCode::Other(_)));
        findings.push(match listed {
            Some(code) => finding.remedy(sentences::FAULT_CODE_ALONE.words().with("code", code.as_str())),
            None => finding,
        });
    }
    if fault.http_status != 500 {
        findings.push(Finding::new(&FAULT_HTTP_STATUS, format!("HTTP {}", fault.http_status)));
    }
    // In an envelope of SOAP 1.2 it is the right shape, and the envelope has its own finding.
    let is_in_soap_12 = payload.document().root_element().has_tag_name((SOAP_12_NS, "Envelope"));
    if fault.is_soap_12 && !is_in_soap_12 {
        findings.push(Finding::new(&FAULT_SOAP_12, "Code/Value and Reason/Text").at(place(payload)));
    }
    if looks_like_a_stack_trace(&fault.reason) {
        findings.push(
            Finding::new(&FAULT_STACK_TRACE, "lines of code in it").quoting(&fault.reason).at(at(at_reason)),
        );
    }
    if is_unknown_order {
        let found = format!("{named}, which is taken for an unknown order");
        findings.push(Finding::new(&FAULT_FOR_UNKNOWN_ORDER, found).at(at(at_code)));
    }
    findings
}

/// True for lines of a call stack or paths of source files, as the common languages print them.
fn looks_like_a_stack_trace(reason: &str) -> bool {
    let marks =
        ["   at ", " at /", "Traceback (most recent", "Stack trace:", "#0 /", ".java:", "File \"", "C:\\"];
    let sources = [".php:", ".php(", ".cs:", ".py:", ".js:", ".ts:", ".rb:"];
    marks.iter().chain(&sources).any(|mark| reason.contains(mark))
}

/// Reads a fault of SOAP 1.1 or 1.2 that came with this HTTP status; `None` if the Body's first element is not one. It
/// counts as unsigned until its signature is verified.
pub fn read(payload: Node<'_, '_>, http_status: u16) -> Option<Fault> {
    let fault = Elements(payload);
    if fault.name() != "Fault" {
        return None;
    }
    let Parts { code: code_element, reason, is_soap_12 } = Parts::of(payload);
    let code = code_element.map(Elements::own_text).unwrap_or_default();
    let reason = reason.map(Elements::own_text).unwrap_or_default();
    let (class, own_subcode) = class_and_subcode(&code);
    let (prefix, local) = split(class);
    let nested =
        fault.child("Code").and_then(|code| code.child("Subcode")).and_then(|subcode| subcode.text("Value"));
    let subcode = own_subcode.map(str::to_owned).or(nested).map(|subcode| split(&subcode).1.to_owned());
    Some(Fault {
        code: FaultCode::parse(local),
        namespace: code_element
            .filter(|_| prefix.is_some())
            .and_then(|element| element.0.lookup_namespace_uri(prefix))
            .map(str::to_owned),
        subcode: subcode.map(|subcode| subcode.chars().take(100).collect()),
        // One line, so that a stack trace cannot forge lines of a log.
        reason: line_of(&hide_card_numbers(&reason.replace(['\r', '\n', '\t'], " ")), MAX_WORDS),
        is_soap_12,
        http_status,
        is_signed: false,
    })
}

/// The Fault element and its position.
pub fn place(payload: Node<'_, '_>) -> Place {
    Place::path("Fault").with_position(position_of(payload))
}

/// The elements of a fault that describe it, in either SOAP version.
struct Parts<'a, 'i> {
    code: Option<Elements<'a, 'i>>,
    reason: Option<Elements<'a, 'i>>,
    is_soap_12: bool,
}

impl<'a, 'i> Parts<'a, 'i> {
    fn of(payload: Node<'a, 'i>) -> Self {
        let fault = Elements(payload);
        let soap_12 = |outer: &str, inner: &str| fault.child(outer).and_then(|element| element.child(inner));
        Self {
            code: fault.child("faultcode").or_else(|| soap_12("Code", "Value")),
            reason: fault.child("faultstring").or_else(|| soap_12("Reason", "Text")),
            is_soap_12: fault.child("faultcode").is_none() && fault.child("Code").is_some(),
        }
    }
}

/// The prefix and the local part of a code, which is a QName.
fn split(code: &str) -> (Option<&str>, &str) {
    match code.rsplit_once(':') {
        Some((prefix, local)) => (Some(prefix.trim()), local.trim()),
        None => (None, code.trim()),
    }
}

/// A code, split at the dot or slash if it is one that SOAP defines. SOAP 1.1 refines its codes with a dot (§4.4.1); some
/// frameworks write the subcode of SOAP 1.2 after a slash.
fn class_and_subcode(code: &str) -> (&str, Option<&str>) {
    const CLASSES: [&str; 6] =
        ["Client", "Server", "Sender", "Receiver", "MustUnderstand", "VersionMismatch"];
    let cut = code.split_once(['.', '/']).filter(|(class, _)| CLASSES.contains(&split(class).1));
    cut.map_or((code, None), |(class, subcode)| (class, Some(subcode)))
}

/// The content of a Body with a SOAP 1.1 fault.
pub fn write(code: &FaultCode, reason: &str) -> String {
    let mut children = Writer::default();
    children.element("faultcode", code.as_str());
    children.element("faultstring", reason);
    // SOAP 1.1 §4.4: Fault is in the envelope's namespace, its children in none.
    format!("<s:Fault xmlns:s=\"{}\">{}</s:Fault>", super::SOAP_NS, children.into_text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::Document;

    fn fault(xml: &str, status: u16) -> Option<Fault> {
        read(Document::parse(xml).unwrap().root_element(), status)
    }

    /// The findings about this document, which is a fault.
    fn findings_of(xml: &str, status: u16, operation: Operation) -> Vec<Finding> {
        let document = Document::parse(xml).unwrap();
        let payload = document.root_element();
        findings(&read(payload, status).unwrap(), payload, operation, &own())
    }

    fn own() -> Certificate {
        Certificate::parse(include_bytes!("../../tests/fixtures/signer.crt")).unwrap()
    }

    #[test]
    fn both_shapes_are_read_with_their_subcodes_and_namespaces() {
        let eleven = write(&FaultCode::UnknownOrder, "no <such> order");
        let read = fault(&eleven, 500).unwrap();
        assert_eq!(
            (read.code, read.reason.as_str(), read.is_soap_12),
            (FaultCode::UnknownOrder, "no <such> order", false)
        );
        assert_eq!((read.namespace, read.subcode), (None, None));

        let twelve = "<e:Fault xmlns:e='urn:x'><e:Code><e:Value>e:Client</e:Value><e:Subcode><e:Value>e:AuthenticationFailure</e:Value>\
                      </e:Subcode></e:Code><e:Reason><e:Text>Invalid username or password</e:Text></e:Reason></e:Fault>";
        let read = fault(twelve, 401).unwrap();
        assert_eq!(read.shown_code(), "Client/AuthenticationFailure");
        assert_eq!(
            (read.namespace.as_deref(), read.is_soap_12, read.http_status),
            (Some("urn:x"), true, 401)
        );

        let dotted =
            "<s:Fault xmlns:s='urn:s'><faultcode>s:Client.SchemaValidationError</faultcode></s:Fault>";
        assert_eq!(fault(dotted, 500).unwrap().shown_code(), "Client.SchemaValidationError");
        for code in ["SOAP-ENV:Client/AuthenticationFailure", "Client/wsse:AuthenticationFailure"] {
            let read = fault(&format!("<Fault><faultcode>{code}</faultcode></Fault>"), 500).unwrap();
            assert_eq!(read.code, FaultCode::Other("Client".into()), "{code}");
            assert_eq!(read.subcode.as_deref(), Some("AuthenticationFailure"), "{code}");
            assert_eq!(read.meaning(), FaultMeaning::DoesNotTrustHub, "{code}");
        }
        let undeclared = "<Fault><faultcode>soap:Server</faultcode></Fault>";
        assert_eq!(fault(undeclared, 500).unwrap().namespace, None);
        assert_eq!(fault("<GetOrderDetailsResponse/>", 200), None);
    }

    #[test]
    fn what_is_odd_about_a_fault_is_said() {
        let names = |code: &str, reason: &str, status| {
            let xml =
                format!("<Fault><faultcode>{code}</faultcode><faultstring>{reason}</faultstring></Fault>");
            let findings = findings_of(&xml, status, Operation::GetOrderDetails);
            findings.iter().map(|finding| finding.rule.name).collect::<Vec<_>>()
        };
        assert_eq!(names("s:InternalError", "no", 500), ["fault"]);
        assert_eq!(names("UnknownOrder", "no", 500), ["fault", "fault-for-unknown-order"]);
        assert_eq!(names("InternalError", "no", 200), ["fault", "fault-http-status"]);
        for code in ["wsse:FailedCheck", "soap:MustUnderstand", "o:InvalidSecurity"] {
            assert_eq!(names(code, "no", 500), ["fault"], "{code}: defined by WS-Security or SOAP");
        }
        for code in ["AmountMismatch", "0", "", "soap11env:Client.SchemaValidationError"] {
            assert_eq!(names(code, "no", 500), ["fault", "fault-code"], "{code}");
        }
        let traces = [
            "boom   at Shop.Orders.Find(String key) in C:\\shop\\Orders.cs:line 17",
            "Traceback (most recent call last): File \"/srv/shop.py\", line 3",
            "Call to undefined method in /var/www/shop.php:12",
        ];
        for trace in traces {
            assert_eq!(names("InternalError", trace, 500), ["fault", "fault-stack-trace"], "{trace}");
        }
    }

    #[test]
    fn each_finding_of_a_fault_says_where_in_both_shapes() {
        let places = |xml: &str| -> Vec<String> {
            let findings = findings_of(xml, 500, Operation::GetOrderDetails);
            findings.iter().map(|finding| format!("{} {}", finding.rule.name, finding.place)).collect()
        };
        let eleven = "<Fault>\n <faultcode>Odd</faultcode>\n <faultstring>boom   at Shop.Find()</faultstring>\n</Fault>";
        assert_eq!(
            places(eleven),
            [
                "fault Fault (line 1, column 1)",
                "fault-code Fault/faultcode (line 2, column 2)",
                "fault-stack-trace Fault/faultstring (line 3, column 2)",
            ]
        );
        let twelve = "<Fault>\n<Code><Value>Odd</Value></Code></Fault>";
        assert_eq!(
            places(twelve),
            [
                "fault Fault (line 1, column 1)",
                "fault-code Fault/Code/Value (line 2, column 7)",
                "fault-soap-12 Fault (line 1, column 1)",
            ]
        );
    }

    #[test]
    fn a_fault_of_a_confirmation_does_not_name_the_certificate_first() {
        let xml = "<Fault><faultcode>Server</faultcode></Fault>";
        let remedy = |operation| findings_of(xml, 500, operation)[0].remedy.to_string();
        assert!(remedy(Operation::GetOrderDetails).starts_with("first compare the certificate"));
        let of_confirmation = remedy(Operation::ConfirmOrderPayment);
        assert!(of_confirmation.starts_with("look for the cause"), "{of_confirmation}");
        assert!(
            of_confirmation.contains("; if that leads nowhere, compare the certificate"),
            "{of_confirmation}"
        );
    }

    #[test]
    fn no_two_findings_of_a_fault_contradict_each_other() {
        for code in ["Client", "Server", "fault", "InvalidParameter", "UnknownOrder", "AuthenticationFailed"]
        {
            let xml = format!("<Fault><faultcode>{code}</faultcode></Fault>");
            let findings = findings_of(&xml, 500, Operation::GetOrderDetails);
            let read = fault(&xml, 500).unwrap();
            let is_unknown = read.meaning() == FaultMeaning::UnknownOrder;
            let says = |words: &str| findings.iter().any(|finding| finding.consequence.contains(words));
            assert_eq!(
                (says("order was not found"), says("is in trouble")),
                (is_unknown, !is_unknown),
                "{code}"
            );
        }
    }
}
