//! The description of an order, and the payments that the e-Service takes.

mod parts;

use super::of_scenarios;
use crate::check::calls::{Heard, SendOptions};
use crate::check::family::Family;
use crate::check::orders::Order;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::confirmation::PaymentConfirmation;
use crate::domain::order::{OrderDetails, OrderStatus};
use crate::soap::confirm_order_payment;

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    let mut rules = of_scenarios::rules(Family::Truth);
    rules.extend(rules! { Truth:
        "paid-is-paid" Needs::FRESH, calls(paid_is_paid);
            checks "After the payment GetOrderDetails says at once that the order is paid."
            failed "It still asks for the money of an order that is paid"
            why "MPay asks anew for every payer: an order that stays Active is paid a second time."
            mend "Answer with Status Paid, or with the rest, as soon as the confirmation is accepted; write both in one transaction."
            source "MPay guide, GetOrderDetails: the latest answer is the true one; OrderStatus";
        "paid-still-described" Needs::FRESH, calls(paid_still_described);
            checks "A paid order is still described: same customer, same lines, same currency."
            failed "It forgets or rewrites an order once it is paid"
            why "A payer who comes back is told that the order does not exist, and receipts are compared with the description."
            mend "Keep the order as it was, with Status Paid; do not delete it or hide its lines."
            source "MPay guide, OrderStatus: Paid is already paid";
        "asked-twice" Needs::KNOWN, calls(asked_twice);
            checks "GetOrderDetails asked twice says the same about status, customer, amounts and lines."
            failed "It describes one order differently from one moment to the next"
            why "MPay updates its invoice by every answer: LineIDs or amounts that change under the payer lead to confirmations that fit no order."
            mend "Compute the answer from the stored order alone; give lines ids that stay."
            source "MPay guide, GetOrderDetails: idempotent";
        "neighbour-untouched" Needs::fresh(2).alone(), calls(neighbour_untouched);
            checks "The payment of one order leaves another one as it was."
            failed "It changes an order by the payment of another one"
            why "The money of one payer would settle the order of another."
            mend "Book by the OrderKey of the confirmation, compared exactly."
            source "MPay guide, ConfirmOrderPayment: OrderKey";
        "payment-id-of-another-order" Needs::fresh(2), calls(payment_id_of_another_order);
            checks "A PaymentID that is booked for one order does not pay another one."
            failed "It answers without a fault to a booked PaymentID with another order"
            why "The second order would be taken for paid with money that was paid once."
            mend "Where a PaymentID is known, compare OrderKey and amount as well; refuse with InvalidParameter where they differ."
            source "MPay guide, ConfirmOrderPayment: PaymentID identifies the payment";
        "key-cut-short" Needs::KNOWN, calls(key_cut_short);
            checks "An OrderKey without its last character finds no order that has the whole key."
            failed "It finds an order by a part of its key"
            why "Keys that are searched by their beginning show strangers' orders, and book payments to the wrong one."
            mend "Compare OrderKey exactly (= and not LIKE, and no text type that cuts or pads)."
            source "MPay guide, OrderDetailsQuery: OrderKey; OWASP ASVS 4.0.3 V4.2.1: no access to records of others";
    });
    rules.extend(parts::rules());
    rules
}

/// True where MPay would let a payer pay the order.
fn is_payable(status: OrderStatus) -> bool {
    matches!(status, OrderStatus::Active | OrderStatus::PartiallyPaid)
}

/// A payment through this bank, which is not the one of other rules: nothing may depend on it.
pub(super) fn through(trial: &Trial, order: &Order, bank: &str) -> Result<PaymentConfirmation, Verdict> {
    let mut confirmation = trial.confirmation(order, None)?;
    for property in confirmation.properties.iter_mut().filter(|property| property.name == "Bank") {
        bank.clone_into(&mut property.value);
    }
    Ok(confirmation)
}

async fn paid_is_paid(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let paid = trial.pay_this(order, through(trial, order, "Banca Demo 2 (Card)")?).await?;
    let is_open = is_payable(paid.after.status) && paid.after.due.is_none_or(|due| !due.is_zero());
    // Where more may be paid than is due, an order stays open.
    if is_open && !order.details.allow_advance_payments {
        return Ok(Verdict::failed(format!(
            "the order {} was {} and its payment of {} was accepted; GetOrderDetails still says {}",
            order.key, paid.before, paid.confirmation.total_amount, paid.after
        )));
    }
    Ok(Verdict::passed(format!(
        "the order {} was {}, and is {} after its payment",
        order.key, paid.before, paid.after
    )))
}

async fn paid_still_described(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let body = confirm_order_payment::write_request(&through(trial, order, "Portofel Demo A")?);
    let heard = trial.confirm_honestly("honest confirmation", order, &body).await;
    let (what, words) = heard.said();
    if !heard.is_accepted() {
        return Err(
            Verdict::inconclusive(format!("the honest confirmation was not accepted: {what}")).quoting(words)
        );
    }
    let asked = trial.ask_honestly("the order after it", &order.key).await;
    let (what, words) = asked.said();
    let Ok((orders, _)) = &asked.result else {
        let said = format!("after its payment the order {} is not described: {what}", order.key);
        return Ok(match asked.is_unreadable() {
            true => Verdict::inconclusive(said),
            false => Verdict::failed(said),
        }
        .quoting(words));
    };
    let Some(after) = orders.first() else {
        return Ok(Verdict::failed(format!("after its payment the order {} is not found", order.key)));
    };
    let differs = differing(&order.details, after, false);
    if differs.is_empty() {
        return Ok(Verdict::passed(format!(
            "the order {} is described as before, as {}",
            order.key,
            after.status.as_str()
        )));
    }
    Ok(Verdict::failed(format!(
        "after its payment the order {} has another {}",
        order.key,
        differs.join(", ")
    )))
}

/// The parts in which two descriptions of one order differ. Between two that come at once nothing changes but texts and dates,
/// which may be computed anew; with a payment status and amounts change too.
fn differing(before: &OrderDetails, after: &OrderDetails, is_at_once: bool) -> Vec<&'static str> {
    let lines = |order: &OrderDetails| -> Vec<String> {
        order.lines.iter().map(|line| line.line_id.clone()).collect()
    };
    let amounts = |order: &OrderDetails| {
        let of_lines: Vec<_> = order.lines.iter().map(|line| line.amount_due).collect();
        (order.total_amount_due, of_lines)
    };
    let accounts = |order: &OrderDetails| -> Vec<_> {
        order.lines.iter().map(|line| line.destination_account.clone()).collect()
    };
    let same = [
        ("Currency", before.currency == after.currency),
        ("CustomerID", before.customer_id == after.customer_id),
        ("CustomerName", !is_at_once || before.customer_name == after.customer_name),
        ("LineIDs", lines(before) == lines(after)),
        ("DestinationAccount", !is_at_once || accounts(before) == accounts(after)),
        ("Status", !is_at_once || before.status == after.status),
        ("amount", !is_at_once || amounts(before) == amounts(after)),
    ];
    same.iter().filter(|(_, is_same)| !is_same).map(|(name, _)| *name).collect()
}

async fn asked_twice(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let first = trial.described(order, "asked once").await?;
    let second = trial.described(order, "asked again").await?;
    let differs = differing(&first, &second, true);
    if differs.is_empty() {
        return Ok(match first == second {
            true => Verdict::passed(format!("both answers about {} say the same", order.key)),
            false => Verdict::warning("lines, amounts and status are the same, but other texts differ"),
        });
    }
    Ok(Verdict::failed(format!(
        "two answers about {}, one right after the other, differ in {}",
        order.key,
        differs.join(", ")
    )))
}

async fn neighbour_untouched(trial: &Trial) -> Judged {
    let (paid, other) = trial.two_orders()?;
    trial.pay_this(paid, through(trial, paid, "Portofel Demo B")?).await?;
    let after = trial.books(other, "the other order after it").await?;
    if after != other.books() {
        return Ok(Verdict::failed(format!(
            "by the payment of {} the order {} became {after}; it was {}",
            paid.key,
            other.key,
            other.books()
        )));
    }
    Ok(Verdict::passed(format!("the payment of {} left {} as it was: {after}", paid.key, other.key)))
}

async fn payment_id_of_another_order(trial: &Trial) -> Judged {
    let (paid, other) = trial.two_orders()?;
    let payment = trial.pay(paid).await?;
    let mut confirmation = trial.confirmation(other, None)?;
    payment.confirmation.payment_id.clone_into(&mut confirmation.payment_id);
    let body = confirm_order_payment::write_request(&confirmation);
    let heard = trial.confirm("sent", other, &body, SendOptions::default()).await;
    let answer = heard.reached()?;
    let after = trial.books(other, "the other order after it").await?;
    let honest = trial.pay(other).await;
    let said = format!(
        "PaymentID {}, booked for {}, with the order {}: {}",
        confirmation.payment_id,
        paid.key,
        other.key,
        answer.what()
    );
    let verdict = match (heard.is_accepted(), after == other.books(), honest) {
        (_, false, _) => Verdict::failed(format!("{said}; the order was {}, and is {after}", other.books())),
        (true, true, _) => Verdict::failed(format!(
            "{said}; it is not booked ({after}), and MPay takes an answer without a fault for success"
        )),
        (false, true, Ok(_)) => Verdict::passed(format!("{said}; a payment of its own was then accepted")),
        (false, true, Err(why)) => Verdict::inconclusive(format!("{said}; but then {}", why.message)),
    };
    Ok(verdict.quoting(answer.words()))
}

async fn key_cut_short(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let mut query = trial.query(&order.key);
    query.order_key.pop();
    if query.order_key.chars().nth(1).is_none() {
        return Err(Verdict::skipped(
            "the order's key has one or two characters: give an order with a longer one",
        ));
    }
    let heard = trial.ask("without its last character", &query, None, SendOptions::default()).await;
    heard.reached()?;
    let (what, words) = heard.said();
    let said = format!("asked for `{}`, which is not the whole key `{}`", query.order_key, order.key);
    if !describes(&heard, order) {
        return Ok(Verdict::passed(format!("{said}: {what}")).quoting(words));
    }
    // Where keys are numbers, an order of the shorter key may exist, and be of the same customer and amount. Hardly one has
    // the first character for its key.
    query.order_key = query.order_key.chars().take(1).collect();
    let shorter = trial.ask("by its first character alone", &query, None, SendOptions::default()).await;
    shorter.reached()?;
    Ok(match heard.result.is_err() || describes(&shorter, order) {
        true => Verdict::failed(format!("{said}, it describes the order")),
        false => Verdict::passed(format!(
            "{said}, it describes an order of that key, and asked for `{}` none",
            query.order_key
        )),
    })
}

/// True where the answer describes this order, under whatever key. An answer with the whole key in place of the one that was
/// asked for cannot be used.
fn describes(heard: &Heard<Vec<OrderDetails>>, order: &Order) -> bool {
    match &heard.result {
        Ok((orders, _)) => orders.iter().any(|found| {
            let with_key = OrderDetails { order_key: order.details.order_key.clone(), ..found.clone() };
            with_key == order.details
        }),
        Err(_) => heard.is_accepted(),
    }
}
