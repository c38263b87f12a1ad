//! Tolerated deviations of an envelope.

use roxmltree::{Document, Node};

use super::{Envelope, declaration};
use crate::domain::finding::rules::envelope::{
    BODY_SEVERAL, BYTE_ORDER_MARK, ENCODING_DECLARED, HEADER_AFTER_BODY,
};
use crate::domain::finding::{Finding, Place, Position};

/// Remarks on what a stricter reader would reject in this envelope. `bytes` is the body as received.
pub fn remarks(bytes: &[u8], document: &Document<'_>, envelope: &Envelope<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let place = |node: Node<'_, '_>| {
        let at = Position::of_byte(document.input_text(), node.range().start);
        Place::path(format!("Envelope/{}", node.tag_name().name())).with_position(at)
    };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        findings.push(Finding::new(&BYTE_ORDER_MARK, "the bytes EF BB BF"));
    }
    if let Some(encoding) = declaration::encoding(document.input_text())
        && !["utf-8", "utf8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str())
    {
        let found = format!("encoding=\"{encoding}\" on a text that is UTF-8");
        let at = Place::default().with_position(Position { line: 1, column: 1 });
        findings.push(Finding::new(&ENCODING_DECLARED, found).at(at));
    }
    if let Some(header) = envelope.header
        && header.range().start > envelope.body.range().start
    {
        findings.push(Finding::new(&HEADER_AFTER_BODY, "Body, then Header").at(place(header)));
    }
    let inside = envelope.body.children().filter(Node::is_element).count();
    if inside > 1 {
        findings.push(Finding::new(&BODY_SEVERAL, format!("{inside} elements")).at(place(envelope.body)));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::{parse, text_of};
    use super::*;
    use crate::soap::SOAP_NS;

    fn rules(xml: &str) -> Vec<&'static str> {
        let text = text_of(xml.as_bytes()).unwrap();
        let document = parse(&text).unwrap();
        let envelope = Envelope::of(&document).unwrap();
        remarks(xml.as_bytes(), &document, &envelope).iter().map(|finding| finding.rule.name).collect()
    }

    #[test]
    fn what_is_tolerated_is_said() {
        let envelope = |inside: &str| format!("<e:Envelope xmlns:e='{SOAP_NS}'>{inside}</e:Envelope>");
        let honest = envelope("<e:Header/><e:Body><a/></e:Body>");
        assert_eq!(rules(&honest), [""; 0]);
        assert_eq!(rules(&format!("<?xml version='1.0' encoding='UTF-8'?>{honest}")), [""; 0]);
        assert_eq!(rules(&format!("\u{feff}{honest}")), ["byte-order-mark"]);
        assert_eq!(
            rules(&format!("<?xml version=\"1.0\" encoding=\"windows-1250\"?>{honest}")),
            ["encoding-declared"]
        );
        assert_eq!(rules(&envelope("<e:Body><a/></e:Body><e:Header/>")), ["header-after-body"]);
        assert_eq!(rules(&envelope("<e:Body><a/><b/></e:Body>")), ["body-several"]);
    }
}
