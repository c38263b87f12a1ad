//! The WSDL that the e-Service serves itself, where it does.

use roxmltree::{Document, Node};

use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::plain_text::line_of;
use crate::soap::{Operation, envelope};

/// The namespace of WSDL 1.1, §1.2.
const WSDL_NS: &str = "http://schemas.xmlsoap.org/wsdl/";
/// The namespace of its binding for SOAP 1.1, §3.
const SOAP_BINDING_NS: &str = "http://schemas.xmlsoap.org/wsdl/soap/";

/// The most operations and characters of a value that are shown.
const MOST_SHOWN: (usize, usize) = (6, 120);

/// The operations that MPay calls.
const CALLED: [Operation; 2] = [Operation::GetOrderDetails, Operation::ConfirmOrderPayment];

/// Holds the WSDL at `?wsdl` against the calls that MPay makes. None need be served.
pub(super) async fn judge(trial: &Trial) -> Result<Verdict, Verdict> {
    let target = &trial.run.target;
    Ok(match target.client.wsdl(&target.service).await {
        Ok(served) => of_document(&served),
        Err(why) => Verdict::passed(format!("none is served: {why}")),
    })
}

fn of_document(served: &[u8]) -> Verdict {
    let text = envelope::text_of(served).unwrap_or_default();
    let document = envelope::parse(&text).ok();
    match document.as_ref().filter(|document| document.root_element().has_tag_name((WSDL_NS, "definitions")))
    {
        Some(document) => of_definitions(document),
        None => Verdict::passed("none is served: the answer to ?wsdl is another document"),
    }
}

fn of_definitions(document: &Document<'_>) -> Verdict {
    let bound: Vec<(&str, &str)> = document.descendants().filter_map(operation).collect();
    let imports = document.root_element().children().any(|node| node.has_tag_name((WSDL_NS, "import")));
    if bound.is_empty() && imports {
        return Verdict::passed("its bindings are in a document that it imports, which was not looked at");
    }
    let differs: Vec<String> = CALLED.into_iter().filter_map(|called| differing(called, &bound)).collect();
    match differs.is_empty() {
        true => Verdict::passed("it has both operations, with the SOAPAction values that MPay sends"),
        false => Verdict::warning(differs.join("; ")),
    }
}

/// The name and the `soapAction` of an operation in a binding for SOAP 1.1 (WSDL 1.1 §3.4).
fn operation<'a>(node: Node<'a, '_>) -> Option<(&'a str, &'a str)> {
    let is_operation = node.has_tag_name((SOAP_BINDING_NS, "operation"));
    let bound = node.parent_element().filter(|_| is_operation)?;
    Some((bound.attribute("name")?, node.attribute("soapAction").unwrap_or_default()))
}

/// How the WSDL differs from a call of this operation; `None` where it does not.
fn differing(called: Operation, bound: &[(&str, &str)]) -> Option<String> {
    let name = called.name();
    let mut actions = bound.iter().filter(|(operation, _)| *operation == name).map(|(_, action)| *action);
    let shown = |text: &str| format!("`{}`", line_of(text, MOST_SHOWN.1));
    let Some(action) = actions.next() else {
        let names: Vec<String> = bound.iter().take(MOST_SHOWN.0).map(|(name, _)| shown(name)).collect();
        let has = if names.is_empty() { "none for SOAP 1.1".to_owned() } else { names.join(", ") };
        return Some(format!("it has no operation {name}, but {has}"));
    };
    let sent = called.soap_action();
    let is_there = action == sent || actions.any(|action| action == sent);
    (!is_there).then(|| format!("the soapAction of {name} is {}, and MPay sends `{sent}`", shown(action)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::verdict::Grade;

    /// A WSDL with these operations of a binding, by name and soapAction.
    fn wsdl(operations: &[(&str, &str)]) -> String {
        let bound = |(name, action): &(&str, &str)| {
            format!("<w:operation name=\"{name}\"><s:operation soapAction=\"{action}\"/></w:operation>")
        };
        let bound: String = operations.iter().map(bound).collect();
        format!(
            "<w:definitions xmlns:w=\"{WSDL_NS}\" xmlns:s=\"{SOAP_BINDING_NS}\"><w:binding name=\"B\">{bound}</w:binding></w:definitions>"
        )
    }

    fn of(text: &str) -> (Grade, String) {
        let verdict = of_document(text.as_bytes());
        (verdict.grade, verdict.message)
    }

    #[test]
    fn names_and_actions_of_the_contract_pass_and_others_are_named() {
        let both = CALLED.map(|called| (called.name(), called.soap_action()));
        assert_eq!(of(&wsdl(&both)).0, Grade::Passed);
        let (grade, said) = of(&wsdl(&[both[0], ("ConfirmOrderPayment", "confirm")]));
        assert_eq!(grade, Grade::Warning);
        assert!(
            said.starts_with("the soapAction of ConfirmOrderPayment is `confirm`, and MPay sends"),
            "{said}"
        );
        let (grade, said) = of(&wsdl(&[both[0], ("Confirm", "")]));
        assert_eq!(grade, Grade::Warning);
        assert_eq!(said, "it has no operation ConfirmOrderPayment, but `GetOrderDetails`, `Confirm`");
        assert_eq!(of(&wsdl(&[])).1.matches("none for SOAP 1.1").count(), 2);
    }

    #[test]
    fn what_is_no_wsdl_and_what_stands_elsewhere_is_not_minded() {
        let imported =
            format!("<definitions xmlns=\"{WSDL_NS}\"><import location=\"?wsdl=wsdl0\"/></definitions>");
        for text in ["", "<html><p>Shop</html>", "<!DOCTYPE x><x/>", "<x/>", imported.as_str()] {
            assert_eq!(of(text).0, Grade::Passed, "{text}");
        }
    }
}
