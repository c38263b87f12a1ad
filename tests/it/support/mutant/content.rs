//! What is wrong with what a message says: every check by itself.

use std::collections::{BTreeMap, BTreeSet};

use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::money::Amount;
use mpay_sim::soap::{SOAP_NS, confirm_order_payment, get_order_details};
use roxmltree::Document;

use super::super::orders::{self, SERVICE};
use super::Check;

/// What a message says.
pub struct Said {
    pub service_id: String,
    pub order_key: String,
    /// Of a `ConfirmOrderPayment`.
    pub confirmation: Option<PaymentConfirmation>,
}

/// Reads the first Body, signed or not.
pub fn said(xml: &str) -> Said {
    let document = Document::parse(xml).unwrap();
    let body = document.root_element().children().find(|node| node.has_tag_name((SOAP_NS, "Body"))).unwrap();
    let payload = body.first_element_child().unwrap();
    match get_order_details::read_request(payload) {
        Ok(query) => Said { service_id: query.service_id, order_key: query.order_key, confirmation: None },
        Err(_) => {
            let confirmation = confirm_order_payment::read_request(payload).unwrap();
            Said {
                service_id: confirmation.service_id.clone(),
                order_key: confirmation.order_key.clone(),
                confirmation: Some(confirmation),
            }
        }
    }
}

/// Every check of the content that fails.
pub fn wrong(said: &Said, books: &BTreeMap<String, PaymentConfirmation>) -> BTreeSet<Check> {
    let mut wrong = BTreeSet::new();
    let mut check = |check: Check, holds: bool| {
        if !holds {
            wrong.insert(check);
        }
    };
    check(Check::Service, said.service_id == SERVICE);
    check(Check::Order, !said.order_key.starts_with("SIM-UNKNOWN-"));
    let Some(confirmation) = &said.confirmation else { return wrong };

    let order = orders::order();
    let total = confirmation.total_amount;
    check(Check::Currency, confirmation.currency == order.currency);
    check(Check::Sum, confirmation.lines.iter().map(|line| line.amount).sum::<Amount>() == total);
    let told: Vec<&str> = confirmation.lines.iter().map(|line| line.line_id.as_str()).collect();
    let due: Vec<&str> = order.lines.iter().map(|line| line.line_id.as_str()).collect();
    check(Check::LinesKnown, told.iter().all(|id| due.contains(id)));
    check(Check::LinesComplete, due.iter().all(|id| told.contains(id)));
    let has_account = |account: &Option<String>| account.as_ref().is_some_and(|iban| !iban.is_empty());
    let mut accounts = confirmation.lines.iter().map(|line| &line.destination_account.bank_account);
    check(Check::Accounts, accounts.all(has_account));
    match books.get(&confirmation.payment_id) {
        Some(booked) => check(Check::SamePayment, booked.total_amount == total),
        None => {
            check(Check::Due, Some(total) == order.total_amount_due);
            let is_paid = books.values().any(|booked| booked.order_key == said.order_key);
            check(Check::PaidOnce, !is_paid);
        }
    }
    wrong
}
