//! The order of elements as WCF's reader sees it: it reads forward only.

use roxmltree::Node;

use super::collector::Collector;
use super::structure::Structure;
use crate::domain::finding::rules::contract::{ELEMENT_ORDER, ELEMENT_ORDER_REQUIRED};
use crate::domain::finding::{Finding, sentences};
use crate::domain::masking::masked;
use crate::soap::elements::Elements;

/// The effect of misplaced elements on that reader.
#[derive(Default)]
struct Walk<'a, 'i> {
    /// Elements that it skips, because it has already read a later member.
    lost: Vec<Node<'a, 'i>>,
    /// The member read before the first skipped element.
    after: Option<&'static str>,
    /// The element at which it gives up, and the required member that has not come yet.
    refused: Option<(Node<'a, 'i>, &'static str)>,
}

/// Reports the first misplaced element with all values that are lost, or the place where the reader gives up.
pub(super) fn check(parent: Node<'_, '_>, structure: &'static Structure, collector: &mut Collector) {
    let walk = walk(parent, structure);
    let (Some(first), Some(after)) = (walk.lost.first(), walk.after) else { return };
    let name = first.tag_name().name();
    let values: Vec<String> = walk.lost.iter().take(16).map(|element| value_of(*element)).collect();
    let dropped = values.join(", ");
    let (rule, consequence) = match walk.refused {
        Some((at, waited_for)) => {
            let refuses = sentences::READER_REFUSES_AT.words();
            let refuses = refuses.with("element", at.tag_name().name()).with("required", waited_for);
            (&ELEMENT_ORDER_REQUIRED, refuses)
        }
        None => (&ELEMENT_ORDER, sentences::READER_DROPS.words()),
    };
    let consequence = consequence.with("dropped", dropped);
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
            // A repetition, which has its own rule.
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

/// The element's name, with its value if that is short and not personal.
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
