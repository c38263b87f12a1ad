//! Names and attributes as the message writes them.

use std::borrow::Cow;

use roxmltree::{Attribute, Node};

pub(super) const XML_NS: &str = "http://www.w3.org/XML/1998/namespace";

/// An attribute as it is written into the output.
pub(super) struct Written<'a> {
    pub(super) namespace: &'a str,
    pub(super) local_name: &'a str,
    pub(super) qname: &'a str,
    pub(super) value: Cow<'a, str>,
}

impl<'a> Written<'a> {
    pub(super) fn of(element: Node<'a, '_>, attribute: Attribute<'a, '_>) -> Self {
        Self {
            namespace: attribute.namespace().unwrap_or(""),
            local_name: attribute.name(),
            qname: attribute_qname(element, &attribute),
            value: Cow::Borrowed(attribute.value()),
        }
    }
}

/// The element's name as written, with its prefix, which the parser does not keep.
pub(super) fn element_qname<'a>(element: Node<'a, '_>) -> &'a str {
    let source = &element.document().input_text()[element.range()][1..];
    let end = source.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(source.len());
    &source[..end]
}

pub(super) fn attribute_qname<'a>(element: Node<'a, '_>, attribute: &Attribute<'a, '_>) -> &'a str {
    &element.document().input_text()[attribute.range_qname()]
}

pub(super) fn prefix_of(qname: &str) -> &str {
    qname.split_once(':').map_or("", |(prefix, _)| prefix)
}
