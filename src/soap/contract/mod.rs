//! Holds a `GetOrderDetails` reply against the contract: what a strict reader, WCF's above all, would lose or refuse.
//!
//! Reading (`get_order_details`) is lenient, so that every e-Service that MPay talks to can be talked to; what it forgave
//! is told here.

mod collector;
mod form;
mod meaning;
mod namespaces;
mod shape;
mod structure;

use jiff::Timestamp;
use roxmltree::Node;

use self::collector::Collector;
use super::elements::Elements;
use super::get_order_details::OrderDetailsQuery;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::contract::RESPONSE_ELEMENT;

/// Everything in this reply that the contract does not have so, in document order by kind of rule; at most five findings
/// of one rule. `payload` is the first element inside Body, `now` the moment that due dates are compared with.
pub fn check_reply(payload: Node<'_, '_>, asked: &OrderDetailsQuery, now: Timestamp) -> Vec<Finding> {
    let mut collector = Collector::default();
    if payload.tag_name().name() != "GetOrderDetailsResponse" {
        collector.add(&RESPONSE_ELEMENT, payload, || format!("<{}>", payload.tag_name().name()));
        return collector.finish();
    }
    namespaces::check(payload, &mut collector);
    shape::check(payload, &structure::RESPONSE, &mut collector);
    if let Some(result) = Elements(payload).child("GetOrderDetailsResult") {
        meaning::check(result, asked, now, &mut collector);
    }
    collector.finish()
}

#[cfg(test)]
mod tests;
