//! `ConfirmOrderPayment` (step 13): the confirmation, and its empty reply.

use roxmltree::Node;

use super::elements::Elements;
use super::envelope;
use super::get_order_details::{expect, read_account, write_account};
use super::invalid_message::InvalidMessage;
use super::values::{date_time, local_date_time};
use super::writer::Writer;
use crate::domain::confirmation::{PaymentConfirmation, PaymentConfirmationLine, PaymentProperty};
use crate::domain::finding::rules::business::CONFIRM_REPLY;
use crate::domain::finding::{Finding, Place};
use crate::domain::money::Amount;

/// The content of the request's Body, elements in alphabetical order.
pub fn write_request(confirmation: &PaymentConfirmation) -> String {
    Writer::body("ConfirmOrderPayment", |w| {
        w.within("confirmation", |w| {
            w.element("Currency", &confirmation.currency);
            w.element("InvoiceID", &confirmation.invoice_id);
            w.within("Lines", |w| {
                for line in &confirmation.lines {
                    w.within("PaymentConfirmationLine", |w| {
                        w.element("Amount", &line.amount.to_xml());
                        write_account(w, &line.destination_account);
                        w.element("LineID", &line.line_id);
                        write_properties(w, &line.properties);
                    });
                }
            });
            w.element("OrderKey", &confirmation.order_key);
            w.element("PaidAt", &local_date_time(confirmation.paid_at));
            w.element("PaymentID", &confirmation.payment_id);
            write_properties(w, &confirmation.properties);
            w.element("ServiceID", &confirmation.service_id);
            w.element("TotalAmount", &confirmation.total_amount.to_xml());
        });
    })
}

/// Reads the request's Body.
pub fn read_request(payload: Node<'_, '_>) -> Result<PaymentConfirmation, InvalidMessage> {
    let root = "ConfirmOrderPayment/confirmation";
    let confirmation = expect(payload, "ConfirmOrderPayment")?
        .child("confirmation")
        .ok_or_else(|| InvalidMessage::missing(root))?;
    let required =
        |name: &str| confirmation.text(name).ok_or_else(|| InvalidMessage::missing(format!("{root}/{name}")));
    let paid_at = required("PaidAt")?;
    let lines: Vec<PaymentConfirmationLine> = confirmation
        .child("Lines")
        .map(|lines| lines.all("PaymentConfirmationLine").map(read_line).collect::<Result<_, _>>())
        .transpose()?
        .unwrap_or_default();
    if lines.is_empty() {
        return Err(InvalidMessage::missing(format!("{root}/Lines/PaymentConfirmationLine")));
    }
    Ok(PaymentConfirmation {
        currency: required("Currency")?,
        // Optional by the XSD and the newer guide.
        invoice_id: confirmation.text("InvoiceID").unwrap_or_default(),
        lines,
        order_key: required("OrderKey")?,
        paid_at: date_time(&paid_at).ok_or_else(|| {
            InvalidMessage::unreadable(format!("{root}/PaidAt"), &paid_at, "an xs:dateTime")
        })?,
        payment_id: required("PaymentID")?,
        properties: read_properties(confirmation),
        service_id: required("ServiceID")?,
        total_amount: read_amount(&required("TotalAmount")?, format!("{root}/TotalAmount"))?,
    })
}

/// The amounts of the lines in content written by [`write_request`]; empty for any other content.
pub fn line_amounts(content: &str) -> Vec<Amount> {
    let document = envelope::parse(content).ok();
    let confirmation = document.as_ref().and_then(|document| read_request(document.root_element()).ok());
    confirmation.map(|read| read.lines.iter().map(|line| line.amount).collect()).unwrap_or_default()
}

/// The content of the reply's Body: the guide's empty element.
pub fn write_reply() -> String {
    Writer::body("ConfirmOrderPaymentResponse", |_| {})
}

/// A remark on a reply whose Body holds this element; none where the name is empty. The guide treats a reply without a
/// fault as success, so it counts as one.
pub fn remark_on_reply(name: &str) -> Option<Finding> {
    (name != "ConfirmOrderPaymentResponse").then(|| {
        let found = if name.is_empty() { "an empty Body".to_owned() } else { format!("<{name}>") };
        Finding::new(&CONFIRM_REPLY, found).at(Place::path("Envelope/Body"))
    })
}

fn read_line(line: Elements<'_, '_>) -> Result<PaymentConfirmationLine, InvalidMessage> {
    let path = |name: &str| format!("ConfirmOrderPayment/confirmation/Lines/PaymentConfirmationLine/{name}");
    let required = |name: &str| line.text(name).ok_or_else(|| InvalidMessage::missing(path(name)));
    Ok(PaymentConfirmationLine {
        amount: read_amount(&required("Amount")?, path("Amount"))?,
        destination_account: line.child("DestinationAccount").map(read_account).unwrap_or_default(),
        line_id: required("LineID")?,
        properties: read_properties(line),
    })
}

fn write_properties(w: &mut Writer, properties: &[PaymentProperty]) {
    if properties.is_empty() {
        return;
    }
    w.within("Properties", |w| {
        for property in properties {
            w.within("PaymentProperty", |w| {
                w.element("Name", &property.name);
                w.element("Value", &property.value);
            });
        }
    });
}

fn read_properties(parent: Elements<'_, '_>) -> Vec<PaymentProperty> {
    let Some(properties) = parent.child("Properties") else { return vec![] };
    properties
        .all("PaymentProperty")
        .map(|property| PaymentProperty {
            name: property.text("Name").unwrap_or_default(),
            value: property.text("Value").unwrap_or_default(),
        })
        .collect()
}

fn read_amount(text: &str, path: String) -> Result<Amount, InvalidMessage> {
    Amount::parse_xml(text)
        .map(|read| read.amount)
        .map_err(|_| InvalidMessage::unreadable(path, text, "an amount from 0.00 to 999999999999.99"))
}
