//! `ConfirmOrderPayment` (step 13): books a payment. One payment has one effect, however often it is confirmed.

use tracing::info;

use super::SampleService;
use super::catalogue::{CURRENCY, CatalogueService, Conduct, Payable};
use super::database;
use super::order::{Line, Order, Payment};
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
    let (order, part) = database::find(&mut transaction, &confirmation.order_key)
        .await?
        .filter(|(order, _)| order.service.id == confirmation.service_id)
        .ok_or_else(unknown)?;
    check_order(confirmation, &order, part.as_deref())?;
    let payment = Payment {
        payment_id: id.clone(),
        invoice_id: confirmation.invoice_id.clone(),
        order_key: order.order_key,
        part: part.unwrap_or_default(),
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
    let Some(service) = CatalogueService::find(&confirmation.service_id) else {
        return Err(Refusal::UnknownService(confirmation.service_id.chars().take(MAX_ID_CHARS).collect()));
    };
    if service.conduct == Conduct::RefusesPayments {
        return wrong("this service refuses every payment, to show what follows".to_owned());
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
    if booked.confirmed_key() != confirmation.order_key {
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

/// Checks that a first payment is one that the order, or this part of it, asks for. An expired order is booked all the same:
/// the confirmation may have been delayed for days, and the money was paid.
fn check_order(confirmation: &PaymentConfirmation, order: &Order, part: Option<&str>) -> Result<(), Refusal> {
    let total = confirmation.total_amount;
    let lines: Vec<&Line> =
        order.lines.iter().filter(|line| part.is_none_or(|part| part == line.id)).collect();
    let paid_by = match (order.service.payable, part) {
        (Payable::Apart, Some(part)) => order.payment_of_part(part),
        (Payable::Apart, None) => {
            return wrong("each part of this order has an OrderKey of its own".to_owned());
        }
        (Payable::InParts, _) => order.payments.last().filter(|_| order.due() == Some(Amount::ZERO)),
        _ => order.payments.last(),
    };
    if let Some(payment) = paid_by {
        return Err(Refusal::AlreadyPaid(payment.payment_id.clone()));
    }
    let sum: Amount = lines.iter().map(|line| line.amount).sum();
    let (least, most) = match order.service.payable {
        Payable::InFull | Payable::Apart => (sum, sum),
        Payable::InParts => (Amount::from_bani(1), order.due().unwrap_or(sum)),
        Payable::WithAdvance => (sum, Amount::MAX),
        Payable::Open => (Amount::from_bani(1), Amount::MAX),
    };
    if least == most && total != least {
        return wrong(format!("{least} is due for this order, TotalAmount is {total}"));
    }
    if total < least || most < total {
        return wrong(format!("{least} to {most} can be paid for this order, TotalAmount is {total}"));
    }
    let mut stated: Vec<_> =
        confirmation.lines.iter().map(|line| (line.line_id.as_str(), line.amount)).collect();
    let mut due: Vec<_> = match lines.as_slice() {
        [line] => vec![(line.id.as_str(), total)],
        lines => lines.iter().map(|line| (line.id.as_str(), line.amount)).collect(),
    };
    stated.sort_unstable();
    due.sort_unstable();
    if stated != due {
        return wrong("the lines are not those of the order".to_owned());
    }
    Ok(())
}

fn wrong<T>(reason: String) -> Result<T, Refusal> {
    Err(Refusal::Parameter(reason))
}
