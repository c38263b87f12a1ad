//! Namespaces of the payload's elements.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::collector::Collector;
use crate::domain::finding::rules::contract::{
    NAMESPACE_RELATIVE, NAMESPACE_TRAILING_SLASH, NAMESPACE_WRONG,
};
use crate::domain::finding::{Finding, sentences};
use crate::soap::MPAY_NS;
use crate::soap::elements::is_relative;

/// Reports each wrong namespace once, at its first element.
pub(super) fn check(payload: Node<'_, '_>, collector: &mut Collector) {
    let mut seen = BTreeSet::new();
    for element in payload.descendants().filter(Node::is_element) {
        let namespace = element.tag_name().namespace().unwrap_or("");
        if namespace == MPAY_NS || !seen.insert(namespace) {
            continue;
        }
        let rule = if namespace.strip_suffix('/') == Some(MPAY_NS) {
            &NAMESPACE_TRAILING_SLASH
        } else if is_relative(namespace) {
            &NAMESPACE_RELATIVE
        } else {
            &NAMESPACE_WRONG
        };
        collector.add_with(rule, element, |place| {
            let name = element.tag_name().name();
            let found = match namespace {
                "" => format!("<{name}> is in no namespace"),
                _ => format!("<{name}> is in `{namespace}`"),
            };
            let finding = Finding::new(rule, found).at(place);
            let finding = if element == payload {
                finding.consequence(sentences::READER_REFUSES_FIRST_ELEMENT.words())
            } else {
                finding
            };
            if namespace.starts_with("http://mpay.gov.md") {
                finding.remedy(sentences::NAMESPACE_IS_HTTPS.words())
            } else {
                finding
            }
        });
    }
}
