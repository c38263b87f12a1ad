//! Which elements a structure holds, in which order, and the form of each value.

use roxmltree::Node;

use super::collector::Collector;
use super::form;
use super::structure::{ACCOUNT, Alias, Kind, Member, Structure};
use crate::domain::finding::Finding;
use crate::domain::finding::rules::contract::{
    ACCOUNT_OBSOLETE, ELEMENT_MISSPELT, ELEMENT_ORDER, ELEMENT_REPEATED, ELEMENT_UNKNOWN,
};
use crate::domain::nearest::nearest;
use crate::soap::elements::Elements;

/// Checks this element against its structure, and everything inside it against theirs.
// Recursion is bounded: structures nest four levels.
pub(super) fn check(parent: Node<'_, '_>, structure: &'static Structure, collector: &mut Collector) {
    names(parent, structure, collector);
    order(parent, structure, collector);
    for member in structure.members {
        let Some(element) = Elements(parent).child(member.name) else {
            missing(parent, member, collector);
            continue;
        };
        match &member.kind {
            Kind::List(item, inner) => {
                let mut items = element.all(item).peekable();
                if items.peek().is_none() {
                    missing(parent, member, collector);
                }
                items.for_each(|item| check(item.0, inner, collector));
                list_names(element.0, item, collector);
            }
            Kind::Account => {
                if element.0.children().any(|node| node.is_element()) {
                    check(element.0, &ACCOUNT, collector);
                }
            }
            kind => {
                let text = element.own_text();
                if text.is_empty() {
                    missing(parent, member, collector);
                } else {
                    form::check(element.0, &text, kind, collector);
                }
            }
        }
    }
}

fn missing(parent: Node<'_, '_>, member: &Member, collector: &mut Collector) {
    let Some(rule) = member.required else { return };
    collector.add(rule, parent, || {
        let name = member.name;
        match parent.children().find(|node| node.tag_name().name() == name) {
            Some(_) => format!("{name} is empty"),
            None => format!("{name} is absent"),
        }
    });
}

/// Elements that the structure does not have, and those that stand twice.
fn names(parent: Node<'_, '_>, structure: &Structure, collector: &mut Collector) {
    let mut seen = Vec::new();
    for element in parent.children().filter(Node::is_element) {
        let name = element.tag_name().name();
        if structure.members.iter().any(|member| member.name == name) {
            if seen.contains(&name) {
                collector.add(&ELEMENT_REPEATED, element, || format!("<{name}> for the second time"));
            }
            seen.push(name);
        } else {
            unknown(element, structure, collector);
        }
    }
}

fn unknown(element: Node<'_, '_>, structure: &Structure, collector: &mut Collector) {
    let name = element.tag_name().name();
    let alias = structure.aliases.iter().find(|alias| match alias {
        Alias::Misspelt(seen, _) | Alias::Obsolete(seen) => *seen == name,
    });
    let meant = match alias {
        Some(Alias::Obsolete(_)) => {
            return collector.add(&ACCOUNT_OBSOLETE, element, || format!("<{name}>"));
        }
        Some(Alias::Misspelt(_, meant)) => Some(*meant),
        // A long name is no slip of the pen, and comparing it would cost time.
        None if name.len() > 60 => None,
        None => nearest(name, structure.members.iter().map(|member| member.name)),
    };
    match meant {
        Some(meant) => collector.add_with(&ELEMENT_MISSPELT, element, |place| {
            Finding::new(&ELEMENT_MISSPELT, format!("<{name}>"))
                .at(place)
                .expected(format!("<{meant}>"))
                .remedy(format!("write <{meant}>, letter by letter as the XSD has it"))
        }),
        None => collector.add(&ELEMENT_UNKNOWN, element, || format!("<{name}>")),
    }
}

/// What stands in a list beside its items.
fn list_names(list: Node<'_, '_>, item: &str, collector: &mut Collector) {
    let strangers = list.children().filter(|node| node.is_element() && node.tag_name().name() != item);
    for stranger in strangers {
        collector.add_with(&ELEMENT_UNKNOWN, stranger, |place| {
            Finding::new(&ELEMENT_UNKNOWN, format!("<{}>", stranger.tag_name().name()))
                .at(place)
                .expected(format!("only <{item}> inside <{}>", list.tag_name().name()))
        });
    }
}

/// Reads the members as WCF's reader does, which goes forward only: an element that comes after a later member has been
/// read is skipped. Names the first one that is skipped, and all values that are lost.
fn order(parent: Node<'_, '_>, structure: &Structure, collector: &mut Collector) {
    let mut reached: Option<usize> = None;
    let mut lost: Vec<Node<'_, '_>> = Vec::new();
    let mut before_first_lost = None;
    for element in parent.children().filter(Node::is_element) {
        let name = element.tag_name().name();
        let Some(index) = structure.members.iter().position(|member| member.name == name) else { continue };
        match reached {
            // The same element again is a repetition, which has a rule of its own.
            Some(last) if index == last => {}
            Some(last) if index < last => {
                before_first_lost.get_or_insert(structure.members[last].name);
                lost.push(element);
            }
            _ => reached = Some(index),
        }
    }
    let (Some(first), Some(after)) = (lost.first(), before_first_lost) else { return };
    collector.add_with(&ELEMENT_ORDER, *first, |place| {
        let name = first.tag_name().name();
        let values: Vec<String> = lost.iter().take(16).map(|element| value_of(*element)).collect();
        Finding::new(&ELEMENT_ORDER, format!("<{name}> stands after <{after}>"))
            .at(place)
            .expected(format!("<{name}> before <{after}>: the elements in alphabetical order"))
            .consequence(format!("a WCF reader silently drops {}", values.join(", ")))
    });
}

/// The element's name, with its value where that is short.
fn value_of(element: Node<'_, '_>) -> String {
    let name = element.tag_name().name();
    let text = Elements(element).own_text();
    if element.children().any(|node| node.is_element()) {
        format!("{name} with all that is inside")
    } else {
        let excerpt: String = text.chars().take(24).collect();
        format!("{name} = {excerpt}{}", if excerpt == text { "" } else { "…" })
    }
}
