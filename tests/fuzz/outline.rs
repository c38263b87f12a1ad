//! Where the parts of a text are, so that they can be moved as wholes.

use std::ops::Range;

use mpay_sim::soap::envelope;

/// The ranges of bytes of a well-formed text's parts, in document order.
pub struct Outline {
    /// Elements, tags included; the first is the root.
    pub elements: Vec<Range<usize>>,
    /// The ends of the elements' names in their start tags.
    pub names: Vec<usize>,
    /// Attributes, names and quotes included.
    pub attributes: Vec<Range<usize>>,
    /// Pieces of text between tags.
    pub texts: Vec<Range<usize>>,
    /// The SOAP Body, where there is one.
    pub body: Option<Range<usize>>,
}

impl Outline {
    /// The outline of a text that our parser takes; `None` for others.
    pub fn of(text: &str) -> Option<Self> {
        let document = envelope::parse(text).ok()?;
        let mut outline =
            Self { elements: vec![], names: vec![], attributes: vec![], texts: vec![], body: None };
        for node in document.descendants() {
            let range = node.range();
            if node.is_element() {
                let tag = &text[range.start..];
                let name = tag.find([' ', '\n', '\t', '/', '>']).unwrap_or(tag.len());
                outline.names.push(range.start + name);
                if node.tag_name().name() == "Body" && outline.body.is_none() {
                    outline.body = Some(range.clone());
                }
                outline.elements.push(range);
                outline.attributes.extend(node.attributes().map(|attribute| attribute.range()));
            } else if node.is_text() {
                outline.texts.push(range);
            }
        }
        Some(outline)
    }
}
