//! Orders for the fake e-Service to describe.

use jiff::Timestamp;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::ids::{OrderKey, ServiceId};
use mpay_sim::domain::invoice::Invoice;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{
    CustomerType, OrderDetails, OrderLine, OrderProperty, OrderStatus, PaymentAccount,
};
use mpay_sim::store::{Description, Store};

/// The service that the fake e-Service sells.
pub const SERVICE: &str = "TEST01";
/// The order key that the tests ask for.
pub const ORDER: &str = "ORD-1";

/// An order of 1,250.50 lei in two lines, with a property.
pub fn order() -> OrderDetails {
    OrderDetails {
        allow_advance_payments: false,
        allow_partial_payments: false,
        currency: "MDL".to_owned(),
        customer_id: Some("2001500023456".to_owned()),
        customer_name: Some("Popescu Ion".to_owned()),
        customer_type: CustomerType::Person,
        due_at: None,
        issued_at: None,
        lines: vec![line("1", 100_000), line("2", 25_050)],
        order_key: ORDER.to_owned(),
        properties: vec![OrderProperty {
            display_name: "Numărul dosarului".to_owned(),
            kind: "string".to_owned(),
            name: "FileNumber".to_owned(),
            value: "D-00017".to_owned(),
            ..OrderProperty::default()
        }],
        reason: "Taxă de test <1> & „2”".to_owned(),
        service_id: SERVICE.to_owned(),
        status: OrderStatus::Active,
        total_amount_due: Some(Amount::from_bani(125_050)),
    }
}

/// The same order, which may be paid in parts.
pub fn partial_order() -> OrderDetails {
    let mut order = order();
    order.allow_partial_payments = true;
    // Of several lines the first one takes the difference, and says so.
    order.lines[0].allow_partial_payments = Some(true);
    order
}

/// The order less what was paid for it, as an e-Service describes it that keeps books.
pub fn less<'p>(
    mut order: OrderDetails,
    payments: impl Iterator<Item = &'p PaymentConfirmation>,
) -> OrderDetails {
    let less = |due: Amount, paid: Amount| if due < paid { Amount::ZERO } else { due - paid };
    for payment in payments {
        order.total_amount_due = order.total_amount_due.map(|due| less(due, payment.total_amount));
        for paid in &payment.lines {
            let line = order.lines.iter_mut().find(|line| line.line_id == paid.line_id).unwrap();
            line.amount_due = line.amount_due.map(|due| less(due, paid.amount));
        }
        if order.status == OrderStatus::Active {
            order.status = OrderStatus::PartiallyPaid;
        }
    }
    if order.total_amount_due == Some(Amount::ZERO) && !order.allow_advance_payments {
        order.status = OrderStatus::Paid;
    }
    order
}

fn line(id: &str, bani: i64) -> OrderLine {
    OrderLine {
        allow_advance_payments: None,
        allow_partial_payments: None,
        amount_due: Some(Amount::from_bani(bani)),
        destination_account: PaymentAccount {
            bank_account: Some(format!("MD{}TRGAAA1429980100000{id}", if id == "1" { 58 } else { 31 })),
            bank_code: Some("TREZMD2X".to_owned()),
            bank_fiscal_code: Some("1002600001235".to_owned()),
            beneficiary_name: Some("Agenția Demo".to_owned()),
            configuration_code: None,
        },
        line_id: id.to_owned(),
        properties: vec![],
        reason: format!("Linia {id}"),
    }
}

/// The invoice of this service and order key, once the store knows that the order was described so at this time.
pub async fn invoice_of(
    store: &Store,
    (service_id, order_key): (&ServiceId, &OrderKey),
    order: &OrderDetails,
    now: Timestamp,
) -> Invoice {
    let description = Description { service_id, order_key, order, asked_at: now, now };
    store.describe_order(description, None, None).await.unwrap().invoice
}
