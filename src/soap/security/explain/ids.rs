//! References whose Id is missing.

use roxmltree::{Document, Node};

use super::diagnosis::Diagnosis;
use crate::domain::finding::one_line;
use crate::domain::finding::rules::diagnosis_of_signature as rules;
use crate::soap::security::references::ids;
use crate::soap::{SOAP_NS, WSU_NS};

/// The reason for a dangling reference: an Id with another spelling, or one that was removed.
pub(super) fn lost(
    document: &Document<'_>,
    reference: Node<'_, '_>,
    uri: &str,
    mut has_digest: impl FnMut(Node<'_, '_>) -> bool,
) -> Option<Diagnosis> {
    let wanted = uri.trim().trim_start_matches('#');
    let elements = || document.descendants().filter(|node| node.is_element());
    let spelt_otherwise = elements().find_map(|node| {
        let attribute = node.attributes().find(|attribute| {
            let is_id = attribute.name().eq_ignore_ascii_case("id") || attribute.name() == "AssertionID";
            is_id && attribute.value().trim().trim_start_matches('#').eq_ignore_ascii_case(wanted)
        })?;
        Some((node, attribute))
    });
    if let Some((node, attribute)) = spelt_otherwise.filter(|_| !wanted.is_empty()) {
        let qname = &document.input_text()[attribute.range_qname()];
        let detail =
            format!("the reference has URI=\"{uri}\", the element {qname}=\"{}\"", attribute.value());
        return Some(
            Diagnosis::at(node, &rules::ID_SPELLING, detail)
                .expected(one_line(&format!("URI=\"#{wanted}\" and wsu:Id=\"{wanted}\""))),
        );
    }
    if let Some(node) = elements().take(400).find(|node| has_digest(*node)) {
        let name = node.tag_name().name();
        let detail = match ids(node).next() {
            Some(id) => format!("`{name}` has the digest of the reference {uri}, but its Id is `{id}`"),
            None => format!("`{name}` has the digest of the reference {uri}, but no Id"),
        };
        return Some(Diagnosis::at(node, &rules::ID_LOST, detail));
    }
    let body = elements().find(|node| node.has_tag_name((SOAP_NS, "Body")));
    let timestamp = elements().find(|node| node.has_tag_name((WSU_NS, "Timestamp")));
    // An element whose Id another reference names is not the one without its Id.
    let referred = |node: &Node<'_, '_>| {
        let references = reference.parent().into_iter().flat_map(|parent| parent.children());
        let mut uris = references.filter_map(|node| node.attribute("URI"));
        ids(*node).any(|id| uris.any(|uri| uri.strip_prefix('#') == Some(id)))
    };
    let node = [body, timestamp].into_iter().flatten().find(|node| !referred(node))?;
    let name = node.tag_name().name();
    let detail = match ids(node).next() {
        Some(id) => format!(
            "no element has the Id of the reference {uri}, and `{name}`, whose Id is `{id}`, no reference"
        ),
        None => format!("no element has the Id of the reference {uri}, and `{name}` has no Id"),
    };
    Some(Diagnosis::at(node, &rules::ID_LOST, detail))
}

/// Reports that Body or Timestamp is not covered, while a matching reference points to an element inside it. Silent if a
/// reference points to it or to an ancestor: that one gets its own cause if its digest is wrong.
pub(super) fn on_another_element<'a, 'i>(
    required: Node<'a, 'i>,
    covered: &[Node<'a, 'i>],
    targets: &[Node<'a, 'i>],
) -> Option<Diagnosis> {
    if required.ancestors().any(|around| targets.contains(&around)) {
        return None;
    }
    let instead = covered.iter().find(|node| node.ancestors().skip(1).any(|around| around == required))?;
    let (name, required_name) = (instead.tag_name().name(), required.tag_name().name());
    let detail =
        format!("the reference's Id stands on `{name}`, inside it, and the digest is that of `{name}`");
    Some(
        Diagnosis::at(required, &rules::ID_ON_ANOTHER_ELEMENT, detail)
            .expected(format!("a reference to the wsu:Id of `{required_name}`")),
    )
}
