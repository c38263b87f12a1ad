//! `ConfirmOrderPayment` (step 13): books a payment. One payment has one effect, however often it is confirmed.

use tracing::info;

use super::SampleService;
use super::catalogue::{CURRENCY, CatalogueService};
use super::database;
use super::order::{Order, Payment};
use super::refusal::Refusal;
use crate::domain::confirmation::PaymentConfirmation;
use crate::domain::money::Amount;

/// `PaymentID` and `InvoiceID` are `string (36)` in the MPay structures.
const MAX_ID_CHARS: usize = 36;

/// Books the payment, unless it is already booked. `signed_message` is stored as proof.
pub(super) async fn accept(
    shop: &SampleService,
    confirmation: &PaymentConfirmation,
    signed_message: &str,
) -> Result<(), Refusal> {
    check_message(confirmation)?;
    let mut transaction = shop.database().begin_write().await?;
    let id = &confirmation.payment_id;
    if let Some(booked) = database::payment(&mut transaction, id).await? {
        transaction.rollback().await;
        check_repetition(confirmation, &booked)?;
        info!(payment_id = ?id, order_key = ?confirmation.order_key, "payment confirmed again, no effect");
        return Ok(());
    }
    let unknown = || Refusal::UnknownOrder(confirmation.order_key.chars().take(MAX_ID_CHARS).collect());
    let order = database::order(&mut transaction, &confirmation.order_key)
        .await?
        .filter(|order| order.service.id == confirmation.service_id)
        .ok_or_else(unknown)?;
    check_order(confirmation, &order)?;
    let payment = Payment {
        payment_id: id.clone(),
        invoice_id: confirmation.invoice_id.clone(),
        order_key: order.order_key,
        amount: confirmation.total_amount,
        paid_at: confirmation.paid_at,
        received_at: shop.settings().clock.now(),
    };
    database::insert_payment(&mut transaction, &payment, signed_message).await?;
    transaction.commit().await?;
    info!(payment_id = ?id, order_key = ?payment.order_key, amount = %payment.amount, "payment confirmed");
    Ok(())
}

/// Checks that do not depend on the agency's books.
fn check_message(confirmation: &PaymentConfirmation) -> Result<(), Refusal> {
    if CatalogueService::find(&confirmation.service_id).is_none() {
        return Err(Refusal::UnknownService(confirmation.service_id.chars().take(MAX_ID_CHARS).collect()));
    }
    for (name, id) in [("PaymentID", &confirmation.payment_id), ("InvoiceID", &confirmation.invoice_id)] {
        if id.chars().count() > MAX_ID_CHARS {
            return wrong(format!("{name} is longer than {MAX_ID_CHARS} characters"));
        }
    }
    if confirmation.currency != CURRENCY {
        return wrong(format!("the agency takes {CURRENCY} only"));
    }
    let sum: Amount = confirmation.lines.iter().map(|line| line.amount).sum();
    if sum != confirmation.total_amount {
        return wrong(format!("the lines add up to {sum}, TotalAmount is {}", confirmation.total_amount));
    }
    Ok(())
}

/// Checks that a repeated PaymentID is the same payment.
fn check_repetition(confirmation: &PaymentConfirmation, booked: &Payment) -> Result<(), Refusal> {
    if booked.order_key != confirmation.order_key {
        return wrong("this PaymentID is booked for another order".to_owned());
    }
    if booked.amount != confirmation.total_amount {
        return wrong(format!(
            "this PaymentID is booked with {}, TotalAmount is {}",
            booked.amount, confirmation.total_amount
        ));
    }
    Ok(())
}

/// Checks that a first payment covers the order. An expired order is booked all the same: the confirmation may have been
/// delayed for days, and the money was paid.
fn check_order(confirmation: &PaymentConfirmation, order: &Order) -> Result<(), Refusal> {
    if let Some(payment) = &order.payment {
        return Err(Refusal::AlreadyPaid(payment.payment_id.clone()));
    }
    if order.total() != confirmation.total_amount {
        return wrong(format!(
            "{} is due for this order, TotalAmount is {}",
            order.total(),
            confirmation.total_amount
        ));
    }
    let mut told: Vec<_> =
        confirmation.lines.iter().map(|line| (line.line_id.as_str(), line.amount)).collect();
    let mut due: Vec<_> = order.lines.iter().map(|line| (line.item.id, line.amount)).collect();
    told.sort_unstable();
    due.sort_unstable();
    if told != due {
        return wrong("the lines are not those of the order".to_owned());
    }
    Ok(())
}

fn wrong<T>(reason: String) -> Result<T, Refusal> {
    Err(Refusal::Parameter(reason))
}
