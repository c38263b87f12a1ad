//! The order of elements, as WCF's reader goes through them: forward only.

use roxmltree::Node;

use super::collector::Collector;
use super::structure::Structure;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::contract::{ELEMENT_ORDER, ELEMENT_ORDER_REQUIRED};
use crate::domain::masking::masked;
use crate::soap::elements::Elements;

/// What the reader would do with a structure whose elements are out of order.
#[derive(Default)]
struct Walk<'a, 'i> {
    /// The elements that it skips, as a later member has been read.
    lost: Vec<Node<'a, 'i>>,
    /// The member that was read before the first of them.
    after: Option<&'static str>,
    /// Where it gives up: at this element, as this member, which is in every message, has not come yet.
    refused: Option<(Node<'a, 'i>, &'static str)>,
}

/// Names the first element that stands too late, and all values that are lost, or where the reader gives up.
pub(super) fn check(parent: Node<'_, '_>, structure: &'static Structure, collector: &mut Collector) {
    let walk = walk(parent, structure);
    let (Some(first), Some(after)) = (walk.lost.first(), walk.after) else { return };
    let name = first.tag_name().name();
    let values: Vec<String> = walk.lost.iter().take(16).map(|element| value_of(*element)).collect();
    let dropped = values.join(", ");
    let (rule, consequence) = match walk.refused {
        Some((at, waited_for)) => {
            let at = at.tag_name().name();
            let refused =
                format!("a WCF reader refuses the whole reply at <{at}>, as <{waited_for}> must come first");
            (
                &ELEMENT_ORDER_REQUIRED,
                format!("{refused}; one that requires nothing silently drops {dropped}"),
            )
        }
        None => (&ELEMENT_ORDER, format!("a WCF reader silently drops {dropped}")),
    };
    collector.add_with(rule, *first, |place| {
        Finding::new(rule, format!("<{name}> stands after <{after}>"))
            .at(place)
            .expected(format!("<{name}> before <{after}>: the elements in alphabetical order"))
            .consequence(consequence)
    });
}

fn walk<'a, 'i>(parent: Node<'a, 'i>, structure: &'static Structure) -> Walk<'a, 'i> {
    let mut walk = Walk::default();
    let mut reached: Option<usize> = None;
    for element in parent.children().filter(Node::is_element) {
        let name = element.tag_name().name();
        let Some(index) = structure.members.iter().position(|member| member.name == name) else { continue };
        match reached {
            // The same element again is a repetition, which has a rule of its own.
            Some(last) if index == last => {}
            Some(last) if index < last => {
                walk.after.get_or_insert(structure.members[last].name);
                walk.lost.push(element);
            }
            _ => {
                let skipped = &structure.members[reached.map_or(0, |last| last + 1)..index];
                let waited_for = skipped.iter().find(|member| member.is_in_every_message);
                if let (None, Some(member)) = (walk.refused, waited_for) {
                    walk.refused = Some((element, member.name));
                }
                reached = Some(index);
            }
        }
    }
    walk
}

/// The element's name, with its value where that is short and tells nothing of a person.
fn value_of(element: Node<'_, '_>) -> String {
    let name = element.tag_name().name();
    if element.children().any(|node| node.is_element()) {
        return format!("{name} with all that is inside");
    }
    let text = Elements(element).own_text();
    match name {
        "CustomerID" => format!("{name} = {}", masked(&text)),
        "CustomerName" => name.to_owned(),
        _ => {
            let excerpt: String = text.chars().take(24).collect();
            format!("{name} = {excerpt}{}", if excerpt == text { "" } else { "…" })
        }
    }
}
