//! Reads elements by local name, in any order and any namespace.

use roxmltree::Node;

use crate::domain::finding::Position;
use crate::domain::plain_text::is_unfit;

pub(super) const XSI_NS: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The maximum length of a value, in characters; longer ones are cut, as pages and receipts have no room.
pub const MAX_TEXT: usize = 4_000;

/// The child elements of one element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elements<'a, 'i>(pub(super) Node<'a, 'i>);

impl<'a, 'i> Elements<'a, 'i> {
    /// The first child element with this local name that is not `xsi:nil`.
    pub(super) fn child(self, name: &str) -> Option<Self> {
        self.all(name).next()
    }

    /// Every child element with this local name that is not `xsi:nil`.
    pub(super) fn all(self, name: &str) -> impl Iterator<Item = Self> {
        self.0
            .children()
            .filter(move |node| node.is_element() && node.tag_name().name() == name && !is_nil(*node))
            .map(Elements)
    }

    /// The whole text of a child element, trimmed; `None` where it is absent, nil or empty.
    pub(super) fn text(self, name: &str) -> Option<String> {
        self.child(name).map(Self::own_text).filter(|text| !text.is_empty())
    }

    /// The element's own text, trimmed, cut at [`MAX_TEXT`] characters (MPay's longest value has 255), with U+FFFD for
    /// control characters and direction marks.
    pub(super) fn own_text(self) -> String {
        let text: String =
            self.0.children().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
        let fit = |c: char| if is_unfit(c) && !matches!(c, '\n' | '\r' | '\t') { '\u{fffd}' } else { c };
        text.trim().chars().take(MAX_TEXT).map(fit).collect()
    }

    /// The element's local name.
    pub(super) fn name(self) -> &'a str {
        self.0.tag_name().name()
    }
}

/// True for a namespace that is not an absolute URI (RFC 3986 §4.3): no scheme before the first colon.
pub(super) fn is_relative(namespace: &str) -> bool {
    let scheme = namespace.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    !namespace.is_empty() && !is_scheme
}

/// The position where the element begins.
pub(super) fn position_of(node: Node<'_, '_>) -> Position {
    Position::of_byte(node.document().input_text(), node.range().start)
}

pub(super) fn is_nil(node: Node<'_, '_>) -> bool {
    matches!(node.attribute((XSI_NS, "nil")), Some("true" | "1"))
}
