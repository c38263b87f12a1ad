//! Orders that may be paid in parts, or with more than is due.

use crate::check::books::Books;
use crate::check::orders::Order;
use crate::check::rule::{Needs, Rule, rules};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::money::Amount;
use crate::domain::order::{OrderDetails, OrderStatus};

type Judged = Result<Verdict, Verdict>;

pub(super) fn rules() -> Vec<Rule> {
    rules! { Truth:
        "part-leaves-the-rest" Needs::FRESH.fitting(takes_parts), calls(part);
            checks "After a part is paid, only the difference is due, and the order can be paid further."
            failed "It does not ask for the rest after a part is paid"
            why "A payer who has paid a part would pay it again, or could never pay the rest."
            mend "Add up the payments of the order; answer with Status PartiallyPaid and the rest as TotalAmountDue and in the lines."
            source "MPay guide, OrderDetails.AllowPartialPayments; OrderStatus: PartiallyPaid can be paid";
        "rest-closes-the-order" Needs::FRESH.fitting(takes_parts), calls(rest);
            checks "After a part and the rest are paid, the order is paid."
            failed "It does not close an order that is paid in two parts"
            why "Two payments are two PaymentIDs of one order: an e-Service that keeps one of them loses the other."
            mend "Keep each PaymentID with its amount, and close the order when they add up to its total."
            source "MPay guide, OrderDetails.AllowPartialPayments: may be paid in part, zero or more times";
        "more-than-due" Needs::FRESH.fitting(takes_more), calls(more);
            checks "A payment of more than is due is accepted where the order allows advance payments."
            failed "It refuses an advance payment that it allows"
            why "The payer chose the amount that you allow: the money is taken, and stays unconfirmed."
            mend "Book what came, and keep the difference as the customer's advance; or do not set AllowAdvancePayments."
            source "MPay guide, OrderDetails.AllowAdvancePayments: may be paid above the amount due";
    }
}

/// Two bani can be halved.
const LEAST: Amount = Amount::from_bani(2);

fn takes_parts(order: &OrderDetails) -> Result<(), &'static str> {
    match order.allows_partial_payments() && order.amount_due().is_some_and(|due| due >= LEAST) {
        true => Ok(()),
        false => Err("the rule needs one that allows partial payments"),
    }
}

fn takes_more(order: &OrderDetails) -> Result<(), &'static str> {
    match order.allows_advance_payments() && order.amount_due().is_some() {
        true => Ok(()),
        false => Err("the rule needs one that allows advance payments"),
    }
}

/// Pays half of what is due, and gives the rest.
async fn pay_half(trial: &Trial, order: &Order) -> Result<(Amount, Books), Verdict> {
    let due = order.details.amount_due().unwrap_or_default();
    let half = Amount::from_bani(due.bani() / 2);
    let after = pay(trial, order, half).await?;
    Ok((due - half, after))
}

/// Pays this amount. A refusal of it is a failure, as the order allows the amount.
async fn pay(trial: &Trial, order: &Order, amount: Amount) -> Result<Books, Verdict> {
    let confirmation = trial.confirmation(order, Some(amount))?;
    match trial.pay_this(order, confirmation).await {
        Ok(paid) => Ok(paid.after),
        Err(refused) => {
            let allows = if order.details.allows_partial_payments() { "partial" } else { "advance" };
            let said = format!(
                "the order allows {allows} payments and was {}; {amount} of it: {}",
                order.books(),
                refused.message
            );
            Err(Verdict::failed(said).quoting(refused.words))
        }
    }
}

async fn part(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let (rest, after) = pay_half(trial, order).await?;
    let said =
        format!("the order {} was {}, half of it was paid, and it is {after}", order.key, order.books());
    let is_open = matches!(after.status, OrderStatus::Active | OrderStatus::PartiallyPaid);
    Ok(match is_open && after.due == Some(rest) {
        true => Verdict::passed(said),
        false => Verdict::failed(format!("{said}; {rest} should be due")),
    })
}

async fn rest(trial: &Trial) -> Judged {
    let order = trial.order()?;
    pay_half(trial, order).await?;
    let details = trial.described(order, "the order after the half").await?;
    let rest = Order { key: order.key.clone(), details };
    let Some(due) = rest.details.amount_due().filter(|due| !due.is_zero()) else {
        return Err(Verdict::inconclusive(format!(
            "after half of it was paid the order {} has no rest",
            order.key
        )));
    };
    let after = pay(trial, &rest, due).await?;
    let is_open = matches!(after.status, OrderStatus::Active | OrderStatus::PartiallyPaid);
    let said = format!("half of the order {} was paid, then the rest of {due}, and it is {after}", order.key);
    Ok(match is_open && after.due.is_none_or(|due| !due.is_zero()) {
        true => Verdict::failed(said),
        false => Verdict::passed(said),
    })
}

async fn more(trial: &Trial) -> Judged {
    let order = trial.order()?;
    let amount = order.details.amount_due().unwrap_or_default() + Amount::from_bani(100);
    let after = pay(trial, order, amount).await?;
    Ok(Verdict::passed(format!(
        "the order {} was {}, {amount} was accepted, and it is {after}",
        order.key,
        order.books()
    )))
}
