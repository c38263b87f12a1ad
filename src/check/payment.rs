//! The honest confirmation of a payment, as a hub writes it.

use jiff::Timestamp;

use super::orders::Order;
use crate::domain::confirmation::PaymentConfirmation;
use crate::domain::ids::{InvoiceId, PaymentId, ServiceId, SessionId, TransactionId};
use crate::domain::instrument::INSTRUMENTS;
use crate::domain::invoice::{Invoice, InvoiceStatus, NotPayable, Payable};
use crate::domain::money::Amount;
use crate::domain::order::{OrderDetails, OrderProperty};
use crate::domain::payer_input::{PayerInput, PropertyKind, PropertyValue};
use crate::domain::payment::{Authorization, Payment, PaymentStatus};

/// A valid IDNP, as the guide's samples have them.
const IDNP: &str = "2001500023456";

/// The invoice of this order, as if it had just been described.
fn invoice(service_id: &ServiceId, order: &Order, number: i64, now: Timestamp) -> Invoice {
    Invoice {
        id: InvoiceId::from_number(number),
        service_id: service_id.clone(),
        order_key: order.key.clone(),
        status: InvoiceStatus::Open,
        paid: Amount::ZERO,
        unaccounted: Amount::ZERO,
        revision: 0,
        order: order.details.clone(),
        described_at: now,
        created_at: now,
    }
}

/// The amounts that may be paid for this order now.
///
/// # Errors
/// The reason why it cannot be paid.
pub fn payable(service_id: &ServiceId, order: &Order, now: Timestamp) -> Result<Payable, NotPayable> {
    invoice(service_id, order, 0, now).payable(now)
}

/// The confirmation of a payment of this amount, made just now. `number` is that of payment and invoice.
pub fn confirmation(
    service_id: &ServiceId,
    order: &Order,
    (number, amount): (i64, Amount),
    now: Timestamp,
) -> PaymentConfirmation {
    let invoice = invoice(service_id, order, number, now);
    let instrument = &INSTRUMENTS[0];
    let payment = Payment {
        id: PaymentId::from_number(number),
        invoice_id: invoice.id.clone(),
        session_id: SessionId::from_random([0; 16]),
        instrument: instrument.id,
        transaction_id: TransactionId::from_random([0; 16]),
        amount,
        input: PayerInput { customer_id: None, properties: entered(&order.details) },
        fee: Amount::ZERO,
        status: PaymentStatus::Started,
        started_at: now,
    };
    let authorization = Authorization { paid_at: now, code: String::new(), card_last_four: None };
    PaymentConfirmation::of(&invoice, &payment, &authorization, instrument.bank_property)
}

/// A payer's entries: a fitting value for every modifiable property.
fn entered(order: &OrderDetails) -> Vec<PropertyValue> {
    let of = |line_id: Option<&str>, properties: &[OrderProperty]| -> Vec<PropertyValue> {
        let modifiable = properties.iter().filter(|property| property.modifiable);
        modifiable
            .map(|property| PropertyValue {
                line_id: line_id.map(str::to_owned),
                name: property.name.clone(),
                value: value(property),
            })
            .collect()
    };
    let lines = order.lines.iter().flat_map(|line| of(Some(&line.line_id), &line.properties));
    of(None, &order.properties).into_iter().chain(lines).collect()
}

fn value(property: &OrderProperty) -> String {
    if !property.value.is_empty() {
        return property.value.clone();
    }
    match PropertyKind::of(property) {
        PropertyKind::Idn | PropertyKind::TaxCode => IDNP.to_owned(),
        PropertyKind::Number => "1".to_owned(),
        PropertyKind::Text => "mpay-sim".to_owned(),
    }
}
