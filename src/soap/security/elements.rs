//! Finds the elements of a signature by name and checks their number.

use roxmltree::Node;

use super::SignatureProblem;
use crate::domain::finding::Place;
use crate::soap::elements::position_of;

/// The maximum length of a quoted value, in characters.
const MAX_QUOTED: usize = 120;

/// The child elements with this name.
pub(super) fn many<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    parent.children().filter(move |node| node.has_tag_name((namespace, name)))
}

/// The only child with this name, or none. Two are an error, and so is a child in another namespace.
pub(super) fn only<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> Result<Option<Node<'a, 'i>>, SignatureProblem> {
    let mut found = many(parent, namespace, name);
    let first = found.next();
    let others = found.count();
    if others > 0 {
        return Err(SignatureProblem::Ambiguous { what: name, count: others + 1 });
    }
    if first.is_none()
        && let Some(stray) =
            parent.children().find(|node| node.is_element() && node.tag_name().name() == name)
    {
        let found = stray.tag_name().namespace().map_or_else(|| "no namespace".to_owned(), cut);
        return Err(SignatureProblem::WrongNamespace { element: name, found, expected: namespace });
    }
    Ok(first)
}

/// The only child with this name; `path` is its name in the error if it is missing.
pub(super) fn required<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
    path: &'static str,
) -> Result<Node<'a, 'i>, SignatureProblem> {
    only(parent, namespace, name)?.ok_or(SignatureProblem::Missing { path })
}

/// The element's own text.
pub(super) fn text(element: Node<'_, '_>) -> String {
    element.children().filter(|node| node.is_text()).filter_map(|node| node.text()).collect()
}

/// The element's own text without white space, as for base64 and times.
pub(super) fn without_white_space(element: Node<'_, '_>) -> String {
    text(element).split_ascii_whitespace().collect()
}

/// A value of the message, cut to a readable length.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(MAX_QUOTED).collect()
}

/// The element's path by local names from the envelope down, with its position; empty for the document.
pub(super) fn place_of(node: Node<'_, '_>) -> Place {
    if node.is_root() {
        return Place::default();
    }
    let mut names: Vec<_> =
        node.ancestors().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    names.reverse();
    Place::path(names.join("/")).with_position(position_of(node))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
