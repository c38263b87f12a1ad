//! The differences between two descriptions of an order. `GetOrderDetails` is idempotent: its answer may change only where
//! the order has changed.

use super::finding::rules::business::{LINE_IDS_CHANGED, ORDER_CHANGED, STILL_DUE_AFTER_PAYMENT};
use super::finding::{Finding, Place};
use super::invoice::{Invoice, InvoiceStatus};
use super::money::Amount;
use super::order::{OrderDetails, OrderStatus};

/// Findings about the new description. `previous` is the invoice after the last description, `untold` the part of the paid
/// amount whose confirmation the e-Service had not accepted when it gave the new one.
pub fn changes(previous: &Invoice, untold: Amount, order: &OrderDetails) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ids = |order: &OrderDetails| order.lines.iter().map(|line| line.line_id.clone()).collect::<Vec<_>>();
    let (before, after) = (ids(&previous.order), ids(order));
    // The same lines in another order count as unchanged.
    if before.len() == after.len()
        && let Some(index) = after.iter().position(|id| !before.contains(id))
    {
        let found = format!("`{}`, which was not there at the last look", after[index]);
        let place = Place::path(format!("OrderDetails/Lines/OrderLine[{}]/LineID", index + 1));
        findings.push(Finding::new(&LINE_IDS_CHANGED, found).at(place));
    }
    if is_still_due(previous, untold, order) {
        let due = order.amount_due().map_or_else(|| "an amount that is not known".to_owned(), Amount::to_xml);
        let paid = previous.paid;
        let found =
            format!("Status {}, {due} due, though {paid} was paid and confirmed", order.status.as_str());
        findings.push(Finding::new(&STILL_DUE_AFTER_PAYMENT, found).at(Place::path("OrderDetails/Status")));
    } else if previous.paid.is_zero() || is_offered_again(previous, order) {
        findings.extend(changed(&previous.order, order));
    }
    findings
}

/// True where an order that was paid in full can be paid again: a new bill under the same key.
fn is_offered_again(previous: &Invoice, order: &OrderDetails) -> bool {
    previous.status == InvoiceStatus::Paid
        && matches!(order.status, OrderStatus::Active | OrderStatus::PartiallyPaid)
}

/// True where the description ignores a payment that the e-Service has confirmed.
fn is_still_due(previous: &Invoice, untold: Amount, order: &OrderDetails) -> bool {
    if !matches!(order.status, OrderStatus::Active | OrderStatus::PartiallyPaid) {
        return false;
    }
    if previous.status == InvoiceStatus::Paid {
        let is_told = !previous.paid.is_zero() && untold.is_zero();
        return is_told && order.amount_due() >= previous.order.amount_due();
    }
    let newly_told = previous.unaccounted > untold;
    newly_told && order.amount_due() >= previous.order.amount_due()
}

fn changed(before: &OrderDetails, after: &OrderDetails) -> Option<Finding> {
    let text = |amount: Option<Amount>| amount.map_or_else(|| "not known".to_owned(), Amount::to_xml);
    let (was, is) = (before.amount_due(), after.amount_due());
    if was != is {
        let found = format!("amount due {}, and {} at the last look", text(is), text(was));
        return Some(Finding::new(&ORDER_CHANGED, found).at(Place::path("OrderDetails/TotalAmountDue")));
    }
    (before.status != after.status).then(|| {
        let found =
            format!("Status {}, and {} at the last look", after.status.as_str(), before.status.as_str());
        Finding::new(&ORDER_CHANGED, found).at(Place::path("OrderDetails/Status"))
    })
}
