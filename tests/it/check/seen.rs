//! A message as the proxy sees it, for switches to tell which one it is.

use std::collections::BTreeSet;

use jiff::Timestamp;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::soap::get_order_details::OrderDetailsQuery;
use mpay_sim::soap::security::life::life_of;
use mpay_sim::soap::{Operation, SOAP_NS, confirm_order_payment, get_order_details};
use roxmltree::Document;

use super::history::sender;
use crate::support::mutant::{Check, message};

/// A message with what came before it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub operation: Operation,
    /// The rule that sent it; empty where it belongs to none.
    pub rule: &'static str,
    /// Its place among the messages of its rule, from 0.
    pub place: usize,
    /// The request line and headers.
    pub head: String,
    /// The whole message.
    pub body: String,
    /// The content of the first Body, as a reader takes it that looks at nothing else.
    pub content: String,
    /// The defects that a strict e-Service finds in the message itself; content is not checked.
    pub wrong: BTreeSet<Check>,
    /// True where it was created in the future.
    pub is_ahead: bool,
    /// The seconds since it was created.
    pub age: i64,
    /// How many queries are being answered, this one included.
    pub queries: usize,
    /// The confirmation that paid the order, of this message or before it.
    pub paid_by: Option<PaymentConfirmation>,
    /// True where a confirmation of the same order is being answered.
    pub is_being_paid: bool,
    /// How many confirmations of the same PaymentID were answered before.
    pub before: usize,
    /// The seconds since one of them was answered first.
    pub since: i64,
    /// True where that one was for another order.
    pub is_reused: bool,
    /// True where two PaymentIDs for its order were being answered at once, now or before.
    pub is_contested: bool,
    /// How many confirmations of the same PaymentID are being answered.
    pub beside: usize,
    /// True where the reply to an earlier confirmation of the same PaymentID was lost.
    pub was_lost: bool,
    /// True where another PaymentID was taken for the same order before.
    pub is_paid: bool,
    confirmation: Option<PaymentConfirmation>,
    query: Option<OrderDetailsQuery>,
}

impl Seen {
    /// The message of these bytes.
    pub fn of(head: String, body: String, now: Timestamp) -> Self {
        let is_confirmation = head.to_ascii_lowercase().contains("confirmorderpayment")
            || body.contains("<ConfirmOrderPayment");
        let operation =
            if is_confirmation { Operation::ConfirmOrderPayment } else { Operation::GetOrderDetails };
        let content = content(&body).unwrap_or_default();
        let wrong = if Document::parse(&body).is_ok() { message::wrong(&body, now) } else { BTreeSet::new() };
        let age = life_of(&body).map_or(0, |life| now.duration_since(life.created).as_secs());
        let is_ahead = life_of(&body).is_some_and(|life| life.created > now);
        let document = Document::parse(&content).ok();
        let root = || document.as_ref().map(Document::root_element);
        let confirmation = root().and_then(|root| confirm_order_payment::read_request(root).ok());
        let query = root().and_then(|root| get_order_details::read_request(root).ok());
        drop(document);
        Self {
            operation,
            rule: sender(&body),
            place: 0,
            head,
            content,
            wrong,
            is_ahead,
            age,
            body,
            queries: 0,
            paid_by: None,
            is_being_paid: false,
            before: 0,
            since: 0,
            is_reused: false,
            is_contested: false,
            beside: 0,
            was_lost: false,
            is_paid: false,
            confirmation,
            query,
        }
    }

    /// True where exactly this is wrong with the message.
    pub fn is_wrong(&self, operation: Operation, check: Check) -> bool {
        self.operation == operation && self.wrong.iter().eq([&check])
    }

    /// The confirmation, of a `ConfirmOrderPayment`.
    pub fn confirmation(&self) -> Option<PaymentConfirmation> {
        self.confirmation.clone()
    }

    /// The bank of the payment that paid the order.
    pub fn bank(&self) -> &str {
        let properties =
            self.paid_by.as_ref().map(|confirmation| confirmation.properties.as_slice()).unwrap_or_default();
        properties
            .iter()
            .find(|property| property.name == "Bank")
            .map_or("", |property| property.value.as_str())
    }

    /// The OrderKey that the message names.
    pub fn order_key(&self) -> String {
        let confirmed = self.confirmation.as_ref().map(|confirmation| &confirmation.order_key);
        confirmed.or(self.query.as_ref().map(|query| &query.order_key)).cloned().unwrap_or_default()
    }

    /// True for a query whose content has this text.
    pub fn asks(&self, text: &str) -> bool {
        self.operation == Operation::GetOrderDetails && self.content.contains(text)
    }

    /// True for a confirmation whose content has this text.
    pub fn confirms(&self, text: &str) -> bool {
        self.operation == Operation::ConfirmOrderPayment && self.content.contains(text)
    }
}

/// The content of the first Body of a message.
pub fn content(body: &str) -> Option<String> {
    let document = Document::parse(body).ok()?;
    let is_body = |node: &roxmltree::Node<'_, '_>| node.has_tag_name((SOAP_NS, "Body"));
    let first = document.root_element().children().find(is_body)?;
    Some(body[first.first_element_child()?.range()].to_owned())
}
