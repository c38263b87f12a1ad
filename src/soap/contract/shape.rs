//! The elements of a structure and the form of each value.

use roxmltree::Node;

use super::collector::Collector;
use super::structure::{ACCOUNT, Alias, Kind, Member, Structure};
use super::{form, order};
use crate::domain::finding::rules::contract::{
    ACCOUNT_OBSOLETE, ELEMENT_MISSPELT, ELEMENT_REPEATED, ELEMENT_UNKNOWN, MIXED_CONTENT, NIL_NOT_ALLOWED,
    VALUE_EMPTY,
};
use crate::domain::finding::{Finding, sentences};
use crate::domain::similar_word::similar_word;
use crate::soap::elements::{Elements, is_nil};

/// The maximum number of unknown names that are compared with the known ones.
const MOST_COMPARED: usize = 50;

/// Checks this element and everything inside it against the structures.
// Recursion is bounded: structures nest four levels.
pub(super) fn check(parent: Node<'_, '_>, structure: &'static Structure, collector: &mut Collector) {
    names(parent, structure, collector);
    order::check(parent, structure, collector);
    no_text(parent, collector);
    for member in structure.members {
        match Elements(parent).child(member.name) {
            Some(element) => value(parent, element, member, collector),
            None => absent(parent, member, collector),
        }
    }
}

/// The text of an element that is present and not nil.
fn value(
    parent: Node<'_, '_>,
    element: Elements<'_, '_>,
    member: &'static Member,
    collector: &mut Collector,
) {
    match &member.kind {
        Kind::List(item, inner) => {
            no_text(element.0, collector);
            let mut items = element.all(item).peekable();
            if items.peek().is_none() {
                missing(parent, member, "is empty", collector);
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
            if let Some(inner) = element.0.children().find(Node::is_element) {
                collector
                    .add(&MIXED_CONTENT, inner, || format!("<{}> inside a value", inner.tag_name().name()));
            }
            match (text.as_str(), kind) {
                ("", Kind::Text(_)) => missing(parent, member, "is empty", collector),
                ("", _) => {
                    collector.add(&VALUE_EMPTY, element.0, || format!("<{}> is empty", member.name));
                }
                (text, kind) => form::check(element.0, text, kind, collector),
            }
        }
    }
}

fn absent(parent: Node<'_, '_>, member: &Member, collector: &mut Collector) {
    let nil = parent.children().find(|node| node.is_element() && node.tag_name().name() == member.name);
    match nil {
        Some(nil) if !member.is_nillable => {
            collector.add(&NIL_NOT_ALLOWED, nil, || format!("<{}> is nil", member.name));
        }
        Some(_) => missing(parent, member, "is nil", collector),
        None => missing(parent, member, "is absent", collector),
    }
}

fn missing(parent: Node<'_, '_>, member: &Member, how: &str, collector: &mut Collector) {
    let Some(rule) = member.required else { return };
    collector.add_with(rule, parent, |place| {
        let finding = Finding::new(rule, format!("{} {how}", member.name)).at(place);
        if member.is_in_every_message && how == "is absent" {
            let waits = sentences::READER_WAITS_FOR.words();
            return finding.consequence(waits.with("element", member.name));
        }
        finding
    });
}

/// Reports text where only elements are allowed.
fn no_text(parent: Node<'_, '_>, collector: &mut Collector) {
    let text = parent.children().filter(Node::is_text).filter_map(|node| node.text());
    if let Some(text) = text.map(str::trim).find(|text| !text.is_empty()) {
        collector.add(&MIXED_CONTENT, parent, || format!("`{text}` beside the elements"));
    }
}

/// Reports elements that the structure does not have, and repeated ones.
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
        // Writers of the older data contract always write each member, nil without a value; MPay then ignores nothing.
        Some(Alias::Obsolete(_)) if is_nil(element) || Elements(element).own_text().is_empty() => return,
        Some(Alias::Obsolete(_)) => {
            return collector.add(&ACCOUNT_OBSOLETE, element, || format!("<{name}>"));
        }
        Some(Alias::Misspelt(_, meant)) => Some(*meant),
        // A long name is not a typing error, and of thousands of names only the first are compared.
        None if name.len() > 60 || collector.count_of_unknown() > MOST_COMPARED => None,
        None => similar_word(name, structure.members.iter().map(|member| member.name)),
    };
    match meant {
        Some(meant) => collector.add_with(&ELEMENT_MISSPELT, element, |place| {
            Finding::new(&ELEMENT_MISSPELT, format!("<{name}>"))
                .at(place)
                .expected(format!("<{meant}>"))
                .remedy(sentences::WRITE_ELEMENT.words().with("name", meant))
        }),
        None => collector.add(&ELEMENT_UNKNOWN, element, || format!("<{name}>")),
    }
}

/// Reports elements of a list other than its items.
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
