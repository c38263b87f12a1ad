//! The books of an idempotent e-Service: its orders, and one effect for each `PaymentID`.

use std::collections::BTreeMap;

use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{OrderDetails, OrderStatus};

use crate::support::orders;

/// An order of the e-Service.
#[derive(Debug, Clone)]
pub struct Order {
    pub service: String,
    pub key: String,
    pub total: Amount,
    /// May be paid in parts.
    pub partial: bool,
    /// What the e-Service knows to have been paid.
    pub paid: Amount,
}

/// What a payment has done to the books.
#[derive(Debug, Clone)]
pub struct Effect {
    /// What stood inside the Body: the same at every call.
    pub content: String,
    pub confirmation: PaymentConfirmation,
}

/// The books.
#[derive(Debug, Default)]
pub struct Ledger {
    pub orders: BTreeMap<String, Order>,
    /// By `PaymentID`.
    pub effects: BTreeMap<String, Effect>,
    /// The first content that came with each `PaymentID`, whether or not it was booked.
    contents: BTreeMap<String, String>,
    /// How often each payment was confirmed to the e-Service.
    pub calls: BTreeMap<String, usize>,
    /// The calls that are under way, by `PaymentID`.
    at_once: BTreeMap<String, usize>,
    /// Each payment that came while a call about it was under way, as often as that was so.
    pub overlaps: Vec<String>,
    /// What must never happen, each with the order that it happened to.
    pub wrong: Vec<(String, String)>,
}

impl Ledger {
    /// Takes a new order into the books, and gives its key.
    pub fn place(&mut self, service: &str, total: Amount, partial: bool) -> String {
        let key = format!("{service}-{:05}", self.orders.len() + 1);
        let (service, paid) = (service.to_owned(), Amount::ZERO);
        let order = Order { service, key: key.clone(), total, partial, paid };
        self.orders.insert(key.clone(), order);
        key
    }

    /// The order as `GetOrderDetails` tells it.
    pub fn describe(&self, key: &str) -> Option<OrderDetails> {
        let order = self.orders.get(key)?;
        // Who was told of a larger amount has paid more.
        let due = if order.paid < order.total { order.total - order.paid } else { Amount::ZERO };
        let mut details = if order.partial { orders::partial_order() } else { orders::order() };
        details.order_key = key.to_owned();
        details.service_id = order.service.clone();
        details.total_amount_due = Some(due);
        details.status = match (due.is_zero(), order.paid.is_zero()) {
            (true, _) => OrderStatus::Paid,
            (_, true) => OrderStatus::Active,
            _ => OrderStatus::PartiallyPaid,
        };
        let second = Amount::from_bani(due.bani() / 3);
        details.lines[0].amount_due = Some(due - second);
        details.lines[1].amount_due = Some(second);
        Some(details)
    }

    /// Notes that a call about this payment has come.
    pub fn begin(&mut self, order: &str, payment: &str, content: &str) {
        *self.calls.entry(payment.to_owned()).or_default() += 1;
        let under_way = self.at_once.entry(payment.to_owned()).or_default();
        *under_way += 1;
        if *under_way > 1 {
            self.overlaps.push(payment.to_owned());
        }
        let first = self.contents.entry(payment.to_owned()).or_insert_with(|| content.to_owned());
        if first != content {
            let text = format!("payment {payment} came with two contents:\n{first}\n{content}");
            self.wrong.push((order.to_owned(), text));
        }
    }

    /// Notes that the call has been answered, or its connection is gone.
    pub fn end(&mut self, payment: &str) {
        if let Some(under_way) = self.at_once.get_mut(payment) {
            *under_way -= 1;
        }
    }

    /// Books a payment, once. True where it was not booked before.
    pub fn book(&mut self, content: &str, confirmation: PaymentConfirmation) -> bool {
        let (payment, key) = (confirmation.payment_id.clone(), confirmation.order_key.clone());
        if self.effects.contains_key(&payment) {
            return false;
        }
        let lines: Amount = confirmation.lines.iter().map(|line| line.amount).sum();
        match self.orders.get_mut(&key) {
            Some(order) if order.service == confirmation.service_id => {
                order.paid = order.paid + confirmation.total_amount
            }
            _ => {
                self.wrong.push((key.clone(), format!("payment {payment} is for an order that is not there")))
            }
        }
        if lines != confirmation.total_amount {
            let text = format!("payment {payment} of {} has lines of {lines}", confirmation.total_amount);
            self.wrong.push((key, text));
        }
        self.effects.insert(payment, Effect { content: content.to_owned(), confirmation });
        true
    }
}
