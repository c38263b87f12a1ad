//! Compares a `GetOrderDetails` reply with the contract: what a strict reader, WCF above all, would lose or reject.
//!
//! Reading (`get_order_details`) is lenient, so that every e-Service that works with MPay works here; this check reports
//! what it tolerated.

mod collector;
mod form;
mod meaning;
mod namespaces;
mod order;
mod shape;
mod structure;

use jiff::Timestamp;
use roxmltree::Node;

use self::collector::Collector;
pub(super) use self::form::rule_of_amount;
use super::elements::Elements;
use super::get_order_details::OrderDetailsQuery;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::contract::{RESPONSE_ELEMENT, RESULT_MISSING};

/// Every deviation from the contract, by kind of rule and in document order, with at most five findings of one rule.
/// `payload` is the first element inside Body, `now` the time that due dates are compared with.
pub fn check_reply(payload: Node<'_, '_>, asked: &OrderDetailsQuery, now: Timestamp) -> Vec<Finding> {
    let mut collector = Collector::default();
    if payload.tag_name().name() != "GetOrderDetailsResponse" {
        collector.add(&RESPONSE_ELEMENT, payload, || format!("<{}>", payload.tag_name().name()));
        return collector.finish();
    }
    namespaces::check(payload, &mut collector);
    let mut inside = payload.children().filter(roxmltree::Node::is_element).peekable();
    let first = inside.peek().copied();
    match first {
        Some(first) if inside.all(|node| node.tag_name().name() != "GetOrderDetailsResult") => {
            collector.add(&RESULT_MISSING, first, || format!("<{}> in its place", first.tag_name().name()));
            return collector.finish();
        }
        _ => shape::check(payload, &structure::RESPONSE, &mut collector),
    }
    if let Some(result) = Elements(payload).child("GetOrderDetailsResult") {
        meaning::check(result, asked, now, &mut collector);
    }
    collector.finish()
}

#[cfg(test)]
mod tests;
