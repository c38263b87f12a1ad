//! A message as the proxy sees it, for switches to tell which one it is.

use std::collections::BTreeSet;

use jiff::Timestamp;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::soap::get_order_details::OrderDetailsQuery;
use mpay_sim::soap::security::life::life_of;
use mpay_sim::soap::{Operation, SOAP_NS, confirm_order_payment, get_order_details};
use roxmltree::Document;

use crate::support::mutant::{Check, message};

/// A message with what came before it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub operation: Operation,
    /// The request line and headers.
    pub head: String,
    /// The whole message.
    pub body: String,
    /// The content of the first Body, as a reader takes it that looks at nothing else.
    pub content: String,
    /// What a strict e-Service finds wrong with the message itself; content is not looked at.
    pub wrong: BTreeSet<Check>,
    /// True where it was created in the future.
    pub is_ahead: bool,
    /// How many confirmations of the same PaymentID were answered before.
    pub before: usize,
    /// How many confirmations of the same PaymentID are being answered.
    pub beside: usize,
    /// True where the reply to an earlier confirmation of the same PaymentID was lost.
    pub was_lost: bool,
    /// True where another PaymentID was taken for the same order before.
    pub is_paid: bool,
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
        let is_ahead = life_of(&body).is_some_and(|life| life.created > now);
        Self {
            operation,
            head,
            content,
            wrong,
            is_ahead,
            body,
            before: 0,
            beside: 0,
            was_lost: false,
            is_paid: false,
        }
    }

    /// True where exactly this is wrong with the message.
    pub fn is_wrong(&self, operation: Operation, check: Check) -> bool {
        self.operation == operation && self.wrong.iter().eq([&check])
    }

    /// The confirmation, of a `ConfirmOrderPayment`.
    pub fn confirmation(&self) -> Option<PaymentConfirmation> {
        let document = Document::parse(&self.content).ok()?;
        confirm_order_payment::read_request(document.root_element()).ok()
    }

    /// The query, of a `GetOrderDetails`.
    pub fn query(&self) -> Option<OrderDetailsQuery> {
        let document = Document::parse(&self.content).ok()?;
        get_order_details::read_request(document.root_element()).ok()
    }
}

/// The content of the first Body of a message.
pub fn content(body: &str) -> Option<String> {
    let document = Document::parse(body).ok()?;
    let is_body = |node: &roxmltree::Node<'_, '_>| node.has_tag_name((SOAP_NS, "Body"));
    let first = document.root_element().children().find(is_body)?;
    Some(body[first.first_element_child()?.range()].to_owned())
}
