//! Mutants that say what is not true, or take payments that do not fit.

use std::sync::atomic::{AtomicUsize, Ordering};

use mpay_sim::domain::order::OrderDetails;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::get_order_details;

use super::super::seen::Seen;
use super::Mutant;
use super::Mutation::{Replies, Rewrites, Swallows};
use crate::support::orders;

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        rule: "truth/service-id-of-another-query",
        how: Rewrites(|seen| of_own_service(seen, GetOrderDetails)),
    },
    Mutant {
        rule: "truth/service-id-of-another",
        how: Rewrites(|seen| of_own_service(seen, ConfirmOrderPayment)),
    },
    Mutant {
        rule: "truth/order-key-unknown-query",
        how: Replies(|seen, _| seen.asks("<OrderKey>SIM-UNKNOWN-").then(|| order(&seen.order_key()))),
    },
    Mutant { rule: "truth/order-key-unknown", how: Swallows(|seen| seen.confirms("<OrderKey>SIM-UNKNOWN-")) },
    Mutant { rule: "truth/amount-more", how: Swallows(|seen| seen.before == 0 && total(seen) == 8_931) },
    Mutant { rule: "truth/amount-less", how: Swallows(|seen| total(seen) == 8_929) },
    Mutant {
        rule: "truth/total-not-lines",
        how: Swallows(|seen| total(seen) == 8_930 && sum(seen) != 8_930),
    },
    Mutant { rule: "truth/currency-other", how: Swallows(|seen| seen.confirms("<Currency>EUR<")) },
    Mutant {
        rule: "truth/line-missing",
        how: Swallows(|seen| seen.confirmation().is_some_and(|one| one.lines.len() == 3)),
    },
    Mutant { rule: "truth/line-extra", how: Swallows(|seen| seen.confirms("<LineID>SIM-EXTRA-LINE<")) },
    Mutant {
        rule: "truth/paid-is-paid",
        how: Replies(|seen, reply| {
            (seen.bank() == "Banca Demo 2 (Card)").then(|| reply.replace("<Status>Paid<", "<Status>Active<"))
        }),
    },
    Mutant {
        rule: "truth/paid-still-described",
        how: Replies(|seen, reply| {
            (seen.bank() == "Portofel Demo A").then(|| reply.replace("<LineID>1<", "<LineID>1-paid<"))
        }),
    },
    Mutant { rule: "truth/asked-twice", how: Replies(renamed) },
    Mutant {
        rule: "truth/neighbour-untouched",
        how: Replies(|seen, reply| {
            let is_after_payment = seen.rule == "truth/neighbour-untouched" && seen.place > 0;
            is_after_payment.then(|| reply.replace("<Status>Active<", "<Status>Paid<"))
        }),
    },
    Mutant {
        rule: "truth/payment-id-of-another-order",
        how: Swallows(|seen| seen.before > 0 && seen.paid_by.is_none()),
    },
    Mutant {
        rule: "truth/key-cut-short",
        how: Replies(|seen, _| {
            let key = seen.order_key();
            (seen.operation == GetOrderDetails && key.starts_with("ADP03") && key.len() == 26)
                .then(|| order(&format!("{key}0")))
        }),
    },
];

/// The reply about some order under this key.
pub fn order(key: &str) -> String {
    let order = OrderDetails { order_key: key.to_owned(), service_id: "ADP03".to_owned(), ..orders::order() };
    get_order_details::write_reply(&[order])
}

fn of_own_service(seen: &Seen, operation: mpay_sim::soap::Operation) -> Option<String> {
    let is_meant = seen.operation == operation && seen.content.contains(">SIM-OTHER-SERVICE<");
    is_meant.then(|| seen.content.replace(">SIM-OTHER-SERVICE<", ">ADP03<"))
}

fn total(seen: &Seen) -> i64 {
    seen.confirmation().map_or(0, |one| one.total_amount.bani())
}

fn sum(seen: &Seen) -> i64 {
    seen.confirmation().map_or(0, |one| one.lines.iter().map(|line| line.amount.bani()).sum())
}

/// The customer of an order that may be paid has another name at each look.
fn renamed(_: &Seen, reply: &str) -> Option<String> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = format!("<CustomerName>Popescu Ion {}<", NUMBER.fetch_add(1, Ordering::Relaxed));
    reply.contains("<Status>Active<").then(|| reply.replace("<CustomerName>Popescu Ion<", &name))
}
