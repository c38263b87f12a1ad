//! SOAP faults, as the guide writes them and as the field sends them.

use roxmltree::Node;

use super::Operation;
use super::elements::Elements;
use super::writer::Writer;
use crate::domain::fault::FaultCode;
use crate::domain::finding::rules::business::{
    FAULT, FAULT_CODE, FAULT_FOR_UNKNOWN_ORDER, FAULT_HTTP_STATUS, FAULT_SOAP_12, FAULT_STACK_TRACE,
};
use crate::domain::finding::{Finding, Place};

/// A fault that was received. The text may be a stack trace: it is for the log and the console, never for the payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code without its prefix.
    pub code: FaultCode,
    /// The reason, cut to 2,000 characters.
    pub reason: String,
    /// True for the shape of SOAP 1.2: `Code/Value` and `Reason/Text`.
    pub is_soap_12: bool,
}

impl Fault {
    /// What is to be said of this fault, which came with this HTTP status in answer to this operation. The first finding
    /// is the fault itself.
    pub fn findings(&self, operation: Operation, http_status: u16) -> Vec<Finding> {
        let (code, is_name) = (self.code.as_str(), self.code.is_a_name());
        let said = match code {
            "" => "no faultcode".to_owned(),
            _ if is_name => format!("`{code}`"),
            _ => "a faultcode that is no name".to_owned(),
        };
        let quoted = if is_name { self.reason.clone() } else { format!("{code}: {}", self.reason) };
        let is_unknown_order = operation == Operation::GetOrderDetails && self.code.means_unknown_order();
        let at = |element: &str| Place::path(format!("Fault/{element}"));
        let fault = Finding::new(&FAULT, &said).quoting(quoted).at(Place::path("Fault"));
        let mut findings = vec![if is_unknown_order {
            fault.consequence("the payer is told that the order was not found")
        } else {
            fault
        }];
        if let FaultCode::Other(_) = self.code {
            findings.push(Finding::new(&FAULT_CODE, said).at(at("faultcode")));
        }
        if http_status != 500 {
            findings.push(Finding::new(&FAULT_HTTP_STATUS, format!("HTTP {http_status}")));
        }
        if self.is_soap_12 {
            findings
                .push(Finding::new(&FAULT_SOAP_12, "Code/Value and Reason/Text").at(Place::path("Fault")));
        }
        if looks_like_a_stack_trace(&self.reason) {
            findings.push(
                Finding::new(&FAULT_STACK_TRACE, "lines of code in it")
                    .quoting(&self.reason)
                    .at(at("faultstring")),
            );
        }
        if is_unknown_order {
            let found = format!("`{code}`, which is taken for an unknown order");
            findings.push(Finding::new(&FAULT_FOR_UNKNOWN_ORDER, found).at(at("faultcode")));
        }
        findings
    }
}

/// Lines of a call stack, or paths of source files, as the common languages print them.
fn looks_like_a_stack_trace(reason: &str) -> bool {
    let marks =
        ["   at ", " at /", "Traceback (most recent", "Stack trace:", "#0 /", ".java:", "File \"", "C:\\"];
    let sources = [".php:", ".php(", ".cs:", ".py:", ".js:", ".ts:", ".rb:"];
    marks.iter().chain(&sources).any(|mark| reason.contains(mark))
}

/// Reads the fault where the Body's first element is one, in the shape of SOAP 1.1 or of SOAP 1.2.
pub fn read(payload: Node<'_, '_>) -> Option<Fault> {
    let fault = Elements(payload);
    if fault.name() != "Fault" {
        return None;
    }
    let soap_12 = |outer: &str, inner: &str| fault.child(outer).and_then(|element| element.text(inner));
    let is_soap_12 = fault.child("faultcode").is_none() && fault.child("Code").is_some();
    let code = fault.text("faultcode").or_else(|| soap_12("Code", "Value")).unwrap_or_default();
    let reason = fault.text("faultstring").or_else(|| soap_12("Reason", "Text")).unwrap_or_default();
    // One line, so that a stack trace cannot write lines of its own into a log.
    let reason = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).take(2000).collect();
    Some(Fault { code: FaultCode::parse(&code), reason, is_soap_12 })
}

/// The content of a Body that carries a fault in the shape of SOAP 1.1.
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

    #[test]
    fn both_shapes_are_read() {
        let eleven = write(&FaultCode::UnknownOrder, "no <such> order");
        let twelve = "<e:Fault xmlns:e='urn:x'><e:Code><e:Value>e:UnknownOrder</e:Value></e:Code>\
                      <e:Reason><e:Text>no &lt;such> order</e:Text></e:Reason></e:Fault>";
        for (xml, is_soap_12) in [(eleven.as_str(), false), (twelve, true)] {
            let document = Document::parse(xml).unwrap();
            let fault = read(document.root_element()).unwrap();
            let reason = "no <such> order".into();
            assert_eq!(fault, Fault { code: FaultCode::UnknownOrder, reason, is_soap_12 });
        }
        let document = Document::parse("<GetOrderDetailsResponse/>").unwrap();
        assert_eq!(read(document.root_element()), None);
    }
    #[test]
    fn what_is_odd_about_a_fault_is_said() {
        let names = |code: &str, reason: &str, status| {
            let fault = Fault { code: FaultCode::parse(code), reason: reason.into(), is_soap_12: false };
            let findings = fault.findings(Operation::GetOrderDetails, status);
            findings.iter().map(|finding| finding.rule.name).collect::<Vec<_>>()
        };
        assert_eq!(names("s:InternalError", "no", 500), ["fault"]);
        assert_eq!(names("UnknownOrder", "no", 500), ["fault", "fault-for-unknown-order"]);
        assert_eq!(names("InternalError", "no", 200), ["fault", "fault-http-status"]);
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
}
