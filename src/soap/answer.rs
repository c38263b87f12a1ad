//! Checks that a reply answers the request. A valid signature shows the author of a reply, not its request: an earlier
//! reply, or one about another order, is signed as well. In the contract only the repeated keys and the name of the element
//! connect a reply to its request.

use roxmltree::Node;

use super::MPAY_NS;
use super::envelope::Envelope;
use super::get_order_details::OrderDetailsQuery;
use crate::domain::finding::rules::contract::{
    ANSWER_ABOUT_ANOTHER_ORDER, ANSWER_BESIDE_OTHERS, ANSWER_OF_ANOTHER_SERVICE, ANSWER_TO_ANOTHER_QUESTION,
};
use crate::domain::finding::{Finding, Place, one_line};
use crate::domain::order::OrderDetails;
use crate::soap::elements::position_of;

/// The maximum number of Body elements named in a finding.
const MOST_NAMED: usize = 4;

/// The finding if these orders do not answer this query. Omitted keys match, and case and white space are ignored. If
/// several orders have keys of their own, the payer chooses one: these may have any key, and so may the one that is left of
/// them later (`names_several`).
pub fn not_about(orders: &[OrderDetails], asked: &OrderDetailsQuery, names_several: bool) -> Option<Finding> {
    let is_another = |found: &str, asked: &str| !found.is_empty() && folded(found) != folded(asked);
    if let Some(order) = orders.iter().find(|order| is_another(&order.service_id, &asked.service_id)) {
        return Some(
            Finding::new(&ANSWER_OF_ANOTHER_SERVICE, format!("`{}`", one_line(&order.service_id)))
                .at(Place::path("OrderDetails/ServiceID"))
                .expected(format!("`{}`", asked.service_id)),
        );
    }
    let first = orders.first()?;
    let is_choice = orders.iter().any(|order| folded(&order.order_key) != folded(&first.order_key));
    (!is_choice && !names_several && is_another(&first.order_key, &asked.order_key)).then(|| {
        Finding::new(&ANSWER_ABOUT_ANOTHER_ORDER, format!("`{}`", one_line(&first.order_key)))
            .at(Place::path("OrderDetails/OrderKey"))
            .expected(format!("`{}`", asked.order_key))
    })
}

/// The finding if the Body is neither empty nor the response element of `ConfirmOrderPayment`.
pub fn not_a_confirmation(envelope: &Envelope<'_, '_>) -> Option<Finding> {
    let wrong = |found: String, node: Node<'_, '_>| {
        let place = Place::path("Envelope/Body").with_position(position_of(node));
        Some(Finding::new(&ANSWER_TO_ANOTHER_QUESTION, found).at(place))
    };
    match envelope.payload() {
        Some(payload) if payload.has_tag_name((MPAY_NS, "ConfirmOrderPaymentResponse")) => None,
        Some(payload) => {
            let namespace = payload.tag_name().namespace().unwrap_or("no namespace");
            wrong(one_line(&format!("<{}> in {namespace}", payload.tag_name().name())), payload)
        }
        None => {
            let text =
                envelope.body.children().filter_map(|node| node.text()).find(|text| !text.trim().is_empty());
            text.and_then(|text| wrong(one_line(&format!("the text `{}`", text.trim())), envelope.body))
        }
    }
}

/// The finding if the Body has a second element, which may be a Fault and say the opposite.
pub fn not_alone(envelope: &Envelope<'_, '_>) -> Option<Finding> {
    let elements = || envelope.body.children().filter(Node::is_element);
    (elements().count() > 1).then(|| {
        let names: Vec<_> = elements().take(MOST_NAMED).map(|node| node.tag_name().name()).collect();
        let found = one_line(&format!("{} elements: {}", elements().count(), names.join(", ")));
        Finding::new(&ANSWER_BESIDE_OTHERS, found)
            .at(Place::path("Envelope/Body").with_position(position_of(envelope.body)))
    })
}

/// Without white space and in lower case, as databases and people change keys.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_lowercase()
}
