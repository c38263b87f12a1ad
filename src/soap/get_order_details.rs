//! `GetOrderDetails` (step 5): the query, and the orders that answer it.

use roxmltree::Node;

use super::elements::Elements;
use super::invalid_message::InvalidMessage;
use super::values::{boolean, date_time};
use super::writer::Writer;
use crate::domain::card_number::hide_card_numbers;
use crate::domain::language::Language;
use crate::domain::local_time;
use crate::domain::money::Amount;
use crate::domain::order::{
    CustomerType, OrderDetails, OrderLine, OrderProperty, OrderStatus, PaymentAccount,
};

/// The maximum number of orders in a reply. These limits bound pages, receipts and confirmations; replies beyond them are
/// refused.
pub const MAX_ORDERS: usize = 100;
/// The maximum number of lines of an order.
pub const MAX_LINES: usize = 500;
/// The maximum number of properties of an order or a line.
pub const MAX_PROPERTIES: usize = 100;

/// `OrderDetailsQuery`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetailsQuery {
    /// The language of the texts for the payer.
    pub language: Language,
    /// The order.
    pub order_key: String,
    /// The service.
    pub service_id: String,
}

/// The content of the request's Body.
pub fn write_request(query: &OrderDetailsQuery) -> String {
    Writer::body("GetOrderDetails", |w| {
        w.within("query", |w| {
            w.element("Language", query.language.soap_code());
            w.element("OrderKey", &query.order_key);
            w.element("ServiceID", &query.service_id);
        });
    })
}

/// Reads the request's Body. The language is optional and defaults to Romanian.
pub fn read_request(payload: Node<'_, '_>) -> Result<OrderDetailsQuery, InvalidMessage> {
    let query = expect(payload, "GetOrderDetails")?
        .child("query")
        .ok_or_else(|| InvalidMessage::missing("GetOrderDetails/query"))?;
    let required = |name: &str| {
        query.text(name).ok_or_else(|| InvalidMessage::missing(format!("GetOrderDetails/query/{name}")))
    };
    Ok(OrderDetailsQuery {
        language: query.text("Language").and_then(|code| Language::parse(&code)).unwrap_or_default(),
        order_key: required("OrderKey")?,
        service_id: required("ServiceID")?,
    })
}

/// The content of the reply's Body, with elements in alphabetical order as a WCF reader requires.
pub fn write_reply(orders: &[OrderDetails]) -> String {
    Writer::body("GetOrderDetailsResponse", |w| {
        w.within("GetOrderDetailsResult", |w| {
            for order in orders {
                w.within("OrderDetails", |w| write_order(w, order));
            }
        });
    })
}

/// Reads the reply's Body; without an order the list is empty.
pub fn read_reply(payload: Node<'_, '_>) -> Result<Vec<OrderDetails>, InvalidMessage> {
    let reply = expect(payload, "GetOrderDetailsResponse")?;
    let Some(result) = reply.child("GetOrderDetailsResult") else { return Ok(vec![]) };
    bounded(result, "OrderDetails", "GetOrderDetailsResult/OrderDetails", MAX_ORDERS)?;
    result.all("OrderDetails").map(read_order).collect()
}

pub(super) fn expect<'a, 'i>(
    payload: Node<'a, 'i>,
    name: &'static str,
) -> Result<Elements<'a, 'i>, InvalidMessage> {
    let element = Elements(payload);
    if element.name() == name {
        return Ok(element);
    }
    Err(InvalidMessage::Unexpected { found: element.name().chars().take(60).collect(), expected: name })
}

fn write_order(w: &mut Writer, order: &OrderDetails) {
    w.element("AllowAdvancePayments", flag(order.allow_advance_payments));
    w.element("AllowPartialPayments", flag(order.allow_partial_payments));
    w.element("Currency", &order.currency);
    w.optional("CustomerID", order.customer_id.as_deref());
    w.optional("CustomerName", order.customer_name.as_deref());
    w.element("CustomerType", customer_type_name(order.customer_type));
    w.optional("DueDate", order.due_at.map(local_time::with_offset).as_deref());
    w.optional("IssuedAt", order.issued_at.map(local_time::with_offset).as_deref());
    w.within("Lines", |w| {
        for line in &order.lines {
            w.within("OrderLine", |w| write_line(w, line));
        }
    });
    w.element("OrderKey", &order.order_key);
    write_properties(w, &order.properties);
    w.element("Reason", &order.reason);
    w.element("ServiceID", &order.service_id);
    w.element("Status", order.status.as_str());
    w.optional("TotalAmountDue", order.total_amount_due.map(Amount::to_xml).as_deref());
}

fn write_line(w: &mut Writer, line: &OrderLine) {
    w.optional("AllowAdvancePayments", line.allow_advance_payments.map(flag));
    w.optional("AllowPartialPayments", line.allow_partial_payments.map(flag));
    w.optional("AmountDue", line.amount_due.map(Amount::to_xml).as_deref());
    write_account(w, &line.destination_account);
    w.element("LineID", &line.line_id);
    write_properties(w, &line.properties);
    w.element("Reason", &line.reason);
}

/// Writes `DestinationAccount`, or nothing if it is empty: one e-Service rejects an empty element. BankAccount and BankCode
/// are always inside, nil if unknown, as readers generated from the XSD of 2014 reject a confirmation without them.
pub(super) fn write_account(w: &mut Writer, account: &PaymentAccount) {
    if account.is_empty() {
        return;
    }
    w.within("DestinationAccount", |w| {
        w.nillable("BankAccount", account.bank_account.as_deref());
        w.nillable("BankCode", account.bank_code.as_deref());
        w.optional("BankFiscalCode", account.bank_fiscal_code.as_deref());
        w.optional("BeneficiaryName", account.beneficiary_name.as_deref());
        w.optional("ConfigurationCode", account.configuration_code.as_deref());
    });
}

fn write_properties(w: &mut Writer, properties: &[OrderProperty]) {
    if properties.is_empty() {
        return;
    }
    w.within("Properties", |w| {
        for property in properties {
            w.within("OrderProperty", |w| {
                w.element("DisplayName", &property.display_name);
                w.optional("Id", property.id.as_deref());
                w.optional("IsVisible", property.is_visible.map(flag));
                w.element("Modifiable", flag(property.modifiable));
                w.element("Name", &property.name);
                w.element("Required", flag(property.required));
                w.element("Type", &property.kind);
                w.element("Value", &property.value);
            });
        }
    });
}

fn read_order(order: Elements<'_, '_>) -> Result<OrderDetails, InvalidMessage> {
    let path = |name: &str| format!("OrderDetails/{name}");
    let status = order.text("Status").ok_or_else(|| InvalidMessage::missing(path("Status")))?;
    if let Some(lines) = order.child("Lines") {
        bounded(lines, "OrderLine", "OrderDetails/Lines/OrderLine", MAX_LINES)?;
    }
    let lines: Vec<OrderLine> = order
        .child("Lines")
        .map(|lines| lines.all("OrderLine").map(read_line).collect::<Result<_, _>>())
        .transpose()?
        .unwrap_or_default();
    if lines.is_empty() {
        return Err(InvalidMessage::missing(path("Lines/OrderLine")));
    }
    Ok(OrderDetails {
        // The singular is the guide's, the plural the deployed XSD's; both are in use.
        allow_advance_payments: read_flag(order, &["AllowAdvancePayments", "AllowAdvancePayment"])
            .unwrap_or(false),
        allow_partial_payments: read_flag(order, &["AllowPartialPayments", "AllowPartialPayment"])
            .unwrap_or(false),
        currency: order.text("Currency").unwrap_or_else(|| "MDL".to_owned()),
        customer_id: order.text("CustomerID"),
        customer_name: read_words(order, "CustomerName"),
        customer_type: match order.text("CustomerType").as_deref() {
            Some("Person") => CustomerType::Person,
            Some("Organization") => CustomerType::Organization,
            _ => CustomerType::Unspecified,
        },
        due_at: read_date(order, "DueDate", path("DueDate"))?,
        // An unreadable date of issue only costs its own display.
        issued_at: order.text("IssuedAt").and_then(|text| date_time(&text)),
        lines,
        order_key: order.text("OrderKey").unwrap_or_default(),
        properties: read_properties(order)?,
        reason: read_words(order, "Reason").unwrap_or_default(),
        service_id: order.text("ServiceID").unwrap_or_default(),
        status: OrderStatus::of_message(&status).ok_or_else(|| {
            InvalidMessage::unreadable(path("Status"), &status, "one of the guide's order statuses")
        })?,
        total_amount_due: read_amount(order, "TotalAmountDue", path("TotalAmountDue"))?,
    })
}

fn read_line(line: Elements<'_, '_>) -> Result<OrderLine, InvalidMessage> {
    Ok(OrderLine {
        allow_advance_payments: read_flag(line, &["AllowAdvancePayments", "AllowAdvancePayment"]),
        allow_partial_payments: read_flag(line, &["AllowPartialPayments", "AllowPartialPayment"]),
        amount_due: read_amount(line, "AmountDue", "OrderDetails/Lines/OrderLine/AmountDue".to_owned())?,
        destination_account: line.child("DestinationAccount").map(read_account).unwrap_or_default(),
        line_id: line.text("LineID").unwrap_or_default(),
        properties: read_properties(line)?,
        reason: read_words(line, "Reason").unwrap_or_default(),
    })
}

/// `DestinationAccount` as a `PaymentAccount`, or as the plain string of the XSD of 2014.
pub(super) fn read_account(account: Elements<'_, '_>) -> PaymentAccount {
    // `Array` is PHP's text for an array printed by mistake.
    let plain = account.own_text();
    PaymentAccount {
        bank_account: account
            .text("BankAccount")
            .or_else(|| (!plain.is_empty() && plain != "Array").then_some(plain)),
        bank_code: account.text("BankCode"),
        bank_fiscal_code: account.text("BankFiscalCode"),
        beneficiary_name: account.text("BeneficiaryName"),
        configuration_code: account.text("ConfigurationCode"),
    }
}

fn read_properties(parent: Elements<'_, '_>) -> Result<Vec<OrderProperty>, InvalidMessage> {
    let Some(properties) = parent.child("Properties") else { return Ok(vec![]) };
    bounded(properties, "OrderProperty", "Properties/OrderProperty", MAX_PROPERTIES)?;
    let read = properties.all("OrderProperty").map(|property| OrderProperty {
        display_name: read_words(property, "DisplayName").unwrap_or_default(),
        id: property.text("Id"),
        is_visible: read_flag(property, &["IsVisible"]),
        modifiable: read_flag(property, &["Modifiable"]).unwrap_or(false),
        name: property.text("Name").unwrap_or_default(),
        required: read_flag(property, &["Required"]).unwrap_or(false),
        kind: property.text("Type").unwrap_or_else(|| "string".to_owned()),
        value: property.text("Value").unwrap_or_default(),
    });
    Ok(read.collect())
}

/// Rejects more than `max` child elements of this name.
fn bounded(
    parent: Elements<'_, '_>,
    name: &str,
    path: &'static str,
    max: usize,
) -> Result<(), InvalidMessage> {
    match parent.all(name).count() {
        count if count > max => Err(InvalidMessage::TooMany { path, count, max }),
        _ => Ok(()),
    }
}

/// A text for display, which is not sent back: card numbers in it are masked.
fn read_words(element: Elements<'_, '_>, name: &str) -> Option<String> {
    element.text(name).map(|text| hide_card_numbers(&text))
}

fn read_flag(element: Elements<'_, '_>, names: &[&str]) -> Option<bool> {
    names.iter().find_map(|name| element.text(name)).and_then(|text| boolean(&text))
}

fn read_date(
    element: Elements<'_, '_>,
    name: &str,
    path: String,
) -> Result<Option<jiff::Timestamp>, InvalidMessage> {
    let Some(text) = element.text(name) else { return Ok(None) };
    date_time(&text).map(Some).ok_or_else(|| InvalidMessage::unreadable(path, &text, "an xs:dateTime"))
}

fn read_amount(
    element: Elements<'_, '_>,
    name: &str,
    path: String,
) -> Result<Option<Amount>, InvalidMessage> {
    let Some(text) = element.text(name) else { return Ok(None) };
    Amount::parse_xml(&text)
        .map(|read| Some(read.amount))
        .map_err(|_| InvalidMessage::unreadable(path, &text, "an amount from 0.00 to 999999999999.99"))
}

fn flag(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn customer_type_name(customer_type: CustomerType) -> &'static str {
    match customer_type {
        CustomerType::Person => "Person",
        CustomerType::Organization => "Organization",
        CustomerType::Unspecified => "Unspecified",
    }
}
