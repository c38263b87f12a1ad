//! SOAP faults, as the guide writes them and as the field sends them.

use roxmltree::Node;

use super::elements::Elements;
use super::writer::Writer;
use crate::domain::fault::FaultCode;

/// A fault that was received. The text may be a stack trace: it is for the log and the console, never for the payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code without its prefix.
    pub code: FaultCode,
    /// The reason, cut to 2,000 characters.
    pub reason: String,
}

/// Reads the fault where the Body's first element is one, in the shape of SOAP 1.1 or of SOAP 1.2.
pub fn read(payload: Node<'_, '_>) -> Option<Fault> {
    let fault = Elements(payload);
    if fault.name() != "Fault" {
        return None;
    }
    let soap_12 = |outer: &str, inner: &str| fault.child(outer).and_then(|element| element.text(inner));
    let code = fault.text("faultcode").or_else(|| soap_12("Code", "Value")).unwrap_or_default();
    let reason = fault.text("faultstring").or_else(|| soap_12("Reason", "Text")).unwrap_or_default();
    // One line, so that a stack trace cannot write lines of its own into a log.
    let reason = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).take(2000).collect();
    Some(Fault { code: FaultCode::parse(&code), reason })
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
        for xml in [eleven.as_str(), twelve] {
            let document = Document::parse(xml).unwrap();
            let fault = read(document.root_element()).unwrap();
            assert_eq!(fault, Fault { code: FaultCode::UnknownOrder, reason: "no <such> order".into() });
        }
        let document = Document::parse("<GetOrderDetailsResponse/>").unwrap();
        assert_eq!(read(document.root_element()), None);
    }
}
