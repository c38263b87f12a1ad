//! The consistency of values: keys, sums, flags, accounts, numbers of persons.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::collector::Collector;
use crate::domain::finding::rules::business::{DUE_DATE_PAST, SEVERAL_ORDERS, STATUS_NOT_PAYABLE};
use crate::domain::finding::rules::contract::{
    ACCOUNT_ARRAY, ACCOUNT_IBAN, ACCOUNT_MISSING, ACCOUNT_PLAIN, AMOUNT_UNKNOWN_BUT_FIXED, CUSTOMER_ID,
    FISCAL_CODE, FLAGS_LINE, LINE_AMOUNT_MISSING, LINE_ID_REPEATED, LINES_SUM, NOTHING_DUE,
    ORDER_KEY_DIFFERS, PROPERTY_NAME, PROPERTY_TYPE, PROPERTY_VALUE, SERVICE_ID_DIFFERS,
};
use crate::domain::finding::{Finding, sentences};
use crate::domain::masking::masked;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::{iban, idn, local_time};
use crate::soap::elements::Elements;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::values::{boolean, date_time};

/// Checks `GetOrderDetailsResult`.
pub(super) fn check(
    result: Elements<'_, '_>,
    asked: &OrderDetailsQuery,
    now: Timestamp,
    collector: &mut Collector,
) {
    let orders = result.all("OrderDetails").count();
    let keys: BTreeSet<_> = result.all("OrderDetails").filter_map(|order| order.text("OrderKey")).collect();
    if orders > 1 {
        several(result, orders, keys.len(), collector);
    }
    for order in result.all("OrderDetails") {
        // Each of several orders is confirmed under its own key.
        if keys.len() < 2 {
            differs(order, "OrderKey", &asked.order_key, &ORDER_KEY_DIFFERS, collector);
        }
        differs(order, "ServiceID", &asked.service_id, &SERVICE_ID_DIFFERS, collector);
        customer_id(order, collector);
        state(order, now, collector);
        amounts(order, collector);
        flags(order, collector);
        properties(order, collector);
        let mut line_ids = Vec::new();
        for line in lines(order) {
            account(line, collector);
            properties(line, collector);
            let id = line.text("LineID").unwrap_or_default();
            if !id.is_empty() && line_ids.contains(&id) {
                collector.add(&LINE_ID_REPEATED, line.0, || format!("`{id}`"));
            }
            line_ids.push(id);
        }
    }
}

fn several(result: Elements<'_, '_>, orders: usize, keys: usize, collector: &mut Collector) {
    collector.add_with(&SEVERAL_ORDERS, result.0, |place| {
        if keys > 1 {
            return Finding::new(&SEVERAL_ORDERS, format!("{orders} orders with {keys} OrderKeys")).at(place);
        }
        Finding::new(&SEVERAL_ORDERS, format!("{orders} orders, and no two OrderKeys to tell them apart"))
            .at(place)
            .consequence(sentences::ORDERS_UNDER_ONE_KEY.words())
            .remedy(sentences::ONE_ORDER_OR_OWN_KEYS.words())
    });
}

fn lines<'a, 'i: 'a>(order: Elements<'a, 'i>) -> impl Iterator<Item = Elements<'a, 'i>> {
    order.child("Lines").into_iter().flat_map(|lines| lines.all("OrderLine")).take(500)
}

fn differs(
    order: Elements<'_, '_>,
    name: &str,
    asked: &str,
    rule: &'static crate::domain::finding::Rule,
    collector: &mut Collector,
) {
    let Some(element) = order.child(name) else { return };
    let found = element.own_text();
    if found.is_empty() || found == asked {
        return;
    }
    collector.add_with(rule, element.0, |place| {
        let how = if found.to_lowercase() == asked.to_lowercase() { ", in other letters" } else { "" };
        Finding::new(rule, format!("`{found}`{how}")).at(place).expected(format!("`{asked}`"))
    });
}

fn customer_id(order: Elements<'_, '_>, collector: &mut Collector) {
    let Some(element) = order.child("CustomerID") else { return };
    let found = element.own_text();
    // A passport number has letters; digits alone are meant to be an IDNP or IDNO.
    let is_number = !found.is_empty() && found.bytes().all(|b| b.is_ascii_digit());
    if is_number && !idn::is_valid(&found) {
        collector.add_with(&CUSTOMER_ID, element.0, |place| {
            let digits = match found.len() {
                13 => String::new(),
                length => format!(", which has {length} digits instead of 13"),
            };
            let shown = format!("`{}`{digits}", masked(&found));
            Finding::new(&CUSTOMER_ID, shown).at(place).quoting(&found)
        });
    }
}

fn state(order: Elements<'_, '_>, now: Timestamp, collector: &mut Collector) {
    let status = order.child("Status");
    let parsed = status.and_then(|status| OrderStatus::of_message(&status.own_text()));
    match (status, parsed) {
        (_, Some(OrderStatus::Active | OrderStatus::PartiallyPaid)) => {
            let due = order.child("DueDate");
            let at = due.and_then(|due| date_time(&due.own_text()));
            if let (Some(due), true) = (due, at.is_some_and(|at| at < now)) {
                collector.add_with(&DUE_DATE_PAST, due.0, |place| {
                    let (text, now) = (due.own_text(), local_time::with_offset(now));
                    let finding =
                        Finding::new(&DUE_DATE_PAST, format!("`{text}`, and it is {now} now")).at(place);
                    if text.starts_with("0001-01-01") {
                        return finding.remedy(sentences::DEFAULT_DATE_TIME.words());
                    }
                    finding
                });
            }
        }
        (Some(status), Some(_)) => {
            collector.add(&STATUS_NOT_PAYABLE, status.0, || format!("`{}`", status.own_text()));
        }
        _ => {}
    }
}

fn amount_of(element: Elements<'_, '_>, name: &str) -> Option<Amount> {
    element.text(name).and_then(|text| Amount::parse_xml(&text).ok()).map(|read| read.amount)
}

fn flag_of(element: Elements<'_, '_>, plural: &str) -> Option<bool> {
    let singular = plural.trim_end_matches('s');
    element.text(plural).or_else(|| element.text(singular)).and_then(|text| boolean(&text))
}

fn amounts(order: Elements<'_, '_>, collector: &mut Collector) {
    let Some(total) = amount_of(order, "TotalAmountDue") else {
        let is_free = [order].into_iter().chain(lines(order).take(1)).any(|element| {
            flag_of(element, "AllowPartialPayments") == Some(true)
                || flag_of(element, "AllowAdvancePayments") == Some(true)
        });
        let every_line_has_one = lines(order).all(|line| amount_of(line, "AmountDue").is_some());
        // An unreadable amount has its own rule.
        if order.text("TotalAmountDue").is_none() && !is_free && !every_line_has_one {
            collector.add(&AMOUNT_UNKNOWN_BUT_FIXED, order.0, || "no TotalAmountDue, and no flag".to_owned());
        }
        return;
    };
    if total.is_zero() && flag_of(order, "AllowAdvancePayments") != Some(true) && is_payable(order) {
        collector.add(&NOTHING_DUE, order.0, || format!("TotalAmountDue {total}"));
    }
    let mut sum = Amount::ZERO;
    let mut complete = true;
    for line in lines(order) {
        match amount_of(line, "AmountDue") {
            Some(amount) => sum = sum + amount,
            None => {
                complete = false;
                if line.text("AmountDue").is_none() {
                    collector.add(&LINE_AMOUNT_MISSING, line.0, || "no AmountDue".to_owned());
                }
            }
        }
    }
    if complete && sum != total && lines(order).next().is_some() {
        collector.add_with(&LINES_SUM, order.0, |place| {
            let found = format!("the lines add up to {sum}, TotalAmountDue is {total}");
            Finding::new(&LINES_SUM, found).at(place).expected(format!("{total} in both"))
        });
    }
}

fn is_payable(order: Elements<'_, '_>) -> bool {
    let status = order.text("Status").and_then(|status| OrderStatus::of_message(&status));
    matches!(status, Some(OrderStatus::Active | OrderStatus::PartiallyPaid))
}

/// A single line uses the order's flags; of several lines only the first does, the others are fixed.
fn flags(order: Elements<'_, '_>, collector: &mut Collector) {
    for name in ["AllowAdvancePayments", "AllowPartialPayments"] {
        let of_order = flag_of(order, name).unwrap_or(false);
        let several = lines(order).count() > 1;
        for (index, line) in lines(order).enumerate() {
            let Some(of_line) = flag_of(line, name) else {
                if of_order && several && index == 0 {
                    collector.add(&FLAGS_LINE, line.0, || {
                        format!(
                            "the first of several lines does not say {name}, so no line takes the difference"
                        )
                    });
                }
                continue;
            };
            let expected = of_order && index == 0;
            if of_line != expected {
                collector.add_with(&FLAGS_LINE, line.0, |place| {
                    let found = format!("{name} is {of_line} on this line, and {of_order} on the order");
                    Finding::new(&FLAGS_LINE, found).at(place).expected(format!("{expected} on this line"))
                });
            }
        }
    }
}

fn account(line: Elements<'_, '_>, collector: &mut Collector) {
    let Some(account) = line.child("DestinationAccount") else {
        return collector.add(&ACCOUNT_MISSING, line.0, || "no DestinationAccount".to_owned());
    };
    if !account.0.children().any(|node| node.is_element()) {
        return match account.own_text().as_str() {
            "" => collector.add(&ACCOUNT_MISSING, account.0, || "DestinationAccount is empty".to_owned()),
            "Array" => collector.add(&ACCOUNT_ARRAY, account.0, || "`Array`".to_owned()),
            text => collector.add(&ACCOUNT_PLAIN, account.0, || format!("`{text}`")),
        };
    }
    if let Some(number) = account.child("BankAccount") {
        let text = number.own_text();
        if !text.is_empty() && !iban::is_valid(&text) {
            collector.add(&ACCOUNT_IBAN, number.0, || match text.chars().count() {
                24 => format!("`{text}`"),
                length => format!("`{text}`, which has {length} characters instead of 24"),
            });
        }
    } else if account.text("ConfigurationCode").is_none() {
        collector.add(&ACCOUNT_MISSING, account.0, || "neither BankAccount nor ConfigurationCode".to_owned());
    }
    if let Some(code) = account.child("BankFiscalCode") {
        let text = code.own_text();
        if !text.is_empty() && !idn::is_valid(&text) {
            collector.add(&FISCAL_CODE, code.0, || format!("`{text}`"));
        }
    }
}

fn properties(parent: Elements<'_, '_>, collector: &mut Collector) {
    let found = parent.child("Properties").into_iter().flat_map(|list| list.all("OrderProperty")).take(100);
    for property in found {
        let name = property.text("Name").unwrap_or_default();
        if !name.chars().all(|c| c.is_alphanumeric() || c == ' ') {
            collector.add(&PROPERTY_NAME, property.0, || format!("`{name}`"));
        }
        let kind = property.text("Type").unwrap_or_default();
        let value = property.text("Value").unwrap_or_default();
        let fits = match kind.as_str() {
            "" | "string" | "LineDescription" | "CustomerName" | "CustomerType" => true,
            "idn" => value.is_empty() || idn::is_valid(&value),
            "tc" => value.is_empty() || idn::is_tax_code(&value),
            "number" => value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' ')),
            _ => {
                collector.add(&PROPERTY_TYPE, property.0, || format!("`{kind}`"));
                true
            }
        };
        if !fits {
            collector.add_with(&PROPERTY_VALUE, property.0, |place| {
                let shown = if kind == "number" { value.clone() } else { masked(&value) };
                Finding::new(&PROPERTY_VALUE, format!("`{shown}` with Type `{kind}`"))
                    .at(place)
                    .quoting(&value)
            });
        }
    }
}
